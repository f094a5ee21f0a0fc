"""People and organisations in Chinese text.

1. Foreign names are runs of transliteration characters joined by a middle dot.
2. A Chinese name is a surname with one or two characters more. Since any text is full of such runs, it counts only where
   what stands before and behind speaks for it: a role, 由, a comma before; a verb, a title, a full stop behind.
3. What has been found once is found everywhere in the article.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from feeds.reading.naming import pinyin
from feeds.reading.naming.lexicon import HAN_NOT_NAMES, TRANSLITERATION
from feeds.reading.text import HAN

FOREIGN = re.compile(r"[\u4e00-\u9fff]{1,6}(?:[·•・‧][\u4e00-\u9fffA-Z]{1,7}\.?)+")
BEFORE_STRONG = re.compile(
    r"(?:负责人|顾问|总裁|副总|CEO|CTO|CFO|COO|CIO|CMO|CPO|CHO|VP|创始人|合伙人|经理|科学家|研究员|院长|所长|教授|董事长|董事|监事|主管|总监|高管|主席|行长|校长|部长|主任|教练|首席\w{2,5}官|执行官|财务官|技术官"
    r"|工程师|专家|官|员|人|掌门|掌门人|大佬|大将|大神|主播|博士|先生|女士|由|任命|聘任|聘请|委任|选举|推选|提名|挖走|挖来|引入|招募|招揽|邀请|分别是|分别为|包括|同意|接替|顶替|替代|记者|作者|秘书|书记|理事|代表|老将|球员|名将|前锋|后卫|中场|主帅|叫做|名叫|之父|元老|一号位|主导者|执行长|财务长|技术长|营运长|策略长|法务长|大牛|骨干|老兵|社长|会长|解聘|免去|解雇|开除|辞退|罢免|(?:接任|继任|接替)者?[为是]|接班人|挖[走来角][^，。；]{0,5}的)"
    r"[\s：:“]*$",
    re.I,
)
BEFORE_WEAK = re.compile(
    r"(?:^|[，。、；：,;!?:！？“”（）()《》\s\n和与及将对]|原|前|而|但|据|其中|随后|同时|此外|目前|近日|日前|获悉|得知|称|以及|是|为|的|让|给|请|向|因|被|把|跟|同|随着|随|看|曝|悉|日|否认|证实|确认|宣布|官宣|公布)$"
)
AFTER_STRONG = re.compile(
    r"^(?:先生|女士|博士|教授|老师|没有|并未|不会|拒绝|否认|即日|本次|此次|并|作为|成为|受聘|到任|递交|收到|离职|辞职|辞任|辞去|辞|卸任|离任|离开|退休|退出|加入|加盟|入职|跳槽|出任|担任|接任|接替|升任|晋升|履新|就任|上任|转任|调任|任|兼任|创办|创立|创业|回归|重返|被|将|已|已于|曾|曾任"
    r"|则|也|正式|宣布|表示|称|说|认为|指出|透露|介绍|强调|回应|发文|发布|因|从|自|于|在|为|不再|即将|拟|或将|近日|日前|此前|目前|今年|去年|毕业|本科|博士|拥有|是|所|带领|领导|负责|主导|出生|现任|历任|递交|申请|提出|等人|等|一同|同时|正|还|又|仍|均|都|才|卸下|接棒|接过|掌舵|继任|补选|当选|获|获任|获聘|取代|去职|去世|套现|减持|亲自|本人|下课|遭|重新|掌管|主持|提交|签约|投奔|空降|请辞|下台|出走|转岗|调岗|据传|传将?|或|疑|接手|接班|接管|分管|退任|退居|不再|重回|回到|另谋|证实|去往|奔赴|投身|成立"
    r"|联合|兼|改任|赴任|履职|代行|暂代|连任|交棒|落马|公开|最终|突然|主动|刚刚|早已|可能|确认|再次|再度|双双|先后|相继|集体|陆续|转投|转战|转会|到龄|调离|脱离|创建|年底|月底|年初)"
)
AFTER_WEAK = re.compile(r"^(?:[，。、；：,;!?:！？）)（(”\s\n]|和|与|及|的|之|对|向|以|由|到|给|跟|$)")
LATIN_NEAR = re.compile(r"[（(]\s*[A-Z]", re.I)


@dataclass(frozen=True, slots=True)
class HanName:
    """A name at ``[start, end)``; ``foreign`` for transliterated ones."""

    text: str
    start: int
    end: int
    foreign: bool = False
    full: str = ""  # whom a surname with a title means: 陈先生


def people(text: str) -> list[HanName]:
    """The people named in a simplified Chinese text, every occurrence."""
    found = {n.start: n for n in _foreign(text)}
    scored = _scored(text)
    names: dict[str, int] = {}
    for name, _, score in scored:
        names[name] = max(names.get(name, 0), score) + (1 if name in names else 0)
    firms = {n for n, start, _ in scored if FIRM_BEHIND.match(text[start + len(n) : start + len(n) + 4])}
    accepted = {n for n, score in names.items() if score >= 3 and n not in firms}
    accepted |= {n for n, start, _ in scored if _before_another(text[start + len(n) : start + len(n) + 5], accepted)}
    accepted = {n for n in accepted if not _fragment(n, accepted, names)}
    accepted |= {n for n, start, _ in scored if n not in accepted and _listed(text, n, start, accepted)}
    taken = {at for n in found.values() for at in range(n.start, n.end)}
    for name in sorted(accepted, key=lambda n: (-len(n), n)):
        for match in re.finditer(re.escape(name), text):
            if match.start() not in taken:
                found[match.start()] = HanName(name, match.start(), match.end())
                taken.update(range(match.start(), match.end()))
    found |= {n.start: n for n in _titled(text, accepted) if n.start not in taken}
    return _without_overlap(sorted(found.values(), key=lambda n: (n.start, n.start - n.end)))


TITLED = re.compile(r"(?P<surname>[\u4e00-\u9fff])(?:先生|女士|小姐|博士|教授)")


def _titled(text: str, accepted: set[str]) -> Iterator[HanName]:
    """A surname with a title, where exactly one person of the article bears it: 陈先生."""
    bearers: dict[str, set[str]] = {}
    for name in accepted:
        bearers.setdefault(name[0], set()).add(name)
    for match in TITLED.finditer(text):
        known = bearers.get(match.group("surname"), set())
        if len(known) == 1:
            yield HanName(match.group(), match.start(), match.end(), full=next(iter(known)))


def _listed(text: str, name: str, start: int, accepted: set[str]) -> bool:
    """Whether a candidate stands in a list beside somebody who is one: 董事沈若溪、顾明川."""
    before, after = text[max(0, start - 5) : start], text[start + len(name) : start + len(name) + 5]
    return any(before.endswith((f"{n}、", f"{n}和", f"{n}及", f"{n}与")) for n in accepted) or any(
        after.startswith((f"、{n}", f"和{n}", f"及{n}", f"与{n}")) for n in accepted
    )


def _before_another(after: str, accepted: set[str]) -> bool:
    """Whether an accepted name follows as an equal: 周明远和孙立群离职."""
    return after[:1] in ("和", "与", "及", "、") and any(after[1 : 1 + n] in accepted for n in (2, 3, 4))


def _without_overlap(names: list[HanName]) -> list[HanName]:
    kept: list[HanName] = []
    for name in names:
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return kept


def _foreign(text: str) -> Iterator[HanName]:
    for match in FOREIGN.finditer(text):
        first = match.group().split("·")[0].split("•")[0]
        keep = 0
        for character in reversed(first):
            if character not in TRANSLITERATION:
                break
            keep += 1
        last = match.end()
        tail = re.split(r"[·•・‧]", match.group())[-1]
        for cut in range(len(tail)):
            if HAN.match(tail[cut]) and tail[cut] not in TRANSLITERATION:
                last = match.end() - (len(tail) - cut)
                break
        last -= _verb_begun(text, last)
        if keep and last > match.start() + len(first):
            start = match.start() + len(first) - keep
            yield HanName(text[start:last].rstrip("·•・‧."), start, start + len(text[start:last].rstrip("·•・‧.")))


def _verb_begun(text: str, end: int) -> int:
    """How many characters at the end of a transliterated name begin the verb behind it: 史蒂夫·卡特加入Meta."""
    verb = AFTER_STRONG.match(text[end - 1 : end + 3])
    return 1 if verb and verb.end() > 1 else 0


def _scored(text: str) -> list[tuple[str, int, int]]:
    """Candidates with what their surroundings say for them: (name, start, score)."""
    found: list[tuple[str, int, int]] = []
    surnames, pairs = pinyin.common(), pinyin.compound()
    for match in _starts().finditer(text):
        start, character = match.start(), match.group()
        two = text[start : start + 2]
        if two in pairs:
            lengths = (4, 3)
        elif character in surnames and two not in HAN_NOT_NAMES and text[max(0, start - 1) : start + 1] not in WORDS:
            lengths = (3, 2)
        else:
            continue
        best = max((_candidate(text, start, n) for n in lengths), key=lambda c: (c[2], -len(c[0])), default=None)
        if best and best[2] >= 2:
            found.append(best)
    return found


@cache
def _starts() -> re.Pattern[str]:
    """The characters with which a name may begin."""
    return re.compile(f"[{''.join(sorted(pinyin.common() | {pair[0] for pair in pinyin.compound()}))}]")


def _candidate(text: str, start: int, length: int) -> tuple[str, int, int]:
    name = text[start : start + length]
    if len(name) < length or not ALL_HAN.fullmatch(name) or not _likely_given(name):
        return name, start, 0
    before, after = text[max(0, start - 8) : start], text[start + length : start + length + 8]
    if length == 2 and name[0] in LITTLE and name[1] in pinyin.common() and after[:2] in TITLES:
        return name, start, 0
    right = 2 if AFTER_STRONG.match(after) or LATIN_NEAR.match(after) else 1 if AFTER_WEAK.match(after) else 0
    if not right:
        return name, start, 0
    left = 2 if BEFORE_STRONG.search(before) else 1 if BEFORE_WEAK.search(before) or not before else 0
    return name, start, left + right if left else 0


def longer(text: str, start: int) -> bool:
    """Whether the three characters at ``start`` are a name rather than the first two: what stands behind each decides."""
    name = text[start : start + 3]
    behind_two, behind_three = text[start + 2 : start + 10], text[start + 3 : start + 11]
    return (
        len(name) == 3
        and HAN.match(name[2]) is not None
        and _likely_given(name)
        and not (AFTER_STRONG.match(behind_two) or AFTER_WEAK.match(behind_two))
        and AFTER_STRONG.match(behind_three) is not None
    )


ALL_HAN = re.compile(f"{HAN.pattern}+")
# Words that end in what is a surname elsewhere.
WORDS = frozenset(
    "同时 随时 及时 对方 官方 日常 日程 日文 前程 前言 前段 前方 原文 长江 长安 长沙 人文 人和 人马 因应 任于 与时 并和 将计 实施 措施 设施 完毕 布施".split()
)
TITLES = frozenset("先生 女士 小姐 博士 教授 总裁 某某 某".split())
# What follows a firm, never a person.
FIRM_BEHIND = re.compile(
    r"^(?:高管|旗下|集团|公司|董事会|体系|内部|总部|官网|官微|股份|财报|股价|市场化|员工|品牌|汽车)"
)
# Little words that are surnames too: before somebody's own surname they are the little word, 于陈先生….
LITTLE = frozenset("于和向由曾应任关时")

# Characters that hardly ever stand in a given name: particles, pronouns, verbs of reporting.
NOT_GIVEN = frozenset(
    "的了在是被将已于从因为与和及对向由把让等都也还就又这那他她它们我你您其此该说称任职离辞卸聘免公司者名人年月日时后前内外上下出入加个位次些每各或但而则不没有无可能会要想应该去来到过给跟比更最很太"
)


NOT_GIVEN_WORDS = frozenset(
    """
    标题 宣布 表示 透露 回应 指出 认为 发布 部门 部长 干部 方面 方案 公告 通知 消息 记者 媒体 同志 总统 总理 主席 董事 高管 原标题 来源 原文 责任编辑 初定
    """.split()
)


def _likely_given(name: str) -> bool:
    surname = 2 if name[:2] in pinyin.compound() else 1
    if name[surname:] in NOT_GIVEN_WORDS or name in NOT_GIVEN_WORDS or name[surname:] in TITLES:
        return False
    return NOT_GIVEN.isdisjoint(name[surname:]) and name[:3] not in HAN_NOT_NAMES


def _fragment(name: str, accepted: set[str], scores: dict[str, int]) -> bool:
    """Whether a name is part of a longer accepted one that is at least as likely."""
    return any(name != other and name in other and scores[other] >= scores[name] for other in accepted)
