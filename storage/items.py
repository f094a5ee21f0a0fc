"""Items as the analyser sees them, and the transaction that turns a decision into a story and its alerts."""

import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime

from feeds.model import Article, Decision, PendingItem, Story, Told, Watched
from storage import decisions, entities, stories
from storage.articles import article_of
from storage.crashes import MOST_CRASHES
from storage.database import Connection, Database, Row
from storage.fan_out import fan_out, mention
from storage.moments import maybe_stamp, moment, stamp
from storage.watches import watched_targets

Tokens = Callable[[str], Iterable[str]]
Noticing = Callable[[Connection, Decision, int, datetime], Awaitable[None]]
MOST_ATTEMPTS = 3
CLAIM_NEW = """
UPDATE items SET state = 'claimed', attempts = attempts + 1 WHERE id IN (
    SELECT id FROM items INDEXED BY items_waiting WHERE state <> 'done' AND state = 'new' AND attempts + crashes = 0
    ORDER BY COALESCE(published, fetched_at), id LIMIT :limit)
RETURNING *
"""

# What was claimed before and not finished may be what ended the run (``storage/crashes.py``): it comes after all
# others, by itself, and with no update or message under way that may be that, too.
CLAIM_AGAIN = """
UPDATE items SET state = 'claimed', attempts = attempts + 1 WHERE id IN (
    SELECT id FROM items INDEXED BY items_waiting
    WHERE state <> 'done' AND state = 'new' AND (crashes = 0 OR crashes < :most AND NOT (
        EXISTS (SELECT 1 FROM inbox INDEXED BY inbox_crashes WHERE crashes > 0 AND state IN ('new', 'claimed'))
        OR EXISTS (SELECT 1 FROM outbox INDEXED BY outbox_crashes
                   WHERE crashes > 0 AND (state IN ('claimed', 'sending') OR (state = 'pending' AND due_at <= :now)))))
    ORDER BY attempts + crashes, COALESCE(published, fetched_at), id LIMIT 1)
RETURNING *
"""

# With the very condition of the index: the planner infers none.
UNREAD = "SELECT COUNT(*) FROM items WHERE state <> 'done' AND state IN ('new', 'claimed')"
NOT_DONE = "SELECT id, published FROM items WHERE id IN (SELECT value FROM json_each(?)) AND state <> 'done'"
READ = """state = 'done', text = ?, image = ?, credit = ?, outlet = ?, lang = ?, talent = ?, score = ?, relation = ?,
    reasons = ?, quotes = ?, ahead = ?, copy_of = ?, read_at = ?, error = NULL"""
DONE = f"UPDATE items SET {READ}, published = COALESCE(published, ?), story_id = ? WHERE id = ?"
# What comes to nothing changes no more than that: each further column costs the indexes over it.
PASSED_OVER = f"UPDATE items SET {READ} WHERE id = ?"
DATED = "UPDATE items SET published = ? WHERE id = ?"
PLAIN = json.JSONEncoder(ensure_ascii=False).encode  # one for all: dumps makes one a call


