"""Starter packs: names that go together, watched at a tap, all of them or some.

g:<pack>             watches all, and says so in a message of its own
pk:<pack>            opens a pack in place: its names to be chosen one by one, or all
pa:<pack>            watches all, shown in the open pack
pt:<0|1>:<pack>:<id> ends or begins the watch on one name; the button names what it makes, so a second press is none
"""

from collections.abc import Mapping, Sequence
from functools import partial

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.latest import card
from bot.commands.names import watched_entity
from bot.commands.preview import LOOKED_BACK
from bot.commands.quotas import most_watches
from bot.commands.shown import open_buttons, story_lines
from bot.commands.watch import LABEL
from bot.locales.texts import Texts, texts
from bot.pages.cards import shortened
from bot.pages.rich import Button, Rich, Writer
from bot.services import Services
from feeds.model import Story
from storage import outbox, stories, subscribers, watches

# Entity ids of the catalog; a test holds them to it.
PACKS = {
    "china": ("alibaba", "tencent", "bytedance", "baidu", "deepseek", "moonshot", "zhipu", "minimax", "01-ai", "jd"),
    "us": ("openai", "anthropic", "google-deepmind", "meta", "xai", "microsoft", "apple", "ssi", "thinking-machines"),
    "sea": ("goto", "grab", "telkom", "tokopedia", "bukalapak", "traveloka", "shopee", "indosat", "lazada"),
    "chips": ("nvidia", "tsmc", "smic", "huawei", "amd", "intel", "qualcomm", "samsung", "cambricon"),
    "robots": ("tesla", "waymo", "unitree", "agibot", "figure-ai", "boston-dynamics", "byd", "xpeng", "xiaomi", "nio"),
}


def titles() -> dict[str, str]:
    """The packs with their names, to be translated."""
    return {
        "china": "China AI labs",
        "us": "US labs",
        "sea": "Indonesian and SEA tech",
        "chips": "Chips",
        "robots": "Robots and cars",
    }


async def open_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Open a pack in place."""
    t = texts(request.lang)
    if value not in PACKS:
        return _too_old(t)
    reply = Reply()
    page = await _page(request, services, value, await _watched(request, services, value), t)
    return reply.say(page, edit=request.pressed).done()


async def toggle_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Watch one name of an open pack, or end that."""
    t = texts(request.lang)
    wanted, _, rest = value.partition(":")
    pack, _, member = rest.partition(":")
    if wanted not in ("0", "1") or member not in PACKS.get(pack, ()):
        return _too_old(t)
    reply = Reply()
    mine = await _watched(request, services, pack)
    if wanted == "1":
        refusal = await _begin(reply, request, services, [member])
        if refusal:
            return reply.done(refusal, alarm=True)
        mine = {**mine, member: None}
    else:
        number = mine.pop(member, None)
        if number is not None:
            reply.write(lambda c: watches.remove(c, request.chat_id, number))
    return reply.say(await _page(request, services, pack, mine, t), edit=request.pressed).done()


async def all_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Watch everything of an open pack; its newest story follows."""
    t = texts(request.lang)
    members = _members(services, value)
    if not members:
        return _too_old(t)
    reply = Reply()
    refusal = await _begin(reply, request, services, members)
    if refusal:
        return reply.done(refusal, alarm=True)
    page = await _page(request, services, value, dict.fromkeys(members), t)
    reply.say(page, edit=request.pressed)
    await _show_newest(reply, request, services, members)
    return reply.done()


async def pack_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Watch everything of a pack at once, and show the newest story of it."""
    reply = Reply()
    refusal = await watch_pack(reply, request, services, value)
    return reply.done(refusal, alarm=refusal is not None)


async def watch_pack(reply: Reply, request: Request, services: Services, pack: str) -> str | None:
    """Watch everything of a pack; why not, where that cannot be."""
    t = texts(request.lang)
    members = _members(services, pack)
    if not members:
        return t("This button is too old; please type the command again.")
    refusal = await _begin(reply, request, services, members)
    if refusal:
        return refusal
    out = Writer()
    out.line(t("Watching {name}.", name=t(titles()[pack])), "bold")
    out.line(t.many([services.catalog.display(e, t.lang) for e in members]))
    out.line(t("/watches shows and changes the list."))
    reply.say(out.done())
    await _show_newest(reply, request, services, members)
    return None


