"""``/flow`` drawn from the store as it stands when it is sent: caption, buttons, and the picture where it can be drawn.

A row of the kind "flow" holds whose flow is asked for and its buttons: {"key", "name", "days", "bot", "rows", "edit"?}.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.locales.texts import texts
from bot.pages.analysis import house
from bot.pages.artist import Artist, letters
from bot.pages.flow import Flow, concerned, flow
from bot.pages.rich import Button, Rich, Writer
from bot.pages.sheet import Asked, Sheet, caption, sheet
from feeds.reading.naming.catalog import Catalog
from storage import moves as ledger
from storage import stories
from storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished answer; ``png`` is None where it goes in words."""

    rich: Rich
    png: bytes | None = None


@dataclass(frozen=True, slots=True)
class Pictures:
    """Makes the answers to ``/flow``; without an artist they go in words."""

    db: Database
    known: Callable[[], Catalog]
    artist: Artist | None = None

    async def drawn(
        self, wanted: Mapping[str, Any], lang: str, zone: str, now: datetime, convert: Callable[[str], str] = str
    ) -> Drawn:
        """The answer that a row asks for; ``convert`` writes the picture's texts in the script that the chat reads."""
        t = texts(lang)
        begin, catalog = now - timedelta(days=wanted["days"]), self.known()
        async with self.db.read() as c:
            found, reports = await counted(c, wanted["key"], begin, catalog)
        asked = Asked(wanted["key"], wanted["name"], wanted["days"], now, zone, reports)
        out = Writer()
        caption(out, found, asked, begin, catalog, t)
        rich = out.done([[Button(label, data) for label, data in row] for row in wanted["rows"]])
        if self.artist is None:
            return Drawn(rich)
        return Drawn(
            rich, await self.artist.draw(self._sheet(found, asked, begin, lang, wanted["bot"]).converted(convert))
        )

    def _sheet(self, found: Flow, asked: Asked, begin: datetime, lang: str, bot: str) -> Sheet:
        return sheet(found, asked, begin, self.known(), texts(letters(lang)), bot)


async def counted(c: Connection, key: str, since: datetime, catalog: Catalog) -> tuple[Flow, int]:
    """The flow of an organisation since a moment, and the number of reports that it rests on."""
    own = house(key, catalog)
    told = await ledger.of_organisation(c, own, since)
    moves = [(m, at) for m, _, at in told]
    kept = {id(m) for m in concerned(moves, own)}
    return flow(moves, own, catalog), await stories.reports(c, {story for m, story, _ in told if id(m) in kept})
