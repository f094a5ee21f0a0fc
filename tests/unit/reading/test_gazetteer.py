"""Where an article was written, where jobs are cut, and which part of a firm is struck."""

import pytest

from feeds.model import Article, Move
from feeds.reading.naming import catalog, gazetteer
from feeds.reading.prose import telling
from feeds.reading.reader import Reader

READER = Reader(catalog.load())


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("JAKARTA, Kabar.example – Tara Qvist mundur dari Norvale.", "Jakarta"),
        ("Surabaya (HARIAN) - Direktur Norvale mundur.", "Surabaya"),
        ("Harian.example, Bandung - Direktur Norvale mundur.", "Bandung"),
        ("HONG KONG, Nov 3 (Agency) — Norvale's chief has left.", "Hong Kong"),
        ("SINGAPORE: Norvale's chief has left.", "Singapore"),
        ("新华社北京11月3日电 诺维尔首席科学家离职。", "Beijing"),
        ("（通讯社新加坡3日讯）诺维尔首席科学家离职。", "Singapore"),
        ("【本報上海訊】諾維爾首席科學家離職。", "Shanghai"),
        ("Jakarta has waited long for this, and Norvale left.", None),
        ("Tara Qvist – London's best known engineer – left Norvale.", None),
        ("北京一家公司的首席科学家离职。", None),
        ("", None),
    ],
)
def test_a_dateline_names_its_place_and_nothing_else_does(text: str, place: str | None) -> None:
    assert gazetteer.dateline(text) == place


def test_a_place_is_shown_as_the_readers_language_writes_it() -> None:
    assert [gazetteer.named("Singapore", lang) for lang in ("en", "id", "zh")] == ["Singapore", "Singapura", "新加坡"]
    assert gazetteer.named("Upper Marsh", "id") == "Upper Marsh"


def lay_off(text: str) -> Move:
    (move,) = READER.read(Article(id="a", title="", text=text)).moves
    return move


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("Tencent is laying off 200 employees in its cloud unit in Singapore.", "Singapore", "cloud unit"),
        ("Norvale Inc cut 40 jobs in January.", None, None),
        ("PT Norvale melakukan PHK terhadap 150 karyawan dari divisi gim di Bandung.", "Bandung", "divisi gim"),
        ("腾讯在深圳裁员300人，涉及多个岗位。", "Shenzhen", None),
        ("腾讯旗下游戏工作室裁员300人。", None, "游戏工作室"),
    ],
)
def test_a_lay_off_has_its_place_and_part(text: str, place: str | None, part: str | None) -> None:
    move = lay_off(text)
    assert (move.place, move.part) == (place, part)


def test_a_lay_off_is_told_with_place_and_part_where_the_reader_can_read_them() -> None:
    move = lay_off("Tencent is laying off hundreds of employees in its cloud unit in Singapore.")
    told = {lang: telling.tell(move, lang, READER.catalog) for lang in ("en", "id", "zh")}
    assert told == {
        "en": "Tencent is cutting hundreds of jobs in its cloud unit in Singapore.",
        "id": "Tencent melakukan PHK terhadap ratusan orang di Singapura.",
        "zh": "腾讯在新加坡裁员数百人。",
    }
