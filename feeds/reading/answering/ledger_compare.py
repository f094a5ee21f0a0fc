"""Questions that compare two organisations ("did more people leave Alibaba than Tencent?"), answered from the ledger.

1. A comparison names two organisations, has a word that compares, and says what is counted: people who left, who came, or
   both. One that names a person, or asks why, is none.
2. A person counts once a side and way. Denials, background and moves inside one house count nowhere; rumours count and
   are told as such.
3. What comes first answers: yes or no, the side with more (or fewer, where that was asked), or that they are equal.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from feeds.model import Answer, Evidence, Move, MoveStatus
from feeds.reading.answering.asked import understand
from feeds.reading.answering.ledger_query import place
from feeds.reading.naming import names
from feeds.reading.naming.catalog import Catalog
from feeds.reading.prose.telling import spoken_date
from feeds.reading.text import apart, has_han, size

Way = Literal["left", "joined"]
Counted = dict[tuple[Way, int], list[Move]]
NAMED = 2  # people of a side in the short answer, fewer where it gets too long
LONGEST = {"en": 30, "id": 30, "zh": 60}  # words of the answer, characters in Chinese
SHOWN = 6  # sentences of evidence a side
COMPARED = re.compile(
    r"\b(?:more|fewer|less|most|fewest)\b.*\b(?:than|or|between)\b|\bcompar(?:e|es|ed|ison|ing)\b|\bversus\b|\bvs\b"
    r"|\b(?:dibanding(?:kan)?|bandingkan|perbandingan|daripada|ketimbang)\b|\blebih (?:banyak|sedikit)\b"
    r"|相比|对比|比较|更[多少]|比.{1,20}[多少]|谁.{0,12}[多少]|哪家.{0,12}[多少]",
    re.I,
)
# Words that say which way people went, and those that say so only where it is people that are lost or gained.
LEFT = re.compile(
    r"\b(?:leav(?:e|es|ing)|left|depart\w*|quit|quits|exit\w*|exodus|resign\w*|went away)\b"
    r"|\b(?:keluar|hengkang|mundur|(?:di|me(?:n)?)?tinggalkan|kepergian|pergi|cabut|mengundurkan diri)\b"
    r"|离开|离职|出走|走了?的?人|走人|被挖",
    re.I,
)
LOST = re.compile(r"\b(?:los[et]|losing|loss|losses|kehilangan)\b|流失|失去", re.I)
JOINED = re.compile(
    r"\b(?:join\w*|hir(?:e|es|ed|ing)|recruit\w*|poach\w*|arriv\w*|came|come|took on)\b"
    r"|\b(?:bergabung|gabung|(?:me|pe)?rekrut(?:an)?|perekrutan|masuk|datang|membajak|menggaet)\b"
    r"|加入|加盟|招(?!商|股)|挖来|挖到|挖走|入职",
    re.I,
)
GAINED = re.compile(r"\b(?:gain\w*|attract\w*|won|mendapat(?:kan)?|menarik)\b|引进|吸引|新增", re.I)
PEOPLE = re.compile(
    r"\b(?:people|person|talents?|staff|employees|researchers?|engineers?|scientists?|executives?)\b"
    r"|\b(?:orang|talenta|karyawan|peneliti|insinyur|ilmuwan|eksekutif)\b|人|高管|研究员|工程师|科学家",
    re.I,
)
MOVES = re.compile(r"\b(?:moves|talent flows?|perpindahan|arus talenta)\b|人事变动|(?:人员|人才)流动", re.I)
OTHER = re.compile(r"\b(?:why|when|how long|how old|mengapa|kenapa|kapan)\b|为什么|为何|何时|什么时候", re.I)
FEWER = re.compile(r"\b(?:fewer|less|fewest|least)\b|\blebih sedikit\b|更少|比.{1,20}少|谁.{0,12}少", re.I)
YES_NO = re.compile(r"^(?:did|do|does|has|have|had|is|are|were|was|apakah)\b|吗$|是否|是不是", re.I)
# A name that opens a question is not seen as one by itself ("Quorvexa or Zelvane: who lost more people?").
FIRST_NAME = re.compile(
    r"^([A-Z][\w.&'’-]*(?: [A-Z][\w.&'’-]*)*),? "
    r"(?:or|and|vs\.?|versus|compared (?:to|with)|atau|dan|dibanding(?:kan)?|ketimbang) [A-Z]"
)
# Two names in Han that the catalog does not know, by what stands between and behind them.
HAN_SIDES = tuple(
    re.compile(pattern)
    for pattern in (
        r"^(?P<a>[^，、：]{2,16}?)(?:和|与|跟|同)(?P<b>[^，、：]{2,16}?)(?:相比|比较|比|对比|谁|哪)",
        r"^(?P<a>[^，、：]{2,16}?)(?:还是|或者?)(?P<b>[^，、：]{2,16}?)(?:流失|离职|招|走|离开|挖|引进|加入|谁|哪|的)",
        r"^(?P<a>[^，、：]{2,16}?)(?:流失|离职|离开|走|招|挖|引进|加入)[^比]{0,8}比(?P<b>[^，、：]{2,16}?)(?:更)?[多少]",
        r"^(?P<a>[^，、：]{2,16}?)比(?P<b>[^，、：]{2,16}?)(?:流失|离职|走|招|挖|引进)",
    )
)
INSIDE = frozenset({"promoted", "board_joins", "transferred"})


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its keys with those of its units, and its name as asked."""

    key: str
    keys: frozenset[str]
    name: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two organisations, and whether those who left, who joined, or both are counted."""

    sides: tuple[Side, Side]
    ways: tuple[Way, ...]
    fewer: bool = False
    yes_no: bool = False  # "did more leave the first than the second?"


def comparison(question: str, catalog: Catalog) -> Comparison | None:
    """The comparison that a question asks for, None where it is about something else."""
    text = " ".join(question.split()).strip(" ?？。.!")
    if not COMPARED.search(text) or OTHER.search(text):
        return None
    ways = _ways(text)
    if not ways:
        return None
    sides = _sides(text, catalog)
    if len(sides) != 2:
        return None
    return Comparison(
        (sides[0], sides[1]),
        ways or ("left", "joined"),
        FEWER.search(text) is not None,
        YES_NO.search(text) is not None,
    )


def compared_organisations(asked: Comparison, organisations: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of the ledger's organisations (key, name) those that a comparison is about."""
    keys = asked.sides[0].keys | asked.sides[1].keys
    return [(key, name) for key, name in organisations if key in keys]


