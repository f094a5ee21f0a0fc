"""The article's text out of its page; pure, for a worker process. trafilatura is imported when the first page comes."""

import logging
import re
from datetime import datetime
from html import unescape

from feeds.intake.dates import read_date
from feeds.intake.markup import CONTROL
from feeds.model import Page

META = re.compile(rb"<meta\s[^>]{1,600}>", re.I)
NAME = re.compile(rb"(?:property|name|itemprop)\s*=\s*[\"']?([\w:.-]+)", re.I)
CONTENT = re.compile(rb"content\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)
JSON_DATE = re.compile(rb"\"datePublished\"\s*:\s*\"([^\"]{8,40})\"")
TIME = re.compile(rb"<time[^>]{0,300}datetime\s*=\s*[\"']([^\"']{8,40})", re.I)
# What a page shows: 2026年11月24日 下午2:30; 发布时间：2026-11-24 14:30; 2026-11-24 14:30 来源;
# Selasa, 24 Nov 2026 14.30 WIB; 24 November 2026 | 14:30 WIB; Selasa (24/11/2026) 14:30 WIB.
TAGS = r"(?:\s|<[^<>]{0,200}>){0,6}"
DAYS = r"(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu)"
INDONESIAN = r"(?:jan|feb|mar|apr|mei|jun|jul|agu|sep|okt|nov|nop|des)[a-z]{0,6}\.?"
AT = r"[\s,|–-]+(?:pukul |jam )?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?"
WHERE = r"\s*\bwi[bt]a?\b"
SHOWN = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日(?:\s*(?:上午|下午|晚上)?\s*\d{1,2}[:：]\d{2})?"
    rf"|(?:发布|发表|更新)?(?:时间|日期|于)[:：]?{TAGS}(\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:\s+\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?)"
    rf"|(\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}\s+\d{{1,2}}:\d{{2}}(?::\d{{2}})?){TAGS}来源"
    rf"|{DAYS},?\s+\d{{1,2}}\s+\w{{3,9}}\.?\s+\d{{4}}(?:{AT}(?:{WHERE})?)?"
    rf"|\b\d{{1,2}}\s+{INDONESIAN}\s+\d{{4}}{AT}{WHERE}"
    rf"|(?<![\d/])\d{{1,2}}/\d{{1,2}}/\d{{4}}\)?{AT}{WHERE}",
    re.I,
)
LONGEST = 100_000  # characters of an article that are kept; what is longer is a book or an attack
LONGEST_VALUE = 1_000  # characters of a title, a name, an address
HOME = {"zh": "+08:00", "id": "+07:00"}  # the zone of a time that names none, by the page's language
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
    text = CONTROL.sub("", (document.text or "")[:LONGEST]) if document is not None else ""
    title = (document.title if document is not None else None) or meta.get("og:title", "")
    return Page(
        url=url or "",
        title=" ".join(CONTROL.sub("", title[:LONGEST_VALUE]).split()),
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
            told = (content.group(1) or content.group(2) or b"").decode("utf-8", "replace")
            value = CONTROL.sub("", unescape(told)).strip()
            if "\ufffd" in value:  # of another encoding: no name is better than one that nobody can read
                continue
            found.setdefault(name.group(1).decode("ascii", "replace").lower(), value[:LONGEST_VALUE])
    return found


def _published(data: bytes, meta: dict[str, str], guessed: str | None) -> datetime | None:
    home = HOME.get((_language(data) or "")[:2])
    for name in DATES:
        if found := read_date(meta.get(name), home):
            return found
    for pattern in (JSON_DATE, TIME):
        if (match := pattern.search(data)) and (found := read_date(match.group(1).decode("ascii", "replace"), home)):
            return found
    if shown := SHOWN.search(data[:300_000].decode("utf-8", "replace")):
        text = shown.group(1) or shown.group(2)
        return read_date(text or shown.group().replace("|", " "), "+08:00" if text else home)
    return read_date(guessed)


def _language(data: bytes) -> str | None:
    match = LANG.search(data[:5000])
    return match.group(1).decode("ascii", "replace").lower() if match else None
