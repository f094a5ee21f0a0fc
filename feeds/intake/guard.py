"""Which network addresses may be reached.

The check stands where the socket is made: by then redirects are followed and names resolved, so that a name which
changes its answer between check and use (DNS rebinding) gains nothing. Checking the address before asking the resolver
would leave that race open.
"""

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# Carriers of IPv4 inside IPv6, with how many bits lie before the inner address; is_global lets them pass.
NAT64 = ipaddress.ip_network("64:ff9b::/96")
NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")
SIX_TO_FOUR = ipaddress.ip_network("2002::/16")
TEREDO = ipaddress.ip_network("2001::/32")
COMPATIBLE = ipaddress.ip_network("::/96")
# Not for the public, though some tables call them global (RFC 6890 and its updates).
RESERVED = tuple(
    ipaddress.ip_network(n)
    for n in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
        "192.88.99.0/24",
        "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "255.255.255.255/32",
        "100::/64", "2001:db8::/32", "3fff::/20", "5f00::/16", "fec0::/10",
    )
)  # fmt: skip


class RefusedError(OSError):
    """An address that must not be reached; the text says which and how to allow it."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets public addresses through, and of the others those that are allowed.

    ``allowed`` are networks ("127.0.0.0/8"), addresses or "address:port"; names are not taken, since a name says
    nothing of where it leads.
    """

    networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    ends: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def of(cls, allowed: Iterable[str] = ()) -> "Guard":
        """A guard of the settings' texts; ValueError names the one that is no address."""
        networks, ends = [], set()
        for text in allowed:
            host, _, port = text.rpartition(":")
            if host and port.isdigit() and text.count(":") == 1:
                ends.add((str(ipaddress.ip_address(_named(host))), int(port)))
            else:
                networks.append(ipaddress.ip_network(_named(text), strict=False))
        return cls(tuple(networks), frozenset(ends))

    def check(self, host: str, port: int) -> None:
        """Raise RefusedError unless this address, as given to connect(), may be reached."""
        address = ipaddress.ip_address(host.partition("%")[0])
        if (str(address), port) in self.ends or any(
            address in n for n in self.networks if n.version == address.version
        ):
            return
        if not is_public(address):
            raise RefusedError(f"{address} is no public address; polling.allow in the configuration can allow it")

    def lets(self, url: str) -> bool:
        """Whether an address may be reached as far as it is written; where a name leads shows when it is connected."""
        parts = urlsplit(url)
        address = written_address(parts.hostname or "")
        try:
            if address is not None:
                self.check(str(address), parts.port or (443 if parts.scheme == "https" else 80))
        except RefusedError:
            return False
        return True

    def local(self, host: str) -> bool:
        """Whether a host is written as an allowed address, so that no politeness is due to it."""
        try:
            address = ipaddress.ip_address(_named(host))
        except ValueError:
            return False
        return any(address in n for n in self.networks if n.version == address.version) or any(
            h == str(address) for h, _ in self.ends
        )

    def socket_factory(self, address: tuple[Any, ...]) -> socket.socket:
        """Make the socket for an address that aiohttp is about to connect to."""
        family, kind, protocol, _, end = address
        self.check(str(end[0]), int(end[1]))
        return socket.socket(family, kind, protocol)


def is_public(address: IPAddress) -> bool:
    """Whether an address is for everybody: no loopback, private, carrier, link-local, multicast or embedded one."""
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    if any(address in n for n in RESERVED if n.version == address.version):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved and not address.is_unspecified


def _inner(address: IPAddress) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address carries."""
    if not isinstance(address, ipaddress.IPv6Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    number = int(address)
    if address in NAT64 or address in COMPATIBLE:
        return ipaddress.IPv4Address(number & 0xFFFFFFFF)
    if address in NAT64_LOCAL:
        return ipaddress.IPv4Address("127.0.0.1")  # a network's own translation: whither is not ours to know
    if address in SIX_TO_FOUR:
        return ipaddress.IPv4Address((number >> 80) & 0xFFFFFFFF)
    if address in TEREDO:
        return ipaddress.IPv4Address("127.0.0.1")
    return None


def written_address(host: str) -> IPAddress | None:
    """The network address that a host is written as, in any form that connects ("127.1", "0x7f000001"), else None."""
    host = host.rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return ipaddress.IPv4Address("127.0.0.1")
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host)) if re.fullmatch(r"[0-9a-fx.]+", host) else None
    except OSError:
        return None


def _named(host: str) -> str:
    return "127.0.0.1" if host == "localhost" else host.strip("[]")


def web_address(url: str) -> str | None:
    """Why an address cannot be fetched at all, or None where it can."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return "this is no web address"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "only addresses that begin with http:// or https:// can be read"
    if parts.username or parts.password:
        return "an address must not hold a user name or password"
    return None
