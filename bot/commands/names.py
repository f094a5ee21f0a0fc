"""From what a person typed to what can be watched: parting names, refusing odd ones, finding the entity."""

import re
import unicodedata
from dataclasses import dataclass

from bot.locales.texts import Texts
from feeds.model import SCOPES, EntityKind, Scope, Watched
from feeds.reading.naming.catalog import Catalog, Entity
from feeds.reading.naming.names import organisation_key, person_key, spellings
from feeds.reading.naming.pinyin import common, compound
from feeds.reading.text import folded, has_han

LONGEST = 80  # characters of a name; longer ones are sentences
MOST_AT_ONCE = 10
SEPARATORS = re.compile(r"\s*[,，、;；\n]\s*")
QUOTES = "\"'“”‘’«»「」『』《》"
ORGANISATION = re.compile(
    r"\b(?:inc|corp|ltd|llc|labs?|ai|tech|technologies|group|bank|university|capital|ventures|institute|pt|tbk)\b"
    r"|公司|集团|科技|实验室|银行|大学|研究院|资本",
    re.I,
)

# A scope as it may be typed behind a name.
SCOPE_WORDS: dict[str, Scope] = {
    "departures": "departures", "hengkang": "departures", "离职": "departures",
    "arrivals": "arrivals", "bergabung": "arrivals", "加盟": "arrivals",
    "appointments": "appointments", "penunjukan": "appointments", "任命": "appointments",
    "layoffs": "layoffs", "lay-offs": "layoffs", "phk": "layoffs", "裁员": "layoffs",
    "senior": "senior", "pimpinan": "senior", "高管": "senior",
    "everything": "everything", "semuanya": "everything", "所有提及": "everything",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Resolved:
    """A typed name: exactly one entity, several to choose from, likely ones of a misspelling, or a name of its own."""

    name: str
    entity: Entity | None = None
    choices: tuple[Entity, ...] = ()
    similar: tuple[Entity, ...] = ()


def parted(text: str) -> list[str]:
    """The names in a text, each once, without quotation marks and @."""
    found: dict[str, str] = {}
    for part in SEPARATORS.split(text):
        name = " ".join(visible(part).split()).strip(QUOTES + " ").removeprefix("@")
        if name:
            found.setdefault(name.casefold(), name)
    return list(found.values())


def visible(text: str) -> str:
    """A text without control and formatting characters, which could turn a message round."""
    return "".join(" " if ch.isspace() else ch for ch in text if ch.isspace() or unicodedata.category(ch)[0] != "C")


def written_name(value: str) -> str | None:
    """The name in a button's "=name", None where it is none that could be watched: what is pressed may be forged."""
    name = " ".join(visible(value.removeprefix("=")).split())
    return name if value.startswith("=") and fault(name) is None else None


def fault(name: str) -> str | None:
    """Why a name cannot be watched: "long", "short" or "odd"; None where it can."""
    if len(name) > LONGEST:
        return "long"
    letters = [ch for ch in name if ch.isalnum()]
    if not letters:
        return "odd"
    if len(letters) < 2:
        return "short"
    return None


def resolve(name: str, catalog: Catalog) -> Resolved:
    """What a typed name means."""
    found = catalog.resolve(name)
    if len(found) == 1 and (shared := namesakes(found[0], name, catalog)):
        return Resolved(name, choices=(*found, *shared))
    if len(found) == 1 and folded(name) not in {folded(a) for a in found[0].ambiguous}:
        return Resolved(name, entity=found[0])
    if found:
        return Resolved(name, choices=found[:5])
    return Resolved(name, similar=catalog.suggest(name))


def namesakes(entity: Entity, name: str, catalog: Catalog) -> tuple[Entity, ...]:
    """The labs that bear the name too, where it is an ordinary word besides: Meta, Meta FAIR."""
    if folded(name) != folded(entity.name) or entity.name not in entity.exact:
        return ()
    units = (catalog.entities[u] for u in catalog.units(entity.id))
    return tuple(u for u in units if u.name.startswith(f"{entity.name} "))[:4]


def widely_borne(name: str) -> bool:
    """Whether a name is a Chinese one of two characters, which whole crowds of people share: 李明."""
    plain = folded(name)
    return has_han(name) and len(plain) == 2 and likely_kind(name) == "person"


def watched_entity(entity: Entity, catalog: Catalog) -> Watched:
    """The watch target of an entity that the catalog knows."""
    return catalog.watched(entity.id)


def watched_name(name: str, catalog: Catalog) -> Watched:
    """The watch target of a name that the catalog does not know: its own spellings, and its key as reading makes it."""
    kind = likely_kind(name)
    key = person_key(name, catalog) if kind == "person" else organisation_key(name, catalog)
    if not key.startswith("~"):
        # A longer name that holds a known one ("Alibaba Damo Xyz") must not become a watch on the known one.
        key = f"~{folded(name)}"
    return Watched(key, name, spellings(name, kind), kind)


def likely_kind(name: str) -> EntityKind | None:
    """Person or organisation by the shape of the name; None where it may be either."""
    if ORGANISATION.search(name) or any(ch.isdigit() for ch in name):
        return "organisation"
    if has_han(name):
        plain = folded(name)
        surname = plain[:2] in compound() or plain[:1] in common()
        return "person" if (surname and len(plain) <= 4) or "·" in plain else None
    return "person" if 2 <= len(name.split()) <= 4 else None


def scope_kept(value: str) -> tuple[Scope | None, str]:
    """A button's value parted into the scope of the watch that it brings back, None where it has none, and the rest."""
    named, _, rest = value.partition("|")
    scope = next((s for s in SCOPES if s == named), None)
    return (scope, rest) if scope is not None and rest else (None, value)


def scope_typed(name: str, catalog: Catalog) -> tuple[str, Scope | None]:
    """A typed name without the scope behind it ("Alibaba departures"), where what is left is a known name by itself."""
    rest, _, word = name.rpartition(" ")
    scope = SCOPE_WORDS.get(folded(word).rstrip("."))
    if scope is None or catalog.resolve(name):
        return name, None
    # As its buttons call them: "yang hengkang", "hanya pimpinan".
    rest = rest.strip().removesuffix(" yang").removesuffix(" hanya").strip()
    meant = resolve(rest, catalog)
    if meant.entity is None and not meant.choices:
        return name, None
    return rest, scope


def keys_of(watched: Watched, catalog: Catalog) -> frozenset[str]:
    """The keys under which stories of a target are found: its own and, for a known one, those of its units."""
    return frozenset((watched.id, *catalog.units(watched.id)))


def perhaps_meant(name: str, command: str, catalog: Catalog, t: Texts) -> str | None:
    """A line with the commands that a misspelt name may have been meant for; None where no name is like it."""
    similar = resolve(name, catalog).similar
    if not similar:
        return None
    return t("Did you mean {commands}?", commands=t.any_of([f"/{command} {e.name}" for e in similar]))
