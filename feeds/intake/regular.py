"""Feeds as they should be, read in a seventh of feedparser's time: RSS 2.0 and Atom 1.0, whole and in UTF-8.

``read`` gives what feedparser gives of them, as far as ``feeds.intake.parse`` asks for it, and None where a document
has anything whose meaning feedparser alone knows: another version or encoding, a document type, a base address, markup
that is not escaped, an element twice that is told once, an element that is not listed here. Such a document is left to
feedparser. That both read the same is held by tests/unit/intake/test_regular.py.
"""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLParser

from feeds.intake.canonical import joined

ATOM, DC = "{http://www.w3.org/2005/Atom}", "{http://purl.org/dc/elements/1.1/}"
CONTENT, MEDIA = "{http://purl.org/rss/1.0/modules/content/}", "{http://search.yahoo.com/mrss/}"
SYNDICATION, SLASH = "{http://purl.org/rss/1.0/modules/syndication/}", "{http://purl.org/rss/1.0/modules/slash/}"
COMMENTS = "{http://wellformedweb.org/CommentAPI/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

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
SLASHES = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:///")
ENDLESS = re.compile(r"&([A-Za-z0-9_]+);")
CONTROLS = re.compile(r"[\x80-\x9f]")
HTML_TYPES = ("html", "xhtml", "text/html", "application/xhtml+xml")
TEXT_TYPES = (None, "text", "plain", "html", "text/plain", "text/html")
# Windows' letters where Unicode has controls; four places are empty there.
WINDOWS = {n: bytes([n]).decode("cp1252") for n in range(128, 160) if n not in (129, 141, 143, 144, 157)}

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


class IrregularError(Exception):
    """The document is feedparser's to read."""


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
        tag = _tag(child)
        if tag == "item":
            parsed.entries.append(_item(child, base))
        elif tag in ("title", "description", "language", "ttl", "link"):
            _once(parsed.feed, "subtitle" if tag == "description" else tag, _channel_value(child, tag, base))
        elif tag == ATOM + "link":
            if child.get("rel", "alternate").lower() == "alternate" or len(child) or _blank(child):
                raise IrregularError
        elif tag == "image":
            if any(len(one) or _tag(one) not in ("url", "title", "link", "width", "height") for one in child):
                raise IrregularError
        elif tag not in PASSED_OVER or len(child):
            raise IrregularError
    return parsed


def _channel_value(child: Element, tag: str, base: str) -> str:
    value = _value(child)
    if tag in ("link", "ttl", "language") and child.attrib:
        raise IrregularError
    return ENDLESS.sub(r"&\g<1>", _mended(_joined(base, value))) if tag == "link" and value else value


def _item(item: Element, base: str) -> dict[str, Any]:
    if item.attrib:
        raise IrregularError
    entry: dict[str, Any] = {}
    for child in item:
        tag = _tag(child)
        if len(child):
            raise IrregularError
        if name := TEXTS.get(tag):
            _once(entry, name, _value(child))
        elif name := LINES.get(tag):
            _once(entry, name, _mended(_raw(child, bare=True)))
        elif tag == "link":
            _once(entry, "link", _link(_raw(child, bare=True), base))
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
    value = _raw(child)
    _once(entry, "id", _mended(_joined(base, value)) if permanent and value else _mended(value))
    if permanent:
        entry["permanent"] = entry["id"]


def _atom(root: Element, base: str) -> Parsed:
    parsed = Parsed("atom10")
    for child in root:
        tag = child.tag
        if tag == ATOM + "entry":
            parsed.entries.append(_atom_entry(child, base))
        elif tag == ATOM + "title":
            _once(parsed.feed, "title", _value(child))
        elif tag == ATOM + "link":
            _atom_link(parsed.feed, child, base)
        elif tag == ATOM + "id":
            _once(parsed.feed, "id", _identity(child, base))
        elif tag == ATOM + "author":
            _author(child)
        elif tag not in PASSED_OVER_IN_ATOM or len(child):
            raise IrregularError
    parsed.feed.setdefault("link", parsed.feed.get("id"))
    return parsed


