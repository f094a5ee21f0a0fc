"""``/feeds``, ``/pausefeed`` and ``/removefeed`` with a feed's address or name; it is asked where several fit."""

from collections.abc import Callable, Sequence

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.administration import opml
from bot.commands.administration.feed_list import list_feeds, listing, open_pressed, pause_pressed, removal
from bot.locales.texts import texts
from bot.pages.cards import shortened
from bot.pages.feed_notes import feed_name
from bot.pages.rich import Button, Writer
from bot.services import Services
from feeds.intake.canonical import canonical_url
from feeds.reading.text import folded
from storage import feed_pages
from storage.feed_pages import FeedSeen

MOST = 20  # feeds to choose from


async def show_feeds(request: Request, services: Services) -> Reaction:
    """All feeds, or the page of the one that is named."""
    wanted = request.text.strip()
    if not wanted or wanted.lower() in opml.AS_A_FILE:
        return await list_feeds(request, services)
    return await _named(request, services, "fh")


async def pause_feed(request: Request, services: Services) -> Reaction:
    """Pause the feed that is named."""
    return await _named(request, services, "fs")


async def remove_feed(request: Request, services: Services) -> Reaction:
    """Remove the feed that is named, if it was added in a chat."""
    return await _named(request, services, "fx")


async def _named(request: Request, services: Services, verb: str) -> Reaction:
    t = texts(request.lang)
    wanted = request.text.strip()
    if not wanted:
        lead = t("Tap the number of the feed to pause.") if verb == "fs" else t("Tap the number of the feed to remove.")
        return await listing(request, services, "", lead)
    async with services.db.read() as c:
        found = fitting(wanted, await feed_pages.every(c))
    out = Writer()
    if not found:
        text = t("No feed has “{name}” in its name or address. /feeds lists them all.", name=shortened(wanted, 80))
        return Reply().say(out.line(text).done()).done()
    if len(found) > 1:
        out.line(t.n("{n} feed fits. Which one?", "{n} feeds fit. Which one?", len(found)))
        if len(found) > MOST:
            out.line(t("These are the first; write more of the name to see fewer."))
        rows = [[Button(feed_name(one.name, one.url), f"{verb}:{one.id}")] for one in found[:MOST]]
        return Reply().say(out.done(rows)).done()
    if verb == "fx":
        return removal(request, services, found[0], "all:0")
    if verb == "fh":
        return await open_pressed(request, services, str(found[0].id))
    return await pause_pressed(request, services, str(found[0].id))


def fitting(wanted: str, known: Sequence[FeedSeen]) -> list[FeedSeen]:
    """The feeds that a text means: the one at that address, else of that very name, else with it in name or address."""
    address = canonical_url(wanted)
    text = folded(wanted)
    ways: tuple[Callable[[FeedSeen], bool], ...] = (
        lambda one: address is not None and canonical_url(one.url) == address,
        lambda one: folded(one.name) == text,
        lambda one: text in folded(one.name) or text in folded(one.url),
    )
    return next((found for way in ways if (found := [one for one in known if way(one)])), [])
