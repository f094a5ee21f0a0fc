"""The running bot and its ticks: poll and read, pick up the configuration, explain silence, forget by age."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import administrators, appointments
from bot.chat.handlers import App
from bot.chat.receiver import Receiver
from bot.clock import SystemClock
from bot.clock_watch import ClockWatch
from bot.condition import Vitals
from bot.config import Settings
from bot.feed_watch import FeedWatch
from bot.known import Known
from bot.locales.texts import Texts
from bot.meters import Meters
from bot.outage import Outage
from bot.pages.rich import Rich, Writer
from bot.parts import Intake, sync_feeds
from bot.pulse import Pulse
from bot.sending.all_quiet import next_look, tell_all_quiet
from bot.sending.broadcasting import tell_progress
from bot.sending.sender import Sender
from bot.watching import ConfigFile
from feeds.analyser import Analyser
from feeds.intake.poller import Poller, Result
from feeds.model import DueFeed, FetchOutcome, StoredItems
from feeds.ports import Clock
from storage import feeds, retention
from storage.database import Database

log = logging.getLogger(__name__)

HOUSEKEEPING = timedelta(hours=6)
PULSES = 5.0  # seconds between two looks at how late the loop is
GRACE = 30  # seconds that a tick may be late; later ones are left out, since the next does the same
GATHER = 0.5  # seconds for which what was stored waits for feeds that are under way
JUDGED_WITHIN = 60.0  # seconds after which feeds are judged though others are still under way
SLOW = 60.0  # seconds that a tick may take before that is worth a line


def mistake_note(t: Texts, _: str, mistake: str) -> Rich:
    """What administrators are told of a configuration that cannot be used."""
    out = Writer()
    out.line(t("The configuration has a mistake; the old one stays in force."), "bold").line(mistake[:2000])
    out.line(t("I read the file again as soon as it is saved."))
    return out.done()


def mended_note(t: Texts, _: str) -> Rich:
    """What administrators are told once a mistake is out of the configuration."""
    return Writer().add("✓ ").line(t("The configuration is in order again and in force.")).done()


@dataclass(slots=True)
class Runtime:
    """The running parts of one bot."""

    config: ConfigFile
    clock: Clock
    db: Database
    intake: Intake
    poller: Poller
    analyser: Analyser
    sender: Sender
    receiver: Receiver
    application: App
    vitals: Vitals
    watch: FeedWatch
    known: Known
    outage: Outage
    clock_watch: ClockWatch
    pulse: Pulse = field(default_factory=Pulse)
    meters: Meters = field(default_factory=Meters)
    first_round: asyncio.Event = field(default_factory=asyncio.Event)
    gather_seconds: float = GATHER
    _polled: list[int] = field(default_factory=list)  # feeds that are still to be judged
    _polled_since: float = 0.0
    _told: str | None = None
    _untaken: Settings | None = None  # those before, while what replaces them is not taken in
    quiet_looked: datetime | None = None
    quiet_look: datetime | None = None  # when to look again who has heard nothing for a week

    @property
    def polling(self) -> bool:
        """Whether feeds are under way, or what they brought is not read or not judged yet."""
        return self.poller.busy or self.analyser.busy or bool(self._polled)

    async def flow(self) -> None:
        """Poll and read for good; each tick looks for what is due, and what was stored is read at once."""
        async with asyncio.TaskGroup() as flows:
            flows.create_task(self.poller.run(self._recorded))
            flows.create_task(self.analyser.run(self._gathered, self.sender.wake.set))

    async def _gathered(self) -> None:
        await self.poller.settled(self.gather_seconds)

    async def poll(self) -> None:
        """One tick: judge what was polled, tell administrators of it, and look for what is due and what waits."""
        resting = not self.poller.busy and not self.analyser.busy
        if self._polled and (resting or self.pulse.now() - self._polled_since > JUDGED_WITHIN):
            polled = tuple(self._polled)
            try:
                await self.watch.look(polled)
            finally:
                del self._polled[: len(polled)]
                self._polled_since = self.pulse.now()
        if await self.watch.tell():
            self.sender.wake.set()
        if resting and self.poller.looked:
            self.first_round.set()
        self.poller.wake.set()
        self.analyser.wake.set()

    def _recorded(self, result: Result) -> None:
        feed, outcome, stored = result
        if not self._polled:
            self._polled_since = self.pulse.now()
        self._polled.append(feed.id)
        if stored.new:
            self.analyser.wake.set()
        self._count(feed, outcome, stored)

    def _count(self, feed: DueFeed, outcome: FetchOutcome, stored: StoredItems) -> None:
        self.meters.polls.labels(outcome.status).inc()
        if stored.new:
            self.meters.items_stored.inc(stored.new)
        what = {"feed_id": feed.id, "address": feed.url}
        if outcome.error:
            log.warning("feed.failed", extra=what | {"error": outcome.error})
        elif stored.new:
            log.info("feed.polled", extra=what | {"new": stored.new, "items": " ".join(stored.item_ids)})

    async def configure(self) -> None:
        """Pick up an edited configuration; tell administrators of a mistake once, and once when it is mended.

        Changes of the catalog are taken in where they are made; here only one whose taking in went wrong.
        """
        await self.known.follow(self.db)
        before = self._untaken or self.config.settings
        if self.config.changed() or self._untaken is not None:
            self._untaken = before  # until all of it is taken in: the store may take nothing now
            await self._take(before)
            self._untaken = None
        if (mistake := self.config.mistake) != self._told:
            await self._tell(mistake)
            self._told = mistake

    async def _take(self, before: Settings) -> None:
        """Go by what stands in the configuration now."""
        settings, bounds = self.config.settings, self.config.settings.polling.bounds()
        self.poller.bounded(bounds)
        self.poller.places.most = settings.polling.feeds_at_once
        self.analyser.age_limit = settings.bot.age_limit
        async with self.db.write() as c:
            counts = await sync_feeds(c, settings, self.clock)
            if bounds.longest < before.polling.bounds().longest:
                await feeds.ask_within(c, self.clock.now(), bounds.longest)
        people = settings.bot.administrators
        told = ", ".join(f"{n} {name}" for name, n in counts.items())
        log.info("configuration read again: feeds %s; administrators %d", told, len(people))
        if await appointments.changed(self.db, self.application.bot, before.bot.administrators, people, self.clock):
            self.sender.wake.set()

    async def _tell(self, mistake: str | None) -> None:
        now = self.clock.now()
        drawn: administrators.Note = partial(mistake_note, mistake=mistake) if mistake else mended_note
        async with self.db.write() as c:
            people = self.config.settings.bot.administrators
            key = f"config:{'mistake' if mistake else 'mended'}:{now.timestamp():.0f}"
            await administrators.tell(c, people, key, drawn, now)
        self.sender.wake.set()

    async def tell_all_quiet(self) -> None:
        """Once every quarter of an hour: the line to those who have heard nothing for a week."""
        now = self.clock.now()
        looked = self.quiet_looked
        if self.quiet_look is None or now >= self.quiet_look or (looked is not None and now < looked):
            if await tell_all_quiet(self.db, now, self.quiet_looked):
                self.sender.wake.set()
            self.quiet_looked, self.quiet_look = now, next_look(now)

    async def tell_broadcasts(self) -> None:
        """How far messages to many have come."""
        if await tell_progress(self.db, self.clock.now()):
            self.sender.wake.set()

    async def feel_pulse(self) -> None:
        """How late the loop is."""
        await self.vitals.pulse(self.clock)

    async def look_at_clock(self) -> None:
        """Put right what the machine's clock has made wrong; tell administrators."""
        if await self.clock_watch.look(self.poller.bounds.longest):
            self.watch.due = None if self.watch.due is None else min(self.watch.due, self.clock.now())
            self.sender.wake.set()
            self.poller.wake.set()

    async def keep_house(self) -> None:
        """Forget what has served its time; nothing while the clock may be wrong, since what is gone is gone."""
        if not await self.clock_watch.trusted():
            return
        gone = await retention.forget_old(self.db, self.config.settings.storage.ages(), self.clock.now())
        if gone:
            log.info("forgotten by age: %s", gone)

    async def settle_store(self) -> None:
        """Try again to empty the store's log of what was erased, where a reader stood in the way."""
        if self.db.unsettled:
            await self.db.settle()

    def scheduler(self) -> AsyncIOScheduler:
        """The ticks; due times are rows in the store, so a tick that is left out loses nothing."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        often = (
            self.look_at_clock, self.configure, self.poll, self.tell_all_quiet, self.tell_broadcasts, self.settle_store,
            self.outage.look,
        )  # fmt: skip
        for works, seconds in (
            (often, self.config.settings.polling.tick_seconds),
            ((self.feel_pulse,), PULSES),
            ((self.keep_house,), HOUSEKEEPING.total_seconds()),
        ):
            scheduler.add_job(
                together([guarded(work, self.pulse, self.meters) for work in works]), "interval", seconds=seconds,
                id=works[0].__name__, coalesce=True, max_instances=1, misfire_grace_time=GRACE,
                next_run_time=SystemClock().now(),
            )  # fmt: skip
        return scheduler


async def keep_going(scheduler: AsyncIOScheduler, seconds: float = 1.0) -> None:
    """See, by the machine's steady clock, that the ticks go on when its clock is put back.

    The scheduler plans by the time of day: put back by an hour, it would rest for an hour.
    """
    while True:
        await asyncio.sleep(seconds)
        now = SystemClock().now()
        for job in scheduler.get_jobs():
            if job.next_run_time is not None and job.next_run_time - now > job.trigger.interval + timedelta(seconds=1):
                job.modify(next_run_time=now)


def together(runs: Sequence[Callable[[], Awaitable[None]]]) -> Callable[[], Awaitable[None]]:
    """Ticks that come at one moment: each by itself, and left out while its last run is not over."""
    under_way: dict[Callable[[], Awaitable[None]], asyncio.Task[None]] = {}

    async def begin() -> None:
        for run in runs:
            if run not in under_way:
                task = under_way[run] = asyncio.ensure_future(run())
                task.add_done_callback(partial(_over, run))

    def _over(run: Callable[[], Awaitable[None]], task: "asyncio.Task[None]") -> None:
        del under_way[run]

    return begin


def guarded(job: Any, pulse: Pulse, meters: Meters) -> Callable[[], Awaitable[None]]:
    """A tick that tells what went wrong, and when it took long, and lets the next one come."""
    name = job.__name__

    async def run() -> None:
        """Work once, watched."""
        with pulse.ticking(name) as tick:
            try:
                await job()
            except asyncio.CancelledError:
                # The scheduler is being shut down; what the tick had begun is claimed again at the next start.
                log.debug("tick.ended_early", extra={"tick": name})
            except Exception:
                log.exception("tick.failed", extra={"tick": name})
            seconds = pulse.now() - tick.since
        meters.ticks.labels(name).observe(seconds)
        if seconds > SLOW:
            log.warning("tick.slow", extra={"tick": name, "seconds": round(seconds, 1)})

    return run
