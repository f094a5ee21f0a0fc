"""When news comes to a chat: now, or kept until a moment; with sound or without. docs/delivery.md is the contract.

1. A clock time of a zone is a moment: one that does not exist on a day is the first that does after it, one that comes
   twice is the first of the two.
2. Breaking news, for those who want it, comes now.
3. A daily or weekly chat keeps news until its next digest.
4. Others keep it to the end of the quiet hours, else to the end of a burst, else not at all.
5. What falls into quiet hours comes at their end, digests too.

Nothing here reads a clock or a store.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from storage.preferences import Preferences

NIGHT = (time(22, 0), time(7, 0))
ALL_QUIET_AT = time(8, 0)
ALL_QUIET_AFTER = timedelta(days=7)
BURST = 5  # pieces of news
BURST_WITHIN = timedelta(minutes=10)
DAY = timedelta(days=1)


@lru_cache(maxsize=4096)
def moment_of(day: date, clock: time, zone: str) -> datetime:
    """The moment of a clock time on a day of a zone, in UTC."""
    place = ZoneInfo(zone)
    local = datetime.combine(day, clock.replace(tzinfo=None, fold=0), tzinfo=place)
    found = local.astimezone(UTC)
    if found.astimezone(place).replace(tzinfo=None) == local.replace(tzinfo=None):
        return found
    return _after_gap(local.replace(fold=1).astimezone(UTC), found, place)


def _after_gap(before: datetime, after: datetime, place: ZoneInfo) -> datetime:
    """The moment between two at which the clock is put forward."""
    offset = before.astimezone(place).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(place).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def _until(span: tuple[time, time], zone: str, now: datetime) -> datetime | None:
    """The end of the daily span that ``now`` lies in, None where it lies in none."""
    begins, ends = span
    if begins == ends:
        return None
    today = now.astimezone(ZoneInfo(zone)).date()
    for day in (today - DAY, today):
        end = moment_of(day + DAY if ends < begins else day, ends, zone)
        if moment_of(day, begins, zone) <= now < end:
            return end
    return None


def quiet_until(chosen: Preferences, zone: str, now: datetime) -> datetime | None:
    """The end of the quiet hours that ``now`` lies in, None outside them."""
    return _until(chosen.quiet, zone, now) if chosen.quiet else None


def silent(chosen: Preferences, zone: str, now: datetime) -> bool:
    """Whether what comes now makes no sound."""
    return chosen.silent_nights and _until(NIGHT, zone, now) is not None


def _outside_quiet(chosen: Preferences, zone: str, when: datetime) -> datetime:
    return quiet_until(chosen, zone, when) or when


def next_digest(chosen: Preferences, zone: str, after: datetime) -> datetime:
    """The first moment after one at which a daily or weekly digest comes, quiet hours heeded."""
    today = after.astimezone(ZoneInfo(zone)).date()
    for number in range(-2, 16):
        day = today + number * DAY
        if chosen.delivery == "weekly" and day.weekday() != chosen.digest_day:
            continue
        when = _outside_quiet(chosen, zone, moment_of(day, chosen.digest_at, zone))
        if when > after:
            return when
    raise AssertionError("a fortnight has every day of the week")


def burst_until(recent: Sequence[datetime], now: datetime) -> datetime | None:
    """The end of a burst: ten minutes from the first of the last five pieces of news, None where there is none.

    ``recent`` are the moments at which the chat got news at once, in any order.
    """
    last = sorted(recent)[-BURST:]
    if len(last) < BURST or last[0] + BURST_WITHIN <= now:
        return None
    return last[0] + BURST_WITHIN


def kept_until(
    chosen: Preferences, zone: str, now: datetime, recent: Sequence[datetime] = (), *, breaking: bool = False
) -> datetime | None:
    """The moment until which a piece of news is kept, None where it comes now."""
    if breaking and chosen.breaking:
        return None
    if chosen.delivery != "instant":
        return next_digest(chosen, zone, now)
    until = quiet_until(chosen, zone, now) or burst_until(recent, now)
    return _outside_quiet(chosen, zone, until) if until else None


def all_quiet_at(chosen: Preferences, zone: str, last: datetime) -> datetime:
    """When a chat that heard nothing since ``last`` gets the line that says so."""
    week = last + ALL_QUIET_AFTER
    today = week.astimezone(ZoneInfo(zone)).date()
    return next(
        when
        for number in range(-2, 3)
        if (when := _outside_quiet(chosen, zone, moment_of(today + number * DAY, ALL_QUIET_AT, zone))) >= week
    )
