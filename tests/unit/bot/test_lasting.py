"""What lasts is loaded at the start, and no round of the garbage collector looks at it again."""

import gc
from collections.abc import Iterator

import pytest

from bot.clock import SteppedClock
from bot.lasting import set_apart
from feeds.analyser import Analyser
from feeds.model import Page
from feeds.reading.naming.catalog import load
from storage.database import Database
from storage.items import Items
from tests.unit.storage.builders import NOW, add_chat, add_feed, entry, poll, value, words


class NoPages:
    """Nothing has a page."""

    def asked(self, url: str) -> bool:
        return False

    async def page(self, url: str) -> Page | None:
        raise AssertionError(url)


@pytest.fixture
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


@pytest.fixture
def analyser(db: Database) -> Analyser:
    catalog = load(())
    return Analyser(Items(db, words), NoPages(), lambda: catalog, SteppedClock(NOW))


async def test_what_is_watched_is_loaded_and_set_apart(db: Database, analyser: Analyser, thawed: None) -> None:
    await add_chat(db, 1, "Quorvexa")
    await set_apart(analyser)
    matcher = await analyser._watched()
    assert not any(one is matcher for one in gc.get_objects())
    gc.unfreeze()
    assert any(one is matcher for one in gc.get_objects()), "it would be looked at"


async def test_a_store_in_trouble_keeps_the_bot_from_nothing(
    db: Database, analyser: Analyser, thawed: None, caplog: pytest.LogCaptureFixture
) -> None:
    await add_feed(db)
    async with db.write() as c:
        await c.run("ALTER TABLE watches RENAME TO gone")
    await set_apart(analyser)
    assert "could not be loaded yet" in caplog.text
    async with db.write() as c:
        await c.run("ALTER TABLE gone RENAME TO watches")
    await poll(db, 1, entry("The rain has left Ubud under water"))
    assert await analyser.step() == 1
    assert await value(db, "SELECT state FROM items") == "done"
