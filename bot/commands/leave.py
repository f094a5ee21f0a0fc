"""``/stop`` and ``/forgetme``: pause, or erase everything of this chat."""

from bot.chat.reaction import Reaction, Reply, Request
from bot.locales.texts import texts
from bot.pages.rich import Button, Writer
from bot.services import Services
from storage import outbox, subscribers


async def stop(request: Request, services: Services) -> Reaction:
    """Send no more alerts; watches stay for a later /start."""
    t = texts(request.lang)
    reply = Reply()
    reply.write(lambda c: outbox.drop_pending(c, request.chat_id, "the chat has stopped alerts"))
    reply.write(lambda c: subscribers.set_state(c, request.chat_id, "stopped"))
    out = Writer()
    out.line(t("Stopped: no more alerts. Your watches are kept; /start goes on."))
    return reply.say(out.done()).done()


async def forget(request: Request, services: Services) -> Reaction:
    """Ask before erasing."""
    t = texts(request.lang)
    out = Writer()
    out.line(t("Erase everything that I have stored of this chat: watches, settings, questions and messages?"))
    return Reply().say(out.done([[Button(t("Yes, erase it all"), "f:yes"), Button(t("No"), "f:no")]])).done()


async def forget_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Erase, or leave as it is."""
    t = texts(request.lang)
    reply = Reply()
    out = Writer()
    if value != "yes":
        out.line(t("Nothing was erased."))
        return reply.say(out.done(), edit=request.pressed).done()
    reply.write(lambda c: subscribers.forget(c, request.chat_id))
    out.line(t("Everything is erased. If you write to me again, we begin anew."))
    return reply.say(out.done(), edit=request.pressed, farewell=True).done()
