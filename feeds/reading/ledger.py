"""Questions over many moves: "who left Alibaba?", "siapa saja yang pindah ke OpenAI?", 谁从Meta去了OpenAI？

Answered from the recorded moves alone. A denied move never counts; a lab counts for its owner; a rumour is told as one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from feeds.model import Answer, Evidence, Move, MoveStatus
from feeds.reading.asked import understand
from feeds.reading.catalog import Catalog
from feeds.reading.name import Name
from feeds.reading.text import folded, has_han

MANY = re.compile(
    r"^(?:and )?(?:who|whom|which (?:people|executives?|persons?|researchers?|players?)|list|siapa(?: saja)?(?: yang)?|谁|哪些人|有哪些人|哪些高管|哪几位|都有谁|有谁)",
    re.I,
)
LEFT = re.compile(
    r"\b(?:left|leav\w*|quit\w*|resign\w*|depart\w*|exit\w*|hengkang|keluar|mundur|mengundurkan|meninggalkan|tinggalkan|cabut|pergi dari|lengser|stepp\w* down|lost)\b|离开|离职|辞|卸任|出走|退出|从.{1,12}(?:离|走|出)",
    re.I,
)
JOINED = re.compile(
    r"\b(?:join\w*|went to|go(?:es|ne)? to|mov\w* to|hired by|bergabung|gabung|pindah ke|masuk|direkrut|merapat|appointed (?:at|by|to)|hire[ds]?|ditunjuk|diangkat|datang ke|berlabuh)\b|加入|加盟|入职|去了|进入|被.{1,12}(?:挖|聘)|转投|跳槽到|来到|到了|挖到|出任|任命",
    re.I,
)
FROM = re.compile(r"\b(?:from|dari)\s+$|从$|由$|离开了?$", re.I)
TO = re.compile(
    r"\b(?:to|for|ke|dengan|di|at|by|oleh)\s+$|(?:去了?|加入了?|到了?|加盟了?|入职了?|进入了?|转投|跳槽到|被)$", re.I
)


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """Who went from one organisation and/or to another; keys include the units of each."""

    left: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    left_name: str = ""
    joined_name: str = ""


def ledger_question(question: str, catalog: Catalog) -> LedgerQuery | None:
    """The ledger query that a question is, None where it is about something else: one person, a reason, a date."""
    text = " ".join(question.split())
    if not MANY.search(folded(text)):
        return None
    asked = understand(text, catalog)
    if asked.type == "successor":
        return None
    orgs = [n for n in asked.names if n.kind != "person"]
    if not orgs or any(n.kind == "person" for n in asked.names):
        return None
    left = joined = None
    for org in orgs:
        before = _before(text, org)
        if FROM.search(before) and left is None:
            left = org
        elif TO.search(before) and joined is None and (left is not None or JOINED.search(folded(text))):
            joined = org
    rest = [o for o in orgs if o not in (left, joined)]
    if rest and left is None and LEFT.search(folded(text)) and joined is None:
        left = rest[0]
    elif rest and joined is None and JOINED.search(folded(text)):
        joined = rest[-1]
    elif rest and left is None and LEFT.search(folded(text)):
        left = rest[0]
    if left is None and joined is None:
        return None
    return LedgerQuery(
        _keys(left, catalog), _keys(joined, catalog), left.text if left else "", joined.text if joined else ""
    )


def _before(text: str, org: Name) -> str:
    """The words before a name in the question; names are counted in "title newline text", whose title is empty here."""
    return text[max(0, org.start - 1 - 14) : max(0, org.start - 1)]


def _keys(org: Name | None, catalog: Catalog) -> frozenset[str]:
    return frozenset((org.key, *catalog.units(org.key))) if org else frozenset()


def answer_ledger(query: LedgerQuery, moves: Sequence[Move], lang: str, catalog: Catalog) -> Answer:
    """The people whose moves fit, the newest report first, with a sentence for each of the first twelve; a refusal where nobody does."""
    people: dict[str, tuple[str, Move]] = {}
    for move in moves:
        if move.past or move.status is MoveStatus.DENIED or not move.person or not move.person_key:
            continue
        if _on(query.left, query.left_name, move.from_key, move.from_org) and _on(
            query.joined, query.joined_name, move.to_key, move.to_org
        ):
            if query.left and not query.joined and move.from_key == move.to_key:
                continue
            people.setdefault(move.person_key, (move.person, move))
    if not people:
        return Answer.refusal()
    shown = []
    for name, move in list(people.values())[:12]:
        rumour = (
            {"en": " (rumour)", "id": " (rumor)", "zh": "（传闻）"}[lang] if move.status is MoveStatus.RUMOUR else ""
        )
        shown.append(catalog.display(move.person_key, lang, name) + rumour)
    text = ("、" if lang == "zh" else ", ").join(shown)
    evidence = tuple(dict.fromkeys(Evidence(m.article_id, m.evidence) for _, m in people.values()))[:12]
    return Answer(text, True, evidence, tuple(name for name, _ in people.values()))


def _on(keys: frozenset[str], name: str, key: str | None, words: str | None) -> bool:
    """Whether a side fits: nothing asked, the same entity, or the same words."""
    if not keys:
        return True
    if key in keys:
        return True
    if not words or not name:
        return False
    a, b = folded(name), folded(words)
    if has_han(a) and has_han(b):
        return a in b or b in a
    x, y = set(a.split()), set(b.split())
    return bool(x) and (x <= y or y <= x)
