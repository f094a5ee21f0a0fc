"""The command menus that Telegram shows, per language and scope."""

import logging

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.commands.menu import ADMINISTRATORS, EVERYBODY, GROUP_MENU
from bot.locales.texts import texts
from bot.logs import redacted
from feeds.model import LANGUAGES

log = logging.getLogger(__name__)


async def set_menus(bot: Bot, administrators: tuple[int, ...]) -> None:
    """Set every menu; a menu that cannot be set is told in the log and changes nothing else."""
    group = tuple(c for c in EVERYBODY if c[0] in GROUP_MENU)
    scopes: list[tuple[BotCommandScope, tuple[tuple[str, str], ...]]] = [
        (BotCommandScopeAllPrivateChats(), EVERYBODY),
        (BotCommandScopeAllGroupChats(), group),
        (BotCommandScopeAllChatAdministrators(), EVERYBODY),
        *((BotCommandScopeChat(person), (*EVERYBODY, *ADMINISTRATORS)) for person in administrators),
    ]
    for scope, entries in scopes:
        for code in (None, *LANGUAGES):
            t = texts(code or "en")
            try:
                await bot.set_my_commands(
                    [BotCommand(name, t(about)) for name, about in entries], scope=scope, language_code=code
                )
            except TelegramError as error:
                # A chat menu fails where the administrator has never written to the bot.
                log.info("menu %s %s: %s", scope.type, code or "default", redacted(str(error)))
                break
