"""Yes or no, where the articles clearly say so."""

from collections.abc import Sequence
from functools import cache

import pytest

from feeds.model import Answer, Article, Move
from feeds.reading.answering.answer import answer
from tests.unit.reading.helpers import CATALOG, READER, article

JOINED = article("Dora Lindqvist has joined Anthropic from OpenAI.", "Anthropic hires Dora Lindqvist", id="joined")
DENIED = article("OpenAI denied that Dora Lindqvist has left OpenAI for Anthropic.", "OpenAI denies exit", id="denied")
TALKS = article("Dora Lindqvist is in talks to join Anthropic, people familiar with the matter said.", id="talks")
OTHER = article("Tencent fell 3 percent in Hong Kong. Tencent did not comment.", "Tencent falls", id="other")


@cache
def moves_of(one: Article) -> tuple[Move, ...]:
    return READER.read(one).moves


def ask(question: str, articles: Sequence[Article], *before: str) -> Answer:
    return answer(question, articles, CATALOG, [m for a in articles for m in moves_of(a)], before)


@pytest.mark.parametrize(
    ("question", "word"),
    (
        ("Has Dora Lindqvist joined Anthropic?", "Yes: "),
        ("Did Dora Lindqvist leave OpenAI?", "Yes: "),
        ("Apakah Dora Lindqvist sudah bergabung dengan Anthropic?", "Ya: "),
        ("Dora Lindqvist加入Anthropic了吗？", "是："),
    ),
)
def test_what_the_move_says_is_a_yes_with_its_sentence(question: str, word: str) -> None:
    told = ask(question, [JOINED])
    assert told.text.startswith(word)
    assert told.evidence[0].sentence in JOINED.whole


def test_a_pronoun_is_the_person_asked_about_before() -> None:
    assert ask("Has she joined Anthropic?", [JOINED], "Where did Dora Lindqvist go?").text.startswith("Yes: ")


def test_a_denial_is_a_no() -> None:
    assert ask("Has Dora Lindqvist left OpenAI?", [DENIED]).text.startswith("No: ")


def test_of_a_rumour_the_sentence_is_told_and_neither() -> None:
    told = ask("Will Dora Lindqvist join Anthropic?", [TALKS])
    assert told.answered and "talks" in told.text
    assert not told.text.startswith(("Yes", "No"))


def test_a_firm_that_no_article_names_with_the_person_is_refused() -> None:
    assert not ask("Did Dora Lindqvist join Tencent?", [JOINED, OTHER]).answered


def test_a_question_in_the_negative_gets_no_yes() -> None:
    assert not ask("Has Dora Lindqvist not joined Anthropic?", [JOINED]).text.startswith("Yes")
