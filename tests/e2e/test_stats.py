"""/stats in the chat: figures of the running bot, the period switched in place, the same as a file."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.locales.texts import texts
from bot.pages.rich import MESSAGE_LIMIT, units
from bot.pages.stats import stats_page
from feeds.reading.naming.catalog import load
from storage.figures import Counts, Delays, Figures, Judgement, Spread
from tests.e2e.chatting import START, Person, data, each_language, somebody, told
from tests.e2e.stage import Stage, stage

ADMINISTRATOR = 1  # as the stage's settings say
PIECES = (
    told("en", "Tara Qvist", "Quorvexa", "Bravik", "e1", 1),
    told("id", "Milan Oyelaran", "Quorvexa", "OpenAI", "i1", 24 * 9),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("stats"), PIECES, START) as one:
        yield one


@pytest.mark.asyncio(loop_scope="module")
async def test_the_figures_of_the_running_bot_in_place_and_as_a_file(world: Stage) -> None:
    chief, ayu = Person(world, ADMINISTRATOR), somebody(world)
    page = await chief.ask("/stats")
    for line in ("Alerts: 0", "From publication to delivery: no data yet", "Precision by feedback: no data yet"):
        assert line in page["text"].split("\n")
    await ayu.say("/watch Quorvexa")
    await ayu.say("Who left Quorvexa?")
    await world.advance_to(START + timedelta(hours=3))
    page = await chief.ask("/stats")
    lines = page["text"].split("\n")
    for line in (
        "Articles read: 1",
        "Alerts: 1",
        "    English 1",
        "    1 alert looked at",
        "Questions: 1",
        "Watches: 1",
    ):
        assert line in lines, page["text"]
    await world.advance_to(START + timedelta(days=9, hours=3))
    week = await chief.press(page, "tp:7")
    assert "Alerts: 1 (±0%)" in week["text"], "one in this week, one in the week before"
    month = await chief.press(week, "tp:30")
    assert month["message_id"] == page["message_id"] and "\nAlerts: 2\n" in month["text"]
    await chief.press(month, data(month, "tj")[0])
    file = json.loads(world.sim.world.files[chief.newest()["document"]["file_id"]][1])
    assert (sum(file["now"]["alerts"].values()), file["watches"], file["busiest"]) == (2, 1, [])
    assert "document" in (await chief.say("/stats json"))[-1]


@each_language
def test_the_page_of_a_busy_month_fits_and_tells_growth_and_who_judged(lang: str) -> None:
    many = {"en": 1_200_000, "id": 800_000, "zh": 900_000, "": 12}
    half = {"en": 600_000, "id": 400_000, "zh": 450_000, "": 6}
    now = Counts(many, many, 90_000, many, many, many, 70_000, 60_000, 500)
    before = Counts(half, half, 45_000, half, half, half, 0, 0, 1000)
    one = Spread(420.0, 5400.0, 1500)
    delays = {key: Delays(one, one, one) for key in ("", "en", "id", "zh")}
    chats = {(code, state): 3000 for code in ("en", "id", "zh") for state in ("active", "stopped", "blocked", "barred")}
    busiest = tuple((f"~{n}", "Wolfeschlegelsteinhausenbergerdorff " * 2, 900 - n) for n in range(10))
    it = Figures(START, START, now, before, delays, Judgement(12, 9, 5, 2, 29_000), chats, 50_000, busiest)
    t = texts(lang)
    page = stats_page(it, 30, "Asia/Jakarta", load(), t)
    assert units(page.text) <= MESSAGE_LIMIT and not page.text.endswith("…")
    assert t.bracketed("+100%") in page.text and t.bracketed("−50%") in page.text
    assert f"{t.number(99.0, 1)}%" in page.text
    assert t.n("{n} chat has judged", "{n} chats have judged", 12) in page.text
