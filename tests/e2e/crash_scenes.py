"""What happens while the bot is killed, a step each: poll, analyse, send, receive, digest, edit, migrate, retract."""

import asyncio
from dataclasses import dataclass
from itertools import count
from typing import ClassVar

from tests.e2e.chatting import data
from tests.e2e.crashing import BOSS, Move, Scene

READERS = 3
SENDS = ("Sender.", "Outcomes.", "telegram.sendMessage")
WATCHED = "SELECT name, scope FROM watches WHERE chat_id = ? ORDER BY name"
GROUPS = count(1)


@dataclass(slots=True)
class Published(Scene):
    """A story is published, and those who watch the firm get it."""

    step: ClassVar[str] = "send"
    steps: ClassVar[tuple[str, ...]] = SENDS

    async def prepare(self) -> None:
        self.chats = {f"reader {number}": self.place.person() for number in range(READERS)}
        await asyncio.gather(*(self.place.watching(self.move.firm, user) for user in self.chats.values()))

    async def act(self) -> None:
        self.place.publish(self.move.piece())

    def facts(self) -> tuple[object, ...]:
        return tuple(self.place.bot.look("SELECT state FROM items WHERE title = ?", self.move.piece().title))


class Polled(Published):
    """The same, struck while the feed is asked and what it brings is stored."""

    step: ClassVar[str] = "poll"
    steps: ClassVar[tuple[str, ...]] = ("Feeds.", "FeedWatch.")


class Analysed(Published):
    """The same, struck while the article is read and decided."""

    step: ClassVar[str] = "analyse"
    steps: ClassVar[tuple[str, ...]] = ("Items.",)


@dataclass(slots=True)
class Received(Scene):
    """Somebody writes a command, and somebody else presses a button."""

    step: ClassVar[str] = "receive"
    steps: ClassVar[tuple[str, ...]] = (
        "Receiver.",
        "Handlers.",
        "telegram.getUpdates",
        "telegram.answerCallback",
        *SENDS,
    )

    async def prepare(self) -> None:
        asker, presser = self.place.person(), self.place.person()
        await self.place.watching(self.move.firm, presser)
        self.chats = {"asker": asker, "presser": presser}

    async def act(self) -> None:
        sim, presser = self.place.sim, self.chats["presser"]
        await sim.say(self.chats["asker"], f"/watch {self.move.firm}")
        message = self.messages("presser")[-1]
        await sim.press(presser, message["message_id"], data(message, "ut")[0])

    def facts(self) -> tuple[object, ...]:
        watched = [self.place.bot.look(WATCHED, chat) for chat in self.chats.values()]
        presses = [q.answered for q in self.place.sim.world.queries.values() if q.person.id == self.chats["presser"]]
        return (*(len(w) for w in watched), presses)


@dataclass(slots=True)
class Digested(Scene):
    """Two events were kept for a digest, and its time comes."""

    step: ClassVar[str] = "digest"
    steps: ClassVar[tuple[str, ...]] = SENDS

    async def prepare(self) -> None:
        second: Move = next(self.place.moves)
        bot, user = self.place.bot, self.place.person()
        for move in (self.move, second):
            await self.place.watching(move.firm, user)
        bot.write('UPDATE subscribers SET settings = \'{"delivery": "daily"}\' WHERE chat_id = ?', user)
        for move in (self.move, second):
            self.place.publish(move.piece())
        held = "SELECT COUNT(*) FROM outbox WHERE chat_id = ? AND state = 'held' AND kind = ?"
        await self.place.until(lambda: bot.count(held, user, "alert") == 2, "news that is kept")
        await self.place.until(lambda: bot.count(held, user, "digest") == 1, "a digest")
        self.chats, self.since = {"reader": user}, {"reader": len(self.place.sim.from_bot(user))}
        self.second = second

    second: Move | None = None

    async def act(self) -> None:
        self.place.bot.write(
            "UPDATE outbox SET due_at = created_at WHERE chat_id = ? AND kind = 'digest'", self.chats["reader"]
        )

    def neutral(self, text: str) -> str:
        if self.second is not None:
            for name, word in ((self.second.firm, "FIRM"), (self.second.goal, "GOAL"), (self.second.person, "PERSON")):
                text = text.replace(name, word)
        return Scene.neutral(self, text)

    def facts(self) -> tuple[object, ...]:
        chat = self.chats["reader"]
        states = "SELECT kind, state FROM outbox WHERE chat_id = ? AND lane > 0 ORDER BY kind, state"
        return tuple(self.place.bot.look(states, chat))


