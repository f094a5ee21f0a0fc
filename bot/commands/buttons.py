"""The data of buttons: a short verb, a colon and a value; what is too long for 64 bytes is kept in the store."""

from bot.chat.reaction import Reply, Request
from bot.pages.rich import BUTTON_LIMIT, Button
from bot.services import Services
from storage import callbacks


def button(reply: Reply, request: Request, label: str, verb: str, value: str) -> Button:
    """A button of one verb; a value that is too long is kept with the reply's writes."""
    data = f"{verb}:{value}"
    if len(data.encode()) <= BUTTON_LIMIT:
        return Button(label, data)
    reply.write(lambda c: callbacks.keep(c, request.chat_id, data, request.now))
    return Button(label, f"k:{callbacks.number(request.chat_id, data)}")


async def meaning(request: Request, services: Services) -> tuple[str, str] | None:
    """Verb and value of the pressed button, None where it is too old to be known."""
    data = request.data or ""
    if data.startswith("k:"):
        async with services.db.read() as c:
            data = await callbacks.action_of(c, request.chat_id, data[2:]) or ""
    verb, colon, value = data.partition(":")
    return (verb, value) if colon else None
