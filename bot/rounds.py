"""``hengkang poll``: one round over the feeds, a line a feed and a line a match, then stop."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from bot.clock import SystemClock
from bot.config import Settings
from bot.ended_runs import given_back
from bot.known import Known
from bot.noticing import Noticing
from bot.parts import Intake, sync_feeds
from feeds.model import Article, Decision, PendingItem
from feeds.reading.naming.catalog import Catalog, load
from feeds.reading.text import search_tokens
from storage import feeds, items
from storage.database import Database

Row = dict[str, Any]
Write = Callable[[Row], None]


class MatchedItems(items.Items):
    """The items, with the matches that were stored since they were last ``taken``."""

    def __init__(self, db: Database, catalog: Callable[[], Catalog]) -> None:
        super().__init__(db, search_tokens, Noticing(catalog))
        self._matched: list[Row] = []

    def taken(self) -> list[Row]:
        """The matches, each once."""
        matched, self._matched = self._matched, []
        return matched

    async def commit(self, item: PendingItem, article: Article, decision: Decision, now: datetime) -> bool:
        """Commit, then note what was matched."""
        if not await super().commit(item, article, decision, now):
            return False
        self._note(article, decision)
        return True

    async def pass_over(self, decisions: Sequence[Decision], now: datetime, catalog: int | None = None) -> bool:
        """Pass over, then note what was matched."""
        if not await super().pass_over(decisions, now, catalog):
            return False
        for decision in decisions:
            self._note(decision.reading.article, decision)
        return True

    def _note(self, article: Article, decision: Decision) -> None:
        for watch in dict.fromkeys(h.watch for h in decision.hits):
            self._matched.append(
                {
                    "match": watch,
                    "alias": next(h.alias for h in decision.hits if h.watch == watch),
                    "id": article.id,
                    "title": article.title,
                    "url": article.url,
                    "story": decision.story_id,
                    "relation": decision.relation,
                    "notify": decision.notify,
                }
            )


async def poll_once(settings: Settings, write: Write) -> bool:
    """Poll every active feed once and read what came; True where no feed failed.

    Alerts that the round causes wait in the outbox for ``hengkang run``. Raises StorageError where a bot is running on
    the same store.
    """
    clock = SystemClock()
    known = Known(load(settings.catalog))
    async with await Database.open(settings.storage.path) as db, Intake(settings, known, clock) as intake:
        await known.begin(db)
        async with db.write() as c:
            await feeds.release(c)
            await items.release(c)
            await sync_feeds(c, settings, clock)
            await feeds.all_due(c, clock.now())
        try:
            fine = await _round(intake, db, MatchedItems(db, known), write)
        finally:
            await given_back(db)
    return fine


async def _round(intake: Intake, db: Database, queue: MatchedItems, write: Write) -> bool:
    fine = True
    poller, analyser = intake.poller(db), intake.analyser(queue)
    polled: set[int] = set()
    while results := await poller.step():
        for feed, outcome, stored in results:
            fine = fine and not outcome.error
            told = {"error": outcome.error} if outcome.error else {"new": stored.new, "updated": stored.updated}
            write({"feed": feed.url, "status": outcome.status} | told)
        if polled & {feed.id for feed, _, _ in results}:
            break  # a feed whose next time has come already belongs to the next round
        polled |= {feed.id for feed, _, _ in results}
    while await analyser.step():
        for row in queue.taken():
            write(row)
    return fine
