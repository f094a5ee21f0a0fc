"""Who may use the bot. A person or chat is known by its number; without a row it is as ``bot.access`` says.

asked -> allowed | blocked -> no row (undone)

A blocked chat that is known is in the state "barred": whatever sends on the bot's own account asks for "active", so
nothing reaches it, and its watches stay. The state that it had comes back when the block is undone.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from storage import outbox
from storage.database import Connection, Row
from storage.moments import moment, stamp

Verdict = Literal["asked", "allowed", "blocked"]
Counted = Literal["person", "group", "member"]
NOTES_A_DAY = 20  # requests of which administrators are told; further ones wait in the list
DAY = timedelta(days=1)
LATEST = timedelta(minutes=1)  # by which a minute that is counted may be ahead


@dataclass(frozen=True, slots=True)
class Access:
    """A decision, or a request for one; ``name`` and ``reason`` as they were typed."""

    chat_id: int
    verdict: Verdict
    name: str
    username: str | None
    lang: str
    reason: str
    at: datetime


def _access(row: Row) -> Access:
    return Access(
        row["chat_id"], row["verdict"], row["name"], row["username"], row["lang"], row["reason"], moment(row["at"])
    )


async def get(c: Connection, chat_id: int) -> Access | None:
    """What has been decided of a person or chat."""
    row = await c.one("SELECT * FROM access WHERE chat_id = ?", (chat_id,))
    return _access(row) if row else None


async def verdicts(c: Connection, numbers: Iterable[int]) -> dict[int, Verdict]:
    """The verdicts on persons and chats, those that have one."""
    wanted = sorted(set(numbers))
    marks = ", ".join("?" * len(wanted))
    rows = await c.all(f"SELECT chat_id, verdict FROM access WHERE chat_id IN ({marks})", wanted)
    return {row["chat_id"]: row["verdict"] for row in rows}


async def known(c: Connection, numbers: Iterable[int]) -> set[int]:
    """Which of the chats have a row: those that use the bot."""
    wanted = sorted(set(numbers))
    marks = ", ".join("?" * len(wanted))
    return {
        row["chat_id"] for row in await c.all(f"SELECT chat_id FROM subscribers WHERE chat_id IN ({marks})", wanted)
    }


async def listed(c: Connection, verdict: Verdict, limit: int, offset: int = 0) -> list[Access]:
    """Those with a verdict, the newest first."""
    rows = await c.all(
        "SELECT * FROM access WHERE verdict = ? ORDER BY at DESC, chat_id LIMIT ? OFFSET ?", (verdict, limit, offset)
    )
    return [_access(row) for row in rows]


async def count(c: Connection, verdict: Verdict) -> int:
    """How many have a verdict."""
    return int(await c.value("SELECT COUNT(*) FROM access WHERE verdict = ?", (verdict,)))


async def find(c: Connection, username: str) -> int | None:
    """The number of a person or chat by its @name, as far as it has been seen; capitals do not count."""
    value = await c.value(
        "SELECT chat_id FROM subscribers WHERE username = ?1 COLLATE NOCASE"
        " UNION ALL SELECT chat_id FROM access WHERE username = ?1 COLLATE NOCASE"
        " UNION ALL SELECT channel_id FROM channels WHERE username = ?1 COLLATE NOCASE LIMIT 1",
        (username,),
    )
    return int(value) if value is not None else None


async def asked(
    c: Connection, chat_id: int, name: str, username: str | None, lang: str, now: datetime
) -> tuple[bool, bool]:
    """A stranger has come: whether for the first time, and whether administrators are to be told."""
    today = await c.value("SELECT COUNT(*) FROM access WHERE noted AND at > ?", (stamp(now - DAY),))
    noted = int(today) < NOTES_A_DAY
    new = await c.run(
        "INSERT INTO access (chat_id, verdict, name, username, lang, noted, at) VALUES (?, 'asked', ?, ?, ?, ?, ?)"
        " ON CONFLICT (chat_id) DO NOTHING",
        (chat_id, name, username, lang, noted, stamp(now)),
    )
    return new == 1, new == 1 and noted


async def no_stranger(c: Connection, chat_id: int) -> None:
    """Who was taken for a stranger is known after all: the request, and what is not told yet of it, are taken back."""
    await c.run("DELETE FROM access WHERE chat_id = ? AND verdict = 'asked'", (chat_id,))
    await c.run(
        "DELETE FROM outbox WHERE state = 'pending' AND (key LIKE ? OR key LIKE ?)",
        (f"stranger:{chat_id}:%", f"asked:{chat_id}:%"),
    )


async def allow(c: Connection, chat_id: int, name: str, now: datetime) -> None:
    """Let a person or chat use the bot; a block ends."""
    await _free(c, chat_id)
    await c.run(
        "INSERT INTO access (chat_id, verdict, name, at) VALUES (?, 'allowed', ?, ?) ON CONFLICT (chat_id)"
        " DO UPDATE SET verdict = 'allowed', reason = '', was = NULL, at = excluded.at",
        (chat_id, name, stamp(now)),
    )


async def block(c: Connection, chat_id: int, name: str, reason: str, now: datetime) -> None:
    """Shut a person or chat out: what waits for it is given up, its watches stay."""
    await c.run(
        "INSERT INTO access (chat_id, verdict, name, reason, at) VALUES (?1, 'blocked', ?2, ?3, ?4)"
        " ON CONFLICT (chat_id) DO UPDATE SET verdict = 'blocked', reason = excluded.reason, at = excluded.at",
        (chat_id, name, reason, stamp(now)),
    )
    await c.run(
        "UPDATE access SET was = COALESCE(was, (SELECT state FROM subscribers WHERE chat_id = ?1)) WHERE chat_id = ?1",
        (chat_id,),
    )
    await c.run("UPDATE subscribers SET state = 'barred' WHERE chat_id = ?", (chat_id,))
    await outbox.drop_pending(c, chat_id, "blocked by an administrator")


async def unblock(c: Connection, chat_id: int) -> bool:
    """Undo a block; False where there was none. What the chat had comes back."""
    await _free(c, chat_id)
    return await c.run("DELETE FROM access WHERE chat_id = ? AND verdict = 'blocked'", (chat_id,)) == 1


async def _free(c: Connection, chat_id: int) -> None:
    await c.run(
        "UPDATE subscribers SET state = COALESCE((SELECT was FROM access WHERE chat_id = ?1 AND was <> 'barred'),"
        " 'active') WHERE chat_id = ?1 AND state = 'barred'",
        (chat_id,),
    )


async def full(c: Connection, kind: Counted, places: Iterable[int], now: datetime, limit: int) -> set[int]:
    """Those that are over the limit in this minute already, so that one visit more changes nothing."""
    rows = await c.all(
        "SELECT chat_id FROM visits WHERE kind = ? AND chat_id IN (SELECT value FROM json_each(?))"
        " AND minute BETWEEN ? AND ? AND count > ?",
        (kind, json.dumps(sorted(set(places))), stamp(now)[:16], stamp(now + LATEST)[:16], limit),
    )
    return {row["chat_id"] for row in rows}


async def counted(
    c: Connection, kind: Counted, visits: Iterable[int], now: datetime, limit: int
) -> list[tuple[int, bool, bool]]:
    """Count visits of persons or chats in this minute: for each its number, whether it is within the limit, and whether
    it is the first over. Beyond that one is like another, and counting it would cost a write.

    A minute that is over does not come back, unless the clock was put back by more than one: nobody waits for hours.
    """
    wanted = list(visits)
    rows = await c.all(
        "SELECT * FROM visits WHERE kind = ? AND chat_id IN (SELECT value FROM json_each(?))",
        (kind, json.dumps(sorted(set(wanted)))),
    )
    seen: dict[int, tuple[str, int]] = {row["chat_id"]: (row["minute"], row["count"]) for row in rows}
    found = []
    changed: dict[int, tuple[str, int]] = {}
    for who in wanted:
        minute, number = seen.get(who, ("", 0))
        if minute > stamp(now + LATEST)[:16]:  # counted by a clock that was put back since
            minute, number = "", 0
        mine = max(minute, stamp(now)[:16])
        number = number + 1 if mine == minute else 1
        if mine != minute or number <= limit + 1:
            seen[who] = changed[who] = (mine, number)
        found.append((number, number <= limit, number == limit + 1))
    await c.many(
        "INSERT INTO visits (chat_id, kind, minute, count) VALUES (?, ?, ?, ?) ON CONFLICT (chat_id, kind)"
        " DO UPDATE SET minute = excluded.minute, count = excluded.count",
        [(who, kind, minute, number) for who, (minute, number) in changed.items()],
    )
    return found
