"""Names to network addresses, each lookup in a thread of its own.

The system's resolver may wait half a minute for a name server that says nothing, and no thread can be stopped. On the
event loop's own few threads ten such names would hold up whatever else runs there, reading included, and the end of
the process. Here a name that hangs costs one thread, however many ask for it, and the process ends without it.
"""

import asyncio
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

MOST_THREADS = 128  # names that are looked up at one time; further ones wait, and fail when their request's time is up

Found = list[tuple[Any, ...]]  # as socket.getaddrinfo gives it
Lookup = Callable[..., Found]


@dataclass(slots=True, eq=False)
class Names(AbstractResolver):
    """Fulfils aiohttp's resolver; ``lookup`` is called in a thread with what ``socket.getaddrinfo`` takes."""

    lookup: Lookup = socket.getaddrinfo
    _under_way: dict[tuple[str, int, int], "asyncio.Future[Found]"] = field(default_factory=dict)
    _threads: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_THREADS))

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name; raises OSError where it has none."""
        key = (host, port, int(family))
        under_way = self._under_way.get(key)
        if under_way is None:
            await self._threads.acquire()
            under_way = self._under_way.get(key)
            if under_way is None:
                under_way = self._begin(key)
            else:
                self._threads.release()
        found = await asyncio.shield(under_way)
        return [_result(host, kind, protocol, end) for kind, _, protocol, _, end in found]

    async def close(self) -> None:
        """Nothing is kept; threads that still wait end by themselves, or with the process."""

    def _begin(self, key: tuple[str, int, int]) -> "asyncio.Future[Found]":
        host, port, family = key
        loop = asyncio.get_running_loop()
        result: asyncio.Future[Found] = loop.create_future()
        self._under_way[key] = result

        def done(found: Found, error: Exception | None) -> None:
            del self._under_way[key]
            self._threads.release()
            if error is None:
                result.set_result(found)
            else:
                result.set_exception(error)
                result.exception()  # seen, even where nobody waits any more

        def look() -> None:
            found: Found = []
            error: Exception | None = None
            try:
                found = self.lookup(host, port, family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG)
            except Exception as fault:
                error = fault
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(done, found, error)

        threading.Thread(target=look, name="name", daemon=True).start()
        return result


def _result(host: str, kind: int, protocol: int, end: tuple[Any, ...]) -> ResolveResult:
    scope = f"%{end[3]}" if kind == socket.AF_INET6 and len(end) > 3 and end[3] else ""
    return ResolveResult(
        hostname=host,
        host=f"{end[0]}{scope}",
        port=int(end[1]),
        family=kind,
        proto=protocol,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )
