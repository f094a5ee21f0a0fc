"""Methods that answer button presses and inline queries, and that fetch files."""

from __future__ import annotations

import re
from typing import Any

from bot.simulator.entities import TEXT_UNITS, formatted, utf16_length
from bot.simulator.errors import QUERY_TOO_OLD, bad_request
from bot.simulator.keyboards import read_keyboard
from bot.simulator.model import QUERY_SECONDS, Answer, Json, Query, World
from bot.simulator.parameters import Given, Method

ANSWER_CHARACTERS = 200
OFFSET_BYTES = 64
KEPT_SECONDS = 300  # of an answer without cache_time
_START = re.compile(r"[A-Za-z0-9_-]{1,64}")
MOST_RESULTS = 50
ID_BYTES = 64
RESULT_FIELDS = frozenset({"type", "id", "title", "description", "input_message_content", "reply_markup", "url"})
CONTENT_FIELDS = frozenset({"message_text", "entities", "link_preview_options"})


def answer_callback_query(world: World, given: Given) -> bool:
    """End the waiting of a pressed button, with a notice or without."""
    text = str(given.get("text", ""))
    if len(text) > ANSWER_CHARACTERS:
        raise bad_request("MESSAGE_TOO_LONG")
    query = _open(world, given["callback_query_id"], inline=False)
    answer = Answer(
        query.id,
        query.person.id,
        query.chat_id,
        query.message_id,
        text,
        bool(given.get("show_alert")),
        given.get("url"),
    )
    world.answers.append(answer)
    world.tell("answered", query.chat_id, text=text, show_alert=answer.show_alert, query_id=query.id)
    return True


def answer_inline_query(world: World, given: Given) -> bool:
    """Offer results to somebody who types the bot's name in a chat: texts (articles) only."""
    results = [_result(item) for item in given["results"]]
    ids = [result["id"] for result in results]
    if len(results) > MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    if len(given.get("next_offset", "").encode()) > OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    if "button" in given:
        _check_switch(given["button"])
    query = _open(world, given["inline_query_id"], inline=True)
    answer = world.inline_answers[query.id] = {**given, "results": results}
    whose = query.person.id if given.get("is_personal") else None
    until = world.time() + given.get("cache_time", KEPT_SECONDS)
    world.inline_kept[query.text, query.offset, whose] = (until, answer)
    world.tell("answered", query.chat_id, query_id=query.id, results=len(results))
    return True


def kept_answer(world: World, query: Query) -> Json | None:
    """What Telegram still has for this query: an answer to the same person, or one that was for everybody."""
    for whose in (query.person.id, None):
        until, answer = world.inline_kept.get((query.text, query.offset, whose), (0, {}))
        if until > world.time():
            return answer
    return None


def get_file(world: World, given: Given) -> Json:
    """Where a file can be downloaded from."""
    file_id = given["file_id"]
    if file_id not in world.files:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    return {
        "file_id": file_id,
        "file_unique_id": file_id.replace("file-", "unique-"),
        "file_size": len(world.files[file_id][1]),
        "file_path": f"documents/{file_id}",
    }


def _open(world: World, query_id: str, inline: bool) -> Query:
    query = world.queries.get(query_id)
    if (
        query is None
        or query.answered
        or (query.message_id is None) != inline
        or world.time() - query.asked > QUERY_SECONDS
    ):
        raise bad_request(QUERY_TOO_OLD)
    query.answered = True
    return query


def _result(item: Any) -> Json:
    if not isinstance(item, dict):
        raise _unreadable("expected an Object")
    if item.get("type") != "article":
        raise _unreadable("the simulator does articles only")
    for name in ("id", "title", "input_message_content"):
        if not item.get(name):
            raise _unreadable(f'Can\'t find field "{name}"')
    if len(str(item["id"]).encode()) > ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    content = item["input_message_content"]
    unknown = (set(item) - RESULT_FIELDS) | (set(content) - CONTENT_FIELDS)
    if unknown:
        raise _unreadable(f"the simulator does not do {', '.join(sorted(unknown))}")
    text, entities = formatted(str(content.get("message_text", "")), content.get("entities", ()))
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > TEXT_UNITS:
        raise bad_request("MESSAGE_TOO_LONG")
    read_keyboard(item.get("reply_markup"))
    return {**item, "input_message_content": {**content, "message_text": text, "entities": entities}}


def _check_switch(button: Json) -> None:
    if not button.get("text"):
        raise bad_request("can't parse inline query results button: Can't find field \"text\"")
    if "web_app" in button or not _START.fullmatch(str(button.get("start_parameter", ""))):
        raise bad_request("START_PARAM_INVALID")


def _unreadable(reason: str) -> Exception:
    return bad_request(f"can't parse inline query result: {reason}")


METHODS = (
    Method(
        "answerCallbackQuery",
        answer_callback_query,
        {"callback_query_id": "String"},
        {"text": "String", "show_alert": "Boolean", "url": "String", "cache_time": "Integer"},
    ),
    Method(
        "answerInlineQuery",
        answer_inline_query,
        {"inline_query_id": "String", "results": "Array of InlineQueryResult"},
        {
            "cache_time": "Integer",
            "is_personal": "Boolean",
            "next_offset": "String",
            "button": "InlineQueryResultsButton",
        },
    ),
    Method("getFile", get_file, {"file_id": "String"}),
)
