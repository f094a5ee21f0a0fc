"""Hostile answers to requests for feeds and pages, each in a few lines, served at ``/<name>``.

    python -m benchmarks.hostile_answers      prints "ready PORT" and serves until it is ended

``ANSWERS`` has the name and what it sends: bytes as they go over the wire, or a function that writes for as long as it
likes. ``/page/<name>`` is a feed of one new article whose page is that answer; ``/healthy/<n>`` an honest feed that has
a new article each time.
"""

import asyncio
import gzip
import json
import zlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from itertools import count

Writer = asyncio.StreamWriter
Answer = Callable[[Writer], Awaitable[None]]
MIB = 1024 * 1024
JSON = "https://jsonfeed.org/version/1.1"
NUMBERS = count()


def http(body: bytes, *lines: str, status: str = "200 OK", kind: str = "application/rss+xml") -> bytes:
    """An answer as it goes over the wire, of the right length unless a line says another."""
    length = (
        []
        if any(line.startswith(("Content-Length", "Transfer")) for line in lines)
        else [f"Content-Length: {len(body)}"]
    )
    head = "\r\n".join((f"HTTP/1.1 {status}", f"Content-Type: {kind}", *length, *lines, "", ""))
    return head.encode("utf-8", "surrogateescape") + body


def item(number: object, title: str = "", more: str = "") -> str:
    """One item of RSS."""
    title = title or f"Tara Qvist leaves Norvale for Bravik {number}"
    return f"<item><title>{title}</title><guid isPermaLink='false'>{number}</guid>{more}</item>"


def rss(items: str = "", head: str = "", before: str = "") -> bytes:
    """An RSS document, in UTF-8."""
    return f'{before}<rss version="2.0"><channel><title>Hostile</title>{head}{items}</channel></rss>'.encode()


def dated(text: str) -> bytes:
    """A feed of one item under a date."""
    return rss(item(1, more=f"<pubDate>{text}</pubDate>"))


def now() -> str:
    """The date as feeds write it."""
    return format_datetime(datetime.now(UTC))


