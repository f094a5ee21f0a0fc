"""A town's days played to the running bot: outlets publish, subscribers change their minds, the bot is restarted.

The clock stands at one stop after the other. There are three kinds, never at one moment, so that what is due, what is
read and what is chosen have an order that nobody can argue about: clock times at which something may be due, moments at
which the outlets show what they have published since, and acts of a subscriber. While the bot is down the clock moves
on; when it is up again the outlets wait until the next of their moments.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from aiohttp import web

from bot.app import runtime, serve
from bot.clock import SteppedClock
from bot.commands.names import watched_name
from bot.config import Settings
from bot.simulator import Simulator
from bot.simulator.model import Event
from bot.tables import FeedList, FeedSetting, Polling, Storage, Telegram
from bot.ticks import Runtime
from bot.watching import ConfigFile
from feeds.reading.naming.catalog import load
from storage import preferences, subscribers, watches
from storage.database import Database
from storage.preferences import Preferences
from tests.e2e.chatting import buttons
from tests.e2e.chosen import QUIET_LINE, Act, Edit, Message, Report, Subscriber, resolved, wave_of
from tests.e2e.dispatches import FIRMS
from tests.e2e.outlets import FORMATS, Outlet, Piece
from tests.e2e.promised import promised
from tests.e2e.stage import PATIENCE, TOKEN, Stage, Unpaced
from tests.e2e.town import Copy, Town

NUMBERS = re.compile(r"(?<!\d)\d{3}(?!\d)")
WAVE = re.compile(r"\d departures? from |\d orang hengkang dari |天内 \d+ 人离职")  # how a wave's card begins
READER = 999  # who turns pages in the groups
DOWN = timedelta(minutes=25)  # at most


@dataclass(slots=True)
class Shown:
    """The outlets' clock: stands still where theirs is not the turn."""

    moment: datetime
    open: bool = False  # whether anything new is shown at this stop

    def now(self) -> datetime:
        """Until when articles are shown."""
        return self.moment


@dataclass(slots=True)
class Press(Outlet):
    """An outlet that notes when each of its articles was first given to the bot."""

    given: dict[str, datetime] = field(default_factory=dict)
    written: list[Piece] = field(default_factory=list)
    watch: SteppedClock | None = None
    shown: Shown | None = None

    async def _feed(self, request: web.Request) -> web.Response:
        assert self.watch is not None and self.shown is not None
        for piece in self.written if self.shown.open else ():
            if piece.published <= self.shown.moment:
                self.given.setdefault(piece.id, self.watch.now())
        self.pieces = [p for p in self.written if p.id in self.given]
        return await super(Press, self)._feed(request)


