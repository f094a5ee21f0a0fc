"""What is drawn of a story comes from its stored articles, read as closely as a single article is."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.sending.retelling import believed, readings
from feeds.model import Article, Move, MoveKind, MoveStatus, Story
from feeds.reading.naming.catalog import Catalog
from feeds.reading.prose import summary

NOBODY = Catalog({})
AT = datetime(2026, 5, 1, tzinfo=UTC)
TEXT = "Mara Velling left Norvale on Monday. She will lead a team of forty engineers at Quandyne in Oslo."


def test_the_bullets_of_a_stored_story_name_whom_a_pronoun_means() -> None:
    story = Story("s", (), (Article("a", "Velling leaves", TEXT, lang="en"),), MoveStatus.REPORTED, AT, AT)
    told = [b.text for b in summary.bullets(readings(story, NOBODY), "en", NOBODY)]
    assert "Mara Velling will lead a team of forty engineers at Quandyne in Oslo." in told


def test_of_each_language_one_article_of_a_story_is_read_for_its_names() -> None:
    articles = tuple(Article(name, "", TEXT, lang=lang) for name, lang in (("a", "en"), ("b", "en"), ("c", "id")))
    found = readings(Story("s", (), articles, MoveStatus.REPORTED, AT, AT), NOBODY)
    assert [bool(r.mentions) for r in found] == [True, False, True]


def test_a_denied_story_tells_none_of_its_moves_as_a_rumour() -> None:
    left, joined = "Norvale", "Quandyne"
    rumour = Move("Mara Velling", left, joined, MoveKind.JOINS, MoveStatus.RUMOUR, TEXT, person_key="~velling mara")
    article = Article("a", "Velling in talks", TEXT, lang="en")
    story = Story("s", (rumour,), (article,), MoveStatus.DENIED, AT, AT)
    first, *_ = summary.bullets(readings(story, NOBODY), "zh", NOBODY, believed(story))
    assert "遭否认" in first.text and "传闻" not in first.text
    assert believed(replace(story, status=MoveStatus.RUMOUR)) == (rumour,)
