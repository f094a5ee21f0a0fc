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
    await _set(bot, BotCommandScopeAllPrivateChats(), EVERYBODY)
    await _set(bot, BotCommandScopeAllGroupChats(), group)
    await _set(bot, BotCommandScopeAllChatAdministrators(), EVERYBODY)
    for person in administrators:
        await set_administrators_menu(bot, person)


async def set_administrators_menu(bot: Bot, person: int) -> None:
    """Set the menu of a bot's administrator; Telegram takes it only once they have written to the bot."""
    await _set(bot, BotCommandScopeChat(person), (*EVERYBODY, *ADMINISTRATORS))


async def take_back_menu(bot: Bot, person: int) -> None:
    """Give somebody who is no administrator any more the menu of everybody."""
    for code in (None, *LANGUAGES):
        try:
            await bot.delete_my_commands(scope=BotCommandScopeChat(person), language_code=code)
        except TelegramError as error:
            log.info("menu of %s: %s", person, redacted(str(error)))
            return


async def _set(bot: Bot, scope: BotCommandScope, entries: tuple[tuple[str, str], ...]) -> None:
    for code in (None, *LANGUAGES):
        t = texts(code or "en")
        try:
            await bot.set_my_commands(
                [BotCommand(name, t(about)) for name, about in entries], scope=scope, language_code=code
            )
        except TelegramError as error:
            log.info("menu %s %s: %s", scope.type, code or "default", redacted(str(error)))
            return
