"""Answers from stored articles, with the sentences they rest on, or a refusal.

1. What the moves say is taken from them: where to, where from, who replaced whom, and yes or no (``yes_no``).
2. Otherwise the sentences and their pieces are weighed (``weighing``): names shared with the question in any script, words by
   rarity and by stem, ideas ("leave", "hengkang", 离职 are one), and whether there stands what the type asks for.
3. How likely the articles say it at all is weighed too; below ``LINE`` the answer is that they do not say.
4. The answer is the window of words that most likely holds it for its length (``widths``): one name where that is sure, a
   clause where it is not. The evidence is the sentence as it stands.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from feeds.model import Answer, Article, Evidence, Move
from feeds.reading.answering import ledger
from feeds.reading.answering.asked import Asked, understand
from feeds.reading.answering.given import likelihood
from feeds.reading.answering.ideas import IDEA_PATTERNS
from feeds.reading.answering.marks import mark
from feeds.reading.answering.nearness import Nearness
from feeds.reading.answering.stems import stem
from feeds.reading.answering.weighing import Candidate, Question, Weighed, scores, shares
from feeds.reading.answering.widths import Span, best_windows
from feeds.reading.answering.yes_no import family, yes_no
from feeds.reading.language import detect
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.name import Name
from feeds.reading.naming.names import read
from feeds.reading.prose.boilerplate import is_boilerplate
from feeds.reading.prose.telling import spoken_date
from feeds.reading.text import Sentence, folded, has_han, search_tokens, sentences

LONGEST_EVIDENCE = 600
LONGEST_READ = 20_000  # characters of an article that are asked; longer ones are transcripts and lists
LINE = 0.5
SECOND = 0.04  # how likely a further sentence must hold the answer to be shown beside the first


def answer(
    question: str,
    articles: Sequence[Article],
    catalog: Catalog,
    moves: Sequence[Move] = (),
    context: Sequence[str] = (),
    encoder: Nearness | None = None,
) -> Answer:
    """Answer from these articles only. ``context`` are the conversation's earlier turns, for a "he"."""
    return answer_from(candidates(articles, catalog), question, catalog, moves, context, encoder)


def candidates(articles: Sequence[Article], catalog: Catalog) -> tuple[Candidate, ...]:
    """The sentences of articles, ready to be asked; worth keeping where several questions follow."""
    return tuple(c for a in articles for c in _candidates(a, catalog))


def answer_from(
    candidates: Sequence[Candidate],
    question: str,
    catalog: Catalog,
    moves: Sequence[Move] = (),
    context: Sequence[str] = (),
    encoder: Nearness | None = None,
) -> Answer:
    """Answer from these sentences only, as ``answer`` does from articles."""
    asked = understand(question, catalog, tuple(context))
    if not candidates or not (asked.tokens or asked.names):
        return Answer.refusal()
    put = Question(asked, candidates, encoder)
    from_moves = yes_no(put, moves, catalog) or _from_moves(asked, put, moves, catalog)
    if from_moves is not None:
        return replace(from_moves, evidence=tuple(_whole(e, candidates) for e in from_moves.evidence))
    weighed = put.weigh()
    scored = scores(weighed, put.by["answer"])
    if likelihood(put, weighed, scored) < LINE:
        return Answer.refusal()
    return _said(put, weighed, shares(scored))


def _said(put: Question, weighed: Sequence[Weighed], likely: Sequence[Sequence[float]]) -> Answer:
    """The best window, or two, of the likely sentences, and up to two sentences of evidence."""
    held = [sum(row) for row in likely]
    marks = [
        mark(put.asked, w.candidate.text, w.candidate.lang, w.chunks, put.wanted[w.candidate.lang], put.named)
        for w in weighed
    ]
    spans = best_windows(marks, held)
    if not spans:
        return Answer.refusal()
    langs = [weighed[s.sentence].candidate.lang for s in spans]
    spans = tuple(s for s, lang in zip(spans, langs, strict=True) if lang == langs[0])  # one answer, one language
    shown = [weighed[s.sentence].candidate for s in spans]
    others = sorted({*range(len(held))} - {s.sentence for s in spans}, key=lambda i: (-held[i], i))
    shown += [weighed[i].candidate for i in others if held[i] >= SECOND]
    evidence = tuple(dict.fromkeys(_evidence(c) for c in shown))[:2]
    who = put.asked.type in ("who", "successor", "predecessor")
    people = [p for s in spans if who for p in _people(s, weighed[s.sentence].candidate.names)]
    told = dict.fromkeys(_fullest(s, weighed[s.sentence].candidate.names) for s in spans)
    return Answer(_joined(list(told)), True, evidence, tuple(dict.fromkeys(people)))


def _joined(told: Sequence[str]) -> str:
    """What two sentences say, or one."""
    return ("；" if all(map(has_han, told)) else "; ").join(t.strip(" ,.;，。；") for t in told)


def _fullest(span: Span, names: Sequence[Name]) -> str:
    """The words of an answer; a name alone in its fullest form."""
    return next((n.full for n in names if (n.start, n.end) == (span.start, span.end)), span.text)


