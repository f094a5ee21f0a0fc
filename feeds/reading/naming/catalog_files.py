"""Catalog files: TOML into entities, with every mistake told by file and entry (the format: docs/catalog.md).

A file holds ``organisation`` and ``person`` entries, ``defaults`` for what its entries leave out, ``context`` groups that
entries name as "@group", and ``more`` entries that add spellings to entities of earlier files.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from feeds.model import EntityKind
from feeds.reading.naming.entity import Entity, pinyin_forms

SECTIONS = frozenset({"defaults", "context", "organisation", "person", "more"})
NAMED = frozenset({"id", "name", "zh", "aliases", "exact", "ambiguous", "context"})
KEYS = {
    "organisation": NAMED | {"owner", "kind", "sector", "country", "products"},
    "person": NAMED,
    "more": frozenset({"id", "aliases", "exact", "ambiguous", "context", "products"}),
    "defaults": frozenset({"country", "sector"}),
}
TYPES = frozenset({"company", "lab", "institute", "university", "bank", "fund", "state_firm", "agency"})
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
COUNTRY = re.compile(r"[A-Z]{2}")

Row = dict[str, Any]


class CatalogError(ValueError):
    """A catalog file that cannot be used; the text names the file and the entry, and says what to do."""


def packaged() -> Iterator[tuple[str, str]]:
    """The packaged files, (name, text), the context groups first."""
    folder = files("feeds.catalog")
    yield "context.toml", folder.joinpath("context.toml").read_text("utf-8")
    for kind in ("organisations", "people"):
        for file in sorted(folder.joinpath(kind).iterdir(), key=lambda f: f.name):
            if file.name.endswith(".toml"):
                yield file.name, file.read_text("utf-8")


def own(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """An administrator's files, (path, text)."""
    for path in paths:
        try:
            yield str(path), path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
            raise CatalogError(f"{path}: {reason}") from error


def read(sources: Iterable[tuple[str, str]]) -> dict[str, Entity]:
    """The entities of the files (name, text), in order; a later file may add spellings to an earlier one's entities.

    Raises CatalogError where a file is no catalog or the entries contradict each other.
    """
    entities: dict[str, Entity] = {}
    groups: dict[str, tuple[str, ...]] = {}
    for source, text in sources:
        data = _toml(source, text)
        groups.update({name: _texts(source, "context", data["context"], name) for name in data.get("context", ())})
        defaults = data.get("defaults", {})
        _known_keys(source, "defaults", "defaults", defaults)
        for entity in _entities(source, data, defaults, groups):
            if entity.id in entities:
                raise CatalogError(f'{source}: {entity.id} stands twice; choose another id, or add to it with "more"')
            entities[entity.id] = entity
        for row in _rows(source, data, "more"):
            entity = _with_more(source, row, entities, groups)
            entities[entity.id] = entity
    _check_owners(entities)
    return entities


def _toml(source: str, text: str) -> Row:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(f"{source}: not TOML: {error}") from error
    unknown = set(data) - SECTIONS
    if unknown:
        raise CatalogError(f"{source}: unknown section {min(unknown)!r}; there are {', '.join(sorted(SECTIONS))}")
    for section in ("defaults", "context"):
        if not isinstance(data.get(section, {}), dict):
            raise CatalogError(f"{source}: {section} must be a table")
    return data


def _rows(source: str, data: Row, section: str) -> Iterator[Row]:
    rows = data.get(section, [])
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        raise CatalogError(f"{source}: {section} must be a list of entries; begin each with [[{section}]]")
    for number, row in enumerate(rows, 1):
        if not isinstance(row.get("id"), str) or not ID.fullmatch(row["id"]):
            shown = row.get("id") or row.get("name") or f"entry {number}"
            raise CatalogError(f"{source}: {shown}: an entry needs an id of small letters, digits and single hyphens")
        _known_keys(source, section, row["id"], row)
        yield row


def _known_keys(source: str, section: str, entry: str, row: Mapping[str, Any]) -> None:
    unknown = set(row) - KEYS[section]
    if unknown:
        raise CatalogError(
            f"{source}: {entry}: unknown key {min(unknown)!r}; there are {', '.join(sorted(KEYS[section]))}"
        )


