"""Feeds as OPML, for the bot's administrators: a file that is sent is read, compared, shown, and imported at a press.

document -> size -> download -> parsed, kept as a row -> what it would change, in pages -> press -> added in one
transaction. ``/feeds opml`` sends the feeds that there are as such a file.
"""

import asyncio
from functools import partial
from itertools import groupby

from bot import importing
from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.shown import page_number
from bot.importing import FAULTS, LIMITS, REASONS, Difference
from bot.locales.texts import Texts, texts
from bot.pages.cards import shortened
from bot.pages.rich import Button, Rich, Writer
from bot.services import FileError, Services
from feeds.intake.guard import Guard
from feeds.intake.opml import MOST_BYTES, Fault, OpmlError, Outline, Refused, Subscriptions, parse
from storage import imports
from storage.database import Connection
from storage.imports import KeptImport

AS_A_FILE = frozenset({"opml", "export", "file"})
PAGE = 12
NAME = 60
ADDRESS = 80

Entry = tuple[str, str, str, str | None]  # heading, name, what follows it, link


async def send(request: Request, services: Services) -> Reaction:
    """The feeds of the file and of the chat as OPML."""
    t = texts(request.lang)
    text = t("Every feed, by list, for this bot or any other reader. Send me such a file to add what it holds.")
    return Reply().say(Writer().line(text).done(), file="opml").done()


async def send_pressed(request: Request, services: Services, value: str) -> Reaction:
    """The same from the overview's button."""
    return await send(request, services)


async def take(request: Request, services: Services) -> Reaction:
    """Read the file that was sent, keep it, and show what it would change."""
    t = texts(request.lang)
    sent = request.document
    if sent is None or request.chat_type != "private":
        return _said(t("Send the file in our private chat."))
    try:
        if (sent.size or 0) > MOST_BYTES:
            raise FileError("too large", large=True)
        held = await asyncio.to_thread(parse, await services.files.content(sent.id, MOST_BYTES))
    except FileError as fault:
        large = _whole("large", 0, t)
        return _said(large if fault.large else t("Telegram has that file no longer; please send it again."))
    except OpmlError as error:
        return _said(_whole(error.fault, error.line, t))
    kept = KeptImport(request.update_id, shortened(sent.name, NAME) or "OPML", *importing.plain(held), done=False)
    reply = Reply()
    if held.feeds or held.refused:
        reply.write(
            partial(
                imports.keep, id=kept.id, chat_id=request.chat_id, name=kept.name, feeds=kept.feeds,
                refused=kept.refused, now=request.now,
            )
        )  # fmt: skip
    return reply.say(await _page(kept, held, 0, services, t)).done()


async def page_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Turn to another page of what a file would change ("file:page"), in place."""
    number, _, page = value.partition(":")
    kept = await _kept(request, services, number)
    if kept is None or kept.done:
        return _over(kept, texts(request.lang))
    held = importing.revived(kept.feeds, kept.refused)
    shown = await _page(kept, held, page_number(page), services, texts(request.lang))
    return Reply().say(shown, edit=request.pressed).done()


async def import_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Confirmed: add what the file holds and is not there yet."""
    t = texts(request.lang)
    kept = await _kept(request, services, value)
    if kept is None or kept.done:
        return _over(kept, t)
    held, guard = importing.revived(kept.feeds, kept.refused), _guard(services)
    async with services.db.read() as c:
        found = await importing.compared(c, held, guard)

    async def write(c: Connection) -> None:
        # Compared anew: what is there may have changed since it was shown, and a repeat adds nothing.
        if await imports.end(c, kept.id, request.chat_id, request.now):
            now_found = await importing.compared(c, held, guard)
            await importing.carry_out(c, now_found.changing, request.user_id, request.now)

    out = Writer().line(kept.name, "bold")
    out.line(_counted(found, t, past=True))
    out.line(t("What they hold now is read and stored, and not sent. /feeds shows how they do."))
    rows = [[Button(t("All feeds"), "fp:all:0")]]
    return Reply().write(write).say(out.done(rows), edit=request.pressed).done()


