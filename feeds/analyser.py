"""The loop from a stored item to what it causes.

claim_new | gate title and teaser | fetch the page of what passes | read | candidates | decide | commit

What the gate stops is done together, in one transaction of the store's; of the rest each item by itself. A crash at
any line leaves an item claimed, and the next run takes it again. An item that cannot be read is set aside with its
error and never holds up the others.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from feeds.model import Article, Decision, Page, PendingItem, Reading
from feeds.ports import Clock, ItemQueue, PageSource
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.match import Matcher
from feeds.reading.reader import Reader
from feeds.reading.stories.decide import AGE_LIMIT, CANDIDATE_WINDOW, decide
from feeds.reading.stories.repeats import REPEATED_WITHIN
from feeds.reading.stories.story import keys_of

log = logging.getLogger(__name__)

PAGE_SHORTER_THAN = 1.2  # a page's text is taken when it holds at least this much more than the teaser


@dataclass(slots=True)
class Analyser:
    """Reads what the poller stored. ``step`` may be called by one task at a time; pages are fetched side by side."""

    items: ItemQueue
    pages: PageSource
    catalog: Callable[[], Catalog]  # the one of this moment; an item is read with one from beginning to end
    clock: Clock
    age_limit: timedelta = AGE_LIMIT
    _matcher: Matcher | None = field(init=False, default=None)
    _version: tuple[int, int] = field(init=False, default=(-1, -1))

    async def step(self, limit: int = 50) -> int:
        """Read up to ``limit`` new items; the number claimed."""
        claimed = await self.items.claim_new(self.clock.now(), limit)
        if not claimed:
            return 0
        matcher = await self._watched()
        stopped = [item for item in claimed if self._stops(item, matcher)]
        if stopped:
            await self.items.pass_over([passed_over(item) for item in stopped], self.clock.now())
        rest = [item for item in claimed if item not in stopped]
        fetches = [asyncio.create_task(self._whole_article(item)) for item in rest]
        try:
            for item, fetch in zip(rest, fetches, strict=True):
                await self._one(item, fetch)
        finally:
            for fetch in fetches:
                fetch.cancel()
            await asyncio.gather(*fetches, return_exceptions=True)
        return len(claimed)

    def _stops(self, item: PendingItem, matcher: Matcher) -> bool:
        """Whether the gate stops an item; one that cannot even be looked at goes on, to be set aside with its error."""
        try:
            return not Reader(self.catalog()).gate(item.article).passes and not matcher.find(item.article)
        except Exception:
            log.exception("item %s at the gate", item.id)
            return False

    async def _one(self, item: PendingItem, fetch: "asyncio.Task[Article]") -> None:
        try:
            article = await fetch
            while not await self.items.commit(item, article, await self._decide(item, article), self.clock.now()):
                log.info("item %s is read again, since the catalog has changed", item.id)
        except Exception as error:
            # One unreadable item, whatever is wrong with it, must not stop the stream; it is kept with its error.
            log.exception("item %s could not be read", item.id)
            await self.items.set_aside(item, f"{type(error).__name__}: {error}", self.clock.now())

    async def _decide(self, item: PendingItem, article: Article) -> Decision:
        matcher, catalog = await self._watched(), self.catalog()
        reading = await asyncio.to_thread(Reader(catalog).read, article)
        hits = matcher.find(article)
        keys = keys_of(reading, catalog)
        since = min(self.clock.now(), article.published or self.clock.now()) - CANDIDATE_WINDOW
        candidates = await self.items.candidates(keys, since) if keys else ()
        now = self.clock.now()
        told = await self.items.mentioned(frozenset(h.watch for h in hits), now - REPEATED_WITHIN) if hits else ()
        decision = decide(item, reading, candidates, hits, now, catalog, self.age_limit, told)
        return replace(decision, catalog=catalog.version)

    async def _whole_article(self, item: PendingItem) -> Article:
        """The article with its page's text, the teaser's where there is none."""
        teaser = item.article
        page = await self.pages.page(teaser.url) if teaser.url else None
        return with_page(teaser, page)

    async def _watched(self) -> Matcher:
        catalog = self.catalog()
        version = (await self.items.watched_version(), catalog.version)
        if self._matcher is None or version != self._version:
            self._matcher = await asyncio.to_thread(Matcher, await self.items.watched(), catalog)
            self._version = version
        return self._matcher


def passed_over(item: PendingItem) -> Decision:
    """What an item comes to that the gate stops: stored and searchable, nothing else."""
    why = ("no cue of a move in title or teaser",)
    reading = Reading(item.article, item.article.lang or "en", talent=False, score=0.0, explain=why)
    return Decision(item.id, "none", reading, reasons=why)


def with_page(teaser: Article, page: Page | None) -> Article:
    """The article as its page tells it; the teaser's own text where the page holds no more than that."""
    if page is None or len(page.text) < PAGE_SHORTER_THAN * len(teaser.text):
        return teaser if page is None else replace(teaser, image=teaser.image or page.image, credit=page.credit)
    return replace(
        teaser,
        text=page.text,
        published=teaser.published or page.published,
        image=page.image or teaser.image,
        credit=page.credit,
        outlet=teaser.outlet or page.outlet or "",
    )
