"""When may which chat get a message.

1. The whole bot sends at most ``overall`` messages in any second, a third of them in any fifth of it: a second's
   messages in one burst would find Telegram's own allowance empty whenever one burst comes a little late and the next
   in time. Reservations may lie ahead of each other (a paused chat's, a group's), so what counts is the window around a
   moment and not the order of asking. After a 429 it is a little less, evenly spread, for ten minutes.
2. A chat gets one message a second, with a burst of three for an answer in parts.
3. A group gets at most twenty messages in any minute.
4. A 429 pauses the chat, or everything, until the moment that Telegram names; pauses come from the store, so that
   they outlast a restart.
5. ``reserve`` names the earliest moment that breaks no rule and counts the message as sent then; ``went`` corrects
   that for its chat, since a call that waited for its turn reached Telegram later than was reserved.

The figures are those of Telegram's FAQ for bots ("My bot is hitting limits"). Moments are seconds on any steady scale
that the caller keeps to.
"""

from bisect import bisect_right, insort
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from math import ceil

OVERALL_PER_SECOND = 30.0  # Telegram says about 30
CAREFUL = 28 / 30  # of it once Telegram has refused
CAREFUL_SECONDS = 600.0
CHAT_BURST = 3.0
LEAST_AT_ONCE = 4
CHAT_PER_SECOND = 1.0
GROUP_PER_MINUTE = 20
TINY = 1e-6  # seconds; sums of moments are not exact
REMEMBERED_CHATS = 10_000  # a chat idle for longer than the minute needs no memory; this bounds a flood


@dataclass(slots=True)
class Bucket:
    """Tokens that refill at ``rate`` a second up to ``size``, taken in the order of their moments."""

    rate: float
    size: float
    tokens: float
    at: float

    def ready(self, now: float) -> float:
        """The earliest moment from ``now`` on at which a token is there."""
        begin = max(now, self.at)
        level = min(self.size, self.tokens + (begin - self.at) * self.rate)
        return begin if level >= 1 else begin + (1 - level) / self.rate

    def take(self, when: float) -> None:
        """Take a token at a moment that ``ready`` named."""
        self.tokens = min(self.size, self.tokens + (when - self.at) * self.rate) - 1
        self.at = when


@dataclass(slots=True)
class Window:
    """At most ``most`` moments in any stretch of ``seconds``, reserved in any order."""

    most: int
    seconds: float = 1.0
    moments: list[float] = field(default_factory=list)

    def ready(self, now: float) -> float:
        """The earliest moment from ``now`` on that fits in."""
        when = now
        while (crowded := self._crowded(when)) is not None:
            when = crowded + self.seconds
        return when

    def _crowded(self, when: float) -> float | None:
        """The first moment of the last full stretch that ``when`` would overfill, None where it fits in."""
        place, last = bisect_right(self.moments, when), len(self.moments) - self.most
        for first in range(min(place, last), max(-1, place - self.most - 1), -1):
            begins, ends = self.moments[first], self.moments[first + self.most - 1]
            if max(ends, when) - min(begins, when) < self.seconds - TINY:
                return begins
        return None

    def take(self, when: float, now: float) -> None:
        """Take a moment that ``ready`` named, and forget those that ``now`` has left behind."""
        insort(self.moments, when)
        del self.moments[: bisect_right(self.moments, now - self.seconds)]


def windows(overall: float, spread: float, seconds: float) -> tuple[Window, Window]:
    """A second of so many messages, and a part of it with that share of them, no fewer than an answer has parts."""
    most = max(1, int(overall))
    return Window(most), Window(min(most, max(LEAST_AT_ONCE, ceil(most * spread))), seconds)


@dataclass(slots=True)
class Pacing:
    """The sender's pace: see the module's rules."""

    overall: float = OVERALL_PER_SECOND
    paused_until: float = 0.0
    _all: tuple[Window, Window] = field(init=False)
    _calls: Window = field(init=False)
    _careful_until: float = 0.0
    _chats: OrderedDict[int, Bucket] = field(default_factory=OrderedDict)
    _groups: dict[int, deque[float]] = field(default_factory=dict)
    _paused: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._all = windows(self.overall, spread=1 / 3, seconds=0.2)
        self._calls = Window(self._all[0].most)

    def open(self, now: float) -> float:
        """The earliest moment at which a message may go to a chat that has no limit of its own just now."""
        when = max(now, self.paused_until)
        while (later := max(window.ready(when) for window in self._all)) > when:
            when = later
        return when

    def earliest(self, chat: int, now: float) -> float:
        """The earliest moment at which the chat may get a message; ``now`` where it may at once."""
        when = max(now, self.paused_until, self._paused.get(chat, 0.0))
        if chat in self._chats:
            when = self._chats[chat].ready(when)
        sent = self._groups.get(chat)
        if sent and len(sent) >= GROUP_PER_MINUTE:
            when = max(when, sent[-GROUP_PER_MINUTE] + 60.0)
        return self.open(when)

    def reserve(self, chat: int, now: float) -> float:
        """Reserve the chat's next message and say when it may go; groups are chats below zero."""
        if self._careful_until and now >= self._careful_until:
            self._careful_until = 0.0
            self._allow(windows(self.overall, spread=1 / 3, seconds=0.2))
        when = self.earliest(chat, now)
        for window in self._all:
            window.take(when, now)
        bucket = self._chats.setdefault(chat, Bucket(CHAT_PER_SECOND, CHAT_BURST, CHAT_BURST, when))
        self._chats.move_to_end(chat)
        bucket.take(when)
        if chat < 0:
            sent = self._groups.setdefault(chat, deque(maxlen=GROUP_PER_MINUTE))
            sent.append(when)
        self._forget(now)
        return when

    def calls(self, now: float) -> float:
        """The earliest moment of a call that is ready ``now``; it counts as made then.

        Mostly at once. Where many come late together, as after a disk that hung, a second still holds no more of them.
        """
        when = self._calls.ready(now)
        self._calls.take(when, now)
        return when

    def went(self, chat: int, now: float) -> None:
        """The call of the chat's last reservation has come back: until now at the latest Telegram counted it."""
        if chat in self._chats:
            bucket = self._chats[chat]
            bucket.at = max(bucket.at, now)
        if sent := self._groups.get(chat):
            sent[-1] = max(sent[-1], now)

    def paused(self, chat: int, now: float) -> bool:
        """Whether a pause holds the chat."""
        return max(self.paused_until, self._paused.get(chat, 0.0)) > now

    def refused(self, now: float) -> None:
        """Telegram has refused a message with a 429: what it allows is less than was thought, for a while."""
        self._careful_until = now + CAREFUL_SECONDS
        self._allow(windows(self.overall * CAREFUL, spread=1 / 10, seconds=0.1))

    def _allow(self, fresh: tuple[Window, Window]) -> None:
        """Other windows, with what is reserved."""
        for window in fresh:
            window.moments[:] = self._all[0].moments
        self._all = fresh
        self._calls.most = fresh[0].most

    def pause(self, chat: int | None, until: float) -> None:
        """Send nothing to the chat (None: to anybody) before a moment."""
        if chat is None:
            self.paused_until = max(self.paused_until, until)
        else:
            self._paused[chat] = max(until, self._paused.get(chat, 0.0))

    def _forget(self, now: float) -> None:
        while len(self._chats) > REMEMBERED_CHATS:
            chat, _ = self._chats.popitem(last=False)
            self._groups.pop(chat, None)
        if len(self._paused) > REMEMBERED_CHATS:
            self._paused = {chat: until for chat, until in self._paused.items() if until > now}
