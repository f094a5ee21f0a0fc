"""One polite, bounded request, against a server of every mood."""

import asyncio
import contextlib
import gzip
import socket
import ssl
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientConnectorCertificateError, web
from aiohttp.client_reqrep import ConnectionKey

from bot.clock import SteppedClock
from feeds.intake.failure_words import certificate_words
from feeds.intake.fetch import Fetcher
from feeds.intake.guard import Guard
from feeds.intake.headers import freshness, retry_after
from tests.unit.intake.site import Site, breaks_off, hangs, trickles
from tests.unit.intake.street import host, street

BODY = b"<rss>" + b"Rara leaves Norvale. " * 2000 + b"</rss>"


async def test_an_answer_comes_with_its_validators_and_we_say_who_we_are(site: Site, fetcher: Fetcher) -> None:
    fetcher.contact = "https://hengkang.example"
    url = site.put("/feed", BODY, ETag='"1"', Last_Modified="then", Content_Type="text/xml", Cache_Control="max-age=60")
    found = await fetcher.fetch(url)
    assert (found.body, found.status, found.error, found.content_type) == (BODY, 200, None, "text/xml")
    assert (found.etag, found.last_modified, found.max_age, found.moved_to) == ('"1"', "then", 60.0, None)
    assert site.asked[0].headers["User-Agent"] == "Hengkang/0.1 (+https://hengkang.example)"
    assert site.asked[0].headers["Accept-Encoding"] == "gzip, deflate"


async def test_a_conditional_request_gets_304_and_no_body(site: Site, fetcher: Fetcher) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=304 if request.headers.get("If-None-Match") == '"1"' else 200, body=BODY)

    found = await fetcher.fetch(site.does("/feed", answer), {"If-None-Match": '"1"', "If-Modified-Since": "then"})
    assert (found.status, found.body, found.error) == (304, b"", None)
    assert site.asked[0].headers["If-Modified-Since"] == "then"


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(BODY)),
        ("x-gzip", gzip.compress(BODY)),
        ("GZIP", gzip.compress(BODY)),
        ("gzip", gzip.compress(BODY[:100]) + gzip.compress(BODY[100:])),
        ("deflate", zlib.compress(BODY)),
        ("deflate", raw_deflate(BODY)),
        ("identity", BODY),
    ],
)
async def test_compressed_answers_are_unpacked(site: Site, fetcher: Fetcher, encoding: str, packed: bytes) -> None:
    found = await fetcher.fetch(site.put("/feed", packed, Content_Encoding=encoding))
    assert (found.body, found.error) == (BODY, None)


async def test_damaged_compression_is_told(site: Site, fetcher: Fetcher) -> None:
    found = await fetcher.fetch(site.put("/feed", b"by no means gzip", Content_Encoding="gzip"))
    assert found.error == "the answer cannot be read: ClientPayloadError"


