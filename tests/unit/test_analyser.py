"""What is read together is stored together, and none of it costs another its own."""

import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.clock import SteppedClock
from feeds.analyser import Analyser
from feeds.looked import passed_over
from feeds.model import Decision, Fix, Page, PendingItem, Story
from feeds.reading.moving.drafts import LONGEST_READ
from feeds.reading.naming.catalog import load
from feeds.reading.stories.decide import decide
from feeds.reading.stories.fixing import after, put
from storage import decisions, entities, stories
from storage.database import Connection, Database
from storage.decisions import Fixed
from storage.items import Items
from storage.moments import stamp
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


FIRST = entry("Quorvexa: Tara Qvist leaves Quorvexa to join Bravik as chief executive", "https://kabar.example/1")
SECOND = entry("Bravik hires chief executive Tara Qvist away from Quorvexa", "https://kabar.example/2")


class Meanwhile(Items):
    """Items in whose store something is decided right after the candidates of an item were read, once."""

    decides: Callable[[Connection], Awaitable[object]] | None = None

    async def candidates(self, keys: frozenset[str], since: datetime, limit: int = 50) -> Sequence[Story]:
        """As ever, and then what is decided."""
        found = await super().candidates(keys, since, limit)
        if found and (decides := self.decides) is not None:
            self.decides = None
            async with self.db.write() as c:
                await decides(c)
        return found


async def put_right(c: Connection) -> None:
    story = await stories.one(c, 1)
    assert story is not None
    was, catalog = story.moves[0], load(())
    now = put(was, "to", "Norvale", catalog)
    then = after(story, 0, now, catalog)
    done = Fixed(Fix(was, now, NOW), 0, then.moves, then.status, then.heads, then.keys, then.before, then.told)
    await decisions.fix(c, 1, done, (), 1, NOW)


async def withdrawn(c: Connection) -> None:
    await decisions.retract(c, 1, "hoax", "", (), 1, NOW)


async def read_while(db: Database, decides: Callable[[Connection], Awaitable[object]]) -> None:
    """One story told, and a second report of it that is read while something is decided about the story."""
    await add_feed(db)
    await add_chat(db, 1, "Quorvexa")
    await add_chat(db, 2, "Bravik")
    catalog, items = load(()), Meanwhile(db, words)
    analyser = Analyser(items, Library(), lambda: catalog, SteppedClock(NOW))
    await poll(db, 1)
    await poll(db, 1, FIRST)
    await analyser.step()
    items.decides = decides
    await poll(db, 1, SECOND)
    await analyser.step()
    assert items.decides is None
    assert await rows(db, "SELECT state, story_id FROM items") == [("done", 1), ("done", 1)]


async def test_a_move_that_is_put_right_while_another_report_is_read_stays_right(db: Database) -> None:
    await read_while(db, put_right)
    assert await rows(db, "SELECT person, to_org FROM moves") == [("Tara Qvist", "Norvale")]
    assert await value(db, "SELECT COUNT(*) FROM decisions_log WHERE decision = 'fixed'") == 1


async def test_a_story_that_is_retracted_while_another_report_is_read_is_told_to_nobody(db: Database) -> None:
    await read_while(db, withdrawn)
    assert await value(db, "SELECT COUNT(*) FROM outbox WHERE state = 'pending' AND kind <> 'copy'") == 0
    assert await value(db, "SELECT reasons LIKE '%retracted%' FROM items WHERE id = 2") == 1


async def test_what_an_article_comes_to_is_decided_beside_the_event_loop(
    db: Database, analyser: Analyser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a long list of people among other such lists it takes a second, in which nobody else would be answered."""
    threads = set()

    def decided(*given: Any) -> Decision:
        threads.add(threading.get_ident())
        return decide(*given)

    monkeypatch.setattr("feeds.analyser.decide", decided)
    await poll(db, 1, FIRST)
    await analyser.step()
    assert threads and threading.get_ident() not in threads


async def test_what_passes_the_gate_is_handed_on_before_the_gate_has_seen_all(
    db: Database, analyser: Analyser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two hundred long texts the last are looked at seconds after the first."""
    monkeypatch.setattr("feeds.analyser.READING_FOR", 0.0)
    seen, gated = [], Analyser._gated

    async def counted(self: Analyser, items: Sequence[PendingItem]) -> Sequence[bool]:
        stops = await gated(self, items)
        seen.append((len(stops), len(self.arrivals)))
        return stops

    monkeypatch.setattr(Analyser, "_gated", counted)
    await poll(db, 1, FIRST, entry("The rain has left Ubud under water"), entry("The sun is out in Medan"))
    assert await analyser.step() == 3
    assert [number for number, _ in seen] == [1, 1, 1]
    assert max(arrived for _, arrived in seen) >= 1
    assert await value(db, "SELECT COUNT(*) FROM items WHERE state = 'done'") == 3


async def test_a_date_that_the_page_alone_tells_is_kept_of_what_comes_to_nothing(db: Database) -> None:
    await add_feed(db)
    await poll(db, 1, entry("The rain has left Ubud under water", at=None), entry("The sun is out in Medan"))
    queue = Items(db, words)
    dated = NOW - timedelta(days=1)
    passed = [passed_over(item) for item in await queue.claim_new(NOW, 5)]
    articles = [replace(one.reading.article, published=dated) for one in passed]
    later = [replace(p, reading=replace(p.reading, article=a)) for p, a in zip(passed, articles, strict=True)]
    assert await queue.pass_over(later, NOW)
    assert await rows(db, "SELECT published FROM items ORDER BY id") == [(stamp(dated),), (stamp(NOW),)]
