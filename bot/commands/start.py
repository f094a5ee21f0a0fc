"""``/start``: three lines of greeting, starter packs and companies as buttons, the newest story; deep links."""

from functools import partial

from bot.cards import shortened
from bot.commands.latest import card
from bot.commands.names import watched_entity
from bot.commands.watch import LOOKED_BACK
from bot.commands.watch import start as start_watch
from bot.locales.texts import Texts, texts
from bot.reaction import Reaction, Reply, Request
from bot.rich import Button, Writer
from bot.services import Services
from storage import outbox, stories, subscribers, watches

# Entity ids of the catalog; a test holds them to it.
PACKS = {
    "china": ("alibaba", "tencent", "bytedance", "baidu", "deepseek", "moonshot", "zhipu", "minimax", "01-ai", "jd"),
    "us": ("openai", "anthropic", "google-deepmind", "meta", "xai", "microsoft", "apple", "ssi", "thinking-machines"),
    "sea": ("goto", "grab", "telkom", "tokopedia", "bukalapak", "traveloka", "shopee", "indosat", "lazada"),
    "chips": ("nvidia", "tsmc", "smic", "huawei", "amd", "intel", "qualcomm", "samsung", "cambricon"),
}
COMPANIES = ("alibaba", "bytedance", "openai", "google-deepmind", "goto", "nvidia")
DEEP_LINK = "w_"  # t.me/<bot>?start=w_<entity>


async def start(request: Request, services: Services) -> Reaction:
    """Greet, offer what to watch, show the newest story; a deep link begins its watch."""
    t = texts(request.lang)
    reply = Reply()
    reply.write(lambda c: subscribers.set_state(c, request.chat_id, "active"))
    if request.chat_type != "private":
        # The bot keeps to the topic that it was started in.
        reply.write(lambda c: subscribers.set_thread(c, request.chat_id, request.thread_id))
    linked = services.catalog.entity(request.text.strip().removeprefix(DEEP_LINK))
    if request.text.startswith(DEEP_LINK) and linked is not None:
        shown = services.catalog.display(linked.id, t.lang)
        await start_watch(reply, request, services, watched_entity(linked, services.catalog), shown, t)
        return reply.done()
    async with services.db.read() as c:
        newest = await stories.newest(c)
        chat = await subscribers.get(c, request.chat_id)
        watching = await watches.count(c, request.chat_id)
    out = Writer()
    out.line(_hello(request, t), "bold")
    if chat is not None and chat.state == "stopped":
        out.line(t("Alerts are on again."))
    out.line(t("I read the news feeds and tell you in 15 seconds who left where and joined whom."))
    if watching:
        out.line(t.n("You watch {n} name; /watches shows it.", "You watch {n} names; /watches shows them.", watching))
    out.line(t("Pick a pack or a company, or write /watch and a name. /help shows everything."))
    rows = [[Button(t(title), f"g:{pack}")] for pack, title in titles().items()]
    names = [Button(services.catalog.display(e, t.lang), f"w:{e}") for e in COMPANIES]
    reply.say(out.done([*rows, names[:3], names[3:]]))
    if newest and newest[0].articles:
        reply.say(await card(request, services, newest[0]), story_id=newest[0].id, silent=True)
    return reply.done()


def titles() -> dict[str, str]:
    """The packs with their names, to be translated."""
    return {
        "china": "China AI labs",
        "us": "US labs",
        "sea": "Indonesian and SEA tech",
        "chips": "Chips",
    }


def _hello(request: Request, t: Texts) -> str:
    name = shortened(request.first_name, 40)
    return t("Hello {name}, this is Hengkang.", name=name) if name else t("Hello, this is Hengkang.")


async def pack_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Watch everything of a pack at once, and show the newest story of it."""
    t = texts(request.lang)
    members = [e for e in PACKS.get(value, ()) if services.catalog.entity(e)]
    if not members:
        return Reaction(toast=t("This button is too old; please type the command again."), alarm=True)
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
        text = t("You have {n} watches; with this pack they would be more than {most}.", n=len(have), most=most)
        return Reaction(toast=text, alarm=True)
    reply = Reply()
    reply.write(lambda c: subscribers.set_state(c, request.chat_id, "active"))
    for target in wanted:
        shown = services.catalog.display(target.id, t.lang)
        reply.write(partial(watches.add, chat_id=request.chat_id, watched=target, name=shown, now=request.now))
    reply.write(lambda c: outbox.shown(c, request.chat_id, seen, request.now))
    out = Writer()
    shown_as = {e: services.catalog.display(e, t.lang) for e in members}
    listed = t.many(list(shown_as.values()))
    out.line(t("Watching {name}.", name=t(titles()[value])), "bold")
    out.line(listed)
    out.line(t("/watches shows and changes the list."))
    reply.say(out.done())
    if newest and newest[0].articles:
        reply.say(await card(request, services, newest[0], shown_as), story_id=newest[0].id, silent=True)
    return reply.done()
