"""News that is kept for a chat, and the digest that tells it.

pending -> claimed -> held -> telling -> told        a piece of news that comes in a digest
                      held -> claimed -> … -> sent   one that is the only one, as its own card

A chat for which news is kept has one digest row, held until its ``due_at`` and known by the first row that it keeps:
``digest:<chat>:<row>``. Whatever is held for the chat goes with it. What a digest tells is fixed when it is claimed
(``telling``); it is told in the transaction that marks the digest as sent, so that a crash before it tells all of it
again, and what is new of an event after it is news of its own. Of a digest that Telegram refuses, or that cannot be
drawn, every event comes as its own card: one that is at fault takes no other with it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from feeds.model import Article, Story
from storage import archive, stories
from storage.database import Connection, Row
from storage.moments import moment, stamp
from storage.outbox import ALERT, BROADCAST, DIGEST, OutboxRow, outbox_row
from storage.preferences import Preferences, preferences_of

Event = tuple[Literal["story", "item"], int]  # a story by its number, or the article of a mention

NEWS = frozenset({"alert", "development", "mention"})
# What the bot sends without being asked, edits left out.
OWN_ACCOUNT = NEWS | {"digest", "all_quiet", "wave", "broadcast", "notice"}

AMONG = "id IN (SELECT value FROM json_each(:rows))"
# As a card of its own, of a development with the story's word of today.
ALONE = f"""
UPDATE outbox SET state = :state, released = 1, due_at = :now, silent = silent OR :uncertain > 0,
    uncertain = uncertain + :uncertain, payload = CASE kind WHEN 'development' THEN
    json_set(payload, '$.status', (SELECT s.status FROM stories s WHERE s.id = outbox.story_id)) ELSE payload END
WHERE {AMONG} RETURNING *
"""

# A watched person makes an event breaking as long as the watch stands and is not muted.
BREAKING = """
SELECT o.id FROM outbox o JOIN stories s ON s.id = o.story_id
WHERE o.id IN (SELECT value FROM json_each(:rows)) AND (s.heads OR EXISTS (
    SELECT 1 FROM watches w JOIN targets t ON t.key = w.target JOIN story_keys k ON k.entity_key = w.target
    WHERE w.chat_id = o.chat_id AND k.story_id = o.story_id AND t.kind = 'person'
      AND (w.muted_until IS NULL OR w.muted_until <= :now)))
"""

# News of a story that is surely wanted has a watch that takes all of a name of the story's, and no list is off.
UNSURE = f"""
SELECT o.id FROM outbox o WHERE {AMONG} AND (NOT EXISTS (
    SELECT 1 FROM story_keys k CROSS JOIN watches w ON w.target = k.entity_key
    WHERE k.story_id = o.story_id AND w.chat_id = o.chat_id AND w.scope IN ('all', 'everything')
      AND (w.muted_until IS NULL OR w.muted_until <= :now))
  OR EXISTS (SELECT 1 FROM chat_lists_off l WHERE l.chat_id = o.chat_id))
"""

# What a chat hears, in the words of the index ``outbox_told``: another wording would not be served by it.
HEARD = "kind IN ('alert', 'development', 'mention', 'digest', 'all_quiet')"

QUIET_CHATS = f"""
SELECT s.chat_id, s.thread_id, s.lang, s.timezone, s.settings, w.first, w.names,
       (SELECT MAX(o.sent_at) FROM outbox o WHERE o.chat_id = s.chat_id AND o.state = 'sent'
        AND o.{HEARD}) AS heard
FROM (SELECT chat_id, MIN(created_at) AS first,
             json_group_array(name) FILTER (WHERE muted_until IS NULL OR muted_until <= :now) AS names
      FROM watches GROUP BY chat_id) w
JOIN subscribers s ON s.chat_id = w.chat_id
WHERE s.state = 'active' AND w.first <= :before AND w.names <> '[]'
  AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.chat_id = s.chat_id AND o.state = 'sent' AND o.sent_at > :before
                  AND o.{HEARD})
  AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.chat_id = s.chat_id AND o.lane IN (1, 2)
                  AND o.state IN ('pending', 'claimed', 'sending', 'held', 'telling'))
"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a chat has chosen, as the planner needs it."""

    preferences: Preferences
    zone: str


@dataclass(frozen=True, slots=True)
class QuietChat:
    """A chat that has heard nothing for a while; ``since`` is its last news or its first watch."""

    chat_id: int
    thread_id: int | None
    lang: str
    chosen: Chosen
    names: tuple[str, ...]  # of its watches that are not muted
    since: datetime


async def wake(c: Connection, now: datetime) -> int:
    """Let digests and lines whose moment has come wait to be sent; their number."""
    return await c.run(
        "UPDATE outbox SET state = 'pending' WHERE state = 'held' AND lane IN (?, ?) AND due_at <= ?",
        (DIGEST, BROADCAST, stamp(now)),
    )


