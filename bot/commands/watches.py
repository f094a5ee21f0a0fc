"""``/watches`` and ``/unwatch``: pages of ten; a watch opens in its place, to be muted or removed, with undo."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.buttons import button
from bot.commands.names import MOST_AT_ONCE, parted, resolve, scope_kept, watched_entity, watched_name, written_name
from bot.commands.quotas import most_watches
from bot.commands.shown import page_number
from bot.locales.texts import Texts, texts
from bot.pages.cards import shortened
from bot.pages.mentions import scope_label
from bot.pages.rich import Button, Rich, Writer
from bot.services import Services
from feeds.reading.text import folded
from storage import watches
from storage.watches import Watch

PAGE = 10


async def list_watches(request: Request, services: Services) -> Reaction:
    """Show the watches of this chat."""
    return await _page(request, services, 0)


async def page_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Turn to another page of the list, in place."""
    return await _page(request, services, page_number(value))


async def _page(request: Request, services: Services, page: int) -> Reaction:
    t = texts(request.lang)
    async with services.db.read() as c:
        listed = await watches.of_chat(c, request.chat_id)
    reply = Reply()
    return reply.say(_list(listed, page, request.now, t), edit=request.pressed).done()


async def detail_pressed(request: Request, services: Services, value: str) -> Reaction:
    """One watch of the list, in its place, with what can be done about it."""
    return await _detail(request, services, value)


async def mute_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Mute a watch for some days ("7:watch"), or wake it ("0:watch")."""
    days, _, watch = value.partition(":")
    if days not in ("0", "1", "7") or not _number(watch):
        return Reaction(toast=texts(request.lang)("This button is too old; please type the command again."), alarm=True)
    until = request.now + timedelta(days=int(days)) if days != "0" else None
    return await _detail(request, services, watch, muted_until=until, change=True)


async def _detail(
    request: Request, services: Services, value: str, *, muted_until: datetime | None = None, change: bool = False
) -> Reaction:
    t = texts(request.lang)
    async with services.db.read() as c:
        listed = await watches.of_chat(c, request.chat_id)
    at = next((n for n, w in enumerate(listed) if str(w.id) == value), None)
    if at is None:
        return Reaction(toast=t("This watch has been removed already."))
    one, reply = listed[at], Reply()
    if change:
        one = replace(one, muted_until=muted_until)
        reply.write(lambda c: watches.mute(c, request.chat_id, one.id, muted_until))
    return reply.say(_page_of(one, at // PAGE, request, t), edit=request.pressed).done()


def _page_of(one: Watch, page: int, request: Request, t: Texts) -> Rich:
    out = Writer()
    out.line(one.name, "bold")
    out.line(t("Since {day}.", day=t.day(one.created_at.astimezone(ZoneInfo(request.timezone)).date())))
    if muted(one, request.now) and one.muted_until is not None:
        out.line(t("Muted until {time}.", time=t.moment(one.muted_until, request.timezone)))
        change = [Button(t("Unmute"), f"m:0:{one.id}")]
    else:
        change = [Button(t("Mute for a day"), f"m:1:{one.id}"), Button(t("Mute for a week"), f"m:7:{one.id}")]
    scope = [Button(t("Scope: {scope}", scope=scope_label(one.scope, t)), f"so:d{one.id}")]
    remove = [Button(shortened(t("Remove {name}", name=one.name), 60), f"u:{one.id}")]
    return out.done([scope, change, remove, [Button(t("« Back"), f"p:{page}")]])


def _number(value: str) -> bool:
    return value.isdecimal() and len(value) < 17


def muted(one: Watch, now: datetime) -> bool:
    """Whether a watch is silent at a moment."""
    return one.muted_until is not None and one.muted_until > now


def _list(listed: list[Watch], page: int, now: datetime, t: Texts, gone: tuple[Watch, Button] | None = None) -> Rich:
    """A page of the list; ``gone`` is what a tap has just removed, with the button that brings it back."""
    out = Writer()
    rows: list[list[Button]] = []
    if gone is not None:
        out.line(t("No longer watching {name}.", name=gone[0].name)).line()
        rows.append([gone[1]])
    page = min(page, max(0, (len(listed) - 1) // PAGE))
    if not listed:
        out.line(t("You watch nobody yet. Write /watch and a name: /watch Alibaba"))
        return out.done(rows)
    out.line(t.n("You watch {n} name:", "You watch {n} names:", len(listed)), "bold")
    for number, one in enumerate(listed[page * PAGE : (page + 1) * PAGE], page * PAGE + 1):
        scope = f" · {scope_label(one.scope, t)}" if one.scope != "all" else ""
        out.line(f"{number}. {one.name}{scope}" + (f" · {t('muted')}" if muted(one, now) else ""))
        rows.append([Button(shortened(one.name, 60), f"wd:{one.id}")])
    turn = [Button("«", f"p:{page - 1}")] if page else []
    if (page + 1) * PAGE < len(listed):
        turn.append(Button("»", f"p:{page + 1}"))
    return out.done([*rows, turn])


async def unwatch(request: Request, services: Services) -> Reaction:
    """End the watches named; without a name the list is shown, where a tap removes."""
    wanted = parted(request.text)
    if not wanted:
        return await _page(request, services, 0)
    t = texts(request.lang)
    reply = Reply()
    async with services.db.read() as c:
        listed = await watches.of_chat(c, request.chat_id)
    for name in wanted[:MOST_AT_ONCE]:
        one = _named(name, listed, services)
        if one is None:
            reply.say(Writer().line(t("You do not watch “{name}”. /watches shows your list.", name=name[:80])).done())
        else:
            _remove(reply, request, one, t)
    if len(wanted) > MOST_AT_ONCE:
        told = t("At most {n} names at once; please send the others again.", n=MOST_AT_ONCE)
        reply.say(Writer().line(told).done())
    return reply.done()


async def remove_pressed(request: Request, services: Services, value: str) -> Reaction:
    """The button that removes a watch of the list; the list is redrawn in place, with undo."""
    t = texts(request.lang)
    async with services.db.read() as c:
        listed = await watches.of_chat(c, request.chat_id)
    at = next((n for n, w in enumerate(listed) if str(w.id) == value), None)
    if at is None:
        return Reaction(toast=t("This watch has been removed already."))
    one = listed.pop(at)
    reply = Reply()
    reply.write(lambda c: watches.remove(c, request.chat_id, one.id))
    undo = button(reply, request, shortened(t("Undo: {name}", name=one.name), 60), "ub", _again(one))
    return reply.say(_list(listed, at // PAGE, request.now, t, (one, undo)), edit=request.pressed).done()


async def undo_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Watch again what a tap in the list has removed, and say so in place of the list."""
    t = texts(request.lang)
    scope, value = scope_kept(value)
    entity = services.catalog.entity(value)
    written = written_name(value)
    if entity is None and written is None:
        return Reaction(toast=t("This button is too old; please type the command again."), alarm=True)
    target = watched_entity(entity, services.catalog) if entity else watched_name(written or "", services.catalog)
    name = services.catalog.display(entity.id, t.lang) if entity else written or ""
    async with services.db.read() as c:
        listed = await watches.of_chat(c, request.chat_id)
    if len(listed) >= most_watches(request, services):
        return Reaction(
            toast=t("You have {n} watches, which is all there can be: remove one with /watches.", n=len(listed))
        )
    reply = Reply()
    reply.write(lambda c: watches.add(c, request.chat_id, target, name, request.now))
    if scope is not None:
        reply.write(lambda c: watches.set_scope(c, request.chat_id, target.id, scope))
    out = Writer()
    out.line(t("Watching {name}.", name=name), "bold")
    out.line(t("/watches shows and changes the list."))
    return reply.say(out.done(), edit=request.pressed).done()


