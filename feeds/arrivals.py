"""Items whose pages are on their way, handed on in order of publication as far as that costs no long wait.

Which of two articles is read first decides whose wording the alert has, and only that: the story lists its articles by
publication whenever they were read. So an item waits for those published before it, but only a moment: for a page that
has been on its way for ``behind`` seconds nobody waits any longer, and nobody waits longer than that for others.
"""

import asyncio
from bisect import insort
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from feeds.model import Article, PendingItem

BEHIND = 1.0  # seconds


@dataclass(slots=True)
class Arrival:
    """An item with its article, which is whole once the page is here."""

    item: PendingItem
    article: "asyncio.Task[Article]"
    since: float  # of the loop's clock, as ``here``
    here: float | None = None

    @property
    def order(self) -> tuple[bool, datetime, int]:
        """By publication; those that were tried before come last."""
        return self.item.tried, self.item.article.published or self.item.fetched_at, int(self.item.id)


@dataclass(slots=True)
class Arrivals:
    """``close`` it."""

    behind: float = BEHIND
    tried: bool = False  # whether one that was tried before is among them
    _waiting: list[Arrival] = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, item: PendingItem, article: Coroutine[Any, Any, Article]) -> None:
        """Begin to wait for an article."""
        loop = asyncio.get_running_loop()
        arrival = Arrival(item, loop.create_task(article), loop.time())
        insort(self._waiting, arrival, key=lambda one: one.order)
        self.tried = self.tried or item.tried
        self._changed.set()

        def arrived(_: object) -> None:
            arrival.here = loop.time()
            self._changed.set()

        arrival.article.add_done_callback(arrived)

    async def next(self) -> Arrival:
        """The next to be read, as soon as there is one."""
        loop = asyncio.get_running_loop()
        while True:
            self._changed.clear()
            moment = self._moment(loop.time())
            if moment is not None and moment <= loop.time():
                return self._first()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(moment):
                    await self._changed.wait()

    def _moment(self, now: float) -> float | None:
        """When the first whose page is here may be read; None while no page is."""
        first = next((n for n, one in enumerate(self._waiting) if one.here is not None), None)
        if first is None:
            return None
        longest = min(one.here for one in self._waiting if one.here is not None) + self.behind
        return min(longest, max((one.since + self.behind for one in self._waiting[:first]), default=now))

    def _first(self) -> Arrival:
        found = next(one for one in self._waiting if one.here is not None)
        self._waiting.remove(found)
        if found.item.tried:
            self.tried = False
        return found

    async def close(self) -> None:
        """Wait for none of them any longer."""
        articles = [one.article for one in self._waiting]
        self._waiting.clear()
        for article in articles:
            article.cancel()
        await asyncio.gather(*articles, return_exceptions=True)
