"""OPML, the lists of feeds that readers exchange: from a file's bytes to feeds with their lists, and back; pure.

bytes -> text -> repaired where the parser trips -> outlines -> a feed, or why it is refused, each with its line

What readers write differs, and this is what is taken of it:

1. ``xmlUrl`` in any case, or ``url`` on an outline of the type rss or atom; ``feed:`` before an address goes.
2. ``text`` is the name, as the format says, and ``title`` where it holds none. Markup and unseen characters go.
3. Folders are outlines around feeds; nested ones are one list, "Technology / AI". A feed outside of any takes the first
   of its ``category``. One that stands in several folders stays in the first.
4. ``language`` is the feed's; ``hengkang:tier`` is our own, which other readers pass over.

The file is hostile until read: a document type is refused whole, and with it every entity of a file's own; size,
depth and number are bounded, and addresses with credentials are refused and not repeated.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from feeds.intake.markup import plain_line
from feeds.intake.opml_text import decoded, mended
from feeds.model import LANGUAGES

MOST_BYTES = 2 * 1024 * 1024
MOST_OUTLINES = 10_000
MOST_FEEDS = 2_000
DEEPEST = 16
LONGEST_ADDRESS = 1_000
LONGEST_NAME = 80
LONGEST_LIST = 60
TIERS = (1, 2, 3)
USUAL_TIER = 2
NAMESPACE = "urn:hengkang:opml"
Fault = Literal["empty", "large", "no_opml", "doctype", "deep", "many", "broken"]
Why = Literal["no_address", "relative", "scheme", "credentials", "long", "double", "commented", "include", "private"]
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)
SECRET = re.compile(r"//[^/?#]*@")


class OpmlError(Exception):
    """A file that is refused whole; ``line`` is where it goes wrong, 0 where that is nowhere in particular."""

    def __init__(self, fault: Fault, line: int = 0) -> None:
        super().__init__(f"{fault} at line {line}" if line else fault)
        self.fault: Fault = fault
        self.line = line


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed of a file; ``list`` is empty where it stands in no folder, ``title`` where it has no name."""

    line: int
    url: str
    title: str = ""
    list: str = ""
    lang: str | None = None
    tier: int = USUAL_TIER


@dataclass(frozen=True, slots=True)
class Refused:
    """An outline that is not taken; ``other`` is the line of the feed that it repeats."""

    line: int
    url: str
    why: Why
    other: int = 0


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """What a file holds, in its order."""

    feeds: tuple[Outline, ...]
    refused: tuple[Refused, ...]


def parse(data: bytes) -> Subscriptions:
    """Read a file; raises OpmlError where it is refused whole."""
    if len(data) > MOST_BYTES:
        raise OpmlError("large")
    text = UNFIT.sub("", decoded(data)).lstrip("\ufeff \t\r\n")
    if not text:
        raise OpmlError("empty")
    try:
        return _read(text)
    except expat.ExpatError:
        pass
    try:
        return _read(mended(text))
    except expat.ExpatError as error:
        raise OpmlError("broken", error.lineno) from None


def same_address(url: str) -> str:
    """The form under which two addresses are one feed: without scheme, default port, fragment and last slash.

    Nothing of the query goes: what counts readers elsewhere names the section of a feed here.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}{parts.path.rstrip('/')}{query}"


def written(feeds: Iterable[Outline], title: str) -> bytes:
    """A file of feeds, in folders by list, in the order in which the lists first come."""
    folders: dict[str, list[Outline]] = {}
    for feed in feeds:
        folders.setdefault(feed.list, []).append(feed)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:hengkang="{NAMESPACE}">',
        f"  <head><title>{_quoted(title)[1:-1]}</title></head>",
        "  <body>",
    ]
    for name, members in folders.items():
        indent = "      " if name else "    "
        outlines = [f"{indent}<outline {_attributes(feed)}/>" for feed in members]
        if name:
            folder = f"    <outline text={_quoted(name)} title={_quoted(name)}>"
            outlines = [folder, *outlines, "    </outline>"]
        lines += outlines
    return "\n".join([*lines, "  </body>", "</opml>", ""]).encode()


def _attributes(feed: Outline) -> str:
    name = feed.title or feed.url
    values = {"type": "rss", "text": name, "title": name, "xmlUrl": feed.url, "language": feed.lang or ""}
    if feed.tier != USUAL_TIER:
        values["hengkang:tier"] = str(feed.tier)
    return " ".join(f"{key}={_quoted(value)}" for key, value in values.items() if value)


def _quoted(text: str) -> str:
    return quoteattr(UNFIT.sub("", text), {'"': "&quot;"})


def _read(text: str) -> Subscriptions:
    """Parse a text; expat's own faults go through."""
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")  # whatever the declaration says: it is text by now
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def doctype(*_: object) -> None:
        raise OpmlError("doctype", parser.CurrentLineNumber)

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = lambda name, attributes: reader.begin(name, attributes, parser.CurrentLineNumber)
    parser.EndElementHandler = reader.end
    parser.Parse(text.encode("utf-8"), True)
    return Subscriptions(tuple(reader.feeds.values()), tuple(reader.refused))


