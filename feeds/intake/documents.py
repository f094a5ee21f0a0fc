"""What the reading process is asked for of a feed's document: its entries, and which of them are one; pure."""

from feeds.intake.canonical import new_items
from feeds.intake.parse import parse_bytes
from feeds.model import FeedDocument, NewItem


def read_document(
    data: bytes, content_type: str | None, url: str | None, feed_url: str
) -> tuple[FeedDocument, tuple[NewItem, ...]]:
    """The document as ``parse_bytes`` reads it, and its entries as ``new_items`` tells them apart."""
    document = parse_bytes(data, content_type, url)
    return document, new_items(document, feed_url)
