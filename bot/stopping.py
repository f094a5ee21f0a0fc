"""How the bot is asked to stop, and what it then gets done within ten seconds.

The first signal ends polling and claiming at once and lets what is under way at Telegram come back; the second, or
one that comes before the bot is up, breaks everything off. Either way nothing is lost: what was claimed goes back, and
a call whose answer nobody waited for is sent again, silently, and counted.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import suppress
from typing import Any, Protocol

from bot.service_manager import ServiceManager

log = logging.getLogger(__name__)

STOP_SECONDS = 10.0  # in all; a service manager should allow a little more (deploy/hengkang.service)
CALLS_SECONDS = 7.0  # for calls that are under way
HANDLERS_SECONDS = 3.0  # for commands that are being answered


class Stop(Protocol):
    """Somebody asks the bot to stop: an ``asyncio.Event`` or a ``Requested``."""

    async def wait(self) -> object:
        """Return once the bot shall stop."""
        ...


class Requested:
    """The request to stop; ``expected`` tells whether anybody waits for it yet."""

    def __init__(self, manager: ServiceManager) -> None:
        self._manager = manager
        self._event = asyncio.Event()
        self.expected = False

    async def wait(self) -> object:
        """Return once the bot shall stop."""
        self.expected = True
        return await self._event.wait()

    def ask(self, task: "asyncio.Future[Any]", number: int = signal.SIGTERM) -> None:
        """A signal came: ask ``task`` to stop, or break it off where it was asked before or is not up yet."""
        name = signal.Signals(number).name
        if self._event.is_set() or not self.expected:
            log.warning("service.broken_off", extra={"signal": name})
            task.cancel()
        else:
            log.info("service.stopping", extra={"signal": name})
            asyncio.get_running_loop().call_later(STOP_SECONDS, task.cancel)
        self._event.set()
        self._manager.tell("STOPPING=1", "STATUS=stopping")


def until_stopped(begin: Callable[[Requested], Awaitable[None]]) -> None:
    """Run to the end, with SIGINT and SIGTERM as requests to stop."""

    async def whole() -> None:
        requested = Requested(ServiceManager())
        task = asyncio.ensure_future(begin(requested))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, requested.ask, task, number)
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(whole())


async def settled(tasks: Iterable["asyncio.Task[Any]"], seconds: float = 0.0) -> int:
    """Let tasks come to their end for so long, then cancel the rest; how many were cancelled.

    When the caller is cancelled meanwhile, all of them are.
    """
    left: Collection[asyncio.Task[Any]] = list(tasks)
    try:
        if left and seconds:
            _, left = await asyncio.wait(left, timeout=seconds)
    finally:
        for task in left:
            task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    return len(left)
