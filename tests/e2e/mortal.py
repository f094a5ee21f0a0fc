"""The bot as a process that is killed on purpose (``tests/e2e/dying.py``), and what its store shows of the moment."""

import asyncio
import json
import os
import signal
import sqlite3
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.e2e.process import STOPPED_WITHIN, Child

SENDING = "SELECT COUNT(*) FROM outbox WHERE state = 'sending'"
CLAIMED = (
    "SELECT (SELECT COUNT(*) FROM feeds WHERE claimed_at IS NOT NULL)"
    " + (SELECT COUNT(*) FROM items WHERE state = 'claimed')"
    " + (SELECT COUNT(*) FROM inbox WHERE state IN ('claimed', 'answering'))"
    " + (SELECT COUNT(*) FROM outbox WHERE state = 'claimed')"
)


@dataclass(frozen=True, slots=True)
class Death:
    """Where a run was killed and what that struck: rows claimed, calls under way, a transaction."""

    point: str
    claimed: int
    sending: int
    transaction: bool

    @property
    def counts(self) -> bool:
        """Whether anything was struck at all."""
        return bool(self.claimed or self.sending or self.transaction)


@dataclass(slots=True)
class Mortal(Child):
    """``hengkang run`` in a forked process; ``process`` is the launcher."""

    pid: int = 0
    _ends: "asyncio.Task[int] | None" = field(default=None)

    @property
    def folder(self) -> Path:
        """Where configuration, store, log and orders lie."""
        return self.config.parent

    async def start(self) -> None:
        """Start a run; the launcher with the first."""
        if self.process is None:
            environment = {**os.environ, **self.environment, "OPENBLAS_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", "from tests.e2e.dying import main; main()",
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=environment,
            )  # fmt: skip
        assert self.process.stdin is not None
        arguments = ["--config", str(self.config), "run", "--no-encoder"]
        order = json.dumps({"folder": str(self.folder), "arguments": arguments})
        self.process.stdin.write(order.encode() + b"\n")
        self.pid = int((await self._told())["pid"])
        self._ends = asyncio.create_task(self._end())

    async def _told(self) -> dict[str, Any]:
        assert self.process is not None and self.process.stdout is not None
        return dict(json.loads(await self.process.stdout.readline()))

    async def _end(self) -> int:
        return int((await self._told())["status"])

    @property
    def alive(self) -> bool:
        """Whether the run goes on."""
        return self._ends is not None and not self._ends.done()

    async def ended(self) -> int:
        """Wait for the run's end; its status."""
        assert self._ends is not None
        return await self._ends

    async def __aexit__(self, *_: object) -> None:
        """Launcher and run are ended whatever the test came to."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
        if self._ends is not None:
            self._ends.cancel()

    def signal(self, number: int) -> None:
        """Send a signal to the run."""
        os.kill(self.pid, number)

    async def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self.signal(signal.SIGKILL)
        await self.ended()

    async def stop(self) -> int:
        """SIGTERM, as a service manager stops it; the exit status."""
        if self.alive:
            self.signal(signal.SIGTERM)
        return await asyncio.wait_for(self.ended(), STOPPED_WITHIN)

    def order(self, **what: Any) -> None:
        """What the run shall do at points from now on; nothing without arguments."""
        path = self.folder / "orders"
        if not what:
            path.unlink(missing_ok=True)
            return
        new = self.folder / "orders.new"
        new.write_text(json.dumps(what))
        new.rename(path)

    def passed(self) -> list[str]:
        """The points passed since the last call, in order."""
        path = self.folder / "passed"
        points = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return points

    def death(self) -> Death | None:
        """Of a run that was killed by order: where, and what that struck."""
        path = self.folder / "died"
        if not path.exists():
            return None
        told = json.loads(path.read_text())
        path.unlink()
        return self.struck(told["point"], told["transaction"])

    def struck(self, point: str, transaction: bool) -> Death:
        """What stands in the store of a run that has stopped at a point."""
        return Death(point, self.count(CLAIMED), self.count(SENDING), transaction)

    def write(self, sql: str, *values: object) -> None:
        """Change the store beside the bot, as time would."""
        connection = sqlite3.connect(self.store, timeout=30)
        with connection:
            connection.execute(sql, values)
        connection.close()
