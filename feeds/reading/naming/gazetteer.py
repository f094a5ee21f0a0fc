"""Places by name: where an article says that it was written, and where jobs are cut.

Only places of the list (``feeds/catalog/places.toml``) are seen: what stands behind "in" is more often a month, a suit
or a field of work than a place. A place is handed on in its English form and shown in the reader's.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

from feeds.reading.text import simplified

COLUMNS = {"en": 0, "id": 1, "zh": 2}
# Other forms in which the press writes a place of the list.
ALSO = {
    "US": "the United States", "U.S.": "the United States", "USA": "the United States", "AS": "the United States", "UK": "the United Kingdom",
    "Britain": "the United Kingdom", "Cina": "China", "China": "China", "Prancis": "France", "SINGAPURA": "Singapore", "São Paulo": "Sao Paulo",
    "Philippines": "the Philippines", "Netherlands": "the Netherlands", "UAE": "the United Arab Emirates", "印度尼西亚": "Indonesia", "狮城": "Singapore",
}  # fmt: skip
BEFORE = {"en": r"\b(?:in|at|across|from)\s+(?:the\s+)?", "id": r"\b(?:di|dari|wilayah)\s+", "zh": r""}
AFTER = {
    "en": r"(?![\w-])",
    "id": r"(?![\w-])",
    "zh": r"(?=的?(?:员工|团队|办公室|办事处|分公司|研发中心|工厂|子公司|地区|裁|总部|公司|业务))",
}
OUTLET = r"[\w.&’' ]{2,30}"
# "JAKARTA, Kompas.com – ", "Jakarta (ANTARA) - ", "HONG KONG, Nov 3 (Agency) — "; "Outlet.com, Jakarta - ".
OPENED = r"^\W{{0,3}}(?P<place>{names})(?:,\s?{outlet}|\s?\({outlet}\)){{0,2}}\s*(?:--?|[–—:])\s"
OUTLET_FIRST = r"^\W{{0,3}}{outlet}[,|]\s?(?P<place>{names})\s*(?:--?|[–—|:])\s"
# 新华社北京11月3日电, （路透社香港3日讯）, 【本报上海讯】
HAN_OPENED = (
    r"^[\s【（(]{{0,3}}[\u4e00-\u9fff]{{0,8}}?(?P<place>{names})(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?(?:[电讯]|综合报道)"
)


@cache
def _rows() -> dict[str, tuple[str, str, str]]:
    """The places by their English name."""
    data = tomllib.loads(files("feeds.catalog").joinpath("places.toml").read_text("utf-8"))
    return {row[0]: (row[0], row[1], row[2]) for row in data["places"]}


@cache
def _known() -> dict[str, str]:
    """Every form, folded to lower case, with the English name."""
    found = {form.casefold(): name for name, row in _rows().items() for form in row}
    found |= {name.removeprefix("the ").casefold(): name for name in _rows()}
    return found | {form.casefold(): name for form, name in ALSO.items() if len(form) > 2}


@cache
def _alternatives(han: bool) -> str:
    forms = {form for row in _rows().values() for form in row} | set(ALSO)
    forms |= {name.removeprefix("the ") for name in _rows()}
    wanted = sorted((f for f in forms if (f >= "\u4e00") == han), key=len, reverse=True)
    return "|".join(re.escape(form) for form in wanted)


@cache
def _pattern(form: str, han: bool, ignoring_case: bool) -> re.Pattern[str]:
    return re.compile(form.format(names=_alternatives(han), outlet=OUTLET), re.I if ignoring_case else 0)


def named(place: str, lang: str) -> str:
    """A place in a language; what the list does not know stays as it is."""
    row = _rows().get(place)
    return row[COLUMNS[lang]] if row else place


def dateline(text: str) -> str | None:
    """The place, in English, that the opening of a text names as where it was written."""
    opening = text[:120].translate(simplified())
    for form, han in ((OPENED, False), (OUTLET_FIRST, False), (HAN_OPENED, True)):
        found = _pattern(form, han, not han).match(opening)
        if found:
            return _english(found.group("place"))
    return None


@cache
def _cut(lang: str) -> re.Pattern[str]:
    return re.compile(f"{BEFORE[lang]}(?P<place>{_alternatives(lang == 'zh')}){AFTER[lang]}")


def where(text: str, lang: str) -> str | None:
    """The place, in English, in which a sentence says that something happens: "in Jakarta", "di Singapura", "北京团队"."""
    found = _cut(lang).search(text.translate(simplified()) if lang == "zh" else text)
    return _english(found.group("place")) if found else None


def _english(form: str) -> str | None:
    return ALSO.get(form) or _known().get(form.casefold())
