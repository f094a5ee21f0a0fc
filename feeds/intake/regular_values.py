"""What an element of a regular feed holds: text and addresses; IrregularError where only feedparser can say."""

import re
from contextlib import suppress
from typing import Any
from xml.etree.ElementTree import Element

from feeds.intake.canonical import joined

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SLASHES = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:///")
ENDLESS = re.compile(r"&([A-Za-z0-9_]+);")
CONTROLS = re.compile(r"[\x80-\x9f]")
TEXT_TYPES = (None, "text", "plain", "html", "text/plain", "text/html")
# Windows' letters where Unicode has controls; four places are empty there.
WINDOWS = {n: bytes([n]).decode("cp1252") for n in range(128, 160) if n not in (129, 141, 143, 144, 157)}


class IrregularError(Exception):
    """The document is feedparser's to read."""


def tag_of(element: Element) -> str:
    """An element's name; those of RSS itself are written in any case."""
    tag: str = element.tag
    return tag if tag.startswith("{") else tag.lower()


def put_once(into: dict[str, Any], name: str, value: Any) -> None:
    """Put in what may be told once only."""
    if name in into:
        raise IrregularError
    into[name] = value


def text_of(element: Element) -> str:
    """The text before an element's first child."""
    return (element.text or "").strip()


def bare_text(element: Element, *, bare: bool = False) -> str:
    """The text of an element without children; ``bare``: without attributes, too."""
    if len(element) or (bare and element.attrib):
        raise IrregularError
    return (element.text or "").strip()


def value_of(element: Element) -> str:
    """The text of an element that may hold escaped HTML."""
    for name, value in element.attrib.items():
        if name == "type":
            if value.lower() not in TEXT_TYPES:
                raise IrregularError
        elif name != LANG:
            raise IrregularError
    return mended(bare_text(element))


def link_of(value: str, base: str) -> str:
    """A link as feedparser gives it: absolute, mended, with entities that lack their end."""
    return ENDLESS.sub(r"&\g<1>", mended(address_of(base, value)).replace("&amp;", "&")) if value else value


def address_of(base: str, address: str) -> str:
    """An address made absolute."""
    if SLASHES.match(address):
        raise IrregularError
    return joined(base, address)


def mended(value: str) -> str:
    """UTF-8 that was taken for Latin-1 and encoded once more, and the letters of Windows."""
    if value.isascii():
        return value
    with suppress(UnicodeEncodeError, UnicodeDecodeError):
        value = value.encode("iso-8859-1").decode("utf-8")
    return value.translate(WINDOWS) if CONTROLS.search(value) else value
