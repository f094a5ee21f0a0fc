"""From Telegram's update to our Request: who asks, where, in which language, and whether they may change anything."""

import logging
from collections.abc import Mapping
from typing import Any, Literal, cast

from telegram import Bot, Chat, ChatMember, Message, Update
from telegram.error import BadRequest, Forbidden

from bot.chat.reaction import Document, Request
from bot.config import Settings
from bot.locales.texts import DEFAULT_ZONE, language_of
from bot.pages.script import script_of
from feeds.ports import Clock
from storage import subscribers
from storage.database import Database

log = logging.getLogger(__name__)

ADMINISTRATORS = (ChatMember.ADMINISTRATOR, ChatMember.OWNER)
ChatType = Literal["private", "group", "supergroup", "channel"]


async def request_of(
    update: Update, db: Database, settings: Settings, clock: Clock, command: str, text: str, changing: bool, bot: Bot
) -> Request | None:
    """The request that an update makes; None where it comes from no chat.

    Buttons of messages from before a group became a supergroup are still pressed in the old chat, whose messages can no
    longer be edited: they act on the new one, and what they say is a new message.
    """
    chat, user = update.effective_chat, update.effective_user
    if chat is None:
        return None
    message = update.effective_message
    if message is not None and message.date.timestamp() == 0:
        message = None  # InaccessibleMessage: deleted or too old to be edited, so what it causes is a new message
    async with db.read() as c:
        number = await subscribers.current(c, chat.id) if chat.type == Chat.GROUP else chat.id
        row = await subscribers.get(c, number)
    moved = number != chat.id
    code = user.language_code if user else None
    lang = row.lang if row else language_of(code, settings.bot.language)
    zone = row.timezone if row else settings.bot.timezone or DEFAULT_ZONE[lang]
    pressed = update.callback_query is not None
    runs = user is not None and user.id in settings.bot.administrators
    own = message if runs and not pressed and chat.type == Chat.PRIVATE else None
    may = not changing or await may_change(update, chat, bot, number)
    return Request(
        update_id=update.update_id,
        chat_id=number,
        chat_type="supergroup" if moved else cast(ChatType, str(chat.type)),
        user_id=user.id if user else None,
        lang=lang,
        now=clock.now(),
        command=command,
        text=text,
        thread_id=row.thread_id if row and (moved or message is None) else _thread(message),
        chat_title=chat.title or "",
        first_name=user.first_name if user and chat.type == Chat.PRIVATE else "",
        username=chat.username,
        language_code=code,
        message_id=message.message_id if message and not pressed else None,
        replied=_replied(message) if not pressed else None,
        pressed=message.message_id if message and pressed and not moved else None,
        data=update.callback_query.data if update.callback_query else None,
        is_admin_of_bot=runs,
        written=_written(own),
        replied_written=_written(own.reply_to_message if own is not None else None),
        may_change=may,
        timezone=zone,
        script=row.script if row else script_of(code),
        known=row is not None and row.state != "blocked",
        document=_document(message) if not pressed else None,
    )


def _thread(message: Message | None) -> int | None:
    return message.message_thread_id if message is not None and message.is_topic_message else None


def _replied(message: Message | None) -> int | None:
    return message.reply_to_message.message_id if message is not None and message.reply_to_message else None


def _written(message: Message | None) -> Mapping[str, Any] | None:
    """A text as somebody wrote it, with its formatting."""
    if message is None or not message.text:
        return None
    return {"text": message.text, "entities": [e.to_dict() for e in message.entities]}


def _document(message: Message | None) -> Document | None:
    for one in (message, message.reply_to_message if message is not None else None):
        if one is not None and one.document is not None:
            return Document(one.document.file_id, one.document.file_name or "", one.document.file_size)
    return None


async def may_change(update: Update, chat: Chat, bot: Bot, number: int) -> bool:
    """Whether the sender may change the chat's watches: in private anybody, else the chat's administrators.

    Asked of Telegram each time, since administrators come and go; an anonymous one speaks as the group itself when
    writing, and is known by their own account when pressing. A channel that writes into its discussion group is none.
    ``number`` is the chat's today. Where Telegram does not answer, that is raised, and the update handled later: who
    may is not told that they may not.
    """
    if chat.type == Chat.PRIVATE:
        return True
    message, user = update.effective_message, update.effective_user
    speaks_as = message.sender_chat if message and update.callback_query is None else None
    if speaks_as is not None:
        return speaks_as.id in (chat.id, number)
    if user is None:
        return False
    try:
        member = await bot.get_chat_member(number, user.id)
    except (BadRequest, Forbidden) as error:
        log.warning("cannot tell whether user %s is an administrator of %s: %s", user.id, chat.id, error)
        return False
    return administers(member, str(chat.type))


def administers(member: ChatMember, chat_type: str) -> bool:
    """Whether a member decides what a chat gets: its administrators, in a channel those who may post."""
    if chat_type == Chat.CHANNEL and member.status == ChatMember.ADMINISTRATOR:
        return bool(getattr(member, "can_post_messages", False))
    return member.status in ADMINISTRATORS
