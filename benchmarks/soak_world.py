"""The news of the soak: outlets on addresses of their own, whose articles come out by a clock that is given.

Article ``g`` of all comes out ``g / items_a_day`` days after the begin, at outlet ``g % feeds``. Of twenty articles one
tells a move, and another outlet tells two thirds of these moves in another language; a third of the ordinary ones holds
a word that the gate lets through. Names never run out: what is kept by name must not grow for ever.

Some outlets fail for a day in four, rest with Retry-After, write nonsense at times, or change every byte between two
requests; half give validators, two thirds have pages.
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from benchmarks.articles import CITIES, FILLING, FIRST, LAST, MOVES, OTHER, Piece, drawn
from benchmarks.world import Line, Server, World, atom, host, json_feed, rss
from feeds.ports import Clock

EVERY = 20  # articles for one that tells a move
SECOND = 7  # articles later comes its second report
SHOWN = 12  # articles in a feed's document
BEFORE = 2  # one more than the articles that each feed holds at the begin
HEADS = ("Quor", "Brav", "Halm", "Norv", "Zel", "Pel", "Torq", "Fen", "Lor", "Drap")
TAILS = ("vexa", "idor", "erion", "agen", "unt", "ivar", "opex", "ulan")
FIRMS = tuple(head + tail for head in HEADS for tail in TAILS)
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
GIVEN = "明华伟芳娜敏静丽强磊军洋勇艳杰娟涛超霞平刚桂英宁晨曦若溪子涵雨泽"
SYLLABLES = ("ba", "ri", "lo", "ken", "ta", "mo", "vel", "su", "dar", "ni", "hol", "gre")


@dataclass(slots=True)
class News(Server):
    """Serves what has come out by the clock; ``world`` has the number of feeds."""

    clock: Clock | None = None
    begin: datetime | None = None
    items_a_day: float = 240.0
    asked: int = 0
    ears: list[asyncio.AbstractServer] = field(default_factory=list)

    async def start(self) -> None:
        """Listen on every outlet's address, all at one port."""
        loop = asyncio.get_running_loop()
        for outlet in range(self.world.feeds):
            ear = socket.socket()
            ear.bind((host(outlet), self.port))
            self.port = ear.getsockname()[1]
            self.ears.append(await loop.create_server(lambda n=outlet: Line(self, n), sock=ear))

    def answer(self, outlet: int, path: str, head: bytes) -> tuple[int, str, bytes, str]:
        """Status, content type, body and ETag of a request."""
        self.asked += 1
        if path == "/feed":
            return self._feed(outlet, head)
        if path.startswith("/a/") and outlet % 3 != 2:
            return 200, "text/html; charset=utf-8", self.page(self.written(outlet, int(path[3:]))), ""
        return 404, "text/plain", b"no such page", ""

    def _feed(self, outlet: int, head: bytes) -> tuple[int, str, bytes, str]:
        newest = self.newest(outlet)
        day = self._days() // 1
        if outlet % 25 == 3 and day % 4 == outlet % 4:
            return 500, "text/plain", b"out of order", ""
        if outlet % 50 == 7 and newest % 5 == 0:
            return 200, "text/html", b"<html><body>Under construction</body>", ""
        tag = f'"{outlet}-{newest}"' if outlet % 2 else ""
        if tag and tag.encode() in head:
            return 304, "text/plain", b"", tag
        pieces = [self.written(outlet, n) for n in range(newest, max(-BEFORE, newest - SHOWN), -1)]
        kind, draw = (("rss+xml", rss), ("atom+xml", atom), ("feed+json", json_feed))[outlet // 3 % 3]
        body = draw(f"Outlet {outlet}", f"http://{host(outlet)}:{self.port}", pieces)
        if outlet % 10 == 0 and draw is rss:
            body += f"<!-- {self.asked} -->"  # no two answers are the same
        return 200, f"application/{kind}", body.encode(), tag

    def _days(self) -> float:
        assert self.clock is not None
        assert self.begin is not None
        return (self.clock.now() - self.begin) / timedelta(days=1)

    def newest(self, outlet: int) -> int:
        """The number of an outlet's newest article; those of before the begin are negative."""
        out = int(self._days() * self.items_a_day)  # of all outlets together
        return (out - outlet) // self.world.feeds

    def written(self, outlet: int, number: int) -> Piece:
        """An article; the same numbers give the same one."""
        assert self.begin is not None
        g = number * self.world.feeds + outlet
        event, place = divmod(g, EVERY)
        lang = self.world.lang(outlet)
        if place == 0 or (place == SECOND and event % 3):
            title, *lines = (line.format(**moved(event, lang)) for line in MOVES[lang])
        else:
            title, *lines = ordinary(g, lang)
        at = self.begin + timedelta(days=g / self.items_a_day)
        return Piece(outlet, number, title, "\n".join((*lines, *FILLING[lang])), at.replace(microsecond=0))


def moved(event: int, lang: str) -> dict[str, str]:
    """Who moves from where to where; every third is told once, by a Chinese name where it is a Chinese paper."""
    mixed = drawn(f"move {event}")
    away = mixed % len(FIRMS)
    person = f"{FIRST[mixed // 100 % len(FIRST)]} {surname(mixed)}"
    if lang == "zh" and not event % 3:
        one, two, three = mixed // 100 % len(SURNAMES), mixed // 10_000 % len(GIVEN), mixed // 1_000_000 % len(GIVEN)
        person = SURNAMES[one] + GIVEN[two] + GIVEN[three]
    firm = FIRMS[(away + 1 + mixed // 1_000_000 % (len(FIRMS) - 1)) % len(FIRMS)]
    return {"person": person, "a": FIRMS[away], "b": firm}


def surname(mixed: int) -> str:
    """One of the usual ones, or one that is seldom heard."""
    if mixed // 7 % 2:
        return LAST[mixed // 10_000 % len(LAST)]
    parts = (SYLLABLES[mixed // 12**n % 12] for n in (2, 3, 4))
    return "".join(parts).capitalize()


def ordinary(g: int, lang: str) -> tuple[str, str]:
    """Title and first sentence of news that is no move."""
    mixed = drawn(f"{g}")
    firm = f"{FIRST[mixed % 26]}{surname(mixed).lower()}"
    values = {"firm": firm, "n": 3 + mixed % 89, "city": CITIES[lang][mixed % 5]}
    title, first = (part.format(**values) for part in OTHER[lang][mixed // 100 % 6])
    return f"{title} ({g})", first


@asynccontextmanager
async def published(feeds: int, items_a_day: float, begin: datetime, clock: Clock) -> AsyncIterator[News]:
    """The outlets, listening."""
    news = News(World(feeds, SHOWN, begin), clock=clock, begin=begin, items_a_day=items_a_day)
    await news.start()
    try:
        yield news
    finally:
        for ear in news.ears:
            ear.close()
