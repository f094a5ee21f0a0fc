"""The feeds that are listed: those of the configuration, those that chats add, and what is known of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storage import moving
from storage.database import Connection, Row
from storage.moments import stamp

ADDED = "added"  # the list of what comes without one, from /addfeed or a file of another reader


@dataclass(frozen=True, slots=True)
class FeedSpec:
    """A feed as configured or added."""

    url: str
    list: str = ADDED
    lang: str | None = None
    outlet: str = ""
    tier: int = 2


async def sync(c: Connection, wanted: Iterable[FeedSpec], now: datetime) -> dict[str, int]:
    """Make the file's feeds those that the configuration lists; counts of added, changed and removed.

    Feeds that a chat added are left alone, and so is a pause that a chat has set. A feed that moved and is now listed
    at its new address is taken there with all its items; one that a chat had added before the file listed it is the
    chat's again once the file does not.
    """
    specs = {spec.url: spec for spec in wanted}
    counts = {"added": 0, "changed": 0, "removed": 0}
    for row in await c.all("SELECT id, url, moved_to FROM feeds WHERE origin = 'file' AND state <> 'removed'"):
        if row["url"] not in specs and row["moved_to"] in specs:
            await moving.take_over(c, row["id"], row["moved_to"], now)
            counts["changed"] += 1
    rows = {row["url"]: row for row in await c.all("SELECT * FROM feeds")}
    for url, row in rows.items():
        if row["origin"] == "file" and url not in specs and row["state"] != "removed":
            if row["added_by"] is not None:
                await c.run("UPDATE feeds SET origin = 'chat' WHERE id = ?", (row["id"],))
                counts["changed"] += 1
                continue
            await c.run("UPDATE feeds SET state = 'removed' WHERE id = ?", (row["id"],))
            counts["removed"] += 1
    for url, spec in specs.items():
        known = rows.get(url)
        if known is None:
            await add(c, spec, "file", None, now)
            counts["added"] += 1
        elif _differs(known, spec):
            state = "active" if known["state"] == "removed" else known["state"]
            await c.run(
                "UPDATE feeds SET list = ?, lang = ?, outlet = ?, tier = ?, origin = 'file', state = ? WHERE id = ?",
                (spec.list, spec.lang, spec.outlet, spec.tier, state, known["id"]),
            )
            counts["changed"] += 1
    return counts


def _differs(row: Row, spec: FeedSpec) -> bool:
    if row["state"] == "removed" or row["origin"] != "file":
        return True
    return (row["list"], row["lang"], row["outlet"], row["tier"]) != (spec.list, spec.lang, spec.outlet, spec.tier)


async def add(c: Connection, spec: FeedSpec, origin: str, by: int | None, now: datetime) -> int:
    """Add a feed, or take a removed one back as this spec has it; its number. It is polled at once.

    One that is there already keeps what it has, and goes on where it was paused.
    """
    value = await c.value(
        "INSERT INTO feeds (url, list, lang, outlet, tier, origin, added_by, next_at, added_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (url) DO UPDATE SET"
        " list = CASE WHEN state = 'removed' THEN excluded.list ELSE list END,"
        " lang = CASE WHEN state = 'removed' THEN excluded.lang ELSE lang END,"
        " outlet = CASE WHEN state = 'removed' THEN excluded.outlet ELSE outlet END,"
        " tier = CASE WHEN state = 'removed' THEN excluded.tier ELSE tier END,"
        # Its owner is who takes it back: what the file gave up would else be removed with the file's next edit.
        " origin = CASE WHEN state = 'removed' THEN excluded.origin ELSE origin END,"
        " added_by = CASE WHEN state = 'removed' THEN excluded.added_by ELSE added_by END,"
        " state = 'active', next_at = excluded.next_at, failures = 0 RETURNING id",
        (spec.url, spec.list, spec.lang, spec.outlet, spec.tier, origin, by, stamp(now), stamp(now)),
    )
    return int(value)


async def set_state(c: Connection, feed_id: int, state: str) -> int:
    """Pause, resume or remove a feed ("paused", "active", "removed"); the number of feeds changed."""
    return await c.run("UPDATE feeds SET state = ?, claimed_at = NULL WHERE id = ?", (state, feed_id))


async def find(c: Connection, url: str) -> Row | None:
    """The feed at an address."""
    return await c.one("SELECT * FROM feeds WHERE url = ?", (url,))


async def one(c: Connection, feed_id: int) -> Row | None:
    """The feed of a number."""
    return await c.one("SELECT * FROM feeds WHERE id = ?", (feed_id,))


async def counts(c: Connection) -> tuple[int, int]:
    """(active feeds, feeds that failed last time)."""
    row = await c.one("SELECT COUNT(*) AS n, COALESCE(SUM(failures > 0), 0) AS bad FROM feeds WHERE state = 'active'")
    return (row["n"], row["bad"]) if row else (0, 0)


async def read_since(c: Connection, since: datetime, chat_id: int | None = None) -> int:
    """How many active feeds have been read without a fault since a moment; of a chat those of the lists it has on."""
    value = await c.value(
        "SELECT COUNT(*) FROM feeds f WHERE state = 'active' AND last_success >= ?"
        " AND NOT EXISTS (SELECT 1 FROM chat_lists_off l WHERE l.chat_id = ? AND l.list = f.list)",
        (stamp(since), chat_id),
    )
    return int(value)


async def total(c: Connection) -> int:
    """The number of feeds, removed ones too."""
    return int(await c.value("SELECT COUNT(*) FROM feeds"))


async def known(c: Connection) -> list[Row]:
    """Every feed's address, state and name as ``export`` and ``import`` need them, by list, removed ones too."""
    return await c.all(
        "SELECT id, url, list, lang, COALESCE(NULLIF(outlet, ''), title) AS name, tier, origin, state,"
        " moved_to FROM feeds"
        " ORDER BY list = ?, list, id",
        (ADDED,),
    )
