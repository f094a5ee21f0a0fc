"""The catalog: organisations and people with every spelling the press uses, and who owns which lab.

An entity is known by its id; a spelling may belong to several ("Meta", 李明), which is why ``resolve`` gives a list. Files
are TOML (docs/catalog.md); an administrator's own files are read after the packaged ones and may add entities and
spellings.

A catalog never changes. ``changed`` gives another one with some entities put in the place of others: the files' indexes
stay and serve both, and a small index of the changed entities lies over them, so that a change costs as much as what was
changed and not as much as the files. Whoever reads in a thread keeps the catalog with which it began.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import ahocorasick_rs
from rapidfuzz import fuzz, process

from feeds.model import Watched
from feeds.reading.naming import catalog_files, pinyin
from feeds.reading.naming.catalog_files import CatalogError
from feeds.reading.naming.entity import Entity
from feeds.reading.text import folded, has_han

__all__ = ["Catalog", "CatalogError", "Entity", "Spelling", "load"]

LATIN_BEHIND_HAN = re.compile(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z])")
ON_A_SHEET = 4_096  # spellings; a step over a sheet takes some milliseconds, so that nothing else waits
CLOSE = 84  # of 100; one slip in a name of six letters or more


@dataclass(frozen=True, slots=True)
class Spelling:
    """A spelling of the index; ``text`` and the entity's ``context`` are folded, ``shown`` as it stands in the catalog."""

    text: str
    shown: str
    entity: Entity
    context: tuple[str, ...] = ()


