"""backup beside whoever writes to the store, and restore: real files, real processes."""

import asyncio
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.backup import MARGIN, newest_schema
from storage.database import Database
from storage.migrate import statements, steps
from storage.moments import moment
from tests.e2e.cli.conftest import Hengkang
from tests.stores import empty_store

# Two rows a transaction that belong together, as fast as it goes, through the store's own writer.
WRITER = """
import asyncio, sys
from pathlib import Path
from storage.database import Database
from storage.moments import moment

async def main():
    async with await Database.open(Path(sys.argv[1])) as db:
        print("ready", flush=True)
        n = 0
        while True:
            n += 1
            async with db.write() as c:
                for side in "ab":
                    await c.run("INSERT INTO meta (name, value) VALUES (?, ?)", (f"{side}{n}", "x" * 2000))

asyncio.run(main())
"""

# A backup that is killed in the middle of a step.
KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from storage.backup import back_up

def progress(what, part):
    if what == sys.argv[3] and (part > 0.5 or what == "checking"):
        os.kill(os.getpid(), signal.SIGKILL)

back_up(Path(sys.argv[1]), Path(sys.argv[2]), datetime.now(UTC), progress)
"""


def filled(path: Path, rows: int = 0) -> Path:
    """A store that holds something."""

    async def make() -> None:
        async with await Database.open(empty_store(path)) as db, db.write() as c:
            await c.run("INSERT INTO meta (name, value) VALUES ('mark', 'first')")
            await c.many("INSERT INTO meta (name, value) VALUES (?, ?)", [(f"n{i}", "y" * 4000) for i in range(rows)])

    asyncio.run(make())
    return path


def older(path: Path, schema: int) -> Path:
    """A store as an earlier version has left it."""
    with closing(sqlite3.connect(path)) as c:
        for _, sql in steps()[:schema]:
            for statement in statements(sql):
                c.execute(statement)
        c.execute(f"PRAGMA user_version = {schema}")
        c.commit()
    return path


def held(path: Path, sql: str = "SELECT value FROM meta WHERE name = 'mark'") -> object:
    with closing(sqlite3.connect(path)) as c:
        return c.execute(sql).fetchone()[0]


def files(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file() and not p.name.endswith(".lock")}


@contextmanager
def writing(store: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that writes to the store at full speed."""
    with subprocess.Popen([sys.executable, "-c", WRITER, str(store)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_backup_beside_a_writer_is_the_store_of_one_moment(tmp_path: Path, hengkang: Hengkang) -> None:
    store = filled(tmp_path / "hengkang.db", 800)
    with writing(store):
        before = held(store, "SELECT COUNT(*) FROM meta")
        ended = hengkang("backup", "copies.db")
        (row,) = ended.rows
        after, copied = before, held(tmp_path / "copies.db", "SELECT COUNT(*) FROM meta")
        for _ in range(6000):  # the writer may have to wait for its turn on a busy machine
            if (after := held(store, "SELECT COUNT(*) FROM meta")) > copied:  # type: ignore[operator]
                break
            time.sleep(0.01)
    assert (ended.status, ended.err) == (0, "")
    noted = moment(str(held(store, "SELECT value FROM meta WHERE name = 'backed_up_at'")))
    assert datetime.now(UTC) - noted < timedelta(minutes=10), "for /health"
    copy = tmp_path / "copies.db"
    assert row["backup"] == "copies.db" and row["bytes"] == copy.stat().st_size
    assert (row["schema"], row["integrity"]) == (newest_schema(), "ok")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert before <= copied < after  # type: ignore[operator]
    sides = (
        "SELECT (SELECT COUNT(*) FROM meta WHERE name GLOB 'a[0-9]*') - COUNT(*) FROM meta WHERE name GLOB 'b[0-9]*'"
    )
    assert held(copy, sides) == 0
    assert held(copy, "PRAGMA journal_mode") == "delete", "one file, with no log beside it"
    assert sorted(p.name for p in tmp_path.iterdir() if "copies" in p.name) == ["copies.db"]


def test_in_a_folder_a_backup_is_named_by_its_moment_and_the_newest_are_kept(
    tmp_path: Path, hengkang: Hengkang
) -> None:
    filled(tmp_path / "hengkang.db")
    folder = tmp_path / "kept"
    folder.mkdir()
    for name in ("hengkang-20250101T000000Z.db", "hengkang-20250102T000000Z.db", "hengkang-before-the-move.db", "x.db"):
        (folder / name).write_bytes(b"old")
    (row,) = hengkang("backup", folder, "--keep", "2").rows
    made = Path(row["backup"]).name
    assert row["removed"] == [str(folder / "hengkang-20250101T000000Z.db")]
    assert set(files(folder)) == {made, "hengkang-20250102T000000Z.db", "hengkang-before-the-move.db", "x.db"}
    (row,) = hengkang("backup").rows
    assert Path(row["backup"]).parent == Path(), "beside the store"


@pytest.mark.parametrize("step", ["copying", "checking"])
def test_a_backup_that_is_killed_leaves_nothing_of_the_final_name(
    tmp_path: Path, hengkang: Hengkang, step: str
) -> None:
    store, folder = filled(tmp_path / "hengkang.db", 600), tmp_path / "kept"
    folder.mkdir()
    killed = subprocess.run([sys.executable, "-c", KILLED, str(store), str(folder / "copy.db"), step], check=False)
    assert killed.returncode == -signal.SIGKILL
    (left,) = folder.iterdir()
    assert left.name.startswith(".copy.db.") and left.stat().st_size > 100_000
    hengkang("backup", folder / "other.db")
    assert left.exists(), "that one might still be written"
    os.utime(left, (1, 1))
    hengkang("backup", folder / "copy.db")
    assert sorted(p.name for p in folder.iterdir()) == ["copy.db", "other.db"]
    assert held(folder / "copy.db") == "first"


def test_a_full_disk_is_told_before_anything_is_written(tmp_path: Path, hengkang: Hengkang) -> None:
    store = filled(tmp_path / "hengkang.db")
    # A file with a hole larger than the disk, which its header says is all used.
    pages = os.statvfs(tmp_path).f_bavail * os.statvfs(tmp_path).f_frsize // 4096 + MARGIN
    with store.open("r+b") as file:
        file.truncate(pages * 4096)
        file.seek(28)
        file.write(pages.to_bytes(4, "big"))
    ended = hengkang("backup", "copy.db")
    assert (ended.status, ended.rows) == (1, [])
    assert "MB are needed and" in ended.err and "free some space" in ended.err
    assert not [p for p in tmp_path.iterdir() if "copy" in p.name]


def test_a_backup_that_runs_out_of_room_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    filled(tmp_path / "hengkang.db", 400)
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000));"
    ended = subprocess.run(
        [sys.executable, "-c", f"{limited} from bot.cli import main; main()", "backup", "copy.db"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "copying to copy.db: " in ended.stderr and "the disk is full" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not [p for p in tmp_path.iterdir() if "copy" in p.name]


def test_a_damaged_store_is_told_and_not_kept_as_a_backup(tmp_path: Path, hengkang: Hengkang) -> None:
    store = filled(tmp_path / "hengkang.db", 200)
    with store.open("r+b") as file:
        file.seek(store.stat().st_size - 3 * 4096)
        file.write(b"\xff" * 8192)
    ended = hengkang("backup", "copy.db")
    assert ended.status == 1 and "restore an older backup" in ended.err
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("backup",), "no such store"),
        (("backup", "there.db"), "exists already"),
        (("backup", "no/such/folder/x.db", "--keep", "3"), "is no folder"),
        (("restore", "missing.db"), "No such file"),
        (("restore", "empty.db"), "empty"),
        (("restore", "there.db"), "no Hengkang store"),
        (("restore", "foreign.db", "--replace"), "no Hengkang store"),
        (("restore", "."), "Is a directory"),
    ],
)
def test_a_wrong_call_says_what_to_do_and_changes_nothing(
    tmp_path: Path, hengkang: Hengkang, arguments: tuple[str, ...], told: str
) -> None:
    if arguments != ("backup",):
        filled(tmp_path / "hengkang.db")
    (tmp_path / "there.db").write_text("somebody's notes, which are no store")
    (tmp_path / "empty.db").touch()
    with closing(sqlite3.connect(tmp_path / "foreign.db")) as c:
        c.execute("CREATE TABLE bookmarks (url)")
    before = files(tmp_path)
    ended = hengkang(*arguments)
    assert (ended.status, ended.rows) == (1, [])
    assert told in ended.err and "Traceback" not in ended.err
    assert files(tmp_path) == before