def _entities(source: str, data: Row, defaults: Row, groups: Mapping[str, Sequence[str]]) -> Iterator[Entity]:
    for row in _rows(source, data, "organisation"):
        yield _entity(source, {**defaults, **row}, "organisation", groups)
    for row in _rows(source, data, "person"):
        yield _entity(source, row, "person", groups)


def _entity(source: str, row: Row, kind: EntityKind, groups: Mapping[str, Sequence[str]]) -> Entity:
    for key in ("name", "zh", "owner", "country", "sector", "kind"):
        if (key in row or key == "name") and not (isinstance(row.get(key), str) and row[key].strip()):
            raise CatalogError(f"{source}: {row['id']}: {key} must be a text")
    type_, country = row.get("kind", "company"), row.get("country", "")
    if type_ not in TYPES:
        raise CatalogError(f"{source}: {row['id']}: unknown kind {type_!r}; there are {', '.join(sorted(TYPES))}")
    if country and not COUNTRY.fullmatch(country):
        raise CatalogError(f"{source}: {row['id']}: country must be two capitals (ISO 3166), not {country!r}")
    entity = Entity(
        id=row["id"],
        kind=kind,
        name=row["name"],
        zh=row.get("zh"),
        owner=row.get("owner"),
        country=country,
        sector=row.get("sector", ""),
        type=type_,
        source=source,
    )
    return _spelled(source, entity, row, groups)


def _with_more(source: str, row: Row, entities: Mapping[str, Entity], groups: Mapping[str, Sequence[str]]) -> Entity:
    known = entities.get(row["id"])
    if known is None:
        raise CatalogError(f"{source}: {row['id']}: more adds to an entity that is known; there is none with this id")
    return _spelled(source, known, row, groups)


def _spelled(source: str, entity: Entity, row: Row, groups: Mapping[str, Sequence[str]]) -> Entity:
    """The entity with a row's spellings added, its flags checked and its context groups written out."""
    lists = {
        key: _texts(source, entity.id, row, key) for key in ("aliases", "exact", "ambiguous", "context", "products")
    }
    flagged = {s for s in lists["ambiguous"] for s in (s, *(pinyin_forms(s) if entity.kind == "person" else ()))}
    entity = replace(
        entity,
        aliases=_joined(entity.aliases, lists["aliases"]),
        exact=entity.exact | set(lists["exact"]),
        ambiguous=entity.ambiguous | flagged,
        context=_joined(entity.context, _context(source, entity.id, lists["context"], groups)),
        products=_joined(entity.products, lists["products"]),
    )
    known = {*entity.spellings, *entity.products}
    for flag in ("exact", "ambiguous"):
        for spelling in lists[flag]:
            if spelling not in known:
                raise CatalogError(
                    f"{source}: {entity.id}: {flag} names {spelling!r}, which is not among its spellings"
                )
    if entity.ambiguous and not entity.context:
        raise CatalogError(f"{source}: {entity.id}: an ambiguous spelling needs context words beside which it counts")
    return entity


def _context(source: str, entry: str, words: Sequence[str], groups: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    found: list[str] = []
    for word in words:
        if not word.startswith("@"):
            found.append(word)
        elif word[1:] in groups:
            found += groups[word[1:]]
        else:
            raise CatalogError(
                f"{source}: {entry}: unknown context group {word!r}; there are {', '.join(sorted(groups))}"
            )
    return tuple(found)


def _texts(source: str, entry: str, row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = row.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise CatalogError(f"{source}: {entry}: {key} must be a list of texts")
    return tuple(value)


def _joined(a: Sequence[str], b: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*a, *b)))


def _check_owners(entities: Mapping[str, Entity]) -> None:
    for entity in entities.values():
        seen = [entity.id]
        while (owner := entities[seen[-1]].owner) is not None:
            if owner not in entities:
                raise CatalogError(f"{seen[-1]}: its owner {owner!r} is in no file")
            if owner in seen:
                raise CatalogError(f"{owner}: owners go round in a circle: {' → '.join((*seen, owner))}")
            seen.append(owner)