@dataclass(eq=False)
class Catalog:
    """The entities with their indexes; made by ``load`` or ``changed``, and the same only as itself.

    ``became`` names for an id that was given up the one that stands for it now; ``version`` is the number of the last
    change that is in it, 0 where it is what the files say.
    """

    entities: Mapping[str, Entity]
    became: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    _under: "Catalog | None" = None
    _put: Mapping[str, Entity | None] = field(default_factory=dict)
    _own: "_Index" = field(init=False)

    def __post_init__(self) -> None:
        own = self.entities.values() if self._under is None else (e for e in self._put.values() if e is not None)
        self._own = _Index(own)

    def changed(self, put: Mapping[str, Entity | None], became: Mapping[str, str], version: int) -> "Catalog":
        """This catalog with other entities under some ids (None: given up); to be called on what the files say."""
        assert self._under is None, "changes are counted from the files"
        entities = {**self.entities, **{id: e for id, e in put.items() if e is not None}}
        for id in (id for id, e in put.items() if e is None):
            entities.pop(id, None)
        return Catalog(entities, became, version, self, put)

    @property
    def files(self) -> "Catalog":
        """The catalog as the files have it, without any change."""
        return self._under or self

    @property
    def differing(self) -> tuple[Entity, ...]:
        """The entities that are not as the files have them."""
        return self._own.entities if self._under is not None else ()

    def entity(self, id: str) -> Entity | None:
        """The entity with this id, or the one that stands for it now."""
        return self.entities.get(id) or self.entities.get(self.became.get(id, ""))

    def resolve(self, name: str, kind: str | None = None) -> tuple[Entity, ...]:
        """Every entity that goes by this name, in any script and, for Chinese people, in either order."""
        name = " ".join(name.split())
        found = self._bearing(folded(name))
        if not found and kind != "organisation":
            keys = (pinyin.han_key(folded(name)),) if has_han(name) else pinyin.both_orders(name)
            found = [e for key in keys for e in self._read_as(key)]
        return tuple(dict.fromkeys(e for e in found if kind is None or e.kind == kind))

    def _read_as(self, key: str) -> list[Entity]:
        return self._all(lambda index: index.by_pinyin.get(key, ()))

    def _all(self, found: Callable[["_Index"], Iterable[Entity]]) -> list[Entity]:
        """What an index holds under something, in the files' order, changed entities in the place of the files'."""
        own = list(found(self._own))
        if self._under is None:
            return own
        kept = [e for e in found(self._under._own) if e.id not in self._put]
        return sorted((*kept, *own), key=self._place) if own else kept

    def _place(self, entity: Entity) -> int:
        places = self._under._places if self._under is not None else self._places
        return places.get(entity.id, len(places))

    @cached_property
    def _places(self) -> dict[str, int]:
        return {id: n for n, id in enumerate(self.entities)}

    def suggest(self, name: str, limit: int = 3) -> tuple[Entity, ...]:
        """Entities whose names look like a misspelt one, the likeliest first."""
        plain = folded(name)
        close = [
            found
            for index in self._indexes
            for found in process.extract(
                plain, index.named.keys(), scorer=fuzz.ratio, limit=limit * 3, score_cutoff=CLOSE
            )
        ]
        close.sort(key=lambda found: -found[1])
        return tuple(dict.fromkeys(e for text, _, _ in close for e in self._bearing(text)))[:limit]

    def beginning(self, text: str, limit: int = 5) -> tuple[Entity, ...]:
        """Entities with a name that begins like this, the shortest names first."""
        plain = folded(text)
        names = {name for index in self._indexes for name in index.named if name.startswith(plain)}
        first = sorted(names, key=lambda n: (len(n), n))[: limit * 4]
        return tuple(dict.fromkeys(e for name in first for e in self._bearing(name)))[:limit]

    @property
    def _indexes(self) -> tuple["_Index", ...]:
        return (self._own,) if self._under is None else (self._under._own, self._own)

    def _bearing(self, text: str) -> list[Entity]:
        """The entities with a folded spelling."""
        return self._all(lambda index: index.named.get(text, ()))

    def owners(self, key: str) -> tuple[str, ...]:
        """The owners of an entity, the nearest first; empty for keys that the catalog does not know.

        An id that was given up counts as a part of what stands for it.
        """
        chain: list[str] = [self.became[key]] if key in self.became else []
        entity = self.entity(key)
        while entity is not None and entity.owner and entity.owner not in chain:
            chain.append(entity.owner)
            entity = self.entities.get(entity.owner)
        return tuple(chain)

    def units(self, key: str) -> tuple[str, ...]:
        """Everything that belongs to an entity, through all levels; of an id that was given up, what stands for it too."""
        now = self.became.get(key)
        found: list[str] = [now] if now else []
        for unit in self._all(lambda index: index.units.get(now or key, ())):
            found += [unit.id, *self.units(unit.id)]
        return tuple(found)

    def family(self, key: str) -> frozenset[str]:
        """A key, its owners and its units."""
        return frozenset((key, *self.owners(key), *self.units(key)))

    def display(self, key: str | None, lang: str, fallback: str = "") -> str:
        """A name as a reader of this language knows it; the article's own words where the catalog has none.

        In Chinese a space parts a Latin word from the Han before it (谷歌 DeepMind).

        An unknown Chinese person who is only named in Han is shown in pinyin to those who read Latin letters.
        """
        entity = self.entity(key or "")
        if entity is not None:
            return LATIN_BEHIND_HAN.sub(" ", entity.zh or entity.name) if lang == "zh" else entity.name
        if lang != "zh" and key and key.startswith("~") and has_han(fallback) and not has_han(key):
            return " ".join(part.capitalize() for part in key[1:].split())
        return fallback or (key or "").removeprefix("~")

    def watched(self, id: str) -> Watched:
        """What a watch on an entity is found by: its spellings, its labs' and its products' names."""
        entity = self.entities[id]
        every = [entity, *(self.entities[u] for u in self.units(id))]
        return Watched(
            id=id,
            name=entity.name,
            aliases=tuple(dict.fromkeys(s for e in every for s in (*e.spellings, *e.products))),
            kind=entity.kind,
            exact=frozenset(s for e in every for s in e.exact),
            ambiguous=frozenset(s for e in every for s in e.ambiguous),
            context=tuple(dict.fromkeys(c for e in every for c in (*e.context, *((e.name,) if e.ambiguous else ())))),
        )

    def found_in(self, text: str) -> list[tuple[Spelling, int, int]]:
        """Every spelling at every place of a folded text, overlapping: (spelling, start, end)."""
        found = self._own.found_in(text)
        if self._under is None:
            return found
        under = [f for f in self._under._own.found_in(text) if f[0].entity.id not in self._put]
        return sorted((*under, *found), key=lambda f: (f[2], f[1], self._place(f[0].entity))) if found else under

    def han_names_in(self, text: str) -> list[tuple[int, int]]:
        """Where a folded text holds a spelling in Han of three characters or more."""
        return [(start, end) for s, start, end in self.found_in(text) if len(s.text) > 2 and has_han(s.text)]

    def around(self, inner: Iterable[str]) -> set[str]:
        """The folded spellings that hold one of these texts, or are one."""
        wanted = frozenset(inner)
        own = self._own.holding(wanted)
        if self._under is None:
            return own
        return own | (self._under._own.holding(wanted) - self._given_up)

    @cached_property
    def _given_up(self) -> frozenset[str]:
        """The folded spellings of the files that none of the entities which are as the files have them bears."""
        assert self._under is not None
        index, files = self._under._own, self._under.entities
        theirs = {folded(s) for id in self._put if id in files for s in files[id].spellings}
        return frozenset(t for t in theirs if all(e.id in self._put for e in index.named.get(t, ())))


