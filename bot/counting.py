"""The items as the analyser sees them, with what came of each counted and logged."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.meters import Meters
from bot.noticing import Noticing
from feeds.model import Article, Decision, PendingItem
from feeds.reading.naming.catalog import Catalog
from feeds.reading.text import search_tokens
from storage import items
from storage.database import Database

log = logging.getLogger(__name__)


class CountedItems(items.Items):
    """Fulfils ``feeds.ports.ItemQueue``; counts only what is stored."""

    def __init__(self, db: Database, catalog: Callable[[], Catalog], meters: Meters) -> None:
        super().__init__(db, search_tokens, Noticing(catalog))
        self._meters = meters

    async def commit(self, item: PendingItem, article: Article, decision: Decision, now: datetime) -> bool:
        """Store, then say so: the line joins feed, item and story."""
        if not await super().commit(item, article, decision, now):
            return False
        self._meters.items_read.labels(decision.relation).inc()
        what = {"item_id": int(item.id), "feed_id": item.feed_id, "relation": decision.relation}
        story_id = None
        if decision.relation != "none":
            story_id = await self.db.read_whole(lambda c: items.story_of(c, int(item.id)))
        if story_id is not None:
            log.info("item.read", extra=what | {"story_id": story_id, "told": decision.notify, "address": article.url})
        else:
            log.debug("item.read", extra=what)
        return True

    async def pass_over(self, decisions: Sequence[Decision], now: datetime, catalog: int | None = None) -> bool:
        """Store, then count."""
        if not await super().pass_over(decisions, now, catalog):
            return False
        self._meters.items_read.labels("none").inc(len(decisions))
        return True

    async def set_aside(self, item: PendingItem, error: str, now: datetime) -> None:
        """Store, then say so."""
        await super().set_aside(item, error, now)
        self._meters.items_failed.inc()
        log.warning("item.failed", extra={"item_id": int(item.id), "feed_id": item.feed_id, "error": error})
