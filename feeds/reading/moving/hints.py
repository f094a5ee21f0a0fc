"""Cues that speak of somebody's coming or going though nobody is named in a way that any rule knows: "Top executive to step
down", 任命新“首席 AI 官”. They make news of a heading; they fill no record.
"""

import re

from feeds.reading.moving.places import Place
from feeds.reading.moving.refusals import CROWD, NO_EMPLOYER, THINGS, cue_refusal
from feeds.reading.naming.lexicon import ROLE_ZH

# Frames whose cue speaks of somebody's coming or going even where nobody is named.
HINTING = frozenset(
    {"out", "dropped", "drop", "named", "name", "take", "taken", "succeed", "succeeded", "filled", "gone"}
)
GOING = frozenset({"out", "dropped", "gone"})
POST = {
    "en": re.compile(
        r"\b(?:(?:co-)?C[A-Z]Os?|chiefs?|chairman|chairwoman|president|directors?|boss(?:es)?|coach|minister|secretary|managers?|exec(?:utive)?s?|editor|head of|leader|founders?|co-?founders?|partner|scientists?|researchers?|engineers?|employees?|staffers?|officers?|governor|commissioner|lawyer|economist|designer)\b",
        re.I,
    ),
    "id": re.compile(
        r"\b(?:CEO|CTO|CFO|COO|dirut|direktur|komisaris|ketua|kepala|bos|pelatih|menteri|manajer|rektor|presiden direktur|pejabat|jabatan|kursi|ilmuwan|peneliti|eksekutif|petinggi|pendiri|kapolri|kapolda|kapolres|panglima|sekjen|sekda|dirjen)\b",
        re.I,
    ),
    "zh": re.compile(
        rf"{ROLE_ZH.pattern}|设计师|首席[^，。；⟦]{{1,10}}官|[外首部]长|首相|总统|厂长|大牛|猛将|大将|老将|元老|骨干|主播|主持人|秘书|发言人|球员|外援|前锋|中锋|后卫|门将|副总|总工|队长|名将|新帅|少帅|主帅|领队|主力|巨头.{{0,3}}掌门|非执董|店长|总$|创作者|开发者|开发人员|制作人|分析师|律师|记者|教师|老师|警察|厨师|团队|一把手|二把手|董监高|领导班子|城市总|区域总|[老大]将|女大学生|小伙"
    ),
}
# Only people do this; other Chinese cues are said of firms, products and shops as well.
OF_PEOPLE = re.compile(
    r"辞|卸任|离任|换帅|跳槽|挖[走来到]|任命|委任|聘任|罢免|免[去职]|出任|接任|升任|获任|获聘|获委任|调任|履新|裁掉|签下|炒掉|开除|解雇|掌舵|执掌|离队|空降|转会|转投|引援"
)
UNSURE = re.compile(r"停职|退休|退役|出局")
NAMED_BEFORE = re.compile(
    r"[A-Za-z]{2,}[ ·・][A-Za-z]{2,}\s*(?:正式|宣布|已|将|确认)?$|[\u4e00-\u9fff]{1,6}[·・][\u4e00-\u9fff]{1,6}(?:正式|宣布|已|将)?$"
)
# 胡某宝加盟⟦O⟧: two to four characters that begin a clause, before a cue with its object.
SHORT_SUBJECT = re.compile(
    r"(?:^|[，。：；！？、》”\s⟧]|于|后卫|前锋)(?!.{0,3}(?:公司|集团|产品|品牌|系统|新机))[\u4e00-\u9fff]{2,4}(?:正式|宣布|已|将|确认|即将)?$"
)
# A work that somebody takes part in is made, and left when it is done.
WORK = re.compile(r"《(?!关于)[^》]{1,20}》|漫画|电影|影片|剧集|电视剧|综艺|主演|出演|饰演|配音|新片|动画")
# A change at the top told by a noun, with no verb that has a frame of its own.
CHANGE = {
    "en": re.compile(
        r"\b(?:names|adds|gets|has|appoints|taps|hires|picks|finds|welcomes|brings in) (?:an? |its )?(?:new|next|first|interim) (?:[\w-]+ ){0,2}(?:CEO|CFO|COO|CTO|chief|chairman|president|boss|head coach|coach)\b",
        re.I,
    ),
    "id": re.compile(
        r"\b(?:ganti|punya|tunjuk|umumkan|kenalkan) (?:CEO|dirut|bos|direktur utama|pelatih)(?: baru)?\b|\b(?:perombakan|rombak|ganti|reshuffle) (?:direksi|jajaran direksi|kabinet|pengurus)\b",
        re.I,
    ),
    "zh": re.compile(
        r"换帅|易帅|帅位更迭|高管轮岗|管理层大?换血|(?:迎来|有了|官宣)新(?:任)?(?:CEO|总裁|董事长|掌门|行长|主帅|总经理|一把手)"
    ),
}
# Places to fill, not people: "will hire thousands of engineers"; and what anybody leads.
MANY_OR_THING = re.compile(
    r" (?:(?:up to|about|around|more than|over|at least|some|nearly|almost|another|an) )?(?:additional |extra )?(?:thousands|hundreds|dozens|\d[\d,.]*\d|more|many|additional|extra)\b(?!.*\bfrom ⟦O)"
    r"| (?:a|an|the) (?:[\w-]+ ){0,2}?(?:delegation|mission|talks|meeting|probe|review|inquiry|campaign|investigation|trip)\b",
    re.I,
)
FEELING = re.compile(r"为[^，。；]{0,14}$")


