"""The conditions of feeds: what they are judged by, which are noticed, and which administrators were told.

noticed -> told        One that is gone again before it was told is forgotten.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from feeds.model import Condition, FeedSigns, Judged
from storage.database import Connection, Row
from storage.moments import maybe_moment, maybe_stamp, moment, stamp

NETWORK = "network"
PACE_WINDOW = timedelta(days=14)
SHORTEST_WINDOW = timedelta(days=1)
GAPS = 60  # newest items that a silent feed's pace is taken from

# Of the feeds that administrators are told of: those that are asked, and those that paused by themselves.
SIGNS = """
SELECT f.id, f.state, f.last_attempt, f.last_success, f.last_error, f.newest_item_at,
    COALESCE(k.noticed, k.told, 'well') AS condition, COALESCE(k.noticed_since, k.since) AS since,
    (SELECT MAX(x.at) FROM fetches x WHERE x.feed_id = f.id AND x.status IN ('failed', 'gone')) AS last_failed,
    (SELECT COUNT(*) FROM fetches x WHERE x.feed_id = f.id AND x.status = 'failed'
        AND x.at > MAX(COALESCE(f.last_success, ''), :spell)) AS failed,
    (SELECT MIN(x.at) FROM fetches x WHERE x.feed_id = f.id AND x.status = 'failed'
        AND x.at > MAX(COALESCE(f.last_success, ''), :spell)) AS failing_since,
    (SELECT COUNT(*) FROM items i WHERE i.feed_id = f.id AND i.fetched_at > :flood AND NOT i.backlog) AS brought
FROM feeds f LEFT JOIN feed_conditions k ON k.feed_id = f.id
WHERE f.id IN (SELECT value FROM json_each(:ids)) AND f.last_attempt IS NOT NULL
    AND (f.state = 'active' OR (f.state = 'paused' AND f.last_status = 410 AND f.last_error IS NOT NULL))
"""

ANSWERS = """
SELECT COUNT(*) AS n, MIN(at) AS first FROM fetches
WHERE feed_id = ? AND status IN ('new', 'unchanged') AND at > ?
"""

FLOOD = """
SELECT SUM(title IN (SELECT title FROM items WHERE feed_id = :feed AND (backlog OR fetched_at <= :flood))) AS repeated,
    (SELECT MAX(at) FROM fetches WHERE feed_id = :feed AND status IN ('new', 'unchanged') AND at <= :flood) AS before
FROM items WHERE feed_id = :feed AND fetched_at > :flood AND NOT backlog
"""

USUAL = """
SELECT COUNT(*) AS n, MIN(COALESCE(published, fetched_at)) AS first FROM items
WHERE feed_id = ? AND CASE WHEN backlog THEN published IS NOT NULL ELSE fetched_at <= ? END
    AND COALESCE(published, fetched_at) > ?
"""

NEWEST = """
SELECT COALESCE(published, fetched_at) AS at FROM items
WHERE feed_id = ? AND NOT (backlog AND published IS NULL) ORDER BY fetched_at DESC, published DESC LIMIT ?
"""

NOTICE = """
INSERT INTO feed_conditions (feed_id, noticed, noticed_at, noticed_since, fault, number, repeated, usual)
VALUES (:feed, :condition, :now, :since, :fault, :number, :repeated, :usual)
ON CONFLICT (feed_id) DO UPDATE SET
    noticed_at = CASE WHEN noticed = :condition THEN noticed_at ELSE :now END,
    noticed = :condition, noticed_since = :since, fault = :fault, number = :number, repeated = :repeated, usual = :usual
"""

UNTOLD = """
SELECT f.id, f.url, f.outlet, f.title, f.origin, f.state, f.next_at, k.noticed, k.noticed_at, k.noticed_since, k.told,
    k.since, k.fault, k.number, k.repeated, k.usual
FROM feed_conditions k JOIN feeds f ON f.id = k.feed_id
WHERE k.noticed IS NOT NULL AND k.noticed <> k.told AND (f.state = 'active' OR k.noticed = 'gone')
ORDER BY k.noticed_at, f.id
"""

MOVED = """
SELECT id, url, outlet, title, origin, moved_to, moved_since, moved_polls, last_success FROM feeds
WHERE state = 'active' AND moved_to IS NOT NULL AND moved_to IS NOT moved_told AND moved_to IS NOT moved_kept
ORDER BY id
"""

ASKED = """
SELECT id, last_attempt, last_error, CASE WHEN failures > 0 THEN (SELECT MIN(x.at) FROM fetches x
    WHERE x.feed_id = f.id AND x.at > COALESCE(f.last_success, '')) END AS failing_since
