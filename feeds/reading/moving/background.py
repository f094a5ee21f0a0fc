"""What a clause tells as background: an earlier station of a life, not this article's news."""

import re
from functools import lru_cache

from feeds.model import Article
from feeds.reading.moving import status
from feeds.reading.moving.dates import event_date, too_far
from feeds.reading.moving.places import Draft

# How long ago, or for how long: nobody's news is a station that has lasted for years.
LONG_AGO = {
    "en": re.compile(r"\b(?:years?|decades?) ago\b", re.I),
    "id": re.compile(r"\b(?:tahun|dekade) (?:yang )?(?:lalu|silam)\b", re.I),
    "zh": re.compile(r"年前"),
}
# What lies long ago is then the founding, whatever the cue before it tells.
FOUNDING = re.compile(r"\b(?:co-?)?(?:found|founded|established)\b|\b(?:di|men)?dirikan\b", re.I)
# Where the one who is replaced went belongs to the news: "succeeds Tara Qvist, who joined Kestrel last year".
REPLACED_BEFORE = re.compile(r"\b(?:succeed\w*|replac\w+|takes? over from|took over from) ⟦[PN]\d+⟧,? $", re.I)
AHEAD = re.compile(r"\b(?:will|would|to|akan|bakal)\b|将", re.I)
STAYED = re.compile(
    r"\bfor (?:more than |over |nearly |almost |about )?(?:an? |[\w-]+ )?(?:years|decades?)\b"
    r"|\bselama (?:lebih dari |hampir )?(?:[\w-]+ )?(?:tahun|dekade)\b",
    re.I,
)


# A clause set between commas, with the sentence's own verb behind it: "⟦P⟧, who took charge of ⟦O⟧ last year, is leaving".
RELATIVE = re.compile(r", who (?:[\w-]+ ){0,5}[\w-]*$")


def of_who_is_replaced(draft: Draft) -> bool:
    """Whether a clause says of who is replaced, right behind their name, what they did."""
    return REPLACED_BEFORE.search(draft.masked.text[: draft.at]) is not None


def is_past(draft: Draft, lang: str, date: str | None, article: Article) -> bool:
    """Whether the clause tells background: an earlier station, not this article's news."""
    if lang == "zh" and date is None and (lead := LEAD.match(draft.masked.text)):
        date = event_date(
            lead.group(), article.published
        )  # the date at the head of a sentence holds for all that follows
    if too_far(date, article.published) or (article.published is None and _long_before(date, article)):
        return True
    if lang == "id" and left_before(draft):
        return True
    if draft.masked.in_title:
        return False
    text = draft.masked.text
    if of_who_is_replaced(draft):
        return False
    if lang == "en" and (relative := RELATIVE.search(text[: draft.at + len(draft.cue)])):
        inside, comma, _ = text[relative.start() + 2 :].partition(",")
        if comma and status.BACKGROUND[lang].search(inside):
            return True
    start = max(text.rfind(c, 0, draft.at) for c in ",;，；。、") + 1
    after = draft.at + len(draft.cue)
    ends = [i for c in ",;，；。、" if (i := text.find(c, after)) >= 0]
    if lang == "zh" and (space := HAN_SPACE.search(text, after)):
        ends.append(space.start())
    window = text[max(start, draft.at - 60) : min([*ends, after + 24])]
    # Where nobody knows when the article was written, a bare year is that of a life: news has a day or a month.
    if article.published is None and date is not None and len(date) == len("2025") and not AHEAD.search(window):
        return True
    rest = text[after : min([*ends, after + 90])]
    if lang == "zh" and (AGO_AHEAD.search(text[:start]) or OF_WHOM.search(text[start : after + 16])):
        return True
    ago = LONG_AGO[lang].search(rest)
    if (ago and not FOUNDING.search(rest, 0, ago.start())) or (
        re.search(r"work|kerja|bagian dari|membela|berseragam", draft.cue, re.I) and STAYED.search(rest)
    ):
        return True
    return status.BACKGROUND[lang].search(window) is not None


# "usai pensiun", "setelah hengkang dari Norvale": what came before that of which the sentence tells.
AFTER_WHICH = re.compile(
    r"\b(?:usai|setelah|pasca|selepas|sesudah|sejak) (?:(?:ia|dia|dirinya|resmi|memutuskan|untuk|akhirnya|memasuki|masa) ){0,3}$",
    re.I,
)


def left_before(draft: Draft) -> bool:
    """Whether an Indonesian clause tells a departure only as what came before the news."""
    text = draft.masked.text[: draft.at]
    return draft.frame in ("out", "dropped", "gone") and AFTER_WHICH.search(text) is not None


LEAD = re.compile(r"[^，。；⟦]{0,4}(?:19|20)\d\d年(?:\d{1,2}月)?(?!\d)")
HAN_SPACE = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")  # parts clauses in Chinese headings
# 十年前，沈若溪创办…: how long ago stands in a clause of its own ahead.
AGO_AHEAD = re.compile(r"(?:年前|早年|当年)(?:的?(?:今天|春天|夏天|秋天|冬天))?[，,]$")
# Told of a firm or a person in passing: 由沈若溪创办的诺瓦, 沈若溪担任监事的诺瓦, 对其担任总经理期间….
OF_WHOM = re.compile(
    r"(?:由|是|系)[^，。；]{0,24}(?:创办|创立)|担任(?:之|[^，。；⟦]{1,10}的)(?!职务|工作|消息|公告|议案|岗位|职位|通知|决定)|(?:对|因|在|自)[其他她][^，。；]{0,4}(?:担任|出任|兼任)|(?:担任|出任)[^，。；⟦]{1,12}(?:期间|以来)"
    r"|(?:自|从)⟦P\d+⟧(?:加盟|加入|入职)|(?:加盟|加入|入职)[^，。；]{0,12}(?:起|以来)[，,]"
)
YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年)")


@lru_cache(maxsize=8)
def _newest_year(text: str) -> int:
    return max((int(y) for y in YEARS.findall(text)), default=0)


def _long_before(date: str | None, article: Article) -> bool:
    """Whether a date lies two years or more before the newest year that an undated Chinese article names."""
    return date is not None and int(date[:4]) <= _newest_year(article.whole) - 2


def clause(text: str, at: int) -> str:
    """The part of a sentence around a cue in which its date is looked for."""
    start = max(text.rfind(c, 0, at) for c in ",;，；。") + 1
    ends = [i for c in (";", "；", "。", "，", ", who", ", which", ", whose", ", yang") if (i := text.find(c, at)) >= 0]
    return text[max(0, start - 20) : min(ends, default=len(text))]
