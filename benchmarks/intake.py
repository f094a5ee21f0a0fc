"""What is read of feed files and pages, for ``make quality``: feeds beside feedparser, pages by the scorer."""

import gzip
import html
import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from feeds.intake.page import extract
from feeds.intake.parse import parse_bytes

TAG = re.compile(r"<[^>]*>")


def unpacked(folder: Path, name: str, work: Path) -> Path:
    """The files of an archive of the folder."""
    with tarfile.open(folder / "dev" / f"{name}_dev.tar.gz") as archive:
        archive.extractall(work / name, filter="data")
    return work / name


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a compressed file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def feeds(folder: Path, work: Path) -> tuple[int, int, int]:
    """(files in which feedparser finds entries, those that we read at least as well, files that only we read)."""
    import feedparser

    files = unpacked(folder, "feeds", work)
    hold = well = only = 0
    for row in rows(folder / "dev" / "feeds_dev_index.jsonl.gz"):
        data = (files / row["file"]).read_bytes()
        theirs = feedparser.parse(data).entries[: row["ref"]["entries"]]
        ours = parse_bytes(data, None, None).entries
        only += bool(ours) and not theirs
        if theirs:
            hold += 1
            well += len(ours) >= len(theirs) and all(map(_as_well, theirs, ours))
    return hold, well, only


def _as_well(theirs: Any, ours: Any) -> bool:
    title, link = _bare(theirs.get("title")), (theirs.get("link") or "").strip()
    return (not title or title == _bare(ours.title)) and (not link or link == ours.link)


def _bare(text: str | None) -> str:
    return " ".join(TAG.sub("", html.unescape(html.unescape(text or ""))).split())


def pages(folder: Path, work: Path) -> bytes:
    """The lines that the scorer takes for "extract"."""
    files = unpacked(folder, "pages", work)
    said = []
    for row in rows(folder / "dev" / "truth_dev.jsonl.gz"):
        found = extract((files / row["file"]).read_bytes(), row.get("url"))
        said.append(json.dumps({"id": row["id"], "text": found.text}, ensure_ascii=False))
    return "\n".join(said).encode()
