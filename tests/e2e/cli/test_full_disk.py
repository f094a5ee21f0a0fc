"""Each command on a full disk: a line that says what to do, an exit status, and no half file under the final name."""

import sys
from pathlib import Path

import pytest

from tests.e2e.cli.conftest import Hengkang
from tests.e2e.process import TOKEN
from tests.e2e.test_disk import fill, small_disk

OPML = '<opml><body><outline xmlUrl="https://kabar.example/feed"/></body></opml>'
CONFIG = """
[telegram]
api = "http://127.0.0.1:9"

[storage]
path = "{path}"

[[lists]]
name = "One"
language = "en"
feeds = [{{ url = "http://127.0.0.1:9/feed" }}]
"""
CALLS: tuple[tuple[str, ...], ...] = (
    ("run",),
    ("poll",),
    ("backup", "disk/copy.db"),
    ("export", "--what", "feeds"),
    ("export-opml", "--output", "disk/out.opml"),
    ("import-opml", "feeds.opml", "--yes"),
)


def test_every_command_says_so_and_leaves_no_half_file(
    tmp_path: Path, hengkang: Hengkang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HENGKANG_TOKEN", TOKEN)
    (tmp_path / "feeds.opml").write_text(OPML)
    with small_disk(tmp_path / "disk") as disk:
        (tmp_path / "config.toml").write_text(CONFIG.format(path=disk / "hengkang.db"))
        filler = fill(disk)
        ended = hengkang("run")
        assert (ended.status, "the disk is full; free some space" in ended.err) == (1, True), ended.err
        (store,) = (row for row in hengkang("check", "--offline").rows if row["check"] == "storage")
        assert store["note"] == "none yet: it is made at the first start", "what it has left is no store"
        filler.unlink()
        assert hengkang("import-opml", "feeds.opml", "--yes").status == 0
        before = {p.name for p in disk.iterdir()}
        fill(disk)
        for call in CALLS:
            ended = hengkang(*call)
            assert (ended.status, len(ended.err.splitlines())) == (1, 1), ended.err
            assert "the disk is full" in ended.err
        left = {p.name for p in disk.iterdir()} - before
        assert left <= {"filler", "hengkang.db-wal", "hengkang.db-shm"}


def test_lines_that_find_no_room_are_told_as_such(
    tmp_path: Path, hengkang: Hengkang, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        ended = hengkang("check", "--offline")
        monkeypatch.undo()
    assert (ended.status, ended.err) == (1, "hengkang: standard output: No space left on device; free some space\n")
