"""``/entities``, for the bot's administrators: what the catalog knows of a name, and changing it, with the way back.

typed or pressed -> a change -> preview with what it touches -> confirmed -> the log, the store's rows, the catalog

A change is offered with the number of the last one: where another has come since, what is pressed is shown anew instead
of made, so that nobody confirms what they have not seen, and a second press makes nothing twice.
"""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot import entities as changing
from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.administration.changes import (
    LONGEST_FORM,
    fault_of,
    form_of,
    is_short,
    packed,
    unpacked,
)
from bot.commands.administration.offering import offer
from bot.commands.administration.wanted import faulty, wanted
from bot.commands.buttons import button
from bot.commands.names import visible
from bot.commands.shown import page_number
from bot.locales.texts import Texts, texts
from bot.pages import entities as pages
from bot.pages.cards import shortened
from bot.pages.entities import line, named
from bot.pages.rich import Button, Writer
from bot.services import Services
from feeds.model import CatalogChange
from feeds.reading.naming.catalog import Catalog, Entity
from feeds.reading.naming.changes import RefusedError, applied, id_for, in_the_way
from feeds.reading.naming.names import organisation_key, person_key
from feeds.reading.text import folded
from storage import entities
from storage.database import Connection

LOOKED_BACK = timedelta(days=30)
LOGGED = 6  # changes a page
OFFERED = 8  # unknown names, and spellings or labs as buttons
LABEL = 40


class ChangedMeanwhileError(Exception):
    """Another change came between what was shown and what is stored; the press is handled again."""


async def show(request: Request, services: Services) -> Reaction:
    """The latest changes; or a name; or a change that is written out; or all additions as a file."""
    t = texts(request.lang)
    reply = Reply()
    if len(request.text) > LONGEST_FORM:
        return reply.say(line(t("That is too long; please send the names alone."))).done()
    text = " ".join(visible(request.text).split())
    if not text:
        return await _overview(request, services, 0)
    if text.casefold() == "export":
        caption = line(t("What was added in the chat, as a catalog file: docs/catalog.md says how to use it."))
        return reply.say(caption, file="toml").done()
    form = form_of(text)
    if form is None or not form.name:
        return reply.say(line(t("I did not understand that. /help entities shows how changes are written."))).done()
    if not form.sign:
        await _name(reply, request, services, form.name)
        return reply.done()
    change = wanted(reply, request, services, form)
    if change is not None:
        await offer(reply, request, services, change)
    return reply.done()


async def typed_pressed(request: Request, services: Services, value: str) -> Reaction:
    """What was typed, with an entity's id in the place of a name that several have."""
    return await show(replace(request, text=value), services)


async def name_pressed(request: Request, services: Services, value: str) -> Reaction:
    """A name, or an entity by its id."""
    reply = Reply()
    await _name(reply, request, services, " ".join(visible(value).split()))
    return reply.done()


async def page_pressed(request: Request, services: Services, value: str) -> Reaction:
    """A page of the log, in place."""
    return await _overview(request, services, page_number(value))


async def offer_pressed(request: Request, services: Services, value: str) -> Reaction:
    """A change as it would be, in place."""
    change = unpacked(value)
    if change is None:
        return _too_old(request)
    reply = Reply()
    await offer(reply, request, services, change)
    return reply.done()


async def make_pressed(request: Request, services: Services, value: str) -> Reaction:
    """A change that was confirmed; shown anew where another has come since it was offered."""
    change = unpacked(value)
    if change is None:
        return _too_old(request)
    reply = Reply()
    t, files = texts(request.lang), services.known.files
    async with services.db.read() as c:
        version = await entities.version(c)
        try:
            plan = await changing.previewed(c, files, change) if version == change.number else None
        except RefusedError as error:
            return reply.say(line(pages.refusal(error.reason, t)), edit=request.pressed).done()
    if plan is None:
        await offer(reply, request, services, change)
        return reply.done()
    reply.write(partial(_made, files=files, change=change, request=request))
    out = Writer()
    out.line(t("Done: {what}", what=pages.in_short(change, plan.old, t)), "bold")
    out.line(pages.effect_line(plan.effect, t))
    back = [Button(t("Undo"), f"eu:{version + 1}"), Button(t("All changes"), "eh:0")]
    return reply.say(out.done([back]), edit=request.pressed).done()


async def _made(c: Connection, files: Catalog, change: CatalogChange, request: Request) -> None:
    if await entities.version(c) != change.number:
        raise ChangedMeanwhileError
    number = await changing.make(c, files, change, request.user_id, request.now)
    if number != change.number + 1:
        raise ChangedMeanwhileError


