"""Fetching: one polite, bounded request.

1. One request at a time a host, with a short pause between two. Waiting for one's turn is not counted as the host's
   slowness; but when a request runs out of time, those that wait behind it are given up at once, or a hanging host with
   ten feeds would hold up a round for ten times as long.
2. Caps on time, redirects and decompressed bytes; what goes beyond is dropped and told.
3. Validators (ETag, Last-Modified) are sent and returned; the caller keeps them.
4. The guard sees every address that is connected to. A connection that nothing follows on is soon closed.
5. A host that answers 429 or 503 with Retry-After is left alone until then, whatever of it is asked for.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from feeds.intake.body import bounded_body
from feeds.intake.failure_words import certificate_words, connection_words, status_words
from feeds.intake.guard import Guard, RefusedError
from feeds.intake.headers import address_of, freshness, moment_of, retry_after, seconds_of, validator_of
from feeds.intake.names import Names
from feeds.intake.places import Place
from feeds.intake.resolver import GuardedResolver

FEED_LIMIT = 8 * 1024 * 1024
PAGE_LIMIT = 4 * 1024 * 1024
MOST_REDIRECTS = 5
PAUSE = 1.0  # seconds between two requests to one host

# Seconds for which a connection waits for its host's next request. Hundreds of feeds a few seconds long would otherwise
# be hundreds of open files, and a process may have 1,024 of them where nothing else is said.
IDLE = 2.0
REMEMBERED_HOSTS = 2_000
MOST_HINTS = 10  # preliminary answers, and the one that counts
DAY = timedelta(days=1)
LONGEST_REST = 86_400.0  # seconds; the feed itself may be told to wait longer, its neighbours are tried daily
VERSION = "0.1"


@dataclass(slots=True)
class Fetched:
    """What came back. ``error`` is told in plain words and then nothing else is sure; status 304 has no body."""

    url: str
    status: int | None = None
    body: bytes = b""
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    retry_after: float | None = None  # seconds
    max_age: float | None = None  # seconds for which the answer is fresh, by Cache-Control or Expires
    moved_to: str | None = None  # where permanent redirects alone lead
    error: str | None = None
    held: bool = False  # not asked at all, since the host wants a rest of ``retry_after`` seconds
    seconds: float = 0.0
    ahead: float | None = None  # seconds that the server's clock is ahead of ours, by its Date


def _utc() -> datetime:
    return datetime.now(UTC)


class Answer(aiohttp.ClientResponse):
    """The library's answer, which waits for no more than ``MOST_HINTS`` preliminary ones (RFC 9110, 15.2).

    A server that sends them without end would have the library read on without ever letting anything else run.
    """

    async def start(self, connection: Any) -> aiohttp.ClientResponse:
        """Read the head of the answer."""
        protocol, read, left = connection.protocol, connection.protocol.read, MOST_HINTS

        async def counted() -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise aiohttp.ClientPayloadError("preliminary answers without end")
            return await read()

        protocol.read = counted
        try:
            return await super().start(connection)
        finally:
            del protocol.read


@dataclass(slots=True)
class Fetcher:
    """Fetches within its bounds; ``close`` it. Timeout in seconds for the whole of a request, redirects included.

    ``now`` is the time of day, for what servers say of it; pauses and timeouts are the machine's own.
    """

    guard: Guard = field(default_factory=Guard)
    timeout: float = 30.0
    contact: str = ""
    pause: float = PAUSE
    idle: float = IDLE
    now: Callable[[], datetime] = _utc
    resolver: AbstractResolver | None = None  # the system's where left out, each name in a thread of its own
    _session: aiohttp.ClientSession | None = None
    _hosts: OrderedDict[str, asyncio.Lock] = field(default_factory=OrderedDict)
    _last: dict[str, float] = field(default_factory=dict)
    _hung: dict[str, float] = field(default_factory=dict)
    _resting: dict[str, datetime] = field(default_factory=dict)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=0,  # those who fetch bound themselves; a wait in here would count as the server's slowness
                limit_per_host=2,
                keepalive_timeout=self.idle,
                socket_factory=self.guard.socket_factory,
                resolver=GuardedResolver(self.guard, self.resolver or Names()),
                ttl_dns_cache=60,
            )
            agent = f"Hengkang/{VERSION}" + (f" (+{self.contact})" if self.contact else " (feed reader)")
            self._session = aiohttp.ClientSession(
                connector=connector,
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(),  # one timer for all of a request, here, in place of three
                trust_env=False,  # a proxy of the environment would connect where the guard does not see it
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": agent, "Accept-Encoding": "gzip, deflate"},
                response_class=Answer,
                max_line_size=16_384,
                max_field_size=16_384,
            )
        return self._session

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def fetch(
        self,
        url: str,
        validators: Mapping[str, str] | None = None,
        limit: int = FEED_LIMIT,
        accept: str = "*/*",
        place: Place | None = None,
    ) -> Fetched:
        """Fetch an address; never raises for what the other side does or is. ``place`` is taken when it is asked."""
        started = time.monotonic()
        try:
            found = await self._followed(url, {**(validators or {}), "Accept": accept}, limit, place)
        except TimeoutError:
            found = Fetched(url, error=f"no full answer within {self.timeout:.0f} seconds")
        except RefusedError as error:
            found = Fetched(url, error=str(error))
        except aiohttp.ClientConnectorDNSError as error:
            cause = error.os_error
            unknown = f"the name {error.host} is not known"
            found = Fetched(url, error=str(cause) if isinstance(cause, RefusedError) else unknown)
        except aiohttp.ClientConnectorCertificateError as error:
            found = Fetched(url, error=certificate_words(error))
        except aiohttp.ClientSSLError as error:
            found = Fetched(url, error=f"no secure connection: {type(error.os_error).__name__}")
        except aiohttp.ClientConnectorError as error:
            cause = error.os_error
            found = Fetched(
                url,
                error=str(cause) if isinstance(cause, RefusedError) else f"no connection: {connection_words(cause)}",
            )
        except (aiohttp.ClientError, OSError, ValueError, UnicodeError) as error:
            found = Fetched(url, error=f"the answer cannot be read: {type(error).__name__}")
        found.seconds = time.monotonic() - started
        return found

    async def _followed(self, url: str, headers: dict[str, str], limit: int, place: Place | None) -> Fetched:
        here, moved = url, None
        permanent, left = True, self.timeout
        for _ in range(MOST_REDIRECTS + 1):
            if fault := self.guard.refusal(here):
                return Fetched(here, error=fault)
            answer, target = await self._one(URL(here), here, headers, limit, left, place)
            if target is None:
                answer.moved_to = moved
                return answer
            left -= answer.seconds
            permanent = permanent and answer.status in (301, 308)
            here = urljoin(here, address_of(target))
            moved = here if permanent else moved
        return Fetched(here, error=f"more than {MOST_REDIRECTS} redirects")

    async def _one(
        self, where: URL, url: str, headers: Mapping[str, str], limit: int, left: float, place: Place | None
    ) -> tuple[Fetched, str | None]:
        """One request within ``left`` seconds; with the address that it redirects to.

        ``where`` is ``url``, read once: reading costs as much as what is done with it.
        """
        host = (where.raw_host or "").rstrip(".")
        asked = time.monotonic()
        async with self._turn(host):
            if self._hung.get(host, 0.0) > asked:
                raise TimeoutError
            if (rest := self._rest(host)) > 0:
                return Fetched(url, error="its host wants a rest", held=True, retry_after=rest), None
            await self._polite(host)
            if place is not None:
                await place.take()
            started = time.monotonic()
            try:
                async with (
                    asyncio.timeout(left),
                    self._open().get(where, headers=headers, allow_redirects=False) as answer,
                ):
                    if answer.status in (301, 302, 303, 307, 308) and answer.headers.get("Location"):
                        took = time.monotonic() - started
                        return Fetched(url, answer.status, seconds=took), answer.headers["Location"]
                    conditional = "If-None-Match" in headers or "If-Modified-Since" in headers
                    found = await self._read(url, answer, limit, conditional)
                    if found.status in (429, 503) and found.retry_after:
                        self._resting[host] = self.now() + timedelta(seconds=min(found.retry_after, LONGEST_REST))
                    return found, None
            except TimeoutError:
                self._hung[host] = time.monotonic()
                raise
            finally:
                self._last[host] = time.monotonic()
                if place is not None:
                    place.answered()

    def _turn(self, host: str) -> asyncio.Lock:
        lock = self._hosts.setdefault(host, asyncio.Lock())
        self._hosts.move_to_end(host)
        while len(self._hosts) > REMEMBERED_HOSTS:
            oldest = next((h for h, one in self._hosts.items() if not one.locked()), None)
            if oldest is None:
                break
            del self._hosts[oldest]
            self._last.pop(oldest, None)
            self._hung.pop(oldest, None)
            self._resting.pop(oldest, None)
        return lock

    def _rest(self, host: str) -> float:
        """The seconds for which a host is still to be left alone."""
        until = self._resting.get(host)
        left = (until - self.now()).total_seconds() if until else 0.0
        if until and not 0 < left <= LONGEST_REST:  # over, or our clock was put back meanwhile
            del self._resting[host]
            return 0.0
        return left

    async def _polite(self, host: str) -> None:
        last = self._last.get(host)
        if last is not None and not self.guard.local(host):
            await asyncio.sleep(max(0.0, last + self.pause - time.monotonic()))

    async def _read(self, url: str, response: aiohttp.ClientResponse, limit: int, conditional: bool) -> Fetched:
        headers = response.headers
        known = Fetched(
            url,
            response.status,
            content_type=headers.get("Content-Type"),
            etag=validator_of(headers.get("ETag")),
            last_modified=self._past(headers.get("Last-Modified")),
            retry_after=retry_after(headers.get("Retry-After"), self.now()),
            max_age=freshness(headers),
            ahead=self._ahead(headers),
        )
        if response.status == 304:
            # Unasked it says nothing, and a feed that counts as read would have its whole backlog told as news.
            return known if conditional else replace(known, error=status_words(304))
        if response.status != 200:
            return replace(known, error=status_words(response.status))
        body = await bounded_body(response, limit)
        if body is None:
            return replace(known, error=f"larger than {limit // 1024 // 1024} MiB")
        return replace(known, body=body)

    def _past(self, value: str | None) -> str | None:
        """A Last-Modified to be sent back: one that lies ahead would get us 304 for years (RFC 9110, 8.8.2.1)."""
        when = moment_of(value)
        return None if when is not None and when > self.now() + DAY else validator_of(value)

    def _ahead(self, headers: Mapping[str, str]) -> float | None:
        """By how much the server's clock is ahead; None where a cache between us has kept the answer for a while."""
        date = moment_of(headers.get("Date")) if not seconds_of(headers.get("Age")) else None
        return (date - self.now()).total_seconds() if date else None
