"""A sentence with its names masked, so that cues can be looked for between them.

"Yan Zhijie left Alibaba" becomes "⟦P0⟧ left ⟦O1⟧". The letter says what the name is: P a person, O an organisation, N one
of the two, W a single capitalised word that may be either or nothing. An organisation named with its owner ("Alibaba's
Tongyi Lab", "Explore Academy milik JD.com") is one slot.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.name import Name
from feeds.reading.text import Sentence, has_han, simplified

TOKEN = re.compile(r"⟦([PONW])(\d+)⟧")
# The marks of a mask in the article itself are shown as ordinary brackets: they mask nothing.
MARKS = {ord("⟦"): "[", ord("⟧"): "]"}
LETTER = {"person": "P", "organisation": "O", "name": "N", "weak": "W"}
OWNED = re.compile(r"⟦([ONW])(\d+)⟧(?:['’]s | )(?:[a-z-]+ ){0,1}⟦(O)(\d+)⟧")
OWNED_ID = re.compile(r"⟦([ONW])(\d+)⟧(?: milik| punya| kepunyaan) ⟦([ONW])(\d+)⟧")
OWNED_HAN = re.compile(r"⟦([O])(\d+)⟧(?:旗下|下属|的)?⟦(O)(\d+)⟧")


@dataclass(frozen=True, slots=True)
class Token:
    """A masked name at ``[start, end)`` of the masked text."""

    letter: str
    name: Name
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Masked:
    """A sentence, its masked form and the tokens in it; ``number`` counts from 0, the title first."""

    sentence: Sentence
    text: str
    tokens: tuple[Token, ...]
    number: int
    in_title: bool

    def people(self) -> Iterator[Token]:
        """The tokens that may be a person."""
        return (t for t in self.tokens if t.letter in "PN")


def mask(
    sentence: Sentence, offset: int, names: list[Name], number: int, *, in_title: bool, catalog: Catalog
) -> Masked:
    """Mask the names of a sentence that stands at ``offset`` in the whole article."""
    start, end = offset + sentence.start, offset + sentence.end
    inside = [n for n in names if start <= n.start and n.end <= end]
    table = _simplified() if has_han(sentence.text) else MARKS
    parts: list[str] = []
    at = 0
    for i, name in enumerate(inside):
        parts.append(sentence.text[at : name.start - start].translate(table))
        parts.append(f"⟦{LETTER[name.kind]}{i}⟧")
        at = name.end - start
    parts.append(sentence.text[at:].translate(table))
    text = "".join(parts)
    text, inside = _owned(text, inside, catalog)
    tokens = tuple(Token(m.group(1), inside[int(m.group(2))], m.start(), m.end()) for m in TOKEN.finditer(text))
    return Masked(sentence, text, tokens, number, in_title)


@cache
def _simplified() -> dict[int, str]:
    return simplified() | MARKS


def _owned(text: str, names: list[Name], catalog: Catalog) -> tuple[str, list[Name]]:
    """Make one slot of an organisation and its owner: the part where the catalog knows it, else both under the owner."""
    names = list(names)
    for pattern, part_first in ((OWNED, False), (OWNED_HAN, False), (OWNED_ID, True)):
        while match := pattern.search(text):
            a, b = int(match.group(2)), int(match.group(4))
            part, owner = (a, b) if part_first else (b, a)
            if not part_first and not _belongs(match.group(), names[part], names[owner], catalog):
                text = text[: match.start()] + match.group().replace("⟦", "\x01", 1) + text[match.end() :]
                continue
            if names[part].entity_id is None and not part_first:
                whole = replace(names[owner], text=_between(names[a], names[b]), end=names[b].end, kind="organisation")
                names[part] = replace(whole, full=whole.text, key=names[owner].key, entity_id=names[owner].entity_id)
            elif not part_first and names[owner].entity_id and names[a].end <= names[b].start:
                together = _between(names[a], names[b])
                names[part] = replace(names[part], text=together, full=together)
            elif names[part].entity_id is None:
                names[part] = replace(
                    names[part], kind="organisation", key=names[owner].key, entity_id=names[owner].entity_id
                )
            text = text[: match.start()] + f"⟦O{part}⟧" + text[match.end() :]
    return text.replace("\x01", "⟦"), names


def _belongs(between: str, part: Name, owner: Name, catalog: Catalog) -> bool:
    """Whether the second is the first's: by an apostrophe, or as the catalog says; "京东 阿里" are two firms."""
    if owner.entity_id and part.entity_id:
        return owner.entity_id in catalog.owners(part.entity_id) or owner.entity_id == part.entity_id
    if "'s" in between or "’s" in between:
        return True
    return has_han(part.text) and part.start == owner.end


def _between(a: Name, b: Name) -> str:
    return f"{a.text}{chr(39)}s {b.text}" if not has_han(a.text + b.text) else f"{a.text}{b.text}"


def clause_start(text: str, at: int) -> int:
    """Where the clause that holds a position begins: after a semicolon, or a Chinese comma."""
    return max(text.rfind(c, 0, at) for c in ";；") + 1


def clause_end(text: str, at: int) -> int:
    """Where the clause after a position ends."""
    ends = [i for c in ";；" if (i := text.find(c, at)) >= 0]
    return min(ends, default=len(text))
