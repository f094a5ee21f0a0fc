"""What a soak sees of the bot from outside: memory, files, rows, and what is left of those who were forgotten."""

import os
import re
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.idle import family, memory_of
from benchmarks.soak_people import Crowd
from storage.subscribers import CHAT_TABLES

Sample = dict[str, Any]
SAMPLES = "samples.jsonl"
FORGOTTEN_WITHIN = timedelta(hours=7)  # house is kept every six


def looked_at(number: int, readers: Sequence[int], folder: Path) -> Sample:
    """Memory of the bot, of it and its reader, and of all its processes; the files of the folder."""
    return {
        "rss": int(Path(f"/proc/{number}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"),
        "pss": sum(proportional(n) for n in (number, *readers)),
        "family": memory_of(number),
        "processes": len(list(family(number))),
        "bytes": {p.name: p.stat().st_size for p in folder.iterdir() if p.is_file() and p.name != SAMPLES},
    }


def proportional(number: int) -> int:
    """A process's own memory, in bytes, what it shares counted by parts; 0 where it has ended."""
    with suppress(OSError):
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{number}/smaps_rollup").read_text(), re.M)
        return int(found.group(1)) * 1024 if found else 0
    return 0


def store(path: Path) -> Sample:
    """Rows and bytes by table, and how much of the file is free."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10) as c:
        tables = [name for (name,) in c.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: c.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in tables}
        spaces = "SELECT m.tbl_name, SUM(d.pgsize) FROM dbstat d JOIN sqlite_master m ON m.name = d.name GROUP BY 1"
        bytes_ = dict(c.execute(spaces).fetchall())
        free, size = c.execute("PRAGMA freelist_count").fetchone()[0], c.execute("PRAGMA page_size").fetchone()[0]
        oldest = {
            name: c.execute(f"SELECT MIN({column}) FROM {name} WHERE {which}").fetchone()[0]
            for name, column, which in AGED
        }
        states = dict(c.execute("SELECT kind || ' ' || state, COUNT(*) FROM outbox GROUP BY 1").fetchall())
    return {"states": states, "rows": rows, "table_bytes": bytes_, "free": free * size, "oldest": oldest}


AGED = (
    ("items", "fetched_at", "text <> ''"),
    ("outbox", "created_at", "story_id IS NULL AND state IN ('sent', 'told', 'failed', 'dropped', 'shown')"),
    ("questions", "asked_at", "1"),
    ("callbacks", "created_at", "1"),
    ("inbox", "received_at", "1"),
    ("fetches", "at", "1"),
    ("visits", "minute", "1"),
)


def left_over(folder: Path, crowd: Crowd, now: datetime) -> list[str]:
    """What is left of chats that wanted to be forgotten: rows, and names that only they wrote, in any file."""
    gone = [marker for at, marker in crowd.erased.values() if now - at > FORGOTTEN_WITHIN]
    found = []
    for path in folder.iterdir():
        content = path.read_bytes() if path.is_file() and path.name != SAMPLES else b""
        found += [f"{marker} in {path.name}" for marker in gone if marker.encode() in content]
    with sqlite3.connect(f"file:{folder / 'hengkang.db'}?mode=ro", uri=True, timeout=10) as c:
        for chat in crowd.erased:
            for table, column in (*CHAT_TABLES, ("inbox", "chat_id")):
                if c.execute(f"SELECT COUNT(*) FROM {table} WHERE {column} = ?", (chat,)).fetchone()[0]:
                    found.append(f"chat {chat} in {table}")
    return found
