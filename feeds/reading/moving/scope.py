"""Which scopes of a watch a story satisfies: what its moves are to the watched name.

A side of a move is the watched name's when its entity key is the watch's, or that of a lab, a unit or a longer form of the
name that belongs to it (``firms.search_keys``), or when the article's own word for it is one of the spellings of the watch.
docs/design.md, "Who is told", is the contract: it says for each scope which moves satisfy it.
"""

from collections.abc import Collection, Iterable

from feeds.model import Move, MoveKind, Scope
from feeds.reading.answering.ledger import OUT
from feeds.reading.moving.seniority import senior
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.firms import one_firm, one_house, search_keys
from feeds.reading.text import folded

POSTS = frozenset({MoveKind.APPOINTED, MoveKind.PROMOTED, MoveKind.TRANSFERRED, MoveKind.BOARD_JOINS})
INSIDE = frozenset({MoveKind.PROMOTED, MoveKind.TRANSFERRED})  # where no other organisation is named


def scopes(moves: Iterable[Move], target: str, catalog: Catalog, spellings: Collection[str] = ()) -> frozenset[Scope]:
    """The scopes of a watch on ``target`` that these moves of one story satisfy; "all" and "everything" always.

    ``spellings`` are further names by which the watch is found; moves told as background count for nothing.
    """
    also = frozenset(folded(s) for s in spellings)
    found: set[Scope] = {"all", "everything"}
    for move in moves:
        if not move.past:
            found |= _of_move(move, target, also, catalog)
    return frozenset(found)


def _of_move(move: Move, target: str, also: frozenset[str], catalog: Catalog) -> set[Scope]:
    left = _is(move.from_key, move.from_org, target, also, catalog)
    joined = _is(move.to_key, move.to_org, target, also, catalog)
    moving = _is(move.person_key, move.person, target, also, catalog)
    if not (left or joined or moving):
        return set()
    found: set[Scope] = set()
    if move.kind is MoveKind.LAID_OFF:
        found.add("layoffs")
    if _leaves(move, left, joined, moving, catalog):
        found.add("departures")
    if _arrives(move, left, joined, moving, catalog):
        found.add("arrivals")
    if move.kind in POSTS and (joined or moving):
        found.add("appointments")
    if senior(move.role) or senior(move.from_role):
        found.add("senior")
    return found


def _leaves(move: Move, left: bool, joined: bool, moving: bool, catalog: Catalog) -> bool:
    if move.kind is MoveKind.LAID_OFF and move.person is None:
        return False
    if moving:
        return (move.from_org is not None or move.kind in OUT) and not _inside(move, catalog)
    return left and not joined


def _arrives(move: Move, left: bool, joined: bool, moving: bool, catalog: Catalog) -> bool:
    if move.from_org is None and move.kind in INSIDE:
        return False
    if moving:
        return move.to_org is not None and not _inside(move, catalog)
    return joined and not left


def _inside(move: Move, catalog: Catalog) -> bool:
    """Whether both sides are one house: a change of post, or of lab, and nobody has left or come."""
    if move.from_org is None or move.to_org is None:
        return False
    same = folded(move.from_org) == folded(move.to_org) or one_firm(move.from_key, move.to_key, catalog)
    return same or one_house(move.from_key, move.to_key, catalog)


def _is(key: str | None, name: str | None, target: str, also: frozenset[str], catalog: Catalog) -> bool:
    return (key is not None and target in search_keys(key, catalog)) or (name is not None and folded(name) in also)
