"""Handlers: from an update to a plain function and its Reaction into the store. They decide nothing.

update -> Request -> command -> Reaction -> one transaction: inbox done, writes, messages -> button answered
"""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from telegram import Bot, Message, MessageOriginChannel, Update
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.chat import membership
from bot.chat.door import Counts
from bot.chat.inline import on_query
from bot.chat.menus import set_administrators_menu
from bot.chat.reaction import Outgoing, Reaction, Reply, Request
from bot.chat.requests import request_of
from bot.chat.speaking import refused, shown, spoken
from bot.commands import buttons
from bot.commands.administration import broadcast, opml
from bot.commands.administration.refusal import refused_here
from bot.commands.channel import linked, opened
from bot.commands.menu import CHANGING
from bot.commands.registry import ADMIN_BUTTONS, ADMIN_COMMANDS, BUTTONS, CHANGING_BUTTONS, COMMANDS
from bot.commands.talk import talk, unknown, unread
from bot.locales.texts import language_of, texts
from bot.logs import redacted
from bot.pages.rich import Writer
from bot.pages.script import HANT
from bot.sending.keeping import replan
from bot.services import Services
from storage import inbox, outbox, subscribers
from storage.database import Connection
from storage.inbox import Received
from storage.outbox import NewMessage

log = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE
TOAST_LIMIT = 200  # Bot API: answerCallbackQuery