FROM feeds f WHERE state = 'active' AND last_attempt IS NOT NULL
"""
FAILING = "AND failures > 0"

# Those of which ``SIGNS`` would say what is known: well, as administrators were told, and nothing new to be judged by.
PLAINLY_WELL = """
SELECT f.id FROM feeds f LEFT JOIN feed_conditions k ON k.feed_id = f.id
WHERE f.id IN (SELECT value FROM json_each(:ids)) AND f.state = 'active' AND f.failures = 0
    AND k.noticed IS NULL AND COALESCE(k.told, 'well') = 'well'
    AND (f.newest_item_at IS NULL OR f.newest_item_at > :quiet)
    AND NOT EXISTS (SELECT 1 FROM items i WHERE i.feed_id = f.id AND i.fetched_at > :flood AND NOT i.backlog)
"""

RECOVERED = """
SELECT COUNT(*) FROM feeds f
WHERE f.id IN (SELECT value FROM json_each(:ids)) AND f.failures = 0
    AND (SELECT x.status FROM fetches x WHERE x.feed_id = f.id AND x.at >= :since
        AND x.at < f.last_attempt ORDER BY x.at DESC, x.id DESC LIMIT 1) = 'failed'
"""


@dataclass(frozen=True, slots=True)
class News:
    """A change of a feed's condition that is to be told; ``was`` is what administrators know, since ``was_since``."""

    feed_id: int
    url: str
    name: str
    origin: str
    judged: Judged
    was: Condition
    was_since: datetime | None
    noticed_at: datetime
    next_at: datetime


@dataclass(frozen=True, slots=True)
class Moving:
    """A feed whose server or document names a new address."""

    feed_id: int
    url: str
    name: str
    origin: str
    to: str
    polls: int
    since: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Network:
    """What is known of the network of this server: since when it fails, or when its last failure ended."""

    down_since: datetime | None = None
    up_since: datetime | None = None


async def signs(
    c: Connection, ids: Iterable[int], now: datetime, spell: datetime | None, flood: timedelta, quiet: timedelta
) -> list[FeedSigns]:
    """What each of the feeds is judged by; polls before ``spell`` are left out, and what left no time for judging.

    ``flood`` is how far back new items are counted; the pace of one that is quiet for less than ``quiet`` is not looked
    up.
    """
    values = {"ids": json.dumps(list(ids)), "spell": maybe_stamp(spell) or "", "flood": stamp(now - flood)}
    return [await _signs(c, row, now, flood, quiet) for row in await c.all(SIGNS, values)]


async def _signs(c: Connection, row: Row, now: datetime, flood: timedelta, quiet: timedelta) -> FeedSigns:
    newest = maybe_moment(row["newest_item_at"])
    answers = await c.one(ANSWERS, (row["id"], row["last_failed"] or ""))
    repeated, usual, span = await _flood(c, row["id"], now, now - flood) if row["brought"] else (0, 0.0, timedelta())
    return FeedSigns(
        feed_id=row["id"],
        condition=row["condition"],
        since=maybe_moment(row["since"]),
        last_attempt=maybe_moment(row["last_attempt"]),
        failed=row["failed"],
        failing_since=maybe_moment(row["failing_since"]),
        fault=row["last_error"] or "",
        gone=row["state"] == "paused",
        answered=answers["n"] if answers else 0,
        well_since=maybe_moment(answers["first"]) if answers else None,
        newest=newest,
        gaps=await _gaps(c, row["id"]) if newest is not None and now - newest > quiet else (),
        brought=row["brought"],
        repeated=repeated,
        usual=usual,
        span=span,
    )


async def _flood(c: Connection, feed_id: int, now: datetime, began: datetime) -> tuple[int, float, timedelta]:
    """(items known under other ids, items a day before, the time that the new ones are the news of)."""
    found = await c.one(FLOOD, {"feed": feed_id, "flood": stamp(began)})
    known = await c.one(USUAL, (feed_id, stamp(began), stamp(began - PACE_WINDOW)))
    window = began - moment(known["first"]) if known is not None and known["first"] else timedelta()
    usual = (known["n"] if known else 0) / (min(PACE_WINDOW, max(SHORTEST_WINDOW, window)) / timedelta(days=1))
    before = maybe_moment(found["before"]) if found else None
    return (found["repeated"] or 0) if found else 0, usual, now - before if before else timedelta()


async def _gaps(c: Connection, feed_id: int) -> tuple[timedelta, ...]:
    moments = sorted(moment(row["at"]) for row in await c.all(NEWEST, (feed_id, GAPS)))
    return tuple(b - a for a, b in pairwise(moments))


async def notice(c: Connection, feed_id: int, found: Judged, now: datetime) -> None:
    """Note a condition that administrators do not know yet; the moment of noticing stays while it does."""
    values = {
        "feed": feed_id, "condition": found.condition, "now": stamp(now), "since": maybe_stamp(found.since),
        "fault": found.fault, "number": found.number, "repeated": found.repeated, "usual": found.usual,
    }  # fmt: skip
    await c.run(NOTICE, values)


