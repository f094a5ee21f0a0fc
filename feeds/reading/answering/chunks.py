"""A sentence cut into pieces that an answer is made of: names, dates, amounts, and the phrases between them.

1. Names, dates, amounts and periods are pieces of their own, of a class.
2. What is between them is cut before little words ("of", "oleh", 由), at punctuation, and where words of the question
   begin and end, since an answer stands beside them and not across them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from feeds.reading.answering.stems import stem
from feeds.reading.moving.dates import NAMES as MONTH_NAMES
from feeds.reading.naming.name import Name
from feeds.reading.text import HAN, folded, has_han

NUMERAL = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|belasan|puluhan|ratusan|ribuan)"
SCALE = r"(?:million|billion|trillion|juta|miliar|milyar|triliun|ribu|thousand|hundred|m|bn)"
ABOUT = r"(?:(?:more than|less than|as much as|up to|at least|over|almost|nearly|about|around|some|roughly|lebih dari|kurang dari|hampir|sekitar|hingga|mencapai|minimal|sedikitnya) )?"
WEEKDAY = (
    r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu)"
)
SEASON = r"(?:spring|summer|autumn|fall|winter)"
YEAR = r"(?:1[0-9]|20)\d\d"
SHORT = r"\(?\d{1,2}\s?/\s?\d{1,2}(?:\s?/\s?\d{2,4})?\)?"
DATE = re.compile(
    rf"\b(?:(?:early|late|mid|the end of|the beginning of|the start of|awal|akhir|pertengahan|tanggal|bulan|tahun|hari) ?-?)*(?:{WEEKDAY},? )?(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTH_NAMES})\b\.?(?:,? {YEAR})?|(?:{MONTH_NAMES})\b\.? \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? {YEAR})?|(?:{MONTH_NAMES})\b\.?(?: of)? {YEAR}|(?:{MONTH_NAMES})\b(?!\w)|(?:the )?{SEASON} of {YEAR}|{WEEKDAY}\b(?: (?:morning|afternoon|evening|night|pagi|siang|sore|malam))?(?:,? {SHORT})?"
    rf"|yesterday|today|tomorrow|tonight|kemarin|hari ini|besok|(?:last|next|this|earlier this|later this) (?:week|month|year|quarter|{SEASON}|{WEEKDAY})|(?:pekan|bulan|tahun|hari) (?:lalu|depan|ini)|{YEAR}(?:s|-an)?\b)"
    rf"|\b\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?\b|\b\d{{1,2}}(?:st|nd|rd|th) century\b|\babad (?:ke-?\s?)?\d{{1,2}}\b"
    r"|公?元?前?(?:\d{3,4}|[一二三四五六七八九〇零]{4})\s?年代?(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号])?|[初底末中]|[上下]半年|春|夏|秋|冬)?|\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号]|[上中下]旬|[初底中])?|\d{1,2}\s?世纪(?:\d0年代)?(?:初|末|中叶)?|今年|去年|明年|昨日|昨天|今日|今天|明天|上周.?|下周.?|本周.?|近日|日前|本月|上月|年初|年底|年末",
    re.I,
)
MONEY = re.compile(
    rf"{ABOUT}(?:(?:US|A|S|HK|NT|C)?[$€£¥]|Rp\.?|USD|IDR|RMB)\s?\d[\d.,]*\d?(?:[ -]?{SCALE}\b)?|{ABOUT}\d[\d.,]*(?:[ -]?{SCALE})?[ -](?:dollars?|euros?|pounds|yuan|rupiah|dolar|dollar|ringgit|yen|won)\b(?: AS)?|[约近逾超]?(?:人民币|港币)?\d[\d.,]*\s?(?:多|余)?[百千]?[万亿]*(?:多|余)?(?:美元|港元|欧元|英镑|人民币|卢比|日元|韩元|元)",
    re.I,
)
PERCENT = re.compile(
    rf"{ABOUT}\d[\d.,]*\s?(?:%|percent\b|per cent\b|persen\b|percentage points)|百分之[\d一二三四五六七八九十百点]+",
    re.I,
)
PERIOD = re.compile(
    rf"{ABOUT}(?:selama )?(?:an?|\d[\d.,]*|{NUMERAL}|several|few|many|beberapa)(?: and a half)?[ -](?:years?|months?|weeks?|days?|decades?|hours?|minutes?|tahun|bulan|pekan|minggu|hari|dekade|jam|menit)\b(?: (?:terakhir|lebih))?|\bse(?:tahun|bulan|pekan|minggu|hari)\b|(?:an? |almost a |more than a )?decade\b|[近约超逾]?(?:[\d.]+|[一二两三四五六七八九十百半]+)(?:多|余|几)?(?:年(?!代)(?:半|多)?|个(?:多)?月|天|周|个季度|小时|分钟)(?:之久|时间)?",
    re.I,
)
AGE = re.compile(
    r"\b\d\d-year-old\b|\baged? \d\d\b|\b\d\d years old|(?<=, )\d\d(?=[,.])|(?:usia|umur|berusia|berumur) \d\d(?: tahun)?|\(\d\d(?: tahun)?\)|\d\d\s?岁",
    re.I,
)
NUMBER = re.compile(
    rf"{ABOUT}(?:\d[\d.,]*\d|\d)(?:\s?(?:%|{SCALE}\b))?(?:st|nd|rd|th)?|\b{NUMERAL}\b|\bke-?\s?\d+|[约近逾超]?第?(?:\d[\d.,]*|[一二两三四五六七八九十百千万亿]+)(?:多|余)?[百千万亿]*(?:多|余)?(?:平方公里|公里|千米|厘米|毫米|公斤|千克|[名个位家人次项条座种轮支届米岁度集部件张卷艘辆架])",
    re.I,
)
CLASSES = (("date", DATE), ("money", MONEY), ("percent", PERCENT), ("age", AGE), ("period", PERIOD), ("number", NUMBER))
QUOTED = re.compile(r"“[^”]{2,80}”|\"[^\"]{2,80}\"|《[^》]{1,40}》|「[^」]{1,40}」|‘[^’]{2,60}’")
LITTLE = frozenset(
    re.findall(
        r"\S+",
        """
    of in on at to for from by with and or as but than that which who whose whom when where while because after before since until during through under over
    into onto about against between among is are was were be been being has have had will would can could may might should the a an its his her their not
    di ke dari dan atau untuk dengan oleh pada sebagai adalah ialah merupakan yang akan telah sudah bahwa karena lantaran saat ketika setelah sebelum sejak hingga
    sampai dalam secara serta maupun tetapi namun menjadi jadi bernama yakni yaitu para itu ini tidak tak bukan usai terkait akibat antara kepada terhadap tentang seperti
        """,
    )
)
LITTLE_HAN = re.compile(
    r"以及|因为|由于|分别|包括|担任|出任|表示|成为|作为|称为|位于|属于|其中|通过|进行|之一|以来|为了|同时|可以|没有|已经|曾经|(?<!原)因(?!此|素|果)|[的是在为由被于从到向以和与及并而将把对但或等了也都还其该使让给至、]"
)
BREAK = re.compile(r"[,;:()“”\"—–，。；：（）「」《》！？!?…]|\s-\s|\.(?=\s|$)")
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece ``[start, end)`` of a sentence; ``lead`` is the little word it begins with, ``clause`` counts punctuation."""

    start: int
    end: int
    kind: str
    lead: str
    clause: int
    stems: frozenset[str]
    matched: float  # the share of its words that the question holds
    name: Name | None = None
    size: int = 1  # words, or Han characters


