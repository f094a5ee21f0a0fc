"""Feeds as they should be, read in a seventh of feedparser's time: RSS 2.0 and Atom 1.0, whole and in UTF-8.

``read`` gives what feedparser gives of them, as far as ``feeds.intake.parse`` asks for it, and None where a document
has anything whose meaning feedparser alone knows: another version or encoding, a document type, a base address, markup
that is not escaped, an element twice that is told once, an element that is not listed here. Such a document is left to
feedparser. That both read the same is held by tests/unit/intake/test_regular.py.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLParser

from feeds.intake.regular_values import (
    ENDLESS,
    LANG,
    IrregularError,
    address_of,
    bare_text,
    link_of,
    mended,
    put_once,
    tag_of,
    text_of,
    value_of,
)

ATOM, DC = "{http://www.w3.org/2005/Atom}", "{http://purl.org/dc/elements/1.1/}"
CONTENT, MEDIA = "{http://purl.org/rss/1.0/modules/content/}", "{http://search.yahoo.com/mrss/}"
SYNDICATION, SLASH = "{http://purl.org/rss/1.0/modules/syndication/}", "{http://purl.org/rss/1.0/modules/slash/}"
COMMENTS = "{http://wellformedweb.org/CommentAPI/}"
DECLARATION = re.compile(rb"<\?xml[^>]*>")
ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)[\"']")
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]*)", re.I)
XML_TYPE = re.compile(r"application/(?:[\w.-]+\+)?xml\s*(?:;|$)", re.I)

# What changes the meaning of what stands elsewhere: a document type, a base address, an older version's namespace.
ELSEWHERE = (
    b"<!doctype",
    b"<!entity",
    b"my.netscape",
    b"backend.userland",
    b"/pie/",
    b"/echo/",
    b'/rss/1.0/"',
    b"/rss/1.0/'",
)
BASE = re.compile(rb"base\s*=")
HTML_TYPES = ("html", "xhtml", "text/html", "application/xhtml+xml")
PASSED_OVER = frozenset({
    *("category", "comments", "pubdate", "lastbuilddate", "generator", "copyright", "docs"),
    *("managingeditor", "webmaster"),
    *(SYNDICATION + name for name in ("updatePeriod", "updateFrequency", "updateBase")),
    *(DC + name for name in ("rights", "subject", "publisher")),
})  # fmt: skip
PASSED_OVER_IN_ITEMS = frozenset({
    "category", "comments", "source", SLASH + "comments", COMMENTS + "commentRss", COMMENTS + "comment",
    DC + "rights", DC + "subject", DC + "publisher",
})  # fmt: skip
PASSED_OVER_IN_ATOM = frozenset(
    ATOM + name for name in ("subtitle", "updated", "generator", "rights", "icon", "logo", "category")
)
TEXTS = {"title": "title", "description": "summary", CONTENT + "encoded": "content"}
LINES = {"pubdate": "published", DC + "date": "updated", "author": "author", DC + "creator": "author"}
PICTURES = (MEDIA + "content", MEDIA + "thumbnail")


@dataclass(slots=True)
class Parsed:
    """As feedparser's result; entries and feed are plain dictionaries."""

    version: str
    feed: dict[str, Any] = field(default_factory=dict)
    entries: list[dict[str, Any]] = field(default_factory=list)
    bozo: bool = False

    def get(self, name: str, default: Any = None) -> Any:
        """One of the fields."""
        return getattr(self, name, default)


