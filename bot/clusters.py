"""Articles in order of publication, each given its story: what ``hengkang cluster`` runs.

The order is made with sorted runs on disk, and only stories young enough to be joined are kept, so a million lines need
the memory of a few thousand stories.
"""

import heapq
import json
import tempfile
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import IO

from feeds.intake.dates import read_date
from feeds.model import Article, PendingItem, Story
from feeds.reading.naming.catalog import Catalog
from feeds.reading.reader import Reader
from feeds.reading.stories.decide import CANDIDATE_WINDOW, decide
from feeds.reading.stories.story import keys_of

RUN = 20_000  # articles sorted in memory at once
MOST_STORIES = 5_000
MOST_ARTICLES = 20  # kept of one story; enough to recognise it by
DAWN = datetime(1970, 1, 1, tzinfo=UTC)

Keyed = tuple[datetime, int, Article]


def in_order(articles: Iterable[Article]) -> Iterator[Article]:
    """Articles by publication; an undated one keeps its place behind the one that came before it."""
    runs: list[IO[str]] = []
    batch: list[Keyed] = []
    at = DAWN
    for number, article in enumerate(articles):
        at = article.published or at
        batch.append((at, number, article))
        if len(batch) == RUN:
            runs.append(_written(batch))
            batch = []
    batch.sort(key=lambda k: k[:2])
    for _, _, article in heapq.merge(*(_read(run) for run in runs), batch, key=lambda k: k[:2]):
        yield article
    for run in runs:
        run.close()


def _written(batch: list[Keyed]) -> IO[str]:
    # The file lives as long as it is read from; in_order closes it.
    run = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
    for at, number, article in sorted(batch, key=lambda k: k[:2]):
        row = asdict(article) | {"published": article.published.isoformat() if article.published else None}
        run.write(json.dumps([at.isoformat(), number, row]) + "\n")
    run.seek(0)
    return run


def _read(run: IO[str]) -> Iterator[Keyed]:
    for line in run:
        at, number, row = json.loads(line)
        article = Article(**(row | {"published": read_date(row["published"])}))
        yield datetime.fromisoformat(at), number, article


def _number(story_id: str) -> int:
    return int(story_id.partition(":")[2])


class Clusterer:
    """Gives each article its story; call ``story_of`` in order of publication."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.reader = Reader(catalog)
        self._stories: OrderedDict[str, Story] = OrderedDict()
        self._keys: dict[str, frozenset[str]] = {}
        self._by_key: defaultdict[str, set[str]] = defaultdict(set)
        self._told = 0
        self._at = DAWN

    def story_of(self, article: Article) -> str:
        """The story's id; an article that tells no move stands alone."""
        at = self._at = article.published or self._at
        self._expire(at)
        reading = self.reader.read(article)
        keys = keys_of(reading, self.catalog)
        ids = {i for key in keys for i in self._by_key.get(key, ())}
        candidates = [self._stories[i] for i in sorted(ids, key=_number)]
        item = PendingItem(article.id, 0, article, at)
        decision = decide(item, reading, candidates, (), at, self.catalog)
        if decision.relation == "none":
            return f"alone:{article.id}"
        known = self._stories.get(decision.story_id or "")
        self._told += known is None
        story = Story(
            id=known.id if known else f"story:{self._told}",
            moves=decision.merged,
            articles=(*(known.articles if known else ()), article)[:MOST_ARTICLES],
            status=decision.status,
            first_at=known.first_at if known else at,
            last_at=max(at, known.last_at) if known else at,
        )
        self._stories[story.id] = story
        self._stories.move_to_end(story.id)
        self._keys[story.id] = self._keys.get(story.id, frozenset()) | decision.targets | keys
        for key in self._keys[story.id]:
            self._by_key[key].add(story.id)
        return story.id

    def _expire(self, at: datetime) -> None:
        while self._stories:
            story = next(iter(self._stories.values()))
            if len(self._stories) <= MOST_STORIES and at - story.last_at <= CANDIDATE_WINDOW:
                return
            del self._stories[story.id]
            for key in self._keys.pop(story.id, ()):
                self._by_key[key].discard(story.id)
                if not self._by_key[key]:
                    del self._by_key[key]
