"""What the headers of an answer say of when to ask again, and with which validator."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_VALIDATOR = 500  # characters
# What an address must not hold: white space, controls, and bytes that are no UTF-8, as the library hands them on (half
# characters, which it would leave out of the request, and which no store takes).
UNWRITTEN = re.compile(r"[\x00-\x20\x7f\udc80-\udcff]")


def retry_after(value: str | None, now: datetime) -> float | None:
    """The seconds of a Retry-After header, a number or a date; at most a week."""
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), 7 * 86_400.0)
    when = moment_of(value)
    if when is None:
        return None
    return max(0.0, min((when - now).total_seconds(), 7 * 86_400.0))


def freshness(headers: Mapping[str, str]) -> float | None:
    """The seconds for which an answer stays fresh (RFC 9111, 4.2): max-age less Age, else Expires less Date.

    None where nothing says so, or where the answer is not to be kept; at most a day.
    """
    directives: dict[str, str] = {}
    for part in headers.get("Cache-Control", "").lower().split(","):
        name, _, value = part.strip().partition("=")
        directives.setdefault(name, value.strip('" '))
    if "no-cache" in directives or "no-store" in directives:
        return None
    if (longest := seconds_of(directives.get("max-age"))) is not None:
        return max(0.0, longest - (seconds_of(headers.get("Age")) or 0.0))
    expires, date = moment_of(headers.get("Expires")), moment_of(headers.get("Date"))
    if expires is None or date is None:
        return None
    return max(0.0, min((expires - date).total_seconds(), 86_400.0))


def seconds_of(value: str | None) -> float | None:
    """A header's seconds, at most a day; None where it gives none."""
    text = (value or "").strip()
    return min(float(text[:9]), 86_400.0) if text.isascii() and text.isdigit() else None


def moment_of(value: str | None) -> datetime | None:
    """A header's date (RFC 9110, 5.6.7); None where it is none."""
    if not value:
        return None
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def address_of(location: str) -> str:
    """A Location header's address; bytes that are no text (Latin-1 letters) are quoted as a browser does."""
    return UNWRITTEN.sub(lambda found: f"%{ord(found[0]) & 0xFF:02X}", location.strip())


def validator_of(value: str | None) -> str | None:
    """A validator as it can be kept and sent back: whole, or not at all where it is huge or not in ASCII."""
    return value if value and len(value) <= LONGEST_VALIDATOR and value.isascii() and value.isprintable() else None