async def known(c: Connection, feed_id: int, since: datetime | None) -> None:
    """The feed is in the condition that administrators know: nothing is to be told of it."""
    await c.run(
        "UPDATE feed_conditions SET noticed = NULL, noticed_at = NULL, noticed_since = NULL, since = COALESCE(?, since)"
        " WHERE feed_id = ?",
        (maybe_stamp(since), feed_id),
    )


async def told_conditions(c: Connection, ids: Iterable[int]) -> dict[int, Condition]:
    """The condition of each feed as administrators know it."""
    rows = await c.all(
        "SELECT f.id, COALESCE(k.told, 'well') AS told FROM feeds f LEFT JOIN feed_conditions k ON k.feed_id = f.id"
        " WHERE f.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {row["id"]: row["told"] for row in rows}


async def untold(c: Connection) -> list[News]:
    """The changes that are to be told, the first noticed first."""
    return [_news(row) for row in await c.all(UNTOLD)]


def _news(row: Row) -> News:
    found = Judged(
        row["noticed"], maybe_moment(row["noticed_since"]), row["fault"], row["number"], row["repeated"], row["usual"]
    )
    return News(
        feed_id=row["id"],
        url=row["url"],
        name=row["outlet"] or row["title"],
        origin=row["origin"],
        judged=found,
        was=row["told"],
        was_since=maybe_moment(row["since"]),
        noticed_at=moment(row["noticed_at"]),
        next_at=moment(row["next_at"]),
    )


async def told(c: Connection, news: Sequence[News], moving: Sequence[Moving]) -> None:
    """These changes and new addresses have been told."""
    await c.many(
        "UPDATE feed_conditions SET told = noticed, since = noticed_since, noticed = NULL, noticed_at = NULL,"
        " noticed_since = NULL WHERE feed_id = ? AND noticed IS NOT NULL",
        [(one.feed_id,) for one in news],
    )
    await c.many("UPDATE feeds SET moved_told = ? WHERE id = ?", [(one.to, one.feed_id) for one in moving])


async def moving(c: Connection) -> list[Moving]:
    """Feeds with a new address that was neither told nor turned down."""
    return [
        Moving(
            feed_id=row["id"],
            url=row["url"],
            name=row["outlet"] or row["title"],
            origin=row["origin"],
            to=row["moved_to"],
            polls=row["moved_polls"],
            since=maybe_moment(row["moved_since"]),
            last=maybe_moment(row["last_success"]),
        )
        for row in await c.all(MOVED)
    ]


async def plainly_well(
    c: Connection, ids: Iterable[int], now: datetime, flood: timedelta, quiet: timedelta
) -> set[int]:
    """Those of the feeds of which nothing is to be judged: most of them, mostly."""
    values = {"ids": json.dumps(list(ids)), "flood": stamp(now - flood), "quiet": stamp(now - quiet)}
    return {row["id"] for row in await c.all(PLAINLY_WELL, values)}


async def asked(c: Connection, *, failing: bool = False) -> list[tuple[int, datetime, datetime | None, str]]:
    """(feed, last attempt, since when its polls fail, with which fault) of every active feed that was asked.

    ``failing`` gives only those whose last poll failed.
    """
    return [
        (row["id"], moment(row["last_attempt"]), maybe_moment(row["failing_since"]), row["last_error"] or "")
        for row in await c.all(ASKED + FAILING if failing else ASKED)
    ]


async def network(c: Connection) -> Network:
    """What is known of the network of this server."""
    text = await c.value("SELECT value FROM meta WHERE name = ?", (NETWORK,))
    found = json.loads(text) if text else {}
    return Network(maybe_moment(found.get("down")), maybe_moment(found.get("up")))


async def set_network(c: Connection, state: Network) -> None:
    """Remember what is known of the network."""
    value = json.dumps({"down": maybe_stamp(state.down_since), "up": maybe_stamp(state.up_since)})
    await c.run(
        "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (NETWORK, value),
    )


async def recovered(c: Connection, ids: Iterable[int], since: datetime) -> bool:
    """Whether one of these feeds answers whose poll before, not earlier than ``since``, failed."""
    return bool(await c.value(RECOVERED, {"ids": json.dumps(list(ids)), "since": stamp(since)}))


async def ask_by(c: Connection, ids: Iterable[int], at: datetime) -> None:
    """Ask these feeds again at a moment at the latest."""
    await c.run(
        "UPDATE feeds SET next_at = MIN(next_at, ?) WHERE state = 'active' AND id IN (SELECT value FROM json_each(?))",
        (stamp(at), json.dumps(list(ids))),
    )


async def resumed(c: Connection, feed_id: int) -> None:
    """A feed is asked again: that it was gone is forgotten, so that it is told if it is once more."""
    await c.run(
        "UPDATE feed_conditions SET noticed = NULL, noticed_at = NULL, noticed_since = NULL,"
        " told = CASE WHEN told = 'gone' THEN 'well' ELSE told END WHERE feed_id = ?",
        (feed_id,),
    )
