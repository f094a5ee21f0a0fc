"""Kills over scenes: each point that a scene passes in turn, then random moments; what was lost is told and counted."""

import asyncio
import signal
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import islice
from random import Random

from tests.e2e.crashing import PATIENCE, Outcome, Place, Scene
from tests.e2e.mortal import SENDING, Death

STILL = 1.5  # seconds without anything new after which an undisturbed scene is over
TRIES = 4  # at a random moment, for each kill that is wanted
SHORTER = 0.9
SOON = 8.0  # seconds for something to be under way at a random moment


@dataclass(slots=True)
class Tally:
    """What came of the kills in one step."""

    points: set[str] = field(default_factory=set)
    kills: int = 0  # that struck something
    idle: int = 0  # that struck nothing, and count for nothing
    transactions: int = 0
    alerts: int = 0
    commands: int = 0
    lost: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    in_flight: int = 0
    again: int = 0  # messages that the store counts as sent once more
    twice: int = 0
    heard: int = 0  # copies that made a sound

    def struck(self, death: Death, *, fresh: bool = True) -> bool:
        """Count a kill, and tell whether it counts; calls under way at an earlier one already are not ``fresh``."""
        if death.counts:
            self.kills += 1
            self.transactions += death.transaction
        else:
            self.idle += 1
        if fresh:
            self.in_flight += death.sending
        return death.counts


@dataclass(slots=True)
class Campaign:
    """Plays scenes at a place and kills the bot meanwhile."""

    place: Place
    random: Random
    expected: dict[type[Scene], Outcome] = field(default_factory=dict)
    points: dict[type[Scene], Counter[str]] = field(default_factory=dict)
    seconds: dict[type[Scene], float] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)

    def tally(self, kind: type[Scene]) -> Tally:
        """The count of a scene's step."""
        return self.tallies.setdefault(kind.step, Tally())

    async def record(self, kind: type[Scene]) -> None:
        """Play a scene undisturbed: what comes of it, and which points it passes."""
        bot, scene = self.place.bot, await self._ready(kind)
        before = scene.outcome()
        loop = asyncio.get_running_loop()
        bot.passed()
        bot.order(do="record")
        await scene.act()
        begin = changed = loop.time()
        last = before
        while last == before or not self.place.settled or loop.time() - changed < STILL:
            assert loop.time() - begin < PATIENCE, f"{kind.__name__}: nothing came\n{bot.log[-3000:]}"
            await asyncio.sleep(0.02)
            if (now := scene.outcome()) != last:
                last, changed = now, loop.time()
        bot.order()
        passed = [p for p in bot.passed() if p.startswith(kind.steps)]
        self.expected[kind], self.points[kind], self.seconds[kind] = last, Counter(passed), changed - begin

    async def over(self, kind: type[Scene], kills: int) -> None:
        """So many kills that strike something: at each point, evenly chosen where there are more, then at random."""
        if kind not in self.expected:
            await self.record(kind)
        points = list(self.points[kind])
        done = 0
        every = max(1, -(-len(points) // max(1, kills)))
        for point in islice(points, self.random.randrange(every), None, every):
            if done < kills:
                done += await self.at_point(kind, point)
        for _ in range(TRIES * kills):
            if done < kills:
                done += await self.at_random(kind)

    async def at_point(self, kind: type[Scene], point: str) -> bool:
        """Play a scene and kill the bot at one of its passings of a point; whether that counts."""
        bot, scene, counts = self.place.bot, await self._ready(kind), False
        bot.order(do="kill", point=point, time=1 + self.random.randrange(self.points[kind][point]) // 2)
        await scene.act()
        await self.place.until(lambda: not bot.alive or self._complete(scene), f"{kind.__name__}, {point}")
        bot.order()
        if bot.alive:
            await asyncio.sleep(0.1)
        if (death := bot.death()) is not None:
            assert await bot.ended() == -signal.SIGKILL, bot.log[-3000:]
            self.tally(kind).points.add(point)
            counts = self.tally(kind).struck(death)
            await bot.start()
        await self._compared(scene)
        return counts

    async def at_random(self, kind: type[Scene]) -> bool:
        """Play a scene and kill the bot at a moment by chance, once something is under way; whether that counts.

        Held still (SIGSTOP) it can be looked at without haste, so the kill strikes just what was seen. What was being
        sent is read once more afterwards: a commit may be written of which no reader knew yet.
        """
        bot, scene, counts = self.place.bot, await self._ready(kind), False
        await scene.act()
        await asyncio.sleep(self.random.random() * self.seconds[kind])
        loop = asyncio.get_running_loop()
        end = loop.time() + SOON
        while loop.time() < end and not self._complete(scene):
            bot.signal(signal.SIGSTOP)
            death = bot.struck("", bot.in_transaction)
            if death.counts:
                await bot.kill()
                counts = self.tally(kind).struck(replace(death, sending=bot.count(SENDING)))
                await bot.start()
                break
            bot.signal(signal.SIGCONT)
            await asyncio.sleep(0.001 + 0.01 * self.random.random())
        if not counts:
            self.seconds[kind] *= SHORTER  # it was over before: the machine has become faster
        await self._compared(scene)
        return counts

    def counted(self) -> None:
        """Take over from the store, by step, how many calls it knows to have been in flight at a kill."""
        kinds = {"edit": "edit", "copy": "retract", "digest": "digest"}
        for kind, number in self.place.bot.look(
            "SELECT kind, SUM(uncertain) FROM outbox WHERE uncertain > 0 GROUP BY kind"
        ):
            step = kinds.get(str(kind), "send" if kind == "alert" else "receive")
            self.tallies.setdefault(step, Tally()).again += int(str(number))

    async def _ready(self, kind: type[Scene]) -> Scene:
        scene = kind(self.place)
        await scene.prepare()
        await self.place.until(lambda: self.place.settled, "rest")
        return scene

    def _complete(self, scene: Scene) -> bool:
        return self.place.settled and not scene.outcome().missing(self.expected[type(scene)])

    async def _compared(self, scene: Scene) -> None:
        """Wait until all has come of a scene that came of it undisturbed, and count what is missing or too much."""
        expected, tally = self.expected[type(scene)], self.tally(type(scene))
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while not self._complete(scene) and loop.time() < end:  # noqa: ASYNC110 - the store has no event to wait for
            await asyncio.sleep(0.02)
        outcome = scene.outcome()
        for role, texts in expected.shown.items():
            if role.startswith("reader"):
                tally.alerts += texts.total()
            else:
                tally.commands += texts.total()
        tally.lost += outcome.missing(expected)
        tally.strange += outcome.strange(expected)
        tally.twice += outcome.twice(expected)
        tally.heard += scene.copies_heard()
