"""The message of an article that is no talent news: what it says, and that nothing an article holds breaks it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locales.texts import texts
from bot.pages.mentions import mention, opening
from bot.pages.rich import BUTTON_LIMIT, MESSAGE_LIMIT, units
from feeds.model import Article
from storage.watches import Watch

AT = datetime(2026, 2, 3, 20, 5, tzinfo=UTC)
ONE = Watch(3, 1, "~quorvexa", "Quorvexa", "organisation", "everything", None, AT)
OFFICE = Article(
    "1",
    "Quorvexa opens an office in Oslo",
    "Quorvexa has opened an office in Oslo. Forty people are to work there. It pays no rent for the first year, which"
    " was agreed with the city of Oslo last spring after long talks about a former shipyard that nobody else wanted to"
    " have at any price.",
    url="https://example.com/1",
    published=AT,
    lang="en",
    outlet="Harbour Daily",
)


def test_it_links_the_headline_quotes_the_opening_and_names_watch_and_scope() -> None:
    shown = mention(OFFICE, [ONE], "Asia/Jakarta", texts("en"))
    lines = shown.text.split("\n")
    assert lines[0] == "Quorvexa opens an office in Oslo"
    assert lines[2] == "“Quorvexa has opened an office in Oslo. Forty people are to work there.”"
    assert lines[4].startswith("Harbour Daily · ") and lines[4].endswith("WIB")
    assert lines[5] == "You watch Quorvexa · everything"
    assert [s.url for s in shown.spans if s.type == "text_link"] == [OFFICE.url]
    assert shown.preview == OFFICE.url
    assert [(b.text, b.data) for row in shown.buttons for b in row] == [("Only talent news about Quorvexa", "sm:all:3")]


@pytest.mark.parametrize(
    ("lang", "line"),
    [("id", "Anda memantau Quorvexa · semua yang menyebutnya"), ("zh", "您关注了 Quorvexa · 所有提及")],
)
def test_it_speaks_the_subscriber_s_language(lang: str, line: str) -> None:
    assert mention(OFFICE, [ONE], "UTC", texts(lang)).text.split("\n")[-1] == line


def test_a_watch_that_takes_talent_news_again_is_offered_everything_again() -> None:
    shown = mention(OFFICE, [replace(ONE, scope="all")], "UTC", texts("en"), preview=False)
    assert shown.text.endswith("You watch Quorvexa · all talent news")
    assert [b.data for row in shown.buttons for b in row] == ["sm:everything:3"]
    assert shown.preview is None


@pytest.mark.parametrize(
    ("title", "text", "quoted"),
    [
        ("Quorvexa opens an office", "Quorvexa opens an office. Forty people work there.", "Forty people work there."),
        ("Quorvexa opens an office", "Quorvexa opens an office", ""),
        ("月之暗面开设办公室", "月之暗面开设办公室。四十人将在那里工作。", "四十人将在那里工作。"),
        ("A title", "", ""),
    ],
)
def test_the_opening_leaves_out_what_the_title_says(title: str, text: str, quoted: str) -> None:
    assert opening(Article("1", title, text)) == quoted


@given(st.text(max_size=400), st.text(max_size=2000), st.text(max_size=100), st.sampled_from(["en", "id", "zh"]))
def test_nothing_breaks_it(title: str, text: str, name: str, lang: str) -> None:
    shown = mention(replace(OFFICE, title=title, text=text), [replace(ONE, name=name)], "UTC", texts(lang))
    assert 0 < units(shown.text) <= MESSAGE_LIMIT
    assert all(s.offset + s.length <= units(shown.text) for s in shown.spans)
    assert all(len((b.data or "").encode()) <= BUTTON_LIMIT and b.text for row in shown.buttons for b in row)
