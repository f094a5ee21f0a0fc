"""When to look at a feed again.

1. All feeds share one budget of requests: so many a feed on average, and where set no more than so many an hour. A
   feed's part goes with (rate * readers)^(1/3): one with eight times the items, or eight times the readers, is asked
   twice as often. The square root has the least mean delay for items that come by chance, but makes quiet feeds wait;
   with the cube root the slowest twentieth of the items waits no longer than under uniform polling
   (benchmarks/polling.py).
2. The interval lies between the shortest and the longest of the settings; what a feed at such a bound saves or costs
   goes to the others or comes from them. Requests an hour go before the longest interval, but once a day is always
   paid; the average goes after it.
3. What the server asks for goes first: Retry-After, Cache-Control's max-age and the feed's ttl lengthen the interval,
   the last two up to the longest one, and what they save goes to the others.
4. A failing feed backs off by doubling, up to a daily probe.
5. Jitter of a tenth keeps feeds from marching in step; it never goes below what the server asks for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.model import FeedPace

DAY = timedelta(days=1)
SLOWEST_RATE, FASTEST_RATE = 0.02, 500.0  # items a day; beyond, a rate says nothing of when the next item comes
MOST_READERS = 26  # beyond, with the one that every feed has: a feed is never asked more than thrice as often for them
LOWEST_SCALE, HIGHEST_SCALE = 1e-9, 1e3  # requests a second; 40 halvings between them are exact to 1 in 10^9
HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Bounds:
    """Interval between two polls of a healthy feed: shortest, longest, average; requests an hour in all, or None."""

    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(hours=3)
    average: timedelta = timedelta(minutes=15)
    per_hour: float | None = None


@dataclass(frozen=True, slots=True)
class Shares:
    """The budget as shared out: requests a second for a weight of one."""

    scale: float
    bounds: Bounds
    longest: timedelta  # that of the bounds, or longer where the budget demands it

    def interval(self, pace: FeedPace) -> timedelta:
        """The interval for a feed, what its server asks for included."""
        wanted = min(_most(pace, self.bounds), self.scale * weight(pace))
        return timedelta(seconds=min(self.longest.total_seconds(), 1 / wanted))


def shared(paces: Sequence[FeedPace], bounds: Bounds) -> Shares:
    """Share the budget out among the healthy feeds; without any, a feed of one item a day has the average interval."""
    average = bounds.average.total_seconds()
    if not paces:
        return Shares(1 / average, bounds, bounds.longest)
    at_least = len(paces) / bounds.longest.total_seconds()
    budget, longest = max(len(paces) / average, at_least), bounds.longest
    if bounds.per_hour is not None and bounds.per_hour / 3600 < budget:
        budget = bounds.per_hour / 3600
        longest = max(bounds.longest, DAY) if at_least > budget else bounds.longest
    parts = [(weight(pace), _most(pace, bounds)) for pace in paces]
    least = 1 / longest.total_seconds()
    low, high = LOWEST_SCALE, HIGHEST_SCALE
    for _ in range(HALVINGS):
        middle = (low * high) ** 0.5
        if sum(max(least, min(most, middle * part)) for part, most in parts) > budget:
            high = middle
        else:
            low = middle
    return Shares(low, bounds, longest)


def weight(pace: FeedPace) -> float:
    """A feed's part of the budget, in proportion."""
    rate = min(max(pace.rate_per_day, SLOWEST_RATE), FASTEST_RATE)
    return float((rate * (1 + min(pace.readers, MOST_READERS))) ** (1 / 3))


def _wish(pace: FeedPace, bounds: Bounds) -> timedelta:
    return min(timedelta(seconds=pace.wish_seconds), bounds.longest)


def _most(pace: FeedPace, bounds: Bounds) -> float:
    """Requests a second that neither the bounds nor the server's wish forbid."""
    return 1 / max(bounds.shortest, _wish(pace, bounds)).total_seconds()


def after_success(now: datetime, pace: FeedPace, shares: Shares, jitter: float) -> datetime:
    """When to look again after an answer; ``jitter`` is a random number in 0..1."""
    wait = shares.interval(pace) * (0.95 + 0.1 * jitter)
    return now + max(wait, _wish(pace, shares.bounds))


def after_failure(
    now: datetime, failures: int, bounds: Bounds, jitter: float, retry_after: timedelta | None = None
) -> datetime:
    """When to try again after the ``failures``-th failure in a row (1 for the first)."""
    wait = min(DAY, bounds.shortest * float(2 ** min(failures, 16))) * (0.95 + 0.1 * jitter)
    return now + (max(wait, min(retry_after, 7 * DAY)) if retry_after is not None else wait)
