"""Whether Telegram can be reached at all, and who is at fault where a call comes to nothing.

1. After ``ENOUGH`` calls in a row that nobody answered Telegram is out of reach: one message at a time goes to see, at
   waits that double up to ``LONGEST_PROBE``. The first answer, whatever it says, ends that.
2. A message that gets no answer ``MOST_STRIKES`` times, while others were answered since its try before and none was
   not, is at fault itself: Telegram or a proxy cannot digest it. A try with neither since the one before tells nothing.
3. A 429 names no one. It is the whole bot's where another chat was refused up to the same moment shortly before, and no
   call that began after the one that was refused then has been taken; else it is the chat's own.

Moments are seconds of one clock; nothing here reads it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

ENOUGH = 3
FIRST_PROBE = 1.0
LONGEST_PROBE = 30.0
MOST_STRIKES = 8
SOON = 3.0  # seconds between two refusals that may have one cause
SAME = 2.0  # seconds that the ends of one pause may seem apart


@dataclass(slots=True)
class Reach:
    """What the calls so far tell; ``heard`` gives a sign of other answers of Telegram's, which changes with each."""

    heard: Callable[[], object] = lambda: None
    since: float = 0.0  # of the first call in a row that nobody answered
    _misses: int = 0
    _probe_at: float = 0.0
    _wait: float = FIRST_PROBE
    _answers: int = 0
    _missed: int = 0  # in all
    _strikes: dict[int, tuple[int, int, object, int]] = field(default_factory=dict)
    _refused: tuple[int, int, float, float] | None = None  # call, chat, when, until when
    _taken: int = 0  # the number of the latest call that was taken
    _calls: int = 0

    @property
    def down(self) -> bool:
        """Whether Telegram is out of reach."""
        return self._misses >= ENOUGH

    def room(self, most: int, under_way: int, now: float) -> int:
        """How many messages may be claimed, of ``most``."""
        if not self.down:
            return most
        due = now >= self._probe_at or self._probe_at - now > LONGEST_PROBE  # the latter: the clock was set back
        return min(most, 1) if due and not under_way else 0

    def begins(self) -> int:
        """A call begins; its number."""
        self._calls += 1
        return self._calls

    def missed(self, now: float) -> bool:
        """Nobody answered a call; True where Telegram is out of reach from now on."""
        self._missed += 1
        self._misses += 1
        if self._misses == 1:
            self.since = now
        if self._misses == ENOUGH:
            self._probe_at, self._wait = now + FIRST_PROBE, FIRST_PROBE
        elif self.down and now >= self._probe_at:
            self._wait = min(LONGEST_PROBE, self._wait * 2)
            self._probe_at = now + self._wait
        return self._misses == ENOUGH

    def answered(self) -> float | None:
        """Telegram answered; since when it was out of reach, None where it was not."""
        was, self._misses = self.down, 0
        self._answers += 1
        return self.since if was else None

    def taken(self, call: int) -> None:
        """A message was taken."""
        self._taken = max(self._taken, call)

    def at_fault(self, row: int) -> bool:
        """Whether a message that got no answer once more (``missed`` was told of it) is at fault itself."""
        heard = self.heard()
        answers, missed, sign, strikes = self._strikes.get(row, (self._answers, self._missed - 1, heard, 0))
        if self._missed != missed + 1:
            strikes = 0
        elif self._answers > answers or heard != sign:
            strikes += 1
        self._strikes[row] = self._answers, self._missed, heard, strikes
        return strikes >= MOST_STRIKES

    def settled(self, row: int) -> None:
        """A message needs no further try."""
        self._strikes.pop(row, None)

    def refuses_all(self, chat: int, call: int, now: float, until: float) -> bool:
        """Whether a 429 is the whole bot's."""
        before, self._refused = self._refused, (call, chat, now, until)
        if before is None:
            return False
        at, other, when, ends = before
        return other != chat and now - when < SOON and abs(until - ends) < SAME and self._taken <= at
