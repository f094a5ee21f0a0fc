"""The subscribers of the soak: of every kind, and doing by lot what subscribers do, the same for the same seed.

One in twelve is a group; half are told at once, the others daily or weekly; half have quiet hours. An act is one thing
that somebody writes or presses. Who wants to be forgotten first watches and asks about a name that nobody else has
ever written : afterwards it must stand nowhere.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from benchmarks.articles import FIRST, LANGUAGES, LAST
from benchmarks.soak_world import FIRMS, surname
from bot.simulator import Simulator
from bot.simulator.keyboards import buttons
from bot.simulator.model import Message
from feeds.model import Watched
from feeds.reading.naming.catalog import load
from feeds.reading.naming.names import organisation_key, spellings
from storage import preferences, subscribers, watches
from storage.database import Database
from storage.preferences import Preferences

ADMINISTRATOR = 1
KEEPER = 2  # administrator of every group
PRIVATE = 10_000
GROUP, SUPERGROUP = -20_000, -1_000_000_900_000
ZONES = ("Asia/Jakarta", "Asia/Shanghai", "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata")
ACTS = {
    "press": 40, "watch": 12, "unwatch": 10, "ask": 8, "why": 4, "block": 4, "come_back": 5, "forget": 3, "inline": 4,
    "edit": 2, "migrate": 1, "administer": 3, "typed": 60,
}  # fmt: skip
TYPED = (
    "/latest", "/latest {firm}", "/watches", "/moves {firm}", "/moves {firm} 90d", "/who {person}",
    "/digest daily 08:00", "/digest weekly monday 07:00", "/digest off", "/quiet 22:00-07:00", "/quiet off",
    "/language", "/timezone Jakarta", "/timezone Berlin", "/settings", "/stop", "/start",
    "/start", "/flow {firm}", "/export", "/help", "/privacy", "{firm}", "/wacth {firm}",
    "thank you", "/unwatch {firm}", "关注{firm}",
)  # fmt: skip
ASKED = (
    "Who left {firm}?", "Where did {person} go?", "Why did {person} leave {firm}?", "Who joined {firm} this month?",
    "Siapa yang pindah ke {firm}?", "{firm}有谁离职？",
)  # fmt: skip
ADMINISTERING = (
    "/stats",
    "/health",
    "/feeds",
    "/review",
    "/entities",
    "/testfeed {feed}",
    "/help",
    "/broadcast Hello!",
)
HOURS = ((time(22), time(7)), (time(23), time(6, 30)), (time(13), time(15)))


@dataclass(slots=True)
class Crowd:
    """Everybody who talks to the bot."""

    sim: Simulator
    draw: Random
    feed: str  # an outlet's address
    here: list[int] = field(default_factory=list)
    away: list[int] = field(default_factory=list)  # have blocked the bot, thrown it out, or been forgotten
    leaving: list[tuple[int, str, str]] = field(default_factory=list)  # are being forgotten: chat, next step, marker
    erased: dict[int, tuple[datetime, str]] = field(default_factory=dict)  # by chat: when, and the marker
    markers: int = 0
    watched: dict[int, list[str]] = field(default_factory=dict)
    done: int = 0

    async def settle_in(self, path: Path, count: int, begin: datetime) -> None:
        """Make everybody known as if they had come long ago."""
        catalog, draw = load(), self.draw
        every = {f: Watched(organisation_key(f, catalog), f, spellings(f, "organisation"), "organisation")
                 for f in FIRMS}  # fmt: skip
        for person in (ADMINISTRATOR, KEEPER):
            self.sim.user(person, f"Reader {person}", "en")
        await self.sim.unblock(ADMINISTRATOR)
        async with await Database.open(path) as db, db.write() as c:
            for n in range(count):
                chat, lang = await self._made(n), LANGUAGES[n % 3]
                kind = "private" if chat > 0 else "supergroup" if chat < GROUP * 10 else "group"
                since = begin - timedelta(days=draw.randint(1, 6), minutes=draw.randint(0, 1400))
                await subscribers.ensure(c, chat, kind, lang, draw.choice(ZONES), since, f"Reader {chat}")
                await preferences.put(c, chat, self._chosen())
                for firm in draw.sample(FIRMS, draw.choice((1, 1, 2))):
                    await watches.add(c, chat, every[firm], firm, since)
        self.sim.world.updates.clear()

    async def _made(self, n: int) -> int:
        if n % 12 == 5:
            chat = (GROUP if n % 24 == 5 else SUPERGROUP) - n
            kind = "group" if n % 24 == 5 else "supergroup"
            self.sim.group(chat, f"Group {n}", admins=[KEEPER], kind=kind)  # type: ignore[arg-type]
        else:
            chat = PRIVATE + n
            self.sim.user(chat, f"Reader {n}", LANGUAGES[n % 3])
            await self.sim.unblock(chat)
        self.here.append(chat)
        return chat

    def _chosen(self) -> Preferences:
        draw = self.draw
        return Preferences(
            delivery=draw.choice(("instant", "instant", "daily", "weekly")),
            digest_at=time(draw.randint(0, 23)),
            digest_day=draw.randrange(7),
            quiet=draw.choice(HOURS) if draw.random() < 0.5 else None,
            silent_nights=draw.random() < 0.7,
            breaking=draw.random() < 0.3,
        )

    async def act(self, number: int) -> None:
        """So many acts at this moment, after the next steps of those who are leaving."""
        for one in tuple(self.leaving):
            await self._leave(*one)
        for kind in self.draw.choices(tuple(ACTS), tuple(ACTS.values()), k=number):
            chat = self.draw.choice(self.here)
            await getattr(self, f"_{kind}")(chat)
            self.done += 1

    async def _say(self, chat: int, text: str, **how: int) -> None:
        # The simulator knows a private chat by its person
        await self.sim.say(KEEPER if chat < 0 else chat, text, chat=chat if chat < 0 else None, **how)

    def _fill(self, text: str) -> str:
        mixed = self.draw.getrandbits(40)
        person = f"{FIRST[mixed % len(FIRST)]} {surname(mixed)}"
        return text.format(firm=self.draw.choice(FIRMS), person=person, feed=self.feed)

    def _bots(self, chat: int) -> list[Message]:
        every = list(self.sim.world.chats[chat].messages.values())[-15:]
        return [m for m in every if m.sender is self.sim.world.bot and not m.deleted]

    async def _typed(self, chat: int) -> None:
        await self._say(chat, self._fill(self.draw.choice(TYPED)))

    async def _ask(self, chat: int) -> None:
        await self._say(chat, "/ask " + self._fill(self.draw.choice(ASKED)))

    async def _watch(self, chat: int) -> None:
        mixed = self.draw.getrandbits(40)
        known = self.draw.random() < 0.4
        name = self.draw.choice(FIRMS) if known else f"{LAST[mixed % 22]} {surname(mixed)} {mixed % 97}"
        self.watched.setdefault(chat, []).append(name)
        await self._say(chat, f"/watch {name}")

    async def _unwatch(self, chat: int) -> None:
        whose = self.draw.choice(tuple(self.watched) or (chat,))
        if whose in self.here and (names := self.watched.get(whose)):
            await self._say(whose, f"/unwatch {names.pop()}")
            if not names:
                del self.watched[whose]

    async def _press(self, chat: int) -> None:
        place = ADMINISTRATOR if self.draw.random() < 0.05 else chat
        found = [(m, b) for m in self._bots(place) for b in buttons(m.keyboard) if "callback_data" in b]
        found = [(m, b) for m, b in found if b["callback_data"] != "f:yes"]
        if found:
            message, one = self.draw.choice(found)
            await self._pressed(place, message, one["callback_data"])

    async def _pressed(self, chat: int, message: Message, data: str) -> None:
        await self.sim.press(KEEPER if chat < 0 else chat, message.id, data, chat=chat)

    async def _why(self, chat: int) -> None:
        if mine := self._bots(chat):
            await self._say(chat, "/why", reply_to=self.draw.choice(mine).id)

    async def _inline(self, chat: int) -> None:
        await self.sim.ask_inline(chat if chat > 0 else KEEPER, self.draw.choice(FIRMS)[:6])

    async def _edit(self, chat: int) -> None:
        if chat < 0:
            return
        mine = [m for m in self.sim.world.chats[chat].messages.values() if m.sender and m.sender.id == chat and m.text]
        if mine:
            await self.sim.edit(chat, mine[-1].id, self._fill("/latest {firm}"))

    async def _administer(self, _: int) -> None:
        await self._say(ADMINISTRATOR, self._fill(self.draw.choice(ADMINISTERING)))

    async def _block(self, chat: int) -> None:
        self.here.remove(chat)
        self.away.append(chat)
        await (self.sim.block(chat) if chat > 0 else self.sim.remove_bot(chat, KEEPER))

    async def _come_back(self, _: int) -> None:
        if not self.away:
            return
        chat = self.away.pop(self.draw.randrange(len(self.away)))
        self.erased.pop(chat, None)  # old messages in the chat may bring the name back, as is their right
        self.here.append(chat)
        if chat < 0:
            await self.sim.add_bot(chat, KEEPER)
        else:
            await self.sim.unblock(chat)
        await self._say(chat, "/start")
        await self._say(chat, f"/watch {self.draw.choice(FIRMS)}")

    async def _migrate(self, _: int) -> None:
        groups = [c for c in self.here if GROUP * 10 < c < 0]
        if groups:
            old = self.draw.choice(groups)
            new = await self.sim.migrate(old, KEEPER)
            self.here[self.here.index(old)] = new.id

    async def _forget(self, chat: int) -> None:
        self.here.remove(chat)
        self.watched.pop(chat, None)
        self.markers += 1
        marker = f"Zqy{surname(self.draw.getrandbits(40)).lower()}x{self.markers}w"
        self.leaving.append((chat, "forget", marker))
        await self._say(chat, f"/watch {marker}")
        await self._say(chat, f"/ask Who left {marker}?")

    async def _leave(self, chat: int, step: str, marker: str) -> None:
        self.leaving.remove((chat, step, marker))
        sure = [m for m in self._bots(chat) if any(b.get("callback_data") == "f:yes" for b in buttons(m.keyboard))]
        if step == "forget" or not sure:
            self.leaving.append((chat, "sure", marker))
            await self._say(chat, "/forgetme")
        else:
            self.erased[chat] = (self.sim.world.clock.now(), marker)
            self.away.append(chat)
            await self._pressed(chat, sure[-1], "f:yes")
