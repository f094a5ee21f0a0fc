"""Answers from stored articles, with the sentences they rest on, or a refusal.

1. What the moves say is taken from them: where to, where from, who replaced whom.
2. Otherwise every sentence is weighed: names it shares with the question (in any script), ideas ("leave", "hengkang",
   离职 are one), words weighed by rarity, and whether it holds what the type asks for: a date, a number, a reason, a person.
3. The answer is the span that answers, cut out of the best sentence; the evidence is the sentence as it stands.
4. Where no sentence names whom the question names, or none holds the type, the articles do not say.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from feeds.model import Answer, Article, Evidence, Move
from feeds.reading import ledger
from feeds.reading.asked import IDEA_PATTERNS, Asked, understand
from feeds.reading.boilerplate import is_boilerplate
from feeds.reading.catalog import Catalog
from feeds.reading.language import detect
from feeds.reading.name import Name
from feeds.reading.names import read
from feeds.reading.spans import HOLDS, span_of
from feeds.reading.telling import spoken_date
from feeds.reading.text import folded, search_tokens, sentences

LONGEST_EVIDENCE = 600
LONGEST_READ = 20_000  # characters of an article that are asked; longer ones are transcripts and lists
# Types whose answer is wrong rather than poor when the sentence is about another organisation.
STRICT_TYPES = frozenset({"why", "when", "how_long", "how_much", "how_many"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of an article with what it is weighed by."""

    article: Article
    text: str
    number: int
    lang: str
    tokens: frozenset[str]
    names: tuple[Name, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The entity keys that the sentence names."""
        return frozenset(n.key for n in self.names)


def answer(
    question: str,
    articles: Sequence[Article],
    catalog: Catalog,
    moves: Sequence[Move] = (),
    context: Sequence[str] = (),
) -> Answer:
    """Answer from these articles only. ``context`` are the conversation's earlier turns, for a "he"."""
    return answer_from(candidates(articles, catalog), question, catalog, moves, context)


def candidates(articles: Sequence[Article], catalog: Catalog) -> tuple[Candidate, ...]:
    """The sentences of articles, ready to be asked; worth keeping where several questions follow."""
    return tuple(c for a in articles for c in _candidates(a, catalog))


def answer_from(
    candidates: Sequence[Candidate],
    question: str,
    catalog: Catalog,
    moves: Sequence[Move] = (),
    context: Sequence[str] = (),
) -> Answer:
    """Answer from these sentences only, as ``answer`` does from articles."""
    asked = understand(question, catalog, tuple(context))
    if not candidates:
        return Answer.refusal()
    from_moves = _from_moves(asked, moves, catalog)
    if from_moves is not None:
        return from_moves
    ranked = _ranked(asked, candidates, catalog)
    for score, candidate in ranked[:4]:
        if score < _threshold(asked):
            break
        span = span_of(asked, candidate.text, candidate.names, candidate.lang)
        if span:
            second = _second(asked, candidate, ranked)
            people = (
                tuple(dict.fromkeys(n.full for n in candidate.names if n.kind == "person" and n.key not in asked.keys))
                if asked.type == "who"
                else ()
            )
            return Answer(span, True, (_evidence(candidate), *second), people)
    return Answer.refusal()


def answer_store(
    question: str, articles: Sequence[Article], catalog: Catalog, moves: Sequence[Move], context: Sequence[str] = ()
) -> Answer:
    """Answer from the store: a question about many moves from the ledger, any other from the articles' sentences."""
    query = ledger.ledger_question(question, catalog)
    if query is not None:
        return ledger.answer_ledger(query, moves, detect(question), catalog)
    return answer(question, articles, catalog, moves, context)


@lru_cache(maxsize=64)  # a story's articles are asked several questions in a row, and reading one costs the most
def _candidates(article: Article, catalog: Catalog) -> tuple[Candidate, ...]:
    article = replace(article, text=article.text[:LONGEST_READ])
    lang = detect(article.whole, article.lang)
    found = read(article, lang, catalog)
    result: list[Candidate] = []
    for text, offset in ((article.title, 0), (article.text, len(article.title) + 1)):
        for sentence in sentences(text):
            start, end = offset + sentence.start, offset + sentence.end
            inside = tuple(n for n in found if start <= n.start and n.end <= end)
            if sentence.text and len(sentence.text) <= LONGEST_EVIDENCE and not is_boilerplate(sentence.text):
                result.append(
                    Candidate(
                        article, sentence.text, len(result), lang, frozenset(search_tokens(sentence.text)), inside
                    )
                )
    return tuple(result)


def _ranked(asked: Asked, candidates: Sequence[Candidate], catalog: Catalog) -> list[tuple[float, Candidate]]:
    frequency = Counter(t for c in candidates for t in c.tokens)
    total = len(candidates)
    people = {n.key for n in asked.names if n.kind in ("person", "name")}
    article_keys: dict[str, frozenset[str]] = {}
    for c in candidates:
        article_keys[c.article.id] = article_keys.get(c.article.id, frozenset()) | c.keys
    scored = []
    for c in candidates:
        here = _families(c.keys, catalog)
        named = sum(2.2 if n.key in here else 0.0 for n in asked.names)
        elsewhere = 0.0
        if people and not people & here and people & article_keys[c.article.id]:
            elsewhere = 0.7
        words = sum(math.log(1 + total / frequency[t]) for t in asked.tokens & c.tokens)
        whole = sum(math.log(1 + total / frequency.get(t, 0.5)) for t in asked.tokens) or 1.0
        ideas = sum(1.1 for i in asked.ideas if IDEA_PATTERNS[i].search(folded(c.text)))
        own = 0.6 if c.lang == asked.lang else 0.0
        if asked.type in STRICT_TYPES:
            own -= sum(1.6 for n in asked.names if n.kind == "organisation" and n.key not in here)
        held = 1.6 if HOLDS[asked.type](c.text, c.names, asked) else -2.5
        scored.append((named + elsewhere + 2.4 * words / math.sqrt(whole) + ideas + held + own - c.number * 0.01, c))
    return sorted(scored, key=lambda s: -s[0])


def _families(keys: Iterable[str], catalog: Catalog) -> frozenset[str]:
    return frozenset(k for key in keys for k in (key, *catalog.owners(key)))


def _threshold(asked: Asked) -> float:
    """The score below which the articles do not say: higher where the question names somebody."""
    return (
        2.6
        + 1.1 * min(2, len(asked.names))
        + (0.8 if asked.type in ("how_much", "how_many", "when", "why", "how_old") else 0.0)
    )


def _second(asked: Asked, first: Candidate, ranked: Sequence[tuple[float, Candidate]]) -> tuple[Evidence, ...]:
    """A further sentence about the same, where one is nearly as good."""
    best = ranked[0][0]
    for score, candidate in ranked:
        if candidate.text != first.text and score > 0.72 * best and candidate.keys & (asked.keys or first.keys):
            return (_evidence(candidate),)
    return ()


def _evidence(candidate: Candidate) -> Evidence:
    return Evidence(candidate.article.id, candidate.text)


def _from_moves(asked: Asked, moves: Sequence[Move], catalog: Catalog) -> Answer | None:
    """Where to, where from and who replaced whom, as the moves tell it; None where they do not."""
    people = {n.key for n in asked.names if n.kind in ("person", "name")}
    mine = [m for m in moves if m.person_key in people and not m.past]
    if asked.type == "successor" and people:
        named = {m.person for m in mine if m.person} | {n.text for n in asked.names}
        after = [m for m in moves if m.person and m.replaces and m.replaces in named]
        left = {k for m in mine if m.from_key for k in (m.from_key, *catalog.owners(m.from_key))}
        after = after or [
            m
            for m in moves
            if m.person
            and m.replaces is None
            and m.to_key
            and m.person_key not in people
            and left & {m.to_key, *catalog.owners(m.to_key)}
            and IDEA_PATTERNS["replace"].search(folded(m.evidence))
        ]
        if after:
            return _told([m.person or "" for m in after[:1]], after[:1])
    if asked.type == "where_to" and mine:
        last = _last_stop([m for m in mine if m.to_org], catalog)
        if last is not None:
            return _told([last.to_org or ""], [last])
    if asked.type == "when" and mine and asked.ideas & {"leave", "join", "appoint"}:
        dated = [m for m in mine if m.date]
        if dated:
            return _told([spoken_date(dated[0].date or "", asked.lang)], dated[:1])
    if asked.type == "where_from" and mine:
        coming = [m for m in mine if m.from_org]
        if coming:
            return _told([m.from_org or "" for m in coming[:1]], coming[:1])
    return None


def _last_stop(going: Sequence[Move], catalog: Catalog) -> Move | None:
    """Where the way that begins with the chief move ends: the first told, then on from each stop to the next."""
    here = next(iter(going), None)
    passed: set[int] = set()
    while here is not None:
        passed.add(id(here))
        place = _families([here.to_key or ""], catalog)
        onward = next((m for m in going if id(m) not in passed and m.from_key in place), None)
        if onward is None:
            return here
        here = onward
    return None


def _told(words: Sequence[str], moves: Sequence[Move]) -> Answer:
    evidence = tuple(dict.fromkeys(Evidence(m.article_id, m.evidence) for m in moves))[:2]
    return Answer(
        ", ".join(dict.fromkeys(w for w in words if w)), True, evidence, tuple(m.person for m in moves if m.person)
    )


def names_in(question: str, catalog: Catalog) -> tuple[Name, ...]:
    """The names in a question, for the store's search."""
    return understand(question, catalog).names
