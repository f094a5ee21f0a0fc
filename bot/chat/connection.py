"""The connection to Telegram: the library's application, whose calls are counted, and the first hello."""

import asyncio
import logging
import os
from functools import cache
from ssl import SSLContext
from typing import Any

import httpx
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder

from bot.chat.handlers import App
from bot.chat.menus import set_menus
from bot.chat.transport import CountedRequest, UpdatesRequest
from bot.config import Settings
from bot.logs import redacted
from bot.meters import Meters
from bot.pulse import Pulse
from bot.service_manager import MICRO, ServiceManager

log = logging.getLogger(__name__)

LONGEST_WAIT = 60.0


class StartError(Exception):
    """The bot cannot start; the text says what to do."""


class Unremembering(Application[Any, Any, Any, Any, Any, Any]):
    """The library's application, which otherwise notes every chat and person that ever wrote, to save them one day."""

    __slots__ = ()

    def _mark_for_persistence_update(self, **what: Any) -> None:
        """Nothing: the store is ours, and the library's lists would grow for as long as the bot runs."""


def build_application(settings: Settings, token: str, pulse: Pulse | None = None, meters: Meters | None = None) -> App:
    """The library's application without its own updater: updates come through the inbox."""
    # The library's own switch to what will be its only way; without it every 429 prints a warning.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    pulse, meters = pulse or Pulse(), meters or Meters()
    api = settings.telegram.api.rstrip("/")
    pool = settings.telegram.calls_at_once + 8
    request = CountedRequest(
        pulse,
        meters,
        connection_pool_size=pool,
        read_timeout=20.0,
        write_timeout=20.0,
        connect_timeout=10.0,
        pool_timeout=20.0,
        httpx_kwargs={"verify": _authorities()},
    )
    polling = UpdatesRequest(
        pulse, meters, connection_pool_size=2, connect_timeout=10.0, httpx_kwargs={"verify": _authorities()}
    )
    builder: Any = ApplicationBuilder()
    application: App = (
        builder.application_class(Unremembering)
        .token(token)
        .base_url(f"{api}/bot")
        .base_file_url(f"{api}/file/bot")
        .request(request)
        .get_updates_request(polling)
        .updater(None)
        .build()
    )
    return application


@cache
def _authorities() -> SSLContext:
    """Whose certificates are trusted, as the library would have it; read once, which takes 40 ms."""
    return httpx.create_ssl_context()


async def connect(application: App, settings: Settings, manager: ServiceManager) -> None:
    """Say hello to Telegram until it answers; StartError where it refuses what will never be taken.

    Without ``telegram.webhook`` one that was set before is deleted, so that getUpdates is answered.
    """
    wait = 1.0
    while True:
        try:
            await application.initialize()
            if not settings.telegram.webhook:
                await application.bot.delete_webhook()
            break
        except (InvalidToken, BadRequest, Forbidden) as error:
            raise StartError(_refused(settings, error)) from None
        except RetryAfter as error:
            seconds: Any = error.retry_after
            await _again(settings, manager, error, seconds.total_seconds())
        except Exception as error:  # the network, a proxy's page, an answer that the library cannot read
            await _again(settings, manager, error, wait)
            wait = min(LONGEST_WAIT, wait * 2)
    await set_menus(application.bot, settings.bot.administrators)


def _refused(settings: Settings, error: TelegramError) -> str:
    api = settings.telegram.api
    if isinstance(error, InvalidToken):
        return f"{api} refuses the token: copy it from @BotFather once more (HENGKANG_TOKEN)"
    told = redacted(str(error))
    return f"{api} refuses the bot ({told}): look at telegram.api, and at the token from @BotFather (HENGKANG_TOKEN)"


async def _again(settings: Settings, manager: ServiceManager, error: Exception, wait: float) -> None:
    """Wait for the next hello, and say so."""
    told = redacted(f"{type(error).__name__}: {error}" if not isinstance(error, TelegramError) else str(error))
    log.warning("%s does not answer (%s); again in %.0f s", settings.telegram.api, told, wait)
    longer = (wait + LONGEST_WAIT) * MICRO
    manager.tell(f"EXTEND_TIMEOUT_USEC={longer:.0f}", "STATUS=waiting for Telegram, which does not answer")
    await asyncio.sleep(wait)
