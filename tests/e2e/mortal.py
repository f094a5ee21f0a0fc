"""The bot as a process that is killed on purpose (``tests/e2e/dying.py``), and what its store shows of the moment."""

import json
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.launching import launched
from tests.e2e.process import Child

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
    """``hengkang run`` with points at which it dies as is ordered."""

    @property
    def folder(self) -> Path:
        """Where configuration, store, log and orders lie."""
        return self.config.parent

    async def start(self) -> None:
        """Start a run."""
        arguments = ["--config", str(self.config), "run", "--no-encoder"]
        self.process = launched(arguments, {**os.environ, **self.environment}, self.folder / "log", self.folder)

    @property
    def alive(self) -> bool:
        """Whether the run goes on."""
        return self.process is not None and self.process.returncode is None

    async def ended(self) -> int:
        """Wait for the run's end; its status."""
        assert self.process is not None
        return await self.process.wait()

    def signal(self, number: int) -> None:
        """Send a signal to the run."""
        assert self.process is not None
        self.process.send_signal(number)

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
