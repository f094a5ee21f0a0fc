"""Stories, what one item causes, and what administrators have put right."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from feeds.model.articles import Article, EntityKind
from feeds.model.moves import Evidence, Move, MoveStatus, Quote
from feeds.model.readings import Hit, Reading, Scope


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
    decided: int | None = None  # that of administrators' last decision about stories before its candidates were read
