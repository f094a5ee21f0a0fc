"""Messages on their way. A message is known by its key, so a repeat of what caused it adds nothing.

pending -> claimed -> sending -> sent | failed | dropped        claimed -> held: see ``storage/kept.py``

``claimed`` and ``sending`` are apart because only ``sending`` may have reached Telegram: after a crash what was claimed
goes back unharmed, and what was sending is sent again silently and counted (``uncertain``). Either goes by itself then
(``storage/crashes.py``). Within a chat the order of the numbers is kept: one message of a chat is under way at a time,
and one that is tried again keeps its place.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.database import Connection, Row
from storage.moments import maybe_moment, stamp

REPLY, ALERT, DIGEST, BROADCAST = 0, 1, 2, 3  # lanes; the lower goes first
EVERYBODY = 0  # the chat number of a pause for all

# The first due message of each chat, by lane and number. Each condition looks at the rows of one chat only, which the
# planner must be told: among replies it would look at those of all chats. The rows are walked in the order of
# ``outbox_due`` until there are enough: a hundred thousand that wait cost as few do.
FIRST = """
    SELECT o.id FROM outbox o {index}
    WHERE o.state = 'pending' AND o.due_at <= :now AND o.crashes {crashes}
      AND NOT EXISTS (SELECT 1 FROM pauses p WHERE p.chat_id = o.chat_id AND p.until > :now)
      AND NOT EXISTS (SELECT 1 FROM outbox b WHERE b.chat_id = o.chat_id AND b.state IN ('claimed', 'sending'))
      AND NOT EXISTS (SELECT 1 FROM outbox e INDEXED BY outbox_chat
        WHERE e.chat_id = o.chat_id AND e.state = 'pending' AND (
            (e.due_at <= :now AND (e.lane < o.lane OR (e.lane = o.lane AND e.id < o.id)))
            OR (e.due_at > :now AND e.lane = o.lane AND e.id < o.id AND e.attempts > 0)))
      {lanes} ORDER BY o.lane, o.due_at LIMIT :limit
"""
CLAIM_REPLIES, CLAIM_OTHERS = (
    "UPDATE outbox SET state = 'claimed' WHERE id IN ("
    + FIRST.format(index="", crashes="= 0", lanes=f"AND o.lane {which} {REPLY}")
    + ") RETURNING *"
    for which in ("=", ">")
)

WAITING = f"""
    SELECT COUNT(*) FROM (SELECT DISTINCT o.chat_id FROM outbox o
        WHERE o.state IN ('pending', 'claimed') AND o.lane = {REPLY} AND o.due_at <= :now
          AND NOT EXISTS (SELECT 1 FROM pauses p WHERE p.chat_id IN (o.chat_id, {EVERYBODY}) AND p.until > :now)
          AND NOT EXISTS (SELECT 1 FROM outbox e INDEXED BY outbox_chat
            WHERE e.chat_id = o.chat_id AND e.state = 'pending' AND e.lane = {REPLY} AND e.id < o.id
                AND e.due_at > :now AND e.attempts > 0)
        LIMIT :most)
