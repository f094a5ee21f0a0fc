"""A world of made-up news for the benchmark: feeds on hosts of their own, with pages behind some of their articles.

python -m benchmarks.world --feeds 500 --items 30      prints "ready PORT" and serves until it is ended
GET http://127.1.0.N:PORT/feed     RSS, Atom or JSON Feed in turn; three of four answer with validators and 304
GET …/a/NUMBER                     the article's page, at two of three outlets; the others answer 404
GET …/cut                          the feed cut off at two thirds, its first article's end tag missing
GET …/state?shift=K                every feed now shows K new articles on top, and as many fewer at its end
"""

import argparse
import asyncio
import json
import socket
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from benchmarks.articles import Piece, World

TEASER = 160  # characters


def host(outlet: int) -> str:
    """The outlet's address, one in 127/8 for each."""
    return f"127.1.{outlet // 250}.{1 + outlet % 250}"


@dataclass(slots=True)
class Server:
    """Serves a world; ``shift`` counts the articles that are new since the start."""

    world: World
    port: int = 0
    shift: int = 0
    _drawn: dict[int, tuple[str, bytes]] = field(default_factory=dict)  # the feeds of this shift

    async def start(self) -> None:
        """Listen on every outlet's address, all at one port."""
        loop = asyncio.get_running_loop()
        for outlet in range(self.world.feeds):
            ear = socket.socket()
            ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            ear.bind((host(outlet), self.port))
            self.port = ear.getsockname()[1]
            await loop.create_server(lambda n=outlet: Line(self, n), sock=ear)

    def answer(self, outlet: int, path: str, head: bytes) -> tuple[int, str, bytes, str]:
        """Status, content type, body and ETag of a request."""
        if path.startswith("/state?shift="):
            self.shift = int(path.partition("=")[2])
            self._drawn.clear()
            return 200, "text/plain", b"ok", ""
        if path == "/feed":
            tag = f'"{outlet}-{self.shift}"' if outlet % 4 else ""
            if tag and tag.encode() in head:
                return 304, "text/plain", b"", tag
            if outlet not in self._drawn:
                self._drawn[outlet] = self.feed(outlet)
            return 200, *self._drawn[outlet], tag
        if path == "/cut":
            kind, body = self.feed(outlet)
            return 200, kind, cut(body), ""
        if path.startswith("/a/") and outlet % 3 != 2:
            return 200, "text/html; charset=utf-8", self.page(self.world.piece(outlet, int(path[3:]))), ""
        return 404, "text/plain", b"no such page", ""

    def feed(self, outlet: int) -> tuple[str, bytes]:
        """The outlet's feed as it stands now: content type and bytes."""
        numbers = range(self.shift + self.world.items - 1, self.shift - 1, -1)
        pieces = [self.world.piece(outlet, n) for n in numbers]
        kind, draw = ((RSS, rss), (ATOM, atom), (JSON, json_feed))[outlet // 3 % 3]
        return kind, draw(f"Outlet {outlet}", f"http://{host(outlet)}:{self.port}", pieces).encode()

    def page(self, piece: Piece) -> bytes:
        """An article's page, with what stands around an article."""
        lines = "".join(f"<p>{escape(line)}</p>" for line in piece.text.split("\n"))
        links = "".join(f'<li><a href="/a/{n}">Article {n}</a></li>' for n in range(20))
        return (
            f'<!doctype html><html lang="{self.world.lang(piece.outlet)}"><head><title>{escape(piece.title)}</title>'
            f'<meta property="article:published_time" content="{piece.published.isoformat()}"></head><body>'
            f"<nav><ul>{links}</ul></nav><article><h1>{escape(piece.title)}</h1>{lines}</article>"
            f"<aside><ul>{links}</ul></aside><footer>Made up for a benchmark</footer></body></html>"
        ).encode()


def cut(body: bytes) -> bytes:
    """A feed as it comes where the connection breaks, with an end tag lost besides."""
    end = b"</item>" if b"</item>" in body else b"</entry>"
    return body[: len(body) * 2 // 3].replace(end, b"", 1)


RSS, ATOM, JSON = "application/rss+xml", "application/atom+xml", "application/feed+json"


def rss(title: str, root: str, pieces: list[Piece]) -> str:
    """RSS 2.0."""
    items = "".join(
        f"<item><title>{escape(p.title)}</title><link>{root}/a/{p.number}</link>"
        f'<guid isPermaLink="false">{p.number}</guid>'
        f"<pubDate>{format_datetime(p.published)}</pubDate><description>{escape(p.text[:TEASER])}</description></item>"
        for p in pieces
    )
    head = f"<title>{title}</title><link>{root}</link>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


def atom(title: str, root: str, pieces: list[Piece]) -> str:
    """Atom 1.0."""
    items = "".join(
        f'<entry><title>{escape(p.title)}</title><link href="{root}/a/{p.number}"/><id>urn:{p.number}</id>'
        f"<updated>{p.published.isoformat()}</updated><summary>{escape(p.text[:TEASER])}</summary></entry>"
        for p in pieces
    )
    head = f"<title>{title}</title><id>{root}</id>"
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{head}{items}</feed>'


def json_feed(title: str, root: str, pieces: list[Piece]) -> str:
    """JSON Feed 1.1."""
    items = [
        {"id": str(p.number), "url": f"{root}/a/{p.number}", "title": p.title, "content_text": p.text[:TEASER],
         "date_published": p.published.isoformat()}
        for p in pieces
    ]  # fmt: skip
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": title, "items": items}
    return json.dumps(feed, ensure_ascii=False)


class Line(asyncio.Protocol):
    """A connection to one outlet: GET requests without a body, kept open."""

    def __init__(self, server: Server, outlet: int) -> None:
        self.server = server
        self.outlet = outlet
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every whole request."""
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            status, kind, body, tag = self.server.answer(self.outlet, head.split(b" ", 2)[1].decode(), head)
            lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
            lines += [f"ETag: {tag}"] if tag else []
            self.transport.write("\r\n".join((*lines, "", "")).encode() + body)


async def main() -> None:
    """Serve until ended."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--feeds", type=int, default=500)
    given.add_argument("--items", type=int, default=30)
    options = given.parse_args()
    server = Server(World(options.feeds, options.items, datetime.now(UTC).replace(microsecond=0)))
    await server.start()
    print(f"ready {server.port}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
