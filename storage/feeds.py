"""Feeds and their items as the poller stores them. A feed is known by its address."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from feeds.model import DueFeed, FeedPace, FetchOutcome, StoredItems
from storage import brought, paces
from storage.database import Connection, Database, Row
from storage.faults import of_the_file
from storage.moments import maybe_moment, maybe_stamp, stamp

STORED_TOGETHER = 50  # outcomes of polls in one transaction
GATHERED = 0.02  # seconds for which those that bring nothing wait for others, or for news
CLAIM_DUE = """
UPDATE feeds SET claimed_at = :now WHERE id IN (
    SELECT id FROM feeds WHERE state = 'active' AND claimed_at IS NULL AND next_at <= :now
    ORDER BY next_at LIMIT :limit)
RETURNING id, url, etag, last_modified, body_hash, failures, fetched_once, lang, outlet, title, last_success,
    next_at, rate_per_day, ttl_seconds, (SELECT e.entries FROM feed_entries e WHERE e.feed_id = feeds.id) AS entries
"""
KEEP_ENTRIES = (
    "INSERT INTO feed_entries (feed_id, entries) VALUES (?, ?)"
    " ON CONFLICT (feed_id) DO UPDATE SET entries = excluded.entries"
)
RELEASE_FEEDS = (
    "UPDATE feeds SET claimed_at = NULL, next_at = MAX(next_at, COALESCE(?2, next_at))"
    " WHERE id IN (SELECT value FROM json_each(?1))"
)
HOLD_FEED = "UPDATE feeds SET claimed_at = NULL, next_at = ? WHERE id = ?"
RECORD_FEED = """
UPDATE feeds SET claimed_at = NULL, next_at = :next_at, last_attempt = :at, last_status = :http_status,
    failures = CASE WHEN :ok THEN 0 ELSE failures + 1 END,
    last_error = :error,
    last_success = CASE WHEN :ok THEN :at ELSE last_success END,
    etag = CASE WHEN :ok THEN COALESCE(:etag, etag) ELSE etag END,
    last_modified = CASE WHEN :ok THEN COALESCE(:last_modified, last_modified) ELSE last_modified END,
    body_hash = CASE WHEN :ok THEN COALESCE(:body_hash, body_hash) ELSE body_hash END,
    title = CASE WHEN :title <> '' THEN :title ELSE title END,
    moved_to = :moved_to, moved_since = :moved_since, moved_polls = :moved_polls, named = :named,
    rate_per_day = COALESCE(:rate_per_day, rate_per_day),
    ttl_seconds = COALESCE(:ttl_seconds, ttl_seconds),
    wish_seconds = CASE WHEN :ok THEN :wish_seconds ELSE wish_seconds END,
    state = CASE WHEN :status = 'gone' THEN 'paused' ELSE state END,
    fetched_once = CASE WHEN :ok THEN 1 ELSE fetched_once END
WHERE id = :feed_id
"""

# Of an answer that changes nothing; a feed whose document names another address is left to RECORD_FEED.
RECORD_UNCHANGED = """
UPDATE feeds SET claimed_at = NULL, next_at = :next_at, last_attempt = :at, last_status = :http_status, failures = 0,
    last_error = NULL, last_success = :at, etag = COALESCE(:etag, etag),
    last_modified = COALESCE(:last_modified, last_modified), body_hash = COALESCE(:body_hash, body_hash),
    moved_to = NULL, moved_since = NULL, moved_polls = 0, rate_per_day = COALESCE(:rate_per_day, rate_per_day),
    ttl_seconds = COALESCE(:ttl_seconds, ttl_seconds), wish_seconds = :wish_seconds, fetched_once = 1
