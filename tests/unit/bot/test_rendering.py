"""What is drawn of a story comes from its stored articles, read as closely as a single article is."""

from datetime import UTC, datetime

from bot.rendering import readings
from feeds.model import Article, MoveStatus, Story
from feeds.reading import summary
from feeds.reading.catalog import Catalog

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
