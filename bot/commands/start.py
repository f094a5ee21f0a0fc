"""``/start``: three lines of greeting, starter packs and companies as buttons, the newest story; deep links."""

from bot.chat.links import group_link, parsed
from bot.chat.reaction import Reaction, Reply, Request, joined
from bot.commands.deeplinks import follow
from bot.commands.latest import LOOKED_BACK, card
from bot.commands.packs import titles
from bot.locales.texts import Texts, texts
from bot.pages.cards import shortened
from bot.pages.rich import Button, Rich, Writer
from bot.services import Services
from storage import greetings, stories, subscribers, watches

COMPANIES = ("alibaba", "bytedance", "openai", "google-deepmind", "goto", "nvidia")


async def start(request: Request, services: Services) -> Reaction:
    """Greet, offer what to watch, show the newest story, of the watches where there are any; a deep link does what it
    asks for instead.
    """
    link = parsed(request.text.strip())
    followed = await follow(request, services, link) if link is not None else None
    here = Reaction() if request.chat_type == "private" else _here(request, greeted=followed is None)
    if followed is None:
        return joined(here, await _greeting(request, services))
    return joined(here, _introduction(request), followed) if not request.known else joined(here, followed)


def _here(request: Request, *, greeted: bool) -> Reaction:
    """The bot keeps to the topic that it was started in; a greeting that waits goes before a link's watch."""
    reply = Reply().write(lambda c: subscribers.set_thread(c, request.chat_id, request.thread_id))
    if greeted:
        reply.write(lambda c: greetings.drop(c, request.chat_id))
    else:
        reply.write(lambda c: greetings.hasten(c, request.chat_id, request.thread_id, request.now))
    return reply.done()


def _introduction(request: Request) -> Reaction:
    """Who is writing, for a person whom a link brings here for the first time."""
    t = texts(request.lang)
    out = Writer()
    out.line(_hello(request, t), "bold")
    out.line(t("I read the news feeds and tell you in 15 seconds who left where and joined whom."))
    return Reply().say(out.done(), silent=True).done()


async def _greeting(request: Request, services: Services) -> Reaction:
    reply = Reply()
    reply.write(lambda c: subscribers.set_state(c, request.chat_id, "active"))
    async with services.db.read() as c:
        targets = [w.target for w in await watches.of_chat(c, request.chat_id)]
        keys = {k for target in targets for k in (target, *services.catalog.units(target))}
        here = request.chat_id
        newest = (
            await stories.latest(c, keys, request.now - LOOKED_BACK, 1, chat=here)
            if keys
            else await stories.newest(c, chat=here)
        )
    reply.say(await _hello_page(request, services))
    if newest and newest[0].articles:
        reply.say(await card(request, services, newest[0]), story_id=newest[0].id, silent=True)
    return reply.done()


async def packs_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Back from an open pack to the greeting, in its place."""
    return Reply().say(await _hello_page(request, services), edit=request.pressed).done()


async def _hello_page(request: Request, services: Services) -> Rich:
    t = texts(request.lang)
    async with services.db.read() as c:
        chat = await subscribers.get(c, request.chat_id)
        watching = await watches.count(c, request.chat_id)
    out = Writer()
    out.line(_hello(request, t), "bold")
    if chat is not None and chat.state == "stopped" and request.pressed is None:
        out.line(t("Alerts are on again."))
    out.line(t("I read the news feeds and tell you in 15 seconds who left where and joined whom."))
    if watching:
        out.line(t.n("You watch {n} name; /watches shows it.", "You watch {n} names; /watches shows them.", watching))
    out.line(t("Pick a pack or a company, or write /watch and a name. /help shows everything."))
    if request.chat_type == "private":
        rows = [[Button(t("Add me to a group"), url=group_link(services.bot_name))]]
    else:
        rows = []
        out.line(t("Only administrators of this chat change what it gets; everybody may read and ask."))
    return out.done([*offered(services, t), *rows])


def offered(services: Services, t: Texts) -> list[list[Button]]:
    """Packs and companies as buttons."""
    rows = [[Button(t(title), f"pk:{pack}")] for pack, title in titles().items()]
    names = [Button(services.catalog.display(e, t.lang), f"w:{e}") for e in COMPANIES]
    return [*rows, names[:3], names[3:]]


def _hello(request: Request, t: Texts) -> str:
    name = shortened(request.first_name, 40)
    return t("Hello {name}, this is Hengkang.", name=name) if name else t("Hello, this is Hengkang.")
