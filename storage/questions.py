"""What was asked, what was answered and on what, and the thread of each chat's conversation."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.model import Answer
from storage.database import Connection
from storage.moments import moment, stamp

FORGOTTEN_AFTER = timedelta(hours=2)  # a "he" asked later than that is about something else
TURNS = 6


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a chat was talking about: a story, and the last questions with their answers."""

    story_id: int | None
    turns: tuple[str, ...]


async def conversation(c: Connection, chat_id: int, now: datetime) -> Conversation:
    """The chat's conversation; empty where none is fresh."""
    row = await c.one("SELECT * FROM conversations WHERE chat_id = ?", (chat_id,))
    if row is None or now - moment(row["at"]) > FORGOTTEN_AFTER:
        return Conversation(None, ())
    return Conversation(row["story_id"], tuple(json.loads(row["turns"])))


async def keep(c: Connection, chat_id: int, story_id: int | None, turns: Sequence[str], now: datetime) -> None:
    """Remember the last turns."""
    await c.run(
        "INSERT INTO conversations (chat_id, story_id, turns, at) VALUES (?, ?, ?, ?) ON CONFLICT (chat_id)"
        " DO UPDATE SET story_id = excluded.story_id, turns = excluded.turns, at = excluded.at",
        (chat_id, story_id, json.dumps(list(turns)[-TURNS:], ensure_ascii=False), stamp(now)),
    )


async def record(
    c: Connection, chat_id: int, question: str, answer: Answer, story_id: int | None, now: datetime
) -> None:
    """Note a question with its answer."""
    evidence = [[e.article_id, e.sentence] for e in answer.evidence]
    await c.run(
        "INSERT INTO questions (chat_id, question, answer, answered, evidence, story_id, asked_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            chat_id,
            question,
            answer.text,
            answer.answered,
            json.dumps(evidence, ensure_ascii=False),
            story_id,
            stamp(now),
        ),
    )


async def opens(c: Connection, chat_id: int, now: datetime, per_hour: int, per_day: int) -> datetime | None:
    """When a chat may ask again that has asked as much as it may in an hour or a day; None where it may now.

    The questions kept are the count, so it outlasts a restart and costs nothing to keep.
    """
    found = []
    for span, limit in ((timedelta(hours=1), per_hour), (timedelta(days=1), per_day)):
        last = await c.value(
            "SELECT asked_at FROM questions WHERE chat_id = ? AND asked_at > ? ORDER BY asked_at DESC LIMIT 1 OFFSET ?",
            (chat_id, stamp(now - span), limit - 1),
        )
        if last is not None:
            found.append(moment(last) + span)
    return max(found, default=None)
