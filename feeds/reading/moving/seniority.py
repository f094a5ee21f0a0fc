"""Whether a role is a senior one: a founder's, a chair's, a chief's, a president's, a head's and the like.

The lists are closed and stand in ``feeds/catalog/senior``, one file a language. Each role is read by all of them, since
an article in any language may say "CEO" or "vice president".
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

from feeds.model import LANGUAGES
from feeds.reading.text import folded


def senior(role: str | None) -> bool:
    """Whether a role, in any of the three languages, is a senior post."""
    plain = folded(role or "")
    return any(titles.search(others.sub(" ", plain)) for titles, others in _lists())


@cache
def _lists() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """For each language the pattern of its titles and that of what only sounds like one."""
    found = []
    for lang in LANGUAGES:
        data = tomllib.loads(files("feeds.catalog").joinpath("senior", f"{lang}.toml").read_text("utf-8"))
        found.append((_any_of(data["titles"], lang), _any_of(data["not"], lang)))
    return tuple(found)


def _any_of(words: list[str], lang: str) -> re.Pattern[str]:
    """Whole words, the longest first; Chinese has none, and there a word may stand anywhere."""
    told = "|".join(re.escape(folded(w)) for w in sorted(words, key=len, reverse=True))
    if lang == "zh":
        return re.compile(told)
    return re.compile(rf"(?<![a-z0-9])(?:{told}){'s?' if lang == 'en' else ''}(?![a-z0-9])")
