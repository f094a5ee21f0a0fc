"""The composition root: builds the parts, hands them to each other, starts and stops them.

scheduler ticks: poll | configuration | clock | housekeeping   flow: due feeds -> stored items -> stories and alerts
receiver: Telegram -> inbox -> handlers                   sender: outbox -> Telegram
one store, one clock, one pace
"""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from telegram.error import InvalidToken

from bot import appointments
from bot.chat.channel_rights import ChannelRights
from bot.chat.connection import StartError, build_application, connect
from bot.chat.files import TelegramFiles
from bot.chat.handlers import App, Handlers
from bot.chat.receiver import Receiver
from bot.chat.webhook import RefusedWebhookError, Webhook
from bot.clock import SystemClock
from bot.clock_watch import ClockWatch, put_right
from bot.condition import Vitals
from bot.config import ConfigError, Settings
from bot.counting import CountedItems
from bot.ended_runs import given_back, taken_up
from bot.feed_watch import FeedWatch
from bot.known import Known
from bot.lasting import set_apart
from bot.logs import redacted
from bot.meters import Meters
from bot.monitor import Monitor
from bot.outage import Outage
from bot.pages.artist import Artist
from bot.parts import Intake, sync_feeds
from bot.patience import unlocked
from bot.pulse import Pulse
from bot.readiness import Readiness
from bot.sending.notes import Notes
from bot.sending.reach import Reach
from bot.sending.rendering import Renderer
from bot.sending.sender import Sender
from bot.sending.tally import Tally
from bot.service_manager import ServiceManager
from bot.services import Services
from bot.stock import Stock
from bot.stopping import Stop, settled
from bot.ticks import Runtime, keep_going
from bot.watchdog import Watchdog
from bot.watching import ConfigFile
from feeds.ports import Clock
from feeds.reading.answering.nearness import Nearness
from feeds.reading.naming.catalog import load
from feeds.reading.text import search_tokens
from storage.database import Database

log = logging.getLogger(__name__)

# Python's own 5 ms are what the loop waits at each turn while an answer is computed in a thread: a hundred turns of
# others, then half a second.
SWITCH_SECONDS = 0.0005


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
    known = Known(load(settings.catalog))
    async with (
        await unlocked(lambda: Database.open(settings.storage.path)) as db,
        Intake(settings, known, clock) as intake,
    ):
        await unlocked(partial(_begun, db, settings, known, clock))
        pulse, meters = Pulse(), Meters()
        async with AsyncExitStack() as stack:
            stack.push_async_callback(given_back, db)
            await _watched(stack, settings, db, clock, pulse, meters)
            application = build_application(settings, token, pulse, meters)
            if artist is not None:
                stack.push_async_callback(artist.close)
            stack.push_async_callback(application.shutdown)
            await connect(application, settings, ServiceManager())
            yield _assembled(config, clock, db, intake, known, application, encoder, artist, pulse, meters)


async def _begun(db: Database, settings: Settings, known: Known, clock: Clock) -> None:
    """What a run does first in its store; once more it does no harm."""
    await known.begin(db)
    async with db.write() as c:
        await taken_up(c, settings.bot.administrators, clock.now())
        await put_right(c, clock.now(), settings.polling.bounds().longest)
        await sync_feeds(c, settings, clock)


async def _watched(
    stack: AsyncExitStack, settings: Settings, db: Database, clock: Clock, pulse: Pulse, meters: Meters
) -> None:
    """Serve health and metrics where they are asked for."""
    listen = settings.monitor.listen
    if not listen:
        return
    readiness = Readiness(db, pulse, clock)
    monitor = Monitor(Stock(db, readiness, meters.registry), readiness, meters.registry)
    try:
        await stack.enter_async_context(monitor.server(listen))
    except OSError as error:
        raise StartError(f"monitor.listen: {listen}: {error.strerror or error}") from error