@dataclass(slots=True)
class Edited(Published):
    """A second source comes, and the alerts that were sent are edited."""

    step: ClassVar[str] = "edit"
    steps: ClassVar[tuple[str, ...]] = ("Sender.", "Outcomes.", "telegram.editMessageText")

    async def prepare(self) -> None:
        await Published.prepare(self)
        await Published.act(self)
        title = self.move.piece().title
        await self.place.until(
            lambda: all(any(title in m["text"] for m in self.messages(role)) for role in self.chats), "the alerts"
        )

    async def act(self) -> None:
        self.place.publish(self.move.again())

    def facts(self) -> tuple[object, ...]:
        shown = [any("2 sources" in m["text"] for m in self.messages(role)) for role in self.chats]
        return (*shown, *self._pictures("edit"))

    def _pictures(self, kind: str) -> list[tuple[object, ...]]:
        """Whether what the store holds of each message is what it shows; ``kind``: of the rows that edit it."""
        chats = list(self.chats.values())
        sql = (
            "SELECT e.state, e.digest = a.digest FROM outbox e JOIN outbox a ON a.key = e.reply_to_key"
            f" WHERE e.kind = ? AND e.chat_id IN ({', '.join('?' * len(chats))}) ORDER BY e.chat_id"
        )
        return self.place.bot.look(sql, kind, *chats)


@dataclass(slots=True)
class Retracted(Edited):
    """An administrator retracts a story, and every copy is edited."""

    step: ClassVar[str] = "retract"
    steps: ClassVar[tuple[str, ...]] = ("Receiver.", "Handlers.", "Sender.", "Outcomes.", "telegram.editMessageText")
    page: int = 0

    async def prepare(self) -> None:
        await Edited.prepare(self)
        sim = self.place.sim
        ((story,),) = self.place.bot.look("SELECT story_id FROM items WHERE title = ?", self.move.piece().title)
        before = len(sim.from_bot(BOSS))
        await sim.say(BOSS, f"/retract {story}")
        await self.place.until(lambda: len(sim.from_bot(BOSS)) > before, "the page of /retract")
        page = await self.place.answered(BOSS, "rr")
        await sim.press(BOSS, page["message_id"], f"rr:{story}:p")
        self.page = page["message_id"]
        await self.place.until(lambda: bool(data(self._page(), "rx")), "the button that retracts")

    def _page(self) -> dict[str, object]:
        return self.place.sim.message(BOSS, self.page).as_json()

    async def act(self) -> None:
        await self.place.sim.press(BOSS, self.page, data(self._page(), "rx")[0])

    def facts(self) -> tuple[object, ...]:
        retracted = [m["text"].startswith("Retracted\n") for role in self.chats for m in self.messages(role)[-1:]]
        page = self.neutral(str(self._page()["text"])).split("\n")[0]
        return (*retracted, page, *self._pictures("copy"))


@dataclass(slots=True)
class Migrated(Scene):
    """A group becomes a supergroup; the next story comes there."""

    step: ClassVar[str] = "migrate"
    steps: ClassVar[tuple[str, ...]] = ("membership.", "Receiver.", "Sender.", "Outcomes.")
    told: bool = True  # whether Telegram's update comes, or the refusal of a message tells it
    old: int = 0

    async def prepare(self) -> None:
        sim, chief = self.place.sim, self.place.person()
        self.old = -900_000 - next(GROUPS)
        sim.group(self.old, "News desk", admins=[chief])
        await self.place.watching(self.move.firm, chief, chat=self.old)
        self.chief = chief

    chief: int = 0

    async def act(self) -> None:
        world = self.place.sim.world
        allowed = world.allowed_updates
        if not self.told:
            world.allowed_updates = frozenset()
        self.chats = {"reader": (await self.place.sim.migrate(self.old, self.chief)).id}
        world.allowed_updates = allowed
        self.place.publish(self.move.piece())

    def facts(self) -> tuple[object, ...]:
        look, new = self.place.bot.look, self.chats.get("reader", 0)
        return (
            len(look(WATCHED, new)),
            len(look(WATCHED, self.old)),
            tuple(look("SELECT type, state FROM subscribers WHERE chat_id IN (?, ?)", new, self.old)),
            tuple(look("SELECT COUNT(*) FROM moved_chats WHERE old_id = ? AND chat_id = ?", self.old, new)),
        )


@dataclass(slots=True)
class MigratedLate(Migrated):
    """The same, learnt from Telegram's refusal."""

    steps: ClassVar[tuple[str, ...]] = ("Sender.", "Outcomes.", "telegram.sendMessage")
    told: bool = False


SCENES: tuple[type[Scene], ...] = (
    Polled, Analysed, Published, Received, Digested, Edited, Migrated, MigratedLate, Retracted,
)  # fmt: skip
