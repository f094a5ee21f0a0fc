"""A story that was retracted as its readers see it, and the pages on which an administrator retracts one. Pure.

What readers see names the claim only where they had it before, and strikes it out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.locales.texts import Texts
from bot.pages.cards import LONGEST_NAME, LONGEST_TITLE, MOVE_LINES, leading, moves, shortened, source_count
from bot.pages.rich import Button, Rich, Writer
from feeds.model import Retraction, Story
from feeds.reading.naming.catalog import Catalog
from feeds.reading.prose.headings import headline

LONGEST_NOTE = 200  # code points of a reason that was typed
# What a button says and what readers are told, by the letter in a button's data.
CODES = {"p": "person", "n": "no_move", "h": "hoax", "o": "other"}


@dataclass(frozen=True, slots=True)
class Spread:
    """Who has a story: chats with a copy, those of them that are groups or channels, chats for which it is kept."""

    chats: int
    shared: int
    waiting: int


def why_told(why: str, note: str, t: Texts) -> str:
    """Why a story was retracted, as a sentence to its readers."""
    if why == "other" and note:
        return shortened(note, LONGEST_NOTE)
    told = {
        "person": t("It was about somebody else."),
        "no_move": t("Nobody has changed places."),
        "hoax": t("The report was false, or its outlet has withdrawn it."),
    }
    return told.get(why, t("It was not right."))


def retracted_card(story: Story, catalog: Catalog, zone: str, t: Texts, *, named: bool = True) -> Rich:
    """What stands in the place of a card: the struck claim (not where it would be told anew), why, and since when."""
    out = Writer()
    out.line(t("Retracted"), "bold")
    if named:
        struck(out, story, catalog, t)
    if story.retraction is not None:
        why = story.retraction
        out.line().line(why_told(why.why, why.note, t))
        at = t.moment(why.at, zone)
        out.line(t("Retracted on {time}; answers, lists and figures leave it out.", time=at), "italic")
    return out.done([[Button(t("Sources"), f"s:{story.id}")]] if named else [])


def struck(out: Writer, story: Story, catalog: Catalog, t: Texts) -> None:
    """The moves of a story, struck out; its title where it tells none."""
    told = [m for m in story.moves if not m.past] or list(story.moves)
    for move in told[:MOVE_LINES]:
        out.line(shortened(headline(move, t.lang, catalog), LONGEST_TITLE), "strikethrough")
    if not told and story.articles:
        out.line(shortened(leading(story, t.lang).title, LONGEST_TITLE), "strikethrough")


def retracted_line(retraction: Retraction, zone: str, t: Texts) -> str:
    """The same in one line, for lists and ``/why``."""
    at = t.moment(retraction.at, zone)
    return t("Retracted on {time}: {reason}", time=at, reason=why_told(retraction.why, retraction.note, t))


def thanks_note(retraction: Retraction | None, t: Texts) -> Rich:
    """To a chat that reported a story: the report was right."""
    out = Writer()
    out.line(t("Thank you: you reported this, and you were right."), "bold")
    if retraction is not None:
        out.line(t("It is retracted everywhere. {reason}", reason=why_told(retraction.why, retraction.note, t)))
    else:
        out.line(t("It is corrected everywhere."))
    return out.done()


def ask_why(story: Story, spread: Spread, back: Sequence[Button], catalog: Catalog, t: Texts) -> Rich:
    """The story to retract, who has it, and a button a reason."""
    out = Writer()
    out.line(t("Retract this story?"), "bold")
    _story(out, story, catalog, t)
    out.line(spread_line(spread, t)).line()
    out.line(t("What is wrong with it? Readers are told so."))
    reasons = (
        (t("Wrong person"), "p"), (t("Not a move"), "n"), (t("Hoax, or withdrawn by its outlet"), "h"),
        (t("Something else: I type it"), "o"),
    )  # fmt: skip
    return out.done([*([Button(label, f"rr:{story.id}:{code}")] for label, code in reasons), back])


def confirm(story: Story, spread: Spread, reason: str, yes: Button, catalog: Catalog, t: Texts) -> Rich:
    """What a retraction will do, before it is done."""
    out = Writer()
    out.line(t("Retract this story?"), "bold")
    _story(out, story, catalog, t)
    out.line(spread_line(spread, t))
    out.line(t("Readers are told: {reason}", reason=reason)).line()
    out.line(t("Every copy is struck out, and nothing more of it is told. For a day you can undo it."), "italic")
    return out.done([[yes], [Button(t("Cancel"), f"rr:{story.id}")]])


def type_why(story: Story, catalog: Catalog, t: Texts) -> Rich:
    """Asks for a reason in words."""
    out = Writer()
    out.line(t("Write in one sentence what is wrong; readers see it as you write it."), "bold")
    _story(out, story, catalog, t)
    return out.done([[Button(t("Cancel"), f"rr:{story.id}")]])


def state(story: Story, zone: str, undo: bool, counts: Mapping[str, int], catalog: Catalog, t: Texts) -> Rich:
    """A retraction, or its undoing, on its way: how many copies are edited; the way back for a day."""
    out = Writer()
    if story.retraction is not None:
        out.line(retracted_line(story.retraction, zone, t), "bold")
        struck(out, story, catalog, t)
    else:
        out.line(t("The story is told again."), "bold")
        moves(out, story, catalog, t)
    out.line().line(progress_line(counts, t))
    rows = [[Button(t("How far is it?"), f"rs:{story.id}")]] if counts["left"] else []
    if undo:
        rows.append([Button(t("Undo the retraction"), f"ru:{story.id}")])
    return out.done(rows)


def progress_line(counts: Mapping[str, int], t: Texts) -> str:
    """How far the edits of a decision are."""
    parts = [t.n("{n} copy edited", "{n} copies edited", counts["done"])]
    if counts["left"]:
        parts.append(t.n("{n} to go", "{n} to go", counts["left"]))
    if counts["failed"]:
        parts.append(
            t.n("{n} could not be edited: a message says it there", "{n} could not be edited: messages say it there",
                counts["failed"])
        )  # fmt: skip
    return " · ".join(parts)


def spread_line(spread: Spread, t: Texts) -> str:
    """Who has a story, in a line."""
    parts = [t.n("{n} chat has got it", "{n} chats have got it", spread.chats)]
    if spread.shared:
        parts.append(t.n("{n} of them a group or channel", "{n} of them groups or channels", spread.shared))
    if spread.waiting:
        parts.append(t.n("it still waits for {n} chat", "it still waits for {n} chats", spread.waiting))
    return " · ".join(parts)


def _story(out: Writer, story: Story, catalog: Catalog, t: Texts) -> None:
    moves(out, story, catalog, t)
    lead = leading(story, t.lang)
    out.add(shortened(lead.title or lead.text, LONGEST_TITLE) or "…", url=lead.url)
    details = [shortened(lead.outlet, LONGEST_NAME)] if lead.outlet else []
    count = source_count(story)
    details += [t.n("{n} source", "{n} sources", count)] if count > 1 else []
    out.line(t.bracketed(" · ".join(details)) if details else "")
