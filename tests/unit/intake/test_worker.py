"""Work in a process of its own, with a deadline that kills."""

import asyncio
import importlib
import multiprocessing
import os
import re
import sys
import time
import types
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from feeds.intake.parse import parse_bytes
from feeds.intake.worker import TooSlowError, Worker

RSS = b"<rss version='2.0'><channel><title>Kabar</title><item><title>Rara leaves Norvale</title></item></channel></rss>"


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    one = Worker(deadline=60.0)
    yield one
    await one.close()


async def test_a_job_over_its_deadline_is_killed_and_the_next_one_works(worker: Worker) -> None:
    first = await worker.run(os.getpid)
    worker.deadline = 0.2
    with pytest.raises(TooSlowError, match="not read within 0 seconds"):
        await worker.run(re.match, "(a+)+$", "a" * 60 + "b")  # busy for years, and deaf to everything but a kill
    worker.deadline = 60.0
    document = await worker.run(parse_bytes, RSS, None, None)
    assert [e.title for e in document.entries] == ["Rara leaves Norvale"]
    assert await worker.run(os.getpid) not in (first, os.getpid())


async def test_a_job_whose_process_dies_is_given_up_and_the_next_one_works(worker: Worker) -> None:
    with pytest.raises(TooSlowError, match="the reading process ended"):
        await worker.run(os._exit, 3)
    assert await worker.run(len, "four") == 4


async def test_a_process_killed_from_outside_costs_no_job(worker: Worker) -> None:
    os.kill(await worker.run(os.getpid), 9)
    assert await worker.run(len, "four") == 4


async def test_a_cancelled_job_holds_up_no_other(worker: Worker) -> None:
    await worker.run(len, "")
    task = asyncio.create_task(worker.run(time.sleep, 60))
    waiting = asyncio.create_task(worker.run(len, "four"))
    await asyncio.sleep(0.05)
    task.cancel()
    assert await waiting == 4
    assert task.cancelled()


async def test_slow_documents_are_left_alone_with_their_processes_and_hold_up_no_other(worker: Worker) -> None:
    worker.deadline, worker.patience = 600.0, 0.1
    await worker.run(len, "")
    slow = [asyncio.create_task(worker.run(time.sleep, 600)) for _ in range(2)]
    await asyncio.sleep(0)
    assert [await worker.run(len, text) for text in ("four", "seven")] == [4, 5]
    assert not any(one.done() for one in slow)
    slow[0].cancel()
    await asyncio.gather(slow[0], return_exceptions=True)
    assert len(worker._slow) == 1
    await worker.close()
    worker.deadline = 0.0
    with pytest.raises(TooSlowError):
        await slow[1]


async def test_a_further_slow_document_holds_up_no_other_either_and_is_read_once_there_is_room(worker: Worker) -> None:
    worker.deadline, worker.patience = 600.0, 0.1
    await worker.run(len, "")
    slow = [asyncio.create_task(worker.run(time.sleep, 600)) for _ in range(2)]
    await asyncio.sleep(0)
    third = asyncio.create_task(worker.run(time.sleep, 0.2))
    await asyncio.sleep(0)
    assert [await worker.run(len, text) for text in ("four", "seven")] == [4, 5]
    assert not any(one.done() for one in (*slow, third))
    slow[0].cancel()
    assert await third is None
    assert not slow[1].done()
    slow[1].cancel()
    await asyncio.gather(*slow, return_exceptions=True)
    assert not worker._slow


async def test_a_new_process_does_without_the_imports_of_the_main_program(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "program.py"
    program.write_text("raise SystemExit(1)\n", encoding="utf-8")
    main = types.ModuleType("__main__")
    main.__file__ = str(program)
    monkeypatch.setitem(sys.modules, "__main__", main)
    assert await worker.run(len, "four") == 4
    assert sys.modules["__main__"] is main


async def test_a_document_that_fills_the_memory_fails_alone(worker: Worker) -> None:
    worker.memory = 256 * 1024 * 1024
    with pytest.raises(MemoryError):
        await worker.run(bytes, 10**9)
    assert await worker.run(len, "four") == 4


async def test_a_slow_document_is_read_to_its_end_in_overtime(worker: Worker, tmp_path: Path) -> None:
    document = tmp_path / "document"
    os.mkfifo(document)
    worker.patience = 0.05
    first = await worker.run(os.getpid)
    slow = asyncio.create_task(worker.run(document.read_bytes))  # until it is written
    await asyncio.sleep(0)
    assert await worker.run(os.getpid) != first
    await asyncio.to_thread(document.write_bytes, b"whole")
    assert await slow == b"whole"
    assert not worker._slow
    alone = await worker.run(os.getpid)
    await worker.run(time.sleep, 0.2)
    assert await worker.run(os.getpid) == alone, "nobody needed another"


async def test_what_a_job_raises_is_raised_here_and_the_process_is_kept(worker: Worker) -> None:
    pid = await worker.run(os.getpid)
    with pytest.raises(ValueError, match="invalid literal"):
        await worker.run(int, "four")
    assert await worker.run(os.getpid) == pid


async def test_closing_leaves_no_process_and_may_be_repeated() -> None:
    worker = Worker()
    pid = await worker.run(os.getpid)
    await worker.close()
    await worker.close()
    for _ in range(6000):
        if pid not in [child.pid for child in multiprocessing.active_children()]:
            break
        await asyncio.sleep(0.01)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_what_a_new_process_takes_to_begin_counts_against_no_document(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = "import multiprocessing, time\nif multiprocessing.parent_process(): time.sleep(2)\ndef four(): return 4\n"
    (tmp_path / "slow_to_import.py").write_text(slow, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    worker.deadline = 1.9
    assert await worker.run(importlib.import_module("slow_to_import").four) == 4
