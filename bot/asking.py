"""A question, the stored articles that may answer it, and the answer: what ``/ask`` and ``hengkang ask`` share.

1. Of a story in view (a reply to an alert, or a conversation about one), its articles are asked first, unless the
   question names somebody whom they do not name.
2. A question about many moves is answered from the ledger; in a conversation, before the story in view. One that
   compares two organisations never asks the story in view.
3. A question that stands only with what was said before ("Why?") is made whole first (``follow_up``).
4. Otherwise articles are found by the question's words, by every spelling of the names in it, and by the stories of
   those names, so that a question in one language finds articles in another.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from feeds.model import Answer, Article, Move, Story
from feeds.reading.answering import ledger
from feeds.reading.answering.answer import answer
from feeds.reading.answering.asked import STOP, Asked, understand
from feeds.reading.answering.follow_up import completed
from feeds.reading.answering.ledger_compare import Comparison, answer_comparison, compared_organisations, comparison
from feeds.reading.answering.nearness import Nearness
from feeds.reading.answering.period import asked_period
from feeds.reading.language import detect
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.firms import family
from feeds.reading.naming.names import read, spellings
from feeds.reading.text import folded, search_tokens
from storage import archive, moves, stories
from storage.articles import article_of
from storage.database import Connection, Database

EVER = datetime(1970, 1, 1, tzinfo=UTC)  # a question that names no time asks about all that is stored
ARTICLES = 14  # read for one answer; each costs some milliseconds
STORIES = 4
NAMES = 4


@dataclass(frozen=True, slots=True)
class Found:
    """An answer with the articles that its evidence stands in, and the story it was found in, if one was in view."""

    answer: Answer
    articles: tuple[Article, ...] = ()
    story_id: str | None = None
    meant: str = ""  # the whole question, where the one that was put stands only with what was said before


async def ask(
    db: Database,
    question: str,
    catalog: Catalog,
    now: datetime,
    context: Sequence[str] = (),
    story: Story | None = None,
    *,
    replied: bool = False,
    encoder: Nearness | None = None,
) -> Found:
    """Answer from a story in view, else from everything stored; a refusal where the articles do not say.

    ``replied``: the question replies to a message about the story, so it means that story. A "Why?" is asked of the
    people named last, until the articles say it of one.
    """
    before = (*(_about(story) if story is not None else ()), *context)
    if replied and story is not None:
        before = (*context, *_about(story))
    for meant in completed(question, detect(question), before, catalog):
        found = await _ask(db, meant, catalog, now, before, story, replied, encoder)
        if found.answer.answered:
            return replace(found, meant=meant)
    return await _ask(db, question, catalog, now, context, story, replied, encoder)


async def _ask(
    db: Database,
    question: str,
    catalog: Catalog,
    now: datetime,
    context: Sequence[str],
    story: Story | None,
    replied: bool,
    encoder: Nearness | None,
) -> Found:
    compared = comparison(question, catalog)
    if compared is not None:
        return await _compared(db, question, compared, catalog, now)
    query = ledger.ledger_question(question, catalog)
    if story is not None and (replied or query is None):
        about = (*_about(story), *context)
        given = await asyncio.to_thread(_of_story, question, story, catalog, about, encoder)
        if given.answered:
            return Found(given, story.articles, story.id)
        context = about
    async with db.read() as c:
        if query is not None:
            begin, end = asked_period(question, now) or (EVER, None)
            # Names are compared word by word, which takes a while over a year's firms.
            named = await asyncio.to_thread(ledger.asked_for, query, await moves.organisations(c))
            told = await moves.concerning(c, named, begin, end)
            given = ledger.answer_ledger(query, told, detect(question), catalog)
            if given.answered or not query.post:
                return Found(given, tuple(await _articles_of(c, given)))
            # Who holds a post may stand in an article that tells no move.
        asked = understand(question, catalog, tuple(context))
        articles, known = await _likely(c, asked, question, catalog)
    given = await asyncio.to_thread(answer, question, articles, catalog, known, tuple(context), encoder)
    return Found(given, tuple(articles))


async def _compared(db: Database, question: str, compared: Comparison, catalog: Catalog, now: datetime) -> Found:
    """What the ledger says of both sides of a comparison."""
    period = asked_period(question, now)
    begin, end = period or (EVER, None)
    async with db.read() as c:
        named = compared_organisations(compared, await moves.organisations(c))
        told = await moves.concerning(c, named, begin, end)
        limits = (begin, end if end and end <= now else None) if period else None
        given = answer_comparison(compared, told, limits, detect(question), catalog)
        return Found(given, tuple(await _articles_of(c, given)))


def _of_story(question: str, story: Story, catalog: Catalog, about: Sequence[str], encoder: Nearness | None) -> Answer:
    """The story's answer; a refusal where the question names somebody whom the story does not."""
    articles = story.articles[:ARTICLES]
    keys = set(story.keys) | {n.key for a in articles for n in read(a, a.lang or "en", catalog)}
    texts = [folded(a.whole) for a in articles]
    for name in understand(question, catalog).names:
        if not catalog.family(name.key) & keys and not any(folded(name.text) in text for text in texts):
            return Answer.refusal()
    return answer(question, articles, catalog, story.moves, about, encoder)


def _about(story: Story) -> tuple[str, ...]:
    """What the story is about, as context for a "he": a name each, that of its first move last and so the nearest."""
    return tuple(n for m in reversed(story.moves[:3]) for n in (m.to_org, m.from_org, m.person) if n)


async def _likely(c: Connection, asked: Asked, question: str, catalog: Catalog) -> tuple[list[Article], list[Move]]:
    names = asked.names[:NAMES]
    found: dict[str, Article] = {}
    told: list[Move] = []
    keys = frozenset().union(*(family(n.key, catalog) for n in names)) if names else frozenset()
    if keys:
        for story in await stories.latest(c, keys, EVER, STORIES):
            told += story.moves
            found |= {a.id: a for a in story.articles[:3]}
    wanted: list[str] = []
    for name in names:
        entity = catalog.entity(name.key)
        wanted += entity.spellings[:6] if entity else spellings(name.full, name.kind)
    own = search_tokens(question)
    # A little word stands in every article: it finds all of them, slowly, and weighs nothing.
    telling = [t for t in own if t not in STOP]
    tokens = [*(telling or ([] if wanted else own)), *(t for text in wanted for t in search_tokens(text))]
    for article in await archive.search(c, tokens, ARTICLES):
        found.setdefault(article.id, article)
    return list(found.values())[:ARTICLES], told


async def _articles_of(c: Connection, given: Answer) -> list[Article]:
    numbers = [int(e.article_id) for e in given.evidence if e.article_id.isdecimal()]
    rows = [await archive.find(c, str(number)) for number in numbers]
    return [article_of(row) for row in rows if row is not None]
