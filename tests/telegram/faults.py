"""Telegram's limits and its bad days, on top of the simulator.

Telegram's FAQ for bots gives the limits: about 30 messages a second over all chats, one a second
in one chat (a short burst passes), 20 a minute in a group. Time comes from the clock handed in.

    faults = Faults(clock, Limits())          # or without limits
    faults.plan(Trouble.REPLY_LOST, chat=7)   # the next message to chat 7 is accepted in silence
    async with Simulator(clock=clock, gate=faults) as sim: ...
    assert faults.duplicates == 0
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from enum import Enum, auto

from bot.simulator import ApiError, Call, Clock, CutError, GatewayError, too_many_requests

SENDS = frozenset({"sendMessage", "sendDocument", "sendPhoto"})
MESSAGES = SENDS | {"editMessageText", "editMessageMedia", "editMessageReplyMarkup"}


class Trouble(Enum):
    """What can happen to a call."""

    REPLY_LOST = auto()  # accepted, then the connection ends without an answer
    TORN = auto()  # accepted, then the connection ends in the middle of the answer
    CUT = auto()  # the connection ends before the call is accepted
    TOO_MANY = auto()  # 429, and again for every call until the seconds are over
    BLOCKED = auto()  # 403
    BAD_GATEWAY = auto()  # 502 with a page of HTML, not accepted
    SERVER_ERROR = auto()  # 500 with a page of HTML, not accepted


AFTER = (Trouble.REPLY_LOST, Trouble.TORN)


@dataclass(slots=True)
class Limits:
    """How many messages pass: a bucket for all, one for each chat, a minute's window a group."""

    overall: float = 30.0
    per_chat: float = 1.0
    burst: float = 3.0
    per_group_minute: int = 20
    _all: tuple[float, float] | None = None
    _chats: dict[int, tuple[float, float]] = field(default_factory=dict)
    _groups: defaultdict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def take(self, chat: int, now: float) -> int | None:
        """Count a message, or say in how many whole seconds it would pass."""
        whole, since = self._all or (self.overall, now)
        whole = min(self.overall, whole + (now - since) * self.overall)
        here, since = self._chats.get(chat, (self.burst, now))
        here = min(self.burst, here + (now - since) * self.per_chat)
        waits = [(1 - whole) / self.overall, (1 - here) / self.per_chat]
        window = self._groups[chat] if chat < 0 else deque[float]()
        while window and now - window[0] >= 60:
            window.popleft()
        if len(window) >= self.per_group_minute:
            waits.append(60 - (now - window[0]))
        if max(waits) > 1e-9:
            return max(1, math.ceil(max(waits)))
        self._all, self._chats[chat] = (whole - 1, now), (here - 1, now)
        window.append(now)
        return None


@dataclass(slots=True)
class Planned:
    """A trouble that waits for its call; `chat` and `method` None mean any of them."""

    trouble: Trouble
    chat: int | None
    method: str | None
    times: int
    seconds: int

    def fits(self, call: Call, chat: int | None) -> bool:
        """Whether this call is the one."""
        named = call.method in MESSAGES if self.method is None else call.method == self.method
        return self.times > 0 and named and self.chat in (None, chat)


@dataclass(slots=True)
class Faults:
    """A Gate that keeps the limits, plays the planned troubles and counts what it let pass."""

    clock: Clock
    limits: Limits | None = None
    accepted: Counter[tuple[int | None, str]] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    early: int = 0
    _plans: list[Planned] = field(default_factory=list)
    _pauses: dict[int | None, float] = field(default_factory=dict)

    def plan(
        self, trouble: Trouble, chat: int | None = None, method: str | None = None, times: int = 1, seconds: int = 5
    ) -> None:
        """Let `trouble` happen to the next `times` messages (or calls of `method`) to `chat`."""
        self._plans.append(Planned(trouble, chat, method, times, seconds))

    @property
    def duplicates(self) -> int:
        """How many messages were accepted beyond the first with the same chat and text."""
        return sum(count - 1 for count in self.accepted.values())

    def before(self, call: Call) -> None:
        """Refuse, cut, or let the call come to its method."""
        chat, now = _chat(call), self.clock.now().timestamp()
        if call.method in MESSAGES:
            self._check_pauses(chat, now)
        planned = self._next(call, chat, after=False)
        if planned is not None:
            self._happen(planned, chat, now)
        wait = None
        if self.limits is not None and call.method in MESSAGES and chat is not None:
            wait = self.limits.take(chat, now)
        if wait is not None:
            self.refused["limit"] += 1
            raise too_many_requests(wait)

    def after(self, call: Call, size: int) -> int | None:
        """Count an accepted call, and say how much of its answer gets out."""
        chat = _chat(call)
        if call.method in SENDS:
            text = call.parameters.get("text") or call.parameters.get("caption") or ""
            self.accepted[chat, str(text)] += 1
        planned = self._next(call, chat, after=True)
        if planned is None:
            return None
        self.refused[planned.trouble.name] += 1
        return 0 if planned.trouble is Trouble.REPLY_LOST else size // 2

    def _check_pauses(self, chat: int | None, now: float) -> None:
        left = max(self._pauses.get(None, now), self._pauses.get(chat, now)) - now
        if left > 0:
            self.early += 1
            raise too_many_requests(math.ceil(left))

    def _next(self, call: Call, chat: int | None, after: bool) -> Planned | None:
        for planned in self._plans:
            if (planned.trouble in AFTER) == after and planned.fits(call, chat):
                planned.times -= 1
                return planned
        return None

    def _happen(self, planned: Planned, chat: int | None, now: float) -> None:
        self.refused[planned.trouble.name] += 1
        if planned.trouble is Trouble.TOO_MANY:
            self._pauses[planned.chat] = now + planned.seconds
            raise too_many_requests(planned.seconds)
        if planned.trouble is Trouble.BLOCKED:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if planned.trouble is Trouble.CUT:
            raise CutError
        raise GatewayError(502 if planned.trouble is Trouble.BAD_GATEWAY else 500)


def _chat(call: Call) -> int | None:
    value = str(call.parameters.get("chat_id", ""))
    return int(value) if value.lstrip("-").isdigit() else None
