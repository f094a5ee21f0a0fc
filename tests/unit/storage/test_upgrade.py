"""A store of schema 3, with rows of every state, comes to today's schema and goes on where it was."""

import sqlite3
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.sending.keeping import planned
from feeds.model import MoveStatus
from feeds.reading.naming.catalog import load
from storage import entities, inbox, items, outbox, retention, stories, subscribers, watches
from storage.database import Database
from storage.items import Items
from storage.migrate import statements, steps
from storage.moments import stamp
from storage.outbox import OutboxRow
from tests.unit.storage.builders import AGES, DAY, MINUTE, NOW, commit, decision, entry, move, poll, rows, value, words

EARLIER = 3
AT = stamp(NOW)
CATALOG = load()
READER, GROUP, STOPPED, BLOCKED = 11, -12, 13, 14
MOVE = move("Rara", "Norvale", "Tindra")
SENT = {"state": "sent", "message_id": 501, "sent_at": AT, "digest": "d"}
# Of each chat of its own, so that one that waits holds up no other.
OUTBOX: tuple[tuple[int, str, str, Mapping[str, Any]], ...] = (
    (READER, "alert:11:1:0", "alert", SENT),
    (GROUP, "alert:-12:1:0", "alert", {"state": "shown"}),
    (21, "reply:21:0", "reply", {"state": "pending", "payload": '{"text": "waits"}'}),
    (22, "reply:22:0", "reply", {"state": "claimed", "payload": '{"text": "claimed"}'}),
    (23, "reply:23:0", "reply", {"state": "sending", "payload": '{"text": "on its way"}'}),
    (24, "alert:24:1:0", "alert", {"state": "pending", "due_at": stamp(NOW + DAY), "attempts": 2}),
    (STOPPED, "alert:13:1:0", "alert", {"state": "dropped", "error": "the chat has stopped alerts"}),
    (BLOCKED, "alert:14:1:0", "alert", {"state": "failed", "error": "Forbidden"}),
)


def insert(c: sqlite3.Connection, table: str, **row: Any) -> None:
    c.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))


def chat(c: sqlite3.Connection, number: int, state: str = "active", **row: Any) -> None:
    kind = "private" if number > 0 else "group"
    insert(
        c,
        "subscribers",
        chat_id=number,
        type=kind,
        lang="id",
        timezone="Asia/Jakarta",
        state=state,
        created_at=AT,
        **row,
    )
    insert(c, "watches", chat_id=number, target="~norvale", name="Norvale", created_at=AT)


def lived(c: sqlite3.Connection) -> None:
    """What a bot of that version leaves behind when it is killed."""
    insert(
        c, "feeds", id=1, url="https://kabar.example/feed.xml", origin="file", next_at=AT, added_at=AT, fetched_once=1
    )
    insert(c, "stories", id=1, status="reported", first_at=AT, last_at=AT)
    item = {"feed_id": 1, "text": "Rara leaves Norvale for Tindra.", "fetched_at": AT, "published": AT, "lang": "en"}
    for number, state in enumerate(("done", "new", "claimed", "set_aside"), 1):
        told = {"story_id": 1, "talent": 1} if state == "done" else {}
        address = f"https://kabar.example/{number}"
        insert(c, "items", id=number, title=f"Item {number}", url=address, state=state, **item, **told)
        insert(c, "item_identities", feed_id=1, identity=f"url:{address}", item_id=number)
    insert(c, "item_search", rowid=1, tokens="rara leaves norvale")
    for key in sorted(MOVE.keys):
        insert(c, "story_keys", entity_key=key, story_id=1)
    insert(c, "moves", story_id=1, position=0, person="Rara", from_org="Norvale", to_org="Tindra", person_key="~rara",
           from_key="~norvale", to_key="~tindra", kind="joins", status="reported", evidence=MOVE.evidence, item_id=1,
           reported_at=AT)  # fmt: skip
    insert(c, "move_evidence", story_id=1, item_id=1, sentence=MOVE.evidence)
    insert(c, "targets", key="~norvale", name="Norvale", kind="organisation", aliases='["Norvale"]')
    chat(c, READER, settings='{"script": "hant", "of another version": 1}', zone_chosen=1)
    chat(c, GROUP, thread_id=7)
    chat(c, STOPPED, "stopped")
    chat(c, BLOCKED, "blocked")
    for number in (21, 22, 23, 24):
        chat(c, number)
    for number, key, kind, row in OUTBOX:
        story = {"story_id": 1} if kind == "alert" else {}
        lane = outbox.REPLY if kind == "reply" else outbox.ALERT
        times = {"due_at": AT, "created_at": AT}
        insert(c, "outbox", **{"key": key, "chat_id": number, "lane": lane, "kind": kind} | times | story | dict(row))
    for number, state in enumerate(("new", "claimed", "done", "failed"), 1):
        insert(c, "inbox", update_id=number, chat_id=READER, payload="{}", state=state, attempts=1, received_at=AT)
    insert(c, "pauses", chat_id=READER, until=AT)
    insert(c, "conversations", chat_id=READER, at=AT)
    insert(c, "questions", chat_id=READER, question="who?", answer="Rara", answered=1, evidence="[]", asked_at=AT)
    insert(c, "callbacks", id="long", chat_id=READER, action="w:a long name", created_at=AT)
    insert(c, "fetches", feed_id=1, at=AT, status="new")
    insert(c, "entities", id="tindra lab", kind="organisation", name="Tindra Lab", added_at=AT)
    insert(c, "aliases", entity_id="tindra lab", alias="TL", added_at=AT)


