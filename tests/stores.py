"""Stores of today's schema: the program makes one, and the others are copies, since all migrations take a while.

That a store is made where there is none, and from every older schema, show ``test_migrations.py``, ``test_upgrade.py``,
``test_database.py`` and every run of the program as a process.
"""

import asyncio
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from storage.database import Database


def empty_store(path: Path) -> Path:
    """An empty store where there is none; the path."""
    if not path.exists():
        path.touch(0o600)
        path.write_bytes(_empty())
    return path


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        thread = Thread(target=lambda: asyncio.run(_made(path)))  # whoever asks may have a loop of their own
        thread.start()
        thread.join()
        return path.read_bytes()


async def _made(path: Path) -> None:
    await (await Database.open(path)).close()