class Handlers:
    """The handlers of one bot; ``wake`` is called when something was put into the outbox."""

    def __init__(self, services: Services, wake: Callable[[], None]) -> None:
        self._services = services
        self.wake = wake
        self.counts = Counts()
        self.raised: dict[int, Exception] = {}  # what handling an update came to, by its number

    @property
    def services(self) -> Services:
        """The services of this moment, for one request."""
        return self._services.now()

    def install(self, application: App) -> None:
        """Add every handler to the application."""
        for name in (*COMMANDS, *ADMIN_COMMANDS):
            application.add_handler(CommandHandler(name, self.on_command, filters.UpdateType.MESSAGES))
        application.add_handler(CallbackQueryHandler(self.on_button))
        application.add_handler(InlineQueryHandler(self.on_inline))
        application.add_handler(ChatMemberHandler(self.on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
        application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, self.on_migration))
        # Only what is new: an edited question was answered when it was asked.
        fresh = filters.UpdateType.MESSAGE
        application.add_handler(MessageHandler(filters.StatusUpdate.CHAT_SHARED & fresh, self.on_shared))
        application.add_handler(MessageHandler(filters.COMMAND & fresh, self.on_unknown))
        files = filters.Document.ALL & filters.ChatType.PRIVATE & fresh
        application.add_handler(MessageHandler(files, self.on_document))
        forwarded = filters.FORWARDED & filters.ChatType.PRIVATE & fresh
        application.add_handler(MessageHandler(forwarded, self.on_forwarded))
        application.add_handler(MessageHandler(filters.TEXT & fresh, self.on_text))
        application.add_error_handler(self.on_error)

    async def on_command(self, update: Update, context: Context) -> None:
        """A command that we know."""
        message = update.effective_message
        if message is None or not message.text:
            return
        name, text = command_of(message)
        request = await self._request(update, context, name, text, changing=name in CHANGING)
        if request is None:
            return
        if name in ADMIN_COMMANDS:
            refusal = refused_here(request, self.services)
            reaction = refusal or await ADMIN_COMMANDS[name](request, self.services)
        elif not request.may_change:
            reaction = _only_administrators(request) if request.channel is None else refused(request, pressed=False)
        else:
            reaction = await COMMANDS[name](request, self.services)
        await self.carry_out(request, reaction)
        if request.is_admin_of_bot and not request.known and request.chat_type == "private":
            await set_administrators_menu(context.bot, request.chat_id)

    async def on_button(self, update: Update, context: Context) -> None:
        """A button press; answered once its effects are stored."""
        query = update.callback_query
        if query is None or query.data is None:
            return
        request = await self._request(update, context, "", "", changing=False)
        if request is None:
            await give(context.bot, {"query": query.id})
            return
        found = await buttons.meaning(request, self.services)
        verb, value = found or ("", "")
        if verb in CHANGING_BUTTONS and request.channel is None:
            request = await self._request(update, context, "", "", changing=True) or request
        reaction = await self._pressed(request, verb, value)
        toast = await self._toast(request, reaction)
        answer = {"query": query.id, "toast": toast, "alarm": reaction.alarm, "url": reaction.url}
        await self.carry_out(request, reaction, answer)
        await give(context.bot, answer)

    async def _pressed(self, request: Request, verb: str, value: str) -> Reaction:
        if request.channel is not None and not request.may_change:
            return refused(request, pressed=True)
        if request.chat_type == "channel" and request.answer_to is None and verb not in CHANGING_BUTTONS:
            return await opened(request, self.services, value)
        if not request.may_change:
            return Reaction(toast=texts(request.lang)("Only administrators of this chat can change that."), alarm=True)
        if verb in BUTTONS:
            return await BUTTONS[verb](request, self.services, value)
        if verb in ADMIN_BUTTONS and refused_here(request, self.services) is None:
            return await ADMIN_BUTTONS[verb](request, self.services, value)
        return Reaction(toast=texts(request.lang)("This button is too old; please type the command again."), alarm=True)

    async def on_inline(self, update: Update, context: Context) -> None:
        """Somebody types the bot's name and a query, anywhere."""
        await on_query(update, self.services, self.counts.typists)

    async def _toast(self, request: Request, reaction: Reaction) -> str:
        toast = reaction.toast or ""
        if not toast or request.script != HANT:
            return toast
        return await asyncio.to_thread(self.services.renderer.traditional.text, toast)

    async def on_text(self, update: Update, context: Context) -> None:
        """A plain message: in private, or in reply to the bot."""
        message = update.effective_message
        if message is None or not message.text:
            return
        if message.via_bot is not None and message.via_bot.id == context.bot.id:
            return  # a card of ours that inline mode has brought
        replied = message.reply_to_message
        to_bot = replied is not None and replied.from_user is not None and replied.from_user.id == context.bot.id
        if message.chat.type != "private" and not to_bot:
            return
        request = await self._request(update, context, "ask", message.text, changing=False)
        if request is not None:
            texted = await broadcast.replied(request, self.services)
            await self.carry_out(request, texted or await talk(request, self.services))

    async def on_shared(self, update: Update, context: Context) -> None:
        """A channel was chosen with the keyboard of /channel."""
        message = update.effective_message
        if message is None or message.chat_shared is None:
            return
        request = await self._request(update, context, "channel", str(message.chat_shared.chat_id), changing=False)
        if request is not None:
            await self.carry_out(request, await COMMANDS["channel"](request, self.services))

    async def on_forwarded(self, update: Update, context: Context) -> None:
        """A forwarded message: a post of a channel that the person may link, else a text like any other."""
        message = update.effective_message
        request = await self._request(update, context, "channel", "", changing=False)
        if message is None or request is None or not await self._links(request, message):
            await self.on_text(update, context)

    async def _links(self, request: Request, message: Message) -> bool:
        """Link the channel whose post was forwarded, where the person may; False where it is none of theirs."""
        origin = message.forward_origin
        if not isinstance(origin, MessageOriginChannel) or request.user_id is None:
            return False
        standing = await self.services.channels.look(origin.chat.id, request.user_id)
        if standing is None or not standing.person_may:
            return False
        await self.carry_out(request, await linked(request, self.services, origin.chat.id))
        return True

    async def on_document(self, update: Update, context: Context) -> None:
        """A file: feeds, from those who run the bot; others may have forwarded a channel's post with one."""
        request = await self._request(update, context, "addfeed", "", changing=False)
        message = update.effective_message
        if request is None or message is None:
            return
        if request.is_admin_of_bot:
            await self.carry_out(request, await opml.take(request, self.services))
        elif not await self._links(replace(request, command="channel"), message):
            await self.carry_out(request, unread(request))

    async def on_unknown(self, update: Update, context: Context) -> None:
        """A command that we do not know; in groups it may be meant for another bot."""
        message = update.effective_message
        if message is None or not message.text:
            return
        name, text = command_of(message)
        own = f"@{context.bot.username}".lower() in message.text.split()[0].lower()
        if message.chat.type != "private" and not own:
            return
        request = await self._request(update, context, name, text, changing=False)
        if request is not None:
            await self.carry_out(request, unknown(request))

    async def on_membership(self, update: Update, context: Context) -> None:
        """The bot was blocked, let in again, added or thrown out."""
        await membership.on_membership(update, self.services)
        self.wake()

    async def on_migration(self, update: Update, context: Context) -> None:
        """A group has become a supergroup."""
        await membership.on_migration(update, self.services)

    async def on_error(self, update: object, context: Context) -> None:
        """A handler raised; ``Receiver`` decides what follows."""
        error = context.error
        log.error("an update could not be handled", exc_info=error)
        if isinstance(update, Update):
            self.raised[update.update_id] = error or RuntimeError("a handler raised nothing")

    async def gave_up(self, row: Received, error: Exception) -> None:
        """An update that could not be handled is tried again, three times in all; then the person is told."""
        now = self.services.clock.now()
        async with self.services.db.write() as c:
            told = redacted(f"{type(error).__name__}: {error}")
            last = await inbox.failed(c, row.update_id, row.attempts, told, now)
            update = Update.de_json(json.loads(row.payload), None)
            if last and row.chat_id is not None and update.effective_chat is not None:
                here = await subscribers.current(c, update.effective_chat.id)
                known, user = await subscribers.get(c, here), update.effective_user
                t = texts(known.lang if known else language_of(user.language_code if user else None, "en"))
                out = Writer()
                out.line(t("Something went wrong here, and it is noted. Please try once more, or in other words."))
                key = f"reply:{row.update_id}:error"
                await outbox.put(c, [NewMessage(key, here, "reply", out.done().as_payload())], now)
        self.wake()

    async def _request(
        self, update: Update, context: Context, command: str, text: str, *, changing: bool
    ) -> Request | None:
        s = self.services
        request = await request_of(update, s.db, s.settings(), s.clock, command, text, changing, context.bot)
        return await spoken(request, s) if request is not None else None

    async def carry_out(self, request: Request, reaction: Reaction, answer: Mapping[str, Any] | None = None) -> None:
        """Store what a command causes, all in one transaction with its inbox row; a repeat changes nothing.

        Of a press the ``answer`` is kept until the receiver knows that it was given.
        """
        now = self.services.clock.now()

        async def stored(c: Connection) -> bool:
            """Whether it was the first time."""
            if not await inbox.done(c, request.update_id, now, answer):
                return False
            await subscribers.ensure(
                c, request.chat_id, request.chat_type, request.lang, request.timezone, now, request.chat_title,
                request.thread_id, request.script, request.username,
            )  # fmt: skip
            if not request.known:
                await subscribers.unblock(c, request.chat_id)
            for write in reaction.writes:
                await write(c)
            if reaction.writes:
                await replan(c, request.chat_id, now)
            await outbox.put(c, [_row(request, n, m) for n, m in enumerate(reaction.messages)], now)
            return True

        if not await self.services.db.write_whole(stored):
            return
        if request.is_admin_of_bot and reaction.writes:
            await self.services.known.follow(self.services.db)
        self.wake()


