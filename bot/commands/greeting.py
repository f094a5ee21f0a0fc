"""What a group is told when the bot comes into it, and when it comes back."""

from bot.commands.start import offered
from bot.locales.texts import Texts
from bot.pages.rich import Rich, Writer
from bot.services import Services


def greeting(services: Services, t: Texts, *, forum: bool) -> Rich:
    """Who is there, how to begin, and who may."""
    out = Writer()
    out.line(t("Hello, this is Hengkang."), "bold")
    out.line(t("I read the news feeds and tell you in 15 seconds who left where and joined whom."))
    out.line(t("Begin with a pack or a company below, or write /watch and a name: /watch Alibaba"))
    out.line(t("Only administrators of this chat change what it gets; everybody may read and ask."))
    if forum:
        out.line(t("Write /start in a topic, and I keep to it."))
    return out.done(offered(services, t))


def back(kept: int, t: Texts) -> Rich:
    """One line of a bot that was away."""
    if not kept:
        return Writer().line(t("I am back. Begin with /watch and a name: /watch Alibaba")).done()
    told = t.n("I am back; {n} watch is kept.", "I am back; {n} watches are kept.", kept)
    return Writer().line(told).done()
