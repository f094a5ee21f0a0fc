"""What the news says, as values: every package speaks in these, and none of them does anything.

An *entity key* names a person or an organisation across articles, languages and restarts: the catalog's id
where the catalog knows it (``alibaba``), else ``~`` and the folded name (``~norvale``; for Chinese people the
pinyin, surname first: ``~yan zhijie``). Offsets count code points. Times are aware, in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

LANGUAGES: tuple[str, ...] = ("id", "en", "zh")

EntityKind = Literal["person", "organisation"]

# What a watch takes of the news about its name; docs/design.md, "Who is told", says what satisfies each.
Scope = Literal["all", "departures", "arrivals", "appointments", "layoffs", "senior", "everything"]
SCOPES: tuple[Scope, ...] = ("all", "departures", "arrivals", "appointments", "layoffs", "senior", "everything")


class MoveKind(StrEnum):
    """How somebody moved; the names are the product page's."""

    LEAVES = "leaves"
    JOINS = "joins"
    APPOINTED = "appointed"
    PROMOTED = "promoted"
    POACHED = "poached"
    STEPS_DOWN = "steps_down"
    RETIRES = "retires"
    DISMISSED = "dismissed"
    SUSPENDED = "suspended"
    LAID_OFF = "laid_off"
    FOUNDS = "founds"
    RETURNS = "returns"
    TRANSFERRED = "transferred"
    BOARD_JOINS = "board_joins"
    BOARD_LEAVES = "board_leaves"


class MoveStatus(StrEnum):
    """How sure the sources are of a move."""

    RUMOUR = "rumour"
    REPORTED = "reported"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed document, as read; nothing is known of what we stored before."""

    title: str
    link: str | None
    guid: str | None
    published: datetime | None
    text: str  # the teaser or the full text as plain text, paragraphs divided by "\n"
    author: str | None = None
    image: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """What we read of a feed's bytes; ``error`` says in plain words why entries may be missing."""

    format: str  # "rss20", "atom10", "rss10", "json11", …; "" where unknown
    title: str
    entries: tuple[Entry, ...]
    link: str | None = None
    language: str | None = None
    ttl_minutes: int | None = None
    error: str | None = None
    moved_to: str | None = None  # the new address that it names (itunes:new-feed-url)


@dataclass(frozen=True, slots=True)
class Page:
    """The article's text as its page gives it."""

    url: str
    title: str
    text: str
    published: datetime | None = None
    lang: str | None = None
    image: str | None = None
    credit: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A text to be read: title, body and where it came from."""

    id: str
    title: str
    text: str
    url: str | None = None
    published: datetime | None = None
    lang: str | None = None  # as declared by feed or caller; reading decides for itself
    outlet: str = ""
    image: str | None = None
    credit: str | None = None

    @property
    def whole(self) -> str:
        """Title and text as one; all offsets of mentions and hits point into this."""
        return f"{self.title}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Mention:
    """A person or an organisation named in an article, at ``[start, end)`` of ``Article.whole``."""

    name: str
    kind: EntityKind
    start: int
    end: int
    key: str
    entity_id: str | None = None  # the catalog's, None where it does not know the name
    full_name: str | None = None  # "Yan Zhijie" where the text says "Yan"


@dataclass(frozen=True, slots=True)
class Move:
    """One person (or head count) going somewhere, with the sentence that says so.

    ``person``, ``from_org`` and ``to_org`` are the article's own words in their fullest form there. ``date`` is the
    event's, ISO 8601, as precise as the text is ("2025", "2025-02", "2025-02-03").
    """

    person: str | None
    from_org: str | None
    to_org: str | None
    kind: MoveKind
    status: MoveStatus
    evidence: str
    role: str | None = None  # the role gone to, or the role left where nothing is said of the next
    from_role: str | None = None
    date: str | None = None
    person_id: str | None = None
    from_id: str | None = None
    to_id: str | None = None
    person_key: str | None = None
    from_key: str | None = None
    to_key: str | None = None
    head_count: str | None = None  # "4,000", "10-15 %", as told
    place: str | None = None  # of a lay-off, by its English name where it is a known one
    part: str | None = None  # of the organisation that lays off, as told: "cloud unit"
    replaces: str | None = None  # the name of the person whose post is taken
    article_id: str = ""
    lang: str = ""  # of the article
    past: bool = False  # background: told, but not this article's news
    explain: tuple[str, ...] = ()  # which cue, slots and rules made it

    @property
    def keys(self) -> frozenset[str]:
        """The entity keys on any side of the move."""
        return frozenset(k for k in (self.person_key, self.from_key, self.to_key) if k)

    def as_json(self) -> dict[str, str | None]:
        """The MOVE object of the command line."""
        return {
            "person": self.person,
            "person_id": self.person_id,
            "from": self.from_org,
            "from_id": self.from_id,
            "to": self.to_org,
            "to_id": self.to_id,
            "role": self.role,
            "kind": self.kind.value,
            "status": self.status.value,
            "date": self.date,
            "evidence": self.evidence,
        }


@dataclass(frozen=True, slots=True)
class Quote:
    """A direct quotation that the article contains, with its speaker and the sentence it stands in."""

    speaker: str
    text: str
    sentence: str
    article_id: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence as it stands in an article."""

    article_id: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Bullet:
    """One line of the 15-second summary and what it rests on."""

    text: str
    evidence: tuple[Evidence, ...] = ()
    quoted: bool = False  # a sentence of the source, to be shown as a quotation with its outlet


