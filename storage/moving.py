"""A feed at another address: everything that is known of it goes along."""

from datetime import datetime

from storage.database import Connection
from storage.moments import stamp

TAKEN = """
UPDATE feeds SET url = :to, moved_to = NULL, moved_since = NULL, moved_polls = 0, named = NULL, moved_told = NULL,
    failures = 0, claimed_at = NULL, next_at = :now WHERE id = :feed
"""

JOINED = """
UPDATE feeds SET items_total = items_total + (SELECT items_total FROM feeds WHERE id = :old),
    newest_item_at = MAX(COALESCE(newest_item_at, ''), COALESCE((SELECT newest_item_at FROM feeds WHERE id = :old), ''))
WHERE id = :into
"""


async def take_over(c: Connection, feed_id: int, to: str, now: datetime) -> int:
    """Ask a feed at another address from now on; the number of the feed that is asked there.

    Items, identities, validators and pace stay its own. Where that address is a feed already, the two become one: that
    feed goes on with the items of both, and this one is removed. One that was removed gives up its place.
    """
    other = await c.one("SELECT id, state FROM feeds WHERE url = ? AND id <> ?", (to, feed_id))
    if other is not None and other["state"] != "removed":
        await _join(c, feed_id, other["id"])
        await c.run(
            "UPDATE feeds SET state = 'removed', claimed_at = NULL, moved_to = NULL, items_total = 0 WHERE id = ?",
            (feed_id,),
        )
        return int(other["id"])
    if other is not None:
        await _join(c, other["id"], feed_id)
        await c.run("DELETE FROM feeds WHERE id = ?", (other["id"],))
    await c.run(TAKEN, {"to": to, "now": stamp(now), "feed": feed_id})
    return feed_id


async def _join(c: Connection, old: int, into: int) -> None:
    """Give all items of one feed to another."""
    await c.run("UPDATE OR IGNORE item_identities SET feed_id = ? WHERE feed_id = ?", (into, old))
    await c.run("DELETE FROM item_identities WHERE feed_id = ?", (old,))
    await c.run("UPDATE items SET feed_id = ? WHERE feed_id = ?", (into, old))
    await c.run(JOINED, {"old": old, "into": into})


async def keep(c: Connection, feed_id: int, to: str) -> None:
    """The feed is to be asked where it is; this new address is proposed no more."""
    await c.run("UPDATE feeds SET moved_kept = ? WHERE id = ?", (to, feed_id))
