"""Items whose pages are on their way, handed on in order of publication as far as that costs no long wait.

Which of two articles is read first decides whose wording the alert has, and only that: the story lists its articles by
publication whenever they were read. So an item waits for those published before it, but only a moment: for a page that
has been on its way for ``behind`` seconds nobody waits any longer, and nobody waits longer than that for others.

Of a feed that brings many at once only so many go by publication with all others; the rest goes by turns after that, so
that a thousand long texts of one outlet, which take minutes, hold up no news of another.
"""

import asyncio
from bisect import insort
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from feeds.model import Article, PendingItem

BEHIND = 1.0  # seconds
IN_A_TURN = 20  # items of a feed; hardly any brings more at once, but at its first fetch


@dataclass(slots=True, eq=False)
class Arrival:
    """An item with its article, which is whole once the page is here."""

    item: PendingItem
    coming: "Article | asyncio.Task[Article]"
    since: float  # of the loop's clock, as ``here``
    here: float | None = None
    turn: int = 0

    def article(self) -> Article:
        """The whole article of one that is here; raises what its page came to."""
        return self.coming if isinstance(self.coming, Article) else self.coming.result()

    @property
    def order(self) -> tuple[bool, int, datetime, int]:
        """By turns, then by publication; those that were tried before come last."""
        item = self.item
        return item.tried, self.turn, item.article.published or item.fetched_at, int(item.id)


@dataclass(slots=True)
class Queued:
    """How many items of a feed wait, and the turn of the last."""

    number: int = 0
    turn: int = 0


@dataclass(slots=True)
class Arrivals:
    """``close`` it."""

    behind: float = BEHIND
    tried: bool = False  # whether one that was tried before is among them
    _waiting: list[Arrival] = field(default_factory=list)
    _feeds: dict[int, Queued] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, item: PendingItem, coming: Article | Coroutine[Any, Any, Article]) -> None:
        """Begin to wait for an article, or take one that is whole already."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        if isinstance(coming, Article):
            arrival = Arrival(item, coming, now, now)
        else:
            arrival = Arrival(item, task := loop.create_task(coming), now)

            def arrived(_: object) -> None:
                arrival.here = loop.time()
                self._changed.set()

            task.add_done_callback(arrived)
        queued = self._feeds.setdefault(item.feed_id, Queued())
        arrival.turn = queued.turn = max(queued.turn, queued.number // IN_A_TURN)
        self._queue(arrival)
        self._changed.set()

    def put_back(self, arrivals: Sequence[Arrival]) -> None:
        """Wait once more for the turn of some that ``next`` gave."""
        for one in arrivals:
            self._queue(one)
        self._changed.set()

    def overtake(self, arrival: Arrival) -> bool:
        """Whether one that is here goes before one that ``next`` gave."""
        place = self._place()
        return place < len(self._waiting) and self._waiting[place].order < arrival.order

    def _queue(self, arrival: Arrival) -> None:
        insort(self._waiting, arrival, key=lambda one: one.order)
        self.tried = self.tried or arrival.item.tried
        queued = self._feeds.setdefault(arrival.item.feed_id, Queued(turn=arrival.turn))
        queued.number += 1

    async def next(self, most: int = 1) -> list[Arrival]:
        """Those to be read next, in order, as soon as there is one; what was tried before is read by itself."""
        loop = asyncio.get_running_loop()
        while True:
            self._changed.clear()
            moment = self._moment(loop.time())
            found: list[Arrival] = []
            while moment is not None and moment <= loop.time() and len(found) < most:
                if found and self._waiting[self._place()].item.tried:
                    break
                found.append(self._first())
                if found[-1].item.tried:
                    break
                moment = self._moment(loop.time())
            if found:
                return found
            with suppress(TimeoutError):
                async with asyncio.timeout_at(moment):
                    await self._changed.wait()

    def _place(self) -> int:
        """Where the first stands whose page is here; behind the last where none is."""
        return next((n for n, one in enumerate(self._waiting) if one.here is not None), len(self._waiting))

    def _moment(self, now: float) -> float | None:
        """When the first whose page is here may be read; None while no page is."""
        place = self._place()
        if place == len(self._waiting):
            return None
        if not place:
            return now
        longest = min(one.here for one in self._waiting if one.here is not None) + self.behind
        return min(longest, max(one.since + self.behind for one in self._waiting[:place]))

    def _first(self) -> Arrival:
        found = self._waiting.pop(self._place())
        if found.item.tried:
            self.tried = False
        queued = self._feeds[found.item.feed_id]
        queued.number -= 1
        if not queued.number:
            del self._feeds[found.item.feed_id]
        return found

    async def close(self) -> None:
        """Wait for none of them any longer."""
        coming = [one.coming for one in self._waiting if not isinstance(one.coming, Article)]
        self._waiting.clear()
        self._feeds.clear()
        for task in coming:
            task.cancel()
        await asyncio.gather(*coming, return_exceptions=True)
