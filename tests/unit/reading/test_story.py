"""Stories: one event is one story in every language, and two events are two."""

from dataclasses import replace

import pytest

from feeds.model import Mention, Move, MoveStatus, PendingItem, Reading
from feeds.reading.stories.decide import MOST_COMPARED, decide
from feeds.reading.stories.likeness import copy_of
from feeds.reading.stories.story import MOST_OF_STORY, best_story, keys_of, merge, same_event
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


def related(first: Reading, then: Reading) -> str:
    """How the second reading relates to a story that the first began."""
    return same_event(then, story_of(first), CATALOG).relation


# Each: what was told, what is told then, after so many hours. None of them is one event.
APART = (
    # Two leave one lab in one week.
    (move("Tara Qvist", "OpenAI", None, "leaves"), move("Nadia Sorensen", "OpenAI", None, "leaves"), 5),
    (move("周明远", "阿里巴巴", None, "leaves"), move("孙立群", "阿里巴巴", None, "leaves"), 5),
    # One family name, two people.
    (move("John Lindqvist", "Norvale", None, "leaves"), move("Oskar Lindqvist", "Norvale", None, "leaves"), 1),
    (move("Lindqvist", "Norvale", None, "leaves"), move("Oskar Lindqvist", "Kestrel", None, "leaves"), 1),
    (move("Lindqvist", "Norvale", None, "leaves"), move("Oskar Lindqvist", None, "Norvale"), 1),
    (move("Lindqvist", "Norvale", None, "leaves"), move("Oskar Lindqvist", "Norvale", None, "leaves"), 24 * 5),
    # One reading, two names.
    (move("周明远", "阿里巴巴", None, "leaves"), move("周明媛", "阿里巴巴", None, "leaves"), 1),
    # A name that many bear, and nothing else in common.
    (move("李明", "阿里巴巴", None, "leaves"), move("李明", None, "比亚迪"), 5),
    # Two posts of one firm, two counts, two parts, two places, two daughters.
    (move(None, "Norvale", None, "leaves", role="head of speech"),
     move(None, "Norvale", None, "leaves", role="head of vision"), 5),
    (move(None, "Norvale", None, "leaves", role="CFO"), move(None, "Norvale", None, "leaves", role="CEO"), 5),
    (move(None, "Google DeepMind", None, "leaves", role="CFO"), move(None, "YouTube", None, "leaves", role="CFO"), 5),
    (move(None, "LinkedIn", None, "leaves", role="CEO"), move(None, "Microsoft", None, "leaves", role="CEO"), 5),
    (move(None, "Norvale", None, "leaves", role="CFO"), move(None, None, "Norvale", "appointed", role="CFO"), 5),
    (move(None, "Norvale", None, "leaves", role="CFO"), move(None, "Norvale", None, "leaves", role="CFO"), 24 * 4),
    (move(None, "Norvale", None, "laid_off", head_count="400"),
     move(None, "Norvale", None, "laid_off", head_count="2,200"), 20),
    (move(None, "Norvale", None, "laid_off", part="cloud unit", lang="en"),
     move(None, "Norvale", None, "laid_off", part="games studio", lang="en"), 20),
    (move(None, "Norvale", None, "laid_off", place="Bandung"),
     move(None, "Norvale", None, "laid_off", place="Hanoi"), 20),
    (move(None, "Google DeepMind", None, "laid_off"), move(None, "YouTube", None, "laid_off"), 20),
    (move(None, "Norvale", None, "laid_off"), move(None, "Norvale", None, "laid_off"), 24 * 5),
    (move(None, "Norvale", None, "laid_off"), move(None, "Norvale", None, "leaves", role="CFO"), 5),
    # The unnamed head of one field, somebody named in another.
    (move(None, "Norvale", None, "leaves", role="AI chief"),
     move("Tara Qvist", "Norvale", None, "leaves", role="chief of design"), 5),
    (move(None, "Norvale", None, "leaves", role="executive"),
     move("Tara Qvist", "Norvale", None, "leaves", role="head of AI"), 5),
    # A name by its sound, but another firm, another side or another week.
    (move("Mira Ostrova", "OpenAI", None, "leaves"), move("米拉·奥斯特罗娃", "苹果", None, "leaves"), 5),
    (move("Mira Ostrova", "OpenAI", None, "leaves"), move("米拉·奥斯特罗娃", None, "OpenAI"), 5),
    (move("Mira Ostrova", "OpenAI", None, "leaves"), move("米拉·奥斯特罗娃", "OpenAI", None, "leaves"), 24 * 5),
    (move("Mira Ostrova", None, "OpenAI"), move("米拉·彼得罗娃", None, "OpenAI"), 5),
)  # fmt: skip


