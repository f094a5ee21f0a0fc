"""Each command beside a bot that runs on the store: refused in one line that says what to do, or harmless."""

import argparse
import asyncio
import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.cli import parser
from storage.database import Database
from storage.opening import BUSY_SECONDS, lock_of
from tests.e2e.cli.conftest import Hengkang

OPML = b'<opml><body><outline xmlUrl="https://kabar.example/feed"/></body></opml>'
CONFIG = """
[storage]
path = "{path}"

[[lists]]
name = "One"
language = "en"
feeds = [{{ url = "http://127.0.0.1:9/feed" }}]
"""
IN_USE = f"in use by another Hengkang (process {os.getpid()}): stop that one"
REFUSED = {
    "run": ((), IN_USE),
    "poll": ((), IN_USE),
    "restore": (("copy.db", "--replace"), IN_USE),
    "import-opml": (("feeds.opml", "--yes"), "the bot is running. Send it this file"),
}
HARMLESS = {
    "check": ("--offline",),
    "backup": ("again.db",),
    "export": (),
    "export-opml": ("--output", "out.opml"),
    "ask": ("--no-encoder", "Who left?"),
}
APART = {"analyze", "match", "cluster", "feed", "page"}  # they open no store


@contextmanager
def running(path: Path) -> Iterator[Database]:
    """A bot's hold on a store, by this process; a transaction of it is open."""
    loop = asyncio.new_event_loop()
    db = loop.run_until_complete(Database.open(path))
    try:
        yield db
    finally:
        loop.run_until_complete(db.close())
        loop.close()


def test_each_command_beside_a_running_bot(tmp_path: Path, hengkang: Hengkang, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HENGKANG_TOKEN", "77:simulated")
    (tmp_path / "feeds.opml").write_bytes(OPML)
    store, link = tmp_path / "hengkang.db", tmp_path / "elsewhere" / "other.db"
    link.parent.mkdir()
    link.symlink_to(store)
    (action,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    assert set(action.choices) == {*REFUSED, *HARMLESS, *APART}
    with running(store) as db:
        assert hengkang("backup", "copy.db").status == 0
        before = store.stat().st_ino
        for path in (store, link):
            (tmp_path / "config.toml").write_text(CONFIG.format(path=path))
            for command, (arguments, told) in REFUSED.items():
                ended = hengkang(command, *arguments)
                assert ended.status == 1, command
                assert told in ended.err and len(ended.err.splitlines()) == 1, ended.err
        for command, harmless in HARMLESS.items():
            ended = hengkang(command, *harmless)
            assert "Traceback" not in ended.err
            assert ended.status == 0, ended
        assert store.stat().st_ino == before and link.is_symlink()
        asyncio.run(still_whole(db.path))


async def still_whole(path: Path) -> None:
    async with await Database.open(path, readonly=True) as beside, beside.read() as c:
        assert await c.value("SELECT COUNT(*) FROM feeds") == 0
        assert await c.value("PRAGMA integrity_check") == "ok"


def test_a_restore_goes_where_a_link_leads_and_leaves_it(tmp_path: Path, hengkang: Hengkang) -> None:
    store, link = tmp_path / "hengkang.db", tmp_path / "link.db"
    with running(store):
        assert hengkang("backup", "copy.db").status == 0
    link.symlink_to(store)
    (tmp_path / "config.toml").write_text(CONFIG.format(path=link))
    assert hengkang("restore", "copy.db", "--replace").status == 0
    assert link.is_symlink() and store.exists() and not store.is_symlink()


async def test_who_only_looks_keeps_no_bot_from_starting(tmp_path: Path) -> None:
    path = tmp_path / "hengkang.db"
    lock_of(path).touch()
    looks = lock_of(path).open()
    fcntl.flock(looks, fcntl.LOCK_SH)
    threading.Timer(0.05, looks.close).start()
    begun = time.monotonic()
    await (await Database.open(path)).close()
    assert time.monotonic() - begun < BUSY_SECONDS
