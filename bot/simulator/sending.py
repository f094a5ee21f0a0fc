"""Methods that put messages into chats, change them and take them away."""

from __future__ import annotations

import struct
from typing import Any

from bot.simulator.entities import TEXT_UNITS, formatted, utf16_length
from bot.simulator.errors import NOT_MODIFIED, bad_request
from bot.simulator.keyboards import read_keyboard, read_reply_keyboard
from bot.simulator.model import Chat, Json, Message, World
from bot.simulator.parameters import CHAT, FILE, Given, Method, Upload

CAPTION_UNITS = 1024
DELETE_SECONDS = 48 * 3600
PNG = b"\x89PNG\r\n\x1a\n"


def send_message(world: World, given: Given) -> Json:
    """Post a text of 1 to 4096 UTF-16 units."""
    text, entities = _checked_text(given)
    content: Json = {"text": text, "entities": entities}
    if "link_preview_options" in given:
        content["extra"] = {"link_preview_options": given["link_preview_options"]}
    return _send(world, given, content)


def send_document(world: World, given: Given) -> Json:
    """Post a file, by its bytes or by the id of one sent before."""
    kept, name = _file(world, given["document"])
    document = {**kept, "file_name": name, "mime_type": "application/octet-stream"}
    return _send(world, given, _captioned(given, {"document": document}))


def send_photo(world: World, given: Given) -> Json:
    """Post a picture."""
    return _send(world, given, _captioned(given, {"photo": [_picture(world, given["photo"])]}))


def edit_message_text(world: World, given: Given) -> Json:
    """Replace the text, the entities and the keyboard of one of the bot's messages."""
    text, entities = _checked_text(given)
    message = _own(world, given)
    if message.text is None:
        raise bad_request("there is no text in the message to edit")
    keyboard = read_keyboard(given.get("reply_markup"))
    preview = given.get("link_preview_options")
    shown = message.extra.get("link_preview_options")
    now = (message.text, message.entities, message.keyboard, shown)
    if now == (text, entities, keyboard, preview):
        raise bad_request(NOT_MODIFIED)
    message.history.append(message.text)
    message.text, message.entities, message.keyboard = text, entities, keyboard
    message.extra.pop("link_preview_options", None)
    if preview is not None:
        message.extra["link_preview_options"] = preview
    return _edited(world, message)


def edit_message_media(world: World, given: Given) -> Json:
    """Put a picture with its caption in place of a picture or of a text; other media the simulator does not do."""
    media = given["media"]
    if media.get("type") != "photo" or not set(media) <= {"type", "media", "caption", "caption_entities"}:
        raise bad_request("the simulator's editMessageMedia does photos with a caption and its entities")
    if isinstance(media.get("media"), str) and media["media"].startswith("attach://"):
        raise bad_request("wrong file identifier/HTTP URL specified")
    message = _own(world, given)
    if "document" in message.extra:
        raise bad_request("the simulator does not put a picture in place of a file")
    content = _captioned(media, {"photo": [_picture(world, media.get("media", ""))]})
    message.history.append(message.text or message.caption or "")
    message.text, message.caption, message.entities = None, content["caption"], content["entities"]
    message.keyboard = read_keyboard(given.get("reply_markup"))
    message.extra.pop("link_preview_options", None)
    message.extra |= content["extra"]
    return _edited(world, message)


def edit_message_reply_markup(world: World, given: Given) -> Json:
    """Replace or take away the keyboard of one of the bot's messages."""
    message = _own(world, given)
    keyboard = read_keyboard(given.get("reply_markup"))
    if keyboard == message.keyboard:
        raise bad_request(NOT_MODIFIED)
    message.keyboard = keyboard
    return _edited(world, message)


def delete_message(world: World, given: Given) -> bool:
    """Take a message away for everyone: the bot's own, or another's where it may."""
    chat = world.writable(given["chat_id"])
    message = chat.messages.get(given["message_id"])
    if message is None or message.deleted:
        raise bad_request("message to delete not found")
    rights = chat.kind == "private" or chat.members.get(world.bot.id) == "administrator"
    if message.sender is not world.bot and not rights:
        raise bad_request("message can't be deleted")
    if world.time() - message.date > DELETE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    world.tell("deleted", chat.id, message.as_json())
    return True


def _checked_text(given: Given) -> tuple[str, list[Json]]:
    text, entities = formatted(given["text"], given.get("entities", ()))
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > TEXT_UNITS:
        raise bad_request("message is too long")
    return text, entities


