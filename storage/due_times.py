"""Due times that a clock which was ahead has left, brought back to where they belong.

Nothing that is due may lie further ahead than what made it due allows: a feed its interval, a digest the next one, a
mute a week. After the clock was put back by years, all of it would else wait for years.
"""

from datetime import datetime, timedelta

from storage.database import Connection
from storage.moments import maybe_moment, moment, stamp

CARELESS = timedelta(minutes=1)  # by which a clock may go back without anything to be put right
LONGEST_MUTE = timedelta(days=7)
LONGEST_WAIT = timedelta(days=8)  # of a feed: a day after failures, a week where its server asks for that
# Held until a moment of the chat's own day, which is another one now; each is planned anew when it is claimed.
HELD_FOR_A_MOMENT = "state = 'held' AND lane IN (2, 3) AND kind <> 'digest'"


async def ahead(c: Connection, now: datetime) -> timedelta:
    """By how much the clock was ahead of now when the store was last written; zero where it was not."""
    last = maybe_moment(await c.value("SELECT MAX(last_attempt) FROM feeds"))
    return max(timedelta(), last - now) if last is not None else timedelta()


async def bring_back(c: Connection, now: datetime, by: timedelta, longest: timedelta) -> list[int]:
    """Bring back what a clock that was ``by`` ahead has planned; the chats whose digest is to be planned anew.

    ``longest`` is the longest interval of a healthy feed.
    """
    await _feeds(c, now, longest)
    seconds = f"-{by.total_seconds():.0f} seconds"
    at = stamp(now)
    back = "strftime('%Y-%m-%dT%H:%M:%f', {0}, ?2) || '000'"
    due, until = back.format("due_at"), back.format("until")
    await c.run(f"UPDATE outbox SET due_at = MAX({due}, ?1) WHERE state = 'pending' AND due_at > ?1", (at, seconds))
    await c.run(f"UPDATE pauses SET until = {until} WHERE until > ?1", (at, seconds))
    await c.run(
        f"UPDATE outbox SET state = 'pending', released = 0, due_at = ?1 WHERE {HELD_FOR_A_MOMENT} AND due_at > ?1",
        (at,),
    )
    week = stamp(now + LONGEST_MUTE)
    await c.run("UPDATE watches SET muted_until = ?1 WHERE muted_until > ?1", (week,))
    rows = await c.all("SELECT chat_id FROM outbox WHERE state = 'held' AND kind = 'digest' AND due_at > ?", (at,))
    return [row["chat_id"] for row in rows]


async def _feeds(c: Connection, now: datetime, longest: timedelta) -> None:
    """Each feed as long after now as it was to be asked after it was last, but no later than may be."""
    rows = await c.all(
        "SELECT id, last_attempt, next_at FROM feeds WHERE next_at > ?1 AND (last_attempt > ?1 OR last_attempt IS NULL"
        " OR next_at > ?2)",
        (stamp(now), stamp(now + LONGEST_WAIT)),
    )
    fresh = []
    for row in rows:
        last = maybe_moment(row["last_attempt"])
        interval = moment(row["next_at"]) - last if last is not None and last > now else timedelta()
        fresh.append((stamp(now + min(max(interval, timedelta()), longest)), row["id"]))
    await c.many("UPDATE feeds SET next_at = ? WHERE id = ?", fresh)
