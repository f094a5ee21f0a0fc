"""Quotations that an article really contains, with their speakers; and the sentences that look ahead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.reading.prose.ahead import ahead
from tests.unit.reading.helpers import article, reading_of


@pytest.mark.parametrize(
    ("lang", "text", "speaker", "quote"),
    (
        ("en", '"We lose our best engineers to rivals," said Nadia Sorensen, chief scientist at Norvale.', "Nadia Sorensen", "We lose our best engineers to rivals"),
        ("en", "Nadia Sorensen told staff: “The next year decides who leads this field.”", "Nadia Sorensen", "The next year decides who leads this field."),
        ("id", '"Kami kehilangan insinyur terbaik kami," kata Rangga Wirawan, direktur Gojek.', "Rangga Wirawan", "Kami kehilangan insinyur terbaik kami"),
        ("zh", "百度首席科学家周明远表示：“人才竞争将更加激烈，我们需要更多的人。”", "周明远", "人才竞争将更加激烈，我们需要更多的人"),
        ("zh", "百度首席科學家周明遠表示：「人才競爭將更加激烈，我們需要更多的人。」", "周明遠", "人才競爭將更加激烈，我們需要更多的人"),
    ),
)  # fmt: skip
def test_a_quotation_has_its_speaker_and_its_words(lang: str, text: str, speaker: str, quote: str) -> None:
    (found,) = reading_of(text, lang=lang).quotes
    assert (found.speaker, found.text) == (speaker, quote)
    assert found.sentence in text


def test_he_said_is_the_person_named_before() -> None:
    text = 'Nadia Sorensen leads Norvale Systems. "We lose our best engineers to rivals," she said.'
    assert [q.speaker for q in reading_of(text, lang="en").quotes] == ["Nadia Sorensen"]


@pytest.mark.parametrize(
    "text",
    (
        'The so-called "talent war" goes on, said Nadia Sorensen.',
        "Nadia Sorensen left Norvale Systems.",
        '"We lose our best engineers to rivals," reads a banner.',
        '"We lose our best engineers to rivals," an analyst said.',
        "",
    ),
)
def test_a_word_in_marks_and_a_speaker_without_a_name_are_no_quotation(text: str) -> None:
    assert reading_of(text, lang="en").quotes == ()


@pytest.mark.parametrize(
    ("lang", "first", "second"),
    (
        ("en", "Nadia Sorensen left Norvale.", "The company will name a successor next month."),
        ("id", "Rangga Wirawan hengkang.", "Perusahaan akan menunjuk pengganti bulan depan."),
        ("zh", "周明远离职。", "公司预计下月公布继任者。"),
    ),
)
def test_a_sentence_that_looks_ahead_is_kept_as_it_stands(lang: str, first: str, second: str) -> None:
    assert ahead(article(f"{first} {second}"), lang) == (second,)


PIECES = st.lists(
    st.sampled_from(('"', "“", "”", "「", "」", "said ", "Nadia Sorensen ", "a word ", "表示", "周明远", "我们需要更多的人", ". ", "。", "\n", "will "))
    | st.text(max_size=5),
    max_size=30,
).map("".join)  # fmt: skip


@given(PIECES, st.sampled_from(("id", "en", "zh")))
def test_whatever_is_quoted_stands_in_the_article(text: str, lang: str) -> None:
    reading = reading_of(text, lang=lang)
    for quote in reading.quotes:
        assert quote.text in text and quote.sentence in text and quote.text in quote.sentence
        assert quote.speaker in text
    assert all(sentence in text for sentence in reading.ahead)
    assert len(reading.ahead) <= 3
