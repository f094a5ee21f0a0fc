"""The article's text out of its page; pure, for a worker process. trafilatura is imported when the first page comes."""

import logging
import re
from datetime import datetime

from feeds.intake.dates import read_date
from feeds.intake.markup import CONTROL
from feeds.model import Page

META = re.compile(rb"<meta\s[^>]{1,600}>", re.I)
NAME = re.compile(rb"(?:property|name|itemprop)\s*=\s*[\"']?([\w:.-]+)", re.I)
CONTENT = re.compile(rb"content\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)
JSON_DATE = re.compile(rb"\"datePublished\"\s*:\s*\"([^\"]{8,40})\"")
TIME = re.compile(rb"<time[^>]{0,300}datetime\s*=\s*[\"']([^\"']{8,40})", re.I)
SHOWN = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日(?:\s*\d{1,2}:\d{2})?|(?:senin|selasa|rabu|kamis|jumat|sabtu|minggu),?\s+\d{1,2}\s+\w{3,9}\.?\s+\d{4}(?:[\s,|-]+\d{1,2}[:.]\d{2}(?:\s*wi[bt]a?)?)?",
    re.I,
)
LANG = re.compile(rb"<html[^>]{0,400}\slang\s*=\s*[\"']?([\w-]{2,12})", re.I)
DATES = (
    "article:published_time",
    "datepublished",
    "publishdate",
    "pubdate",
    "parsely-pub-date",
    "og:published_time",
    "date",
    "dc.date",
)


def extract(data: bytes, url: str | None) -> Page:
    """Read a page; what gives no text has an empty one. Paragraphs are lines."""
    import trafilatura
    from trafilatura.settings import Document

    # What it says of a damaged page is no fault of ours; the page's empty text says the same.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    meta = _meta(data)
    try:
        document = trafilatura.bare_extraction(
            data, url=url, include_comments=False, include_tables=True, favor_precision=False, with_metadata=True
        )
    except Exception:  # lxml and trafilatura raise many kinds on damaged pages; such a page has no text for us
        document = None
    if not isinstance(document, Document):
        document = None
    text = CONTROL.sub("", document.text or "") if document is not None else ""
    title = (document.title if document is not None else None) or meta.get("og:title", "")
    return Page(
        url=url or "",
        title=" ".join(title.split()),
        text="\n".join(line.strip() for line in text.splitlines() if line.strip()),
        published=_published(data, meta, document.date if document is not None else None),
        lang=_language(data),
        image=(meta.get("og:image") or None),
        outlet=meta.get("og:site_name") or None,
    )


def _meta(data: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in META.findall(data[:400_000]):
        name, content = NAME.search(tag), CONTENT.search(tag)
        if name and content:
            value = (content.group(1) or content.group(2) or b"").decode("utf-8", "replace").strip()
            found.setdefault(name.group(1).decode("ascii", "replace").lower(), value[:1000])
    return found


def _published(data: bytes, meta: dict[str, str], guessed: str | None) -> datetime | None:
    for name in DATES:
        if found := read_date(meta.get(name)):
            return found
    for pattern in (JSON_DATE, TIME):
        if (match := pattern.search(data)) and (found := read_date(match.group(1).decode("ascii", "replace"))):
            return found
    if shown := SHOWN.search(data[:300_000].decode("utf-8", "replace")):
        return read_date(shown.group())
    return read_date(guessed)


def _language(data: bytes) -> str | None:
    match = LANG.search(data[:5000])
    return match.group(1).decode("ascii", "replace").lower() if match else None