def command_of(message: Message) -> tuple[str, str]:
    """The command without slash and bot name, and what follows it."""
    first, *rest = (message.text or "/").split(maxsplit=1)
    return first.lstrip("/").partition("@")[0].lower(), rest[0] if rest else ""


def _row(request: Request, number: int, message: Outgoing) -> NewMessage:
    payload = shown(request, message).as_payload()
    if message.drawn is not None:
        payload = dict(message.drawn)
    if message.edit is not None:
        payload["edit"] = message.edit
    if message.reply_to is not None and request.chat_type != "private" and request.answer_to is None:
        payload["reply_to"] = message.reply_to
    if message.file is not None:
        payload = {"caption": message.rich.text, "file": message.file}
    if message.farewell:
        payload["script"] = request.script  # by the time it is sent, the chat is forgotten
    return NewMessage(
        key=f"reply:{request.update_id}:{number}",
        chat_id=message.chat_id or request.answer_to or request.chat_id,
        kind=_kind(message),
        payload=payload,
        lane=outbox.REPLY,
        thread_id=request.thread_id,
        story_id=int(message.story_id) if message.story_id else None,
        silent=message.silent,
        about=request.channel if request.answer_to is not None else None,
    )


def _kind(message: Outgoing) -> str:
    if message.farewell:
        return "farewell"
    return "flow" if message.drawn is not None else "export" if message.file else "reply"


async def give(bot: Bot, answer: Mapping[str, Any]) -> None:
    """Answer a press: its query, a toast, whether that is an alarm, and what it opens."""
    toast, alarm, url = answer.get("toast", ""), bool(answer.get("alarm")), answer.get("url")
    try:
        await bot.answer_callback_query(answer["query"], toast[:TOAST_LIMIT] or None, show_alert=alarm, url=url)
    except TelegramError as error:
        # The press has had its effect; an answer that comes too late changes nothing.
        log.info("a button press could not be answered: %s", redacted(str(error)))


def _only_administrators(request: Request) -> Reaction:
    text = texts(request.lang)("Only administrators of this chat can change that.")
    return Reply().say(Writer().line(text).done(), reply_to=request.message_id).done()
