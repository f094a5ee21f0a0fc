"""What condition a feed is in, judged from its recent life; and whether it is our own network that fails.

1. One slip is no change. A feed is *failing* after three polls in a row that failed, over an hour at least; it is
   *well* again after two answers in a row. In between it stays what it was.
2. It is *gone* when its server says so (410): it is asked no more, and nothing but a resumption changes that.
3. It is *silent* when it answers and has brought nothing for much longer than its own pace explains: three days, twice
   its longest pause and ten times its mean one.
4. It is *flooding* when the last hours brought far more than its pace explains, or many articles under new ids that it
   had brought before; that is over after a day without.
5. When most of the feeds that were asked since some moment began to fail within the hours after it, and none of their
   servers was heard, it is the network of this server. Those feeds are then not judged one by one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.model import FeedSigns, Judged

POLLS = 3
FAILING_FOR = timedelta(hours=1)
ANSWERS = 2
QUIET_FOR = timedelta(days=3)
LONGEST_PAUSES, MEAN_PAUSES = 2, 10
FEWEST_GAPS = 4  # with fewer a feed has no pace yet
FLOOD_WITHIN = timedelta(hours=6)
FLOOD, TIMES_USUAL = 40, 10
REPEATED, REPEATED_PART = 10, 0.5
FLOOD_OVER = timedelta(days=1)
MOVED_POLLS, MOVED_FOR = 3, timedelta(days=1)
SPELL = timedelta(hours=3)  # every healthy feed is asked within it
FEWEST_FEEDS = 3
UNHEARD = re.compile(
    r"no full answer within .*|the name .* is not known|no connection: .*|the answer cannot be read: .*"
)


def judged(signs: FeedSigns, now: datetime) -> Judged:
    """The condition of a feed that was polled last at ``signs.last_attempt``."""
    if signs.gone:
        since = signs.since if signs.condition == "gone" else signs.last_attempt
        return Judged("gone", since, signs.fault)
    if signs.failed:
        return _failing(signs)
    if signs.condition in ("failing", "gone") and signs.answered < ANSWERS:
        return Judged(signs.condition, signs.since)
    if flood := _flood(signs):
        return Judged("flooding", signs.last_attempt, "", signs.brought, flood - 1, signs.usual)
    if signs.condition == "flooding" and signs.since is not None and now - signs.since < FLOOD_OVER:
        return Judged("flooding", signs.since)
    if _silent(signs, now):
        return Judged("silent", signs.newest, usual=_pace(signs.gaps))
    return Judged("well", signs.newest if signs.condition == "silent" else signs.well_since)


def _failing(signs: FeedSigns) -> Judged:
    began, last = signs.failing_since, signs.last_attempt
    long = began is not None and last is not None and last - began >= FAILING_FOR
    if signs.condition != "failing" and not (signs.failed >= POLLS and long):
        return Judged(signs.condition, signs.since)
    return Judged("failing", began, signs.fault, signs.failed)


def _flood(signs: FeedSigns) -> int:
    """0 where there is none, else one more than the number of its items that were known under other ids."""
    again = signs.repeated if signs.repeated >= max(REPEATED, REPEATED_PART * signs.brought) else 0
    explained = signs.usual * (max(signs.span, FLOOD_WITHIN) / timedelta(days=1))
    much = signs.brought >= max(FLOOD, TIMES_USUAL * explained)
    return again + 1 if much or again else 0


def _silent(signs: FeedSigns, now: datetime) -> bool:
    if signs.newest is None or len(signs.gaps) < FEWEST_GAPS:
        return False
    mean = sum(signs.gaps, timedelta()) / len(signs.gaps)
    return now - signs.newest > max(QUIET_FOR, LONGEST_PAUSES * max(signs.gaps), MEAN_PAUSES * mean)


def _pace(gaps: Sequence[timedelta]) -> float:
    """Items a day."""
    return len(gaps) / max(sum(gaps, timedelta()) / timedelta(days=1), 0.01)


def moved(polls: int, since: datetime | None, last: datetime | None) -> bool:
    """Whether a new address has been seen at enough polls over long enough to be proposed."""
    return polls >= MOVED_POLLS and since is not None and last is not None and last - since >= MOVED_FOR


@dataclass(frozen=True, slots=True)
class Asked:
    """An active feed as it was last asked: since when its polls have failed, and with which fault."""

    feed_id: int
    last_attempt: datetime
    failing_since: datetime | None = None
    fault: str = ""

    @property
    def unheard(self) -> bool:
        """It fails, and its server was not heard at all."""
        return self.failing_since is not None and UNHEARD.fullmatch(self.fault) is not None


def network_down(feeds: Sequence[Asked], now: datetime, down_since: datetime | None) -> datetime | None:
    """Since when the network of this server has been failing; None where it works.

    ``down_since`` is what was found before: a spell ends when no longer most of its feeds fail.
    """
    if down_since is not None:
        return down_since if _most(feeds, down_since) else None
    starts = sorted(one.failing_since for one in feeds if one.unheard and one.failing_since is not None)
    return next((s for s in starts if now - s >= FAILING_FOR and _most(feeds, s)), None)


def suspected(failing: Sequence[Asked], now: datetime) -> bool:
    """Whether the feeds that fail can show at all that the network does, before the others are counted."""
    starts = [one.failing_since for one in failing if one.unheard and one.failing_since is not None]
    return any(
        now - s >= FAILING_FOR and sum(1 for other in starts if s <= other <= s + SPELL) >= FEWEST_FEEDS for s in starts
    )


def struck(feeds: Sequence[Asked], since: datetime) -> list[Asked]:
    """The feeds that a failure of the network since a moment explains."""
    return [one for one in feeds if one.unheard and one.failing_since is not None and one.failing_since >= since]


def _most(feeds: Sequence[Asked], since: datetime) -> bool:
    asked = [
        one for one in feeds if one.last_attempt >= since and (one.failing_since is None or one.failing_since >= since)
    ]
    fail = struck(asked, since)
    soon = [one for one in fail if one.failing_since is not None and one.failing_since <= since + SPELL]
    return len(soon) >= FEWEST_FEEDS and len(fail) * 2 > len(asked)
