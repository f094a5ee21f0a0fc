"""The loop from Telegram to the handlers.

1. Updates come by getUpdates or through the webhook (``bot/chat/webhook.py``). Either way an update becomes an inbox
   row first, and only then is Telegram told that we have it: a crash loses no command, and what comes twice is known by
   its number. What is turned away at the door (``bot/chat/door.py``) becomes the row of an update that is handled.
2. Rows are claimed by turns, one a chat at a time, and handed to the application, whose handlers store their effects
   together with the row.
3. A run begins without an offset and is given what no run before has confirmed. The highest number stored would be no
   safe offset: through the webhook one chat's update may have come while another's, with a lower number, was put off.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from structlog.contextvars import bound_contextvars
from telegram import Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.chat.door import admit
from bot.chat.handlers import App, Handlers
from bot.logs import redacted
from bot.meters import Meters
from bot.stopping import HANDLERS_SECONDS, settled
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
    meters: Meters = field(default_factory=Meters)
    posted: Callable[[], Awaitable[None]] | None = None  # takes what Telegram posts, in place of getUpdates
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    async def run(self) -> None:
        """Both halves, side by side."""
        async with asyncio.TaskGroup() as group:
            group.create_task(_whole(self.posted or self.collect))
            group.create_task(self.handle())

    async def collect(self) -> None:
        """Store what Telegram has; raises InvalidToken where the token is refused."""
        wait = 1.0
        offset: int | None = None
        at = self.clock.now()
        while True:
            if self.clock.now() - at > OFFSET_FOR:
                offset = None
            try:
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
                    await self.accept([received(update, update.to_json()) for update in updates], updates)
                    offset = max(update.update_id for update in updates) + 1

    async def accept(self, rows: Sequence[Received], updates: Sequence[Update]) -> None:
        """Store updates, given as rows and as far as the library can read them; then Telegram may forget them."""
        at = self.clock.now()
        async with self.db.write() as c:
            here = await inbox.known(c, [row.update_id for row in rows])
            fresh = [update for update in updates if update.update_id not in here]
            settings, me = self.handlers.services.settings().bot, self.application.bot.bot
            let_in = await admit(c, fresh, at, settings, me, self.handlers.typists)
            new = [row for row in rows if row.update_id not in here]
            await inbox.accept(c, new, at, let_in.away, let_in.turns)
        self.wake.set()
        if let_in.away:
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
            await settled(self._tasks, HANDLERS_SECONDS)

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

    async def _one(self, row: Received) -> None:
        with bound_contextvars(update_id=row.update_id):
            await self._handled(row)

    async def _handled(self, row: Received) -> None:
        self.handlers.attempts[row.update_id] = row.attempts
        try:
            update = Update.de_json(json.loads(row.payload), self.application.bot)
            await self.application.process_update(update)
        except Exception:
            log.exception("update.failed")
            self.meters.updates.labels("failed").inc()
            async with self.db.write() as c:
                await inbox.failed(c, row.update_id, row.attempts, "see the log", self.clock.now())
            return
        finally:
            self.handlers.attempts.pop(row.update_id, None)
        async with self.db.write() as c:
            # Handlers mark their own; what no handler wanted ends here.
            await inbox.passed(c, row.update_id, self.clock.now())
        self.meters.updates.labels("handled").inc()
        log.info("update.handled")


def received(update: Update, payload: str) -> Received:
    """An update as the inbox keeps it; what comes from no chat, such as an inline query, is its sender's."""
    place = update.effective_chat or update.effective_user
    return Received(update.update_id, place.id if place is not None else None, payload)


async def _whole(begin: Callable[[], Awaitable[None]]) -> None:
    await begin()
