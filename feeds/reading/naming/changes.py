"""The catalog as administrators changed it: the files' entities with the changes that stand, one after the other.

The present state is always computed from the files and the changes, never from the state before: so an undo is to leave
a change out, whichever it is, and what a new version of the files says is taken in at the next start. A change that
finds nothing to work on (its entity is in no file any more, its name was taken out) is refused and says why; the others
stand.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from tomllib import loads
from typing import Literal

from feeds.model import CatalogChange
from feeds.reading.naming import pinyin
from feeds.reading.naming.catalog import Catalog, Entity
from feeds.reading.naming.entity import pinyin_forms
from feeds.reading.text import folded, has_han

# unknown: no such entity; taken: the id is another's; known: it has that already; lacks: it has no such name; chief: the
# name that it is called by cannot be taken out; kinds: a person and an organisation; circle: owners would own each other.
Refusal = Literal["unknown", "taken", "known", "lacks", "chief", "kinds", "circle"]


class RefusedError(ValueError):
    """A change that cannot be made; ``reason`` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Applied:
    """The catalog with the changes that could be made, and why the others could not, by number."""

    catalog: Catalog
    refused: dict[int, Refusal]


def applied(files: Catalog, changes: Iterable[CatalogChange], version: int = 0) -> Applied:
    """What the files say with the changes that stand, in their order; ``files`` must hold no changes."""
    state = _State(files)
    refused: dict[int, Refusal] = {}
    for change in changes:
        try:
            state.make(change)
        except RefusedError as error:
            refused[change.number] = error.reason
    return Applied(files.changed(state.put, state.became, version), refused)


def in_the_way(files: Catalog, changes: Sequence[CatalogChange], number: int) -> tuple[CatalogChange, ...]:
    """The changes that build on one, so that it cannot be undone before them."""
    now = applied(files, changes).refused
    without = applied(files, [c for c in changes if c.number != number]).refused
    return tuple(c for c in changes if c.number in without and c.number not in now)


@cache
def firm_words() -> tuple[str, ...]:
    """The words beside which a doubtful name counts: the packaged group "@firm"."""
    data = loads(resources.files("feeds.catalog").joinpath("context.toml").read_text("utf-8"))
    return tuple(data["context"]["firm"])


def new_entity(change: CatalogChange, names: tuple[str, ...]) -> Entity:
    """An entity of the names given; a Chinese one is called by pinyin where Latin letters are read, if it is a person."""
    first = names[0]
    kind = change.kind or "organisation"
    if has_han(first):
        latin = next((n for n in names if not has_han(n)), None)
        spelled = pinyin_forms(first) if kind == "person" else ()
        entity = Entity(change.entity, kind, latin or next(iter(spelled), first), zh=first)
    else:
        entity = Entity(change.entity, kind, first, zh=next((n for n in names if has_han(n)), None))
    return _spelled(replace(entity, aliases=tuple(n for n in names if n not in entity.given)), change, names)


