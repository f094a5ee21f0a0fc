"""The chats that the bot talks to. A chat is known by Telegram's number, which changes once: group to supergroup."""

import json
from dataclasses import dataclass
from datetime import datetime

from storage import channels, watches
from storage.database import Connection, Row
from storage.moments import moment, stamp

# Every table that holds something of a chat, with its column; /forgetme empties them all.
CHAT_TABLES = (
    ("watches", "chat_id"),
    ("muted_stories", "chat_id"),
    ("reports", "chat_id"),
    ("outbox", "chat_id"),
    ("pauses", "chat_id"),
    ("conversations", "chat_id"),
    ("questions", "chat_id"),
    ("callbacks", "chat_id"),
    ("awaited", "chat_id"),
    ("imports", "chat_id"),
    ("chat_lists_off", "chat_id"),
    ("moved_chats", "chat_id"),
    ("channels", "chat_id"),
    ("entity_watches", "chat_id"),
    ("access", "chat_id"),
    ("broadcasts", "chat_id"),
    ("visits", "chat_id"),
    ("subscribers", "chat_id"),
)

# The state ?2, or barred where a chat ?1 would become active that administrators have blocked.
ACTIVE = (
    "CASE WHEN ?2 = 'active' AND EXISTS (SELECT 1 FROM access WHERE chat_id = ?1 AND verdict = 'blocked')"
    " THEN 'barred' ELSE ?2 END"
)

