"""Delay from publication to fetch under our sharing of requests, beside uniform polling at equal requests.

    python -m benchmarks.polling [--feeds 100] [--budgets 24,96] [--trace FILE | --store hengkang.db]

Without a file the world is made up: rates are log-normal (median 2 items a day, sigma 1.6), there is a daily cycle (the
night at 15 % of the day) and a weekly one (weekends at 35 %), and a third of the items come in clusters within twenty
minutes. A trace has lines "feed<TAB>seconds since 1970"; a store gives the items that it has fetched. The first half
is history, the second is scored, with the rates counted anew at every half hour as the bot does. One line a budget
(requests a feed a day): mean, median and 95th percentile of the delay in minutes, ours and uniform, and their ratios;
then the same for a world of which a tenth of the feeds has readers, where a delay counts once for each reader.
"""

import argparse
import json
import math
import random
import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from feeds.intake.schedule import Bounds, after_success, shared
from feeds.model import FeedPace

HOUR, DAY = 3600.0, 86_400.0
WINDOW = 14 * DAY
SHARED_FOR = 0.5 * HOUR
ORIGIN = datetime(2026, 1, 5, tzinfo=UTC)
READERS = 8


@dataclass(frozen=True, slots=True)
class World:
    """Moments of publication by feed, in seconds, sorted; ``end`` is when the log ends. Readers by feed."""

    feeds: tuple[tuple[float, ...], ...]
    end: float
    readers: tuple[int, ...]

    @property
    def start(self) -> float:
        """From here on delays are scored."""
        return self.end / 2


def made_up(count: int, days: float, rng: random.Random) -> World:
    """The world of the module's first lines."""
    return World(
        tuple(tuple(sorted(_published(days * DAY, rng))) for _ in range(count)),
        days * DAY,
        tuple(READERS if rng.random() < 0.1 else 0 for _ in range(count)),
    )


def _published(end: float, rng: random.Random) -> list[float]:
    rate = min(math.exp(rng.gauss(math.log(2), 1.6)), 200.0)
    zone, t, found = rng.randrange(-8, 9), 0.0, list[float]()
    while (t := t + rng.expovariate(rate / DAY * 2.2 / 1.5)) < end:
        hour = (t / HOUR + zone) % 24
        day = 0.15 + 0.85 * max(0.0, math.sin((hour - 6) / 16 * math.pi)) if 6 <= hour <= 22 else 0.15
        if rng.random() < day * (0.35 if int(t // DAY) % 7 >= 5 else 1.0):
            found.append(t)
            if rng.random() < 0.25:
                found += [t + rng.uniform(10, 1200) for _ in range(rng.randrange(1, 5))]
    return [t for t in found if t < end]


def logged(moments: Sequence[tuple[str, float]], days: float) -> World:
    """The last days of a log; feeds of fewer than ten items are left out."""
    first = max(t for _, t in moments) - days * DAY
    by_feed: dict[str, list[float]] = {}
    for feed, t in moments:
        if t >= first:
            by_feed.setdefault(feed, []).append(t - first)
    feeds = tuple(tuple(sorted(v)) for v in by_feed.values() if len(v) >= 10)
    return World(feeds, max(f[-1] for f in feeds), (0,) * len(feeds))


def traced(path: Path) -> list[tuple[str, float]]:
    """The lines of a trace file."""
    lines = (line.rstrip("\n").split("\t") for line in path.open(encoding="utf-8"))
    return [(feed, float(t)) for feed, t in lines]


def stored(path: Path) -> list[tuple[str, float]]:
    """The dated items of a store, those of first fetches left out."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as c:
        rows = c.execute("SELECT feed_id, published FROM items WHERE published IS NOT NULL AND NOT backlog")
        return [(str(feed), datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp()) for feed, at in rows]


def ours(world: World, a_day: float, rng: random.Random) -> list[list[float]]:
    """When each feed is asked, by the code that the bot runs."""
    bounds = Bounds(average=timedelta(seconds=DAY / a_day))
    paces: list[FeedPace] = []
    due = [world.start + rng.random() * DAY / a_day for _ in world.feeds]
    polls: list[list[float]] = [[] for _ in world.feeds]
    now = world.start
    while now < world.end + DAY:
        paces = [
            FeedPace((bisect_right(f, now) - bisect_left(f, now - WINDOW) + 0.5) / (WINDOW / DAY), readers)
            for f, readers in zip(world.feeds, world.readers, strict=True)
        ]
        shares = shared(paces, bounds)
        now += SHARED_FOR
        for n, pace in enumerate(paces):
            while due[n] < now:
                polls[n].append(due[n])
                due[n] += (after_success(ORIGIN, pace, shares, rng.random()) - ORIGIN).total_seconds()
    return polls


def uniform(world: World, a_day: float, rng: random.Random) -> list[list[float]]:
    """Every feed at one interval, each with a beginning of its own."""
    step = DAY / a_day
    count = int((world.end + DAY - world.start) / step) + 1
    begins = [world.start + rng.random() * step for _ in world.feeds]
    return [[begin + n * step for n in range(count)] for begin in begins]


def delays(world: World, polls: Sequence[Sequence[float]]) -> list[float]:
    """Minutes from publication to the poll that sees it; an item counts once, and once more for each reader."""
    found: list[float] = []
    for feed, asked, readers in zip(world.feeds, polls, world.readers, strict=True):
        for t in feed[bisect_left(feed, world.start) :]:
            found += [(asked[bisect_left(asked, t)] - t) / 60] * (1 + readers)
    return sorted(found)


def spent(world: World, polls: Sequence[Sequence[float]]) -> float:
    """Requests a feed a day in the half that is scored."""
    count = sum(bisect_left(asked, world.end) for asked in polls)
    return count / len(world.feeds) / ((world.end - world.start) / DAY)


def compared(world: World, a_day: float, seed: int) -> dict[str, float]:
    """Ours and uniform polling at the requests that ours really spent."""
    asked = ours(world, a_day, random.Random(seed))
    used = spent(world, asked)
    here, there = delays(world, asked), delays(world, uniform(world, used, random.Random(seed)))
    found = {"budget": a_day, "requests": used}
    for name, figure in (("mean", _mean), ("median", lambda d: _part(d, 0.5)), ("p95", lambda d: _part(d, 0.95))):
        found |= {name: figure(here), f"{name} uniform": figure(there), f"{name} ratio": figure(here) / figure(there)}
    return {name: round(value, 3) for name, value in found.items()}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _part(values: Sequence[float], part: float) -> float:
    return values[min(int(len(values) * part), len(values) - 1)]


def main() -> None:
    """Print a line of JSON a budget."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("--feeds", type=int, default=100)
    options.add_argument("--days", type=float, default=28.0)
    options.add_argument("--budgets", default="24,96")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--trace", type=Path)
    options.add_argument("--store", type=Path)
    given = options.parse_args()
    if given.trace or given.store:
        world = logged(traced(given.trace) if given.trace else stored(given.store), given.days)
        worlds = {"log": world}
    else:
        world = made_up(given.feeds, given.days, random.Random(given.seed))
        worlds = {"items": World(world.feeds, world.end, (0,) * given.feeds), "readers": world}
    for name, one in worlds.items():
        for budget in map(float, given.budgets.split(",")):
            print(json.dumps({"counted by": name} | compared(one, budget, given.seed)), flush=True)


if __name__ == "__main__":
    main()
