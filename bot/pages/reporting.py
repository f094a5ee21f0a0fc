"""What opens behind a card's Wrong?, what administrators are told of it, and the page on which they review it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.locales.texts import Texts
from bot.pages.behind import LONGEST_QUOTE, back
from bot.pages.cards import LONGEST_NAME, LONGEST_TITLE, Silenced, leading, moves, shortened, silenced_line
from bot.pages.retracting import Spread, spread_line
from bot.pages.rich import Button, Rich, Writer
from feeds.model import Story
from feeds.reading.naming.catalog import Catalog

EVIDENCE_SHOWN = 3


def wrong_page(story: Story, silenced: Silenced | None, catalog: Catalog, t: Texts) -> Rich:
    """What may be wrong with a story, a button each; what this chat has said already, with the way back from it."""
    out = Writer()
    out.line(t("What is wrong with it?"), "bold")
    moves(out, story, catalog, t)
    out.line()
    if silenced:
        out.line(silenced_line(silenced, t), "italic")
    else:
        out.line(t("Tap it: you then get no more of this story, and your report is looked at."), "italic")
    offered = (
        ("person", Button(t("Wrong person"), f"rp:p:{story.id}")),
        ("no_move", Button(t("Not a move"), f"rp:n:{story.id}")),
        ("muted", Button(t("Mute this story"), f"rp:m:{story.id}")),
    )
    rows = [[button] for kind, button in offered if kind != silenced]
    if silenced:
        rows.append([Button(t("Undo"), f"rp:u:{story.id}")])
    return out.done([*rows, back(story, t)])


def review_note(story: Story, kinds: Mapping[str, int], many: bool, catalog: Catalog, t: Texts) -> Rich:
    """What an administrator is told of a reported story."""
    out = Writer()
    if many:
        out.line(t.n("{n} chat has reported this:", "{n} chats have reported this:", sum(kinds.values())), "bold")
    else:
        out.line(t("A reader has reported this:"), "bold")
    moves(out, story, catalog, t)
    out.line(reasons(kinds, t))
    out.line(t("/review lists what has been reported."), "italic")
    return out.done([[Button(t("Review"), "rv:0")]])


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A story that waits: who says what of it, why its reading is unsure, since when, and who has it.

    ``place`` is its number in the queue and how many wait.
    """

    story: Story
    kinds: Mapping[str, int]
    doubts: Sequence[str]
    score: float | None
    when: str
    later: bool
    spread: Spread
    place: tuple[int, int]


def review_page(view: ReviewView, catalog: Catalog, t: Texts) -> Rich:
    """One story that waits, with the sentences it rests on, and what can be done with it."""
    story, (at, of) = view.story, view.place
    out = Writer()
    out.line(
        t("To review: {n} of {count}", n=at + 1, count=of) + (f" · {t('kept for later')}" if view.later else ""), "bold"
    )
    if view.kinds:
        out.line(f"{reasons(view.kinds, t)} · {view.when}")
    if view.doubts:
        out.line(t("Unsure: {reasons}", reasons=t.many(unsure(view.doubts, view.score, t))))
        out.line(view.when if not view.kinds else "")
    out.line(spread_line(view.spread, t)).line()
    moves(out, story, catalog, t)
    lead = leading(story, t.lang)
    out.line(shortened(lead.title or lead.text, LONGEST_TITLE) or "…", url=lead.url)
    by_id = {a.id: a for a in story.articles}
    for move in [m for m in story.moves if not m.past][:EVIDENCE_SHOWN]:
        source = by_id.get(move.article_id)
        out.line().add(f"“{shortened(move.evidence, LONGEST_QUOTE)}”", "italic")
        if source is not None:
            out.add(" — ").add(shortened(source.outlet, LONGEST_NAME) or t("source"), url=source.url)
        out.line()
    decide = [Button(t("It is right"), f"rd:{story.id}:{at}"), Button(t("Put right"), f"rf:{story.id}:{at}")]
    more = [Button(t("Retract"), f"rr:{story.id}:{at}"), Button(t("Keep for later"), f"rk:{story.id}:{at}")]
    turn = [Button("«", f"rv:{at - 1}")] if at else []
    if at + 1 < of:
        turn.append(Button("»", f"rv:{at + 1}"))
    return out.done([decide, more, turn])


def unsure(doubts: Sequence[str], score: float | None, t: Texts) -> list[str]:
    """Why a reading is unsure, in words."""
    told = {
        "score": t("read with a score of {score}", score=t.number(score or 0, 2)),
        "source": t("told by one source of low trust"),
        "unknown": t("the catalog knows nobody in it"),
        "rumour": t("told as a rumour"),
    }
    return [told[doubt] for doubt in doubts if doubt in told]


def reasons(kinds: Mapping[str, int], t: Texts) -> str:
    """How many chats say what."""
    told = {"person": t("wrong person"), "no_move": t("not a move")}
    return " · ".join(
        t("{reason}: {n}", reason=told[kind], n=t.number(count)) for kind, count in kinds.items() if kind in told
    )
