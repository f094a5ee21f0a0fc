"""Stories: one event is one story in every language, and two events are two."""

import pytest

from feeds.model import Mention, Move, MoveStatus, PendingItem, Reading
from feeds.reading.decide import decide
from feeds.reading.likeness import copy_of
from feeds.reading.story import best_story, keys_of, merge, same_event
from tests.unit.reading.helpers import CATALOG, NOON, article, move, reading_of, story_of

FIRST = reading_of("Zhou Mingyuan has left Alibaba for JD.com.", "Zhou Mingyuan leaves Alibaba for JD.com", id="one")


def relation(new: Reading, *known: Reading) -> str:
    return same_event(new, story_of(*(known or (FIRST,))), CATALOG).relation


@pytest.mark.parametrize(
    ("lang", "title", "text"),
    (
        ("en", "JD.com hires Zhou Mingyuan", "JD.com has hired Zhou Mingyuan from Alibaba."),
        ("en", "Speech chief goes", "Mingyuan Zhou has left Alibaba."),
        ("id", "Zhou Mingyuan pindah", "Zhou Mingyuan hengkang dari Alibaba ke JD.com."),
        ("zh", "周明远离职", "周明远从阿里巴巴离职，加入京东。"),
        ("zh", "周明遠離職", "周明遠從阿里巴巴離職，加入京東。"),
    ),
)
@pytest.mark.parametrize("hours", (0, 3, 30, -5))
def test_one_event_is_one_story_across_languages(lang: str, title: str, text: str, hours: float) -> None:
    assert relation(reading_of(text, title, id="two", lang=lang, hours=hours)) == "same"


@pytest.mark.parametrize(
    ("lang", "text"),
    (
        ("en", "Sun Liqun has left Alibaba for JD.com."),
        ("en", "Zhou Mingyuan has left Google for Meta."),
        ("zh", "孙立群从阿里巴巴离职，加入京东。"),
        ("id", "Rangga Wirawan hengkang dari Gojek ke Grab."),
    ),
)
def test_two_people_or_two_ways_are_two_stories(lang: str, text: str) -> None:
    assert relation(reading_of("The news of the day.", text, id="two", lang=lang)) == "different"


def test_there_and_back_are_two_stories() -> None:
    back = reading_of("Zhou Mingyuan has left JD.com for Alibaba.", "Zhou Mingyuan returns", id="two", hours=24 * 60)
    assert relation(back) != "same"


@pytest.mark.parametrize("known", ("Zhou Mingyuan has left Alibaba.", "Zhou Mingyuan is reportedly leaving Alibaba."))
def test_a_denial_is_a_development(known: str) -> None:
    told = reading_of(known, id="one")
    denial = reading_of("Alibaba denied that Zhou Mingyuan has left Alibaba.", id="two", hours=1)
    assert relation(denial, told) == "development"


def test_a_confirmation_of_a_rumour_is_a_development() -> None:
    rumour = reading_of("Zhou Mingyuan is reportedly leaving Alibaba for JD.com.", id="one")
    confirmed = reading_of("JD.com confirmed that Zhou Mingyuan has joined JD.com from Alibaba.", id="two", hours=2)
    assert relation(confirmed, rumour) == "development"
    assert relation(reading_of("Zhou Mingyuan is reportedly leaving Alibaba.", id="two", hours=2), rumour) == "same"


def test_a_further_stop_is_a_development_or_a_story_of_its_own() -> None:
    on = reading_of("Zhou Mingyuan has left JD.com for Tencent.", id="two", hours=24 * 3)
    assert relation(on) in ("development", "different")


def test_the_story_with_the_move_is_chosen_among_several() -> None:
    other = reading_of("Sun Liqun has left Baidu for Xiaomi.", id="two")
    stories = (story_of(other, id="other"), story_of(FIRST, id="this"))
    chosen, why = best_story(reading_of("周明远从阿里巴巴离职。", id="three", lang="zh"), stories, CATALOG)
    assert chosen is not None and chosen.id == "this" and why.why
    none, _ = best_story(reading_of("Priya Raman left Google for Meta.", id="four"), stories, CATALOG)
    assert none is None


def sides(moves: tuple[Move, ...]) -> list[tuple[str | None, str | None, str | None]]:
    return [(m.person_key, m.from_key, m.to_key) for m in moves]


