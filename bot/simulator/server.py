"""The simulator as a server on a real port, in the shape of Telegram's own.

POST or GET /bot<token>/<method>     JSON, form or multipart  ->  {"ok": true, "result": …}
GET  /file/bot<token>/<file_path>    a file's bytes
any  /control/…                      acting as the people (see control.py)
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from aiohttp import web

from bot.clock import SystemClock
from bot.simulator.control import add_control
from bot.simulator.errors import NOT_FOUND, UNAUTHORIZED, ApiError, bad_request
from bot.simulator.methods import find_method
from bot.simulator.model import Clock, Person, World
from bot.simulator.parameters import Method, Upload
from bot.simulator.people import People
from bot.simulator.updates import Polling
from bot.simulator.webhook import Webhook

LARGEST_BODY = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot: Telegram's name of the method, the parameters as they came."""

    method: str
    parameters: Mapping[str, object]


class CutError(Exception):
    """The connection ends here, without an answer."""


class GatewayError(Exception):
    """An answer from before Telegram's own servers: a status and a page of HTML."""

    def __init__(self, status: int = 502) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(frozen=True, slots=True)
class Wire:
    """An answer as it travels: ``pieces`` makes it of the body; then the connection ends. ``pause`` between two."""

    pieces: Callable[[bytes], Sequence[bytes]]
    pause: float = 0.0


class Gate(Protocol):
    """What stands between the network and the methods: limits, faults, counting."""

    def before(self, call: Call) -> None:
        """Raise ApiError, GatewayError or CutError to keep a call from being accepted."""

    def after(self, call: Call, size: int) -> int | Wire | None:
        """How many of the answer's `size` bytes get out before a cut, or what does in its place; None for all."""


class OpenGate:
    """Lets everything through."""

    def before(self, call: Call) -> None:
        """Accept the call."""

    def after(self, call: Call, size: int) -> int | None:
        """Deliver the whole answer."""
        return None


