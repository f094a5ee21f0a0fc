"""A digest: the events that were kept for a chat, newest first, each in its latest state; ten a message at most.

Nothing here reads a store or a clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.locales.texts import Texts
from bot.pages.cards import labels, leading, shortened, source_count
from bot.pages.retracting import retracted_line
from bot.pages.rich import MESSAGE_LIMIT, Button, Rich, Writer, units
from feeds.model import Article, Story
from feeds.reading.naming.catalog import Catalog
from feeds.reading.prose.headings import headline

EVENTS = 10  # a message
ROOM = MESSAGE_LIMIT - 400  # units; the heading has the rest
MOVE_LINES = 3
LONGEST_LINE = 140  # code points, of a move or a title; ten events have to fit into a message
LONGEST_OUTLET = 40
IN_A_ROW = 5  # buttons with a number


@dataclass(frozen=True, slots=True)
class DigestView:
    """What a digest is drawn from. ``form``: daily, weekly, or instant where quiet hours or a burst have kept it."""

    id: int
    events: tuple[Story | Article, ...]  # an article is one of a watch on everything
    form: str
    since: datetime
    at: datetime
    zone: str


def digest(view: DigestView, page: int, catalog: Catalog, t: Texts) -> Rich:
    """A page of a digest, the nearest there is; numbers open an event's card, arrows turn the page."""
    told = [_event(number, event, view.zone, catalog, t) for number, event in enumerate(view.events, 1)]
    pages = parted([units(_text(event)) for event in told])
    page = max(0, min(page, len(pages) - 1))
    out = Writer()
    out.line(_heading(view, t), "bold")
    out.line(t.n("{n} story", "{n} stories", len(view.events)))
    for index in pages[page]:
        out.line()
        for text, kinds, url in told[index]:
            out.add(text, *kinds, url=url)
    openers = [
        Button(str(i + 1), f"o:{event.id}")
        for i in pages[page]
        if isinstance(event := view.events[i], Story) and event.retraction is None
    ]
    rows = [openers[i : i + IN_A_ROW] for i in range(0, len(openers), IN_A_ROW)]
    turn = [Button("«", f"dg:{view.id}.{page - 1}")] if page else []
    if page + 1 < len(pages):
        turn.append(Button("»", f"dg:{view.id}.{page + 1}"))
    return out.done([*rows, turn])


def parted(sizes: Sequence[int]) -> list[range]:
    """Events by page: ten at most, and no more than a message holds."""
    pages: list[range] = []
    begin = room = 0
    for index, size in enumerate(sizes):
        if index > begin and (index - begin == EVENTS or room + size > ROOM):
            pages.append(range(begin, index))
            begin, room = index, 0
        room += size + 1
    return [*pages, range(begin, len(sizes))]


Piece = tuple[str, tuple[str, ...], str | None]


def page_of(view: DigestView, story: int, catalog: Catalog, t: Texts) -> int:
    """The page on which a digest tells a story; the first where it does not."""
    told = [_event(number, event, view.zone, catalog, t) for number, event in enumerate(view.events, 1)]
    pages = parted([units(_text(event)) for event in told])
    place = next((i for i, e in enumerate(view.events) if isinstance(e, Story) and e.id == str(story)), 0)
    return next((n for n, page in enumerate(pages) if place in page), 0)


def _event(number: int, event: Story | Article, zone: str, catalog: Catalog, t: Texts) -> list[Piece]:
    """The moves with their status in bold lines, then the linked headline with outlet and number of sources.

    Of a story that was retracted the struck moves, and why; of one that was put right, what was told before.
    """
    if isinstance(event, Article):
        return [(f"{number}. ", (), None), *_headline(event, 1, t)]
    if event.retraction is not None:
        told = retracted_line(event.retraction, zone, t) + "\n"
        return [(f"{number}. ", (), None), *_struck(event, catalog, t), (told, (), None)]
    return [
        (f"{number}. ", (), None),
        *_corrections(event, catalog, t),
        *_moves(event, catalog, t),
        *_headline(leading(event, t.lang), source_count(event), t),
    ]


def _moves(story: Story, catalog: Catalog, t: Texts) -> list[Piece]:
    told = [m for m in story.moves if not m.past] or list(story.moves)
    pieces: list[Piece] = []
    for move in told[:MOVE_LINES]:
        pieces.append((shortened(headline(move, t.lang, catalog), LONGEST_LINE), ("bold",), None))
        pieces.append((f" · {labels(move, story.status, t)}\n", (), None))
    if len(told) > MOVE_LINES:
        pieces.append((t.n("+{n} more", "+{n} more", len(told) - MOVE_LINES) + "\n", (), None))
    return pieces


def _struck(story: Story, catalog: Catalog, t: Texts) -> list[Piece]:
    told = [m for m in story.moves if not m.past] or list(story.moves)
    lines = [headline(m, t.lang, catalog) for m in told[:MOVE_LINES]] or [leading(story, t.lang).title]
    shown = [(shortened(line, LONGEST_LINE), ("strikethrough",)) for line in lines]
    return [(text, kinds, None) for line in shown for text, kinds in (line, ("\n", ()))]


def _corrections(story: Story, catalog: Catalog, t: Texts) -> list[Piece]:
    fix = story.fixes[-1] if story.fixes else None
    was = shortened(headline(fix.was, t.lang, catalog), LONGEST_LINE) if fix else ""
    if fix is None or (fix.now is not None and was == shortened(headline(fix.now, t.lang, catalog), LONGEST_LINE)):
        return []  # nothing that a digest tells
    gap = "" if t.lang == "zh" else " "
    return [(t("Corrected:") + gap, ("italic",), None), (was, ("strikethrough",), None), ("\n", (), None)]


def _headline(lead: Article, count: int, t: Texts) -> list[Piece]:
    details = [shortened(lead.outlet, LONGEST_OUTLET)] if lead.outlet else []
    if count > 1:
        details.append(t.n("{n} source", "{n} sources", count))
    title = (shortened(lead.title or lead.text, LONGEST_LINE) or "…", (), lead.url)
    return [title, (t.bracketed(" · ".join(details)) + "\n" if details else "\n", (), None)]


def _text(event: Sequence[Piece]) -> str:
    return "".join(text for text, _, _ in event)


def _heading(view: DigestView, t: Texts) -> str:
    place = ZoneInfo(view.zone)
    first, last = view.since.astimezone(place).date(), view.at.astimezone(place).date()
    if view.form == "daily":
        return t("Your digest of {day}", day=t.day(last))
    if view.form == "weekly":
        return t("Your weekly digest, {first} to {last}", first=t.day(first), last=t.day(last))
    return t("Kept for you until {time}", time=t.moment(view.at, view.zone))
