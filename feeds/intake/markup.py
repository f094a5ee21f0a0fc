"""HTML of titles and summaries as plain text: entities decoded once, tags gone, paragraphs kept as lines."""

import re
from html import unescape
from html.parser import HTMLParser

BLOCKS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "blockquote", "hr", "pre"}
    | {"section", "article", "figure", "figcaption"}
)
SILENT = frozenset({"script", "style", "noscript", "template", "iframe", "svg", "head"})
OTHERWISE = frozenset({"img", "title", "textarea", "plaintext", "xmp", "noembed", "noframes"})
# A tag of which nothing can be read in two ways: attributes in quotes, none on an end tag.
TAG = re.compile(
    r"<(/[A-Za-z][A-Za-z0-9]*(?=>)|[A-Za-z][A-Za-z0-9]*(?=[\s/>]))(?:\s+[A-Za-z][A-Za-z-]*=\"[^\"<>]*\")*(?:\s*/)?>"
)
LONGEST = 400_000  # characters; no article is longer, and a parser's time is bounded by it
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.I)
# Halves of surrogate pairs among them: JSON can write them ("\\ud800"), and no store takes them.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class LenientParser(HTMLParser):
    """The library's parser, which no longer raises on a marked section that it does not know ("<![x")."""

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return self.parse_bogus_comment(i)  # as browsers take it


class _Text(LenientParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0
        self.image: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        elif tag in BLOCKS:
            self.parts.append("\n")
        if tag == "img" and self.image is None:
            self.image = dict(attrs).get("src")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BLOCKS:
            self.parts.append("\n")

    def unknown_decl(self, data: str) -> None:
        if data.startswith("CDATA["):  # wrapped twice: the text is meant to be seen
            self.handle_data(data[6:])

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def plain(text: str | None) -> str:
    """A value that may hold HTML as plain text, in lines."""
    return _read(text)[0]


def plain_line(text: str | None) -> str:
    """The same in one line, for titles."""
    return " ".join(plain(text).split())


def with_image(text: str | None) -> tuple[str, str | None]:
    """The plain text and the first picture's address."""
    return _read(text)


def _read(text: str | None) -> tuple[str, str | None]:
    if not text:
        return "", None
    text = text[:LONGEST]
    if not text.isprintable():
        text = CONTROL.sub("", text)
    if "<" not in text and ("&" not in text or not ENTITY.search(text)):
        return _lines(text), None
    if (plainly := _plainly(text)) is not None:
        return _lines(plainly), None
    reader = _Text()
    reader.feed(text)
    reader.close()
    return _lines("".join(reader.parts)), reader.image


def _plainly(text: str) -> str | None:
    """The text of markup in which nothing is odd, as the library's parser reads it in ten times as long; else None."""
    parts = TAG.split(text)
    if any("<" in chunk for chunk in parts[::2]):
        return None
    found = []
    for place, part in enumerate(parts):
        if place % 2 == 0:
            found.append(unescape(part) if "&" in part else part)
        elif (name := part.lower().lstrip("/")) in SILENT or name in OTHERWISE:
            return None
        elif name in BLOCKS:
            found.append("\n")
    return "".join(found)


def _lines(text: str) -> str:
    if text.isprintable():  # of which no line end is
        return " ".join(text.split())
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
