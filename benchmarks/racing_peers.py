"""A peer's run of one phase of the race, with nothing but its own libraries; prints one line of JSON.

PYTHON racing_peers.py PEER PHASE FOLDER ADDRESSES       PHASE: cold, poll; ``cut`` counts what PEER salvages

floor            every feed is fetched with its validators and noted, nothing is read
fastfeedparser   the smallest honest pipeline: conditional GET, parse, store what is not known, a commit a feed
feedparser       the same over feedparser
reader           the library reader with 20 workers, as it comes

CPU is of the phase alone; imports and the start of the process do not count. RSS-to-Telegram-Bot is on no registry.
"""

import asyncio
import io
import json
import resource
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

AT_ONCE = 100
WORKERS = 20
SCHEMA = """
PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS feeds (url TEXT PRIMARY KEY, etag TEXT, modified TEXT);
CREATE TABLE IF NOT EXISTS items (url TEXT, id TEXT, title TEXT, link TEXT, published TEXT, text TEXT,
    PRIMARY KEY (url, id)) WITHOUT ROWID;
"""
Rows = list[tuple[Any, ...]]


def peak_mib() -> float:
    """The most memory that this process has held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def cpu() -> float:
    """Seconds of this process and of those that it has ended."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, who))


def parser(name: str) -> Callable[[bytes], Rows]:
    """From bytes to (id, title, link, published, text)."""
    if name == "feedparser":
        import feedparser

        def read(data: bytes) -> Any:
            return feedparser.parse(io.BytesIO(data)).entries
    elif name == "fastfeedparser":
        import fastfeedparser

        def read(data: bytes) -> Any:
            return fastfeedparser.parse(data).entries
    else:
        return lambda _: []
    return lambda data: [
        (e.get("id") or e.get("link") or e.get("title"), e.get("title"), e.get("link"), str(e.get("published")),
         e.get("summary") or e.get("description"))
        for e in read(data)
    ]  # fmt: skip


async def polled(aiohttp: Any, c: sqlite3.Connection, read: Callable[[bytes], Rows]) -> int:
    """Fetch every feed once; how many could not be read."""
    places, failed = asyncio.Semaphore(AT_ONCE), 0

    async def one(session: Any, url: str, etag: str | None, modified: str | None) -> None:
        """Fetch one feed and store what is new."""
        nonlocal failed
        given = {"If-None-Match": etag, "If-Modified-Since": modified}
        async with places:
            try:
                async with session.get(url, headers={k: v for k, v in given.items() if v}) as answer:
                    if answer.status == 304:
                        return
                    answer.raise_for_status()
                    data = await answer.read()
                    now = answer.headers.get("ETag"), answer.headers.get("Last-Modified"), url
                rows = [(url, *row) for row in read(data)]
            except Exception:
                failed += 1
                return
        c.execute("BEGIN")
        c.executemany("INSERT OR IGNORE INTO items VALUES (?, ?, ?, ?, ?, ?)", rows)
        c.execute("UPDATE feeds SET etag = ?, modified = ? WHERE url = ?", now)
        c.execute("COMMIT")

    feeds = c.execute("SELECT url, etag, modified FROM feeds").fetchall()
    connector = aiohttp.TCPConnector(limit=0, limit_per_host=4)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=30)) as session:
        await asyncio.gather(*(one(session, *feed) for feed in feeds))
    return failed


def pipeline(name: str, phase: str, folder: Path, addresses: list[str]) -> dict[str, Any]:
    """The smallest pipeline around a parser."""
    import aiohttp

    read = parser(name)
    c = sqlite3.connect(folder / f"{name}.db", isolation_level=None)
    c.executescript(SCHEMA)
    read(b'<rss version="2.0"><channel><title>x</title><item><title>y</title></item></channel></rss>')
    if phase == "cold":
        c.executemany("INSERT INTO feeds (url) VALUES (?)", [(url,) for url in addresses])
    before = c.execute("SELECT COUNT(*) FROM items").fetchone()[0]
    clock, used = time.perf_counter(), cpu()
    failed = asyncio.run(polled(aiohttp, c, read))
    found = {"cpu": cpu() - used, "wall": time.perf_counter() - clock, "failed": failed}
    return {**found, "items": c.execute("SELECT COUNT(*) FROM items").fetchone()[0] - before}


def reader(phase: str, folder: Path, addresses: list[str]) -> dict[str, Any]:
    """The library reader."""
    from reader import make_reader

    it = make_reader(str(folder / "reader.db"))
    if phase == "cold":
        for url in addresses:
            it.add_feed(url, allow_invalid_url=True)
    before = it.get_entry_counts().total or 0
    clock, used = time.perf_counter(), cpu()
    it.update_feeds(workers=WORKERS, scheduled=False)
    found = {"cpu": cpu() - used, "wall": time.perf_counter() - clock}
    failed = sum(1 for feed in it.get_feeds() if feed.last_exception)
    return {**found, "failed": failed, "items": (it.get_entry_counts().total or 0) - before}


def cut(name: str, addresses: list[str]) -> dict[str, Any]:
    """How many items are salvaged from documents that were cut off."""
    read, items = parser(name), 0
    for url in addresses:
        with urlopen(url.replace("/feed", "/cut")) as answer:
            data = answer.read()
        try:
            items += sum(1 for row in read(data) if row[1] or row[4])
        except Exception as error:
            print(f"{name}: {type(error).__name__}", file=sys.stderr)
    return {"items": items}


def main() -> None:
    """Run the phase and print its figures."""
    peer, phase, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    addresses = Path(sys.argv[4]).read_text().split()[::2]  # each with its language
    if phase == "cut":
        found = cut(peer, addresses)
    else:
        found = (reader if peer == "reader" else lambda *rest: pipeline(peer, *rest))(phase, folder, addresses)
        found["memory"] = peak_mib()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
