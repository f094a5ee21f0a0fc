"""Reading anything at all: hostile texts raise nothing, change nothing from one time to the next, and end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.model import Article, Reading
from feeds.reading.answering.questions import offered
from feeds.reading.moving.moves import MOST_MOVES
from feeds.reading.prose.summary import bullets
from tests.unit.reading.helpers import CATALOG, READER, article, reading_of

PIECES = (
    "Yan Zhijie", "鄢志杰", "周明远", "Nadia Sorensen", "Alibaba", "阿里巴巴", "JD.com", "OpenAI’s", " left ", " joins ", "离职", "加入", "被", "挖走",
    " hengkang dari ", " pindah ke ", "CEO", " chief scientist ", "首席科学家", " not ", "否认", " and ", "、", "，", "。", ". ", ", ", "\n", "\r", "\t", " ",
    "\x00", "\x1b", "\ud800", "\udfff", "\u202e", "\u200b", "\ufeff", "😀", "é", "e\u0301", "Ａ", "⟦P0⟧", "⟦O9⟧", "“", "”", "「", "(", ")", "1,200", "10-15 %",
    " employees", " lay off ", "裁员", "今年2月", " in February ", "2025-13-99", "http://x.example/?a=b", "<b>&amp;", "%s {0} \\1 (?:", "İ", "ß", "ﷺ",
)  # fmt: skip
FIRST_NAMES = ("Tara", "Milan", "Signe", "Joren", "Nadia", "Petra", "Sven", "Ingrid")
LAST_NAMES = ("Qvist", "Oyelaran", "Okafor", "Adeyemi", "Brekke", "Lindqvist", "Falkberg", "Holmgren", "Dahlstrom")
TEXT = (st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=40)).map("".join)


def assert_sound(reading: Reading) -> None:
    """What every reading promises, whatever the article."""
    one = reading.article
    assert reading.lang in ("id", "en", "zh") and 0 <= reading.score <= 1
    for mention in reading.mentions:
        assert one.whole[mention.start : mention.end] == mention.name
    for move in reading.moves:
        assert move.evidence in one.whole
        assert move.person or move.role or move.from_role or move.head_count or move.from_org
    assert all(sentence in one.text for sentence in reading.ahead)


@settings(max_examples=150)
@given(TEXT, TEXT, st.sampled_from((None, "id", "en", "zh", "xx")))
def test_anything_can_be_read_and_reads_the_same_again(title: str, text: str, lang: str | None) -> None:
    one = Article("a", title, text, lang=lang)
    reading = READER.read(one)
    assert_sound(reading)
    assert READER.read(one) == reading
    assert READER.gate(one) == READER.gate(one)


@settings(max_examples=40)
@given(TEXT, TEXT, st.sampled_from(("id", "en", "zh")))
def test_what_was_read_can_be_told_and_asked_about(title: str, text: str, lang: str) -> None:
    reading = READER.read(article(text, title))
    assert len(bullets([reading], lang, CATALOG)) <= 3
    assert all(o.answer.answered for o in offered((reading.article,), reading.moves, lang, CATALOG))


@pytest.mark.parametrize(("title", "text"), (("", ""), (" ", "\n\n"), ("\ud800", "\udc00"), ("\x00", "\x00" * 100)))
def test_nothing_is_nothing(title: str, text: str) -> None:
    reading = READER.read(Article("a", title, text))
    assert not reading.talent and reading.moves == () and reading.mentions == ()


# Runs that make a careless pattern go back over them: each is read whole. Nothing is timed here; a pattern
# that goes wrong takes minutes, which the run of the tests does not overlook.
RUNS = (
    " ", "0", "A ", "王", "co-", "chief ", "left ", "was named ", "PHK 1 ", "鄢志杰、", "由鄢志杰", "鄢志杰离职", "Alibaba hires Yan Zhijie ", "⟦P0⟧",
)  # fmt: skip


@pytest.mark.parametrize("run", RUNS)
def test_a_long_run_is_read_to_its_end(run: str) -> None:
    assert_sound(READER.read(Article("a", "", run * (20_000 // len(run)))))


def test_news_before_a_long_run_is_still_read() -> None:
    reading = reading_of("Zhou Mingyuan has left Alibaba for JD.com. " + "word " * 10_000)
    assert [(m.person, m.from_org, m.to_org) for m in reading.moves] == [("Zhou Mingyuan", "Alibaba", "JD.com")]


def test_a_mask_in_the_article_is_an_ordinary_word() -> None:
    reading = reading_of("⟦P0⟧ has left ⟦O1⟧ for ⟦O7⟧. Zhou Mingyuan has left Alibaba.")
    assert [m.person for m in reading.moves if m.person] == ["Zhou Mingyuan"]


@pytest.mark.parametrize(
    ("title", "text", "talent"),
    (
        ("Zhou Mingyuan leaves Alibaba for JD.com", "He starts on Monday.", True),
        ("Norvale Systems to lay off 1,200 employees", "The cuts begin in Austin.", True),
        ("Alibaba denies that Zhou Mingyuan is leaving Alibaba", "It said so on Monday.", True),
        ("Alibaba releases a new model", "Developers can join the beta programme.", False),
        ("Ten years ago: Zhou Mingyuan joins Alibaba", "A look back, ten years ago today.", False),
        ("Rovers name an unchanged side", "The line-up is the same.", False),
    ),
)
def test_talent_news_is_a_move_a_denial_or_a_lay_off(title: str, text: str, talent: bool) -> None:
    assert reading_of(text, title, lang="en").talent is talent


def test_of_a_list_of_names_the_first_moves_are_told() -> None:
    people = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
    found = READER.read(article("\n".join(f"{one} has left Alibaba and joined Tencent." for one in people), "People"))
    assert [m.person for m in found.moves] == people[:MOST_MOVES]


def test_a_lay_off_beside_a_list_of_names_is_told_with_the_first_of_them() -> None:
    people = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
    left = "\n".join(f"{one} has left Alibaba and joined Tencent." for one in people)
    found = READER.read(article(left, "Norvale Systems to lay off 1,200 employees"))
    assert [m.person for m in found.moves] == [*people[: MOST_MOVES - 1], None]