@pytest.mark.parametrize(("known", "new", "hours"), APART)
def test_two_events_are_two_stories(known: Move, new: Move, hours: float) -> None:
    assert related(told("Morning report", known, 0), told("What else is new", new, hours)) == "different"
    assert related(told("What else is new", new, 0), told("Morning report", known, hours)) == "different"


TOGETHER = (
    (move("Mira Ostrova", "OpenAI", None, "leaves"), move("米拉·奥斯特罗娃", "OpenAI", None, "leaves"), 5),
    (move("Lindqvist", "Norvale", None, "leaves"), move("Oskar Lindqvist", "Norvale", None, "steps_down"), 5),
    (move("Zhou Ming", "Alibaba", None, "leaves"), move("周明", "阿里", None, "leaves"), 5),
    (move("Zhou Mingyuan", "Alibaba", None, "leaves"), move("周明远", None, "京东"), 24 * 2),
    (move("Zhou Mingyuan", "通义实验室", None, "leaves"), move("周明远", "Alibaba", "JD.com"), 24 * 8),
    (move(None, "Apple", None, "leaves", role="AI chief", lang="en"),
     move("Tara Qvist", "Apple", None, "leaves", role="人工智能负责人", lang="zh"), 8),
    (move(None, "Norvale", None, "leaves", role="finance chief", lang="en"),
     move("Tara Qvist", "Norvale", None, "steps_down", role="direktur keuangan", lang="id"), 8),
    (move(None, "Harbour Safety Agency", None, "leaves", role="head of security", lang="en"),
     move("Tara Qvist", "Harbour Safety", None, "leaves", role="kepala keamanan", lang="id"), 8),
    (move(None, "Norvale", None, "laid_off", head_count="8,000"),
     move(None, "Norvale", None, "laid_off", head_count="8.000"), 24 * 6),
    (move(None, "Norvale", None, "laid_off", place="Bandung"), move(None, "Norvale", None, "laid_off"), 20),
)  # fmt: skip


@pytest.mark.parametrize(("known", "new", "hours"), TOGETHER)
def test_one_event_told_in_two_ways_is_one_story(known: Move, new: Move, hours: float) -> None:
    assert related(told("Morning report", known, 0), told("What else is new", new, hours)) != "different"
    assert related(told("What else is new", new, 0), told("Morning report", known, hours)) != "different"


def test_a_post_without_a_name_is_its_holders_where_the_text_names_the_holder() -> None:
    known = told("Norvale loses Tara Qvist", move("Tara Qvist", "Norvale", None, "leaves"), 0)
    post = move(None, "Norvale", None, "leaves", role="co-founder")
    named = Reading(
        article("Qvist, 51, said so on Monday.", "Norvale loses a founder", hours=2), "en", True, 0.8, (post,)
    )
    other = Reading(
        article("Raman, 51, said so on Monday.", "Norvale loses a founder", hours=2), "en", True, 0.8, (post,)
    )
    assert related(known, named) == related(named, known) == "same"
    assert related(known, other) == "different"


def undated(title: str, one: Move) -> Reading:
    return Reading(replace(article(title, title, id=title), published=None), "en", True, 0.8, (one,))


def test_lay_offs_without_dates_are_one_only_by_their_number() -> None:
    known = undated("Norvale to cut 8,000 jobs", move(None, "Norvale", None, "laid_off", head_count="8,000"))
    bare = move(None, "Norvale", None, "laid_off")
    assert related(known, undated("Letters from Norvale", bare)) == "different"
    assert related(known, undated("8.000 letters from Norvale", bare)) == "same"


BOTH = (move("Tara Qvist", "Norvale", None, "leaves"), move("Priya Raman", "Kestrel", None, "steps_down"))


def test_a_round_up_joins_the_story_of_its_chief_move_and_lends_it_nothing_else() -> None:
    known = story_of(told("Norvale loses Tara Qvist", BOTH[0], 0), id="1")
    round_up = Reading(
        article("And more.", "The day: Tara Qvist leaves Norvale", id="2", hours=3), "en", True, 0.8, BOTH
    )
    item = PendingItem("2", 1, round_up.article, NOON)
    found = decide(item, round_up, [known], (), NOON, CATALOG)
    assert found.relation == "source" and [m.person for m in found.merged] == ["Tara Qvist"]


def test_what_a_round_up_told_besides_is_a_story_of_its_own_when_it_is_told_again() -> None:
    round_up = Reading(
        article("And more.", "The day: Tara Qvist leaves Norvale", id="2", hours=3), "en", True, 0.8, BOTH
    )
    assert related(round_up, told("Norvale confirms it", BOTH[0], 5)) == "same"
    assert related(round_up, told("Kestrel loses its chief", BOTH[1], 5)) == "different"