"""

# What may have ended a run.
SUSPECT = FIRST.format(index="INDEXED BY outbox_crashes", crashes="> 0", lanes="")
CLAIM_SUSPECT = "UPDATE outbox SET state = 'claimed' WHERE id = ? RETURNING *"
ALONE = "SELECT 1 FROM outbox INDEXED BY outbox_crashes WHERE crashes > 0 AND state IN ('claimed', 'sending') LIMIT 1"
BUSY = "SELECT 1 FROM outbox WHERE state IN ('claimed', 'sending') LIMIT 1"
SUSPECTED_UPDATE = (
    "SELECT 1 FROM inbox INDEXED BY inbox_crashes WHERE crashes > 0 AND state IN ('new', 'claimed') LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message to send, as claimed."""

    id: int
    key: str
    chat_id: int
    thread_id: int | None
    lane: int
    kind: str
    story_id: int | None
    revision: int
    payload: Mapping[str, Any]
    reply_to_key: str | None
    silent: bool
    attempts: int
    digest: str | None
    created_at: datetime | None
    released: bool = False  # it was kept, and its moment has come
    uncertain: int = 0  # how often a call was in flight that may have arrived


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to put into the outbox; ``payload`` is JSON-able."""

    key: str
    chat_id: int
    kind: str
    payload: Mapping[str, Any]
    lane: int = REPLY
    thread_id: int | None = None
    story_id: int | None = None
    reply_to_key: str | None = None
    silent: bool = False
    about: int | None = None  # the channel that a reply in a private chat is about
    due: datetime | None = None  # not before; None: at once


async def put(c: Connection, messages: Sequence[NewMessage], now: datetime) -> None:
    """Add messages; those whose key is there already are left as they are."""
    await c.many(
        "INSERT INTO outbox (key, chat_id, thread_id, lane, kind, story_id, payload, reply_to_key, silent, due_at,"
        " created_at, about) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
        [
            (
                m.key,
                m.chat_id,
                m.thread_id,
                m.lane,
                m.kind,
                m.story_id,
                json.dumps(m.payload, ensure_ascii=False),
                m.reply_to_key,
                m.silent,
                stamp(m.due or now),
                stamp(now),
                m.about,
            )
            for m in messages
        ],
    )


async def claim(c: Connection, now: datetime, limit: int, others: int | None = None) -> list[OutboxRow]:
    """Due messages, at most one a chat, replies before alerts before digests; paused chats wait.

    No more than ``limit`` replies, and then no more than ``others`` that are none, nor than ``limit`` in all. What may
    have ended the last run goes first, with nothing beside it.
    """
    if await c.value("SELECT 1 FROM pauses WHERE chat_id = ? AND until > ?", (EVERYBODY, stamp(now))):
        return []
    if await c.value(ALONE):
        return []
    suspect = await c.value(SUSPECT, {"now": stamp(now), "limit": 1})
    if suspect is None:
        rows = await c.all(CLAIM_REPLIES, {"now": stamp(now), "limit": limit})
        room = min(limit - len(rows), limit if others is None else others)
        if room > 0:
            rows += await c.all(CLAIM_OTHERS, {"now": stamp(now), "limit": room})
    elif await c.value(BUSY) or await c.value(SUSPECTED_UPDATE):
        return []
    else:
        rows = await c.all(CLAIM_SUSPECT, (suspect,))
    return sorted((outbox_row(r) for r in rows), key=lambda m: (m.lane, m.id))


async def waiting_for_replies(c: Connection, now: datetime, most: int) -> int:
    """How many chats, ``most`` at most, have a reply that might go and has not begun to; one behind another that is
    tried again later might not.
    """
    return int(await c.value(WAITING, {"now": stamp(now), "most": most}))


def outbox_row(row: Row) -> OutboxRow:
    """A message of its row."""
    return OutboxRow(
        id=row["id"],
        key=row["key"],
        chat_id=row["chat_id"],
        thread_id=row["thread_id"],
        lane=row["lane"],
        kind=row["kind"],
        story_id=row["story_id"],
        revision=row["revision"],
        payload=json.loads(row["payload"]),
        reply_to_key=row["reply_to_key"],
        silent=bool(row["silent"]),
        attempts=row["attempts"],
        digest=row["digest"],
        created_at=maybe_moment(row["created_at"]),
        released=bool(row["released"]),
        uncertain=row["uncertain"],
    )


async def sending(c: Connection, row_id: int, now: datetime) -> bool:
    """Mark that the call begins now; False where the row is no longer ours to send."""
    changed = await c.run(
        "UPDATE outbox SET state = 'sending', attempts = attempts + 1, sent_at = ? WHERE id = ? AND state = 'claimed'",
        (stamp(now), row_id),
    )
    return changed == 1


async def sent(c: Connection, row_id: int, message_id: int | None, digest: str | None, now: datetime) -> None:
    """Telegram has taken it."""
    await c.run(
        "UPDATE outbox SET state = 'sent', message_id = COALESCE(?, message_id), digest = ?, sent_at = ?, error = NULL,"
        " crashes = 0 WHERE id = ?",
        (message_id, digest, stamp(now), row_id),
    )


async def later(c: Connection, row_id: int, due: datetime, error: str, *, uncertain: bool) -> None:
    """Try again from ``due`` on; silently where it may have arrived."""
    await c.run(
        "UPDATE outbox SET state = 'pending', due_at = ?, error = ?, silent = silent OR ?, uncertain = uncertain + ?,"
        " crashes = 0 WHERE id = ?",
        (stamp(due), error, uncertain, uncertain, row_id),
    )


async def at_large(c: Connection, row_id: int, due: datetime, error: str) -> None:
    """Try again from ``due`` on, in the chat at large in place of a topic."""
    await c.run(
        "UPDATE outbox SET state = 'pending', thread_id = NULL, due_at = ?, error = ?, crashes = 0 WHERE id = ?",
        (stamp(due), error, row_id),
    )


async def leave_thread(c: Connection, chat_id: int, thread_id: int) -> None:
    """What waits for a topic that is gone goes to the chat at large."""
    await c.run(
        "UPDATE outbox SET thread_id = NULL WHERE chat_id = ? AND thread_id = ?"
        " AND state IN ('pending', 'claimed', 'held', 'telling')",
        (chat_id, thread_id),
    )


async def ended(c: Connection, row_id: int, state: str, error: str) -> None:
    """It will not be sent: "failed" (Telegram refused it) or "dropped" (nothing left to say)."""
    await c.run("UPDATE outbox SET state = ?, error = ? WHERE id = ?", (state, error, row_id))


async def put_back(c: Connection, row_id: int) -> None:
    """A claimed message is not to go yet; its place is kept."""
    await c.run("UPDATE outbox SET state = 'pending' WHERE id = ? AND state = 'claimed'", (row_id,))


async def let_go(c: Connection, rows: Sequence[int]) -> None:
    """Free messages of which it could not be stored what became of them; what may have arrived goes again silently."""
    await c.run(
        "UPDATE outbox SET uncertain = uncertain + (state = 'sending'), silent = silent OR state = 'sending',"
        " state = 'pending' WHERE id IN (SELECT value FROM json_each(?)) AND state IN ('claimed', 'sending')",
        (json.dumps(list(rows)),),
    )


async def hurry(c: Connection, now: datetime) -> int:
    """Telegram answers again: what waits to be tried again need not wait longer; pauses hold all the same."""
    return await c.run(
        "UPDATE outbox SET due_at = ?1 WHERE state = 'pending' AND due_at > ?1 AND attempts > 0", (stamp(now),)
    )


async def release(c: Connection, *, crashed: bool = True) -> int:
    """Free what a run had claimed: at the start, where the last one ``crashed``, or at the end of one in order.

    What was sending goes again silently; the number of those.
    """
    await c.run("UPDATE outbox SET state = 'pending', crashes = crashes + ? WHERE state = 'claimed'", (crashed,))
    return await c.run(
        "UPDATE outbox SET state = 'pending', silent = 1, uncertain = uncertain + 1, crashes = crashes + ?"
        " WHERE state = 'sending'",
        (crashed,),
    )


async def pause(c: Connection, chat_id: int, until: datetime) -> None:
    """Send nothing to a chat (``EVERYBODY``: to anybody) before a moment; outlasts a restart."""
    await c.run(
        "INSERT INTO pauses (chat_id, until) VALUES (?, ?)"
        " ON CONFLICT (chat_id) DO UPDATE SET until = MAX(until, excluded.until)",
        (chat_id, stamp(until)),
    )


async def drop_pending(c: Connection, chat_id: int, why: str) -> int:
    """Give up everything that waits, or is kept, for a chat."""
    return await c.run(
        "UPDATE outbox SET state = 'dropped', error = ? WHERE chat_id = ?"
        " AND state IN ('pending', 'claimed', 'held', 'telling')",
        (why, chat_id),
    )


async def removed(c: Connection, row_id: int) -> None:
    """Leave no trace of a message."""
    await c.run("DELETE FROM outbox WHERE id = ?", (row_id,))


async def edited(c: Connection, key: str, digest: str | None) -> None:
    """Note what the message that a key was sent as shows now, None where that is not known."""
    await c.run("UPDATE outbox SET digest = ? WHERE key = ?", (digest, key))


async def shown(c: Connection, chat_id: int, counted: Sequence[int], displayed: Sequence[int], now: datetime) -> None:
    """Note that stories were shown in another way (a preview), so that no alert or digest tells them too.

    Those ``counted`` are no alerts any more; of what is kept for a digest only that goes which was ``displayed``.
    """
    await c.run(
        "UPDATE outbox SET state = 'shown' WHERE chat_id = ? AND state = 'held' AND kind IN ('alert', 'development')"
        " AND story_id IN (SELECT value FROM json_each(?))",
        (chat_id, json.dumps(list(displayed))),
    )
    await c.many(
        "INSERT INTO outbox (key, chat_id, lane, kind, story_id, state, due_at, created_at)"
        " VALUES ('alert:' || ? || ':' || ? || ':0', ?, 1, 'alert', ?, 'shown', ?, ?) ON CONFLICT (key) DO NOTHING",
        [(chat_id, s, chat_id, s, stamp(now), stamp(now)) for s in {*counted, *displayed}],
    )
