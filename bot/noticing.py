"""From a story just stored to the wave that it brings up, in one transaction: the hook of ``storage.items.Items``."""

from collections.abc import Callable
from datetime import datetime

from bot.pages.analysis import house
from bot.waves import WITHIN, Told, Wave, departs, noticed
from feeds.model import Decision
from feeds.reading.naming.catalog import Catalog
from feeds.reading.stories.decide import AGE_LIMIT
from feeds.reading.stories.doubts import doubts as doubting
from storage import doubts, waves
from storage import moves as ledger
from storage.database import Connection


class Noticing:
    """Looks for waves when a story is told or goes on."""

    def __init__(self, catalog: Callable[[], Catalog]) -> None:
        self.catalog = catalog

    async def __call__(self, c: Connection, decision: Decision, story_id: int, now: datetime) -> None:
        """Tell the waves that a decision's departures bring up, once its story is stored and where it may be sent.

        A story that is begun on an unsure reading is queued for the administrators.
        """
        if decision.relation == "new":
            why = doubting(decision, await doubts.tier(c, int(decision.item_id)))
            if why:
                await doubts.queue(c, story_id, why, decision.reading.score, now)
        own = [m for m in decision.moves if m.from_key and departs(m, frozenset((m.from_key,)))]
        for key in dict.fromkeys(m.from_key for m in own if m.from_key):
            people = frozenset(m.person_key for m in own if m.from_key == key and m.person_key)
            wave = await self._noticed(c, key, people, decision, now)
            if wave is not None:
                await self._tell(c, wave, story_id, now)

    async def _noticed(
        self, c: Connection, key: str, people: frozenset[str], decision: Decision, now: datetime
    ) -> Wave | None:
        catalog = self.catalog()
        whole = house((key, *catalog.owners(key))[-1], catalog) | {key}
        since = now - 2 * WITHIN - AGE_LIMIT
        told = await ledger.of_organisation(c, whole, since)
        if decision.relation == "source":
            # A further report of an old departure is no news; one that adds a person is.
            people = frozenset(m.person_key for m, _, at in told if m.person_key in people and at >= now - AGE_LIMIT)
        before = [Told(*row) for row in await waves.told(c, whole, since)]
        return noticed(key, told, people, before, catalog) if people else None

    async def _tell(self, c: Connection, wave: Wave, story_id: int, now: datetime) -> None:
        last = wave.departures[-1]
        targets = [wave.key, *self.catalog().owners(wave.key)]
        payload = {
            "org": wave.key,
            "name": last.move.from_org or "",
            "since": wave.departures[0].at.isoformat(),
            "people": sorted(wave.people),
            "targets": targets,
        }
        await waves.tell(c, wave.key, wave.start, wave.people | wave.before, targets, payload, now, story_id)
