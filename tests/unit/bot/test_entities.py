"""A change of the catalog carried out on a real store: the ledger, the stories and the watches, there and back."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import entities as changing
from bot.known import Known
from feeds.model import CatalogChange, MoveKind
from feeds.reading.naming import catalog_files
from feeds.reading.naming.additions import additions
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.changes import RefusedError, applied
from feeds.reading.naming.names import organisation_key, person_key
from storage import entities, subscribers, watches
from storage.database import Database
from storage.items import Items
from storage.moments import stamp
from tests.stores import empty_store
from tests.unit.storage.builders import NOW, commit, decision, entry, move, poll, rows, words
from tests.unit.storage.builders import add_feed as feed

FILE = """
[[organisation]]
id = "norvale"
name = "Norvale"
aliases = ["Norvale Group"]
[[organisation]]
id = "halmerion"
name = "Halmerion"
zh = "哈尔美"
[[organisation]]
id = "bravik"
name = "Bravik"
"""
FILES = Catalog(catalog_files.read([("test.toml", FILE)]))
DAY = timedelta(days=1)


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(empty_store(tmp_path / "store.db")) as database:
        yield database


async def tell(db: Database, number: int, person: str, left: str, joined: str) -> None:
    """A story with one move, with the keys that the catalog of the moment gives its words."""
    catalog = await now(db)
    await poll(db, 1, entry(f"{person} leaves {left}", f"https://kabar.example/{number}"))
    (item,) = await Items(db, words).claim_new(NOW, 9)
    keys = {
        "person_key": person_key(person, catalog),
        "from_key": organisation_key(left, catalog),
        "to_key": organisation_key(joined, catalog),
    }
    known = {k.replace("_key", "_id"): v for k, v in keys.items() if not v.startswith("~")}
    told = replace(move(person, left, joined), kind=MoveKind.JOINS, **keys, **known)
    await commit(db, item, decision(item, told))


async def watch(db: Database, chat: int, name: str, scope: str = "all", muted: int = 0, lang: str = "en") -> None:
    catalog = await now(db)
    async with db.write() as c:
        await subscribers.ensure(c, chat, "private", lang, "Asia/Jakarta", NOW)
        meant = catalog.resolve(name)
        target = catalog.watched(meant[0].id) if meant else changing.watched_name(name, catalog)
        await watches.add(c, chat, target, name, NOW)
        await watches.set_scope(c, chat, target.id, scope)  # type: ignore[arg-type]
        (one,) = await watches.about(c, chat, [target.id])
        await watches.mute(c, chat, one.id, NOW + muted * DAY if muted else None)


async def now(db: Database) -> Catalog:
    known = Known(FILES)
    await known.follow(db)
    return known()


async def make(db: Database, action: str, entity: str, other: str = "", *names: str, **more: Any) -> int:
    change = CatalogChange(0, action, entity, other, names=names, **more)  # type: ignore[arg-type]
    async with db.write() as c:
        return await changing.make(c, FILES, change, 1, NOW)


async def undo(db: Database, number: int) -> entities.Effect | None:
    async with db.write() as c:
        return await changing.undo(c, FILES, number, 1, NOW)


async def everything(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """What a change may touch."""
    return {
        "moves": await rows(
            db, "SELECT person_key, from_key, to_key, person_id, from_id, to_id FROM moves ORDER BY id"
        ),
        "keys": await rows(db, "SELECT * FROM story_keys ORDER BY 1, 2"),
        "watches": await rows(db, "SELECT * FROM watches ORDER BY id"),
        "targets": await rows(db, "SELECT * FROM targets WHERE key IN (SELECT target FROM watches) ORDER BY key"),
        "notes": await rows(db, "SELECT number FROM entity_keys UNION SELECT number FROM entity_watches"),
    }


async def ends(db: Database) -> list[tuple[object, ...]]:
    return await rows(db, "SELECT from_key, to_key FROM moves ORDER BY story_id")


async def watching(db: Database) -> list[tuple[object, ...]]:
    return await rows(db, "SELECT chat_id, target, name, scope FROM watches ORDER BY chat_id, target")


async def lived(db: Database) -> None:
    await feed(db)
    await tell(db, 1, "Milan Oyelaran", "Norvale Group", "Zelvane")
    await tell(db, 2, "Tara Qvist", "Zelvane Labs", "Halmerion")
    await tell(db, 3, "Nadia Brekke", "Norvale", "Bravik")
    await watch(db, 11, "Norvale", "departures")
    await watch(db, 11, "Halmerion", "senior", muted=2)
    await watch(db, 12, "Norvale", "senior", lang="zh")
    await watch(db, 13, "Zelvane")


async def test_a_merge_takes_the_ledger_and_the_watches_along_and_its_undo_gives_them_back(db: Database) -> None:
    await lived(db)
    before = await everything(db)
    number = await make(db, "merge", "norvale", "halmerion")
    assert await ends(db) == [("halmerion", "~zelvane"), ("~zelvane labs", "halmerion"), ("halmerion", "bravik")]
    assert await rows(db, "SELECT story_id FROM story_keys WHERE entity_key = 'halmerion' ORDER BY 1") == [
        (1,), (2,), (3,),
    ]  # fmt: skip
    assert await rows(db, "SELECT 1 FROM story_keys WHERE entity_key = 'norvale'") == []
    # Who watched both watches once, and gets no less than from the two; who watched what was given up follows.
    assert await watching(db) == [
        (11, "halmerion", "Halmerion", "all"),
        (12, "halmerion", "哈尔美", "senior"),
        (13, "~zelvane", "Zelvane", "all"),
    ]
    assert await rows(db, "SELECT muted_until FROM watches WHERE chat_id = 11") == [(None,)]
    found = await watched_by(db, "halmerion")
    assert {"Norvale Group", "Halmerion"} <= found
    logged = await latest(db)
    assert (logged.effect.watches, logged.effect.moves, logged.effect.stories) == (2, 2, 2)
    assert await undo(db, number) == logged.effect
    assert await everything(db) == before
    assert await undo(db, number) is None, "a second press is harmless"


async def watched_by(db: Database, key: str) -> set[str]:
    async with db.read() as c:
        found = await watches.watched(c, key)
        return set(found.aliases) if found is not None else set()


async def latest(db: Database) -> entities.Logged:
    async with db.read() as c:
        return (await entities.latest(c, 1))[0]


async def test_a_spelling_of_a_name_that_was_unknown_takes_what_was_told_and_watched_under_it(db: Database) -> None:
    await lived(db)
    before = await everything(db)
    number = await make(db, "alias", "bravik", "", "Zelvane")
    # A longer name that is known by half is read as the firm's, as it would be in the next article.
    assert await ends(db) == [("norvale", "bravik"), ("bravik", "halmerion"), ("norvale", "bravik")]
    assert (13, "bravik", "Bravik", "all") in await watching(db)
    assert "Zelvane" in await watched_by(db, "bravik")
    # What comes meanwhile under the new spelling is unknown again once it is undone.
    await tell(db, 4, "Aru Tamm", "Zelvane", "Norvale")
    assert (await ends(db))[-1] == ("bravik", "norvale")
    await undo(db, number)
    assert (await ends(db))[-1] == ("~zelvane", "norvale")
    assert await rows(db, "SELECT entity_key FROM story_keys WHERE story_id = 4 ORDER BY 1") == [
        ("norvale",), ("~aru tamm",), ("~zelvane",),
    ]  # fmt: skip
    after = await everything(db)
    assert after["watches"] == before["watches"]
    assert after["moves"][:3] == before["moves"]


async def test_a_new_entity_is_watched_by_those_who_watched_its_name(db: Database) -> None:
    await lived(db)
    before = await everything(db)
    number = await make(db, "entity", "zelvane", "", "Zelvane", "Zelvane Labs", kind="organisation")
    assert await ends(db) == [("norvale", "zelvane"), ("zelvane", "halmerion"), ("norvale", "bravik")]
    assert (13, "zelvane", "Zelvane", "all") in await watching(db)
    # Somebody watches it meanwhile; once it is nobody's they watch the name.
    await watch(db, 14, "Zelvane Labs")
    await undo(db, number)
    assert [w for w in await watching(db) if w[0] == 14] == [(14, "~zelvane", "Zelvane", "all")]
    async with db.write() as c:
        await subscribers.forget(c, 14)
    assert await everything(db) == before


async def test_a_split_gives_the_moves_of_the_name_to_the_other(db: Database) -> None:
    await lived(db)
    before = await everything(db)
    number = await make(db, "split", "norvale", "norvale-group", "Norvale Group", kind="organisation")
    assert await ends(db) == [("norvale-group", "~zelvane"), ("~zelvane labs", "halmerion"), ("norvale", "bravik")]
    assert await rows(db, "SELECT story_id FROM story_keys WHERE entity_key = 'norvale'") == [(3,)]
    assert "Norvale Group" not in await watched_by(db, "norvale")
    assert [w[1] for w in await watching(db) if w[0] == 12] == ["norvale"], "who watches Norvale still does"
    await undo(db, number)
    assert await everything(db) == before


async def test_merges_one_on_the_other_are_undone_in_either_order(db: Database) -> None:
    for first in (0, 1):
        await lived(db) if first == 0 else None
        before = await everything(db)
        numbers = [await make(db, "merge", "norvale", "halmerion"), await make(db, "merge", "halmerion", "bravik")]
        assert await ends(db) == [("bravik", "~zelvane"), ("~zelvane labs", "bravik"), ("bravik", "bravik")]
        await undo(db, numbers[first])
        if first == 0:
            assert await ends(db) == [("norvale", "~zelvane"), ("~zelvane labs", "bravik"), ("norvale", "bravik")]
        await undo(db, numbers[1 - first])
        after = await everything(db)
        assert after["moves"] == before["moves"] and after["keys"] == before["keys"], first
        assert after["notes"] == []


async def test_what_builds_on_a_change_is_named_and_nothing_is_undone(db: Database) -> None:
    await lived(db)
    first = await make(db, "entity", "zelvane", "", "Zelvane", kind="organisation")
    second = await make(db, "alias", "zelvane", "", "Zelvane Labs")
    before = await everything(db)
    with pytest.raises(changing.InTheWayError) as way:
        await undo(db, first)
    assert [c.number for c in way.value.changes] == [second]
    assert await everything(db) == before
    async with db.read() as c:
        assert len(await entities.standing(c)) == 2


async def test_who_ended_the_joined_watch_gets_neither_back(db: Database) -> None:
    await lived(db)
    number = await make(db, "merge", "norvale", "halmerion")
    async with db.write() as c:
        for one in await watches.of_chat(c, 11):
            await watches.remove(c, 11, one.id)
        await watches.set_scope(c, 12, "halmerion", "arrivals")
    await undo(db, number)
    assert await watching(db) == [(12, "norvale", "Norvale", "arrivals"), (13, "~zelvane", "Zelvane", "all")]


async def test_what_was_exported_into_a_file_stays_as_it_is_and_its_undo_changes_no_row(db: Database) -> None:
    await lived(db)
    number = await make(db, "entity", "zelvane", "", "Zelvane", kind="organisation")
    before = await everything(db)
    again = Catalog(catalog_files.read([("test.toml", FILE), ("names.toml", additions(await now(db)))]))
    known = Known(again)
    await known.begin(db)
    assert await everything(db) == before
    assert known().differing == ()
    async with db.write() as c:
        assert await changing.undo(c, again, number, 1, NOW) == entities.Effect()
    assert await everything(db) == before


async def test_a_refused_change_leaves_no_trace(db: Database) -> None:
    await lived(db)
    with pytest.raises(RefusedError, match="known"):
        await make(db, "alias", "norvale", "", "Norvale Group")
    async with db.read() as c:
        assert await entities.version(c) == 0


async def test_an_item_read_with_an_older_catalog_is_not_stored(db: Database) -> None:
    await lived(db)
    await poll(db, 1, entry("Rara leaves Norvale", "https://kabar.example/9"))
    queue = Items(db, words)
    (item,) = await queue.claim_new(NOW, 9)
    made = decision(item, move("Rara", "Norvale", "Bravik"))
    await make(db, "merge", "norvale", "halmerion")
    assert not await queue.commit(item, item.article, made, NOW)
    assert await rows(db, "SELECT state FROM items WHERE id = ?", int(item.id)) == [("claimed",)]
    assert await queue.commit(item, item.article, replace(made, catalog=1), NOW)


async def test_watches_are_found_by_what_the_files_say_from_the_start(db: Database) -> None:
    await watch(db, 11, "Norvale")
    text = FILE.replace('["Norvale Group"]', '["Norvale Group", "Norvale Holding"]')
    known = Known(Catalog(catalog_files.read([("test.toml", text)])))
    version = await Items(db, words).watched_version()
    await known.begin(db)
    assert "Norvale Holding" in await watched_by(db, "norvale")
    assert await Items(db, words).watched_version() > version


async def test_what_was_told_in_the_old_name_is_not_told_again_in_the_new(db: Database) -> None:
    await lived(db)
    async with db.write() as c:
        await c.run("INSERT INTO mentions VALUES ('norvale', 1, 1, ?)", (stamp(NOW),))
        await c.run("INSERT INTO fix_keys VALUES ('norvale', 1)")
        await c.run("INSERT INTO waves VALUES ('norvale', ?1, '[]', ?1)", (stamp(NOW),))
    await make(db, "merge", "norvale", "halmerion")
    assert await rows(db, "SELECT target FROM mentions ORDER BY 1") == [("halmerion",), ("norvale",)]
    assert await rows(db, "SELECT entity_key FROM fix_keys ORDER BY 1") == [("halmerion",), ("norvale",)]
    assert await rows(db, "SELECT org_key FROM waves ORDER BY 1") == [("halmerion",), ("norvale",)]


def test_the_catalog_of_a_store_is_the_one_of_the_changes_that_stand() -> None:
    change = CatalogChange(1, "alias", "norvale", names=("NVL",))
    assert applied(FILES, [change]).catalog.resolve("NVL")[0].id == "norvale"
