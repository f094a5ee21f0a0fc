"""From polls to notes: judges the feeds that were polled, and tells administrators what has changed.

polls -> is it our network? -> signs -> judged (``feeds.intake.condition``) -> noticed -> told, together

1. What is noticed waits a little for what else changes, so that it comes as one message; what is over by then is not
   told. New addresses and the network are told at once, and with them all that waits.
2. While the network of this server fails, the feeds that it strikes are not judged, and are asked every hour; whenever
   one of them answers again, all are asked at once. What they did in that spell is left out when they are judged again.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot import administrators
from bot.config import Settings
from bot.pages.feed_notes import Bulletin, NetworkNews, feed_note
from feeds.intake import condition
from feeds.intake.condition import Asked
from feeds.model import Condition, FeedSigns, Judged
from feeds.ports import Clock
from storage import conditions
from storage.conditions import Moving, Network, News
from storage.database import Connection, Database

log = logging.getLogger(__name__)

GATHERED = timedelta(minutes=10)
PROBED = timedelta(hours=1)


@dataclass(slots=True)
class FeedWatch:
    """The conditions of the feeds; ``place`` gives the line of the configuration that lists an address."""

    db: Database
    clock: Clock
    settings: Callable[[], Settings]
    place: Callable[[str], str]
    due: datetime | None = None  # when what was noticed is to be told
    _news: NetworkNews | None = field(default=None)

    async def look(self, polled: Sequence[int]) -> None:
        """Judge the feeds that were polled; part of a tick, after their items are stored."""
        if not polled:
            return
        now = self.clock.now()

        async def known(c: Connection) -> tuple[list[Asked], Network]:
            before = await conditions.network(c)
            failing = [Asked(*row) for row in await conditions.asked(c, failing=True)]
            if before.down_since is None and not condition.suspected(failing, now):
                return [], before  # without looking at thousands that answer, at every tick
            return [Asked(*row) for row in await conditions.asked(c)], before

        asked, before = await self.db.read_whole(known)
        network, struck = await self._network(asked, before, polled, now)
        spell = network.up_since
        ids = set(polled) - {one.feed_id for one in struck}

        async def seen(c: Connection) -> tuple[list[FeedSigns], dict[int, Condition]]:
            plain = await conditions.plainly_well(c, ids, now, condition.FLOOD_WITHIN, condition.QUIET_FOR)
            signs = await conditions.signs(c, ids - plain, now, spell, condition.FLOOD_WITHIN, condition.QUIET_FOR)
            return signs, await conditions.told_conditions(c, ids)

        signs, told = await self.db.read_whole(seen)
        found = [(one.feed_id, condition.judged(one, now), one.condition) for one in signs]
        async with self.db.write() as c:
            for feed_id, judged, noticed in found:
                if judged.condition != told[feed_id]:
                    await self._notice(c, feed_id, judged, noticed, now)
                elif noticed != judged.condition or judged.condition == "flooding":
                    await conditions.known(c, feed_id, judged.since if judged.condition == "flooding" else None)
            for one in struck:
                await conditions.known(c, one.feed_id, None)
            waiting = await conditions.untold(c)
            moving = _proposed(await conditions.moving(c))
        first = min((one.noticed_at for one in waiting), default=None)
        self.due = now if moving or self._news else first + GATHERED if first else None

    async def _notice(self, c: Connection, feed_id: int, judged: Judged, noticed: str, now: datetime) -> None:
        if judged.condition != noticed or judged.number:
            await conditions.notice(c, feed_id, judged, now)

    async def _network(
        self, asked: Sequence[Asked], before: Network, polled: Sequence[int], now: datetime
    ) -> tuple[Network, Sequence[Asked]]:
        """What is known of the network by now, and the feeds that its failure explains."""
        down = condition.network_down(asked, now, before.down_since)
        if down is None and before.down_since is None:
            return before, ()
        struck = condition.struck(asked, down) if down is not None else ()
        if down is None:
            state = Network(up_since=now)
            back = [one.feed_id for one in asked if one.failing_since is not None]
            self._news = NetworkNews(before.down_since, now, len(back), len(asked))
        else:
            state = Network(down_since=down)
            if before.down_since is None:
                fault = struck[0].fault if struck else ""
                self._news = NetworkNews(down, None, len(struck), len(asked), fault)
        async with self.db.write() as c:
            # Only one that answers anew is a reason to ask the others: some may have answered all the time.
            heard = before.down_since is not None and await conditions.recovered(c, polled, before.down_since)
            await conditions.set_network(c, state)
            failing = [one.feed_id for one in asked if one.unheard]
            await conditions.ask_by(c, failing, now if down is None or heard else now + PROBED)
        return state, struck

    async def tell(self) -> bool:
        """Tell what waits once its time has come; whether a note was written."""
        now = self.clock.now()
        if self.due is None or now < self.due:
            return False
        async with self.db.write() as c:
            news = await conditions.untold(c)
            moving = _proposed(await conditions.moving(c))
            if news or moving or self._news:
                await self._tell(c, news, moving, now)
            await conditions.told(c, news, moving)
        self.due, self._news = None, None
        return True

    async def _tell(self, c: Connection, news: Sequence[News], moving: Sequence[Moving], now: datetime) -> None:
        places = {one.feed_id: self.place(one.url) for one in moving if one.origin == "file"}
        bulletin = Bulletin(tuple(news), tuple(moving), self._news, places)
        people = self.settings().bot.administrators
        key = f"feeds:{now.timestamp():.0f}"
        await administrators.tell(c, people, key, lambda t, zone: feed_note(bulletin, now, zone, t), now)
        log.info("told of feeds: %s", ", ".join(f"{one.url} {one.judged.condition}" for one in news) or "new addresses")


def _proposed(moving: Sequence[Moving]) -> list[Moving]:
    return [one for one in moving if condition.moved(one.polls, one.since, one.last)]