@cache
def packed(size: int, bits: int, byte: bytes = b"A") -> bytes:
    """So many bytes, compressed."""
    squeeze = zlib.compressobj(1, wbits=bits)
    return b"".join([*(squeeze.compress(byte * MIB) for _ in range(size // MIB)), squeeze.flush()])


def forever(first: bytes, again: bytes, pause: float) -> Answer:
    """Begin an answer and never end it."""

    async def write(writer: Writer) -> None:
        writer.write(first)
        while True:
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(pause)

    return write


def sends(make: Callable[[], bytes]) -> Answer:
    """An answer that is made when it is asked for first, and then the connection's end."""
    made = cache(make)

    async def write(writer: Writer) -> None:
        writer.write(await asyncio.to_thread(made))
        await writer.drain()

    return write


def fresh(make: Callable[[int], bytes]) -> Answer:
    """An answer that is another each time."""

    async def write(writer: Writer) -> None:
        writer.write(make(next(NUMBERS)))
        await writer.drain()

    return write


OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
OPEN = OK + b"Connection: close\r\n\r\n"
FEW = "".join(item(n) for n in range(3))
ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HUGE = "x" * 15_000

FEEDS: dict[str, Answer] = {
    # How it comes over the wire
    "head byte by byte": forever(b"HTTP/1.1 200 OK\r\nX-A: ", b"b", 0.1),
    "body byte by byte": forever(OK + b"Content-Length: 99999\r\n\r\n", b" ", 0.1),
    "endless body": forever(OPEN + b"<rss><channel>", item("x").encode() * 1000, 0),
    "endless headers": forever(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 100, 0),
    "endless header line": forever(b"HTTP/1.1 200 OK\r\nX-A: ", b"b" * 65_536, 0),
    "endless 103 Early Hints": forever(b"", b"HTTP/1.1 103 Early Hints\r\nX-A: b\r\n\r\n" * 100, 0),
    "endless junk behind gzip": forever(
        OPEN[:-2] + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(rss(FEW)), b"x" * 65_536, 0
    ),
    "endless empty gzip parts": forever(OPEN[:-2] + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"") * 3000, 0),
    "endless chunk extension": forever(OK + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x" * 65_536, 0),
    "endless trailers": forever(OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-A: b\r\n" * 1000, 0),
    "chunks of one byte, 8 MiB": sends(lambda: OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * (8 * MIB)),
    "absurd chunk size": sends(lambda: OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"F" * 40 + b"\r\nx"),
    "negative chunk size": sends(lambda: OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nx"),
    "negative length": sends(lambda: http(rss(FEW), "Content-Length: -1")),
    "length too long": sends(lambda: http(rss(FEW), "Content-Length: 99999", "Connection: close")),
    "length too short": sends(lambda: http(rss(FEW), "Content-Length: 120")),
    "length of 10^20": sends(lambda: http(rss(FEW), f"Content-Length: {10**20}")),
    "two lengths": sends(lambda: http(rss(FEW), "Content-Length: 5", "Content-Length: 500")),
    "HTTP/0.9": sends(lambda: rss(FEW)),
    "garbage for a status line": sends(lambda: b"\x00\xff\xfe garbage\r\n\r\n" * 100),
    "status 99999": sends(lambda: http(rss(FEW), status="99999 X")),
    "206": sends(lambda: http(rss(FEW), status="206 Partial Content")),
    "304 unasked": sends(lambda: http(b"", status="304 Not Modified")),
    "200 and empty": sends(lambda: http(b"")),
    "nothing at all": sends(lambda: b""),
    "redirected in a circle": sends(lambda: http(b"", "Location: /redirected%20in%20a%20circle", status="302 Found")),
    "redirected to a file": sends(lambda: http(b"", "Location: file:///etc/passwd", status="302 Found")),
    "redirected to the cloud's secrets": sends(
        lambda: http(b"", "Location: http://169.254.169.254/", status="302 Found")
    ),
    "redirected to 15,000 characters": sends(lambda: http(b"", f"Location: /{HUGE}", status="301 Moved")),
    # Headers
    "huge ETag": sends(lambda: http(rss(FEW), f'ETag: "{HUGE}"')),
    "ETag in no charset": sends(lambda: http(rss(FEW), 'ETag: "\udcff\udcfe"')),
    "huge Set-Cookie, a hundred": sends(lambda: http(rss(FEW), *(f"Set-Cookie: a{n}={HUGE}" for n in range(100)))),
    "huge Cache-Control": sends(lambda: http(rss(FEW), "Cache-Control: " + "max-age=1," * 1500)),
    "Last-Modified of 9999": sends(lambda: http(rss(FEW), "Last-Modified: Fri, 31 Dec 9999 23:59:59 GMT")),
    "Retry-After of 10^20": sends(lambda: http(b"", f"Retry-After: {10**20}", status="503 X")),
    "Retry-After of -1": sends(lambda: http(b"", "Retry-After: -1", status="429 X")),
    "Retry-After of ²": sends(lambda: http(b"", "Retry-After: ²", status="503 X")),
    "max-age of 10^20": sends(lambda: http(rss(FEW), f"Cache-Control: max-age={10**20}")),
    # Compression
    "gzip bomb, 256 MiB": sends(lambda: http(packed(256 * MIB, 31), "Content-Encoding: gzip")),
    "deflate bomb, 256 MiB": sends(lambda: http(packed(256 * MIB, -15), "Content-Encoding: deflate")),
    "gzip in gzip": sends(lambda: http(gzip.compress(packed(256 * MIB, 31)), "Content-Encoding: gzip")),
    "brotli unasked": sends(lambda: http(b"\x8b\x03" + b"\x80" * 5000, "Content-Encoding: br")),
    "gzip said, none sent": sends(lambda: http(rss(FEW), "Content-Encoding: gzip")),
    # Documents
    "entity bomb": sends(lambda: http(rss(item(1, "&l9;"), before=f'<!DOCTYPE rss [<!ENTITY l0 "lol">{ENTITIES}]>'))),
    "entity bomb behind 300 KB": sends(
        lambda: http(
            rss(item(1, "&l9;"), before=f'<!--{"x" * 300_000}--><!DOCTYPE rss [<!ENTITY l0 "lol">{ENTITIES}]>')
        )
    ),
    "quadratic entities": sends(
        lambda: http(rss(item(1, "&a;" * 20_000), before=f'<!DOCTYPE rss [<!ENTITY a "{"a" * 100_000}">]>'))
    ),
    "external entity": sends(
        lambda: http(rss(item(1, "&x;"), before='<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'))
    ),
    "wrong charset": sends(
        lambda: http(rss(item(1, "Zoë 鄢志杰"), before='<?xml version="1.0" encoding="ISO-8859-5"?>'))
    ),
    "charset of no such name": sends(lambda: http(rss(FEW, before='<?xml version="1.0" encoding="x-none"?>'))),
    "UTF-16 undeclared": sends(lambda: http(rss(FEW).decode().encode("utf-16-le"))),
    "UTF-32": sends(lambda: http(rss(FEW).decode().encode("utf-32"))),
    "HTML for XML": sends(lambda: http(b"<!doctype html><html><body>503</body></html>")),
    "50,000 entries": sends(lambda: http(rss("".join(item(n) for n in range(50_000))))),
    "a million empty entries": sends(lambda: http(rss("<item/>" * 1_000_000))),
    "200,000 attributes": sends(lambda: http(rss("<item " + " ".join(f'a{n}="1"' for n in range(200_000)) + "/>"))),
    "nested 100,000 deep": sends(lambda: http(rss(f"<item><title>x</title><description>{'<b>' * 100_000}"))),
    "huge CDATA": sends(lambda: http(rss(item(1, more=f"<description><![CDATA[{'x ' * 3_500_000}]]></description>")))),
    "huge title, guid and link": sends(
        lambda: http(rss(item("g" * 2_000_000, "T" * 2_000_000, f"<link>http://x.example/{'l' * 2_000_000}</link>")))
    ),
    "2,000 long texts": sends(
        lambda: http(rss("".join(item(n, more=f"<description>{'left for ' * 430}</description>") for n in range(2000))))
    ),
    "unclosed comments": sends(lambda: http(b"<rss>" + b"<!--" * 1_900_000)),
    "unclosed CDATA": sends(lambda: http(rss("<![CDATA[" * 800_000))),
    "HTML nested in a summary": sends(
        lambda: http(rss(item(1, more=f"<description>{'&lt;div&gt;' * 100_000}</description>")))
    ),
    "numbers that are no characters": sends(lambda: http(rss(item(1, "a&#xD800;b&#0;c&#x110000;")))),
    "no dates": sends(lambda: http(rss(FEW))),
    "a date of 2099": sends(lambda: http(dated("Fri, 01 Jan 2099 00:00:00 GMT"))),
    "a date of 9999": sends(lambda: http(dated("Fri, 31 Dec 9999 23:59:59 -2359"))),
    "a date of 0000": sends(lambda: http(dated("0000-00-00T00:00:00Z"))),
    "ttl of ²": sends(lambda: http(rss(FEW, "<ttl>²</ttl>"))),
    "ttl of 10^20": sends(lambda: http(rss(FEW, f"<ttl>{10**20}</ttl>"))),
    "one guid for all": sends(
        lambda: http(rss("".join(item("same", f"Tara Qvist leaves Norvale {n}") for n in range(30))))
    ),
    "guids that change": fresh(
        lambda n: http(rss("".join(item(f"{n}-{k}", f"Tara Qvist leaves Norvale {k}") for k in range(30))))
    ),
    "everything new each time": fresh(
        lambda n: http(rss("".join(item(f"{n}-{k}", f"Tara Qvist {n} leaves Norvale {k}") for k in range(2000))))
    ),
    "two contents in turn": fresh(
        lambda n: http(rss("".join(item(k, f"Content {n % 2} of article {k}") for k in range(30))))
    ),
    "JSON nested 100,000 deep": sends(lambda: http(f'{{"version": "{JSON}", "items": '.encode() + b"[" * 100_000)),
    "JSON of huge numbers": sends(
        lambda: http(
            f'{{"version": "{JSON}", "items": [{{"id": {"9" * 4000}, "title": 1e999}},'.encode()
            + b'{"id": '
            + b"9" * 1_000_000
            + b"}]}"
        )
    ),
    "JSON of two million objects": sends(
        lambda: http(f'{{"version": "{JSON}", "items": [{"{},{}," * 1_200_000}{{}}]}}'.encode())
    ),
    "half characters in JSON": sends(
        lambda: http(json.dumps({"version": JSON, "items": [{"id": "\ud800", "title": "a \ud800 b"}]}).encode())
    ),
}


def page(body: bytes) -> bytes:
    """A web page."""
    return http(body, kind="text/html")


PAGES: dict[str, Answer] = {
    "page of 100 MiB": sends(lambda: page(b"<p>" + b"Tara Qvist leaves Norvale for Bravik. " * (100 * MIB // 38))),
    "page of a million tags": sends(lambda: page(b"<html><body>" + b"<p>a" * 1_000_000)),
    "page nested 300,000 deep": sends(lambda: page(b"<html><body>" + b"<div>" * 300_000 + b"x")),
    "page of 200,000 attributes": sends(
        lambda: page(b"<p " + b" ".join(b'a%d="1"' % n for n in range(200_000)) + b">x")
    ),
    "page of one word, 4 MB": sends(lambda: page(b"<article><p>" + b"leaves" * 650_000)),
    "page of long text, 4 MB": sends(
        lambda: page(b"<article>" + b"<p>Tara Qvist leaves Norvale for Bravik, it said.</p>" * 75_000)
    ),
    "page of bait for patterns": sends(
        lambda: page(b"<time" * 300_000 + b"<meta " * 200_000 + b"2026-11-24 " * 20_000)
    ),
    "page that is a gzip bomb": sends(lambda: http(packed(256 * MIB, 31), "Content-Encoding: gzip", kind="text/html")),
    "page byte by byte": forever(OK.replace(b"rss+xml", b"xhtml+xml") + b"\r\n<html>", b" ", 0.1),
    "page of unclosed comments": sends(lambda: page(b"<html><body>" + b"<!--" * 900_000)),
    "page of surrogates and NUL": sends(
        lambda: page(b"<article><p>Tara Qvist \x00 &#xD800; \xed\xa0\x80 leaves Norvale</p></article>" * 50)
    ),
}
ANSWERS = FEEDS | PAGES


async def visited(reader: asyncio.StreamReader, writer: Writer) -> None:
    """One request, one answer; the connection ends with it."""
    with suppress(OSError, asyncio.IncompleteReadError):
        path = (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1].decode().replace("%20", " ").strip("/")
        kind, _, name = path.partition("/")
        if kind == "healthy":
            writer.write(http(rss(item(next(NUMBERS), more=f"<pubDate>{now()}</pubDate>")), "Connection: close"))
        elif kind == "page":
            mine = "http://{}:{}".format(*writer.get_extra_info("sockname"))
            number = list(ANSWERS).index(name)
            more = f"<pubDate>{now()}</pubDate><link>{mine}/answer/{number}</link>"
            writer.write(http(rss(item(next(NUMBERS), more=more)), "Connection: close"))
        elif kind in ("answer", "redirected in a circle") or path in ANSWERS:
            await (list(ANSWERS.values())[int(name)] if kind == "answer" else ANSWERS[path])(writer)
        else:
            writer.write(http(b"", status="404 Not Found"))
        await writer.drain()
    writer.close()


def names() -> Iterator[tuple[str, str]]:
    """Every answer and the path of the feed that brings it."""
    yield from ((name, f"/answer/{n}") for n, name in enumerate(FEEDS))
    yield from ((name, f"/page/{name.replace(' ', '%20')}") for name in PAGES)


async def main() -> None:
    """Serve until ended."""
    for bits in (31, -15):
        packed(256 * MIB, bits)  # takes its time, which is none of the answer's
    server = await asyncio.start_server(visited, "0.0.0.0", 0)
    print(f"ready {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