def _people(span: Span, names: Sequence[Name]) -> tuple[str, ...]:
    inside = (n for n in names if n.kind in ("person", "name") and span.start <= n.start and n.end <= span.end)
    return tuple(dict.fromkeys(n.full for n in inside))


def answer_store(
    question: str,
    articles: Sequence[Article],
    catalog: Catalog,
    moves: Sequence[Move],
    context: Sequence[str] = (),
    encoder: Nearness | None = None,
) -> Answer:
    """Answer from the store: a question about many moves from the ledger, any other from the articles' sentences."""
    query = ledger.ledger_question(question, catalog)
    if query is not None:
        given = ledger.answer_ledger(query, moves, detect(question), catalog)
        if given.answered or not query.post:
            return given
    return answer(question, articles, catalog, moves, context, encoder)


@lru_cache(maxsize=64)  # a story's articles are asked several questions in a row, and reading one costs the most
def _candidates(article: Article, catalog: Catalog) -> tuple[Candidate, ...]:
    article = replace(article, text=article.text[:LONGEST_READ])
    lang = detect(article.whole, article.lang)
    found = read(article, lang, catalog)
    result: list[Candidate] = []
    for text, offset in ((article.title, 0), (article.text, len(article.title) + 1)):
        parted = sentences(text)
        for sentence, shown in zip(parted, _wholes(text, parted), strict=True):
            start, end = offset + sentence.start, offset + sentence.end
            if not sentence.text or len(sentence.text) > LONGEST_EVIDENCE or is_boilerplate(sentence.text):
                continue
            inside = tuple(
                replace(n, start=n.start - start, end=n.end - start) for n in found if start <= n.start and n.end <= end
            )
            stems = tuple(stem(t, lang) for t in search_tokens(sentence.text))
            result.append(Candidate(article, sentence.text, len(result), lang, stems, inside, offset == 0, shown))
    return tuple(result)


def _wholes(text: str, parted: Sequence[Sentence]) -> list[str]:
    """For each sentence the whole that it is a part of by a "；", unless that is too long to be evidence."""
    starts, ends = [s.start for s in parted], [s.end for s in parted]
    for i in range(1, len(parted)):
        if _parted(text, parted[i - 1], parted[i]):
            starts[i] = starts[i - 1]
    for i in range(len(parted) - 1, 0, -1):
        if _parted(text, parted[i - 1], parted[i]):
            ends[i - 1] = ends[i]
    return [
        text[start:end] if end - start <= LONGEST_EVIDENCE else sentence.text
        for sentence, start, end in zip(parted, starts, ends, strict=True)
    ]


def _parted(text: str, one: Sentence, other: Sentence) -> bool:
    return one.text.endswith("；") and "\n" not in text[one.end : other.start]


def _evidence(candidate: Candidate) -> Evidence:
    return Evidence(candidate.article.id, candidate.shown or candidate.text)


def _from_moves(asked: Asked, put: Question, moves: Sequence[Move], catalog: Catalog) -> Answer | None:
    """Where to, where from and who replaced whom, as the moves tell it; None where they do not."""
    people = put.named
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
            first = after[0]
            return _told(_in_language(first.person, first.person_key, first, asked, catalog), first)
    if asked.type == "where_to" and mine:
        last = _last_stop([m for m in mine if m.to_org], catalog)
        if last is not None:
            return _told(_in_language(last.to_org, last.to_key, last, asked, catalog), last)
    if asked.type == "when" and mine and asked.ideas & {"leave", "join", "appoint"}:
        dated = [m for m in mine if m.date]
        if dated:
            return _told(spoken_date(dated[0].date or "", asked.lang), dated[0])
    if asked.type == "where_from" and mine:
        coming = [m for m in mine if m.from_org]
        if coming:
            return _told(_in_language(coming[0].from_org, coming[0].from_key, coming[0], asked, catalog), coming[0])
    return None


def _last_stop(going: Sequence[Move], catalog: Catalog) -> Move | None:
    """Where the way that begins with the chief move ends: the first told, then on from each stop to the next."""
    here = next(iter(going), None)
    passed: set[int] = set()
    while here is not None:
        passed.add(id(here))
        place = family([here.to_key or ""], catalog)
        onward = next((m for m in going if id(m) not in passed and m.from_key in place), None)
        if onward is None:
            return here
        here = onward
    return None


def _in_language(words: str | None, key: str | None, move: Move, asked: Asked, catalog: Catalog) -> str:
    """A name in the asker's language; the article's own words where it is written in that."""
    return (words or "") if move.lang == asked.lang else catalog.display(key, asked.lang, words or "")


def _whole(evidence: Evidence, candidates: Sequence[Candidate]) -> Evidence:
    """A move's evidence with the rest of its sentence."""
    of = (c for c in candidates if c.article.id == evidence.article_id and c.text == evidence.sentence)
    return next((_evidence(c) for c in of), evidence)


def _told(text: str, move: Move) -> Answer:
    people = (move.person,) if move.person else ()
    return Answer(text, True, (Evidence(move.article_id, move.evidence),), people)
