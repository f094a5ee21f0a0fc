"""How wide an answer is taken from its sentence, and when two sentences answer together."""

import pytest

from feeds.model import Article
from feeds.reading.answering.answer import answer, candidates
from feeds.reading.answering.asked import understand
from feeds.reading.answering.extents import likely, stretches
from feeds.reading.answering.marks import Marks, mark
from feeds.reading.answering.weighing import Question
from feeds.reading.answering.widths import Span, best_windows
from feeds.reading.naming.catalog import load
from feeds.reading.text import size

CATALOG = load()


def marked(question: str, text: str) -> list[Marks]:
    put = Question(understand(question, CATALOG), candidates([Article("x", "", text)], CATALOG))
    return [
        mark(put.asked, w.candidate.text, w.candidate.lang, w.chunks, put.wanted[w.candidate.lang], put.named)
        for w in sorted(put.weigh(), key=lambda w: w.candidate.number)
    ]


def windows(question: str, text: str, *held: float) -> tuple[Span, ...]:
    return best_windows(marked(question, text), held)


@pytest.mark.parametrize(
    ("question", "text", "told"),
    (
        ("When did Dora Lindqvist join Norvale?", "Dora Lindqvist joined Norvale in March 2019 from a rival.", "March 2019"),
        ("Who leads Norvale?", "Norvale is led by Pavel Ostrander.", "Pavel Ostrander"),
        ("Siapa yang memimpin Samudra Pangan?", "Samudra Pangan dipimpin oleh Bagas Pramudya.", "Bagas Pramudya"),
        ("孙立恒何时加入云杉科技？", "2019年3月，孙立恒加入云杉科技。", "2019年3月"),
    ),
)  # fmt: skip
def test_what_is_sure_is_told_alone(question: str, text: str, told: str) -> None:
    assert [s.text for s in windows(question, text, 1.0)] == [told]


def test_what_is_unsure_is_told_with_what_is_around_it() -> None:
    text = "Norvale said that it would move its printers and half of its binders from the old harbour to a new plant."
    (told,) = windows("What did Norvale announce?", text, 1.0)
    assert size(told.text) >= 6


def test_two_sentences_that_may_both_answer_are_told_both_the_likelier_first() -> None:
    text = "Norvale hired Pavel Ostrander as chief editor. Norvale hired Dora Lindqvist as chief designer."
    told = windows("Who did Norvale hire?", text, 0.45, 0.55)
    assert [s.text for s in told] == ["Dora Lindqvist", "Pavel Ostrander"]
    assert [s.sentence for s in told] == [1, 0]


def test_a_sentence_that_hardly_answers_is_not_told() -> None:
    text = "Norvale hired Pavel Ostrander as chief editor. Norvale hired Dora Lindqvist as chief designer."
    assert [s.text for s in windows("Who did Norvale hire?", text, 0.98, 0.01)] == ["Pavel Ostrander"]


def test_the_same_words_in_two_sentences_are_told_once() -> None:
    text = "Norvale hired Pavel Ostrander as editor. It was Pavel Ostrander who left Quillmark."
    assert [s.text for s in windows("Who did Norvale hire?", text, 0.5, 0.5)] == ["Pavel Ostrander"]


@pytest.mark.parametrize(
    ("question", "text", "cuts"),
    (
        ("云杉科技投资了多少？", "云杉科技投资2亿美元建厂。", ("2", "2亿")),
        ("How much did Norvale pay?", "Norvale paid $40 million for the harbour.", ("40",)),
    ),
)
def test_an_amount_is_not_cut_before_its_unit(question: str, text: str, cuts: tuple[str, ...]) -> None:
    (m,) = marked(question, text)
    assert not {text[m.at[i][0] : m.at[j][1]] for i, j in stretches(m)} & set(cuts)


def test_a_name_is_not_cut_in_han() -> None:
    text = "云杉科技财务总监周晓岚辞职。"
    (m,) = marked("谁辞职了？", text)
    told = {text[m.at[i][0] : m.at[j][1]] for i, j in stretches(m)}
    assert "周晓岚" in told and not told & {"周晓", "晓岚"}


def test_a_name_is_not_cut_at_its_dot() -> None:
    (m,) = marked(
        "Who hired Pavel Ostrander?", "Norvale.com's academy hired Pavel Ostrander of Quillmark.ai on Monday."
    )
    told = {m.text[m.at[i][0] : m.at[j][1]] for i, j in stretches(m)}
    assert "Norvale.com's academy" in told and "Pavel Ostrander of Quillmark.ai" in told
    assert not told & {"Norvale", "com's academy", "Pavel Ostrander of Quillmark", "ai on Monday"}


def test_what_is_likely_sums_to_one() -> None:
    (m,) = marked("Who leads Norvale?", "Norvale is led by Pavel Ostrander, the former head of Quillmark.")
    assert sum(p for p, _, _ in likely(m)) == pytest.approx(1.0)


@pytest.mark.parametrize("text", ("a " * 300, "(" * 300, "2亿" * 250, "“Norvale” " * 60))
def test_whatever_the_sentence_its_answer_is_within_the_limit(text: str) -> None:
    article = Article("x", "Norvale", f"{text}Norvale.")
    told = answer("Who leads Norvale and why, 云杉科技?", [article], CATALOG)
    assert size(told.text) <= 60


def test_two_told_together_are_shown_with_both_their_sentences() -> None:
    text = (
        "Norvale hired Pavel Ostrander as chief editor in May. Norvale hired Dora Lindqvist as chief designer in June. "
        "The weather was fine."
    )
    told = answer("Who did Norvale hire?", [Article("x", "", text)], CATALOG)
    assert {e.sentence for e in told.evidence} == {
        "Norvale hired Pavel Ostrander as chief editor in May.",
        "Norvale hired Dora Lindqvist as chief designer in June.",
    }
    assert all(any(part in e.sentence for e in told.evidence) for part in told.text.split("; "))
