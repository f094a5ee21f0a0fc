"""A call's parameters: from form fields or JSON to values of the types that the method names.

Types are written as Telegram's own documentation writes them ("Integer", "Array of String",
"Integer or String", a type's name for a JSON object), so that a method's declaration can be held
against that documentation word for word.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.errors import QUERY_TOO_OLD, ApiError, bad_request
from bot.simulator.model import World

CHAT = "Integer or String"
FILE = "InputFile or String"

MISSING: Mapping[str, str] = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "user_id": "invalid user_id specified",
    "file_id": "file_id not specified",
    "callback_query_id": QUERY_TOO_OLD,
    "inline_query_id": QUERY_TOO_OLD,
    "action": "wrong parameter action in request",
    "document": "there is no document in the request",
    "media": "media not specified",
    "photo": "there is no photo in the request",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart body."""

    name: str
    content: bytes


Given = dict[str, Any]
Handler = Callable[[World, Given], object]


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the Bot API: its name, what runs it, and its parameters with their types."""

    name: str
    run: Handler
    required: Mapping[str, str] = field(default_factory=dict)
    optional: Mapping[str, str] = field(default_factory=dict)

    def read(self, raw: Mapping[str, object]) -> Given:
        """The parameters in their types; ApiError 400 for one missing, unreadable or unknown.

        Telegram passes over names that it does not know. Here they are refused, since the bot
        would count on something that this stand-in does not do.
        """
        types = {**self.required, **self.optional}
        given: Given = {}
        for name, value in raw.items():
            if value is None or value == "":
                continue
            if name not in types:
                raise bad_request(f"the simulator's {self.name} does not do {name}; send it without")
            given[name] = _value(name, types[name], value)
        for name, kind in self.required.items():
            if name not in given:
                if raw.get(name) == "" and kind == "String" and name not in MISSING:
                    given[name] = ""
                    continue
                raise bad_request(MISSING.get(name, f"{name} is not specified"))
        return given


def _value(name: str, kind: str, value: object) -> object:
    if kind == "Integer":
        return _integer(name, value)
    if kind == "Boolean":
        return str(value).lower() in ("true", "yes", "1")
    if kind == CHAT:
        text = str(value)
        return int(text) if text.lstrip("-").isdecimal() else text
    if kind == FILE:
        return value if isinstance(value, Upload) else str(value)
    if kind == "String":
        return value if isinstance(value, str) else json.dumps(value)
    return _structure(name, kind, value)


def _integer(name: str, value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise bad_request(f"invalid {name} specified") from None


def _structure(name: str, kind: str, value: object) -> object:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise _unreadable(name) from None
    if not isinstance(value, list if kind.startswith("Array of ") else dict):
        raise _unreadable(name)
    return value


def _unreadable(name: str) -> ApiError:
    if name == "reply_markup":
        return bad_request("object expected as reply markup")
    return bad_request(f"can't parse {name.replace('_', ' ')} JSON object")
