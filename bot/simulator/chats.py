"""Methods that ask about chats and their members, or leave one."""

from __future__ import annotations

from bot.simulator.errors import bad_request, forbidden
from bot.simulator.model import PRESENT, Chat, Json, Person, World
from bot.simulator.parameters import CHAT, Given, Method

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
KIND_RIGHTS = {
    "channel": ("can_post_messages", "can_edit_messages"),
    "supergroup": ("can_pin_messages", "can_manage_topics"),
    "group": ("can_pin_messages",),
}
DENIED = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def get_chat(world: World, given: Given) -> Json:
    """Everything about a chat that the bot may see (Telegram's ChatFullInfo)."""
    chat = world.chat(given["chat_id"])
    if not chat.username:
        chat = _readable(world, given)
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    return chat.as_json() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


def get_chat_member(world: World, given: Given) -> Json:
    """One member; somebody who is not there has the status left."""
    chat = _readable(world, given)
    person = world.people.get(given["user_id"])
    if person is None:
        raise bad_request("user not found")
    return member(chat, person)


def get_chat_administrators(world: World, given: Given) -> list[Json]:
    """The chat's creator and administrators; of bots only this one."""
    chat = _readable(world, given)
    if chat.kind == "private":
        raise bad_request("there are no administrators in the private chat")
    ids = [n for n, status in chat.members.items() if status in ("creator", "administrator")]
    return [member(chat, world.people[number]) for number in ids]


def leave_chat(world: World, given: Given) -> bool:
    """Go away from a group; the bot hears of it as of any other change of its membership."""
    chat = world.writable(given["chat_id"])
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    set_bot_status(world, chat, "left", by=world.bot)
    world.tell("left", chat.id)
    return True


def send_chat_action(world: World, given: Given) -> bool:
    """Show "typing…" or the like for a moment."""
    if given["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = world.writable(given["chat_id"])
    world.tell("action", chat.id, action=given["action"])
    return True


def member(chat: Chat, person: Person) -> Json:
    """Telegram's ChatMember for a person in a chat."""
    status = chat.members.get(person.id, "left")
    result: Json = {"status": status, "user": person.as_json()}
    if status == "kicked":
        result["until_date"] = 0
    if status in ("creator", "administrator"):
        result["is_anonymous"] = False
    if status == "administrator":
        lacking = chat.lacking.get(person.id, frozenset())
        rights = (*RIGHTS, *KIND_RIGHTS.get(chat.kind, ()))
        result |= {"can_be_edited": False, **{right: right not in lacking for right in rights}}
    if status == "restricted":
        result |= {"is_member": True, "until_date": 0, **dict.fromkeys(DENIED, False)}
    return result


def set_bot_status(world: World, chat: Chat, status: str, by: Person, lacking: frozenset[str] = frozenset()) -> None:
    """Change what the bot is in a chat, and tell it (my_chat_member). An administrator may lack rights."""
    before = member(chat, world.bot)
    chat.members[world.bot.id] = status
    chat.lacking[world.bot.id] = lacking
    change: Json = {
        "chat": chat.as_json(),
        "from": by.as_json(),
        "date": world.time(),
        "old_chat_member": before,
        "new_chat_member": member(chat, world.bot),
    }
    world.update("my_chat_member", change)


def _readable(world: World, given: Given) -> Chat:
    chat = world.chat(given["chat_id"])
    if chat.kind != "private" and chat.members.get(world.bot.id) not in PRESENT:
        raise world.refusal(chat) or forbidden("bot is not a member of the group chat")
    return chat


_TO = {"chat_id": CHAT}

METHODS = (
    Method("getChat", get_chat, _TO),
    Method("getChatMember", get_chat_member, {"user_id": "Integer", **_TO}),
    Method("getChatAdministrators", get_chat_administrators, _TO),
    Method("leaveChat", leave_chat, _TO),
    Method("sendChatAction", send_chat_action, {"action": "String", **_TO}, {"message_thread_id": "Integer"}),
)