# What a chat has brought in and others use: the row stays, and forgets who added it.
ADDED_TABLES = ("feeds", "entity_changes", "decisions_log")


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A chat with its settings.

    ``state`` is active, stopped (by itself), blocked (the bot is shut out) or barred (by an administrator).
    """

    chat_id: int
    type: str
    title: str
    thread_id: int | None
    lang: str
    timezone: str
    zone_chosen: bool
    state: str
    created_at: datetime
    username: str | None = None
    script: str = ""  # "hant" where Chinese is read in traditional characters


def _subscriber(row: Row) -> Subscriber:
    return Subscriber(
        chat_id=row["chat_id"],
        type=row["type"],
        title=row["title"],
        thread_id=row["thread_id"],
        lang=row["lang"],
        timezone=row["timezone"],
        zone_chosen=bool(row["zone_chosen"]),
        state=row["state"],
        created_at=moment(row["created_at"]),
        username=row["username"],
        script=str(json.loads(row["settings"] or "{}").get("script", "")),
    )


async def get(c: Connection, chat_id: int) -> Subscriber | None:
    """A chat, None where it never wrote."""
    row = await c.one("SELECT * FROM subscribers WHERE chat_id = ?", (chat_id,))
    return _subscriber(row) if row else None


async def ensure(
    c: Connection,
    chat_id: int,
    chat_type: str,
    lang: str,
    timezone: str,
    now: datetime,
    title: str = "",
    thread_id: int | None = None,
    script: str = "",
    username: str | None = None,
) -> None:
    """Make the chat known; one that is known keeps its settings."""
    settings = json.dumps({"script": script} if script else {})
    await c.run(
        "INSERT INTO subscribers (chat_id, type, title, thread_id, lang, timezone, created_at, settings, username)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (chat_id)"
        " DO UPDATE SET title = excluded.title, username = excluded.username",
        (chat_id, chat_type, title, thread_id, lang, timezone, stamp(now), settings, username),
    )


async def set_state(c: Connection, chat_id: int, state: str) -> None:
    """Set active, stopped or blocked; a chat that administrators have blocked does not become active."""
    await c.run(f"UPDATE subscribers SET state = {ACTIVE} WHERE chat_id = ?1", (chat_id, state))


async def unblock(c: Connection, chat_id: int) -> None:
    """A chat that writes to us has not blocked us, or no longer."""
    await c.run(
        f"UPDATE subscribers SET state = {ACTIVE} WHERE chat_id = ?1 AND state = 'blocked'", (chat_id, "active")
    )


async def set_language(c: Connection, chat_id: int, lang: str, default_zone: str) -> None:
    """Set the language; the time zone follows until one has been chosen."""
    await c.run(
        "UPDATE subscribers SET lang = ?, timezone = CASE WHEN zone_chosen THEN timezone ELSE ? END WHERE chat_id = ?",
        (lang, default_zone, chat_id),
    )


async def set_timezone(c: Connection, chat_id: int, timezone: str) -> None:
    """Set the IANA zone."""
    await c.run("UPDATE subscribers SET timezone = ?, zone_chosen = 1 WHERE chat_id = ?", (timezone, chat_id))


async def set_thread(c: Connection, chat_id: int, thread_id: int | None) -> None:
    """Keep to a topic of a forum; None for the chat at large."""
    await c.run("UPDATE subscribers SET thread_id = ? WHERE chat_id = ?", (thread_id, chat_id))


async def current(c: Connection, chat_id: int) -> int:
    """The number under which a chat is known today: a group that became a supergroup has another one."""
    value = await c.value("SELECT chat_id FROM moved_chats WHERE old_id = ?", (chat_id,))
    return int(value) if value is not None else chat_id


async def migrate(c: Connection, old: int, new: int) -> None:
    """A group has become a supergroup: everything goes along."""
    if old == new:
        return
    await c.run(
        "INSERT INTO moved_chats (old_id, chat_id) VALUES (?, ?)"
        " ON CONFLICT (old_id) DO UPDATE SET chat_id = excluded.chat_id",
        (old, new),
    )
    if await get(c, old) is not None:
        # What the new chat was known by already goes, but not what has been watched in it meanwhile.
        await c.run("UPDATE OR IGNORE watches SET chat_id = ? WHERE chat_id = ?", (old, new))
        await c.run("DELETE FROM subscribers WHERE chat_id = ?", (new,))
    await c.run("UPDATE subscribers SET chat_id = ?, type = 'supergroup' WHERE chat_id = ?", (new, old))
    # A block goes before any other verdict, and any before a mere request.
    weight = "CASE verdict WHEN 'blocked' THEN 2 WHEN 'allowed' THEN 1 ELSE 0 END"
    await c.run(
        f"DELETE FROM access WHERE chat_id = ?1 AND {weight} < (SELECT {weight} FROM access WHERE chat_id = ?2)",
        (new, old),
    )
    for table, column in CHAT_TABLES:
        if table not in ("watches", "subscribers"):
            await c.run(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?", (new, old))
            await c.run(f"DELETE FROM {table} WHERE {column} = ?", (old,))  # what both had
    await c.run("UPDATE inbox SET chat_id = ? WHERE chat_id = ?", (new, old))
    for table in ADDED_TABLES:
        await c.run(f"UPDATE {table} SET added_by = ? WHERE added_by = ?", (new, old))
    # The keys name the chat too (alert:<chat>:…); without this the new chat would get every story once more.
    for key in ("key", "reply_to_key"):
        await c.run(
            f"UPDATE OR IGNORE outbox SET {key} = replace({key}, ?, ?) WHERE chat_id = ? AND {key} LIKE ?",
            (f":{old}:", f":{new}:", new, f"%:{old}:%"),
        )


async def forget(c: Connection, chat_id: int) -> None:
    """Erase every row of a chat, and of channels that only it manages; of its updates only the numbers stay, so that
    none is handled twice.

    Updates that have come since and are not handled yet stay whole: what they ask for is still to be done. Who was
    blocked stays so, by the number alone: else erasing would be a way round.
    """
    for channel in await channels.alone(c, chat_id):
        await forget(c, channel)  # nobody could manage it any more
    await channels.erase(c, chat_id)
    await c.run(
        "UPDATE inbox SET chat_id = NULL, payload = '', error = NULL WHERE chat_id = ? AND state <> 'new'", (chat_id,)
    )
    shut_out = await c.value("SELECT at FROM access WHERE chat_id = ? AND verdict = 'blocked'", (chat_id,))
    for table, column in CHAT_TABLES:
        await c.run(f"DELETE FROM {table} WHERE {column} = ?", (chat_id,))
    if shut_out is not None:
        await c.run("INSERT INTO access (chat_id, verdict, at) VALUES (?, 'blocked', ?)", (chat_id, shut_out))
    for table in ADDED_TABLES:
        await c.run(f"UPDATE {table} SET added_by = NULL WHERE added_by = ?", (chat_id,))
    await watches.tidy(c)


async def counts(c: Connection) -> dict[str, int]:
    """The number of chats in each state."""
    return {r["state"]: r["n"] for r in await c.all("SELECT state, COUNT(*) AS n FROM subscribers GROUP BY state")}
