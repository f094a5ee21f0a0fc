"""``/latest [NAME]``: the newest stories of everything watched, or of one name; and the buttons that open a card."""

from collections.abc import Mapping
from datetime import timedelta

from bot.commands.names import parted, perhaps_meant, resolve, watched_name
from bot.commands.shown import open_buttons, story_lines
from bot.locales.texts import texts
from bot.reaction import Reaction, Reply, Request
from bot.rich import Rich, Writer
from bot.services import Services
from feeds.model import Story
from storage import stories, watches
from storage.database import Connection

LOOKED_BACK = timedelta(days=90)
LISTED = 5


async def latest(request: Request, services: Services) -> Reaction:
    """The newest stories, each with a button that opens it."""
    t = texts(request.lang)
    wanted = parted(request.text)
    async with services.db.read() as c:
        keys = await _keys(c, request, services, wanted)
        listed = await stories.latest(c, keys, request.now - LOOKED_BACK, LISTED) if keys else []
        if not keys and not wanted:
            listed = await stories.newest(c, LISTED)
    out = Writer()
    if not listed:
        name = wanted[0][:80] if wanted else ""
        out.line(
            t("Nothing about {name} in the last 90 days.", name=name)
            if name
            else t("Nothing about your watches in the last 90 days.")
        )
        if name and (meant := perhaps_meant(name, "latest", services.catalog, t)):
            out.line(meant)
        return Reply().say(out.done()).done()
    out.line(t("Newest stories"), "bold")
    for number, story in enumerate(listed, 1):
        story_lines(out, number, story, request.timezone, services.catalog, t)
    return Reply().say(out.done([open_buttons(listed)])).done()


async def _keys(c: Connection, request: Request, services: Services, wanted: list[str]) -> frozenset[str]:
    catalog = services.catalog
    keys: set[str] = set()
    for name in wanted:
        found = resolve(name, catalog)
        entities = (found.entity,) if found.entity else found.choices
        targets = [e.id for e in entities] or [watched_name(name, catalog).id]
        keys |= {k for target in targets for k in (target, *catalog.units(target))}
    if not wanted:
        for one in await watches.of_chat(c, request.chat_id):
            keys |= {one.target, *catalog.units(one.target)}
    return frozenset(keys)


async def story_of(services: Services, value: str) -> Story | None:
    """The story of a button's number; None where it is gone."""
    if not value.isdecimal() or len(value) > 17:
        return None
    async with services.db.read() as c:
        return await stories.one(c, int(value))


async def open_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Show a story's card as a new message."""
    return await _with_card(request, services, value, edit=None)


async def back_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Go back to the card, in place."""
    return await _with_card(request, services, value, edit=request.pressed)


async def _with_card(request: Request, services: Services, value: str, edit: int | None) -> Reaction:
    story = await story_of(services, value)
    if story is None or not story.articles:
        return Reaction(toast=texts(request.lang)("This story is no longer stored."), alarm=True)
    return Reply().say(await card(request, services, story), edit=edit, story_id=value).done()


async def card(request: Request, services: Services, story: Story, begun: Mapping[str, str] | None = None) -> Rich:
    """A story's card for this chat, with the watches of the chat that it is about.

    ``begun`` are watches that this very reaction begins: target and shown name.
    """
    keys = {k for key in story.keys for k in (key, *services.catalog.owners(key))}
    async with services.db.read() as c:
        mine = {w.target: w.name for w in await watches.of_chat(c, request.chat_id)} | dict(begun or {})
        names = tuple(name for target, name in mine.items() if target in keys)
        return await services.renderer.card(c, story, texts(request.lang), request.timezone, names)
