"""The composition root: builds the parts, hands them to each other, starts and stops them.

scheduler ticks: poll -> analyse | configuration | housekeeping        receiver: Telegram -> inbox -> handlers
sender: outbox -> Telegram                                             one store, one clock, one pace
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram.error import InvalidToken, NetworkError, RetryAfter
from telegram.ext import ApplicationBuilder
from telegram.request import HTTPXRequest

from bot.all_quiet import next_look, tell_all_quiet
from bot.artist import Artist
from bot.channel_rights import ChannelRights
from bot.clock import SystemClock
from bot.config import ConfigError, Settings
from bot.handlers import App, Handlers
from bot.locales.texts import texts
from bot.logs import redacted
from bot.menus import set_menus
from bot.parts import Intake, item_queue, sync_feeds
from bot.receiver import Receiver
from bot.rendering import Renderer
from bot.rich import Writer
from bot.sender import Sender
from bot.services import Services
from bot.watching import ConfigFile
from feeds.analyser import Analyser
from feeds.intake.poller import Poller
from feeds.ports import Clock
from feeds.reading.catalog import Catalog, load
from feeds.reading.nearness import Nearness
from feeds.reading.reader import Reader
from feeds.reading.text import search_tokens
from storage import feeds, inbox, items, outbox, retention, subscribers
from storage.database import Database
from storage.outbox import NewMessage

log = logging.getLogger(__name__)

HOUSEKEEPING = timedelta(hours=6)
LONGEST_WAIT = 60.0
GRACE = 30  # seconds that a tick may be late; later ones are left out, since the next does the same


class StartError(Exception):
    """The bot cannot start; the text says what to do."""


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
    first_round: asyncio.Event = field(default_factory=asyncio.Event)
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    _told: str | None = None
    quiet_looked: datetime | None = None
    quiet_look: datetime | None = None  # when to look again who has heard nothing for a week

    async def poll(self) -> None:
        """One tick: every feed that is due, then what they brought."""
        while results := await self.poller.step():
            for feed, outcome, stored in results:
                if outcome.error:
                    log.warning("feed %s: %s", feed.url, outcome.error)
                elif stored.new:
                    log.info("feed %s: %d new", feed.url, stored.new)
            await self.analyse()
        await self.analyse()
        self.first_round.set()

    async def analyse(self) -> None:
        """Read everything that is stored and not yet read."""
        async with self._reading:
            while await self.analyser.step():
                self.sender.wake.set()

    async def configure(self) -> None:
        """Pick up an edited configuration; tell administrators of a mistake once."""
        if self.config.changed():
            settings = self.config.settings
            polling = settings.polling
            self.poller.bounded(polling.bounds())
            self.poller.at_once = polling.feeds_at_once
            self.analyser.age_limit = timedelta(hours=settings.bot.age_limit_hours)
            async with self.db.write() as c:
                counts = await sync_feeds(c, settings, self.clock)
            log.info("configuration read again: feeds %s", counts)
        if self.config.mistake != self._told:
            self._told = self.config.mistake
            if self._told:
                await self._tell_administrators(self._told)

    async def _tell_administrators(self, mistake: str) -> None:
        now = self.clock.now()
        async with self.db.write() as c:
            for person in self.config.settings.bot.administrators:
                chat = await subscribers.get(c, person)
                if chat is None:
                    continue
                t = texts(chat.lang)
                out = Writer()
                out.line(t("The configuration has a mistake; the old one stays in force."), "bold").line(mistake[:2000])
                key = f"config:{person}:{now.timestamp():.0f}"
                await outbox.put(c, [NewMessage(key, person, "reply", out.done().as_payload())], now)
        self.sender.wake.set()

    async def tell_all_quiet(self) -> None:
        """Once every quarter of an hour: the line to those who have heard nothing for a week."""
        now = self.clock.now()
        if self.quiet_look is None or now >= self.quiet_look:
            if await tell_all_quiet(self.db, now, self.quiet_looked):
                self.sender.wake.set()
            self.quiet_looked, self.quiet_look = now, next_look(now)

    async def keep_house(self) -> None:
        """Forget what has served its time."""
        gone = await retention.forget_old(self.db, self.config.settings.storage.ages(), self.clock.now())
        if gone:
            log.info("forgotten by age: %s", gone)

    def scheduler(self) -> AsyncIOScheduler:
        """The ticks; due times are rows in the store, so a tick that is left out loses nothing."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        tick = self.config.settings.polling.tick_seconds
        for job, seconds in (
            (self.configure, tick),
            (self.poll, tick),
            (self.tell_all_quiet, tick),
            (self.keep_house, HOUSEKEEPING.total_seconds()),
        ):
            scheduler.add_job(
                guarded(job), "interval", seconds=seconds, id=job.__name__, coalesce=True, max_instances=1,
                misfire_grace_time=GRACE, next_run_time=SystemClock().now(),
            )  # fmt: skip
        return scheduler


def guarded(job: Any) -> Callable[[], Awaitable[None]]:
    """A tick that tells what went wrong and lets the next one come."""

    async def run() -> None:
        try:
            await job()
        except asyncio.CancelledError:
            # The scheduler is being shut down; what the tick had begun is claimed again at the next start.
            log.debug("tick %s ended early", job.__name__)
        except Exception:
            log.exception("tick %s", job.__name__)

    return run


