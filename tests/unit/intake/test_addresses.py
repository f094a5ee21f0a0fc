"""No feed, page, robots.txt, discovery or list of feeds leads to where the bot must not go, in whatever form.

The guard is judged before a packet leaves: names resolve as the tests say, and whatever is tried beyond the test's own
server on this machine is noted and refused by the tests (sealed.py).
"""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from html import escape
from itertools import cycle
from pathlib import Path
from xml.sax.saxutils import quoteattr

import aiohttp
import pytest

from bot.clock import SteppedClock
from bot.importing import difference
from feeds.intake import opml
from feeds.intake.discover import Looker
from feeds.intake.fetch import Fetcher
from feeds.intake.guard import Guard, RefusedError
from feeds.intake.pages import ROBOTS_AGAIN, Pages
from feeds.intake.worker import Worker
from tests.unit.intake.sealed import Names, Sealed, sealed
from tests.unit.intake.site import Site
from tests.unit.intake.unreachable import KINDS, NAMED, NAMES, NUMBERS, SIXES

FEED = '<rss version="2.0"><channel><title>Harbour</title><item><title>One</title></item></channel></rss>'
PAGE = "<html><head>{}</head><body><p>Tara Qvist leaves Quorvexa for Bravik.</p></body></html>"


@dataclass(slots=True)
class Town:
    """The test's own server, the only end that may be reached, and what reads from it."""

    site: Site
    port: int
    net: Sealed
    names: Names
    guard: Guard
    fetcher: Fetcher
    pages: Pages
    looker: Looker


@pytest.fixture
def net() -> Iterator[Sealed]:
    with sealed() as one:
        yield one


@pytest.fixture
async def town(site: Site, clock: SteppedClock, worker: Worker, net: Sealed) -> AsyncIterator[Town]:
    port = int(site.url.rpartition(":")[2])
    net.expected.add(("127.0.0.1", port))
    names = Names({name: [answers] for name, answers in NAMES.items()})
    guard = Guard.of([f"127.0.0.1:{port}"])
    fetcher = Fetcher(guard, timeout=60.0, pause=0.0, now=clock.now, resolver=names)
    yield Town(site, port, net, names, guard, fetcher, Pages(fetcher, worker, clock), Looker(fetcher, worker))
    await fetcher.close()


def test_the_table_is_longer_than_was_asked_for() -> None:
    assert len({address for kind in KINDS.values() for address in kind}) >= 80
    assert all(len(kind) == len(set(kind)) for kind in KINDS.values())


@pytest.mark.parametrize("kind", KINDS)
async def test_no_way_leads_there(town: Town, kind: str) -> None:
    for status, address in zip(cycle((301, 302, 303, 307, 308)), KINDS[kind], strict=False):
        for way, found in (await ways(town, address, status)).items():
            assert found is None, (way, address)
        assert town.net.tried == [], address


async def ways(town: Town, address: str, status: int) -> dict[str, object]:
    """What each way to an address brings back; None is what it should."""
    site, fetcher = town.site, town.fetcher
    found: dict[str, object] = {
        "a feed's own address": await got(fetcher, address),
        "an article's": await town.pages.page(address),
        "what /addfeed is given": (await town.looker.look(address)).document,
    }
    if address and address.isprintable():  # what a header can hold
        site.put("/robots.txt", "User-agent: *\nAllow: /")
        found["a feed that moved"] = await got(fetcher, site.leads("/moved", address, status))
        found["a page that moved"] = await town.pages.page(site.leads("/article", address, status))
    link = f'<link rel="alternate" type="application/rss+xml" href="{escape(address)}">'
    looked = await town.looker.look(site.put("/page", PAGE.format(link), Content_Type="text/html"))
    for proposal in looked.proposals:
        found["a feed that a page names"] = (await town.looker.look(proposal)).document
    found["a list of feeds"] = await within_a_list(town, address)
    return found


async def got(fetcher: Fetcher, address: str) -> object:
    found = await fetcher.fetch(address)
    return None if found.error and not found.body else found


async def within_a_list(town: Town, address: str) -> object:
    """What a list of feeds with this address adds that can be polled, too."""
    text = f'<opml version="2.0"><body><outline type="rss" text="One" xmlUrl={quoteattr(address)}/></body></opml>'
    new = difference(opml.parse(text.encode()), (), town.guard).new
    polled = [await got(town.fetcher, feed.url) for feed in new]
    return next((one for one in polled if one), None)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "schemes"])
async def test_a_robots_txt_that_leads_there_closes_the_site(town: Town, clock: SteppedClock, kind: str) -> None:
    # Three slashes lead back to the site itself (RFC 3986, 5.2.2).
    for address in (a for a in KINDS[kind] if re.match(r"http://[^/]", a) and a.isprintable()):
        town.site.asked.clear()
        town.site.leads("/robots.txt", address)
        town.site.put("/article", PAGE, Content_Type="text/html")
        assert await town.pages.page(town.site.url + "/article") is None, address
        assert town.site.paths() == ["/robots.txt"], address
        clock.advance(ROBOTS_AGAIN)
    assert town.net.tried == []


