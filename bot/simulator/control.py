"""Acting as the people from another process, over HTTP with JSON bodies.

POST /control/<act>, the body's members being the act's arguments:

    user {id, first_name?, language_code?, username?}    deactivate {user}
    group {id, title, members?, admins?, kind?, forum?, bot?, username?}    topic {chat, name}
    close_topic {chat, thread, closed?}    delete_topic {chat, thread}    role {chat, user, status, lacking?}
    say {user, text, chat?, reply_to?, thread?, anonymous?, speaks_as?}    edit {user, message_id, text, chat?}
    file {user, name, base64, caption?, chat?}    press {user, message_id, data, chat?}
    inline {user, text, offset?}    choose {user, query_id, result_id, chat}
    share {user, chat}    forward {user, source, message_id, chat?}
    block {user}    unblock {user}    add {chat, by, status?, lacking?, start?}    remove {chat, by}
    migrate {chat, by}

GET /control/messages?chat_id=…   every message as it stands: [{"message", "silent", "history"}]
GET /control/answers              the answers to button presses
GET /control/menu?user=…&chat=…   the commands that this person sees
GET /control/events?after=0&timeout=10   events numbered from 1; waits until there is a newer one

A wrong act is answered with 400 and {"error": what to do}.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from bot.simulator.errors import ApiError
from bot.simulator.model import Event, Json, Person
from bot.simulator.people import People

Act = Callable[..., Awaitable[object] | object]

LONGEST_WAIT = 60


def add_control(app: web.Application, people: People) -> None:
    """Add the control routes to the simulator's application."""
    control = Control(people)
    app.router.add_post("/control/{act}", control.act)
    app.router.add_get("/control/messages", control.messages)
    app.router.add_get("/control/answers", control.answers)
    app.router.add_get("/control/menu", control.menu)
    app.router.add_get("/control/events", control.events)


class Control:
    """The control routes of one People, with the log of its events."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._log: list[Event] = []
        people.world.listeners.append(self._log.append)
        self._acts: dict[str, Act] = {
            "user": self._user,
            "deactivate": self._deactivate,
            "group": self._group,
            "topic": lambda chat, name: {"thread": people.topic(chat, name).id},
            "close_topic": self._close_topic,
            "delete_topic": people.delete_topic,
            "role": people.set_role,
            "say": people.say,
            "edit": people.edit,
            "file": self._file,
            "press": people.press,
            "inline": people.ask_inline,
            "choose": people.choose_inline,
            "share": people.share_chat,
            "forward": people.forward,
            "block": people.block,
            "unblock": people.unblock,
            "add": people.add_bot,
            "remove": people.remove_bot,
            "migrate": self._migrate,
        }

    async def act(self, request: web.Request) -> web.Response:
        """Do what the address names with the body's members as arguments."""
        name = request.match_info["act"]
        act = self._acts.get(name)
        if act is None:
            return _wrong(f"there is no act {name!r}; there are {', '.join(self._acts)}")
        try:
            arguments = json.loads(await request.read() or b"{}")
            done = act(**arguments)
            result = await done if isinstance(done, Awaitable) else done
        except ApiError as refused:
            return _wrong(refused.description)
        except (LookupError, TypeError, ValueError) as mistake:
            return _wrong(f"{name}: {mistake}")
        return web.json_response({"result": result})

    async def messages(self, request: web.Request) -> web.Response:
        """Every message of a chat."""
        chat = self._people.world.chats.get(_number(request, "chat_id"))
        return web.json_response(
            [{"message": m.as_json(), "silent": m.silent, "history": m.history} for m in (chat.live() if chat else ())]
        )

    async def answers(self, request: web.Request) -> web.Response:
        """Every answer to a button press."""
        return web.json_response([asdict(answer) for answer in self._people.answers])

    async def menu(self, request: web.Request) -> web.Response:
        """The commands that a person sees."""
        user = _number(request, "user")
        try:
            return web.json_response(self._people.menu(user, _number(request, "chat") or None))
        except LookupError as mistake:
            return _wrong(str(mistake))

    async def events(self, request: web.Request) -> web.Response:
        """The events after a number, waiting for the first of them."""
        after = _number(request, "after")
        seconds = min(_number(request, "timeout"), LONGEST_WAIT)
        try:
            await self._people.wait_for(lambda: len(self._log) > after, seconds)
        except TimeoutError:
            await asyncio.sleep(0)
        return web.json_response([asdict(event) for event in self._log[after:]])

    def _user(self, **arguments: Any) -> Json:
        return self._people.user(**arguments).as_json()

    def _deactivate(self, user: int) -> None:
        self._person(user).deactivated = True

    def _group(self, **arguments: Any) -> Json:
        return self._people.group(**arguments).as_json()

    def _close_topic(self, chat: int, thread: int, closed: bool = True) -> None:
        self._people.world.chats[chat].topics[thread].closed = closed

    async def _file(self, user: int, name: str, base64: str, **more: Any) -> Json:
        return await self._people.send_file(user, name, _bytes(base64), **more)

    async def _migrate(self, chat: int, by: int) -> Json:
        return (await self._people.migrate(chat, by)).as_json()

    def _person(self, user: int) -> Person:
        return self._people.world.people[user]


def _number(request: web.Request, name: str) -> int:
    text = request.query.get(name, "0")
    if not text.lstrip("-").isdecimal():
        error = json.dumps({"error": f"{name} has to be a whole number, not {text!r}"})
        raise web.HTTPBadRequest(text=error, content_type="application/json")
    return int(text)


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _wrong(what: str) -> web.Response:
    return web.json_response({"error": what}, status=400)
