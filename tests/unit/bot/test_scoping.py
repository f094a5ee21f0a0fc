"""What a chat's watches let through of stored stories, asked of a real store."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.scoping import in_scope, kept_out, still_wanted
from feeds.model import SCOPES, Move, MoveKind
from feeds.reading.naming.catalog import Catalog
from storage import outbox, watches
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
