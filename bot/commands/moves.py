"""``/moves NAME [90d]``: who came, who went, from where and to where, the net figure, each with its source."""

import re
from datetime import timedelta

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands import who
from bot.commands.names import parted, perhaps_meant, resolve, watched_name
from bot.commands.shown import links as links_of
from bot.locales.texts import Texts, texts
from bot.pages.analysis import house
from bot.pages.behind import LISTED, move_line
from bot.pages.rich import Rich, Writer
from bot.pages.sheet import signed
from bot.pages.timeline import timeline
from bot.services import Services
from feeds.model import Move, MoveStatus
from feeds.reading.naming.catalog import Catalog
from storage import moves as ledger

PERIOD = re.compile(r"\s+(\d{1,4})\s*(?:d|h|hari|days?|天|日)\s*$", re.I)
DAYS = 90


async def moves(request: Request, services: Services) -> Reaction:
    """The ledger of one name."""
    t = texts(request.lang)
    text, days = period(request.text)
    wanted = parted(text)
    if not wanted:
        out = Writer()
        out.line(t("Whose moves? Write a name and, if you like, a number of days:"))
        return Reply().say(out.line("/moves Alibaba 90d").done()).done()
    name = wanted[0][:80]
    return Reply().say(await page(request, services, target_of(name, services.catalog), name, days)).done()


def target_of(name: str, catalog: Catalog) -> str:
    """The key that a typed name is looked up by: the likeliest entity's, else the name's own."""
    found = resolve(name, catalog)
    entities = (found.entity,) if found.entity else found.choices[:1]
    return entities[0].id if entities else watched_name(name, catalog).id


async def page(request: Request, services: Services, target: str, name: str, days: int) -> Rich:
    """The moves of so many days from and to an organisation, or a person's timeline."""
    t = texts(request.lang)
    shown = services.catalog.display(target, t.lang, name)
    keys = house(target, services.catalog)
    since = request.now - timedelta(days=days)
    async with services.db.read() as c:
        told = [m for m, _, _ in await ledger.of_organisation(c, keys, since)]
        person = [] if told else [(m, at) for m, _, at in await ledger.of_person(c, keys)]
        links = await links_of(c, [*told, *(m for m, _ in person)])
    if person:
        return who.page(shown, timeline(person, services.catalog), links, services.catalog, t)
    meant = None if told else perhaps_meant(name, "moves", services.catalog, t)
    return ledger_page(shown, days, told, keys, links, services.catalog, t, meant)


def period(text: str) -> tuple[str, int]:
    """A name and the number of days behind it, ``DAYS`` where there is none."""
    found = PERIOD.search(text)
    if not found:
        return text, DAYS
    return text[: found.start()], max(1, min(int(found.group(1)), 3650))


def ledger_page(
    name: str,
    days: int,
    told: list[Move],
    keys: frozenset[str],
    links: dict[str, str],
    catalog: Catalog,
    t: Texts,
    meant: str | None = None,
) -> Rich:
    """Came, went and net; denials are left out, moves within the house counted on neither side.

    ``meant`` is a line below an empty page: what else the name may be.
    """
    live = [m for m in told if m.status is not MoveStatus.DENIED]
    came = [m for m in live if m.to_key in keys and m.from_key not in keys]
    went = [m for m in live if m.from_key in keys and m.to_key not in keys]
    out = Writer()
    out.line(t.n("{name}: moves in {n} day", "{name}: moves in {n} days", days, name=name), "bold")
    if not came and not went:
        out.line(t("No move is reported."))
        if meant:
            out.line(meant)
        return out.done()
    for title, side in ((t("Came: {n}", n=_people(came)), came), (t("Went: {n}", n=_people(went)), went)):
        out.line()
        out.line(title, "bold")
        for move in side[:LISTED]:
            move_line(out, move, links, catalog, t)
        if len(side) > LISTED:
            out.line(t.n("+{n} more", "+{n} more", len(side) - LISTED))
    out.line()
    out.line(t("Net: {n}", n=signed(_people(came) - _people(went))))
    return out.done()


def _people(side: list[Move]) -> int:
    """How many moved: a person counts once, however many reports tell of them; a move of nobody named counts as one."""
    named = {m.person_key for m in side if m.person_key}
    return len(named) + sum(not m.person_key for m in side)