def everything(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, by its columns."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    tables = [r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {
        table: [dict(r) for r in connection.execute(f"SELECT * FROM {table}")]
        for table in tables
        if not table.startswith(("item_search_", "sqlite_"))
    }
    connection.close()
    return found


@pytest.fixture
def old(path: Path) -> dict[str, list[dict[str, Any]]]:
    connection = sqlite3.connect(path)
    for number, sql in steps()[:EARLIER]:
        for statement in statements(sql):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
    lived(connection)
    connection.commit()
    connection.close()
    return everything(path)


@pytest.fixture
async def upgraded(old: dict[str, list[dict[str, Any]]], path: Path) -> AsyncIterator[Database]:
    async with await Database.open(path) as database:
        async with database.write() as c:
            await items.release(c, crashed=False)
            await inbox.release(c, crashed=False)
            assert await outbox.release(c, crashed=False) == 1
        yield database


async def step(db: Database, at: timedelta) -> list[OutboxRow]:
    """What the sender would send now."""
    async with db.write() as c:
        return await planned(c, await outbox.claim(c, NOW + at, 64), NOW + at, CATALOG)


async def test_every_row_is_there_with_all_that_it_held(old: dict[str, list[dict[str, Any]]], path: Path) -> None:
    async with await Database.open(path):
        pass
    new = everything(path)
    for table, told in old.items():
        assert told, f"lived() leaves {table} empty"
        if table in ("entities", "aliases"):
            continue  # rows of the log of changes now
        assert [{name: row[name] for name in told[0]} for row in new[table]] == told, table


async def test_what_was_added_to_the_catalog_is_in_the_log_of_changes(upgraded: Database) -> None:
    async with upgraded.read() as c:
        entity, alias = await entities.standing(c)
    assert (entity.action, entity.entity, entity.kind, entity.names) == (
        "entity", "tindra lab", "organisation", ("Tindra Lab",),
    )  # fmt: skip
    assert (alias.action, alias.entity, alias.names) == ("alias", "tindra lab", ("TL",))


async def test_what_was_on_its_way_goes_and_what_had_ended_does_not(upgraded: Database) -> None:
    found = {row.key: row.silent for row in await step(upgraded, MINUTE)}
    assert found == {"reply:21:0": False, "reply:22:0": False, "reply:23:0": True}
    assert [row.key for row in await step(upgraded, DAY)] == ["alert:24:1:0"]
    assert await rows(upgraded, "SELECT state, COUNT(*) FROM inbox GROUP BY state ORDER BY state") == [
        ("done", 1), ("failed", 1), ("new", 2),
    ]  # fmt: skip
    assert [i.id for i in await Items(upgraded, words).claim_new(NOW, 9)] == ["2", "3"]


async def test_a_story_of_the_old_store_goes_on_for_those_who_were_told_it(upgraded: Database) -> None:
    await poll(upgraded, 1, entry("Norvale denies it", "https://kabar.example/9"))
    item = next(i for i in await Items(upgraded, words).claim_new(NOW, 9) if i.article.title == "Norvale denies it")
    denied = move("Rara", "Norvale", "Tindra", MoveStatus.DENIED)
    await commit(upgraded, item, decision(item, denied, "development", 1))
    told = "SELECT chat_id, reply_to_key FROM outbox WHERE kind = 'development' AND chat_id IN (11, -12, 13, 14)"
    assert sorted(await rows(upgraded, told)) == [(GROUP, "alert:-12:1:0"), (READER, "alert:11:1:0")]
    async with upgraded.read() as c:
        story = await stories.one(c, 1)
        chosen = await subscribers.get(c, READER)
        taken = [w.scope for w in await watches.of_chat(c, READER)]
    assert story is not None and story.status is MoveStatus.DENIED
    assert chosen is not None and chosen.script == "hant"
    assert taken == ["all"]


async def test_what_is_old_is_forgotten_and_a_chat_leaves_nothing(upgraded: Database) -> None:
    gone = await retention.forget_old(upgraded, AGES, NOW + 400 * DAY)
    assert {"articles", "messages", "questions", "buttons", "updates", "fetches"} <= set(gone)
    async with upgraded.write() as c:
        await subscribers.forget(c, READER)
    assert await value(upgraded, "SELECT COUNT(*) FROM outbox WHERE chat_id = 11") == 0
    assert await value(upgraded, "SELECT COUNT(*) FROM watches WHERE chat_id = 11") == 0


async def test_no_number_of_a_message_is_given_twice(upgraded: Database) -> None:
    newest = await value(upgraded, "SELECT MAX(id) FROM outbox")
    async with upgraded.write() as c:
        await c.run("DELETE FROM outbox")
        await outbox.put(c, [outbox.NewMessage("reply:99:0", READER, "reply", {"text": "new"})], NOW)
    assert await value(upgraded, "SELECT id FROM outbox") == int(str(newest)) + 1
