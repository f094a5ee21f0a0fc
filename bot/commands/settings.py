"""``/language`` and ``/timezone``: two taps each."""

import re
from functools import cache
from zoneinfo import available_timezones

from bot.commands.names import visible
from bot.locales.texts import DEFAULT_ZONE, Texts, abbreviation, language_of, texts
from bot.reaction import Reaction, Reply, Request
from bot.rich import Button, Rich, Writer
from bot.services import Services
from feeds.model import LANGUAGES
from feeds.reading.text import folded
from storage import subscribers

OWN_NAMES = {"id": "Bahasa Indonesia", "en": "English", "zh": "中文"}
OFFERED = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Singapore", "Asia/Shanghai", "Asia/Hong_Kong",
           "Asia/Tokyo", "Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles",
           "UTC")  # fmt: skip

# Cities that people name and that the zone database does not list, in the three languages.
CITIES = {
    "bandung": "Asia/Jakarta", "surabaya": "Asia/Jakarta", "medan": "Asia/Jakarta", "yogyakarta": "Asia/Jakarta",
    "semarang": "Asia/Jakarta", "wib": "Asia/Jakarta", "bali": "Asia/Makassar", "denpasar": "Asia/Makassar",
    "wita": "Asia/Makassar", "wit": "Asia/Jayapura", "beijing": "Asia/Shanghai", "shenzhen": "Asia/Shanghai",
    "hangzhou": "Asia/Shanghai", "guangzhou": "Asia/Shanghai", "北京": "Asia/Shanghai", "上海": "Asia/Shanghai",
    "深圳": "Asia/Shanghai", "杭州": "Asia/Shanghai", "广州": "Asia/Shanghai", "香港": "Asia/Hong_Kong",
    "hongkong": "Asia/Hong_Kong", "台北": "Asia/Taipei", "新加坡": "Asia/Singapore", "singapura": "Asia/Singapore",
    "雅加达": "Asia/Jakarta", "东京": "Asia/Tokyo", "伦敦": "Europe/London", "纽约": "America/New_York",
    "旧金山": "America/Los_Angeles", "san francisco": "America/Los_Angeles", "seattle": "America/Los_Angeles",
    "washington": "America/New_York", "boston": "America/New_York", "mumbai": "Asia/Kolkata", "delhi": "Asia/Kolkata",
    "bangalore": "Asia/Kolkata", "munich": "Europe/Berlin", "geneva": "Europe/Zurich", "hanoi": "Asia/Ho_Chi_Minh",
}  # fmt: skip


async def language(request: Request, services: Services) -> Reaction:
    """Set the language named, else offer the three."""
    wanted = _language(request.text)
    if wanted:
        return _set_language(request, wanted)
    t = texts(request.lang)
    out = Writer()
    out.line(t("Which language?"))
    row = [Button(OWN_NAMES[lang], f"l:{lang}") for lang in LANGUAGES]
    return Reply().say(out.done([row])).done()


def _language(text: str) -> str | None:
    word = folded(visible(text)).strip()
    names = {
        "indonesia": "id", "indonesian": "id", "bahasa indonesia": "id", "bahasa": "id", "印尼语": "id",
        "english": "en", "inggris": "en", "英语": "en", "英文": "en",
        "chinese": "zh", "mandarin": "zh", "中文": "zh", "汉语": "zh",
    }  # fmt: skip
    return names.get(word) or (language_of(word, "") or None)


async def language_pressed(request: Request, services: Services, value: str) -> Reaction:
    """A language's button."""
    if value not in LANGUAGES:
        return Reaction(toast=texts(request.lang)("This button is too old; please type the command again."))
    return _set_language(request, value)


def _set_language(request: Request, lang: str) -> Reaction:
    t = texts(lang)
    reply = Reply()
    reply.write(lambda c: subscribers.set_language(c, request.chat_id, lang, DEFAULT_ZONE[lang]))
    out = Writer()
    out.line(t("From now on I write in English."))
    return reply.say(out.done(), edit=request.pressed).done()


async def timezone(request: Request, services: Services) -> Reaction:
    """Set the zone of the city or zone named, else offer the usual ones."""
    t = texts(request.lang)
    if not request.text.strip():
        out = Writer()
        now = t.moment(request.now, request.timezone)
        out.line(t("Your time: {time}. Choose a zone, or write /timezone and a city.", time=now))
        buttons = [Button(_zone_label(zone, request, t), f"z:{zone}") for zone in OFFERED]
        rows = [buttons[i : i + 2] for i in range(0, len(buttons), 2)]
        return Reply().say(out.done(rows)).done()
    zone = zone_of(request.text)
    if zone is None:
        name = visible(request.text)[:60]
        out = Writer()
        out.line(t("I know no zone “{name}”. Write a large city or a name such as Asia/Jakarta.", name=name))
        return Reply().say(out.done()).done()
    return _set_zone(request, zone, t)


def _zone_label(zone: str, request: Request, t: Texts) -> str:
    return zone if zone == "UTC" else f"{t.city(zone)} ({abbreviation(zone, request.now)})"


async def timezone_pressed(request: Request, services: Services, value: str) -> Reaction:
    """A zone's button."""
    t = texts(request.lang)
    zone = zone_of(value)
    if zone is None:
        return Reaction(toast=t("This button is too old; please type the command again."))
    return _set_zone(request, zone, t)


def _set_zone(request: Request, zone: str, t: Texts) -> Reaction:
    reply = Reply()
    reply.write(lambda c: subscribers.set_timezone(c, request.chat_id, zone))
    return reply.say(_now(request, zone, t), edit=request.pressed).done()


def _now(request: Request, zone: str, t: Texts) -> Rich:
    out = Writer()
    out.line(t("Your time is now {time}.", time=t.moment(request.now, zone)))
    return out.done()


def zone_of(text: str) -> str | None:
    """The IANA zone of a zone's name or a city in any case, None where there is none."""
    plain = re.sub(r"[\s_]+", " ", folded(visible(text))).strip()
    return CITIES.get(plain) or _zones().get(plain)


@cache
def _zones() -> dict[str, str]:
    found: dict[str, str] = {}
    for zone in sorted(available_timezones()):
        plain = zone.lower().replace("_", " ")
        found[plain] = zone
        if "/" in plain and not plain.startswith("etc/"):
            found.setdefault(plain.rsplit("/", 1)[-1], zone)
            for lang in LANGUAGES:
                found.setdefault(folded(texts(lang).city(zone)), zone)
    return found
