"""What the reading process is asked for of a feed's document: its entries, and which of them are one; pure."""

from dataclasses import replace

from feeds.intake.canonical import items_of, named, new_items
from feeds.intake.parse import parse_bytes
from feeds.intake.slices import Slices, sliced
from feeds.intake.unchanged import MOST_KEPT, around, digest, kept, known_as, mark_of, marks_in, settled
from feeds.model import FeedDocument, NewItem

Read = tuple[FeedDocument, tuple[NewItem, ...], bytes]


def read_document(
    data: bytes, content_type: str | None, url: str | None, feed_url: str, known: bytes | None = None
) -> Read:
    """The document as ``parse_bytes`` reads it, its entries as ``new_items`` tells them apart, and what is to be kept.

    With what was kept of the same feed last time, entries that stand as they stood are left out of both; ``unread`` of
    the document counts them. Nothing is kept of a document whose entries cannot be known so.
    """
    slices = sliced(data, MOST_KEPT)
    if slices is None:
        document = parse_bytes(data, content_type, url)
        return document, new_items(document, feed_url), b""
    about = around(slices, content_type, url, feed_url)
    if known and (read := _changed(slices, about, known, content_type, url, feed_url)):
        return read
    document = parse_bytes(data, content_type, url)
    entries = named(document.entries, feed_url)
    if not document.regular or len(entries) != len(slices):
        return document, items_of(entries), b""
    return document, items_of(entries), kept(about, map(mark_of, slices.each(), entries))


def _changed(
    slices: Slices, about: bytes, known: bytes, content_type: str | None, url: str | None, feed_url: str
) -> Read | None:
    """The same of the entries that were not there; None where the document has to be read whole."""
    before = marks_in(known, about)
    each = slices.each()
    same = [before.get(digest(one)) for one in each]
    left_out = {number for number, mark in enumerate(same) if mark is not None}
    if len(left_out) == len(each):
        left_out.discard(0)  # without entries a document is no feed
    if not left_out:
        return None
    document = parse_bytes(slices.without(left_out), content_type, url)
    numbers = [number for number in range(len(each)) if number not in left_out]
    if not document.regular or len(document.entries) != len(numbers):
        return None
    read = dict(zip(numbers, named(document.entries, feed_url), strict=True))
    marks = [same[n] or mark_of(one, read[n]) for n, one in enumerate(each)]
    flags = settled(marks)
    if any(old is not None and old.flags != flag for old, flag in zip(same, flags, strict=True)):
        return None
    fresh = [known_as(one, flags[n]) for n, one in read.items() if same[n] is None]
    document = replace(document, entries=tuple(one.entry for one in fresh), unread=len(each) - len(fresh))
    told = (replace(mark, flags=flag) for mark, flag in zip(marks, flags, strict=True))
    return document, items_of(fresh), kept(about, told)
