"""How many messages the whole bot may send: what Telegram's limit of about thirty a second leaves for the next one.

1. Telegram does not say how it counts. It may be an allowance that fills up while nothing is sent, or so many in any
   second. The pace therefore begins below the limit, evenly, and most slowly with the first few, which may find an
   allowance that others have used up. Once two seconds' worth were taken it goes a little above the limit for as long
   as an allowance lasts that was saved up in between, and then exactly at it.
2. What is late does not slow down what follows: moments are counted from when messages should have gone, and what was
   not used is made up for. Calls that come late together, as after a disk that hung, are no more than the allowance.
3. A few messages of the allowance are left to replies, which need not keep to the even pace.
4. A 429 may be the limit's, whomever it names: for ten minutes the pace stays below it, and no second holds more. With
   each further one in that time it is a little less.

"About 30" is said by Telegram's FAQ for bots ("My bot is hitting limits"). Moments are seconds of ``time.monotonic``.
"""

from bisect import bisect_right, insort
from dataclasses import dataclass, field

PER_SECOND = 30.0
BELOW, ABOVE = 29.6 / 30, 31 / 30  # of the limit, before it is known how it is counted, and after
SLOW, SLOWLY = 1 / 3, 2 / 3  # a second's share that goes first, and how fast
KNOWN = 2.0  # seconds' worth of messages that were taken
SAVED = 24 / 30  # of a second: the allowance that is counted on, of the whole second that Telegram may have
KEPT = 3 / 30  # of it for replies
CALLS = 27 / 30  # the same at the moment of the call
TOGETHER = 4.0  # messages that need not be spread once the limit is known
CAREFUL = 28 / 30  # of the limit at worst
LESS = 0.99  # of the pace after a further 429
CAREFUL_SECONDS = 600.0
SECOND = 1.01  # seconds that count as one where calls travel differently long
TINY = 1e-6  # seconds; sums of moments are not exact


@dataclass(slots=True)
class Credit:
    """An allowance of ``size`` that refills at ``rate`` a second; full at ``full``."""

    rate: float
    size: float
    full: float = 0.0

    def ready(self, now: float, kept: float = 0.0) -> float:
        """The earliest moment from ``now`` on that leaves ``kept`` in it."""
        return max(now, self.full - max(0.0, self.size - 1 - kept) / self.rate)

    def take(self, when: float) -> None:
        """Take one at a moment that ``ready`` named."""
        self.full = max(self.full, when) + 1 / self.rate


@dataclass(slots=True)
class Window:
    """At most ``most`` moments in any stretch of ``seconds``, in any order."""

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


@dataclass(slots=True)
class Allowance:
    """The whole bot's pace: see the module's rules."""

    overall: float = PER_SECOND
    _made: int = 0  # calls
    _taken: int = 0
    _careful: float = 1.0  # of the limit, until then
    _careful_until: float = 0.0
    _refused: float = 0.0  # when the pace was set so
    _saved: Credit = field(init=False)
    _even: Credit = field(init=False)
    _late: Credit = field(init=False)
    _second: Window = field(init=False)

    def __post_init__(self) -> None:
        self._saved = Credit(self.overall, max(1.0, SAVED * self.overall))
        self._even = Credit(SLOWLY * self.overall, 1.0)
        self._late = Credit(self.overall, max(1.0, CALLS * self.overall))
        self._second = Window(max(1, int(self.overall)), SECOND)

    def ready(self, now: float, *, reply: bool = False) -> float:
        """The earliest moment at which the next message may go."""
        if reply:
            return self._saved.ready(now)
        return max(self._saved.ready(now, KEPT * self.overall), self._even.ready(now))

    def take(self, now: float, *, reply: bool = False) -> float:
        """Reserve the next message; the moment at which it may go."""
        self._set(now)
        when = self.ready(now, reply=reply)
        self._saved.take(when)
        if not reply:
            self._even.take(when)
        return when

    def call(self, now: float) -> float:
        """The earliest moment of a call whose moment has come; mostly at once. It counts as made then."""
        when = self._second.ready(now) if now < self._careful_until else self._late.ready(now)
        self._late.take(when)
        self._second.take(when, now)
        self._made += 1
        return when

    def taken(self) -> None:
        """Telegram has taken a message."""
        self._taken += 1

    def refused(self, now: float) -> None:
        """Telegram has refused a message with a 429: what it allows may be less than was thought."""
        if now >= self._careful_until:
            self._careful = BELOW
        elif now - self._refused >= 1.0:  # what was refused meanwhile was on its way when the pace was set
            self._careful = max(CAREFUL, self._careful * LESS)
        else:
            return
        self._refused, self._careful_until = now, now + CAREFUL_SECONDS
        self._set(now)

    def _set(self, now: float) -> None:
        """The pace of this moment."""
        careful = now < self._careful_until
        known = not careful and min(self._made, 3 * self._taken) >= KNOWN * self.overall
        if careful:
            share = self._careful
        elif known:
            share = ABOVE
        else:
            share = BELOW if self._made >= SLOW * self.overall else SLOWLY
        self._even.rate = share * self.overall
        self._even.size = TOGETHER if known else 1.0
        self._second.most = max(1, round(self.overall * (min(1.0, self._careful / BELOW) if careful else 1.0)))
