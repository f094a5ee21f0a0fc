"""What a chat's watches let through of stored stories, asked of a real store."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands.names import watched_name
from bot.scoping import in_scope, kept_out, still_wanted
from feeds.model import SCOPES, Move, MoveKind
from feeds.reading.moving.scope import scopes
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.match import Matcher
from feeds.reading.naming.names import person_key
from storage import outbox, subscribers, watches
from storage.database import Database
from storage.outbox import OutboxRow
from tests.stores import empty_store
from tests.unit.storage.builders import MINUTE, NOW, add_chat, claimed, commit, decision, entry, execute, move

NOBODY = Catalog({})
LEAVES = replace(move("Rara", "Norvale", "Tindra"), role="chief scientist")
CUTS = replace(
    move("Rara", "Norvale", "Tindra"), person=None, person_key=None, to_org=None, to_key=None, kind=MoveKind.LAID_OFF
)


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    """Two stories of Norvale: 1, its chief scientist goes to Tindra; 2, it cuts jobs."""
    async with await Database.open(empty_store(tmp_path / "store.db")) as one:
        first, second = await claimed(one, entry("Rara leaves Norvale for Tindra"), entry("Norvale cuts forty jobs"))
        await commit(one, first, decision(first, LEAVES))
        await commit(one, second, decision(second, CUTS))
        yield one


async def scoped(db: Database, scope: str, name: str = "Norvale") -> None:
    await add_chat(db, 1, name)
    await execute(db, "UPDATE watches SET scope = ?", scope)


def kept(kind: str, story: int | None, first: str | None = None, targets: tuple[str, ...] = ()) -> OutboxRow:
    values = {"targets": list(targets)}
    return OutboxRow(
        7, "k", 1, None, 1, kind, story, 0, values, first, silent=False, attempts=0, digest=None, created_at=NOW
    )


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("all", [2, 1]),
        ("everything", [2, 1]),
        ("departures", [1]),
        ("arrivals", []),
        ("appointments", []),
        ("layoffs", [2]),
        ("senior", [1]),
    ],
)
async def test_stories_are_parted_by_scope_in_their_order(db: Database, scope: str, expected: list[int]) -> None:
    async with db.read() as c:
        assert await in_scope(c, "~norvale", scope, [2, 1], NOBODY) == expected
        assert await in_scope(c, "~kelana", "departures", [2, 1], NOBODY) == []


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_kept_alert_is_wanted_as_long_as_a_watch_takes_it(db: Database, scope: str) -> None:
    await scoped(db, scope)
    async with db.read() as c:
        wanted = await still_wanted(c, 1, [kept("alert", 1)], NOBODY, NOW)
        standing = await still_wanted(c, 1, [kept("development", 1)], NOBODY, NOW)
        following = await still_wanted(c, 1, [kept("development", 1, "alert:1:1:0")], NOBODY, NOW)
        assert bool(wanted) is bool(standing) is (scope in ("all", "everything", "departures", "senior"))
        assert following, "who was told is told how it goes on"
        silent = await kept_out(c, 1, 1, NOBODY)
    assert [w.name for w in silent] == ([] if wanted else ["Norvale"])


async def test_a_muted_watch_lets_nothing_through_until_its_mute_ends(db: Database) -> None:
    await scoped(db, "all")
    async with db.write() as c:
        await watches.mute(c, 1, 1, NOW + MINUTE)
        rows = [kept("alert", 1), kept("development", 1, "alert:1:1:0"), kept("reply", None)]
        rows = [replace(row, id=n) for n, row in enumerate(rows)]
        assert await still_wanted(c, 1, rows, NOBODY, NOW) == {2}
        assert await still_wanted(c, 1, rows, NOBODY, NOW + MINUTE) == {0, 1, 2}


@pytest.mark.parametrize(
    ("scope", "targets", "wanted"),
    [("everything", ("~norvale",), True), ("everything", ("~kelana",), False), ("all", ("~norvale",), False)],
)
async def test_a_kept_mention_is_wanted_by_who_still_watches_everything(
    db: Database, scope: str, targets: tuple[str, ...], wanted: bool
) -> None:
    await scoped(db, scope)
    async with db.read() as c:
        assert bool(await still_wanted(c, 1, [kept("mention", None, targets=targets)], NOBODY, NOW)) is wanted


async def test_the_rows_of_the_store_are_judged_as_they_are_claimed(db: Database) -> None:
    await scoped(db, "all")
    first, *_ = await claimed(db, entry("Rara is back at Norvale"))
    back: Move = move("Rara", "Tindra", "Norvale")
    await commit(db, first, decision(first, back, scopes={"~norvale": frozenset({"arrivals"})}))
    async with db.write() as c:
        rows = await outbox.claim(c, NOW + timedelta(minutes=1), 10)
        assert [row.kind for row in rows] == ["alert"]
        assert await still_wanted(c, 1, rows, NOBODY, NOW) == {rows[0].id}
        await watches.set_scope(c, 1, "~norvale", "departures")
        assert await still_wanted(c, 1, rows, NOBODY, NOW) == frozenset()


async def test_news_of_a_person_watched_in_pinyin_is_wanted_as_an_article_in_han_tells_it(db: Database) -> None:
    person = watched_name("Wei Zhang", NOBODY)
    (item,) = await claimed(db, entry("张伟离开 Norvale，加入 Tindra"))
    told = replace(move("张伟", "Norvale", "Tindra"), person_key=person_key("张伟", NOBODY))
    hits = Matcher([person], NOBODY).find(item.article)
    assert {h.watch for h in hits} == {person.id} and person.id not in told.keys
    satisfied = {person.id: scopes((told,), person.id, NOBODY, {h.alias for h in hits})}
    async with db.write() as c:
        await subscribers.ensure(c, 1, "private", "en", "UTC", NOW)
        await watches.add(c, 1, person, "Wei Zhang", NOW)
        await watches.set_scope(c, 1, person.id, "departures")
    await commit(db, item, decision(item, told, targets=told.keys | {person.id}, scopes=satisfied))
    async with db.write() as c:
        (row,) = await outbox.claim(c, NOW + timedelta(minutes=1), 10)
        assert await still_wanted(c, 1, [row], NOBODY, NOW) == {row.id}
        assert await in_scope(c, person.id, "departures", [3], NOBODY) == [3]
        await watches.set_scope(c, 1, person.id, "layoffs")
        assert await still_wanted(c, 1, [row], NOBODY, NOW) == frozenset()


async def test_the_last_of_very_many_watches_lets_through_what_it_takes(db: Database) -> None:
    await add_chat(db, 1, "Kelana")
    many = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
    await execute(db, "INSERT INTO targets (key, name) " + many + "SELECT '~firm ' || i, 'Firm ' || i FROM n")
    await execute(
        db,
        "INSERT INTO watches (chat_id, target, name, created_at) SELECT 1, key, name, '2026-11-24' FROM targets"
        " WHERE key LIKE '~firm %'",
    )
    await add_chat(db, 1, "Norvale")
    await execute(db, "UPDATE watches SET scope = 'departures' WHERE target = '~norvale'")
    async with db.read() as c:
        assert await still_wanted(c, 1, [kept("alert", 1)], NOBODY, NOW) == {7}
        assert await kept_out(c, 1, 1, NOBODY) == []
        assert [w.name for w in await kept_out(c, 1, 2, NOBODY)] == ["Norvale"]
