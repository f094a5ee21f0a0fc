"""The golden story with other people, firms, dates and another order of arrival, drawn from a seed.

Every name is made up and unknown to the catalog. Firms keep their Latin name in all three languages, as the Chinese
press writes foreign firms; people have a Han name and its pinyin.
"""

import calendar
import json
import random
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from feeds.reading.naming.catalog import Catalog
from tests.e2e.expected import Golden
from tests.e2e.outlets import Piece

SURNAMES = (
    "周 Zhou,吴 Wu,郑 Zheng,孙 Sun,朱 Zhu,胡 Hu,林 Lin,郭 Guo,高 Gao,罗 Luo,梁 Liang,宋 Song,唐 Tang,许 Xu,韩 Han,"
    "冯 Feng,邓 Deng,曹 Cao,彭 Peng,曾 Zeng,田 Tian,董 Dong,潘 Pan,袁 Yuan,蔡 Cai,蒋 Jiang,杜 Du,程 Cheng,魏 Wei,苏 Su,"
    "丁 Ding,沈 Shen,姚 Yao,卢 Lu,崔 Cui,钟 Zhong,谭 Tan,范 Fan,石 Shi,薛 Xue,秦 Qin,仇 Qiu,单 Shan,解 Xie,区 Ou"
)
GIVEN = (
    "明 ming,建 jian,伟 wei,晓 xiao,文 wen,海 hai,国 guo,宏 hong,天 tian,思 si,雨 yu,佳 jia,俊 jun,浩 hao,宇 yu,"
    "晨 chen,涛 tao,磊 lei,飞 fei,洋 yang,凯 kai,斌 bin,辉 hui,宁 ning,婷 ting,琳 lin,敏 min,静 jing,雪 xue,娜 na"
)
HEADS = "Nor Bel Tav Quin Zel Kor Ver Dra Fen Hal Lor Pel Ras Sil Tor Vel Wex Bri Cal Ond".split()  # noqa: SIM905
MIDDLES = "a e i o u ara ivo enu".split()  # noqa: SIM905
TAILS = "dyne vex lith mira quant sys ron gen brix tane plex dor nix zar".split()  # noqa: SIM905
INDONESIAN_MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()  # noqa: SIM905


def rewritten(g: Golden, seed: int, catalog: Catalog) -> Golden:
    """One rewrite of the golden story with everything that must come of it."""
    rng = random.Random(seed)
    people = _people(rng, catalog, ("yan", "bo", "li", "chen"))
    firms = _firms(rng, catalog, ("alibaba", "tongyi", "jd", "explore", "tencent", "hunyuan", "01ai", "amazon", "qwen"))
    names = _names(people, firms)
    day = datetime(rng.choice((2024, 2025, 2026)), rng.randint(4, 10), rng.randint(2, 27), tzinfo=UTC)
    month = rng.randint(1, day.month - 2)
    dense = bool(seed % 2)  # half of the Chinese press puts no space between Han and Latin letters
    pieces = []
    for piece in g.pieces:
        at = _when(rng, piece, g, day)
        dates = _dates(at, month)
        pieces.append(
            replace(
                piece,
                title=_put(piece.title, names, dates, piece.lang, dense),
                text=_put(piece.text, names, dates, piece.lang, dense),
                published=at,
            )
        )
    return Golden(tuple(pieces), _expected(g, people, firms, names))


def _people(rng: random.Random, catalog: Catalog, keys: tuple[str, ...]) -> dict[str, tuple[str, str, str]]:
    """(Han, pinyin, pinyin surname) for each, with surnames that all differ."""
    surnames = rng.sample(SURNAMES.split(","), len(SURNAMES.split(",")))
    given = [g.split() for g in GIVEN.split(",")]
    found: dict[str, tuple[str, str, str]] = {}
    taken: set[str] = set()
    for key in keys:
        while True:
            han, latin = surnames.pop().split()
            (a, x), (b, y) = rng.sample(given, 2)
            name = f"{latin} {(x + y).capitalize()}"
            if latin not in taken and not catalog.resolve(name) and not catalog.resolve(han + a + b):
                break
        taken.add(latin)
        found[key] = (han + a + b, name, latin)
    return found