async def undo_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Undo a change, or say what stands in the way."""
    t, files = texts(request.lang), services.known.files
    number = int(value) if value.isdecimal() and len(value) < 18 else 0
    async with services.db.read() as c:
        logged = await entities.one(c, number)
        changes = await entities.standing(c)
    if logged is None:
        return _too_old(request)
    if logged.undone_at is not None:
        return Reaction(toast=t("This is undone already."))
    reply, out = Reply(), Writer()
    before = applied(files, [one for one in changes if one.number != number]).catalog
    what = pages.in_short(logged.change, before, t)
    if way := in_the_way(files, changes, number):
        out.line(t("{what} cannot be undone yet: these build on it.", what=what), "bold")
        now = applied(files, changes).catalog
        for one in way[:LOGGED]:
            out.line(f"{one.number}. {pages.in_short(one, now, t)}")
        rows = [[Button(t("Undo {n}", n=one.number), f"eu:{one.number}")] for one in way[:LOGGED]]
        return reply.say(out.done([*rows, [Button(t("All changes"), "eh:0")]]), edit=request.pressed).done()
    reply.write(lambda c: changing.undo(c, files, number, request.user_id, request.now))
    out.line(t("Undone: {what}", what=what), "bold")
    told = pages.touched(logged.effect, t)
    if told and number not in applied(files, changes).refused:
        out.line(t("{what} are as they were.", what=told))
    return reply.say(out.done([[Button(t("All changes"), "eh:0")]]), edit=request.pressed).done()


async def split_pressed(request: Request, services: Services, value: str) -> Reaction:
    """The spellings of an entity, one of which may be taken out ("id:page")."""
    id, _, page = value.partition(":")
    t, at = texts(request.lang), page_number(page)
    entity = services.catalog.entity(id)
    if entity is None:
        return _too_old(request)
    reply, version = Reply(), services.catalog.version
    names = pages.sorted_for_buttons([s for s in entity.given if folded(s) != folded(entity.name)])
    rows = []
    for name in names[at * OFFERED : (at + 1) * OFFERED]:
        new = CatalogChange(version, "split", entity.id, id_for(name, services.catalog), entity.kind, (name,))
        rows.append([button(reply, request, shortened(name, LABEL), "ep", packed(replace(new, exact=is_short(name))))])
    turn = [Button("«", f"es:{entity.id}:{at - 1}")] if at else []
    turn += [Button("»", f"es:{entity.id}:{at + 1}")] if len(names) > (at + 1) * OFFERED else []
    back = [Button(t("« Back"), f"ev:{entity.id}")]
    name = named(entity.id, services.catalog, t.lang)
    text = t("Which spelling is not {entity}?", entity=name) if names else t("{entity} has one name only.", entity=name)
    return reply.say(Writer().line(text).done([*rows, turn, back]), edit=request.pressed).done()


async def labs_pressed(request: Request, services: Services, value: str) -> Reaction:
    """The labs of an entity and its owner, which may be parted from each other."""
    t, catalog = texts(request.lang), services.catalog
    entity = catalog.entity(value)
    if entity is None:
        return _too_old(request)
    reply = Reply()
    mine = [u for u in catalog.units(entity.id) if (catalog.entities[u].owner == entity.id)]
    parts = ([entity.id] if entity.owner else []) + mine
    rows = []
    for id in parts[: OFFERED * 2]:
        free = CatalogChange(catalog.version, "owner", id)
        rows.append([button(reply, request, shortened(named(id, catalog, t.lang), LABEL), "ep", packed(free))])
    text = t("Which one belongs to nobody?") if parts else t("Nothing belongs to it.")
    back = [Button(t("« Back"), f"ev:{entity.id}")]
    return reply.say(Writer().line(text).done([*rows, back]), edit=request.pressed).done()


async def _overview(request: Request, services: Services, page: int) -> Reaction:
    t, catalog = texts(request.lang), services.catalog
    async with services.db.read() as c:
        logged = await entities.latest(c, LOGGED + 1, page * LOGGED)
        names = await entities.unknown(c, request.now - LOOKED_BACK, OFFERED) if not page else []
        standing = await entities.standing(c)
    reply, out = Reply(), Writer()
    out.line(t("Changes of the catalog"), "bold")
    shown = _with_what_was(services.known.files, standing, catalog)
    for one in logged[:LOGGED]:
        pages.log_line(out, one, shown, request.timezone, t)
    if not logged:
        out.line(t("None yet."))
    rows: list[list[Button]] = [
        [Button(t("Undo {n}", n=o.change.number), f"eu:{o.change.number}") for o in logged[:LOGGED] if not o.undone_at]
    ]
    turn = [Button("«", f"eh:{page - 1}")] if page else []
    turn += [Button("»", f"eh:{page + 1}")] if len(logged) > LOGGED else []
    if names:
        out.line().line(t("Names that the catalog does not know"), "bold")
        for name in names:
            pages.unknown_line(out, name, t)
        rows += [[button(reply, request, shortened(n.name, LABEL), "ev", n.name)] for n in names]
    if not page:
        pages.forms(out, t("NAME"), t)
        out.line("/entities export  " + t("what was added, as a file"))
    return reply.say(out.done([*rows[:1], turn, *rows[1:]]), edit=request.pressed).done()


def _with_what_was(files: Catalog, standing: tuple[CatalogChange, ...], catalog: Catalog) -> Catalog:
    """A catalog in which what was merged into another still has its own name."""
    return applied(files, [c for c in standing if c.action != "merge"], catalog.version).catalog


async def _name(reply: Reply, request: Request, services: Services, name: str) -> None:
    t, catalog = texts(request.lang), services.catalog
    fault = fault_of(name)
    entity = catalog.entities.get(name)
    found = (entity,) if entity is not None else catalog.resolve(name)
    if fault is not None and not found:
        reply.say(line(faulty(fault, name, t)), edit=request.pressed)
    elif len(found) > 1:
        out = Writer().line(t("“{name}” can mean several. Which one?", name=shortened(name, LABEL)))
        rows = [
            [Button(shortened(f"{named(e.id, catalog, t.lang)} · {e.id}", LABEL), f"ev:{e.id}")] for e in found[:10]
        ]
        reply.say(out.done(rows), edit=request.pressed)
    elif found:
        await _entity(reply, request, services, found[0])
    else:
        await _unknown(reply, request, services, name)


async def _entity(reply: Reply, request: Request, services: Services, entity: Entity) -> None:
    t, catalog = texts(request.lang), services.catalog
    async with services.db.read() as c:
        effect = await entities.known_of(c, frozenset((entity.id,)))
    out = Writer()
    pages.entity_page(out, entity, effect, _origin(entity, catalog, t), catalog, t)
    pages.forms(out, entity.name, t)
    row = [Button(t("Take a spelling out"), f"es:{entity.id}")]
    if entity.owner or catalog.units(entity.id):
        row.append(Button(t("Labs and owner"), f"el:{entity.id}"))
    reply.say(out.done([row, [Button(t("All changes"), "eh:0")]]), edit=request.pressed)


def _origin(entity: Entity, catalog: Catalog, t: Texts) -> str:
    if entity.id not in catalog.files.entities:
        return t("added in the chat")
    own = "/" in entity.source
    where = t("from {file}", file=shortened(entity.source.rpartition("/")[2], LABEL)) if own else t("built in")
    return f"{where}, {t('changed in the chat')}" if entity in catalog.differing else where


async def _unknown(reply: Reply, request: Request, services: Services, name: str) -> None:
    t, catalog = texts(request.lang), services.catalog
    keys = frozenset((organisation_key(name, catalog), person_key(name, catalog)))
    async with services.db.read() as c:
        effect = await entities.known_of(c, frozenset(k for k in keys if k.startswith("~")))
    out = Writer()
    out.line(t("The catalog does not know “{name}”.", name=name), "bold")
    if told := pages.touched(effect, t):
        out.line(t("Stored under this name: {what}", what=told))
    rows = []
    for kind, label in (("organisation", t("Add as an organisation")), ("person", t("Add as a person"))):
        new = CatalogChange(catalog.version, "entity", id_for(name, catalog), "", kind, (name,), exact=is_short(name))  # type: ignore[arg-type]
        rows.append([button(reply, request, label, "ep", packed(new))])
    similar = catalog.suggest(name)
    if similar:
        out.line(t("Or is it another spelling of one of these?"))
    for e in similar:
        also = CatalogChange(catalog.version, "alias", e.id, names=(name,), exact=is_short(name))
        rows.append(
            [button(reply, request, f"{named(e.id, catalog, t.lang)} + {shortened(name, LABEL)}", "ep", packed(also))]
        )
    out.line().line(f"/entities … + {shortened(name, LABEL)}  " + t("a spelling of another"))
    reply.say(out.done(rows), edit=request.pressed)


def _too_old(request: Request) -> Reaction:
    return Reaction(toast=texts(request.lang)("This button is too old; please type the command again."), alarm=True)
