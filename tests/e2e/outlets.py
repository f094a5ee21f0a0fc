"""News outlets on ports of their own: a feed (RSS, Atom or JSON Feed) of what is published by now, and the pages."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from html import escape
from types import TracebackType

from aiohttp import web

from feeds.ports import Clock

FORMATS = ("rss", "atom", "json")
TEASER = 90  # characters; most feeds carry no more


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as its outlet publishes it."""

    id: str
    outlet: str
    lang: str
    title: str
    text: str
    published: datetime


@dataclass(slots=True)
class Outlet:
    """One outlet's server; the feed grows as the clock moves on."""

    name: str
    format: str
    pieces: list[Piece]
    clock: Clock
    delay: float = 0.0  # seconds before each answer
    broken: bool = False  # whether the feed is answered with an error
    polls: int = 0
    _runner: web.AppRunner = field(init=False)
    port: int = 0

    async def __aenter__(self) -> "Outlet":
        app = web.Application()
        app.router.add_get("/", self._front)
        app.router.add_get("/feed", self._feed)
        app.router.add_get("/a/{id}", self._page)
        # An answer that nobody waits for any more ends with its connection, and holds up no end of a test.
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    @property
    def feed(self) -> str:
        return f"{self._root}/feed"

    @property
    def _root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _front(self, request: web.Request) -> web.Response:
        link = f'<link rel="alternate" type="application/{self.format}+xml" href="/feed">'
        return web.Response(text=f"<html><head>{link}</head><body>News</body></html>", content_type="text/html")

    async def _feed(self, request: web.Request) -> web.Response:
        self.polls += 1
        await asyncio.sleep(self.delay)
        if self.broken:
            return web.Response(status=503)
        shown = [p for p in self.pieces if p.published <= self.clock.now()]
        shown.sort(key=lambda p: p.published, reverse=True)
        body, kind = getattr(self, f"_{self.format}")(shown)
        return web.Response(text=body, content_type=kind)

    def _rss(self, shown: list[Piece]) -> tuple[str, str]:
        items = "".join(
            f"<item><title>{escape(p.title)}</title><link>{self._root}/a/{p.id}</link><guid>{p.id}</guid>"
            f"<pubDate>{format_datetime(p.published)}</pubDate>"
            f"<description>{escape(p.text[:TEASER])}</description></item>"
            for p in shown
        )
        head = f"<title>{escape(self.name)}</title><link>{self._root}/</link>"
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>',
            "application/rss+xml",
        )

    def _atom(self, shown: list[Piece]) -> tuple[str, str]:
        items = "".join(
            f'<entry><title>{escape(p.title)}</title><link href="{self._root}/a/{p.id}"/><id>tag:{p.id}</id>'
            f"<updated>{p.published.isoformat()}</updated><published>{p.published.isoformat()}</published>"
            f"<summary>{escape(p.text[:TEASER])}</summary></entry>"
            for p in shown
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
            f"<title>{escape(self.name)}</title><id>urn:x</id><updated>{self.clock.now().isoformat()}</updated>"
            f"{items}</feed>",
            "application/atom+xml",
        )

    def _json(self, shown: list[Piece]) -> tuple[str, str]:
        items = [
            {
                "id": p.id,
                "url": f"{self._root}/a/{p.id}",
                "title": p.title,
                "summary": p.text[:TEASER],
                "date_published": p.published.isoformat(),
            }
            for p in shown
        ]
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": self.name, "items": items}
        return json.dumps(feed), "application/feed+json"

    async def _page(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.delay)
        piece = next((p for p in self.pieces if p.id == request.match_info["id"]), None)
        if piece is None or piece.published > self.clock.now():
            return web.Response(status=404)
        paragraphs = "".join(f"<p>{escape(line)}</p>" for line in piece.text.split("\n"))
        return web.Response(
            text=f'<html lang="{piece.lang}"><head><title>{escape(piece.title)}</title></head><body>'
            f"<nav><a href='/'>{escape(self.name)}</a></nav><article><h1>{escape(piece.title)}</h1>{paragraphs}"
            "</article><footer>Subscribe to our newsletter</footer></body></html>",
            content_type="text/html",
        )
