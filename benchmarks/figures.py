"""What a measurement found, as a table for the page and a file for the next writer: ``make reliability`` collects them.

Each measurement is a module of this folder with ``main()``, prints what it finds for people, and with ``--out FOLDER``
also writes ``FOLDER/<part>.json``. ``benchmarks/reliability.py`` writes docs/reliability.md from these files.
"""

import json
import math
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path


def percentile(values: Sequence[float], share: float) -> float:
    """The least of the values that at least so large a share of them does not exceed (nearest rank); of one or more."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the page's table: what is measured, what was asked of it, what was seen, and what stands beside it.

    ``mark``, ``beside`` and ``note`` may be empty; ``met`` None is a figure that nothing is asked of.
    """

    measure: str
    seen: str
    mark: str = ""
    beside: str = ""
    met: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What one measurement found: its figures, lines that are printed as they stand (a curve, a table), its command."""

    part: str
    command: str
    figures: tuple[Figure, ...]
    lines: tuple[str, ...] = ()
    at: str = ""


def add_option(parser: ArgumentParser) -> None:
    """The option that every measurement has."""
    parser.add_argument("--out", type=Path, help="also write <part>.json to this folder, for make reliability")


def report(found: Found, out: Path | None) -> None:
    """Print what was found, and write it where ``out`` names a folder."""
    print("\n".join(table(found.figures)))
    print("\n".join(found.lines))
    if out is None:
        return
    out.mkdir(parents=True, exist_ok=True)
    stamped = asdict(found) | {"at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")}
    (out / f"{found.part}.json").write_text(json.dumps(stamped, ensure_ascii=False, indent=1), encoding="utf-8")


def load(folder: Path) -> dict[str, Found]:
    """What lies in the folder, by part."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        row = json.loads(path.read_text("utf-8"))
        figures = tuple(Figure(**f) for f in row.pop("figures"))
        found[row["part"]] = Found(**row | {"figures": figures, "lines": tuple(row["lines"])})
    return found


def table(figures: Sequence[Figure]) -> list[str]:
    """The figures as a Markdown table; a miss is marked in its own column."""
    rows = ["| measure | mark | ours | beside | |", "| --- | --- | --- | --- | --- |"]
    for f in figures:
        met = {None: "", True: "met", False: "**missed**"}[f.met]
        note = f"{met}; {f.note}" if met and f.note else met or f.note
        rows.append("| " + " | ".join(x.replace("|", "/") for x in (f.measure, f.mark, f.seen, f.beside, note)) + " |")
    return rows