class Items:
    """The items (``feeds.ports.ItemQueue``); ``tokens`` divides a text into what search finds it by.

    ``noticing`` is called in the transaction of each story that may be sent, after its alerts: it sees what the story
    means together with others.
    """

    def __init__(self, db: Database, tokens: Tokens, noticing: Noticing | None = None) -> None:
        self.db = db
        self.tokens = tokens
        self.noticing = noticing

    async def claim_new(self, now: datetime, limit: int, *, again: bool = True) -> Sequence[PendingItem]:
        """Items not yet read, claimed, in order of publication; if ``again``, one tried before, last and by itself."""

        async def claimed(c: Connection) -> list[Row]:
            rows = await c.all(CLAIM_NEW, {"limit": limit})
            return await c.all(CLAIM_AGAIN, {"now": stamp(now), "most": MOST_CRASHES}) if not rows and again else rows

        rows = await self.db.write_whole(claimed)
        rows.sort(key=lambda r: (r["published"] or r["fetched_at"], r["id"]))
        return [pending(row) for row in rows]

    async def decided(self) -> int:
        """The number of the last decision of administrators about a story."""
        return await self.db.read_whole(decisions.version)

    async def candidates(self, keys: frozenset[str], since: datetime, limit: int = 50) -> Sequence[Story]:
        """Stories last heard of after ``since`` that share an entity key, newest first; retracted ones too."""

        async def found(c: Connection) -> Sequence[Story]:
            ids = await c.all(
                "SELECT s.id FROM stories s WHERE s.last_at >= ?2 AND s.id IN ("
                "SELECT story_id FROM story_keys WHERE entity_key IN (SELECT value FROM json_each(?1))"
                " UNION SELECT story_id FROM fix_keys WHERE entity_key IN (SELECT value FROM json_each(?1)))"
                " ORDER BY s.last_at DESC LIMIT ?3",
                (json.dumps(sorted(keys)), stamp(since), limit),
            )
            return await stories.load(c, [row["id"] for row in ids])

        return await self.db.read_whole(found)

    async def mentioned(self, targets: frozenset[str], since: datetime) -> Sequence[Told]:
        """What those who watch everything about one of the targets were told since then, the earliest first."""
        rows = await self.db.read_whole(
            lambda c: c.all(
                "SELECT i.*, MIN(m.first_id) AS first_id FROM mentions m JOIN items i ON i.id = m.item_id"
                " WHERE m.target IN (SELECT value FROM json_each(?)) AND m.at >= ? GROUP BY i.id ORDER BY i.id",
                (json.dumps(sorted(targets)), stamp(since)),
            )
        )
        return [Told(article_of(row), row["feed_id"], str(row["first_id"])) for row in rows]

    async def watched(self) -> Sequence[Watched]:
        """Every name that somebody watches, once a target."""
        return await self.db.read_whole(watched_targets)

    async def watched_version(self) -> int:
        """A number that changes whenever ``watched`` does."""
        sql = "SELECT value FROM meta WHERE name = 'watched_version'"
        return int(await self.db.read_whole(lambda c: c.value(sql)))

    async def commit(self, item: PendingItem, article: Article, decision: Decision, now: datetime) -> bool:
        """Story, moves, evidence, alerts and the item done, in one transaction; a repeat changes nothing.

        False, and nothing is stored, where the catalog has changed since the item was read: its keys may be old ones;
        and where administrators have decided something since: the moves that it brings may be those of before a fix.
        """
        return await self.db.write_whole(lambda c: self._commit(c, item, article, decision, now))

    async def _commit(
        self, c: Connection, item: PendingItem, article: Article, decision: Decision, now: datetime
    ) -> bool:
        state = await c.value("SELECT state FROM items WHERE id = ?", (int(item.id),))
        if state in (None, "done"):
            return True
        if decision.catalog != await entities.version(c):
            return False
        if decision.decided is not None and decision.decided != await decisions.version(c):
            return False
        story_id = None
        if decision.relation != "none":
            story_id = await stories.tell(c, article, decision)
        done = _read(article, decision, stamp(now))
        await c.run(DONE, (*done, maybe_stamp(article.published), story_id, int(item.id)))
        await self._index(c, (article,))
        if story_id is not None and decision.notify:
            await fan_out(c, decision, story_id, now)
            if self.noticing is not None:
                await self.noticing(c, decision, story_id, now)
        if story_id is None and decision.named and decision.notify:
            await mention(c, decision, now)
        return True

    async def pass_over(self, decisions: Sequence[Decision], now: datetime, catalog: int | None = None) -> bool:
        """Items that cause nothing, done together in one transaction; a repeat changes nothing.

        False, and nothing is stored, where they were read with a catalog that is no longer the one of this number.
        """

        async def passed(c: Connection) -> bool:
            """Whether the catalog is still the one; then all are done."""
            if catalog is not None and catalog != await entities.version(c):
                return False
            numbers = json.dumps([int(decision.item_id) for decision in decisions])
            waiting = {row["id"]: row["published"] for row in await c.all(NOT_DONE, (numbers,))}
            left = [one for one in decisions if int(one.item_id) in waiting]
            at = stamp(now)
            await c.many(PASSED_OVER, [(*_read(one.reading.article, one, at), int(one.item_id)) for one in left])
            articles = [one.reading.article for one in left]
            dated = [a for a in articles if a.published and waiting[int(a.id)] is None]
            await c.many(DATED, [(maybe_stamp(a.published), int(a.id)) for a in dated])
            await self._index(c, articles)
            return True

        return await self.db.write_whole(passed)

    async def set_aside(self, item: PendingItem, error: str, now: datetime) -> None:
        """An item whose reading failed is kept with the error and tried again, three times at most."""
        state = "new" if item.attempts + 1 < MOST_ATTEMPTS else "set_aside"
        async with self.db.write() as c:
            await c.run(
                "UPDATE items SET state = ?, error = ?, read_at = ?, crashes = 0 WHERE id = ? AND state <> 'done'",
                (state, error[:500], stamp(now), int(item.id)),
            )

    async def let_go(self, item: PendingItem) -> None:
        """An item that the store took nothing of waits as if it had not been claimed."""
        async with self.db.write() as c:
            await c.run(
                "UPDATE items SET state = 'new', attempts = MAX(0, attempts - 1) WHERE id = ? AND state = 'claimed'",
                (int(item.id),),
            )

    async def _index(self, c: Connection, articles: Sequence[Article]) -> None:
        found = [(int(article.id), " ".join(self.tokens(article.whole))) for article in articles]
        await c.many("INSERT OR REPLACE INTO item_search (rowid, tokens) VALUES (?, ?)", found)


def _read(article: Article, decision: Decision, at: str) -> tuple[object, ...]:
    """Of ``READ``."""
    reading = decision.reading
    return (
        article.text,
        article.image,
        article.credit,
        article.outlet,
        reading.lang,
        reading.talent,
        reading.score,
        decision.relation,
        PLAIN(decision.reasons),
        PLAIN([[q.speaker, q.text, q.sentence] for q in reading.quotes]) if reading.quotes else "[]",
        PLAIN(reading.ahead) if reading.ahead else "[]",
        int(decision.copy_of) if decision.copy_of else None,
        at,
    )


def pending(row: Row) -> PendingItem:
    """An item to be read, of its row."""
    return PendingItem(
        id=str(row["id"]),
        feed_id=row["feed_id"],
        article=article_of(row),
        fetched_at=moment(row["fetched_at"]),
        backlog=bool(row["backlog"]),
        attempts=row["attempts"] - 1,
        crashes=row["crashes"],
    )


async def story_of(c: Connection, item_id: int) -> int | None:
    """The story that an item belongs to."""
    value = await c.value("SELECT story_id FROM items WHERE id = ?", (item_id,))
    return int(value) if value is not None else None


async def release(c: Connection, *, crashed: bool = True) -> None:
    """Free what a run had claimed: at the start, where the last one ``crashed``, or at the end of one in order."""
    await c.run(
        "UPDATE items SET state = 'new', attempts = MAX(0, attempts - 1), crashes = crashes + ?"
        " WHERE state <> 'done' AND state = 'claimed'",
        (crashed,),
    )
