"""Which articles tell again what an earlier one told, where no move says so."""

import pytest

from feeds.model import Article, Told
from feeds.reading.stories.repeats import repeated

TEXT = (
    "Quorvexa has opened an office in Oslo, where forty people are to work on speech models from next spring, said the firm."
    " It takes two floors of a former shipyard and pays no rent for the first year."
)


def told(title: str, text: str, *, id: str = "1", feed: int = 1, first: str | None = None) -> Told:
    return Told(Article(id, title, text), feed, first or id)


@pytest.mark.parametrize(
    ("title", "text", "feed", "again"),
    [
        ("QUORVEXA opens an office in Oslo!", "Another teaser.", 2, True),
        ("Quorvexa opens an office in Oslo", "The column of another day.", 1, False),
        ("Quorvexa goes north", TEXT, 2, True),
        ("Quorvexa goes north", TEXT, 1, True),
        ("Quorvexa goes north: 40 people", TEXT, 2, False),
        ("Quorvexa opens an office in Bergen", "Quorvexa has opened an office in Bergen.", 2, False),
    ],
)
def test_a_repeat_has_the_heading_from_another_feed_or_the_text(title: str, text: str, feed: int, again: bool) -> None:
    earlier = [told("Quorvexa opens an office in Oslo", TEXT)]
    assert repeated(Article("2", title, text), feed, earlier) == ("1" if again else None)


def test_short_headings_are_no_sign() -> None:
    earlier = [told("Quorvexa", TEXT)]
    assert repeated(Article("2", "Quorvexa", "Its shares rose."), 2, earlier) is None


def test_a_repeat_of_a_repeat_is_one_of_the_first() -> None:
    earlier = [told("Quorvexa opens an office in Oslo", "Another teaser.", id="5", first="1")]
    assert repeated(Article("9", "Quorvexa opens an office in Oslo", "A third."), 3, earlier) == "1"


def test_traditional_characters_repeat_simplified_ones() -> None:
    earlier = [told("月之暗面在奥斯陆开设语音研究办公室", "月之暗面宣布。")]
    assert repeated(Article("2", "月之暗面在奧斯陸開設語音研究辦公室", "官方消息。"), 2, earlier) == "1"
