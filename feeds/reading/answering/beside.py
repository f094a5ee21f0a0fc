"""What stands close by the things in a sentence that a question may ask for: the post by the person who has it."""

from collections.abc import Iterator, Sequence

from feeds.reading.answering.chunks import classed
from feeds.reading.answering.stems import stem
from feeds.reading.naming.name import Name
from feeds.reading.text import has_han, search_tokens

REACH = {"latin": 60, "han": 20}  # characters on either side of a thing that stand by it
MOST_SOUGHT = 12  # a sentence of many names or numbers is a list
CLASSED = {"when": ("date", "period"), "number": ("number", "money", "percent", "period", "age")}
GROUPS_SOUGHT = frozenset({"who", *CLASSED})


def surroundings(
    text: str, names: Sequence[Name], lang: str, group: str, named: frozenset[str]
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """The stems and the names' keys around each thing that a group of types asks for; ``named`` are the question's own."""
    reach = REACH["han" if has_han(text) else "latin"]
    for start, end in _sought(text, names, group, named)[:MOST_SOUGHT]:
        first, last = max(0, start - reach), end + reach
        around = (text[first:start], text[end:last])
        stems = frozenset(stem(t, lang) for part in around for t in search_tokens(part))
        yield stems, frozenset(n.key for n in names if first <= n.start and n.end <= last)


def _sought(text: str, names: Sequence[Name], group: str, named: frozenset[str]) -> list[tuple[int, int]]:
    """Where a person not asked about, a date or an amount stands."""
    if group == "who":
        return [(n.start, n.end) for n in names if n.kind in ("person", "name") and n.key not in named]
    return [(start, end) for start, end, kind in classed(text) if kind in CLASSED[group]]
