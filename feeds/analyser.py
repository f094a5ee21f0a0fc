"""From a stored item to what it causes, as a flow.

claim_new | gate title and teaser | fetch the page of what passes | read | candidates | decide | commit

1. What the gate stops is done together, in one transaction of the store's, and so is what is read and comes to nothing.
   Of the rest each item by itself, one after another, since each may belong to the story of the one before.
2. Pages are fetched side by side, and a page that hangs holds up no other item for longer than a moment
   (``feeds.arrivals``).
3. A crash at any line leaves items claimed, and the next run takes them again. An item that cannot be read is set aside
   with its error and never holds up the others.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from feeds.arrivals import Arrival, Arrivals
from feeds.looked import Looked, passed_over, with_page
from feeds.model import Article, Decision, Hit, PendingItem, Reading, UnstoredError
from feeds.ports import Clock, ItemQueue, PageSource
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.match import Matcher
from feeds.reading.reader import Reader
from feeds.reading.stories.decide import AGE_LIMIT, CANDIDATE_WINDOW, comes_to_nothing, decide
from feeds.reading.stories.repeats import REPEATED_WITHIN
from feeds.reading.stories.story import keys_of

log = logging.getLogger(__name__)
CLAIMED_AT_ONCE = 200
READ_AT_ONCE = 200
READING_FOR = 0.05  # seconds after which what was read is stored, what passed handed on, and the rest done later
MOST_ARRIVING = 1_000  # items whose pages are on their way; those of one host come one after another
UNSTORED_WAIT = 5.0  # seconds for which reading rests when the store took nothing of it


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
    _hand: list[Arrival] = field(init=False, default_factory=list)  # to be read, in order
    _reading: list[PendingItem] = field(init=False, default_factory=list)  # neither stored nor set aside yet
    _claiming: bool = field(init=False, default=False)
    _full: bool = field(init=False, default=False)  # more may wait to be claimed than there was room for
    # Items that could not be set aside with their error, or, without one, only have to be read once more.
    _unsaved: list[tuple[PendingItem, str | None]] = field(init=False, default_factory=list)
    _rebuilding: asyncio.Lock = field(init=False, default_factory=asyncio.Lock)
    _matcher: Matcher | None = field(init=False, default=None)
    _version: tuple[int, int] = field(init=False, default=(-1, -1))

    async def prepare(self) -> None:
        """Load what articles are matched with now, not when the first one comes."""
        await self._watched()

    async def step(self, limit: int = CLAIMED_AT_ONCE) -> int:
        """Read up to ``limit`` new items to their end; the number claimed."""
        claimed = await self._claim(limit)
        try:
            while self.arrivals or self._hand:
                await self._some()
        finally:
            self._hand.clear()
            self._reading.clear()
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
        return self.wake.is_set() or self._claiming or bool(self.arrivals or self._hand or self._reading)

    async def _take_in(self, gathered: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self.wake.wait()
            self._claiming = True
            self.wake.clear()
            try:
                await gathered()
                await self._save()
                while not (full := len(self.arrivals) >= MOST_ARRIVING) and await self._claim(CLAIMED_AT_ONCE):
                    pass
                self._full = full
            except Exception:  # the store's trouble passes; the next look tries again
                log.exception("items that wait could not be had")
            finally:
                self._claiming = False

    async def _read_on(self, told: Callable[[], None]) -> None:
        while True:
            try:
                if await self._some():
                    told()
            except UnstoredError as error:
                log.warning("items %s could not be stored", [item.id for item in self._reading], exc_info=error)
                self._unsaved += [(item, None) for item in self._reading]
                await asyncio.sleep(UNSTORED_WAIT)
            except Exception:
                log.exception("items %s could not be set aside", [item.id for item in self._reading])
                self._unsaved += [(item, "the store took nothing") for item in self._reading]
            finally:
                if not self._hand and (not self.arrivals or self._full):
                    self._full = False
                    self.wake.set()  # there may be more, and what was tried before waits until there is nothing else
                self._reading.clear()

    async def _claim(self, limit: int) -> int:
        claimed = await self.items.claim_new(self.clock.now(), limit, again=not self.arrivals.tried)
        if not claimed:
            return 0
        left, stopped = list(claimed), list[PendingItem]()
        try:
            while left:
                for stop in await self._gated(left):
                    if stop:
                        stopped.append(left[0])
                    else:
                        self._hand_on(left[0])
                    del left[0]
            if stopped:
                await self.items.pass_over([passed_over(item) for item in stopped], self.clock.now())
        except Exception as error:
            why = None if isinstance(error, UnstoredError) else f"{type(error).__name__}: {error}"
            self._unsaved += [(item, why) for item in (*stopped, *left)]
            raise
        return len(claimed)

    async def _gated(self, items: Sequence[PendingItem]) -> Sequence[bool]:
        """Whether the gate stops the first of them, each; as many as are looked at in ``READING_FOR``, at least one."""
        matcher = await self._watched()

        def looked() -> list[bool]:
            until, stops = time.monotonic() + READING_FOR, []
            for item in items:
                stops.append(self._stops(item, matcher))
                if time.monotonic() > until:
                    break
            return stops

        # In a thread: fifty long texts take a second and more, which belongs to no event loop.
        return await asyncio.to_thread(looked)

    def _hand_on(self, item: PendingItem) -> None:
        """To be read, once its page is here."""
        teaser, url = item.article, item.article.url
        asked = url is not None and self.pages.asked(url)
        self.arrivals.add(item, self._whole_article(teaser, url) if asked and url else teaser)

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

    async def _some(self) -> bool:
        """Read and store some, up to the first that may be told; whether somebody may have to be."""
        if self._hand and self.arrivals.overtake(self._hand[0]):
            self.arrivals.put_back(self._hand)
            self._hand = []
        if not self._hand:
            self._hand = await self.arrivals.next(READ_AT_ONCE)
        self._reading = [arrival.item for arrival in self._hand]
        matcher, catalog = await self._watched(), self.catalog()
        now, hand = self.clock.now(), self._hand
        found = await asyncio.to_thread(lambda: self._looked(hand, matcher, catalog, now))
        self._hand = hand[len(found) :]
        self._reading = [one.item for one in found]
        notify = False
        for one in await self._passed(found, catalog.version):
            notify |= await self._one(one, catalog)
            self._reading.remove(one.item)
        return notify

    def _looked(
        self, arrivals: Sequence[Arrival], matcher: Matcher, catalog: Catalog, now: datetime
    ) -> Sequence[Looked]:
        """The first of them, read: at least one, up to one that does not come to nothing."""
        until, found = time.monotonic() + READING_FOR, []
        for arrival in arrivals:
            found.append(self._look(arrival, matcher, catalog, now))
            if not found[-1].nothing or time.monotonic() > until:
                break
        return found

    def _look(self, arrival: Arrival, matcher: Matcher, catalog: Catalog, now: datetime) -> Looked:
        item = arrival.item
        article = item.article
        try:
            article = arrival.article()
            reading, hits = read(article, matcher, catalog)
            nothing = None
            if comes_to_nothing(item, reading, hits, now, self.age_limit):
                whole = replace(reading, article=article)  # of a long one the beginning alone was read
                nothing = decide(item, whole, (), hits, now, catalog, self.age_limit)
            return Looked(item, article, reading, hits, nothing)
        except Exception as error:
            return Looked(item, article, error=error)

    async def _passed(self, found: Sequence[Looked], version: int) -> Sequence[Looked]:
        """Store what comes to nothing, together; those that remain to be stored each by itself."""
        nothing = [one.nothing for one in found if one.nothing]
        try:
            if not nothing or not await self.items.pass_over(nothing, self.clock.now(), version):
                return found
        except UnstoredError:
            raise
        except Exception:  # one of them cannot be stored, and must not keep the others from it
            log.exception("items %s could not be stored together", [one.item.id for one in found if one.nothing])
            return found
        left = [one for one in found if not one.nothing]
        self._reading = [one.item for one in left]
        return left

    async def _one(self, looked: Looked, catalog: Catalog) -> bool:
        """Decide and commit; whether somebody may have to be told."""
        item = looked.item
        try:
            if looked.error is not None:
                raise looked.error
            assert looked.reading is not None
            decision = await self._decide(item, looked.reading, looked.hits, catalog)
            while not await self.items.commit(item, looked.article, decision, self.clock.now()):
                log.info("item %s is read again, since the catalog or a story has been changed", item.id)
                matcher, catalog = await self._watched(), self.catalog()
                reading, hits = await asyncio.to_thread(read, looked.article, matcher, catalog)
                decision = await self._decide(item, reading, hits, catalog)
        except UnstoredError:
            raise  # the store's trouble, not the item's: no attempt is lost, however long it lasts
        except Exception as error:
            # One unreadable item, whatever is wrong with it, must not stop the stream; it is kept with its error.
            log.exception("item %s could not be read", item.id)
            await self.items.set_aside(item, f"{type(error).__name__}: {error}", self.clock.now())
            return False
        return decision.notify

    async def _decide(self, item: PendingItem, reading: Reading, hits: Sequence[Hit], catalog: Catalog) -> Decision:
        article = reading.article
        keys = keys_of(reading, catalog)
        since = min(self.clock.now(), article.published or self.clock.now()) - CANDIDATE_WINDOW
        decided = await self.items.decided() if keys else None
        candidates = await self.items.candidates(keys, since) if keys else ()
        now = self.clock.now()
        told = await self.items.mentioned(frozenset(h.watch for h in hits), now - REPEATED_WITHIN) if hits else ()
        # In a thread: a list of sixty people beside other such lists takes a second, which is the event loop's.
        decision = await asyncio.to_thread(decide, item, reading, candidates, hits, now, catalog, self.age_limit, told)
        return replace(decision, catalog=catalog.version, decided=decided)

    async def _whole_article(self, teaser: Article, url: str) -> Article:
        """The article with its page's text, the teaser's where there is none."""
        return with_page(teaser, await self.pages.page(url))

    async def _watched(self) -> Matcher:
        async with self._rebuilding:
            catalog = self.catalog()
            version = (await self.items.watched_version(), catalog.version)
            if self._matcher is None or version != self._version:
                before, watched = self._matcher, await self.items.watched()
                self._matcher = await asyncio.to_thread(Matcher, watched, catalog, before)
                self._version = version
            return self._matcher


def read(article: Article, matcher: Matcher, catalog: Catalog) -> tuple[Reading, tuple[Hit, ...]]:
    """Everything that an article says, and the watched names in it."""
    return Reader(catalog).read(article), matcher.find(article)
