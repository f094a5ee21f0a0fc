"""The loop from the outbox to Telegram.

1. Claim due rows by lane, at most one a chat, no more than may be under way, of which some places and some calls are
   left to replies; what its chat wants later is kept (``bot/sending/keeping.py``). While Telegram is out of reach one
   row goes to see (``bot/sending/reach.py``).
2. Draw the message from the store and make the call ready; a row with nothing left to say is dropped.
3. Wait for its turn (``bot/sending/turns.py``), then mark the row as sending: only from here on may Telegram have it.
   What may not go any more by then, since Telegram has asked for a pause or is gone, goes back to its place.
4. Call, and store what came back before anything else, however long the disk takes nothing (``bot/patience.py``); a
   failure is planned by ``bot/sending/retry.py``. Where that could not be stored, the row is let go of at a later look.
"""

import asyncio
import logging
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from structlog.contextvars import bound_contextvars
from telegram import Bot, Message
from telegram.error import InvalidToken

from bot.chat import channels
from bot.clock import Steady
from bot.condition import Vitals
from bot.logs import redacted
from bot.patience import through
from bot.sending import topics
from bot.sending.calling import Call, number_of, prepared
from bot.sending.failures import failure
from bot.sending.keeping import planned
from bot.sending.notes import Notes
from bot.sending.pacing import Pacing
from bot.sending.reach import Reach
from bot.sending.rendering import Nothing, Rendered, Renderer
from bot.sending.retry import Failure, Plan, Verdict, plan
from bot.sending.tally import Tally
from bot.sending.turns import Turns, until
from bot.stopping import CALLS_SECONDS, settled
from feeds.ports import Clock
from storage import copies, kept, outbox, subscribers
from storage.database import READERS, Connection, Database
from storage.outbox import OutboxRow
from storage.together import Together

log = logging.getLogger(__name__)

AT_ONCE = 130  # rows under way: those that wait for their chat's pace, and for a slow disk, too
FOR_REPLIES = 20  # of them
CALLS_FOR_REPLIES = 1 / 5  # of the calls
# Messages that are no replies; else whoever asks would wait for one of the few readers of the store.
DRAWN_AT_ONCE = READERS - 2
IDLE = 1.0  # seconds after which the outbox is looked into without being woken
NEVER_ANSWERED = (Failure.NOT_CONNECTED, Failure.LOST)


