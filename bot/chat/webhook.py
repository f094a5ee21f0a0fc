"""Updates that Telegram posts, in place of getUpdates.

1. A request without the right secret is refused (403) before its body is read; the comparison takes the same time
   whatever was sent.
2. An update is answered with 200 only once it stands in the inbox. With any other answer Telegram posts it again, and
   what comes twice is known by its number. One larger than any that Telegram sends is answered and told in the log, so
   that it holds up no others.
3. The address is made known once the server listens, and looked after: another program that takes it away is told of
   in the log, and the address is set again.

Telegram posts the updates of one chat one after the other, so their order is kept.
"""

import asyncio
import hmac
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.address import Address
from bot.chat.arrivals import ALLOWED, Arrival, arrived, numbered
from bot.chat.receiver import AT_ONCE, Receiver
from bot.chat.transport import LARGEST_UPDATE
from bot.config import Settings
from bot.logs import hide, redacted
from bot.web import LONGEST_WAIT, Server, certificate
from storage.faults import StorageError

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LOOK_EVERY = 60.0
LONGEST_PAUSE = 60.0


class RefusedWebhookError(Exception):
    """Telegram does not take the address, or it cannot be served; the text says what to do."""


@dataclass(slots=True)
class Webhook:
    """Takes what is posted; ``collect`` runs until it is cancelled."""

    receiver: Receiver
    settings: Settings
    listening: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0
    wait: Callable[[float], Any] = asyncio.sleep

    @property
    def secret(self) -> str:
        """What Telegram sends along: the configured secret, or one derived from the token."""
        chosen = self.settings.telegram.webhook_secret
        if chosen is not None:
            return chosen.get_secret_value()
        token = self.receiver.application.bot.token
        return hmac.new(token.encode(), b"hengkang webhook", "sha256").hexdigest()

    async def collect(self) -> None:
        """Listen, make the address known, look after it. Raises InvalidToken, RefusedWebhookError."""
        hide(self.secret)
        telegram = self.settings.telegram
        app = web.Application(client_max_size=LARGEST_UPDATE)
        app.router.add_post(urlsplit(telegram.webhook).path or "/", self.take)
        try:
            chain = telegram.webhook_certificate
            tls = certificate(chain, telegram.webhook_key) if chain else None
            server = Server(app, Address.of(telegram.webhook_listen), tls)
            async with server:
                self.port = server.port
                self.listening.set()
                await self._look_after()
        except OSError as error:
            told = f"{telegram.webhook_listen}: {error.strerror or error}"
            raise RefusedWebhookError(f"telegram.webhook_listen cannot be served: {told}") from error

    async def take(self, request: web.Request) -> web.Response:
        """One request of Telegram's, or of somebody who has found the address."""
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self.secret.encode()):
            return self._answer(403, "refused")
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                body = await request.read()
            update = self._read(body)
        except web.HTTPRequestEntityTooLarge:
            # Telegram would post it again and again, and what comes after it would wait.
            log.error("update.too_large", extra={"most": LARGEST_UPDATE})
            return self._answer(200, "too_large")
        except TimeoutError:
            return self._answer(408, "slow")
        except (ValueError, RecursionError):
            return self._answer(400, "malformed")
        try:
            await self.receiver.accept([update])
        except StorageError as error:
            log.error("update.not_stored", extra={"update_id": update.number, "error": str(error)})
            return self._answer(503, "not_stored")
        return self._answer(200, "stored")

    def _answer(self, status: int, outcome: str) -> web.Response:
        self.receiver.meters.webhook.labels(outcome).inc()
        return web.Response(status=status)

    def _read(self, body: bytes) -> Arrival:
        """The update as it came."""
        data = json.loads(body)
        if not numbered(data):
            raise ValueError("no update")
        return arrived(data)

    async def _look_after(self) -> None:
        known = False
        pause = 1.0
        while True:
            try:
                known = known and await self._is_ours()
                if not known:
                    await self._announce()
                known, pause = True, 1.0
                await self.wait(LOOK_EVERY)
            except InvalidToken:
                raise
            except BadRequest as error:
                raise RefusedWebhookError(f"telegram.webhook: {redacted(str(error))}") from error
            except (NetworkError, RetryAfter, TelegramError) as error:
                seconds: Any = error.retry_after if isinstance(error, RetryAfter) else pause
                seconds = seconds.total_seconds() if isinstance(seconds, timedelta) else seconds
                log.warning("webhook.unknown", extra={"error": redacted(str(error)), "again_seconds": seconds})
                await self.wait(seconds)
                pause = min(LONGEST_PAUSE, pause * 2)

    async def _announce(self) -> None:
        await self.receiver.application.bot.set_webhook(
            self.settings.telegram.webhook,
            secret_token=self.secret,
            allowed_updates=list(ALLOWED),
            max_connections=AT_ONCE,
        )
        log.info("webhook.set", extra={"address": self.settings.telegram.webhook})

    async def _is_ours(self) -> bool:
        info = await self.receiver.application.bot.get_webhook_info()
        if info.last_error_message and info.pending_update_count:
            told = redacted(info.last_error_message)
            log.warning("webhook.failing", extra={"error": told, "waiting": info.pending_update_count})
        if info.url != self.settings.telegram.webhook:
            log.error("webhook.taken_away", extra={"address": info.url})
            return False
        return True
