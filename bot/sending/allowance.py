"""How many messages the whole bot may send: what Telegram's limit of about thirty a second leaves for the next one.

1. Telegram does not say how it counts. It may be an allowance that fills up while nothing is sent and that others may
   have used up, so many in each second of its clock, or so many in any second. The pace therefore begins evenly: a few
   slowly, which an empty allowance takes too, then a hair above the limit, so that of each second at most one message
   is too many. One refusal is that one chat's: nobody else waits for it, and it says how is counted.
2. Four seconds' worth that were taken so can only be an allowance. From then on the pace is a little above the limit
   for as long as what was saved up in between lasts, and then exactly at it. Whatever was known is learned anew once
   the pace was not needed for a while: what few messages meet says nothing.
3. What is late does not slow down what follows: moments are counted from when messages should have gone, and what was
   not used is made up for. Calls that come late together, as after a disk that hung, are no more than the allowance.
4. A few messages of the allowance are left to replies, which need not keep to the even pace.
5. A 429 may be the limit's, whomever it names: for ten minutes the pace is even, for replies too, and no second holds
   more. Where thirty in any second are counted, the first that is too many comes in the second second of the pace: it
   then stays below the limit. Where it comes later, seconds of a clock are counted, and one begins right after it: the
   pace is then exactly the limit, its moments as far from where the seconds meet as can be. Refused again, it is less:
   below the limit, at once where that comes soon and else at the second time, and then ever a little. Below the limit
   calls that are late go one by one: what comes in a bunch comes in one each second after, each at the edge of what is
   allowed.

"About 30" is said by Telegram's FAQ for bots ("My bot is hitting limits"). Moments are seconds of ``time.monotonic``.
"""

from bisect import bisect_right, insort
from dataclasses import dataclass, field
from math import ceil

PER_SECOND = 30.0
FIRST, SLOWLY = 3, 2 / 3  # messages that go first, and their share of the limit
UNSURE, ABOVE = 30.5 / 30, 31 / 30  # of the limit, before it is known how it is counted, and after
KNOWN = 4.0  # seconds' worth of messages that were taken
REST = 1.0  # seconds for which no message had to wait for its moment, after which nothing is known any more
SAVED = 24 / 30  # of a second: the allowance that is counted on, of the whole second that Telegram may have
KEPT = 3 / 30  # of it for replies
CALLS = 27 / 30  # the same at the moment of the call
TOGETHER = 4.0  # messages that need not be spread once the limit is known
ANY_SECOND = 1.3  # seconds from the first message; refused before that is what is too much in any second
BELOW, CAREFUL = 29.6 / 30, 28 / 30  # of the limit after a refusal, at first and at worst
LESS = 0.99  # of the pace after a further 429
CAREFUL_SECONDS = 600.0
SURE = 3.0  # seconds after a refusal; one that comes sooner says that the way of counting was taken wrongly
AWAY = 1 / 4  # of the way from a message to the next one: how long before a refused one the moments lie
APART = 1.006  # of the pace: how soon calls that are late follow each other where no second may hold more
SPREAD = 0.002  # seconds by which calls differ at least; what took far longer than usual is taken to have come late
SECOND = 1.008  # seconds that count as one where calls travel differently long
PART = 0.97  # of a second, where seconds of a clock are counted: what is a little late is not held up further
TINY = 1e-6  # seconds; sums of moments are not exact


@dataclass(slots=True)
class Credit:
    """An allowance of ``size`` that refills at ``rate`` a second; full at ``full``.

    With ``steps`` moments are whole steps of a message from one another, however much is left out between them.
    """

    rate: float
    size: float
    full: float = 0.0
    steps: bool = False

    def ready(self, now: float, kept: float = 0.0) -> float:
        """The earliest moment from ``now`` on that leaves ``kept`` in it."""
        when = self.full - max(0.0, self.size - 1 - kept) / self.rate
        if when < now and self.steps:
            return when + ceil((now - when) * self.rate - TINY) / self.rate
        return max(now, when)

    def take(self, when: float) -> None:
        """Take one at a moment that ``ready`` named."""
        self.full = max(self.full, when) + 1 / self.rate

    def align(self, moment: float) -> None:
        """Let moments be whole steps from this one, none of them sooner than it would have been."""
        self.full = moment + ceil((self.full - moment) * self.rate) / self.rate


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

    def move(self, moment: float, later: float) -> None:
        """One that was taken came later."""
        if moment in self.moments:
            self.moments.remove(moment)
            insort(self.moments, later)


