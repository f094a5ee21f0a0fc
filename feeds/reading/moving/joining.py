"""One record a person and step: "left A" and "joined B" are one move; a repetition fills what was missing."""

from collections.abc import Iterable
from dataclasses import replace

from feeds.model import Move, MoveKind, MoveStatus
from feeds.reading.naming.catalog import Catalog


def joined(made: list[Move], catalog: Catalog) -> list[Move]:
    """One record a person and step: "left A" and "joined B" are one move; a repetition fills what was missing."""
    result: list[Move] = []
    for move in sorted(made, key=lambda m: m.past):
        place = next((i for i, known in enumerate(result) if _one(known, move, catalog)), None)
        if place is None:
            result.append(move)
        else:
            result[place] = _combined(result[place], move)
    return [m for m in result if _complete(m, result, catalog)]


def _one(known: Move, move: Move, catalog: Catalog) -> bool:
    if known.past != move.past or known.person_key != move.person_key:
        return False
    if move.person_key is None:
        return known.from_key == move.from_key and known.kind == move.kind
    if (known.from_key, known.to_key) == (move.to_key, move.from_key) and known.from_key != known.to_key:
        return False  # "joined Kestrel" and "has left Kestrel" are two steps, not one from Kestrel to Kestrel
    return not (differ(known.from_key, move.from_key, catalog) or differ(known.to_key, move.to_key, catalog))


def differ(a: str | None, b: str | None, catalog: Catalog) -> bool:
    """Whether two organisations, both known, are neither one nor each other's unit."""
    if a is None or b is None or a == b:
        return False
    return not ({a, *catalog.owners(a)} & {b, *catalog.owners(b)})


PREFERRED = {
    MoveKind.POACHED: 3,
    MoveKind.JOINS: 2,
    MoveKind.APPOINTED: 2,
    MoveKind.PROMOTED: 2,
    MoveKind.RETURNS: 3,
    MoveKind.FOUNDS: 2,
    MoveKind.BOARD_JOINS: 2,
    MoveKind.TRANSFERRED: 2,
}


def _combined(known: Move, new: Move) -> Move:
    """Two reports of one step within an article: gaps filled, the arriving kind over the leaving one."""
    filled = {
        n: getattr(known, n) or getattr(new, n) for n in ("role", "from_role", "date", "replaces", "place", "part")
    }
    for side in ("from", "to"):
        if getattr(known, f"{side}_key") is None:
            filled |= {f"{side}_{n}": getattr(new, f"{side}_{n}") for n in ("org", "id", "key")}
    kind = known.kind
    if PREFERRED.get(new.kind, 0) > PREFERRED.get(known.kind, 0):
        kind = new.kind
    evidence = known.evidence
    if known.from_org is None and known.to_org is None and (new.from_org or new.to_org):
        evidence = new.evidence
    said = known.status
    if MoveStatus.DENIED in (known.status, new.status):
        said = MoveStatus.DENIED
    elif MoveStatus.CONFIRMED in (known.status, new.status):
        said = MoveStatus.CONFIRMED
    # A rumour that the article goes on to tell without its "reportedly" stays one.
    return replace(known, kind=kind, evidence=evidence, status=said, explain=(*known.explain, *new.explain), **filled)


def _complete(move: Move, every: Iterable[Move], catalog: Catalog) -> bool:
    """Leave out what another record tells better: a post without a name where its holder is named."""
    if move.person_key is not None or move.head_count:
        return True
    mine = _families(move, catalog)
    return not any(m.person_key and not m.past and mine & _families(m, catalog) for m in every)


def _families(move: Move, catalog: Catalog) -> frozenset[str]:
    return frozenset(k for side in (move.from_key, move.to_key) if side for k in (side, *catalog.owners(side)))
