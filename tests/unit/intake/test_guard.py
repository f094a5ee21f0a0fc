"""Which network addresses may be reached."""

import ipaddress

import pytest

from feeds.intake.guard import Guard, RefusedError, is_public, web_address


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1", "::ffff:8.8.8.8"],
)
def test_public_addresses_pass(address: str) -> None:
    Guard().check(address, 443)  # raises where it refuses
    assert is_public(ipaddress.ip_address(address))


REFUSED = """
127.0.0.1 127.9.9.9 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 192.0.0.8 192.0.2.1
198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 fec0::1 ff02::1
2001:db8::1 100::1 3fff::1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::808:808 2002:7f00:1::1 2002:a9fe:a9fe::
2001:0:1::1
"""


@pytest.mark.parametrize("address", REFUSED.split())
def test_private_reserved_and_embedded_addresses_are_refused_with_the_way_out(address: str) -> None:
    with pytest.raises(RefusedError, match=r"is no public address; polling\.allow in the configuration can allow it"):
        Guard().check(address, 80)
    assert not is_public(ipaddress.ip_address(address.partition("%")[0]))


def test_what_is_allowed_passes_and_nothing_beside_it() -> None:
    guard = Guard.of(["127.0.0.0/8", "10.0.0.5:8080", "fd00::/8", "[fe80::1]:8080", "192.168.1.7", "8.8.8.8:25"])
    for host, port in (
        ("127.3.2.1", 1), ("10.0.0.5", 8080), ("fd00::1", 80), ("fe80::1%eth0", 8080), ("192.168.1.7", 25),
        ("8.8.8.8", 25),
    ):  # fmt: skip
        guard.check(host, port)
    for host, port in (
        ("10.0.0.5", 80), ("10.0.0.6", 8080), ("::1", 80), ("::ffff:127.0.0.1", 80), ("fe80::1", 80), ("fe80::2", 8080),
        ("192.168.1.8", 80), ("8.8.4.4", 25), ("8.8.8.8", 22),
    ):  # fmt: skip
        with pytest.raises(RefusedError):
            guard.check(host, port)


def test_politeness_is_not_due_to_allowed_addresses_written_as_such() -> None:
    guard = Guard.of(["127.0.0.0/8", "10.0.0.5:8080", "::1"])
    assert all(guard.local(h) for h in ("127.0.0.1", "localhost", "10.0.0.5", "[::1]"))
    assert not any(guard.local(h) for h in ("kabar.example", "8.8.8.8", ""))


def test_localhost_stands_for_either_of_its_addresses() -> None:
    for allowed, host in (("localhost:8080", "localhost"), ("[::1]:8080", "localhost"), ("::1", "localhost")):
        assert Guard.of([allowed]).lets(f"http://{host}:8080/feed")
    assert not Guard.of(["localhost:8080"]).lets("http://localhost/feed")


@pytest.mark.parametrize("text", ["kabar.example", "kabar.example:80", "300.1.1.1", ""])
def test_an_allowed_name_is_a_mistake(text: str) -> None:
    with pytest.raises(ValueError, match="does not appear to be an IPv4 or IPv6"):
        Guard.of([text])


@pytest.mark.parametrize(
    "text", ["10.0.0.5/8", "10.0.0.5:0", "10.0.0.5:65536", "[::1]:99999", "fd00::1/8", "[kabar]:80"]
)
def test_what_does_not_say_exactly_what_is_allowed_is_a_mistake(text: str) -> None:
    with pytest.raises(ValueError, match=r"host bits|names no port|does not appear"):
        Guard.of([text])


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("https://kabar.example/feed", None),
        ("file:///etc/passwd", "only addresses that begin with http"),
        ("gopher://kabar.example", "only addresses that begin with http"),
        ("https://", "only addresses that begin with http"),
        ("https://user:word@kabar.example/", "must not hold a user name"),
        ("https://kabar.example:port/", "this is no web address"),
        ("https://[::1", "this is no web address"),
    ],
)
def test_what_cannot_be_fetched_at_all_is_told(url: str, fault: str | None) -> None:
    told = web_address(url)
    assert (told is None) if fault is None else (told is not None and fault in told)


PRIVATE = """
http://127.0.0.1/feed http://localhost/feed http://news.localhost/feed http://127.1/ http://2130706433/ http://0x7f.1/
http://[::1]/feed http://[fe80::1]/ http://10.0.0.5:8080/feed http://169.254.169.254/latest http://192.168.1.1./feed
"""


@pytest.mark.parametrize("url", PRIVATE.split())
def test_an_address_that_is_written_as_a_private_one_is_known_before_it_is_fetched(url: str) -> None:
    assert not Guard().lets(url)
    assert Guard.of(["0.0.0.0/0", "::/0"]).lets(url)


@pytest.mark.parametrize(
    "url", ["https://kabar.example/feed", "https://8.8.8.8/feed", "https://face.example/", "http://bad.fed/"]
)
def test_names_and_public_addresses_are_let_through(url: str) -> None:
    assert Guard().lets(url)
