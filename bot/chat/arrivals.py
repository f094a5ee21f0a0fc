"""Updates as they come: JSON, of which no more is looked at than has to be known at the door.

The library makes fifty objects of an update, which takes longer than to fetch and to store it. It does so where an
update is handled (``read``); what is turned away, nobody makes anything of. Everything here may be of any shape.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from telegram import Bot, Update

Json = Mapping[str, Any]

ALLOWED = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
LARGEST_NUMBER = 2**63 - 1  # the store's; Telegram's have 52 bits at most
UNREADABLE = (TypeError, ValueError, KeyError, AttributeError, OverflowError, OSError, RecursionError)


@dataclass(frozen=True)
class Arrival:
    """An update by its number: its kind, "" where it is none that is asked for, and what it says of that kind.

    ``person`` and ``chat`` are None where there is none, or none whose number can be stored.
    """

    raw: Json
    number: int
    kind: str
    body: Json
    person: int | None
    chat: int | None

    @property
    def place(self) -> int | None:
        """The chat that it comes from; what comes from none, such as an inline query, is its sender's."""
        return self.chat if self.chat is not None else self.person

    @property
    def message(self) -> Json:
        """The message that it is, empty where it is something else."""
        return self.body if self.kind in ("message", "edited_message") else {}

    @cached_property
    def update(self) -> Update | None:
        """What the library makes of it; None where that is nothing."""
        try:
            return read(json.loads(json.dumps(self.raw)), None)
        except UNREADABLE:
            return None

    @property
    def payload(self) -> str:
        """Its JSON, escaped: half a character, which JSON can say, cannot be stored as it is."""
        try:
            return json.dumps(self.raw)
        except UNREADABLE:  # this fails where it is handled
            return json.dumps("nested deeper than can be written")


def arrived(raw: Json) -> Arrival:
    """An update that has a number (``numbered``)."""
    kind = next((name for name in ALLOWED if isinstance(raw.get(name), dict)), "")
    body = member(raw, kind)
    return Arrival(
        raw,
        raw["update_id"],
        kind,
        body,
        number_of(member(body, "from")),
        number_of(member(member(body, "message") if kind == "callback_query" else body, "chat")),
    )


def member(of: Json, name: str) -> Json:
    """An object's member that is an object; an empty one where there is none."""
    found = of.get(name)
    return found if isinstance(found, dict) else {}


def number_of(one: Json) -> int | None:
    """The number that a person or a chat has."""
    found = one.get("id")
    return found if type(found) is int and abs(found) <= LARGEST_NUMBER else None


def numbered(raw: object) -> bool:
    """Whether something is an update at all: it has a number that can be stored."""
    return isinstance(raw, dict) and type(raw.get("update_id")) is int and 0 <= raw["update_id"] <= LARGEST_NUMBER


def read(raw: dict[str, Any], bot: Bot | None) -> Update:
    """The library's update; raises one of ``UNREADABLE`` where it, or the store, could make nothing of it.

    ``raw`` is the library's afterwards.
    """
    if not _fits(raw):
        raise ValueError("a number that is larger than any of Telegram's")
    update = Update.de_json(raw, bot)
    person, chat = update.effective_user, update.effective_chat
    if not all(type(one.id) is int for one in (person, chat) if one is not None):
        raise TypeError("a person or a chat without a number")
    return update


def _fits(value: object) -> bool:
    """Whether every number in it can be stored."""
    if isinstance(value, dict):
        return all(map(_fits, value.values()))
    if isinstance(value, list):
        return all(map(_fits, value))
    return not isinstance(value, int) or abs(value) <= LARGEST_NUMBER