def _members(services: Services, pack: str) -> list[str]:
    return [e for e in PACKS.get(pack, ()) if services.catalog.entity(e)]


def _too_old(t: Texts) -> Reaction:
    return Reaction(toast=t("This button is too old; please type the command again."), alarm=True)


async def _watched(request: Request, services: Services, pack: str) -> dict[str, int | None]:
    """The names of a pack that the chat watches, with the number of the watch."""
    async with services.db.read() as c:
        return {w.target: w.id for w in await watches.of_chat(c, request.chat_id) if w.target in PACKS[pack]}


async def _begin(reply: Reply, request: Request, services: Services, members: Sequence[str]) -> str | None:
    """Watch names; what is stored of them already is not sent. Why not, where they would be too many."""
    t, catalog = texts(request.lang), services.catalog
    async with services.db.read() as c:
        have = await watches.of_chat(c, request.chat_id)
        since, here = request.now - LOOKED_BACK, request.chat_id
        seen = await stories.numbers(c, _keys(services, members), since, chat=here)
    wanted = [e for e in members if e not in {w.target for w in have}]
    most = most_watches(request, services)
    if len(have) + len(wanted) > most and len(members) > 1:
        return t("You have {n} watches; with this pack they would be more than {most}.", n=len(have), most=most)
    if len(have) + len(wanted) > most:
        return t("You have {n} watches, which is all there can be: remove one with /watches.", n=most)
    reply.write(lambda c: subscribers.set_state(c, request.chat_id, "active"))
    for member in wanted:
        target, shown = watched_entity(catalog.entities[member], catalog), catalog.display(member, t.lang)
        reply.write(partial(watches.add, chat_id=request.chat_id, watched=target, name=shown, now=request.now))
    reply.write(lambda c: outbox.shown(c, request.chat_id, seen, (), request.now))
    return None


def _keys(services: Services, members: Sequence[str]) -> frozenset[str]:
    return frozenset(k for e in members for k in (e, *services.catalog.units(e)))


async def _newest(request: Request, services: Services, members: Sequence[str]) -> Story | None:
    async with services.db.read() as c:
        since, here = request.now - LOOKED_BACK, request.chat_id
        found = await stories.latest(c, _keys(services, members), since, 1, chat=here)
    return found[0] if found and found[0].articles else None


async def _show_newest(reply: Reply, request: Request, services: Services, members: Sequence[str]) -> None:
    newest = await _newest(request, services, members)
    if newest is not None:
        begun = {e: services.catalog.display(e, request.lang) for e in members}
        reply.say(await card(request, services, newest, begun), story_id=newest.id, silent=True)


async def _page(request: Request, services: Services, pack: str, mine: Mapping[str, int | None], t: Texts) -> Rich:
    """A pack's names, those watched marked, and the newest story of what has been chosen."""
    members = _members(services, pack)
    out = Writer()
    out.line(t(titles()[pack]), "bold")
    out.line(t("Tap a name to watch it, again to end that; or watch all of them."))
    newest = await _newest(request, services, [e for e in members if e in mine]) if mine else None
    if newest is not None:
        out.line()
        story_lines(out, 1, newest, request.timezone, services.catalog, t)
    names = [_toggle(e, pack, services.catalog.display(e, t.lang), chosen=e in mine) for e in members]
    rows = [names[i : i + 2] for i in range(0, len(names), 2)]
    every = [Button(t("Watch all"), f"pa:{pack}")] if len(mine) < len(members) else []
    opened = open_buttons([newest]) if newest is not None else []
    return out.done([opened, *rows, every, [Button(t("« Back"), "st:packs")]])


def _toggle(member: str, pack: str, name: str, *, chosen: bool) -> Button:
    return Button(("✓ " if chosen else "") + shortened(name, LABEL), f"pt:{0 if chosen else 1}:{pack}:{member}")
