"""Head counts compared: "8,000", "8.000", 8000人, "about 8 thousand", 两千, "10 %", "10-15 %"."""

import re

from feeds.reading.text import folded

CLOSE = 1.25  # "about 8,000" and "7,800" are one
HAN_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "半": 5}
SCALES = {
    "十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000,
    "hundred": 100, "thousand": 1000, "ratus": 100, "ribu": 1000, "juta": 1_000_000, "million": 1_000_000,
}  # fmt: skip
# A count that names no number says roughly how many: "hundreds", 数千.
ROUGH = re.compile(r"hundreds|thousands|dozens|ratusan|ribuan|puluhan|[数几上近逾好][十百千万]")
SHARE = re.compile(r"%|per ?cent|persen|百分之")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def bounds(count: str | None) -> tuple[float, float] | None:
    """The least and the greatest number that a head count tells; None where it tells none exactly."""
    text = folded(count or "")
    if ROUGH.search(text):
        return None
    found = [_value(m.group(), text[m.end() : m.end() + 9]) for m in NUMBER.finditer(text)]
    if not found and (han := re.search(r"[一二两三四五六七八九十百千万]{2,}", text)):
        found = [_han(han.group())]
    return (min(found), max(found)) if found else None


def same_number(a: str | None, b: str | None) -> bool:
    """Whether two head counts tell nearly one number, or two shares nearly one share."""
    x, y = bounds(a), bounds(b)
    if x is None or y is None or _share(a) != _share(b):
        return False
    return x[0] <= CLOSE * y[1] and y[0] <= CLOSE * x[1]


def other_number(a: str | None, b: str | None) -> bool:
    """Whether two head counts speak of two lay-offs; a share and a number can be of one ("10 %, or 8,000 people")."""
    x, y = bounds(a), bounds(b)
    if x is None or y is None or _share(a) != _share(b):
        return False
    return not same_number(a, b)


def told_in(count: str | None, text: str) -> bool:
    """Whether a text tells the very number, or the very share, of a head count."""
    wanted = bounds(count)
    if wanted is None or wanted[0] != wanted[1]:
        return False
    plain = folded(text)
    return any(
        _value(m.group(), plain[m.end() : m.end() + 9]) == wanted[0]
        and _share(plain[m.end() : m.end() + 9]) == _share(count)
        for m in NUMBER.finditer(plain)
    )


def _share(count: str | None) -> bool:
    return SHARE.search(folded(count or "")) is not None


def _value(digits: str, after: str) -> float:
    """A number with its scale; a point or comma before three digits parts thousands."""
    plain = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", digits).replace(",", ".")
    number = float(plain) if plain.count(".") <= 1 else float(plain.replace(".", ""))
    scale = next((n for word, n in SCALES.items() if re.match(rf"\s?{word}", after)), 1)
    return number * scale


def _han(text: str) -> float:
    total, digit = 0, 0
    for character in text:
        if character in HAN_DIGITS:
            digit = HAN_DIGITS[character]
        elif character == "万":
            total, digit = (total + digit) * 10_000 or 10_000, 0
        else:
            total, digit = total + (digit or 1) * SCALES[character], 0
    return float(total + digit)
