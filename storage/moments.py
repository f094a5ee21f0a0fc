"""Moments as the store writes them: ISO 8601 in UTC, to the microsecond, without a zone."""

from datetime import UTC, datetime


def stamp(moment: datetime) -> str:
    """A moment as the store writes it."""
    # A twentieth of the time that strftime and strptime take, many times an item.
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:-6]


def moment(text: str) -> datetime:
    """A stored moment."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def maybe_stamp(at: datetime | None) -> str | None:
    """A moment that may be missing, as the store writes it."""
    return stamp(at) if at else None


def maybe_moment(text: str | None) -> datetime | None:
    """A stored moment that may be missing."""
    return moment(text) if text else None
