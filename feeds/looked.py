"""An article between the gate and the store: whole with its page, read, or stopped; pure."""

from dataclasses import dataclass, replace

from feeds.model import Article, Decision, Hit, Page, PendingItem, Reading

PAGE_SHORTER_THAN = 1.2  # a page's text is taken when it holds at least this much more than the teaser


@dataclass(frozen=True, slots=True)
class Looked:
    """What the reading of an article gave: with ``nothing`` where it causes nothing, with ``error`` where it failed."""

    item: PendingItem
    article: Article
    reading: Reading | None = None
    hits: tuple[Hit, ...] = ()
    nothing: Decision | None = None
    error: Exception | None = None


def passed_over(item: PendingItem) -> Decision:
    """What an item comes to that the gate stops: stored and searchable, nothing else."""
    why = ("no cue of a move in title or teaser",)
    reading = Reading(item.article, item.article.lang or "en", talent=False, score=0.0, explain=why)
    return Decision(item.id, "none", reading, reasons=why)


def with_page(teaser: Article, page: Page | None) -> Article:
    """The article as its page tells it; the teaser's own text where the page holds no more than that."""
    if page is None or len(page.text) < PAGE_SHORTER_THAN * len(teaser.text):
        return teaser if page is None else replace(teaser, image=teaser.image or page.image, credit=page.credit)
    return replace(
        teaser,
        text=page.text,
        published=teaser.published or page.published,
        image=page.image or teaser.image,
        credit=page.credit,
        outlet=teaser.outlet or page.outlet or "",
    )