WHERE id = :feed_id AND named IS NULL
"""
LOG_FETCH = (
    "INSERT INTO fetches (feed_id, at, status, http_status, new_items, bytes, seconds, error)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


class Feeds:
    """The feeds as the poller sees them (``feeds.ports.FeedQueue``).

    Outcomes that come while others are being stored are stored together, each as whole as by itself: what costs most is
    the wait for the disk at a transaction's end.

    ``keep`` is the age at which an article is forgotten; many feeds show their entries for longer than that.
    """

    def __init__(self, db: Database, keep: timedelta | None = None) -> None:
        self.db = db
        self.keep = keep
        self._waiting: list[tuple[FetchOutcome, asyncio.Future[StoredItems]]] = []
        self._together: list[tuple[FetchOutcome, asyncio.Future[StoredItems]]] = []  # being stored
        self._storing: asyncio.Task[None] | None = None
        self._full = asyncio.Event()  # something waits that is to wait no longer

    async def claim_due(self, now: datetime, limit: int) -> Sequence[DueFeed]:
        """Feeds whose time has come, claimed for this run, longest due first."""
        values = {"now": stamp(now), "limit": limit}
        rows = await self.db.write_whole(lambda c: c.all(CLAIM_DUE, values))
        return [_due(row) for row in sorted(rows, key=lambda r: str(r["next_at"]))]

    async def record(self, outcome: FetchOutcome) -> StoredItems:
        """Store a poll's items, validators and next time in one transaction; a repeat changes nothing."""
        stored: asyncio.Future[StoredItems] = asyncio.get_running_loop().create_future()
        self._waiting.append((outcome, stored))
        if outcome.items or len(self._waiting) >= STORED_TOGETHER:
            self._full.set()
        if self._storing is None or self._storing.done():
            self._storing = asyncio.create_task(self._store())
            self._storing.add_done_callback(self._ended)
        try:
            return await asyncio.shield(stored)
        except asyncio.CancelledError:
            await asyncio.wait([stored])
            raise

    async def _store(self) -> None:
        while self._waiting:
            if len(self._waiting) < STORED_TOGETHER and not any(outcome.items for outcome, _ in self._waiting):
                self._full.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(GATHERED):
                        await self._full.wait()
            self._together, self._waiting = self._waiting[:STORED_TOGETHER], self._waiting[STORED_TOGETHER:]
            outcomes = [outcome for outcome, _ in self._together]
            try:
                found = await self.db.write_whole(partial(_record_all, outcomes=outcomes, keep=self.keep))
            except Exception as error:
                found = [error] * len(outcomes)
            for (_, stored), result in zip(self._together, found, strict=True):
                if isinstance(result, Exception):
                    stored.set_exception(result)
                    stored.exception()  # seen, even where nobody waits any more
                else:
                    stored.set_result(result)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        """Where it was ended itself, perhaps before it began, as by a loop that closes, nobody may wait for ever."""
        if task is not self._storing or not task.cancelled():
            return
        for _, stored in (*self._together, *self._waiting):
            stored.cancel()
        self._waiting.clear()

    async def release(self, feed_ids: Sequence[int], due: datetime | None = None) -> None:
        """Let go of claimed feeds that could not be recorded; they are due as before, or then."""
        async with self.db.write() as c:
            await c.run(RELEASE_FEEDS, (json.dumps(list(feed_ids)), maybe_stamp(due)))

    async def paces(self, now: datetime) -> Mapping[int, FeedPace]:
        """What the budget of requests is shared out by: every active feed that answered when last asked."""
        async with self.db.read() as c:
            return await paces.paces(c, now)


async def _record_all(
    c: Connection, outcomes: Sequence[FetchOutcome], keep: timedelta | None
) -> list[StoredItems | Exception]:
    """What was stored of each, or why it could not be, which costs no other."""
    unchanged = await _record_unchanged(c, outcomes)
    found: list[StoredItems | Exception] = []
    for outcome in outcomes:
        if id(outcome) in unchanged:
            found.append(StoredItems(0, 0))
            continue
        await c.run("SAVEPOINT one")
        try:
            found.append(await _record(c, outcome, keep))
        except Exception as error:
            if of_the_file(error):
                raise  # the disk's trouble is everyone's, and SQLite may have undone all of it already
            await c.run("ROLLBACK TO one")
            found.append(error)
        await c.run("RELEASE one")
    return found


async def _record_unchanged(c: Connection, outcomes: Sequence[FetchOutcome]) -> set[int]:
    """Those that brought nothing and are recorded, all in few statements, since most polls are such: their ``id()``.

    A feed may have brought something at once with that: it is asked twice where it is resumed while it is asked.
    """
    plain = [
        one for one in outcomes
        if one.status == "unchanged" and one.title is None and one.entries is None
        and not (one.items or one.moved_to or one.error)
    ]  # fmt: skip
    await c.run("SAVEPOINT unchanged")
    try:
        done = [one for one in plain if await c.run(RECORD_UNCHANGED, _feed_values(one))]
        await c.many(LOG_FETCH, [_log_values(one, 0) for one in done])
    except Exception as error:
        if of_the_file(error):
            raise
        await c.run("ROLLBACK TO unchanged")  # each by itself then
        done = []
    await c.run("RELEASE unchanged")
    return {id(one) for one in done}