def answer_comparison(
    asked: Comparison,
    moves: Sequence[Move],
    period: tuple[datetime, datetime | None] | None,
    lang: str,
    catalog: Catalog,
) -> Answer:
    """Both figures with some of the people, a sentence for each person; a refusal where the ledger has neither side.

    ``moves`` are those of the period, whose end is None where it lasts until now; no period is all that is stored.
    """
    counted = {(way, n): _people(way, side, moves) for way in asked.ways for n, side in enumerate(asked.sides)}
    if not any(counted.values()):
        return Answer.refusal()
    shown = [catalog.display(side.key, lang, side.name) for side in asked.sides]
    for named in range(NAMED if len(asked.ways) == 1 else 0, -1, -1):
        text = _text(asked, counted, shown, period, lang, catalog, named)
        if size(text) <= LONGEST[lang]:
            break
    sides = [[m for way in asked.ways for m in counted[way, n]] for n in (0, 1)]
    # The first sentence of each side comes first: where few are shown, both sides are seen.
    ordered = [m for side in sides for m in side[:1]] + [m for side in sides for m in side[1:SHOWN]]
    evidence = tuple(dict.fromkeys(Evidence(m.article_id, m.evidence) for m in ordered))
    people = tuple(dict.fromkeys(m.person or "" for side in sides for m in side))
    return Answer(text, True, evidence, people)


def _ways(text: str) -> tuple[Way, ...]:
    people = PEOPLE.search(text) is not None
    left = LEFT.search(text) or (people and LOST.search(text))
    joined = JOINED.search(text) or (people and GAINED.search(text))
    if MOVES.search(text) and not (left or joined):
        return ("left", "joined")
    return (*(("left",) if left else ()), *(("joined",) if joined else ()))


def _sides(text: str, catalog: Catalog) -> list[Side]:
    found = understand(text, catalog).names
    if any(n.kind == "person" for n in found):
        return []
    sides: dict[str, Side] = {}
    if first := FIRST_NAME.match(text):
        side = _side(first.group(1), catalog)
        sides[side.key] = side
    for name in sorted(found, key=lambda n: n.start):
        if name.kind in ("organisation", "weak", "name"):
            side = _side(name.text, catalog)
            sides.setdefault(side.key, side)
    if len(sides) == 2:
        return list(sides.values())
    match = next((m for m in (p.search(text) for p in HAN_SIDES) if m), None) if has_han(text) else None
    both = [place(match.group(n)) for n in ("a", "b")] if match else []
    return [_side(name, catalog) for name in both if name] or list(sides.values())


