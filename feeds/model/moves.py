"""Moves: who went where, how sure, and the sentences that they rest on."""

from dataclasses import dataclass
from enum import StrEnum


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
