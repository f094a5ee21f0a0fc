"""``/privacy``: what is stored, how long, and who sees it, from the settings that are in force."""

from bot.chat.reaction import Reaction, Reply, Request
from bot.locales.texts import Texts, texts
from bot.pages.rich import Writer
from bot.services import Services
from storage.questions import FORGOTTEN_AFTER
from storage.retention import Ages


async def privacy(request: Request, services: Services) -> Reaction:
    """The whole truth about data on one page."""
    t = texts(request.lang)
    ages = services.settings().storage.ages()
    out = Writer()
    for title, lines in (
        (t("What I store of this chat, and how long"), _of_the_chat(ages, t)),
        (t("Who sees it"), _seen(t)),
        (t("The people in the news"), _of_the_news(ages, t)),
    ):
        out.line(title, "bold")
        for line in lines:
            out.line(f"• {line}")
        out.line()
    out.line(t("/export sends everything of this chat to you, /forgetme erases it at once."))
    return Reply().say(out.done()).done()


def _of_the_chat(ages: Ages, t: Texts) -> list[str]:
    hours = int(FORGOTTEN_AFTER.total_seconds() // 3600)
    return [
        t(
            "Its number, its title and @name, its language, time zone and settings, your watches and mutes: until you"
            " erase them."
        ),
        t("Your questions with my answers: {days}; what we just talked about: {hours}.",
          days=_days(ages.questions.days, t), hours=t.n("{n} hour", "{n} hours", hours)),
        t("The messages that I sent: {days}, longer while their story goes on.", days=_days(ages.messages.days, t)),
        t("What your longer buttons mean: {days}.", days=_days(ages.buttons.days, t)),
        t("What you write: until it is answered, then its number alone for {days}; where something failed, whole.",
          days=_days(ages.updates.days, t)),
        t("How many messages and taps came from you in a minute: for an hour or so; that you asked for access: {days}.",
          days=_days(ages.messages.days, t)),
        t("If you block me or remove me, all of it goes after {days}.", days=_days(ages.gone.days, t)),
    ]  # fmt: skip


def _seen(t: Texts) -> list[str]:
    return [
        t("Your watches are shown to nobody else."),
        t(
            "If an administrator shuts you out, that and why stays until it is undone, by your number alone once you"
            " are forgotten."
        ),
        t("What you report as wrong is seen by the bot's administrators; who runs the server could read its file."),
        t("Nothing is sold, passed on or used for advertising. Messages travel through Telegram."),
    ]


def _of_the_news(ages: Ages, t: Texts) -> list[str]:
    return [
        t("I keep only what published articles say about their work: an article for {days}.",
          days=_days(ages.articles.days, t)),
        t("Of a reported move I keep the sentence that tells it, with the title and address of its source."),
    ]  # fmt: skip


def _days(number: int, t: Texts) -> str:
    return t.n("{n} day", "{n} days", number)
