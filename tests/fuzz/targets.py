"""Functions that take any bytes and hold an invariant of the part that reads them; what breaks it raises.

The same targets are searched from properties in ``make test`` (``test_fuzz.py``), which also replays what was found,
and guided by coverage in ``make fuzz`` (``benchmarks/fuzzing.py``). Bytes that stand for text are UTF-8 with damage
replaced, as everything that comes in over HTTP; the first byte chooses the language where one is declared.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from bot.pages.rich import MESSAGE_LIMIT, Writer, units
from feeds.intake import opml
from feeds.intake.canonical import new_items
from feeds.intake.documents import read_document
from feeds.intake.markup import CONTROL
from feeds.intake.page import extract
from feeds.intake.parse import parse_bytes
from feeds.model import Article, EntityKind, Reading, Watched
from feeds.reading.answering.answer import answer
from feeds.reading.language import detect
from feeds.reading.naming.catalog import Catalog, load
from feeds.reading.naming.match import Matcher
from feeds.reading.prose.summary import bullets
from feeds.reading.reader import Reader
from feeds.reading.text import fold, search_tokens, sentences

LANGUAGES = ("en", "id", "zh")
DECLARED = (None, *LANGUAGES)
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
WATCHED: tuple[tuple[str, str, EntityKind], ...] = (
    ("alibaba", "Alibaba", "organisation"), ("quorvexa", "Quorvexa", "organisation"),
    ("jd", "京东", "organisation"), ("yan", "Yan Zhijie", "person"),
    ("short", "X", "organisation"), ("odd", "İSTANBUL ﬁ‌rm", "organisation"),
)  # fmt: skip


@cache
def catalog() -> Catalog:
    """The catalog that comes with the bot."""
    return load()


@cache
def matcher() -> Matcher:
    """Watches of each kind, short and odd spellings among them."""
    return Matcher([Watched(i, name, (name,), kind) for i, name, kind in WATCHED], catalog())


def texted(data: bytes) -> str:
    """Bytes as the text that the fetcher makes of them."""
    return data.decode("utf-8", "replace")


def article(data: bytes) -> Article:
    """An article as a feed brings it: the language declared, then its title to the end of the line, then its text."""
    lang = DECLARED[data[0] % len(DECLARED)] if data else None
    title, _, text = CONTROL.sub("", texted(data[1:])).partition("\n")
    return Article("1", title, text, "https://lantern.example/1", NOW, lang, "Lantern")


def feed(data: bytes) -> None:
    """Any bytes as a feed: entries that can be stored and linked, and a second poll that brings nothing new."""
    document = parse_bytes(data, "application/xml", "https://lantern.example/feed")
    assert parse_bytes(data, "application/xml", "https://lantern.example/feed") == document
    storable(document)
    items = new_items(document)
    assert new_items(document) == items
    assert len({item.identity for item in items}) == len(items)
    _, _, known = read_document(data, "application/xml", "https://lantern.example/feed", "https://lantern.example/feed")
    _, fresh, kept = read_document(
        data, "application/xml", "https://lantern.example/feed", "https://lantern.example/feed", known
    )
    assert kept == known
    assert {item.entry for item in fresh} <= set(document.entries)
    for entry in document.entries:
        assert entry.link is None or urlsplit(entry.link).scheme in {"http", "https"}, entry.link
        assert entry.published is None or entry.published.tzinfo is not None
    assert document.ttl_minutes is None or document.ttl_minutes >= 0


def page(data: bytes) -> None:
    """Any bytes as an article's page."""
    read = extract(data, "https://lantern.example/1")
    storable(read)
    assert read.published is None or read.published.tzinfo is not None


def outline(data: bytes) -> None:
    """Any bytes as an OPML file: a plain refusal, or feeds that are written and read again as the same."""
    try:
        found = opml.parse(data)
    except opml.OpmlError:
        return
    storable(found)
    again = opml.parse(opml.written(found.feeds, "Feeds"))
    assert [f.url for f in again.feeds] == [f.url for f in found.feeds]


def text(data: bytes) -> None:
    """Any text: offsets point into it, and what is written of it fits Telegram and holds nothing invisible."""
    given = texted(data)
    folded = fold(given)
    for start in range(0, len(folded.text), max(1, len(folded.text) // 16)):
        a, b = folded.span(start, start + 1)
        assert 0 <= a < b <= len(given)
    found = sentences(given)
    assert all(given[s.start : s.end] == s.text for s in found)
    assert all(one.end <= after.start for one, after in pairwise(found))
    assert all(token and not token.isspace() for token in search_tokens(given))
    assert detect(given).isascii()
    written = Writer().line(given, "bold").add(given, "text_link", url="https://lantern.example/").done()
    assert units(written.text) <= MESSAGE_LIMIT
    assert "\x00" not in written.text
    length = units(written.text)
    assert all(s.offset >= 0 < s.length and s.offset + s.length <= length for s in written.spans)


def match(data: bytes) -> None:
    """Any article: each hit stands where it is said to stand."""
    one = article(data)
    for hit in matcher().find(one):
        assert one.whole[hit.start : hit.end] == hit.alias
        assert hit.alias.strip()


def moves(data: bytes) -> None:
    """Any article: the same reading twice, evidence and quotations word for word, bullets that can be sent."""
    one = article(data)
    reader = Reader(catalog())
    reading = reader.read(one)
    assert reading == reader.read(one)
    storable(reading)
    whole = reading.article.whole
    for move in reading.moves:
        assert move.evidence and move.evidence in whole, move
        assert move.person or move.head_count or move.from_org or move.to_org
        assert all(slot is None or slot.strip() for slot in (move.person, move.from_org, move.to_org, move.role))
    assert all(whole[m.start : m.end] == m.name for m in reading.mentions)
    told(reading)


def told(reading: Reading) -> None:
    """The three bullets of a reading, in each language."""
    for lang in LANGUAGES:
        lines = bullets([reading], lang, catalog())
        assert len(lines) <= 3
        storable(lines)


def question(data: bytes) -> None:
    """Any question to any article: what is said rests on words of the article."""
    asked, _, rest = data.partition(b"\n\n")
    one = article(rest)
    reading = Reader(catalog()).read(one)
    said = answer(texted(asked), [one], catalog(), reading.moves)
    storable(said)
    assert all(e.sentence and e.sentence in one.whole for e in said.evidence), said


def storable(value: Any) -> None:
    """Every text within can be written to the store and sent: no lone surrogate, no NUL."""
    for inner in texts_within(value):
        inner.encode("utf-8")
        assert "\x00" not in inner, inner[:80]


def texts_within(value: Any) -> Iterator[str]:
    """Every text of a value of our model, however deep."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts_within(getattr(value, field.name))
    elif isinstance(value, (tuple, list, frozenset, set)):
        for inner in value:
            yield from texts_within(inner)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "feed": feed, "page": page, "outline": outline, "text": text, "match": match, "moves": moves, "question": question,
}  # fmt: skip
