"""A local news server for the sample feeds: RSS, Atom and JSON Feed with the articles' pages behind them.

The backlog stands in the feeds from the start, its dates counted back from then. The live articles are held until
``release`` is called and then appear one after the other, so that a person who has just typed ``/watch`` sees an alert
come as it would in real life.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cache
from html import escape
from importlib.resources import files
from types import TracebackType
from typing import Any
from xml.etree import ElementTree as Xml

from aiohttp import web

from feeds.ports import Clock

ATOM = "http://www.w3.org/2005/Atom"
NOTE = {
    "en": "Fiction: a sample feed of Hengkang",
    "id": "Fiksi: contoh umpan Hengkang",
    "zh": "虚构内容：Hengkang 的示例订阅源",
}
TEASER = 160  # code points of the text that the feed itself carries; the rest is on the page


@dataclass(frozen=True, slots=True)
class Outlet:
    """A fictional outlet with one feed; ``format`` is rss, atom or json."""

    id: str
    name: str
    language: str
    format: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A fictional article; ``hours`` before the start for the backlog, ``live`` its turn for the others."""

    id: str
    outlet: str
    title: str
    text: str
    hours: float = 0.0
    live: int = 0


@cache
def outlets() -> tuple[Outlet, ...]:
    """The outlets of the sample set."""
    return tuple(Outlet(**row) for row in _rows("outlets.toml", "outlet"))


@cache
def samples() -> tuple[Sample, ...]:
    """The articles of the sample set."""
    return tuple(Sample(**(row | {"text": row["text"].strip()})) for row in _rows("articles.toml", "article"))


def _rows(name: str, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(files("feeds.samples").joinpath(name).read_text("utf-8"))[table]
    return rows


@dataclass(slots=True)
class Newsstand:
    """The server; ``async with Newsstand(clock) as stand`` serves until the block ends.

    ``every`` is the time between two live articles once released.
    """

    clock: Clock
    every: timedelta = timedelta(seconds=2.5)
    port: int = 0
    _opened: datetime = field(init=False)
    _released: datetime | None = field(init=False, default=None)
    _runner: web.AppRunner = field(init=False)

    async def __aenter__(self) -> "Newsstand":
        self._opened = self.clock.now()
        app = web.Application()
        app.router.add_get("/feeds/{outlet}", self._feed)
        app.router.add_get("/articles/{article}", self._page)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    def release(self) -> None:
        """Let the live articles appear from now on; a second call changes nothing."""
        self._released = self._released or self.clock.now()

    @property
    def address(self) -> str:
        """The server's address without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def feeds(self) -> tuple[tuple[Outlet, str], ...]:
        """Each outlet with its feed's address."""
        return tuple((o, f"{self.address}/feeds/{o.id}") for o in outlets())

    def published(self, sample: Sample) -> datetime | None:
        """When the article appeared; None while it has not."""
        if not sample.live:
            return self._opened - timedelta(hours=sample.hours)
        if self._released is None:
            return None
        due = self._released + self.every * (sample.live - 1)
        return due if due <= self.clock.now() else None

    def _shown(self, outlet: str) -> list[tuple[Sample, datetime]]:
        found = [(s, at) for s in samples() if s.outlet == outlet and (at := self.published(s)) is not None]
        return sorted(found, key=lambda pair: pair[1], reverse=True)

    async def _feed(self, request: web.Request) -> web.Response:
        outlet = next((o for o in outlets() if o.id == request.match_info["outlet"]), None)
        if outlet is None:
            raise web.HTTPNotFound
        shown = self._shown(outlet.id)
        tag = f'"{len(shown)}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        render = {"rss": rss, "atom": atom}.get(outlet.format)
        if render is None:
            return web.json_response(json_feed(outlet, shown, self.address), headers={"ETag": tag})
        body = b'<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(render(outlet, shown, self.address), "utf-8")
        return web.Response(body=body, content_type="application/xml", charset="utf-8", headers={"ETag": tag})

    async def _page(self, request: web.Request) -> web.Response:
        found = next((s for s in samples() if s.id == request.match_info["article"]), None)
        at = self.published(found) if found else None
        if found is None or at is None:
            raise web.HTTPNotFound
        outlet = next(o for o in outlets() if o.id == found.outlet)
        return web.Response(text=page(outlet, found, at), content_type="text/html", charset="utf-8")


def teaser(text: str) -> str:
    """What the feed carries of an article: its first paragraph, cut."""
    first = text.split("\n", 1)[0]
    return first if len(first) <= TEASER else first[: TEASER - 1] + "…"


def rss(outlet: Outlet, shown: list[tuple[Sample, datetime]], address: str) -> Xml.Element:
    """The outlet's feed as RSS 2.0."""
    root = Xml.Element("rss", version="2.0")
    channel = Xml.SubElement(root, "channel")
    _leaves(
        channel, {"title": f"{outlet.name} ({NOTE[outlet.language]})", "link": address, "language": outlet.language}
    )
    for sample, at in shown:
        item = Xml.SubElement(channel, "item")
        link = f"{address}/articles/{sample.id}"
        described = {"title": sample.title, "link": link, "guid": sample.id, "description": teaser(sample.text)}
        _leaves(item, described | {"pubDate": format_datetime(at)})
    return root


def atom(outlet: Outlet, shown: list[tuple[Sample, datetime]], address: str) -> Xml.Element:
    """The outlet's feed as Atom 1.0."""
    root = Xml.Element("feed", xmlns=ATOM)
    _leaves(root, {"title": f"{outlet.name} ({NOTE[outlet.language]})", "id": f"{address}/feeds/{outlet.id}"})
    for sample, at in shown:
        entry = Xml.SubElement(root, "entry")
        _leaves(entry, {"title": sample.title, "id": f"urn:sample:{sample.id}", "published": at.isoformat()})
        _leaves(entry, {"updated": at.isoformat(), "summary": teaser(sample.text)})
        Xml.SubElement(entry, "link", href=f"{address}/articles/{sample.id}")
    return root


def json_feed(outlet: Outlet, shown: list[tuple[Sample, datetime]], address: str) -> dict[str, Any]:
    """The outlet's feed as JSON Feed 1.1."""
    items = [
        {
            "id": sample.id,
            "url": f"{address}/articles/{sample.id}",
            "title": sample.title,
            "content_text": teaser(sample.text),
            "date_published": at.isoformat(),
        }
        for sample, at in shown
    ]
    title = f"{outlet.name} ({NOTE[outlet.language]})"
    return {"version": "https://jsonfeed.org/version/1.1", "title": title, "language": outlet.language, "items": items}


def page(outlet: Outlet, sample: Sample, at: datetime) -> str:
    """The article's page, with the furniture that pages have."""
    paragraphs = "".join(f"<p>{escape(line)}</p>\n" for line in sample.text.splitlines())
    return (
        f'<!doctype html><html lang="{outlet.language}"><head><meta charset="utf-8">'
        f"<title>{escape(sample.title)}</title>"
        f'<meta property="og:site_name" content="{escape(outlet.name)}">'
        f'<meta property="article:published_time" content="{at.isoformat()}"></head><body>'
        f'<nav><a href="/">{escape(outlet.name)}</a></nav>'
        f"<article><h1>{escape(sample.title)}</h1>\n{paragraphs}</article>"
        f"<footer>{escape(NOTE[outlet.language])}</footer></body></html>"
    )


def _leaves(parent: Xml.Element, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        Xml.SubElement(parent, name).text = value
