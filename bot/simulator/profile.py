"""Methods about the bot itself: who it is, its texts, its menus by scope and language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from bot.simulator.errors import bad_request
from bot.simulator.model import Chat, Json, Person, World
from bot.simulator.parameters import Given, Method

SCOPES: Mapping[str, tuple[str, ...]] = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
MOST_COMMANDS = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}|")


def get_me(world: World, given: Given) -> Json:
    """The bot as a User, with what it may do."""
    return world.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": world.reads_all,
        "supports_inline_queries": True,
    }


def set_my_commands(world: World, given: Given) -> bool:
    """Set the menu of one scope and language."""
    commands = [_command(item) for item in given["commands"]]
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.menus[_place(world, given)] = commands
    return True


def get_my_commands(world: World, given: Given) -> list[Json]:
    """The menu of exactly this scope and language, empty where none is set."""
    return world.menus.get(_place(world, given), [])


def delete_my_commands(world: World, given: Given) -> bool:
    """Take away the menu of one scope and language."""
    world.menus.pop(_place(world, given), None)
    return True


def menu(world: World, person: Person, chat: Chat) -> list[Json]:
    """The menu that this person sees in this chat, in Telegram's documented order of scopes."""
    where: list[Json] = [{"type": "chat_member", "chat_id": chat.id, "user_id": person.id}]
    if chat.kind == "private":
        where = [{"type": "chat", "chat_id": chat.id}, {"type": "all_private_chats"}]
    else:
        if chat.members.get(person.id) in ("creator", "administrator"):
            where += [{"type": "chat_administrators", "chat_id": chat.id}]
        where += [{"type": "chat", "chat_id": chat.id}]
        if chat.members.get(person.id) in ("creator", "administrator"):
            where += [{"type": "all_chat_administrators"}]
        where += [{"type": "all_group_chats"}]
    for scope in (*where, {"type": "default"}):
        for language in ((person.language_code or "")[:2], ""):
            commands = world.menus.get((_key(scope), language))
            if commands:
                return commands
    return []


def _set_text(name: str, most: int, world: World, given: Given) -> bool:
    text = str(given.get(name, ""))
    if len(text) > most:
        raise bad_request(f"BOT_{name.upper()}_TOO_LONG")
    world.profile[name, _language(given)] = text
    return True


def _command(item: Any) -> Json:
    if not isinstance(item, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if not isinstance(item.get(name), str):
            raise bad_request(f"can't parse BotCommand: Can't find field \"{name}\"")
    command, description = item["command"].removeprefix("/"), item["description"].strip()
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def _place(world: World, given: Given) -> tuple[str, str]:
    scope = given.get("scope", {"type": "default"})
    fields = SCOPES.get(str(scope.get("type")))
    if fields is None:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    for name in fields:
        if name not in scope:
            raise bad_request(f"can't parse BotCommandScope: Can't find field \"{name}\"")
    if "chat_id" in fields:
        world.chat(int(scope["chat_id"]))
    return _key({"type": scope["type"], **{n: int(scope[n]) for n in fields}}), _language(given)


def _key(scope: Json) -> str:
    return json.dumps(scope, sort_keys=True)


def _language(given: Given) -> str:
    language = str(given.get("language_code", ""))
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


_WHERE = {"scope": "BotCommandScope", "language_code": "String"}
_LANG = {"language_code": "String"}

METHODS = (
    Method("getMe", get_me),
    Method("setMyCommands", set_my_commands, {"commands": "Array of BotCommand"}, _WHERE),
    Method("getMyCommands", get_my_commands, {}, _WHERE),
    Method("deleteMyCommands", delete_my_commands, {}, _WHERE),
    Method("setMyName", partial(_set_text, "name", 64), {}, {"name": "String", **_LANG}),
    Method("setMyDescription", partial(_set_text, "description", 512), {}, {"description": "String", **_LANG}),
    Method(
        "setMyShortDescription",
        partial(_set_text, "short_description", 120),
        {},
        {"short_description": "String", **_LANG},
    ),
)
