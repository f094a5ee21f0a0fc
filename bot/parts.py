"""The parts that read the news, put together from the settings: shared by ``run``, ``poll`` and ``check``."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from bot.config import Settings
from bot.noticing import Noticing
from feeds.analyser import Analyser
from feeds.intake.discover import Looker
from feeds.intake.fetch import Fetcher
from feeds.intake.guard import Guard
from feeds.intake.pages import Pages
from feeds.intake.places import Places
from feeds.intake.poller import Poller
from feeds.intake.worker import Worker
from feeds.ports import Clock
from feeds.reading.naming.catalog import Catalog
from feeds.reading.text import search_tokens
from storage import feed_list, feeds, items
from storage.database import Connection, Database


@dataclass(slots=True)
class Intake:
    """Everything between an address and a stored reading; ``close`` it."""

    settings: Settings
    catalog: Callable[[], Catalog]
    clock: Clock
    fetcher: Fetcher = field(init=False)
    worker: Worker = field(default_factory=Worker)
    looker: Looker = field(init=False)

    def __post_init__(self) -> None:
        polling = self.settings.polling
        self.fetcher = Fetcher(Guard.of(polling.allow), polling.timeout_seconds, polling.contact, now=self.clock.now)
        self.looker = Looker(self.fetcher, self.worker)

    def poller(self, db: Database) -> Poller:
        """The loop from due feeds to stored items."""
        polling = self.settings.polling
        places = Places(polling.feeds_at_once)
        queue = feeds.Feeds(db, self.settings.storage.ages().articles)
        return Poller(queue, self.fetcher, self.worker, self.clock, polling.bounds(), places)

    def analyser(self, queue: items.Items) -> Analyser:
        """The loop from stored items to what they cause."""
        pages = Pages(self.fetcher, self.worker, self.clock, self.settings.polling.pages)
        limit = self.settings.bot.age_limit
        return Analyser(queue, pages, self.catalog, self.clock, limit)

    async def close(self) -> None:
        """End connections and the worker's process."""
        await self.fetcher.close()
        await self.worker.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def item_queue(db: Database, catalog: Callable[[], Catalog]) -> items.Items:
    """The items as the analyser sees them."""
    return items.Items(db, search_tokens, Noticing(catalog))


async def sync_feeds(c: Connection, settings: Settings, clock: Clock) -> dict[str, int]:
    """Make the store's feeds those of the configuration; counts of added, changed and removed."""
    specs = [
        feed_list.FeedSpec(feed.url, one.name, one.language, feed.outlet, feed.tier)
        for one in settings.lists
        for feed in one.feeds
    ]
    return await feed_list.sync(c, specs, clock.now())