def bomb(times: int) -> bytes:
    """Gzip that unpacks to so many MiB of nothing."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(times)) + packer.flush()


@pytest.mark.parametrize(("size", "parts"), [(60, 1), (1, 60)])
async def test_a_decompression_bomb_is_stopped_at_the_limit(
    site: Site, fetcher: Fetcher, size: int, parts: int
) -> None:
    url = site.put("/feed", bomb(size) * parts, Content_Encoding="gzip")
    found = await fetcher.fetch(url, limit=2 << 20)
    assert (found.error, found.body) == ("larger than 2 MiB", b"")


@pytest.mark.parametrize(("size", "error"), [(1 << 20, None), ((1 << 20) + 1, "larger than 1 MiB")])
@pytest.mark.parametrize("packed", [True, False])
async def test_the_limit_is_that_of_the_body_as_read(
    site: Site, fetcher: Fetcher, size: int, error: str | None, packed: bool
) -> None:
    body = gzip.compress(bytes(size)) if packed else bytes(size)
    url = site.put("/feed", body, **({"Content_Encoding": "gzip"} if packed else {}))
    assert (await fetcher.fetch(url, limit=1 << 20)).error == error


async def test_an_endless_answer_is_left_at_the_limit(site: Site, fetcher: Fetcher) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(bytes(1 << 16))

    assert (await fetcher.fetch(site.does("/feed", endless), limit=1 << 20)).error == "larger than 1 MiB"


async def test_redirects_are_followed_and_only_permanent_ones_move_a_feed(site: Site, fetcher: Fetcher) -> None:
    target = site.put("/new", BODY)
    moved = await fetcher.fetch(site.leads("/old", "/new", 301))
    assert (moved.body, moved.url, moved.moved_to) == (BODY, target, target)
    site.leads("/middle", "/new", 302)
    mixed = await fetcher.fetch(site.leads("/older", "/middle", 308))
    assert (mixed.url, mixed.moved_to) == (target, site.url + "/middle")
    lent = await fetcher.fetch(site.leads("/lent", "/old", 307))
    assert (lent.url, lent.moved_to) == (target, None)


async def test_a_redirect_in_bytes_that_are_no_text_is_followed_as_a_browser_does(fetcher: Fetcher) -> None:
    """The library would leave the byte out, and no store takes what it makes of it."""
    asked = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1]
        asked.append(path)
        to = b"301 Moved\r\nLocation: /caf\xe9/a b\r\n" if path == b"/feed" else b"200 OK\r\n"
        writer.write(b"HTTP/1.1 " + to + b"Content-Length: 4\r\nConnection: close\r\n\r\nfeed")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        home = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        found = await fetcher.fetch(f"{home}/feed")
    assert (found.error, found.body, asked) == (None, b"feed", [b"/feed", b"/caf%E9/a%20b"])
    assert found.moved_to == found.url == f"{home}/caf%E9/a%20b"


async def test_redirects_that_never_end_are_given_up(site: Site, fetcher: Fetcher) -> None:
    found = await fetcher.fetch(site.leads("/loop", "/loop"))
    assert found.error == "more than 5 redirects"
    assert len(site.asked) == 6
    for n in range(7):
        site.leads(f"/{n}", f"/{n + 1}")
    assert (await fetcher.fetch(site.url + "/0")).error == "more than 5 redirects"


async def test_a_redirect_without_an_address_is_no_answer(site: Site, fetcher: Fetcher) -> None:
    assert (await fetcher.fetch(site.put("/feed", status=302))).error == "the server gave no feed (HTTP 302)"


@pytest.mark.parametrize(
    ("target", "error"),
    [
        ("http://169.254.169.254/latest/meta-data", "169.254.169.254 is no public address"),
        ("http://10.1.2.3/", "10.1.2.3 is no public address"),
        ("http://[::1]/", "::1 is no public address"),
        ("http://[::ffff:10.0.0.1]/", "::ffff:a00:1 is no public address"),
        ("http://0x0a000001/", "10.0.0.1 is no public address"),
        ("http://167772161/", "10.0.0.1 is no public address"),
        ("file:///etc/passwd", "only addresses that begin with http"),
        ("http://user:word@kabar.example/", "must not hold a user name"),
        ("http://[", "the answer cannot be read"),
    ],
)
async def test_a_redirect_to_a_place_that_must_not_be_reached_is_refused(
    site: Site, fetcher: Fetcher, target: str, error: str
) -> None:
    found = await fetcher.fetch(site.leads("/feed", target))
    assert found.error is not None and error in found.error
    assert site.paths() == ["/feed"]


async def test_a_name_that_leads_to_this_machine_is_refused_by_where_it_leads(site: Site) -> None:
    site.put("/feed", BODY)
    fetcher = Fetcher(Guard())
    try:
        found = await fetcher.fetch(site.url.replace("127.0.0.1", "localhost") + "/feed")
    finally:
        await fetcher.close()
    assert found.error is not None and "is no public address" in found.error
    assert site.asked == []


async def test_a_server_that_hangs_or_trickles_is_left_when_its_time_is_over(site: Site, fetcher: Fetcher) -> None:
    fetcher.timeout = 0.1
    for path, answer in (("/hangs", hangs), ("/trickles", trickles)):
        found = await fetcher.fetch(site.does(path, answer))
        assert found.error == "no full answer within 0 seconds"
    fetcher.timeout = 60.0
    assert (await fetcher.fetch(site.put("/feed", BODY))).body == BODY


async def test_redirects_share_the_time_of_one_request(site: Site, fetcher: Fetcher) -> None:
    fetcher.timeout = 0.25

    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0.1)
        return web.Response(status=302, headers={"Location": request.path + "x"})

    for n in range(1, 5):
        site.does("/" + "x" * n, slow)
    assert (await fetcher.fetch(site.url + "/x")).error == "no full answer within 0 seconds"


async def test_one_request_at_a_time_a_host_and_all_of_them_answered(site: Site, fetcher: Fetcher) -> None:
    async def slow(_: web.Request) -> web.Response:
        await asyncio.sleep(0.21)
        return web.Response(body=BODY)

    fetcher.timeout = 2.0  # less than the ten take together: whoever waits is not charged for it
    url = site.does("/feed", slow)
    found = await asyncio.gather(*(fetcher.fetch(url) for _ in range(10)))
    assert [f.error for f in found] == [None] * 10
    assert site.busiest == 1


async def test_those_behind_a_hanging_request_are_given_up_with_it_and_later_ones_try_again(
    site: Site, fetcher: Fetcher
) -> None:
    fetcher.timeout = 1.0  # enough to be asked
    url = site.does("/feed", hangs)
    found = await asyncio.gather(*(fetcher.fetch(url) for _ in range(10)))
    assert {f.error for f in found} == {"no full answer within 1 seconds"}
    assert len(site.asked) == 1
    await fetcher.fetch(url)
    assert len(site.asked) == 2


async def test_two_hosts_are_asked_beside_each_other(site: Site, fetcher: Fetcher) -> None:
    both = asyncio.Barrier(2)

    async def together(_: web.Request) -> web.Response:
        await both.wait()
        return web.Response(body=BODY)

    url = site.does("/feed", together)
    async with Site() as other:
        there = other.does("/feed", together).replace("127.0.0.1", "localhost")
        found = await asyncio.gather(fetcher.fetch(url), fetcher.fetch(there))
    assert [f.error for f in found] == [None, None]


async def test_a_connection_serves_what_follows_at_once_and_is_closed_once_nothing_does(clock: SteppedClock) -> None:
    """A connection a host that stayed open for long would be an open file for each of a thousand feeds."""
    one = Fetcher(Guard.of(["127.0.0.0/8"]), timeout=30.0, now=clock.now, idle=0.5)
    async with street(60) as town:
        for path in ("/feed", "/feed/of/another", "/feed/and/one/more"):
            assert (await one.fetch(town.at(0, path))).error is None
        assert town.came[host(0)] == 1
        found = await asyncio.gather(*(one.fetch(town.at(n)) for n in range(60)))
        assert [f.error for f in found if f.error] == []
        async with asyncio.timeout(60):
            while town.visitors.total():  # noqa: ASYNC110 - a closed connection has no event
                await asyncio.sleep(0.02)
        assert Fetcher().idle <= 5.0, "seconds; at the library's own fifteen a quick round over the feeds piles up"
        await one.close()


async def test_a_host_that_is_not_written_as_an_allowed_address_is_given_a_pause(site: Site, fetcher: Fetcher) -> None:
    fetcher.pause = 60.0
    site.put("/feed", BODY)
    url = site.url.replace("127.0.0.1", "0x7f000001") + "/feed"  # the same place, but to politeness a name
    assert (await fetcher.fetch(url)).error is None
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(fetcher.fetch(url), 0.05)
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "asks for a password"),
        (403, "refuses us"),
        (404, "is not there"),
        (410, "is gone for good"),
        (418, "gave no feed"),
        (429, "asks us to slow down"),
        (500, "has a fault of its own"),
        (503, "is out of order"),
    ],
)
async def test_what_a_server_says_is_told_in_words(site: Site, fetcher: Fetcher, status: int, words: str) -> None:
    found = await fetcher.fetch(site.put("/feed", b"no", status, Retry_After="120"))
    assert found.error == f"the server {words} (HTTP {status})"
    assert (found.status, found.retry_after, found.body) == (status, 120.0, b"")


async def test_a_cut_connection_and_a_closed_port_are_told(site: Site, fetcher: Fetcher) -> None:
    assert (
        await fetcher.fetch(site.does("/feed", breaks_off))
    ).error == "the answer cannot be read: ClientPayloadError"
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        found = await fetcher.fetch(f"http://127.0.0.1:{closed.getsockname()[1]}/")
    assert found.error == "no connection: refused"


async def test_a_server_that_speaks_no_tls_is_told(site: Site, fetcher: Fetcher) -> None:
    found = await fetcher.fetch(site.url.replace("http://", "https://"))
    assert found.error is not None and found.error.startswith("no secure connection: ")


@pytest.mark.parametrize(
    ("code", "words"), [(10, "has expired"), (62, "is for another name"), (18, "cannot be trusted")]
)
def test_what_is_wrong_with_a_certificate_is_told_in_plain_words(code: int, words: str) -> None:
    refused = ssl.SSLCertVerificationError()
    refused.verify_code = code
    key = ConnectionKey("kabar.example", 443, True, True, None, None, None)
    assert certificate_words(ClientConnectorCertificateError(key, refused)) == (
        f"the certificate of kabar.example {words}"
    )


async def test_an_answer_that_is_no_http_is_told(fetcher: Fetcher) -> None:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-something\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        found = await fetcher.fetch(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    assert found.error is not None and found.error.startswith("the answer cannot be read: ")


@pytest.mark.parametrize(
    "url", ["", "kabar", "ftp://kabar.example/", "http://", "http://[::1", "http://\x00/", "http://a b/"]
)
async def test_what_is_no_address_is_told_and_never_raised(fetcher: Fetcher, url: str) -> None:
    assert (await fetcher.fetch(url)).error


def test_retry_after_is_seconds_or_a_date_and_at_most_a_week() -> None:
    now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert [retry_after(v, now) for v in ("120", " 5 ", "0")] == [120.0, 5.0, 0.0]
    assert [retry_after(v, now) for v in (None, "", "soon", "-5", "\u00b2")] == [None] * 5
    assert retry_after("999999999999", now) == 7 * 86_400.0
    assert retry_after("Tue, 24 Nov 2026 10:00:00 GMT", now) == 3600.0
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT", now) == 0.0
    assert retry_after("Wed, 21 Oct 2099 07:28:00 GMT", now) == 7 * 86_400.0


def test_max_age_is_read_wherever_it_stands_less_its_age_and_at_most_a_day() -> None:
    def fresh(value: str, **more: str) -> float | None:
        return freshness({"Cache-Control": value, **more})

    assert fresh('public, max-age="300"') == 300.0
    assert fresh("max-age=99999999") == 86_400.0
    assert fresh("max-age=300", Age="100") == 200.0
    assert fresh("max-age=300", Age="1000") == 0.0
    assert [fresh(v) for v in ("no-store", "max-age=soon", "s-maxage=5", "", "no-cache, max-age=60")] == [None] * 5


def test_expires_counts_from_the_answer_s_own_date_where_no_max_age_says_otherwise() -> None:
    dates = {"Date": "Tue, 24 Nov 2026 09:00:00 GMT", "Expires": "Tue, 24 Nov 2026 09:20:00 GMT"}
    assert freshness(dates) == 1200.0
    assert freshness(dates | {"Cache-Control": "max-age=60"}) == 60.0
    assert freshness(dates | {"Cache-Control": "no-cache"}) is None
    assert freshness(dates | {"Expires": "Tue, 24 Nov 2026 08:00:00 GMT"}) == 0.0
    assert freshness(dates | {"Expires": "0"}) is None
    assert freshness({"Expires": dates["Expires"]}) is None


async def test_a_host_that_wants_a_rest_is_left_alone_whatever_of_it_is_asked_for(
    site: Site, fetcher: Fetcher, clock: SteppedClock
) -> None:
    busy, page = site.put("/feed", b"no", 429, Retry_After="600"), site.put("/page", b"text")
    assert (await fetcher.fetch(busy)).status == 429
    clock.advance(timedelta(minutes=1))
    for url in (busy, page):
        found = await fetcher.fetch(url)
        assert (found.held, found.status, found.retry_after) == (True, None, 540.0)
    assert site.paths() == ["/feed"]
    assert (await fetcher.fetch(page.replace("127.0.0.1", "localhost"))).held is False
    clock.advance(timedelta(minutes=9))
    assert (await fetcher.fetch(page)).body == b"text"


async def test_a_host_that_fails_without_saying_for_how_long_is_asked_on(site: Site, fetcher: Fetcher) -> None:
    await fetcher.fetch(site.put("/feed", b"no", 503))
    assert (await fetcher.fetch(site.put("/page", b"text"))).body == b"text"


@pytest.mark.parametrize(
    "tail", [b"junk " * 200_000, gzip.compress(b"") * 50_000], ids=["junk behind the end", "empty parts"]
)
async def test_what_is_packed_to_more_than_its_contents_is_left_at_the_limit(
    site: Site, fetcher: Fetcher, tail: bytes
) -> None:
    url = site.put("/f", gzip.compress(b"whole") + tail, Content_Encoding="gzip")
    assert (await fetcher.fetch(url, limit=10_000)).error == "larger than 0 MiB"
    assert (
        await fetcher.fetch(site.put("/f", gzip.compress(b"whole") + b"junk", Content_Encoding="gzip"))
    ).body == b"whole"


async def test_a_part_that_begins_with_a_new_piece_of_the_answer_is_unpacked(site: Site, fetcher: Fetcher) -> None:
    async def in_pieces(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Encoding": "gzip"})
        await response.prepare(request)
        for text in (b"one ", b"two"):
            packed = gzip.compress(text)
            for piece in (packed[:1], packed[1:]):
                await response.write(piece)
                await asyncio.sleep(0.01)
        return response

    assert (await fetcher.fetch(site.does("/f", in_pieces))).body == b"one two"


async def test_unchanged_is_no_answer_to_a_request_for_everything(site: Site, fetcher: Fetcher) -> None:
    found = await fetcher.fetch(site.put("/f", status=304))
    assert found.error == "the server gave no feed (HTTP 304)"


@pytest.mark.parametrize("tag", ['"' + "x" * 4_000 + '"', '"\xe9"'], ids=["huge", "no ASCII"])
async def test_a_validator_that_cannot_be_kept_whole_is_none(site: Site, fetcher: Fetcher, tag: str) -> None:
    found = await fetcher.fetch(site.put("/f", b"x", ETag=tag, Last_Modified="Fri, 31 Dec 9999 23:59:59 GMT"))
    assert (found.body, found.etag, found.last_modified) == (b"x", None, None)


async def test_preliminary_answers_without_end_are_left_at_once(fetcher: Fetcher) -> None:
    async def hints(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            await reader.readuntil(b"\r\n\r\n")
            early = b"HTTP/1.1 103 Early Hints\r\n\r\n"
            writer.write(early * 3 + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfeed")
            await reader.readuntil(b"\r\n\r\n")
            while not writer.is_closing():
                writer.write(early * 1000)
                await writer.drain()

    server = await asyncio.start_server(hints, "127.0.0.1", 0)
    fetcher.timeout = 600.0
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/f"
    assert (await fetcher.fetch(url)).body == b"feed"
    assert (await fetcher.fetch(url)).error == "the answer cannot be read: ClientPayloadError"
    server.close()
