"""``/feeds``: the overview in pages, and each feed's own page with what can be done about it."""

from dataclasses import replace
from functools import partial
from typing import get_args

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.administration import opml
from bot.commands.shown import page_number
from bot.locales.texts import texts
from bot.pages.feed_notes import feed_name
from bot.pages.feed_pages import PAGE, Look, feed_page, overview_page
from bot.pages.rich import Button, Rich, Writer
from bot.services import Services
from storage import conditions, feed_list, feed_pages
from storage.database import Connection
from storage.feed_pages import FeedSeen, Which


async def list_feeds(request: Request, services: Services) -> Reaction:
    """The feeds with their health, those with trouble first; as a file behind "opml"."""
    if request.text.strip().lower() in opml.AS_A_FILE:
        return await opml.send(request, services)
    return await listing(request, services)


async def page_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Turn to another page, or to other feeds ("bad:0"), in place."""
    return await listing(request, services, value)


async def listing(request: Request, services: Services, at: str = "", lead: str = "") -> Reaction:
    """A page of the overview, with a line above it."""
    which, page = _place(at)
    look = Look(texts(request.lang), request.timezone, request.now)
    async with services.db.read() as c:
        numbers = await feed_pages.numbers(c)
        listed = await feed_pages.overview(c, which, PAGE + 1, page * PAGE)
    return Reply().say(overview_page(listed, numbers, which, page, look, lead), edit=request.pressed).done()


def _place(at: str) -> tuple[Which, int]:
    """Filter and page of "bad:2"; of an older button's "2" too."""
    which, colon, page = at.partition(":")
    if not colon:
        return "all", page_number(which)
    return next((kind for kind in get_args(Which) if kind == which), "all"), page_number(page)


async def open_pressed(request: Request, services: Services, value: str) -> Reaction:
    """A feed's own page ("12:bad:0": its number and where to go back to)."""
    one, back = await _meant(services, value)
    return await _page(Reply(), request, services, one, back)


async def pause_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Ask a feed no more until it is resumed."""
    one, back = await _meant(services, value)
    if one is None or one.state == "paused":
        return await _page(Reply(), request, services, one, back)
    reply = Reply().write(partial(feed_list.set_state, feed_id=one.id, state="paused"))
    return await _page(reply, request, services, replace(one, state="paused"), back)


async def resume_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Ask a feed again, at once."""
    one, back = await _meant(services, value)
    if one is None or one.state == "active":
        return await _page(Reply(), request, services, one, back)

    async def resume(c: Connection) -> None:
        await feed_list.set_state(c, one.id, "active")
        await conditions.ask_by(c, [one.id], request.now)
        await conditions.resumed(c, one.id)

    condition = "well" if one.condition == "gone" else one.condition
    resumed = replace(one, state="active", next_at=request.now, condition=condition)
    return await _page(Reply().write(resume), request, services, resumed, back)


async def ask_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Ask a feed at once, out of its turn."""
    one, back = await _meant(services, value)
    if one is None or one.state != "active":
        return await _page(Reply(), request, services, one, back)
    reply = Reply().write(partial(conditions.ask_by, ids=[one.id], at=request.now))
    page = await _page(reply, request, services, replace(one, next_at=request.now), back)
    t = texts(request.lang)
    return replace(page, toast=t("I ask it now. Tap Refresh in a moment to see what came."))


async def remove_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Remove a feed that the chat has added; a tap brings it back."""
    one, back = await _meant(services, value)
    if one is None:
        return await _page(Reply(), request, services, one, back)
    return removal(request, services, one, back)


def removal(request: Request, services: Services, one: FeedSeen, back: str) -> Reaction:
    """Remove a feed, or say where it is to be taken out."""
    t = texts(request.lang)
    name = feed_name(one.name, one.url)
    reply, out = Reply(), Writer()
    to_list = Button(t("« Feeds"), f"fp:{back}")
    if one.origin == "file":
        place = services.place(one.url)
        out.line(t("{name} is listed in {place}: take it out there, and I notice it.", name=name, place=place))
        out.line(t("Here it can be paused, which stays so whatever the file says."))
        rows = [[to_list]]
        if one.state != "paused":
            rows.insert(0, [Button(t("Pause"), f"fs:{one.id}:{back}")])
        return reply.say(out.done(rows), edit=request.pressed).done()
    reply.write(partial(feed_list.set_state, feed_id=one.id, state="removed"))
    out.line(t("Removed: {name}. Its articles stay.", name=name))
    undo = Button(t("Undo"), f"fb:{one.id}:{'paused' if one.state == 'paused' else 'active'}")
    return reply.say(out.done([[undo, to_list]]), edit=request.pressed).done()


async def back_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Bring a removed feed back, as it was ("12:active")."""
    number, _, state = value.partition(":")
    async with services.db.read() as c:
        row = await feed_list.one(c, _number(number))
    if row is None:
        return await _page(Reply(), request, services, None, "all:0")
    wanted = "paused" if state == "paused" else "active"
    reply = Reply()
    if row["state"] == "removed":
        reply.write(partial(feed_list.set_state, feed_id=row["id"], state=wanted))
        t = texts(request.lang)
        out = Writer()
        name = feed_name(row["outlet"] or row["title"], row["url"])
        out.line(t("{name} is back, as it was.", name=name))
        rows = [[Button(t("About this feed"), f"fh:{row['id']}"), Button(t("« Feeds"), "fp:all:0")]]
        return reply.say(out.done(rows), edit=request.pressed).done()
    return await open_pressed(request, services, number)


async def _meant(services: Services, value: str) -> tuple[FeedSeen | None, str]:
    """The feed of a button, and the overview's page that it came from."""
    number, _, back = value.partition(":")
    which, page = _place(back)
    async with services.db.read() as c:
        return await feed_pages.one(c, _number(number)), f"{which}:{page}"


def _number(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 17 else -1


async def _page(reply: Reply, request: Request, services: Services, one: FeedSeen | None, back: str) -> Reaction:
    t = texts(request.lang)
    if one is None:
        return Reaction(toast=t("This feed has been removed."), alarm=True)
    return reply.say(await drawn(request, services, one, back), edit=request.pressed).done()


async def drawn(request: Request, services: Services, one: FeedSeen, back: str) -> Rich:
    """A feed's own page."""
    async with services.db.read() as c:
        brought = await feed_pages.brought(c, one.id, request.now)
    place = services.place(one.url) if one.origin == "file" else None
    return feed_page(one, brought, place, back, Look(texts(request.lang), request.timezone, request.now))
