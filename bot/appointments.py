"""Administrators who come and go by an edit of the configuration, or who are still missing.

One who comes is told so, where they have begun a chat with the bot, and gets the menu; one who goes loses the menu.
"""

from collections.abc import Iterable

from telegram import Bot

from bot import administrators
from bot.chat.menus import set_administrators_menu, take_back_menu
from bot.locales.texts import Texts
from bot.pages.rich import Rich, Writer
from feeds.ports import Clock
from storage.database import Database

NOBODY = (
    "nobody administers this bot yet: press Start in %s, write /health to it, and put the number that it answers with"
    " into bot.administrators"
)


def appointed_note(t: Texts, _: str) -> Rich:
    """What a new administrator is told."""
    out = Writer().add("✓ ").line(t("You are an administrator of this bot now."))
    return out.line(t("/health shows how it is, /feeds the feeds; /help has the administrators' commands, too.")).done()


async def changed(db: Database, bot: Bot, before: Iterable[int], after: Iterable[int], clock: Clock) -> bool:
    """Tell and equip those who have come, and take the menu from those who have gone; True where a note waits."""
    old, new, now = set(before), set(after), clock.now()
    async with db.write() as c:
        key = f"appointed:{now.timestamp():.0f}"
        told = await administrators.tell(c, sorted(new - old), key, appointed_note, now)
    for person in sorted(new - old):
        await set_administrators_menu(bot, person)
    for person in sorted(old - new):
        await take_back_menu(bot, person)
    return told > 0
