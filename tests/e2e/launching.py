"""Runs of the program, forked from a process that has imported it: a start costs a tenth of a second, not three.

The launcher reads orders from standard input, a line of JSON each, and answers each with a number:

    {"arguments": [...], "environment": {...}, "log": path} -> the new process; {"ended": process} -> its exit status

With ``points``, a folder, the run has the points of ``tests/e2e/dying.py``, at which it looks there what to do.

A run is ``hengkang`` as it would be begun anew, but for the processes in which it reads, which are forked, too. That
a new interpreter comes as far, ``test_run.py``, ``test_secrets.py`` and ``test_kill.py`` show.
"""

import asyncio
import json
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import forkserver
from pathlib import Path
from select import select
from typing import Any

from tests.e2e.dying import Points, readers, whole, with_parent


def main() -> None:
    """Import the bot, then fork for each order; ends with standard input, or with whoever started it."""
    with_parent()
    import_module("bot.app")
    import_module("bot.demo")
    program: Any = import_module("bot.cli")
    from feeds.reading.naming.catalog import load

    load(())
    multiprocessing.get_context = readers()  # type: ignore[assignment]
    for line in sys.stdin:
        order = json.loads(line)
        if "ended" in order:
            number = os.waitstatus_to_exitcode(os.waitpid(order["ended"], 0)[1])
        else:
            whole()
            number = os.fork()
            if not number:
                with_parent()
                _become(order)
                return program.main()  # its exit is this process's
        print(number, flush=True)
    return None


def _become(order: dict[str, Any]) -> None:
    """Take on what a process begun anew would have."""
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for number, end in enumerate((os.open(os.devnull, os.O_RDONLY), log, log)):
        os.dup2(end, number)
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = ["hengkang", *order["arguments"]]
    # It is no child of this process, which must not ask for its end: it lives as long as the launcher.
    forkserver._forkserver.ensure_running = lambda: None  # type: ignore[method-assign]
    if order["points"]:
        Points(Path(order["points"])).install()


@dataclass(slots=True)
class Run:
    """A run of the program, as ``asyncio.subprocess.Process`` has it."""

    pid: int
    _end: int = field(init=False)  # a descriptor, to be read once the process has ended
    _status: int | None = None

    def __post_init__(self) -> None:
        self._end = os.pidfd_open(self.pid)

    @property
    def returncode(self) -> int | None:
        """The exit status; None while it runs."""
        if self._status is None and select([self._end], [], [], 0)[0]:
            self._status = _asked({"ended": self.pid})
            os.close(self._end)
        return self._status

    def send_signal(self, number: int) -> None:
        """Send a signal, where it runs still."""
        if self.returncode is None:
            os.kill(self.pid, number)

    async def wait(self) -> int:
        """Wait for the end; the exit status."""
        while (status := self.returncode) is None:
            ended, loop = asyncio.Event(), asyncio.get_running_loop()
            loop.add_reader(self._end, ended.set)
            try:
                await ended.wait()
            finally:
                loop.remove_reader(self._end)
        return status


_launcher: "subprocess.Popen[str] | None" = None


def launched(arguments: Sequence[str], environment: dict[str, str], log: Path, points: Path | None = None) -> Run:
    """Begin a run; its log is there at once."""
    log.touch()
    order = {"arguments": list(arguments), "environment": environment, "log": str(log)}
    return Run(_asked(order | {"points": str(points) if points else ""}))


def _asked(order: dict[str, Any]) -> int:
    global _launcher
    if _launcher is None:
        _launcher = subprocess.Popen(
            [sys.executable, "-c", "from tests.e2e.launching import main; main()"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
    assert _launcher.stdin is not None and _launcher.stdout is not None
    _launcher.stdin.write(json.dumps(order) + "\n")
    _launcher.stdin.flush()
    return int(_launcher.stdout.readline())


def end() -> None:
    """End the launcher, and with it whatever runs still."""
    global _launcher
    if _launcher is not None:
        with suppress(ProcessLookupError):
            _launcher.send_signal(signal.SIGKILL)
        _launcher.communicate()
        _launcher = None