@dataclass(slots=True)
class Allowance:
    """The whole bot's pace: see the module's rules."""

    overall: float = PER_SECOND
    _waited: float = -REST  # when a message that is no reply last had to wait for its moment
    _reserved: int = 0  # how many had to, since the pace began
    _taken: int = 0  # calls, since then
    _began: float = 0.0
    _careful: float = 1.0  # of the limit, until then
    _careful_until: float = 0.0
    _refused: float = 0.0  # when the pace was set so
    _refusals: int = 0  # since it is careful
    _usual: float = 0.0  # seconds that a call takes, and by how many they differ, as RFC 6298 reckons
    _spread: float = SPREAD
    _saved: Credit = field(init=False)
    _even: Credit = field(init=False)
    _late: Credit = field(init=False)
    _apart: Credit = field(init=False)
    _second: Window = field(init=False)

    def __post_init__(self) -> None:
        self._saved = Credit(self.overall, max(1.0, SAVED * self.overall))
        self._even = Credit(SLOWLY * self.overall, 1.0)
        self._late = Credit(self.overall, max(1.0, CALLS * self.overall))
        self._apart = Credit(self.overall, 1.0)
        self._second = Window(max(1, int(self.overall)), SECOND)

    def ready(self, now: float, *, reply: bool = False) -> float:
        """The earliest moment at which the next message may go."""
        if now < self._careful_until:
            return self._even.ready(now)
        if reply:
            return self._saved.ready(now)
        return max(self._saved.ready(now, KEPT * self.overall), self._even.ready(now))

    def take(self, now: float, *, reply: bool = False) -> float:
        """Reserve the next message; the moment at which it may go."""
        self._set(now)
        when = self.ready(now, reply=reply)
        self._saved.take(when)
        if not reply or now < self._careful_until:
            self._even.take(when)
        if not reply:
            if now - self._waited > REST:
                self._began, self._reserved, self._taken = when, 0, 0
            if when > now or not self._reserved:
                self._waited = now
                self._reserved += 1
        return when

    def call(self, now: float) -> float:
        """The earliest moment of a call whose moment has come; mostly at once. It counts as made then."""
        when = self._late.ready(now)
        if now < self._careful_until:
            when = self._second.ready(self._apart.ready(now) if self._careful < 1.0 else now)
        self._late.take(when)
        self._follow(when)
        self._second.take(when, now)
        return when

    def made(self, when: float, now: float) -> float:
        """The call that ``call`` named a moment for is made, hardly before ``now``; the moment by which it is known."""
        called = max(when, now)
        self._second.move(when, called)
        self._follow(called)
        return called

    def _follow(self, moment: float) -> None:
        """Let calls that are late come no sooner after this one; what came sooner while they might owes nothing."""
        self._apart.full = max(self._apart.full, moment + 1 / self._apart.rate)

    def taken(self, called: float, now: float) -> None:
        """Telegram has taken the message of a call that was made."""
        self._taken += 1
        took, most = now - called, self._usual + 4 * self._spread
        if took > most:
            self._second.move(called, now - self._usual)
        beyond = min(took, most) - self._usual
        self._usual += beyond / 8
        self._spread = max(SPREAD, self._spread + (abs(beyond) - self._spread) / 4)

    def refused(self, now: float, called: float) -> None:
        """Telegram has refused a message, called at a moment, with a 429: it may allow less than was thought."""
        since = now - self._refused
        if now >= self._careful_until:
            self._refusals = 0
        elif since < 1.0:  # what was refused meanwhile was on its way when the pace was set
            return
        self._refusals += 1
        if self._refusals == 1:
            clocked = not self._known and called - self._began > ANY_SECOND
            self._careful = 1.0 if clocked else BELOW
        elif self._careful == 1.0 and (self._refusals > 2 or since < SURE):
            self._careful = BELOW
        elif self._careful < 1.0:
            self._careful = max(CAREFUL, self._careful * LESS)
        self._refused, self._careful_until = now, now + CAREFUL_SECONDS
        self._set(now)
        if self._refusals == 1 and self._careful == 1.0:
            self._even.align(called - AWAY / self._even.rate)

    @property
    def _known(self) -> bool:
        """Whether it is an allowance."""
        return min(self._reserved, self._taken) >= KNOWN * self.overall

    def _set(self, now: float) -> None:
        """The pace of this moment."""
        careful = now < self._careful_until
        if careful:
            share = self._careful
        elif self._known:
            share = ABOVE
        else:
            share = UNSURE if self._reserved >= FIRST else SLOWLY
        self._even.rate = share * self.overall
        size = TOGETHER if self._known and not careful else 1.0
        if size > self._even.size:  # what may go together is what comes late from now on
            self._even.full += (size - self._even.size) / self._even.rate
        self._even.size = size
        self._even.steps = careful and share == 1.0
        self._apart.rate = APART * share * self.overall
        self._second.seconds = PART if share == 1.0 else SECOND
        self._second.most = max(1, round(self.overall * (min(1.0, self._careful / BELOW) if careful else 1.0)))
