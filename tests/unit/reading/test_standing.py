"""What administrators decided of stories holds against the articles that come later."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.model import Article, Decision, Fix, Move, MoveKind, MoveStatus, PendingItem, Reading, Retraction, Story
from feeds.reading.naming.catalog import load
from feeds.reading.stories.decide import decide
from feeds.reading.stories.doubts import doubts
from feeds.reading.stories.fixing import after, put
from tests.unit.storage.builders import NOW, move

CATALOG = load()
WAS = replace(move("Tara Qvist", "Quorvexa", "Bravik"), article_id="1")
OTHER = replace(move("Milan Oyelaran", "Halmerion", "Norvale"), article_id="1")
FIRST = Article("1", "Tara Qvist leaves Quorvexa for Bravik", "", published=NOW, lang="en", outlet="A")
STORY = Story("1", (WAS,), (FIRST,), MoveStatus.REPORTED, NOW, NOW)
RETRACTED = replace(STORY, retraction=Retraction("person", "", NOW))


def read(*moves: Move, title: str = "Tara Qvist on the move", hours: float = 2) -> PendingItem:
    at = NOW + timedelta(hours=hours)
    return PendingItem("2", 1, Article("2", title, "", published=at, lang="en", outlet="B"), at)


def decided(story: Story, *moves: Move, title: str = "Tara Qvist on the move", hours: float = 2) -> Decision:
    item = read(*moves, title=title, hours=hours)
    own = tuple(replace(m, article_id="2") for m in moves)
    reading = Reading(item.article, "en", True, 0.95, own)
    return decide(item, reading, [story], [], item.fetched_at, CATALOG)


@pytest.mark.parametrize("status", [MoveStatus.REPORTED, MoveStatus.CONFIRMED, MoveStatus.DENIED])
def test_the_event_of_a_retracted_story_joins_it_and_is_told_to_nobody(status: MoveStatus) -> None:
    made = decided(RETRACTED, replace(WAS, status=status))
    assert (made.relation, made.story_id, made.notify, made.targets) == ("source", "1", False, frozenset())
    assert made.merged == RETRACTED.moves and made.status is MoveStatus.REPORTED


@pytest.mark.parametrize("hours", [2, 30])
def test_who_goes_elsewhere_or_turns_back_makes_a_story_as_ever(hours: float) -> None:
    elsewhere = decided(RETRACTED, move("Tara Qvist", "Quorvexa", "Zelvane"), hours=hours)
    back = decided(RETRACTED, move("Tara Qvist", "Bravik", "Quorvexa"), hours=hours)
    assert [(m.relation, m.story_id, m.notify) for m in (elsewhere, back)] == [("new", None, True)] * 2


def test_a_round_up_does_not_tell_what_was_retracted_in_another_story() -> None:
    made = decided(RETRACTED, OTHER, WAS, title="Milan Oyelaran joins Norvale; who else moved")
    assert made.relation == "new" and made.notify
    assert [m.person for m in made.merged] == ["Milan Oyelaran"]


@pytest.mark.parametrize(
    ("slot", "value"),
    [("to", "Zelvane"), ("to", ""), ("from", "@openai"), ("person", "Ines Okonkwo"), ("kind", "appointed"),
     ("status", "rumour"), ("role", "chief scientist")],
)  # fmt: skip
def test_a_fix_outlasts_reports_of_the_mistake(slot: str, value: str) -> None:
    right = put(WAS, slot, value, CATALOG)  # type: ignore[arg-type]
    assert right is not None and right != WAS
    fixed = replace(STORY, moves=(right,), status=right.status, fixes=(Fix(WAS, right, NOW),))
    made = decided(fixed, WAS)
    assert (made.relation, made.story_id) == ("source", "1")
    (told,) = made.merged
    assert replace(told, article_id="1") == right


def test_a_move_that_was_taken_out_is_not_told_again_and_another_is() -> None:
    fixed = replace(STORY, moves=(OTHER,), fixes=(Fix(WAS, None, NOW),))
    made = decided(fixed, OTHER, WAS)
    assert [m.person for m in made.merged] == ["Milan Oyelaran"]
    assert after(replace(STORY, moves=(WAS, OTHER)), 0, None, CATALOG).moves == (OTHER,)


@pytest.mark.parametrize(("slot", "value"), [("kind", "x"), ("status", ""), ("to", "@no one")])
def test_what_is_no_value_of_a_slot_is_refused(slot: str, value: str) -> None:
    assert put(WAS, slot, value, CATALOG) is None  # type: ignore[arg-type]


def test_who_watches_the_right_name_is_told_in_the_scope_of_the_move() -> None:
    right = put(WAS, "to", "@openai", CATALOG)
    then = after(STORY, 0, right, CATALOG)
    assert ("openai", "arrivals") in then.told and ("openai", "departures") not in then.told
    assert "~bravik" in then.before and "~bravik" not in then.keys


@pytest.mark.parametrize(
    ("score", "tier", "status", "left", "why"),
    [
        (0.95, 2, MoveStatus.REPORTED, "Quorvexa", ()),
        (0.95, 3, MoveStatus.REPORTED, "Quorvexa", ("source", "unknown")),
        (0.95, 3, MoveStatus.REPORTED, "OpenAI", ()),
        (0.95, 3, MoveStatus.RUMOUR, "OpenAI", ("source", "rumour")),
        (0.95, 2, MoveStatus.RUMOUR, "Quorvexa", ()),
        (0.72, 1, MoveStatus.REPORTED, "OpenAI", ("score",)),
    ],
)
def test_a_story_is_unsure_by_its_score_or_as_a_lone_word_of_low_trust(
    score: float, tier: int, status: MoveStatus, left: str, why: tuple[str, ...]
) -> None:
    told = replace(WAS, status=status, from_org=left, from_id="openai" if left == "OpenAI" else None)
    item = read(told)
    reading = Reading(item.article, "en", True, score, (told,))
    made = decide(item, reading, [], [], NOW, CATALOG)
    assert made.relation == "new" and doubts(made, tier) == why


def test_a_kind_is_one_of_the_kinds() -> None:
    assert put(WAS, "kind", "retires", CATALOG) == replace(WAS, kind=MoveKind.RETIRES)