@asynccontextmanager
async def runtime(
    config: ConfigFile,
    token: str,
    clock: Clock | None = None,
    encoder: Nearness | None = None,
    artist: Artist | None = None,
) -> AsyncIterator[Runtime]:
    """Build everything over the store and Telegram, ready to run; all is closed at the end of the block.

    Raises StorageError, CatalogError and StartError with what to do.
    """
    settings = config.settings
    clock = clock or SystemClock()
    known = load(settings.catalog)
    async with (
        await Database.open(settings.storage.path) as db,
        Intake(settings, known, clock) as intake,
    ):
        async with db.write() as c:
            await feeds.release(c)
            await items.release(c)
            await inbox.release(c)
            uncertain = await outbox.release(c)
            await sync_feeds(c, settings, clock)
        if uncertain:
            log.warning("%d messages were on their way when the last run ended; they go again, silently", uncertain)
        application = build_application(settings, token)
        await connect(application, settings)
        try:
            yield _assembled(config, clock, db, intake, known, application, encoder, artist)
        finally:
            await application.shutdown()
            if artist is not None:
                await artist.close()


def _assembled(
    config: ConfigFile,
    clock: Clock,
    db: Database,
    intake: Intake,
    known: Catalog,
    application: App,
    encoder: Nearness | None,
    artist: Artist | None,
) -> Runtime:
    renderer = Renderer(db, known, artist)
    sender = Sender(db, application.bot, renderer, clock, calls_at_once=config.settings.telegram.calls_at_once)
    services = Services(
        db=db,
        catalog=known,
        reader=Reader(known),
        clock=clock,
        settings=lambda: config.settings,
        looker=intake.looker,
        renderer=renderer,
        tokens=search_tokens,
        channels=ChannelRights(application.bot),
        bot_name=application.bot.username,
        inline=bool(application.bot.bot.supports_inline_queries),
        encoder=encoder,
    )
    handlers = Handlers(services, sender.wake.set)
    handlers.install(application)
    receiver = Receiver(db, application, handlers, clock)
    analyser = intake.analyser(item_queue(db, known))
    return Runtime(config, clock, db, intake, intake.poller(db), analyser, sender, receiver, application)


def build_application(settings: Settings, token: str) -> App:
    """The library's application without its own updater: updates come through the inbox."""
    # The library's own switch to what will be its only way; without it every 429 prints a warning.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    api = settings.telegram.api.rstrip("/")
    pool = settings.telegram.calls_at_once + 8
    request = HTTPXRequest(
        connection_pool_size=pool, read_timeout=20.0, write_timeout=20.0, connect_timeout=10.0, pool_timeout=20.0
    )
    polling = HTTPXRequest(connection_pool_size=2, connect_timeout=10.0)
    builder: Any = ApplicationBuilder()
    application: App = (
        builder.token(token)
        .base_url(f"{api}/bot")
        .base_file_url(f"{api}/file/bot")
        .request(request)
        .get_updates_request(polling)
        .updater(None)
        .build()
    )
    return application


async def connect(application: App, settings: Settings) -> None:
    """Say hello to Telegram until it answers; StartError where it refuses the token."""
    wait = 1.0
    while True:
        try:
            await application.initialize()
            await application.bot.delete_webhook()
            break
        except InvalidToken:
            raise StartError(
                f"{settings.telegram.api} refuses the token: copy it from @BotFather once more (HENGKANG_TOKEN)"
            ) from None
        except (NetworkError, RetryAfter) as error:
            log.warning("%s does not answer (%s); again in %.0f s", settings.telegram.api, redacted(str(error)), wait)
            await asyncio.sleep(wait)
            wait = min(LONGEST_WAIT, wait * 2)
    await set_menus(application.bot, settings.bot.administrators)


async def serve(running: Runtime, stop: asyncio.Event) -> None:
    """Run until ``stop`` is set."""
    scheduler = running.scheduler()
    scheduler.start()
    tasks = [asyncio.create_task(running.receiver.run()), asyncio.create_task(running.sender.run())]
    stopper = asyncio.create_task(stop.wait())
    log.info("running as @%s", running.application.bot.username)
    try:
        await asyncio.wait([*tasks, stopper], return_when=asyncio.FIRST_COMPLETED)
    finally:
        scheduler.shutdown(wait=False)
        for task in (*tasks, stopper):
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise StartError(_reason(result)) from result


def _reason(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):
        return _reason(error.exceptions[0])
    if isinstance(error, InvalidToken):
        return "Telegram no longer takes the token: copy it from @BotFather once more (HENGKANG_TOKEN)"
    return redacted(f"{type(error).__name__}: {error}")


async def run(
    settings: Settings,
    path: Path | None,
    stop: asyncio.Event,
    encoder: Nearness | None = None,
    artist: Artist | None = None,
) -> None:
    """The bot, until ``stop``; raises StartError, ConfigError, StorageError with what to do."""
    token = settings.bot_token()
    if token is None:
        raise ConfigError("no token: set HENGKANG_TOKEN, telegram.token_file or telegram.token")
    async with runtime(ConfigFile(settings, path), token, encoder=encoder, artist=artist) as running:
        await serve(running, stop)
