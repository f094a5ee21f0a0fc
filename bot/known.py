"""The catalog of this moment: the files' one with what administrators changed in the chat, for whoever asks.

Everybody who lives longer than one request or one article holds ``Known`` and calls it; what it gives never changes, so
that a request, an article or a drawing sees one catalog from its beginning to its end.
"""

from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.changes import applied
from storage import entities, watches
from storage.database import Database


class Known:
    """Gives the catalog of this moment when called."""

    def __init__(self, files: Catalog) -> None:
        self.files = files
        self._now = files

    def __call__(self) -> Catalog:
        return self._now

    async def follow(self, db: Database) -> bool:
        """Take in what has been changed since; False where nothing was."""
        if await db.read_whole(entities.version) == self._now.version:
            return False
        async with db.read() as c:
            version = await entities.version(c)
            changes = await entities.standing(c)
        now = applied(self.files, changes, version).catalog
        if now.version > self._now.version:
            self._now = now
        return True

    async def begin(self, db: Database) -> None:
        """Take in what was changed, and what watched names are found by since the files are of another version."""
        await self.follow(db)
        catalog = self._now
        async with db.write() as c:
            stored = await watches.targets(c, catalog.entities)
            changed = [now for old in stored if (now := catalog.watched(old.id)) != old]
            for one in changed:
                await watches.put_target(c, one)
            if changed:
                await watches.touch(c)
