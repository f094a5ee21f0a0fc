"""When a move happened, as its sentence says: "in February", "pada 17 Maret 2017", 今年2月. As precise as the text, no more."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from feeds.reading.sieve import Sieve

MONTHS = {
    **{
        m: i
        for i, m in enumerate(
            [
                "january",
                "february",
                "march",
                "april",
                "may",
                "june",
                "july",
                "august",
                "september",
                "october",
                "november",
                "december",
            ],
            1,
        )
    },
    **{
        m: i
        for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
    },
    **{
        m: i
        for i, m in enumerate(
            [
                "januari",
                "februari",
                "maret",
                "april",
                "mei",
                "juni",
                "juli",
                "agustus",
                "september",
                "oktober",
                "november",
                "desember",
            ],
            1,
        )
    },
    "sept": 9,
}
NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
DAY_MONTH = re.compile(rf"\b(\d{{1,2}}) ({NAMES})\.?(?:,? ((?:19|20)\d\d))?\b", re.I)
MONTH_DAY = re.compile(
    rf"\b({NAMES})\.? (\d{{1,2}})(?:,? ((?:19|20)\d\d))?\b(?! ?(?:million|billion|per ?cent|%))", re.I
)
MONTH = re.compile(
    rf"\b(?:in|since|by|from|until|effective|pada|sejak|bulan|mulai) (?:early |late |mid-)?({NAMES})\b(?:,? ((?:19|20)\d\d))?",
    re.I,
)
MONTH_YEAR = re.compile(rf"\b({NAMES}) ((?:19|20)\d\d)\b", re.I)
YEAR = re.compile(
    r"\b(?:in|since|from|by|until|pada|sejak|tahun) (?:early |late |mid-|tahun )?((?:19|20)\d\d)\b(?![-/])"
    r"|((?:19|20)\d\d)年(?!薪|度)",
    re.I,
)
HAN_DATE = re.compile(r"(?:((?:19|20)\d\d)年|(今年|去年|明年))?(\d{1,2})月(?:(\d{1,2})日)?")


def event_date(text: str, published: datetime | None) -> str | None:
    """The date that a clause gives, ISO 8601 to the day, month or year; None where it gives none.

    A month without a year is the one nearest to the publication, and stays without effect where that is unknown.
    """
    for number in _sieve().passing(text):
        form, read = FORMS[number]
        if match := form.search(text):
            return read(match, published)
    return None


@cache
def _sieve() -> Sieve:
    return Sieve([form for form, _ in FORMS])


def _latin(year: str | None, month: str, day: str | None, published: datetime | None) -> str | None:
    return _iso(int(year) if year else None, MONTHS[month.lower()], int(day) if day else None, published)


def _han(match: "re.Match[str]", published: datetime | None) -> str | None:
    year = int(match.group(1)) if match.group(1) else None
    if year is None and match.group(2) and published:
        year = published.year + {"今年": 0, "去年": -1, "明年": 1}[match.group(2)]
    return _iso(year, int(match.group(3)), int(match.group(4)) if match.group(4) else None, published)


def _iso(year: int | None, month: int, day: int | None, published: datetime | None) -> str | None:
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    if year is None:
        if published is None:
            return None
        year = published.year
        # "in December" in January is the last one; announced moves lie at most half a year ahead.
        if (month - published.month) > 6:
            year -= 1
    if day is None:
        return f"{year:04d}-{month:02d}"
    try:
        return datetime(year, month, day).date().isoformat()  # noqa: DTZ001  (a calendar day, no moment)
    except ValueError:
        return None


# The forms of a date, the most telling first, each with what reads its groups.
FORMS: tuple[tuple["re.Pattern[str]", Callable[["re.Match[str]", datetime | None], str | None]], ...] = (
    (HAN_DATE, _han),
    (DAY_MONTH, lambda m, published: _latin(m.group(3), m.group(2), m.group(1), published)),
    (MONTH_DAY, lambda m, published: _latin(m.group(3), m.group(1), m.group(2), published)),
    (MONTH_YEAR, lambda m, published: _latin(m.group(2), m.group(1), None, published)),
    (MONTH, lambda m, published: _latin(m.group(2), m.group(1), None, published)),
    (YEAR, lambda m, published: m.group(1) or m.group(2)),
)


def too_far(date: str | None, published: datetime | None) -> bool:
    """Whether a date lies more than fourteen months before the publication: background, not news."""
    if date is None or published is None:
        return False
    parts = [int(p) for p in date.split("-")]
    when = datetime(parts[0], parts[1] if len(parts) > 1 else 12, 1, tzinfo=published.tzinfo)
    return published - when > timedelta(days=425)
