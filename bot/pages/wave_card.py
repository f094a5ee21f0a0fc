"""The message of a wave: how many left which organisation within a month, each with where to, status and source.

Nothing here reads a store or a clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.locales.texts import Texts
from bot.pages.behind import LISTED, move_line
from bot.pages.cards import LONGEST_NAME, shortened
from bot.pages.rich import BUTTON_LIMIT, Button, Rich, Writer
from bot.waves import WITHIN, Departure
from feeds.reading.naming.catalog import Catalog

IN_A_ROW = 6  # buttons with a number


@dataclass(frozen=True, slots=True)
class WaveView:
    """What the message is drawn from; ``name`` is the organisation's in the articles, ``watching`` the chat's names."""

    key: str
    name: str
    departures: Sequence[Departure]
    links: Mapping[str, str]
    watching: Sequence[str] = ()
    corrected: bool = False  # fewer departures stand than were told


def wave_card(view: WaveView, catalog: Catalog, t: Texts) -> Rich:
    """The message; a number opens the card of the story in which the departure with that number is told."""
    count, days = len(view.departures), WITHIN.days
    name = shortened(catalog.display(view.key, t.lang, view.name), LONGEST_NAME)
    out = Writer()
    told = t.n(
        "{n} departure from {name} in {days} days", "{n} departures from {name} in {days} days", count,
        name=name, days=days,
    )  # fmt: skip
    out.line(told, "bold")
    if view.corrected:
        out.line(t("Corrected: a departure that was told here is left out."), "italic")
    out.line()
    for number, one in enumerate(view.departures[:LISTED], 1):
        move_line(out, one.move, view.links, catalog, t, f"{number}. ")
    if count > LISTED:
        out.line(t.n("+{n} more", "+{n} more", count - LISTED))
    if view.watching:
        out.line()
        out.line(t("You watch {names}", names=t.many([shortened(n, LONGEST_NAME) for n in view.watching])), "italic")
    openers = [Button(str(n), f"o:{one.story}") for n, one in enumerate(view.departures[:LISTED], 1)]
    rows = [openers[i : i + IN_A_ROW] for i in range(0, len(openers), IN_A_ROW)]
    return out.done([*rows, _list(view, catalog, t)])


def _list(view: WaveView, catalog: Catalog, t: Texts) -> list[Button]:
    """The way to all moves of the organisation; a name too long for a button has none."""
    data = f"ml:{WITHIN.days}:{view.key if view.key in catalog.entities else f'={view.name}'}"
    return [Button(t("List of moves"), data)] if len(data.encode()) <= BUTTON_LIMIT else []
