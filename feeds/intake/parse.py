"""From a feed's bytes to its entries; pure, so that it can run in a worker process with a deadline.

bytes -> JSON Feed? | web page? | regular XML, read by us | repaired XML -> feedparser -> entries

Repairs, each for something that the wild sends: junk before the first "<", a bare "&", control characters, a wrong
charset in the declaration. Declared entities are put in where they are plain texts and refused otherwise.
"""

import hashlib
import io
import json
import re
from calendar import timegm
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import feedparser

from feeds.intake import regular
from feeds.intake.canonical import canonical_url, joined
from feeds.intake.dates import read_date
from feeds.intake.entity_names import put_in
from feeds.intake.markup import CONTROL as CONTROL_LETTERS
from feeds.intake.markup import plain, plain_line, with_image
from feeds.intake.regular_values import IrregularError
from feeds.model import Entry, FeedDocument

MOST_ENTRIES = 2_000
LONGEST_TITLE = 1_000
LONGEST_ADDRESS = 500
LONGEST_NAME = 300  # of a feed or an author
LONGEST_TEXT = 100_000  # characters of an article
LONGEST_GUID = 2_000
LONGEST_LINK = 2_000
MOST_ATTRIBUTES = 2_000  # feedparser's time grows with their square: 200,000 take it half a minute and more
CROWDED = re.compile(rb"<[^<>]{10000,}>")
BARE_AMPERSAND = re.compile(rb"&(?!(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")
CDATA = re.compile(rb"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.S)
REFERENCE = re.compile(rb"&#(?:([0-9]{1,20})|[xX]([0-9a-fA-F]{1,20}));")
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
ENTITY_DECLARATION = re.compile(rb"<!ENTITY\s", re.I)
# To the end where none closes it: to look for the end of each of a hundred thousand would take minutes.
COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.S)
ENTRY_END = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>", re.I)
ENTRY = re.compile(rb"<(item|entry)[\s>](?:(?!<\1[\s>]).)*?</\1\s*>", re.I | re.S)
MOST_SINGLY = 100
ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF|channel|atom:feed|opml)[\s>:]", re.I)
HTML = re.compile(rb"<(?:!doctype html|html|head|body)[\s>]", re.I)
ROOT_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf|channel)\s*>", re.I)
NO_FEED = "this is no feed"


def body_hash(data: bytes) -> str:
    """The identity of a feed's bytes."""
    return hashlib.sha256(data).hexdigest()


def parse_bytes(data: bytes, content_type: str | None, url: str | None) -> FeedDocument:
    """Read a feed document; what cannot be read gives no entries and an ``error`` in plain words. Never raises."""
    try:
        return _parse(data, content_type, url)
    except RecursionError:
        return FeedDocument("", "", (), error="the feed is nested too deeply to be read")
    except Exception as error:  # whatever a parser trips over is the feed's fault and must not stop the poll
        return FeedDocument("", "", (), error=f"the feed cannot be read: {type(error).__name__}: {str(error)[:120]}")


def _parse(data: bytes, content_type: str | None, url: str | None) -> FeedDocument:
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n\x00")[:2048]
    if not head:
        return FeedDocument("", "", (), error="the feed is empty")
    if head[:1] in (b"{", b"["):
        return _json_feed(data, url)
    if _declares_entities(data):
        plain_texts = put_in(data)
        if plain_texts is None or _declares_entities(plain_texts):
            return FeedDocument("", "", (), error="the feed declares entities of its own, which is refused for safety")
        data = plain_texts
    if any(m.group().count(b"=") > MOST_ATTRIBUTES for m in CROWDED.finditer(data)):
        return FeedDocument("", "", (), error="an element has thousands of attributes, as no honest feed has")
    if HTML.search(head) and not ROOT.search(data[:5000]):
        return FeedDocument(
            "html",
            "",
            (),
            error="this is a web page and no feed; give the feed's own address, or let /addfeed look for it",
        )
    return _xml(data, content_type, url)


def _declares_entities(start: bytes) -> bool:
    """Whether entities are declared before the root; an article may show "<!ENTITY" as much as it likes."""
    if b"\0" in start[:64]:
        start = start.replace(b"\0", b"")
    if ENTITY_DECLARATION.search(start) is None:
        return False
    start = COMMENT.sub(b"", start)
    declared, root = ENTITY_DECLARATION.search(start), ROOT.search(start)
    return declared is not None and (root is None or declared.start() < root.start())


