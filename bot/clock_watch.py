"""The machine's clock, watched: what goes by the time of day must not stand still, or be lost, since it was set.

1. Put back, also while the bot was down: due times that lie too far ahead are brought back (``storage/due_times.py``),
   digests are planned anew, administrators are told.
2. Put forward: nothing is held by that. But what has served its time is erased by the clock, and what is erased is
   gone: after a leap that may be the clock's (``LEAP``) nothing is, until Telegram's date of a message confirms it.
3. Telegram dates each message: where that is far from our clock, administrators are told, once a day.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import administrators
from bot.condition import Vitals
from bot.locales.texts import Texts
from bot.pages.health import lasting
from bot.pages.rich import Rich, Writer
from bot.sending.keeping import replan
from feeds.ports import Clock
from storage import due_times, marks
from storage.database import Connection, Database

log = logging.getLogger(__name__)

LEAP = timedelta(days=3)
CONFIRMED_FOR = timedelta(days=1)
WRONG = timedelta(minutes=5)  # from Telegram's clock
TOLD_AGAIN = timedelta(days=1)


async def put_right(c: Connection, now: datetime, longest: timedelta, by: timedelta | None = None) -> timedelta:
    """Bring back what a clock that was ahead has planned; by how much it was, zero where nothing was to be done."""
    by = by if by is not None else await due_times.ahead(c, now)
    if by <= due_times.CARELESS:
        return timedelta()
    log.warning("clock.put_back", extra={"seconds": round(by.total_seconds())})
    for chat in await due_times.bring_back(c, now, by, longest):
        await replan(c, chat, now)
    return by


@dataclass(slots=True)
class ClockWatch:
    """``look`` is a tick."""

    db: Database
    clock: Clock
    vitals: Vitals
    people: Callable[[], Sequence[int]]
    _last: datetime | None = None
    _told: datetime | None = None

    async def look(self, longest: timedelta) -> bool:
        """Put right what a clock that was put back has left; whether it was."""
        now, last = self.clock.now(), self._last
        back = last - now if last is not None else timedelta()
        if back > due_times.CARELESS:
            async with self.db.write() as c:
                await put_right(c, now, longest, back)
                await administrators.tell(
                    c, self.people(), f"clock:back:{now.timestamp():.0f}", lambda t, _: back_note(t, back), now
                )
            self._told = None
        await self._compare(now)
        self._last = now
        return back > due_times.CARELESS

    async def _compare(self, now: datetime) -> None:
        """Tell of a clock that is far from Telegram's."""
        ahead = self.vitals.ahead
        fresh = self.vitals.dated_at is not None and abs(now - self.vitals.dated_at) < TOLD_AGAIN
        again = self._told is None or not timedelta() <= now - self._told < TOLD_AGAIN
        if ahead is None or abs(ahead) <= WRONG or not fresh or not again:
            return
        async with self.db.write() as c:
            key = f"clock:wrong:{now.timestamp():.0f}"
            await administrators.tell(c, self.people(), key, lambda t, _: wrong_note(t, ahead), now)
        log.warning("clock.wrong", extra={"seconds_ahead_of_telegram": round(ahead.total_seconds())})
        self._told = now

    async def trusted(self) -> bool:
        """Whether what is old by our clock may be erased; notes when that was last so."""
        now = self.clock.now()
        async with self.db.read() as c:
            last = await marks.kept_house_at(c)
        if last is not None and now - last > LEAP and not self._confirmed(now):
            log.warning("retention.waits", extra={"last": last.isoformat(), "for": "a message that Telegram dates"})
            return False
        async with self.db.write() as c:
            await marks.note_kept_house(c, now)
        return True

    def _confirmed(self, now: datetime) -> bool:
        ahead, at = self.vitals.ahead, self.vitals.dated_at
        return ahead is not None and at is not None and abs(now - at) <= CONFIRMED_FOR and abs(ahead) <= CONFIRMED_FOR


def back_note(t: Texts, by: timedelta) -> Rich:
    """The clock was put back."""
    out = Writer()
    out.line(t("This machine's clock was put back by {time}.", time=lasting(by, t)), "bold")
    out.line(t("I have planned anew what was due. If that was not you, see that the clock is set by NTP."))
    return out.done()


def wrong_note(t: Texts, ahead: timedelta) -> Rich:
    """The clock is not Telegram's."""
    time = lasting(abs(ahead), t)
    out = Writer()
    out.line(
        t("This machine's clock is {time} ahead of Telegram's.", time=time)
        if ahead > timedelta()
        else t("This machine's clock is {time} behind Telegram's.", time=time),
        "bold",
    )
    out.line(t("Set it, best by NTP: quiet hours, digests and the age of news go by it."))
    return out.done()