class _State:
    """The entities that differ from the files', while changes are made one after the other."""

    def __init__(self, files: Catalog) -> None:
        self.files = files
        self.put: dict[str, Entity | None] = {}
        self.became: dict[str, str] = {}

    def make(self, change: CatalogChange) -> None:
        """Make one change; RefusedError where it cannot be made, and then nothing has changed."""
        match change.action:
            case "entity":
                self._add(change, change.names)
            case "alias":
                self._alias(self._known(change.entity), change)
            case "merge":
                self._merge(self._known(change.entity), self._known(change.other))
            case "split":
                self._split(self._known(change.entity), change)
            case "owner":
                self._owner(self._known(change.entity), change.other)

    def _get(self, id: str) -> Entity | None:
        return self.put[id] if id in self.put else self.files.entities.get(id)

    def _known(self, id: str) -> Entity:
        entity = self._get(id) or self._get(self.became.get(id, ""))
        if entity is None:
            raise RefusedError("unknown")
        return entity

    def _add(self, change: CatalogChange, names: tuple[str, ...]) -> None:
        if self._get(change.entity) is not None or change.entity in self.became:
            raise RefusedError("taken")
        self.put[change.entity] = new_entity(change, names)

    def _alias(self, entity: Entity, change: CatalogChange) -> None:
        have = {folded(s) for s in entity.given}
        fresh = tuple(n for n in change.names if folded(n) not in have)
        if not fresh:
            raise RefusedError("known")
        zh, name, aliases = entity.zh, entity.name, (*entity.aliases, *fresh)
        sure = fresh if not change.doubtful else ()
        if zh is None and not has_han(name):
            zh = next((n for n in sure if has_han(n)), None)
        elif has_han(name) and (latin := next((n for n in sure if not has_han(n)), None)):
            name, zh = latin, zh or name
        aliases = tuple(a for a in dict.fromkeys((*aliases, entity.name)) if a not in (name, zh))
        self.put[entity.id] = _spelled(replace(entity, name=name, zh=zh, aliases=aliases), change, fresh)

    def _merge(self, gone: Entity, stays: Entity) -> None:
        if gone.id == stays.id:
            raise RefusedError("known")
        if gone.kind != stays.kind:
            raise RefusedError("kinds")
        owner = gone.owner if stays.owner == gone.id else stays.owner
        if owner is not None and gone.id in self._owners(owner):
            raise RefusedError("circle")
        zh = stays.zh or gone.zh
        aliases = tuple(n for n in dict.fromkeys((*stays.aliases, *gone.given)) if n not in (stays.name, zh))
        self.put[stays.id] = replace(
            stays,
            zh=zh,
            aliases=aliases,
            owner=owner,
            exact=stays.exact | gone.exact,
            ambiguous=stays.ambiguous | gone.ambiguous,
            context=tuple(dict.fromkeys((*stays.context, *gone.context))),
            products=tuple(dict.fromkeys((*stays.products, *gone.products))),
        )
        self.put[gone.id] = None
        for unit in self._units(gone.id):
            self.put[unit.id] = replace(unit, owner=stays.id)
        self.became = {id: stays.id if now == gone.id else now for id, now in self.became.items()}
        self.became[gone.id] = stays.id

    def _split(self, entity: Entity, change: CatalogChange) -> None:
        wanted = {folded(n) for n in change.names}
        if folded(entity.name) in wanted:
            raise RefusedError("chief")
        taken = tuple(n for n in entity.given if folded(n) in wanted)
        if {folded(n) for n in taken} != wanted:
            raise RefusedError("lacks")
        if change.kind is not None:
            self._add(replace(change, entity=change.other), taken)
        elif change.other:
            other = self._known(change.other)
            if other.id == entity.id:
                raise RefusedError("known")
            if not wanted <= {folded(s) for s in other.given}:
                self._alias(other, replace(change, names=taken))
        self.put[entity.id] = _without(entity, wanted)

    def _owner(self, entity: Entity, other: str) -> None:
        owner = self._known(other) if other else None
        if entity.owner == (owner.id if owner else None):
            raise RefusedError("known")
        if "person" in (entity.kind, owner.kind if owner else ""):
            raise RefusedError("kinds")
        if owner is not None and entity.id in (owner.id, *self._owners(owner.id)):
            raise RefusedError("circle")
        self.put[entity.id] = replace(entity, owner=owner.id if owner else None)

    def _owners(self, id: str) -> list[str]:
        chain: list[str] = []
        entity = self._get(id)
        while entity is not None and entity.owner and entity.owner not in chain:
            chain.append(entity.owner)
            entity = self._get(entity.owner)
        return [id, *chain]

    def _units(self, id: str) -> list[Entity]:
        packaged = [self.files.entities[u] for u in self.files.units(id) if u not in self.put]
        return [e for e in (*packaged, *self.put.values()) if e is not None and e.owner == id]


def _spelled(entity: Entity, change: CatalogChange, names: Iterable[str]) -> Entity:
    """The entity with what a change says of its new names."""
    if change.exact:
        entity = replace(entity, exact=entity.exact | {n for n in names if not has_han(n)})
    if change.doubtful:
        flagged = {f for n in names for f in (n, *(pinyin_forms(n) if entity.kind == "person" else ()))}
        own = [n for n in entity.given if n not in flagged]
        context = tuple(dict.fromkeys((*entity.context, *own, *firm_words())))
        entity = replace(entity, ambiguous=entity.ambiguous | flagged, context=context)
    return entity


def _without(entity: Entity, wanted: set[str]) -> Entity:
    """The entity without some spellings, folded, and without what was said of them."""
    zh = None if entity.zh and folded(entity.zh) in wanted else entity.zh
    entity = replace(entity, zh=zh, aliases=tuple(a for a in entity.aliases if folded(a) not in wanted))
    left = {*entity.spellings, *entity.products}
    return replace(entity, exact=entity.exact & left, ambiguous=entity.ambiguous & left)


def id_for(name: str, catalog: Catalog) -> str:
    """An id that no entity has or had, made of a name: "norvale-research"."""
    plain = folded(name)
    words = pinyin.han_key(plain) if has_han(plain) else plain
    stem = "-".join("".join(ch if ch.isascii() and ch.isalnum() else " " for ch in words).split())[:40].strip("-")
    stem = stem or "entity"
    taken = {*catalog.entities, *catalog.became}
    return next(i for n in range(1, len(taken) + 2) if (i := stem if n == 1 else f"{stem}-{n}") not in taken)
