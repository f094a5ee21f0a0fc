"""``/who PERSON``: a person's reported moves over time, each with status and source."""

from collections.abc import Mapping

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.names import parted, perhaps_meant, resolve
from bot.commands.shown import links
from bot.locales.texts import Texts, texts
from bot.pages.behind import move_line
from bot.pages.rich import Rich, Writer
from bot.pages.timeline import Step, timeline
from bot.services import Services
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.names import person_key
from feeds.reading.prose.telling import spoken_date
from storage import moves as ledger

LISTED = 15  # reports, the newest; more would not fit into one message


async def who(request: Request, services: Services) -> Reaction:
    """The timeline of one person."""
    t = texts(request.lang)
    wanted = parted(request.text)
    if not wanted:
        out = Writer()
        out.line(t("Who? Write a person's name:"))
        return Reply().say(out.line("/who Yan Zhijie").done()).done()
    name = wanted[0][:80]
    keys = _keys(name, services.catalog)
    async with services.db.read() as c:
        told = [(m, at) for m, _, at in await ledger.of_person(c, keys)]
        found = await links(c, [m for m, _ in told[-LISTED:]])
    if not told:
        out = Writer()
        out.line(t("No move of {name} is stored.", name=name))
        if meant := perhaps_meant(name, "who", services.catalog, t):
            out.line(meant)
        return Reply().say(out.done()).done()
    key = told[-1][0].person_key
    shown = services.catalog.display(key, t.lang, told[-1][0].person or name)
    return Reply().say(page(shown, timeline(told[-LISTED:], services.catalog), found, services.catalog, t)).done()


def _keys(name: str, catalog: Catalog) -> frozenset[str]:
    found = resolve(name, catalog)
    people = [e.id for e in (*((found.entity,) if found.entity else ()), *found.choices) if e.kind == "person"]
    return frozenset((*people, person_key(name, catalog)))


def page(name: str, steps: tuple[Step, ...], links: Mapping[str, str], catalog: Catalog, t: Texts) -> Rich:
    """The timeline as a message: a heading a step, its reports below; contradicting ones stand side by side."""
    out = Writer()
    out.line(t("{name}: reported moves", name=name), "bold")
    for step in steps:
        out.line()
        out.add(spoken_date(step.at, t.lang), "bold")
        out.line(f" · {t('reports differ')}" if step.contested else "")
        for move in step.reports:
            move_line(out, move, links, catalog, t, under=step.at)
    return out.done()