def test_left_in_march_and_joined_in_may_are_one_move() -> None:
    left = move("Zhou Mingyuan", "Alibaba", None, "leaves", date="2026-03")
    joined = move("周明远", None, "京东", "joins", date="2026-05", role="首席科学家")
    (one,) = merge((left,), (joined,), CATALOG)
    assert sides((one,)) == [("~zhou mingyuan", "alibaba", "jd")]
    assert one.date == "2026-03" and one.role == "首席科学家"


def test_merging_again_changes_nothing() -> None:
    known = (move("Zhou Mingyuan", "Alibaba", "JD.com"), move("Sun Liqun", "Baidu", "Xiaomi"))
    once = merge(known, (move("Zhou Mingyuan", "Alibaba", None, "leaves"),), CATALOG)
    assert sides(once) == sides(known)
    assert merge(once, known, CATALOG) == once


def test_two_stops_of_a_way_stay_two_moves() -> None:
    first, then = move("Zhou Mingyuan", "Alibaba", "Tencent"), move("Zhou Mingyuan", "Tencent", "JD.com")
    assert sides(merge((first,), (then,), CATALOG)) == sides((first, then))


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    (
        ("rumour", "confirmed", "confirmed"),
        ("rumour", "reported", "reported"),
        ("reported", "denied", "denied"),
        ("denied", "confirmed", "confirmed"),
        ("confirmed", "rumour", "confirmed"),
        ("reported", "rumour", "reported"),
        ("denied", "rumour", "denied"),
        ("confirmed", "corrected", "corrected"),
    ),
)
def test_the_newest_belief_stands_and_a_rumour_weakens_nothing(old: str, new: str, kept: str) -> None:
    (one,) = merge(
        (move("Zhou Mingyuan", "Alibaba", None, "leaves", status=old),),
        (move("Zhou Mingyuan", "Alibaba", None, "leaves", status=new),),
        CATALOG,
    )
    assert one.status is MoveStatus(kept)


def test_a_syndicated_copy_is_known_by_its_text() -> None:
    text = "Zhou Mingyuan has left Alibaba for JD.com, people familiar with the matter said. " * 3
    assert copy_of(article(text, id="two"), (article(text + "Reuters", id="one"),)) == "one"
    assert copy_of(article("Sun Liqun joined Xiaomi. " * 8, id="two"), (article(text, id="one"),)) is None
    assert copy_of(article(text, id="one"), (article(text, id="one"),)) is None


def told(title: str, one: Move, hours: float = 1) -> Reading:
    """A reading that tells one move, with a title."""
    return Reading(article(title, title, id=title, hours=hours), "en", True, 0.8, (one,))


def lay_off(count: str | None, title: str) -> Reading:
    return told(title, move(None, "Norvale", None, "laid_off", head_count=count))


@pytest.mark.parametrize(
    ("count", "same"), ((None, True), ("8,000", True), ("7,800", True), ("10%", True), ("2,000", False))
)
def test_a_lay_off_is_one_unless_another_number_is_told(count: str | None, same: bool) -> None:
    known = story_of(lay_off("8,000", "Norvale to cut 8,000 jobs"))
    found = same_event(lay_off(count, "Norvale staff learn of lay-offs by mail"), known, CATALOG)
    assert (found.relation != "different") is same


def test_a_short_first_name_is_the_same_person_at_the_same_firm_and_another_name_is_not() -> None:
    known = story_of(told("A resignation", move("Philip Lindqvist", "Norvale", None, "steps_down")))
    short = told("He is gone", move("Phil Lindqvist", "Norvale", None, "steps_down"))
    other = told("Another one", move("Oskar Lindqvist", "Norvale", None, "steps_down"))
    assert same_event(short, known, CATALOG).relation == "same"
    assert same_event(other, known, CATALOG).relation == "different"


def test_talent_news_whose_slots_stay_empty_joins_the_story_that_its_title_tells() -> None:
    title = "Norvale Systems replaces its finance chief"
    known = story_of(told(title, move("Priya Raman", None, "Norvale Systems", "appointed")))
    bare = Reading(
        article("The company said so.", title, hours=2), "en", True, 0.52,
        mentions=(Mention("Norvale Systems", "organisation", 0, 15, known.moves[0].to_key or ""),),
    )  # fmt: skip
    item = PendingItem("9", 1, bare.article, NOON)
    assert known.moves[0].to_key in keys_of(bare, CATALOG)
    assert decide(item, bare, [known], (), NOON, CATALOG).relation == "source"
    assert decide(item, bare, [], (), NOON, CATALOG).relation == "none"
