"""What becomes of a row of the outbox, stored: that its call begins, and what came of the call.

Each method is a transaction; the caller does it again until the disk takes it (``bot/patience.py``).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.chat import channels
from bot.sending import topics
from bot.sending.notes import Notes
from bot.sending.rendering import Rendered
from bot.sending.retry import Failure, Plan, Verdict
from bot.sending.tally import Tally
from feeds.ports import Clock
from storage import copies, kept, outbox, subscribers
from storage.connection import Result, Work
from storage.database import Connection, Database
from storage.outbox import OutboxRow
from storage.together import Together


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that failed: what that means, its number (seconds of a 429, the chat's new id), and what is done about it.

    ``error`` is told to people, with no secret in it; ``everybody`` says that a 429 is the whole bot's.
    """

    failure: Failure
    number: float | int
    plan: Plan
    error: str
    everybody: bool = False


@dataclass(slots=True)
class Outcomes:
    """Writes to the rows of messages; transactions of several messages are committed together."""

    db: Database
    clock: Clock
    notes: Notes
    tally: Tally
    _store: Together = field(init=False)

    def __post_init__(self) -> None:
        self._store = Together(self.db)

    async def together(self, work: Work[Result]) -> Result:
        """A part of the next transaction of the sender's."""
        return await self._store(work)

    async def begins(self, row: OutboxRow) -> bool:
        """From here on Telegram may have it; False where the row is no longer ours to send."""
        now = self.clock.now()

        async def begins(c: Connection) -> bool:
            ours = await outbox.sending(c, row.id, now)
            if ours:
                await _shows(c, row, None)
            return ours

        return await self._store(begins)

    async def put_back(self, row: OutboxRow) -> None:
        """It was claimed, and does not go now."""
        await self._store(lambda c: outbox.put_back(c, row.id))

    async def dropped(self, row: OutboxRow, why: str) -> None:
        """There is nothing left to say."""
        await self._store(lambda c: self._given_up(c, row, "dropped", why))

    async def sent(self, row: OutboxRow, rendered: Rendered, message_id: int | None) -> datetime | None:
        """Telegram has taken it; when its news was published, where that tells of our pace (``Tally.published``)."""
        now = self.clock.now()

        async def sent(c: Connection) -> datetime | None:
            if row.kind != "farewell":
                await outbox.sent(c, row.id, message_id, rendered.digest, now)
            if row.kind == "digest":
                await kept.told(c, row, now)
            await _shows(c, row, rendered.digest)
            return await self.tally.published(c, row)

        published = await self._store(sent)
        await self._parted(row)
        return published

    async def refused(self, row: OutboxRow, rendered: Rendered, refusal: Refusal) -> None:
        """A call has failed: carry out what was decided about it."""
        now, verdict, told = self.clock.now(), refusal.plan.verdict, refusal.error
        due = now + timedelta(seconds=refusal.plan.wait)
        async with self.db.write() as c:
            match verdict:
                case Verdict.DONE:
                    await outbox.sent(c, row.id, None, rendered.digest, now)
                    await _shows(c, row, rendered.digest)
                case Verdict.DROP:
                    await self._given_up(c, row, "failed", told)
                    if refusal.failure is not Failure.MESSAGE_GONE:
                        files = refusal.failure is Failure.FILES_FORBIDDEN
                        await self.notes.refused(c, row, told, now, files=files)
                case Verdict.LEAVE_TOPIC if row.thread_id is not None:
                    await topics.leave(c, row, refusal.failure, told, now)
                case Verdict.CLOSE_CHAT | Verdict.LEAVE_TOPIC:
                    await outbox.ended(c, row.id, "failed", told)
                    await channels.close(c, row.chat_id, f"closed:{row.id}", now)
                    await outbox.drop_pending(c, row.chat_id, "the chat cannot be reached")
                case Verdict.MOVE_CHAT:
                    await subscribers.migrate(c, row.chat_id, int(refusal.number))
                    await outbox.later(c, row.id, now, told, uncertain=False)
                case Verdict.STOP:
                    await outbox.later(c, row.id, now, told, uncertain=False)
                case Verdict.PAUSE:
                    await self._paused(c, row, due, refusal)
                case _:
                    await outbox.later(c, row.id, due, told, uncertain=verdict is Verdict.RETRY_SILENTLY)
        if verdict in (Verdict.DONE, Verdict.DROP, Verdict.CLOSE_CHAT):
            await self._parted(row)

    async def back(self, seconds: float) -> int:
        """Telegram answers again after so many seconds: the number of messages that go at once instead of later."""
        now = self.clock.now()
        async with self.db.write() as c:
            await self.notes.back(c, now - timedelta(seconds=seconds), now)
            return await outbox.hurry(c, now)

    async def _given_up(self, c: Connection, row: OutboxRow, state: str, why: str) -> None:
        await outbox.ended(c, row.id, state, why)
        if row.kind == "copy" and state == "failed":
            await copies.note(c, row, self.clock.now())
        if row.kind == "digest":
            await kept.one_by_one(c, row, self.clock.now())

    async def _paused(self, c: Connection, row: OutboxRow, until: datetime, refusal: Refusal) -> None:
        await outbox.later(c, row.id, until, refusal.error, uncertain=False)
        await outbox.pause(c, row.chat_id, until)
        if refusal.everybody:
            await outbox.pause(c, outbox.EVERYBODY, until)
            await self.notes.paused(c, until, self.clock.now())

    async def _parted(self, row: OutboxRow) -> None:
        """A chat has asked to be forgotten: not even the last message's row stays, nor its trace in the log."""
        if row.kind != "farewell":
            return
        async with self.db.write() as c:
            await outbox.removed(c, row.id)
        await self.db.settle()


async def _shows(c: Connection, row: OutboxRow, digest: str | None) -> None:
    """Note what the message that an edit is about shows now; None while nobody knows whether it was edited.

    Else, after an edit whose answer was lost, the next one, back to what stood there before, would seem needless.
    """
    if row.kind in ("edit", "copy") and row.reply_to_key:
        await outbox.edited(c, row.reply_to_key, digest)
