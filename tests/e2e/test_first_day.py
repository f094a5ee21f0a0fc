"""The first day goes as docs/first-day.md shows it: the documented commands, run one after the other."""

import re
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from tests.e2e.first_day import PAGE, PROGRAM, ROOT, play

STEP = re.compile(r"^(## .*|    \$ .*|    you.*> .*)$", re.M)


def checkout(home: Path) -> None:
    """What stands for an installed checkout: the example, and the program with the libraries of this environment."""
    program = home / "hengkang" / PROGRAM
    program.parent.mkdir(parents=True)
    shutil.copy(ROOT / "config.example.toml", home / "hengkang")
    start = f"PYTHONPATH='{ROOT}' exec '{sys.executable}' -c 'from bot.cli import main; main()' \"$@\""
    program.write_text(f"#!/bin/sh\n{start}\n", encoding="utf-8")
    program.chmod(0o755)


def steps(page: str) -> list[str]:
    """Headings, commands and what was written to the bot, without ports."""
    return [re.sub(r":\d{4,5}/", ":PORT/", step.strip()) for step in STEP.findall(page)]


@pytest.mark.slow
async def test_the_first_day_goes_as_it_is_written(tmp_path: Path) -> None:
    checkout(tmp_path)
    page = await play(tmp_path, install=False)
    written = steps(PAGE.read_text("utf-8"))
    installing = [step for step in written if step.startswith(("$ git clone", "$ cd ", "$ make "))]
    assert len(installing) == 3
    assert steps(page) == [step for step in written if step not in installing]
    assert "/home/ayu" in page
    assert str(tmp_path) not in page


def test_the_page_shows_neither_a_machine_nor_a_token() -> None:
    page = PAGE.read_text("utf-8")
    assert str(PAGE.parents[1]) not in page and tempfile.gettempdir() not in page
    assert not re.search(r"\d{6,}:[A-Za-z-]+", page)
    assert page.count("\n") < 400
