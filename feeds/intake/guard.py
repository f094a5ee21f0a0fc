"""Which network addresses may be reached.

The check that counts stands where the socket is made: by then redirects are followed and names resolved, so that a name
which changes its answer between check and use (DNS rebinding) gains nothing. What is seen earlier, as an address is
written and as a name is resolved, is for a clear word. Addresses are read here as the library reads them that connects
(yarl, aiohttp's own): where two readers differ, one of them is fooled.
"""

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from yarl import URL

REMEMBERED = 4_096  # addresses that are judged without being taken apart again
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# Carriers of IPv4 inside IPv6, with how many bits lie before the inner address; is_global lets them pass.
NAT64 = ipaddress.ip_network("64:ff9b::/96")
NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")
SIX_TO_FOUR = ipaddress.ip_network("2002::/16")
TEREDO = ipaddress.ip_network("2001::/32")
ISATAP = (0x00005EFE, 0x02005EFE)  # the third quarter of an address (RFC 5214, 6.1); the fourth is the IPv4 one
COMPATIBLE = ipaddress.ip_network("::/96")
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # all that is given out to the public (RFC 4291, 2.4)
# Not for the public, though some tables call them global (RFC 6890 and its updates). 168.63.129.16 looks like any other
# address, and is the host's own side of each machine in Azure, with its secrets.
RESERVED = tuple(
    ipaddress.ip_network(n)
    for n in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
        "168.63.129.16/32", "192.88.99.0/24",
        "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "255.255.255.255/32",
        "100::/64", "2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fec0::/10",
    )
)  # fmt: skip
# Where mail, shells, files and telephones listen, not pages: the bad ports of the WHATWG's fetch standard. What listens
# there may take a request for an order.
OTHER_SERVICES = frozenset({
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531,
    532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060,
    5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
})  # fmt: skip
UNFIT = re.compile(r"[\x00-\x20\x7f\\]")  # one reader drops them, another ends the host at them
END = re.compile(r"(?P<host>[^:\[\]]+|\[[^\]]+\]):(?P<port>[0-9]{1,5})")


class RefusedError(OSError):
    """An address that must not be reached; the text says which and how to allow it."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets public addresses through, and of the others those that are allowed.

    ``allowed`` are networks ("127.0.0.0/8"), addresses, or one port of an address ("127.0.0.1:8080", "[::1]:8080");
    names are not taken, since a name says nothing of where it leads, "localhost" excepted.
    """

    networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    ends: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def of(cls, allowed: Iterable[str] = ()) -> "Guard":
        """A guard of the settings' texts; ValueError names the one that is no address."""
        networks, ends = [], set()
        for text in allowed:
            end = END.fullmatch(text)
            if end:
                if not 0 < int(end["port"]) < 65_536:
                    raise ValueError(f"{text!r} names no port")
                ends.add((str(ipaddress.ip_address(_named(end["host"]))), int(end["port"])))
            else:
                # Strict: who writes 10.0.0.5/8 may mean one machine or all of the network.
                networks.append(ipaddress.ip_network(_named(text)))
        return cls(tuple(networks), frozenset(ends))

    def check(self, host: str, port: int) -> None:
        """Raise RefusedError unless this address, as given to connect(), may be reached."""
        if fault := _fault(self, host, port):
            raise RefusedError(fault)

    def refusal(self, url: str) -> str | None:
        """Why an address is refused as it is written, None where it is not; names show when they are resolved."""
        return _refusal(self, url)

    def lets(self, url: str) -> bool:
        """Whether an address may be reached as far as it is written; where a name leads shows when it is connected."""
        return self.refusal(url) is None

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


# Both say of the same address always the same; where a name leads is asked anew each time and then comes to _fault.
@lru_cache(maxsize=REMEMBERED)
def _fault(guard: Guard, host: str, port: int) -> str | None:
    address = ipaddress.ip_address(host.partition("%")[0])
    if (str(address), port) in guard.ends or any(address in n for n in guard.networks if n.version == address.version):
        return None
    if not is_public(address):
        return f"{address} is no public address; polling.allow in the configuration can allow it"
    return f"port {port} is not for web pages" if port in OTHER_SERVICES else None


@lru_cache(maxsize=REMEMBERED)
def _refusal(guard: Guard, url: str) -> str | None:
    if fault := web_address(url):
        return fault
    read = URL(url)
    port = read.port or 80
    told = None
    for address in written_addresses(read.raw_host or ""):
        fault = _fault(guard, str(address), port)
        if fault is None:
            return None
        told = told or fault
    return told


def is_public(address: IPAddress) -> bool:
    """Whether an address is for everybody: no loopback, private, carrier, link-local, multicast or embedded one."""
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    if any(address in n for n in RESERVED if n.version == address.version):
        return False
    if isinstance(address, ipaddress.IPv6Address) and address not in GLOBAL_UNICAST:
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
    if (number >> 32) & 0xFFFFFFFF in ISATAP:
        inner = ipaddress.IPv4Address(number & 0xFFFFFFFF)
        return None if is_public(inner) else inner  # a public one says nothing of the network around it
    return None


def written_addresses(host: str) -> tuple[IPAddress, ...]:
    """The network addresses that a host is written as, in any form that connects ("127.1", "0x7f000001"); else none.

    "localhost" is written as two: which of them is taken shows when it is connected.
    """
    host = host.rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return ipaddress.IPv4Address("127.0.0.1"), ipaddress.IPv6Address("::1")
    try:
        return (ipaddress.ip_address(host.strip("[]").partition("%")[0]),)
    except ValueError:
        pass
    try:
        return (ipaddress.IPv4Address(socket.inet_aton(host)),) if re.fullmatch(r"[0-9a-fx.]+", host) else ()
    except OSError:
        return ()


def _named(host: str) -> str:
    return "127.0.0.1" if host == "localhost" else host.strip("[]")


def web_address(url: str) -> str | None:
    """Why an address cannot be fetched at all, or None where it can."""
    try:
        parts, read = urlsplit(url), URL(url)
        _ = parts.port
    except ValueError:
        return "this is no web address"
    if parts.scheme not in ("http", "https") or not parts.hostname or not read.raw_host:
        return "only addresses that begin with http:// or https:// can be read"
    if "@" in parts.netloc:
        return "an address must not hold a user name or password"
    if UNFIT.search(url.partition("://")[2].partition("/")[0]) or "%" in parts.netloc or parts.port == 0:
        return "this is no web address"
    return None
