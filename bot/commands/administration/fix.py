"""Putting a move right, from ``/review``: the move, the slot, the value, what it changes, done.

Each press acts on the story as it is then: a button that was drawn before another fix does nothing.
"""

from dataclasses import replace

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.administration.retract import reached
from bot.commands.buttons import button
from bot.commands.latest import gone, shown_story
from bot.commands.names import fault, visible
from bot.locales.texts import texts
from bot.pages.cards import shortened
from bot.pages.fixing import (
    CANDIDATES,
    LABEL,
    choose_meant,
    choose_move,
    choose_slot,
    choose_value,
    confirm_fix,
    fixed_page,
)
from bot.pages.retracting import spread_line
from bot.pages.rich import Button
from bot.services import Services
from feeds.model import Fix, Move, Story
from feeds.reading.stories.fixing import SLOTS, Slot, after, put
from storage import awaited, decisions, stories
from storage.database import Connection
from storage.decisions import Fixed

LONGEST = 80  # code points of a name or a role
GONE = "gone"  # in a slot's place: the whole move is none


async def fix_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Choose a move of a story ("story" or "story:page of the review"); what of it, where there is only one."""
    number, _, page = value.partition(":")
    story = await shown_story(services, number)
    if story is None or not story.moves:
        return await gone(request, services, number)
    t = texts(request.lang)
    back = [Button(t("« Back"), f"rv:{page}")] if page.isdecimal() and len(page) < 6 else []
    if len(story.moves) == 1:
        rich = choose_slot(story, 0, back, services.catalog, t)
    else:
        rich = choose_move(story, back, services.catalog, t)
    return Reply().say(rich, edit=request.pressed).done()


async def move_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Choose what of a move is wrong ("story:position")."""
    number, _, place = value.partition(":")
    story = await shown_story(services, number)
    position = _position(story, place)
    if story is None or position is None:
        return await gone(request, services, number)
    t = texts(request.lang)
    back = [Button(t("« Back"), f"rf:{story.id}")]
    rich = choose_slot(story, position, back, services.catalog, t)
    reply = Reply().write(lambda c: awaited.answered(c, request.chat_id))
    return reply.say(rich, edit=request.pressed).done()


async def slot_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Choose or type the value of a slot ("story:position:slot")."""
    number, place, slot = _parts(value, 3)
    story = await shown_story(services, number)
    position = _position(story, place)
    if story is None or position is None or slot not in SLOTS:
        return await gone(request, services, number)
    reply = Reply().say(choose_value(story, position, slot, texts(request.lang)), edit=request.pressed)
    if slot not in ("kind", "status"):
        action = f"rt:{story.id}:{position}:{slot}"
        reply.write(lambda c: awaited.ask(c, request.chat_id, action, request.update_id, request.now))
    return reply.done()


async def value_typed(request: Request, services: Services, value: str) -> Reaction:
    """What was typed for a slot: who is meant by it is asked where there are several."""
    number, place, slot = _parts(value, 3)
    story = await shown_story(services, number)
    position = _position(story, place)
    typed = " ".join(visible(request.text).split())
    if story is None or position is None or slot not in SLOTS or slot in ("kind", "status"):
        return await gone(request, services, number)
    t, catalog = texts(request.lang), services.catalog
    if len(typed) > LONGEST or (slot != "role" and fault(typed) is not None):
        reply = Reply().write(lambda c: awaited.ask(c, request.chat_id, f"rt:{value}", request.update_id, request.now))
        return reply.say(choose_value(story, position, slot, t)).done()
    reply = Reply().write(lambda c: awaited.answered(c, request.chat_id))
    here = f"{story.id}:{position}:{slot}"
    kind = "person" if slot == "person" else "organisation"
    meant = [] if slot == "role" else [e for e in catalog.resolve(typed) if e.kind == kind][:CANDIDATES]
    if not meant:
        return await _confirmed(reply, request, services, story, position, slot, typed)
    found = [button(reply, request, catalog.display(e.id, t.lang)[:LABEL], "rw", f"{here}:@{e.id}") for e in meant]
    found.append(button(reply, request, t("Somebody else of this name"), "rw", f"{here}:{typed}"))
    cancel = Button(t("Cancel"), f"rm:{story.id}:{position}")
    return reply.say(choose_meant(typed, found, cancel, t)).done()


async def value_pressed(request: Request, services: Services, value: str) -> Reaction:
    """What a value will change ("story:position:slot:value", "story:position:gone")."""
    number, place, slot, wanted = _parts(value, 4)
    story = await shown_story(services, number)
    position = _position(story, place)
    if story is None or position is None:
        return await gone(request, services, number)
    reply = Reply().write(lambda c: awaited.answered(c, request.chat_id))
    return await _confirmed(reply, request, services, story, position, slot, wanted)


async def apply_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Put a move right ("fixes before:story:position:slot:value")."""
    before, number, place, slot, wanted = _parts(value, 5)
    story = await shown_story(services, number)
    position = _position(story, place)
    t = texts(request.lang)
    if story is None or position is None:
        return await gone(request, services, number)
    move = _changed(story, position, slot, wanted, services)
    if str(len(story.fixes)) != before or move == story.moves[position]:
        return Reaction(toast=t("This story has been put right meanwhile; look at it again."), alarm=True)
    if move is None and (slot != GONE or len(story.moves) < 2):
        return await gone(request, services, number)

    async def change(c: Connection) -> None:
        await _apply(c, request, services, int(number), len(story.fixes), position, slot, wanted)

    spread = await reached(services, story)
    told = after(story, position, move, services.catalog).moves
    page = fixed_page(replace(story, moves=told), spread_line(spread, t), services.catalog, t)
    return Reply().write(change).say(page, edit=request.pressed).done()