def hints(place: Place) -> bool:
    """Whether a cue stands where people are spoken of: a role, a person, or an organisation that takes or drops."""
    text = place.masked.text
    if cue_refusal(place) is not None:
        return False
    if (place.frame == "in" or place.lang == "zh") and NO_EMPLOYER.search(text[place.end : place.end + 40]):
        return False
    if CROWD[place.lang].search(text[max(0, place.start - 30) : place.start]):
        return False
    if place.lang != "zh":
        return place.frame in HINTING and _post_near(text, place, place.lang)
    return _chinese(place, text)


def tells_change(text: str, lang: str) -> bool:
    """Whether a sentence speaks of a change at the top without a verb of coming or going."""
    return CHANGE[lang].search(text) is not None


def _post_near(text: str, place: Place, lang: str) -> bool:
    """Whether a post stands where the frame has its person: before what is left, behind what is given."""
    before, after = text[max(0, place.start - 50) : place.start], text[place.end : place.end + 50]
    if place.frame in GOING:
        return POST[lang].search(re.split(r"[,;:]", before)[-1]) is not None
    if place.frame in ("take", "named") and MANY_OR_THING.match(after):
        return False
    if place.frame in ("take", "name", "drop"):
        return POST[lang].search(re.split(r"[,;:.]", after)[0]) is not None
    return POST[lang].search(before) is not None or POST[lang].search(after) is not None


def _chinese(place: Place, text: str) -> bool:
    before = re.split(r"[，。；：！？]", text[max(0, place.start - 40) : place.start])[-1]
    after = re.split(r"[，。；！？]", text[place.end : place.end + 30])[0]
    people = any(t.letter == "P" and place.start - 40 <= t.start <= place.end + 30 for t in place.masked.tokens)
    if UNSURE.search(place.text):
        return any(t.letter == "P" for t in place.masked.tokens)
    if re.search(r"感到|而", after) and FEELING.search(before):
        return False
    if re.search(r"审计师|会计师|财务顾问|法律顾问", after):
        return False
    if OF_PEOPLE.search(place.text):
        return True
    if not POST["zh"].search(before) and (
        (THINGS.search(before) and not people) or (place.frame in ("in", "take") and WORK.search(text))
    ):
        return False
    if re.search(r"参与|协助", after) and place.frame == "take":
        return False
    side = after if place.frame in ("take", "drop") else before
    post = POST["zh"].search(side) or (place.frame in ("succeed", "named") and POST["zh"].search(after))
    named = (
        NAMED_BEFORE.search(before)
        or ("盟" in place.text and re.fullmatch(r"\s*⟦[WN]\d+⟧\s*", before))
        or (after.startswith("⟦O") and SHORT_SUBJECT.search(before))
    )
    return bool(people or post or named)
