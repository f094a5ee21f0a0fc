"""A card's Wrong?: what a chat says of a story stops it there, and queues a review for the bot's administrators."""

from bot import administrators
from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.latest import card_as, gone, shown_story
from bot.locales.texts import Texts, texts
from bot.pages.cards import Silenced
from bot.pages.reporting import review_note, wrong_page
from bot.pages.rich import Rich
from bot.services import Services
from feeds.model import Story
from storage import reports, stories_muted
from storage.database import Connection

WISHES: dict[str, Silenced | None] = {"p": "person", "n": "no_move", "m": "muted", "u": None}


async def wrong_pressed(request: Request, services: Services, value: str) -> Reaction:
    """What may be wrong, a button each."""
    story = await shown_story(services, value)
    if story is None:
        return await gone(request, services, value)
    async with services.db.read() as c:
        said = await reports.silenced(c, request.chat_id, int(story.id))
    page = wrong_page(story, said, services.catalog, texts(request.lang))
    return Reply().say(page, edit=request.pressed, story_id=story.id).done()


async def report_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Say what is wrong ("p:story", "n:story"), mute the story ("m:story"), or take it all back ("u:story")."""
    wish, _, number = value.partition(":")
    story = await shown_story(services, number)
    if story is None or wish not in WISHES:
        return await gone(request, services, number)
    said = WISHES[wish]
    reply = Reply()
    reply.write(lambda c: _silence(c, request, services, story, said))
    shown = await card_as(request, services, story, said)
    return reply.say(shown, edit=request.pressed, story_id=story.id).done()


async def _silence(c: Connection, request: Request, services: Services, story: Story, said: Silenced | None) -> None:
    chat, number, now = request.chat_id, int(story.id), request.now
    if said is None:
        await stories_muted.unmute(c, chat, number)
    else:
        await stories_muted.mute(c, chat, number, now)
    if said == "person" or said == "no_move":
        await reports.report(c, chat, number, said, now)
        await _tell_administrators(c, request, services, story)
    else:
        await reports.withdraw(c, chat, number)


async def _tell_administrators(c: Connection, request: Request, services: Services, story: Story) -> None:
    note = await reports.note_due(c, request.chat_id, int(story.id), request.now)
    if note is None:
        return
    kinds = await reports.kinds(c, int(story.id))

    def drawn(t: Texts, _: str) -> Rich:
        return review_note(story, kinds, note == "many", services.catalog, t)

    others = [person for person in services.settings().bot.administrators if person != request.chat_id]
    await administrators.tell(c, others, f"review:{story.id}:{note}", drawn, request.now, int(story.id))
