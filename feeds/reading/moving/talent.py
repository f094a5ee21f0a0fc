"""Whether an article's news is a talent move: a score from what its sentences tell.

1. The moves vote by where they stand: in the title, in the lead, further down; a person's name, both sides and a role add,
   background and look-alike settings take away. 0.5 is the line; the weights are few and set by hand.
2. The vote is made a likelihood by three numbers that ``tools/train_talent.py`` learns from texts of our own, so that of
   what is scored 0.9 nine in ten are news. They leave the line where it is. (Weights for all features, learned in the same
   way, did worse than those by hand on text that neither had seen.)
"""

import json
import math
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from feeds.model import Article, Move, MoveKind
from feeds.reading.moving.status import RETROSPECTIVE
from feeds.reading.text import has_han, sentences

LINE = 0.5
HEADING = 0.52  # the vote of a heading's words where no move was read
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


@cache
def calibration() -> dict[str, float]:
    """What a vote of 0.1 above or below the line adds to the log odds, and what a heading's words alone make of them."""
    found: dict[str, float] = json.loads(files("feeds.reading.moving").joinpath("talent.json").read_text("utf-8"))
    return found


def odds(voted: float) -> dict[str, float]:
    """A vote as the features that the calibration weighs."""
    if voted == HEADING:
        return {"heading": 1.0}
    return {"above" if voted >= LINE else "below": (voted - LINE) * 10}


def score(article: Article, moves: tuple[Move, ...], cued: frozenset[int] = frozenset()) -> Score:
    """How likely an article is talent news, 0..1, ``LINE`` or more where it is called so.

    ``moves`` are those that it tells, ``cued`` the sentences with a cue beside a role or name.
    """
    voted = vote(article, moves, cued)
    by = calibration()
    return Score(1 / (1 + math.exp(-sum(by[name] * x for name, x in odds(voted.value).items()))), voted.why)


def vote(article: Article, moves: tuple[Move, ...], cued: frozenset[int] = frozenset()) -> Score:
    """The vote by hand; ``LINE`` or more is for talent news.

    A heading that speaks of a post's coming or going counts even where no slot could be filled.
    """
    news = [m for m in moves if not m.past]
    reach = 3 if has_han(article.text[:200]) and not article.title else max(1, len(sentences(article.title)))
    hinted = any(number < reach for number in cued)
    hint = Score(HEADING, ("a cue beside a role in the heading",)) if hinted else Score(0.05, ())
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
