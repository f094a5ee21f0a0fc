"""What chats say is wrong with a story: a row a chat and story; a later word replaces the one before.

open -> later | dismissed (the story is right) | upheld (it was retracted or put right)
     open, later -> withdrawn (by the chat itself) -> open

Administrators are told of a story once when it is first reported and once when many have reported it; no more than
``NOTES_A_DAY`` in all, of which one chat causes ``NOTES_A_CHAT``. What they are not told of waits in the queue.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from storage import stories_muted
from storage.database import Connection
from storage.moments import moment, stamp

Kind = Literal["person", "no_move"]
Note = Literal["first", "many"]
Settled = Literal["later", "dismissed"]
KINDS: tuple[Kind, ...] = ("person", "no_move")
MANY = 5  # chats that report one story
NOTES_A_DAY = 12
NOTES_A_CHAT = 3
DAY = timedelta(days=1)

WAITING = """
SELECT story_id, kind, at, state = 'later' AS later, NULL AS why, NULL AS score FROM reports
WHERE state IN ('open', 'later')
UNION ALL SELECT story_id, NULL, at, state = 'later', why, score FROM doubts WHERE state IN ('open', 'later')
"""
QUEUE = f"""
SELECT w.story_id, json_group_array(w.kind) AS kinds, MIN(w.at) AS first_at, MIN(w.later) AS later, MAX(w.why) AS why,
       MAX(w.score) AS score
FROM ({WAITING}) w JOIN stories s ON s.id = w.story_id AND s.retracted_at IS NULL
GROUP BY w.story_id ORDER BY later, COUNT(w.kind) = 0, first_at, w.story_id LIMIT ? OFFSET ?
"""


@dataclass(frozen=True, slots=True)
class Review:
    """A story that waits for an administrator, since when: how many chats say what of it, why its reading is unsure."""

    story_id: int
    kinds: Mapping[str, int]
    first_at: datetime
    later: bool  # an administrator has kept it for later
    doubts: tuple[str, ...] = ()
    score: float | None = None  # of the reading that is unsure


async def report(c: Connection, chat_id: int, story_id: int, kind: Kind, now: datetime) -> None:
    """Note what a chat says; the same once more changes nothing, also where it has been dismissed."""
    await c.run(
        "INSERT INTO reports (chat_id, story_id, kind, at) VALUES (?, ?, ?, ?) ON CONFLICT (chat_id, story_id)"
        " DO UPDATE SET kind = excluded.kind, at = excluded.at, state = 'open'"
        " WHERE kind <> excluded.kind OR state = 'withdrawn'",
        (chat_id, story_id, kind, stamp(now)),
    )


async def withdraw(c: Connection, chat_id: int, story_id: int) -> None:
    """The chat takes back what it said."""
    await c.run("UPDATE reports SET state = 'withdrawn' WHERE story_id = ? AND chat_id = ?", (story_id, chat_id))


async def of_chat(c: Connection, chat_id: int, story_id: int) -> Kind | None:
    """What a chat says of a story, None where it has said nothing or taken it back."""
    value = await c.value(
        "SELECT kind FROM reports WHERE story_id = ? AND chat_id = ? AND state <> 'withdrawn'", (story_id, chat_id)
    )
    return next((kind for kind in KINDS if kind == value), None)


async def silenced(c: Connection, chat_id: int, story_id: int) -> Literal["muted", "person", "no_move"] | None:
    """Why a chat gets no more of a story: what it has reported, or that it has muted it; None where it does."""
    if not await stories_muted.is_muted(c, chat_id, story_id):
        return None
    return await of_chat(c, chat_id, story_id) or "muted"


async def kinds(c: Connection, story_id: int) -> dict[str, int]:
    """How many chats say what of a story, as far as it waits for an administrator."""
    rows = await c.all(
        "SELECT kind, COUNT(*) AS n FROM reports WHERE story_id = ? AND state IN ('open', 'later')"
        " GROUP BY kind ORDER BY kind DESC",
        (story_id,),
    )
    return {row["kind"]: row["n"] for row in rows}


async def note_due(c: Connection, chat_id: int, story_id: int, now: datetime) -> Note | None:
    """Whether administrators are to be told of a story that a chat has just reported; told once means told."""
    said = await c.value("SELECT COUNT(*) FROM reports WHERE story_id = ? AND state = 'open'", (story_id,))
    told = {row["note"] for row in await c.all("SELECT note FROM review_notes WHERE story_id = ?", (story_id,))}
    note: Note = "many" if said >= MANY and "first" in told else "first"
    if note in told or not said:
        return None
    since = stamp(now - DAY)
    today = await c.value("SELECT COUNT(*) FROM review_notes WHERE at > ?", (since,))
    by_chat = await c.value("SELECT COUNT(*) FROM reports WHERE chat_id = ? AND at > ?", (chat_id, since))
    if today >= NOTES_A_DAY or by_chat > NOTES_A_CHAT:
        return None
    await c.run("INSERT INTO review_notes (story_id, note, at) VALUES (?, ?, ?)", (story_id, note, stamp(now)))
    return note


async def waiting(c: Connection) -> int:
    """How many stories wait for a review."""
    return int(await c.value(f"SELECT COUNT(DISTINCT story_id) FROM ({WAITING})"))


async def queue(c: Connection, limit: int, offset: int = 0) -> list[Review]:
    """The stories that wait: what is reported before what is unsure, the longest waiting first.

    What is kept for later comes after the others; what was retracted waits no more.
    """
    rows = await c.all(QUEUE, (limit, offset))
    found = []
    for row in rows:
        kinds = json.loads(row["kinds"])
        counted: dict[str, int] = {kind: kinds.count(kind) for kind in KINDS if kind in kinds}
        why = tuple(json.loads(row["why"] or "[]"))
        found.append(Review(row["story_id"], counted, moment(row["first_at"]), bool(row["later"]), why, row["score"]))
    return found


async def settle(c: Connection, story_id: int, state: Settled) -> int:
    """Keep what waits of a story for later, or dismiss it; how many reports there were."""
    await c.run("UPDATE doubts SET state = ? WHERE story_id = ? AND state IN ('open', 'later')", (state, story_id))
    return await c.run(
        "UPDATE reports SET state = ? WHERE story_id = ? AND state IN ('open', 'later')", (state, story_id)
    )
