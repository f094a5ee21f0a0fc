"""``/export``: what is stored of this chat, as files."""

from bot.chat.reaction import Reaction, Reply, Request
from bot.locales.texts import texts
from bot.pages.rich import Writer
from bot.services import Services


async def export(request: Request, services: Services) -> Reaction:
    """Everything as JSON, and the moves of the watched names as CSV."""
    t = texts(request.lang)
    everything = Writer().line(t("Everything that I have stored of this chat.")).done()
    moves = Writer().line(t("The moves of a year that concern your watches, for a spreadsheet.")).done()
    return Reply().say(everything, file="json").say(moves, file="csv").done()
