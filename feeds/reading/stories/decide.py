"""What one item causes: a pure function from what is known to a Decision.

reading, candidates, hits, now -> which story -> who is told -> may it be sent

Nothing here reads a clock or a store, so that every decision can be repeated from its inputs and shown by ``/why``.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from feeds.model import Article, Decision, Hit, Move, MoveStatus, PendingItem, Reading, Relation, Story, Told
from feeds.reading.moving.heads import heads
from feeds.reading.moving.scope import scopes
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.firms import search_keys
from feeds.reading.stories.development import changes_belief
from feeds.reading.stories.likeness import copy_of
from feeds.reading.stories.repeats import repeated
from feeds.reading.stories.standing import corrected, retracted
from feeds.reading.stories.story import Sameness, best_story, merge, news, own_moves
from feeds.reading.text import sentences

AGE_LIMIT = timedelta(hours=48)  # PRODUCT: what is older is stored and searchable, and not sent
CANDIDATE_WINDOW = timedelta(days=10)
MOST_COMPARED = 600  # moves of candidates that an article's are held against
NEARLY = 0.2  # of 1; what scores less is of no story even where it mentions a move that is known


def decide(
    item: PendingItem,
    reading: Reading,
    candidates: Sequence[Story],
    hits: Sequence[Hit],
    now: datetime,
    catalog: Catalog,
    age_limit: timedelta = AGE_LIMIT,
    mentioned: Sequence[Told] = (),
) -> Decision:
    """Decide which story an item tells, whose watchers are told, and whether anything may be sent.

    ``candidates`` share an entity key and were last heard of within ``CANDIDATE_WINDOW``; ``mentioned`` were told to who
    watches everything about one of the hits within ``REPEATED_WITHIN``. The reasons are in the order in which they were
    found. What administrators decided of a candidate is kept (``standing``).
    """
    candidates = _comparable(candidates)
    reading = corrected(reading, candidates, catalog)
    withdrawn, reading = retracted(reading, [c for c in candidates if c.retraction is not None], catalog)
    if withdrawn is not None and (reading.talent or reading.score >= NEARLY):
        return _unsaid(item, reading, hits, withdrawn)
    candidates = [c for c in candidates if c.retraction is None]
    story, found = best_story(reading, candidates, catalog)
    if not _counts(reading, story, found):
        return _mention(item, reading, hits, now, age_limit, mentioned)
    relation: Relation = "new"
    if story is not None:
        relation = "development" if found.relation == "development" else "source"
    moves = own_moves(reading, story, candidates, catalog)
    found_in, passing = _told(reading, moves, hits)
    notify, why = _may_send(item, now, age_limit)
    merged = merge(story.moves if story else (), moves, catalog)
    told = targets(moves, found_in, catalog)
    copied = copy_of(reading.article, story.articles) if story else None
    reasons = (*reading.explain, *found.why, *passing, *why)
    return Decision(
        item_id=item.id,
        relation=relation,
        reading=reading,
        story_id=story.id if story else None,
        moves=moves,
        merged=merged,
        targets=told,
        scopes={key: scopes(merged, key, catalog, {h.alias for h in hits if h.watch == key}) for key in told},
        heads=heads(merged),
        hits=tuple(hits),
        notify=notify,
        status=status(moves, story),
        copy_of=copied,
        reasons=(*reasons, f"the same text as {copied}") if copied else reasons,
    )


def _comparable(candidates: Sequence[Story]) -> Sequence[Story]:
    """Of the candidates so many that they have ``MOST_COMPARED`` moves in all; fifty stories of a day have a hundred.

    The longest are left out first: lists of people must not hide what is told of one of them, or was retracted.
    """
    kept: set[str] = set()
    moves = 0
    for story in sorted(candidates, key=lambda story: len(story.moves)):
        moves += len(story.moves)
        if kept and moves > MOST_COMPARED:
            break
        kept.add(story.id)
    return [story for story in candidates if story.id in kept]


def comes_to_nothing(
    item: PendingItem, reading: Reading, hits: Sequence[Hit], now: datetime, age_limit: timedelta = AGE_LIMIT
) -> bool:
    """Whether an item causes nothing, whatever else is known: no talent news, and nobody to be told that it names them.

    ``decide`` then gives the same without candidates.
    """
    if reading.talent or reading.score >= NEARLY:
        return False
    return not telling(reading.article, reading.moves, hits) or not _may_send(item, now, age_limit)[0]


def _unsaid(item: PendingItem, reading: Reading, hits: Sequence[Hit], story: Story) -> Decision:
    """An article of a retracted story is stored with it, changes nothing of it and is told to nobody."""
    return Decision(
        item_id=item.id,
        relation="source",
        reading=reading,
        story_id=story.id,
        merged=story.moves,
        heads=heads(story.moves),
        hits=tuple(hits),
        status=story.status,
        copy_of=copy_of(reading.article, story.articles),
        reasons=(*reading.explain, "it tells a story that was retracted: stored, not sent"),
    )


def _mention(
    item: PendingItem,
    reading: Reading,
    hits: Sequence[Hit],
    now: datetime,
    age_limit: timedelta,
    mentioned: Sequence[Told],
) -> Decision:
    """What is no talent news is told to those alone who watch everything about a name in its title or lead."""
    named = frozenset(h.watch for h in telling(reading.article, reading.moves, hits))
    if not named:
        reasons = (*reading.explain, "not talent news: stored and searchable only")
        return Decision(item.id, "none", reading, hits=tuple(hits), reasons=reasons)
    notify, why = _may_send(item, now, age_limit)
    repeats = repeated(reading.article, item.feed_id, mentioned)
    reasons = (*reading.explain, "not talent news: for those who watch everything about a name in title or lead", *why)
    return Decision(
        item_id=item.id,
        relation="none",
        reading=reading,
        named=named,
        hits=tuple(hits),
        notify=notify,
        repeats=repeats,
        reasons=(*reasons, f"the same text as {repeats}") if repeats else reasons,
    )


def _counts(reading: Reading, story: Story | None, found: Sameness) -> bool:
    """Whether an item takes part in a story: as talent news of its own, or as one more that tells a known one."""
    if reading.talent:
        return bool(news(reading.moves)) or story is not None
    return reading.score >= NEARLY and bool(news(reading.moves)) and story is not None and found.relation == "same"


def targets(moves: Sequence[Move], hits: Sequence[Hit], catalog: Catalog) -> frozenset[str]:
    """Whose watchers are told: everybody on a side of a move, the owners of labs, and the watched names that tell it."""
    keys: set[str] = {h.watch for h in hits}
    for move in moves:
        for key in move.keys:
            keys |= search_keys(key, catalog)
    return frozenset(keys)


def status(moves: Sequence[Move], story: Story | None) -> MoveStatus:
    """The story's status once these moves are told: what the first, chief move says."""
    if not moves:
        return story.status if story else MoveStatus.REPORTED  # it adds a source, and no word of its own
    said = moves[0].status
    if any(m.status is MoveStatus.DENIED for m in moves) and all(m.status is MoveStatus.DENIED for m in moves):
        said = MoveStatus.DENIED
    if story is None or changes_belief(story.status, said):
        return said
    return story.status


