"""The condition: each part is judged by its own limit, gathered from a real store, and told with what to do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.condition import DISK_LIMIT, MEGABYTE, Condition, Vitals, gather, judged
from bot.locales.texts import texts
from bot.pages.health import health_page
from bot.pages.rich import MESSAGE_LIMIT, units
from feeds.model import LANGUAGES
from storage.condition import BACKED_UP, Queue, Stored
from storage.database import Database
from storage.moments import stamp
from tests.unit.storage.builders import NOW, add_feed, execute

NONE = Queue(0, None)
STORED = Stored(15, NONE, 0, NONE, NONE, 30, 2, NOW - timedelta(minutes=5), None, 0, None, NOW - timedelta(days=1))
WELL = Condition(
    NOW, "1.2", STORED, NOW - timedelta(days=3), 120 * MEGABYTE, MEGABYTE, 9000 * MEGABYTE, 200 * MEGABYTE,
    500 * MEGABYTE, 0.01, timedelta(seconds=0.4),
)  # fmt: skip
Change = Callable[[Condition], Condition]


def of_store(**changed: Any) -> Change:
    return lambda it: replace(it, stored=replace(it.stored, **changed))


def of_machine(**changed: Any) -> Change:
    return lambda it: replace(it, **changed)


def since(**ago: float) -> Queue:
    return Queue(3, NOW - timedelta(**ago))


def test_what_is_well_is_told_as_well() -> None:
    assert all(judged(WELL).values())
    page = health_page(WELL, "UTC", texts("en"))
    assert page.text.startswith("All is well\n\n✓ Hengkang 1.2, schema 15 · up for 3 days\n✓ Store: 120 MB")
    assert "⚠" not in page.text


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("store", of_machine(wal_bytes=300 * MEGABYTE)),
        ("disk", of_machine(disk_free=DISK_LIMIT - 1)),
        ("memory", of_machine(memory_free=10 * MEGABYTE)),
        ("loop", of_machine(lag=2.5)),
        ("outbox", of_store(outbox=since(minutes=11))),
        ("inbox", of_store(inbox=since(minutes=3))),
        ("items", of_store(items=since(minutes=16))),
        ("feeds", of_store(failing=7)),
        ("feeds", of_store(feeds=0, failing=0)),
        ("feeds", of_store(read_at=NOW - timedelta(hours=5))),
        ("pauses", of_store(paused_until=NOW + timedelta(minutes=1))),
        ("clock", of_machine(ahead=timedelta(seconds=-6))),
        ("backup", of_store(backed_up_at=None)),
        ("backup", of_store(backed_up_at=NOW - timedelta(days=9))),
    ],
)
def test_each_limit_makes_its_own_part_a_warning_with_advice_in_every_language(part: str, change: Change) -> None:
    it = change(WELL)
    assert [name for name, fine in judged(it).items() if not fine] == [part]
    for lang in LANGUAGES:
        page = health_page(it, "Asia/Jakarta", texts(lang))
        lines = page.text.split("\n")
        (at,) = [n for n, line in enumerate(lines) if line.startswith("⚠ ")]
        assert lines[at + 1].startswith("    ") and not lines[at + 1].strip().startswith("✓")
        assert units(page.text) <= MESSAGE_LIMIT


def test_what_the_system_does_not_tell_is_not_held_against_it() -> None:
    it = replace(WELL, disk_free=None, memory=None, memory_free=None, lag=None, ahead=None, started=None)
    assert all(judged(it).values())
    assert "Memory: ? used, ? free" in health_page(it, "UTC", texts("en")).text


async def test_it_is_gathered_from_the_store_the_files_and_the_runs_vitals(db: Database) -> None:
    vitals = Vitals(NOW - timedelta(hours=5))
    vitals.felt(NOW - timedelta(minutes=11), 9.0)
    vitals.felt(NOW - timedelta(minutes=1), 0.5)
    vitals.dated(NOW - timedelta(seconds=2), NOW)
    await add_feed(db)
    await execute(db, "UPDATE feeds SET failures = 3")
    outbox = (
        "INSERT INTO outbox (key, chat_id, lane, kind, state, due_at, created_at, sent_at) VALUES (?,?,?,?,?,?,?,?)"
    )
    at, before = stamp(NOW), stamp(NOW - timedelta(minutes=20))
    await execute(db, outbox, "a", 1, 1, "alert", "sent", before, before, before)
    await execute(db, outbox, "b", 1, 1, "alert", "pending", before, before, None)
    await execute(db, outbox, "c", 1, 2, "digest", "pending", stamp(NOW + timedelta(hours=1)), at, None)
    await execute(db, outbox, "d", 1, 0, "reply", "failed", at, at, None)
    await execute(db, "INSERT INTO pauses (chat_id, until) VALUES (7, ?)", stamp(NOW + timedelta(seconds=9)))
    await execute(db, "INSERT INTO meta (name, value) VALUES (?, ?)", BACKED_UP, before)
    it = await gather(db, vitals, NOW)
    has = it.stored
    assert (has.outbox.waiting, has.outbox.oldest, has.failed) == (1, NOW - timedelta(minutes=20), 1)
    assert (has.feeds, has.failing, has.read_at) == (1, 1, None)
    assert (has.alert_at, has.backed_up_at) == (NOW - timedelta(minutes=20), NOW - timedelta(minutes=20))
    assert (has.paused, has.paused_until) == (1, None)
    assert it.store_bytes > 0 and it.disk_free is not None and it.disk_free > 0
    assert (it.lag, it.ahead) == (0.5, timedelta(seconds=2))
