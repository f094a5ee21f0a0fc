"""The pages of a digest that was sent."""

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.shown import page_number
from bot.locales.texts import texts
from bot.services import Services
from storage import deliveries


async def turn_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Turn a page of a digest of this chat, in place; the value is "<row>.<page>"."""
    number, _, page = value.partition(".")
    async with services.db.read() as c:
        row = await deliveries.one(c, int(number)) if number.isdecimal() and len(number) < 18 else None
        if row is None or row.kind != "digest" or row.chat_id != request.chat_id:
            text = texts(request.lang)("This button is too old; please type the command again.")
            return Reaction(toast=text, alarm=True)
        drawn = await services.renderer.digest(c, row, page_number(page))
    if drawn is None:
        return Reaction(toast=texts(request.lang)("This story is no longer stored."), alarm=True)
    return Reply().say(drawn, edit=request.pressed).done()