class Simulator(People):
    """A stand-in for Telegram's Bot API, for one bot.

    `async with Simulator(token=…) as sim:` listens on `port` (0: a free one) of 127.0.0.1, and
    `sim.base_url` and `sim.file_url` are what python-telegram-bot takes as base_url and
    base_file_url. `clock` dates the messages; waiting in getUpdates is on real time. `delays` are
    seconds by method that an answer takes once the call has been accepted, `held` what it waits for then.
    """

    def __init__(
        self,
        token: str = "1:simulated",
        port: int = 0,
        clock: Clock | None = None,
        username: str = "hengkang_bot",
        name: str = "Hengkang",
        gate: Gate | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        number = token.partition(":")[0]
        if not number.isdecimal():
            raise ValueError("a bot token looks like 123:abc: digits, a colon, letters")
        bot = Person(int(number), name, username=username, is_bot=True)
        super().__init__(World(bot, clock or SystemClock()))
        self.token, self.host, self.port = token, host, port
        self.gate = gate or OpenGate()
        self.delays: dict[str, float] = {}
        self.held: dict[str, asyncio.Event] = {}
        self._polling = Polling(self.world)
        self._webhook = Webhook(self.world)
        self._runner: web.AppRunner | None = None

    @property
    def root(self) -> str:
        """The server's own address, without a slash at its end."""
        return f"http://{self.host}:{self.port}"

    @property
    def base_url(self) -> str:
        """The address before the token."""
        return f"{self.root}/bot"

    @property
    def file_url(self) -> str:
        """The address of files before the token."""
        return f"{self.root}/file/bot"

    @property
    def polled(self) -> bool:
        """Whether a getUpdates call is open."""
        return self._polling.waits

    async def start(self) -> None:
        """Listen; `port` is known afterwards, and kept for a start after a stop (an outage)."""
        runner = web.AppRunner(self._app(), handler_cancellation=True, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        self._runner = runner
        site = web.TCPSite(runner, self.host, self.port)
        try:
            await site.start()
        except BaseException:
            await self.stop()
            raise
        self.port = int(runner.addresses[0][1])
        self._polling.open()
        self._webhook.start()

    async def stop(self) -> None:
        """Close the port; open getUpdates calls return first."""
        self._polling.close()
        await self._webhook.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        add_control(app, self)
        app.router.add_route("*", "/{rest:.*}", _nowhere)
        return app

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._answer(request)
        except ApiError as refused:
            return _refusal(refused)
        except GatewayError as broken:
            page = f"<html><body><h1>{broken.status} Bad Gateway</h1></body></html>"
            return web.Response(status=broken.status, text=page, content_type="text/html")
        except CutError:
            return _cut(request)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            raise ApiError(401, UNAUTHORIZED)
        raw = await _parameters(request)
        method = find_method(request.match_info["method"])
        call = Call(method.name, raw)
        self.gate.before(call)
        result = await self._run(method, raw)
        await asyncio.sleep(self.delays.get(method.name, 0.0))
        if (freed := self.held.get(method.name)) is not None:
            await freed.wait()
        body = json.dumps({"ok": True, "result": result}).encode()
        kept = self.gate.after(call, len(body))
        if kept is None:
            return web.Response(body=body, content_type="application/json")
        if isinstance(kept, Wire):
            return await _wired(request, kept.pieces(body), kept.pause)
        return await _torn(request, body, kept)

    async def _run(self, method: Method, raw: Mapping[str, object]) -> object:
        given = method.read(raw)
        if method.name == "getUpdates":
            return await self._polling.get_updates(given)
        if method.name == "setWebhook":
            self._polling.usurp()
        return method.run(self.world, given)

    async def _download(self, request: web.Request) -> web.Response:
        file_id = request.match_info["path"].removeprefix("documents/")
        if request.match_info["token"] != self.token or file_id not in self.world.files:
            return _refusal(ApiError(404, NOT_FOUND))
        return web.Response(body=self.world.files[file_id][1])


async def _nowhere(request: web.Request) -> web.Response:
    return _refusal(ApiError(404, NOT_FOUND))


def _refusal(error: ApiError) -> web.Response:
    body: dict[str, object] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return web.json_response(body, status=error.code)


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _torn(request: web.Request, body: bytes, kept: int) -> web.StreamResponse:
    if kept <= 0:
        return _cut(request)
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[:kept])
    # The bytes leave with the next turn of the loop; closing at once would drop them.
    await asyncio.sleep(0)
    if request.transport is not None:
        request.transport.close()
    return response


async def _wired(request: web.Request, pieces: Sequence[bytes], pause: float) -> web.StreamResponse:
    for piece in pieces:
        if request.transport is None or request.transport.is_closing():
            break
        request.transport.write(piece)
        await asyncio.sleep(pause)
    if request.transport is not None:
        request.transport.close()
    return web.Response()


async def _parameters(request: web.Request) -> dict[str, object]:
    """Query string, then body, the body's values over those of the address."""
    raw: dict[str, object] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise bad_request("can't parse request body: expected a JSON object")
        return raw | body
    files: dict[str, Upload] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = Upload(value.filename, value.file.read())
        else:
            raw[name] = value
    return {**raw, **_attached(raw, files)}


def _attached(raw: Mapping[str, object], files: dict[str, Upload]) -> dict[str, object]:
    """Files under their own field, or where a field, or an object in one, names them as attach://name."""
    found: dict[str, object] = {}
    for name, value in raw.items():
        if isinstance(value, str) and "attach://" in value:
            found[name] = _with_files(value, files)
    return found | files


def _with_files(value: object, files: dict[str, Upload]) -> object:
    if isinstance(value, str) and value.startswith("attach://"):
        return files.pop(value.removeprefix("attach://"), value)
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return _with_files(json.loads(value), files)
        except ValueError:
            return value
    if isinstance(value, dict):
        return {k: _with_files(v, files) for k, v in value.items()}
    return [_with_files(v, files) for v in value] if isinstance(value, list) else value