def _xml(data: bytes, content_type: str | None, url: str | None) -> FeedDocument:
    headers = {"content-type": content_type} if content_type else {}
    if url:
        headers["content-location"] = url
    whole, data = data, shortened(data)
    wide = b"\0" in data[:64]  # UTF-16, which the repairs would tear apart
    parsed = None if wide else regular.read(data, content_type, url)
    try:
        entries = tuple(_entry(e, url) for e in parsed.entries[:MOST_ENTRIES]) if parsed is not None else ()
    except IrregularError:
        parsed = None
    if parsed is None:
        parsed = _whole(data, headers)
        if (not parsed.entries or parsed.bozo) and not wide:
            again = _whole(repaired(data), headers)
            # Where both are damaged still, the mended one at least has its "AT&T" whole.
            if len(again.entries) >= len(parsed.entries):
                parsed = again
        entries = tuple(_entry(e, url) for e in parsed.entries[:MOST_ENTRIES])
    error = None
    if not entries:
        known = parsed.get("version") or ROOT.search(data[:5000])
        error = None if known and not parsed.bozo else _told(parsed) if known else NO_FEED
    return FeedDocument(
        format=parsed.get("version", ""),
        title=plain_line(parsed.feed.get("title"))[:LONGEST_NAME],
        entries=entries,
        link=_clean(parsed.feed.get("link"))[:LONGEST_LINK] or None,
        language=_clean(parsed.feed.get("language"))[:12] or None,
        ttl_minutes=_ttl(parsed.feed.get("ttl")),
        error=error,
        moved_to=_named(parsed.feed),
        regular=isinstance(parsed, regular.Parsed),
        cut_off=not wide and ROOT_END.search(whole, max(0, whole.rfind(b"<item"), whole.rfind(b"<entry"))) is None,
    )


def _whole(data: bytes, headers: dict[str, str]) -> Any:
    """What feedparser reads; where it trips over an entry, what it reads of the entries one by one, each by itself."""
    try:
        return _feedparser(data, headers)
    except RecursionError:
        raise
    except Exception:  # its handlers of single elements raise many kinds on damaged values
        blocks = list(islice(ENTRY.finditer(data), MOST_SINGLY))
        if not blocks:
            raise
    head = data[: blocks[0].start()]
    parsed = _feedparser(head, headers)
    for block in blocks:
        try:
            parsed.entries += _feedparser(head + block.group(), headers).entries
        except Exception:  # this entry is the one, or one of those
            continue
    parsed["bozo"] = True
    return parsed


