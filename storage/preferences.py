"""What a chat has chosen about delivery, as values; kept as JSON in its row, where a missing key is the default.

docs/delivery.md says what each of them promises.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import time
from typing import Any, Literal

from storage.database import Connection

Delivery = Literal["instant", "daily", "weekly"]
DELIVERIES: tuple[Delivery, ...] = ("instant", "daily", "weekly")


@dataclass(frozen=True, slots=True)
class Preferences:
    """Everything about delivery that a chat may change; the defaults are the product page's.

    Clock times are those of the chat's own zone. ``quiet`` is (from, until) and may cross midnight; None: none.
    """

    delivery: Delivery = "instant"
    digest_at: time = time(8, 0)
    digest_day: int = 0  # of a weekly digest: Monday is 0
    quiet: tuple[time, time] | None = None
    silent_nights: bool = True  # no sound from 22:00 to 07:00
    breaking: bool = False  # heads of firms and watched people come at once, whatever else is set
    all_quiet: bool = True  # one line after a week without an alert
    preview: bool = True  # the article's picture and preview under the card


def preferences_of(settings: str) -> Preferences:
    """The preferences of a row's JSON; what an older or later version wrote and we do not understand is the default."""
    values: dict[str, Any] = {}
    stored = json.loads(settings or "{}")
    for field in fields(Preferences):
        if field.name in stored:
            try:
                values[field.name] = _read(field.name, stored[field.name])
            except (TypeError, ValueError):
                continue
    return Preferences(**values)


def _read(name: str, value: Any) -> Any:
    if name == "delivery":
        if value not in DELIVERIES:
            raise ValueError(value)
        return value
    if name == "digest_at":
        return time.fromisoformat(value)
    if name == "digest_day":
        return int(value) % 7
    if name == "quiet":
        return tuple(time.fromisoformat(part) for part in value) if value and len(value) == 2 else None
    return bool(value)


def as_settings(chosen: Preferences) -> Mapping[str, Any]:
    """The preferences as they are kept."""
    return {
        name: value.strftime("%H:%M")
        if isinstance(value, time)
        else [part.strftime("%H:%M") for part in value]
        if name == "quiet" and value
        else value
        for name, value in asdict(chosen).items()
    }


async def get(c: Connection, chat_id: int) -> Preferences:
    """A chat's preferences, the defaults where it is not known."""
    return preferences_of(str(await c.value("SELECT settings FROM subscribers WHERE chat_id = ?", (chat_id,)) or "{}"))


async def put(c: Connection, chat_id: int, chosen: Preferences) -> None:
    """Keep a chat's preferences; other keys of its settings stay as they are."""
    kept = str(await c.value("SELECT settings FROM subscribers WHERE chat_id = ?", (chat_id,)) or "{}")
    settings = json.loads(kept) | dict(as_settings(chosen))
    await c.run("UPDATE subscribers SET settings = ? WHERE chat_id = ?", (json.dumps(settings), chat_id))


async def put_script(c: Connection, chat_id: int, script: str) -> None:
    """Keep the script in which a chat reads Chinese: "hans" or "hant"."""
    await c.run(
        "UPDATE subscribers SET settings = json_set(settings, '$.script', ?) WHERE chat_id = ?",
        (script, chat_id),
    )
