"""An organisation or a person of the catalog, with every spelling the press uses."""

from dataclasses import dataclass, field

from feeds.model import EntityKind
from feeds.reading.naming import pinyin
from feeds.reading.text import folded, has_han


@dataclass(frozen=True, slots=True)
class Entity:
    """One organisation or person and its spellings.

    ``exact`` spellings match in their very case only, ``ambiguous`` ones only beside a word of ``context``. Both hold
    spellings of the entity, the derived ones of an ambiguous Chinese name among them.
    """

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
    source: str = field(default="", compare=False)  # the file that says so; empty where it was added in the chat

    @property
    def given(self) -> tuple[str, ...]:
        """Name, Chinese name and aliases, as they stand in the file."""
        return tuple(dict.fromkeys(s for s in (self.name, self.zh, *self.aliases) if s))

    @property
    def spellings(self) -> tuple[str, ...]:
        """The spellings given and, for Chinese people, the pinyin forms of their name."""
        derived = [s for n in self.given for s in pinyin_forms(n)] if self.kind == "person" else []
        return tuple(dict.fromkeys((*self.given, *derived)))

    def doubtful(self, name: str) -> bool:
        """Whether a name is one of the entity's ambiguous spellings."""
        return folded(name) in {folded(a) for a in self.ambiguous}


def pinyin_forms(name: str) -> tuple[str, ...]:
    """The Latin spellings of a Chinese name in Han; none for transliterated and other names."""
    return pinyin.spelled(name) if has_han(name) and "·" not in name and len(name) <= 4 else ()