class _Index:
    """Entities by spelling, by pinyin and by owner, and an automaton that finds their spellings in a folded text."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.entities = tuple(entities)
        self.units: dict[str, list[Entity]] = {}
        self.named: dict[str, list[Entity]] = {}
        self.by_pinyin: dict[str, list[Entity]] = {}
        for entity in self.entities:
            if entity.owner:
                self.units.setdefault(entity.owner, []).append(entity)
            for text in dict.fromkeys(folded(s) for s in entity.spellings):
                self.named.setdefault(text, []).append(entity)
            if entity.kind == "person" and (key := _pinyin_key(entity)):
                self.by_pinyin.setdefault(key, []).append(entity)

    @cached_property
    def spellings(self) -> tuple[Spelling, ...]:
        """Every spelling with its entity, as the automaton numbers them."""
        return tuple(s for entity in self.entities for s in _spellings(entity))

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        return ahocorasick_rs.AhoCorasick([s.text for s in self.spellings])

    @cached_property
    def _sheets(self) -> tuple[str, ...]:
        """Every spelling, a line each, on sheets of some thousand lines: what is looked for in all is looked for in one go."""
        texts = [text for text in self.named if "\n" not in text]
        return tuple("\n".join(texts[i : i + ON_A_SHEET]) for i in range(0, len(texts), ON_A_SHEET))

    def holding(self, wanted: frozenset[str]) -> set[str]:
        """The spellings that hold one of these texts."""
        found: set[str] = set()
        if not wanted:
            return found
        automaton = ahocorasick_rs.AhoCorasick(list(wanted))
        for sheet in self._sheets:
            end = -1
            for _, start, _ in automaton.find_matches_as_indexes(sheet):
                if start > end:
                    begin, end = sheet.rfind("\n", 0, start) + 1, sheet.find("\n", start)
                    end = end if end >= 0 else len(sheet)
                    found.add(sheet[begin:end])
        return found

    def found_in(self, text: str) -> list[tuple[Spelling, int, int]]:
        """Every spelling at every place of a folded text."""
        found = self._automaton.find_matches_as_indexes(text, overlapping=True) if self.spellings else ()
        return [(self.spellings[i], start, end) for i, start, end in found]


def _spellings(entity: Entity) -> Iterator[Spelling]:
    context = tuple(dict.fromkeys(folded(c) for c in entity.context))
    for spelling in entity.spellings:
        yield Spelling(folded(spelling), spelling, entity, context)


def _pinyin_key(entity: Entity) -> str | None:
    han = next((n for n in (entity.zh, entity.name) if n and has_han(n) and "·" not in n), None)
    if han:
        return pinyin.han_key(han)
    return pinyin.latin_key(entity.name)


@cache
def load(extra: tuple[Path, ...] = ()) -> Catalog:
    """The packaged catalog with an administrator's files after it; read once.

    Raises CatalogError where a file is no catalog, an id stands twice or an owner is unknown.
    """
    return Catalog(catalog_files.read((*catalog_files.packaged(), *catalog_files.own(extra))))
