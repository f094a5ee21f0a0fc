"""Feeds as administrators see them: an overview in pages, and all about one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from feeds.model import Condition
from storage.conditions import Moving
from storage.database import Connection, Row
from storage.moments import maybe_moment, moment, stamp

Which = Literal["all", "bad", "off"]

GATE = "no cue of a move in title or teaser"  # what stands among the reasons of an item that is not read in full
WINDOW = timedelta(days=30)
WHOLE, WHOLE_HAN = 500, 200  # characters; what is shorter is a teaser

TROUBLE = """(
    (f.state = 'active' AND (f.failures > 0 OR COALESCE(k.told, 'well') <> 'well'
        OR (f.moved_to IS NOT NULL AND f.moved_to = f.moved_told AND f.moved_to IS NOT f.moved_kept)))
    OR (f.state = 'paused' AND k.told = 'gone'))"""
FILTERS: dict[Which, str] = {"all": "TRUE", "bad": TROUBLE, "off": "f.state = 'paused'"}
SEEN = (
    "SELECT f.*, COALESCE(k.told, 'well') AS condition, k.since AS condition_since, {trouble} AS trouble"
    " FROM feeds f LEFT JOIN feed_conditions k ON k.feed_id = f.id WHERE f.state <> 'removed' AND {which}"
).replace("{trouble}", TROUBLE)

BROUGHT = """
SELECT COUNT(DISTINCT story_id) AS stories,
    SUM(state = 'done' AND instr(reasons, :gate) = 0) AS full_read,
    SUM(state = 'done' AND instr(reasons, :gate) = 0
        AND LENGTH(text) >= CASE WHEN lang = 'zh' THEN :han ELSE :whole END) AS whole
FROM items WHERE feed_id = :feed AND fetched_at > :since
"""


@dataclass(frozen=True, slots=True)
class FeedSeen:
    """A feed with what administrators want to know of it at a glance."""

    id: int
    url: str
    name: str
    list: str
    lang: str | None
    tier: int
    origin: str
    state: str
    failures: int
    trouble: bool
    condition: Condition
    condition_since: datetime | None
    last_success: datetime | None
    last_error: str | None
    newest_item_at: datetime | None
    next_at: datetime
    added_at: datetime
    rate_per_day: float
    fetched: bool
    moving: Moving | None  # the new address that is proposed


@dataclass(frozen=True, slots=True)
class Brought:
    """What a feed brought in ``WINDOW``: talent stories, articles read in full, and those of them with their text."""

    stories: int
    read: int
    whole: int


async def overview(c: Connection, which: Which, limit: int, offset: int = 0) -> list[FeedSeen]:
    """Feeds of a kind, those with trouble first."""
    sql = SEEN.format(which=FILTERS[which]) + " ORDER BY trouble DESC, f.list, f.id LIMIT ? OFFSET ?"
    return [_seen(row) for row in await c.all(sql, (limit, offset))]


async def numbers(c: Connection) -> dict[Which, int]:
    """How many feeds there are of each kind."""
    rows = await c.all(SEEN.format(which="TRUE"))
    return {
        "all": len(rows),
        "bad": sum(bool(row["trouble"]) for row in rows),
        "off": sum(row["state"] == "paused" for row in rows),
    }


async def one(c: Connection, feed_id: int) -> FeedSeen | None:
    """A feed that is not removed."""
    row = await c.one(SEEN.format(which="f.id = ?"), (feed_id,))
    return _seen(row) if row is not None else None


async def every(c: Connection) -> list[FeedSeen]:
    """All feeds that are not removed, in their order."""
    return [_seen(row) for row in await c.all(SEEN.format(which="TRUE") + " ORDER BY f.list, f.id")]


async def brought(c: Connection, feed_id: int, now: datetime) -> Brought:
    """What a feed brought of late."""
    values = {"feed": feed_id, "since": stamp(now - WINDOW), "gate": GATE, "whole": WHOLE, "han": WHOLE_HAN}
    row = await c.one(BROUGHT, values)
    return Brought(row["stories"], row["full_read"] or 0, row["whole"] or 0) if row is not None else Brought(0, 0, 0)


def _seen(row: Row) -> FeedSeen:
    name = row["outlet"] or row["title"]
    to = row["moved_to"]
    proposed = to is not None and to == row["moved_told"] and to != row["moved_kept"]
    since, last = maybe_moment(row["moved_since"]), maybe_moment(row["last_success"])
    moving = Moving(row["id"], row["url"], name, row["origin"], to, row["moved_polls"], since, last)
    return FeedSeen(
        id=row["id"],
        url=row["url"],
        name=name,
        list=row["list"],
        lang=row["lang"],
        tier=row["tier"],
        origin=row["origin"],
        state=row["state"],
        failures=row["failures"],
        trouble=bool(row["trouble"]),
        condition=row["condition"],
        condition_since=maybe_moment(row["condition_since"]),
        last_success=last,
        last_error=row["last_error"],
        newest_item_at=maybe_moment(row["newest_item_at"]),
        next_at=moment(row["next_at"]),
        added_at=moment(row["added_at"]),
        rate_per_day=row["rate_per_day"],
        fetched=bool(row["fetched_once"]),
        moving=moving if proposed else None,
    )
