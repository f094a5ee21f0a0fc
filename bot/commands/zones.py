"""``/timezone``: a zone by a city's name in three languages, by abbreviation, offset or button."""

import asyncio
import re
from functools import cache
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.names import visible
from bot.commands.shown import to_settings
from bot.locales.texts import ABBREVIATIONS, Texts, abbreviation, texts
from bot.pages.cards import shortened
from bot.pages.rich import Button, Rich, Writer
from bot.services import Services
from feeds.model import LANGUAGES
from feeds.reading.text import folded, has_han
from storage import subscribers

OFFERED = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Singapore", "Asia/Shanghai", "Asia/Hong_Kong",
           "Asia/Taipei", "Asia/Tokyo", "Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles",
           "UTC")  # fmt: skip
ALIKE, ALIKE_HAN = 80, 65  # of 100: how near a misspelt city must be; of three characters two
CONTINENTS = frozenset({"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"})
OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?00)?")  # whole hours; others have cities

# Cities that people name and that the zone database does not list, countries of one zone, and abbreviations.
PLACES = {
    "Asia/Jakarta": "bandung surabaya medan yogyakarta jogja semarang palembang batam depok bekasi tangerang bogor "
    "malang padang lampung wib indonesia 雅加达 万隆 泗水 棉兰 印尼 印度尼西亚",
    "Asia/Makassar": "bali denpasar ubud lombok mataram manado balikpapan samarinda banjarmasin kupang wita "
    "巴厘岛 登巴萨 望加锡",
    "Asia/Jayapura": "papua ambon sorong manokwari ternate wit 查亚普拉",
    "Asia/Shanghai": "beijing peking shenzhen hangzhou guangzhou chengdu nanjing wuhan suzhou tianjin xian xiamen "
    "chongqing changsha hefei china cina tiongkok cst 北京 上海 深圳 杭州 广州 成都 南京 武汉 苏州 天津 "
    "西安 厦门 重庆 长沙 合肥 中国",
    "Asia/Hong_Kong": "hongkong hkt 香港",
    "Asia/Taipei": "taiwan hsinchu 台北 台湾 新竹",
    "Asia/Singapore": "singapura singapore sgt 新加坡",
    "Asia/Kuala_Lumpur": "kl malaysia penang myt 吉隆坡 马来西亚 槟城",
    "Asia/Bangkok": "thailand ict 曼谷 泰国",
    "Asia/Manila": "philippines filipina 马尼拉",
    "Asia/Ho_Chi_Minh": "hanoi saigon vietnam 河内 胡志明 越南",
    "Asia/Tokyo": "japan jepang osaka kyoto jst 东京 大阪 日本",
    "Asia/Seoul": "korea kst 首尔 韩国",
    "Asia/Kolkata": "mumbai delhi bangalore bengaluru hyderabad chennai india ist 孟买 德里 班加罗尔 印度",
    "Europe/London": "england inggris uk britain cambridge oxford edinburgh 伦敦 英国",
    "Europe/Berlin": "munich hamburg frankfurt germany jerman 柏林 慕尼黑 德国",
    "Europe/Paris": "france prancis 巴黎 法国",
    "Europe/Zurich": "geneva switzerland 苏黎世 日内瓦",
    "America/New_York": "washington boston miami atlanta 纽约 波士顿 华盛顿",
    "America/Chicago": "austin houston dallas 芝加哥",
    "America/Los_Angeles": "seattle pst pdt 洛杉矶 西雅图 旧金山 硅谷",
}
CITIES = {place: zone for zone, places in PLACES.items() for place in places.split()} | {
    "san francisco": "America/Los_Angeles",
    "silicon valley": "America/Los_Angeles",
    "palo alto": "America/Los_Angeles",
    "mountain view": "America/Los_Angeles",
    "los angeles": "America/Los_Angeles",
    "new delhi": "Asia/Kolkata",
    "kuala lumpur": "Asia/Kuala_Lumpur",
    "hong kong": "Asia/Hong_Kong",
    "new york": "America/New_York",
    "labuan bajo": "Asia/Makassar",
}


