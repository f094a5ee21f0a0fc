"""``/stats [7d|30d|json]``, for the bot's administrators: the figures of a period."""

import re

from bot.chat.reaction import Reaction, Reply, Request
from bot.locales.texts import texts
from bot.pages.rich import Writer
from bot.pages.stats import PERIODS, stats_page
from bot.services import Services
from storage.figures import figures


async def stats(request: Request, services: Services) -> Reaction:
    """The figures of a week, or of the period asked for; as a file with "json"."""
    wanted = request.text.lower().split()
    number = next((int(word.rstrip("d")) for word in wanted if re.fullmatch(r"\d{1,4}d?", word, re.ASCII)), PERIODS[0])
    days = _period(number)
    if "json" in wanted:
        return _file(request, days)
    return await _page(request, services, days)


async def period_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Another period, in place."""
    return await _page(request, services, _days(value))


async def file_pressed(request: Request, services: Services, value: str) -> Reaction:
    """The figures as a file."""
    return _file(request, _days(value))


def _days(value: str) -> int:
    return _period(int(value)) if value.isascii() and value.isdecimal() and len(value) < 5 else PERIODS[0]


def _period(days: int) -> int:
    """The shortest period that holds so many days."""
    return next((period for period in PERIODS if days <= period), PERIODS[-1])


async def _page(request: Request, services: Services, days: int) -> Reaction:
    async with services.db.read() as c:
        found = await figures(c, request.now, days)
    page = stats_page(found, days, request.timezone, services.catalog, texts(request.lang))
    return Reply().say(page, edit=request.pressed).done()


def _file(request: Request, days: int) -> Reaction:
    t = texts(request.lang)
    caption = Writer().line(t.n("The last {n} day", "The last {n} days", days)).done()
    return Reply().say(caption, file="stats7" if days == PERIODS[0] else "stats30").done()