def _told(reading: Reading, moves: Sequence[Move], hits: Sequence[Hit]) -> tuple[list[Hit], tuple[str, ...]]:
    """Part the hits into those in the title or a telling sentence and, as reasons, those only mentioned in passing."""
    found = telling(reading.article, moves, hits)
    told = {h.watch for h in found}
    passing = sorted({h.alias for h in hits if h.watch not in told})
    return found, tuple(f"{alias} is only mentioned in passing" for alias in passing)


def telling(article: Article, moves: Sequence[Move], hits: Sequence[Hit]) -> list[Hit]:
    """The hits in an article's title, its first sentence or one that tells a move."""
    if not hits:
        return []
    text_start = len(article.title) + 1
    evidence = {m.evidence for m in moves}
    spans = [(0, text_start)]
    lead = True
    for sentence in sentences(article.text):
        if lead or sentence.text in evidence:
            spans.append((text_start + sentence.start, text_start + sentence.end))
        lead = False
    return [h for h in hits if any(start <= h.start < end for start, end in spans)]


def _may_send(item: PendingItem, now: datetime, age_limit: timedelta) -> tuple[bool, tuple[str, ...]]:
    if item.backlog:
        return False, ("it stood in the feed at the first fetch: stored, not sent",)
    published = min(item.article.published or item.fetched_at, item.fetched_at)
    if now - published > age_limit:
        hours = int(age_limit.total_seconds() // 3600)
        return False, (f"published {published:%Y-%m-%d %H:%M} UTC, more than {hours} hours ago: stored, not sent",)
    return True, ()
