"""Whether a foreign name in Latin letters is the one that Chinese characters transliterate: Sarah Friar ~ 萨拉·弗莱尔.

1. Both are turned into a row of consonants in the few classes that the press keeps apart when it transliterates: P (b, p),
   F (f, v, w), M, N, T (d, t, th), L (l, r), K (g, k, h), S (s, z, c, j, q, x, sh, ch). Vowels say nothing.
2. A place of the row is a set of classes where the spelling leaves it open (g before e is K or S), and may be left out where
   the press often does (an r that closes a syllable, the n of 廉).
3. The rows are compared from end to end; each consonant that has no partner costs one. Family names must agree, a
   long one with one slip at most; given names must agree where both are told.

Sound alone is no proof: callers ask for the firm, the direction and the days besides.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from feeds.reading.naming.pinyin import latin_key
from feeds.reading.naming.readings import read_aloud
from feeds.reading.text import folded, has_han

Place = tuple[str, bool]  # the classes that may stand here; whether it may be left out

LONG = 4  # consonants that agree; a name of so many may differ in one
ENOUGH = 2  # consonants that must agree where only the family name is told
ENOUGH_IN_BOTH = 3  # the same where the given name is told too

# Latin spellings, the longest first: classes, may be left out.
SPELLINGS: tuple[tuple[str, tuple[Place, ...]], ...] = tuple(
    (pattern, tuple((p.rstrip("?"), p.endswith("?")) for p in row.split()))
    for pattern, row in (
        ("tsch|dsch|tch|sch|sh|dge?(?=e|i)|cz|zs", "S"),
        ("ch", "SK"),
        ("th", "TS"),
        ("ts|tz|zz", "S"),
        ("ph", "F"),
        ("gh", "K?"),
        ("wh", "FK"),
        ("ck|cc|cq|kh", "K"),
        ("^(?:kn|gn)|gn", "N"),
        ("^wr|rh", "L"),
        ("^mc|^mac(?=[^aeiou])", "M K"),
        ("ng(?=[aeiou])", "N KS?"),
        ("ng", "N K?"),
        ("m(?=[bp])", "MN"),
        ("x", "K? S"),
        ("qu", "K"),
        ("c(?=[eiy])", "S"),
        ("g(?=[eiy])", "KS"),
        ("j", "S?"),
        ("w(?=[^aeiou]|$)", ""),
        ("w", "FK?"),
        ("r(?=[^aeiouy]|$)|l(?=[^aeiouy])", "L?"),
        ("d(?=[^aeiouy]|$)|t(?=[^aeiouy]|$)", "T?"),
        ("h(?=[aeiouy])", "KS?"),
        ("h|y", ""),
        ("[bp]", "P"),
        ("[fv]", "F"),
        ("m", "M"),
        ("n", "N"),
        ("[dt]", "T"),
        ("[lr]", "L"),
        ("[ckgq]", "K"),
        ("[sz]", "S"),
        (".", ""),
    )
)
LATIN = re.compile("|".join(f"(?P<p{i}>{pattern})" for i, (pattern, _) in enumerate(SPELLINGS)))
INITIALS: dict[str, str] = {
    **dict.fromkeys("bp", "P"),
    **dict.fromkeys("fw", "F"),
    **dict.fromkeys("dt", "T"),
    **dict.fromkeys("lr", "L"),
    **dict.fromkeys("gk", "K"),
    **dict.fromkeys("zcs", "S"),
    **dict.fromkeys("jqx", "SK"),
    "m": "M",
    "n": "N",
    "h": "KF",
}


def sound_alike(latin: str, han: str) -> bool:
    """Whether ``han`` may be how the Chinese press writes the foreign name ``latin``; False for names in pinyin."""
    words = re.findall(r"[a-z']+", folded(latin))
    parts = [p for p in re.split(r"[·・•.\s]+", folded(han)) if p]
    if not words or not parts or has_han(latin) or not has_han(parts[-1]) or latin_key(latin):
        return False
    agreed = _agreed(_latin_row(words[-1]), _han_row(parts[-1]))
    if len(words) < 2 or len(parts) < 2:
        return agreed >= ENOUGH
    given = _agreed(_latin_row(words[0]), _han_row(parts[0]))
    return min(agreed, given) >= 1 and agreed + given >= ENOUGH_IN_BOTH


def _agreed(a: tuple[Place, ...], b: tuple[Place, ...]) -> int:
    """The consonants that two rows have in common; 0 where more speaks against it than a slip in a long name."""
    cost, agreed = _aligned(a, b)
    return agreed if cost <= (agreed >= LONG) else 0


def _aligned(a: tuple[Place, ...], b: tuple[Place, ...]) -> tuple[int, int]:
    """The best alignment of two rows: the consonants without a partner, and those that have one."""
    line = [(0, 0)]
    for _, free in b:
        line.append((line[-1][0] + (not free), 0))
    for classes, free in a:
        before, line = line, [(line[0][0] + (not free), 0)]
        for i, (theirs, theirs_free) in enumerate(b):
            cost, met = before[i]
            ways = [(before[i + 1][0] + (not free), before[i + 1][1])]
            ways.append((line[i][0] + (not theirs_free), line[i][1]))
            ways.append((cost, met + 1) if set(classes) & set(theirs) else (cost + 1, met))
            line.append(min(ways, key=lambda w: (w[0], -w[1])))
    return line[-1]


@lru_cache(maxsize=4096)
def _latin_row(word: str) -> tuple[Place, ...]:
    plain = "".join(c for c in unicodedata.normalize("NFD", word.replace("'", "")) if not unicodedata.combining(c))
    row: list[Place] = []
    for found in LATIN.finditer(re.sub(r"([a-z])\1", r"\1", plain)):
        row += SPELLINGS[int((found.lastgroup or "p0")[1:])][1]
    return _single(row)


@lru_cache(maxsize=4096)
def _han_row(name: str) -> tuple[Place, ...]:
    row: list[Place] = []
    for syllable in read_aloud(name):
        if syllable in ("er", "r"):
            row.append(("L", True))
            continue
        first = syllable[:1]
        if first in INITIALS:
            # 伍 and 沃 may stand for a vowel: Ulrich, Walter, Owen.
            row.append((INITIALS[first], syllable in ("wu", "wo", "hua") or (first == "h" and syllable != "hu")))
        if syllable.endswith(("n", "ng")):
            row.append(("NM", True))
    return _single(row)


def _single(row: list[Place]) -> tuple[Place, ...]:
    """A row in which the second of two alike neighbours may be left out: McGrew, 皮布尔斯."""
    if not row:
        return ()
    return (row[0], *((classes, free or classes == before[0]) for before, (classes, free) in pairwise(row)))