async def _record(c: Connection, outcome: FetchOutcome, keep: timedelta | None) -> StoredItems:
    if outcome.status == "held":
        await c.run(HOLD_FEED, (stamp(outcome.next_at), outcome.feed_id))
        return StoredItems(0, 0)
    feed = await c.one("SELECT * FROM feeds WHERE id = ?", (outcome.feed_id,))
    if feed is None:
        return StoredItems(0, 0)
    # What a feed holds at its first fetch is stored whatever its age, and forgotten in its time; not a second time.
    since = outcome.at - keep if keep is not None and feed["fetched_once"] else None
    stored = await brought.store(c, feed, outcome, since) if outcome.items else StoredItems(0, 0)
    if stored.left_out:  # "unchanged" next time would hide them
        outcome = replace(outcome, etag=None, last_modified=None, body_hash=None)
    if stored.left_out or stored.updated:  # another entry may lead to what has a new title, and has it back next time
        outcome = replace(outcome, entries=b"")
    await c.run(RECORD_FEED, _feed_values(outcome) | _moved(feed, outcome))
    if outcome.entries:
        await c.run(KEEP_ENTRIES, (outcome.feed_id, outcome.entries))
    elif outcome.entries is not None:
        await c.run("DELETE FROM feed_entries WHERE feed_id = ?", (outcome.feed_id,))
    await c.run(LOG_FETCH, _log_values(outcome, stored.new))
    return stored


def _due(row: Row) -> DueFeed:
    return DueFeed(
        id=row["id"],
        url=row["url"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_hash=row["body_hash"],
        failures=row["failures"],
        first_fetch=not row["fetched_once"],
        lang=row["lang"],
        outlet=row["outlet"] or row["title"],
        rate_per_day=row["rate_per_day"],
        last_success=maybe_moment(row["last_success"]),
        ttl_seconds=row["ttl_seconds"],
        entries=row["entries"],
    )


def _feed_values(outcome: FetchOutcome) -> dict[str, Any]:
    return {
        "feed_id": outcome.feed_id,
        "at": stamp(outcome.at),
        "next_at": stamp(outcome.next_at),
        "http_status": outcome.http_status,
        "ok": outcome.status in ("new", "unchanged"),
        "status": outcome.status,
        "error": outcome.error,
        "etag": outcome.etag,
        "last_modified": outcome.last_modified,
        "body_hash": outcome.body_hash,
        "title": outcome.title or "",
        "rate_per_day": outcome.rate_per_day,
        "ttl_seconds": outcome.ttl_seconds,
        "wish_seconds": outcome.wish_seconds,
    }


def _moved(feed: Row, outcome: FetchOutcome) -> dict[str, Any]:
    """The new address after a poll: since when it has been seen, and at how many answers one after another.

    What a document names holds until another is read. A poll that fails tells nothing of it.
    """
    named = outcome.named if outcome.title is not None else feed["named"]
    to = outcome.moved_to or named
    if outcome.status not in ("new", "unchanged"):
        to, named = feed["moved_to"], feed["named"]
        since, polls = feed["moved_since"], feed["moved_polls"]
    elif to is None or to == feed["url"]:
        to, since, polls = None, None, 0
    elif to == feed["moved_to"] and feed["moved_since"]:
        since, polls = feed["moved_since"], feed["moved_polls"] + 1
    else:
        since, polls = stamp(outcome.at), 1
    return {"moved_to": to, "moved_since": since, "moved_polls": polls, "named": named}


def _log_values(outcome: FetchOutcome, new: int) -> tuple[Any, ...]:
    return (
        outcome.feed_id,
        stamp(outcome.at),
        outcome.status,
        outcome.http_status,
        new,
        outcome.bytes,
        outcome.seconds,
        outcome.error,
    )


async def release(c: Connection) -> None:
    """Free what the last run had claimed; called once at the start."""
    await c.run("UPDATE feeds SET claimed_at = NULL WHERE claimed_at IS NOT NULL")


async def ask_within(c: Connection, now: datetime, longest: timedelta) -> None:
    """Ask the healthy feeds that are due later than so long from now within that time, spread over it."""
    late = await c.all(
        "SELECT id FROM feeds WHERE state = 'active' AND failures = 0 AND next_at > ? ORDER BY next_at, id",
        (stamp(now + longest),),
    )
    spread = [(stamp(now + longest * (n / len(late))), row["id"]) for n, row in enumerate(late, 1)]
    await c.many("UPDATE feeds SET next_at = ? WHERE id = ?", spread)


async def all_due(c: Connection, now: datetime) -> None:
    """Make every active feed due now."""
    await c.run("UPDATE feeds SET next_at = ? WHERE state = 'active'", (stamp(now),))