async def test_a_usual_place_of_feeds_that_leads_there_proposes_none(town: Town) -> None:
    page = town.site.put("/", PAGE.format(""), Content_Type="text/html")
    leading = {"/feed": "http://169.254.169.254/", "/rss": "http://loop.example/", "/atom.xml": "file:/etc/passwd"}
    for path, target in leading.items():
        town.site.leads(path, target)
    looked = await town.looker.look(page)
    assert (looked.document, looked.proposals) == (None, ())
    assert leading.keys() <= set(town.site.paths())
    assert town.net.tried == []


async def test_a_name_is_refused_by_where_it_leads_with_the_way_out(town: Town) -> None:
    for address in NAMED:
        found = await town.fetcher.fetch(address)
        assert found.error is not None and "is no public address; polling.allow" in found.error, address
    assert {name.rstrip(".") for name in town.names.asked} == set(NAMES)


@pytest.mark.parametrize("answers", ["10.0.0.1 127.0.0.1", "127.0.0.1 10.0.0.1", "::1 127.0.0.1 fd00::1"])
async def test_a_name_with_a_good_and_a_bad_answer_leads_to_the_good_one(town: Town, answers: str) -> None:
    town.site.put("/feed", FEED)
    town.names.table["half.example"] = [answers.split()]
    found = await town.fetcher.fetch(f"http://half.example:{town.port}/feed")
    assert (found.error, found.body) == (None, FEED.encode())
    assert town.net.tried == []
    assert town.net.reached == [("127.0.0.1", town.port)]


async def test_a_name_that_changes_its_answer_between_check_and_use_is_judged_by_the_one_in_use(
    town: Town,
) -> None:
    town.site.put("/feed", FEED)
    town.names.table["turns.example"] = [["127.0.0.1"], ["10.0.0.1"]]
    address = f"http://turns.example:{town.port}/feed"
    seen = await town.names.resolve("turns.example", town.port)  # as whoever checks first would
    town.guard.check(seen[0]["host"], town.port)
    found = await town.fetcher.fetch(address)
    assert found.error is not None and "10.0.0.1 is no public address" in found.error
    assert town.net.tried == []


async def test_the_answer_that_was_judged_is_the_one_connected_to_and_the_name_is_not_asked_again(town: Town) -> None:
    town.site.put("/feed", FEED)
    town.names.table["turns.example"] = [["127.0.0.1"], ["10.0.0.1"]]
    for _ in range(3):
        assert (await town.fetcher.fetch(f"http://turns.example:{town.port}/feed")).error is None
    assert town.names.asked == ["turns.example"]
    assert set(town.net.reached) == {("127.0.0.1", town.port)}


async def test_the_check_at_the_socket_holds_by_itself(net: Sealed) -> None:
    names = Names()
    connector = aiohttp.TCPConnector(resolver=names, socket_factory=Guard().socket_factory, use_dns_cache=False)
    async with aiohttp.ClientSession(connector=connector) as session:
        for address in (*NUMBERS, *SIXES):
            names.table["turns.example"] = [[address]]
            with pytest.raises(aiohttp.ClientConnectorError) as refused:
                await session.get("http://turns.example/")
            assert isinstance(refused.value.os_error, RefusedError)
    assert net.tried == []


async def test_what_is_allowed_is_reached_and_nothing_beside_it(town: Town) -> None:
    town.site.put("/feed", FEED)
    town.names.table["inside.example"] = [["127.0.0.1"]]
    for host in ("127.0.0.1", "inside.example"):
        assert (await town.fetcher.fetch(f"http://{host}:{town.port}/feed")).error is None
    async with Site() as other:
        other.put("/feed", FEED)
        beside = other.url.rpartition(":")[2]
        for address in (
            f"http://127.0.0.1:{beside}/feed", f"http://inside.example:{beside}/feed", f"http://127.0.0.2:{town.port}/feed",
            f"http://[::ffff:127.0.0.1]:{town.port}/feed", f"http://[::1]:{town.port}/feed",
        ):  # fmt: skip
            found = await town.fetcher.fetch(address)
            assert found.error is not None and "is no public address" in found.error
        assert other.asked == []
    assert town.net.tried == []


async def test_proxies_and_passwords_of_the_environment_are_not_used(
    town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    town.site.put("/feed", FEED)
    netrc = tmp_path / "netrc"
    netrc.write_text("default login reader password opensesame\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    async with Site() as proxy:
        town.net.expected.add(("127.0.0.1", int(proxy.url.rpartition(":")[2])))
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.setenv("no_proxy", "")
        assert (await town.fetcher.fetch(town.site.url + "/feed")).error is None
        for address in ("http://10.0.0.1/", "http://lan.example/", "http://127.0.0.1/", "https://cloud.example/"):
            assert (await town.fetcher.fetch(address)).error
        assert proxy.asked == []
    assert [("Authorization" in one.headers, "Proxy-Authorization" in one.headers) for one in town.site.asked] == [
        (False, False)
    ]
    assert town.net.tried == []
