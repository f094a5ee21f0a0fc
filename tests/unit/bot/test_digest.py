"""A digest's pages: what they tell, how they part, and that nothing an article may hold breaks one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.locales.texts import texts
from bot.pages.digest import EVENTS, ROOM, DigestView, digest, parted
from bot.pages.rich import BUTTON_LIMIT, MESSAGE_LIMIT, Rich, units
from feeds.model import Article, Move, MoveStatus, Story
from feeds.reading.naming.catalog import load
from tests.unit.bot.test_cards import article, long_text, move

CATALOG = load()
AT = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)


def story(number: int, *told: Move, articles: tuple[Article, ...] = (), **values: object) -> Story:
    moves = told or (move(person=f"Rara {number}", person_key=f"~rara {number}"),)
    usual = articles or (article("1", title=f"Rara {number} leaves"),)
    return replace(Story(str(number), moves, usual, MoveStatus.REPORTED, AT, AT), **values)  # type: ignore[arg-type]


def view(*events: Story | Article, form: str = "daily", since: datetime = AT - timedelta(days=6)) -> DigestView:
    return DigestView(77, events, form, since, AT, "Asia/Jakarta")


def numbered(page: Rich) -> list[str]:
    return [b.text for row in page.buttons for b in row]


@pytest.mark.parametrize(
    ("lang", "form", "heading"),
    [
        ("en", "daily", "Your digest of 4 March 2026\n2 stories"),
        ("id", "daily", "Rangkuman harian Anda, 4 Maret 2026\n2 berita"),
        ("zh", "daily", "每日简报 · 2026年3月4日\n2 条新闻"),
        ("en", "weekly", "Your weekly digest, 26 February 2026 to 4 March 2026\n2 stories"),
        ("id", "weekly", "Rangkuman mingguan Anda, 26 Februari 2026 sampai 4 Maret 2026\n2 berita"),
        ("zh", "weekly", "每周简报 · 2026年2月26日至2026年3月4日\n2 条新闻"),
        ("en", "instant", "Kept for you until 4 March 2026, 08:00 WIB\n2 stories"),
        ("id", "instant", "Berita yang ditahan hingga 4 Maret 2026, 08:00 WIB\n2 berita"),
        ("zh", "instant", "为您保留的新闻（截至2026年3月4日 08:00 WIB）\n2 条新闻"),
    ],
)
def test_the_heading_says_which_digest_it_is_and_of_when(lang: str, form: str, heading: str) -> None:
    page = digest(view(story(1), story(2), form=form), 0, CATALOG, texts(lang))
    assert page.text.startswith(heading)


def test_an_event_has_its_moves_in_bold_with_status_a_linked_headline_outlet_and_sources() -> None:
    moves = tuple(move(person=f"P{n}", person_key=f"~p{n}", status=MoveStatus.DENIED) for n in range(5))
    two = (article("1"), article("2", title="Another", text="Quite another text."))
    page = digest(view(story(1, *moves, articles=two), story(2)), 0, CATALOG, texts("en"))
    lines = page.text.split("\n\n")[1].split("\n")
    assert [line.partition(" · ")[0] for line in lines[:3]] == [
        "1. P0: Alibaba → JD.com",
        "P1: Alibaba → JD.com",
        "P2: Alibaba → JD.com",
    ]
    assert all(line.endswith("denied") for line in lines[:3])
    assert lines[3:] == ["+2 more", "Yan Zhijie leaves (Outlet 1 · 2 sources)"]
    bold = [s for s in page.spans if s.type == "bold"]
    assert len(bold) == 1 + 3 + 1  # the heading, three moves and the other event's
    assert [s.url for s in page.spans if s.type == "text_link"] == ["https://example.com/1", "https://example.com/1"]
    assert [b.data for row in page.buttons for b in row] == ["o:1", "o:2"]


def test_an_article_of_a_watch_on_everything_is_told_by_its_headline_without_a_button() -> None:
    page = digest(view(article("3", title="Norvale opens an office"), story(1)), 0, CATALOG, texts("en"))
    assert "1. Norvale opens an office (Outlet 3)" in page.text
    assert [b.data for row in page.buttons for b in row] == ["o:1"]


def test_ten_events_a_page_numbered_on_and_turned_by_arrows() -> None:
    whole = view(*(story(n) for n in range(1, 24)))
    pages = [digest(whole, n, CATALOG, texts("en")) for n in range(3)]
    assert numbered(pages[0]) == [*(str(n) for n in range(1, 11)), "»"]
    assert numbered(pages[1]) == [*(str(n) for n in range(11, 21)), "«", "»"]
    assert numbered(pages[2]) == ["21", "22", "23", "«"]
    assert [b.data for b in pages[1].buttons[-1]] == ["dg:77.0", "dg:77.2"]
    assert digest(whole, 99, CATALOG, texts("en")) == pages[2]


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=60))
def test_pages_hold_every_event_once_in_order_and_as_many_as_fit(sizes: list[int]) -> None:
    pages = parted(sizes)
    assert [i for page in pages for i in page] == list(range(len(sizes)))
    for page, after in pairwise(pages):
        assert 0 < len(page) <= EVENTS
        room = sum(sizes[i] + 1 for i in page)
        assert len(page) == 1 or room <= ROOM + 1
        assert len(page) == EVENTS or room + sizes[after[0]] > ROOM


@settings(max_examples=40)
@given(st.lists(long_text, min_size=1, max_size=14), st.sampled_from(("en", "id", "zh")))
def test_no_text_of_an_article_breaks_a_page(nasty: list[str], lang: str) -> None:
    told = tuple(
        story(n, *(move(person=text, from_org=text, to_org=text) for _ in range(4)),
              articles=(article("1", title=text, outlet=text),))
        for n, text in enumerate(nasty, 1)
    )  # fmt: skip
    whole, seen = view(*told), set()
    for number in range(len(nasty)):
        page = digest(whole, number, CATALOG, texts(lang))
        assert units(page.text) <= MESSAGE_LIMIT
        assert "\n…" not in page.text[-2:]  # nothing is cut off at the end
        assert all(s.offset + s.length <= units(page.text) for s in page.spans)
        assert all(len((b.data or "").encode()) <= BUTTON_LIMIT for row in page.buttons for b in row)
        seen |= {b.data for row in page.buttons for b in row if (b.data or "").startswith("o:")}
    assert seen == {f"o:{n}" for n in range(1, len(nasty) + 1)}
