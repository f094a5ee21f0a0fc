"""``/latest [NAME]``: the newest stories of everything watched, or of one name; and the buttons that open a card."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.buttons import button
from bot.commands.names import MOST_AT_ONCE, fault, parted, perhaps_meant, resolve, watched_name
from bot.commands.shown import open_buttons, story_lines
from bot.locales.texts import texts
from bot.pages.cards import Silenced, shortened
from bot.pages.retracting import retracted_card
from bot.pages.rich import Button, Rich, Writer
from bot.services import Services
from feeds.model import Story
from feeds.reading.naming.catalog import Catalog
from storage import preferences, reports, stories, watches
from storage.database import Connection
from storage.watches import Watch

LOOKED_BACK = timedelta(days=90)
LISTED = 5
WATCHABLE = 4  # buttons under a list


async def latest(request: Request, services: Services) -> Reaction:
    """The newest stories, each with a button that opens it; names that are not watched can be."""
    t = texts(request.lang)
    wanted = parted(request.text)[:MOST_AT_ONCE]
    async with services.db.read() as c:
        keys = await _keys(c, request, services, wanted)
        listed = await stories.latest(c, keys, request.now - LOOKED_BACK, LISTED, chat=request.chat_id) if keys else []
        if not keys and not wanted:
            listed = await stories.newest(c, LISTED, chat=request.chat_id)
        mine = {w.target for w in await watches.of_chat(c, request.chat_id)}
    reply, out = Reply(), Writer()
    rows = _watch_buttons(reply, request, services, wanted, mine)
    if not listed:
        name = wanted[0][:80] if wanted else ""
        out.line(
            t("Nothing about {name} in the last 90 days.", name=name)
            if name
            else t("Nothing about your watches in the last 90 days.")
        )
        if name and (meant := perhaps_meant(name, "latest", services.catalog, t)):
            return reply.say(out.line(meant).done(), edit=request.pressed).done()
        return reply.say(out.done(rows), edit=request.pressed).done()
    out.line(t("Newest stories"), "bold")
    for number, story in enumerate(listed, 1):
        story_lines(out, number, story, request.timezone, services.catalog, t)
    return reply.say(out.done([open_buttons(listed), *rows]), edit=request.pressed).done()


def _watch_buttons(
    reply: Reply, request: Request, services: Services, wanted: list[str], mine: set[str]
) -> list[list[Button]]:
    """A button for what each name may mean and the chat does not watch."""
    t, found = texts(request.lang), []
    for name in wanted:
        resolved = resolve(name, services.catalog)
        known = (resolved.entity,) if resolved.entity else resolved.choices
        found += [(e.id, services.catalog.display(e.id, t.lang)) for e in known if e.id not in mine]
        if not known and fault(name) is None and watched_name(name, services.catalog).id not in mine:
            found.append((f"={name}", name))
    return [
        [button(reply, request, t("Watch {name}", name=shortened(name, 40)), "w", value)]
        for value, name in found[:WATCHABLE]
    ]


async def name_pressed(request: Request, services: Services, value: str) -> Reaction:
    """The newest stories of an entity, in place of the question which one was meant."""
    entity = services.catalog.entity(value)
    if entity is None:
        return Reaction(toast=texts(request.lang)("This button is too old; please type the command again."), alarm=True)
    return await latest(replace(request, text=entity.name), services)


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


async def shown_story(services: Services, value: str, *, retracted: bool = False) -> Story | None:
    """The story of a button's number, None where it is gone, was ``retracted`` or has nothing left to show."""
    story = await story_of(services, value)
    if story is None or not story.articles or (story.retraction is not None and not retracted):
        return None
    return story


async def gone(request: Request, services: Services, value: str) -> Reaction:
    """What a button says whose story has expired; of one that was retracted, its message becomes just that."""
    t = texts(request.lang)
    story = await shown_story(services, value, retracted=True)
    if story is None or story.retraction is None:
        return Reaction(toast=t("This story is no longer stored."), alarm=True)
    card = retracted_card(story, services.catalog, request.timezone, t)
    return Reply().say(card, edit=request.pressed, story_id=story.id).done(t("This story was retracted."))


def watchable(story: Story, catalog: Catalog) -> frozenset[str]:
    """The targets whose watches bring a story: its names, and whoever they belong to."""
    return frozenset(k for key in story.keys for k in (key, *catalog.owners(key)))


async def watches_behind(c: Connection, chat_id: int, story: Story, catalog: Catalog) -> list[Watch]:
    """The watches of a chat that a story is about."""
    keys = watchable(story, catalog)
    return [w for w in await watches.of_chat(c, chat_id) if w.target in keys]


async def open_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Show a story's card as a new message."""
    return await _with_card(request, services, value, edit=None)


async def back_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Go back to the card, in place."""
    return await _with_card(request, services, value, edit=request.pressed)


async def _with_card(request: Request, services: Services, value: str, edit: int | None) -> Reaction:
    story = await shown_story(services, value, retracted=True)
    if story is None:
        return await gone(request, services, value)
    return Reply().say(await card(request, services, story), edit=edit, story_id=value).done()


async def card(request: Request, services: Services, story: Story, begun: Mapping[str, str] | None = None) -> Rich:
    """A story's card for this chat, with the watches of the chat that it is about.

    ``begun`` are watches that this very reaction begins: target and shown name.
    """
    async with services.db.read() as c:
        said = await reports.silenced(c, request.chat_id, int(story.id))
    return await card_as(request, services, story, said, begun)


async def card_as(
    request: Request,
    services: Services,
    story: Story,
    silenced: Silenced | None,
    begun: Mapping[str, str] | None = None,
) -> Rich:
    """The card where this very reaction decides whether, and why, the chat gets no more of the story."""
    async with services.db.read() as c:
        mine = {w.target: w.name for w in await watches_behind(c, request.chat_id, story, services.catalog)}
        keys = watchable(story, services.catalog)
        mine |= {target: name for target, name in (begun or {}).items() if target in keys}
        t = texts(request.lang)
        names = tuple(mine.values())
        preview = (await preferences.get(c, request.chat_id)).preview
        return await services.renderer.card(c, story, t, request.timezone, names, silenced=silenced, preview=preview)
