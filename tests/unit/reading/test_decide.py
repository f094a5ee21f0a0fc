"""Decisions: which story, who is told, and whether anything may be sent, with the reasons that ``/why`` shows."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from feeds.model import Article, Decision, MoveStatus, PendingItem, Story, Told
from feeds.reading.naming.match import Matcher
from feeds.reading.stories.decide import decide
from tests.unit.reading.helpers import CATALOG, NOON, READER, article, reading_of, story_of

MATCHER = Matcher([CATALOG.watched(i) for i in ("alibaba", "jd", "google", "tencent")], CATALOG)
NEWS = article("Zhou Mingyuan has left Alibaba for JD.com.", "Zhou Mingyuan leaves Alibaba")


def decided(
    one: Article, candidates: Sequence[Story] = (), *, backlog: bool = False, late: timedelta = timedelta(minutes=5)
) -> Decision:
    now = (one.published or NOON) + late
    item = PendingItem(one.id, 1, one, fetched_at=now, backlog=backlog)
    return decide(item, READER.read(one), candidates, MATCHER.find(one), now, CATALOG)


def test_news_is_a_story_of_its_own_and_is_sent() -> None:
    found = decided(NEWS)
    assert (found.relation, found.notify, found.story_id) == ("new", True, None)
    assert {"alibaba", "jd", "~zhou mingyuan"} <= found.targets
    assert found.moves and found.merged == found.moves


@pytest.mark.parametrize(
    ("backlog", "late", "sent"),
    (
        (False, timedelta(hours=47), True),
        (False, timedelta(hours=49), False),
        (True, timedelta(minutes=5), False),
        (True, timedelta(hours=49), False),
    ),
)
def test_what_is_old_or_stood_in_the_feed_before_is_stored_and_not_sent(
    backlog: bool, late: timedelta, sent: bool
) -> None:
    found = decided(NEWS, backlog=backlog, late=late)
    assert found.notify is sent
    assert found.relation == "new" and found.moves, "it is stored all the same"
    assert sent or any("not sent" in r for r in found.reasons)


def test_a_date_in_the_future_does_not_keep_an_item_young() -> None:
    item = PendingItem("a", 1, article(NEWS.text, NEWS.title, hours=24 * 30), fetched_at=NOON)
    later = NOON + timedelta(hours=49)
    assert not decide(item, READER.read(item.article), (), (), later, CATALOG).notify


def test_what_is_no_talent_news_and_names_nobody_in_its_lead_causes_nothing() -> None:
    found = decided(article("A new model is out for developers. It runs on the cloud of Alibaba.", "A new model"))
    assert (found.relation, found.notify, found.targets, found.named) == ("none", False, frozenset(), frozenset())
    assert found.hits and found.reasons


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("A new model", "Alibaba releases a new model for developers. Tencent has one, too."),
        ("Tongyi Lab releases a model", "It is out for developers today. Tencent has one, too."),
    ],
)
def test_what_is_no_talent_news_is_for_those_who_watch_everything_about_a_name_in_title_or_lead(
    title: str, text: str
) -> None:
    found = decided(article(text, title))
    assert (found.relation, found.targets, found.named) == ("none", frozenset(), {"alibaba"})
    assert found.notify and found.repeats is None
    late = decided(article(text, title), late=timedelta(hours=49))
    assert not late.notify and any("not sent" in r for r in late.reasons)
    assert not decided(article(text, title), backlog=True).notify


def test_what_was_told_already_is_named_as_a_repeat() -> None:
    one = article("Alibaba releases a new model for developers.", "Alibaba releases a new model", id="b")
    earlier = Told(article("Out today.", "Alibaba releases a new model", id="a"), 2, "a")
    item = PendingItem(one.id, 1, one, fetched_at=NOON)
    found = decide(item, READER.read(one), (), MATCHER.find(one), NOON, CATALOG, mentioned=[earlier])
    assert found.repeats == "a"


def test_the_owner_s_watchers_are_told_of_a_lab_s_move() -> None:
    found = decided(article("Zhou Mingyuan has left Tongyi Lab for Google DeepMind."))
    assert {"alibaba", "google", "alphabet"} <= found.targets


def test_a_name_in_passing_is_not_told_and_why_says_so() -> None:
    text = f"{NEWS.text} Shares rose by two percent. Tencent fell slightly on Monday."
    found = decided(article(text, NEWS.title))
    assert "tencent" not in found.targets
    assert any("Tencent" in r and "in passing" in r for r in found.reasons)


def test_a_name_in_the_title_is_told() -> None:
    assert "tencent" in decided(article(NEWS.text, "Zhou Mingyuan leaves Alibaba, a loss that helps Tencent")).targets


def test_a_second_report_is_a_source_of_the_story() -> None:
    story = story_of(reading_of(NEWS.text, NEWS.title, id="first"))
    found = decided(article("周明远从阿里巴巴离职，加入京东。", id="b", lang="zh", hours=1), (story,))
    assert (found.relation, found.story_id) == ("source", "s")
    assert len(found.merged) == 1


@pytest.mark.parametrize(
    ("known", "text", "status"),
    (
        ("Zhou Mingyuan has left Alibaba.", "Alibaba denied that Zhou Mingyuan has left Alibaba.", MoveStatus.DENIED),
        (
            "Zhou Mingyuan is reportedly leaving Alibaba.",
            "Alibaba confirmed that Zhou Mingyuan has left Alibaba.",
            MoveStatus.CONFIRMED,
        ),
    ),
)
def test_a_denial_and_a_confirmation_develop_the_story(known: str, text: str, status: MoveStatus) -> None:
    story = story_of(reading_of(known, id="first"))
    found = decided(article(text, id="b", hours=2), (story,))
    assert (found.relation, found.story_id, found.status) == ("development", "s", status)
    assert found.notify


def test_a_copy_is_named() -> None:
    text = (
        f"{NEWS.text} The move was first reported on Monday by people familiar with the matter, who asked for no names."
    )
    story = story_of(reading_of(text, NEWS.title, id="first"))
    found = decided(article(text, NEWS.title, id="b", hours=1), (story,))
    assert found.copy_of == "first"


def test_the_same_inputs_give_the_same_decision() -> None:
    assert decided(NEWS) == decided(NEWS)
