"""The loop from Telegram to the handlers.

1. Updates come by getUpdates or through the webhook (``bot/chat/webhook.py``). Either way an update becomes an inbox
   row first, and only then is Telegram told that we have it: a crash loses no command, and what comes twice is known by
   its number. What is turned away at the door (``bot/chat/door.py``) leaves no row: should it come twice, it is turned
   away twice, and where that changes nothing in the store, there is nothing to wait for the disk for.
2. Rows are claimed by turns, one a chat at a time, and handed to the application, whose handlers store their effects
   together with the row.
3. A press is answered once its effects are stored; the answer is kept with its row until then, so that a crash in
   between leaves nobody waiting.
4. While getUpdates returns all it can at once, others may stand behind what it returns: until they are here, too, who
   has asked much in the minute is not answered, which would keep those waiting who have asked once. Whether there is
   more is asked at once, and not waited for.
5. Nothing more is handled while as many chats wait for their replies as get one in two seconds: what waits here
   goes by turns, so that who asks once comes before hundreds who ask much, and what waits to be sent does not.
6. A run begins without an offset and is given what no run before has confirmed. The highest number stored would be no
   safe offset: through the webhook one chat's update may have come while another's, with a lower number, was put off.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from structlog.contextvars import bound_contextvars
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.chat.arrivals import ALLOWED, Arrival, read
from bot.chat.door import NEWCOMERS_AFTER, Admission, admit
from bot.chat.handlers import App, Handlers, give
from bot.chat.transport import LARGEST_UPDATE, as_they_came
from bot.logs import redacted
from bot.meters import Meters
from bot.patience import through
from bot.sending.allowance import PER_SECOND
from bot.sending.notes import Notes
from bot.stopping import HANDLERS_SECONDS, settled
from feeds.ports import Clock
from storage import inbox, outbox
from storage.database import Connection, Database
from storage.faults import StorageError, UnusableStoreError
from storage.inbox import Received

log = logging.getLogger(__name__)

AT_ONCE = 16
LONG_POLL = 25  # seconds that Telegram holds a request without updates
LONGEST_WAIT = 30.0
UNSTORED_WAIT = 3.0  # seconds after which an update is handled once more that the store took nothing of
IDLE = 1.0
CONTESTED = 5.0  # seconds; two that ask in turn throw each other out
MOST_AT_ONCE = 100  # updates that getUpdates returns
MOST_REPLIES = int(2 * PER_SECOND)  # chats that wait for one
HELD_SECONDS = 30.0  # at most, that who asks much waits for Telegram to have handed out what waits there
# Seconds after which an update is handled once more where Telegram did not answer a question about it.
UNANSWERED = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 30.0, 30.0)
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
    notes: Notes = field(default_factory=Notes)
    posted: Callable[[], Awaitable[None]] | None = None  # takes what Telegram posts, in place of getUpdates
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)
    _waiting: set["asyncio.Task[None]"] = field(default_factory=set)  # to handle one once more, or for Telegram
    _left: set[int] = field(default_factory=set)  # of which it could not be stored what became of them
    _more_since: float | None = None  # the loop's time at which getUpdates began to return all it can
    _unanswered: dict[int, int] = field(default_factory=dict)  # how often an update was put off

    async def run(self) -> None:
        """Both halves, side by side; and presses are answered that the last run could not answer any more."""
        async with self.db.read() as c:
            unanswered = await inbox.unanswered(c)
        async with asyncio.TaskGroup() as group:
            group.create_task(_whole(self.posted or self.collect))
            group.create_task(self.handle())
            group.create_task(self._answer(unanswered))

    async def _answer(self, presses: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
        for update_id, answer in presses:
            if answer:
                await give(self.application.bot, answer)
            async with self.db.write() as c:
                await inbox.passed(c, update_id, self.clock.now())

    async def collect(self) -> None:
        """Store what Telegram has; raises InvalidToken where the token is refused."""
        wait = 1.0
        offset: int | None = None
        at = self.clock.now()
        while True:
            if not timedelta() <= self.clock.now() - at <= OFFSET_FOR:
                offset = None
            try:
                updates = await self.application.bot.get_updates(
                    offset=offset,
                    # Where what was returned was just all, nothing comes for as long as Telegram would wait.
                    timeout=0 if self._more_since is not None else self.long_poll,
                    read_timeout=self.long_poll + 10,
                    allowed_updates=list(ALLOWED),
                )
            except InvalidToken:
                raise
            except Conflict as error:
                await self._contested(error)
                await asyncio.sleep(CONTESTED)
            except RetryAfter as error:
                pause: Any = error.retry_after
                log.warning("Telegram wants %s without a question for updates", pause)
                await asyncio.sleep(pause.total_seconds())
            except TelegramError as error:
                self._more(False)
                log.warning("no updates (%s); again in %.0f s", redacted(str(error)), wait)
                await asyncio.sleep(wait)
                wait = min(LONGEST_WAIT, wait * 2)
            else:
                wait = 1.0
                if updates:
                    at = self.clock.now()
                    arrivals = as_they_came(updates)
                    await through(partial(self.accept, arrivals))
                    offset = max(one.number for one in arrivals) + 1
                self._more(bool(updates) and len(arrivals) >= MOST_AT_ONCE)

    def _more(self, more: bool) -> None:
        """Note whether more waits at Telegram."""
        if more:
            self._more_since = self._more_since or asyncio.get_running_loop().time()
        elif self._more_since is not None:
            self._more_since = None
            self.wake.set()

    async def _contested(self, error: Conflict) -> None:
        """Another program has asked for this bot's updates, or has set a webhook, which is taken away again."""
        log.error("another program takes this bot's updates (%s): stop it, or use another token", redacted(str(error)))
        if "webhook" in str(error).lower():
            with suppress(TelegramError):
                await self.application.bot.delete_webhook()
        await through(self._note_conflict)
        self.handlers.wake()

    async def _note_conflict(self) -> None:
        async with self.db.write() as c:
            await self.notes.conflict(c, self.clock.now())

    async def accept(self, arrivals: Sequence[Arrival]) -> None:
        """Store updates; then Telegram may forget them.

        One that nobody can even look at at the door is stored all the same, and fails where it is handled.
        """
        try:
            await self._accept(arrivals)
        except (StorageError, asyncio.CancelledError):
            raise
        except Exception:
            if len(arrivals) == 1:
                log.exception("update.unreadable")
                await self._accept(arrivals, unseen=True)
                return
            for one in arrivals:
                await self.accept([one])

    async def _accept(self, arrivals: Sequence[Arrival], *, unseen: bool = False) -> None:
        at = self.clock.now()
        settings, me = self.handlers.services.settings().bot, self.application.bot.bot

        async def stored(c: Connection) -> tuple[bool, Admission]:
            """Whether there is something to handle, and who is let in."""
            here = await inbox.known(c, [one.number for one in arrivals])
            fresh = [one for one in arrivals if one.number not in here]
            let_in = Admission() if unseen else await admit(c, fresh, at, settings, me, self.handlers.counts)
            new = [
                Received(one.number, None if unseen else one.place, one.payload)
                for one in fresh
                if one.number not in let_in.away
            ]
            vast = {row.update_id for row in new if len(row.payload) > LARGEST_UPDATE}
            if vast:
                log.error("update.too_large", extra={"updates": len(vast), "most": LARGEST_UPDATE})
            if new:
                await inbox.accept(c, new, at, vast, let_in.turns)
            return len(new) > len(vast), let_in

        to_handle, let_in = await self.db.write_whole(stored)
        if to_handle:
            self.wake.set()
        if let_in.told:
            self.handlers.wake()
        for answer in let_in.answers:  # nobody waits for these, and one that is lost frees a button later
            self._beside(give(self.application.bot, answer))

    async def handle(self) -> None:
        """Hand on what is stored."""
        try:
            while True:
                self.wake.clear()
                if not await through(self.step):
                    # Not wait_for: in Python 3.11 it loses a cancellation that meets the wake.
                    with suppress(TimeoutError):
                        async with asyncio.timeout(IDLE):
                            await self.wake.wait()
        finally:
            await settled(self._tasks, HANDLERS_SECONDS)
            await settled(self._waiting)

    async def step(self) -> int:
        """Claim updates and begin to handle them; the number claimed."""
        room = AT_ONCE - len(self._tasks)
        if room <= 0:
            return 0
        left = tuple(self._left)
        since = self._more_since
        held = since is not None and asyncio.get_running_loop().time() - since < HELD_SECONDS
        most = NEWCOMERS_AFTER + 1 if held else inbox.ANY_TURN  # each chat's first goes, whoever writes it

        async def claim(c: Connection) -> list[Received]:
            for update_id in left:
                await inbox.once_more(c, update_id)
            waiting = await outbox.waiting_for_replies(c, self.clock.now(), MOST_REPLIES)
            # Also with no room what may have ended the last run is handled, for which the outbox would wait.
            return await inbox.claim(c, 0 if waiting >= MOST_REPLIES else room, most)

        claimed = await self.db.write_whole(claim)
        self._left.difference_update(left)
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
            try:
                await self._handled(row)
            except Exception:
                log.exception("update.not_recorded")
                self._left.add(row.update_id)

    async def _handled(self, row: Received) -> None:
        try:
            await self.application.process_update(read(json.loads(row.payload), self.application.bot))
        except Exception:
            log.exception("update.failed")
            self.meters.updates.labels("failed").inc()
            await through(partial(self._ended, row, failed=True))
            return
        finally:
            raised = self.handlers.raised.pop(row.update_id, None)
        if raised is not None:
            await self._raised(row, raised)
            return
        self._unanswered.pop(row.update_id, None)
        await through(partial(self._ended, row, failed=False))
        self.meters.updates.labels("handled").inc()
        log.info("update.handled")

    async def _ended(self, row: Received, *, failed: bool) -> None:
        now = self.clock.now()
        if failed:
            await self.db.write_whole(lambda c: inbox.failed(c, row.update_id, row.attempts, "see the log", now))
        else:  # handlers mark their own; what no handler wanted ends here
            await self.db.write_whole(lambda c: inbox.passed(c, row.update_id, now))

    async def _raised(self, row: Received, error: Exception) -> None:
        """A handler raised: put off where Telegram did not answer, or the store took nothing, as long as that lasts;
        else tried again, three times in all.

        Meanwhile the chat's next update waits, so that their order is kept, and no other chat's.
        """
        if isinstance(error, UnusableStoreError):
            self._put_off(row.update_id, UNSTORED_WAIT)
            return
        times = self._unanswered.get(row.update_id, 0)
        unanswered = isinstance(error, NetworkError | RetryAfter) and not isinstance(error, BadRequest)
        if unanswered and times < len(UNANSWERED):
            self._unanswered[row.update_id] = times + 1
            log.warning("update.put_off", extra={"error": redacted(str(error)), "again_seconds": UNANSWERED[times]})
            self._put_off(row.update_id, UNANSWERED[times], suspected=row.crashes > 0)
            return
        self._unanswered.pop(row.update_id, None)
        await through(partial(self.handlers.gave_up, row, error))

    def _put_off(self, update_id: int, seconds: float, *, suspected: bool = False) -> None:
        self._beside(self._later(update_id, seconds, suspected))

    def _beside(self, what: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(what)
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def _later(self, update_id: int, seconds: float, suspected: bool) -> None:
        if suspected:
            await through(partial(self._unsuspected, update_id))
            self.wake.set()
        await asyncio.sleep(seconds)
        await through(partial(self._once_more, update_id))
        self.wake.set()

    async def _once_more(self, update_id: int) -> None:
        await self.db.write_whole(lambda c: inbox.once_more(c, update_id))

    async def _unsuspected(self, update_id: int) -> None:
        async with self.db.write() as c:
            await inbox.unsuspected(c, update_id)


async def _whole(begin: Callable[[], Awaitable[None]]) -> None:
    await begin()
