"""The conditions of feeds as a table: what a feed's recent life makes of it, and when it is the network."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feeds.intake.condition import Asked, judged, moved, network_down, struck, suspected
from feeds.model import FeedSigns

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
WELL = FeedSigns(1, last_attempt=NOW, answered=9, well_since=NOW - DAY, newest=NOW - HOUR)
NOT_FOUND = "the server is not there (HTTP 404)"
DOWN = replace(WELL, failed=3, failing_since=NOW - 2 * HOUR, fault=NOT_FOUND, answered=0)


@pytest.mark.parametrize(
    ("signs", "condition"),
    [
        (WELL, "well"),
        (replace(DOWN, failed=1), "well"),
        (replace(DOWN, failed=2), "well"),
        (replace(DOWN, failing_since=NOW - 59 * MINUTE), "well"),
        (DOWN, "failing"),
        (replace(DOWN, failed=1, failing_since=NOW, condition="failing"), "failing"),
        (replace(DOWN, failed=1, condition="silent"), "silent"),
        (replace(WELL, condition="failing", answered=1), "failing"),
        (replace(WELL, condition="failing", answered=2), "well"),
        (replace(WELL, gone=True, fault="the server is gone for good (HTTP 410)"), "gone"),
        (replace(WELL, condition="gone", answered=1), "gone"),
        (replace(WELL, condition="gone", answered=2), "well"),
        # Daily news with a weekend: three days are its longest pause.
        (replace(WELL, newest=NOW - 9 * DAY, gaps=(DAY,) * 4 + (3 * DAY,)), "well"),
        (replace(WELL, newest=NOW - 15 * DAY, gaps=(DAY,) * 4 + (3 * DAY,)), "silent"),
        (replace(WELL, newest=NOW - 3 * DAY, gaps=(HOUR,) * 30), "well"),
        (replace(WELL, newest=NOW - 4 * DAY, gaps=(HOUR,) * 30), "silent"),
        (replace(WELL, newest=NOW - 400 * DAY, gaps=(HOUR,) * 3), "well"),
        (replace(WELL, newest=None), "well"),
        (replace(WELL, brought=39, usual=0.1), "well"),
        (replace(WELL, brought=40, usual=0.1), "flooding"),
        (replace(WELL, brought=200, usual=100.0), "well"),
        (replace(WELL, brought=260, usual=100.0), "flooding"),
        # What gathered while the feed did not answer is no flood.
        (replace(WELL, brought=200, usual=10.0, span=3 * DAY), "well"),
        (replace(WELL, brought=20, repeated=9, usual=20.0), "well"),
        (replace(WELL, brought=20, repeated=10, usual=20.0), "flooding"),
        (replace(WELL, brought=30, repeated=10, usual=20.0), "well"),
        (replace(WELL, condition="flooding", since=NOW - 23 * HOUR), "flooding"),
        (replace(WELL, condition="flooding", since=NOW - 25 * HOUR), "well"),
    ],
)
def test_the_condition_of_a_feed(signs: FeedSigns, condition: str) -> None:
    assert judged(signs, NOW).condition == condition


def test_what_shows_a_condition_and_since_when() -> None:
    found = judged(DOWN, NOW)
    assert (found.since, found.fault, found.number) == (NOW - 2 * HOUR, NOT_FOUND, 3)
    back = judged(replace(WELL, condition="failing"), NOW)
    assert back.since == NOW - DAY
    quiet = judged(replace(WELL, newest=NOW - 9 * DAY, gaps=(HOUR,) * 24), NOW)
    assert (quiet.since, quiet.usual) == (NOW - 9 * DAY, 24.0)
    assert judged(replace(WELL, condition="silent", since=NOW - 9 * DAY), NOW).since == NOW - HOUR
    flood = judged(replace(WELL, brought=50, repeated=45, usual=2.0), NOW)
    assert (flood.number, flood.repeated, flood.usual) == (50, 45, 2.0)


@pytest.mark.parametrize(
    ("polls", "since", "proposed"), [(2, NOW - 2 * DAY, False), (9, NOW - 23 * HOUR, False), (3, NOW - DAY, True)]
)
def test_a_new_address_is_proposed_after_several_polls_over_a_day(polls: int, since: datetime, proposed: bool) -> None:
    assert moved(polls, since, NOW) is proposed


def asked(
    well: int = 0, fail: int = 0, since: datetime = NOW - HOUR, fault: str = "no connection: refused"
) -> list[Asked]:
    return [
        *(Asked(n, NOW) for n in range(well)),
        *(Asked(100 + n, NOW, since + n * MINUTE, fault) for n in range(fail)),
    ]


@pytest.mark.parametrize(
    ("feeds", "down"),
    [
        (asked(well=2, fail=3), True),
        (asked(well=3, fail=3), False),
        (asked(fail=2), False),
        (asked(fail=9, since=NOW - 50 * MINUTE), False),
        (asked(fail=9, fault=NOT_FOUND), False),
        (asked(fail=9, fault="the name kabar.example is not known"), True),
        # Feeds that were dead before say nothing, and neither do those that were not asked since.
        ([*asked(fail=2), Asked(1, NOW, NOW - 9 * DAY, "no connection: refused")], False),
        ([*asked(fail=3), *(Asked(n, NOW - 2 * HOUR) for n in range(9))], True),
        # One by one over days is not at once.
        ([Asked(n, NOW, NOW - n * DAY, "no connection: refused") for n in range(1, 6)], False),
    ],
)
def test_most_feeds_failing_at_once_are_the_network(feeds: list[Asked], down: bool) -> None:
    assert (network_down(feeds, NOW, None) is not None) is down
    assert suspected([one for one in feeds if one.failing_since is not None], NOW) or not down


def test_the_network_is_back_when_no_longer_most_of_its_feeds_fail() -> None:
    since = NOW - 5 * HOUR
    assert network_down(asked(well=3, fail=4, since=since), NOW, since) == since
    assert network_down(asked(well=4, fail=4, since=since), NOW, since) is None
    dead = Asked(1, NOW, NOW - 9 * DAY, NOT_FOUND)
    assert [one.feed_id for one in struck([dead, *asked(well=1, fail=2, since=since)], since)] == [100, 101]


@pytest.mark.parametrize(
    ("feeds", "found"),
    [
        (asked(well=0, fail=3, since=NOW - 2 * HOUR), True),
        (asked(well=0, fail=2, since=NOW - 2 * HOUR), False),
        (asked(well=0, fail=3, since=NOW - HOUR / 2), False),
    ],
)
def test_the_network_is_suspected_only_where_several_feeds_began_to_fail_together(
    feeds: list[Asked], found: bool
) -> None:
    assert suspected(feeds, NOW) is found


def test_feeds_that_fail_each_in_its_own_time_are_no_suspicion() -> None:
    alone = [replace(asked(well=0, fail=1, since=NOW - n * DAY)[0], feed_id=n) for n in range(1, 6)]
    assert not suspected(alone, NOW)
