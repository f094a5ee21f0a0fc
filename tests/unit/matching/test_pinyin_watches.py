"""People watched in pinyin are found in Han: in either order, by every reading of a surname, and not in other words."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.streams import Streams
from feeds.model import Article, Watched
from feeds.reading.naming import catalog, pinyin
from feeds.reading.naming.match import Matcher

EVAL = Path(__file__).parents[4].joinpath("shared", "eval", "dev")


def found(name: str, text: str) -> list[str]:
    return [h.alias for h in Matcher([Watched("w", name, (), "person")], catalog.load()).find(Article("1", "", text))]


@pytest.mark.parametrize(
    ("name", "han"),
    [
        ("Shan Ruoxi", "单若曦"), ("Ruoxi Shan", "单若曦"), ("Zeng Boyuan", "曾伯远"), ("Ou Mingche", "区明澈"),
        ("Bo Jiahe", "薄嘉禾"), ("Qiu Yanshu", "仇彦舒"), ("Xie Tingyu", "解庭宇"), ("Zha Mulan", "查慕岚"),
        ("Ouyang Ruo", "欧阳若"), ("Ruo Ouyang", "欧阳若"), ("Ou Yang Ruo", "欧阳若"), ("Zhuge Wenbo", "诸葛文博"),
        ("Yuchi Heng", "尉迟恒"), ("Lü Anran", "吕安然"), ("Lv Anran", "吕安然"), ("Lyu Anran", "吕安然"),
        ("Lu Anran", "吕安然"), ("Lu Anran", "陆安然"), ("Lin Zhi-yuan", "林致远"), ("Lin Zhi Yuan", "林致远"),
        ("Zhi-Yuan Lin", "林致远"), ("LIN Zhiyuan", "林致远"), ("Zhiyuan LIN", "林致远"), ("Lin, Zhiyuan", "林致远"),
        ("lin zhiyuan", "林致遠"), ("Fang Xi'an", "方希安"), ("Le Yining", "乐一宁"), ("Nüwa Chen", "陈女娲"),
    ],
)  # fmt: skip
def test_the_same_person_in_either_script(name: str, han: str) -> None:
    assert found(name, f"公司宣布{han}先生离职，{han}将加入对手") == [han, han]


@pytest.mark.parametrize(
    ("name", "han"),
    [
        ("Lv Anran", "陆安然"),  # an ü that is written is meant
        ("LIN Qiu", "邱林"),  # capitals say which is the surname
        ("Lin, Qiu", "邱林"),
        ("Dan Ruoxi", "单若曦"),  # 单 is no Dan as a surname
        ("Ceng Boyuan", "曾伯远"),
        ("Lin Zhi", "林致远"),
        ("Lin Zhiyuan", "林智"),
    ],
)
def test_another_reading_is_another_person(name: str, han: str) -> None:
    assert found(name, f"公司宣布{han}先生离职") == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Guan Yu", "公司发布《关于股份的公告》"),
        ("Yu Nan", "项目位于南部新区"),
        ("Xiang Ma", "向马斯克汇报工作"),
        ("Ma Xiang", "两名高管直接向马斯克汇报"),
        ("Zhang Wei", "教练张伟业先生"),
        ("Fang Fa", "公司找到新的方法来增产"),
        ("Bai Yun", "白云·史密斯先生离职"),
    ],
)
def test_two_characters_within_other_words_are_nobody(name: str, text: str) -> None:
    assert found(name, text) == []


@pytest.mark.parametrize(
    "text",
    ["董事张伟、监事李娜辞职", "任命张伟为总裁", "张伟：男，汉族", "张伟\n1970年出生", "负责人张伟加盟", "，张伟表示"],
)
def test_two_characters_set_apart_are_a_name(text: str) -> None:
    assert found("Wei Zhang", text) == ["张伟"]


def test_a_watch_with_han_of_its_own_is_not_found_by_its_sound() -> None:
    watch = Watched("w", "Lin Zhiyuan", ("林致远",), "person")
    article = Article("1", "", "林志源先生离职，林致远先生接任")
    assert [h.alias for h in Matcher([watch]).find(article)] == ["林致远"]


def test_an_organisation_is_not_looked_for_as_a_person() -> None:
    watch = Watched("w", "Gao Shan", (), "organisation")
    assert Matcher([watch]).find(Article("1", "", "总裁高山先生离职")) == ()


def test_a_name_that_the_catalog_doubts_is_everybodys() -> None:
    """There is a Chen Lei in the catalog whose name many share; a watch on the name alone finds them all."""
    streams = Streams(io.StringIO())
    watched = streams.watched("w", "Lei Chen", "person", [])
    article = Article("1", "", "投资总监陈蕾女士离职")
    assert [h.alias for h in Matcher([watched], streams.catalog).find(article)] == ["陈蕾"]


NAMES = st.tuples(
    st.sampled_from(sorted(pinyin.common())),
    st.text("安博承德恩方国海嘉凯乐明宁平启仁尚天文欣", min_size=2, max_size=2),
)


@given(NAMES, st.booleans(), st.sampled_from(["", "-", " "]))
def test_every_derived_spelling_leads_back(parts: tuple[str, str], surname_last: bool, between: str) -> None:
    surname, given_name = parts
    each = [min(pinyin.readings(c)) for c in given_name]
    written = between.join(each).title() if between == " " else between.join(each).capitalize()
    first = pinyin.reading(surname).capitalize()
    name = f"{written} {first}" if surname_last else f"{first} {written}"
    assert (pinyin.reading(surname), "".join(each)) in pinyin.watch_keys(name)


@pytest.mark.shared
@pytest.mark.skipif(not EVAL.is_dir(), reason="the evaluation sets are not here")
def test_watches_in_pinyin_find_their_articles() -> None:
    """Recall and precision of .95 on the dev half, which the issue asks for."""
    gold = [json.loads(line) for line in EVAL.joinpath("pinyin_dev.jsonl").read_text("utf-8").splitlines()]
    rows = [json.loads(line) for line in EVAL.joinpath("moves_articles.zh_dev.jsonl").read_text("utf-8").splitlines()]
    streams = Streams(io.StringIO())
    matcher = Matcher([streams.watched(w["id"], w["name"], w["kind"], []) for w in gold], streams.catalog)
    said = {(h.watch, r["id"]) for r in rows for h in matcher.find(Article(r["id"], r["title"] or "", r["text"]))}
    true = {(w["id"], a) for w in gold for a in w["articles"]}
    assert len(said & true) >= 0.95 * len(true)
    assert len(said & true) >= 0.95 * len(said)