def _captioned(given: Given, media: Json) -> Json:
    caption, entities = formatted(given.get("caption", ""), given.get("caption_entities", ()))
    if utf16_length(caption) > CAPTION_UNITS:
        raise bad_request("message caption is too long")
    return {"caption": caption or None, "entities": entities, "extra": media}


def _picture(world: World, given: Upload | str) -> Json:
    """A PhotoSize; PNG only, since its size is read from the file."""
    kept, _ = _file(world, given)
    content = world.files[kept["file_id"]][1]
    if not content.startswith(PNG) or len(content) < 24:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = struct.unpack(">II", content[16:24])
    return {**kept, "width": width, "height": height}


def _send(world: World, given: Given, content: dict[str, Any]) -> Json:
    chat = world.writable(given["chat_id"])
    markup = given.get("reply_markup")
    replacing = read_reply_keyboard(markup, chat.kind == "private")
    keyboard = read_keyboard(markup) if replacing is None else None
    reply = _replied(chat, given)
    thread = given.get("message_thread_id", reply.thread_id if reply else None)
    if thread is not None:
        _check_topic(world, chat, thread)
    silent = bool(given.get("disable_notification"))
    if given.get("protect_content"):
        content.setdefault("extra", {})["has_protected_content"] = True
    message = world.post(chat, world.bot, keyboard=keyboard, reply_to=reply, thread_id=thread, silent=silent, **content)
    if replacing is not None:
        chat.reply_keyboard = replacing
    world.tell("sent", chat.id, message.as_json(), silent=silent)
    return message.as_json()


def _replied(chat: Chat, given: Given) -> Message | None:
    wanted = given.get("reply_parameters")
    if wanted is None:
        return None
    if str(wanted.get("chat_id", chat.id)) != str(chat.id):
        raise bad_request("the simulator does not do replies into another chat; leave chat_id out")
    number = wanted.get("message_id")
    message = chat.messages.get(number) if isinstance(number, int) else None
    if message is not None and not message.deleted:
        return message
    if wanted.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _check_topic(world: World, chat: Chat, thread: int) -> None:
    topic = chat.topics.get(thread)
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed and chat.members.get(world.bot.id) != "administrator":
        raise bad_request("TOPIC_CLOSED")


def _own(world: World, given: Given) -> Message:
    chat = world.writable(given["chat_id"])
    message = chat.messages.get(given["message_id"])
    if message is None or message.deleted:
        raise bad_request("message to edit not found")
    if message.sender is not world.bot:
        raise bad_request("message can't be edited")
    return message


def _edited(world: World, message: Message) -> Json:
    message.edit_date = world.time()
    world.tell("edited", message.chat.id, message.as_json())
    return message.as_json()


def _file(world: World, given: Upload | str) -> tuple[Json, str]:
    if isinstance(given, str):
        if given not in world.files:
            raise bad_request("wrong remote file identifier specified: Wrong string length")
        name, content = world.files[given]
        unique = given.replace("file-", "unique-")
        return {"file_id": given, "file_unique_id": unique, "file_size": len(content)}, name
    if not given.content:
        raise bad_request("file must be non-empty")
    return world.keep_file(given.name, given.content), given.name


_TO = {"chat_id": CHAT}
_HOW = {
    "message_thread_id": "Integer",
    "disable_notification": "Boolean",
    "protect_content": "Boolean",
    "reply_parameters": "ReplyParameters",
    "reply_markup": "InlineKeyboardMarkup or ReplyKeyboardMarkup or ReplyKeyboardRemove",
}
_CAPTION = {"caption": "String", "caption_entities": "Array of MessageEntity"}
_TEXT = {"entities": "Array of MessageEntity", "link_preview_options": "LinkPreviewOptions"}
_WHICH = {**_TO, "message_id": "Integer"}
_MARKUP = {"reply_markup": "InlineKeyboardMarkup"}

METHODS = (
    Method("sendMessage", send_message, {"text": "String", **_TO}, {**_TEXT, **_HOW}),
    Method(
        "sendDocument",
        send_document,
        {"document": FILE, **_TO},
        {**_CAPTION, **_HOW, "disable_content_type_detection": "Boolean"},
    ),
    Method("sendPhoto", send_photo, {"photo": FILE, **_TO}, {**_CAPTION, **_HOW}),
    Method("editMessageText", edit_message_text, {"text": "String", **_WHICH}, {**_TEXT, **_MARKUP}),
    Method("editMessageMedia", edit_message_media, {"media": "InputMedia", **_WHICH}, _MARKUP),
    Method("editMessageReplyMarkup", edit_message_reply_markup, _WHICH, _MARKUP),
    Method("deleteMessage", delete_message, _WHICH),
)
