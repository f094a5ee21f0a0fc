"""The span of a sentence that answers a question of a type, and whether a sentence holds such a span at all."""

import re
from collections.abc import Callable, Sequence

from feeds.reading.asked import Asked
from feeds.reading.dates import NAMES as MONTH_NAMES
from feeds.reading.lexicon import ROLE_EN, ROLE_ID, ROLE_ZH
from feeds.reading.name import Name
from feeds.reading.text import folded, has_han, search_tokens

WORDS, HAN = 30, 60
DATE = re.compile(
    rf"(?:\b(?:on|in|since|by|from|until|pada|sejak|mulai|hingga) )?(?:(?:early|late|mid|awal|akhir|pertengahan) )?(?:(?:\d{{1,2}} (?:{MONTH_NAMES})\.?(?:,? (?:19|20)\d\d)?|(?:{MONTH_NAMES})\.? \d{{1,2}}(?:,? (?:19|20)\d\d)?|(?:{MONTH_NAMES})(?: (?:19|20)\d\d)?|(?:19|20)\d\d"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|senin|selasa|rabu|kamis|jumat|sabtu|minggu|yesterday|today|tomorrow|kemarin|hari ini|besok|(?:last|next|this) (?:week|month|year|quarter|spring|summer|autumn|fall|winter)|(?:pekan|bulan|tahun) (?:lalu|depan|ini)))\b(?:\s?\(\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\))?"
    r"|(?:(?:19|20)\d\d年)?\d{1,2}月(?:\d{1,2}[日号]|[上中下]旬|[初底])?|(?:19|20)\d\d年(?:[初底末]|[上下]半年)?|今年|去年|明年|昨日|昨天|今日|今天|明天|上周|下周|本周|近日|日前|本月|上月",
    re.I,
)
NUMBER = re.compile(
    r"\d[\d.,]*(?:\s?(?:%|percent|per cent|persen|million|billion|trillion|juta|miliar|triliun|ribu|thousand|hundred|万|亿|千|百))?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh)\b|[一二两三四五六七八九十百千]+(?=[名个位家人次项])",
    re.I,
)
MONEY = re.compile(
    r"(?:(?:US|A|S|HK|NT)?[$€£¥]|Rp\.?|USD|IDR|RMB)\s?\d[\d.,]*(?:\s?(?:million|billion|trillion|juta|miliar|triliun|m|bn|k))?|\d[\d.,]*\s?(?:million|billion|trillion|juta|miliar|triliun)?\s?(?:dollars|euros?|pounds|yuan|rupiah|dolar)|约?\d[\d.,]*[万亿]?(?:美元|元|港元|欧元|英镑|人民币|卢比)",
    re.I,
)
PERIOD = re.compile(
    r"(?:(?:more than|over|almost|nearly|about|lebih dari|hampir|sekitar|selama) )*(?:an? |\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|several|beberapa)[ -]?(?:years?|months?|weeks?|days?|decades?|tahun|bulan|pekan|minggu|hari|dekade)(?: terakhir)?|[近约超逾]?[\d一二两三四五六七八九十]+(?:多)?(?:年|个月|天|周|个季度)",
    re.I,
)
REASON = re.compile(
    r"\b(?:because(?: of)?|due to|owing to|following|after|amid|over|citing|in order to|to pursue|to focus|to spend|as part of|karena|akibat|lantaran|sebab|demi|guna|untuk|setelah|menyusul|dengan alasan|usai)\b|因为?|由于|出于|为了|旨在|原因(?:是|为)",
    re.I,
)
AGE = re.compile(r"\b(?:aged? )?(\d\d)(?: years old| tahun|岁|,)|\((\d\d)\)|(?:usia|umur|berusia) (\d\d)", re.I)

Holds = Callable[[str, Sequence[Name], Asked], bool]


def _person(text: str, names: Sequence[Name], asked: Asked) -> bool:
    return any(n.kind in ("person", "name") and n.key not in asked.keys for n in names)


def _identity(text: str, names: Sequence[Name], asked: Asked) -> bool:
    """Who is X: the sentence names X with a role; who is the CEO of Y: it names a person beside that role and Y."""
    named = [n for n in asked.names if n.kind in ("person", "name")]
    roles = (ROLE_EN, ROLE_ID, ROLE_ZH)
    if named:
        return any(n.key == m.key for n in names for m in named) and (
            any(r.search(text) for r in roles) or _person(text, names, asked)
        )
    asks_role = [m.group().lower() for r in roles for m in r.finditer(asked.text)]
    if asks_role and asked.keys:
        return (
            _person(text, names, asked)
            and any(a in folded(text) for a in map(folded, asks_role))
            and bool({n.key for n in names} & asked.keys)
        )
    return _person(text, names, asked)


