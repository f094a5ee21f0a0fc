"""Inline keyboards: what Telegram takes, and the button that a person means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.simulator.entities import checked_url
from bot.simulator.errors import bad_request

Keyboard = dict[str, list[list[dict[str, Any]]]]

CALLBACK_BYTES = 64
MOST_BUTTONS = 100
ACTIONS = (
    "callback_data",
    "url",
    "copy_text",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
)


def read_keyboard(given: Mapping[str, Any] | None) -> Keyboard | None:
    """The keyboard as stored, None for none or an empty one; ApiError 400 for a wrong one."""
    if given is None:
        return None
    rows = given.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("object expected as reply markup")
    kept = [[_button(button) for button in row] for row in rows if row]
    if sum(len(row) for row in kept) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def read_reply_keyboard(given: Mapping[str, Any] | None, private: bool) -> Keyboard | None:
    """A keyboard in place of the letters, {"keyboard": []} for its removal; None for anything else."""
    if given is None or "inline_keyboard" in given:
        return None
    if given.get("remove_keyboard") is True:
        return {"keyboard": []}
    rows = given.get("keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("object expected as reply markup")
    return {"keyboard": [[_reply_button(button, private) for button in row] for row in rows if row]}


def _reply_button(given: object, private: bool) -> dict[str, Any]:
    if not isinstance(given, dict) or not isinstance(given.get("text"), str) or not given["text"].strip():
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    asked = given.get("request_chat")
    if asked is None:
        return {"text": given["text"]}
    if not private:
        raise bad_request("BUTTON_TYPE_INVALID")
    for name in ("request_id", "chat_is_channel"):
        if name not in asked:
            raise bad_request(f"can't parse keyboard button: Can't find field \"{name}\"")
    own, theirs = (asked.get(f"{who}_administrator_rights", {}) for who in ("bot", "user"))
    if any(value and not theirs.get(right) for right, value in own.items()):
        raise bad_request("CHAT_ADMIN_RIGHTS_INVALID")
    return {"text": given["text"], "request_chat": asked}


def _button(given: object) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    if "text" not in given:
        raise _unreadable('Can\'t find field "text"')
    if not isinstance(given["text"], str):
        raise _unreadable('Field "text" must be of type String')
    if not given["text"].strip():
        raise bad_request("inline keyboard button text is empty")
    actions = [name for name in ACTIONS if given.get(name) is not None]
    if not actions or given.get("callback_data") == "":
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    if "callback_data" in actions:
        _check_data(given["callback_data"])
    button = {name: given[name] for name in ("text", *actions)}
    if "url" in actions:
        button["url"] = checked_url(str(given["url"]), "inline keyboard button URL")
    return button


def _check_data(data: object) -> None:
    if not isinstance(data, str):
        raise _unreadable('Field "callback_data" must be of type String')
    if len(data.encode()) > CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _unreadable(reason: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {reason}")


def buttons(keyboard: Keyboard | None) -> list[dict[str, Any]]:
    """Every button of a keyboard, row by row."""
    return [button for row in (keyboard or {}).get("inline_keyboard", []) for button in row]


def find_button(keyboard: Keyboard | None, wanted: str) -> dict[str, Any] | None:
    """The button with this callback data, or else with this label."""
    every = buttons(keyboard)
    for name in ("callback_data", "text"):
        for button in every:
            if button.get(name) == wanted:
                return button
    return None
