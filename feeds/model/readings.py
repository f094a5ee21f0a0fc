"""What one article says, and what is asked of it and watched in it."""

from dataclasses import dataclass
from typing import Literal

from feeds.model.articles import Article, EntityKind, Mention
from feeds.model.moves import Evidence, Move, Quote

# What a watch takes of the news about its name; docs/design.md, "Who is told", says what satisfies each.
Scope = Literal["all", "departures", "arrivals", "appointments", "layoffs", "senior", "everything"]
SCOPES: tuple[Scope, ...] = ("all", "departures", "arrivals", "appointments", "layoffs", "senior", "everything")


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
