"""Answers: from one article, from several and from the ledger, each on a sentence that stands there, or a refusal."""

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.model import LANGUAGES, Answer, Article, Move
from feeds.reading.answering.answer import answer, answer_store
from feeds.reading.answering.asked import understand
from feeds.reading.answering.ledger import answer_ledger, ledger_question
from feeds.reading.answering.questions import offered
from tests.unit.reading.helpers import CATALOG, READER, article, move

ONE = article(
    "Zhou Mingyuan, head of speech at Alibaba's Tongyi Lab, has left Alibaba for JD.com. "
    "He resigned in February after an internal restructuring. Priya Raman replaces Zhou Mingyuan as head of speech. "
    "Zhou was paid 3 million dollars a year. About 200 engineers work in the team in Hangzhou.",
    "Zhou Mingyuan leaves Alibaba for JD.com",
    id="one",
)
TWO = article("Grab merekrut Dewi Kusumawati dari Gojek pada Maret.", "Grab gaet Dewi Kusumawati", id="two", lang="id")
THREE = article("孙立群从百度离职，加入小米。", "孙立群加入小米", id="three", lang="zh")
ALL = (ONE, TWO, THREE)


@cache
def read(one: Article) -> tuple[Move, ...]:
    return READER.read(one).moves


def told(articles: Sequence[Article]) -> list[Move]:
    return [m for a in articles for m in read(a)]


def ask(question: str, articles: Sequence[Article] = (ONE,), context: Sequence[str] = ()) -> Answer:
    found = answer(question, articles, CATALOG, told(articles), context)
    supported(found, articles)
    return found


def supported(found: Answer, articles: Sequence[Article]) -> None:
    """Each sentence of evidence stands in the article that it is said to stand in; a refusal says nothing."""
    texts = {a.id: a.whole for a in articles}
    assert len(found.evidence) <= 2
    assert all(e.sentence in texts[e.article_id] for e in found.evidence)
    if found.answered:
        assert found.text and found.evidence and len(found.text.split()) <= 30
    else:
        assert found == Answer.refusal()


@pytest.mark.parametrize(
    ("question", "holds"),
    (
        ("Where did Zhou Mingyuan go?", "JD.com"),
        ("Ke mana Zhou Mingyuan pindah?", "JD.com"),
        ("周明远去了哪里？", "京东"),
        ("Which company did Zhou Mingyuan leave?", "Alibaba"),
        ("When did Zhou Mingyuan resign?", "February"),
        ("Why did Zhou Mingyuan resign?", "restructuring"),
        ("Who replaces Zhou Mingyuan?", "Priya Raman"),
        ("Siapa yang menggantikan Zhou Mingyuan?", "Priya Raman"),
        ("谁接替了周明远？", "Priya Raman"),
        ("How much was Zhou Mingyuan paid?", "3 million"),
        ("How many engineers work in the team?", "200"),
    ),
)
def test_an_article_answers_what_it_says(question: str, holds: str) -> None:
    found = ask(question)
    assert found.answered and holds in found.text


@pytest.mark.parametrize(
    "question",
    (
        "How old is Zhou Mingyuan?",
        "Where did Nadia Sorensen go?",
        "Why did Nadia Sorensen leave Norvale?",
        "When did Rangga Wirawan join Grab?",
        "How much did Norvale pay for Kestrel?",
        "孙立群为什么离开百度？",
        "",
        "?",
    ),
)
def test_what_an_article_does_not_say_is_refused(question: str) -> None:
    assert not ask(question).answered


def test_without_articles_there_is_no_answer() -> None:
    assert answer("Who left Alibaba?", (), CATALOG) == Answer.refusal()


@pytest.mark.parametrize(
    ("question", "article_id", "holds"),
    (
        ("Where did Dewi Kusumawati go?", "two", "Grab"),
        ("Kapan Dewi Kusumawati direkrut?", "two", "Maret"),
        ("孙立群去了哪里？", "three", "小米"),
        ("Where did Sun Liqun go?", "three", "Xiaomi"),
    ),
)
def test_among_several_articles_the_right_one_answers(question: str, article_id: str, holds: str) -> None:
    found = ask(question, ALL)
    assert found.answered and holds in found.text
    assert found.evidence[0].article_id == article_id


def test_a_follow_up_keeps_whom_it_is_about() -> None:
    context = ("Where did Dewi Kusumawati go?",)
    assert ask("When was she hired?", ALL, context).evidence[0].article_id == "two"
    assert "Dewi Kusumawati" in {n.text for n in understand("When was she hired?", CATALOG, context).names}
    newer = (*context, "Who is Zhou Mingyuan?")
    assert "Zhou Mingyuan" in {n.text for n in understand("Why did he leave?", CATALOG, newer).names}


