"""How near an article lies to a story: in time, by its titles, by the words that both use.

All of it only supports: titles alone never merge, since "Yan left for JD" and "Zhou left for ByteDance" read alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from rapidfuzz import fuzz

from feeds.model import Article, Story
from feeds.reading.text import folded, has_han

# A second report within this time fills in the first (an edit); after it, what it adds is news of its own.
SAME_BREAK = timedelta(hours=12)
SIMILAR_TITLES = 72  # of 100, rapidfuzz token_set_ratio over folded text
SAME_TEXT = 92
COMPARED = 1500  # characters of two texts that are held against each other
SHORTEST_COPY = 80


@dataclass(eq=False)
class Likeness:
    """How near an article is to those of a story; the titles are compared when somebody asks."""

    gap: timedelta = timedelta(0)
    dated: bool = True  # whether both sides say when they were published
    mine: Article | None = None
    theirs: Sequence[Article] = field(default=())

    @cached_property
    def similar(self) -> float:
        """The likeness of the nearest title, 0..100; only titles of one script are compared."""
        if self.mine is None:
            return 100.0
        title = _heading(self.mine)
        alike = [
            fuzz.token_set_ratio(title, other) if not has_han(title) else fuzz.ratio(title, other)
            for a in self.theirs
            if has_han(other := _heading(a)) == has_han(title)
        ]
        return max(alike, default=0.0)

    @cached_property
    def titles(self) -> tuple[str, str]:
        """The article's title and the story's first."""
        return (self.mine.title if self.mine else "", self.theirs[0].title if self.theirs else "")


def likeness(article: Article, story: Story) -> Likeness:
    """How near an article is to a story."""
    at = article.published or story.last_at
    dated = article.published is not None and any(a.published for a in story.articles)
    return Likeness(_distance(at, story) if dated else timedelta(0), dated, article, story.articles)


def _distance(at: datetime, story: Story) -> timedelta:
    """How far the moment lies from the story's span."""
    if story.first_at <= at <= story.last_at:
        return min(at - story.first_at, SAME_BREAK)
    return at - story.last_at if at > story.last_at else story.first_at - at


def copy_of(article: Article, others: Iterable[Article]) -> str | None:
    """The id of the article that this one repeats word for word (syndicated), or None."""
    text = folded(article.text)[:COMPARED]
    if len(text) < SHORTEST_COPY:
        return None
    for other in others:
        if other.id != article.id and fuzz.ratio(text, folded(other.text)[:COMPARED], score_cutoff=SAME_TEXT):
            return other.id
    return None


def _heading(article: Article) -> str:
    return folded(article.title or article.text[:120]).replace(".", "")
