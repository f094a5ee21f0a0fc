"""What administrators added to the catalog in the chat, as a catalog file (docs/catalog.md) that says the same.

A file can only add. What was taken away, merged or given another owner stands as a comment, so that it is known what the
file does not say.
"""

import json
from collections.abc import Iterator

from feeds.reading.naming.catalog import Catalog, Entity
from feeds.reading.naming.entity import pinyin_forms
from feeds.reading.text import folded

HEADING = "# Names added to Hengkang in the chat. A catalog file: name it in config.toml, catalog = [...]."


def additions(catalog: Catalog) -> str:
    """The file; it can be read after the files that the catalog was made of."""
    files = catalog.files
    given_up = {folded(s) for id in catalog.became if id in files.entities for s in files.entities[id].given}
    parts = [HEADING]
    parts += [f"# not in this file: {_text(id)} is one with {_text(now)}" for id, now in sorted(catalog.became.items())]
    for entity in catalog.differing:
        known = files.entities.get(entity.id)
        lines = list(_more(entity, known, given_up) if known is not None else _entry(entity))
        if lines:
            parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _entry(entity: Entity) -> Iterator[str]:
    yield f"[[{entity.kind}]]"
    yield f"id = {_text(entity.id)}"
    yield f"name = {_text(entity.name)}"
    if entity.zh:
        yield f"zh = {_text(entity.zh)}"
    if entity.owner:
        yield f"owner = {_text(entity.owner)}"
    yield from _lists(entity, entity.aliases, entity.exact, entity.ambiguous, entity.context)


def _more(entity: Entity, known: Entity, given_up: set[str]) -> Iterator[str]:
    have = {folded(s) for s in known.given}
    fresh = tuple(s for s in entity.given if folded(s) not in have | given_up)
    lost = [s for s in known.given if s not in entity.given]
    if lost:
        yield f"# not in this file: {_text(entity.id)} is no longer called {', '.join(map(_text, lost))}"
    if entity.owner != known.owner:
        yield f"# not in this file: the owner of {_text(entity.id)} is {_text(entity.owner or 'nobody')}"
    if fresh:
        yield "[[more]]"
        yield f"id = {_text(entity.id)}"
        context = tuple(c for c in entity.context if c not in known.context)
        flagged = entity.ambiguous & {f for s in fresh for f in (s, *pinyin_forms(s))}
        yield from _lists(entity, fresh, entity.exact & {*fresh}, flagged, context if flagged else ())


def _lists(
    entity: Entity, aliases: tuple[str, ...], exact: frozenset[str], ambiguous: frozenset[str], context: tuple[str, ...]
) -> Iterator[str]:
    # Pinyin of an ambiguous Chinese name is flagged with it, so it need not stand there.
    spelled = {f for s in entity.given if entity.kind == "person" for f in pinyin_forms(s)} - {*entity.given}
    lists = {
        "aliases": aliases,
        "exact": sorted(exact),
        "ambiguous": sorted(ambiguous - spelled),
        "context": context,
        "products": entity.products if aliases == entity.aliases else (),
    }
    for key, texts in lists.items():
        if texts:
            yield f"{key} = [{', '.join(map(_text, texts))}]"


def _text(text: str) -> str:
    """A TOML string; JSON's escapes are TOML's, save for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
