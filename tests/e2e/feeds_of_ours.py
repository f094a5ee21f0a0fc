"""A server with feeds that the test bends as it likes: what each address answers, by path."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from html import escape

from aiohttp import web

Answer = Callable[[], web.Response]


@dataclass(frozen=True, slots=True)
class Told:
    """An article of a feed."""

    title: str
    at: datetime
    text: str = ""
    guid: str = ""
    link: str = ""


def rss(name: str, *articles: Told, head: str = "") -> str:
    """An RSS document."""
    space = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    items = "".join(
        f"<item><title>{escape(a.title)}</title><guid isPermaLink='false'>{escape(a.guid or a.title)}</guid>"
        + (f"<link>{escape(a.link)}</link>" if a.link else "")
        + f"<pubDate>{format_datetime(a.at)}</pubDate><description>{escape(a.text)}</description></item>"
        for a in articles
    )
    return f'<rss version="2.0" {space}><channel><title>{escape(name)}</title>{head}{items}</channel></rss>'


@dataclass(slots=True)
class Press:
    """The server; ``put`` and ``leads`` say what an address answers from now on, ``asked`` counts."""

    root: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)

    def put(self, path: str, body: str, kind: str = "application/rss+xml", status: int = 200) -> str:
        """Answer with a body; the address."""
        self.answers[path] = lambda: web.Response(text=body, content_type=kind, status=status)
        return self.root + path

    def leads(self, path: str, to: str, status: int = 301) -> str:
        """Answer with a redirect; the address."""
        self.answers[path] = lambda: web.Response(status=status, headers={"Location": self.root + to})
        return self.root + path

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked[request.path] = self.asked.get(request.path, 0) + 1
        known = self.answers.get(request.path)
        return known() if known is not None else web.Response(status=404)


@asynccontextmanager
async def press() -> AsyncIterator[Press]:
    """A running server on a free port."""
    one = Press()
    app = web.Application()
    app.router.add_get("/{path:.*}", one._answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    one.root = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield one
    finally:
        await runner.cleanup()
