"""Articles of a file as a store of their own, so that ``hengkang ask --articles`` asks just as the bot does."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.asking import Found, ask
from feeds.model import Answer, Article, Entry, Evidence, FetchOutcome, NewItem
from feeds.ports import Clock
from feeds.reading.answering.answer import answer
from feeds.reading.answering.nearness import Nearness
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.firms import family
from feeds.reading.reader import Reader
from feeds.reading.stories.decide import CANDIDATE_WINDOW, decide
from feeds.reading.text import search_tokens
from storage import archive, feed_list, feeds
from storage.articles import article_of
from storage.database import Database
from storage.items import Items

BATCH = 100
SHELF = "library:articles"  # the address of the one feed that the articles are taken to come from


class Library:
    """Reads articles into a store and answers from it; their own ids are kept and given back."""

    def __init__(self, db: Database, catalog: Catalog, clock: Clock, encoder: Nearness | None = None) -> None:
        self.db = db
        self.catalog = catalog
        self.clock = clock
        self.encoder = encoder
        self.items = Items(db, search_tokens)
        self.reader = Reader(catalog)

    async def take(self, articles: Iterable[Article]) -> int:
        """Read and store every article; how many."""
        now = self.clock.now()
        async with self.db.write() as c:
            shelf = await feed_list.add(c, feed_list.FeedSpec(SHELF), "file", None, now)
        batch: list[Article] = []
        count = 0
        for article in articles:
            batch.append(article)
            if len(batch) == BATCH:
                count += await self._store(shelf, batch)
                batch = []
        return count + await self._store(shelf, batch)

    async def _store(self, shelf: int, batch: list[Article]) -> int:
        now = self.clock.now()
        found = []
        for a in batch:
            entry = Entry(a.title, a.url, f"id:{a.id}", a.published, a.text, language=a.lang)
            own = f"id:{a.id}"
            found.append(NewItem(own, (own,), entry, a.url))
        await feeds.Feeds(self.db).record(
            FetchOutcome(shelf, now, now + timedelta(days=1), "new", tuple(found), title="library")
        )
        while pending := await self.items.claim_new(now, BATCH):
            for item in pending:
                reading = self.reader.read(item.article)
                keys = frozenset().union(*(family(k, self.catalog) for m in reading.moves for k in m.keys))
                since = (item.article.published or now) - CANDIDATE_WINDOW
                candidates = await self.items.candidates(keys, since) if keys else ()
                decision = decide(item, reading, candidates, (), now, self.catalog)
                await self.items.commit(item, item.article, replace(decision, notify=False), now)
        return len(batch)

    async def ask(self, question: str, article_id: str | None = None) -> Answer:
        """The answer with the articles' own ids; LookupError where there is no article of that id."""
        if article_id is None:
            found = await ask(self.db, question, self.catalog, datetime.now(UTC), encoder=self.encoder)
            return await self._with_own_ids(found)
        async with self.db.read() as c:
            row = await archive.named(c, article_id)
        if row is None:
            raise LookupError(f"there is no article {article_id!r}")
        article = replace(article_of(row), id=article_id)
        return answer(question, (article,), self.catalog, self.reader.read(article).moves, encoder=self.encoder)

    async def _with_own_ids(self, found: Found) -> Answer:
        evidence = []
        async with self.db.read() as c:
            for e in found.answer.evidence:
                own = await archive.own_id(c, int(e.article_id)) if e.article_id.isdecimal() else None
                evidence.append(Evidence(own or e.article_id, e.sentence))
        return replace(found.answer, evidence=tuple(evidence))
