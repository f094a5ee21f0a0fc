"""The catalog: organisations and people with every spelling the press uses, and who owns which lab.

An entity is known by its id; a spelling may belong to several ("Meta", 李明), which is why ``resolve`` gives a list. Files
are TOML (docs/catalog.md); an administrator's own files are read after the packaged ones and may add entities and
spellings.
"""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import ahocorasick_rs
from rapidfuzz import fuzz, process

from feeds.model import EntityKind, Watched
from feeds.reading import pinyin
from feeds.reading.text import folded, has_han

KEYS = {
    "id",
    "name",
    "zh",
    "aliases",
    "owner",
    "kind",
    "sector",
    "country",
    "exact",
    "ambiguous",
    "context",
    "products",
}

SINGLE = {"id", "name", "zh", "owner", "kind", "sector", "country"}  # keys that hold one text
CLOSE = 84  # of 100; one slip in a name of six letters or more


class CatalogError(ValueError):
    """A catalog file that cannot be used; the text names the file and the entry."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One organisation or person and its spellings."""

    id: str
    kind: EntityKind
    name: str
    zh: str | None = None
    aliases: tuple[str, ...] = ()
    owner: str | None = None
    country: str = ""
    sector: str = ""
    type: str = "company"
    exact: frozenset[str] = frozenset()
    ambiguous: frozenset[str] = frozenset()
    context: tuple[str, ...] = ()
    products: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Name, Chinese name and aliases, and for Chinese people the pinyin forms."""
        han = [n for n in (self.zh, self.name, *self.aliases) if n and self.kind == "person" and has_han(n)]
        derived = [s for n in han if "·" not in n and len(n) <= 4 for s in pinyin.spelled(n)]
        every = (self.name, self.zh, *self.aliases, *derived)
        return tuple(dict.fromkeys(s for s in every if s))


@dataclass(frozen=True, slots=True)
class Spelling:
    """A spelling of the index; ``text`` is folded, ``shown`` as it stands in the catalog."""

    text: str
    shown: str
    entity: Entity


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

        An unknown Chinese person who is only named in Han is shown in pinyin to those who read Latin letters.
        """
        entity = self.entities.get(key or "")
        if entity is not None:
            return (entity.zh or entity.name) if lang == "zh" else entity.name
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
        return tuple(Spelling(folded(s), s, e) for e in self.entities.values() for s in e.spellings)

    @cached_property
    def automaton(self) -> ahocorasick_rs.AhoCorasick:
        """Finds the spellings in a folded text."""
        return ahocorasick_rs.AhoCorasick([s.text for s in self.spellings])


def _pinyin_key(entity: Entity) -> str | None:
    han = next((n for n in (entity.zh, entity.name) if n and has_han(n) and "·" not in n), None)
    if han:
        return pinyin.han_key(han)
    return pinyin.latin_key(entity.name)


@cache
def load(extra: tuple[Path, ...] = ()) -> Catalog:
    """The packaged catalog with an administrator's files; read once.

    Raises CatalogError where a file is no catalog, an id stands twice or an owner is unknown.
    """
    entities: dict[str, Entity] = {}
    sources: dict[str, str] = {}
    folder = files("feeds.catalog")
    for kind in ("organisations", "people"):
        for file in sorted(folder.joinpath(kind).iterdir(), key=lambda f: f.name):
            if file.name.endswith(".toml"):
                _add(entities, sources, _read(file.name, file.read_text("utf-8")), file.name)
    for path in extra:
        try:
            text = path.read_text("utf-8")
        except OSError as error:
            raise CatalogError(f"{path}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise CatalogError(f"{path}: not UTF-8 text: {error.reason} at byte {error.start}") from error
        _add(entities, sources, _read(str(path), text), str(path))
    for entity in entities.values():
        if entity.owner and entity.owner not in entities:
            raise CatalogError(f"{sources[entity.id]}: {entity.id}: its owner {entity.owner!r} is in no file")
    return Catalog(entities)


def _add(entities: dict[str, Entity], sources: dict[str, str], found: Iterable[Entity], source: str) -> None:
    for entity in found:
        if entity.id in entities:
            raise CatalogError(f"{source}: {entity.id} stands twice; choose another id")
        entities[entity.id] = entity
        sources[entity.id] = source


def _read(source: str, text: str) -> Iterator[Entity]:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(f"{source}: not TOML: {error}") from error
    defaults, listed = data.get("defaults", {}), data.get("list", {})
    if set(data) - {"defaults", "list"} or not isinstance(listed, dict) or not isinstance(defaults, dict):
        raise CatalogError(f"{source}: it holds two tables, [defaults] and [list], and nothing beside them")
    kinds: tuple[EntityKind, ...] = ("organisation", "person")
    if unknown := set(listed) - set(kinds):
        raise CatalogError(f"{source}: [list] holds organisation and person, not {sorted(unknown)[0]!r}")
    for kind in kinds:
        rows = listed.get(kind, ())
        if not isinstance(rows, list | tuple) or not all(isinstance(r, dict) for r in rows):
            raise CatalogError(f"{source}: {kind} must be a list of entries in braces")
        for row in rows:
            yield _entity(row, kind, defaults, source)


def _entity(row: dict[str, Any], kind: EntityKind, defaults: dict[str, Any], source: str) -> Entity:
    unknown = set(row) - KEYS
    if unknown or not row.get("id") or not row.get("name"):
        wrong = f"unknown key {sorted(unknown)[0]!r}" if unknown else "an entry needs id and name"
        raise CatalogError(f"{source}: {row.get('id', '?')}: {wrong}")
    for key in SINGLE & set(row):
        if not isinstance(row[key], str):
            raise CatalogError(f"{source}: {row['id']}: {key} must be a text")
    return Entity(
        id=row["id"],
        kind=kind,
        name=row["name"],
        zh=row.get("zh"),
        aliases=_texts(row, "aliases", source),
        owner=row.get("owner"),
        country=row.get("country", defaults.get("country", "")),
        sector=row.get("sector", defaults.get("sector", "")),
        type=row.get("kind", "company"),
        exact=frozenset(_texts(row, "exact", source)),
        ambiguous=frozenset(_texts(row, "ambiguous", source)),
        context=_texts(row, "context", source),
        products=_texts(row, "products", source),
    )


def _texts(row: dict[str, Any], name: str, source: str) -> tuple[str, ...]:
    value: Sequence[Any] = row.get(name, ())
    if not isinstance(value, list | tuple) or not all(isinstance(v, str) and v.strip() for v in value):
        raise CatalogError(f"{source}: {row.get('id')}: {name} must be a list of texts")
    return tuple(value)
