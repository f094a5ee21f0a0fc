"""Waves of departures that were told. One is known by its organisation and its beginning, and grows in place."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from storage.database import Connection, Row
from storage.fan_out import DEAF_TO_STORY
from storage.moments import moment, stamp

SCOPES = ("all", "departures", "everything")  # of the watches that take a wave

FAN_OUT = (
    "WITH"
    + DEAF_TO_STORY
    + """
INSERT INTO outbox (key, chat_id, thread_id, lane, kind, payload, due_at, created_at)
SELECT 'wave:' || s.chat_id || ':' || :wave, s.chat_id, s.thread_id, 2, 'wave', :payload, :now, :now
FROM subscribers s
WHERE s.state = 'active' AND s.chat_id IN (
    SELECT w.chat_id FROM watches w WHERE w.target IN (SELECT value FROM json_each(:targets))
      AND w.scope IN (SELECT value FROM json_each(:scopes)) AND (w.muted_until IS NULL OR w.muted_until <= :now))
  AND s.chat_id NOT IN deaf
ON CONFLICT (key) DO NOTHING
"""
)

# Of a wave that has grown while it was kept for a chat, only the later is told there.
OVERTAKEN = """
UPDATE outbox SET state = 'dropped', error = 'the wave grew before it was told'
WHERE state IN ('pending', 'held') AND lane = 2 AND kind = 'wave' AND instr(key, :grown) > 0
"""


async def told(c: Connection, keys: Iterable[str], since: datetime) -> list[tuple[str, datetime, frozenset[str]]]:
    """The waves of organisations that began since a moment: (organisation, beginning, people)."""
    rows = await c.all(
        "SELECT * FROM waves WHERE start_at >= ? AND org_key IN (SELECT value FROM json_each(?)) ORDER BY start_at",
        (stamp(since), json.dumps(sorted(keys))),
    )
    return [(row["org_key"], moment(row["start_at"]), frozenset(json.loads(row["people"]))) for row in rows]


async def tell(
    c: Connection, key: str, start: datetime, people: Iterable[str], targets: Iterable[str],
    payload: Mapping[str, Any], now: datetime, story_id: int,
) -> None:  # fmt: skip
    """Note a wave as told, and tell it to those who watch one of the targets and hear the story that brought it.

    A repeat changes nothing.
    """
    names = sorted(people)
    await c.run(
        "INSERT INTO waves (org_key, start_at, people, told_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (org_key, start_at) DO UPDATE SET people = excluded.people, told_at = excluded.told_at",
        (key, stamp(start), json.dumps(names), stamp(now)),
    )
    values = {
        "wave": f"{key}:{stamp(start)}:{len(names)}",
        "payload": json.dumps(payload, ensure_ascii=False),
        "targets": json.dumps(sorted(targets)),
        "scopes": json.dumps(SCOPES),
        "story": story_id,
        "now": stamp(now),
    }
    await c.run(OVERTAKEN, {"grown": f":{key}:{stamp(start)}:"})
    await c.run(FAN_OUT, values)


async def watched(c: Connection, chat_id: int, targets: Iterable[str], now: datetime) -> list[str]:
    """The names of a chat's watches that take a wave of one of the targets now."""
    rows: list[Row] = await c.all(
        "SELECT name FROM watches WHERE chat_id = ? AND target IN (SELECT value FROM json_each(?))"
        " AND scope IN (SELECT value FROM json_each(?)) AND (muted_until IS NULL OR muted_until <= ?) ORDER BY id",
        (chat_id, json.dumps(sorted(targets)), json.dumps(SCOPES), stamp(now)),
    )
    return [row["name"] for row in rows]
