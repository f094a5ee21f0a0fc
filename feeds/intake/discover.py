"""From a site's address to its feeds, and one look at an address for ``/addfeed`` and ``/testfeed``."""

from dataclasses import dataclass, replace
from urllib.parse import urljoin

from feeds.intake.fetch import Fetched, Fetcher
from feeds.intake.guard import web_address
from feeds.intake.markup import LenientParser
from feeds.intake.parse import parse_bytes
from feeds.intake.worker import TooSlowError, Worker
from feeds.model import FeedDocument

TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
COMMON = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml")
MOST = 8


@dataclass(frozen=True, slots=True)
class Looked:
    """What an address turned out to be: a feed's document, or why it is none."""

    url: str  # where redirects led
    document: FeedDocument | None
    error: str | None = None  # plain words
    proposals: tuple[str, ...] = ()  # feeds that a page names, where it is no feed itself
    moved_to: str | None = None  # where permanent redirects alone lead
    ahead: float | None = None  # seconds that the server's clock is ahead of ours
    status: int | None = None


class _Links(LenientParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {k: v or "" for k, v in attrs}
        if (
            tag == "link"
            and "alternate" in values.get("rel", "").lower()
            and values.get("type", "").lower() in TYPES
            and values.get("href")
        ):
            self.found.append(values["href"])


def links(data: bytes, base: str) -> tuple[str, ...]:
    """The feeds that a page names in its head, as whole addresses; what is no web address is passed by."""
    reader = _Links()
    reader.feed(data[:500_000].decode("utf-8", "replace"))
    whole = (_joined(base, link) for link in reader.found)
    return tuple(dict.fromkeys(link for link in whole if web_address(link) is None))[:MOST]


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link.strip())
    except ValueError:  # "http://[" and the like
        return ""


@dataclass(slots=True)
class Looker:
    """Looks an address up, with every guard that polling has."""

    fetcher: Fetcher
    worker: Worker

    async def look(self, url: str) -> Looked:
        """Fetch and read once; a page is searched for its feeds. Never raises for what the other side does."""
        found = await self.fetcher.fetch(url)
        looked = await self._looked(found)
        return replace(looked, moved_to=found.moved_to, ahead=found.ahead, status=found.status)

    async def _looked(self, found: Fetched) -> Looked:
        if found.error:
            return Looked(found.url, None, found.error)
        document = await self._read(found)
        if document is not None and not document.error:
            return Looked(found.url, document)
        if document is not None and document.format != "html" and b"<html" not in found.body[:5000].lower():
            return Looked(found.url, None, document.error)
        proposals = await self._links(found) or await self._common(found.url)
        error = "this is a web page" if proposals else "this is a web page that names no feed"
        return Looked(found.url, None, error, proposals)

    async def _links(self, found: Fetched) -> tuple[str, ...]:
        """In the worker: a page can be written so that looking for its links takes minutes."""
        try:
            return await self.worker.run(links, found.body, found.url)
        except TooSlowError:
            return ()

    async def _common(self, url: str) -> tuple[str, ...]:
        """The feed at one of the usual places, where the page names none."""
        for path in COMMON:
            found = await self.fetcher.fetch(urljoin(url, path))
            if not found.error:
                document = await self._read(found)
                if document is not None and document.entries:
                    return (found.url,)
        return ()

    async def _read(self, found: Fetched) -> FeedDocument | None:
        try:
            return await self.worker.run(parse_bytes, found.body, found.content_type, found.url)
        except TooSlowError as error:
            return FeedDocument("", "", (), error=str(error))
