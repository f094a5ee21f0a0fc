"""The stream commands as processes: a line out before the next is in, little memory, and readers who go early."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.cli.conftest import lines

PATIENCE = 60.0
PROGRAM = "from bot.cli import main; main()"
ARTICLE = {
    "id": "1",
    "title": "陈晓辉 leaves Quorvexa for Bravik",
    "text": "陈晓辉 has left Quorvexa and joined Bravik.",
}


async def started(*arguments: object, program: str = PROGRAM, **how: Any) -> asyncio.subprocess.Process:
    """The program as a process whose surroundings speak ASCII only."""
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, *map(str, arguments), env=environment, **{"stdin": PIPE, "stderr": PIPE, **how}
    )


@pytest.mark.parametrize("command", [("analyze",), ("ask", "--articles", "articles", "--questions", "-")])
async def test_a_line_comes_out_before_the_next_goes_in(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "articles").write_bytes(lines(ARTICLE))
    process = await started(*command, stdout=PIPE, cwd=tmp_path)
    assert process.stdin is not None
    assert process.stdout is not None
    for number in ("1", "2"):
        process.stdin.write(
            lines({**ARTICLE, "id": number, "title": "→ Bravik", "text": "", "q": "谁离开了Quorvexa？"})
        )
        row = json.loads(await asyncio.wait_for(process.stdout.readline(), PATIENCE))
        assert row["id"] == number
    process.stdin.close()
    _, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert (process.returncode, err) == (0, b"")


def article(number: int, filling: str) -> dict[str, str]:
    """One of many articles, each about somebody else."""
    name = f"{chr(65 + number % 26)}a{chr(97 + number // 26 % 26)}o{chr(97 + number // 676 % 26)}i Qvist"
    text = f"{name} of Quor{number} looked out of the window. {filling}"
    return {"id": str(number), "title": f"{name} of Quor{number} sees rain", "text": text}


async def peak_after(process: asyncio.subprocess.Process, count: int, filling: str) -> float:
    """The most memory in MiB that the process has held once it has read so many articles and a last one."""
    assert process.stdin is not None
    assert process.stdout is not None

    async def give() -> None:
        assert process.stdin is not None
        for number in range(count):
            process.stdin.write(lines(article(number, filling)))
            await process.stdin.drain()
        process.stdin.write(lines({"id": "last", "title": "Bravik", "text": ""}))

    giving = asyncio.create_task(give())
    while json.loads(await asyncio.wait_for(process.stdout.readline(), PATIENCE))["id"] != "last":
        pass
    await giving
    status = Path(f"/proc/{process.pid}/status").read_text("ascii")  # noqa: ASYNC240 - no disk is read
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell a process's memory")
@pytest.mark.parametrize(
    ("command", "few", "many", "filling"),
    [
        (("match", "--watches", "watches"), 200, 20_000, "The weather stayed as it was. " * 20),
        pytest.param(("analyze",), 50, 1_000, "The weather stayed as it was.", marks=pytest.mark.slow),
    ],
)
async def test_many_lines_need_no_more_memory_than_few(
    tmp_path: Path, command: tuple[str, ...], few: int, many: int, filling: str
) -> None:
    (tmp_path / "watches").write_bytes(lines({"id": "w", "name": "Bravik"}))
    process = await started(*command, stdout=PIPE, cwd=tmp_path)
    assert process.stdin is not None
    before = await peak_after(process, few, filling)
    after = await peak_after(process, many, filling)
    process.stdin.close()
    assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
    assert after - before < 12, "the articles of match, kept, would weigh 20 MiB"


async def test_a_reader_who_goes_early_is_no_fault() -> None:
    read, write = os.pipe()
    process = await started("analyze", stdout=write)
    os.close(write)
    os.close(read)
    _, err = await asyncio.wait_for(process.communicate(lines(ARTICLE, ARTICLE)), PATIENCE)
    assert (process.returncode, err) == (0, b"")