def chunks(text: str, names: Sequence[Name], lang: str, wanted: frozenset[str], named: frozenset[str]) -> list[Chunk]:
    """Cut a sentence; ``names`` have offsets in it, ``wanted`` are the question's stems, ``named`` its names' keys."""
    typed = _typed(text, names)
    matched = _matched(text, lang, wanted)
    found: list[Chunk] = []
    at = clause = 0
    for start, end, kind, name in [*typed, (len(text), len(text), "", None)]:
        for a, b in _pieces(text, at, start, matched):
            clause += len(BREAK.findall(text, at, a))
            at = a
            found.append(_chunk(text, a, b, "phrase", clause, lang, matched))
        if kind:
            clause += len(BREAK.findall(text, at, start))
            at = start
            found.append(_chunk(text, start, end, kind, clause, lang, matched, name, named))
            at = end
    return found


@lru_cache(maxsize=2048)
def classed(text: str) -> tuple[tuple[int, int, str], ...]:
    """The dates, amounts and periods of a sentence, which several questions ask for."""
    return tuple((*m.span(), kind) for kind, pattern in CLASSES for m in pattern.finditer(text) if m.group().strip())


def _typed(text: str, names: Sequence[Name]) -> list[tuple[int, int, str, Name | None]]:
    spans: list[tuple[int, int, str, Name | None]] = [
        (n.start, n.end, n.kind if n.kind != "initial" else "weak", n) for n in names
    ]
    spans += [(start, end, kind, None) for start, end, kind in classed(text)]
    order = {
        "date": 0,
        "money": 1,
        "percent": 2,
        "age": 3,
        "period": 4,
        "person": 5,
        "organisation": 5,
        "name": 5,
        "weak": 6,
    }
    spans.sort(key=lambda s: (order.get(s[2], 7), s[0], -s[1]))
    kept: list[tuple[int, int, str, Name | None]] = []
    for span in spans:
        a, b = span[0], span[1]
        while a < b and text[a] in " ,":
            a += 1
        while b > a and text[b - 1] in " ,":
            b -= 1
        if a < b and not any(a < k[1] and k[0] < b for k in kept):
            kept.append((a, b, span[2], span[3]))
    return sorted(kept, key=lambda s: s[:2])


