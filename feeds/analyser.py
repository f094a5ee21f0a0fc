"""From a stored item to what it causes, as a flow.

claim_new | gate title and teaser | fetch the page of what passes | read | candidates | decide | commit

1. What the gate stops is done together, in one transaction of the store's; of the rest each item by itself, one after
   another, since each may belong to the story of the one before.
2. Pages are fetched side by side, and a page that hangs holds up no other item for longer than a moment
   (``feeds.arrivals``).
3. A crash at any line leaves items claimed, and the next run takes them again. An item that cannot be read is set aside
   with its error and never holds up the others.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from feeds.arrivals import Arrival, Arrivals
from feeds.model import Article, Decision, Page, PendingItem, Reading, UnstoredError
from feeds.ports import Clock, ItemQueue, PageSource
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.match import Matcher
from feeds.reading.reader import Reader
from feeds.reading.stories.decide import AGE_LIMIT, CANDIDATE_WINDOW, decide
from feeds.reading.stories.repeats import REPEATED_WITHIN
from feeds.reading.stories.story import keys_of

log = logging.getLogger(__name__)

CLAIMED_AT_ONCE = 50
MOST_ARRIVING = 1_000  # items whose pages are on their way; those of one host come one after another
UNSTORED_WAIT = 5.0  # seconds for which reading rests when the store took nothing of it
PAGE_SHORTER_THAN = 1.2  # a page's text is taken when it holds at least this much more than the teaser


@dataclass(slots=True)
class Analyser:
    """Reads what the poller stored: ``run`` for good, or ``step`` by step; one task may do so at a time."""

    items: ItemQueue
    pages: PageSource
    catalog: Callable[[], Catalog]  # the one of this moment; an item is read with one from beginning to end
    clock: Clock
    age_limit: timedelta = AGE_LIMIT
    wake: asyncio.Event = field(default_factory=asyncio.Event)  # something may be there to be read
    arrivals: Arrivals = field(default_factory=Arrivals)
    _reading: PendingItem | None = field(init=False, default=None)
    _claiming: bool = field(init=False, default=False)
    # Items that could not be set aside with their error, or, without one, only have to be read once more.
    _unsaved: list[tuple[PendingItem, str | None]] = field(init=False, default_factory=list)
    _rebuilding: asyncio.Lock = field(init=False, default_factory=asyncio.Lock)
    _matcher: Matcher | None = field(init=False, default=None)
    _version: tuple[int, int] = field(init=False, default=(-1, -1))

    async def step(self, limit: int = CLAIMED_AT_ONCE) -> int:
        """Read up to ``limit`` new items to their end; the number claimed."""
        claimed = await self._claim(limit)
        try:
            while self.arrivals:
                await self._one(await self.arrivals.next())
        finally:
            await self.arrivals.close()
        return claimed

    async def run(self, gathered: Callable[[], Awaitable[None]], told: Callable[[], None]) -> None:
        """Read whatever is there, for good: look whenever ``wake`` is set.

        ``gathered`` waits a moment for what else is about to be stored, so that what comes together is read in order of
        publication; ``told`` is called when alerts may have been written.
        """
        try:
            async with asyncio.TaskGroup() as loops:
                loops.create_task(self._take_in(gathered))
                loops.create_task(self._read_on(told))
        finally:
            await self.arrivals.close()

    @property
    def busy(self) -> bool:
        """Whether items are on their way, or may be."""
        return self.wake.is_set() or self._claiming or bool(self.arrivals) or self._reading is not None

    async def _take_in(self, gathered: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self.wake.wait()
            self._claiming = True
            self.wake.clear()
            try:
                await gathered()
                await self._save()
                while len(self.arrivals) < MOST_ARRIVING and await self._claim(CLAIMED_AT_ONCE):
                    pass
            except Exception:  # the store's trouble passes; the next look tries again
                log.exception("items that wait could not be had")
            finally:
                self._claiming = False

    async def _read_on(self, told: Callable[[], None]) -> None:
        while True:
            arrival = await self.arrivals.next()
            self._reading = arrival.item
            try:
                if await self._one(arrival):
                    told()
            except UnstoredError as error:
                log.warning("item %s could not be stored", arrival.item.id, exc_info=error)
                self._unsaved.append((arrival.item, None))
                await asyncio.sleep(UNSTORED_WAIT)
            except Exception:
                log.exception("item %s could not be set aside", arrival.item.id)
                self._unsaved.append((arrival.item, "the store took nothing"))
            finally:
                if not self.arrivals or len(self.arrivals) == MOST_ARRIVING - CLAIMED_AT_ONCE:
                    self.wake.set()  # there may be more, and what was tried before waits until there is nothing else
                self._reading = None

    async def _claim(self, limit: int) -> int:
        claimed = await self.items.claim_new(self.clock.now(), limit, again=not self.arrivals.tried)
        if not claimed:
            return 0
        try:
            matcher = await self._watched()
            # In a thread: fifty long texts take a second and more, which belongs to no event loop.
            stops = await asyncio.to_thread(lambda: [self._stops(item, matcher) for item in claimed])
            stopped = [item for item, stop in zip(claimed, stops, strict=True) if stop]
            if stopped:
                await self.items.pass_over([passed_over(item) for item in stopped], self.clock.now())
        except Exception as error:
            why = None if isinstance(error, UnstoredError) else f"{type(error).__name__}: {error}"
            self._unsaved += [(item, why) for item in claimed]
            raise
        for item in claimed:
            if item not in stopped:
                self.arrivals.add(item, self._whole_article(item))
        return len(claimed)

    async def _save(self) -> None:
        """Set aside, or let go of, what could not be when it failed."""
        while self._unsaved:
            item, error = self._unsaved[0]
            if error is None:
                await self.items.let_go(item)
            else:
                await self.items.set_aside(item, error, self.clock.now())
            del self._unsaved[0]

    def _stops(self, item: PendingItem, matcher: Matcher) -> bool:
        """Whether the gate stops an item; one that cannot even be looked at goes on, to be set aside with its error."""
        try:
            return not Reader(self.catalog()).gate(item.article).passes and not matcher.find(item.article)
        except Exception:
            log.exception("item %s at the gate", item.id)
            return False

    async def _one(self, arrival: Arrival) -> bool:
        """Read and commit; whether somebody may have to be told."""
        item = arrival.item
        try:
            article = await arrival.article
            decision = await self._decide(item, article)
            while not await self.items.commit(item, article, decision, self.clock.now()):
                log.info("item %s is read again, since the catalog has changed", item.id)
                decision = await self._decide(item, article)
        except UnstoredError:
            raise  # the store's trouble, not the item's: no attempt is lost, however long it lasts
        except Exception as error:
            # One unreadable item, whatever is wrong with it, must not stop the stream; it is kept with its error.
            log.exception("item %s could not be read", item.id)
            await self.items.set_aside(item, f"{type(error).__name__}: {error}", self.clock.now())
            return False
        return decision.notify

    async def _decide(self, item: PendingItem, article: Article) -> Decision:
        matcher, catalog = await self._watched(), self.catalog()
        reading, hits = await asyncio.to_thread(lambda: (Reader(catalog).read(article), matcher.find(article)))
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
        async with self._rebuilding:
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
