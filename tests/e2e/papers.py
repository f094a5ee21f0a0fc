"""Sixty papers of a made-up week, each on an address of its own, and what befalls some of them.

A paper publishes plain news of every day beside what happens in the town, shows its newest entries, and answers
conditional requests. Its troubles are a script: from when until when its feed is something else. Nothing here knows
the bot.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from random import Random
from typing import Literal

from aiohttp import web

from benchmarks.articles import CITIES, FIRST, LAST, OTHER
from tests.e2e.day import Press
from tests.e2e.outlets import Piece

SHOWN = 30  # entries, as most feeds show
EVERY = timedelta(hours=7)  # between two pieces of a paper's daily news
PAST = timedelta(days=5)  # that a feed reaches back when it is first asked

Kind = Literal[
    "404", "410", "moved", "page", "refused", "storm", "garbled", "silent", "flood", "ids", "relaunch", "versions"
]  # fmt: skip

NAMES = {
    "en": (("Harbour", "Granite", "Lantern", "Meridian", "Cobalt"), (" Post", " Ledger", " Wire", " Review")),
    "id": (("Kabar", "Warta", "Suara", "Berita", "Kilas"), (" Pesisir", " Teknologi", " Niaga", " Nusa")),
    "zh": (("江城", "海港", "北岭", "南湖", "东山"), ("科技", "商报", "晚报", "财经")),
}


def paper_name(number: int, lang: str) -> str:
    """The name of the ``number``-th paper of a language (from 0), up to the twentieth."""
    first, second = NAMES[lang]
    return first[number % 5] + second[number // 5]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a feed is from ``begin`` until ``end`` instead of itself."""

    kind: Kind
    begin: datetime
    end: datetime

    def stands(self, moment: datetime) -> bool:
        """Whether it is going on."""
        return self.begin <= moment < self.end


