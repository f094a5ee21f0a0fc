"""Messages, plurals and dates of one language.

``t("You watch {name}.", name=…)`` looks the English text up in ``<language>.po``; a text without a translation is shown
in English and found by a test. Values are put in after translation and never read as templates; in Chinese a space
parts them from the text where Han meets Latin. Adding a language is adding its file.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Literal
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, get_day_names, get_timezone_location
from babel.lists import format_list
from babel.messages.catalog import Catalog as Messages
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from feeds.model import LANGUAGES
from feeds.reading.text import has_han

FOLDER = Path(__file__).parent
BABEL = {"id": "id", "en": "en", "zh": "zh_Hans"}
FIRST_MARK = 0xF0000  # of a private plane: stands for a name while a list is put together
DEFAULT_ZONE = {"id": "Asia/Jakarta", "en": "UTC", "zh": "Asia/Shanghai"}

# Babel's long official forms are not what the press writes.
SHORT_COUNTRIES = {("HK", "en"): "Hong Kong", ("HK", "id"): "Hong Kong", ("HK", "zh"): "香港", ("GB", "id"): "Inggris"}

DATE = re.compile(r"\d{1,4}年")

# zoneinfo names these zones by their offset only; the abbreviations are those in use there.
ABBREVIATIONS = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
    "Asia/Singapore": "SGT",
    "Asia/Kuala_Lumpur": "MYT",
    "Asia/Hong_Kong": "HKT",
    "Asia/Macau": "CST",
    "Asia/Shanghai": "CST",
    "Asia/Taipei": "CST",
    "Asia/Bangkok": "ICT",
    "Asia/Ho_Chi_Minh": "ICT",
    "Asia/Manila": "PHT",
    "Asia/Dubai": "GST",
    "Asia/Kolkata": "IST",
    "Asia/Tokyo": "JST",
    "Asia/Seoul": "KST",
}


class Texts:
    """The messages of one language, called like a function."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._messages = messages(lang)

    def __call__(self, message: str, /, **values: object) -> str:
        """The message in this language with its values put in."""
        found = self._messages.get(message)
        text = found.string if found is not None and isinstance(found.string, str) and found.string else message
        return self._filled(text, values) if values else text

    def n(self, singular: str, plural: str, count: int, /, **values: object) -> str:
        """The message in the form that the number asks for; ``{n}`` is the number, with this language's marks."""
        found = self._messages.get(singular)
        forms = found.string if found is not None and not isinstance(found.string, str) else ()
        if forms and all(forms):
            rule = 1 if len(forms) > 1 and count != 1 else 0
            text = forms[rule]
        else:
            text = singular if count == 1 else plural
        return self._filled(text, {"n": self.number(count), **values})

    def _filled(self, text: str, values: Mapping[str, object]) -> str:
        if self.lang != "zh":
            return text.format(**values)
        pieces = []
        for literal, name in parsed(text):
            pieces += [literal] if name is None else [literal, str(values[name])]
        return parted(pieces)

    def many(self, names: Sequence[str]) -> str:
        """A list of names as this language writes it: A, B, and C; A, B, dan C; A、B和C."""
        return self._listed(names, "standard")

    def any_of(self, names: Sequence[str]) -> str:
        """Alternatives as the language lists them: "a, b, or c"."""
        return self._listed(names, "or")

    def _listed(self, names: Sequence[str], style: Literal["standard", "or"]) -> str:
        if not names:
            return ""
        # The names are put in afterwards: one that holds a place of Babel's patterns must not be filled.
        marks = [chr(FIRST_MARK + i) for i in range(len(names))]
        listed = format_list(marks, style=style, locale=BABEL[self.lang])
        known = dict(zip(marks, names, strict=True))
        pieces = [known.get(ch, ch) for ch in listed]
        return parted(pieces) if self.lang == "zh" else "".join(pieces)

    def bracketed(self, text: str) -> str:
        """An aside behind a text: " (a)", （a） in Chinese."""
        return f"（{text}）" if self.lang == "zh" else f" ({text})"

    @property
    def colon(self) -> str:
        """What stands between a label and its value: ": ", a full-width one in Chinese."""
        return "：" if self.lang == "zh" else ": "

    def number(self, value: float, digits: int = 0) -> str:
        """A number with this language's marks: 1,234.5 or 1.234,5."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return format_decimal(value, format=pattern, locale=BABEL[self.lang])

    def country(self, code: str) -> str:
        """A country's name for its ISO 3166 code; the code where there is none."""
        return SHORT_COUNTRIES.get((code, self.lang)) or Locale.parse(BABEL[self.lang]).territories.get(code, code)

    def city(self, zone: str) -> str:
        """The city that a zone is known by: Singapore, Singapura, 新加坡."""
        return get_timezone_location(zone, locale=BABEL[self.lang], return_city=True)

    def day(self, day: date) -> str:
        """A date: 10 August 2025, 10 Agustus 2025, 2025年8月10日."""
        pattern = {"en": "d MMMM y", "id": "d MMMM y", "zh": "y年M月d日"}[self.lang]
        return format_date(day, pattern, locale=BABEL[self.lang])

    def weekday(self, number: int, *, short: bool = False) -> str:
        """A day of the week, Monday being 0: Monday, Mon; Senin, Sen; always 周一 in Chinese."""
        width: Literal["abbreviated", "wide"] = "abbreviated" if short or self.lang == "zh" else "wide"
        return str(get_day_names(width, "format", BABEL[self.lang])[number])

    def moment(self, moment: datetime, zone: str) -> str:
        """A date and time in a zone, with the zone's usual abbreviation."""
        day = self.day(moment.astimezone(ZoneInfo(zone)).date())
        return f"{day}{'' if self.lang == 'zh' else ','} {self.clock(moment, zone)}"

    def clock(self, moment: datetime, zone: str) -> str:
        """A time of day in a zone, with the zone's usual abbreviation."""
        return f"{moment.astimezone(ZoneInfo(zone)):%H:%M} {abbreviation(zone, moment)}"


