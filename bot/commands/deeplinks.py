"""What a deep link of ``bot/chat/links.py`` does when it opens the bot: begins its watch or pack, or shows its story.

A link may be old, of another version, or written by a stranger: one that means nothing here is as if it were not there.
"""

from dataclasses import replace

from bot.chat.links import Link
from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.buttons import button
from bot.commands.latest import card, story_of
from bot.commands.names import LONGEST, fault, parted
from bot.commands.packs import PACKS, watch_pack
from bot.commands.watch import LABEL, watch, watch_value
from bot.locales.texts import Texts, texts
from bot.pages.cards import shortened
from bot.pages.retracting import retracted_card
from bot.pages.rich import Button, Writer
from bot.services import Services
from feeds.model import Move, Story
from storage import watches

OFFERED = 6  # firms of a story, to be watched at a tap


async def follow(request: Request, services: Services, link: Link) -> Reaction | None:
    """What the link asks for; None where it names nothing that there is."""
    t = texts(request.lang)
    reply = Reply()
    match link.wish:
        case "watch" if services.catalog.entity(link.value) is not None:
            refusal = await watch_value(reply, request, services, link.value)
        case "pack" if link.value in PACKS:
            refusal = await watch_pack(reply, request, services, link.value)
        case "name":
            return await _name(request, services, link.value)
        case "story":
            return await _story(request, services, link.value, t)
        case _:
            return None
    if refusal:
        reply.say(Writer().line(refusal).done())
    return reply.done()


async def _name(request: Request, services: Services, value: str) -> Reaction | None:
    """One name, taken as /watch takes it: what is ambiguous or misspelt is asked about."""
    names = parted(value)
    if len(names) != 1 or fault(names[0]):
        return None
    return await watch(replace(request, text=names[0]), services)


async def _story(request: Request, services: Services, value: str, t: Texts) -> Reaction | None:
    """The card of a story, then its firms to be watched; alerts that were stopped stay stopped."""
    story = await story_of(services, value)
    if story is None or not story.articles:
        return None
    if story.retraction is not None:
        told = retracted_card(story, services.catalog, request.timezone, t, named=False)
        return Reply().say(told, story_id=story.id).done()
    reply = Reply().say(await card(request, services, story), story_id=story.id)
    async with services.db.read() as c:
        mine = {w.target for w in await watches.of_chat(c, request.chat_id)}
    offered = [_offer(reply, request, at, name, t, services) for at, name in _firms(story).items() if at not in mine]
    if offered:
        shown = offered[:OFFERED]
        rows = [shown[i : i + 2] for i in range(0, len(shown), 2)]
        reply.say(Writer().line(t("Watch who is in this story:")).done(rows))
    return reply.done()


def _firms(story: Story) -> dict[str, str]:
    """The firms that people left and joined, by key, as the story names them; today's before those of the past."""
    told = sorted(story.moves, key=lambda m: m.past)
    return {key: name for move in told for key, name in _sides(move) if key and name}


def _sides(move: Move) -> tuple[tuple[str | None, str | None], ...]:
    return (move.from_key, move.from_org), (move.to_key, move.to_org)


def _offer(reply: Reply, request: Request, key: str, name: str, t: Texts, services: Services) -> Button:
    if services.catalog.entity(key) is not None:
        return button(reply, request, services.catalog.display(key, t.lang), "w", key)
    return button(reply, request, shortened(name, LABEL), "w", f"={shortened(name, LONGEST)}")
