"""The loop from Telegram to the handlers.

1. getUpdates; every update becomes an inbox row, and only then does the offset move: a crash loses no command. What is
   turned away at the door (``bot/chat/door.py``) becomes the row of an update that is handled.
2. Rows are claimed in order, one a chat at a time, and handed to the application, whose handlers store their effects
   together with the row.
"""

import asyncio
import json
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telegram import Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.chat.door import turned_away
from bot.chat.handlers import App, Handlers
from bot.logs import redacted
from feeds.ports import Clock
from storage import inbox
from storage.database import Database
from storage.inbox import Received

log = logging.getLogger(__name__)

ALLOWED = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
AT_ONCE = 16
LONG_POLL = 25  # seconds that Telegram holds a request without updates
LONGEST_WAIT = 30.0
IDLE = 1.0
# Telegram numbers updates anew, at random, after a week without any; an old offset would then swallow new ones.
OFFSET_FOR = timedelta(days=6)


@dataclass(slots=True)
class Receiver:
    """Receives and hands on, until cancelled. ``long_poll`` in seconds."""

    db: Database
    application: App
    handlers: Handlers
    clock: Clock
    long_poll: int = LONG_POLL
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    async def run(self) -> None:
        """Both halves, side by side."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.collect())
            group.create_task(self.handle())

    async def collect(self) -> None:
        """Store what Telegram has; raises InvalidToken where the token is refused."""
        wait = 1.0
        at: datetime | None = None
        while True:
            try:
                offset = await self._offset(at)
                updates = await self.application.bot.get_updates(
                    offset=offset,
                    timeout=self.long_poll,
                    read_timeout=self.long_poll + 10,
                    allowed_updates=list(ALLOWED),
                )
            except InvalidToken:
                raise
            except Conflict as error:
                log.error("another program takes this bot's updates (%s): stop it, or use another token", error)
                await asyncio.sleep(5.0)
            except RetryAfter as error:
                seconds = error.retry_after
                await asyncio.sleep(seconds.total_seconds() if isinstance(seconds, timedelta) else seconds)
            except (NetworkError, TelegramError) as error:
                log.warning("no updates (%s); again in %.0f s", redacted(str(error)), wait)
                await asyncio.sleep(wait)
                wait = min(LONGEST_WAIT, wait * 2)
            else:
                wait = 1.0
                if updates:
                    at = self.clock.now()
                    await self._accept(updates, at)

    async def _offset(self, at: datetime | None) -> int | None:
        async with self.db.read() as c:
            newest = await inbox.newest(c)
            latest = at or await inbox.latest(c)
        if newest is None or latest is None or self.clock.now() - latest > OFFSET_FOR:
            return None
        return newest + 1

    async def _accept(self, updates: tuple[Update, ...], at: datetime) -> None:
        rows = [Received(u.update_id, u.effective_chat.id if u.effective_chat else None, u.to_json()) for u in updates]
        async with self.db.write() as c:
            away = await turned_away(c, updates, at, self.handlers.services.settings().bot)
            await inbox.accept(c, rows, at, away)
        self.wake.set()
        if away:
            self.handlers.wake()

    async def handle(self) -> None:
        """Hand on what is stored."""
        try:
            while True:
                self.wake.clear()
                if not await self.step():
                    # Not wait_for: in Python 3.11 it loses a cancellation that meets the wake.
                    with suppress(TimeoutError):
                        async with asyncio.timeout(IDLE):
                            await self.wake.wait()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def step(self) -> int:
        """Claim updates and begin to handle them; the number claimed."""
        room = AT_ONCE - len(self._tasks)
        if room <= 0:
            return 0
        async with self.db.write() as c:
            claimed = await inbox.claim(c, room)
        for one in claimed:
            task = asyncio.create_task(self._one(one))
            self._tasks.add(task)
            task.add_done_callback(self._done)
        return len(claimed)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        self.wake.set()

    async def _one(self, received: Received) -> None:
        self.handlers.attempts[received.update_id] = received.attempts
        try:
            update = Update.de_json(json.loads(received.payload), self.application.bot)
            await self.application.process_update(update)
        except Exception:
            log.exception("update %s", received.update_id)
            async with self.db.write() as c:
                await inbox.failed(c, received.update_id, received.attempts, "see the log", self.clock.now())
            return
        finally:
            self.handlers.attempts.pop(received.update_id, None)
        async with self.db.write() as c:
            # Handlers mark their own; what no handler wanted ends here.
            await inbox.passed(c, received.update_id, self.clock.now())