def _matched(text: str, lang: str, wanted: frozenset[str]) -> list[bool]:
    """For each character whether it belongs to a word (or Han pair) of the question."""
    marks = [False] * len(text)
    plain = folded(text)
    if len(plain) != len(text):
        plain = text.lower()
    for m in WORD.finditer(plain):
        word = m.group()
        if HAN.search(word):
            for i in range(m.start(), m.end()):
                if plain[i : i + 2] in wanted and i + 2 <= m.end():
                    marks[i] = marks[i + 1] = True
            for run in re.finditer(r"[a-z0-9]+", word):
                if run.group() in wanted:
                    marks[m.start() + run.start() : m.start() + run.end()] = [True] * len(run.group())
        elif any(stem(part, lang) in wanted for part in re.split(r"['’-]", word) if part):
            marks[m.start() : m.end()] = [True] * len(word)
    return marks


def _pieces(text: str, start: int, end: int, matched: Sequence[bool]) -> list[tuple[int, int]]:
    """The phrases of a stretch without typed spans."""
    if not text[start:end].strip():
        return []
    cuts = {start, end}
    for m in BREAK.finditer(text, start, end):
        cuts |= {m.start(), m.end()}
    previous: tuple[int, bool] | None = None
    after_little = False
    for m in WORD.finditer(text, start, end):
        if has_han(m.group()):
            for little in LITTLE_HAN.finditer(text, m.start(), m.end()):
                cuts |= {little.start(), little.end()}
            for i in range(m.start() + 1, m.end()):
                if matched[i] != matched[i - 1]:
                    cuts.add(i)
            previous = None
            continue
        little_word = m.group().lower() in LITTLE
        if (little_word and not after_little) or (
            previous is not None and not after_little and not little_word and matched[m.start()] != previous[1]
        ):
            cuts.add(m.start())
        after_little = little_word
        previous = (m.start(), matched[m.start()])
    places = sorted(cuts)
    pieces = []
    for a, b in pairwise(places):
        m2 = re.search(r"[^\W_](?:.*[^\W_])?", text[a:b], re.S)
        if m2:
            pieces.append((a + m2.start(), a + m2.end()))
    return pieces


def _chunk(
    text: str,
    start: int,
    end: int,
    kind: str,
    clause: int,
    lang: str,
    matched: Sequence[bool],
    name: Name | None = None,
    named: frozenset[str] = frozenset(),
) -> Chunk:
    shown = text[start:end]
    words = WORD.findall(shown.lower())
    if has_han(shown):
        lead = shown if LITTLE_HAN.fullmatch(shown) else ""
        size = sum(1 for c in shown if has_han(c)) + len(re.findall(r"[a-zA-Z0-9]+", shown))
    else:
        lead = words[0] if words and words[0] in LITTLE else ""
        size = len(words) or 1
    if not lead:
        before = text[:start].rstrip()
        word = re.search(r"([a-zA-Z]+)$", before)
        little = None if word else LITTLE_HAN.search(before[-2:])
        if word and word.group().lower() in LITTLE:
            lead = word.group().lower()
        elif little and little.end() == len(before[-2:]):
            lead = little.group()
    letters = [i for i in range(start, end) if not text[i].isspace()]
    share = sum(matched[i] for i in letters) / max(1, len(letters))
    if name is not None and name.key in named:
        share = 1.0
    return Chunk(start, end, kind, lead, clause, frozenset(stem(w, lang) for w in words), share, name, size)
