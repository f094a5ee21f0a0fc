"""``/language``: by word or by button."""

from bot.cards import shortened
from bot.commands.changed import back, change
from bot.commands.names import visible
from bot.locales.texts import DEFAULT_ZONE, language_of, texts
from bot.reaction import Reaction, Reply, Request
from bot.rich import Button, Rich, Writer
from bot.services import Services
from feeds.model import LANGUAGES
from feeds.reading.text import folded
from storage import subscribers

OWN_NAMES = {"id": "Bahasa Indonesia", "en": "English", "zh": "中文"}
WORDS = {
    "indonesia": "id", "indonesian": "id", "bahasa indonesia": "id", "bahasa": "id", "indo": "id", "印尼语": "id",
    "印尼文": "id", "印度尼西亚语": "id", "english": "en", "inggris": "en", "bahasa inggris": "en", "英语": "en",
    "英文": "en", "chinese": "zh", "mandarin": "zh", "china": "zh", "cina": "zh", "tionghoa": "zh",
    "bahasa mandarin": "zh", "中文": "zh", "汉语": "zh", "华语": "zh", "普通话": "zh",
}  # fmt: skip


async def language(request: Request, services: Services) -> Reaction:
    """Set the language named, else offer them all."""
    written = " ".join(visible(request.text).split())
    wanted = WORDS.get(folded(written)) or (language_of(folded(written), "") or None if written else None)
    if wanted:
        return _set(request, wanted)
    t = texts(request.lang)
    first = t("I do not write in “{name}” yet. Choose one of these:", name=shortened(written, 40)) if written else None
    return Reply().say(page(request.lang, first)).done()


def page(lang: str, first: str | None = None) -> Rich:
    """The languages, today's marked; ``first`` says what has just been set."""
    t = texts(lang)
    row = [Button(("✓ " if one == lang else "") + OWN_NAMES[one], f"l:{one}") for one in LANGUAGES]
    return Writer().line(first or t("Which language?")).done([row, back(t)])


async def language_pressed(request: Request, services: Services, value: str) -> Reaction:
    """A language's button."""
    if value not in LANGUAGES:
        return Reaction(toast=texts(request.lang)("This button is too old; please type the command again."))
    return _set(request, value)


def _set(request: Request, lang: str) -> Reaction:
    t = texts(lang)
    reply = Reply()
    change(reply, request, lambda c: subscribers.set_language(c, request.chat_id, lang, DEFAULT_ZONE[lang]))
    return reply.say(page(lang, t("From now on I write in English.")), edit=request.pressed).done()