def _assembled(
    config: ConfigFile,
    clock: Clock,
    db: Database,
    intake: Intake,
    known: Known,
    application: App,
    encoder: Nearness | None,
    artist: Artist | None,
    pulse: Pulse,
    meters: Meters,
) -> Runtime:
    renderer = Renderer(db, known, artist)
    vitals = Vitals(clock.now())
    calls = config.settings.telegram.calls_at_once
    notes = Notes(lambda: config.settings.bot.administrators)
    reach = Reach(lambda: pulse.telegram)
    sender = Sender(
        db, application.bot, renderer, clock, calls_at_once=calls, vitals=vitals, tally=Tally(meters), notes=notes,
        reach=reach,
    )  # fmt: skip
    services = Services(
        db=db,
        known=known,
        clock=clock,
        settings=lambda: config.settings,
        looker=intake.looker,
        place=config.place,
        renderer=renderer,
        tokens=search_tokens,
        channels=ChannelRights(application.bot),
        files=TelegramFiles(application.bot),
        bot_name=application.bot.username,
        inline=bool(application.bot.bot.supports_inline_queries),
        encoder=encoder,
        vitals=vitals,
    )
    handlers = Handlers(services, sender.wake.set)
    handlers.install(application)
    receiver = Receiver(db, application, handlers, clock, meters=meters, notes=notes)
    if config.settings.telegram.webhook:
        receiver.posted = Webhook(receiver, config.settings).collect
    analyser = intake.analyser(CountedItems(db, known, meters))
    watch = FeedWatch(db, clock, lambda: config.settings, config.place)
    poller = intake.poller(db)
    outage = Outage(db, application.bot, lambda: config.settings.bot.administrators)
    clock_watch = ClockWatch(db, clock, vitals, lambda: config.settings.bot.administrators)
    return Runtime(
        config, clock, db, intake, poller, analyser, sender, receiver, application, vitals, watch, known, outage,
        clock_watch, pulse, meters,
    )  # fmt: skip


async def serve(running: Runtime, stop: Stop) -> None:
    """Run until ``stop``; then end within ``STOP_SECONDS`` without losing what is under way."""
    scheduler = running.scheduler()
    scheduler.start()
    tasks = [asyncio.create_task(work()) for work in (running.receiver.run, running.sender.run, running.flow)]
    tasks.append(asyncio.create_task(keep_going(scheduler)))
    stopper = asyncio.create_task(stop.wait())
    name = running.application.bot.username
    log.info("running as @%s", name)
    if not running.config.settings.bot.administrators:
        log.warning(appointments.NOBODY, f"https://t.me/{name}")
    try:
        await asyncio.wait([*tasks, stopper], return_when=asyncio.FIRST_COMPLETED)
    finally:
        scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # ticks that were just called begin, and can be seen
        ticks = [tick.task for tick in running.pulse.ticks.values() if tick.task is not None]
        await settled([stopper, *ticks, *tasks])
    for task in tasks:
        if not task.cancelled() and (error := task.exception()) is not None:
            raise StartError(_reason(error)) from error


def _reason(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):
        return _reason(error.exceptions[0])
    if isinstance(error, InvalidToken):
        return "Telegram no longer takes the token: copy it from @BotFather once more (HENGKANG_TOKEN)"
    if isinstance(error, RefusedWebhookError):
        return str(error)
    return redacted(f"{type(error).__name__}: {error}")


async def run(
    settings: Settings,
    path: Path | None,
    stop: Stop,
    encoder: Nearness | None = None,
    artist: Artist | None = None,
) -> None:
    """The bot, until ``stop``; raises StartError, ConfigError, StorageError with what to do."""
    token = settings.bot_token()
    if token is None:
        raise ConfigError("no token: set HENGKANG_TOKEN, telegram.token_file or telegram.token")
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()  # what the imports have left, while nobody waits yet
    manager, monitor = ServiceManager(), settings.monitor
    async with runtime(ConfigFile(settings, path), token, encoder=encoder, artist=artist) as running:
        watchdog = Watchdog(running.pulse, running.meters, manager, monitor.stuck_seconds, monitor.exit_seconds)
        async with watchdog.watching():
            manager.tell("READY=1", f"STATUS=running as @{running.application.bot.username}")
            loading = asyncio.create_task(set_apart(running.analyser))
            try:
                await serve(running, stop)
            finally:
                loading.cancel()
    log.info("service.stopped")
