"""A move of a story put right by hand: the value resolved to who is meant, and the story as it is afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from feeds.model import Move, MoveKind, MoveStatus, Story
from feeds.reading.moving.heads import heads
from feeds.reading.moving.scope import scopes
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.firms import search_keys
from feeds.reading.naming.names import organisation_key, person_key
from feeds.reading.stories.decide import status, targets

Slot = Literal["person", "from", "to", "role", "kind", "status"]
SLOTS: tuple[Slot, ...] = ("person", "from", "to", "role", "kind", "status")
SIDES = {"person": ("person", "person_id", "person_key"), "from": ("from_org", "from_id", "from_key"),
         "to": ("to_org", "to_id", "to_key")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class After:
    """A story once a move is put right; ``keys`` find it, ``before`` are those of the move as it was.

    ``told`` are the targets and scopes whose watches the story satisfies now.
    """

    moves: tuple[Move, ...]
    status: MoveStatus
    heads: bool
    keys: frozenset[str]
    before: frozenset[str]
    told: tuple[tuple[str, str], ...]


def put(move: Move, slot: Slot, value: str, catalog: Catalog) -> Move | None:
    """The move with a slot put right; ``value`` is "@" and an entity's id, the words themselves, or "" for nothing.

    None where the value is none of the slot's.
    """
    if slot == "kind":
        return replace(move, kind=MoveKind(value)) if value in set(MoveKind) else None
    if slot == "status":
        return replace(move, status=MoveStatus(value)) if value in set(MoveStatus) else None
    if slot == "role":
        return replace(move, role=value or None)
    words, id, key = SIDES[slot]
    if not value:
        return replace(move, **{words: None, id: None, key: None})  # type: ignore[arg-type]
    entity = catalog.entity(value[1:]) if value.startswith("@") else None
    if value.startswith("@") and entity is None:
        return None
    name = entity.name if entity else value
    made = entity.id if entity else (person_key if slot == "person" else organisation_key)(name, catalog)
    known = None if made.startswith("~") else made
    return replace(move, **{words: name, id: known, key: made})  # type: ignore[arg-type]


def after(story: Story, position: int, move: Move | None, catalog: Catalog) -> After:
    """The story with the move at a position replaced, or taken out (None)."""
    was = story.moves[position]
    moves = (*story.moves[:position], *(() if move is None else (move,)), *story.moves[position + 1 :])
    said = story.status
    if move is None or move.status is not was.status:
        said = status(moves, None)
    keys = _found_by(moves, catalog)
    pairs = {(key, scope) for key in targets(moves, (), catalog) for scope in ("all", "everything")}
    pairs |= {(key, scope) for key, _ in set(pairs) for scope in scopes(moves, key, catalog, ())}
    return After(moves, said, heads(moves), keys, _found_by((was,), catalog), tuple(sorted(pairs)))


def _found_by(moves: Sequence[Move], catalog: Catalog) -> frozenset[str]:
    return frozenset(k for m in moves for key in m.keys for k in search_keys(key, catalog))