async def chosen(c: Connection, chats: Iterable[int]) -> Mapping[int, Chosen]:
    """What chats have chosen, those that are known."""
    rows = await c.all(
        "SELECT chat_id, settings, timezone FROM subscribers WHERE chat_id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(set(chats))),),
    )
    return {row["chat_id"]: Chosen(preferences_of(row["settings"]), row["timezone"]) for row in rows}


async def recent(c: Connection, chats: Iterable[int], since: datetime, until: datetime) -> Mapping[int, list[datetime]]:
    """The moments between two at which chats got news at once."""
    rows = await c.all(
        "SELECT chat_id, sent_at FROM outbox WHERE chat_id IN (SELECT value FROM json_each(?)) AND state = 'sent'"
        f" AND sent_at > ? AND sent_at <= ? AND {HEARD} AND kind NOT IN ('digest', 'all_quiet') AND released = 0",
        (json.dumps(sorted(set(chats))), stamp(since), stamp(until)),
    )
    found: dict[int, list[datetime]] = {}
    for row in rows:
        found.setdefault(row["chat_id"], []).append(moment(row["sent_at"]))
    return found


async def breaking(c: Connection, rows: Iterable[int], now: datetime) -> frozenset[int]:
    """Which of the rows are breaking news to their chats."""
    found = await c.all(BREAKING, {"rows": json.dumps(list(rows)), "now": stamp(now)})
    return frozenset(row["id"] for row in found)


async def unsure(c: Connection, rows: Iterable[int], now: datetime) -> frozenset[int]:
    """Which of the rows, news of stories, their chats may want no more: they have changed something since, or may have.

    Whoever asks looks closer at these alone; of a hundred alerts there are usually few.
    """
    found = await c.all(UNSURE, {"rows": json.dumps(list(rows)), "now": stamp(now)})
    return frozenset(row["id"] for row in found)


async def hold(c: Connection, rows: Sequence[tuple[OutboxRow, datetime]], now: datetime) -> None:
    """Keep claimed news, each piece until a moment; its chat's digest comes then, or earlier where it is due before."""
    await c.many(
        "UPDATE outbox SET state = 'held', due_at = ? WHERE id = ?", [(stamp(until), row.id) for row, until in rows]
    )
    await c.many(
        "UPDATE outbox SET due_at = :due"
        " WHERE chat_id = :chat AND state = 'held' AND kind = 'digest' AND due_at > :due",
        [{"chat": row.chat_id, "due": stamp(until)} for row, until in rows],
    )
    await c.many(
        "INSERT INTO outbox (key, chat_id, thread_id, lane, kind, state, due_at, created_at)"
        " SELECT :key, :chat, :thread, :lane, 'digest', 'held', :due, :now WHERE NOT EXISTS (SELECT 1 FROM outbox"
        " WHERE chat_id = :chat AND state IN ('held', 'pending') AND kind = 'digest')"
        " ON CONFLICT (key) DO UPDATE SET state = 'held', due_at = excluded.due_at"
        " WHERE outbox.state IN ('dropped', 'failed')",
        [
            {
                "key": f"digest:{row.chat_id}:{row.id}",
                "chat": row.chat_id,
                "thread": row.thread_id,
                "lane": DIGEST,
                "due": stamp(until),
                "now": stamp(now),
            }
            for row, until in rows
        ],
    )


async def put_off(c: Connection, row_id: int, until: datetime) -> None:
    """Keep a claimed digest, line, wave or broadcast until a moment."""
    await c.run("UPDATE outbox SET state = 'held', released = 1, due_at = ? WHERE id = ?", (stamp(until), row_id))


async def waves_freed(c: Connection, chat_id: int, now: datetime) -> None:
    """Let kept waves and broadcasts be claimed, and planned, once more."""
    await c.run(
        "UPDATE outbox SET state = 'pending', released = 0, due_at = ? WHERE chat_id = ? AND state = 'held'"
        " AND kind IN ('wave', 'broadcast')",
        (stamp(now), chat_id),
    )


async def of_chat(c: Connection, chat_id: int) -> list[OutboxRow]:
    """The rows of news that are kept for a chat, oldest first; those of a digest on its way too."""
    rows = await c.all(
        "SELECT * FROM outbox WHERE chat_id = ? AND state IN ('held', 'telling') AND lane = ? ORDER BY id",
        (chat_id, ALERT),
    )
    return [outbox_row(row) for row in rows]