def read(data: bytes, content_type: str | None, url: str | None) -> Parsed | None:
    """What feedparser would read of a regular document, None where it is none."""
    body = data.removeprefix(b"\xef\xbb\xbf")
    small = body.lower()
    if any(text in small for text in ELSEWHERE) or BASE.search(small) or not _in_utf8(body, content_type):
        return None
    try:
        root = _tree(body)
        base = url if url and url.startswith(("http://", "https://")) else ""
        if root.tag == "rss" and root.get("version", "").startswith("2."):
            parsed = _rss(root, base)
        elif root.tag == ATOM + "feed" and "version" not in root.attrib:
            parsed = _atom(root, base)
        else:
            return None
    except (IrregularError, ParseError, ValueError, LookupError):
        return None
    lang = root.get(LANG) or root.get("lang")
    if lang:
        parsed.feed.setdefault("language", lang.replace("_", "-"))
    return parsed if parsed.entries else None


def _in_utf8(body: bytes, content_type: str | None) -> bool:
    """Whether the document is told to be in UTF-8, and is; feedparser goes by the header first."""
    declaration = DECLARATION.match(body)
    found = ENCODING.search(declaration.group()) if declaration else None
    declared = found.group(1).lower() if found else b""
    charset = CHARSET.search(content_type or "")
    told = charset.group(1).lower() if charset else ""
    if declared not in (b"", b"utf-8") or told not in ("", "utf-8"):
        return False
    if not (declared or told or body.isascii() or XML_TYPE.match(content_type or "")):
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _tree(body: bytes) -> Element:
    parser = XMLParser(encoding="utf-8")
    parser.feed(body)
    root: Element = parser.close()
    return root


def _rss(root: Element, base: str) -> Parsed:
    children = list(root)
    if len(children) != 1 or children[0].tag != "channel" or children[0].attrib:
        raise IrregularError
    parsed = Parsed("rss20")
    for child in children[0]:
        tag = tag_of(child)
        if tag == "item":
            parsed.entries.append(_item(child, base))
        elif tag in ("title", "description", "language", "ttl", "link"):
            put_once(parsed.feed, "subtitle" if tag == "description" else tag, _channel_value(child, tag, base))
        elif tag == ATOM + "link":
            if child.get("rel", "alternate").lower() == "alternate" or len(child) or text_of(child):
                raise IrregularError
        elif tag == "image":
            if any(len(one) or tag_of(one) not in ("url", "title", "link", "width", "height") for one in child):
                raise IrregularError
        elif tag not in PASSED_OVER or len(child):
            raise IrregularError
    return parsed


def _channel_value(child: Element, tag: str, base: str) -> str:
    value = value_of(child)
    if tag in ("link", "ttl", "language") and child.attrib:
        raise IrregularError
    return ENDLESS.sub(r"&\g<1>", mended(address_of(base, value))) if tag == "link" and value else value


def _item(item: Element, base: str) -> dict[str, Any]:
    if item.attrib:
        raise IrregularError
    entry: dict[str, Any] = {}
    for child in item:
        tag = tag_of(child)
        if len(child):
            raise IrregularError
        if name := TEXTS.get(tag):
            put_once(entry, name, value_of(child))
        elif name := LINES.get(tag):
            put_once(entry, name, mended(bare_text(child, bare=True)))
        elif tag == "link":
            put_once(entry, "link", link_of(bare_text(child, bare=True), base))
        elif tag == "guid":
            _guid(entry, child, base)
        elif tag == "enclosure":
            entry.setdefault("enclosures", []).append(_linked(child))
        elif tag in PICTURES:
            _picture(entry, child)
        elif tag not in PASSED_OVER_IN_ITEMS:
            raise IrregularError
    permanent = entry.pop("permanent", None)
    entry.setdefault("link", permanent)
    return _finished(entry)


def _guid(entry: dict[str, Any], child: Element, base: str) -> None:
    permanent = child.get("isPermaLink", child.get("ispermalink", "true")) == "true"
    value = bare_text(child)
    put_once(entry, "id", mended(address_of(base, value)) if permanent and value else mended(value))
    if permanent:
        entry["permanent"] = entry["id"]


