"""The people around the bot and what they see: messages, menus, answers, events."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from bot.simulator.model import Answer, Chat, Event, Json, Message, Person, Topic, World
from bot.simulator.profile import menu

Who = Person | int


class Sights:
    """Who is there, and what each of them sees, in one World.

    People and chats may be named by id wherever a Person or a Chat is expected. A mistake of the
    caller (no such person, chat or message) raises LookupError or ValueError and says which.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._changed = asyncio.Condition()
        self._seen = 0
        world.listeners.append(self._notice)
        self._wakes: set[asyncio.Task[None]] = set()

    def user(
        self, id: int, first_name: str = "Reader", language_code: str | None = None, username: str | None = None
    ) -> Person:
        """A person, made or renamed; the bot meets them only when they write to it."""
        person = self.world.people.get(id) or Person(id, first_name)
        person.first_name, person.language_code = first_name, language_code
        person.username = username or person.username
        self.world.people[id] = person
        return person

    def group(
        self,
        id: int,
        title: str,
        members: Iterable[Who] = (),
        admins: Iterable[Who] = (),
        kind: Literal["group", "supergroup", "channel"] = "group",
        forum: bool = False,
        bot: str = "member",
        username: str | None = None,
    ) -> Chat:
        """A group, supergroup or channel with the bot in it (`bot` is its status, or "left")."""
        chat = Chat(id, kind, title=title, is_forum=forum, username=username)
        for who in members:
            chat.members[self._person(who).id] = "member"
        for who in admins:
            chat.members[self._person(who).id] = "administrator"
        chat.members[self.world.bot.id] = bot
        self.world.chats[id] = chat
        return chat

    def topic(self, chat: Chat | int, name: str) -> Topic:
        """A new topic in a forum."""
        place = self._chat(chat)
        if not place.is_forum:
            raise ValueError(f"chat {place.id} has no topics: make it with forum=True")
        created = {"forum_topic_created": {"name": name, "icon_color": 0}}
        opener = self.world.post(place, None, extra=created)
        topic = place.topics[opener.id] = Topic(opener.id, name)
        return topic

    def delete_topic(self, chat: Chat | int, thread: int) -> None:
        """Take a topic away, with everything in it."""
        place = self._chat(chat)
        if place.topics.pop(thread, None) is None:
            raise LookupError(f"chat {place.id} has no topic {thread}")
        for message in place.messages.values():
            if message.thread_id == thread or message.id == thread:
                message.deleted = True

    def message(self, chat_id: int, message_id: int) -> Message:
        """One message as it is stored, `silent` and `history` included."""
        message = self._chat(chat_id).messages.get(message_id)
        if message is None or message.deleted:
            raise LookupError(f"chat {chat_id} has no message {message_id}")
        return message

    def messages(self, chat_id: int) -> list[Json]:
        """Every message of a chat as it stands now, oldest first (Telegram's Message)."""
        chat = self.world.chats.get(chat_id)
        return [message.as_json() for message in chat.live()] if chat else []

    def from_bot(self, chat_id: int) -> list[Json]:
        """What the bot wrote in a chat, oldest first."""
        chat, bot = self.world.chats.get(chat_id), self.world.bot
        return [m.as_json() for m in chat.live() if m.sender is bot] if chat else []

    @property
    def answers(self) -> list[Answer]:
        """Every answer to a button press so far."""
        return self.world.answers

    def menu(self, user: Who, chat: Chat | int | None = None) -> list[Json]:
        """The commands that somebody's client would show in a chat."""
        person = self._person(user)
        place = self.world.chats.get(person.id) if chat is None else self._chat(chat)
        return menu(self.world, person, place or Chat(person.id, "private", person=person))

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[Event]]:
        """A queue of every Event from now on, for as long as the block lasts."""
        queue: asyncio.Queue[Event] = asyncio.Queue()
        self.world.listeners.append(queue.put_nowait)
        try:
            yield queue
        finally:
            self.world.listeners.remove(queue.put_nowait)

    async def wait_for(self, predicate: Callable[[], Any], timeout: float = 60.0) -> Any:
        """The predicate's first true value, asked again after each Event; TimeoutError else."""
        async with asyncio.timeout(timeout), self._changed:
            return await self._changed.wait_for(predicate)

    def _notice(self, event: Event) -> None:
        async def wake() -> None:
            async with self._changed:
                self._changed.notify_all()

        task = asyncio.get_running_loop().create_task(wake())
        self._wakes.add(task)
        task.add_done_callback(self._wakes.discard)

    def _person(self, who: Who) -> Person:
        number = who.id if isinstance(who, Person) else who
        person = self.world.people.get(number)
        if person is None:
            raise LookupError(f"nobody has the user id {number}: make them with user() first")
        return person

    def _chat(self, chat: Chat | int) -> Chat:
        number = chat.id if isinstance(chat, Chat) else chat
        place = self.world.chats.get(number)
        if place is None:
            raise LookupError(f"there is no chat {number}: make it, or let the person write first")
        return place

    def _place(self, user: Who, chat: Chat | int | None) -> Chat:
        person = self._person(user)
        if chat is not None and not (isinstance(chat, int) and chat == person.id):
            return self._chat(chat)
        if person.id not in self.world.chats:
            private = Chat(person.id, "private", person=person)
            private.members = {person.id: "member", self.world.bot.id: "member"}
            self.world.chats[person.id] = private
        return self.world.chats[person.id]
