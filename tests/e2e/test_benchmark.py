"""The benchmarks run, read and answer everything, and print their figures; how fast is not asked here."""

import asyncio
import re
import sys
from pathlib import Path

import pytest

from bot.commands.registry import COMMANDS

STAGES = ["fetch", "parse", "store", "gate", "page", "read", "decide+commit", "rest"]


async def printed(module: str, *arguments: str) -> str:
    """What a benchmark prints."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, err.decode()
    return out.decode()


async def test_three_rounds_over_three_feeds() -> None:
    text = await printed("benchmarks.pipeline", "--feeds", "3", "--items", "8")
    assert re.findall(r"^(round \d), .*: (\d+) feeds, (\d+) items", text, re.M) == [
        ("round 1", "3", "24"), ("round 2", "3", "0"), ("round 3", "3", "3"),
    ]  # fmt: skip
    talent, messages = zip(*re.findall(r"talent news (\d+), .* outbox (\d+)$", text, re.M), strict=True)
    assert int(talent[2]) == 1
    assert [int(n) > 0 for n in messages] == [False, False, True], "only news is sent, not what stood there before"
    for line in re.findall(r"^  share (.*)$", text, re.M):
        shares = dict(part.rsplit(" ", 1) for part in line.split(", "))
        assert list(shares) == STAGES
        assert abs(sum(float(share.rstrip("%")) for share in shares.values()) - 100) < 0.5
    assert all(float(n) > 0 for n in re.findall(r"the loops (\d+) MiB", text))


@pytest.mark.slow
async def test_every_command_is_answered_and_buttons_behind_buttons_are_pressed() -> None:
    size = ("--articles", "2000", "--moves", "900", "--subscribers", "60")
    text = await printed("benchmarks.replies", "--times", "1", *size)
    told = re.findall(r"^ +\d+ +\d+ +\d+   (.*)$", text, re.M)
    assert {f"/{name}" for name in COMMANDS} <= set(told)
    pressed = {line.split("]")[0].removeprefix("[") for line in told if line.startswith("[")}
    assert {"w", "wd", "o", "s", "q", "b"} <= pressed
