"""An article that is no talent news and has been told before: the same heading or the same text, from whatever feed.

Stories are recognised by their moves; what tells none has only its words. So little is taken for the same: a title that
is equal but for marks and capitals, from another feed (a feed's own heading may come every day), or a text that is equal
but for a few words while the titles name no different figures.
"""

import re
from collections.abc import Iterable
from datetime import timedelta

from feeds.model import Article, Told
from feeds.reading.stories.likeness import copy_of
from feeds.reading.text import folded

REPEATED_WITHIN = timedelta(days=3)
SHORTEST_TITLE = 12  # letters; a shorter one may head anything


def repeated(article: Article, feed_id: int, earlier: Iterable[Told]) -> str | None:
    """The first item that told what this article tells; None where it is new."""
    for one in earlier:
        if one.article.id == article.id:
            continue
        same_title = _letters(article) == _letters(one.article) and len(_letters(article)) >= SHORTEST_TITLE
        if same_title and one.feed_id != feed_id:
            return one.first
        if _figures(article) == _figures(one.article) and copy_of(article, (one.article,)):
            return one.first
    return None


def _letters(article: Article) -> str:
    return "".join(ch for ch in folded(article.title) if ch.isalnum())


def _figures(article: Article) -> list[str]:
    return re.findall(r"\d+", folded(article.title))
