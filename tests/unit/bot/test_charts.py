"""The picture itself: its size, that nothing runs into anything else, and that no letter is an empty box."""

import importlib.util
import struct
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pages import artist
from bot.pages.sheet import Bar, Sheet

if importlib.util.find_spec("matplotlib") is None:
    pytest.skip("the extra charts is not installed", allow_module_level=True)

charts: Any = None

SHEET = Sheet(
    title="阿里巴巴：谁来了，谁走了",
    firm="阿里巴巴",
    about="2025年11月26日至2026年11月26日 · 57 篇报道",
    figures=(("加入", "14"), ("净流入", "−17"), ("离开", "31")),
    left=(Bar("字节跳动", 3, 3), Bar("Quorvexa Interactive Entertainment Holdings", 0, 1)),
    right=(Bar("鄢志傑 & Société Générale", 40, 1), Bar("未说明", 2, 0, plain=True)),
    none="暂无报道",
    sure="已报道或已证实",
    rumour="传闻，未计入",
    footer="Hengkang · @hengkang_bot",
)
NAMES = ("字节跳动", "Quorvexa Interactive Ltd", "OpenAI")
bars = st.builds(Bar, st.sampled_from(NAMES), st.integers(0, 60), st.integers(0, 9))


@pytest.fixture(scope="module", autouse=True)
def library() -> None:
    """What draws, imported with the first test: each of the processes that test collects this module."""
    global charts
    charts = importlib.import_module("bot.pages.charts")


@pytest.fixture
def without_han() -> Iterator[None]:
    """The font that matplotlib brings, as where no other is installed."""
    from matplotlib.font_manager import FontProperties, findfont

    original = charts._file
    path = findfont(FontProperties(family="DejaVu Sans"))
    charts._file = lambda: path  # type: ignore[assignment]
    charts.has.cache_clear()
    yield
    charts._file = original
    charts.has.cache_clear()


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    wide, high = struct.unpack(">II", png[16:24])
    return wide, high


def test_the_picture_is_as_wide_as_a_phone_shows_and_no_longer_than_it_likes() -> None:
    assert size(charts.draw(SHEET)) == (1080, 1082)
    full = replace(SHEET, left=tuple(Bar(f"Firm number {i}", 5, 1) for i in range(13)), right=SHEET.left)
    wide, high = size(charts.draw(full))
    assert wide == 1080 and high <= charts.TOP + charts.MOST + charts.FOOT


@pytest.mark.skipif(importlib.util.find_spec("noto_cjk_sans_otc") is None, reason="the font that has Han is missing")
def test_the_font_has_the_letters_of_the_three_languages() -> None:
    assert all(charts.has(ch) for ch in "阿里巴巴鄢志杰傑零一万物Ããéñ−…·↑한국ไ" if ch != "ไ")


# A letter that the font lacks is a warning of matplotlib's, and a warning fails a test.
@pytest.mark.parametrize("name", ["$x^2$ & $y", "🚀 Rocket", "ไทย", "עברית", "\\frac{a}{b}", "𠀀𠀁", "", "한국"])
def test_no_name_breaks_the_picture_or_is_drawn_as_boxes(name: str) -> None:
    odd = replace(SHEET, title=f"{name}: who", firm=name, left=(Bar(name, 1, 0),))
    assert size(charts.draw(odd))[0] == 1080


def test_without_a_font_that_has_han_names_stand_in_pinyin(without_han: None) -> None:
    assert charts.label_lines(Bar("字节跳动", 1, 0)) == ("Zijietiaodong",)
    assert size(charts.draw(SHEET))[0] == 1080


def test_an_empty_flow_is_drawn_too() -> None:
    assert size(charts.draw(replace(SHEET, left=(), right=())))[0] == 1080


@given(st.lists(bars.filter(lambda b: b.people + b.rumoured), min_size=1, max_size=13))
def test_streams_keep_apart_and_inside(side: list[Bar]) -> None:
    labelled = [(b, charts.label_lines(b)) for b in side]
    high = min(charts.MOST, max(charts.LEAST, charts._needed(labelled)))
    placed = charts._placed(labelled, charts._each(labelled, high), high)
    end = float(charts.TOP)
    for one in placed:
        half = max((one.bar.people + one.bar.rumoured) * one.each, len(one.lines) * charts.LINE) / 2
        middle = one.outer + (one.bar.people + one.bar.rumoured) * one.each / 2
        assert middle - half >= end - 0.5
        end = middle + half
    assert end <= charts.TOP + high + 1


async def test_the_artist_draws_in_a_process_of_its_own_and_again_after_its_end() -> None:
    drawing = artist.Artist()
    try:
        first = await drawing.draw(SHEET)
        drawing.worker.kill()
        assert first is not None and await drawing.draw(SHEET) == first
    finally:
        await drawing.close()


async def test_a_picture_that_takes_too_long_is_given_up() -> None:
    drawing = artist.Artist(artist.Worker(0.001))
    try:
        assert await drawing.draw(SHEET) is None
    finally:
        await drawing.close()
