"""Every message that shows a story, drawn anew after a decision about it: an edit a message, in place.

copy:<chat>:<row of the message>:<decision>     edits the message that a row was sent as
note:<chat>:<decision>                          says the same as a message, where Telegram cannot edit any more
thanks:<chat>:<story>                           to whom reported it: the report was right

A copy is a message by itself (an alert, a development, a card that was opened, an answer), a digest that tells the
story or a wave that counts it. What the rows hold is a pointer: what a message shows is drawn from the store when it
is edited, so an edit that comes late, or twice, tells the latest state.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storage.database import Connection
from storage.fan_out import DEAF_TO_STORY
from storage.moments import stamp
from storage.outbox import OutboxRow

TOLD = "kind IN ('alert', 'development')"
RETRACTED = "the story was retracted"  # why what was claimed at that moment was not sent
# The first row of each message; what the bot tells its administrators of a report is no copy.
BY_ITSELF = f"""
SELECT MIN(id) FROM outbox WHERE story_id = :story AND key NOT LIKE 'review:%'
  AND ((({TOLD}) AND state IN ('sent', 'sending', 'claimed'))
    OR (kind = 'reply' AND state IN ('sent', 'sending', 'claimed', 'pending')))
GROUP BY chat_id, COALESCE(message_id, -id)
"""
DIGESTS = f"""
SELECT d.id FROM outbox d WHERE d.kind = 'digest' AND d.state IN ('sent', 'sending', 'claimed')
  AND d.chat_id IN (SELECT chat_id FROM outbox WHERE story_id = :story AND {TOLD} AND state IN ('told', 'telling'))
  AND EXISTS (SELECT 1 FROM json_each(d.payload, '$.events') e
              WHERE json_extract(e.value, '$[0]') = 'story' AND json_extract(e.value, '$[1]') = :story)
"""
WAVES = """
SELECT w.id FROM outbox w WHERE w.kind = 'wave' AND w.state IN ('sent', 'sending', 'claimed')
  AND w.created_at >= (SELECT MIN(reported_at) FROM moves WHERE story_id = :story)
  AND EXISTS (SELECT 1 FROM json_each(w.payload, '$.people') p WHERE p.value IN (SELECT value FROM json_each(:people)))
"""
EDITS = """
INSERT INTO outbox (key, chat_id, thread_id, lane, kind, story_id, payload, reply_to_key, silent, due_at, created_at,
                    about)
SELECT 'copy:' || o.chat_id || ':' || o.id || ':' || :decision, o.chat_id, o.thread_id, 1, 'copy', o.story_id,
       json_object('decision', :decision, 'story', :story), o.key, 1, :now, :now, o.about
FROM outbox o JOIN subscribers s ON s.chat_id = o.chat_id AND s.state <> 'blocked'
WHERE o.id IN ({which}) AND true
ON CONFLICT (key) DO NOTHING
"""
NOTE = """
INSERT INTO outbox (key, chat_id, thread_id, lane, kind, story_id, payload, reply_to_key, silent, due_at, created_at)
SELECT 'note:' || :chat || ':' || :decision, :chat, :thread, 2, 'notice', :story,
       json_object('decision', :decision, 'story', :story), :of, 1, :now, :now
WHERE EXISTS (SELECT 1 FROM outbox o WHERE o.key = :of AND o.kind IN ('alert', 'development', 'digest'))
  AND EXISTS (SELECT 1 FROM subscribers s WHERE s.chat_id = :chat AND s.state = 'active')
ON CONFLICT (key) DO NOTHING
"""
THANKS = """
INSERT INTO outbox (key, chat_id, thread_id, lane, kind, story_id, payload, reply_to_key, silent, due_at, created_at)
SELECT 'thanks:' || r.chat_id || ':' || :story, r.chat_id, s.thread_id, 2, 'notice', :story,
       json_object('decision', :decision, 'story', :story, 'thanks', 1),
       (SELECT MIN(o.key) FROM outbox o WHERE o.chat_id = r.chat_id AND o.story_id = :story AND o.kind = 'alert'),
       1, :now, :now
FROM reports r JOIN subscribers s ON s.chat_id = r.chat_id AND s.state = 'active'
WHERE r.story_id = :story AND r.state <> 'withdrawn'
ON CONFLICT (key) DO UPDATE SET state = 'pending', payload = excluded.payload, due_at = excluded.due_at
WHERE outbox.state = 'dropped'
"""
# To whom the story would still be told: an active chat that has not muted it, watches one of its names, and has one of
# its lists on.
RESTORED = (
    "WITH"
    + DEAF_TO_STORY
    + """
UPDATE outbox SET state = 'pending', error = NULL, due_at = :now
WHERE story_id = :story AND state = 'dropped' AND error IN (:dropped, :retracted)
  AND chat_id IN (SELECT chat_id FROM subscribers WHERE state = 'active')
  AND chat_id NOT IN (SELECT chat_id FROM muted_stories WHERE story_id = :story)
  AND chat_id NOT IN deaf
  AND (kind = 'edit' OR chat_id IN (
    SELECT w.chat_id FROM watches w JOIN story_keys k ON k.entity_key = w.target
    WHERE k.story_id = :story AND (w.muted_until IS NULL OR w.muted_until <= :now)))