async def timezone(request: Request, services: Services) -> Reaction:
    """Set the zone of the city or zone named, else offer the usual ones."""
    t = texts(request.lang)
    written = " ".join(visible(request.text).split())
    if not written:
        return Reply().say(page(request, t)).done()
    # The first look-up gathers the cities' names in every language, for a second or so.
    named = await asyncio.to_thread(zone_of, written)
    if named is not None:
        return _set(request, named, t)
    name, similar = shortened(written, 60), alike(written)
    if not similar:
        first = t("I know no zone “{name}”. Write a large city or a name such as Asia/Jakarta.", name=name)
        return Reply().say(Writer().line(first).done([to_settings(t)])).done()
    out = Writer().line(t("I know no zone “{name}”. Did you mean one of these?", name=name))
    rows = [[Button(city + t.bracketed(abbreviation(zone, request.now)), f"z:{zone}")] for city, zone in similar]
    return Reply().say(out.done([*rows, to_settings(t)])).done()


def page(request: Request, t: Texts, first: str | None = None) -> Rich:
    """The zones to choose from, today's marked, and how to name another; ``first`` says what has just been set."""
    out = Writer()
    now = t.moment(request.now, request.timezone)
    out.line(first or t("Your time: {time}. Choose a zone, or write /timezone and a city.", time=now))
    buttons = [
        Button(("✓ " if zone == request.timezone else "") + _city(zone, request, t), f"z:{zone}") for zone in OFFERED
    ]
    return out.done([*(buttons[i : i + 2] for i in range(0, len(buttons), 2)), to_settings(t)])


def label(zone: str, t: Texts) -> str:
    """A zone as people call it: Beijing, Jakarta, UTC."""
    if zone == "Asia/Shanghai":
        return t("Beijing")
    return zone if "/" not in zone or zone.startswith("Etc/") else t.city(zone)


def _city(zone: str, request: Request, t: Texts) -> str:
    short = abbreviation(zone, request.now)
    return label(zone, t) + t.bracketed(short) if "/" in zone else short


async def timezone_pressed(request: Request, services: Services, value: str) -> Reaction:
    """A zone's button."""
    t = texts(request.lang)
    zone = zone_of(value)
    if zone is None:
        return Reaction(toast=t("This button is too old; please type the command again."))
    return _set(request, zone, t)


def _set(request: Request, zone: str, t: Texts) -> Reaction:
    reply = Reply()
    reply.write(lambda c: subscribers.set_timezone(c, request.chat_id, zone))
    out = Writer().line(t("Your time is now {time}.", time=t.moment(request.now, zone)))
    return reply.say(out.done([to_settings(t)]), edit=request.pressed).done()


def zone_of(text: str) -> str | None:
    """The IANA zone of a zone's name, a city, an abbreviation or an offset, in any case; None where there is none."""
    plain = _plain(text)
    if offset := OFFSET.fullmatch(plain):
        hours = int(offset[2])
        east = offset[1] == "+"
        # POSIX counts the other way round: Etc/GMT-7 is seven hours before UTC.
        zone = f"Etc/GMT{'-' if east else '+'}{hours}" if hours else "UTC"
        return zone if zone in available_timezones() else None
    return CITIES.get(plain) or _zones().get(plain)


def alike(text: str) -> list[tuple[str, str]]:
    """The cities that a misspelt one may mean, each with its zone, the likeliest first; three at most."""
    plain = _plain(text)
    near = process.extract(
        plain, _cities(), scorer=fuzz.ratio, score_cutoff=ALIKE_HAN if has_han(plain) else ALIKE, limit=6
    )
    found = {zone_of(name) or "": name for name, _, _ in reversed(near)}
    return [(name.title(), zone) for zone, name in reversed(found.items())][:3]


@cache
def _cities() -> tuple[str, ...]:
    """The names of cities, those left out that are too short to be misspelt."""
    known = (*CITIES, *(n for n, zone in _zones().items() if "/" not in n and zone.partition("/")[0] in CONTINENTS))
    return tuple(name for name in dict.fromkeys(known) if len(name) > (2 if has_han(name) else 3))


def _plain(text: str) -> str:
    plain = re.sub(r"[\s_]+", " ", folded(visible(text))).strip()
    return re.sub(r"(?:市|时间)$", "", plain)


@cache
def _zones() -> dict[str, str]:
    """Zones by their own names, then by those of their cities in the three languages."""
    known = sorted(available_timezones(), key=lambda name: (name not in ABBREVIATIONS, name))
    found = {zone.lower().replace("_", " "): zone for zone in known}
    cities = [zone for zone in known if "/" in zone and not zone.startswith("Etc/")]
    for zone in cities:
        found.setdefault(zone.lower().replace("_", " ").rsplit("/", 1)[-1], zone)
    for zone in cities:
        for lang in LANGUAGES:
            found.setdefault(folded(texts(lang).city(zone)), zone)
    return found
