"""The simulator against Telegram's own list of methods and types (Bot API 10.1).

The list lies beside the repository, at ../shared/telegram/bot-api-10.1.json, and is not part of
it: where it is missing these tests are skipped.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from bot.simulator import Simulator
from bot.simulator.entities import FIELDS, FOUND, GIVEN
from bot.simulator.keyboards import ACTIONS
from bot.simulator.methods import METHODS
from bot.simulator.model import DEFAULT_UPDATES
from bot.simulator.parameters import Method
from bot.simulator.profile import SCOPES

SPEC = Path(__file__).parents[3] / "shared" / "telegram" / "bot-api-10.1.json"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (640).to_bytes(4) + (480).to_bytes(4) + b"\x08\x02"
PRIMITIVES = {"Integer": int, "String": str, "Boolean": bool, "Float": float, "True": bool}

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not SPEC.exists(), reason="Telegram's list of methods is not beside the repository: ../shared/telegram"
    ),
]


@cache
def spec() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(SPEC.read_text())
    return loaded


def fields(name: str, kind: str = "types") -> dict[str, dict[str, Any]]:
    return {field["name"]: field for field in spec()[kind][name].get("fields", [])}


EVERY = sorted(METHODS.values(), key=lambda method: method.name)


@pytest.mark.parametrize("method", EVERY, ids=lambda method: method.name)
def test_method_and_its_parameters_exist(method: Method) -> None:
    known = fields(method.name, "methods")
    for name, kind in {**method.required, **method.optional}.items():
        assert name in known, f"Telegram's {method.name} has no parameter {name}"
        assert set(kind.split(" or ")) <= set(known[name]["types"]), name
    needed = {name for name, field in known.items() if field["required"]}
    assert needed <= set(method.required), "what Telegram requires is required here"


@pytest.mark.parametrize("method", EVERY, ids=lambda method: method.name)
async def test_a_missing_required_parameter_is_refused(method: Method, sim: Simulator) -> None:
    if not method.required:
        assert method.read({}) == {}
        return
    async with ClientSession() as session:
        url = f"{sim.base_url}{sim.token}/{method.name}"
        async with session.post(url, json={}) as response:
            body = await response.json()
    assert (response.status, body["ok"], body["error_code"]) == (400, False, 400)
    assert body["description"].startswith("Bad Request: ")


def test_entity_types_and_fields_exist() -> None:
    told = fields("MessageEntity")["type"]["description"]
    for kind in GIVEN:
        assert f'"{kind}"' in told
    for kind in set(FOUND) - {"bank_card_number"}:
        assert f'"{kind}"' in told
    for names in FIELDS.values():
        assert set(names) <= set(fields("MessageEntity"))


def test_button_actions_scopes_and_updates_exist() -> None:
    assert set(ACTIONS) <= set(fields("InlineKeyboardButton"))
    assert set(DEFAULT_UPDATES) <= set(fields("Update"))
    for scope, needed in SCOPES.items():
        name = "BotCommandScope" + "".join(part.title() for part in scope.split("_"))
        assert {n for n, f in fields(name).items() if f["required"]} == {"type", *needed}


def faults_of(value: Any, types: list[str], where: str) -> Iterator[str]:
    """What is wrong with a value that should be of one of these types."""
    problems = [list(faults_of_type(value, kind, where)) for kind in types]
    if all(problems):
        yield from min(problems, key=len)


def faults_of_type(value: Any, kind: str, where: str) -> Iterator[str]:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            yield f"{where} is no array"
            return
        for number, item in enumerate(value):
            yield from faults_of_type(item, kind.removeprefix("Array of "), f"{where}[{number}]")
    elif kind in PRIMITIVES:
        if not isinstance(value, PRIMITIVES[kind]) or (kind == "Integer" and value is True):
            yield f"{where} is {value!r}, not {kind}"
    elif "subtypes" in spec()["types"][kind] and spec()["types"][kind]["subtypes"]:
        yield from faults_of(value, spec()["types"][kind]["subtypes"], where)
    elif not isinstance(value, dict):
        yield f"{where} is no {kind}"
    else:
        known = fields(kind)
        yield from (f"{where}: {kind} has no {name}" for name in value if name not in known)
        for name, field in known.items():
            if name in value:
                yield from faults_of(value[name], field["types"], f"{where}.{name}")
            elif field["required"]:
                yield f"{where}: {kind} needs {name}"


class Caller:
    """Calls methods as any HTTP client would, and holds each answer to the list."""

    def __init__(self, sim: Simulator, session: ClientSession) -> None:
        self.sim, self.session = sim, session
        self.called: set[str] = set()

    async def __call__(self, method: str, **parameters: Any) -> Any:
        body = FormData()
        for name, value in parameters.items():
            if isinstance(value, bytes):
                body.add_field(name, value, filename="a.png")
            else:
                body.add_field(name, value if isinstance(value, str) else json.dumps(value))
        url = f"{self.sim.base_url}{self.sim.token}/{method}"
        async with self.session.post(url, data=body if parameters else None) as response:
            answer = await response.json()
        assert answer["ok"], answer
        wrong = list(faults_of(answer["result"], spec()["methods"][method]["returns"], method))
        assert not wrong, wrong
        self.called.add(method)
        return answer["result"]


async def test_every_answer_has_the_fields_of_its_type(sim: Simulator) -> None:
    ann, ben = sim.user(7, "Ann", "id"), sim.user(8, "Ben")
    forum = sim.group(-1001, "Desk", members=[ben], admins=[ann], kind="supergroup", forum=True)
    topic = sim.topic(forum, "News")
    async with ClientSession() as session:
        call = Caller(sim, session)
        await call("getMe")
        await call("setMyCommands", commands=[{"command": "watch", "description": "Watch"}])
        await call("getMyCommands")
        await call("deleteMyCommands")
        for name, text in (("Name", "name"), ("Description", "description")):
            await call(f"setMy{name}", **{text: "Hengkang", "language_code": "id"})
        await call("setMyShortDescription", short_description="Talent news")
        hello = await sim.say(ann, "/start@hengkang_bot see https://a.example/x")
        chat = {"chat_id": 7}
        buttons = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
        sent = await call(
            "sendMessage",
            **chat,
            text="Ada 阿里 news",
            reply_markup=buttons,
            entities=[{"type": "bold", "offset": 4, "length": 2}],
            link_preview_options={"is_disabled": True},
            reply_parameters={"message_id": hello["message_id"]},
        )
        which = {**chat, "message_id": sent["message_id"]}
        query = await sim.press(ann, sent["message_id"], "go")
        await call("answerCallbackQuery", callback_query_id=query, text="done", show_alert=True)
        await call("editMessageText", **which, text="other", reply_markup=buttons)
        await call("editMessageReplyMarkup", **which)
        await call("sendMessage", chat_id=-1001, text="x", message_thread_id=topic.id)
        await call("sendChatAction", **chat, action="typing")
        document = await call("sendDocument", **chat, document=b"[1]", caption="data")
        await call("getFile", file_id=document["document"]["file_id"])
        picture = await call("sendPhoto", **chat, photo=PNG, caption="flow")
        other = {"type": "photo", "media": picture["photo"][0]["file_id"], "caption": "other"}
        await call("editMessageMedia", **chat, message_id=picture["message_id"], media=other, reply_markup=buttons)
        await call("deleteMessage", **which)
        await sim.edit(ann, hello["message_id"], "/stop")
        await sim.say(ben, "/help", chat=forum, thread=topic.id, anonymous=True)
        await sim.block(ann)
        await sim.unblock(ann)
        for place in (7, -1001):
            await call("getChat", chat_id=place)
            for person in (7, 8):
                await call("getChatMember", chat_id=place, user_id=person)
        await call("getChatAdministrators", chat_id=-1001)
        await sim.set_role(forum, ben, "kicked")
        await call("getChatMember", chat_id=-1001, user_id=8)
        inline = await sim.ask_inline(ann, "Alibaba")
        content = {"message_text": "Ada"}
        article = {"type": "article", "id": "1", "title": "A", "input_message_content": content}
        await call("answerInlineQuery", inline_query_id=inline, results=[article])
        await sim.choose_inline(ann, inline, "1", 7)
        await sim.remove_bot(forum, ann)
        await sim.add_bot(forum, ann, "administrator")
        await call("leaveChat", chat_id=-1001)
        group = sim.group(-5, "Old", admins=[ann])
        await sim.migrate(group, ann)
        updates = await call("getUpdates", timeout=0, limit=100)
        kinds = {name for update in updates for name in update} - {"update_id"}
        assert kinds >= {"message", "edited_message", "callback_query", "my_chat_member"}
        await call("setWebhook", url="https://bot.example/hook", allowed_updates=["message"])
        await call("getWebhookInfo")
        await call("deleteWebhook", drop_pending_updates=True)
        for message in (*sim.messages(7), *sim.messages(-1001)):
            assert not list(faults_of(message, ["Message"], "message"))
    assert call.called == {method.name for method in METHODS.values()}
