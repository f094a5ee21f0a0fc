"""``/flow`` in the chat: a picture with its caption, other periods in its place; in words without the extra."""

import importlib.util
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.locales.texts import texts
from bot.pages.artist import Artist
from tests.e2e.chatting import START, buttons, data, each_language, somebody, told
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

DRAWS = importlib.util.find_spec("matplotlib") is not None
needs_charts = pytest.mark.skipif(not DRAWS, reason="the extra charts is not installed")

PIECES = (
    told("en", "Tara Qvist", "Quorvexa", "Bravik", "e1", -30),
    told("id", "Tara Qvist", "Quorvexa", "Bravik", "i1", -29),
    told("en", "Milan Oyelaran", "Quorvexa", "Norvale", "e2", -24 * 50),
    told("en", "Ines Okafor", "Halmerion", "Quorvexa", "e3", -20),
    told("zh", "沈若溪", "月之暗面", "字节跳动", "z1", -10),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def drawing(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("drawn"), PIECES, START, artist=Artist()) as one:
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def writing(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("written"), PIECES, START) as one:
        yield one


@needs_charts
@each_language
async def test_a_picture_comes_with_its_figures_and_its_period_is_changed_in_place(drawing: Stage, lang: str) -> None:
    ayu, t = somebody(drawing, lang), texts(lang)
    shown = await ayu.ask("/flow Quorvexa 90d")
    assert shown["photo"][0]["width"] == 1080
    lines = shown["caption"].split("\n")
    assert lines[0] == t("{name}: who came, who went", name="Quorvexa")
    assert lines[1].endswith(t.n("{n} report", "{n} reports", 4))
    assert t("Came: {n}", n=1) in lines and t("Went: {n}", n=2) in lines and t("Net: {n}", n="−1") in lines
    assert any("Bravik 1" in line and "Norvale 1" in line for line in lines)
    month = await ayu.press(shown, data(shown, "fl")[0])
    assert month["message_id"] == shown["message_id"]
    assert month["photo"][0]["file_id"] != shown["photo"][0]["file_id"]
    assert t("Went: {n}", n=1) in month["caption"] and "Norvale" not in month["caption"]
    assert buttons(month)[0]["text"].startswith("•")
    again = await ayu.press(month, data(month, "fl")[0])
    assert again["caption"] == month["caption"]
    await ayu.press(month, data(month, "ml")[0])
    listed = ayu.newest()
    assert listed["text"].startswith(t.n("{name}: moves in {n} day", "{name}: moves in {n} days", 30, name="Quorvexa"))
    assert "Tara Qvist" in listed["text"]


@each_language
async def test_without_the_extra_the_same_figures_come_in_words(writing: Stage, lang: str) -> None:
    ayu, t = somebody(writing, lang), texts(lang)
    shown = await ayu.ask("/flow Quorvexa")
    lines = shown["text"].split("\n")
    assert lines[0] == t("{name}: who came, who went", name="Quorvexa")
    assert t("Came: {n}", n=1) in lines and t("Went: {n}", n=2) in lines
    month = await ayu.press(shown, data(shown, "fl")[0])
    assert month["message_id"] == shown["message_id"] and t("Went: {n}", n=1) in month["text"]


@each_language
async def test_a_person_has_a_timeline_and_an_unknown_name_nothing(writing: Stage, lang: str) -> None:
    ayu, t = somebody(writing, lang), texts(lang)
    person = await ayu.ask("/flow Tara Qvist")
    assert person["text"].startswith(t("{name}: reported moves", name="Tara Qvist"))
    nobody = await ayu.ask("/flow Zorvexia")
    assert t("No move is reported.") in nobody["text"]
    asked = await ayu.ask("/flow")
    assert "/flow Alibaba 90d" in asked["text"]


@needs_charts
async def test_a_button_of_a_long_name_works_and_an_empty_period_is_drawn(drawing: Stage) -> None:
    ayu = somebody(drawing, "en")
    shown = await ayu.ask("/flow 月之暗面")
    assert "Moonshot AI: who came, who went" in shown["caption"]
    drawing.clock.advance(timedelta(days=40))
    month = await ayu.press(shown, data(shown, "fl")[0])
    assert "Went: 0" in month["caption"] and month["photo"]
