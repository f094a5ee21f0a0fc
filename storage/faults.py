"""What is wrong with a store, and what to do about it: errors of SQLite and of the disk, explained."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeGuard

from feeds.model import UnstoredError

FaultKind = Literal["full", "readonly", "foreign", "damaged", "locked", "failing", "other"]


class StorageError(Exception):
    """The store cannot be used; the text says why and what to do."""

    def __init__(self, told: str, kind: FaultKind = "other") -> None:
        super().__init__(told)
        self.kind = kind


class UnusableStoreError(StorageError, UnstoredError):
    """The file or the disk is at fault, not what was asked of it: the same will do later."""


@dataclass(slots=True)
class Fault:
    """Something is wrong with the file or the disk; moments are of ``time.monotonic``."""

    error: StorageError
    since: float
    last: float


class StoreLockedError(StorageError):
    """Another instance runs on the same file."""


def of_the_file(error: BaseException) -> TypeGuard[sqlite3.DatabaseError]:
    """Whether an error tells of the file or the disk, rather than of a statement's values."""
    return type(error) in (sqlite3.DatabaseError, sqlite3.OperationalError)


ADVICE: dict[FaultKind, tuple[str, str]] = {  # what SQLite says, and what to do
    "full": ("full", "the disk is full; free some space, nothing stored is lost"),
    "readonly": ("readonly", "the file cannot be written; check its owner and rights, and that its disk is writable"),
    "foreign": ("not a database", "this is no Hengkang store; give storage.path another name"),
    "damaged": ("malformed", "the file is damaged; restore a backup"),
    "locked": ("locked", "another program holds the file; close it"),
    "failing": ("I/O", "the disk is full or failing; `df` and the system's log say which"),
}


def explained(path: Path, error: sqlite3.Error) -> StorageError:
    """An error of SQLite as one that says what to do."""
    text = str(error)
    kind = next((kind for kind, (word, _) in ADVICE.items() if word in text), None)
    if kind is None:
        return StorageError(f"{path}: {text}: see the log")
    return UnusableStoreError(f"{path}: {text}: {ADVICE[kind][1]}", kind)
