"""The whole bot on an injected clock: outlets on local ports, the real scheduler, the simulator, subscribers."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import runtime, serve
from bot.clock import SteppedClock
from bot.config import Settings
from bot.pages.artist import Artist
from bot.sending.pacing import Pacing
from bot.simulator import Simulator
from bot.tables import Bot, FeedList, FeedSetting, Polling, Storage, Telegram
from bot.ticks import Runtime
from bot.watching import ConfigFile
from feeds.reading.answering.nearness import Nearness
from storage.moments import stamp
from tests.e2e.outlets import FORMATS, Outlet, Piece
from tests.stores import empty_store

TOKEN = "77:simulated"
PATIENCE = 90.0  # seconds of real time for anything to settle
STEP = timedelta(hours=2)  # no longer than the article's age may grow unseen between two polls


class Unpaced(Pacing):
    """No pace: on a clock that stands still a wait would be one of real seconds."""

    def __init__(self) -> None:
        super().__init__(overall=1e9)

    def reserve(self, chat: int, now: float) -> float:
        """At once."""
        return now


@dataclass(slots=True)
class Stage:
    """A running bot with its world."""

    sim: Simulator
    clock: SteppedClock
    running: Runtime
    outlets: Sequence[Outlet]
    languages: dict[int, str] = field(default_factory=dict)

    async def say(self, user: int, text: str, lang: str = "en", reply_to: int | None = None) -> list[dict[str, Any]]:
        """Write to the bot and wait until it has answered; the messages that came."""
        self.sim.user(user, f"Reader {user}", lang)
        before = len(self.messages(user))
        await self.sim.say(user, text, reply_to=reply_to)
        await self.settled()
        return [m for m in self.messages(user)[before:] if m["from"]["id"] != user]

    def messages(self, user: int) -> list[dict[str, Any]]:
        """Every message of a private chat as it stands now."""
        return self.sim.messages(user)

    async def advance_to(self, moment: datetime) -> None:
        """Let time pass in steps, each until everything due has been polled, read and sent."""
        while self.clock.now() < moment:
            self.clock.advance(min(STEP, moment - self.clock.now()))
            await self.settled()

    async def settled(self) -> None:
        """Wait until no feed is due, nothing waits to be read, and nothing to be handled or sent."""
        async with asyncio.timeout(PATIENCE):
            while not await self._still():  # noqa: ASYNC110 - the store has no event to wait for
                await asyncio.sleep(0.01)

    def _due(self) -> bool:
        """Whether anything waits for a tick: feeds, what they brought, and what is told of them or of silence."""
        now, looked, told = self.clock.now(), self.running.quiet_look, self.running.watch.due
        return self.running.polling or looked is None or looked <= now or (told is not None and told <= now)

    async def handled(self) -> None:
        """Wait until no update waits to be handled; what a chat gets a second at a time may wait to be sent."""
        async with asyncio.timeout(PATIENCE):
            while not await self._unasked():  # noqa: ASYNC110 - the store has no event to wait for
                await asyncio.sleep(0.01)

    async def _unasked(self) -> bool:
        # The updates first: what is taken from them while the store is read would be seen in neither.
        if self.sim.world.updates:
            return False
        waits = "SELECT COUNT(*) FROM inbox WHERE state IN ('new', 'claimed')"
        return not await self.running.db.read_whole(lambda c: c.value(waits))

    def _busy(self) -> bool:
        """Whether anything is under way, so far as that is seen without the store, which costs more to ask."""
        return bool(self.sim.world.updates or self.running.receiver._tasks or self.running.sender._tasks or self._due())

    async def _still(self) -> bool:
        if self._busy():
            return False
        now = stamp(self.clock.now())
        row = await self.running.db.read_whole(
            lambda c: c.one(
                "SELECT (SELECT COUNT(*) FROM feeds"
                "    WHERE state = 'active' AND (next_at <= ?1 OR claimed_at IS NOT NULL))"
                " + (SELECT COUNT(*) FROM items WHERE state <> 'done' AND state IN ('new', 'claimed'))"
                " + (SELECT COUNT(*) FROM inbox WHERE state IN ('new', 'claimed'))"
                " + (SELECT COUNT(*) FROM outbox WHERE state IN ('claimed', 'sending')"
                "    OR (state = 'pending' AND due_at <= ?1)"
                "    OR (state = 'held' AND kind IN ('digest', 'all_quiet') AND due_at <= ?1)) AS n",
                (now,),
            )
        )
        return row is not None and row["n"] == 0 and not self.running.polling


@asynccontextmanager
async def stage(
    folder: Path,
    pieces: Sequence[Piece],
    start: datetime,
    encoder: Nearness | None = None,
    artist: Artist | None = None,
) -> AsyncIterator[Stage]:
    """Set everything up and wait for the first, empty poll."""
    clock = SteppedClock(start)
    names = list(dict.fromkeys(p.outlet for p in pieces))
    async with AsyncExitStack() as stack:
        outlets = [
            await stack.enter_async_context(
                Outlet(name, FORMATS[i % len(FORMATS)], [p for p in pieces if p.outlet == name], clock)
            )
            for i, name in enumerate(names)
        ]
        sim = await stack.enter_async_context(Simulator(token=TOKEN, clock=clock))
        lists = tuple(
            FeedList(name=o.name, language=o.pieces[0].lang, feeds=(FeedSetting(url=o.feed, outlet=o.name),))  # type: ignore[arg-type]
            for o in outlets
        )
        settings = Settings(
            telegram=Telegram(api=sim.root),
            storage=Storage(path=empty_store(folder / "hengkang.db")),
            polling=Polling(tick_seconds=0.05, shortest_minutes=5, longest_minutes=9, allow=("127.0.0.0/8",)),
            bot=Bot(administrators=(1,)),
            lists=lists,
        )
        running = await stack.enter_async_context(runtime(ConfigFile(settings, None), TOKEN, clock, encoder, artist))
        running.sender.pacing = Unpaced()
        stop = asyncio.Event()
        task = asyncio.create_task(serve(running, stop))
        world = Stage(sim, clock, running, outlets)
        try:
            await world.settled()
            yield world
        finally:
            stop.set()
            await task