async def cancel_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Given up: nothing is added."""
    t = texts(request.lang)
    kept = await _kept(request, services, value)
    if kept is None or kept.done:
        return _over(kept, t)
    out = Writer().line(kept.name, "bold").line(t("Nothing of it was imported."))
    reply = Reply().write(lambda c: imports.end(c, kept.id, request.chat_id, request.now))
    return reply.say(out.done(), edit=request.pressed).done()


async def _kept(request: Request, services: Services, value: str) -> KeptImport | None:
    if not value.isdecimal() or len(value) > 18:
        return None
    async with services.db.read() as c:
        return await imports.get(c, int(value), request.chat_id)


def _over(kept: KeptImport | None, t: Texts) -> Reaction:
    text = t("That file is done with; send it again to see what it would change now.")
    if kept is None:
        text = t("This button is too old; please type the command again.")
    return Reaction(toast=text, alarm=True)


def _guard(services: Services) -> Guard:
    return Guard.of(services.settings().polling.allow)


async def _page(kept: KeptImport, held: Subscriptions, page: int, services: Services, t: Texts) -> Rich:
    async with services.db.read() as c:
        found = await importing.compared(c, held, _guard(services))
    entries = _entries(found, t)
    page = min(page, max(0, (len(entries) - 1) // PAGE))
    out = Writer().line(kept.name, "bold")
    out.line(_counted(found, t) if entries else t("No feed stands in this file."))
    for heading, members in groupby(entries[page * PAGE : (page + 1) * PAGE], key=lambda entry: entry[0]):
        out.line().line(heading, "bold")
        for _, name, more, link in members:
            out.add("• ").add(name, url=link).line(more)
    rows = []
    if found.changing:
        number = len(found.changing)
        rows.append([Button(t.n("Add {n} feed", "Add {n} feeds", number), f"oi:{kept.id}")])
        rows[0].append(Button(t("Cancel"), f"oc:{kept.id}"))
    elif entries:
        out.line().line(t("There is nothing to add."))
    turn = [Button("«", f"op:{kept.id}:{page - 1}")] if page else []
    if len(entries) > (page + 1) * PAGE:
        turn.append(Button("»", f"op:{kept.id}:{page + 1}"))
    return out.done([*rows, turn])


def _counted(found: Difference, t: Texts, *, past: bool = False) -> str:
    added = t.n("{n} feed added", "{n} feeds added", len(found.new)) if past else t("{n} new", n=len(found.new))
    counts = ((len(found.new), added), (len(found.back), t("{n} taken back", n=len(found.back))),
              (len(found.known), t("{n} known already", n=len(found.known))),
              (len(found.refused), t("{n} refused", n=len(found.refused))))  # fmt: skip
    return " · ".join(text for number, text in counts if number)


def _entries(found: Difference, t: Texts) -> list[Entry]:
    """A line for each feed and for each that is refused; those first that ask for attention."""
    feeds = ((t("Refused"), ()), (t("New"), found.new), (t("Removed here, taken back"), found.back),
             (t("Known already, as they are"), found.known))  # fmt: skip
    entries = [_refusal(one, t) for one in found.refused]
    return entries + [_feed(heading, feed, t) for heading, members in feeds for feed in members]


def _feed(heading: str, feed: Outline, t: Texts) -> Entry:
    folder = t("list {name}", name=shortened(feed.list, NAME)) if feed.list else ""
    more = f" · {folder}" if folder else ""
    return heading, shortened(feed.title or feed.url, NAME), more, feed.url


def _refusal(one: Refused, t: Texts) -> Entry:
    where = t("line {n}", n=one.line)
    return (
        t("Refused"),
        where,
        f" · {shortened(one.url, ADDRESS)} · {t(REASONS[one.why], n=one.other)}".replace(" ·  · ", " · "),
        None,
    )


def _whole(fault: Fault, line: int, t: Texts) -> str:
    """Why a file is refused whole, and what to do."""
    why = t(FAULTS[fault], n=LIMITS.get(fault, 0)) + (t.bracketed(t("line {n}", n=line)) if line else "")
    return t("I cannot take this file: {why}.", why=why)


def _said(text: str) -> Reaction:
    return Reply().say(Writer().line(text).done()).done()
