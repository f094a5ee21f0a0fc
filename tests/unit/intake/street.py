"""A street of hosts on this machine, each at an address of its own: most answer, some hang in one way or another."""

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from html import escape
from typing import Literal

Way = Literal["answers", "says nothing", "never answers", "trickles", "trickles its head"]
HANGING: tuple[Way, ...] = ("says nothing", "never answers", "trickles", "trickles its head")


@dataclass(slots=True)
class Street:
    """``ways`` has what becomes of a path at a host; the others get ``bodies``, or a feed of one item."""

    port: int = 0
    ways: dict[tuple[str, str], Way] = field(default_factory=dict)
    bodies: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)  # kind and text
    open: set[tuple[str, str]] = field(default_factory=set)  # hanging requests
    asked: Counter[str] = field(default_factory=Counter)  # by host
    visitors: Counter[str] = field(default_factory=Counter)  # connections that are open, by host
    came: Counter[str] = field(default_factory=Counter)  # and that ever were
    _held_up: set[asyncio.StreamWriter] = field(default_factory=set)
    _servers: list[asyncio.Server] = field(default_factory=list)

    def at(self, number: int, path: str = "/feed") -> str:
        """The address of a path at a host."""
        return f"http://{host(number)}:{self.port}{path}"

    async def build(self, numbers: range) -> None:
        """Listen at so many hosts."""
        for number in numbers:
            ear = socket.socket()
            ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            ear.bind((host(number), self.port))
            self.port = ear.getsockname()[1]
            self._servers.append(await asyncio.start_server(self._visited, sock=ear))

    async def _visited(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        mine = str(writer.get_extra_info("sockname")[0])
        self.visitors[mine] += 1
        self.came[mine] += 1
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            if (way := self.ways.get((mine, "*"))) == "says nothing":
                await self._held((mine, "*"), way, reader, writer)
                return
            while True:
                request = (await reader.readuntil(b"\r\n\r\n")).decode()
                path = request.split(" ", 2)[1]
                self.asked[mine] += 1
                if (way := self.ways.get((mine, path), "answers")) != "answers":
                    await self._held((mine, path), way, reader, writer)
                    break
                kind, body = self._body(mine, path)
                status = "200 OK" if body else "404 Not Found"
                head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(head.encode() + body)
        self.visitors[mine] -= 1
        writer.close()

    async def _held(
        self, what: tuple[str, str], way: Way, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.open.add(what)
        self._held_up.add(writer)
        try:
            if way.startswith("trickles"):
                head = "Content-Length: 9999\r\n\r\n" if way == "trickles" else "X-Padding: "
                writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n{head}".encode())
                while not reader.at_eof():
                    writer.write(b" ")
                    await writer.drain()  # raises once the visitor has reset the connection, which ends no file
                    await asyncio.sleep(0.05)
            await reader.read()  # until the visitor goes
        finally:
            self.open.discard(what)
            self._held_up.discard(writer)
            writer.close()

    def _body(self, mine: str, path: str) -> tuple[str, bytes]:
        if (mine, path) in self.bodies:
            kind, text = self.bodies[mine, path]
            return kind, text.encode()
        if path.startswith("/feed"):
            item = f"<item><title>Story of {mine}{escape(path)}</title><guid>{mine}{path}</guid></item>"
            text = f"<rss version='2.0'><channel><title>{mine}</title>{item}</channel></rss>"
            return "application/rss+xml", text.encode()
        return "text/plain", b""

    def hang_up(self) -> None:
        """End what hangs."""
        for writer in self._held_up:
            writer.close()

    async def close(self) -> None:
        """Listen no longer."""
        for server in self._servers:
            server.close()


def host(number: int) -> str:
    """An address in 127/8 for each number."""
    return f"127.7.{number // 250}.{1 + number % 250}"


@asynccontextmanager
async def street(hosts: int) -> AsyncIterator[Street]:
    """A street whose hosts all answer as yet."""
    one = Street()
    await one.build(range(hosts))
    try:
        yield one
    finally:
        await one.close()
