"""Answers to questions over many moves (``ledger_query``), from the recorded moves alone.

A denied move never counts; a lab counts for its owner; a rumour is told as one. A post asked for by its role is that role's
holder where any fitting move names the role, else everybody who got a post there.
"""

import re
from collections.abc import Iterable, Sequence

from feeds.model import Answer, Evidence, Move, MoveKind, MoveStatus
from feeds.reading.answering.ledger_query import LedgerQuery, ledger_question
from feeds.reading.answering.stems import stem
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.names import GENERIC
from feeds.reading.text import folded, has_han

__all__ = ["LedgerQuery", "answer_ledger", "asked_for", "ledger_question"]

FIRED = frozenset({MoveKind.DISMISSED, MoveKind.SUSPENDED, MoveKind.LAID_OFF})
OUT = FIRED | {MoveKind.LEAVES, MoveKind.STEPS_DOWN, MoveKind.RETIRES, MoveKind.BOARD_LEAVES}
WITHIN = frozenset({MoveKind.PROMOTED, MoveKind.TRANSFERRED})
# Words that many organisations share say nothing of which.
SHARED = GENERIC | {"bank", "university", "ministry", "kementerian", "universitas", "of", "and", "dan"}
# One role under its names.
ROLES = {
    "ceo": r"\bceo\b|chief executive|direktur utama|\bdirut\b|首席执行官",
    "cfo": r"\bcfo\b|chief financial|direktur keuangan|首席财务官|财务总监",
    "cto": r"\bcto\b|chief technology|direktur teknologi|首席技术官",
    "coo": r"\bcoo\b|chief operating|direktur operasi\w*|首席运营官",
    "chair": r"\bchair\w*|komisaris utama|董事长|主席",
    "secretary": r"secretary|sekretaris|秘书|董秘",
    "manager": r"副?总经理|president director|presiden direktur|general manager",
}


def asked_for(query: LedgerQuery, organisations: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of the organisations (key, name) that a question asks about; a move without one of them fits it never."""
    sides = ((query.left, query.left_name), (query.joined, query.joined_name))
    return [
        (key, name) for key, name in organisations if any(keys and _on(keys, said, key, name) for keys, said in sides)
    ]


def answer_ledger(query: LedgerQuery, moves: Sequence[Move], lang: str, catalog: Catalog) -> Answer:
    """The people whose moves fit, the newest report first, with a sentence for each of the first twelve; else a refusal."""
    fitting = [m for m in moves if _counts(m) and _fits(query, m)]
    if query.role:
        fitting = [m for m in fitting if _same_role(query.role, m.role or "")] or fitting
    if query.maybe:
        fitting = [m for m in fitting if m.status is MoveStatus.RUMOUR] or fitting
    people: dict[str, tuple[str, Move]] = {}
    for move in fitting:
        people.setdefault(move.person_key or "", (move.person or "", move))
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


def _counts(move: Move) -> bool:
    return bool(move.person and move.person_key) and not move.past and move.status is not MoveStatus.DENIED


def _fits(query: LedgerQuery, move: Move) -> bool:
    """Whether a move is one of those asked for."""
    if query.fired and move.kind not in FIRED:
        return False
    if not _on(query.left, query.left_name, move.from_key, move.from_org):
        return False
    if query.left and not query.joined and move.from_key == move.to_key:
        return False  # a new post inside the firm
    if _on(query.joined, query.joined_name, move.to_key, move.to_org):
        return not (query.joined and not query.left and not query.post and _within(move))
    inside = query.post and move.to_org is None and move.kind not in OUT
    return inside and _on(query.joined, query.joined_name, move.from_key, move.from_org)


def _within(move: Move) -> bool:
    return move.kind in WITHIN and move.from_key == move.to_key


def _same_role(asked: str, told: str) -> bool:
    """Whether two roles are one: under one name of it, or with every word of what was asked."""
    a, b = folded(asked), folded(told)
    if not b:
        return False
    known = [r for r in ROLES.values() if re.search(r, a)]
    if known:
        return any(re.search(r, b) for r in known) and ("副" in a) == ("副" in b)
    if has_han(a):
        return a in b or b in a
    return {stem(w, "id") for w in a.split()} <= {stem(w, "id") for w in b.split()}


def _on(keys: frozenset[str], name: str, key: str | None, words: str | None) -> bool:
    """Whether a side fits: nothing asked, the same entity, or the same words."""
    if not keys or key in keys:
        return True
    if not words or not name:
        return False
    a, b = folded(name), folded(words)
    if has_han(a) != has_han(b) and (latin := re.findall(r"[a-z0-9][a-z0-9 .&-]+", a if has_han(a) else b)):
        return (b if has_han(a) else a).strip() in (part.strip() for part in latin)  # 诺瓦委员会NVC is NVC
    if has_han(a) and has_han(b):
        return min(len(a), len(b)) >= 2 and (a in b or b in a)
    if _initials(a) == b or _initials(b) == a:
        return True
    x, y = set(a.split()), set(b.replace("'s", "").split())
    return bool((x & y) - SHARED) and (x <= y or y <= x)


def _initials(name: str) -> str:
    """The first letters of three words or more, or of two long ones: "Institut Pertanian Bogor" is IPB."""
    parts = [w for w in re.split(r"[\s-]+", name) if w not in ("dan", "of", "and", "the", "pt", "tbk")]
    return "".join(w[0] for w in parts if w) if len(parts) > 1 else ""
