"""When news comes: clock times over zones and clock changes, quiet hours, digests, bursts."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sending.delivery import (
    BURST_WITHIN,
    all_quiet_at,
    burst_until,
    kept_until,
    moment_of,
    next_digest,
    quiet_until,
    silent,
)
from storage.preferences import DELIVERIES, Preferences

ZONES = ("UTC", "Asia/Jakarta", "Asia/Kathmandu", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe",
         "Pacific/Apia", "Africa/Casablanca", "America/Santiago", "Africa/Cairo")  # fmt: skip
zones = st.sampled_from(ZONES)
moments = st.integers(0, 19 * 365 * 86_400).map(lambda s: datetime(2009, 1, 1, tzinfo=UTC) + timedelta(seconds=s))
clocks = st.times().map(lambda t: t.replace(second=0, microsecond=0))
chosen = st.builds(
    Preferences,
    delivery=st.sampled_from(DELIVERIES),
    digest_at=clocks,
    digest_day=st.integers(0, 6),
    quiet=st.none() | st.tuples(clocks, clocks),
)
BERLIN = "Europe/Berlin"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "clock", "moment"),
    [
        (BERLIN, date(2026, 3, 28), time(2, 30), "2026-03-28 01:30"),
        (BERLIN, date(2026, 3, 29), time(2, 30), "2026-03-29 01:00"),  # does not exist: the first that does after it
        (BERLIN, date(2026, 3, 29), time(3, 0), "2026-03-29 01:00"),
        (BERLIN, date(2026, 10, 25), time(2, 30), "2026-10-25 00:30"),  # comes twice: the first
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 10), "2026-10-03 15:30"),  # half an hour is left out
        ("Africa/Cairo", date(2026, 4, 24), time(0, 0), "2026-04-23 22:00"),  # midnight itself is left out
        ("Pacific/Apia", date(2011, 12, 30), time(8, 0), "2011-12-30 10:00"),  # the whole day is left out
    ],
)
def test_a_clock_time_on_the_day_of_a_clock_change(zone: str, day: date, clock: time, moment: str) -> None:
    assert moment_of(day, clock, zone) == utc(moment)


@given(zones, moments.map(datetime.date), clocks)
def test_a_clock_time_is_read_back_or_is_the_first_after_a_gap(zone: str, day: date, clock: time) -> None:
    found = moment_of(day, clock, zone)
    local = found.astimezone(ZoneInfo(zone))
    asked = datetime.combine(day, clock)
    assert local.replace(tzinfo=None) >= asked
    if local.replace(tzinfo=None) > asked:
        before = (found - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert before < asked
    else:
        hour_before = (found - timedelta(hours=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert hour_before != asked


@given(zones, moments, st.tuples(clocks, clocks))
def test_quiet_hours_end_after_now_and_within_a_day_and_hold_to_their_end(
    zone: str, now: datetime, quiet: tuple[time, time]
) -> None:
    want = Preferences(quiet=quiet)
    until = quiet_until(want, zone, now)
    if until is not None:
        assert now < until <= now + timedelta(hours=50)  # a day may be longer by what the clock is put back
        assert quiet_until(want, zone, until) is None
        assert quiet_until(want, zone, until - timedelta(microseconds=1)) == until


@pytest.mark.parametrize(
    ("quiet", "now", "until"),
    [
        ((time(22), time(7)), "2026-06-01 21:59", None),
        ((time(22), time(7)), "2026-06-01 22:00", "2026-06-02 07:00"),
        ((time(22), time(7)), "2026-06-02 06:59", "2026-06-02 07:00"),
        ((time(22), time(7)), "2026-06-02 07:00", None),
        ((time(1), time(6)), "2026-06-02 00:59", None),
        ((time(1), time(6)), "2026-06-02 05:00", "2026-06-02 06:00"),
        ((time(9), time(9)), "2026-06-02 09:00", None),
        ((time(22), time(0)), "2026-06-02 23:00", "2026-06-03 00:00"),
        (None, "2026-06-02 03:00", None),
    ],
)
def test_quiet_hours(quiet: tuple[time, time] | None, now: str, until: str | None) -> None:
    assert quiet_until(Preferences(quiet=quiet), "UTC", utc(now)) == (utc(until) if until else None)


def test_nights_are_silent_from_ten_to_seven_by_the_clock_of_the_zone() -> None:
    tested = {hour: silent(Preferences(), "Asia/Jakarta", utc("2026-06-02 00:00") + timedelta(hours=hour))
              for hour in range(24)}  # fmt: skip
    assert {(hour + 7) % 24 for hour, hushed in tested.items() if hushed} == {22, 23, 0, 1, 2, 3, 4, 5, 6}
    assert not silent(Preferences(silent_nights=False), "UTC", utc("2026-06-02 03:00"))


@given(chosen, zones, moments, st.booleans())
def test_nothing_is_kept_for_ever_nor_released_into_quiet_hours(
    want: Preferences, zone: str, now: datetime, bursting: bool
) -> None:
    until = kept_until(want, zone, now, [now] * 5 if bursting else ())
    if until is None:
        assert want.delivery == "instant"
        assert quiet_until(want, zone, now) is None
    else:
        assert now < until <= now + timedelta(days=10)
        assert quiet_until(want, zone, until) is None


@given(chosen.filter(lambda p: p.delivery != "instant"), zones, moments)
def test_digests_come_once_a_day_or_once_a_week_at_the_time_asked_for(
    want: Preferences, zone: str, now: datetime
) -> None:
    first = next_digest(want, zone, now)
    second = next_digest(want, zone, first)
    days = (second.astimezone(ZoneInfo(zone)).date() - first.astimezone(ZoneInfo(zone)).date()).days
    usual = 7 if want.delivery == "weekly" else 1
    # Quiet hours that come or go with a clock change move a digest over midnight; Samoa's lost day shortens a week.
    assert days in {usual - 1, usual, usual + 1}
    if want.quiet is None and zone == "UTC":
        assert days == usual
        assert (first.hour, first.minute) == (want.digest_at.hour, want.digest_at.minute)
    assert next_digest(want, zone, first - timedelta(seconds=1)) == first


@given(zones, moments, st.integers(1, 40))
def test_at_most_one_daily_digest_falls_on_a_day_without_quiet_hours(zone: str, now: datetime, count: int) -> None:
    want = Preferences(delivery="daily", digest_at=time(8))
    days = []
    for _ in range(count):
        now = next_digest(want, zone, now)
        days.append(now.astimezone(ZoneInfo(zone)).date())
    assert len(days) == len(set(days))


def test_breaking_news_passes_quiet_hours_and_digests_where_it_is_asked_for() -> None:
    now = utc("2026-06-02 03:00")
    for delivery in DELIVERIES:
        want = Preferences(delivery=delivery, quiet=(time(22), time(7)))
        assert kept_until(want, "UTC", now, breaking=True) is not None
        asked = Preferences(delivery=delivery, quiet=(time(22), time(7)), breaking=True)
        assert kept_until(asked, "UTC", now, breaking=True) is None
        assert kept_until(asked, "UTC", now) is not None


def test_a_digest_in_quiet_hours_comes_at_their_end_with_what_came_since() -> None:
    want = Preferences(delivery="daily", digest_at=time(23), quiet=(time(22), time(7)))
    for now in ("2026-06-01 12:00", "2026-06-01 23:30", "2026-06-02 06:59"):
        assert next_digest(want, "UTC", utc(now)) == utc("2026-06-02 07:00")


@given(moments, st.lists(st.integers(0, 900), max_size=12))
def test_a_burst_lasts_ten_minutes_from_the_first_of_the_last_five(now: datetime, ages: list[int]) -> None:
    recent = [now - timedelta(seconds=age) for age in ages]
    until = burst_until(recent, now)
    within = sorted(age for age in ages if age < BURST_WITHIN.total_seconds())
    if len(within) < 5:
        assert until is None
    else:
        assert until == now - timedelta(seconds=within[4]) + BURST_WITHIN > now


@given(chosen, zones, moments)
def test_the_line_of_a_quiet_week_waits_seven_days_and_for_the_end_of_quiet_hours(
    want: Preferences, zone: str, since: datetime
) -> None:
    when = all_quiet_at(want, zone, since)
    assert since + timedelta(days=7) <= when <= since + timedelta(days=10)
    assert quiet_until(want, zone, when) is None
    if want.quiet is None and zone == "UTC":
        assert (when.hour, when.minute) == (8, 0)
