"""What a sentence encoder adds to answers: a stand-in with the real protocol tells which texts mean the same."""

from collections.abc import Sequence

import pytest

from feeds.model import Article, Move
from feeds.reading.answering.answer import answer
from feeds.reading.naming.catalog import load
from feeds.reading.reader import Reader

CATALOG = load()
CHINESE = Article(
    "zh-1",
    "远岚科技高管变动",
    "远岚科技周三发布公告。总部设在杭州的这家公司成立于2011年。"
    "财务总监岑若溪希望腾出时间照料家人，因此递交了辞呈。公司股票当日下跌百分之二。",
)
ENGLISH = Article(
    "en-1",
    "Norvale loses its research head",
    "Tara Qvist has left Norvale for Kestrel Labs. Norvale was founded in Oslo. Its shares fell on Monday.",
)


class Meaning:
    """A ``Nearness`` by subjects: texts that hold a word of one subject are near, all others far; counts its calls."""

    def __init__(self, *subjects: str) -> None:
        self.subjects = [s.split() for s in subjects]
        self.calls = 0

    def near(self, text: str, others: Sequence[str]) -> Sequence[float]:
        self.calls += 1
        mine = [any(w in text for w in s) for s in self.subjects]
        return [
            0.8 if any(m and any(w in o for w in s) for m, s in zip(mine, self.subjects, strict=True)) else 0.05
            for o in others
        ]


class Nothing:
    """A ``Nearness`` that cannot tell."""

    def near(self, text: str, others: Sequence[str]) -> Sequence[float]:
        return ()


def told(article: Article) -> tuple[Move, ...]:
    return Reader(CATALOG).read(article).moves


def test_a_question_finds_a_sentence_of_its_meaning_in_another_language() -> None:
    encoder = Meaning("mundur 辞呈")
    given = answer("Mengapa direktur keuangan itu mundur?", [CHINESE], CATALOG, (), (), encoder)
    assert given.answered
    assert "照料家人" in given.evidence[0].sentence
    assert encoder.calls == 1


def test_an_encoder_that_cannot_tell_leaves_the_answer_as_it_is_without() -> None:
    for question in ("Where was Norvale founded?", "How old is Tara Qvist?"):
        without = answer(question, [ENGLISH], CATALOG, told(ENGLISH))
        assert answer(question, [ENGLISH], CATALOG, told(ENGLISH), (), Nothing()) == without


def test_the_encoder_is_not_asked_for_what_the_moves_say() -> None:
    encoder = Meaning("go left")
    assert answer("Where did Tara Qvist go?", [ENGLISH], CATALOG, told(ENGLISH), (), encoder).text == "Kestrel Labs"
    assert encoder.calls == 0


@pytest.mark.parametrize(
    ("question", "part"), [("谁接替方以宁？", "顾长川"), ("顾长川的任命何时生效？", "2025年6月3日")]
)
def test_the_evidence_is_the_whole_sentence_where_semicolons_join_its_parts(question: str, part: str) -> None:
    text = "方以宁已辞任公司秘书；委任顾长川为公司秘书以接替方以宁，自2025年6月3日起生效。公司总部位于成都。"
    article = Article("zh-2", "云陵控股公告", text)
    given = answer(question, [article], CATALOG, told(article))
    assert part in given.text
    assert given.evidence[0].sentence == text[: text.index("。") + 1]
