"""The connection to Telegram: the library's application, whose calls are counted, and the first hello."""

import asyncio
import logging
import os
from typing import Any

from telegram.error import InvalidToken, NetworkError, RetryAfter
from telegram.ext import ApplicationBuilder
from telegram.request import HTTPXRequest

from bot.chat.handlers import App
from bot.chat.menus import set_menus
from bot.config import Settings
from bot.logs import redacted
from bot.meters import Meters
from bot.pulse import Pulse
from bot.service_manager import MICRO, ServiceManager

log = logging.getLogger(__name__)

LONGEST_WAIT = 60.0


class StartError(Exception):
    """The bot cannot start; the text says what to do."""


class CountedRequest(HTTPXRequest):
    """The library's transport, which notes each call with its status and when Telegram last answered."""

    def __init__(self, pulse: Pulse, meters: Meters, **how: Any) -> None:
        super().__init__(**how)
        self._pulse = pulse
        self._meters = meters

    async def do_request(self, url: str, method: str, *rest: Any, **more: Any) -> tuple[int, bytes]:
        """Make the call; "none" is the status of one that nobody answered."""
        status = "none"
        try:
            code, body = await super().do_request(url, method, *rest, **more)
            status = str(code)
            if code == 200:
                self._pulse.answered()
            elif code == 429:
                self._meters.too_many.inc()
            return code, body
        except Exception as error:
            self._pulse.telegram_error = type(error).__name__
            raise
        finally:
            self._meters.calls.labels(method_of(url), status).inc()


def method_of(url: str) -> str:
    """The method that an address of the Bot API ends in, "file" for a file's; nothing else of it, the token least."""
    return "file" if "/file/bot" in url else url.rpartition("/")[2].partition("?")[0]


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
    )
    polling = CountedRequest(pulse, meters, connection_pool_size=2, connect_timeout=10.0)
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


async def connect(application: App, settings: Settings, manager: ServiceManager) -> None:
    """Say hello to Telegram until it answers; StartError where it refuses the token.

    Without ``telegram.webhook`` one that was set before is deleted, so that getUpdates is answered.
    """
    wait = 1.0
    while True:
        try:
            await application.initialize()
            if not settings.telegram.webhook:
                await application.bot.delete_webhook()
            break
        except InvalidToken:
            raise StartError(
                f"{settings.telegram.api} refuses the token: copy it from @BotFather once more (HENGKANG_TOKEN)"
            ) from None
        except (NetworkError, RetryAfter) as error:
            log.warning("%s does not answer (%s); again in %.0f s", settings.telegram.api, redacted(str(error)), wait)
            longer = (wait + LONGEST_WAIT) * MICRO
            manager.tell(f"EXTEND_TIMEOUT_USEC={longer:.0f}", "STATUS=waiting for Telegram, which does not answer")
            await asyncio.sleep(wait)
            wait = min(LONGEST_WAIT, wait * 2)
    await set_menus(application.bot, settings.bot.administrators)
