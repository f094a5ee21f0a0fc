"""A feed's document cut into its entries, by their bytes; pure.

``sliced`` is exact for what ``feeds.intake.regular`` reads: there "<item>" is an entry's beginning wherever it stands
outside of a CDATA section, a comment or a processing instruction, no entry holds another, and an entry means what its
bytes say within ``around``: a document without some of its entries then reads as the whole one does, but for these.
Of any other document it says nothing that may be relied on.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

# Whatever stands before the first element, a feed's beginning, and each of its attributes; nothing is tried twice.
BEGINNING = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<\?(?:[^?]|\?(?!>))*+\?>|<!--(?:[^-]|-(?!->))*+-->)*+"
    rb"<(?:(rss)|feed)(?:\s++[^\s=<>\"'/]++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'))*+\s*+>(?(1)\s*+<channel\s*+>)"
)
# To the end where none closes it: looked for from each of a hundred thousand, the end would take minutes to find.
PASSED_OVER = rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
ITEM = re.compile(rb"%b|<item\s*+(>)|</(item)\s*+>" % PASSED_OVER, re.S)
ENTRY = re.compile(rb"%b|<entry\s*+(>)|</(entry)\s*+>" % PASSED_OVER, re.S)


@dataclass(frozen=True, slots=True)
class Slices:
    """Where the entries of ``data`` are, in order, and how much of its beginning says what they mean."""

    data: bytes
    around: int
    places: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.places)

    def each(self) -> list[bytes]:
        """The bytes of each entry."""
        return [self.data[start:end] for start, end in self.places]

    def without(self, left_out: Collection[int]) -> bytes:
        """The document without some of its entries, by their numbers."""
        parts, here = [], 0
        for number, (start, end) in enumerate(self.places):
            if number in left_out:
                parts.append(self.data[here:start])
                here = end
        return b"".join((*parts, self.data[here:]))


def sliced(data: bytes, most: int) -> Slices | None:
    """A document's entries; None where it begins unlike RSS and Atom, or shows none or more than ``most``."""
    begun = BEGINNING.match(data)
    if begun is None:
        return None
    places: list[tuple[int, int]] = []
    start = -1
    for token in (ITEM if begun[1] else ENTRY).finditer(data, begun.end()):
        if token[1]:
            if start >= 0 or len(places) == most:
                return None
            start = token.start()
        elif token[2]:
            if start < 0:
                return None
            places.append((start, token.end()))
            start = -1
    return Slices(data, begun.end(), tuple(places)) if places and start < 0 else None
