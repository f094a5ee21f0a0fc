"""The call that a drawn message asks for: made ready before it counts as begun, so that what is at fault in the message
itself is found before Telegram may have it."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

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

from bot.export import File
from bot.sending.rendering import Rendered
from storage.outbox import OutboxRow

Call = Callable[[], Awaitable[object]]


def prepared(bot: Bot, row: OutboxRow, rendered: Rendered) -> Call:
    """The call, with all its arguments; raises what the payload is at fault for."""
    values = arguments(rendered.payload)
    if rendered.file is not None:
        return _file(bot, row, rendered, rendered.file, values)
    if rendered.edit is not None:
        return partial(bot.edit_message_text, chat_id=row.chat_id, message_id=rendered.edit, **values)
    reply = ReplyParameters(rendered.reply_to, allow_sending_without_reply=True) if rendered.reply_to else None
    return partial(
        bot.send_message,
        chat_id=row.chat_id,
        message_thread_id=row.thread_id,
        disable_notification=row.silent,
        reply_parameters=reply,
        **values,
    )


def _file(bot: Bot, row: OutboxRow, rendered: Rendered, file: File, values: dict[str, Any]) -> Call:
    if file.photo and rendered.edit is not None:
        markup = values.pop("reply_markup", None)
        picture = InputMediaPhoto(file.content, filename=file.name, **values)
        return partial(bot.edit_message_media, picture, row.chat_id, rendered.edit, reply_markup=markup)
    how = {"message_thread_id": row.thread_id, "disable_notification": row.silent, **values}
    content = InputFile(file.content, filename=file.name)
    return partial(bot.send_photo if file.photo else bot.send_document, row.chat_id, content, **how)


def number_of(answer: object) -> int | None:
    """The number of the message that Telegram has answered with; None where the answer names none."""
    number = answer.message_id if isinstance(answer, Message) else None
    return number if type(number) is int else None


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
