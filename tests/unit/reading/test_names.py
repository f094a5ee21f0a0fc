"""Names: who is a person and who a firm, and one key for each however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.reading.naming.names import mentions, organisation_key, person_key, spellings
from tests.unit.reading.helpers import CATALOG, article, reading_of


def people(text: str, lang: str) -> list[str]:
    return [m.full_name or m.name for m in reading_of(text, lang=lang).mentions if m.kind == "person"]


def organisations(text: str, lang: str) -> list[str]:
    return [m.name for m in reading_of(text, lang=lang).mentions if m.kind == "organisation"]


@pytest.mark.parametrize(
    ("lang", "text", "persons", "firms"),
    (
        ("en", "Chief executive Nadia Sorensen of Norvale Systems spoke.", ["Nadia Sorensen"], ["Norvale Systems"]),
        ("en", "Dr. Priya Raman joined OpenAI.", ["Priya Raman"], ["OpenAI"]),
        ("en", "Mr. Oskar Lindqvist said so.", ["Oskar Lindqvist"], []),
        ("en", "Zhou Mingyuan left Alibaba.", ["Zhou Mingyuan"], ["Alibaba"]),
        ("en", "Jean-Luc de Villiers, 48, leads Kestrel Bank.", ["Jean-Luc de Villiers"], ["Kestrel Bank"]),
        ("id", "Direktur Utama Dewi Kusumawati memimpin Telkom.", ["Dewi Kusumawati"], ["Telkom"]),
        ("id", "Pak Rangga Wirawan bergabung dengan Gojek.", ["Rangga Wirawan"], ["Gojek"]),
        ("zh", "百度首席科学家周明远离职。", ["周明远"], ["百度"]),
        ("zh", "騰訊副總裁孫立群離職。", ["孫立群"], ["騰訊"]),
        ("zh", "欧阳明远加盟小米。", ["欧阳明远"], ["小米"]),
        ("zh", "史蒂夫·卡特加入Meta。", ["史蒂夫·卡特"], ["Meta"]),
        ("zh", "Priya Raman加入腾讯。", ["Priya Raman"], ["腾讯"]),
        ("en", "The weather was fine on Monday in London.", [], []),
    ),
)
def test_people_and_firms_are_told_apart_and_titles_left_out(
    lang: str, text: str, persons: list[str], firms: list[str]
) -> None:
    assert people(text, lang) == persons
    assert organisations(text, lang) == firms


def test_a_surname_is_the_person_named_before() -> None:
    found = reading_of("Yan Zhijie left Alibaba in February. Yan then worked for Tencent.", lang="en").mentions
    named = [m for m in found if m.kind == "person"]
    assert [m.name for m in named] == ["Yan Zhijie", "Yan"]
    assert named[1].full_name == "Yan Zhijie"
    assert len({m.key for m in named}) == 1


def test_a_surname_of_two_people_is_neither() -> None:
    found = reading_of("Lena Sorensen and Nadia Sorensen met. Sorensen left Norvale Systems.", lang="en").mentions
    assert {m.full_name for m in found if m.name == "Sorensen"} <= {None}


@pytest.mark.parametrize(
    "same",
    (
        ("鄢志杰", "鄢志傑", "Yan Zhijie", "Zhijie Yan", "YAN Zhijie", "Yan Zhi-jie", "Yan Zhi Jie"),
        ("欧阳明远", "歐陽明遠", "Ouyang Mingyuan", "Mingyuan Ouyang"),
        ("单立群", "單立群", "Shan Liqun", "Liqun Shan"),
        ("史蒂夫·卡特", "史蒂夫・卡特", "史蒂夫•卡特"),
        ("José Muñoz", "Jose Munoz", "JOSÉ MUÑOZ"),
    ),
)
def test_a_person_has_one_key_in_every_script_and_order(same: tuple[str, ...]) -> None:
    assert len({person_key(n, CATALOG) for n in same}) == 1


def test_different_people_have_different_keys() -> None:
    names = ("鄢志杰", "鄢志明", "周志杰", "Nadia Sorensen", "Lena Sorensen", "史蒂夫·卡特", "史蒂文·卡特")
    assert len({person_key(n, CATALOG) for n in names}) == len(names)


@pytest.mark.parametrize(
    "same",
    (
        ("Alibaba", "Alibaba Group", "阿里巴巴", "阿里巴巴集团", "阿里", "ALIBABA"),
        ("Tencent", "Tencent Holdings", "腾讯", "騰訊", "腾讯控股"),
        ("Norvale", "Norvale Inc.", "Norvale Group", "PT Norvale Tbk"),
        ("Kestrel Robotics", "kestrel robotics", "Ｋｅｓｔｒｅｌ Robotics"),
    ),
)
def test_an_organisation_has_one_key_in_every_form(same: tuple[str, ...]) -> None:
    assert len({organisation_key(n, CATALOG) for n in same}) == 1


def test_an_unknown_name_is_looked_for_in_its_other_forms() -> None:
    assert {"周明远", "Zhou Mingyuan", "Mingyuan Zhou"} <= set(spellings("周明远", "person"))
    assert {"Zhou Mingyuan", "Mingyuan Zhou"} <= set(spellings("Zhou Mingyuan", "person"))
    assert spellings("  Norvale   Systems ", "organisation") == ("Norvale Systems",)
    assert spellings("", None) == ()


TEXTS = st.lists(
    st.sampled_from(("Yan Zhijie ", "Alibaba ", "鄢志杰", "阿里巴巴", "首席科学家", "，", "。", "left ", "Dr. ", "é", "\u200b", "Ａ", "\n", "的", "CEO ", "史蒂夫·卡特"))
    | st.text(max_size=5),
    max_size=25,
).map("".join)  # fmt: skip


@given(TEXTS, TEXTS, st.sampled_from(("id", "en", "zh")))
def test_mentions_are_stretches_of_the_article_in_order(title: str, text: str, lang: str) -> None:
    one = article(text, title)
    last = 0
    for mention in mentions(one, lang, CATALOG):
        assert last <= mention.start < mention.end <= len(one.whole)
        assert one.whole[mention.start : mention.end] == mention.name
        assert mention.key
        last = mention.end
