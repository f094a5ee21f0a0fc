"""What is read together is stored together, and none of it costs another its own."""

from dataclasses import dataclass, field

import pytest

from bot.clock import SteppedClock
from feeds.analyser import Analyser, passed_over
from feeds.model import Page
from feeds.reading.moving.drafts import LONGEST_READ
from feeds.reading.naming.catalog import load
from storage import entities
from storage.database import Database
from storage.items import Items
from tests.unit.storage.builders import NOW, add_chat, add_feed, entry, poll, rows, value, words

LONG = "It rained. " * LONGEST_READ


@dataclass
class Library:
    """Pages by their addresses."""

    pages: dict[str, str] = field(default_factory=dict)

    def asked(self, url: str) -> bool:
        return url in self.pages

    async def page(self, url: str) -> Page | None:
        return Page(url, "", self.pages[url])


@pytest.fixture
def library() -> Library:
    return Library()


@pytest.fixture
async def analyser(db: Database, library: Library) -> Analyser:
    await add_feed(db)
    catalog = load(())
    return Analyser(Items(db, words), library, lambda: catalog, SteppedClock(NOW))


async def execute(db: Database, sql: str) -> None:
    async with db.write() as c:
        await c.run(sql)


async def test_what_comes_to_nothing_is_done_and_what_is_news_is_told(db: Database, analyser: Analyser) -> None:
    await add_chat(db, 1, "Quorvexa")
    await poll(db, 1)  # what a feed holds at its first fetch is told to nobody
    await poll(
        db,
        1,
        entry("The rain has left Ubud under water"),
        entry("Quorvexa: Tara Qvist leaves Quorvexa to join Bravik as chief executive"),
        entry("The match was lost, and Solo returns home"),
        entry("The sun is out in Medan"),
    )
    assert await analyser.step() == 4
    assert not analyser.busy
    found = await rows(db, "SELECT relation, state FROM items ORDER BY id")
    assert found == [("none", "done"), ("new", "done"), ("none", "done"), ("none", "done")]
    assert await value(db, "SELECT COUNT(*) FROM item_search WHERE tokens MATCH 'ubud OR solo OR medan OR qvist'") == 4
    assert await value(db, "SELECT COUNT(*) FROM outbox") == 1


async def test_one_that_cannot_be_stored_is_set_aside_with_its_error_and_keeps_none_from_it(
    db: Database, analyser: Analyser
) -> None:
    await execute(
        db,
        "CREATE TRIGGER poison BEFORE UPDATE OF state ON items WHEN new.state = 'done' AND new.title LIKE '%Ubud%'"
        " BEGIN SELECT RAISE(ABORT, 'poison'); END",
    )
    await poll(db, 1, entry("The rain has left Ubud under water"), entry("The match was lost, and Solo returns home"))
    while await analyser.step():
        pass
    assert await rows(db, "SELECT state, error FROM items ORDER BY id") == [
        ("set_aside", "IntegrityError: poison"),
        ("done", None),
    ]


async def test_the_whole_of_a_long_page_is_stored_though_its_beginning_alone_is_read(
    db: Database, analyser: Analyser, library: Library
) -> None:
    library.pages["https://kabar.example/rain"] = LONG
    await poll(db, 1, entry("The rain has left Ubud under water", "https://kabar.example/rain"))
    await analyser.step()
    assert await rows(db, "SELECT state, relation, length(text) FROM items") == [("done", "none", len(LONG))]


async def test_nothing_is_passed_over_that_was_read_with_a_catalog_of_before(db: Database, analyser: Analyser) -> None:
    await poll(db, 1, entry("The rain has left Ubud under water"))
    queue = Items(db, words)
    (item,) = await queue.claim_new(NOW, 1)
    async with db.read() as c:
        version = await entities.version(c)
    assert not await queue.pass_over([passed_over(item)], NOW, version + 1)
    assert await value(db, "SELECT state FROM items") == "claimed"
    assert await queue.pass_over([passed_over(item)], NOW, version)
    assert await value(db, "SELECT state FROM items") == "done"
