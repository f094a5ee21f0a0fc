"""How much one chat may ask and watch; administrators of the bot may do both without end.

What a person may write in a minute is counted at the door (``bot/chat/door.py``), before any command is run.
"""

from bot.chat.reaction import Reaction, Reply, Request
from bot.locales.texts import texts
from bot.pages.rich import Writer
from bot.services import Services
from storage import outbox, questions
from storage.outbox import NewMessage

NO_BOUND = 1_000_000


def most_watches(request: Request, services: Services) -> int:
    """How many names the chat may watch."""
    return NO_BOUND if request.is_admin_of_bot else services.settings().bot.watches_per_chat


async def questions_spent(request: Request, services: Services) -> Reaction | None:
    """What a chat gets that has asked as much as it may: a message once, and nothing more until it may again."""
    if request.is_admin_of_bot:
        return None
    bounds = services.settings().bot
    async with services.db.read() as c:
        opens = await questions.opens(
            c, request.chat_id, request.now, bounds.questions_per_hour, bounds.questions_per_day
        )
    if opens is None:
        return None
    t = texts(request.lang)
    out = Writer()
    out.line(t("This chat has asked as many questions as it may: {hour} in an hour, {day} in a day.",
               hour=t.number(bounds.questions_per_hour), day=t.number(bounds.questions_per_day)))  # fmt: skip
    out.line(t("I answer again from {time}.", time=t.moment(opens, request.timezone)))
    out.line(t("/latest, /moves and /who go on as ever."))
    key = f"quota:{request.chat_id}:{opens.timestamp():.0f}"
    told = NewMessage(key, request.chat_id, "reply", out.done().as_payload(), thread_id=request.thread_id)
    return Reply().write(lambda c: outbox.put(c, [told], request.now)).done()
