"""Which scopes a move satisfies for the names on its sides, kind by kind, and as articles in three languages tell it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import SCOPES, Move, MoveKind, PendingItem, Reading
from feeds.reading.moving.scope import scopes
from feeds.reading.naming.match import Matcher
from feeds.reading.stories.decide import decide
from tests.unit.reading.helpers import CATALOG, NOON, READER, article, move, reading_of, story_of

FIRM, OTHER, PERSON = "~quorvexa", "~bravik", "~tara qvist"
ALWAYS = {"all", "everything"}


def satisfied(one: Move, target: str, **more: Any) -> set[str]:
    return set(scopes((one,), target, CATALOG, **more)) - ALWAYS


@pytest.mark.parametrize(
    ("kind", "left", "joined", "expected"),
    [
        ("leaves", "Quorvexa", None, "departures"),
        ("leaves", "Quorvexa", "Bravik", "departures"),
        ("leaves", "Quorvexa", "Quorvexa", ""),
        ("joins", "Bravik", "Quorvexa", "arrivals"),
        ("joins", None, "Quorvexa", "arrivals"),
        ("appointed", None, "Quorvexa", "arrivals appointments"),
        ("appointed", "Bravik", "Quorvexa", "arrivals appointments"),
        ("appointed", "Quorvexa", "Quorvexa", "appointments"),
        ("appointed", "Quorvexa", "Bravik", "departures"),
        ("promoted", "Quorvexa", "Quorvexa", "appointments"),
        ("promoted", None, "Quorvexa", "appointments"),
        ("poached", "Quorvexa", "Bravik", "departures"),
        ("poached", "Bravik", "Quorvexa", "arrivals"),
        ("steps_down", "Quorvexa", None, "departures"),
        ("retires", "Quorvexa", None, "departures"),
        ("dismissed", "Quorvexa", None, "departures"),
        ("suspended", "Quorvexa", None, "departures"),
        ("laid_off", "Quorvexa", None, "departures layoffs"),
        ("founds", "Bravik", "Quorvexa", "arrivals"),
        ("founds", "Quorvexa", "Bravik", "departures"),
        ("returns", "Bravik", "Quorvexa", "arrivals"),
        ("transferred", "Quorvexa", "Quorvexa", "appointments"),
        ("transferred", None, "Quorvexa", "appointments"),
        ("transferred", "Quorvexa", "Bravik", "departures"),
        ("board_joins", None, "Quorvexa", "arrivals appointments"),
        ("board_leaves", "Quorvexa", None, "departures"),
        ("leaves", "Bravik", None, ""),
    ],
)
def test_what_a_move_is_to_an_organisation(kind: str, left: str | None, joined: str | None, expected: str) -> None:
    assert satisfied(move("Tara Qvist", left, joined, kind), FIRM) == set(expected.split())


@pytest.mark.parametrize(
    ("kind", "left", "joined", "expected"),
    [
        ("leaves", None, None, "departures"),
        ("leaves", "Quorvexa", "Bravik", "departures arrivals"),
        ("joins", None, "Bravik", "arrivals"),
        ("appointed", None, None, "appointments"),
        ("appointed", "Quorvexa", "Quorvexa", "appointments"),
        ("promoted", "Quorvexa", "Quorvexa", "appointments"),
        ("promoted", None, "Quorvexa", "appointments"),
        ("transferred", "Tongyi Lab", "Alibaba Cloud", "appointments"),
        ("laid_off", "Quorvexa", None, "departures layoffs"),
        ("board_leaves", None, None, "departures"),
        ("steps_down", "Quorvexa", "Quorvexa", ""),
        ("founds", "Quorvexa", "Bravik", "departures arrivals"),
    ],
)
def test_what_a_move_is_to_the_person_who_moves(kind: str, left: str | None, joined: str | None, expected: str) -> None:
    assert satisfied(move("Tara Qvist", left, joined, kind), PERSON) == set(expected.split())


def test_a_lay_off_without_a_person_is_no_departure() -> None:
    assert satisfied(move(None, "Quorvexa", None, "laid_off", head_count="200"), FIRM) == {"layoffs"}


@pytest.mark.parametrize("target", [FIRM, OTHER, PERSON])
@pytest.mark.parametrize("roles", [{"role": "chief scientist"}, {"from_role": "kepala riset"}, {"role": "副总裁"}])
def test_a_senior_post_on_either_side_counts_for_every_side(target: str, roles: dict[str, str]) -> None:
    assert "senior" in satisfied(move("Tara Qvist", "Quorvexa", "Bravik", **roles), target)
    assert satisfied(move("Tara Qvist", "Quorvexa", "Bravik", **roles), "~halmerion") == set()


def test_what_is_told_as_background_counts_for_nothing() -> None:
    assert satisfied(move("Tara Qvist", "Quorvexa", "Bravik", role="CEO", past=True), FIRM) == set()


def test_a_denial_is_news_of_what_it_denies() -> None:
    assert satisfied(move("Tara Qvist", "Quorvexa", None, "leaves", status="denied"), FIRM) == {"departures"}


@pytest.mark.parametrize(
    ("left", "joined", "expected"),
    [
        ("Tongyi Lab", "Tencent", {"alibaba": "departures", "tongyi-lab": "departures", "tencent": "arrivals"}),
        ("Tencent", "Tongyi Lab", {"alibaba": "arrivals", "tongyi-lab": "arrivals", "tencent": "departures"}),
        ("Tongyi Lab", "Alibaba", {"alibaba": "", "tongyi-lab": "departures"}),
    ],
)
def test_a_lab_s_move_is_its_owner_s(left: str, joined: str, expected: dict[str, str]) -> None:
    found = {target: satisfied(move("Tara Qvist", left, joined), target) for target in expected}
    assert found == {target: set(told.split()) for target, told in expected.items()}


def test_a_side_is_known_by_a_spelling_of_the_watch() -> None:
    one = move("Tara Qvist", "夸维萨", None, "leaves")
    assert satisfied(one, FIRM) == set()
    assert satisfied(one, FIRM, spellings=["夸维萨", "Quorvexa"]) == {"departures"}


TOLD = {
    "departures": (
        ("en", "Tara Qvist leaves Quorvexa", "Tara Qvist has left Quorvexa."),
        ("id", "Tara Qvist hengkang dari Quorvexa", "Tara Qvist hengkang dari Quorvexa pada Senin."),
        ("zh", "沈若溪离开Quorvexa", "沈若溪近日从Quorvexa离职。"),
    ),
    "arrivals": (
        ("en", "Tara Qvist joins Quorvexa", "Tara Qvist has joined Quorvexa from Halmerion as a research scientist."),
        ("id", "Tara Qvist bergabung dengan Quorvexa", "Tara Qvist bergabung dengan Quorvexa sebagai insinyur."),
        ("zh", "沈若溪加入Quorvexa", "沈若溪已加入Quorvexa，担任研究员。"),
    ),
    "appointments": (
        ("en", "Quorvexa promotes Tara Qvist", "Quorvexa has promoted Tara Qvist to product manager."),
        ("id", "Tara Qvist jadi manajer Quorvexa", "Tara Qvist dipromosikan menjadi manajer produk di Quorvexa."),
        ("zh", "沈若溪升任Quorvexa产品经理", "Quorvexa宣布，沈若溪晋升为产品经理。"),
    ),
    "layoffs": (
        ("en", "Quorvexa lays off 200 people", "Quorvexa is laying off 200 employees."),
        ("id", "Quorvexa PHK 200 karyawan", "Perusahaan Quorvexa memberhentikan 200 karyawan."),
        ("zh", "Quorvexa裁员200人", "Quorvexa宣布裁员200人。"),
    ),
    "senior": (
        ("en", "Quorvexa's chief scientist leaves", "Quorvexa's chief scientist Tara Qvist has left."),
        ("en", "Tara Qvist leaves Quorvexa", "Tara Qvist, chief scientist of Quorvexa, has left Quorvexa."),
        ("id", "Kepala riset Quorvexa hengkang", "Kepala riset Quorvexa, Tara Qvist, hengkang dari Quorvexa."),
        ("zh", "Quorvexa首席科学家沈若溪离职", "Quorvexa首席科学家沈若溪近日离职。"),
    ),
}


@pytest.mark.parametrize(
    ("scope", "lang", "title", "text"), [(scope, *told) for scope, rows in TOLD.items() for told in rows]
)
def test_each_scope_is_read_out_of_articles_in_three_languages(scope: str, lang: str, title: str, text: str) -> None:
    found = set(scopes(reading_of(text, title, lang=lang).moves, FIRM, CATALOG)) - ALWAYS
    assert found == ({scope, "departures"} if scope == "senior" else {scope})


def test_a_decision_says_for_each_target_what_it_satisfies() -> None:
    told = article("Tara Qvist has left Alibaba for Bravik.", "Tara Qvist leaves Alibaba, and Tencent gains")
    found = decide_on(told)
    assert set(found["alibaba"]) == {*ALWAYS, "departures"}
    assert set(found["~bravik"]) == {*ALWAYS, "arrivals"}
    assert set(found["tencent"]) == ALWAYS, "a name on no side"


def test_a_story_satisfies_a_scope_with_what_its_earlier_reports_told() -> None:
    first = reading_of("Quorvexa's chief scientist Tara Qvist has left.", "Tara Qvist leaves Quorvexa", id="first")
    found = decide_on(article("Tara Qvist has joined Bravik.", "Tara Qvist joins Bravik", id="b", hours=20), first)
    assert {"senior", "arrivals"} <= set(found["~bravik"])


def decide_on(told: Any, *known: Reading) -> Any:
    matcher = Matcher([CATALOG.watched(i) for i in ("alibaba", "tencent")], CATALOG)
    item = PendingItem(told.id, 1, told, fetched_at=told.published or NOON)
    candidates = (story_of(*known),) if known else ()
    return decide(item, READER.read(told), candidates, matcher.find(told), item.fetched_at, CATALOG).scopes


SIDES = st.sampled_from([None, "Quorvexa", "Bravik", "Tongyi Lab", "Alibaba", "Tencent"])
MOVES = st.builds(
    move,
    st.sampled_from([None, "Tara Qvist"]),
    SIDES,
    SIDES,
    st.sampled_from([k.value for k in MoveKind]),
    role=st.sampled_from([None, "CEO", "engineer"]),
    past=st.booleans(),
)


@given(st.lists(MOVES, max_size=3), st.sampled_from([FIRM, OTHER, PERSON, "alibaba", "tongyi-lab", "tencent"]))
def test_every_story_satisfies_all_and_everything_and_no_scope_needs_two_moves(moves: list[Move], target: str) -> None:
    found = scopes(moves, target, CATALOG)
    assert ALWAYS <= found <= set(SCOPES)
    assert found == ALWAYS.union(*(scopes((m,), target, CATALOG) for m in moves))
    assert found == ALWAYS or any(target in {*m.keys, *(o for k in m.keys for o in CATALOG.owners(k))} for m in moves)