def test_a_round_up_does_not_tell_again_what_another_story_told() -> None:
    known = story_of(told("Kestrel loses its chief", BOTH[1], 0), id="1")
    round_up = Reading(
        article("And more.", "The day: Tara Qvist leaves Norvale", id="2", hours=3), "en", True, 0.8, BOTH
    )
    found = decide(PendingItem("2", 1, round_up.article, NOON), round_up, [known], (), NOON, CATALOG)
    assert found.relation == "new" and [m.person for m in found.moves] == ["Tara Qvist"]


def test_moves_that_hang_together_stay_together() -> None:
    moves = (move("Tara Qvist", "OpenAI", "Meta"), move("Priya Raman", "OpenAI", None, "leaves"))
    both = Reading(article("Both.", "Tara Qvist leaves OpenAI", id="2"), "en", True, 0.8, moves)
    assert related(both, told("OpenAI loses Priya Raman", moves[1], 5)) == "same"
    known = story_of(told("Qvist goes", moves[0], 0), id="1")
    found = decide(PendingItem("2", 1, both.article, NOON), both, [known], (), NOON, CATALOG)
    assert [m.person for m in found.merged] == ["Tara Qvist", "Priya Raman"]


@pytest.mark.parametrize(
    ("lang", "denial", "confirmation"),
    (
        ("en", "OpenAI denied that Mira Ostrova has left OpenAI.", "OpenAI confirmed that Mira Ostrova has left OpenAI."),
        ("id", "OpenAI membantah Mira Ostrova hengkang dari OpenAI.",
         "OpenAI mengonfirmasi Mira Ostrova hengkang dari OpenAI."),
        ("zh", "OpenAI否认米拉·奥斯特罗娃从OpenAI离职。", "OpenAI证实米拉·奥斯特罗娃已从OpenAI离职。"),
    ),
)  # fmt: skip
@pytest.mark.parametrize("hours", (2, 60))
def test_denials_and_confirmations_in_any_language_are_developments(
    lang: str, denial: str, confirmation: str, hours: float
) -> None:
    rumour = reading_of("Mira Ostrova is reportedly leaving OpenAI.", "Mira Ostrova said to leave OpenAI", id="one")
    denied = reading_of(denial, id="two", lang=lang, hours=hours)
    confirmed = reading_of(confirmation, id="two", lang=lang, hours=hours)
    assert rumour.moves[0].status is MoveStatus.RUMOUR
    assert related(rumour, denied) == "development"
    assert related(rumour, confirmed) == "development"


def test_joining_and_leaving_again_are_two_steps_and_a_development() -> None:
    came, left = move("Tara Qvist", None, "Norvale"), move("Tara Qvist", "Norvale", None, "leaves")
    assert related(told("She comes", came, 0), told("She goes", left, 24 * 5)) == "development"
    assert sides(merge((came,), (left,), CATALOG)) == sides((came, left))


def code(n: int) -> str:
    """A number as two letters."""
    return chr(97 + n // 26) + chr(97 + n % 26)


def list_of_people(id: str, count: int) -> Reading:
    """An article that tells so many people's moves, none of them anybody else's."""
    return replace(
        reading_of("Zhou Mingyuan has left Alibaba for JD.com.", id=id),
        moves=tuple(move(f"Ka{code(n)} Lo{code(n)}{id}", "Alibaba", "JD.com") for n in range(count)),
    )


def test_of_a_story_that_is_told_more_and_more_moves_only_so_many_are_kept() -> None:
    """Each further report is held against each of them: without a bound, twenty lists of names take minutes."""
    known = list_of_people("a", MOST_OF_STORY - 1).moves
    after = merge(known, list_of_people("b", 3).moves, CATALOG)
    assert len(after) == MOST_OF_STORY and after[:-1] == known
    told = replace(known[0], role="chief scientist")
    assert merge(after, (told,), CATALOG)[0].role == "chief scientist", "what is known is told further all the same"


def test_an_article_is_held_against_stories_with_so_many_moves_in_all_the_longest_left_out() -> None:
    lists = [replace(story_of(list_of_people(f"s{n}", 100)), id=str(n)) for n in range(10)]
    old = replace(story_of(FIRST), id="old")
    again = reading_of("Zhou Mingyuan has left Alibaba for JD.com.", id="two", hours=1)
    item = PendingItem("two", 1, again.article, fetched_at=NOON)
    assert decide(item, again, [*lists, old], (), NOON, CATALOG).story_id == "old", "lists of people hide no news"
    longest = replace(old, moves=(*old.moves, *list_of_people("more", 100).moves))
    beside_few = decide(item, again, [*lists[: MOST_COMPARED // 100 - 2], longest], (), NOON, CATALOG)
    beside_many = decide(item, again, [*lists, longest], (), NOON, CATALOG)
    assert (beside_few.story_id, beside_many.story_id) == ("old", None)
