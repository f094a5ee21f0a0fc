"""What feeds and pages hold, as read: entries, documents, pages, articles, and the names in them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

LANGUAGES: tuple[str, ...] = ("id", "en", "zh")


EntityKind = Literal["person", "organisation"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed document, as read; nothing is known of what we stored before."""

    title: str
    link: str | None
    guid: str | None
    published: datetime | None
    text: str  # the teaser or the full text as plain text, paragraphs divided by "\n"
    author: str | None = None
    image: str | None = None
    language: str | None = None

    def __reduce__(self) -> tuple[type["Entry"], tuple[object, ...]]:
        # What the library makes for frozen classes asks for the fields at each of a feed's thirty entries.
        return Entry, (
            self.title, self.link, self.guid, self.published, self.text, self.author, self.image, self.language,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """What we read of a feed's bytes; ``error`` says in plain words why entries may be missing."""

    format: str  # "rss20", "atom10", "rss10", "json11", …; "" where unknown
    title: str
    entries: tuple[Entry, ...]
    link: str | None = None
    language: str | None = None
    ttl_minutes: int | None = None
    error: str | None = None
    moved_to: str | None = None  # the new address that it names (itunes:new-feed-url)
    cut_off: bool = False  # its end is missing, and with it perhaps entries
    # As RSS 2.0 and Atom 1.0 should be: nothing was guessed or mended.
    regular: bool = field(default=False, compare=False)
    unread: int = 0  # entries that were left out, since they stand as they stood


@dataclass(frozen=True, slots=True)
class Page:
    """The article's text as its page gives it."""

    url: str
    title: str
    text: str
    published: datetime | None = None
    lang: str | None = None
    image: str | None = None
    credit: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A text to be read: title, body and where it came from."""

    id: str
    title: str
    text: str
    url: str | None = None
    published: datetime | None = None
    lang: str | None = None  # as declared by feed or caller; reading decides for itself
    outlet: str = ""
    image: str | None = None
    credit: str | None = None

    @property
    def whole(self) -> str:
        """Title and text as one; all offsets of mentions and hits point into this."""
        return f"{self.title}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Mention:
    """A person or an organisation named in an article, at ``[start, end)`` of ``Article.whole``."""

    name: str
    kind: EntityKind
    start: int
    end: int
    key: str
    entity_id: str | None = None  # the catalog's, None where it does not know the name
    full_name: str | None = None  # "Yan Zhijie" where the text says "Yan"
