"""Telegram's limit on messages, enforced: a server of its own for ``benchmarks.race_delivery``.

    python -m benchmarks.limited --model bucket|window|sliding [--phase 0.5] [--latency 0.05] [--jitter 0.5]

Prints its port. A message over the limit is answered 429 with ``retry_after`` 1. What is enforced:

- **bucket**: thirty messages' worth that refills at thirty a second; ``phase`` is how full it is at the first message
- **window**: thirty in each second of the server's clock; ``phase`` is how far into one the first message comes
- **sliding**: thirty in any second

The limit of a chat is not looked at, since each message is for another chat. The answer comes ``latency`` seconds after
the message was counted, with ``jitter`` a share of that more or less; half of it lies before the count.
GET /log tells what was accepted and refused, and the seconds from the first message that came to the last accepted.
POST /say {"chat", "text"} is an update for getUpdates, and is answered once a message to that chat was accepted, with
the seconds that it took.
"""

import argparse
import asyncio
import json
import random
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

RATE = 30


@dataclass(slots=True)
class Limit:
    """What is enforced, and what came of it."""

    model: str
    phase: float = 1.0
    accepted: int = 0
    refused: int = 0
    first: float = 0.0
    last: float = 0.0
    tokens: float = 0.0
    at: float = 0.0
    recent: deque[float] = field(default_factory=deque)

    def takes(self, now: float) -> bool:
        """Count a message; False where it is one too many."""
        if not self.first:
            self.first = self.at = now
            self.tokens = RATE * self.phase if self.model == "bucket" else 0.0
        if not getattr(self, f"_{self.model}")(now):
            self.refused += 1
            return False
        self.accepted += 1
        self.last = now
        return True

    def _bucket(self, now: float) -> bool:
        self.tokens = min(RATE, self.tokens + (now - self.at) * RATE)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True

    def _window(self, now: float) -> bool:
        place = int(now - self.first + self.phase)
        while self.recent and self.recent[0] != place:
            self.recent.popleft()
        return self._room(place)

    def _sliding(self, now: float) -> bool:
        while self.recent and self.recent[0] <= now - 1.0:
            self.recent.popleft()
        return self._room(now)

    def _room(self, mark: float) -> bool:
        if len(self.recent) >= RATE:
            return False
        self.recent.append(mark)
        return True


@dataclass(slots=True)
class People:
    """Who writes to the bot, and waits for its answer."""

    updates: deque[dict[str, Any]] = field(default_factory=deque)
    written: asyncio.Event = field(default_factory=asyncio.Event)
    answered: dict[int, "asyncio.Future[float]"] = field(default_factory=dict)
    number: int = 0

    async def say(self, request: web.Request) -> web.Response:
        """Write, and wait."""
        given = await request.json()
        number, chat, text, now = self.number + 1, given["chat"], given["text"], time.monotonic()
        self.number = number
        who = {"id": chat, "first_name": "A"}
        message: dict[str, Any] = {"message_id": number, "date": int(time.time()), "text": text}
        message |= {"from": {**who, "is_bot": False, "language_code": "en"}, "chat": {**who, "type": "private"}}
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        heard = self.answered[chat] = asyncio.get_running_loop().create_future()
        self.updates.append({"update_id": number, "message": message})
        self.written.set()
        return web.json_response({"seconds": await heard - now})

    async def unread(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        """The updates of getUpdates, those before its offset forgotten."""
        while self.updates and self.updates[0]["update_id"] < int(given.get("offset") or 0):
            self.updates.popleft()
        if not self.updates:
            self.written.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(float(given.get("timeout") or 0)):
                    await self.written.wait()
        return list(self.updates)[:100]

    def hears(self, chat: int, now: float) -> None:
        """A message to a chat was accepted."""
        if heard := self.answered.pop(chat, None):
            heard.set_result(now)


def application(limit: Limit, latency: float, jitter: float) -> web.Application:
    """The server's ways."""
    drawn, people = random.Random(7), People()

    async def call(request: web.Request) -> web.Response:
        """Any method of the Bot API, half of the latency on each way."""
        method = request.match_info["method"].lower()
        body = await request.text()
        half = latency * (1 + drawn.uniform(-jitter, jitter)) / 2
        await asyncio.sleep(half)
        answer = web.json_response({"ok": True, "result": True})
        if method == "getme":
            answer = web.json_response({"ok": True, "result": {**BOT, "can_join_groups": True}})
        elif method == "getupdates":
            answer = web.json_response({"ok": True, "result": await people.unread(parameters(body))})
        elif method == "sendmessage":
            answer = sent(limit, people, parameters(body))
        await asyncio.sleep(half)
        return answer

    async def log(_: web.Request) -> web.Response:
        """What was counted so far."""
        return web.json_response(
            {"accepted": limit.accepted, "refused": limit.refused, "seconds": limit.last - limit.first}
        )

    app = web.Application()
    app.router.add_get("/log", log)
    app.router.add_post("/say", people.say)
    app.router.add_post("/bot{token}/{method}", call)
    return app


BOT = {"id": 77, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}


def parameters(body: str) -> dict[str, Any]:
    """What a client sent, as a form or as JSON."""
    given: dict[str, Any] = json.loads(body) if body.startswith("{") else dict(parse_qsl(body))
    return given


def sent(limit: Limit, people: People, given: dict[str, Any]) -> web.Response:
    """The answer to a message."""
    now = time.monotonic()
    if not limit.takes(now):
        refusal = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 1"}
        return web.json_response({**refusal, "parameters": {"retry_after": 1}}, status=429)
    people.hears(int(given["chat_id"]), now)
    chat = {"id": int(given["chat_id"]), "type": "private", "first_name": "A"}
    message = {"message_id": limit.accepted, "from": BOT, "chat": chat, "date": int(time.time()), "text": "…"}
    return web.json_response({"ok": True, "result": message})


async def serve(app: web.Application) -> None:
    """Serve for good on a free port."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


def main() -> None:
    """Serve."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--model", choices=("bucket", "window", "sliding"), default="bucket")
    given.add_argument("--phase", type=float, default=1.0)
    given.add_argument("--latency", type=float, default=0.0)
    given.add_argument("--jitter", type=float, default=0.0)
    options = given.parse_args()
    asyncio.run(serve(application(Limit(options.model, options.phase), options.latency, options.jitter)))


if __name__ == "__main__":
    main()