@dataclass(slots=True)
class _Reader:
    feeds: dict[str, Outline] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    folders: list[str | None] = field(default_factory=list)  # of each open outline; None of one that is commented out
    outlines: int = 0
    begun: bool = False

    def begin(self, tag: str, attributes: dict[str, str], line: int) -> None:
        """An element opens; raises OpmlError where the document is none of ours or beyond its bounds."""
        tag = tag.rpartition(":")[2].lower()
        if not self.begun and tag != "opml":
            raise OpmlError("no_opml", line)
        self.begun = True
        if tag != "outline":
            return
        self.outlines += 1
        if self.outlines > MOST_OUTLINES or len(self.feeds) >= MOST_FEEDS:
            raise OpmlError("many", line)
        if len(self.folders) >= DEEPEST:
            raise OpmlError("deep", line)
        values = {name.lower(): value.strip() for name, value in attributes.items()}
        commented = None in self.folders or values.get("iscomment", "").lower() == "true"
        address = _address(values)
        if address is not None:
            self.feed(address, values, line, commented=commented)
        self.folders.append(None if commented else _name(values, LONGEST_LIST) if address is None else "")

    def end(self, tag: str) -> None:
        """An element closes."""
        if tag.rpartition(":")[2].lower() == "outline":
            self.folders.pop()

    def feed(self, address: str, values: dict[str, str], line: int, *, commented: bool) -> None:
        """An outline with an address: a feed of the folders that are open, or refused with the reason."""
        why: Why | None = "commented" if commented else "include" if _includes(values) else fault(address)
        if why is not None:
            self.refused.append(Refused(line, SECRET.sub("//…@", address)[:LONGEST_ADDRESS], why))
            return
        key = same_address(address)
        if key in self.feeds:
            self.refused.append(Refused(line, address, "double", self.feeds[key].line))
            return
        folder = " / ".join(name for name in self.folders if name)
        self.feeds[key] = Outline(
            line,
            address,
            _name(values, LONGEST_NAME),
            cleaned(folder or _category(values.get("category", "")), LONGEST_LIST),
            _language(values.get("language", "")),
            _tier(values),
        )


def _address(values: dict[str, str]) -> str | None:
    """The address of an outline, None where it names none; without "feed:", which browsers put before it."""
    address = values.get("xmlurl")
    if address is None and values.get("type", "").lower() in ("rss", "atom", "rdf", "feed", "include"):
        address = values.get("url", "")
    if address is None:
        return None
    if address.lower().startswith("feed:"):
        rest = address[5:]
        return f"http:{rest}" if rest.startswith("//") else rest
    return address


def _includes(values: dict[str, str]) -> bool:
    return values.get("type", "").lower() == "include"


def fault(address: str) -> Why | None:
    """Why an address can be no feed's; None where it can."""
    if not address:
        return "no_address"
    if len(address) > LONGEST_ADDRESS:
        return "long"
    scheme = SCHEME.match(address)
    if scheme is not None and scheme.group(1).lower() not in ("http", "https"):
        return "relative" if re.match(r"[\w.-]+:\d+(?:/|$)", address) else "scheme"
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return "relative"
    if "@" in parts.netloc:
        return "credentials"
    if scheme is None or not parts.hostname or re.search(r"[\s\x00-\x1f\x7f]", address):
        return "relative"
    return None


def _name(values: dict[str, str], limit: int) -> str:
    """What an outline is called: its text, or its title where the text is missing or an address."""
    found = [cleaned(values.get(key, ""), limit) for key in ("text", "title")]
    return next((name for name in found if name and not re.match(r"(?:https?|feed):", name)), "")


def cleaned(text: str, limit: int) -> str:
    """A name of one line without markup and unseen characters."""
    line = plain_line(text[: limit * 8])
    seen = "".join(ch if unicodedata.category(ch)[0] not in "CZ" else " " for ch in line)
    return " ".join(seen.split())[:limit].strip()


def _category(text: str) -> str:
    """The first of the categories "/Technology/AI,/News" as a list."""
    return " / ".join(part.strip() for part in text.partition(",")[0].split("/") if part.strip())


def _language(text: str) -> str | None:
    """One of our languages; "in" is how Indonesian used to be written."""
    code = re.split(r"[-_]", text.lower())[0]
    code = "id" if code == "in" else code
    return code if code in LANGUAGES else None


def _tier(values: dict[str, str]) -> int:
    given: Sequence[int] = [tier for tier in TIERS if values.get("hengkang:tier") == str(tier)]
    return given[0] if given else USUAL_TIER
