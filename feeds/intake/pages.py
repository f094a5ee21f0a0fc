"""Articles' pages for the analyser: robots.txt obeyed, fetched politely, read in the worker."""

import asyncio
import logging
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from feeds.intake.fetch import PAGE_LIMIT, Fetcher
from feeds.intake.guard import web_address
from feeds.intake.page import extract
from feeds.intake.places import Place, Places
from feeds.intake.robots import AGENT, own_rules
from feeds.intake.worker import TooSlowError, Worker
from feeds.model import Page
from feeds.ports import Clock

log = logging.getLogger(__name__)

ROBOTS_FOR = timedelta(hours=24)  # RFC 9309, 2.4: not longer than a day
ROBOTS_AGAIN = timedelta(minutes=30)  # where the rules could not be had: one bad moment must not cost a day's pages
ROBOTS_LIMIT = 512 * 1024  # RFC 9309, 2.5: at least 500 kibibytes
REMEMBERED = 2_000
MOST_KEPT = 1_000_000  # characters of all rules, of which an outlet has a thousand; each is 35 bytes in memory
AT_ONCE = 16
CLOSED = Protego.parse("User-agent: *\nDisallow: /")


@dataclass(frozen=True, slots=True)
class Rules:
    """An origin's rules as they are kept: None where everything is allowed; ``size`` is characters."""

    until: datetime
    rules: Protego | None
    size: int


@dataclass(slots=True)
class Pages:
    """Fulfils ``feeds.ports.PageSource``."""

    fetcher: Fetcher
    worker: Worker
    clock: Clock
    enabled: bool = True
    places: Places = field(default_factory=lambda: Places(AT_ONCE))
    _robots: OrderedDict[str, Rules] = field(default_factory=OrderedDict)
    _weight: int = 0  # characters of all rules that are kept
    _asking: dict[str, asyncio.Lock] = field(default_factory=dict)

    def asked(self, url: str) -> bool:
        """Whether a page is asked for at all: not where pages are left out, nor at what is no address of the web."""
        return self.enabled and not web_address(url)

    async def page(self, url: str) -> Page | None:
        """The page's text, or None where it may not or cannot be had; the teaser is then all there is."""
        if not self.asked(url) or not await self.may(url):
            return None
        async with self.places.one() as place:
            return await self._page(url, place)

    async def _page(self, url: str, place: Place) -> Page | None:
        found = await self.fetcher.fetch(url, limit=PAGE_LIMIT, accept="text/html,application/xhtml+xml", place=place)
        if found.error or not found.body or "html" not in (found.content_type or "html"):
            log.debug("page %s: %s", url, found.error or "no page")
            return None
        try:
            page = await self.worker.run(extract, found.body, found.url)
        except TooSlowError as error:
            log.info("page %s: %s", url, error)
            return None
        return page if page.text else None

    async def may(self, url: str) -> bool:
        """Whether robots.txt lets us; a server without one, or in trouble with it, is read as RFC 9309 says."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        # Many pages of one outlet come at once; its rules are asked for by the first of them.
        turn = self._asking.setdefault(origin, asyncio.Lock())
        try:
            async with turn:
                rules = await self._kept(origin)
        finally:
            if not turn.locked():
                self._asking.pop(origin, None)
        return rules is None or bool(rules.can_fetch(url, AGENT))

    async def _kept(self, origin: str) -> Protego | None:
        kept = self._robots.get(origin)
        # Nothing is kept longer than ROBOTS_FOR, also where the clock is put back.
        if kept is None or not timedelta() < kept.until - self.clock.now() <= ROBOTS_FOR:
            rules, size = await self._rules(origin)
            kept = Rules(self.clock.now() + (ROBOTS_AGAIN if rules is CLOSED else ROBOTS_FOR), rules, size)
            self._keep(origin, kept)
        return kept.rules

    def _keep(self, origin: str, kept: Rules) -> None:
        """Keep an origin's rules, and of those kept before as many as there is room for."""
        former = self._robots.pop(origin, None)
        self._weight += kept.size - (former.size if former else 0)
        self._robots[origin] = kept
        while len(self._robots) > REMEMBERED or (self._weight > MOST_KEPT and len(self._robots) > 1):
            self._weight -= self._robots.popitem(last=False)[1].size

    async def _rules(self, origin: str) -> tuple[Protego | None, int]:
        async with self.places.one() as place:
            found = await self.fetcher.fetch(f"{origin}/robots.txt", limit=ROBOTS_LIMIT, place=place)
        if found.status is None or found.status >= 500:
            return CLOSED, 0  # RFC 9309, 2.3.1.4: unreachable, so assume that nothing is allowed
        if found.error or not found.body:
            return None, 0
        # A thread, since half a mebibyte of them takes longer than the loop may be held up.
        return await asyncio.to_thread(own_rules, found.body)
