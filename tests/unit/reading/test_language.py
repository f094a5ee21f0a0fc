"""Which language a text is in, from a headline of three words to a mixed article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.reading.language import detect

LINES = {
    "en": (
        "Nadia Sorensen leaves Norvale for OpenAI",
        "The company said that it would hire 200 engineers before the end of the year.",
        "Who left Alibaba?",
        "OpenAI names new chief scientist",
    ),
    "id": (
        "Rangga Wirawan hengkang dari Gojek",
        "Perusahaan itu mengatakan akan merekrut 200 insinyur sebelum akhir tahun.",
        "Siapa yang keluar dari Alibaba?",
        "Bos baru Telkom resmi ditunjuk",
    ),
    "zh": (
        "周明远离职",
        "該公司表示，將在年底前招聘两百名工程师。",
        "谁离开了阿里？",
        "OpenAI 首席科学家离职",
        "Meta挖走Google DeepMind研究员",
    ),
}


@pytest.mark.parametrize(("lang", "text"), [(lang, t) for lang, texts in LINES.items() for t in texts])
@pytest.mark.parametrize("hint", (None, "id", "en", "zh", "xx"))
def test_a_plain_text_is_told_whatever_the_feed_declares(lang: str, text: str, hint: str | None) -> None:
    assert detect(text, hint) == lang


def test_a_few_chinese_words_do_not_make_an_english_article_chinese() -> None:
    text = "Zhou Mingyuan (周明远), who headed the speech team at Tongyi (通义), has left the company for a rival."
    assert detect(text) == "en"


def test_a_heading_without_little_words_is_told_by_its_common_words() -> None:
    assert detect("Norvale pecat manajer penjualan Indonesia, Rangga Wirawan") == "id"
    assert detect("Norvale sacks regional sales manager") == "en"


@pytest.mark.parametrize("hint", ("id", "en"))
def test_the_hint_decides_where_the_text_does_not(hint: str) -> None:
    assert detect("OpenAI GPT-5", hint) == hint


@given(st.text(max_size=200), st.sampled_from((None, "id", "en", "zh", "", "fr-CA")))
def test_any_text_has_one_of_our_languages(text: str, hint: str | None) -> None:
    assert detect(text, hint) in ("id", "en", "zh")
