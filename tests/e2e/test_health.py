"""/health in the chat: the running bot's own figures, looked at again in place."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.e2e.chatting import START, Person, data, told
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADMINISTRATOR = 1  # as the stage's settings say


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(
        tmp_path_factory.mktemp("health"), (told("en", "Tara Qvist", "Quorvexa", "Bravik", "e1", 1),), START
    ) as one:
        yield one


async def test_the_one_thing_to_do_for_a_new_bot_is_a_backup(world: Stage) -> None:
    chief = Person(world, ADMINISTRATOR)
    await chief.say("/watch Quorvexa")
    page = await chief.ask("/health")
    assert page["text"].startswith("1 thing needs a look\n\n✓ Hengkang ")
    assert "✓ Feeds: 0 of 1 failing · the last read " in page["text"]
    assert "✓ No alert yet" in page["text"]
    assert "✓ Clock: 0.0 s from Telegram's" in page["text"]
    assert "⚠ No backup known\n    `hengkang backup FILE`" in page["text"]
    await world.advance_to(START.replace(hour=START.hour + 2))
    again = await chief.press(page, data(page, "th")[0])
    assert again["message_id"] == page["message_id"]
    assert "✓ Last alert: 2 March 2026" in again["text"] and "· up for 2 hours\n" in again["text"]
