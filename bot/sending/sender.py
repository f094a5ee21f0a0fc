"""The loop from the outbox to Telegram.

1. Claim due rows by lane, at most one a chat, no more than may be under way; what its chat wants later is kept
   (``bot/sending/keeping.py``).
2. Draw the message from the store; a row with nothing left to say is dropped.
3. Wait for the pace, then mark the row as sending: only from here on may Telegram have it.
4. Call, and store what came back before anything else; a failure is planned by ``bot/sending/retry.py``.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from structlog.contextvars import bound_contextvars
from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from bot.chat import channels
from bot.condition import Vitals
from bot.export import File
from bot.logs import redacted
from bot.sending import topics
from bot.sending.failures import failure
from bot.sending.keeping import planned
from bot.sending.pacing import Pacing
from bot.sending.rendering import Nothing, Rendered, Renderer
from bot.sending.retry import Failure, Plan, Verdict, plan
from bot.sending.tally import Tally
from bot.stopping import CALLS_SECONDS, settled
from feeds.ports import Clock
from storage import copies, kept, outbox, subscribers
from storage.database import Connection, Database
from storage.outbox import OutboxRow

log = logging.getLogger(__name__)

AT_ONCE = 64  # rows under way; most of them wait for their chat's pace
IDLE = 1.0  # seconds after which the outbox is looked into without being woken
SOON = 3.0  # seconds within which two 429 of different chats mean the whole bot


@dataclass(slots=True)
class Sender:
    """Sends what is in the outbox; ``wake`` it when something was put there."""

    db: Database
    bot: Bot
    renderer: Renderer
    clock: Clock
    pacing: Pacing = field(default_factory=Pacing)
    calls_at_once: int = 16
    vitals: Vitals = field(default_factory=Vitals)
    tally: Tally = field(default_factory=Tally)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)
    _calling: set["asyncio.Task[None] | None"] = field(default_factory=set)
    _calls: asyncio.Semaphore = field(init=False)
    _refused: tuple[float, int] = (0.0, 0)

    def __post_init__(self) -> None:
        self._calls = asyncio.Semaphore(self.calls_at_once)

    async def run(self) -> None:
        """Send for ever; cancelled to stop."""
        try:
            while True:
                self.wake.clear()
                if not await self.step():
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
        room = AT_ONCE - len(self._tasks)
        if room <= 0:
            return 0
        now = self.clock.now()
        async with self.db.write() as c:
            await kept.wake(c, now)
            claimed = await outbox.claim(c, now, room)
            rows = await planned(c, claimed, now, self.renderer.catalog)
        for row in rows:
            task = asyncio.create_task(self._one(row))
            self._tasks.add(task)
            task.add_done_callback(self._done)
        return len(claimed)

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
            await self._delivered(row, self.tally.begun())

    async def _delivered(self, row: OutboxRow, begun: float) -> None:
        try:
            rendered = await self.renderer.render(row)
        except Exception as error:  # a card that cannot be drawn must not hold up the chat's others
            log.exception("message.not_drawn")
            rendered = Nothing(f"not drawn: {type(error).__name__}")
        if isinstance(rendered, Nothing):
            async with self.db.write() as c:
                await self._given_up(c, row, "dropped", rendered.why)
            self.tally.dropped(row, rendered.why)
            return
        await self._pace(row.chat_id)
        async with self._calls:
            self._calling.add(asyncio.current_task())
            async with self.db.write() as c:
                if not await outbox.sending(c, row.id, self.clock.now()):
                    return
            try:
                message_id = await self._call(row, rendered)
            except Exception as error:
                await self._failed(row, error)
            else:
                await self._sent(row, rendered, message_id, begun)
            finally:
                self.pacing.went(row.chat_id, self.clock.now().timestamp())

    async def _pace(self, chat_id: int) -> None:
        now = self.clock.now().timestamp()
        wait = self.pacing.reserve(chat_id, now) - now
        if wait > 0:
            await asyncio.sleep(wait)

    async def _call(self, row: OutboxRow, rendered: Rendered) -> int | None:
        if rendered.file is not None:
            return await self._send_file(row, rendered, rendered.file)
        values = arguments(rendered.payload)
        if rendered.edit is not None:
            await self.bot.edit_message_text(chat_id=row.chat_id, message_id=rendered.edit, **values)
            return rendered.edit
        reply = ReplyParameters(rendered.reply_to, allow_sending_without_reply=True) if rendered.reply_to else None
        message: Message = await self.bot.send_message(
            chat_id=row.chat_id,
            message_thread_id=row.thread_id,
            disable_notification=row.silent,
            reply_parameters=reply,
            **values,
        )
        self.vitals.dated(message.date, self.clock.now())
        return message.message_id

    async def _send_file(self, row: OutboxRow, rendered: Rendered, file: File) -> int:
        values = arguments(rendered.payload)
        if file.photo and rendered.edit is not None:
            markup = values.pop("reply_markup", None)
            picture = InputMediaPhoto(file.content, filename=file.name, **values)
            await self.bot.edit_message_media(picture, row.chat_id, rendered.edit, reply_markup=markup)
            return rendered.edit
        how = {"message_thread_id": row.thread_id, "disable_notification": row.silent, **values}
        content = InputFile(file.content, filename=file.name)
        if file.photo:
            message: Message = await self.bot.send_photo(row.chat_id, content, **how)
        else:
            message = await self.bot.send_document(row.chat_id, content, **how)
        return message.message_id

    async def _sent(self, row: OutboxRow, rendered: Rendered, message_id: int | None, begun: float) -> None:
        now = self.clock.now()
        async with self.db.write() as c:
            await self.tally.sent(c, row, now, begun)
            if row.kind != "farewell":
                await outbox.sent(c, row.id, message_id, rendered.digest, now)
            if row.kind == "digest":
                await kept.told(c, row, now)
            if row.kind in ("edit", "copy") and row.reply_to_key:
                await outbox.edited(c, row.reply_to_key, rendered.digest)
        await self._parted(row)

    async def _given_up(self, c: Connection, row: OutboxRow, state: str, why: str) -> None:
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

    async def _failed(self, row: OutboxRow, error: Exception) -> None:
        what, number = failure(error)
        decided = plan(what, row.attempts + 1, float(number) if what is Failure.TOO_MANY else 0.0)
        told = redacted(f"{type(error).__name__}: {error}")[:300]
        self.tally.failed(row, decided.verdict.value, told)
        now = self.clock.now()
        async with self.db.write() as c:
            match decided.verdict:
                case Verdict.DONE:
                    await outbox.sent(c, row.id, None, row.digest, now)
                case Verdict.DROP:
                    await self._given_up(c, row, "failed", told)
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
                    log.error("Telegram refuses the bot itself (%s): check the token, and that no other bot runs", told)
                    await outbox.pause(c, outbox.EVERYBODY, now + timedelta(seconds=decided.wait))
                    await outbox.later(c, row.id, now, told, uncertain=False)
                case Verdict.PAUSE:
                    until = now + timedelta(seconds=decided.wait)
                    await outbox.pause(c, self._whom(row.chat_id), until)
                    await outbox.later(c, row.id, until, told, uncertain=False)
                case _:
                    due = now + timedelta(seconds=decided.wait)
                    await outbox.later(c, row.id, due, told, uncertain=decided.verdict is Verdict.RETRY_SILENTLY)
        self._pause(row.chat_id, decided)
        if decided.verdict in (Verdict.DONE, Verdict.DROP, Verdict.CLOSE_CHAT):
            await self._parted(row)

    def _whom(self, chat_id: int) -> int:
        """A 429 names no one: a single one is taken for the chat's, two of different chats at once for the bot's."""
        now = self.clock.now().timestamp()
        at, other = self._refused
        self._refused = (now, chat_id)
        return outbox.EVERYBODY if other not in (0, chat_id) and now - at < SOON else chat_id

    def _pause(self, chat_id: int, decided: Plan) -> None:
        if decided.verdict is Verdict.PAUSE:
            self.pacing.pause(chat_id, self.clock.now().timestamp() + decided.wait)


def arguments(payload: Any) -> dict[str, Any]:
    """A stored payload as the library's arguments."""
    values: dict[str, Any] = {name: payload[name] for name in ("text", "caption") if name in payload}
    for name in ("entities", "caption_entities"):
        if payload.get(name):
            values[name] = MessageEntity.de_list(payload[name], None)
    if payload.get("reply_markup"):
        values["reply_markup"] = keyboard(payload["reply_markup"])
    if payload.get("link_preview_options"):
        values["link_preview_options"] = LinkPreviewOptions.de_json(payload["link_preview_options"], None)
    return values


def keyboard(markup: Any) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove:
    """A stored keyboard: buttons under the message, one in place of the letters, or the latter's removal."""
    kind = ReplyKeyboardMarkup if "keyboard" in markup else ReplyKeyboardRemove
    if "inline_keyboard" in markup:
        return InlineKeyboardMarkup.de_json(markup, None)
    return kind.de_json(markup, None)
