"""``/health``, for the bot's administrators: the machine and the bot in one message."""

from bot.chat.reaction import Reaction, Reply, Request
from bot.condition import gather
from bot.locales.texts import texts
from bot.pages.health import health_page
from bot.services import Services


async def health(request: Request, services: Services) -> Reaction:
    """Everything that can be well or not, and what to do where it is not."""
    found = await gather(services.db, services.vitals, request.now)
    return Reply().say(health_page(found, request.timezone, texts(request.lang)), edit=request.pressed).done()


async def again_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Look again, in place."""
    return await health(request, services)
