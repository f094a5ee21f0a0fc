"""What has served its time, forgotten by age: a few hundred rows a transaction, so that nobody waits for the writer.

1. An article is forgotten at its age. Of one that a story rests on the text goes; title, outlet and address stay, since
   moves keep their sources.
2. A message is forgotten at its age, but never while its story may go on: what was told is how a repeat is known, and
   what an edit or a reply is tied to.
3. A name that nobody watches any more is forgotten with what it is found by: who watched it alone may have been the
   only one ever to write it.
4. A chat that has shut the bot out, or thrown it out, is forgotten whole once that is long enough ago.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import subscribers, watches
from storage.database import Connection, Database
from storage.moments import stamp
from storage.questions import FORGOTTEN_AFTER

BATCH = 300  # rows a transaction
# A wave may last thirty days, and those of as long before it are looked at with it (bot/noticing.py).
WAVES_FOR = timedelta(days=90)
ARTICLES_AT_ONCE = 25  # taking one out of the search costs some milliseconds


@dataclass(frozen=True, slots=True)
class Ages:
    """How long what is kept; ``gone`` is for chats that have shut the bot out."""

    articles: timedelta
    messages: timedelta
    questions: timedelta
    buttons: timedelta
    updates: timedelta
    fetches: timedelta
    gone: timedelta


# Each statement takes :before and :limit, and changes no row twice.
EXPIRED = (
    "SELECT id FROM items WHERE fetched_at < :before AND state IN ('done', 'set_aside') AND {which}"
    " ORDER BY fetched_at, id LIMIT :limit"
)
EMPTIED = EXPIRED.format(which="story_id IS NOT NULL AND text <> ''")
DELETED = EXPIRED.format(which="story_id IS NULL")
ARTICLES = (
    (
        f"DELETE FROM item_search WHERE rowid IN ({EMPTIED})",
        f"UPDATE items SET text = '', quotes = '[]', ahead = '[]' WHERE id IN ({EMPTIED})",
    ),
    (f"DELETE FROM item_search WHERE rowid IN ({DELETED})", f"DELETE FROM items WHERE id IN ({DELETED})"),
)
# A story that was heard of since may still be edited, replied to, or told once more by a further source.
SETTLED = "NOT EXISTS (SELECT 1 FROM stories s WHERE s.id = story_id AND s.last_at >= :before)"
MESSAGES = (
    (
        "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE created_at < :before"
        f" AND state IN ('sent', 'told', 'failed', 'dropped', 'shown') AND {SETTLED} LIMIT :limit)",
    ),
    (
        "DELETE FROM muted_stories WHERE (chat_id, story_id) IN (SELECT chat_id, story_id FROM muted_stories"
        f" WHERE at < :before AND {SETTLED} LIMIT :limit)",
    ),
    (
        "DELETE FROM reports WHERE (chat_id, story_id) IN (SELECT chat_id, story_id FROM reports"
        f" WHERE at < :before AND {SETTLED} LIMIT :limit)",
    ),
    (
        "DELETE FROM doubts WHERE story_id IN (SELECT story_id FROM doubts"
        f" WHERE at < :before AND {SETTLED} LIMIT :limit)",
    ),
    (
        "DELETE FROM review_notes WHERE (story_id, note) IN (SELECT story_id, note FROM review_notes"
        f" WHERE at < :before AND {SETTLED} LIMIT :limit)",
    ),
)
QUESTIONS = (("DELETE FROM questions WHERE id IN (SELECT id FROM questions WHERE asked_at < :before LIMIT :limit)",),)
CONVERSATIONS = (
    ("DELETE FROM conversations WHERE chat_id IN (SELECT chat_id FROM conversations WHERE at < :before LIMIT :limit)",),
    ("DELETE FROM awaited WHERE chat_id IN (SELECT chat_id FROM awaited WHERE at < :before LIMIT :limit)",),
)
DECISIONS = (("DELETE FROM decisions_log WHERE id IN (SELECT id FROM decisions_log WHERE at < :before LIMIT :limit)",),)
BUTTONS = (("DELETE FROM callbacks WHERE id IN (SELECT id FROM callbacks WHERE created_at < :before LIMIT :limit)",),)
IMPORTS = (("DELETE FROM imports WHERE id IN (SELECT id FROM imports WHERE created_at < :before LIMIT :limit)",),)
UPDATES = (
    (
        "DELETE FROM inbox WHERE update_id IN (SELECT update_id FROM inbox WHERE received_at < :before"
        " AND state IN ('done', 'failed') LIMIT :limit)",
    ),
)
FETCHES = (("DELETE FROM fetches WHERE id IN (SELECT id FROM fetches WHERE at < :before LIMIT :limit)",),)
VISITS = (("DELETE FROM visits WHERE rowid IN (SELECT rowid FROM visits WHERE minute < :before LIMIT :limit)",),)
STRANGERS = (
    (
        "DELETE FROM access WHERE chat_id IN (SELECT chat_id FROM access WHERE verdict = 'asked' AND at < :before"
        " LIMIT :limit)",
    ),
)
BROADCASTS = (
    (
        "DELETE FROM broadcasts WHERE id IN (SELECT id FROM broadcasts WHERE state IN ('draft', 'stopped', 'done')"
        " AND created_at < :before LIMIT :limit)",
    ),
)
WAVES = (
    (
        "DELETE FROM waves WHERE (org_key, start_at) IN (SELECT org_key, start_at FROM waves WHERE told_at < :before"
        " LIMIT :limit)",
    ),
)
PAUSES = (("DELETE FROM pauses WHERE chat_id IN (SELECT chat_id FROM pauses WHERE until < :before LIMIT :limit)",),)


async def forget_old(db: Database, ages: Ages, now: datetime) -> dict[str, int]:
    """Forget everything whose age has come; the number of rows of each kind, those without any left out."""
    kinds = {
        "articles": (ARTICLES, ages.articles),
        "messages": (MESSAGES, ages.messages),
        "questions": (QUESTIONS, ages.questions),
        "conversations": (CONVERSATIONS, FORGOTTEN_AFTER),
        "decisions": (DECISIONS, ages.articles),
        "buttons": (BUTTONS, ages.buttons),
        "imports": (IMPORTS, ages.buttons),
        "updates": (UPDATES, ages.updates),
        "fetches": (FETCHES, ages.fetches),
        "pauses": (PAUSES, timedelta()),
        "broadcasts": (BROADCASTS, ages.messages),
        "visits": (VISITS, timedelta(hours=1)),
        "strangers": (STRANGERS, ages.messages),
        "waves": (WAVES, WAVES_FOR),
    }
    gone = {}
    for kind, (steps, age) in kinds.items():
        number = 0
        for statements in steps:
            number += await _in_batches(db, statements, now - age, ARTICLES_AT_ONCE if kind == "articles" else BATCH)
        gone[kind] = number
    gone["chats"] = await _forget_gone(db, now, ages.gone)
    async with db.write() as c:
        gone["names"] = await watches.tidy(c)
    await db.settle()
    return {kind: number for kind, number in gone.items() if number}


async def _in_batches(db: Database, statements: tuple[str, ...], before: datetime, limit: int) -> int:
    """Run the statements until the last of them changes nothing more; the rows that it changed."""
    values = {"before": stamp(before), "limit": limit}
    total = 0
    while True:
        async with db.write() as c:
            for statement in statements:
                changed = await c.run(statement, values)
        total += changed
        if changed < limit:
            return total
        # Whoever waits for the writer goes before the next batch.
        await asyncio.sleep(0)


async def _forget_gone(db: Database, now: datetime, age: timedelta) -> int:
    """Note since when a chat is out of reach, and forget those for which that is long enough."""
    async with db.write() as c:
        await _note(c, now)
        rows = await c.all("SELECT chat_id FROM subscribers WHERE gone_since < ?", (stamp(now - age),))
    for row in rows:
        async with db.write() as c:
            await subscribers.forget(c, row["chat_id"])
    return len(rows)


async def _note(c: Connection, now: datetime) -> None:
    await c.run("UPDATE subscribers SET gone_since = NULL WHERE state <> 'blocked' AND gone_since IS NOT NULL")
    await c.run("UPDATE subscribers SET gone_since = ? WHERE state = 'blocked' AND gone_since IS NULL", (stamp(now),))
