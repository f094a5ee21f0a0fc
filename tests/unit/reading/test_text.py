"""Folding and sentences: spellings of one word are one, and everything points back into the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.reading.text import LONGEST_SENTENCE, apart, bigrams, fold, folded, has_han, sentences, size

ANY = st.text(max_size=80) | st.lists(
    st.sampled_from(
        ("Ａ", "é", "e\u0301", "ﬁ", "鄢志傑", "ﷺ", "\u200b", "“", "—", "㍿", "İ", "\ud800", "\n", " ", "x.")
    ),
    max_size=30,
).map("".join)


@given(ANY)
def test_every_folded_character_comes_from_a_place_in_the_original(text: str) -> None:
    found = fold(text)
    assert len(found.origin) == len(found.text) + 1
    assert list(found.origin) == sorted(found.origin)
    assert all(0 <= at < len(text) for at in found.origin[:-1])
    assert found.origin[-1] == len(text)


@given(ANY)
def test_a_folded_character_is_the_fold_of_where_it_came_from(text: str) -> None:
    found = fold(text)
    for at, character in enumerate(found.text):
        assert character in folded(text[found.origin[at]])


@given(ANY, st.integers(0, 100), st.integers(0, 100))
def test_a_span_of_the_fold_is_a_stretch_of_the_original_that_holds_it(text: str, a: int, b: int) -> None:
    found = fold(text)
    start, end = sorted((min(a, len(found.text)), min(b, len(found.text))))
    first, last = found.span(start, end)
    assert 0 <= first <= last <= len(text)
    assert found.text[start:end] in folded(text[first:last])


@given(ANY)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(ANY)
def test_a_folded_text_can_be_encoded(text: str) -> None:
    assert folded(text).encode().decode() == folded(text)


@pytest.mark.parametrize(
    ("one", "other"),
    (
        ("ＯｐｅｎＡＩ", "openai"),
        ("鄢志傑", "鄢志杰"),
        ("騰訊", "腾讯"),
        ("José Muñoz", "jose munoz"),
        ("Jose\u0301", "José"),
        ("“Yan’s”", '"yan\'s"'),
        ("2019–2024", "2019-2024"),
        ("史蒂夫・乔布斯", "史蒂夫·乔布斯"),
        ("Tong\u200byi", "tongyi"),
        ("STRASSE", "straße"),
    ),
)
def test_spellings_of_one_word_are_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("text", "parts"),
    (
        ("He left. She stayed.", ["He left.", "She stayed."]),
        ("Mr. Smith met Dr. Lee. They talked.", ["Mr. Smith met Dr. Lee.", "They talked."]),
        ("J. K. Tan of Norvale Inc. resigned. Shares fell.", ["J. K. Tan of Norvale Inc. resigned.", "Shares fell."]),
        ("It paid $3.5 billion. Nobody knew.", ["It paid $3.5 billion.", "Nobody knew."]),
        ("“I am leaving.” Then he left.", ["“I am leaving.”", "Then he left."]),
        ("The U.S. President spoke. It ended.", ["The U.S. President spoke.", "It ended."]),
        ("Is it true? Yes! Really…", ["Is it true?", "Yes!", "Really…"]),
        ("PT. Telkom Tbk. untung. Sahamnya naik.", ["PT. Telkom Tbk. untung.", "Sahamnya naik."]),
        ("Nilainya Rp1.500.000. Itu mahal.", ["Nilainya Rp1.500.000.", "Itu mahal."]),
        ("他离职了。她留下了！真的？", ["他离职了。", "她留下了！", "真的？"]),
        ("“我要走了。”他说。然后离开。", ["“我要走了。”", "他说。", "然后离开。"]),
        ("估值3.5亿元。没人知道。", ["估值3.5亿元。", "没人知道。"]),
        ("One line\nanother line", ["One line", "another line"]),
        ("", []),
        ("...\n---", []),
    ),
)
def test_a_text_is_divided_where_its_sentences_end(text: str, parts: list[str]) -> None:
    assert [s.text for s in sentences(text)] == parts


@given(ANY | st.text(alphabet="ab. \n。！“”A1", max_size=200))
def test_sentences_are_slices_in_order(text: str) -> None:
    last = 0
    for sentence in sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.start >= last
        last = sentence.end


@given(ANY | st.text(alphabet="ab. \n。！“”A1", max_size=200))
def test_no_word_is_lost_between_sentences(text: str) -> None:
    kept = "".join(s.text for s in sentences(text))
    assert sorted(c for c in text if c.isalnum()) == sorted(c for c in kept if c.isalnum())


@pytest.mark.parametrize("unit", ("word ", "a", "离职", "A. "))
def test_what_runs_on_without_an_end_is_divided(unit: str) -> None:
    text = unit * (5 * LONGEST_SENTENCE // len(unit))
    found = sentences(text)
    assert max(len(s.text) for s in found) <= LONGEST_SENTENCE
    assert "".join(s.text for s in found).replace(" ", "") == text.replace(" ", "")


def test_size_counts_words_and_han_characters() -> None:
    assert size("Yan Zhijie's 3.5 years at 阿里巴巴") == 9
    assert size("") == 0
    assert bigrams("通义实验室x阿里") == ["通义", "义实", "实验", "验室", "阿里"]
    assert has_han("x阿") and not has_han("xé")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("英特尔裁员1,200人。", "英特尔裁员 1,200 人。"),
        ("加盟MiniMax任CTO", "加盟 MiniMax 任 CTO"),
        ("孙立恒2015年加入，2026年11月26日离职", "孙立恒2015年加入，2026年11月26日离职"),
        ("裁员1.5万人", "裁员 1.5 万人"),
    ],
)
def test_a_space_parts_han_from_letters_and_numbers_but_stands_in_no_date(written: str, told: str) -> None:
    assert apart(written) == told
