"""What administrators add to the packaged catalog: entities, and further spellings of known ones."""

from datetime import datetime

from storage.database import Connection, stamp


async def add_alias(c: Connection, entity_id: str, alias: str, by: int | None, now: datetime) -> bool:
    """Add a spelling; False where it is there already."""
    changed = await c.run(
        "INSERT INTO aliases (entity_id, alias, added_by, added_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (entity_id, alias, by, stamp(now)),
    )
    return changed == 1


async def add_entity(c: Connection, entity_id: str, kind: str, name: str, by: int | None, now: datetime) -> bool:
    """Add an entity of kind person or organisation; False where it is there already."""
    changed = await c.run(
        "INSERT INTO entities (id, kind, name, added_by, added_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (entity_id, kind, name, by, stamp(now)),
    )
    return changed == 1


async def aliases(c: Connection) -> dict[str, list[str]]:
    """Added spellings by entity."""
    found: dict[str, list[str]] = {}
    for row in await c.all("SELECT entity_id, alias FROM aliases ORDER BY entity_id, alias"):
        found.setdefault(row["entity_id"], []).append(row["alias"])
    return found