def _firms(rng: random.Random, catalog: Catalog, keys: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key in keys:
        while True:
            name = rng.choice(HEADS) + rng.choice(MIDDLES) + rng.choice(TAILS)
            if name not in found.values() and not catalog.resolve(name) and not catalog.suggest(name):
                break
        found[key] = name
    return found


def _names(people: Mapping[str, tuple[str, str, str]], firms: Mapping[str, str]) -> dict[str, str]:
    """What stands in the texts and what shall stand there, the longer first."""
    f = firms
    table = {
        "Tongyi Lab": f"{f['tongyi']} Lab", "通义实验室": f"{f['tongyi']} 实验室",
        "Tongyi": f["tongyi"], "通义": f["tongyi"],
        "Alibaba": f["alibaba"], "阿里巴巴": f["alibaba"], "阿里": f["alibaba"], "JD.com": f["jd"], "京东": f["jd"],
        "Explore Academy": f"{f['explore']} Academy", "探索研究院": f"{f['explore']} 研究院",
        "Tencent": f["tencent"], "腾讯": f["tencent"], "Hunyuan": f["hunyuan"], "混元": f["hunyuan"],
        "01.AI": f["01ai"], "零一万物": f["01ai"], "Amazon": f["amazon"], "亚马逊": f["amazon"], "Qwen": f["qwen"],
    }  # fmt: skip
    old = {"yan": ("鄢志杰", "Yan Zhijie", "Yan"), "bo": ("薄列峰", "Bo Liefeng", "Bo"),
           "li": ("李先刚", "Li Xiangang", "Li"), "chen": ("陈锐", "Chen Rui", "Chen")}  # fmt: skip
    for key, spellings in old.items():
        table |= dict(zip(spellings, people[key], strict=True))
    return dict(sorted(table.items(), key=lambda pair: -len(pair[0])))


def _when(rng: random.Random, piece: Piece, g: Golden, day: datetime) -> datetime:
    """The story's articles in any order within seven hours; the others keep their distance of a day."""
    if piece.id in g.expected["stories"][0]:
        return day + timedelta(hours=1, minutes=rng.randint(0, 420))
    first = min(p.published for p in g.pieces).replace(hour=0, minute=0)
    return day + (piece.published - first)


def _dates(at: datetime, month: int) -> dict[str, str]:
    weekday = calendar.day_name[at.weekday()]
    return {
        "on Sunday": f"on {weekday}",
        "on Monday": f"on {weekday}",
        "February": calendar.month_name[month],
        "Februari": INDONESIAN_MONTHS[month - 1],
        "今年2月": f"今年{month}月",
    }


def _put(text: str, names: Mapping[str, str], dates: Mapping[str, str], lang: str, dense: bool = False) -> str:
    for old, new in dates.items():
        text = re.sub(rf"(?<![A-Za-z]){re.escape(old)}(?![A-Za-z])", new, text)
    marked = text
    for number, old in enumerate(names):
        edge = r"(?<![A-Za-z])" if old.isascii() else ""
        marked = re.sub(
            rf"{edge}{re.escape(old)}" + (r"(?![A-Za-z])" if old.isascii() else ""), f"\x00{number}\x01", marked
        )
    values = list(names.values())
    space = " " if lang == "zh" else ""
    put = re.sub(
        "\x00(\\d+)\x01",
        lambda m: f"{space}{values[int(m[1])]}{space}" if values[int(m[1])].split()[0].isascii() else values[int(m[1])],
        marked,
    )
    if lang == "zh":
        put = re.sub(r" +", " ", put)
        put = re.sub(r" ?([，。：、；！？]) ?", r"\1", put).strip()
        if dense:
            put = re.sub(r"(?<=[\u4e00-\u9fff]) (?=[A-Za-z])|(?<=[A-Za-z]) (?=[\u4e00-\u9fff])", "", put)
    return put


def _expected(
    g: Golden, people: Mapping[str, tuple[str, str, str]], firms: Mapping[str, str], names: Mapping[str, str]
) -> dict[str, Any]:
    def put(text: str, lang: str = "en") -> str:
        return _put(text, names, {}, lang)

    e = json.loads(json.dumps(g.expected))
    e["people"] = {k: [people[k][1], people[k][2], people[k][0]] for k in e["people"]}
    lab, arm = f"{firms['tongyi']} Lab", f"{firms['explore']} Academy"
    e["organisations"] = {
        "alibaba": _both(firms["alibaba"], [firms["tongyi"], lab, f"{firms['tongyi']} 实验室"]),
        "jd": _both(firms["jd"], [arm, f"{firms['explore']} 研究院", firms["explore"]]),
        "tencent": _both(firms["tencent"], [
            firms["hunyuan"], f"{firms['hunyuan']} model team", f"{firms['hunyuan']} 团队",
            f"{firms['hunyuan']} 大模型团队", f"{firms['hunyuan']} family",
        ]),
        "01ai": [firms["01ai"]],
    }  # fmt: skip
    for delivery in e["deliveries"]:
        delivery["watch"] = put(delivery["watch"])
    for question in e["questions"]:
        question["q"] = put(question["q"], question["lang"])
        question["must"] = [put(p.replace("\\.", ".")) for p in question.get("must", ())]
    for quotes in e["quotations"].values():
        for quote in quotes:
            quote["speaker"] = put(quote["speaker"])
    return e


def _both(owner: str, units: list[str]) -> list[str]:
    """A firm, its units, and the units with the firm's name before them as each language joins the two."""
    joined = [f"{owner}{mark}{unit}" for unit in units for mark in (" ", "'s ", " Group's ")]
    every = [owner, f"{owner} Group", f"{owner} Holdings", *units, *joined]
    return [*every, *(re.sub(r" (?=[\u4e00-\u9fff])", "", name) for name in every)]
