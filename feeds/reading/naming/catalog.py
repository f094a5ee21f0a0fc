"""The catalog: organisations and people with every spelling the press uses, and who owns which lab.

An entity is known by its id; a spelling may belong to several ("Meta", 李明), which is why ``resolve`` gives a list. Files
are TOML (docs/catalog.md); an administrator's own files are read after the packaged ones and may add entities and
spellings.
"""

import re
from collections.abc import Iterator
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
    """The entities with their indexes; made by ``load``, and the same only as itself."""

    entities: dict[str, Entity]
    _units: dict[str, list[str]] = field(init=False, default_factory=dict)
    _index: dict[str, list[Entity]] = field(init=False, default_factory=dict)
    _by_pinyin: dict[str, list[Entity]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for entity in self.entities.values():
            if entity.owner:
                self._units.setdefault(entity.owner, []).append(entity.id)
            for spelling in entity.spellings:
                known = self._index.setdefault(folded(spelling), [])
                if entity not in known:
                    known.append(entity)
            if entity.kind == "person" and (key := _pinyin_key(entity)):
                self._by_pinyin.setdefault(key, []).append(entity)

    def entity(self, id: str) -> Entity | None:
        """The entity with this id."""
        return self.entities.get(id)

    def resolve(self, name: str, kind: str | None = None) -> tuple[Entity, ...]:
        """Every entity that goes by this name, in any script and, for Chinese people, in either order."""
        name = " ".join(name.split())
        found = list(self._index.get(folded(name), ()))
        if not found and kind != "organisation":
            keys = (pinyin.han_key(folded(name)),) if has_han(name) else pinyin.both_orders(name)
            found = [e for key in keys for e in self._by_pinyin.get(key, ())]
        return tuple(dict.fromkeys(e for e in found if kind is None or e.kind == kind))

    def suggest(self, name: str, limit: int = 3) -> tuple[Entity, ...]:
        """Entities whose names look like a misspelt one, the likeliest first."""
        close = process.extract(
            folded(name), self._index.keys(), scorer=fuzz.ratio, limit=limit * 3, score_cutoff=CLOSE
        )
        found = [entity for text, _, _ in close for entity in self._index[text]]
        return tuple(dict.fromkeys(found))[:limit]

    def beginning(self, text: str, limit: int = 5) -> tuple[Entity, ...]:
        """Entities with a name that begins like this, the shortest names first."""
        plain = folded(text)
        names = sorted((name for name in self._index if name.startswith(plain)), key=lambda n: (len(n), n))
        return tuple(dict.fromkeys(e for name in names[: limit * 4] for e in self._index[name]))[:limit]

    def owners(self, key: str) -> tuple[str, ...]:
        """The owners of an entity, the nearest first; empty for keys that the catalog does not know."""
        chain: list[str] = []
        entity = self.entities.get(key)
        while entity is not None and entity.owner and entity.owner not in chain:
            chain.append(entity.owner)
            entity = self.entities.get(entity.owner)
        return tuple(chain)

    def units(self, key: str) -> tuple[str, ...]:
        """Everything that belongs to an entity, through all levels."""
        found: list[str] = []
        for unit in self._units.get(key, ()):
            found += [unit, *self.units(unit)]
        return tuple(found)

    def family(self, key: str) -> frozenset[str]:
        """A key, its owners and its units."""
        return frozenset((key, *self.owners(key), *self.units(key)))

    def display(self, key: str | None, lang: str, fallback: str = "") -> str:
        """A name as a reader of this language knows it; the article's own words where the catalog has none.

        In Chinese a space parts a Latin word from the Han before it (谷歌 DeepMind).

        An unknown Chinese person who is only named in Han is shown in pinyin to those who read Latin letters.
        """
        entity = self.entities.get(key or "")
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

    @cached_property
    def spellings(self) -> tuple[Spelling, ...]:
        """Every spelling with its entity, as the automaton numbers them."""
        return tuple(s for entity in self.entities.values() for s in _spellings(entity))

    @cached_property
    def automaton(self) -> ahocorasick_rs.AhoCorasick:
        """Finds the spellings in a folded text."""
        return ahocorasick_rs.AhoCorasick([s.text for s in self.spellings])


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
