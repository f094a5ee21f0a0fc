"""While the store can be neither written nor read: wait, tell it in plain words, go on by itself.

1. Whoever has something to store keeps it and tries again until it is stored (``bot/patience.py``): what Telegram has
   taken is not sent twice, what it handed over is confirmed only then, and no command is given up for the disk's sake.
2. The log has one line a minute of it (``bot/logs.py``).
3. Administrators are told past the outbox, which is in the store: once it has lasted a moment, at most once an hour,
   and when it is over.
4. So they are where the file is not any more what was opened.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from telegram import Bot
from telegram.error import TelegramError

from bot.locales.texts import texts
from bot.logs import redacted
from bot.pages.outage import begun_note, ended_note, moved_note
from bot.pages.rich import Rich
from bot.sending.calling import arguments
from storage import subscribers
from storage.database import Database
from storage.faults import StorageError

log = logging.getLogger(__name__)

TOLD_AFTER = 5.0  # seconds that a fault lasts before anybody is told: a copying program may hold the file for one
OVER_AFTER = 15.0  # seconds without a fault after which the store is tried, and the fault is over
TOLD_AGAIN = 3600.0


@dataclass(slots=True)
class Outage:
    """Looks after the store's fault; ``look`` is a tick. Moments are of ``now``, which only goes forward."""

    db: Database
    bot: Bot
    people: Callable[[], Sequence[int]]
    now: Callable[[], float] = time.monotonic
    _told: float | None = None  # when administrators were last told that one had begun
    _open: bool = False  # whether they wait for word of its end
    _langs: dict[int, str] = field(default_factory=dict)
    _missed: float | None = None  # when administrators were last told that the file is not where it was

    async def look(self) -> None:
        """Tell of a fault that lasts, and of its end."""
        await self._look_for_file()
        fault = self.db.fault
        if fault is None:
            return
        if self.now() - fault.last > OVER_AFTER and await self._over():
            lasted = fault.last - fault.since
            log.warning("store.usable_again", extra={"after_seconds": round(lasted), "fault": str(fault.error)})
            self.db.fault = None
            if self._open:
                self._open = False
                await self._tell(lambda lang: ended_note(texts(lang), lasted))
        elif fault.last - fault.since >= TOLD_AFTER and not self._open and self._may_tell():
            self._open, self._told = True, self.now()
            log.error("store.unusable", extra={"fault": str(fault.error)})
            await self._tell(lambda lang: begun_note(texts(lang), fault.error.kind))

    async def _look_for_file(self) -> None:
        """SQLite goes on in a file that was moved, replaced or removed, and what it stores there is lost at the end."""
        if await asyncio.to_thread(self.db.in_place):
            self._missed = None
        elif self._missed is None or self.now() - self._missed > TOLD_AGAIN:
            self._missed = self.now()
            log.error("store.moved", extra={"path": str(self.db.path)})
            await self._tell(lambda lang: moved_note(texts(lang)))

    def _may_tell(self) -> bool:
        return self._told is None or self.now() - self._told > TOLD_AGAIN

    async def _over(self) -> bool:
        with suppress(StorageError):
            await self.db.probe()
            return True
        return False

    async def _tell(self, drawn: Callable[[str], Rich]) -> None:
        """Straight to Telegram: nothing can be put into the outbox."""
        for person in self.people():
            lang = await self._lang(person)
            if lang is None:
                continue
            try:
                await self.bot.send_message(chat_id=person, **arguments(drawn(lang).as_payload()))
            except TelegramError as error:
                log.warning("store.not_told", extra={"administrator": person, "error": redacted(str(error))})

    async def _lang(self, person: int) -> str | None:
        """An administrator's language; None where the store says that they have not begun a chat."""
        try:
            async with self.db.read() as c:
                row = await subscribers.get(c, person)
        except StorageError:
            return self._langs.get(person, "en")
        if row is None:
            return None
        self._langs[person] = row.lang
        return row.lang
