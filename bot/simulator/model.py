"""What Telegram knows of one bot: people, chats, messages, menus, waiting updates. No network.

Identities: a person by user id, a chat by chat id (a private chat's is its person's user id, a
group's is negative, a supergroup's begins with -100), a message by chat id and message id, a
topic by the id of the message that opened it. Every change is told to the listeners as an Event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from bot.simulator.errors import ApiError, bad_request, forbidden
from bot.simulator.keyboards import Keyboard

Json = dict[str, Any]
ChatKind = Literal["private", "group", "supergroup", "channel"]
EventKind = Literal["received", "sent", "edited", "deleted", "answered", "action", "left", "moved"]

PRESENT = ("creator", "administrator", "member", "restricted")
QUERY_SECONDS = 60
# Telegram shows this account as the writer wherever an administrator stays anonymous.
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
# And this one where somebody, or a channel of its own accord, writes into a group as a channel.
AS_CHANNEL = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
DEFAULT_UPDATES = frozenset(
    {
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
        "inline_query",
        "channel_post",
        "edited_channel_post",
    }
)


class Clock(Protocol):
    """Where the time of every message comes from."""

    def now(self) -> datetime:
        """The present moment, with its zone."""


@dataclass(slots=True)
class Person:
    """Somebody with a Telegram account; the bot itself is one with `is_bot`."""

    id: int
    first_name: str
    language_code: str | None = None
    username: str | None = None
    last_name: str | None = None
    is_bot: bool = False
    deactivated: bool = False

    def as_json(self) -> Json:
        """Telegram's User."""
        optional = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        user: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        return user | {name: value for name, value in optional.items() if value is not None}


@dataclass(slots=True)
class Topic:
    """A topic of a forum."""

    id: int
    name: str
    closed: bool = False


@dataclass(slots=True)
class Message:
    """A message as it stands now, with its earlier texts in `history` (oldest first)."""

    id: int
    chat: Chat
    sender: Person | None
    date: int
    text: str | None = None
    entities: list[Json] = field(default_factory=list)
    caption: str | None = None
    keyboard: Keyboard | None = None
    reply_to: Message | None = None
    thread_id: int | None = None
    anonymous: bool = False
    speaks_as: Chat | None = None
    silent: bool = False
    edit_date: int | None = None
    deleted: bool = False
    extra: Json = field(default_factory=dict)
    history: list[str] = field(default_factory=list)

    def as_json(self, with_reply: bool = True) -> Json:
        """Telegram's Message; the message replied to is shown without its own reply."""
        body: Json = {"message_id": self.id, "date": self.date, "chat": self.chat.as_json()}
        if self.anonymous or self.chat.kind == "channel":
            body["sender_chat"] = self.chat.as_json()
        if self.speaks_as is not None:
            body |= {"sender_chat": self.speaks_as.as_json(), "from": AS_CHANNEL}
        elif self.anonymous:
            body["from"] = ANONYMOUS
        elif self.sender is not None and self.chat.kind != "channel":
            body["from"] = self.sender.as_json()
        if self.thread_id is not None:
            body |= {"message_thread_id": self.thread_id, "is_topic_message": True}
        if self.edit_date is not None:
            body["edit_date"] = self.edit_date
        for name, value in (("text", self.text), ("caption", self.caption)):
            if value is not None:
                body[name] = value
        if self.entities:
            body["caption_entities" if self.text is None else "entities"] = self.entities
        if self.keyboard is not None:
            body["reply_markup"] = self.keyboard
        if with_reply and self.reply_to is not None and not self.reply_to.deleted:
            body["reply_to_message"] = self.reply_to.as_json(with_reply=False)
        return body | self.extra