@dataclass(slots=True)
class Day:
    """What is played, and what came of it."""

    town: Town
    sim: Simulator
    clock: SteppedClock
    shown: Shown
    outlets: Sequence[Press]
    settings: Settings
    draw: Random
    restarts: int
    pace: timedelta
    came: list[Message] = field(default_factory=list)
    edited: list[Edit] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=list)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _stage: Stage | None = None
    _new: list[tuple[Message, dict[str, Any]]] = field(default_factory=list)
    _pressed: set[tuple[int, int]] = field(default_factory=set)

    def stops(self) -> list[tuple[datetime, str, Act | None]]:
        """Every stop, in order."""
        town = self.town
        days = [(town.begin + timedelta(days=n)).date() for n in range(-1, town.days + 1)]
        due = {resolved(day, at, zone) for at, zone in town.marks() for day in days}
        count = int((town.end - town.begin) / self.pace)
        shows = {town.begin + n * self.pace + timedelta(seconds=60 + 7 * n % 50) for n in range(count)}
        shows |= {c.piece.published + timedelta(seconds=3) for c in town.copies if c.happening.number > 900}
        found: list[tuple[datetime, str, Act | None]] = [(m, "due", None) for m in due]
        found += [(m, "show", None) for m in shows]
        found += [(a.moment, "act", a) for a in town.acts]
        return sorted((f for f in found if town.begin < f[0] < town.end), key=lambda f: f[0])

    async def play(self) -> None:
        """From the beginning to the end."""
        await self._up()
        stops = self.stops()
        downs = sorted(self.draw.sample(range(len(stops) // 10, len(stops)), self.restarts))
        until, late = self.town.begin, list[Act]()
        for n, (moment, kind, act) in enumerate(stops):
            if moment < until:
                late += [act] if act else []
                continue
            if self._stage is None:
                await self._again(moment, late)
                late.clear()
            self.clock.advance(moment - self.clock.now())
            self.shown.open = kind == "show"
            if self.shown.open:
                self.shown.moment = moment
            await self._stop(act)
            if n in downs:
                await self._stack.aclose()
                self._stage = None
                until = moment + timedelta(minutes=self.draw.randint(0, int(DOWN.total_seconds() // 60)))
        await self._stack.aclose()

    async def _again(self, before: datetime, late: Sequence[Act]) -> None:
        """Start anew just before a moment; what was said while nobody listened is said then."""
        gap = before - self.clock.now()
        step = gap / (len(late) + 2)
        self.shown.open = False
        self.clock.advance(step)
        await self._up()
        await self._stop(None)
        for act in late:
            self.clock.advance(step)
            await self._stop(replace(act, moment=self.clock.now()))

    async def _up(self) -> None:
        await self._serving(ConfigFile(self.settings, None))

    async def _serving(self, file: ConfigFile) -> Runtime:
        """The bot with a configuration; its loops begin at the caller's next wait."""
        self._stack = AsyncExitStack()
        running = await self._stack.enter_async_context(runtime(file, TOKEN, self.clock))
        running.sender.pacing = Unpaced()
        running.intake.worker.deadline = PATIENCE  # a new process starts slowly where many tests run
        stop = asyncio.Event()
        task = asyncio.create_task(serve(running, stop))

        async def down() -> None:
            stop.set()
            await task

        self._stack.push_async_callback(down)
        self._stage = Stage(self.sim, self.clock, running, self.outlets)
        return running

    async def _settled(self) -> Runtime:
        assert self._stage is not None
        running = self._stage.running
        running.sender.wake.set()
        await self._stage.settled()
        return running

    async def _stop(self, act: Act | None) -> None:
        """All that happens at the moment at which the clock stands."""
        moment = self.clock.now()
        self.moments.append(moment)
        self._new.clear()
        self._pressed.clear()
        await self._settled()
        replies = 0
        if act is not None:
            self.acts.append(act)
            replies = await self._act(act)
        for message, body in tuple(self._new):
            if act is not None and message.chat == act.chat and replies:
                replies -= 1
            else:
                self.came.append(replace(message, events=message.events | await self._read_on(message.chat, body)))

    def notice(self, event: Event) -> None:
        """What the simulator tells of a message."""
        if event.kind not in ("sent", "edited") or event.message is None:
            return
        body, moment = event.message, self.clock.now()
        events = self.told(body.get("text", ""))
        if event.kind == "edited":
            if (event.chat_id, body["message_id"]) not in self._pressed:
                self.edited += [Edit(moment, event.chat_id, e) for e in events]
            return
        silent = self.sim.message(event.chat_id, body["message_id"]).silent
        thread = body.get("message_thread_id")
        # A message without an event that answers nothing can only be the line that all is quiet.
        self._new.append((Message(moment, event.chat_id, events or frozenset({QUIET_LINE}), silent, thread), body))

    def told(self, text: str) -> frozenset[int]:
        """The events that a text tells of, by their marks."""
        head = text.partition("\n")[0]
        if waved := next((f for f in FIRMS if f in head and WAVE.search(head)), ""):
            return frozenset({wave_of(waved)})
        numbers = {int(n) for n in NUMBERS.findall(text)}
        return frozenset(
            h.number
            for h in {c.happening for c in self.town.copies}
            if (h.person in text if h.person else h.number in numbers and h.a in text)
        )

    async def _read_on(self, chat: int, body: dict[str, Any]) -> frozenset[int]:
        """Turn the pages of a digest to the last; what they tell."""
        events: frozenset[int] = frozenset()
        reader = chat if chat > 0 else READER
        while turn := [b["callback_data"] for b in buttons(body) if b["text"] == "»"]:
            self._pressed.add((chat, body["message_id"]))
            await self.sim.press(reader, body["message_id"], turn[0], chat=chat)
            await self._settled()
            body = self.sim.message(chat, body["message_id"]).as_json()
            events |= self.told(body["text"])
        return events

    async def _act(self, act: Act) -> int:
        """Do it in the chat; how many of the messages that come first are answers to it."""
        choices, chat = act.choices, act.chat
        if act.does in ("begin", "end"):
            await self._say(chat, f"/{'watch' if act.does == 'begin' else 'unwatch'} {act.watch}")
            asked = [d for d in self._data(chat) if d.startswith("wc:=")]
            if act.does == "begin" and asked:
                await self._press(chat, asked[0])
            return 1
        if act.does == "mute":
            await self._say(chat, "/watches")
            if act.watch not in {b["text"] for b in buttons(self._newest(chat))}:
                return 1  # it was ended before
            await self._press(chat, act.watch)
            await self._press(chat, next(d for d in self._data(chat) if d.startswith("m:1:")))
        elif "stopped" in choices:
            await self._say(chat, "/stop" if choices["stopped"] else "/start")
            # /start shows the newest story besides, once there is one.
            return 2 if not choices["stopped"] and any(o.given for o in self.outlets) else 1
        elif "delivery" in choices:
            await self._say(chat, f"/digest {typed(choices)}")
        elif "quiet" in choices:
            hours = choices["quiet"]
            await self._say(chat, f"/quiet {hours[0]:%H:%M}-{hours[1]:%H:%M}" if hours else "/quiet off")
        elif "zone" in choices:
            await self._say(chat, f"/timezone {choices['zone']}")
        else:
            name, wanted = next(iter(choices.items()))
            await self._say(chat, "/settings")
            switch = f"sx:{name}:{int(wanted)}"
            if switch in self._data(chat):
                await self._press(chat, switch)
        return 1

    async def _say(self, chat: int, text: str) -> None:
        await self.sim.say(chat, text)
        await self._settled()

    async def _press(self, chat: int, wanted: str) -> None:
        """Press a button of the newest message that has any, by its data or its label."""
        message = self._newest(chat)
        data = next(b["callback_data"] for b in buttons(message) if wanted in (b.get("callback_data"), b["text"]))
        self._pressed.add((chat, message["message_id"]))
        await self.sim.press(chat, message["message_id"], data)
        await self._settled()

    def _newest(self, chat: int) -> dict[str, Any]:
        answers = [body for message, body in self._new if message.chat == chat]
        shown = self.sim.message(chat, answers[0]["message_id"])
        return shown.as_json()

    def _data(self, chat: int) -> list[str]:
        return [b.get("callback_data", "") for b in buttons(self._newest(chat))]

    def reports(self) -> list[Report]:
        """What the outlets gave the bot, and when."""
        given = {piece: at for outlet in self.outlets for piece, at in outlet.given.items()}
        copies: dict[str, Copy] = {c.piece.id: c for c in self.town.copies}
        return [Report(at, copies[p].happening, copies[p].way, n) for n, (p, at) in enumerate(sorted(
            given.items(), key=lambda one: copies[one[0]].piece.published))]  # fmt: skip

    def promised(self) -> tuple[list[Message], list[Edit]]:
        """What should have come."""
        return promised(self.town.subscribers, self.acts, self.reports(), self.moments)


def typed(choices: Any) -> str:
    """The words after /digest."""
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    if choices["delivery"] == "instant":
        return "off"
    day = f"weekly {names[choices['digest_day']]}" if choices["delivery"] == "weekly" else "daily"
    return f"{day} {choices['digest_at']:%H:%M}"


async def settle_in(path: Path, sim: Simulator, everybody: Sequence[Subscriber], languages: dict[int, str]) -> None:
    """Make the subscribers known as if they had come long ago."""
    catalog = load()
    async with await Database.open(path) as db, db.write() as c:
        for one in everybody:
            kind, chosen, lang = "private" if one.chat > 0 else "supergroup", one.choices, languages[one.chat]
            await subscribers.ensure(c, one.chat, kind, lang, chosen.zone, one.since, "", one.thread)
            await subscribers.set_timezone(c, one.chat, chosen.zone)
            await preferences.put(
                c,
                one.chat,
                Preferences(
                    delivery=chosen.delivery,  # type: ignore[arg-type]
                    digest_at=chosen.digest_at,
                    digest_day=chosen.digest_day,
                    quiet=chosen.quiet,
                    silent_nights=chosen.silent_nights,
                    breaking=chosen.breaking,
                    all_quiet=chosen.all_quiet,
                ),
            )
            for watch in one.watches:
                await watches.add(c, one.chat, watched_name(watch.name, catalog), watch.name, one.since)
                await watches.set_scope(c, one.chat, watched_name(watch.name, catalog).id, watch.scope)  # type: ignore[arg-type]
            listed = await watches.of_chat(c, one.chat)
            for watch, stored in zip(one.watches, listed, strict=True):
                await watches.mute(c, one.chat, stored.id, watch.muted_until)
    sim.user(READER, "Reader")
    for one in everybody:
        if one.chat < 0:
            group = sim.group(one.chat, f"Group {one.chat}", kind="supergroup", forum=one.thread is not None)
            if one.thread is not None:
                assert sim.topic(group, "News").id == one.thread
        else:
            sim.user(one.chat, f"Reader {one.chat}", languages[one.chat])
            await sim.unblock(one.chat)


@asynccontextmanager
async def day(folder: Path, town: Town, restarts: int, pace: timedelta) -> AsyncIterator[Day]:
    """Set a town up an hour before it begins, with every feed fetched once while it is still empty."""
    clock, shown = SteppedClock(town.begin - timedelta(hours=1)), Shown(town.begin - timedelta(hours=1))
    async with AsyncExitStack() as stack:
        outlets = []
        for n, name in enumerate(town.outlet_names):
            own = [c.piece for c in town.copies if c.piece.outlet == name]
            outlet = Press(name, FORMATS[n % len(FORMATS)], [], shown)
            outlet.written, outlet.watch, outlet.shown = own, clock, shown
            outlets.append(await stack.enter_async_context(outlet))
        sim = await stack.enter_async_context(Simulator(token=TOKEN, clock=clock))
        lists = tuple(
            FeedList(name=o.name, language=o.name[-2:], feeds=(FeedSetting(url=o.feed, outlet=o.name),))  # type: ignore[arg-type]
            for o in outlets
        )
        settings = Settings(
            telegram=Telegram(api=sim.root),
            storage=Storage(path=folder / "hengkang.db"),
            polling=Polling(tick_seconds=0.05, shortest_minutes=5, longest_minutes=9, allow=("127.0.0.0/8",)),
            lists=lists,
        )
        await settle_in(folder / "hengkang.db", sim, town.subscribers, town.languages)
        one = Day(town, sim, clock, shown, outlets, settings, Random(town.seed), restarts, pace)
        sim.world.listeners.append(one.notice)
        yield one
