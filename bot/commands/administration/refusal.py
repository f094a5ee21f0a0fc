"""Why a command of the bot's administrators is not run, and how somebody becomes the first of them."""

from bot.chat.reaction import Reaction, Reply, Request
from bot.locales.texts import texts
from bot.pages.rich import Rich, Writer
from bot.services import Services

SETTING = "administrators"


def refused_here(request: Request, services: Services) -> Reaction | None:
    """What is answered in place of the command; None where it is run: theirs, and nobody else reads the answer."""
    t = texts(request.lang)
    if request.is_admin_of_bot and request.chat_type == "private":
        return None
    if request.is_admin_of_bot:
        text = t("Administrators' commands work in our private chat only: others would read the answer here.")
    elif request.chat_type == "private" and not services.settings().bot.administrators:
        return Reply().say(_vacant(request)).done()
    else:
        text = t("That command is for the bot's administrators.")
    return Reply().say(Writer().line(text).done(), reply_to=request.message_id).done()


def _vacant(request: Request) -> Rich:
    """As long as the bot has no administrator: the person's number, and the line to write into the configuration."""
    t, out, number = texts(request.lang), Writer(), str(request.user_id)
    out.line(t("Nobody administers this bot yet."))
    out.line(
        t("Whoever runs it writes {id}, your number, into {setting} of {file}:", id=number,
          setting=f"bot.{SETTING}", file="config.toml")
    )  # fmt: skip
    return out.line(f"{SETTING} = [{number}]", "code").done()