def _again(one: Watch) -> str:
    """The value of a button that brings a watch back with its scope."""
    value = one.target if not one.target.startswith("~") else f"={one.name}"
    return value if one.scope == "all" else f"{one.scope}|{value}"


async def stop_pressed(request: Request, services: Services, value: str) -> Reaction:
    """The button that ends the watch on a target, under the message that began it."""
    t = texts(request.lang)
    async with services.db.read() as c:
        listed = await watches.of_chat(c, request.chat_id)
    one = next((w for w in listed if w.target == value), None)
    if one is None:
        return Reaction(toast=t("This watch has been removed already."))
    reply = Reply()
    _remove(reply, request, one, t)
    return reply.done()


def _remove(reply: Reply, request: Request, one: Watch, t: Texts) -> None:
    undo = button(reply, request, t("Undo"), "wc", _again(one))
    reply.write(lambda c: watches.remove(c, request.chat_id, one.id))
    reply.say(Writer().line(t("No longer watching {name}.", name=one.name)).done([[undo]]))


def _named(name: str, listed: list[Watch], services: Services) -> Watch | None:
    """The watch that a person means: by its number in the list, its name, or any spelling of its entity."""
    if name.isdecimal() and 1 <= int(name[:6]) <= len(listed):
        return listed[int(name[:6]) - 1]
    plain = folded(name)
    for one in listed:
        if folded(one.name) == plain:
            return one
    entity = resolve(name, services.catalog).entity
    return next((w for w in listed if entity is not None and w.target == entity.id), None)
