"""Whose turn it is: first by what its chat may get, then by what the whole bot may send, replies before all else.

``Pacing`` goes by the caller's steady seconds, since its pauses do; the whole bot's allowance by the machine's own.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from bot.sending.pacing import Pacing
from storage.outbox import REPLY, OutboxRow

QUEUE, LOW = 48, 32  # messages that are drawn and wait for the whole bot's turn; a slow disk claims none for a second
SOON = 1.0  # seconds; who waits longer for the chat's own turn takes nobody's place
AHEAD = 0.25  # seconds before it goes that an alert takes its moment: a reply finds one, and being late costs none
LEAD = 0.05  # seconds before its moment that a message's turn comes: the commit that its call waits for makes none late


@dataclass(slots=True)
class Turns:
    """The queue; ``low`` is called when it wants more."""

    steady: Callable[[], float]
    low: Callable[[], None]
    _queued: set[int] = field(default_factory=set)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def room(self) -> int:
        """How many more may be queued; none until there is room for many, so that they are claimed together.

        A chat whose alert is queued would get no reply before it, so it is no more than a second's messages or two.
        """
        return QUEUE - len(self._queued) if len(self._queued) <= LOW else 0

    def queue(self, row: OutboxRow) -> None:
        """A message was claimed."""
        if row.lane != REPLY:
            self._queued.add(row.id)

    def leave(self, row: OutboxRow) -> None:
        """It does not wait any more."""
        self._queued.discard(row.id)
        if self.room:
            self.low()

    async def come(self, pacing: Pacing, row: OutboxRow) -> float | None:
        """Wait for a message's turn, a little before its moment, and name that; None where a pause holds it."""
        chat = row.chat_id
        if pacing.paused(chat, self.steady()):
            return None
        now = self.steady()
        wait = pacing.reserve(chat, now) - now
        if wait > SOON:
            self.leave(row)
        await asyncio.sleep(max(0.0, wait))
        if row.lane == REPLY:
            moment = pacing.whole.take(monotonic(), reply=True)
            await until(moment - LEAD)
            return moment
        async with self._turn:
            if not pacing.paused(chat, self.steady()):
                await until(pacing.whole.ready(monotonic()) - AHEAD)
            if pacing.paused(chat, self.steady()):
                return None
            moment = pacing.whole.take(monotonic())
        self.leave(row)
        await until(moment - LEAD)
        return moment


async def until(moment: float) -> None:
    """Wait for a moment of the machine's own clock."""
    if (wait := moment - monotonic()) > 0:
        await asyncio.sleep(wait)
