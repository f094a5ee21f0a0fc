"""The bot as a process of its own: ``hengkang run`` with a token and a configuration."""

import asyncio
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import randrange
from typing import Self

from tests.e2e.launching import Run, launched
from tests.e2e.outlets import Outlet

TOKEN = "77:simulated"
STOPPED_WITHIN = 60.0  # seconds, of which the bot takes ten at most
CONFIG = """
[telegram]
api = "{api}"

[storage]
path = "hengkang.db"

[polling]
tick_seconds = 0.1
shortest_minutes = 0.01
longest_minutes = 0.01
allow = ["127.0.0.0/8"]

[bot]
administrators = [{administrator}]
"""


def configured(folder: Path, api: str, outlets: list[Outlet], administrator: int = 1) -> Path:
    """Write a configuration over local outlets; the file's path."""
    text = CONFIG.format(api=api, administrator=administrator)
    for outlet in outlets:
        text += (
            f'\n[[lists]]\nname = "{outlet.name}"\nlanguage = "{outlet.pieces[0].lang if outlet.pieces else "en"}"\n'
        )
        text += f'feeds = [{{ url = "{outlet.feed}", outlet = "{outlet.name}" }}]\n'
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


_given: set[int] = set()  # ports that nobody need listen at yet


def free_port() -> int:
    """A port that nobody listens at: none of those that the system gives to others before the bot has taken it."""
    while True:
        port = randrange(20_000, 32_000)
        if port in _given:
            continue
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            _given.add(port)
            return port


@dataclass(slots=True)
class Child:
    """One run of the program; its log is kept in a file beside the configuration.

    ``fresh`` begins a new interpreter, which takes seconds; else it is forked from one that has imported the bot.
    """

    config: Path
    environment: Mapping[str, str] = field(default_factory=lambda: {"HENGKANG_TOKEN": TOKEN})
    process: asyncio.subprocess.Process | Run | None = None
    fresh: bool = field(default=True, kw_only=True)

    async def start(self) -> None:
        """Start the program."""
        if not self.fresh:
            arguments, environment = ["--config", str(self.config), "run"], {**os.environ, **self.environment}
            (self.config.parent / "log").touch()  # a test may look before the forked run has opened it
            self.process = launched(arguments, environment, self.config.parent / "log")
            return
        with (self.config.parent / "log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", "from bot.cli import main; main()", "--config", str(self.config), "run",
                stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, **self.environment},
            )  # fmt: skip

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """The program is ended whatever the test came to."""
        if self.process is not None and self.process.returncode is None:
            await self.kill()

    async def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> int:
        """SIGTERM, as a service manager stops it; the exit status."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), STOPPED_WITHIN)

    @property
    def log(self) -> str:
        """Everything logged so far."""
        return (self.config.parent / "log").read_text("utf-8", "replace")

    @property
    def store(self) -> Path:
        """The store's file."""
        return self.config.parent / "hengkang.db"

    def look(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Read from the store beside the running bot; nothing where there is no store yet."""
        if not self.store.exists():
            return []
        connection = sqlite3.connect(f"file:{self.store}?mode=ro", uri=True, timeout=60)
        try:
            return connection.execute(sql, values).fetchall()
        except sqlite3.OperationalError:
            return []  # the tables are being made
        finally:
            connection.close()

    def count(self, sql: str, *values: object) -> int:
        """The number that a question to the store gives."""
        rows = self.look(sql, *values)
        return int(str(rows[0][0])) if rows else 0

    @property
    def in_transaction(self) -> bool:
        """Whether the bot holds the store's write lock at this moment."""
        probe = sqlite3.connect(self.store, timeout=0, isolation_level=None)
        try:
            probe.execute("BEGIN IMMEDIATE")
            probe.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            return "locked" in str(error)
        else:
            return False
        finally:
            probe.close()