def _atom(root: Element, base: str) -> Parsed:
    parsed = Parsed("atom10")
    for child in root:
        tag = child.tag
        if tag == ATOM + "entry":
            parsed.entries.append(_atom_entry(child, base))
        elif tag == ATOM + "title":
            put_once(parsed.feed, "title", value_of(child))
        elif tag == ATOM + "link":
            _atom_link(parsed.feed, child, base)
        elif tag == ATOM + "id":
            put_once(parsed.feed, "id", _identity(child, base))
        elif tag == ATOM + "author":
            _author(child)
        elif tag not in PASSED_OVER_IN_ATOM or len(child):
            raise IrregularError
    parsed.feed.setdefault("link", parsed.feed.get("id"))
    return parsed


def _identity(child: Element, base: str) -> str:
    value = bare_text(child, bare=True)
    return mended(address_of(base, value)) if value else value


def _atom_entry(item: Element, base: str) -> dict[str, Any]:
    if item.attrib:
        raise IrregularError
    entry: dict[str, Any] = {}
    for child in item:
        tag = child.tag
        if tag in (ATOM + "title", ATOM + "summary"):
            put_once(entry, tag.removeprefix(ATOM), value_of(child))
        elif tag == ATOM + "content":
            put_once(entry, "content", value_of(child))
        elif tag == ATOM + "link":
            _atom_link(entry, child, base)
        elif tag == ATOM + "id":
            put_once(entry, "id", _identity(child, base))
        elif tag in (ATOM + "published", ATOM + "updated"):
            put_once(entry, tag.removeprefix(ATOM), mended(bare_text(child, bare=True)))
        elif tag == ATOM + "author":
            put_once(entry, "author", _author(child))
        elif tag in PICTURES:
            _picture(entry, child)
        elif tag not in (ATOM + "category", ATOM + "rights") or len(child):
            raise IrregularError
    entry.setdefault("link", entry.get("id"))
    return _finished(entry)


def _atom_link(into: dict[str, Any], child: Element, base: str) -> None:
    attributes = {name.lower(): value for name, value in child.attrib.items()}
    if "href" not in attributes or "url" in attributes or "uri" in attributes or len(child) or text_of(child):
        raise IrregularError
    rel = attributes.get("rel", "alternate").lower()
    href = address_of(base, attributes["href"])
    kind = attributes.get("type", "application/atom+xml" if rel == "self" else "text/html").lower()
    if rel == "alternate" and kind in HTML_TYPES:
        into["link"] = href
    if rel == "enclosure":
        into.setdefault("enclosures", []).append({"href": href, "type": kind})


def _author(author: Element) -> str:
    if author.attrib or text_of(author):
        raise IrregularError
    told: dict[str, str] = {}
    for child in author:
        if child.tag not in (ATOM + "name", ATOM + "email", ATOM + "uri") or len(child) or child.attrib:
            raise IrregularError
        put_once(told, child.tag, (child.text or "").strip())
    name, email = told.get(ATOM + "name", ""), told.get(ATOM + "email", "")
    return f"{name} ({email})" if name and email else name or email


def _picture(entry: dict[str, Any], child: Element) -> None:
    if len(child) or (child.text or "").strip():
        raise IrregularError
    attributes = {name.lower(): value for name, value in child.attrib.items()}
    key = "media_content" if child.tag == MEDIA + "content" else "media_thumbnail"
    entry.setdefault(key, []).append(attributes)


def _linked(enclosure: Element) -> dict[str, str]:
    attributes = {name.lower(): value for name, value in enclosure.attrib.items()}
    href = attributes.get("url", attributes.get("uri", attributes.get("href")))
    return {"type": attributes.get("type", "").lower(), "href": href or ""}


def _finished(entry: dict[str, Any]) -> dict[str, Any]:
    if not entry["link"]:
        raise IrregularError  # whatever else is linked may stand in for it
    if "content" in entry:
        entry.setdefault("summary", entry["content"])
        entry["content"] = [{"value": entry["content"]}]
    return entry
