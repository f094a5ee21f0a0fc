"""When to look again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feeds.intake.schedule import DAY, Bounds, after_failure, after_success, interval

NOW = datetime(2026, 11, 24, tzinfo=UTC)
BOUNDS = Bounds()
RATES = st.floats(0, 5000)
JITTER = st.floats(0, 1)
WISHES = st.one_of(st.none(), st.floats(0, 40 * 86_400).map(lambda s: timedelta(seconds=s)))


@given(RATES, JITTER, WISHES)
def test_a_healthy_feed_is_asked_within_the_bounds_and_not_before_the_server_wishes(
    rate: float, jitter: float, asked: timedelta | None
) -> None:
    wait = after_success(NOW, rate, BOUNDS, jitter, asked) - NOW
    assert BOUNDS.shortest * 0.949 <= wait <= BOUNDS.longest * 1.051
    assert wait >= min(asked or timedelta(), BOUNDS.longest)


@given(RATES, RATES)
def test_who_writes_more_is_asked_no_less_often(one: float, two: float) -> None:
    assert interval(max(one, two), BOUNDS) <= interval(min(one, two), BOUNDS)


def test_eight_times_the_items_is_twice_as_often() -> None:
    assert abs(interval(8, BOUNDS) / interval(64, BOUNDS) - 2) < 1e-6


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
