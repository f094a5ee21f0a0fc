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
from feeds.intake.worker import TooSlowError, Worker
from feeds.model import Page
from feeds.ports import Clock

log = logging.getLogger(__name__)

AGENT = "Hengkang"
ROBOTS_FOR = timedelta(hours=24)  # RFC 9309, 2.4: not longer than a day
ROBOTS_AGAIN = timedelta(minutes=30)  # where the rules could not be had: one bad moment must not cost a day's pages
ROBOTS_LIMIT = 512 * 1024  # RFC 9309, 2.5: at least 500 kibibytes
REMEMBERED = 2_000
AT_ONCE = 16
CLOSED = Protego.parse("User-agent: *\nDisallow: /")


@dataclass(slots=True)
class Pages:
    """Fulfils ``feeds.ports.PageSource``."""

    fetcher: Fetcher
    worker: Worker
    clock: Clock
    enabled: bool = True
    places: Places = field(default_factory=lambda: Places(AT_ONCE))
    _robots: OrderedDict[str, tuple[datetime, Protego | None]] = field(default_factory=OrderedDict)
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
        if kept is None or not timedelta() < kept[0] - self.clock.now() <= ROBOTS_FOR:
            rules = await self._rules(origin)
            kept = (self.clock.now() + (ROBOTS_AGAIN if rules is CLOSED else ROBOTS_FOR), rules)
            self._robots[origin] = kept
            while len(self._robots) > REMEMBERED:
                self._robots.popitem(last=False)
        return kept[1]

    async def _rules(self, origin: str) -> Protego | None:
        async with self.places.one() as place:
            found = await self.fetcher.fetch(f"{origin}/robots.txt", limit=ROBOTS_LIMIT, place=place)
        if found.status is None or found.status >= 500:
            return CLOSED  # RFC 9309, 2.3.1.4: unreachable, so assume that nothing is allowed
        if found.error or not found.body:
            return None
        return Protego.parse(found.body.decode("utf-8", "replace"))
