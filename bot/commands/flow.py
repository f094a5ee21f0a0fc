"""``/flow NAME [90d]``: a picture of where people came from and where they went; a person's timeline for a person."""

from datetime import timedelta

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands import moves
from bot.commands.buttons import button
from bot.commands.names import parted
from bot.locales.texts import Texts, texts
from bot.pages.rich import Button, Writer
from bot.sending.pictures import counted
from bot.services import Services

PERIODS = (30, 90, 365)


async def flow(request: Request, services: Services) -> Reaction:
    """The picture of one name."""
    t = texts(request.lang)
    text, days = moves.period(request.text)
    wanted = parted(text)
    if not wanted:
        out = Writer()
        out.line(t("Whose arrivals and departures? Write a name and, if you like, a number of days:"))
        return Reply().say(out.line("/flow Alibaba 90d").done()).done()
    name = wanted[0][:80]
    return await _shown(request, services, moves.target_of(name, services.catalog), name, days)


async def flow_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Another period, in place ("days:name"; a name that the catalog knows is its id)."""
    days, key, name = _read(value, services)
    return await _shown(request, services, key, name, days)


async def list_pressed(request: Request, services: Services, value: str) -> Reaction:
    """The moves behind a picture, below it: a picture cannot become a text."""
    days, key, name = _read(value, services)
    return Reply().say(await moves.page(request, services, key, name, days)).done()


def _read(value: str, services: Services) -> tuple[int, str, str]:
    days, _, rest = value.partition(":")
    number = int(days) if days.isdecimal() and len(days) < 5 else moves.DAYS
    if rest in services.catalog.entities:
        return number, rest, rest
    name = rest.removeprefix("=")
    return number, moves.target_of(name, services.catalog), name


async def _shown(request: Request, services: Services, key: str, name: str, days: int) -> Reaction:
    t = texts(request.lang)
    async with services.db.read() as c:
        found, _ = await counted(c, key, request.now - timedelta(days=days), services.catalog)
    if not found and request.pressed is None:
        # A person's timeline, or that nothing is stored, with what else the name may be.
        return Reply().say(await moves.page(request, services, key, name, days)).done()
    reply = Reply()
    value = key if key in services.catalog.entities else f"={name}"
    rows = [[(b.text, b.data) for b in row] for row in _buttons(reply, request, value, days, t)]
    wanted = {"key": key, "name": name, "days": days, "bot": services.bot_name, "rows": rows}
    return reply.say(Writer().done(), drawn=wanted, edit=request.pressed).done()


def _buttons(reply: Reply, request: Request, value: str, days: int, t: Texts) -> list[list[Button]]:
    """Other periods, the one shown marked, and the list of the moves."""
    labels = (t.n("{n} day", "{n} days", 30), t.n("{n} day", "{n} days", 90), t("1 year"))
    periods = [(d, f"• {label}" if d == days else label) for d, label in zip(PERIODS, labels, strict=True)]
    return [
        [button(reply, request, label, "fl", f"{d}:{value}") for d, label in periods],
        [button(reply, request, t("List of moves"), "ml", f"{days}:{value}")],
    ]
