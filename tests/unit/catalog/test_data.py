"""The packaged catalog: as large as promised, no spelling claimed twice, no common word unflagged, nothing left out."""

import re
from collections import Counter, defaultdict
from pathlib import Path

import opencc
import pytest

from feeds.reading.naming import catalog, lexicon, pinyin
from feeds.reading.naming.catalog import Catalog, Entity
from feeds.reading.naming.catalog_files import ID, TYPES
from feeds.reading.text import folded, has_han

WORDS = Path(__file__).with_name("common_words.txt")
SECTORS = frozenset(
    [
        "ai",
        "tech",
        "chips",
        "robotics",
        "cars",
        "telecom",
        "bank",
        "fintech",
        "energy",
        "games",
        "media",
        "health",
        "consulting",
        "academia",
        "government",
        "other",
    ]
)
# Names that subscribers try first and that are words, or several firms' or people's, as well.
DOUBTFUL = [
    "Meta",
    "Apple",
    "GoTo",
    "Grab",
    "Seed",
    "Kimi",
    "BCA",
    "Gap",
    "Target",
    "Block",
    "Stripe",
    "Figure",
    "LINE",
    "Sea",
    "Scale",
    "Cohere",
    "Character",
    "Mandiri",
    "小米",
    "苹果",
    "理想",
    "小鹏",
    "联想",
    "字节",
    "张勇",
    "李斌",
]


@pytest.fixture(scope="module")
def known() -> Catalog:
    return catalog.load()


@pytest.fixture(scope="module")
def entities(known: Catalog) -> list[Entity]:
    return list(known.entities.values())


def common_words() -> set[str]:
    lines = WORDS.read_text("utf-8").splitlines()
    listed = {folded(word) for line in lines if not line.startswith("#") for word in line.split()}
    return listed | {folded(w) for w in lexicon.NOT_NAMES}


def test_it_holds_what_a_subscriber_would_try_first(entities: list[Entity]) -> None:
    kinds = Counter(e.kind for e in entities)
    assert kinds["organisation"] >= 650
    assert kinds["person"] >= 420


@pytest.mark.parametrize(
    ("typed", "entity"),
    [
        ("Alibaba", "alibaba"), ("阿里", "alibaba"), ("通义", "tongyi-lab"), ("JD.com", "jd"), ("騰訊", "tencent"),
        ("Hunyuan", "hunyuan"), ("零一万物", "01-ai"), ("字节跳动", "bytedance"), ("Kimi", "moonshot"),
        ("DeepSeek", "deepseek"), ("OpenAI", "openai"), ("DeepMind", "google-deepmind"), ("xAI", "xai"),
        ("Mistral", "mistral"), ("GoTo", "goto"), ("Grab", "grab"), ("Telkom", "telkom"), ("BCA", "bca"),
        ("Pertamina", "pertamina"), ("宇树科技", "unitree"), ("比亚迪", "byd"), ("英偉達", "nvidia"),
        ("輝達", "nvidia"),
        ("McKinsey", "mckinsey"), ("miHoYo", "mihoyo"), ("清华", "tsinghua"), ("Danantara", "danantara"),
        ("萨姆·奥尔特曼", "sam-altman"), ("扎克伯格", "mark-zuckerberg"), ("伊利亚·苏茨克维", "ilya-sutskever"),
        ("Zhijie Yan", "yan-zhijie"), ("鄢志傑", "yan-zhijie"), ("Nadiem Makarim", "nadiem-makarim"),
    ],
)  # fmt: skip
def test_names_in_any_script_lead_to_their_entity(known: Catalog, typed: str, entity: str) -> None:
    assert [e.id for e in known.resolve(typed)] == [entity]


def test_every_spelling_resolves_to_its_entity(known: Catalog, entities: list[Entity]) -> None:
    lost = [(e.id, s) for e in entities for s in e.spellings if e not in known.resolve(s)]
    assert lost == []


def test_a_spelling_of_two_is_ambiguous_for_all_but_one(entities: list[Entity]) -> None:
    owners: dict[str, dict[str, bool]] = defaultdict(dict)
    for e in entities:
        for spelling in e.spellings:
            owners[folded(spelling)][e.id] = e.doubtful(spelling)
    clashes = {s: who for s, who in owners.items() if list(who.values()).count(False) > 1}
    assert clashes == {}


def test_a_common_word_is_flagged_with_its_context(entities: list[Entity]) -> None:
    words = common_words()
    bare = [(e.id, s) for e in entities for s in e.given if folded(s) in words and not (e.doubtful(s) and e.context)]
    assert bare == []


def test_names_that_are_words_are_flagged(known: Catalog) -> None:
    for name in DOUBTFUL:
        (entity,) = known.resolve(name)
        assert entity.doubtful(name), name
        assert entity.context, name


def test_latin_names_of_one_short_word_are_exact_or_no_word(entities: list[Entity]) -> None:
    """Three capitals or fewer ("BRI", "GIC") would else be found in small letters in any language."""
    loose = [
        (e.id, s)
        for e in entities
        for s in e.given
        if re.fullmatch(r"[A-Z]{1,3}", s) and s not in e.exact | e.ambiguous
    ]
    assert loose == []


def test_entries_have_what_the_format_demands(entities: list[Entity]) -> None:
    for e in entities:
        assert ID.fullmatch(e.id)
        assert e.name == e.name.strip()
        assert e.type in TYPES
        assert len(set(e.aliases)) == len(e.aliases), e.id
        if e.kind == "organisation":
            assert re.fullmatch(r"[A-Z]{2}", e.country), e.id
            assert e.sector in SECTORS, (e.id, e.sector)
        if e.ambiguous:
            assert e.context, e.id


def test_owners_are_organisations_and_their_labs_are_found(known: Catalog, entities: list[Entity]) -> None:
    owned = [e for e in entities if e.owner]
    assert all(known.entities[e.owner or ""].kind == "organisation" for e in owned)
    assert {"tongyi-lab", "damo-academy", "quark"} <= set(known.units("alibaba"))
    assert known.owners("google-deepmind") == ("google", "alphabet")
    assert "通义实验室" in known.watched("alibaba").aliases


def test_who_works_where_is_not_said(entities: list[Entity]) -> None:
    assert all(e.owner is None and not e.sector for e in entities if e.kind == "person")


def test_a_surname_alone_is_nobody_elses_whole_name(entities: list[Entity]) -> None:
    """扎克伯格 may stand for Mark Zuckerberg; a Latin word alone only where no other person's name has it unflagged."""
    parts: dict[str, set[str]] = defaultdict(set)
    for e in entities:
        if e.kind == "person":
            for word in e.name.split():
                parts[folded(word)].add(e.id)
    for e in entities:
        for alias in e.aliases:
            if e.kind == "person" and re.fullmatch(r"[A-Za-z]+", alias) and not e.doubtful(alias):
                assert parts[folded(alias)] <= {e.id}, alias


@pytest.mark.parametrize("into", ["s2t", "s2tw", "s2hk"])
def test_traditional_forms_are_the_same_name(entities: list[Entity], into: str) -> None:
    converter = opencc.OpenCC(into)
    han = [s for e in entities for s in e.spellings if has_han(s)]
    assert [s for s in han if folded(converter.convert(s)) != folded(s)] == []


def test_chinese_people_are_known_by_their_pinyin(entities: list[Entity]) -> None:
    for e in entities:
        if e.kind == "person" and e.zh and "·" not in e.zh and pinyin.parts(e.zh)[0] and len(e.zh) <= 3:
            assert set(pinyin.spelled(e.zh)) <= set(e.spellings), e.id
