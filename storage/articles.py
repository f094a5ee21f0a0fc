"""The article of an item's row."""

from feeds.model import Article
from storage.database import Row
from storage.moments import maybe_moment, moment


def article_of(row: Row) -> Article:
    """The article of an item's row; where the feed gave no date, that of the fetch."""
    return Article(
        id=str(row["id"]),
        title=row["title"],
        text=row["text"],
        url=row["url"],
        published=maybe_moment(row["published"]) or moment(row["fetched_at"]),
        lang=row["lang"],
        outlet=row["outlet"],
        image=row["image"],
        credit=row["credit"],
    )