def test_a_follow_up_with_a_name_of_its_own_is_about_that() -> None:
    found = understand("Where did Sun Liqun go after he left?", CATALOG, ("Who is Zhou Mingyuan?",))
    assert {n.text for n in found.names} == {"Sun Liqun"}


LEDGER = (
    move("Zhou Mingyuan", "Alibaba", "JD.com", evidence="Zhou went."),
    move("Sun Liqun", "Tongyi Lab", "Tencent", evidence="Sun went."),
    move("Priya Raman", "Google", "Alibaba", evidence="Priya came."),
    move("Oskar Lindqvist", "Alibaba", "OpenAI", status="rumour", evidence="Oskar may go."),
    move("Nadia Sorensen", "Alibaba", "Meta", status="denied", evidence="Nadia stays."),
    move("Tomas Bergstrom", "Alibaba", "Meta", past=True, evidence="Tomas went once."),
    move("Rangga Wirawan", "Alibaba", "Alibaba", "promoted", evidence="Rangga rises."),
)


@pytest.mark.parametrize(
    ("question", "people"),
    (
        ("Who left Alibaba?", {"Zhou Mingyuan", "Sun Liqun", "Oskar Lindqvist"}),
        ("Siapa saja yang keluar dari Alibaba?", {"Zhou Mingyuan", "Sun Liqun", "Oskar Lindqvist"}),
        ("谁离开了阿里巴巴？", {"Zhou Mingyuan", "Sun Liqun", "Oskar Lindqvist"}),
        ("Who joined Alibaba?", {"Priya Raman", "Rangga Wirawan"}),
        ("Siapa saja yang pindah ke JD.com?", {"Zhou Mingyuan"}),
        ("谁从阿里去了腾讯？", {"Sun Liqun"}),
        ("Who went from Alibaba to JD.com?", {"Zhou Mingyuan"}),
    ),
)
def test_the_ledger_answers_about_many_moves(question: str, people: set[str]) -> None:
    found = answer_store(question, (), CATALOG, LEDGER)
    assert found.answered and set(found.people) - {"Rangga Wirawan"} == people - {"Rangga Wirawan"}
    assert len(found.evidence) >= 1, "the chat shows a sentence for everybody, the command line the first two"


@pytest.mark.parametrize(("lang", "mark"), (("en", "(rumour)"), ("id", "(rumor)"), ("zh", "（传闻）")))
def test_a_rumour_is_told_as_one_and_a_denial_not_at_all(lang: str, mark: str) -> None:
    query = ledger_question("Who left Alibaba?", CATALOG)
    assert query is not None
    text = answer_ledger(query, LEDGER, lang, CATALOG).text
    assert f"Oskar Lindqvist{mark}" in text.replace(" (", "(").replace("Lindqvist（", "Lindqvist（") or mark in text
    assert "Nadia" not in text and "Tomas" not in text


def test_nobody_in_the_ledger_is_a_refusal() -> None:
    assert answer_store("Who left Mistral?", (), CATALOG, LEDGER) == Answer.refusal()


@pytest.mark.parametrize(
    "question", ("Why did Zhou leave?", "When did Zhou Mingyuan leave Alibaba?", "Who is Zhou?", "")
)
def test_a_question_about_one_thing_is_not_the_ledger_s(question: str) -> None:
    assert ledger_question(question, CATALOG) is None


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("one", ALL, ids=lambda a: a.id)
def test_each_question_offered_has_its_answer(one: Article, lang: str) -> None:
    found = offered((one,), told((one,)), lang, CATALOG)
    assert 1 <= len(found) <= 5
    assert len({o.question for o in found}) == len(found)
    for each in found:
        assert each.answer.answered
        supported(each.answer, (one,))
        assert "None" not in each.question and "  " not in each.question


def test_nothing_is_offered_where_nothing_is_told() -> None:
    quiet = article("Norvale Systems opens an office.")
    assert offered((quiet,), told((quiet,)), "en", CATALOG) == ()
    assert offered((), (), "en", CATALOG) == ()


WORDS = st.lists(
    st.sampled_from(("who ", "why ", "siapa ", "谁", "离开", "了", "Alibaba", "阿里", " left ", "Zhou Mingyuan", "he ", "?", "？", "\n", "berapa "))
    | st.text(max_size=4),
    max_size=12,
).map("".join)  # fmt: skip


@settings(max_examples=40)
@given(WORDS, WORDS)
def test_any_question_is_answered_with_support_or_refused(question: str, before: str) -> None:
    ask(question, ALL, (before,))
    found = answer_store(question, ALL, CATALOG, LEDGER, (before,))
    assert found.answered == bool(found.text)
