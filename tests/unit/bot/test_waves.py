"""When departures make a wave: how many, within which time, of which unit, and that it is told once."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.pages.analysis import house
from bot.waves import FEWEST, WITHIN, Reported, Told, Wave, departs, departures, fullest, noticed
from feeds.model import Move, MoveKind, MoveStatus
from feeds.reading.naming.catalog import load
from feeds.reading.naming.names import organisation_key

CATALOG = load()
NOW = datetime(2026, 3, 2, tzinfo=UTC)
ALIBABA, TONGYI = "alibaba", organisation_key("Tongyi Lab", CATALOG)
UNITS = ("alibaba", TONGYI, organisation_key("Alibaba Cloud", CATALOG))


def left(
    person: str,
    unit: str,
    days: float,
    status: MoveStatus = MoveStatus.REPORTED,
    to: str | None = "tencent",
    kind: MoveKind = MoveKind.LEAVES,
) -> Reported:
    move = Move(person, unit, to, kind, status, "", person_key=f"~{person}", from_key=unit, to_key=to)
    return move, int(days * 10), NOW - timedelta(days=days)


ledgers = st.lists(
    st.builds(
        left,
        st.sampled_from("abcdefgh"),
        st.sampled_from(UNITS),
        st.integers(0, 60),
        st.sampled_from(MoveStatus),
        st.sampled_from(["tencent", "alibaba", None]),
        kind=st.sampled_from([MoveKind.LEAVES, MoveKind.SUSPENDED, MoveKind.POACHED]),
    ),
    max_size=16,
)
people = st.frozensets(st.sampled_from([f"~{p}" for p in "abcdefgh"]), min_size=1)


@given(ledgers, people)
def test_a_wave_is_three_people_or_more_within_a_month(told: list[Reported], fresh: frozenset[str]) -> None:
    found = noticed(TONGYI, told, fresh, (), CATALOG)
    if found is None:
        gone = departures(told, house(ALIBABA, CATALOG))
        assert all(
            len([d for d in gone if last.at - WITHIN <= d.at <= last.at]) < FEWEST
            or not any(d.person in fresh for d in gone if last.at - WITHIN <= d.at <= last.at)
            for last in gone
        )
        return
    own = house(found.key, CATALOG)
    assert found.key in (TONGYI, *CATALOG.owners(TONGYI))
    assert len(found.people) == len(found.departures) >= FEWEST
    assert found.departures[-1].at - found.departures[0].at <= WITHIN
    assert found.people & fresh
    assert all(departs(d.move, own) for d in found.departures)
    assert not {d.move.status for d in found.departures} & {MoveStatus.RUMOUR, MoveStatus.DENIED}


@given(ledgers, people)
def test_nothing_is_told_again_and_nobody_is_in_two_waves(told: list[Reported], fresh: frozenset[str]) -> None:
    known: list[Told] = []
    for key in (TONGYI, *UNITS, TONGYI, *UNITS):
        found = noticed(key, told, fresh, known, CATALOG)
        if found is None:
            continue
        before = [one for one in known if one.key == found.key and abs(one.start - found.departures[0].at) <= WITHIN]
        assert all(len(found.departures) >= 2 * len(one.people) for one in before)
        others = frozenset(p for one in known if one.key != found.key for p in one.people)
        assert not found.people & others
        known = [one for one in known if (one.key, one.start) != (found.key, found.start)]
        known.append(Told(found.key, found.start, found.people | found.before))
    assert noticed(TONGYI, told, frozenset(), known, CATALOG) is None


def grow(days: list[float]) -> list[int]:
    """How many a wave was told with as one departure after the other is reported."""
    told: list[Told] = []
    sizes = []
    for n in range(1, len(days) + 1):
        ledger = [left(f"p{i}", TONGYI, day) for i, day in enumerate(days[:n])]
        found = noticed(TONGYI, ledger, frozenset({f"~p{n - 1}"}), told, CATALOG)
        if found is not None:
            told = [t for t in told if t.start != found.start]
            told.append(Told(found.key, found.start, found.people | found.before))
            sizes.append(len(found.departures))
    return sizes


def test_a_wave_is_told_at_three_six_and_twelve() -> None:
    assert grow([20 - i for i in range(13)]) == [3, 6, 12]


def test_a_trickle_is_a_wave_anew_only_with_people_of_whom_none_was_told() -> None:
    assert grow([200 - 10 * i for i in range(9)]) == [3, 4]
    assert grow([200 - 16 * i for i in range(9)]) == []


def test_the_finest_unit_has_the_wave_and_the_owner_only_what_is_left() -> None:
    three = [left(p, TONGYI, 3) for p in "abc"]
    fresh = frozenset({"~a"})
    wave = noticed(TONGYI, three, fresh, (), CATALOG)
    assert isinstance(wave, Wave) and wave.key == TONGYI
    known = [Told(wave.key, wave.start, wave.people)]
    spread = [*three, left("d", UNITS[2], 2), left("e", "alibaba", 1)]
    assert noticed(UNITS[2], spread, frozenset({"~d"}), known, CATALOG) is None
    more = noticed("alibaba", [*spread, left("f", "alibaba", 0)], frozenset({"~f"}), known, CATALOG)
    assert more is not None and more.key == "alibaba" and more.people == {"~d", "~e", "~f"}


def test_an_older_report_that_comes_late_makes_no_second_wave() -> None:
    told = [Told(TONGYI, NOW - timedelta(days=9), frozenset({"~a", "~b", "~c"}))]
    ledger = [*(left(p, TONGYI, 9) for p in "abc"), left("d", TONGYI, 10)]
    assert noticed(TONGYI, ledger, frozenset({"~d"}), told, CATALOG) is None


def test_a_person_departs_once_and_at_the_first_report() -> None:
    gone = departures([left("a", TONGYI, 9), left("a", "alibaba", 2), left("b", TONGYI, 5)], house(ALIBABA, CATALOG))
    assert [(d.person, (NOW - d.at).days) for d in gone] == [("~a", 9), ("~b", 5)]
    assert fullest(gone, frozenset({"~c"})) == ()