@dataclass(slots=True)
class Chat:
    """A conversation: its members by status, the rights that its administrators lack, its topics and messages by id."""

    id: int
    kind: ChatKind
    title: str | None = None
    person: Person | None = None
    is_forum: bool = False
    username: str | None = None
    members: dict[int, str] = field(default_factory=dict)
    lacking: dict[int, frozenset[str]] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    reply_keyboard: Keyboard | None = None  # what the person has in place of the letters, in a private chat
    migrated_to: int | None = None
    next_id: int = 1

    def as_json(self) -> Json:
        """Telegram's Chat."""
        chat: Json = {"id": self.id, "type": self.kind}
        if self.person is not None:
            names = self.person.as_json()
            chat |= {k: names[k] for k in ("first_name", "last_name", "username") if k in names}
        for name, value in (("title", self.title), ("username", self.username)):
            if value is not None:
                chat[name] = value
        if self.is_forum:
            chat["is_forum"] = True
        return chat

    def may_post(self, person: Person) -> bool:
        """Whether somebody may post in this channel."""
        status = self.members.get(person.id)
        may = "can_post_messages" not in self.lacking.get(person.id, ())
        return status == "creator" or (status == "administrator" and may)

    def live(self) -> Iterator[Message]:
        """The messages that are still there, oldest first."""
        return (message for message in self.messages.values() if not message.deleted)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a chat's reader would notice.

    `message` is Telegram's Message for received, sent, edited and deleted; `detail` carries the
    rest (an answer's text, an action's name, the new chat's id). `number` counts from 1.
    """

    number: int
    kind: EventKind
    chat_id: int
    message: Json | None = None
    detail: Json = field(default_factory=dict)


@dataclass(slots=True)
class Query:
    """A button press or an inline query that waits for the bot's answer."""

    id: str
    person: Person
    asked: float
    chat_id: int
    message_id: int | None = None
    answered: bool = False
    text: str = ""
    offset: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot answered to a button press."""

    query_id: str
    user_id: int
    chat_id: int
    message_id: int | None
    text: str
    show_alert: bool
    url: str | None


class World:
    """The state of one bot's Telegram.

    `updates` holds what getUpdates has not confirmed yet. Listeners are called at once, in order,
    inside the change: they must not block.
    """

    def __init__(self, bot: Person, clock: Clock) -> None:
        self.bot = bot
        self.clock = clock
        self.people: dict[int, Person] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.updates: list[Json] = []
        self.next_update = 1
        self.allowed_updates: frozenset[str] = DEFAULT_UPDATES
        self.webhook: Json = {}
        self.menus: dict[tuple[str, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        self.queries: dict[str, Query] = {}
        self.answers: list[Answer] = []
        self.inline_answers: dict[str, Json] = {}
        # What was answered to a text and an offset, for one person or (None) for everybody, and until when it is kept.
        self.inline_kept: dict[tuple[str, str, int | None], tuple[float, Json]] = {}
        self.listeners: list[Callable[[Event], None]] = []
        self.reads_all = False
        self.wakers: list[Callable[[], None]] = []
        self._events = 0

    def time(self) -> int:
        """Now, in whole Unix seconds."""
        return int(self.clock.now().timestamp())

    def tell(self, kind: EventKind, chat_id: int, message: Json | None = None, **detail: Any) -> None:
        """Pass an event to every listener."""
        self._events += 1
        event = Event(self._events, kind, chat_id, message, detail)
        for listener in tuple(self.listeners):
            listener(event)

    def update(self, kind: str, payload: Json) -> None:
        """Queue an update for the bot, unless it asked not to get this kind."""
        if kind in self.allowed_updates:
            self.updates.append({"update_id": self.next_update, kind: payload})
            self.next_update += 1
            self.wake()

    def wake(self) -> None:
        """Let whoever waits for updates look again."""
        for waker in self.wakers:
            waker()

    def post(self, chat: Chat, sender: Person | None, **content: Any) -> Message:
        """Add a message to a chat; nobody is told yet."""
        message = Message(id=chat.next_id, chat=chat, sender=sender, date=self.time(), **content)
        chat.messages[message.id] = message
        chat.next_id += 1
        return message

    def keep_file(self, name: str, content: bytes) -> Json:
        """Store a file's bytes; returns Telegram's file_id, file_unique_id and file_size."""
        number = len(self.files) + 1
        file_id = f"file-{number}"
        self.files[file_id] = (name, content)
        return {"file_id": file_id, "file_unique_id": f"unique-{number}", "file_size": len(content)}

    def chat(self, chat_id: int | str) -> Chat:
        """The chat that the bot named, or 400."""
        if isinstance(chat_id, str):
            named = (c for c in self.chats.values() if c.username and f"@{c.username}".lower() == chat_id.lower())
            chat = next(named, None)
            if chat is None:
                raise bad_request("chat not found")
            return chat
        chat = self.chats.get(chat_id)
        if chat is None:
            if chat_id in self.people:
                raise forbidden("bot can't initiate conversation with a user")
            raise bad_request("chat not found")
        return chat

    def writable(self, chat_id: int | str) -> Chat:
        """The chat, where the bot may write now; else the refusal that Telegram gives."""
        chat = self.chat(chat_id)
        refusal = self.refusal(chat)
        if refusal is not None:
            raise refusal
        return chat

    def refusal(self, chat: Chat) -> ApiError | None:
        """Why the bot cannot act in this chat, None where it can."""
        if chat.migrated_to is not None:
            return bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
        if chat.person is not None and chat.person.deactivated:
            return forbidden("user is deactivated")
        status = chat.members.get(self.bot.id, "left")
        if status == "restricted":
            return bad_request("not enough rights to send text messages to the chat")
        if chat.kind == "channel" and status in PRESENT and not chat.may_post(self.bot):
            return bad_request("need administrator rights in the channel chat")
        if status in PRESENT:
            return None
        if chat.kind == "private":
            return forbidden("bot was blocked by the user")
        name = "channel" if chat.kind == "channel" else f"{chat.kind} chat"
        verb = "was kicked from" if status == "kicked" else "is not a member of"
        return forbidden(f"bot {verb} the {name}")