@dataclass(frozen=True, slots=True)
class Answer:
    """A short answer with its evidence; ``answered`` False is a refusal: the articles do not say."""

    text: str
    answered: bool
    evidence: tuple[Evidence, ...] = ()
    people: tuple[str, ...] = ()

    @classmethod
    def refusal(cls) -> "Answer":
        return cls("", answered=False)


@dataclass(frozen=True, slots=True)
class OfferedQuestion:
    """A question that a story can answer, in one language, with its answer."""

    question: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cue that made no move: its words, the number of its sentence (0 the title), and why."""

    cue: str
    sentence: int
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that reading one article yields; language-neutral where the card is told from it later."""

    article: Article
    lang: str
    talent: bool
    score: float  # 0..1, that the article's news is a talent move
    moves: tuple[Move, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    ahead: tuple[str, ...] = ()  # sentences that look ahead, as they stand
    explain: tuple[str, ...] = ()  # why it is talent news, or why not
    refused: tuple[Refusal, ...] = ()  # every cue that made no move


@dataclass(frozen=True, slots=True)
class Watched:
    """A name somebody watches and the spellings it is found by."""

    id: str  # the watch target's entity key, or the caller's id
    name: str
    aliases: tuple[str, ...]
    kind: EntityKind | None = None
    exact: frozenset[str] = frozenset()  # aliases that match in this very case only
    ambiguous: frozenset[str] = frozenset()  # aliases that count only beside a context word
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A watched name found at ``[start, end)`` of ``Article.whole``."""

    watch: str
    alias: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Retraction:
    """That a story is told no more: ``why`` is person, no_move, hoax or other, ``note`` what was typed for the last."""

    why: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Fix:
    """A move that was put right by hand: as it was, and as it is; None: it is no move."""

    was: Move
    now: Move | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Story:
    """The articles about one event and the moves told in them.

    ``status`` is the most recent one; ``revision`` counts developments (0 for the first report). ``articles`` are
    in order of publication, the first reporter first. ``fixes`` are in the order in which they were made.
    """

    id: str
    moves: tuple[Move, ...]
    articles: tuple[Article, ...]
    status: MoveStatus
    first_at: datetime
    last_at: datetime
    revision: int = 0
    quotes: tuple[Quote, ...] = ()
    ahead: tuple[Evidence, ...] = ()
    retraction: Retraction | None = None
    fixes: tuple[Fix, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """The entity keys of all its moves."""
        return frozenset().union(*(m.keys for m in self.moves)) if self.moves else frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """An article that was told to those who watch everything, and the item that told the same before, else itself."""

    article: Article
    feed_id: int
    first: str


Relation = Literal["none", "new", "source", "development"]
ChangeAction = Literal["entity", "alias", "merge", "split", "owner"]


@dataclass(frozen=True, slots=True)
class CatalogChange:
    """What an administrator changed in the catalog; ``number`` says in which order.

    entity: ``entity`` is new, of ``kind``, known by ``names``, the first of which is its name.
    alias: ``names`` are further spellings of ``entity``.
    merge: ``entity`` is one with ``other``, which stands for both from now on.
    split: ``names`` are no spellings of ``entity``; ``other`` has them, a new entity where there is a ``kind``, nobody
    where it is empty.
    owner: ``entity`` belongs to ``other``, to nobody where it is empty.
    """

    number: int
    action: ChangeAction
    entity: str
    other: str = ""
    kind: EntityKind | None = None
    names: tuple[str, ...] = ()
    doubtful: bool = False  # the names count only beside words of firms, or of the entity
    exact: bool = False  # the names count only in this very case


@dataclass(frozen=True, slots=True)
class Decision:
    """What one item causes; stored, with the alerts, in one transaction.

    ``relation``: "none" (no talent news: stored and searchable only), "new" (a story of its own), "source" (a
    further report of ``story_id``: alerts already sent are edited), "development" (``story_id`` confirmed, denied,
    corrected or moved on: a new message that replies to the first). ``targets`` are the entity keys whose watchers
    are told, owners of labs included, and ``scopes`` says for each what its watches may take to be told; "all" and
    "everything" need not stand there. ``named`` are the watched names in title or lead of what is no talent news, for
    those who watch everything, and ``repeats`` the item that has told the same before. ``notify`` is False where
    nothing may be sent, and ``reasons`` says why; they are what ``/why`` shows.
    """

    item_id: str
    relation: Relation
    reading: Reading
    story_id: str | None = None
    moves: tuple[Move, ...] = ()
    merged: tuple[Move, ...] = ()  # all moves of the story, these joined into those known before
    targets: frozenset[str] = frozenset()
    scopes: Mapping[str, frozenset[Scope]] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    heads: bool = False  # the head of a firm moves: breaking news
    hits: tuple[Hit, ...] = ()
    notify: bool = False
    status: MoveStatus = MoveStatus.REPORTED
    copy_of: str | None = None  # the item that this one is a syndicated copy of
    repeats: str | None = None
    reasons: tuple[str, ...] = ()
    catalog: int = 0  # the number of the last change in the catalog that the item was read with


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


@dataclass(frozen=True, slots=True)
class StoredItems:
    """How many of a poll's items were new, and how many were changed titles of known ones."""

    new: int
    updated: int
    item_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PendingItem:
    """An item claimed for reading. ``backlog``: it stood in the feed at its first fetch, so it is never sent."""

    id: str
    feed_id: int
    article: Article
    fetched_at: datetime
    backlog: bool = False
    attempts: int = 0
    meta: Mapping[str, str] = field(default_factory=dict)
