"""The loop from the outbox to Telegram.

1. Claim due rows by lane, at most one a chat, no more than may be under way, of which some places and some calls are
   left to replies; what its chat wants later is kept (``bot/sending/keeping.py``). While Telegram is out of reach one
   row goes to see (``bot/sending/reach.py``).
2. Draw the message from the store and make the call ready; a row with nothing left to say is dropped.
3. Wait for its turn (``bot/sending/turns.py``), then mark the row as sending: only from here on may Telegram have it.
   What may not go any more by then, since Telegram has asked for a pause or is gone, goes back to its place.
4. Call, and store what came back before anything else (``bot/sending/outcomes.py``), however long the disk takes
   nothing (``bot/patience.py``); a failure is planned by ``bot/sending/retry.py``. Where that could not be stored, the
   row is let go of at a later look.
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
from telegram.error import InvalidToken, RetryAfter

from bot.clock import Steady
from bot.condition import Vitals
from bot.logs import redacted
from bot.patience import through
from bot.sending.calling import Call, number_of, prepared
from bot.sending.failures import failure
from bot.sending.keeping import planned
from bot.sending.notes import Notes
from bot.sending.outcomes import Outcomes, Refusal
from bot.sending.pacing import Pacing
from bot.sending.reach import Reach
from bot.sending.rendering import Nothing, Rendered, Renderer
from bot.sending.retry import Failure, Plan, Verdict, plan
from bot.sending.tally import Tally
from bot.sending.turns import Turns, until
from bot.stopping import CALLS_SECONDS, settled
from feeds.ports import Clock
from storage import kept, outbox
from storage.database import READERS, Connection, Database
from storage.outbox import OutboxRow

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
    _outcomes: Outcomes = field(init=False)
    _left: set[int] = field(default_factory=set)  # rows of which it could not be stored what became of them
    _revoked: InvalidToken | None = None
    _steady: Steady = field(init=False)  # the pace's seconds: no chat waits for a clock that was put back

    def __post_init__(self) -> None:
        self._calls = asyncio.Semaphore(self.calls_at_once)
        self._unasked = asyncio.Semaphore(max(1, self.calls_at_once - int(self.calls_at_once * CALLS_FOR_REPLIES)))
        self._outcomes = Outcomes(self.db, self.clock, self.notes, self.tally)
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

        number, rows = await self._outcomes.together(claim)
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
            await through(partial(self._outcomes.dropped, row, why))
            self.reach.settled(row.id)
            self.tally.dropped(row, why)
            return
        if (moment := await self._turns.come(self.pacing, row)) is None:
            await through(partial(self._outcomes.put_back, row))
            return
        async with nullcontext() if row.lane == outbox.REPLY else self._unasked, self._calls:
            if self._held(row.chat_id):
                await through(partial(self._outcomes.put_back, row))
                return
            self._calling.add(asyncio.current_task())
            if not await through(partial(self._outcomes.begins, row)):
                return
            await until(moment := self.pacing.whole.call(max(monotonic(), moment)))
            called = self.pacing.whole.made(moment, monotonic())
            number, since = self.reach.begins(), self.clock.now()
            answer = await _answer(call)
            if isinstance(answer, RetryAfter):
                self.pacing.whole.refused(monotonic(), called)
            elif not isinstance(answer, Exception):
                self.pacing.whole.taken(called, monotonic())
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
        if isinstance(answer, Message) and rendered.edit is None:  # an edit keeps the date of the message
            self.vitals.dated(answer.date, self.clock.now(), since)
        await self._sent(row, rendered, rendered.edit or number_of(answer), begun)
        await self._answered()

    async def _sent(self, row: OutboxRow, rendered: Rendered, message_id: int | None, begun: float) -> None:
        published = await through(partial(self._outcomes.sent, row, rendered, message_id))
        self.reach.settled(row.id)
        self.tally.sent(row, self.clock.now(), begun, published)

    def _held(self, chat_id: int) -> bool:
        """Whether nothing may go to a chat any more that was claimed for it."""
        lost = self.reach.down and len(self._tasks) > 1
        return lost or self._revoked is not None or self.pacing.paused(chat_id, self._steady())

    async def _answered(self) -> None:
        """Telegram has answered a call, whatever it said; where it was out of reach, what waits goes at once."""
        since = self.reach.answered()
        if since is None:
            return
        seconds = self._steady() - since
        hurried = await through(partial(self._outcomes.back, seconds))
        log.warning("telegram.back", extra={"seconds": round(seconds, 1), "tried_again": hurried})
        self.wake.set()

    def _decided(self, row: OutboxRow, error: Exception, call: int) -> Refusal:
        """What an error means, and what is done about it."""
        what, number = failure(error)
        decided = plan(what, row.attempts + 1, float(number) if what is Failure.TOO_MANY else 0.0)
        if what in NEVER_ANSWERED:
            if self.reach.missed(self._steady()):
                log.warning("telegram.out_of_reach", extra={"error": redacted(str(error))[:300]})
            if self.reach.at_fault(row.id):
                decided = Plan(Verdict.DROP)
            elif self.reach.down:
                decided = Plan(decided.verdict)  # whoever goes to see is paced for all
        everybody = decided.verdict is Verdict.PAUSE and self._paused(row.chat_id, decided.wait, call)
        return Refusal(what, number, decided, redacted(f"{type(error).__name__}: {error}")[:300], everybody)

    def _paused(self, chat_id: int, wait: float, call: int) -> bool:
        """A 429: the chat waits so many seconds; True where everybody does, since it is the whole bot's."""
        steady = self._steady()
        ends = steady + wait
        everybody = self.reach.refuses_all(chat_id, call, steady, ends)
        self.pacing.pause(chat_id, ends)
        if everybody:
            self.pacing.pause(None, ends)
            until = self.clock.now() + timedelta(seconds=wait)
            log.warning("telegram.paused", extra={"until": until.isoformat(timespec="seconds")})
        return everybody

    async def _failed(self, row: OutboxRow, rendered: Rendered, error: Exception, call: int, begun: float) -> None:
        refusal = self._decided(row, error, call)
        what, verdict = refusal.failure, refusal.plan.verdict
        self.tally.failed(row, verdict.value, refusal.error)
        if what is Failure.UNREADABLE:
            await self._sent(row, rendered, rendered.edit, begun)
        else:
            await through(partial(self._outcomes.refused, row, rendered, refusal))
        if verdict is Verdict.DROP:
            self.reach.settled(row.id)
        if what is Failure.UNAUTHORISED and isinstance(error, InvalidToken):
            self._revoked = error
        elif what not in NEVER_ANSWERED:
            await self._answered()


async def _answer(call: Call) -> object:
    """What Telegram has answered, or the error in its place."""
    try:
        return await call()
    except Exception as error:
        return error