def _feedparser(data: bytes, headers: dict[str, str]) -> Any:
    # A stream, since bytes are taken for a file's name first: a feed that reads "/dev/zero" would be that file.
    return feedparser.parse(
        io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


def _told(parsed: Any) -> str:
    reason = str(parsed.get("bozo_exception", ""))[:120]
    return f"the feed is damaged: {reason}" if reason else "the feed holds no entries"


def shortened(data: bytes, most: int = MOST_ENTRIES) -> bytes:
    """The document without the entries beyond the first so many: 50,000 take longer to read than a poll may take."""
    ends = [m.end() for m in ENTRY_END.finditer(data)]
    return data[: ends[most - 1]] + data[ends[-1] :] if len(ends) > most else data


def repaired(data: bytes) -> bytes:
    """The bytes with the commonest damage mended."""
    start = data.find(b"<")
    data = CONTROL.sub(b"", data[start:] if start > 0 else data)
    parts = CDATA.split(data)
    return b"".join(p if p.startswith(b"<![CDATA[") else _references_mended(p) for p in parts)


def _references_mended(text: bytes) -> bytes:
    """A bare "&" is one that is meant; a number that is no character's goes, or it would cost the whole document."""
    return BARE_AMPERSAND.sub(b"&amp;", REFERENCE.sub(_reference, text))


def _reference(match: re.Match[bytes]) -> bytes:
    number = int(match[1]) if match[1] else int(match[2], 16)
    allowed = (
        number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0xFFFF < number < 0x110000
    )
    return match[0] if allowed else b""


def _entry(entry: Any, url: str | None) -> Entry:
    content = max((c.get("value") or "" for c in entry.get("content", ())), key=len, default="")
    summary = entry.get("summary") or ""
    text, image = with_image(content if len(content) > len(summary) else summary)
    link = entry.get("link") or next((li.get("href") for li in entry.get("links", ()) if li.get("href")), None)
    # Our own reading first: feedparser takes WIB for UTC, and 2025年8月10日 for a day of this month.
    published = (
        read_date(entry.get("published"))
        or _moment(entry.get("published_parsed"))
        # Asked as a plain dictionary: feedparser's own would warn, and give "published" once more.
        or read_date(dict.get(entry, "updated"))
        or _moment(dict.get(entry, "updated_parsed"))
    )
    if type(entry) is dict and published is None and (entry.get("published") or entry.get("updated")):
        raise IrregularError  # feedparser reads dates that we do not
    return Entry(
        title=_title(entry.get("title"), text),
        link=_linked(link, url),
        guid=_clean(entry.get("id"))[:LONGEST_GUID] or None,
        published=published,
        text=text[:LONGEST_TEXT],
        author=plain_line(entry.get("author"))[:LONGEST_NAME] or None,
        image=_absolute(_picture(entry) or image, url),
        language=None,
    )


def _title(value: str | None, text: str) -> str:
    """The title in one line; where there is none, how the text begins."""
    return plain_line(value)[:LONGEST_TITLE] or text.split("\n", 1)[0][:120]


def _picture(entry: Any) -> str | None:
    for media in (*entry.get("media_content", ()), *entry.get("media_thumbnail", ())):
        if media.get("url") and media.get("medium", "image") == "image":
            return str(media["url"])
    for enclosure in entry.get("enclosures", ()):
        if str(enclosure.get("type", "")).startswith("image/"):
            return str(enclosure.get("href"))
    return None


def _moment(parsed: Any) -> datetime | None:
    if not parsed:
        return None
    try:
        found = datetime.fromtimestamp(timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if 1990 <= found.year <= 2100 else None


def _absolute(address: str | None, base: str | None) -> str | None:
    if not address or not isinstance(address, str):
        return None
    try:
        plain_address = _clean(address[:LONGEST_LINK]).strip()
        whole = joined(base, plain_address)
    except ValueError:
        return None
    return whole[:LONGEST_LINK] or None


def _linked(address: str | None, base: str | None) -> str | None:
    """An entry's own address; one that leads to no web page is none ("urn:…", "javascript:…")."""
    whole = _absolute(address, base)
    return whole if whole is not None and canonical_url(whole) is not None else None


def _named(feed: Any) -> str | None:
    """The new address that a document names in Apple's element, which RSS and Atom feeds use alike."""
    found = _clean(feed.get("itunes_new-feed-url") or feed.get("new-feed-url")).strip()
    return found if len(found) <= LONGEST_ADDRESS and canonical_url(found) is not None else None


def _ttl(value: Any) -> int | None:
    text = str(value or "").strip()
    return min(int(text), 7 * 24 * 60) if text.isascii() and text.isdigit() and len(text) < 8 else None


def _json_feed(data: bytes, url: str | None) -> FeedDocument:
    """JSON Feed 1 and 1.1 (jsonfeed.org)."""
    try:
        document = json.loads(data.decode("utf-8-sig", "replace"))
    except ValueError as error:
        return FeedDocument("", "", (), error=f"the feed is damaged JSON: {str(error)[:100]}")
    if not isinstance(document, dict) or "jsonfeed.org" not in str(document.get("version", "")):
        return FeedDocument("", "", (), error=f"{NO_FEED}: JSON, but no JSON Feed")
    items = document.get("items")
    listed = [i for i in items if isinstance(i, dict)] if isinstance(items, list) else []
    version = "json11" if "1.1" in str(document["version"]) else "json1"
    return FeedDocument(
        format=version,
        title=plain_line(_text(document.get("title")))[:LONGEST_NAME],
        entries=tuple(_json_entry(i, url) for i in listed[:MOST_ENTRIES]),
        link=_text(document.get("home_page_url"))[:LONGEST_LINK] or None,
        language=_text(document.get("language"))[:12] or None,
    )


def _json_entry(item: dict[str, Any], url: str | None) -> Entry:
    html, text = _text(item.get("content_html")), _text(item.get("content_text"))
    body, image = with_image(html) if len(html) > len(text) else (plain(text), None)
    body = body or plain(_text(item.get("summary")))
    return Entry(
        title=_title(_text(item.get("title")), body),
        link=_linked(_text(item.get("url")) or _text(item.get("external_url")) or None, url),
        guid=_text(item.get("id"))[:LONGEST_GUID] or None,
        published=read_date(_text(item.get("date_published"))) or read_date(_text(item.get("date_modified"))),
        text=body[:LONGEST_TEXT],
        image=_absolute(_text(item.get("image")) or image, url),
        language=_text(item.get("language"))[:12] or None,
    )


def _text(value: Any) -> str:
    return _clean(value) if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def _clean(value: Any) -> str:
    return CONTROL_LETTERS.sub("", value) if isinstance(value, str) else ""