@cache
def parsed(text: str) -> tuple[tuple[str, str | None], ...]:
    """The literal stretches of a message, each with the name of the value behind it."""
    return tuple((literal, name) for literal, name, _, _ in Formatter().parse(text))


def parted(pieces: Iterable[str]) -> str:
    """Pieces of a Chinese text joined, with a space where Han meets Latin letters, digits or a command.

    None stands between a number and the mark of its year, month or day, nor before a date.
    """
    text = ""
    for piece in pieces:
        if text and piece and _meet(text[-1], piece):
            text += " "
        text += piece
    return text


def _meet(before: str, piece: str) -> bool:
    after = piece[0]
    if has_han(before):
        return not DATE.match(piece) and (after == "/" or (after.isalnum() and not has_han(after)))
    return has_han(after) and before.isalnum() and not (before.isdigit() and after in "年月日")


def abbreviation(zone: str, moment: datetime) -> str:
    """The zone's abbreviation as people there write it: WIB, HKT, CEST; UTC+05:45 where there is none."""
    if zone in ABBREVIATIONS:
        return ABBREVIATIONS[zone]
    name = moment.astimezone(ZoneInfo(zone)).tzname() or "UTC"
    if name[0] in "+-":
        hours, minutes = name[:3], name[3:]
        return f"UTC{hours}" + (f":{minutes}" if minutes else "")
    return name


@cache
def messages(lang: str) -> Messages:
    """The message catalog of a language; English has none to look up."""
    path = FOLDER / f"{lang}.po"
    if not path.exists():
        return Messages(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale=BABEL.get(lang, lang), abort_invalid=True)


@cache
def texts(lang: str) -> Texts:
    """The texts of a language; of English where it is not one of ours."""
    return Texts(lang if lang in LANGUAGES else "en")


def language_of(code: str | None, default: str = "en") -> str:
    """Our language for a Telegram language code: "in", "id", "ms" → id; "zh-hans" → zh; anything else the default."""
    base = (code or "").lower().replace("_", "-").split("-")[0]
    if base in ("id", "in", "ms", "jv", "su"):
        return "id"
    if base in ("zh", "yue"):
        return "zh"
    return "en" if base == "en" else default


def epoch(moment: datetime) -> int:
    """Seconds since 1970, for Telegram's date_time entity."""
    return int(moment.astimezone(UTC).timestamp())
