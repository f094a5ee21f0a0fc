"""Where a report has its news from, so that ten outlets that quote one count as one source.

1. An article *credits* another outlet when its title or its first sentences say so: "Reuters reported", "according to a
   report by Bloomberg", "dikutip dari Kompas", 据彭博社报道. Only names of the press count: "according to the company" is
   a report of one's own.
2. Articles that credit one outlet are one source, with that outlet's own article where the story has it; a chain
   (A after B, B after C) is one too.
3. An outlet that is read under two names ("Bloomberg", 彭博社) is one outlet.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from feeds.model import Article
from feeds.reading.text import folded, sentences

OPENING = 2000  # characters that the lead is looked for in
REMEMBERED = 2048  # openings; the card of one story is drawn for many chats
LEAD = 3  # sentences in which a report says where it has its news from
# An outlet under its names, folded; those of one word that is a word of the language too stand with the rest of the name.
OUTLETS = {
    "reuters": r"reuters|路透社?",
    "bloomberg": r"bloomberg(?: news)?|彭博社?",
    "ap": r"(?:the )?associated press|美联社",
    "afp": r"agence france-presse|afp|法新社",
    "financial times": r"(?:the )?financial times|金融时报",
    "wall street journal": r"(?:the )?wall street journal|wsj|华尔街日报",
    "new york times": r"(?:the )?new york times|nyt|纽约时报",
    "washington post": r"(?:the )?washington post|华盛顿邮报",
    "the information": r"the information",
    "the verge": r"the verge",
    "techcrunch": r"tech ?crunch",
    "business insider": r"business insider|商业内幕",
    "wired": r"wired(?! for\b)|连线杂志",
    "axios": r"axios",
    "cnbc": r"cnbc(?! indonesia)",
    "cnbc indonesia": r"cnbc indonesia",
    "cnn": r"cnn(?! indonesia)",
    "cnn indonesia": r"cnn indonesia",
    "bbc": r"bbc(?: news)?",
    "nikkei": r"nikkei(?: asia)?|日本?经济?新闻|日经(?:亚洲)?",
    "scmp": r"south china morning post|scmp|南华早报",
    "straits times": r"(?:the )?strai?ts? times|海峡时报|联合早报",
    "caixin": r"caixin|财新(?:网)?",
    "yicai": r"yicai|第一财经",
    "latepost": r"latepost|晚点(?:latepost)?",
    "36kr": r"36kr|36氪",
    "ithome": r"it ?home|it之家",
    "jiemian": r"jiemian|界面新闻",
    "the paper": r"the paper|澎湃(?:新闻)?",
    "sina tech": r"sina tech|新浪科技",
    "tencent tech": r"tencent tech|腾讯科技",
    "xinhua": r"xinhua|新华社",
    "kompas": r"kompas(?:\.com)?",
    "detik": r"detik(?:com|inet|finance|news)?",
    "tempo": r"tempo(?:\.co)?",
    "antara": r"antara(?: news)?",
    "kontan": r"kontan(?:\.co\.id)?",
    "katadata": r"katadata",
    "bisnis": r"bisnis(?: indonesia|\.com)",
    "dealstreetasia": r"deal ?street ?asia",
    "tech in asia": r"tech in asia",
}
NAMED = "|".join(f"(?P<o{i}>{names})" for i, names in enumerate(OUTLETS.values()))
# How an outlet is credited, each with words one of which it cannot be without: a text that has none is passed over at
# once, since a search for every outlet takes milliseconds, and a digest asks it of each of its articles.
CREDITS = tuple(
    (cues, re.compile(pattern))
    for cues, pattern in (
        (
            ("according to", "reported by", "citing", "cited by", "quoted by"),
            rf"\b(?:according to|reported by|first reported by|citing|cited by|as reported by|quoted by)(?: (?:a|an|the|new|recent|local|news|exclusive|report|reports|story|article|by|from|in|outlet|agency|newspaper))* (?:{NAMED})\b",
        ),
        (
            ("reported", "reports"),
            rf"\b(?:{NAMED})(?:,? citing [\w ]{{1,40}},)? (?:has |had |first |earlier )*(?:reported|reports)\b",
        ),
        (
            ("dikutip", "dilansir", "mengutip", "melansir", "dikabarkan", "diberitakan", "diwartakan", "lapor"),
            rf"\b(?:dikutip|dilansir|mengutip|melansir|dikabarkan|diberitakan|diwartakan|menurut laporan|berdasarkan laporan|seperti dilaporkan)(?: (?:dari|oleh|laporan|media|harian|kantor|berita|laman|situs|detikinet))* (?:{NAMED})\b",
        ),
        (
            ("据", "援引", "引述", "综合"),
            rf"(?:据|援引|引述|综合)(?:外媒|媒体)?[《“]?(?:{NAMED})[》”]?(?:[^，。]{{0,12}}?(?:报道|消息|称|披露|援引)|等)",
        ),
        (
            ("报道",),
            rf"[《“]?(?:{NAMED})[》”]?[^，。]{{0,10}}?报道(?:称|说|，|：)?",
        ),
    )
)
WHOLE = tuple((name, re.compile(names)) for name, names in OUTLETS.items())
# Names that are not written as a title is.
WRITTEN = {
    "ap": "AP", "afp": "AFP", "cnbc": "CNBC", "cnbc indonesia": "CNBC Indonesia", "cnn": "CNN",
    "cnn indonesia": "CNN Indonesia", "bbc": "BBC", "scmp": "SCMP", "techcrunch": "TechCrunch", "36kr": "36Kr",
    "ithome": "IT Home", "latepost": "LatePost", "dealstreetasia": "DealStreetAsia", "tech in asia": "Tech in Asia",
    "detik": "detikcom", "the paper": "The Paper",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Source:
    outlets: set[str]
    quoted: set[str]  # the outlets that its articles credit
    articles: list[Article]


def origins(articles: Iterable[Article]) -> tuple[tuple[Article, ...], ...]:
    """The articles of a story by independent source, in the order in which each source was first heard.

    Two articles of one outlet that credit nobody stay two.
    """
    groups: list[_Source] = []
    heard: dict[int, int] = {}
    for number, article in enumerate(articles):
        heard[id(article)] = number
        mine = _Source({_own(article) or ""} - {""}, {credited(article) or ""} - {""}, [article])
        for other in [g for g in groups if g.quoted & (mine.outlets | mine.quoted) or g.outlets & mine.quoted]:
            groups.remove(other)
            mine = _Source(other.outlets | mine.outlets, other.quoted | mine.quoted, [*other.articles, *mine.articles])
        groups.append(mine)
    ordered = [sorted(g.articles, key=lambda a: heard[id(a)]) for g in groups]
    return tuple(tuple(g) for g in sorted(ordered, key=lambda g: heard[id(g[0])]))


@dataclass(frozen=True, slots=True)
class Credit:
    """Where an article says it has its news from: an outlet, and that outlet's article where the story has it."""

    outlet: str
    article: Article | None


