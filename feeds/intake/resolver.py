"""Names, with the answers left out that must not be reached.

The guard looks once more where the socket is made; here it is so that a name with a good and a bad answer leads to the
good one, and that one with bad answers alone is told as what it is.
"""

import socket
from dataclasses import dataclass

from aiohttp.abc import AbstractResolver, ResolveResult

from feeds.intake.guard import Guard, RefusedError


@dataclass(slots=True)
class GuardedResolver(AbstractResolver):
    """Asks ``inner``; raises RefusedError where no answer may be reached, as an OSError like that of unknown names."""

    guard: Guard
    inner: AbstractResolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The answers that may be reached."""
        good: list[ResolveResult] = []
        refusal: RefusedError | None = None
        for answer in await self.inner.resolve(host, port, family):
            try:
                self.guard.check(answer["host"], port)
                good.append(answer)
            except RefusedError as error:
                refusal = refusal or error
        if refusal is not None and not good:
            raise refusal
        return good

    async def close(self) -> None:
        """Close the resolver asked."""
        await self.inner.close()