@dataclass(slots=True)
class Sender:
    """Sends what is in the outbox; ``wake`` it when something was put there."""

    db: Database
    bot: Bot
    renderer: Renderer
    clock: Clock
    pacing: Pacing = field(default_factory=Pacing)
    calls_at_once: int = 60
    vitals: Vitals = field(default_factory=Vitals)
    tally: Tally = field(default_factory=Tally)
    notes: Notes = field(default_factory=Notes)
    reach: Reach = field(default_factory=Reach)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)
    _calling: set["asyncio.Task[None] | None"] = field(default_factory=set)
    _calls: asyncio.Semaphore = field(init=False)
    _unasked: asyncio.Semaphore = field(init=False)  # calls of what is no reply
    _drawing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(DRAWN_AT_ONCE))
    _turns: Turns = field(init=False)
    _store: Together = field(init=False)
    _left: set[int] = field(default_factory=set)  # rows of which it could not be stored what became of them
    _revoked: InvalidToken | None = None
    _steady: Steady = field(init=False)  # the pace's seconds: no chat waits for a clock that was put back

    def __post_init__(self) -> None:
        self._calls = asyncio.Semaphore(self.calls_at_once)
        self._unasked = asyncio.Semaphore(max(1, self.calls_at_once - int(self.calls_at_once * CALLS_FOR_REPLIES)))
        self._store = Together(self.db)
        self._steady = Steady(self.clock)
        self._turns = Turns(self._steady, self.wake.set)

    async def run(self) -> None:
        """Send for ever; cancelled to stop. Raises InvalidToken where Telegram no longer takes the token."""
        try:
            while True:
                self.wake.clear()
                if self._revoked is not None:
                    raise self._revoked
                if not await through(self.step):
                    await self._rest()
        finally:
            await self._stop()

    async def _stop(self) -> None:
        """Let calls in flight come back, so that nothing is left uncertain; whoever only waits is cancelled at once."""
        calling = {task for task in self._tasks if task in self._calling}
        await settled(self._tasks - calling)
        if cut := await settled(calling, CALLS_SECONDS):
            log.warning("message.uncertain", extra={"messages": cut})

    async def step(self) -> int:
        """Claim what is due and start sending it; the number claimed."""
        now, under_way = self.clock.now(), len(self._tasks)
        room = self.reach.room(AT_ONCE - under_way, under_way, self._steady())
        if room <= 0:
            return 0
        others = min(room, AT_ONCE - FOR_REPLIES - under_way, self._turns.room)
        left = tuple(self._left)

        async def claim(c: Connection) -> tuple[int, list[OutboxRow]]:
            await outbox.let_go(c, left)
            await kept.wake(c, now)
            claimed = await outbox.claim(c, now, room, others)
            return len(claimed), await planned(c, claimed, now, self.renderer.catalog)

        number, rows = await self._store(claim)
        self._left.difference_update(left)
        for row in rows:
            self._turns.queue(row)
            task = asyncio.create_task(self._one(row))
            self._tasks.add(task)
            task.add_done_callback(self._done)
        return number

    async def drain(self) -> None:
        """Wait until everything claimed has been dealt with."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        self._calling.discard(task)
        self.wake.set()

    async def _rest(self) -> None:
        # Not wait_for: in Python 3.11 it loses a cancellation that meets the wake, and the bot would never stop.
        with suppress(TimeoutError):
            async with asyncio.timeout(IDLE):
                await self.wake.wait()

    async def _one(self, row: OutboxRow) -> None:
        about = {"key": row.key} | ({"story_id": row.story_id} if row.story_id is not None else {})
        with bound_contextvars(**about):
            try:
                await self._delivered(row, self.tally.begun())
            except Exception:
                log.exception("message.not_recorded")
                self._left.add(row.id)
            finally:
                self._turns.leave(row)

    async def _delivered(self, row: OutboxRow, begun: float) -> None:
        try:
            async with nullcontext() if row.lane == outbox.REPLY else self._drawing:
                rendered = await through(partial(self.renderer.render, row))
            call = prepared(self.bot, row, rendered) if isinstance(rendered, Rendered) else None
        except Exception as error:  # a card that cannot be drawn must not hold up the chat's others
            log.exception("message.not_drawn")
            rendered, call = Nothing(f"not drawn: {type(error).__name__}"), None
        if isinstance(rendered, Nothing) or call is None:
            why = rendered.why if isinstance(rendered, Nothing) else ""
            await through(partial(self._drop, row, why))
            self.tally.dropped(row, why)
            return
        if not await self._turns.come(self.pacing, row):
            await through(partial(self._put_back, row))
            return
        async with nullcontext() if row.lane == outbox.REPLY else self._unasked, self._calls:
            if self._held(row.chat_id):
                await through(partial(self._put_back, row))
                return
            self._calling.add(asyncio.current_task())
            if not await through(partial(self._begins, row)):
                return
            await until(self.pacing.whole.call(monotonic()))
            number, since = self.reach.begins(), self.clock.now()
            answer = await _answer(call)
        try:
            await self._told(row, rendered, answer, number, since, begun)
        finally:
            self.pacing.went(row.chat_id, self._steady())

    async def _told(
        self, row: OutboxRow, rendered: Rendered, answer: object, number: int, since: datetime, begun: float
    ) -> None:
        if isinstance(answer, Exception):
            await self._failed(row, rendered, answer, number, begun)
            return
        self.reach.taken(number)
        self.pacing.whole.taken()
        if isinstance(answer, Message) and rendered.edit is None:  # an edit keeps the date of the message
            self.vitals.dated(answer.date, self.clock.now(), since)
        await through(partial(self._sent, row, rendered, rendered.edit or number_of(answer), begun))
        await self._answered()

    def _held(self, chat_id: int) -> bool:
        """Whether nothing may go to a chat any more that was claimed for it."""
        lost = self.reach.down and len(self._tasks) > 1
        return lost or self._revoked is not None or self.pacing.paused(chat_id, self._steady())

    async def _drop(self, row: OutboxRow, why: str) -> None:
        await self._store(lambda c: self._given_up(c, row, "dropped", why))

    async def _begins(self, row: OutboxRow) -> bool:
        now = self.clock.now()

        async def begins(c: Connection) -> bool:
            ours = await outbox.sending(c, row.id, now)
            if ours:
                await self._shows(c, row, None)
            return ours

        return await self._store(begins)

    async def _put_back(self, row: OutboxRow) -> None:
        await self._store(lambda c: outbox.put_back(c, row.id))

    async def _sent(self, row: OutboxRow, rendered: Rendered, message_id: int | None, begun: float) -> None:
        now = self.clock.now()
        self.reach.settled(row.id)

        async def sent(c: Connection) -> datetime | None:
            if row.kind != "farewell":
                await outbox.sent(c, row.id, message_id, rendered.digest, now)
            if row.kind == "digest":
                await kept.told(c, row, now)
            await self._shows(c, row, rendered.digest)
            return await self.tally.published(c, row)

        published = await self._store(sent)
        self.tally.sent(row, now, begun, published)
        await self._parted(row)

    async def _answered(self) -> None:
        """Telegram has answered a call, whatever it said; where it was out of reach, what waits goes at once."""
        since = self.reach.answered()
        if since is None:
            return
        seconds = self._steady() - since
        hurried = await through(partial(self._hurried, seconds))
        log.warning("telegram.back", extra={"seconds": round(seconds, 1), "tried_again": hurried})
        self.wake.set()

    async def _hurried(self, seconds: float) -> int:
        now = self.clock.now()
        async with self.db.write() as c:
            await self.notes.back(c, now - timedelta(seconds=seconds), now)
            return await outbox.hurry(c, now)

    async def _shows(self, c: Connection, row: OutboxRow, digest: str | None) -> None:
        """Note what the message that an edit is about shows now; None while nobody knows whether it was edited.

        Else, after an edit whose answer was lost, the next one, back to what stood there before, would seem needless.
        """
        if row.kind in ("edit", "copy") and row.reply_to_key:
            await outbox.edited(c, row.reply_to_key, digest)

    async def _given_up(self, c: Connection, row: OutboxRow, state: str, why: str) -> None:
        self.reach.settled(row.id)
        await outbox.ended(c, row.id, state, why)
        if row.kind == "copy" and state == "failed":
            await copies.note(c, row, self.clock.now())
        if row.kind == "digest":
            await kept.one_by_one(c, row, self.clock.now())

    async def _parted(self, row: OutboxRow) -> None:
        """A chat has asked to be forgotten: not even the last message's row stays, nor its trace in the log."""
        if row.kind != "farewell":
            return
        async with self.db.write() as c:
            await outbox.removed(c, row.id)
        await self.db.settle()

    def _decided(self, row: OutboxRow, error: Exception) -> tuple[Failure, float | int, Plan]:
        """What an error means, with its number, and what is done about it."""
        what, number = failure(error)
        decided = plan(what, row.attempts + 1, float(number) if what is Failure.TOO_MANY else 0.0)
        if what in NEVER_ANSWERED:
            if self.reach.missed(self._steady()):
                log.warning("telegram.out_of_reach", extra={"error": redacted(str(error))[:300]})
            if self.reach.at_fault(row.id):
                decided = Plan(Verdict.DROP)
            elif self.reach.down:
                decided = Plan(decided.verdict)  # whoever goes to see is paced for all
        return what, number, decided

    async def _failed(self, row: OutboxRow, rendered: Rendered, error: Exception, call: int, begun: float) -> None:
        what, number, decided = self._decided(row, error)
        told = redacted(f"{type(error).__name__}: {error}")[:300]
        self.tally.failed(row, decided.verdict.value, told)
        if what is Failure.UNREADABLE:
            await through(partial(self._sent, row, rendered, rendered.edit, begun))
        else:
            await through(partial(self._dealt_with, row, rendered, what, number, decided, told, call))
        if what is Failure.UNAUTHORISED and isinstance(error, InvalidToken):
            self._revoked = error
        elif what not in NEVER_ANSWERED:
            await self._answered()

    async def _dealt_with(
        self,
        row: OutboxRow,
        rendered: Rendered,
        what: Failure,
        number: float | int,
        decided: Plan,
        told: str,
        call: int,
    ) -> None:
        now = self.clock.now()
        async with self.db.write() as c:
            match decided.verdict:
                case Verdict.DONE:
                    await outbox.sent(c, row.id, None, rendered.digest, now)
                    await self._shows(c, row, rendered.digest)
                case Verdict.DROP:
                    await self._given_up(c, row, "failed", told)
                    if what is not Failure.MESSAGE_GONE:
                        await self.notes.refused(c, row, told, now, files=what is Failure.FILES_FORBIDDEN)
                case Verdict.LEAVE_TOPIC if row.thread_id is not None:
                    await topics.leave(c, row, what, told, now)
                case Verdict.CLOSE_CHAT | Verdict.LEAVE_TOPIC:
                    await outbox.ended(c, row.id, "failed", told)
                    await channels.close(c, row.chat_id, f"closed:{row.id}", now)
                    await outbox.drop_pending(c, row.chat_id, "the chat cannot be reached")
                case Verdict.MOVE_CHAT:
                    await subscribers.migrate(c, row.chat_id, int(number))
                    await outbox.later(c, row.id, now, told, uncertain=False)
                case Verdict.STOP:
                    await outbox.later(c, row.id, now, told, uncertain=False)
                case Verdict.PAUSE:
                    await self._pause(c, row, now + timedelta(seconds=decided.wait), told, call)
                case _:
                    due = now + timedelta(seconds=decided.wait)
                    await outbox.later(c, row.id, due, told, uncertain=decided.verdict is Verdict.RETRY_SILENTLY)
        if decided.verdict in (Verdict.DONE, Verdict.DROP, Verdict.CLOSE_CHAT):
            await self._parted(row)

    async def _pause(self, c: Connection, row: OutboxRow, until: datetime, told: str, call: int) -> None:
        """A 429: the chat waits, or everybody where it is the whole bot's."""
        now = self.clock.now()
        steady = self._steady()
        ends = steady + (until - now).total_seconds()
        everybody = self.reach.refuses_all(row.chat_id, call, steady, ends)
        await outbox.later(c, row.id, until, told, uncertain=False)
        await outbox.pause(c, row.chat_id, until)
        self.pacing.pause(row.chat_id, ends)
        self.pacing.whole.refused(monotonic())
        if everybody:
            await outbox.pause(c, outbox.EVERYBODY, until)
            await self.notes.paused(c, until, now)
            self.pacing.pause(None, ends)
            log.warning("telegram.paused", extra={"until": until.isoformat(timespec="seconds")})


async def _answer(call: Call) -> object:
    """What Telegram has answered, or the error in its place."""
    try:
        return await call()
    except Exception as error:
        return error
