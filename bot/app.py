"""The composition root: builds the parts, hands them to each other, starts and stops them.

scheduler ticks: poll -> analyse | configuration | housekeeping        receiver: Telegram -> inbox -> handlers
sender: outbox -> Telegram                                             one store, one clock, one pace
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from telegram.error import InvalidToken, NetworkError, RetryAfter
from telegram.ext import ApplicationBuilder
from telegram.request import HTTPXRequest

from bot.chat.channel_rights import ChannelRights
from bot.chat.handlers import App, Handlers
from bot.chat.menus import set_menus
from bot.chat.receiver import Receiver
from bot.clock import SystemClock
from bot.condition import Vitals
from bot.config import ConfigError, Settings
from bot.feed_watch import FeedWatch
from bot.known import Known
from bot.logs import redacted
from bot.pages.artist import Artist
from bot.parts import Intake, item_queue, sync_feeds
from bot.sending.rendering import Renderer
from bot.sending.sender import Sender
from bot.services import Services
from bot.ticks import Runtime
from bot.watching import ConfigFile
from feeds.ports import Clock
from feeds.reading.answering.nearness import Nearness
from feeds.reading.naming.catalog import load
from feeds.reading.text import search_tokens
from storage import feeds, inbox, items, outbox
from storage.database import Database

log = logging.getLogger(__name__)

LONGEST_WAIT = 60.0


class StartError(Exception):
    """The bot cannot start; the text says what to do."""


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
        await Database.open(settings.storage.path) as db,
        Intake(settings, known, clock) as intake,
    ):
        await known.begin(db)
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
    known: Known,
    application: App,
    encoder: Nearness | None,
    artist: Artist | None,
) -> Runtime:
    renderer = Renderer(db, known, artist)
    vitals = Vitals(clock.now())
    calls = config.settings.telegram.calls_at_once
    sender = Sender(db, application.bot, renderer, clock, calls_at_once=calls, vitals=vitals)
    services = Services(
        db=db,
        known=known,
        clock=clock,
        settings=lambda: config.settings,
        looker=intake.looker,
        renderer=renderer,
        tokens=search_tokens,
        channels=ChannelRights(application.bot),
        bot_name=application.bot.username,
        inline=bool(application.bot.bot.supports_inline_queries),
        encoder=encoder,
        vitals=vitals,
    )
    handlers = Handlers(services, sender.wake.set)
    handlers.install(application)
    receiver = Receiver(db, application, handlers, clock)
    analyser = intake.analyser(item_queue(db, known))
    watch = FeedWatch(db, clock, lambda: config.settings, config.place)
    poller = intake.poller(db)
    return Runtime(config, clock, db, intake, poller, analyser, sender, receiver, application, vitals, watch)


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