async def telling(
    c: Connection, digest_id: int, rows: Sequence[int], events: Sequence[Event], form: Mapping[str, str]
) -> Mapping[str, Any]:
    """Fix what a digest tells, in this order, and its form; the digest's payload."""
    payload = {"rows": list(rows), "events": list(events), **form}
    await c.run("UPDATE outbox SET payload = ? WHERE id = ?", (json.dumps(payload), digest_id))
    await c.run(f"UPDATE outbox SET state = 'telling' WHERE {AMONG}", {"rows": json.dumps(list(rows))})
    return payload


async def alone(c: Connection, row_id: int, now: datetime, uncertain: int = 0) -> OutboxRow:
    """Claim a kept piece of news as a card of its own; silently where its digest may have arrived."""
    values = {"rows": json.dumps([row_id]), "state": "claimed", "now": stamp(now), "uncertain": uncertain}
    (row,) = await c.all(ALONE, values)
    return outbox_row(row)


async def told(c: Connection, digest: OutboxRow, now: datetime) -> None:
    """A digest has been sent, and with it what it tells."""
    rows = json.dumps(digest.payload.get("rows", ()))
    await c.run(
        f"UPDATE outbox SET state = 'told', sent_at = :now, error = NULL WHERE {AMONG}",
        {"rows": rows, "now": stamp(now)},
    )


async def one_by_one(c: Connection, digest: OutboxRow, now: datetime) -> None:
    """A digest cannot be sent as one message: each of its events waits to be sent as its own card."""
    wanted = digest.payload.get("rows", ())
    rows = [row for row in await of_chat(c, digest.chat_id) if row.id in wanted]
    cards = {row.id for row in firsts(rows)}
    await dropped(c, [row.id for row in rows if row.id not in cards], "told by the card of its event")
    values = {"rows": json.dumps(sorted(cards)), "state": "pending", "now": stamp(now), "uncertain": digest.uncertain}
    await c.all(ALONE, values)


def firsts(rows: Sequence[OutboxRow]) -> list[OutboxRow]:
    """Of kept rows the one that each event's card is sent by: its alert, else the oldest."""
    found: dict[Event, OutboxRow] = {}
    for row in sorted(rows, key=lambda r: (r.kind != "alert", r.id)):
        found.setdefault(event(row), row)
    return list(found.values())


async def dropped(c: Connection, rows: Sequence[int], why: str) -> None:
    """Give up kept news."""
    await c.run(
        f"UPDATE outbox SET state = 'dropped', error = :why WHERE {AMONG}", {"rows": json.dumps(list(rows)), "why": why}
    )


async def removed(c: Connection, digest_id: int) -> None:
    """A digest that has nothing left to tell leaves no trace."""
    await c.run("DELETE FROM outbox WHERE id = ?", (digest_id,))


def event(row: OutboxRow) -> Event:
    """What a kept row tells."""
    if row.kind == "mention":
        return ("item", int(row.payload["item"]))
    return ("story", row.story_id or 0)


def named(event: Story | Article) -> Event:
    """An event as a digest's payload names it."""
    return ("story", int(event.id)) if isinstance(event, Story) else ("item", int(event.id))


async def events(c: Connection, wanted: Sequence[Sequence[Any]], *, retracted: bool = False) -> list[Story | Article]:
    """Events in the order given; those that are gone are left out, and stories ``retracted`` unless they are wanted."""
    known = await stories.load(c, [n for kind, n in wanted if kind == "story"])
    told = {s.id: s for s in known if s.articles and (retracted or s.retraction is None)}
    read = {a.id: a for a in await archive.load(c, [n for kind, n in wanted if kind == "item"])}
    found = [told.get(str(number)) if kind == "story" else read.get(str(number)) for kind, number in wanted]
    return [one for one in found if one is not None]


async def digest_of(c: Connection, chat_id: int) -> Row | None:
    """The digest that waits for its moment."""
    return await c.one(
        "SELECT * FROM outbox WHERE chat_id = ? AND state = 'held' AND kind = 'digest' LIMIT 1", (chat_id,)
    )


async def freed(c: Connection, rows: Iterable[int], now: datetime) -> None:
    """Let kept news be claimed, and planned, once more."""
    await c.run(
        f"UPDATE outbox SET state = 'pending', due_at = :now WHERE {AMONG}",
        {"rows": json.dumps(list(rows)), "now": stamp(now)},
    )


async def quiet_chats(c: Connection, before: datetime, now: datetime) -> list[QuietChat]:
    """Active chats with a watch not muted that have had neither news nor a line since ``before``, nor await any."""
    rows = await c.all(QUIET_CHATS, {"before": stamp(before), "now": stamp(now)})
    return [
        QuietChat(
            row["chat_id"],
            row["thread_id"],
            row["lang"],
            Chosen(preferences_of(row["settings"]), row["timezone"]),
            tuple(json.loads(row["names"])),
            moment(max(row["first"], row["heard"] or "")),
        )
        for row in rows
    ]