def test_a_store_is_restored_where_none_is(tmp_path: Path, hengkang: Hengkang) -> None:
    store = filled(tmp_path / "hengkang.db")
    hengkang("backup", "copy.db")
    store.unlink()
    ended = hengkang("restore", "copy.db")
    assert (ended.status, ended.err) == (0, "")
    (row,) = ended.rows
    assert row == {
        "restored": "hengkang.db", "from": "copy.db", "bytes": row["bytes"], "schema": newest_schema(),
        "integrity": "ok",
    }  # fmt: skip
    assert held(store) == "first"
    assert held(store, "SELECT COUNT(*) FROM meta WHERE name = 'backed_up_at'") == 1, "it knows of its backup"
    assert stat.S_IMODE(store.stat().st_mode) == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_root_backs_up_and_restores_is_still_the_bots(tmp_path: Path, hengkang: Hengkang) -> None:
    filled(tmp_path / "hengkang.db")
    os.chown(tmp_path, 4711, 4712)
    hengkang("backup", "copy.db")
    (tmp_path / "hengkang.db").unlink()
    (tmp_path / "hengkang.db.lock").unlink()
    assert hengkang("restore", "copy.db").status == 0
    owners = {p.name: (p.stat().st_uid, p.stat().st_gid) for p in tmp_path.iterdir()}
    assert owners == dict.fromkeys(("copy.db", "hengkang.db", "hengkang.db.lock"), (4711, 4712))


