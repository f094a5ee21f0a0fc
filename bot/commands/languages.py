"""``/language``: by word or by button."""

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.names import visible
from bot.commands.shown import to_settings
from bot.locales.texts import DEFAULT_ZONE, language_of, texts
from bot.pages.cards import shortened
from bot.pages.rich import Button, Rich, Writer
from bot.pages.script import HANS, script_of
from bot.services import Services
from feeds.reading.text import folded
from storage import preferences, subscribers

OWN_NAMES = {"id": "Bahasa Indonesia", "en": "English", "zh-hans": "简体中文", "zh-hant": "繁體中文"}
WORDS = {
    "indonesia": "id", "indonesian": "id", "bahasa indonesia": "id", "bahasa": "id", "indo": "id", "印尼语": "id",
    "印尼文": "id", "印度尼西亚语": "id", "english": "en", "inggris": "en", "bahasa inggris": "en", "英语": "en",
    "英文": "en", "chinese": "zh", "mandarin": "zh", "china": "zh", "cina": "zh", "tionghoa": "zh",
    "bahasa mandarin": "zh", "中文": "zh", "汉语": "zh", "华语": "zh", "普通话": "zh", "简体": "zh-hans",
    "简体中文": "zh-hans", "simplified": "zh-hans", "simplified chinese": "zh-hans", "mandarin sederhana": "zh-hans",
    "繁体": "zh-hant", "繁体中文": "zh-hant", "正体": "zh-hant", "正体中文": "zh-hant", "traditional": "zh-hant",
    "traditional chinese": "zh-hant", "mandarin tradisional": "zh-hant",
}  # fmt: skip


async def language(request: Request, services: Services) -> Reaction:
    """Set the language named, else offer them all."""
    written = " ".join(visible(request.text).split())
    wanted = _wanted(folded(written))
    if wanted:
        return _set(request, *wanted)
    t = texts(request.lang)
    first = t("I do not write in “{name}” yet. Choose one of these:", name=shortened(written, 40)) if written else None
    return Reply().say(page(request.lang, request.script, first)).done()


def _wanted(word: str) -> tuple[str, str] | None:
    """Language and script of a typed word; the script is empty where the word does not say."""
    named = WORDS.get(word, word)
    lang = language_of(named, "") if named else ""
    return (lang, script_of(named) if "-" in named else "") if lang else None


def own_name(lang: str, script: str) -> str:
    """A language in its own words."""
    return OWN_NAMES[_code(lang, script)]


def _code(lang: str, script: str) -> str:
    return lang if lang != "zh" else f"zh-{script or HANS}"


def page(lang: str, script: str, first: str | None = None) -> Rich:
    """The languages, today's marked; ``first`` says what has just been set."""
    t = texts(lang)
    chosen = _code(lang, script)
    buttons = [Button(("✓ " if code == chosen else "") + name, f"l:{code}") for code, name in OWN_NAMES.items()]
    return Writer().line(first or t("Which language?")).done([buttons[:2], buttons[2:], to_settings(t)])


async def language_pressed(request: Request, services: Services, value: str) -> Reaction:
    """A language's button; "zh" stood on those of the first version."""
    if value not in (*OWN_NAMES, "zh"):
        return Reaction(toast=texts(request.lang)("This button is too old; please type the command again."))
    return _set(request, language_of(value), script_of(value) if "-" in value else "")


def _set(request: Request, lang: str, script: str) -> Reaction:
    t = texts(lang)
    reply = Reply()
    reply.write(lambda c: subscribers.set_language(c, request.chat_id, lang, DEFAULT_ZONE[lang]))
    if script:
        reply.write(lambda c: preferences.put_script(c, request.chat_id, script))
    shown = page(lang, script or request.script, t("From now on I write in English."))
    return reply.say(shown, edit=request.pressed).done()
