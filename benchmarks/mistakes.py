"""What is called talent news among the items labelled "none": counted by kind, and each explained in our own words.

The explanations stand in ``mistakes.toml`` under the first digits of the SHA-256 of the item's id, so that neither text
nor id of the sets enters the repository; an item without one is listed by what made it.
"""

import gzip
import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

SETS = ("stream_2026", "headlines.en", "headlines.zh", "headlines.id")
DIGITS = 10
EXPLAINED = Path(__file__).with_name("mistakes.toml")


def mistakes(gold: Mapping[str, Path], said: Mapping[str, bytes]) -> list[str]:
    """The section's lines; ``gold`` and ``said`` are labels and output by the name of the set."""
    explained: dict[str, str] = tomllib.loads(EXPLAINED.read_text("utf-8"))
    listed = [(name, kind(row), _why(row, explained)) for name in SETS for row in false_alarms(gold[name], said[name])]
    counted = Counter(k for _, k, _ in listed)
    lines = ["", "## What is called talent news and is none", ""]
    lines.append(f"Of the items that {', '.join(SETS)} label as no news of a move. Our own words, no text of the sets.")
    lines += ["", "| kind | items |", "| --- | --- |", *(f"| {k} | {n} |" for k, n in counted.most_common())]
    return [
        *lines,
        "",
        "| set | kind | what happened |",
        "| --- | --- | --- |",
        *(f"| {s} | {k} | {w} |" for s, k, w in listed),
    ]


def false_alarms(gold: Path, said: bytes) -> Iterator[dict[str, Any]]:
    """The rows of the output that call talent news what is labelled "none"."""
    opened = gzip.open if gold.suffix == ".gz" else open
    with opened(gold, "rt", encoding="utf-8") as stream:
        none = {row["id"] for row in map(json.loads, stream) if row.get("label") == "none"}
    rows = (json.loads(line) for line in said.splitlines())
    return (row for row in rows if row["talent"] and row["id"] in none)


def kind(row: Mapping[str, Any]) -> str:
    """What sort of reading made the alarm."""
    moves: Sequence[Mapping[str, Any]] = row["moves"]
    if not moves:
        return "a heading's words alone"
    if all(m["kind"] == "laid_off" for m in moves):
        return "a lay-off that is not the news"
    if all(m["status"] in ("denied", "rumour") for m in moves):
        return "a denial or a rumour"
    if not any(m["person"] for m in moves):
        return "a post without a name"
    return "a person who does not move"


def _why(row: Mapping[str, Any], explained: Mapping[str, str]) -> str:
    key = hashlib.sha256(row["id"].encode()).hexdigest()[:DIGITS]
    made = ", ".join(sorted({m["kind"] for m in row["moves"]})) or "no move"
    return explained.get(key, f"not yet explained; read as: {made}")
