"""Dates as feeds and pages write them: RFC 822, ISO 8601, "Kamis, 7 Agustus 2025 10:15 WIB", 2025年8月10日 09:20."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

ZONES = {
    "wib": 7, "wita": 8, "wit": 9, "sgt": 8, "hkt": 8, "cst": 8, "jst": 9, "kst": 9, "ist": 5.5, "gmt": 0, "utc": 0, "z": 0,
    "bst": 1, "cet": 1, "cest": 2, "est": -5, "edt": -4, "pst": -8, "pdt": -7, "mst": -7, "cdt": -5,
}  # fmt: skip
MONTHS = {
    name: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "januari februari maret april mei juni juli agustus september oktober november desember",
        "january february march april may june july august september october november december",
        "jan feb mar apr mei jun jul agu sep okt nov des",
        "jan peb mar apr mei jun jul ags sept okt nop des",
    )
    for number, name in enumerate(names.split(), 1)
}
HAN = re.compile(
    r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?(?:\s*(上午|下午|晚上)?\s*(\d{1,2})[:：时](\d{2})(?:[:：分](\d{2}))?)?"
)
DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s.-]+([A-Za-z]{3,9})\.?,?[\s.-]+(\d{4})(?:[\s,|@–-]+(?:pukul |jam |at )?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*([ap]m)?)?\s*([A-Za-z]{1,4}\b|[+-]\d{2}:?\d{2})?",
    re.I,
)
MONTH_FIRST = re.compile(
    r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:[\s,|@-]+(?:at )?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*([ap]m)?)?\s*([A-Za-z]{1,4}\b|[+-]\d{2}:?\d{2})?",
    re.I,
)
# 12/11/2025 is the twelfth of November everywhere but in the United States: read where Indonesian says that it is here.
DAY_MONTH_NUMBERS = re.compile(
    r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})\)?[\s,|–-]*(?:pukul |jam )?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*(wi[bt]a?)",
    re.I,
)
NUMERIC = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z\b|[A-Za-z]{2,4}\b|[+-]\d{2}:?\d{2})?)?",
    re.I,
)


# The two ways in which most feeds write a moment, whole and with its zone.
WHOLE_ISO = re.compile(r"[12]\d{3}-\d\d-\d\dT\d\d:\d\d:[0-5]\d(?:Z|[+-]\d\d:\d\d)")
WHOLE_RFC822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d\d?) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ([12]\d{3})"
    r" (\d\d):(\d\d):([0-5]\d) (?:GMT|([+-])(\d\d)([0-5]\d))"
)


def read_date(text: str | None, home: str | None = None) -> datetime | None:
    """The moment that a text gives, in UTC; None where it gives none. A time without a zone is that of ``home``, or UTC.

    Never raises; years before 1990 and after 2100 are no dates of news.
    """
    if not text or len(text) > 200:
        return None
    text = text.strip()
    for attempt in (_whole, _iso, _rfc822, _written):
        try:
            found = attempt(text, home)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
        if found is not None and 1990 <= found.year <= 2100:
            return found
    return None


def _whole(text: str, home: str | None) -> datetime | None:
    if WHOLE_ISO.fullmatch(text):
        return datetime.fromisoformat(text).astimezone(UTC)
    if match := WHOLE_RFC822.fullmatch(text):
        day, month, year, hour, minute, second, sign, hours, minutes = match.groups()
        found = datetime(int(year), MONTHS[month.lower()], int(day), int(hour), int(minute), int(second), tzinfo=UTC)
        ahead = timedelta(hours=int(hours), minutes=int(minutes)) if sign else timedelta()
        return found + ahead if sign == "-" else found - ahead
    return None


def _iso(text: str, home: str | None) -> datetime | None:
    match = NUMERIC.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    return _moment(year, month, day, hour, minute, second, zone or (home if hour else None))


def _rfc822(text: str, home: str | None) -> datetime | None:
    found = parsedate_to_datetime(text)
    # The library takes a zone that it does not know (WIB, HKT) for UTC.
    name = text.rsplit(maxsplit=1)[-1].lower()
    if name in ZONES and found.utcoffset() in (None, timedelta()):
        found = found.replace(tzinfo=_zone(name))
    own = _zone(home) if not text.endswith("-0000") else UTC
    return (found if found.tzinfo else found.replace(tzinfo=own)).astimezone(UTC)


def _written(text: str, home: str | None) -> datetime | None:
    if match := HAN.search(text):
        year, month, day, half, hour, minute, second = match.groups()
        if half in ("下午", "晚上") and hour and int(hour) < 12:
            hour = str(int(hour) + 12)
        # A Chinese page without a zone means Beijing.
        return _moment(year, month, day, hour, minute, second, "+08:00" if hour else None)
    if match := NUMERIC.search(text):
        year, month, day, hour, minute, second, zone = match.groups()
        return _moment(year, month, day, hour, minute, second, zone or (home if hour else None))
    if match := DAY_MONTH_NUMBERS.search(text):
        day, month, year, hour, minute, second, zone = match.groups()
        return _moment(year, month, day, hour, minute, second, zone or (home if hour else None))
    for pattern, order in ((DAY_FIRST, (2, 1, 0)), (MONTH_FIRST, (2, 0, 1))):
        if match := pattern.search(text):
            groups = match.groups()
            name = groups[order[1]].lower()
            month = MONTHS.get(name) or MONTHS.get(name[:3])
            if month is None:
                continue
            hour = groups[3]
            if groups[6] and hour:
                hour = str(int(hour) % 12 + (12 if groups[6].lower() == "pm" else 0))
            zone = groups[7] or (home if hour else None)
            return _moment(groups[order[0]], str(month), groups[order[2]], hour, groups[4], groups[5], zone)
    return None


def _moment(
    year: str, month: str, day: str, hour: str | None, minute: str | None, second: str | None, zone: str | None
) -> datetime:
    clock = (int(hour or 0), int(minute or 0), min(int(second or 0), 59))
    return datetime(int(year), int(month), int(day), *clock, tzinfo=_zone(zone)).astimezone(UTC)


def _zone(text: str | None) -> timezone:
    if not text:
        return UTC
    if match := re.fullmatch(r"([+-])(\d{2}):?(\d{2})", text):
        offset = timedelta(hours=int(match.group(2)), minutes=int(match.group(3)))
        return timezone(-offset if match.group(1) == "-" else offset)
    return timezone(timedelta(hours=ZONES.get(text.lower(), 0)))
