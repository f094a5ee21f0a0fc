"""How many inputs each target of ``tests/fuzz`` took, how much of the code they reached, and what broke.

    python -m benchmarks.fuzzing [--seconds 300] [--only NAME…] [--corpus FOLDER] [--out FOLDER]

Searched with coverage as the guide (Atheris; ``make fuzz`` installs it), one target after the other, each in a process
of its own, from the seeds of ``tests/fuzz/seeds.py`` or from what the corpus holds. What breaks a target ends its
search and is named; copied to ``tests/fuzz/findings/<target>`` it is replayed by every ``make test``.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from benchmarks.figures import Figure, Found, add_option, report
from tests.fuzz.seeds import SEEDS

REACHED = re.compile(r"cov: (\d+) ft: (\d+)")
RUN = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
GRACE = 600  # seconds for instrumenting, and for a bot to start and end


def searched(name: str, seconds: int, folder: Path) -> Figure:
    """Search one target, for so many seconds or until it breaks."""
    found = folder / "found" / name
    command = [sys.executable, "-m", "tests.fuzz.search", name, str(seconds), str(folder / name), str(found)]
    # To a file, not a pipe: processes of the bot that outlive the search would keep a pipe open.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as out:
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(command, stdout=out, stderr=out, timeout=seconds + GRACE, check=False)
        out.seek(0)
        said = out.read()
    reached, units = REACHED.findall(said), RUN.search(said)
    broke = sorted(path for path in found.glob("*") if not path.name.startswith("slow-unit"))
    for path in broke:
        print(f"{name}: broken by {path}\n{said[-3000:]}", file=sys.stderr)
    edges = f"{int(reached[0][0]):,} to {int(reached[-1][0]):,} branches" if reached else "no branch"
    inputs = f"{int(units.group(1)):,} inputs" if units else "ended early"
    return Figure(
        f"`{name}`", f"{len(broke)} broke it", "0", f"{inputs}, {edges}", met=not broke and bool(reached and units)
    )


def main() -> None:
    """Search and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=300, help="for each target")
    parser.add_argument("--only", nargs="+", choices=sorted(SEEDS), help="these targets")
    parser.add_argument("--corpus", type=Path, help="where to keep inputs that reach new code")
    add_option(parser)
    asked = parser.parse_args()
    if find_spec("atheris") is None:
        parser.error("Atheris is not installed: make fuzz installs it")
    with tempfile.TemporaryDirectory() as passing:
        folder = asked.corpus or Path(passing)
        figures = tuple(searched(name, asked.seconds, folder) for name in asked.only or SEEDS)
    report(Found("fuzzing", f"python -m benchmarks.fuzzing --seconds {asked.seconds}", figures), asked.out)
    sys.exit(any(not figure.met for figure in figures))


if __name__ == "__main__":
    main()
