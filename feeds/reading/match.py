"""Watched names in a text: every spelling in one pass, then the rules of what is a hit.

1. All spellings are looked for at once (Aho-Corasick) in the folded text, overlapping.
2. A Latin spelling ends where a word ends; Han has no such boundary.
3. A longer known name that covers the hit is another name: 京东方 is not 京东, 阿里山 is not 阿里.
4. ``exact`` spellings match in their very case; ``ambiguous`` ones only beside a word of their context.
5. People watched in pinyin are found in Han, whichever way round, by the keys of the people whom the text names.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick_rs

from feeds.model import Article, Hit, Watched
from feeds.reading import pinyin
from feeds.reading.catalog import Catalog
from feeds.reading.text import HAN, Folded, fold, folded

CONTEXT_REACH = 300  # folded characters on each side in which a context word must stand
# Ordinary words that begin with a watched name and are something else.
COVERING = [
    "阿里山",
    "阿里地区",
    "阿里郡",
    "阿里巴巴与四十大盗",
    "京东南",
    "京东北",
    "京东大鼓",
    "小米粥",
    "小米辣",
    "小米椒",
    "苹果园",
    "苹果汁",
    "百度百科",
    "微软雅黑",
    "谷歌浏览器",
    "华为技术有限公司",
    "腾讯体育",
    "腾讯新闻",
    "腾讯视频",
    "新浪微博",
    "亚马逊河",
    "亚马逊雨林",
    "联想到",
    "理想主义",
    "理想化",
    "大众点评",
    "高通胀",
    "高通量",
    "高通货",
    "特斯拉线圈",
    "平安夜",
]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One spelling of one watch; an empty ``watch`` only covers others."""

    text: str
    shown: str
    watch: str
    exact: bool = False
    ambiguous: bool = False


class Matcher:
    """Finds watched names in articles; built anew when the watches change."""

    def __init__(self, watched: Iterable[Watched], catalog: Catalog | None = None) -> None:
        self._watched = {w.id: w for w in watched}
        patterns = [p for w in self._watched.values() for p in _patterns(w)]
        covering = {folded(c) for c in COVERING}
        if catalog is not None:
            covering |= {s.text for s in catalog.spellings}
        patterns += [Pattern(t, t, "") for t in _covers(covering, {p.text for p in patterns})]
        self._patterns = patterns
        self._automaton = ahocorasick_rs.AhoCorasick([p.text for p in patterns]) if patterns else None
        self._people = _people(self._watched.values())
        self._contexts = {w.id: tuple(folded(c) for c in w.context) for w in self._watched.values()}

    def find(self, article: Article) -> tuple[Hit, ...]:
        """The hits in an article, in order, one a place and watch; offsets point into ``article.whole``."""
        whole = article.whole
        text = fold(whole)
        hits = self._spelled(whole, text) if self._automaton else []
        if self._people and HAN.search(text.text):
            hits += self._named_in_han(text)
        unique = {(h.watch, h.start, h.end): h for h in hits}
        kept: list[Hit] = []
        for hit in sorted(unique.values(), key=lambda h: (h.watch, h.start, -h.end)):
            if not (kept and kept[-1].watch == hit.watch and hit.start < kept[-1].end):
                kept.append(hit)
        return tuple(sorted(kept, key=lambda h: (h.start, h.end, h.watch)))

    def _spelled(self, whole: str, text: Folded) -> list[Hit]:
        assert self._automaton is not None
        found = self._automaton.find_matches_as_indexes(text.text, overlapping=True)
        places = [(start, end, self._patterns[i]) for i, start, end in found if bounded(text.text, start, end)]
        spans = _longest([(s, e) for s, e, _ in places])
        own: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for start, end, pattern in places:
            own[pattern.watch].append((start, end))
        # "Alibaba" in "Alibaba Group": the longer name that covers the hit is the watch's too.
        own_spans = {watch: _longest(found) for watch, found in own.items()}
        hits = []
        for start, end, pattern in places:
            if not pattern.watch or not self._stands(pattern, whole, text, start, end):
                continue
            if _covered(start, end, spans) and not _covered(start, end, own_spans[pattern.watch]):
                continue
            a, b = text.span(start, end)
            hits.append(Hit(pattern.watch, whole[a:b], a, b))
        return hits

    def _stands(self, pattern: Pattern, whole: str, text: Folded, start: int, end: int) -> bool:
        if pattern.exact:
            a, b = text.span(start, end)
            if whole[a:b] != pattern.shown:
                return False
        if pattern.ambiguous:
            around = text.text[max(0, start - CONTEXT_REACH) : start] + " " + text.text[end : end + CONTEXT_REACH]
            return any(c in around for c in self._contexts[pattern.watch])
        return True

    def _named_in_han(self, text: Folded) -> list[Hit]:
        hits = []
        for start, end, key in han_names(text.text):
            for watch in self._people.get(key, ()):
                a, b = text.span(start, end)
                hits.append(Hit(watch, text.text[start:end], a, b))
        return hits


def bounded(text: str, start: int, end: int) -> bool:
    """Whether a stretch of folded text begins and ends where words do; Han needs no boundary."""
    before = start == 0 or not _joined(text[start - 1], text[start])
    return before and (end >= len(text) or not _joined(text[end - 1], text[end]))


def _joined(a: str, b: str) -> bool:
    return a.isalnum() and b.isalnum() and not HAN.match(a) and not HAN.match(b)


def _patterns(watched: Watched) -> list[Pattern]:
    spellings = dict.fromkeys(s for s in (watched.name, *watched.aliases) if s.strip())
    return [
        Pattern(folded(s), s, watched.id, s in watched.exact, s in watched.ambiguous) for s in spellings if folded(s)
    ]


def _covers(known: Iterable[str], mine: set[str]) -> list[str]:
    """The known words that contain a watched spelling and are none themselves."""
    if not mine:
        return []
    inside = ahocorasick_rs.AhoCorasick(mine)  # one pass a word: thousands may be watched
    return [text for text in sorted(known) if text not in mine and inside.find_matches_as_indexes(text)]


def _longest(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans that no other contains, by their start."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda s: (s[0], -s[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return kept


def _covered(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        if spans[middle][0] <= start:
            low = middle + 1
        else:
            high = middle
    return any(s <= start and end <= e and e - s > end - start for s, e in spans[max(0, low - 3) : low])


def _people(watched: Iterable[Watched]) -> dict[str, list[str]]:
    """The keys under which people watched in pinyin are known, with their watches."""
    found: dict[str, list[str]] = {}
    for one in watched:
        if one.kind == "organisation" or HAN.search("".join((one.name, *one.aliases))):
            continue
        for key in pinyin.both_orders(one.name):
            found.setdefault(key, []).append(one.id)
    return found


def han_names(text: str) -> list[tuple[int, int, str]]:
    """Every stretch of Han that could be a name by its surname, with its key: (start, end, key)."""
    found = []
    for start, character in enumerate(text):
        pair = text[start : start + 2]
        lengths: tuple[int, ...] = ()
        if pair in pinyin.compound():
            lengths = (3, 4)
        elif character in pinyin.common():
            lengths = (2, 3)
        for length in lengths:
            name = text[start : start + length]
            if len(name) == length and all(HAN.match(c) for c in name):
                found.append((start, start + length, pinyin.han_key(name)))
    return found
