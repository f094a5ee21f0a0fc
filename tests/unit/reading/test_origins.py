"""Sources: who reported, and who only quotes another."""

from dataclasses import replace

import pytest

from feeds.model import Article
from feeds.reading.stories.origins import credited, credits_of, first_reporter, origins
from tests.unit.reading.helpers import article


def by(outlet: str, text: str, title: str = "") -> Article:
    return replace(article(text, title, id=f"{outlet}:{text[:20]}"), outlet=outlet)


@pytest.mark.parametrize(
    ("text", "origin"),
    (
        ("Tara Qvist has left Norvale, Reuters reported on Monday.", "reuters"),
        ("According to a new report by Bloomberg News, Tara Qvist has left.", "bloomberg"),
        ("Tara Qvist has left, the Financial Times first reported.", "financial times"),
        ("Tara Qvist hengkang, seperti dikutip dari CNBC Indonesia, Senin.", "cnbc indonesia"),
        ("Melansir Kompas.com, Tara Qvist mundur.", "kompas"),
        ("据彭博社报道，塔拉已离职。", "bloomberg"),
        ("据《南华早报》援引知情人士消息，塔拉已离职。", "scmp"),
        ("路透社今日报道称，塔拉已离职。", "reuters"),
        ("According to the company, Tara Qvist has left.", None),
        ("Tara Qvist, a former Reuters reporter, has joined Norvale.", None),
        ("Bloomberg has hired Tara Qvist.", None),
        ("彭博社任命塔拉为总编辑。", None),
        ("", None),
    ),
)
def test_the_outlet_that_a_report_credits(text: str, origin: str | None) -> None:
    assert credited(by("Harbour Daily", text)) == origin


@pytest.mark.parametrize(
    "words",
    (
        "according to", "reported by", "first reported by", "citing", "cited by", "as reported by", "quoted by",
        "dikutip", "dilansir", "mengutip", "melansir", "dikabarkan", "diberitakan", "diwartakan", "menurut laporan",
        "berdasarkan laporan", "seperti dilaporkan",
    ),
)  # fmt: skip
def test_every_way_to_credit_an_outlet_is_heard(words: str) -> None:
    assert credited(by("Harbour Daily", f"Tara Qvist, {words} Reuters, has left.")) == "reuters"


@pytest.mark.parametrize("words", ("据路透社报道", "援引路透社消息", "引述路透社报道", "综合路透社等", "路透社报道"))
def test_every_way_to_credit_an_outlet_is_heard_in_chinese(words: str) -> None:
    assert credited(by("Harbour Daily", f"{words}，塔拉已离职。")) == "reuters"


def test_an_outlet_that_names_itself_credits_nobody() -> None:
    assert credited(by("Bloomberg", "Tara Qvist has left, Bloomberg reported.")) is None


def test_what_stands_far_down_says_nothing_of_the_news() -> None:
    assert credited(by("Harbour Daily", "One. " * 9 + "Reuters reported last year that sales fell.")) is None


def test_those_that_quote_one_outlet_are_one_source_with_it_and_in_a_chain() -> None:
    first = by("Reuters", "Tara Qvist has left Norvale, people said.")
    second = by("Harbour Daily", "Tara Qvist has left, Reuters reported.")
    third = by("港口日报", "据路透社报道，塔拉已离职。")
    own = by("Bloomberg", "Tara Qvist told colleagues that she was leaving.")
    chain = by("IT之家", "据彭博社报道，塔拉已离职。")
    link = by("36氪", "据IT之家消息，塔拉已离职。")
    assert origins((first, second, third)) == ((first, second, third),)
    assert origins((first, own, second)) == ((first, second), (own,))
    assert origins((own, chain, link)) == ((own, chain, link),)
    assert origins((link, own, chain)) == ((link, own, chain),)


def test_the_outlet_comes_after_those_that_quote_it() -> None:
    quoting = by("Harbour Daily", "Tara Qvist has left, Reuters reported.")
    first = by("Reuters", "Tara Qvist has left Norvale, people said.")
    assert origins((quoting, first)) == ((quoting, first),)


def test_two_reports_of_one_outlet_stay_two() -> None:
    assert len(origins((by("Harbour Daily", "Tara Qvist has left."), by("Harbour Daily", "Why Qvist left.")))) == 2


def test_articles_of_unknown_outlets_stand_for_themselves() -> None:
    assert len(origins((by("", "Tara Qvist has left."), by("", "Tara Qvist left Norvale.")))) == 2
    assert origins(()) == ()


def test_the_first_reporter_is_whom_the_first_article_credits() -> None:
    own = by("Reuters", "Tara Qvist has left.")
    quoting = by("Harbour Daily", "Tara Qvist has left, Reuters reported.")
    third = by("Delta Post", "According to Harbour Daily, Tara Qvist has left.")
    assert first_reporter([quoting, own, third]) == own
    assert first_reporter([quoting, third]) == "Reuters"
    assert first_reporter([third, quoting]) == third
    assert {k: (c.outlet, c.article) for k, c in credits_of([quoting, own, third]).items()} == {
        quoting.id: ("Reuters", own)
    }


def test_outlets_that_credit_each_other_have_the_first_article_as_their_first() -> None:
    one = by("Bloomberg", "Tara Qvist has left, Reuters reported.")
    other = by("Reuters", "Tara Qvist has left, Bloomberg reported.")
    assert first_reporter([one, other]) == one
