"""From due feeds to stored items, as a flow.

claim due | share the budget | fetch (conditional) | known body? | entries and identities in the worker | next | record

1. Each feed is a task of its own and is recorded by itself; one that fails, however it fails, is recorded as failed.
   What is free is filled again at once, so that one that hangs holds up neither the others nor the next round
   (``feeds.intake.places``).
2. No transaction is open while anything is fetched.
3. The budget of requests is shared out anew every half hour.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from feeds.intake import schedule
from feeds.intake.canonical import canonical_url
from feeds.intake.documents import read_document
from feeds.intake.fetch import Fetched, Fetcher
from feeds.intake.parse import body_hash
from feeds.intake.places import Place, Places
from feeds.intake.worker import TooSlowError, Worker
from feeds.model import DueFeed, FeedDocument, FeedPace, FetchOutcome, NewItem, StoredItems, UnstoredError
from feeds.ports import Clock, FeedQueue

log = logging.getLogger(__name__)

SHARED_FOR = timedelta(minutes=30)
CLAIMED_AT_ONCE = 50
# Feeds under way, most of them waiting for their hosts' turn or for a place: hundreds may be of one host.
MOST_UNDER_WAY = 2_000
# A feed whose news could not be stored is asked again: while the store takes nothing, not at every look.
UNSTORED_AGAIN = timedelta(minutes=1)
UNSTORED_LONGEST = timedelta(minutes=15)
NEIGHBOURS = timedelta(minutes=5)  # those that were held for one host come back spread over that time
ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.5"
)


Result = tuple[DueFeed, FetchOutcome, StoredItems]


@dataclass(slots=True)
class Poller:
    """Polls what is due: ``run`` for good, or ``step`` by step; one task may do so at a time."""

    feeds: FeedQueue
    fetcher: Fetcher
    worker: Worker
    clock: Clock
    bounds: schedule.Bounds = field(default_factory=schedule.Bounds)
    places: Places = field(default_factory=lambda: Places(16))
    rng: random.Random = field(default_factory=random.Random)
    wake: asyncio.Event = field(default_factory=asyncio.Event)  # something may be due
    looked: int = 0  # how often ``run`` has looked for what is due
    _idle: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set["asyncio.Task[Result]"] = field(default_factory=set)  # two of a feed that is resumed while it is asked
    _lost: list[int] = field(default_factory=list)  # claimed feeds that could not be recorded
    _unstored: int = 0  # how often in a row such feeds had to be let go of
    _more: bool = False  # more is due than was claimed
    _paces: Mapping[int, FeedPace] = field(default_factory=dict)
    _shares: schedule.Shares | None = None
    _shared_at: datetime | None = None

    async def step(self, limit: int = CLAIMED_AT_ONCE) -> list[Result]:
        """Poll up to ``limit`` due feeds, each to its end, with its outcome and what was stored of it."""
        due = await self.feeds.claim_due(self.clock.now(), limit)
        if due:
            await self._share()
        tasks = [asyncio.create_task(self._one(feed)) for feed in due]
        try:
            return list(await asyncio.gather(*tasks))
        finally:
            await _ended(tasks)

    async def run(self, recorded: Callable[[Result], None]) -> None:
        """Poll whatever is due, for good: look whenever ``wake`` is set; ``recorded`` is told of each feed at once."""
        try:
            while True:
                await self.wake.wait()
                self.wake.clear()
                try:
                    await self._fill(recorded)
                except Exception:  # the store's trouble passes; the next look tries again
                    log.exception("feeds that are due could not be had")
        finally:
            await _ended(self._tasks)

    @property
    def busy(self) -> bool:
        """Whether feeds are under way."""
        return bool(self._tasks)

    async def settled(self, seconds: float) -> None:
        """Wait until no feed is due or under way, at most so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._idle.wait()

    async def _fill(self, recorded: Callable[[Result], None]) -> None:
        self._idle.clear()
        try:
            if self._lost:
                wait = min(UNSTORED_LONGEST, UNSTORED_AGAIN * float(2**self._unstored)) if self._unstored else None
                await self.feeds.release(tuple(self._lost), self.clock.now() + wait if wait else None)
                self._unstored = min(self._unstored + 1, 10)
                self._lost.clear()
            more = True  # only what was found says that more is due: a poll that ends meanwhile is no reason to look
            while more and len(self._tasks) <= MOST_UNDER_WAY - CLAIMED_AT_ONCE:
                due = await self.feeds.claim_due(self.clock.now(), CLAIMED_AT_ONCE)
                self._more = more = len(due) == CLAIMED_AT_ONCE
                if due:
                    await self._begin(due, recorded)
            self.looked += 1
        finally:
            self._rest()

    async def _begin(self, due: Sequence[DueFeed], recorded: Callable[[Result], None]) -> None:
        try:
            await self._share()
        except Exception:
            log.exception("the budget could not be shared out anew")
        for feed in due:
            task = asyncio.create_task(self._one(feed))
            self._tasks.add(task)
            task.add_done_callback(partial(self._done, feed, recorded))

    def _done(self, feed: DueFeed, recorded: Callable[[Result], None], task: "asyncio.Task[Result]") -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        if error := task.exception():
            log.error("feed %s could not be recorded", feed.url, exc_info=error)
            self._lost.append(feed.id)
        else:
            self._unstored = 0
            recorded(task.result())
        if self._more and len(self._tasks) <= MOST_UNDER_WAY - CLAIMED_AT_ONCE:
            self.wake.set()
        self._rest()

    def _rest(self) -> None:
        if not self._tasks and not self.wake.is_set():
            self._idle.set()

    def bounded(self, bounds: schedule.Bounds) -> None:
        """Go by other bounds from now on."""
        self.bounds, self._shared_at = bounds, None

    async def _share(self) -> None:
        now = self.clock.now()
        if self._shared_at is None or not timedelta() <= now - self._shared_at < SHARED_FOR:
            self._paces = await self.feeds.paces(now)
            self._shares = schedule.shared(tuple(self._paces.values()), self.bounds)
            self._shared_at = now

    async def _one(self, feed: DueFeed) -> Result:
        async with self.places.one() as place:
            try:
                outcome = await self._outcome(feed, place)
            except Exception as error:  # a feed must never stop the flow, whatever it makes our own code do
                log.exception("feed %s", feed.url)
                outcome = self._failed(feed, Fetched(feed.url, error=f"our own fault: {type(error).__name__}"))
            try:
                if not outcome.items:
                    place.leave()  # nothing of it is in memory any more: it waits for company to be stored with
                return feed, outcome, await self.feeds.record(outcome)
            except UnstoredError:
                raise  # the store's trouble, not the feed's
            except Exception as error:
                # Recorded as failed it backs off; where the store takes nothing at all, it is let go of later.
                log.exception("feed %s", feed.url)
                outcome = self._failed(feed, Fetched(feed.url, error=f"not stored: {type(error).__name__}"))
                return feed, outcome, await self.feeds.record(outcome)

    async def _outcome(self, feed: DueFeed, place: Place) -> FetchOutcome:
        validators = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
        given = {k: v for k, v in validators.items() if v}
        found = await self.fetcher.fetch(feed.url, given, accept=ACCEPT, place=place)
        if found.error:
            return self._failed(feed, found)
        digest = body_hash(found.body) if found.status == 200 else feed.body_hash
        if found.status == 304 or digest == feed.body_hash:
            return self._answered(feed, found, None, digest)
        try:
            # Identities there, too: those of thousands of entries take a tenth of a second.
            document, items, entries = await self.worker.run(
                read_document, found.body, found.content_type, found.url, feed.url, feed.entries
            )
        except TooSlowError as error:
            return self._failed(feed, Fetched(found.url, found.status, error=str(error)))
        if document.error:
            return self._failed(feed, Fetched(found.url, found.status, error=document.error, seconds=found.seconds))
        return self._answered(feed, found, document, digest, items, entries)

    def _answered(
        self,
        feed: DueFeed,
        found: Fetched,
        document: FeedDocument | None,
        digest: str | None,
        items: tuple[NewItem, ...] = (),
        entries: bytes | None = None,
    ) -> FetchOutcome:
        now = self.clock.now()
        pace = self._pace(feed, found, document, now)
        shares = self._shares or schedule.shared((), self.bounds)
        cut_off = document is not None and document.cut_off  # "unchanged" next time would hide what is missing for good
        return FetchOutcome(
            feed_id=feed.id,
            at=now,
            next_at=schedule.after_success(now, pace, shares, self.rng.random()),
            status="new" if items else "unchanged",
            items=items,
            etag=None if cut_off else found.etag,
            last_modified=None if cut_off else found.last_modified,
            body_hash=None if cut_off else digest,
            entries=entries,
            title=document.title if document else None,
            http_status=found.status,
            moved_to=found.moved_to,
            named=_named(document, feed) if document else None,
            rate_per_day=pace.rate_per_day,
            ttl_seconds=_ttl(document) if document else None,
            wish_seconds=pace.wish_seconds,
            bytes=len(found.body),
            seconds=found.seconds,
        )

    def _pace(self, feed: DueFeed, found: Fetched, document: FeedDocument | None, now: datetime) -> FeedPace:
        """What the store counts; of a feed that it does not know yet, what its document tells."""
        known = self._paces.get(feed.id)
        ttl = _ttl(document) if document else feed.ttl_seconds
        wish = max(found.max_age or 0.0, ttl)
        if known is None or feed.first_fetch:
            rate = rate_of(document, now) if document and not document.unread else feed.rate_per_day
            return FeedPace(rate, wish_seconds=wish)
        return known if known.wish_seconds == wish else replace(known, wish_seconds=wish)

    def _failed(self, feed: DueFeed, found: Fetched) -> FetchOutcome:
        now = self.clock.now()
        wait = timedelta(seconds=found.retry_after) if found.retry_after else None
        if found.held:
            back = now + (wait or timedelta()) + NEIGHBOURS * self.rng.random()
            return FetchOutcome(feed.id, now, back, "held", error=found.error)
        return FetchOutcome(
            feed_id=feed.id,
            at=now,
            next_at=schedule.after_failure(now, feed.failures + 1, self.bounds, self.rng.random(), wait),
            status="gone" if found.status == 410 else "failed",
            http_status=found.status,
            error=found.error,
            seconds=found.seconds,
        )


async def _ended(tasks: Iterable["asyncio.Task[Result]"]) -> None:
    left = list(tasks)
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


def _named(document: FeedDocument, feed: DueFeed) -> str | None:
    """The new address that a document names; many name the one that they are read at."""
    return document.moved_to if canonical_url(document.moved_to) != canonical_url(feed.url) else None


def _ttl(document: FeedDocument) -> float:
    return (document.ttl_minutes or 0) * 60.0


def rate_of(document: FeedDocument, now: datetime) -> float:
    """Items a day by the dates of a document's entries within the last fourteen days."""
    dates = [e.published for e in document.entries if e.published and now - timedelta(days=14) <= e.published <= now]
    if not dates:
        return 1.0
    span = max((now - min(dates)).total_seconds() / 86_400, 0.5)
    return len(dates) / span
