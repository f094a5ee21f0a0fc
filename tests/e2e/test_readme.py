"""What the README shows is what the program does."""

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.commands.menu import ADMINISTRATORS
from tests.e2e.launching import launched

ROOT = Path(__file__).resolve().parents[2]
SHIFTING = (
    (re.compile(r"http://127\.0\.0\.1:\d+"), "http://127.0.0.1:0"),
    (re.compile(r"\d{1,2} [A-Z][a-z]+ 20\d\d, \d\d:\d\d"), "MOMENT"),
    (re.compile(r"February 20\d\d"), "February YEAR"),
    (re.compile(r"#\d+"), "#N"),
)


def hengkang(*arguments: str, typed: str = "") -> str:
    """What a run of the program prints."""
    program = [sys.executable, "-c", "from bot.cli import main; main()", *arguments]
    ended = subprocess.run(program, input=typed, capture_output=True, text=True, cwd=ROOT, timeout=90, check=True)
    return ended.stdout


def settled(text: str) -> set[str]:
    """The lines of a transcript without what differs from run to run: ports, moments, numbers."""
    for pattern, plain in SHIFTING:
        text = pattern.sub(plain, text)
    return {line.strip() for line in text.splitlines() if line.strip()}


async def test_the_tour_is_as_printed(tmp_path: Path) -> None:
    page = (ROOT / "README.md").read_text("utf-8")
    printed = page[page.index('--script docs/tour.txt"\n') :].partition("\n\nType commands")[0].partition("\n")[2]
    shown = tmp_path / "shown"
    run = launched(["run", "--script", str(ROOT / "docs" / "tour.txt")], dict(os.environ), shown)
    assert await asyncio.wait_for(run.wait(), 90) == 0, shown.read_text("utf-8")
    missing = settled(printed) - settled(shown.read_text("utf-8"))
    # Which source comes second is a race, and so is what the card shows until the third has come.
    between = [line for line in missing if "2 sources" in line or line.startswith("│ • “")]
    assert missing <= set(between), missing


@pytest.mark.slow
def test_what_comes_through_a_pipe_is_answered_to_the_last_line() -> None:
    printed = hengkang("run", typed="/watch Alibaba\n:wait Watching Alibaba\n/watches\n")
    assert "│ Watching Alibaba." in printed
    assert "You watch 1 name:" in printed.rpartition("Watching Alibaba")[2]


def test_every_command_is_in_the_readme() -> None:
    page = (ROOT / "README.md").read_text("utf-8")
    commands = re.findall(r"^    (\w+) +\S", hengkang("--help"), re.M)
    assert len(commands) >= 9
    assert [c for c in commands if f"`hengkang {c}" not in page] == []


def test_every_command_for_administrators_is_in_their_manual() -> None:
    page = (ROOT / "docs" / "administrators.md").read_text("utf-8")
    assert [name for name, _ in ADMINISTRATORS if f"`/{name}" not in page] == []
