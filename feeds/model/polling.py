"""Feeds as they are polled: what is due, what came, what was stored, and how a feed is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from feeds.model.articles import Article, Entry


@dataclass(frozen=True, slots=True)
class DueFeed:
    """A feed claimed for polling."""

    id: int
    url: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    failures: int = 0
    first_fetch: bool = True
    lang: str | None = None
    outlet: str = ""
    rate_per_day: float = 0.0  # as last read; 0 where it never was
    last_success: datetime | None = None
    ttl_seconds: float = 0.0  # that of the document as last read
    entries: bytes | None = None  # what is kept of that document's (``feeds.intake.unchanged``)


@dataclass(frozen=True, slots=True)
class NewItem:
    """An entry under its canonical identity, ready to be stored.

    ``identity`` is the strongest key, ``identities`` all of them (guid, address, title forms): an item that shares
    one with a stored item of the same feed is that item.
    """

    identity: str
    identities: tuple[str, ...]
    entry: Entry
    url: str | None

    def __reduce__(self) -> tuple[type["NewItem"], tuple[object, ...]]:
        return NewItem, (self.identity, self.identities, self.entry, self.url)


@dataclass(frozen=True, slots=True)
class FetchOutcome:
    """What a poll of one feed came to, and when to look again."""

    feed_id: int
    at: datetime
    next_at: datetime
    status: Literal["new", "unchanged", "failed", "gone", "held"]  # held: not asked, since its host wants a rest
    items: tuple[NewItem, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    entries: bytes | None = None  # to be kept of the document's; None where none was read
    title: str | None = None
    http_status: int | None = None
    error: str | None = None  # plain words, for the administrator
    moved_to: str | None = None  # where permanent redirects lead
    named: str | None = None  # the new address that the document names
    rate_per_day: float | None = None  # None where nothing was read that tells it
    ttl_seconds: float | None = None  # the same
    wish_seconds: float = 0.0  # the interval that the server asks for, ttl included
    bytes: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class FeedPace:
    """What a healthy feed is polled by: items a day, chats that its stories were told to, its server's wish."""

    rate_per_day: float
    readers: int = 0
    wish_seconds: float = 0.0


Condition = Literal["well", "failing", "gone", "silent", "flooding"]


@dataclass(frozen=True, slots=True)
class FeedSigns:
    """What a feed's condition is judged by; ``condition`` is the one that was last noticed, ``since`` its beginning.

    Failed polls are counted since the last answer, answers since the last failed poll, both of this spell of network.
    """

    feed_id: int
    condition: Condition = "well"
    since: datetime | None = None
    last_attempt: datetime | None = None
    failed: int = 0
    failing_since: datetime | None = None
    fault: str = ""
    gone: bool = False
    answered: int = 0
    well_since: datetime | None = None
    newest: datetime | None = None
    gaps: tuple[timedelta, ...] = ()  # between its newest items; empty where it is not quiet
    brought: int = 0  # new items of the last hours, those of its first fetch left out
    repeated: int = 0  # of these, under a title that it had brought before
    usual: float = 0.0  # items a day before them
    span: timedelta = timedelta()  # what they are the news of: from the answer before them


@dataclass(frozen=True, slots=True)
class Judged:
    """A feed's condition, since when, and what shows it.

    ``fault`` is the stored error of a failing feed; ``number`` is the polls that failed, or the items of a flood, of
    which ``repeated`` were known; ``usual`` is items a day.
    """

    condition: Condition
    since: datetime | None = None
    fault: str = ""
    number: int = 0
    repeated: int = 0
    usual: float = 0.0


# New items of a feed in a day, beside those of its first fetch: far more than an outlet writes. What comes beyond waits
# until the next day, as long as the feed shows it.
MOST_A_DAY = 1_000


@dataclass(frozen=True, slots=True)
class StoredItems:
    """How many of a poll's items were new, and how many were changed titles of known ones."""

    new: int
    updated: int
    item_ids: tuple[str, ...] = ()
    left_out: int = 0  # new ones beyond what a feed may bring in a day


@dataclass(frozen=True, slots=True)
class PendingItem:
    """An item claimed for reading. ``backlog``: it stood in the feed at its first fetch, so it is never sent."""

    id: str
    feed_id: int
    article: Article
    fetched_at: datetime
    backlog: bool = False
    attempts: int = 0  # that failed
    crashes: int = 0  # runs that ended meanwhile
    meta: Mapping[str, str] = field(default_factory=dict)

    @property
    def tried(self) -> bool:
        """Whether reading it has been begun before."""
        return self.attempts + self.crashes > 0
