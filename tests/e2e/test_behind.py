"""What stands behind an alert: figures with their lists, voices, the outlook; opened in place, and left again."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.locales.texts import texts
from tests.e2e.chatting import START, Person, data, links, numbers, told, within_limits
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = numbers(700)
FIRST = told("en", "Milan Oyelaran", "Quorvexa", "Bravik", "e1", -30)
SECOND = told("en", "Tara Qvist", "Quorvexa", "Bravik", "e2", -20)
PIECES = (
    FIRST,
    replace(
        SECOND,
        text=f"{SECOND.text}\n“I want to build things that people use every day,” Tara Qvist said.\n"
        "Bravik is expected to name the rest of her team in March.",
    ),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("behind"), PIECES, START) as one:
        yield one


@pytest.mark.parametrize("lang", ["en", "id", "zh"])
async def test_figures_voices_and_outlook_open_in_place_and_lead_back(world: Stage, lang: str) -> None:
    ayu, t = Person(world, next(PEOPLE), lang), texts(lang)
    answer = await ayu.ask("/watch Quorvexa")
    await ayu.press(answer, data(answer, "o")[0])
    card = ayu.newest()

    page = await ayu.press(card, data(card, "n")[0])
    assert t("{n} people have left {name} in {days} days", n=2, name="Quorvexa", days=90) in page["text"]
    listed = await ayu.press(page, data(page, "n")[0])
    assert "Milan Oyelaran" in listed["text"] and "Tara Qvist" in listed["text"]
    assert len(links(listed)) == 2
    page = await ayu.press(listed, data(listed, "n")[0])
    card = await ayu.press(page, data(page, "b")[0])

    voices = await ayu.press(card, data(card, "v")[0])
    colon = "：" if lang == "zh" else ": "
    assert f"Tara Qvist{colon}“I want to build things that people use every day”" in voices["text"]
    assert len(links(voices)) == 1
    card = await ayu.press(voices, data(voices, "b")[0])

    outlook = await ayu.press(card, data(card, "x")[0])
    assert "“Bravik is expected to name the rest of her team in March.”" in outlook["text"]
    within_limits([page, listed, voices, outlook])
    assert (await ayu.press(outlook, data(outlook, "b")[0]))["text"] == card["text"]