def _side(name: str, catalog: Catalog) -> Side:
    key = names.organisation_key(name, catalog)
    return Side(key, frozenset((key, *catalog.units(key))), name)


def _people(way: Way, side: Side, moves: Sequence[Move]) -> list[Move]:
    """A move of each person who left or joined a side, the newest report of each."""
    found: dict[str, Move] = {}
    for move in moves:
        here, there = (move.from_key, move.to_key) if way == "left" else (move.to_key, move.from_key)
        if here in side.keys and there not in side.keys and move.kind not in INSIDE and _counts(move):
            found.setdefault(move.person_key or "", move)
    return list(found.values())


def _counts(move: Move) -> bool:
    return bool(move.person and move.person_key) and not move.past and move.status is not MoveStatus.DENIED


def _text(
    asked: Comparison,
    counted: Counted,
    shown: Sequence[str],
    period: tuple[datetime, datetime | None] | None,
    lang: str,
    catalog: Catalog,
    named: int,
) -> str:
    parts = [_told(way, shown, [counted[way, 0], counted[way, 1]], lang, catalog, named) for way in asked.ways]
    if period:
        parts.append(_period(period, lang))
    return _first(asked, counted, shown, lang) + ("；" if lang == "zh" else "; ").join(parts)


def _first(asked: Comparison, counted: Counted, shown: Sequence[str], lang: str) -> str:
    """The answer before the figures; nothing where both ways were asked for."""
    if len(asked.ways) > 1:
        return ""
    a, b = len(counted[asked.ways[0], 0]), len(counted[asked.ways[0], 1])
    if asked.fewer:
        a, b = -a, -b
    if asked.yes_no:
        word = {"en": ("Yes", "No"), "id": ("Ya", "Tidak"), "zh": ("是的", "不是")}[lang][a <= b]
    elif a == b:
        word = {"en": "Equally many", "id": "Sama banyak", "zh": "一样多"}[lang]
    else:
        word = shown[a < b]
        word = apart(word + ("更少" if asked.fewer else "更多")) if lang == "zh" else word
    return word + ("：" if lang == "zh" else ": ")


def _told(
    way: Way, shown: Sequence[str], people: Sequence[Sequence[Move]], lang: str, catalog: Catalog, named: int
) -> str:
    """Both figures of one way, with some of the people in brackets."""
    a, b = (f"{len(p)}" for p in people)
    first, second = (_named(p, lang, catalog, named) for p in people)
    if lang == "zh":
        verb = {"left": "离职", "joined": "入职"}[way]
        return apart(f"{shown[0]}{verb}{a}人{first}，{shown[1]}{verb}{b}人{second}")
    verb = {"en": {"left": "left", "joined": "joined"}, "id": {"left": "keluar dari", "joined": "masuk ke"}}[lang][way]
    unit = " orang" if lang == "id" else ""
    return f"{a}{unit} {verb} {shown[0]}{first}, {b}{unit} {verb} {shown[1]}{second}"


def _named(people: Sequence[Move], lang: str, catalog: Catalog, named: int) -> str:
    if not people or not named:
        return ""
    rumour = {"en": " (rumour)", "id": " (rumor)", "zh": "传闻"}[lang]
    told = [
        catalog.display(m.person_key, lang, m.person or "") + (rumour if m.status is MoveStatus.RUMOUR else "")
        for m in people[:named]
    ]
    more = len(people) > named
    return (
        f"（{'、'.join(told)}{'等' if more else ''}）" if lang == "zh" else f" ({', '.join(told)}{'…' if more else ''})"
    )


def _period(period: tuple[datetime, datetime | None], lang: str) -> str:
    begin, end = period
    first = spoken_date(f"{begin:%Y-%m-%d}", lang)
    if end is None:
        return {"en": f"since {first}", "id": f"sejak {first}", "zh": f"{first}以来"}[lang]
    last = spoken_date(f"{end - timedelta(days=1):%Y-%m-%d}", lang)
    return {"en": f"{first} to {last}", "id": f"{first} sampai {last}", "zh": f"{first}至{last}"}[lang]