def test_a_store_that_is_there_stays_unless_it_may_be_replaced_and_then_is_kept(
    tmp_path: Path, hengkang: Hengkang
) -> None:
    store = filled(tmp_path / "hengkang.db")
    hengkang("backup", "copy.db")
    with writing(store) as writer:
        running = hengkang("restore", "copy.db", "--replace")
        assert running.status == 1 and f"in use by another Hengkang (process {writer.pid})" in running.err
    # The writer was killed: what it wrote last stands in the log.
    written = held(store, "SELECT COUNT(*) FROM meta")
    refused = hengkang("restore", "copy.db")
    assert refused.status == 1 and "--replace" in refused.err
    assert held(store, "SELECT COUNT(*) FROM meta") == written
    (row,) = hengkang("restore", "copy.db", "--replace").rows
    assert held(Path(row["moved_aside"]), "SELECT COUNT(*) FROM meta") == written
    assert held(store, "SELECT COUNT(*) FROM meta") == held(Path("copy.db"), "SELECT COUNT(*) FROM meta")
    assert not [p.name for p in tmp_path.iterdir() if p.name.endswith(("-wal", "-shm", ".part"))]


def test_a_damaged_store_is_replaced_and_its_log_goes_with_it(tmp_path: Path, hengkang: Hengkang) -> None:
    store = filled(tmp_path / "hengkang.db")
    hengkang("backup", "copy.db")
    store.write_bytes(b"what is left of it")
    store.with_name("hengkang.db-wal").write_bytes(b"and its log")
    (row,) = hengkang("restore", "copy.db", "--replace").rows
    aside = Path(row["moved_aside"])
    assert aside.read_bytes() == b"what is left of it"
    assert held(store) == "first"
    assert hengkang("backup", "again.db").status == 0


@pytest.mark.parametrize("size", [0.5, 0.98])
def test_a_file_that_was_cut_off_is_refused(tmp_path: Path, hengkang: Hengkang, size: float) -> None:
    filled(tmp_path / "hengkang.db", 50)
    hengkang("backup", "copy.db")
    copy = tmp_path / "copy.db"
    os.truncate(copy, int(copy.stat().st_size * size))
    before = files(tmp_path)
    ended = hengkang("restore", "copy.db", "--replace")
    assert (ended.status, ended.rows) == (1, [])
    assert "damaged or cut off; take another backup, nothing was changed" in ended.err
    assert files(tmp_path) == before


async def test_an_older_schema_is_restored_and_comes_up_at_the_start_a_newer_one_is_refused(
    tmp_path: Path, hengkang: Hengkang
) -> None:
    older(tmp_path / "old.db", 9)
    (row,) = (await asyncio.to_thread(hengkang, "restore", "old.db")).rows
    assert (row["schema"], row["note"]) == (
        9, f"an older schema: the bot brings it from 9 to {newest_schema()} when it starts",
    )  # fmt: skip
    made = (await asyncio.to_thread(hengkang, "backup", "before-the-upgrade.db")).rows
    assert made[0]["schema"] == 9, "a store can be backed up before it is migrated"
    async with await Database.open(tmp_path / "hengkang.db") as db, db.read() as c:
        assert await c.value("PRAGMA user_version") == newest_schema()

    with closing(sqlite3.connect(tmp_path / "before-the-upgrade.db")) as newer:
        newer.execute(f"PRAGMA user_version = {newest_schema() + 5}")
    before = files(tmp_path)
    ended = await asyncio.to_thread(hengkang, "restore", "before-the-upgrade.db", "--replace")
    assert ended.status == 1 and "update Hengkang first, nothing was changed" in ended.err
    assert files(tmp_path) == before


def test_progress_is_shown_on_a_terminal(tmp_path: Path) -> None:
    filled(tmp_path / "hengkang.db", 400)
    screen, terminal = os.openpty()
    with os.fdopen(screen, "rb", buffering=0) as shown:
        ended = subprocess.run(
            [sys.executable, "-c", "from bot.cli import main; main()", "backup", "copy.db"],
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=terminal, check=True,
        )  # fmt: skip
        os.close(terminal)
        told = shown.read(100_000).decode()
    assert "copying 100%" in told and "checking …" in told
    assert json.loads(ended.stdout)["integrity"] == "ok"
