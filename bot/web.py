"""A small web server at one address: for the webhook, or for those who watch over the bot."""

import ssl
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.address import Address

LAST_ANSWERS = 3.0  # seconds that requests under way get when the server ends
LONGEST_WAIT = 10.0  # seconds in which the whole of a request has to be here
SOCKET_MODE = 0o660  # the reverse proxy belongs to the socket's group


class Server:
    """Serves an application at an address for as long as the block lasts. ``port`` 0 takes a free one.

    Raises OSError where the address cannot be had.
    """

    def __init__(self, app: web.Application, address: Address, tls: ssl.SSLContext | None = None) -> None:
        self.address = address
        self._tls = tls
        # Handlers go on when the other side hangs up: what is being stored is stored.
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=False, shutdown_timeout=LAST_ANSWERS)

    @property
    def port(self) -> int:
        """The port that is listened at, 0 for a socket in the file system."""
        return int(self._runner.addresses[0][1]) if self.address.path is None else 0

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        try:
            await self._site().start()
            if self.address.path is not None:
                self.address.path.chmod(SOCKET_MODE)
        except BaseException:
            await self._runner.cleanup()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()
        if self.address.path is not None:
            with suppress(OSError):
                self.address.path.unlink()

    def _site(self) -> web.BaseSite:
        if self.address.path is not None:
            return web.UnixSite(self._runner, str(self.address.path), ssl_context=self._tls)
        return web.TCPSite(self._runner, self.address.host, self.address.port, ssl_context=self._tls)


def certificate(chain: Path, key: Path | None) -> ssl.SSLContext:
    """What the server shows who it is with; OSError (ssl.SSLError is one) where the files cannot be used."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain, key)
    return context