"""
)


@dataclass(frozen=True, slots=True)
class Reach:
    """Who has a story: chats with a copy, those of them that are no private chats, and chats for which it waits."""

    chats: int
    shared: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Progress:
    """The edits that a decision has caused: those made, under way, and impossible (a message says it there)."""

    done: int
    left: int
    failed: int


async def reach(c: Connection, story_id: int, people: Iterable[str]) -> Reach:
    """How many chats a decision about a story will reach."""
    values = _values(story_id, people)
    row = await c.one(
        "SELECT COUNT(DISTINCT o.chat_id) AS chats,"
        " COUNT(DISTINCT CASE WHEN s.type <> 'private' THEN o.chat_id END) AS shared"
        " FROM outbox o JOIN subscribers s ON s.chat_id = o.chat_id AND s.state <> 'blocked'"
        f" WHERE o.id IN ({BY_ITSELF}) OR o.id IN ({DIGESTS}) OR o.id IN ({WAVES})",
        values,
    )
    waiting = await c.value(
        f"SELECT COUNT(DISTINCT chat_id) FROM outbox WHERE story_id = ? AND {TOLD}"
        " AND state IN ('pending', 'held', 'telling')",
        (story_id,),
    )
    return Reach(row["chats"] if row else 0, row["shared"] if row else 0, int(waiting))


async def edit(c: Connection, story_id: int, people: Iterable[str], decision: int, now: datetime) -> None:
    """Let every copy be drawn anew; what was still to be drawn for an earlier decision is overtaken."""
    await c.run(
        "UPDATE outbox SET state = 'dropped', error = 'overtaken by a later decision'"
        " WHERE state IN ('pending', 'held') AND kind IN ('copy', 'notice')"
        " AND json_extract(payload, '$.story') = ? AND key NOT LIKE 'thanks:%'",
        (story_id,),
    )
    values = {**_values(story_id, people), "decision": decision, "now": stamp(now)}
    for which in (BY_ITSELF, DIGESTS, WAVES):
        sql = EDITS.format(which=which)
        await c.run(sql, {name: value for name, value in values.items() if f":{name}" in sql})


async def note(c: Connection, row: OutboxRow, now: datetime) -> None:
    """The edit of a copy is refused for good: a message says it, once a chat, where the copy came unasked.

    Not in a chat that wants, or gets, no messages any more.
    """
    await c.run(
        NOTE,
        {
            "chat": row.chat_id,
            "thread": row.thread_id,
            "decision": row.payload["decision"],
            "story": row.payload["story"],
            "of": row.reply_to_key,
            "now": stamp(now),
        },
    )


async def thank(c: Connection, story_id: int, decision: int, now: datetime) -> None:
    """Tell those who reported a story, once, that they were right; their reports are closed."""
    await c.run(THANKS, {"story": story_id, "decision": decision, "now": stamp(now)})
    await c.run("UPDATE reports SET state = 'upheld' WHERE story_id = ? AND state <> 'withdrawn'", (story_id,))


async def drop(c: Connection, story_id: int, decision: int) -> None:
    """What waits, or is kept, of a story is told no more; ``restore`` brings it back."""
    await c.run(
        "UPDATE outbox SET state = 'dropped', error = ? WHERE story_id = ? AND kind IN ('alert', 'development', 'edit')"
        " AND state IN ('pending', 'held', 'telling')",
        (f"retracted: {decision}", story_id),
    )


async def restore(c: Connection, story_id: int, decision: int, now: datetime) -> None:
    """Let what a decision dropped wait again, to be planned anew, where it is still wanted; nobody is thanked for it
    any more.
    """
    await c.run(
        "UPDATE outbox SET state = 'dropped', error = 'restored' WHERE story_id = ? AND kind = 'notice'"
        " AND state IN ('pending', 'held')",
        (story_id,),
    )
    values = {"story": story_id, "dropped": f"retracted: {decision}", "retracted": RETRACTED, "now": stamp(now)}
    await c.run(RESTORED, values)


async def progress(c: Connection, decision: int) -> Progress:
    """How far the edits of a decision are."""
    row = await c.one(
        "SELECT SUM(state IN ('sent', 'dropped')) AS done, SUM(state IN ('pending', 'claimed', 'sending')) AS left,"
        " SUM(state = 'failed') AS failed FROM outbox"
        " WHERE kind = 'copy' AND json_extract(payload, '$.decision') = ?",
        (decision,),
    )
    return Progress(row["done"] or 0, row["left"] or 0, row["failed"] or 0) if row else Progress(0, 0, 0)


def _values(story_id: int, people: Iterable[str]) -> dict[str, object]:
    return {"story": story_id, "people": json.dumps(sorted(people))}