async def _apply(
    c: Connection, request: Request, services: Services, number: int, before: int, position: int, slot: str, value: str
) -> None:
    """In the transaction: the story may have gone on since the page was drawn."""
    story = await stories.one(c, number)
    if story is None or len(story.fixes) != before or position >= len(story.moves):
        return
    was = story.moves[position]
    move = _changed(story, position, slot, value, services)
    then = after(story, position, move, services.catalog)
    done = Fixed(
        Fix(was, move, request.now), position, then.moves, then.status, then.heads, then.keys, then.before, then.told
    )
    people = frozenset(k for m in (was, *then.moves) if (k := m.person_key))
    await decisions.fix(c, number, done, people, request.user_id, request.now)


async def _confirmed(
    reply: Reply, request: Request, services: Services, story: Story, position: int, slot: str, value: str
) -> Reaction:
    t, move = texts(request.lang), _changed(story, position, slot, value, services)
    if move is None and (slot != GONE or len(story.moves) < 2):
        return await gone(request, services, story.id)
    cancel = Button(t("Cancel"), f"rm:{story.id}:{position}")
    if move == story.moves[position]:
        return Reaction(toast=t("It says so already."), writes=tuple(reply.writes))
    yes = button(reply, request, t("Put right"), "ra", f"{len(story.fixes)}:{story.id}:{position}:{slot}:{value}")
    spread = spread_line(await reached(services, story), t)
    page = confirm_fix(story.moves[position], move, spread, yes, cancel, services.catalog, t)
    return reply.say(page, edit=request.pressed).done()


def _changed(story: Story, position: int, slot: str, value: str, services: Services) -> Move | None:
    known: Slot | None = next((s for s in SLOTS if s == slot), None)
    return put(story.moves[position], known, shortened(value, LONGEST), services.catalog) if known else None


def _parts(value: str, count: int) -> list[str]:
    """The parts of a button's value; the last one may hold colons."""
    parts = value.split(":", count - 1)
    return [*parts, *[""] * (count - len(parts))]


def _position(story: Story | None, place: str) -> int | None:
    known = story is not None and place.isdecimal() and len(place) < 4 and int(place) < len(story.moves)
    return int(place) if known else None
