"""What a person asked, and what the bot does about it: the seam between Telegram and plain functions.

receiver: update -> inbox row -> handler: Request -> command function -> Reaction -> one transaction

A command is ``async (Request, Services) -> Reaction``. It may read the store and, like ``/addfeed``, the network, with
no transaction open. It changes nothing itself: its writes and its messages are carried out together with the inbox row
in one transaction, so that a crash repeats a command whole or not at all.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.pages.rich import Rich
from storage.database import Connection

Write = Callable[[Connection], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was sent: Telegram's id, its name, and its size in bytes where Telegram tells it."""

    id: str
    name: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One command, question or button press, free of Telegram's types.

    ``text`` is what follows the command, or the whole text of a plain message. ``pressed`` is the id of the message
    whose button was pressed, ``replied`` that of the message replied to. ``lang`` is the chat's language once it has
    chosen one, else the one that Telegram reports for the person.
    """

    update_id: int
    chat_id: int
    chat_type: Literal["private", "group", "supergroup", "channel"]
    user_id: int | None
    lang: str
    now: datetime
    command: str = ""
    text: str = ""
    thread_id: int | None = None
    chat_title: str = ""
    first_name: str = ""
    username: str | None = None  # the chat's @name, without the @
    language_code: str | None = None
    message_id: int | None = None
    replied: int | None = None
    pressed: int | None = None
    data: str | None = None
    is_admin_of_bot: bool = False
    may_change: bool = True  # in groups: the sender is an administrator of the chat
    timezone: str = "UTC"
    script: str = ""  # "hant": Chinese is shown in traditional characters
    known: bool = True  # the chat had a row before this update
    written: Mapping[str, Any] | None = None  # of an administrator in private: {"text", "entities"} as they wrote it
    replied_written: Mapping[str, Any] | None = None  # likewise, of the message that it replies to
    answer_to: int | None = None  # a private chat that speaks for this channel: replies go there, under the heading
    channel: int | None = None  # the channel that a private chat means, whether or not it may
    heading: str = ""
    document: Document | None = None  # the message's own, or that of the message replied to


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message of the reply lane. ``edit`` is the id of the message to edit in place of sending a new one."""

    rich: Rich
    edit: int | None = None
    reply_to: int | None = None
    chat_id: int | None = None  # where it is not the request's chat
    silent: bool = False
    story_id: str | None = None  # the story it shows, so that a reply to it is understood
    # A file made when it is sent (/export, /entities, /feeds, /stats), with the text as its caption.
    file: Literal["json", "csv", "toml", "opml", "stats7", "stats30"] | None = None
    drawn: Mapping[str, Any] | None = None  # a picture of /flow, made when it is sent (``bot/sending/pictures.py``)
    farewell: bool = False  # the last message to a chat that is forgotten: its row goes once it is sent


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a command causes. ``toast`` answers a button press (200 characters at most)."""

    messages: tuple[Outgoing, ...] = ()
    writes: tuple[Write, ...] = ()
    toast: str | None = None
    alarm: bool = False  # show the toast as an alert box
    url: str | None = None  # what a press opens in place of a toast: a deep link of this bot


def joined(*reactions: Reaction) -> Reaction:
    """Several reactions as one, in their order; the toast is the last one's."""
    return Reaction(
        tuple(m for r in reactions for m in r.messages),
        tuple(w for r in reactions for w in r.writes),
        reactions[-1].toast,
        reactions[-1].alarm,
    )


@dataclass(slots=True)
class Reply:
    """Collects a Reaction step by step."""

    messages: list[Outgoing] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)

    def say(self, rich: Rich, **options: Any) -> "Reply":
        """Add a message; the options are Outgoing's."""
        self.messages.append(Outgoing(rich, **options))
        return self

    def write(self, write: Write) -> "Reply":
        """Add a change of the store."""
        self.writes.append(write)
        return self

    def done(self, toast: str | None = None, *, alarm: bool = False) -> Reaction:
        """The finished Reaction."""
        return Reaction(tuple(self.messages), tuple(self.writes), toast, alarm)
