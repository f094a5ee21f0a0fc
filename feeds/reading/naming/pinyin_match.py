"""People watched in pinyin, found in Chinese text.

1. A pinyin name is a surname and a given name; either word may be the surname ("Yan Zhijie", "Zhijie Yan").
2. In the text, a character (two for compound surnames) with the surname's reading begins a candidate; the characters
   behind it must read as the given name, each in any of its readings.
3. A candidate is refused inside another known name and beside a middle dot. One of two characters might be a part of
   anything, so it counts only where what stands before and behind it sets it apart as a name, once in the text.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from feeds.model import Watched
from feeds.reading.naming import pinyin
from feeds.reading.naming.lexicon import HAN_NOT_NAMES
from feeds.reading.text import HAN, folded, has_han

# What stands before a name: no Han at all, the end of a role or a kinship, a word that takes a person.
BEFORE = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|[人员官裁理长监事席师家授士任管手总帅将者记表伴生妻父母兄弟姐妹友东星]|负责|先生|女士|同志|夫妇"
    r"|[和与及由为是让给请向因被把跟同随对替原前]|委派|聘请|挖走|挖来|引入|招募|邀请|提名|选举|推举|接替|取代|罢免|解聘|免去|名叫|叫做|获悉|其中|包括|以及|任命|聘任|创始)$"
)
# What stands behind one: no Han, a title, or a word that follows a person who acts.
BEHIND = re.compile(
    r"^(?:$|[^\u4e00-\u9fff]|先生|女士|小姐|博士|教授|老师|同志|院士|律师|将军|主任|董事|经理|总裁|总监|会长|主席|部长|院长|校长|书记|行长|夫妇|本人|等人|团队"
    r"|离|辞|卸|退|加入|加盟|入职|跳槽|出任|担任|接|升任|履新|就任|上任|转|调|任|兼|创|回归|重返|返回|被|将|已|曾|则|也|正|宣布|表示|称|说|认为|指|透露|介绍|强调|回应|发|因|从|自|于|在|为|不|即将|拟|或"
    r"|近日|日前|此前|目前|今|去年|毕业|本科|拥有|是|所|带|领|负责|主导|出生|现|历|递交|申请|提|等|一|同|还|又|仍|均|都|才|继|补选|当选|获|取代|去|套现|减持|增持|持有|亲自|下课|遭|重新|掌|主持|签|空降"
    r"|和|与|及|的|之|对|向|以|由|到|给|跟|有|未|原|简历|个人|女|男|汉族|年)"
)


class PinyinWatches:
    """The watches on people that have no Han spelling; ``find`` gives (start, end, watch id) in a folded text."""

    def __init__(self, watched: Iterable[Watched], known: Callable[[str], Iterable[tuple[int, int]]]) -> None:
        """``known`` gives the stretches of a folded text that are known names in Han of three characters or more."""
        self._known = known
        self._given: dict[str, dict[str, list[str]]] = {}
        for one in watched:
            if one.kind == "organisation" or has_han("".join((one.name, *one.aliases))):
                continue
            for surname, given in pinyin.watch_keys(one.name):
                self._given.setdefault(surname, {}).setdefault(given, []).append(one.id)
        first = {
            s[0] for s in (*pinyin.common(), *pinyin.compound()) if pinyin.surname_readings_of(s) & self._given.keys()
        }
        self._starts = re.compile(f"[{''.join(sorted(first))}]") if first else None

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Where the text names a watched person in Han."""
        found = [c for c in self._candidates(text) if not _dotted(text, c[0], c[1])] if self._starts else []
        if found:
            spans = list(self._known(text))
            found = [c for c in found if not any(_runs_into(c[0], c[1], s, e) for s, e in spans)]
        apart = {text[s:e] for s, e, _ in found if e - s > 2 or _set_apart(text, s, e)}
        return [c for c in found if text[c[0] : c[1]] in apart]

    def _candidates(self, text: str) -> Iterator[tuple[int, int, str]]:
        assert self._starts is not None
        for match in self._starts.finditer(text):
            start = match.start()
            for length in (2, 1):
                for read in pinyin.surname_readings_of(text[start : start + length]):
                    wanted = self._given.get(read, {})
                    for given, end in _given_names(text, start + length) if wanted else ():
                        yield from ((start, end, watch) for watch in wanted.get(given, ()))


def read_in_han(watched: Watched, names: Iterable[str]) -> tuple[str, ...]:
    """Those of some people's names that are in Han and that a watch in pinyin is found by."""
    han = [name for name in names if has_han(name)]
    finder = PinyinWatches([watched], lambda text: ()) if han else None
    return tuple(n for n in han if finder and any(folded(n)[a:b] == folded(n) for a, b, _ in finder.find(folded(n))))


def _set_apart(text: str, start: int, end: int) -> bool:
    """Whether a name of two characters stands there rather than a piece of other words."""
    before, behind = text[max(0, start - 4) : start], text[end : end + 2]
    return text[start:end] not in HAN_NOT_NAMES and bool(BEFORE.search(before) and BEHIND.match(behind))


def _given_names(text: str, start: int) -> Iterator[tuple[str, int]]:
    """The readings of the one and the two characters behind a surname, with their ends."""
    first = pinyin.readings(text[start : start + 1])
    for a in first:
        yield a, start + 1
    second = pinyin.readings(text[start + 1 : start + 2]) if first else ()
    for b in second:
        for a in first:
            yield a + b, start + 2


def _runs_into(start: int, end: int, s: int, e: int) -> bool:
    """Whether a known name overlaps a candidate and is not the candidate itself."""
    return s < end and start < e and (s, e) != (start, end) and not (start <= s and e <= end)


def _dotted(text: str, start: int, end: int) -> bool:
    """Whether a middle dot stands beside: a part of a foreign person's name."""
    return text[max(0, start - 1) : start] == "·" or text[end : end + 1] == "·"


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
