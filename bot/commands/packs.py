"""Starter packs: names that go together, watched at a tap."""

from functools import partial

from bot.commands.latest import card
from bot.commands.names import watched_entity
from bot.commands.preview import LOOKED_BACK
from bot.locales.texts import texts
from bot.reaction import Reaction, Reply, Request
from bot.rich import Writer
from bot.services import Services
from storage import outbox, stories, subscribers, watches

# Entity ids of the catalog; a test holds them to it.
PACKS = {
    "china": ("alibaba", "tencent", "bytedance", "baidu", "deepseek", "moonshot", "zhipu", "minimax", "01-ai", "jd"),
    "us": ("openai", "anthropic", "google-deepmind", "meta", "xai", "microsoft", "apple", "ssi", "thinking-machines"),
    "sea": ("goto", "grab", "telkom", "tokopedia", "bukalapak", "traveloka", "shopee", "indosat", "lazada"),
    "chips": ("nvidia", "tsmc", "smic", "huawei", "amd", "intel", "qualcomm", "samsung", "cambricon"),
}


def titles() -> dict[str, str]:
    """The packs with their names, to be translated."""
    return {
        "china": "China AI labs",
        "us": "US labs",
        "sea": "Indonesian and SEA tech",
        "chips": "Chips",
    }


async def pack_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Watch everything of a pack at once, and show the newest story of it."""
    reply = Reply()
    refusal = await watch_pack(reply, request, services, value)
    return reply.done(refusal, alarm=refusal is not None)


async def watch_pack(reply: Reply, request: Request, services: Services, pack: str) -> str | None:
    """Watch everything of a pack; why not, where that cannot be."""
    t = texts(request.lang)
    members = [e for e in PACKS.get(pack, ()) if services.catalog.entity(e)]
    if not members:
        return t("This button is too old; please type the command again.")
    targets = [watched_entity(services.catalog.entities[e], services.catalog) for e in members]
    keys = frozenset(k for e in members for k in (e, *services.catalog.units(e)))
    since = request.now - LOOKED_BACK
    async with services.db.read() as c:
        have = await watches.of_chat(c, request.chat_id)
        seen = await stories.numbers(c, keys, since)
        newest = await stories.latest(c, keys, since, 1)
    most = services.settings().bot.watches_per_chat
    wanted = [x for x in targets if x.id not in {w.target for w in have}]
    if len(have) + len(wanted) > most:
        return t("You have {n} watches; with this pack they would be more than {most}.", n=len(have), most=most)
    reply.write(lambda c: subscribers.set_state(c, request.chat_id, "active"))
    for target in wanted:
        shown = services.catalog.display(target.id, t.lang)
        reply.write(partial(watches.add, chat_id=request.chat_id, watched=target, name=shown, now=request.now))
    reply.write(lambda c: outbox.shown(c, request.chat_id, seen, request.now))
    out = Writer()
    shown_as = {e: services.catalog.display(e, t.lang) for e in members}
    out.line(t("Watching {name}.", name=t(titles()[pack])), "bold")
    out.line(t.many(list(shown_as.values())))
    out.line(t("/watches shows and changes the list."))
    reply.say(out.done())
    if newest and newest[0].articles:
        reply.say(await card(request, services, newest[0], shown_as), story_id=newest[0].id, silent=True)
    return None
