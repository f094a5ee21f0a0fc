"""From values to messages: the alert card and what stands behind its buttons.

1. the moves, three lines at most, in bold, with kind and status;
2. the headline, linked: of the article in the subscriber's language where there is one;
3. the 15-second summary;
4. the dateline: outlet, sources, moment in the subscriber's zone;
5. why this chat gets it.

A chat that has muted a story, or reported it, sees that in the card's first line, with the way back.

Nothing here reads a store, a clock or a network: the same values give the same card.
"""

from dataclasses import dataclass
from itertools import cycle
from typing import Literal

from bot.locales.texts import Texts, epoch
from bot.pages.rich import Button, Rich, Writer, clean
from feeds.model import Article, Bullet, Move, MoveStatus, Story
from feeds.reading.naming import gazetteer
from feeds.reading.naming.catalog import Catalog
from feeds.reading.prose.headings import headline, kind_label, names_kind, status_label
from feeds.reading.stories.origins import origins
from feeds.reading.text import apart

MOVE_LINES = 3
LONGEST_TITLE = 220  # code points; feeds have sent whole articles as titles
LONGEST_NAME = 80
LONGEST_BULLET = 500  # the summary is shorter; this holds what has no spaces
QUOTES = '“”"「」『』'
IN_A_ROW = 3  # buttons; more are cut to a letter or two on a phone


Silenced = Literal["muted", "person", "no_move"]


@dataclass(frozen=True, slots=True)
class AlertView:
    """Everything an alert card is drawn from, for one chat."""

    story: Story
    bullets: tuple[Bullet, ...]
    zone: str
    watching: tuple[str, ...] = ()  # the names as this chat watches them
    has_questions: bool = False
    has_analysis: bool = False
    preview: bool = True
    development: str | None = None  # what is new, where this message follows an earlier one
    silenced: Silenced | None = None  # why this chat gets no more of the story, where it has said so


def alert(view: AlertView, catalog: Catalog, t: Texts) -> Rich:
    """The alert card of one story."""
    story = view.story
    lead = leading(story, t.lang)
    out = Writer()
    if view.development:
        out.line(shortened(view.development, LONGEST_TITLE), "italic")
    if view.silenced:
        out.line(silenced_line(view.silenced, t), "italic")
    corrections(out, story, catalog, t)
    moves(out, story, catalog, t, struck=view.silenced in ("person", "no_move"))
    out.line()
    out.line(shortened(lead.title or lead.text, LONGEST_TITLE) or "…", url=lead.url)
    out.line()
    for bullet in view.bullets:
        add_bullet(out, bullet, story, t)
    out.line()
    dateline(out, story, lead, view.zone, t, credit=view.preview)
    if view.watching:
        out.line(t("You watch {names}", names=t.many([shortened(n, LONGEST_NAME) for n in view.watching])), "italic")
    return out.done(alert_buttons(view, t), preview=lead.url if view.preview else None)


def silenced_line(why: Silenced, t: Texts) -> str:
    """What a chat has said of a story, and what that changes for it."""
    if why == "person":
        return t("You reported this as the wrong person; you get no more of it.")
    if why == "no_move":
        return t("You reported this as no move; you get no more of it.")
    return t("You have muted this story; you get no more of it.")


def moves(out: Writer, story: Story, catalog: Catalog, t: Texts, *, struck: bool = False) -> None:
    """The lines of the moves: news only, three at most, then how many more; struck out where they are disputed."""
    types = ("bold", "strikethrough") if struck else ("bold",)
    told = [m for m in story.moves if not m.past] or list(story.moves)
    for move in told[:MOVE_LINES]:
        out.add(shortened(headline(move, t.lang, catalog), LONGEST_TITLE), *types)
        out.line(f" · {labels(move, story.status, t)}")
    if len(told) > MOVE_LINES:
        out.line(t.n("+{n} more", "+{n} more", len(told) - MOVE_LINES))


def corrections(out: Writer, story: Story, catalog: Catalog, t: Texts) -> None:
    """What was put right by hand: the struck line of each move as it was told before, or of the slot that was wrong."""
    for fix in story.fixes[-MOVE_LINES:]:
        was, now = headline(fix.was, t.lang, catalog), headline(fix.now, t.lang, catalog) if fix.now else ""
        out.add(t("Corrected:"), "italic").add("" if t.lang == "zh" else " ")
        if was != now:
            out.line(shortened(was, LONGEST_TITLE), "strikethrough")
            continue
        before, after = (_slots(m, t) for m in (fix.was, fix.now or fix.was))
        changed = [(b, a) for b, a in zip(before, after, strict=True) if b != a]
        for number, (wrong, right) in enumerate(changed):
            out.add(", " if number else "").add(shortened(wrong, LONGEST_NAME) or "–", "strikethrough")
            out.add(f" → {shortened(right, LONGEST_NAME) or '–'}")
        out.line()


