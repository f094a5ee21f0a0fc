"""The program called as a shell calls it: its lines, what it says on standard error, its exit status."""

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.cli import main


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that has ended: the JSON lines, standard error, and the exit status."""

    rows: list[dict[str, Any]]
    err: str
    status: int


Hengkang = Callable[..., Ended]


def lines(*rows: dict[str, Any]) -> bytes:
    """Objects as JSON lines."""
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


@pytest.fixture
def hengkang(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> Iterator[Hengkang]:
    """Call the program in this process; standard input holds what ``stdin`` gives."""
    monkeypatch.chdir(str(tmp_path))
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def call(*arguments: object, stdin: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main([str(a) for a in arguments])
        told = capsys.readouterr()
        status = ended.value.code
        return Ended([json.loads(line) for line in told.out.split("\n") if line], told.err, int(status or 0))

    yield call
    root.handlers[:] = handlers
    root.setLevel(level)
