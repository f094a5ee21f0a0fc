"""``/retract``, for the bot's administrators: as a reply to an alert, with a link or a number, or from ``/review``.

the story -> why (a button, or typed) -> what it will do -> every copy edited, on its way -> for a day: undo
"""

from dataclasses import asdict, replace

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.buttons import button
from bot.commands.latest import shown_story
from bot.commands.names import visible
from bot.locales.texts import Texts, texts
from bot.pages.cards import shortened
from bot.pages.retracting import CODES, LONGEST_NOTE, Spread, ask_why, confirm, state, type_why, why_told
from bot.pages.rich import Button, Rich, Writer
from bot.services import Services
from feeds.intake.canonical import canonical_url, identity_url
from feeds.model import Retraction, Story
from storage import archive, awaited, copies, decisions, deliveries, stories
from storage.database import Connection

NOTHING_YET = {"done": 0, "left": 0, "failed": 0}


async def retract(request: Request, services: Services) -> Reaction:
    """Find the story that is meant, and ask why it is to be retracted."""
    t = texts(request.lang)
    wanted = request.text.split()[0] if request.text.split() else ""
    async with services.db.read() as c:
        number = await _meant(c, request, wanted)
        story = await stories.one(c, number) if number is not None else None
    if story is None or not story.articles:
        return Reply().say(_unknown(t, wanted)).done()
    return await _asked(request, services, story)


async def _meant(c: Connection, request: Request, wanted: str) -> int | None:
    """A story by its number, by an article's number or address, or by the message replied to."""
    if not wanted:
        return await deliveries.story_of(c, request.chat_id, request.replied) if request.replied else None
    plain = wanted.removeprefix("#")
    if plain.isdecimal() and len(plain) < 18 and await stories.one(c, int(plain)) is not None:
        return int(plain)
    address = canonical_url(wanted)
    item = await archive.find(c, plain) or (await archive.find(c, identity_url(address)) if address else None)
    return int(item["story_id"]) if item is not None and item["story_id"] is not None else None


def _unknown(t: Texts, wanted: str) -> Rich:
    out = Writer()
    if wanted:
        out.line(t("No story of mine has this number or address."))
    out.line(t("Reply to an alert with /retract, or write the article's address or the story's number after it."))
    return out.done()


async def reason_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Ask why ("story", "story:page of the review"), or what a reason will do ("story:p")."""
    number, _, code = value.partition(":")
    story = await shown_story(services, number, retracted=True)
    if story is None:
        return _gone(request)
    if story.retraction is not None or code not in CODES:
        return await _asked(request, services, story, code)
    t = texts(request.lang)
    if code == "o":
        action = f"rr:{story.id}:o"
        reply = Reply().write(lambda c: awaited.ask(c, request.chat_id, action, request.update_id, request.now))
        return reply.say(type_why(story, services.catalog, t), edit=request.pressed).done()
    return await _confirmed(Reply(), request, services, story, code, "")


async def reason_typed(request: Request, services: Services, value: str) -> Reaction:
    """The reason as somebody has typed it."""
    story = await shown_story(services, value.partition(":")[0], retracted=True)
    note = shortened(visible(request.text), LONGEST_NOTE)
    reply = Reply().write(lambda c: awaited.answered(c, request.chat_id))
    if story is None or story.retraction is not None or not note:
        return reply.say(_unknown(texts(request.lang), "")).done()
    return await _confirmed(reply, request, services, story, "o", note)


async def retract_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Retract ("story:reason" and, for a typed one, ":note"); a second press tells how far it is."""
    number, _, rest = value.partition(":")
    code, _, note = rest.partition(":")
    story = await shown_story(services, number, retracted=True)
    if story is None or code not in CODES:
        return _gone(request)
    if story.retraction is not None:
        return await _state(request, services, story)
    why, people = CODES[code], _people(story)
    reply = Reply().write(
        lambda c: decisions.retract(c, int(story.id), why, note, people, request.user_id, request.now)
    )
    async with services.db.read() as c:
        spread = await copies.reach(c, int(story.id), people)
    done = replace(story, retraction=Retraction(why, note, request.now))
    counts = {**NOTHING_YET, "left": spread.chats}
    page = state(done, request.timezone, True, counts, services.catalog, texts(request.lang))
    return reply.say(page, edit=request.pressed).done()


async def undo_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Take a retraction back, within a day."""
    t = texts(request.lang)
    story = await shown_story(services, value, retracted=True)
    if story is None:
        return _gone(request)
    if story.retraction is None:
        return await _state(request, services, story)
    if request.now - story.retraction.at > decisions.UNDONE_WITHIN:
        return Reaction(toast=t("A retraction can be undone for a day; this one is older."), alarm=True)
    people = _people(story)
    reply = Reply().write(lambda c: decisions.restore(c, int(story.id), people, request.user_id, request.now))
    async with services.db.read() as c:
        spread = await copies.reach(c, int(story.id), people)
    counts = {**NOTHING_YET, "left": spread.chats}
    page = state(replace(story, retraction=None), request.timezone, False, counts, services.catalog, t)
    return reply.say(page, edit=request.pressed).done()


async def progress_pressed(request: Request, services: Services, value: str) -> Reaction:
    """How far the edits of the last decision about a story are."""
    story = await shown_story(services, value, retracted=True)
    return await _state(request, services, story) if story is not None else _gone(request)


async def _asked(request: Request, services: Services, story: Story, page: str = "") -> Reaction:
    if story.retraction is not None:
        return await _state(request, services, story)
    async with services.db.read() as c:
        spread = await _spread(c, story)
    t = texts(request.lang)
    back = [Button(t("« Back"), f"rv:{page}")] if page.isdecimal() else []
    return Reply().say(ask_why(story, spread, back, services.catalog, t), edit=request.pressed).done()


async def _confirmed(
    reply: Reply, request: Request, services: Services, story: Story, code: str, note: str
) -> Reaction:
    t = texts(request.lang)
    async with services.db.read() as c:
        spread = await _spread(c, story)
    yes = button(reply, request, t("Retract"), "rx", f"{story.id}:{code}:{note}" if note else f"{story.id}:{code}")
    reason = why_told(CODES[code], note, t)
    return reply.say(confirm(story, spread, reason, yes, services.catalog, t), edit=request.pressed).done()


async def _state(request: Request, services: Services, story: Story) -> Reaction:
    t, number = texts(request.lang), int(story.id)
    retracted = story.retraction
    async with services.db.read() as c:
        last = await decisions.latest(c, number, "retracted" if retracted else "restored")
        counts = asdict(await copies.progress(c, last.id)) if last else NOTHING_YET
    undo = retracted is not None and request.now - retracted.at <= decisions.UNDONE_WITHIN
    page = state(story, request.timezone, undo, counts, services.catalog, t)
    return Reply().say(page, edit=request.pressed).done()


async def reached(services: Services, story: Story) -> Spread:
    """Who has a story."""
    async with services.db.read() as c:
        return await _spread(c, story)


async def _spread(c: Connection, story: Story) -> Spread:
    found = await copies.reach(c, int(story.id), _people(story))
    return Spread(found.chats, found.shared, found.waiting)


def _people(story: Story) -> frozenset[str]:
    """Who moves in a story, by key: waves of departures may count them."""
    return frozenset(m.person_key for m in story.moves if m.person_key)


def _gone(request: Request) -> Reaction:
    return Reaction(toast=texts(request.lang)("This story is no longer stored."), alarm=True)
