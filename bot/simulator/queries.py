"""Methods that answer button presses and inline queries, and that fetch files."""

from __future__ import annotations

from typing import Any

from bot.simulator.entities import formatted
from bot.simulator.errors import QUERY_TOO_OLD, bad_request
from bot.simulator.keyboards import read_keyboard
from bot.simulator.model import QUERY_SECONDS, Answer, Json, Query, World
from bot.simulator.parameters import Given, Method

ANSWER_CHARACTERS = 200
MOST_RESULTS = 50
ID_BYTES = 64


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
    query = _open(world, given["inline_query_id"], inline=True)
    world.inline_answers[query.id] = {**given, "results": results}
    world.tell("answered", query.chat_id, query_id=query.id, results=len(results))
    return True


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
    text, entities = formatted(str(content.get("message_text", "")), content.get("entities", ()))
    if not text:
        raise bad_request("message text is empty")
    read_keyboard(item.get("reply_markup"))
    return {**item, "input_message_content": {"message_text": text, "entities": entities}}


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
