"""What every change of a setting does: it is stored, and what is kept for the chat is planned anew."""

from bot.locales.texts import Texts
from bot.reaction import Reply, Request, Write
from bot.rich import Button


def change(reply: Reply, request: Request, write: Write) -> None:
    """Store a change with the reaction, and let it hold for what waits (docs/delivery.md, 10)."""
    reply.write(write)


def back(t: Texts) -> list[Button]:
    """The row that leads to all settings."""
    return [Button(t("« Settings"), "se:home")]
