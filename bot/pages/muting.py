"""What opens behind a card's Mute: the watches that brought the story here, and the story itself. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.locales.texts import Texts
from bot.pages.behind import back
from bot.pages.cards import LONGEST_NAME, moves, shortened
from bot.pages.rich import Button, Rich, Writer
from feeds.model import Story
from feeds.reading.naming.catalog import Catalog

ROWS = 8  # watches behind one story; more would hide the story's own button
LONGEST_LABEL = 24  # of a name on a button that stands beside another


@dataclass(frozen=True, slots=True)
class Behind:
    """A watch that brought a story: its number, its name as this chat has it, and until when it is muted."""

    id: int
    name: str
    muted_until: datetime | None


def mute_page(
    story: Story, behind: Sequence[Behind], silenced: bool, now: datetime, zone: str, catalog: Catalog, t: Texts
) -> Rich:
    """A row a watch, for a day, a week or no longer, and one for the story alone."""
    out = Writer()
    out.line(t("Mute"), "bold")
    moves(out, story, catalog, t)
    out.line()
    rows = []
    if behind:
        out.line(t("You watch {names}", names=t.many([shortened(w.name, LONGEST_NAME) for w in behind[:ROWS]])))
    for one in behind[:ROWS]:
        name = shortened(one.name, LONGEST_LABEL) or "…"
        value = f"{one.id}:{story.id}"
        if one.muted_until is not None and one.muted_until > now:
            until = t.moment(one.muted_until, zone)
            out.line(t("{name} is muted until {time}.", name=shortened(one.name, LONGEST_NAME), time=until))
            rows.append([Button(t("Unmute {name}", name=name), f"mw:0:{value}")])
        else:
            day, week = t("{name}: a day", name=name), t("a week")
            rows.append([Button(day, f"mw:1:{value}"), Button(week, f"mw:7:{value}")])
    if silenced:
        out.line(t("You get no more of this story."))
        rows.append([Button(t("Unmute this story"), f"ms:0:{story.id}")])
    else:
        rows.append([Button(t("Mute this story"), f"ms:1:{story.id}")])
    return out.done([*rows, back(story, t)])
