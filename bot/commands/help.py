"""``/help`` and ``/about``: what there is, in the person's language."""

from bot.commands.menu import ADMINISTRATORS, EVERYBODY
from bot.locales.texts import texts
from bot.reaction import Reaction, Reply, Request
from bot.rich import Writer
from bot.services import Services


async def show_help(request: Request, services: Services) -> Reaction:
    """Every command with a line about it; administrators see theirs too."""
    t = texts(request.lang)
    out = Writer()
    out.line(t("What I can do"), "bold")
    for name, about in EVERYBODY:
        out.line(f"/{name} – {t(about)}")
    if request.is_admin_of_bot:
        out.line().line(t("For administrators"), "bold")
        for name, about in ADMINISTRATORS:
            out.line(f"/{name} – {t(about)}")
    out.line()
    out.line(t("Reply to an alert with a question and I answer from its articles."))
    return Reply().say(out.done()).done()


async def about(request: Request, services: Services) -> Reaction:
    """What the bot is."""
    t = texts(request.lang)
    out = Writer()
    out.line("Hengkang", "bold")
    out.line(t("Hengkang is what Indonesia's tech press says of a star who leaves."))
    out.line(t("I read news feeds, find who left where and joined whom, and show the sentence that says so."))
    return Reply().say(out.done()).done()