HOLDS: dict[str, Holds] = {
    "successor": lambda t, n, a: (
        _person(t, n, a)
        and re.search(
            r"replac|succe|t[ao]k\w* over|went to|fill|ganti|diisi|接替|接任|取代|继任|接棒|出任|担任|new|baru",
            folded(t),
        )
        is not None
    ),
    "how_long": lambda t, n, a: PERIOD.search(t) is not None,
    "how_old": lambda t, n, a: AGE.search(t) is not None,
    "how_much": lambda t, n, a: MONEY.search(t) is not None or ("%" in t or "percent" in t or "persen" in t),
    "how_many": lambda t, n, a: NUMBER.search(t) is not None,
    "when": lambda t, n, a: DATE.search(t) is not None,
    "why": lambda t, n, a: REASON.search(t) is not None,
    "where_to": lambda t, n, a: any(m.kind in ("organisation", "weak") and m.key not in a.keys for m in n),
    "where_from": lambda t, n, a: any(m.kind in ("organisation", "weak") and m.key not in a.keys for m in n),
    "where": lambda t, n, a: True,
    "who": _identity,
    "what": lambda t, n, a: True,
}


def span_of(asked: Asked, text: str, names: Sequence[Name], lang: str) -> str | None:
    """The words of a sentence that answer, at most 30 (60 Han); None where it holds none."""
    if not HOLDS[asked.type](text, names, asked):
        return None
    found: str | None = None
    if (
        asked.type in ("successor", "who") and not any(n.kind in ("person", "name") for n in asked.names)
    ) or asked.type == "successor":
        found = _people(asked, names)
    elif asked.type == "when":
        found = _nearest(DATE, asked, text)
    elif asked.type == "how_much":
        found = _nearest(MONEY, asked, text) or _nearest(NUMBER, asked, text)
    elif asked.type == "how_many":
        found = _with_unit(asked, text)
    elif asked.type == "how_long":
        found = _nearest(PERIOD, asked, text)
    elif asked.type == "how_old":
        found = _nearest(AGE, asked, text)
    elif asked.type == "why":
        match = REASON.search(text)
        found = text[match.start() :] if match else None
    elif asked.type in ("where_to", "where_from"):
        orgs = [n.full for n in names if n.kind == "organisation" and n.key not in asked.keys]
        found = orgs[0] if orgs else None
    return shortened(found or _clause(text))


def _people(asked: Asked, names: Sequence[Name]) -> str | None:
    people = list(dict.fromkeys(n.full for n in names if n.kind in ("person", "name") and n.key not in asked.keys))
    return ", ".join(people[:6]) if people else None


def _nearest(pattern: "re.Pattern[str]", asked: Asked, text: str) -> str | None:
    """The match nearest to the question's own words in the sentence."""
    matches = [m for m in pattern.finditer(text) if m.group().strip()]
    if not matches:
        return None
    plain = folded(text)
    places = [plain.find(t) for t in asked.tokens if t in plain]
    if len(matches) == 1 or not places:
        return matches[0].group().strip(" ,")
    best = min(matches, key=lambda m: min(abs(m.start() - p) for p in places))
    return best.group().strip(" ,")


def _with_unit(asked: Asked, text: str) -> str | None:
    number = _nearest(NUMBER, asked, text)
    if number is None:
        return None
    at = text.find(number)
    tail = re.match(
        r"[^\s,.;，。；]*(?: [^\s,.;]+){0,3}" if not has_han(text) else r"[^，。；]{0,8}", text[at + len(number) :]
    )
    return (number + (tail.group() if tail else "")).strip(" ,")


def _clause(text: str) -> str:
    """The clause of a sentence that is left when the question's own part is taken away; the whole where it is short."""
    if size_of(text) <= 1:
        return text
    pieces = re.split(r"(?<=[,;，；])\s*", text)
    for first in range(len(pieces)):
        rest = " ".join(pieces[first:]) if not has_han(text) else "".join(pieces[first:])
        if size_of(rest) <= 1:
            return rest
    return text


def size_of(text: str) -> float:
    """The share of an answer's allowed length that a text takes."""
    han = sum(1 for c in text if has_han(c))
    return han / HAN + len([t for t in search_tokens(text) if not has_han(t)]) / WORDS


def shortened(text: str) -> str:
    """A text cut to an answer's length at a word."""
    text = text.strip(" ,;，；")
    while text and size_of(text) > 1:
        text = text[:-1] if has_han(text[-1]) or " " not in text else text.rsplit(" ", 1)[0]
    return text.strip(" ,;，；")
