"""A network that ends at this machine: names resolve as a test says, and no socket reaches what it does not expect.

An audit hook sees every connection, datagram and look-up of the process before it is made, whichever library makes it;
what is not expected is noted and refused, so that nothing leaves even where the code under test is at fault.
"""

import ipaddress
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

SENDING = ("socket.connect", "socket.sendto", "socket.sendmsg")
ASKING = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")


@dataclass(slots=True)
class Sealed:
    """What was tried beyond ``expected``, the ends (address, port) that a test means to reach."""

    expected: set[tuple[str, int]] = field(default_factory=set)
    reached: list[tuple[str, int]] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)

    def see(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note an event of the interpreter's; OSError where it must not happen."""
        if event in SENDING and isinstance(arguments[1], tuple):
            end = arguments[1][:2]
            if end in self.expected:
                self.reached.append(end)
                return
            self._refuse(f"{event} {arguments[1]!r}")
        elif event in SENDING and arguments[1] is not None:
            self._refuse(f"{event} {arguments[1]!r}")
        elif event in ASKING and not _numeric(arguments[0]):
            self._refuse(f"{event} {arguments[0]!r}")

    def _refuse(self, told: str) -> None:
        self.tried.append(told)
        raise OSError(f"the test refuses {told}")


_now: list[Sealed] = []


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _now and event.startswith("socket."):
        _now[-1].see(event, arguments)


@contextmanager
def sealed() -> Iterator[Sealed]:
    """Seal this process for the block."""
    if not _installed:
        sys.addaudithook(_hook)  # it cannot be taken away again, so that there is one for all tests
        _installed.append(True)
    one = Sealed()
    _now.append(one)
    try:
        yield one
    finally:
        _now.remove(one)


_installed: list[bool] = []


def _numeric(host: object) -> bool:
    try:
        ipaddress.ip_address(str(host))
    except ValueError:
        return False
    return True


@dataclass(slots=True)
class Names(AbstractResolver):
    """Answers from a table; each look-up of a name takes its next answer, the last one stays.

    What is a number in one of the forms that the C library knows is answered as that does.
    """

    table: dict[str, list[Sequence[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name; OSError where there is none."""
        self.asked.append(host)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in self._answers(host.rstrip(".").lower())
        ]

    def _answers(self, name: str) -> Sequence[str]:
        answers = self.table.get(name)
        if answers is not None:
            return answers.pop(0) if len(answers) > 1 else answers[0]
        if name == "localhost" or name.endswith(".localhost"):
            return ("127.0.0.1", "::1")
        try:
            return (socket.inet_ntoa(socket.inet_aton(name)),)
        except OSError:
            raise OSError(f"{name} is not known") from None

    async def close(self) -> None:
        """Nothing is held open."""
