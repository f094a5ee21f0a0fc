"""``/health``, for the bot's administrators: the machine and the bot in one message."""

from dataclasses import replace

from bot.chat.reaction import Reaction, Reply, Request
from bot.condition import Condition, gather
from bot.locales.texts import texts
from bot.pages.health import health_page
from bot.services import Services
from storage.condition import Queue


async def health(request: Request, services: Services) -> Reaction:
    """Everything that can be well or not, and what to do where it is not."""
    found = await gather(services.db, services.vitals, request.now)
    page = health_page(_besides(found), request.timezone, texts(request.lang))
    return Reply().say(page, edit=request.pressed).done()


def _besides(found: Condition) -> Condition:
    """The condition without the question itself, which is being answered and waits for nothing."""
    waiting = max(0, found.stored.inbox.waiting - 1)
    queue = Queue(waiting, found.stored.inbox.oldest if waiting else None)
    return replace(found, stored=replace(found.stored, inbox=queue))


async def again_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Look again, in place."""
    return await health(request, services)
