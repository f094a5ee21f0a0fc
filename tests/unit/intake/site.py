"""A server on a free local port whose pages a test writes, and which remembers what it was asked."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Asked:
    """A request as it came."""

    path: str
    headers: Mapping[str, str]


@dataclass
class Site:
    """Pages by path; what has none is 404. ``busiest`` is the most requests that were under way at one time."""

    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    busiest: int = 0
    _busy: int = 0

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("GET", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        server = web.TCPSite(self._runner, "127.0.0.1", 0)
        await server.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(Asked(request.path_qs, dict(request.headers)))
        self._busy += 1
        self.busiest = max(self.busiest, self._busy)
        try:
            page = self.pages.get(request.path)
            return await page(request) if page else web.Response(status=404)
        finally:
            self._busy -= 1

    def put(self, path: str, body: str | bytes = b"", status: int = 200, **headers: str) -> str:
        """Serve a body; underscores in header names stand for hyphens. The page's address."""
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def answer(_: web.Request) -> web.Response:
            return web.Response(status=status, body=data, headers=named)

        return self.does(path, answer)

    def does(self, path: str, answer: Answer) -> str:
        """Serve what a function says. The page's address."""
        self.pages[path] = answer
        return self.url + path

    def leads(self, path: str, target: str, status: int = 302) -> str:
        """Redirect. The address redirected from."""
        return self.put(path, status=status, Location=target)

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [a.path for a in self.asked]


async def hangs(_: web.Request) -> web.Response:
    """Never answer."""
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


async def trickles(request: web.Request) -> web.StreamResponse:
    """Begin an answer that never ends."""
    response = web.StreamResponse(headers={"Content-Type": "application/rss+xml"})
    await response.prepare(request)
    while True:
        await response.write(b" ")
        await asyncio.sleep(0.02)


async def breaks_off(request: web.Request) -> web.StreamResponse:
    """Promise more than is sent, then hang up."""
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b"<rss>")
    assert request.transport is not None
    request.transport.abort()
    return response
