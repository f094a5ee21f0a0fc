"""How likely each stretch of a sentence is to be the answer, if the sentence holds it.

1. A stretch runs over up to ``LONGEST`` words, or from one punctuation mark to another; a name is not cut in Han, nor an
   amount before its unit.
2. Its score is the sum of what speaks for its start, for its end, and for both together (how long it is, what it holds).
3. The softmax over a sentence's stretches is how likely each is the answer; ``extents.json`` holds the weights, which
   ``tools/train_extents.py`` learns.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from feeds.reading.answering.marks import Marks

LONGEST = {True: 30, False: 14}  # in Han, in Latin
CLAUSE = {True: 60, False: 30}
ENDS = 16  # the likeliest starts and ends of a sentence that are tried with each other
AMOUNTS = frozenset({"money", "percent", "period", "number"})
Pair = tuple[str, int, int, str, bool, bool]


@cache
def weights() -> dict[str, float]:
    """The weights of what speaks for a stretch."""
    found: dict[str, float] = json.loads(files("feeds.reading.answering").joinpath("extents.json").read_text("utf-8"))
    return found


def likely(m: Marks) -> list[tuple[float, int, int]]:
    """How likely each stretch of words ``[first, last]`` of a sentence is the answer; the likelihoods sum to one."""
    by = weights()
    starts = [_sum(starting(m, i), by) for i in range(len(m.at))]
    ends = [_sum(ending(m, i), by) for i in range(len(m.at))]
    first, last = _best(starts), _best(ends)
    known: dict[Pair, float] = {}
    scored = []
    for i, j in stretches(m):
        if i not in first or j not in last:
            continue
        key = pair(m, i, j)
        if key not in known:
            known[key] = _sum(spanning(m, key), by)
        scored.append((starts[i] + ends[j] + known[key], i, j))
    top = max(scored, default=(0.0, 0, 0))[0]
    raised = [(math.exp(s - top), i, j) for s, i, j in scored]
    whole = sum(r[0] for r in raised) or 1.0
    return [(r / whole, i, j) for r, i, j in raised]


def _best(scores: Sequence[float]) -> frozenset[int]:
    return frozenset(sorted(range(len(scores)), key=lambda i: -scores[i])[:ENDS])


def stretches(m: Marks) -> Iterator[tuple[int, int]]:
    """The first and the last word of each stretch that may answer."""
    count, short, long = len(m.at), LONGEST[m.han], CLAUSE[m.han]
    closed = [not _cut(m, j) and not _dotted(m.text, m.at[j][1]) for j in range(count)]
    for i in range(count):
        if _dotted(m.text, m.at[i][0] - 1) or (m.han and m.kinds[i] == "person" and m.places[i] in ("I", "E")):
            continue
        yield from ((i, j) for j in range(i, min(count, i + short)) if closed[j])
        if m.gaps[i] != "_":
            yield from ((i, j) for j in range(i + short, min(count, i + long)) if closed[j] and m.gaps[j + 1] != "_")


def _dotted(text: str, at: int) -> bool:
    """Whether a dot inside a name stands there, as in "JD.com" or "01.AI"."""
    return 0 < at < len(text) - 1 and text[at] == "." and text[at - 1].isalnum() and text[at + 1].isalnum()


def _cut(m: Marks, j: int) -> bool:
    """Whether a stretch that ends here would cut a name or an amount."""
    if m.places[j] not in ("B", "I"):
        return False
    kind = m.kinds[j]
    if kind == "money" or (m.han and kind == "person"):
        return True
    return (kind in AMOUNTS or (m.han and kind == "date")) and m.low[j][0].isdigit()


def starting(m: Marks, i: int) -> list[str]:
    """What speaks for or against an answer that starts at a word."""
    g, t, lang = m.group, m.type, m.lang
    before, kind, gap = _side(m, i - 1), m.kinds[i] + m.places[i], m.gaps[i]
    back, little, met, shape = _far(m.back[i]), m.little[i], m.matched[i], _shape(m, i)
    f = [
        f"sp {before}", f"sp {g} {before}", f"sp {lang} {before} {gap}", f"sg {gap}", f"sg {lang} {gap}", f"sk {kind}",
        f"sk {g} {kind}", f"sk {t} {kind}", f"sk {lang} {g} {kind}", f"sb {back}", f"sb {g} {back}", f"sl {little}",
        f"sl {g} {little}", f"sm {met}", f"sm {g} {met}", f"sm {lang} {met}", f"ss {shape} {i > 0}", f"ss {g} {shape}",
        f"sc {_told(m, i)}",
    ]  # fmt: skip
    if m.focus[i]:
        f += ["sf", f"sf {t}"]
    if m.role[i]:
        f.append(f"sr {g} {i == 0 or not m.role[i - 1]}")
    if i and m.role[i - 1]:
        f.append(f"spr {g}")
    if m.han:
        f += [f"hs {m.low[i]}", f"hp {m.low[i - 1] if i else '^'}"]
    return f


def ending(m: Marks, j: int) -> list[str]:
    """What speaks for or against an answer that ends at a word."""
    g, t, lang = m.group, m.type, m.lang
    after, kind, gap, met = _side(m, j + 1), m.kinds[j] + m.places[j], m.gaps[j + 1], m.matched[j]
    on, shape = _far(m.on[j]), _shape(m, j)
    last = j + 1 == len(m.at)
    f = [
        f"ep {after}", f"ep {g} {after}", f"ep {lang} {after} {gap}", f"eg {gap}", f"eg {lang} {gap}", f"eg {g} {gap}",
        f"ek {kind}", f"ek {g} {kind}", f"ek {t} {kind}", f"ek {lang} {g} {kind}", f"eo {on}", f"eo {g} {on}",
        f"el {m.little[j]}", f"em {met}", f"em {g} {met}", f"em {lang} {met}", f"es {shape}", f"es {g} {shape}",
    ]  # fmt: skip
    if m.focus[j]:
        f += ["ef", f"ef {t}", f"ef {lang} {t}"]
    if not last and m.focus[j + 1]:
        f += ["efn", f"efn {t}", f"efn {lang} {t}"]
    if m.role[j]:
        f.append(f"er {g} {last or not m.role[j + 1]}")
    if not last and m.role[j + 1]:
        f.append(f"epr {g}")
    if m.han:
        f += [f"he {m.low[j]}", f"hn {'$' if last else m.low[j + 1]}"]
    return f


def pair(m: Marks, i: int, j: int) -> Pair:
    """What a start and an end have together: size, clauses, words of the question, kind, and marks left open."""
    size = j - i + 1
    shown = size if size < 5 else 5 + (size - 5) // 3 if size < 17 else 9 + (size - 17) // 10
    same = m.pieces[i] >= 0 and m.pieces[i] == m.pieces[j] and m.places[i] in "BS" and m.places[j] in "ES"
    held = m.held[j + 1] - m.held[i]
    unclosed, unquoted = _open(m.text[m.at[i][0] : m.at[j][1]]) if m.paired else (False, False)
    near = "all" if held == size else _far(min(m.back[i], m.on[j]))
    return (
        m.kinds[i] if same else "-", shown, min(m.clause[j] - m.clause[i], 2) * 3 + min(held, 2), near,
        unclosed, unquoted,
    )  # fmt: skip


def _open(text: str) -> tuple[bool, bool]:
    """Whether a bracket, and whether a quote, has no partner in a text."""
    return (
        text.count("(") != text.count(")") or text.count("（") != text.count("）"),
        text.count("“") != text.count("”") or text.count('"') % 2 > 0 or text.count("《") != text.count("》"),
    )


def spanning(m: Marks, key: Pair) -> list[str]:
    """What speaks for or against a stretch as a whole."""
    g, t, lang = m.group, m.type, m.lang
    kind, size, both, near, unclosed, unquoted = key
    over, held = divmod(both, 3)
    f = [
        f"z {lang} {size}", f"z {g} {size}", f"z {lang} {g} {size}", f"br {over}", f"br {g} {over}", f"br {lang} {over}",
        f"m {held}", f"m {g} {held}", f"m {lang} {held}", f"x {kind}", f"x {g} {kind}", f"x {t} {kind}",
        f"x {lang} {t} {kind}", f"near {near}", f"near {g} {near}",
    ]  # fmt: skip
    if unclosed:
        f.append("unclosed")
    if unquoted:
        f.append("unquoted")
    return f


def _sum(features: list[str], by: Mapping[str, float]) -> float:
    return sum(by.get(f, 0.0) for f in features)


def _side(m: Marks, i: int) -> str:
    """What a word is to the words beside it."""
    if not 0 <= i < len(m.at):
        return "^" if i < 0 else "$"
    return m.little[i] or ("M" if m.matched[i] else m.kinds[i])


def _told(m: Marks, i: int) -> str:
    return "best" if m.clause[i] in m.best else "none" if m.clause[i] in m.none else "some"


def _shape(m: Marks, i: int) -> str:
    first = m.text[m.at[i][0]]
    return "9" if first.isdigit() else "A" if first.isupper() else "a"


def _far(distance: int) -> str:
    if distance < 5:
        return str(distance)
    return "5-7" if distance < 8 else "8-12" if distance < 13 else "13" if distance < 99 else "no"
