"""How many requests go on side by side, so that none that hangs keeps the others waiting.

1. A place is taken when the request may really be sent, after its host's turn has come: who waits for a busy host
   holds none.
2. A request that has had no whole answer for ``patience`` seconds gives its place to the next and goes on besides, in
   overtime. However many hang, each takes a place for that long and no longer.
3. Once the answer is here the place is kept until its document is read, so that answers do not pile up in memory.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field

PATIENCE = 0.5  # seconds; most servers answer in less, and a slow one loses nothing by going on in overtime
MOST_IN_OVERTIME = 256  # what hangs holds a socket and some memory; beyond, it keeps its place


@dataclass(slots=True)
class Places:
    """So many at once, at least one; ``most`` may be changed at any time."""

    most: int
    patience: float = PATIENCE
    overtime: int = 0  # requests that go on without a place
    _held: int = 0
    _waiting: deque["asyncio.Future[None]"] = field(default_factory=deque)

    def one(self) -> "Place":
        """A place to be taken within an ``async with``; left at its end, whether it was taken or not."""
        return Place(self)

    async def take(self) -> None:
        """Wait for a place, first come, first served."""
        if self._held < self.most and not self._waiting:
            self._held += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give()  # it was handed over at the moment of the cancellation
            raise

    def give(self) -> None:
        """A place is free."""
        self._held -= 1
        while self._waiting and self._held < self.most:
            turn = self._waiting.popleft()
            if not turn.done():
                self._held += 1
                turn.set_result(None)


@dataclass(slots=True)
class Place:
    """The place of one request."""

    places: Places
    _state: str = "none"  # none, held, overtime
    _timer: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> "Place":
        return self

    async def __aexit__(self, *_: object) -> None:
        self.leave()

    async def take(self) -> None:
        """Wait for the place, unless it was taken before; from now on an answer is waited for."""
        if self._state == "none":
            await self.places.take()
            self._state = "held"
        self._wait()

    def answered(self) -> None:
        """The whole answer is here; what remains to be done is our own."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def leave(self) -> None:
        """Give the place back."""
        self.answered()
        if self._state == "held":
            self.places.give()
        elif self._state == "overtime":
            self.places.overtime -= 1
        self._state = "none"

    def _wait(self) -> None:
        if self._timer is None and self._state == "held":
            self._timer = asyncio.get_running_loop().call_later(self.places.patience, self._late)

    def _late(self) -> None:
        self._timer = None
        if self.places.overtime >= MOST_IN_OVERTIME:
            self._wait()
            return
        self._state = "overtime"
        self.places.overtime += 1
        self.places.give()
