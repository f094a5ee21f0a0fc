"""The organisation that an article is about, for the sides of a move that its own sentence leaves open.

"Qvist is leaving" in an article headed "Norvale says research chief to go" is a departure from Norvale; 聘任沈若溪为总经理
under the heading 诺瓦科技：… is an appointment there. The organisation counts only where title and lead agree on it and no
other comes near; a medium, an agency or a regulator that merely reports is none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from feeds.reading.moving.slots import Masked, Token
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.name import Name
from feeds.reading.text import has_han

CLEAR = 3.0  # the points that make a topic: a title that names it, or a lead and a further sentence
AHEAD = 1.25  # how many times the points of the next one
READ = 14  # sentences
# Who tells the news or watches over it: before or behind the name.
TELLER_AFTER = re.compile(
    r"^(?:['’]s? )?(?:[\w-]+ )?(?:report(?:s|ed)|said (?:in|on) its website|first reported|analysts?|data show|讯|报道|快讯|记者|获悉|消息|数据显示|网)"
    r"|^,? (?:citing|wrote|writes|melaporkan|memberitakan)|^\s*[-–—]\s|^\)\s*[-–—]",
    re.I,
)
TELLER_BEFORE = re.compile(
    r"(?:\b(?:according to|told|reported by|via|from|said in an interview with|kepada|dikutip(?: dari)?|dilansir(?: dari)?|menurut|mengutip)|据|来源[：:]?|向|接受|查询|显示)\s*(?:the )?$",
    re.I,
)
# Who owns what the news is about: "Norvale's unit Kestrel", 小米旗下….
OWNER_AFTER = re.compile(r"^(?:旗下|下属|控股的|参股的)|^['’]s (?:subsidiary|unit) ")
TELLERS = re.compile(
    r"reuters|bloomberg|cnn|bbc|cnbc|techcrunch|associated press|wall street journal|new york times|financial times|the verge|business insider"
    r"|kompas|detik|tempo|antara|suara\.com|liputan6|kontan|tribun|merdeka|bisnis\.com|juara|bola|twitter|linkedin|facebook page|instagram"
    r"|新浪|网易|搜狐|财经|日报|晚报|证券报|证券时报|中证网|财联社|快讯|每经|天眼查|企查查|证监会|银保监|交易所|监管局|新华社|中新|澎湃|界面|第一财经",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Topic:
    """An article's organisation with the points that it came to."""

    org: Name
    points: float


def topic(sentences: Sequence[Masked], catalog: Catalog) -> Topic | None:
    """Say which organisation the article is about; None where that is not clear."""
    points: dict[str, float] = {}
    first: dict[str, Name] = {}
    for masked in sentences[:READ]:
        counted: set[str] = set()
        for place, token in enumerate(t for t in masked.tokens if t.letter == "O"):
            key = _head(token.name, catalog)
            if _tells(token, masked) or key in counted or OWNER_AFTER.match(masked.text[token.end : token.end + 14]):
                continue
            counted.add(key)
            points[key] = points.get(key, 0.0) + _weight(masked, place)
            first.setdefault(key, token.name)
    ranked = sorted(_merged(points).items(), key=lambda p: -p[1])
    if not ranked or ranked[0][1] < CLEAR:
        return None
    if len(ranked) > 1 and ranked[0][1] < AHEAD * ranked[1][1]:
        return None
    return Topic(first[ranked[0][0]], ranked[0][1])


def _weight(masked: Masked, place: int) -> float:
    if masked.in_title:
        return 3.0 if place == 0 else 2.0
    return (2.0 if masked.number <= 1 else 1.0 if masked.number <= 3 else 0.5) - (0.3 if place else 0.0)


def _head(name: Name, catalog: Catalog) -> str:
    """The key of the organisation itself, not of its lab."""
    owners = catalog.owners(name.key)
    return owners[-1] if owners else name.key


def _merged(points: dict[str, float]) -> dict[str, float]:
    """Points of a short Chinese form added to its full one: 诺瓦 speaks of 中国诺瓦."""
    result = dict(points)
    for short in sorted(points, key=len):
        longer = next((k for k in result if k != short and _part(short.lstrip("~"), k)), None)
        if longer is not None and short in result:
            result[longer] += result.pop(short)
    return result


def _part(short: str, long: str) -> bool:
    """Whether a key is the short form of another: inside it in Han, its last words in Latin."""
    return short in long if has_han(short) else long.endswith(f" {short}")


def _tells(token: Token, masked: Masked) -> bool:
    """Whether the name stands as who reports or watches, not as whose news it is."""
    if TELLERS.search(token.name.text) and token.name.entity_id is None:
        return True
    after, before = masked.text[token.end : token.end + 30], masked.text[max(0, token.start - 24) : token.start]
    return bool(TELLER_AFTER.match(after) or TELLER_BEFORE.search(before))
