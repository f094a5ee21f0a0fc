"""Writes docs/reliability.md: what is promised, how each promise is tested, and what was measured.

    python -m benchmarks.reliability [PART…] [--write]

Runs the measurements named in ``promises.toml``, or those of the parts named, one after the other, each as a process of
its own; what it finds lies in ``benchmarks/found`` until it is measured again. ``--write`` runs nothing and writes the
page from what lies there. The whole takes hours; a part that fails keeps its former figures and is told at the end.
"""

import argparse
import os
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.figures import Found, load, table

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reliability.md"
FOUND = Path(__file__).with_name("found")
PROMISES = Path(__file__).with_name("promises.toml")


@dataclass(frozen=True, slots=True)
class Part:
    """One measurement: its title on the page, what is to be known before its figures, and what is run for it."""

    name: str
    title: str
    says: str
    run: str  # the arguments of python -m benchmarks.<module>, the module first


@dataclass(frozen=True, slots=True)
class Promise:
    """What users can count on, how it is kept, and the tests that would fail if it were not."""

    promise: str
    kept: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The page before its figures."""

    intro: str
    promises: tuple[Promise, ...]
    parts: tuple[Part, ...]
    limits: tuple[str, ...]


def read(path: Path = PROMISES) -> Page:
    """The page's promises and parts, as ``promises.toml`` lists them."""
    rows: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    return Page(
        intro=rows["intro"].strip(),
        promises=tuple(Promise(p["promise"], p["kept"], tuple(p["tests"])) for p in rows["promise"]),
        parts=tuple(Part(p["name"], p["title"], p["says"].strip(), p["run"]) for p in rows.get("part", ())),
        limits=tuple(rows["limits"]),
    )


def written(page: Page, found: dict[str, Found]) -> str:
    """The page as Markdown. A part without figures says so."""
    lines = ["# Reliability", "", page.intro, "", "## What is promised, and what would notice", ""]
    lines += ["| promise | how it is kept | tested in |", "| --- | --- | --- |"]
    lines += [f"| {p.promise} | {p.kept} | {', '.join(f'`{t}`' for t in p.tests)} |" for p in page.promises]
    lines += ["", "## What is not promised", "", *(f"- {limit}" for limit in page.limits)]
    for part in page.parts:
        lines += ["", f"## {part.title}", "", part.says, "", *_figures(part, found.get(part.name))]
    return "\n".join(lines) + "\n"


def _figures(part: Part, found: Found | None) -> Iterator[str]:
    yield f"`{found.command}`, {found.at}" if found else f"`python -m benchmarks.{part.run}`"
    yield ""
    if found is None:
        yield "Not measured yet."
        return
    yield from table(found.figures)
    if found.lines:
        yield from ("", "```", *found.lines, "```")


def measure(part: Part, peers: str | None) -> bool:
    """Run one measurement and keep what it found; False where it failed."""
    command = [sys.executable, "-m", *shlex.split(f"benchmarks.{part.run}"), "--out", str(FOUND)]
    if peers and part.name.startswith("race"):
        command += ["--peers", peers]
    print(f"\n== {part.title}: {shlex.join(command[1:])}", flush=True)
    return subprocess.run(command, cwd=ROOT, env=os.environ, check=False).returncode == 0


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", help="parts of promises.toml; none is all")
    parser.add_argument("--write", action="store_true", help="only write the page from what was found before")
    parser.add_argument("--peers", help="a Python that has the peers of the race installed")
    asked = parser.parse_args()
    page = read()
    names = {part.name for part in page.parts}
    if unknown := set(asked.parts) - names:
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(sorted(names))}")
    failed = []
    if not asked.write:
        chosen = [part for part in page.parts if part.name in (set(asked.parts) or names)]
        failed = [part.name for part in chosen if not measure(part, asked.peers)]
    PAGE.write_text(written(page, load(FOUND)), encoding="utf-8")
    print(f"written: {PAGE.relative_to(ROOT)}")
    if failed:
        sys.exit(f"failed, and left as they were: {', '.join(failed)}")


if __name__ == "__main__":
    main()
