"""Traditional characters: as long as the text was, with names as they are written and entities where they were."""

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pages.rich import Button, Writer, units
from bot.pages.script import Traditional, script_of
from feeds.reading.naming import catalog

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF) | st.sampled_from("余范于台里😀𠮷 A1·，"))
CONVERT = Traditional(name for e in catalog.load().entities.values() for name in e.given)


@pytest.mark.parametrize(
    ("code", "script"),
    [("zh-hant", "hant"), ("zh-TW", "hant"), ("zh_HK", "hant"), ("zh-hant-hk", "hant"), ("yue", "hant"),
     ("zh-hans", "hans"), ("zh-hans-sg", "hans"), ("zh", "hans"), ("zh-CN", "hans"), ("en", ""), ("id", ""),
     (None, ""), ("tw", "")],
)  # fmt: skip
def test_telegram_says_which_script(code: str | None, script: str) -> None:
    assert script_of(code) == script


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("鄢志杰：阿里巴巴 → 京东探索研究院", "鄢志傑：阿里巴巴 → 京東探索研究院"),
        ("余承东从华为离职，其余成员范围扩大", "余承東從華為離職，其餘成員範圍擴大"),
        ("余小明：台积电 → 百度。余小明将任职", "余小明：台積電 → 百度。余小明將任職"),
        ("里德·霍夫曼在这里，心里有里程碑", "里德·霍夫曼在這裡，心裡有里程碑"),
        ("范晓东、于文、郁明", "范曉東、于文、郁明"),
        ("关于发展与头发，干部和干净", "關於發展與頭髮，幹部和乾淨"),
        ("每周五 08:00", "每週五 08:00"),
        ("他说：“我离开‘阿里’”", "他說：「我離開『阿里』」"),
        ("Yan Zhijie: Alibaba → JD.com", "Yan Zhijie: Alibaba → JD.com"),
    ],
)
def test_names_stay_names_and_words_are_converted(simplified: str, traditional: str) -> None:
    assert CONVERT.text(simplified) == traditional


def test_every_chinese_name_of_the_catalog_keeps_its_surname() -> None:
    wrong = []
    for entity in catalog.load().entities.values():
        if entity.kind == "person" and entity.zh and entity.zh[0] in "余范于郁":
            told = CONVERT.text(f"据悉{entity.zh}已经离职。")
            wrong += [told] if told[2] != entity.zh[0] else []
    assert wrong == []


@given(HAN)
def test_a_text_keeps_its_length_in_code_points(text: str) -> None:
    assert len(CONVERT.text(text)) == len(text)


@given(st.lists(st.tuples(HAN, st.booleans()), min_size=1, max_size=6))
def test_an_entity_covers_what_it_covered(pieces: list[tuple[str, bool]]) -> None:
    out = Writer()
    for text, bold in pieces:
        out.add(text, *(["bold"] if bold else []))
    rich = out.done([[Button("来源", "s:1")], [Button("分享", url="https://example.org/里?台=1")]])
    before, after = rich.as_payload(), CONVERT.payload(rich.as_payload())
    old, new = before["text"].encode("utf-16-le"), after["text"].encode("utf-16-le")
    for a, b in zip(before.get("entities", []), after.get("entities", []), strict=True):
        was = old[2 * a["offset"] : 2 * (a["offset"] + a["length"])].decode("utf-16-le")
        shown = new[2 * b["offset"] : 2 * (b["offset"] + b["length"])].decode("utf-16-le")
        assert len(was) == len(shown)
        assert b["offset"] + b["length"] <= units(after["text"])
    (first,), (second,) = after["reply_markup"]["inline_keyboard"]
    assert first == {"text": "來源", "callback_data": "s:1"}
    assert second == {"text": "分享", "url": "https://example.org/里?台=1"}


def test_the_conversion_leaves_lengths_alone_for_every_character_of_the_interface() -> None:
    convert = opencc.OpenCC("s2tw").convert
    assert [ch for ch in map(chr, range(0x4E00, 0x9FFF)) if len(convert(ch)) != 1] == []
