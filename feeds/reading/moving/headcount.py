"""How many people: a head count as the press writes it, and as another language writes it.

A count is a number (1,200; 1.5万; 6 ribu; 一千), a share (15 %, half), a range of either, or a vague number (hundreds). In the
language of its article it stays as told; in another one it is written anew, or left out where it cannot be.
"""

import re

NUMBER = r"\d[\d.,]*"
SHARE = r"%|％|per ?cent|persen"
DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2}
POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
UNITS = POWERS | {"ribu": 1000, "rb": 1000, "juta": 1_000_000, "thousand": 1000, "k": 1000, "million": 1_000_000}
HAN_NUMBER = r"[一二两三四五六七八九][百千万](?:[一二三四五六七八九]百)?"
# Of the same row, language by language; none is a number that could be written in digits.
VAGUE = (
    {"en": "dozens", "id": "puluhan", "zh": "数十"},
    {"en": "hundreds", "id": "ratusan", "zh": "数百"},
    {"en": "thousands", "id": "ribuan", "zh": "数千"},
)
PARTS = (
    {"en": "half", "id": "separuh", "zh": "半数"},
    {"en": "a third", "id": "sepertiga", "zh": "三分之一"},
    {"en": "a quarter", "id": "seperempat", "zh": "四分之一"},
    {"en": "a fifth", "id": "seperlima", "zh": "五分之一"},
    {"en": "a tenth", "id": "sepersepuluh", "zh": "十分之一"},
)
ALSO = {"上百": "数百", "近百": "数百", "百余": "数百", "上千": "数千", "近千": "数千", "逾千": "数千", "千余": "数千", "一半": "半数", "setengah": "separuh", "几百": "数百", "几千": "数千", "几十": "数十"}  # fmt: skip
ONE = rf"(?:{NUMBER}(?:\s?(?:{SHARE}|万|千|百|thousand|ribu|rb\b|k\b))?|{HAN_NUMBER})"
COUNT = (
    rf"(?:{ONE}(?:\s?(?:-|–|~|to|hingga|sampai|至|到)\s?{ONE})?"
    rf"|{'|'.join(form for row in (*VAGUE, *PARTS) for form in row.values())}|{'|'.join(ALSO)})"
)


def is_share(told: str) -> bool:
    """Whether a count is a part of all there are."""
    return re.search(SHARE, told, re.I) is not None or _row(told, PARTS) is not None


def written(told: str, of: str, lang: str) -> str:
    """A count told in the language ``of`` as ``lang`` writes it; "" where it cannot be written."""
    told = " ".join(told.split())
    if of == lang:
        return told
    row = _row(told, VAGUE) or _row(told, PARTS)
    if row is not None:
        return row[lang]
    sides = [_value(side, of) for side in re.split(r"\s?(?:-|–|~|\bto\b|hingga|sampai|至|到)\s?", told)]
    if not sides or any(side is None for side in sides):
        return ""
    numbers = "-".join(_figure(side, lang) for side in sides if side is not None)
    return f"{numbers}%" if is_share(told) else numbers


def _row(told: str, rows: tuple[dict[str, str], ...]) -> dict[str, str] | None:
    form = ALSO.get(told.casefold(), told.casefold())
    return next((row for row in rows if form in row.values()), None)


def _value(told: str, of: str) -> float | None:
    """The number that one side of a count stands for."""
    found = re.fullmatch(rf"({NUMBER})\s?({'|'.join(UNITS)})?\s?(?:{SHARE})?", told, re.I)
    if found:
        number = _plain(found.group(1).rstrip(".,"), of)
        return None if number is None else number * UNITS.get((found.group(2) or "").casefold(), 1)
    if not re.fullmatch(HAN_NUMBER, told):
        return None
    return float(sum(DIGITS[told[i]] * POWERS[told[i + 1]] for i in range(0, len(told) - 1, 2)))


def _plain(digits: str, of: str) -> float | None:
    """Digits as a number; three digits behind a comma, in Indonesian behind a point, are thousands."""
    mark = "." if of == "id" and not re.search(r",\d{3}(?!\d)", digits) else ","
    try:
        return float(digits.replace(mark, "").replace(",", "."))
    except ValueError:
        return None


def _figure(number: float, lang: str) -> str:
    if lang == "zh" and number >= 10_000 and number % 1000 == 0:
        return f"{number / 10_000:g}万"
    text = f"{number:,.1f}".removesuffix(".0") if number < 1_000_000_000 else f"{number:.0f}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "id" else text