def credits_of(articles: Sequence[Article]) -> dict[str, Credit]:
    """What each article that credits another outlet credits, by the article's id."""
    by_outlet: dict[str, Article] = {}
    for article in articles:
        by_outlet.setdefault(_own(article) or "", article)
    named = {a.id: credited(a) for a in articles}
    return {
        key: Credit(WRITTEN.get(name, name.title()), by_outlet.get(name))
        for key, name in named.items()
        if name is not None
    }


def first_reporter(articles: Sequence[Article]) -> Article | str:
    """Who reported it first: the first article, or whom it credits, and so on; an outlet by name that has no article here."""
    credits, seen = credits_of(articles), set[str]()
    at = articles[0]
    while (credit := credits.get(at.id)) is not None and at.id not in seen:
        seen.add(at.id)
        if credit.article is None:
            return credit.outlet
        at = credit.article
    return at if at.id not in seen else articles[0]


def credited(article: Article) -> str | None:
    """The other outlet that an article has its news from, by one name for each; None for a report of its own."""
    return _credited(article.title, article.text[:OPENING], _own(article))


@lru_cache(maxsize=REMEMBERED)
def _credited(title: str, opening: str, own: str | None) -> str | None:
    for text in (title, *(s.text for s in sentences(opening)[:LEAD])):
        plain = folded(text)
        for cues, pattern in CREDITS:
            found = pattern.search(plain) if any(cue in plain for cue in cues) else None
            name = _name(found) if found else None
            if name and name != own:
                return name
    return None


def _own(article: Article) -> str | None:
    """An outlet by one name however it is written; its own for one that is not listed."""
    outlet = folded(article.outlet).strip()
    return next((name for name, names in WHOLE if names.match(outlet)), outlet or None)


def _name(found: re.Match[str]) -> str | None:
    number = next((k for k, v in found.groupdict().items() if v is not None), None)
    return tuple(OUTLETS)[int(number[1:])] if number else None
