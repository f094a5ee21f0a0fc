"""What the people around the bot do: write, press, edit, block, add, remove, migrate.

Every act queues the updates that Telegram would send to the bot, group privacy included: without
administrator rights a bot in a group gets commands, mentions and replies to it, nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from bot.simulator.chats import set_bot_status
from bot.simulator.entities import TEXT_UNITS, cover, formatted, found, utf16_length
from bot.simulator.keyboards import buttons, find_button
from bot.simulator.model import PRESENT, Chat, Json, Message, Person, Query
from bot.simulator.queries import kept_answer
from bot.simulator.sights import Sights, Who

INLINE_CHARACTERS = 256


class People(Sights):
    """Acts of the people in one World; a mistake of the caller raises as in Sights."""

    async def say(
        self,
        user: Who,
        text: str,
        chat: Chat | int | None = None,
        reply_to: int | None = None,
        thread: int | None = None,
        anonymous: bool = False,
        speaks_as: Chat | int | None = None,
        entities: Sequence[Json] = (),
    ) -> Json:
        """Write a text or a command, formatted as `entities` say, in the private chat unless `chat` says where.

        As a channel where `speaks_as` names one.
        """
        person, place = self._person(user), self._place(user, chat)
        text, all_entities = formatted(text, entities)
        if not 1 <= utf16_length(text) <= TEXT_UNITS:
            raise ValueError(f"nobody can send that: a text has 1 to {TEXT_UNITS} UTF-16 units")
        message = self._post(
            place,
            person,
            text=text,
            entities=all_entities,
            reply_to=self._reply(place, reply_to),
            thread_id=thread,
            anonymous=anonymous,
            speaks_as=None if speaks_as is None else self._chat(speaks_as),
        )
        return await self._received("message", message)

    async def send_file(
        self,
        user: Who,
        name: str,
        content: bytes,
        caption: str | None = None,
        chat: Chat | int | None = None,
        mime_type: str = "application/octet-stream",
    ) -> Json:
        """Send a document to the bot."""
        kept = self.world.keep_file(name, content)
        document = {**kept, "file_name": name, "mime_type": mime_type}
        message = self._post(
            self._place(user, chat),
            self._person(user),
            caption=caption,
            entities=found(caption or ""),
            extra={"document": document},
        )
        return await self._received("message", message)

    async def edit(self, user: Who, message_id: int, text: str, chat: Chat | int | None = None) -> Json:
        """Change one's own earlier text."""
        message = self.message(self._place(user, chat).id, message_id)
        if message.sender is not self._person(user):
            raise ValueError(f"message {message_id} is somebody else's: only its writer edits it")
        message.history.append(message.text or "")
        message.text, message.entities = text, found(text)
        message.edit_date = self.world.time()
        return await self._received("edited_message", message)

    async def press(self, user: Who, message_id: int, data: str, chat: Chat | int | None = None) -> str:
        """Press the button with this callback data (or label); returns the query's id."""
        person, place = self._person(user), self._place(user, chat)
        message = self.message(place.id, message_id)
        button = find_button(message.keyboard, data)
        if button is None or "callback_data" not in button:
            every = [b.get("callback_data", b["text"]) for b in buttons(message.keyboard)]
            raise LookupError(f"message {message_id} has no button {data!r} to press, only {every}")
        return await self.press_forged(person, message_id, button["callback_data"], place)

    async def press_forged(
        self, user: Who, message_id: int, data: str, chat: Chat | int | None = None, gone: bool = False
    ) -> str:
        """Press with any data, as a client of one's own can: "the message that originated the query can contain no
        callback buttons with this data" (Bot API, CallbackQuery). `gone`: the bot no longer has the message.
        """
        person, place = self._person(user), self._place(user, chat)
        query = self._query(person, place.id, message_id)
        if gone:
            message: Json = {"chat": place.as_json(), "message_id": message_id, "date": 0}
        else:
            message = self.message(place.id, message_id).as_json()
        body: Json = {"id": query.id, "from": person.as_json(), "chat_instance": f"{place.id}"}
        self.world.update("callback_query", body | {"message": message, "data": data})
        await asyncio.sleep(0)
        return query.id

    async def ask_inline(self, user: Who, text: str, offset: str = "", chat_type: str = "sender") -> str:
        """Type the bot's name and a query in some chat; returns the query's id.

        Where Telegram still has an answer, the bot is not asked.
        """
        person = self._person(user)
        if len(text) > INLINE_CHARACTERS:
            raise ValueError(f"nobody can type that: an inline query has {INLINE_CHARACTERS} characters at most")
        query = self._query(person, person.id, None)
        query.text, query.offset = text, offset
        kept = kept_answer(self.world, query)
        if kept is not None:
            query.answered, self.world.inline_answers[query.id] = True, kept
            self.world.tell("answered", query.chat_id, query_id=query.id, results=len(kept["results"]))
        else:
            body = {"id": query.id, "from": person.as_json(), "query": text, "offset": offset, "chat_type": chat_type}
            self.world.update("inline_query", body)
        await asyncio.sleep(0)
        return query.id

    async def choose_inline(self, user: Who, query_id: str, result_id: str, chat: Chat | int) -> Json:
        """Post one of the results offered for an inline query into a chat, as the person's own message."""
        offered = self.world.inline_answers.get(query_id, {"results": []})["results"]
        chosen = next((item for item in offered if item["id"] == result_id), None)
        if chosen is None:
            raise LookupError(f"query {query_id} was offered no result {result_id!r}")
        content = chosen["input_message_content"]
        preview = {n: content[n] for n in ("link_preview_options",) if n in content}
        message = self._post(
            self._place(user, chat),
            self._person(user),
            text=content["message_text"],
            entities=content["entities"],
            keyboard=chosen.get("reply_markup"),
            extra={"via_bot": self.world.bot.as_json(), **preview},
        )
        return await self._received("message", message)

    async def share_chat(self, user: Who, chat: Chat | int) -> Json:
        """Press the keyboard's button that asks for a chat, and choose one; the client makes the bot what it asks for.

        ValueError where there is no such button, or the person has not the rights that it wants.
        """
        person, place, chosen = self._person(user), self._place(user, None), self._chat(chat)
        rows = (place.reply_keyboard or {}).get("keyboard", [])
        asked = next((b["request_chat"] for row in rows for b in row if "request_chat" in b), None)
        if asked is None or asked["chat_is_channel"] != (chosen.kind == "channel"):
            raise ValueError(f"user {person.id} has no button that lets choose chat {chosen.id}")
        wanted = asked.get("user_administrator_rights", {}).get("can_post_messages")
        if wanted and not chosen.may_post(person):
            raise ValueError(f"user {person.id} may not post in {chosen.id}: the client does not offer it")
        if asked.get("bot_administrator_rights") and not chosen.may_post(self.world.bot):
            set_bot_status(self.world, chosen, "administrator", by=person)
        shared: Json = {"request_id": asked["request_id"], "chat_id": chosen.id}
        for name, value in (("title", chosen.title), ("username", chosen.username)):
            if asked.get(f"request_{name}") and value is not None:
                shared[name] = value
        place.reply_keyboard = None
        return await self._received("message", self._post(place, person, extra={"chat_shared": shared}))

    async def forward(self, user: Who, source: Chat | int, message_id: int, chat: Chat | int | None = None) -> Json:
        """Forward a message, to the bot unless `chat` says where."""
        person, original = self._person(user), self.message(self._chat(source).id, message_id)
        origin: Json = {"date": original.date}
        if original.chat.kind == "channel":
            origin |= {"type": "channel", "chat": original.chat.as_json(), "message_id": original.id}
        elif original.sender is not None:
            origin |= {"type": "user", "sender_user": original.sender.as_json()}
        message = self._post(
            self._place(user, chat),
            person,
            text=original.text,
            entities=original.entities,
            extra={"forward_origin": origin},
        )
        return await self._received("message", message)

    async def block(self, user: Who) -> None:
        """Block the bot."""
        set_bot_status(self.world, self._place(user, None), "kicked", by=self._person(user))
        await asyncio.sleep(0)

    async def unblock(self, user: Who) -> None:
        """Let the bot write again."""
        set_bot_status(self.world, self._place(user, None), "member", by=self._person(user))
        await asyncio.sleep(0)

    async def add_bot(
        self, chat: Chat | int, by: Who, status: str = "member", lacking: Iterable[str] = (), start: str | None = None
    ) -> None:
        """Bring the bot into a group or channel, or make it "administrator", "member" or "restricted" there.

        `start` is what a startgroup link carries: the person's client then sends /start with it.
        """
        place, person = self._chat(chat), self._person(by)
        came = place.members.get(self.world.bot.id) not in PRESENT
        place.members.setdefault(person.id, "member")
        set_bot_status(self.world, place, status, person, frozenset(lacking))
        if came and place.kind != "channel":
            extra = {"new_chat_members": [self.world.bot.as_json()]}
            await self._received("message", self.world.post(place, person, extra=extra))
        if start is not None:
            await self.say(person, f"/start@{self.world.bot.username} {start}".strip(), chat=place)

    async def remove_bot(self, chat: Chat | int, by: Who) -> None:
        """Throw the bot out of a group."""
        place, person = self._chat(chat), self._person(by)
        if place.kind != "channel":
            extra = {"left_chat_member": self.world.bot.as_json()}
            await self._received("message", self.world.post(place, person, extra=extra))
        set_bot_status(self.world, place, "kicked", by=person)

    async def set_role(self, chat: Chat | int, user: Who, status: str, lacking: Iterable[str] = ()) -> None:
        """Make somebody creator, administrator (without the rights named), member, left or kicked in a group."""
        place, person = self._chat(chat), self._person(user)
        place.members[person.id], place.lacking[person.id] = status, frozenset(lacking)
        await asyncio.sleep(0)

    async def migrate(self, chat: Chat | int, by: Who) -> Chat:
        """Turn a group into a supergroup with a new id; the old one refuses from then on."""
        old, person = self._chat(chat), self._person(by)
        if old.kind != "group":
            raise ValueError(f"chat {old.id} is a {old.kind}: only a group becomes a supergroup")
        new = self.group(-1_000_000_000_000 + old.id, old.title or "", kind="supergroup")
        new.members, new.lacking = dict(old.members), dict(old.lacking)
        leaving = self.world.post(old, person, extra={"migrate_to_chat_id": new.id})
        arriving = self.world.post(new, person, extra={"migrate_from_chat_id": old.id})
        old.migrated_to = new.id
        await self._received("message", leaving)
        await self._received("message", arriving)
        self.world.tell("moved", old.id, to=new.id)
        return new

    def _post(self, chat: Chat, person: Person, **content: Any) -> Message:
        if chat.migrated_to is not None:
            raise ValueError(f"chat {chat.id} has become the supergroup {chat.migrated_to}")
        if chat.kind == "private" and chat.members.get(self.world.bot.id) not in PRESENT:
            raise ValueError(f"user {person.id} has blocked the bot: unblock it first")
        if chat.kind != "private":
            chat.members.setdefault(person.id, "member")
        return self.world.post(chat, person, **content)

    def _reply(self, chat: Chat, message_id: int | None) -> Message | None:
        return None if message_id is None else self.message(chat.id, message_id)

    def _query(self, person: Person, chat_id: int, message_id: int | None) -> Query:
        number = str(len(self.world.queries) + 1)
        query = Query(number, person, self.world.time(), chat_id, message_id)
        self.world.queries[number] = query
        return query

    async def _received(self, kind: str, message: Message) -> Json:
        body = message.as_json()
        self.world.tell("received" if kind == "message" else "edited", message.chat.id, body)
        if self._reaches_bot(message):
            post = {"message": "channel_post", "edited_message": "edited_channel_post"}
            name = post[kind] if message.chat.kind == "channel" else kind
            self.world.update(name, body)
        await asyncio.sleep(0)
        return body

    def _reaches_bot(self, message: Message) -> bool:
        bot, status = self.world.bot, message.chat.members.get(self.world.bot.id)
        if message.chat.kind in ("private", "channel") or message.text is None:
            return status in PRESENT
        if status not in PRESENT:
            return False
        if "via_bot" in message.extra or status == "administrator" or self.world.reads_all:
            return True
        if message.reply_to is not None and message.reply_to.sender is bot:
            return True
        return any(self._names_bot(message.text, entity) for entity in message.entities)

    def _names_bot(self, text: str, entity: Json) -> bool:
        part, name = cover(text, entity), f"@{self.world.bot.username}".lower()
        if entity["type"] == "mention":
            return part.lower() == name
        return entity["type"] == "bot_command" and ("@" not in part or part.lower().endswith(name))
