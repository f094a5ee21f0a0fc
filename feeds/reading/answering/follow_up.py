"""Questions that stand only with what was said before, made whole: "Why?", "为什么？", "What about Tencent?", 腾讯呢.

1. A bare "why", "when" or "where to" is asked of the people named last, one question each.
2. "What about X" is the last question that named somebody, with X in that name's place: a person for a person, an
   organisation for an organisation.

What is whole already, or has nothing before it, is left as it is.
"""

import re
from collections.abc import Sequence

from feeds.reading.answering.asked import COMPILED, understand
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.name import Name
from feeds.reading.text import folded

PEOPLE = 3  # of whom a bare question is asked
OPENING = r"(?:(?:and|but|so|ok|lalu|terus|tapi|dan|那么?|可是|但)[,， ]*)?"
BARE = {
    kind: re.compile(rf"^{OPENING}(?:{words})$", re.I)
    for kind, words in (
        ("why", r"why|why (?:is|was) that|how come|for what reason|mengapa|kenapa|alasannya(?: apa)?|apa alasannya|为什么呢?|为何|为啥|什么原因|原因(?:呢|是什么)?"),
        ("when", r"when(?: was that)?|since when|kapan(?: itu)?|sejak kapan|什么时候(?:的事)?|何时|几时"),
        ("where", r"where(?: to)?|ke ?mana|去哪(?:里|儿)?了?|去了哪(?:里|儿)?|到哪(?:里|儿)去了?"),
    )
}  # fmt: skip
WHOLE = {
    "why": {"en": "Why did {who} leave?", "id": "Mengapa {who} pergi?", "zh": "{who}为什么离开？"},
    "when": {"en": "When did {who} leave?", "id": "Kapan {who} pergi?", "zh": "{who}什么时候离开？"},
    "where": {"en": "Where did {who} go?", "id": "Ke mana {who} pergi?", "zh": "{who}去了哪里？"},
}
ABOUT = re.compile(
    r"^(?:(?:and|(?:and )?(?:what|how) about|kalau|(?:lalu |terus )?bagaimana dengan) (?P<latin>.{2,40})"
    r"|(?:那么?)?(?P<han>.{2,20}?)呢)$",
    re.I,
)


def depends(question: str) -> bool:
    """Whether a question says something only with what was said before."""
    return _bare(question) is not None or ABOUT.match(_plain(question)) is not None


def completed(question: str, lang: str, context: Sequence[str], catalog: Catalog) -> tuple[str, ...]:
    """The whole questions that one stands for, in the order in which to ask them; empty where it stands by itself.

    ``context`` are the conversation's turns, the newest last; ``lang`` is the question's language.
    """
    kind = _bare(question)
    if kind is not None:
        return tuple(WHOLE[kind][lang].format(who=who) for who in _people(context, catalog))
    found = ABOUT.match(_plain(question))
    if found is None:
        return ()
    put = understand((found["latin"] or found["han"]).strip(), catalog).names
    for turn in reversed(context):
        if put and _is_question(turn) and (named := understand(turn, catalog).names):
            instead = next((n for n in named if _person(n) == _person(put[0])), None)
            return (turn.replace(instead.text, put[0].text, 1),) if instead else ()
    return ()


def _plain(question: str) -> str:
    return " ".join(question.split()).strip(" ?？!！.。…")


def _bare(question: str) -> str | None:
    plain = folded(_plain(question))
    return next((kind for kind, pattern in BARE.items() if pattern.match(plain)), None)


def _people(context: Sequence[str], catalog: Catalog) -> list[str]:
    """The people of the last turn that names any."""
    for turn in reversed(context):
        found = [n.full for n in understand(turn, catalog).names if _person(n)]
        if found:
            return list(dict.fromkeys(found))[:PEOPLE]
    return []


def _person(name: Name) -> bool:
    return name.kind in ("person", "name")


def _is_question(turn: str) -> bool:
    plain = folded(turn)
    return turn.rstrip().endswith(("?", "？")) or next(kind for kind, p in COMPILED if p.search(plain)) != "what"
