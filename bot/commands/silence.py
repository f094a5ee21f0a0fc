"""A card's Mute: for a day or a week the watches behind it, or this story for good; changed in place, and back."""

from dataclasses import replace
from datetime import timedelta

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.latest import gone, shown_story, watches_behind
from bot.locales.texts import texts
from bot.pages.muting import Behind, mute_page
from bot.services import Services
from feeds.model import Story
from storage import reports, stories_muted, watches
from storage.database import Connection
from storage.watches import Watch

DAYS = ("0", "1", "7")  # 0 wakes it


async def mute_pressed(request: Request, services: Services, value: str) -> Reaction:
    """What can be muted, with what is muted already."""
    story = await shown_story(services, value)
    if story is None:
        return await gone(request, services, value)
    behind, silenced = await _state(request, services, story)
    return _page(Reply(), request, services, story, behind, silenced)


async def mute_watch_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Mute a watch of this chat for some days, or wake it: "days:watch:story"."""
    t = texts(request.lang)
    days, _, rest = value.partition(":")
    number, _, story_id = rest.partition(":")
    story = await shown_story(services, story_id)
    if story is None:
        return await gone(request, services, story_id)
    behind, silenced = await _state(request, services, story)
    one = next((w for w in behind if str(w.id) == number), None)
    if one is None or days not in DAYS:
        return Reaction(toast=t("This watch has been removed already."))
    until = request.now + timedelta(days=int(days)) if days != "0" else None
    reply = Reply().write(lambda c: watches.mute(c, request.chat_id, one.id, until))
    changed = [replace(w, muted_until=until) if w.id == one.id else w for w in behind]
    return _page(reply, request, services, story, changed, silenced)


async def mute_story_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Mute a story in this chat, or hear of it again ("1:story", "0:story")."""
    wish, _, story_id = value.partition(":")
    story = await shown_story(services, story_id)
    if story is None or wish not in ("0", "1"):
        return await gone(request, services, story_id)
    behind, _ = await _state(request, services, story)

    async def change(c: Connection) -> None:
        if wish == "1":
            await stories_muted.mute(c, request.chat_id, int(story.id), request.now)
        else:
            await reports.withdraw(c, request.chat_id, int(story.id))
            await stories_muted.unmute(c, request.chat_id, int(story.id))

    return _page(Reply().write(change), request, services, story, behind, wish == "1")


async def _state(request: Request, services: Services, story: Story) -> tuple[list[Watch], bool]:
    async with services.db.read() as c:
        behind = await watches_behind(c, request.chat_id, story, services.catalog)
        return behind, await stories_muted.is_muted(c, request.chat_id, int(story.id))


def _page(
    reply: Reply, request: Request, services: Services, story: Story, behind: list[Watch], silenced: bool
) -> Reaction:
    listed = [Behind(w.id, w.name, w.muted_until) for w in behind]
    t = texts(request.lang)
    page = mute_page(story, listed, silenced, request.now, request.timezone, services.catalog, t)
    return reply.say(page, edit=request.pressed, story_id=story.id).done()
