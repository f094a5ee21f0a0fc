"""Yes or no to whether somebody left or joined, where a move clearly says so; the sentence decides for the reader elsewhere.

1. A question about somebody and a firm is refused where no article names both.
2. A move of the person that goes where the question says is a yes, one that is denied a no. Of a rumour the sentence is
   told and neither.
"""

import re
from collections.abc import Iterable, Sequence

from feeds.model import Answer, Evidence, Move, MoveStatus
from feeds.reading.answering.weighing import Question
from feeds.reading.naming.catalog import Catalog
from feeds.reading.text import folded, has_han

WORDS, HAN = 28, 56  # of the sentence that are told with the word
SAID = {"en": ("Yes", "No"), "id": ("Ya", "Tidak"), "zh": ("是", "否")}
NEGATIVE = re.compile(r"\b(?:not|never|isn't|hasn't|didn't|won't|tidak|tak|belum|bukan)\b|没|不", re.I)


def yes_no(put: Question, moves: Sequence[Move], catalog: Catalog) -> Answer | None:
    """The answer to a question for a yes or a no; None where the sentences must answer."""
    asked = put.asked
    if asked.type != "yes_no":
        return None
    if not _met(put, catalog):
        return Answer.refusal()
    if NEGATIVE.search(folded(asked.text)):
        return None
    people = [n.key for n in asked.names if n.kind != "organisation"]
    firms = family(
        (k for n, link in zip(asked.names, put.links, strict=True) if n.key not in people for k in link), catalog
    )
    for move in moves:
        if move.person_key in put.named and not move.past and _fits(move, asked.ideas, firms, catalog):
            return _said(move, "zh" if has_han(asked.text) else asked.lang)
    return None


def _met(put: Question, catalog: Catalog) -> bool:
    """Whether one article names all that the question names."""
    known: dict[str, frozenset[str]] = {}
    for c in put.candidates:
        known[c.article.id] = known.get(c.article.id, frozenset()) | family(c.keys, catalog)
    return any(all(family(link, catalog) & keys for link in put.links) for keys in known.values())


def family(keys: Iterable[str], catalog: Catalog) -> frozenset[str]:
    """The keys with those of their owners."""
    return frozenset(k for key in keys for k in (key, *catalog.owners(key)))


def _fits(move: Move, ideas: frozenset[str], firms: frozenset[str], catalog: Catalog) -> bool:
    if "join" in ideas:
        return move.to_key is not None and bool(firms & family((move.to_key,), catalog))
    if "leave" in ideas:
        return move.from_key is not None and (not firms or bool(firms & family((move.from_key,), catalog)))
    return False


def _said(move: Move, lang: str) -> Answer | None:
    if move.status not in (MoveStatus.REPORTED, MoveStatus.CONFIRMED, MoveStatus.DENIED):
        return None
    word = SAID[lang][move.status == MoveStatus.DENIED]
    mark = "：" if lang == "zh" else ": "
    people = (move.person,) if move.person else ()
    return Answer(word + mark + _cut(move.evidence), True, (Evidence(move.article_id, move.evidence),), people)


def _cut(text: str) -> str:
    """The beginning of a sentence, as much of it as an answer may hold."""
    if has_han(text):
        return text if len(text) <= HAN else text[:HAN].rstrip("，、；") + "…"
    words = text.split()
    return text if len(words) <= WORDS else " ".join(words[:WORDS]).rstrip(" ,;") + "…"