@dataclass(slots=True)
class Paper(Press):
    """One paper; ``daily`` is its everyday news, ``flood`` what it lets loose at once."""

    title: str = ""
    host: str = "127.0.0.1"
    troubles: Sequence[Trouble] = ()
    daily: list[Piece] = field(default_factory=list)
    flood: list[Piece] = field(default_factory=list)
    asked: list[tuple[datetime, int]] = field(default_factory=list)  # when, and the status of the answer
    down: bool = False
    _site: web.TCPSite | None = None

    async def __aenter__(self) -> "Paper":
        app = web.Application()
        app.add_routes([web.get(path, self._feed) for path in ("/feed", "/news.xml")])
        app.add_routes([web.get(path, self._page) for path in ("/a/{id}", "/stories/{id}")])
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await self.open()
        return self

    async def open(self) -> None:
        """Listen, at the port that it had before."""
        self._site = web.TCPSite(self._runner, self.host, self.port)
        await self._site.start()
        self.port, self.down = self._runner.addresses[0][1], False

    async def shut(self) -> None:
        """Listen no more: whoever comes is refused."""
        assert self._site is not None
        await self._site.stop()
        self.down = True

    @property
    def _root(self) -> str:
        return f"http://{self.host}:{self.port}"

    def trouble(self, kind: Kind) -> bool:
        """Whether something of a kind is going on."""
        assert self.watch is not None
        return any(t.kind == kind and t.stands(self.watch.now()) for t in self.troubles)

    async def _feed(self, request: web.Request) -> web.Response:
        assert self.watch is not None
        answer = self._troubled(request) or self._answer(request)
        answer.force_close()  # a connection that is kept would outlive the paper's being down
        self.polls += 1
        self.asked.append((self.watch.now(), answer.status))
        return answer

    def _troubled(self, request: web.Request) -> web.Response | None:
        if self.trouble("404"):
            return web.Response(status=404, text="Not here")
        if self.trouble("410"):
            return web.Response(status=410, text="Gone")
        if self.trouble("storm"):
            return web.Response(status=503, headers={"Retry-After": "1800"})
        if self.trouble("moved") and request.path == "/feed":
            return web.Response(status=301, headers={"Location": "/news.xml"})
        if self.trouble("page"):
            text = f"<!doctype html><html><head><title>{self.title}</title></head><body><p>Welcome</p></body></html>"
            return web.Response(text=text, content_type="text/html")
        if self.trouble("garbled"):
            return web.Response(
                body=b'<?xml version="1.0" encoding="UTF-8"?><rss><channel>\xff\xfe<item', content_type="text/xml"
            )
        return None

    def _answer(self, request: web.Request) -> web.Response:
        assert self.watch is not None and self.shown is not None
        now = self.shown.moment
        stale = self.trouble("versions") and self.polls % 2 == 1
        until = now - timedelta(hours=3) if stale else now
        news = [p for p in self.written if p.id in self.given or (self.shown.open and not stale)]
        entries = sorted((p for p in (*self.daily, *news) if p.published <= until), key=lambda p: p.published)[-SHOWN:]
        shown = [*entries, *(self.flood if self.trouble("flood") else ())][::-1]
        for piece in entries if news else ():
            if piece in news:
                self.given.setdefault(piece.id, self.watch.now())
        self.pieces = [*self.daily, *self.flood, *(p for p in self.written if p.id in self.given)]
        marks = f"{self.trouble('ids')} {self.trouble('relaunch')} {stale} {' '.join(p.id for p in shown)}"
        tag = f'"{sha256(marks.encode()).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        text = self._written_down(shown, f" | {self.title}" if stale else "")
        return web.Response(text=text, content_type="application/rss+xml", headers={"ETag": tag})

    def _written_down(self, shown: Sequence[Piece], tail: str) -> str:
        """The feed; ``ids`` changes guids and what stands after addresses, ``relaunch`` these, addresses and dates."""
        ids, relaunch = self.trouble("ids"), self.trouble("relaunch")
        folder = "stories" if relaunch else "a"
        query = "?utm_source=feed&amp;utm_campaign=june" if ids or relaunch else ""
        again = next((t.begin for t in self.troubles if t.kind == "relaunch"), None) if relaunch else None
        items = "".join(
            f"<item><title>{escape(p.title + tail)}</title>"
            f"<link>{self._root}/{folder}/{p.id}{query}</link>"
            f'<guid isPermaLink="false">{"urn:new:" if ids or relaunch else ""}{p.id}</guid>'
            f"<pubDate>{format_datetime(max(p.published, again) if again else p.published)}</pubDate>"
            f"<description>{escape(p.text[:90])}</description></item>"
            for p in shown
        )
        head = f"<title>{escape(self.title)}</title><link>{self._root}/</link>"
        return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


def everyday(number: int, outlet: str, lang: str, begin: datetime, end: datetime) -> list[Piece]:
    """A paper's daily news from a week before ``begin`` until ``end``: nobody moves in it."""
    draw = Random(number)
    at = begin - PAST + timedelta(minutes=draw.randrange(300), seconds=draw.randint(1, 59))
    found = []
    while at < end:
        found.append(plain(f"d{number}-{len(found)}", outlet, lang, at, draw))
        at += EVERY * (0.5 + draw.random())
    return found


def plain(id: str, outlet: str, lang: str, at: datetime, draw: Random) -> Piece:
    """A piece of news in which nobody moves."""
    title, text = draw.choice(OTHER[lang][:4])
    values = {"firm": draw.choice(FIRST) + draw.choice(LAST).lower(), "n": draw.randint(3, 91),
              "city": draw.choice(CITIES[lang])}  # fmt: skip
    return Piece(id, outlet, lang, f"{title.format(**values)} ({id})", text.format(**values), at)


def flood(outlet: str, lang: str, at: datetime, old: Sequence[Piece]) -> list[Piece]:
    """Five hundred pieces at once: ``old`` ones, others of the last year, and a hundred of the last hours."""
    draw = Random(500)
    fresh = [plain(f"n{n}", outlet, lang, at - timedelta(minutes=draw.randint(5, 180)), draw) for n in range(100)]
    aged = [
        plain(f"o{n}", outlet, lang, at - timedelta(days=draw.randint(12, 300), minutes=n), draw)
        for n in range(400 - len(old))
    ]
    return [*fresh, *aged, *(replace(p, outlet=outlet) for p in old)]