def _identity(child: Element, base: str) -> str:
    value = _raw(child, bare=True)
    return _mended(_joined(base, value)) if value else value


def _atom_entry(item: Element, base: str) -> dict[str, Any]:
    if item.attrib:
        raise IrregularError
    entry: dict[str, Any] = {}
    for child in item:
        tag = child.tag
        if tag in (ATOM + "title", ATOM + "summary"):
            _once(entry, tag.removeprefix(ATOM), _value(child))
        elif tag == ATOM + "content":
            _once(entry, "content", _value(child))
        elif tag == ATOM + "link":
            _atom_link(entry, child, base)
        elif tag == ATOM + "id":
            _once(entry, "id", _identity(child, base))
        elif tag in (ATOM + "published", ATOM + "updated"):
            _once(entry, tag.removeprefix(ATOM), _mended(_raw(child, bare=True)))
        elif tag == ATOM + "author":
            _once(entry, "author", _author(child))
        elif tag in PICTURES:
            _picture(entry, child)
        elif tag not in (ATOM + "category", ATOM + "rights") or len(child):
            raise IrregularError
    entry.setdefault("link", entry.get("id"))
    return _finished(entry)


def _atom_link(into: dict[str, Any], child: Element, base: str) -> None:
    attributes = {name.lower(): value for name, value in child.attrib.items()}
    if "href" not in attributes or "url" in attributes or "uri" in attributes or len(child) or _blank(child):
        raise IrregularError
    rel = attributes.get("rel", "alternate").lower()
    href = _joined(base, attributes["href"])
    kind = attributes.get("type", "application/atom+xml" if rel == "self" else "text/html").lower()
    if rel == "alternate" and kind in HTML_TYPES:
        into["link"] = href
    if rel == "enclosure":
        into.setdefault("enclosures", []).append({"href": href, "type": kind})


def _author(author: Element) -> str:
    if author.attrib or _blank(author):
        raise IrregularError
    told: dict[str, str] = {}
    for child in author:
        if child.tag not in (ATOM + "name", ATOM + "email", ATOM + "uri") or len(child) or child.attrib:
            raise IrregularError
        _once(told, child.tag, (child.text or "").strip())
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


def _tag(element: Element) -> str:
    """An element's name; those of RSS itself are written in any case."""
    tag: str = element.tag
    return tag if tag.startswith("{") else tag.lower()


def _once(into: dict[str, Any], name: str, value: Any) -> None:
    if name in into:
        raise IrregularError
    into[name] = value


def _blank(element: Element) -> str:
    return (element.text or "").strip()


def _raw(element: Element, *, bare: bool = False) -> str:
    if len(element) or (bare and element.attrib):
        raise IrregularError
    return (element.text or "").strip()


def _value(element: Element) -> str:
    """The text of an element that may hold escaped HTML."""
    for name, value in element.attrib.items():
        if name == "type":
            if value.lower() not in TEXT_TYPES:
                raise IrregularError
        elif name != LANG:
            raise IrregularError
    return _mended(_raw(element))


def _link(value: str, base: str) -> str:
    return ENDLESS.sub(r"&\g<1>", _mended(_joined(base, value)).replace("&amp;", "&")) if value else value


def _joined(base: str, address: str) -> str:
    if SLASHES.match(address):
        raise IrregularError
    return joined(base, address)


def _mended(value: str) -> str:
    """UTF-8 that was taken for Latin-1 and encoded once more, and the letters of Windows."""
    if value.isascii():
        return value
    with suppress(UnicodeEncodeError, UnicodeDecodeError):
        value = value.encode("iso-8859-1").decode("utf-8")
    return value.translate(WINDOWS) if CONTROLS.search(value) else value
