"""``/export``: what is stored of this chat, as files."""

from bot.chat.reaction import Reaction, Reply, Request
from bot.locales.texts import texts
from bot.pages.rich import Writer
from bot.services import Services
from storage import deliveries

MOST_IN_AN_HOUR = 5  # each is drawn from all that is stored of the chat


async def export(request: Request, services: Services) -> Reaction:
    """Everything as JSON, and the moves of the watched names as CSV."""
    t = texts(request.lang)
    async with services.db.read() as c:
        opens = await deliveries.exports_open(c, request.chat_id, request.now, MOST_IN_AN_HOUR)
    if opens is not None:
        told = t(
            "I have sent these files {n} times within an hour; /export works again from {time}.",
            n=t.number(MOST_IN_AN_HOUR), time=t.moment(opens, request.timezone),
        )  # fmt: skip
        return Reply().say(Writer().line(told).done()).done()
    everything = Writer().line(t("Everything that I have stored of this chat.")).done()
    moves = Writer().line(t("The moves of a year that concern your watches, for a spreadsheet.")).done()
    return Reply().say(everything, file="json").say(moves, file="csv").done()
