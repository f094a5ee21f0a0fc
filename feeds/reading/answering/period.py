"""The time that a question asks about: "who left this quarter?", "in the last 90 days", "sejak Maret", 今年."""

import re
from datetime import datetime, timedelta
from typing import Literal

Unit = Literal["day", "week", "month", "quarter", "year"]
UNITS: dict[Unit, str] = {
    "day": r"days?|hari|天|日",
    "week": r"weeks?|pekan|minggu|周|星期",
    "month": r"months?|bulan|个?月",
    "quarter": r"quarters?|kuartal|triwulan|季度?",
    "year": r"years?|tahun|年",
}
DAYS: dict[Unit, int] = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
UNIT = "|".join(f"(?P<{name}>{words})" for name, words in UNITS.items())
NUMBERS = {
    **{w: i for i, w in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)},
    **{w: i for i, w in enumerate("satu dua tiga empat lima enam tujuh delapan sembilan sepuluh".split(), 1)},
    **{w: i for i, w in enumerate("一二三四五六七八九十", 1)},
    "两": 2,
}
COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(NUMBERS)})"
BACK = re.compile(
    rf"\b(?:in|over|within|during) the (?:last|past) (?:{COUNT} )?(?:{UNIT})\b", re.I
), re.compile(rf"\b(?:dalam|selama) {COUNT} (?:{UNIT}) terakhir\b", re.I), re.compile(rf"(?:最近|近|过去){COUNT}个?(?:{UNIT})")  # fmt: skip
THIS = re.compile(rf"\bthis (?:{UNIT})\b", re.I), re.compile(rf"\b(?:{UNIT}) ini\b", re.I), re.compile(rf"(?:今|本|这个?)(?:{UNIT})")  # fmt: skip
LAST = re.compile(rf"\b(?<!the )last (?:{UNIT})\b", re.I), re.compile(rf"\b(?:{UNIT}) lalu\b", re.I), re.compile(rf"(?:去|上个?)(?:{UNIT})")  # fmt: skip
RECENTLY = re.compile(r"\b(?:recently|lately|baru-baru ini|belakangan ini)\b|最近|近来|近期", re.I)
RECENT = timedelta(days=90)
YEAR = re.compile(r"\b(?P<from>since |sejak )?(?:in |during |pada |tahun )*(?P<year>(?:19|20)\d\d)\b|(?P<han>(?:19|20)\d\d)年", re.I)  # fmt: skip


def asked_period(question: str, now: datetime) -> tuple[datetime, datetime] | None:
    """The stretch of time that a question limits itself to, begin inclusive and end exclusive; None where it says none."""
    for pattern in BACK:
        if match := pattern.search(question):
            word = (match.group("count") or "1").lower()
            number = int(word) if word.isdecimal() else NUMBERS[word]
            return now - timedelta(days=number * DAYS[_unit(match)]), now + timedelta(days=1)
    for patterns, back in ((THIS, 0), (LAST, 1)):
        for pattern in patterns:
            if match := pattern.search(question):
                return _calendar(_unit(match), back, now)
    if match := YEAR.search(question):
        year = int(match.group("year") or match.group("han"))
        begin = now.replace(year=year, month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
        return begin, now + timedelta(days=1) if match.group("from") else begin.replace(year=year + 1)
    return (now - RECENT, now + timedelta(days=1)) if RECENTLY.search(question) else None


def _unit(match: "re.Match[str]") -> Unit:
    return next(name for name in UNITS if match.group(name))


def _calendar(unit: Unit, back: int, now: datetime) -> tuple[datetime, datetime]:
    """The day, week, month, quarter or year that holds now, or the one before it."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit in ("day", "week"):
        begin = midnight - timedelta(days=midnight.weekday() if unit == "week" else 0)
        step = timedelta(days=DAYS[unit])
        return begin - back * step, begin - back * step + step
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    first = now.year * 12 + (now.month - 1) // months * months - back * months
    return _month(midnight, first), _month(midnight, first + months)


def _month(moment: datetime, number: int) -> datetime:
    return moment.replace(year=number // 12, month=number % 12 + 1, day=1)