def _slots(move: Move, t: Texts) -> tuple[str, ...]:
    """The slots of a move that its line does not tell, as a reader sees them."""
    return (move.role or "", move.from_role or "", kind_label(move, t.lang), status_label(move.status, t.lang))


def labels(move: Move, status: MoveStatus, t: Texts) -> str:
    """Kind and status of a move in words; a denial of the story is a denial of each of its moves.

    The kind is left out where the headline tells it already.
    """
    said = status_label(status if status is MoveStatus.DENIED else move.status, t.lang)
    return said if names_kind(move) else f"{kind_label(move, t.lang)} · {said}"


def add_bullet(out: Writer, bullet: Bullet, story: Story, t: Texts) -> None:
    """One line of the summary; a sentence of the source stands in quotation marks, with its outlet.

    One that begins with words that are quoted already keeps its own marks, and gets no further ones around them.
    """
    if not bullet.quoted:
        told = apart(bullet.text) if t.lang == "zh" else bullet.text
        out.line(f"• {shortened(told, LONGEST_BULLET)}")
        return
    source = next((a for a in story.articles for e in bullet.evidence if a.id == e.article_id), None)
    text = shortened(bullet.text, LONGEST_BULLET)
    out.add("• ").add(_quoted(text), "italic")
    out.line(f" — {shortened(source.outlet, LONGEST_NAME)}" if source and source.outlet else "")


def _quoted(text: str) -> str:
    """A sentence in quotation marks; in its own where it begins with some that it closes before its end."""
    begins, rest = text[:1] in QUOTES, text[1:-1]
    if not begins or not any(mark in rest for mark in QUOTES):
        return f"“{text.strip(QUOTES)}”"
    marks = cycle("“”")
    return "".join(next(marks) if ch == '"' else ch for ch in text)


def dateline(out: Writer, story: Story, lead: Article, zone: str, t: Texts, *, credit: bool = True) -> None:
    """Place, outlet, number of sources, moment, reading time; the credit of a picture that is shown."""
    parts = [shortened(p, LONGEST_NAME) for p in (_place(story, lead, t.lang), lead.outlet) if p]
    count = source_count(story)
    if count > 1:
        parts.append(t.n("{n} source", "{n} sources", count))
    if parts:
        out.add(" · ".join(parts)).add(" · ")
    at = lead.published or story.first_at
    out.add(t.moment(at, zone), "date_time", unix_time=epoch(at), date_time_format="dT")
    out.line(f" · {t('15 s')}")
    if credit and lead.credit and lead.image:
        out.line(t("Picture: {credit}", credit=shortened(lead.credit, LONGEST_NAME)))


def alert_buttons(view: AlertView, t: Texts) -> list[list[Button]]:
    """The buttons that have something to show; where the chat has silenced the story, one that takes it back."""
    number = view.story.id
    offered = (
        (view.has_questions, t("Questions"), "q"),
        (view.has_analysis, t("Analysis"), "n"),
        (bool(view.story.quotes), t("Voices"), "v"),
        (bool(view.story.ahead), t("What's next"), "x"),
        (True, t("Sources"), "s"),
        (view.silenced is None, t("Wrong?"), "wr"),
        (view.silenced is None, t("Mute"), "mu"),
        (view.silenced is not None, t("Undo"), "rp:u"),
        (True, t("Share"), "sh"),
    )
    shown = [Button(label, f"{verb}:{number}") for wanted, label, verb in offered if wanted]
    return [shown[i : i + IN_A_ROW] for i in range(0, len(shown), IN_A_ROW)]


def sources(story: Story) -> list[Article]:
    """The articles that count as sources, syndicated copies left out by the store's reading of them."""
    return list(story.articles)


def source_count(story: Story) -> int:
    """How many independent sources a story has: those that quote one outlet are one with it."""
    return len(origins(story.articles))


def leading(story: Story, lang: str) -> Article:
    """The article that gives headline and picture: the first in the subscriber's language, else the first."""
    return next((a for a in story.articles if a.lang == lang), story.articles[0])


def shortened(text: str, limit: int) -> str:
    """A text of one line without characters that are not seen, cut at a word where it is too long."""
    line = " ".join(clean(text[: limit * 8]).split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit * 0.6 else cut) + "…"


def _place(story: Story, lead: Article, lang: str) -> str | None:
    """Where jobs are cut, else where the leading article says that it was written."""
    place = next((m.place for m in story.moves if m.place), None) or gazetteer.dateline(lead.text)
    return gazetteer.named(place, lang) if place else None
