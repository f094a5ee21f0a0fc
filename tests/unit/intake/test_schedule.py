"""When to look again, and how the budget of requests is shared out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.intake.schedule import DAY, Bounds, after_failure, after_success, shared
from feeds.model import FeedPace

NOW = datetime(2026, 11, 24, tzinfo=UTC)
BOUNDS = Bounds()
WIDE = Bounds(shortest=timedelta(seconds=1), longest=timedelta(days=30))
JITTER = st.floats(0, 1)
WISHES = st.one_of(st.none(), st.floats(0, 40 * 86_400).map(lambda s: timedelta(seconds=s)))
PACES = st.builds(FeedPace, st.floats(0, 5000), st.integers(0, 10_000), st.floats(0, 40 * 86_400))


def requests(paces: list[FeedPace], bounds: Bounds) -> float:
    """Requests a second for all feeds."""
    shares = shared(paces, bounds)
    return sum(1 / shares.interval(p).total_seconds() for p in paces)


@given(PACES, st.lists(PACES, max_size=20), JITTER)
def test_a_healthy_feed_is_asked_within_the_bounds_and_not_before_the_server_wishes(
    pace: FeedPace, others: list[FeedPace], jitter: float
) -> None:
    wait = after_success(NOW, pace, shared(others, BOUNDS), jitter) - NOW
    assert BOUNDS.shortest * 0.949 <= wait <= BOUNDS.longest * 1.051
    assert wait >= min(timedelta(seconds=pace.wish_seconds), BOUNDS.longest)


@given(st.lists(PACES, min_size=1, max_size=20))
def test_the_feeds_together_are_asked_as_often_as_the_budget_says_unless_bounds_or_wishes_forbid_it(
    paces: list[FeedPace],
) -> None:
    spent, budget = requests(paces, BOUNDS), len(paces) / BOUNDS.average.total_seconds()
    most = sum(1 / max(300.0, min(p.wish_seconds, BOUNDS.longest.total_seconds())) for p in paces)
    assert spent <= budget * 1.001
    assert spent >= min(budget, most) * 0.999


def test_the_longest_interval_goes_before_the_average() -> None:
    often = Bounds(shortest=timedelta(seconds=1), longest=timedelta(seconds=2))
    assert shared([FeedPace(0.1)] * 50, often).interval(FeedPace(0.1)) == timedelta(seconds=2)


@pytest.mark.parametrize("count", [4_000, 20_000])
def test_many_feeds_keep_to_the_requests_an_hour_though_the_longest_interval_suffers(count: int) -> None:
    paces = [FeedPace(float(n % 40)) for n in range(count)]
    bounds = Bounds(per_hour=1_200)
    assert requests(paces, bounds) * 3600 <= 1_200 * 1.001
    slowest = shared(paces, bounds).interval(paces[0])
    assert BOUNDS.longest < slowest <= DAY


@given(PACES, st.lists(PACES, max_size=20), st.floats(0, 5000))
def test_who_writes_more_is_asked_no_less_often(pace: FeedPace, others: list[FeedPace], more: float) -> None:
    shares = shared([pace, *others], BOUNDS)
    assert shares.interval(replace(pace, rate_per_day=pace.rate_per_day + more)) <= shares.interval(pace)


@pytest.mark.parametrize("one", [FeedPace(64), FeedPace(8, readers=7)])
def test_eight_times_the_items_or_the_readers_is_twice_as_often(one: FeedPace) -> None:
    shares = shared([FeedPace(8), one], WIDE)
    assert shares.interval(FeedPace(8)) / shares.interval(one) == pytest.approx(2, rel=1e-6)


def test_what_a_feed_saves_by_its_server_s_wish_goes_to_the_others() -> None:
    paces = [FeedPace(5)] * 9
    alone = shared([*paces, FeedPace(5)], BOUNDS).interval(paces[0])
    beside = shared([*paces, FeedPace(5, wish_seconds=7200)], BOUNDS).interval(paces[0])
    assert alone == timedelta(minutes=15)
    assert timedelta(minutes=13) < beside < timedelta(minutes=14)


def test_without_known_feeds_one_item_a_day_has_the_average_interval() -> None:
    assert shared([], BOUNDS).interval(FeedPace(1)) == BOUNDS.average


@given(st.integers(1, 10_000), JITTER, WISHES)
def test_a_failing_feed_is_probed_daily_at_least_and_never_before_retry_after(
    failures: int, jitter: float, retry_after: timedelta | None
) -> None:
    wait = after_failure(NOW, failures, BOUNDS, jitter, retry_after) - NOW
    wish = min(retry_after or timedelta(), 7 * DAY)
    assert wait >= max(wish, BOUNDS.shortest)
    assert wait <= max(wish, DAY * 1.051)


def test_each_failure_doubles_the_wait_up_to_a_day() -> None:
    waits = [after_failure(NOW, n, BOUNDS, 0.5) - NOW for n in range(1, 12)]
    assert waits[:4] == [timedelta(minutes=m) for m in (10, 20, 40, 80)]
    assert waits[-1] == DAY
