"""``/help [COMMAND]`` and ``/about``: what there is, in the person's language."""

from bot.chat.links import group_link
from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.manual import CLOSING, GROUPS, MORE, PAGES
from bot.commands.menu import ADMINISTRATORS, EVERYBODY
from bot.locales.texts import Texts, texts
from bot.pages.rich import Button, Rich, Writer
from bot.services import Services

ABOUT = dict((*EVERYBODY, *ADMINISTRATORS))
FOR_ADMINISTRATORS = frozenset(name for name, _ in ADMINISTRATORS)


async def show_help(request: Request, services: Services) -> Reaction:
    """Every command with a line about it, or all about one; administrators see theirs too."""
    t = texts(request.lang)
    wanted = request.text.strip().lstrip("/").partition("@")[0].lower()
    if wanted in PAGES and (request.is_admin_of_bot or wanted not in FOR_ADMINISTRATORS):
        return Reply().say(one(wanted, t)).done()
    return Reply().say(overview(request.is_admin_of_bot, t)).done()


def overview(is_admin_of_bot: bool, t: Texts) -> Rich:
    """The commands in groups, a line each."""
    out = Writer()
    out.line(t("What I can do"), "bold")
    groups: list[tuple[str, tuple[str, ...]]] = [(t(title), names) for title, names in GROUPS]
    if is_admin_of_bot:
        groups.append((t("For administrators"), tuple(name for name, _ in ADMINISTRATORS)))
    for title, names in groups:
        out.line().line(title, "bold")
        for name in names:
            out.line(f"/{name} – {t(ABOUT[name])}")
    out.line()
    out.line(t(MORE))
    out.line(t("Reply to an alert with a question and I answer from its articles."))
    out.line(closing(t))
    return out.done()


def one(name: str, t: Texts) -> Rich:
    """All about one command, with lines to send."""
    out = Writer()
    out.add(f"/{name}", "bold").line(f" – {t(ABOUT[name])}" if name in ABOUT else "")
    for line in told(name, t):
        out.line(line)
    out.line()
    for example in examples(name, t):
        out.line(example, "code")
    return out.done()


def told(name: str, t: Texts) -> list[str]:
    """What a command does."""
    return [t(line) for line in PAGES[name].lines]


def examples(name: str, t: Texts) -> list[str]:
    """Lines to send."""
    page = PAGES[name]
    return [*page.examples, *(t(line) for line in page.spoken)]


def closing(t: Texts) -> str:
    """What holds for all commands."""
    return t(CLOSING)


async def about(request: Request, services: Services) -> Reaction:
    """What the bot is."""
    t = texts(request.lang)
    out = Writer()
    out.line("Hengkang", "bold")
    out.line(t("Hengkang is what Indonesia's tech press says of a star who leaves."))
    out.line(t("I read news feeds, find who left where and joined whom, and show the sentence that says so."))
    if services.inline:
        out.line(t("In any other chat, type @{bot} and a name, and send a card from there.", bot=services.bot_name))
    alone = request.chat_type == "private"
    rows = [[Button(t("Add me to a group"), url=group_link(services.bot_name))]] if alone else []
    return Reply().say(out.done(rows)).done()
