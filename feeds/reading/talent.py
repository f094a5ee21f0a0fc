"""Whether an article's news is a talent move: a score from what its sentences tell.

The moves vote by where they stand: in the title, in the lead, further down; a person's name, both sides and a role add,
background and look-alike settings take away. 0.5 is the line; the weights are few and were set by hand on the held
development half, so that they can be replaced by trained ones without a change elsewhere.
"""

import re
from dataclasses import dataclass

from feeds.model import Article, Move, MoveKind
from feeds.reading.status import RETROSPECTIVE
from feeds.reading.text import has_han, sentences

LINE = 0.5
FAR = 9  # sentences; what stands behind is often a teaser of another article


# Headings of an interview or a portrait: what their subject did in a life is told below, and is no news.
PORTRAIT = re.compile(
    r"\b(?:interview|Q&A|in conversation|kisah|cerita|wawancara|sosok|potret)\b|专访|对话|独家专访|访谈|自述|口述|自白|人物志",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Score:
    """The score of an article, 0..1, and what made it."""

    value: float
    why: tuple[str, ...]


def score(article: Article, moves: tuple[Move, ...], cued: frozenset[int] = frozenset()) -> Score:
    """Score an article by the moves that it tells as news; ``cued`` are the sentences with a cue beside a role or name.

    A heading that speaks of a post's coming or going counts even where no slot could be filled.
    """
    news = [m for m in moves if not m.past]
    reach = 3 if has_han(article.text[:200]) and not article.title else max(1, len(sentences(article.title)))
    hinted = any(number < reach for number in cued)
    hint = Score(0.52, ("a cue beside a role in the heading",)) if hinted else Score(0.05, ())
    back = RETROSPECTIVE.search(article.title) or RETROSPECTIVE.search(article.text[:80])
    if back:
        hint = Score(0.05, ("told as a look back",))
    if not news:
        return Score(hint.value, (*hint.why, "no move told as news"))
    where = _positions(article)
    best = hint
    for move in news:
        position = where.get(move.evidence, FAR)
        found = _one(move, position, len(where))
        if position and PORTRAIT.search(article.title):
            found = Score(found.value * 0.6, (*found.why, "a portrait or an interview"))
        best = max(best, found, key=lambda s: s.value)
    if back:
        return Score(best.value * 0.5, (*best.why, "told as a look back"))
    return best


def _positions(article: Article) -> dict[str, int]:
    """Where each sentence stands: 0 the title (or the first sentence where there is none)."""
    found: dict[str, int] = {}
    lines = [s.text for s in sentences(article.title)]
    shift = 0 if lines else -1
    for text in lines:
        found.setdefault(text, 0)
    for number, sentence in enumerate(sentences(article.text), 1):
        found.setdefault(sentence.text, max(0, number + shift))
    return found


def _one(move: Move, position: int, of: int) -> Score:
    value = {0: 0.66, 1: 0.62, 2: 0.56, 3: 0.46}.get(position, 0.34 if position < FAR else 0.28)
    why = [f"a move in sentence {position} of {of}"]
    if move.person:
        value += 0.12
        why.append("a person by name")
    elif move.kind is MoveKind.LAID_OFF:
        value += 0.08 if move.head_count else -0.04
        why.append("a lay-off")
    else:
        value -= 0.02
        why.append("a post without a name")
    if move.from_org and move.to_org:
        value += 0.1
        why.append("from and to")
    elif not move.from_org and not move.to_org:
        value -= 0.12
        why.append("neither from nor to")
    if move.role:
        value += 0.05
        why.append("a role")
    return Score(max(0.0, min(1.0, value)), tuple(why))
