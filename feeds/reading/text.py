"""Text as it is compared, and the sentences it consists of.

Folding makes spellings of one word equal: NFKC (full-width forms), case, accents, traditional → simplified characters,
curly quotes and dashes. Each folded character remembers where it came from, so that whatever is found in the folded text
can be shown in the original.
"""

import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import add

import opencc

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
SEAM = re.compile(
    r"(?<=[\u4e00-\u9fff])(?!\d{1,4}[年月日])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?!(?<=\d)[年月日])(?=[\u4e00-\u9fff])"
)
RUNS = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]+")
HAN_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
WORD = re.compile(r"[^\W_]+")
PART = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[^\W_\u3400-\u4dbf\u4e00-\u9fff]+")  # of a word, Han or not
SIZED = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")

QUOTES = {"‘": "'", "’": "'", "‛": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
DASHES = {"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "―": "-"}
# The middle dot of transliterated names is written in several ways.
DOTS = {"•": "·", "‧": "·", "・": "·", "･": "·", "∙": "·", "．": "·"}
# Forms that opencc leaves apart: Hong Kong's 衞, and 钜, whose traditional form it makes 巨.
VARIANTS = {ord(a): b for a, b in (("衞", "卫"), ("钜", "巨"), ("濶", "阔"), ("尙", "尚"), ("淸", "清"))}
INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e")

ABBREVIATIONS = frozenset(
    """
    mr mrs ms dr prof sr jr st inc corp ltd co llc plc bhd tbk pt cv no vol vs etc jan feb mar apr jun jul aug sep
    sept oct nov dec gen col sen rep gov lt capt sgt rev hon fig dept univ approx est ir drs dra kh tn ny bpk dll
    dsb tsb yth hj ph m.b.a u.s u.k u.n e.g i.e a.m p.m d.c s.h s.e s.t m.m m.sc ph.d s.kom
    """.split()
)
CLOSING = "\"'”’»)]」』）》"
END_LATIN = re.compile(rf"[.!?…]+[{re.escape(CLOSING)}]*(?=\s|$)")
END_HAN = re.compile(rf"[。！？；…]+[{re.escape(CLOSING)}]*")
LAST_WORD = re.compile(r"([\w.&-]+)\.?$")
# No sentence of a newspaper is as long. What runs on without an end is divided here, so that nothing that reads
# sentences (patterns with room to backtrack, above all) ever meets a longer one.
LONGEST_SENTENCE = 1000
# Texts whose folded form and sentences are kept: the parts of one reading ask for the same ones again and again.
AT_HAND = 32


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; ``origin[i]`` is the index in the original of the folded character ``i``, with one more at the end."""

    text: str
    origin: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that a stretch of the folded text came from."""
        return self.origin[start], self.origin[end - 1] + 1 if end > start else self.origin[start]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence exactly as it stands in a text, at ``[start, end)``."""

    text: str
    start: int
    end: int


@cache
def simplified() -> dict[int, str]:
    """Traditional to simplified characters, one for one, so that positions stay."""
    characters = [chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    known = {ord(a): b for a, b in zip(characters, converted, strict=True) if a != b and len(b) == 1}
    return known | VARIANTS


@cache
def _folded_character(character: str) -> str:
    if character in INVISIBLE:
        return ""
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"  # half a character, as broken feeds hold; nothing can be encoded that keeps it
    plain = QUOTES.get(character) or DASHES.get(character) or DOTS.get(character)
    if plain:
        return plain
    if character < "\x80":
        return character.lower()
    parts = unicodedata.normalize("NFKD", character)
    kept = "".join(c for c in parts if not unicodedata.combining(c))
    composed = unicodedata.normalize("NFC", kept).casefold() if kept else ""
    composed = "".join(QUOTES.get(c) or DASHES.get(c) or DOTS.get(c) or c for c in composed)
    return composed.translate(simplified())


class _OneForOne(dict[int, str]):
    """What characters become, learnt as they come; those that become none or several are noted as ``uneven``."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        character = chr(code)
        piece = _folded_character(character)
        if len(piece) != 1 and code > 0x7F:
            self.uneven.add(character)  # before it can be had, since others may read in threads beside
        self[code] = piece
        return piece


_FOLDING = _OneForOne()


@lru_cache(maxsize=AT_HAND)
def fold(text: str) -> Folded:
    """Fold a text and keep where each character came from."""
    plain = folded(text)
    if text.isascii() or _FOLDING.uneven.isdisjoint(text):
        return Folded(plain, range(len(text) + 1))
    origin = array("l")
    for index, character in enumerate(text):
        origin.extend([index] * len(_folded_character(character)))
    origin.append(len(text))
    return Folded(plain, origin)


def folded(text: str) -> str:
    """Fold a text, positions aside."""
    if text.isascii():
        return text.lower().replace("`", "'")
    runs = RUNS.findall(text)  # what is ASCII, mostly all of it, is not looked up character by character
    return "".join(run.lower().replace("`", "'") if run.isascii() else run.translate(_FOLDING) for run in runs)


def apart(text: str) -> str:
    """A Chinese sentence of ours with a space where Han meets Latin letters or digits; none in or before a date."""
    return SEAM.sub(" ", text)


def has_han(text: str) -> bool:
    """Whether a Chinese character stands in the text."""
    return HAN.search(text) is not None


def words(text: str) -> list[str]:
    """The words of a folded text, each run of Han characters as one."""
    return PART.findall(text)


def search_tokens(text: str) -> list[str]:
    """What a text is found by: its folded words, and for Han every two neighbours (a single one alone)."""
    text = folded(text)
    if text.isascii():
        return WORD.findall(text)
    if not has_han(text):
        return words(text)
    found: list[str] = []
    for word in words(text):
        if len(word) == 1 or not HAN.match(word):
            found.append(word)
        else:
            found.extend(map(add, word, word[1:]))
    return found


def bigrams(text: str) -> list[str]:
    """Every two neighbouring Han characters of a text."""
    return [run[i : i + 2] for run in HAN_RUN.findall(text) for i in range(len(run) - 1)]


def size(text: str) -> int:
    """Length in words, each Han character one."""
    return len(HAN.findall(text)) + len(SIZED.findall(HAN.sub(" ", text)))


@lru_cache(maxsize=AT_HAND)
def sentences(text: str) -> tuple[Sentence, ...]:
    """Divide a text into sentences; a line always ends one, an abbreviation or an initial never does.

    None is longer than ``LONGEST_SENTENCE``: what runs on is divided at a space, or where there is none.
    """
    found: list[Sentence] = []
    start = 0
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for end in _ends(text, line.start(), line.end()):
            _add(found, text, start, end)
            start = end
        _add(found, text, start, line.end())
    return tuple(found)


def _ends(text: str, start: int, end: int) -> Iterator[int]:
    """The positions in a line after which a sentence has ended."""
    marks = [(m.start(), m.end(), True) for m in END_HAN.finditer(text, start, end)]
    marks += [(m.start(), m.end(), False) for m in END_LATIN.finditer(text, start, end)]
    for at, after, han in sorted(marks):
        if han or _is_end(text, start, at, after, end):
            yield after


def _is_end(text: str, start: int, at: int, after: int, end: int) -> bool:
    """Whether a Latin full stop ends a sentence: not after an abbreviation or an initial, not before a small letter."""
    following = text[after:end].lstrip()
    if following and following[0].islower():
        return False
    if text[at] != ".":
        return True
    before = LAST_WORD.search(text[max(start, at - 24) : at])
    if before is None:
        return True
    word = before.group(1)
    if len(word) == 1 and word.isalpha() and word.isupper():
        return False
    if re.fullmatch(r"(?:[A-Z]\.)+[A-Z]", word):
        # "the U.S. The next" ends a sentence, "U.S. President" does not: a determiner tells them apart.
        return bool(re.match(r"(?:The|A|An|It|He|She|They|In|But|And)\b", following))
    return word.lower().rstrip(".") not in ABBREVIATIONS


def _add(found: list[Sentence], text: str, start: int, end: int) -> None:
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE) + 1 or start + LONGEST_SENTENCE
        _add(found, text, start, cut)
        start = cut
    piece = text[start:end]
    stripped = piece.strip()
    if stripped and WORD.search(stripped):
        first = start + len(piece) - len(piece.lstrip())
        found.append(Sentence(stripped, first, first + len(stripped)))
