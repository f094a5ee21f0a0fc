"""What the news says, as values: every package speaks in these, and none of them does anything.

An *entity key* names a person or an organisation across articles, languages and restarts: the catalog's id
where the catalog knows it (``alibaba``), else ``~`` and the folded name (``~norvale``; for Chinese people the
pinyin, surname first: ``~yan zhijie``). Offsets count code points. Times are aware, in UTC.
"""

from feeds.model.articles import LANGUAGES, Article, EntityKind, Entry, FeedDocument, Mention, Page
from feeds.model.faults import UnstoredError
from feeds.model.moves import Evidence, Move, MoveKind, MoveStatus, Quote
from feeds.model.polling import (
    Condition,
    DueFeed,
    FeedPace,
    FeedSigns,
    FetchOutcome,
    Judged,
    NewItem,
    PendingItem,
    StoredItems,
)
from feeds.model.readings import SCOPES, Answer, Bullet, Hit, OfferedQuestion, Reading, Refusal, Scope, Watched
from feeds.model.stories import CatalogChange, ChangeAction, Decision, Fix, Relation, Retraction, Story, Told

__all__ = [
    "LANGUAGES",
    "SCOPES",
    "Answer",
    "Article",
    "Bullet",
    "CatalogChange",
    "ChangeAction",
    "Condition",
    "Decision",
    "DueFeed",
    "EntityKind",
    "Entry",
    "Evidence",
    "FeedDocument",
    "FeedPace",
    "FeedSigns",
    "FetchOutcome",
    "Fix",
    "Hit",
    "Judged",
    "Mention",
    "Move",
    "MoveKind",
    "MoveStatus",
    "NewItem",
    "OfferedQuestion",
    "Page",
    "PendingItem",
    "Quote",
    "Reading",
    "Refusal",
    "Relation",
    "Retraction",
    "Scope",
    "StoredItems",
    "Story",
    "Told",
    "UnstoredError",
    "Watched",
]
