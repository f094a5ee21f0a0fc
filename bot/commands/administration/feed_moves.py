"""The buttons under the proposal of a feed's new address: take it over, or keep the old one."""

from functools import partial

from bot.chat.reaction import Reaction, Reply, Request
from bot.locales.texts import Texts, texts
from bot.pages.cards import shortened
from bot.pages.feed_notes import feed_name
from bot.pages.moved import ADDRESS, line_for, mark_of
from bot.pages.rich import Button, Writer
from bot.reasons import fault_in
from bot.services import Services
from storage import feed_list, feed_pages, moving
from storage.conditions import Moving
from storage.database import Row


async def use_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Take the new address over ("12:mark"), once it is seen to be a feed."""
    t = texts(request.lang)
    one = await _proposed(services, value)
    if one is None:
        return Reaction(toast=t("This proposal is out of date. /feeds shows how the feed stands."), alarm=True)
    if one.origin == "file":
        return _in_the_file(request, services, one, t)
    found = await services.looker.look(one.to)
    if found.document is None:
        error = fault_in(found.error or "", t)
        return Reaction(toast=t("No feed answers there now ({error}); the old address stays.", error=error), alarm=True)
    async with services.db.read() as c:
        other = await feed_list.find(c, one.to)
    reply = Reply().write(partial(moving.take_over, feed_id=one.feed_id, to=one.to, now=request.now))
    return _taken(reply, request, one, other, t)


def _taken(reply: Reply, request: Request, one: Moving, other: Row | None, t: Texts) -> Reaction:
    out = Writer()
    asked = one.feed_id
    name = feed_name(one.name, one.url)
    if other is not None and other["state"] != "removed" and other["id"] != one.feed_id:
        asked = other["id"]
        there = feed_name(other["outlet"] or other["title"], other["url"])
        out.line(
            t("{name} and {other} are one feed now: at that address there was one already.", name=name, other=there)
        )
        out.line(t("It goes on with the articles of both."))
    else:
        out.line(t("{name} is asked at its new address from now on:", name=name))
        out.line(shortened(one.to, ADDRESS), "code")
        out.line(t("Its articles have gone along; none comes again as new."))
    rows = [[Button(t("About this feed"), f"fh:{asked}"), Button(t("« Feeds"), "fp:all:0")]]
    return reply.say(out.done(rows), edit=request.pressed).done()


def _in_the_file(request: Request, services: Services, one: Moving, t: Texts) -> Reaction:
    out = Writer()
    place = services.place(one.url)
    told = t("It is listed in {place}, which I do not write. Put this there in place of the old address:", place=place)
    out.line(told).line(line_for(one.to), "code")
    return Reply().say(out.done(), edit=request.pressed).done()


async def keep_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Keep the old address; this new one is proposed no more."""
    t = texts(request.lang)
    one = await _proposed(services, value)
    if one is None:
        return Reaction(toast=t("This proposal is out of date. /feeds shows how the feed stands."), alarm=True)
    reply = Reply().write(partial(moving.keep, feed_id=one.feed_id, to=one.to))
    out = Writer()
    name = feed_name(one.name, one.url)
    out.line(t("{name} is asked where it is. I propose that address no more.", name=name))
    rows = [[Button(t("About this feed"), f"fh:{one.feed_id}"), Button(t("« Feeds"), "fp:all:0")]]
    return reply.say(out.done(rows), edit=request.pressed).done()


async def _proposed(services: Services, value: str) -> Moving | None:
    """The proposal that a button stood under; None where it is no longer that."""
    number, _, mark = value.partition(":")
    if not number.isdecimal() or len(number) > 16:
        return None
    async with services.db.read() as c:
        one = await feed_pages.one(c, int(number))
    if one is None or one.moving is None or mark_of(one.moving.to) != mark:
        return None
    return one.moving
