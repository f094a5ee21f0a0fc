"""A sender that asks the allowance, and a Telegram that counts as ``benchmarks.limited`` does; no clock, no network.

Everything happens on a heap of moments: a message takes its moment, is called a little late, is counted half a latency
later, and its answer is there another half later. A refused one goes again when it may.
"""

import heapq
import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count

from benchmarks.limited import Limit
from bot.sending.allowance import Allowance
from bot.sending.reach import Reach

AHEAD = 0.25
PAUSE, MORE = 1.0, 0.5  # seconds that a refusal names, and that are added


@dataclass
class Run:
    """A sender of ``messages`` to as many chats, whose calls are ``late`` by up to so many seconds."""

    limit: Limit
    messages: int
    latency: float = 0.05
    jitter: float = 0.0
    late: float = 0.0
    stalls: Sequence[tuple[float, float]] = ()  # nothing is called from the first moment to the second
    replies: Sequence[float] = ()  # when they are asked for
    waited: list[float] = field(default_factory=list)  # by replies
    allowance: Allowance = field(default_factory=Allowance)
    reach: Reach = field(default_factory=Reach)
    _paused_until: float = 0.0
    _drawn: random.Random = field(default_factory=lambda: random.Random(7))
    _order: "count[int]" = field(default_factory=count)
    _heap: list[tuple[float, int, Callable[[float], None]]] = field(default_factory=list)
    _waiting: deque[int] = field(default_factory=deque)

    def seconds(self) -> float:
        """Send them; the seconds from the first that was counted to the last that was taken."""
        self._waiting.extend(range(1, self.messages + 1))
        for moment in self.replies:
            self._at(moment, self._asked)
        self._at(1.0, self._reserve)
        while self._heap:
            now, _, what = heapq.heappop(self._heap)
            what(now)
        return self.limit.last - self.limit.first

    def _at(self, moment: float, what: Callable[[float], None]) -> None:
        heapq.heappush(self._heap, (moment, next(self._order), what))

    def _reserve(self, now: float) -> None:
        if not self._waiting:
            return
        opens = max(self.allowance.ready(now), self._paused_until)
        if opens - AHEAD > now + 1e-9:
            self._at(opens - AHEAD, self._reserve)
            return
        chat = self._waiting.popleft()
        self._at(self.allowance.take(max(now, self._paused_until)), lambda when: self._turn(when, chat))
        self._at(now, self._reserve)

    def _asked(self, now: float) -> None:
        moment = self.allowance.take(now, reply=True)
        self.waited.append(moment - now)
        self._at(moment, lambda when: self._turn(when, -1))

    def _turn(self, now: float, chat: int) -> None:
        when = now + self._drawn.uniform(0, self.late)
        when = next((ends for begins, ends in self.stalls if begins <= when < ends), when)
        self._at(when, lambda now: self._at(self.allowance.call(now), lambda now: self._called(now, chat)))

    def _called(self, now: float, chat: int) -> None:
        number = self.reach.begins()
        there = self.latency / 2 * (1 + self._drawn.uniform(-self.jitter, self.jitter))
        self._at(now + there, lambda when: self._counted(when, chat, number, now))

    def _counted(self, now: float, chat: int, number: int, called: float) -> None:
        fine = self.limit.takes(now)
        self._at(now + self.latency / 2, lambda when: self._answered(when, chat, number, called, fine))

    def _answered(self, now: float, chat: int, number: int, called: float, fine: bool) -> None:
        if fine:
            self.allowance.taken(called, now)
            self.reach.taken(number)
            return
        if self.reach.refuses_all(chat, number, now, now + PAUSE + MORE):
            self._paused_until = now + PAUSE + MORE
        self.allowance.refused(now, called)
        self._at(now + PAUSE + MORE, lambda when: self._again(when, chat))

    def _again(self, now: float, chat: int) -> None:
        self._waiting.appendleft(chat)
        self._reserve(now)
