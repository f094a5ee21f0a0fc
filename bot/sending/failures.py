"""From the library's exceptions to what they mean (``bot/sending/retry.py``)."""

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.sending.retry import Failure

# Telegram's texts of a 400, as the public server sends them.
CHAT_GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "chat_write_forbidden",
    "have no rights",
    "not enough rights",
    "need administrator rights",
    "bot is not a member",
    "chat_restricted",
    "chat_admin_required",
    "chat_send_plain_forbidden",
    "channel_private",
)
MESSAGE_GONE = (
    "message to edit not found",
    "message can't be edited",
    "message to delete not found",
    "message_id_invalid",
)
TOPIC_GONE = ("message thread not found", "topic_deleted")
# What a chat that takes texts says to a picture or a file.
FILES_FORBIDDEN = tuple(f"rights to send {what}" for what in ("photos", "documents", "media")) + tuple(
    f"chat_send_{what}_forbidden" for what in ("photos", "docs", "media")
)
# What the library raises from a result of the wrong shape.
UNREAD = (TypeError, ValueError, KeyError, AttributeError)
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def failure(error: Exception) -> tuple[Failure, float | int]:
    """What an exception of a call means, with the seconds of a 429 or the new chat id of a migration (else 0)."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return Failure.TOO_MANY, wait if isinstance(wait, int | float) else wait.total_seconds()
    if isinstance(error, ChatMigrated):
        return Failure.MIGRATED, error.new_chat_id
    if isinstance(error, InvalidToken):
        return Failure.UNAUTHORISED, 0
    if isinstance(error, Forbidden):
        return Failure.CHAT_GONE, 0
    if isinstance(error, BadRequest):
        return _bad_request(error.message.lower()), 0
    if isinstance(error, NetworkError):
        never = isinstance(error.__cause__, NEVER_SENT)
        return (Failure.NOT_CONNECTED if never else Failure.LOST), 0
    if isinstance(error, Conflict):  # nothing that Telegram has for a message
        return Failure.LOST, 0
    if isinstance(error, TelegramError):
        # An answer that is no JSON says nothing about whether the message was taken.
        return (Failure.LOST if "invalid server response" in str(error).lower() else Failure.REFUSED), 0
    # An answer without a result is a TelegramError (bot/chat/transport.py): one that has one says that it was taken.
    return (Failure.UNREADABLE if isinstance(error, UNREAD) else Failure.LOST), 0


def _bad_request(text: str) -> Failure:
    if "message is not modified" in text:
        return Failure.NOT_MODIFIED
    if any(t in text for t in MESSAGE_GONE):
        return Failure.MESSAGE_GONE
    if "topic_closed" in text:
        return Failure.TOPIC_CLOSED
    if any(t in text for t in TOPIC_GONE):
        return Failure.TOPIC_GONE
    if any(t in text for t in FILES_FORBIDDEN):
        return Failure.FILES_FORBIDDEN
    if any(t in text for t in CHAT_GONE):
        return Failure.CHAT_GONE
    return Failure.REFUSED
