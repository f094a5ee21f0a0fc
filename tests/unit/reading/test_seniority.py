"""Senior posts in three languages, and posts that only sound like one."""

import tomllib
from importlib.resources import files

import pytest

from feeds.model import LANGUAGES
from feeds.reading.moving.seniority import senior

SENIOR = """
CEO|co-CEO|chief executive|Chief Scientist|CTO|co-founder|founders|executive chairman|vice chair|president|vice-president
senior vice president of cloud|VP of engineering|head of speech|AI head|general manager|managing director|director of research
partner|dean|finance minister|governor|boss|general counsel
direktur utama|dirut|wakil direktur utama|komisaris utama|kepala riset suara|pendiri|salah satu pendiri|ketua eksekutif
presiden direktur|kepala ilmuwan|rektor|dekan|menteri keuangan|gubernur|mitra senior|bos
首席执行官|首席科学家|联合创始人|董事长|副董事长|总裁|高级副总裁|总经理|副总经理|语音研究负责人|技术总监|合伙人|院长|行长|独立董事|人工智能主管
联席CEO|阿里云CTO|財務長兼副總裁
"""
NOT = """
engineer|research scientist|researcher|product manager|professor|head coach|coach|striker|account executive|executive assistant
assistant to the president|HR business partner|system administrator|spokesperson|headhunter|partnerships
insinyur|peneliti|pelatih kepala|manajer produk|staf khusus menteri|asisten direktur|mitra pengemudi|kiper
研究员|工程师|总裁助理|董事会秘书|班主任|主任工程师|产品经理|教练|前锋
"""


def _each(table: str) -> list[str]:
    return [role for line in table.strip().splitlines() for role in line.split("|")]


@pytest.mark.parametrize("role", _each(SENIOR))
def test_a_senior_post_is_one_in_any_language(role: str) -> None:
    assert senior(role)


@pytest.mark.parametrize("role", [*_each(NOT), "", None])
def test_a_post_that_is_none_or_only_sounds_like_one_is_not(role: str | None) -> None:
    assert not senior(role)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_lists_hold_each_post_once_and_every_exception_holds_one(lang: str) -> None:
    data = tomllib.loads(files("feeds.catalog").joinpath("senior", f"{lang}.toml").read_text("utf-8"))
    assert set(data) == {"titles", "not"}
    for words in data.values():
        assert len(set(words)) == len(words)
    assert [w for w in data["titles"] if not senior(w)] == []
    assert [w for w in data["not"] if senior(w) or not any(title in w for title in data["titles"])] == []
