"""What a clause tells as background: an earlier station of a life, not this article's news."""

import re

from feeds.model import Article
from feeds.reading import status
from feeds.reading.dates import too_far
from feeds.reading.places import Draft

# How long ago, or for how long: nobody's news is a station that has lasted for years.
LONG_AGO = {
    "en": re.compile(r"\b(?:years?|decades?) ago\b", re.I),
    "id": re.compile(r"\b(?:tahun|dekade) (?:yang )?(?:lalu|silam)\b", re.I),
    "zh": re.compile(r"年前"),
}
# What lies long ago is then the founding, whatever the cue before it tells.
FOUNDING = re.compile(r"\b(?:co-?)?(?:found|founded|established)\b|\b(?:di|men)?dirikan\b", re.I)
STAYED = re.compile(
    r"\bfor (?:more than |over |nearly |almost |about )?(?:an? |[\w-]+ )?(?:years|decades?)\b"
    r"|\bselama (?:lebih dari |hampir )?(?:[\w-]+ )?(?:tahun|dekade)\b",
    re.I,
)


def is_past(draft: Draft, lang: str, date: str | None, article: Article) -> bool:
    """Whether the clause tells background: an earlier station, not this article's news."""
    if too_far(date, article.published):
        return True
    if draft.masked.in_title:
        return False
    text = draft.masked.text
    start = max(text.rfind(c, 0, draft.at) for c in ",;，；。、") + 1
    after = draft.at + len(draft.cue)
    ends = [i for c in ",;，；。、" if (i := text.find(c, after)) >= 0]
    window = text[max(start, draft.at - 60) : min([*ends, after + 24])]
    rest = text[after : min([*ends, after + 90])]
    ago = LONG_AGO[lang].search(rest)
    if (ago and not FOUNDING.search(rest, 0, ago.start())) or (
        re.search(r"work|kerja", draft.cue, re.I) and STAYED.search(rest)
    ):
        return True
    return status.BACKGROUND[lang].search(window) is not None


def clause(text: str, at: int) -> str:
    """The part of a sentence around a cue in which its date is looked for."""
    start = max(text.rfind(c, 0, at) for c in ",;，；。") + 1
    ends = [i for c in (";", "；", "。", "，", ", who", ", which", ", whose", ", yang") if (i := text.find(c, at)) >= 0]
    return text[max(0, start - 20) : min(ends, default=len(text))]
