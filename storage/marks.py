"""Moments that the bot keeps for itself."""

from datetime import datetime

from storage.database import Connection
from storage.moments import maybe_moment, stamp

KEPT_HOUSE = "kept_house_at"  # the row of ``meta`` that says when what had served its time was last erased


async def kept_house_at(c: Connection) -> datetime | None:
    """When what had served its time was last erased."""
    return maybe_moment(await c.value("SELECT value FROM meta WHERE name = ?", (KEPT_HOUSE,)))


async def note_kept_house(c: Connection, now: datetime) -> None:
    """It is being erased now."""
    await c.run(
        "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (KEPT_HOUSE, stamp(now)),
    )
