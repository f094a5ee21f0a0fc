"""The store and its backups."""

from datetime import datetime

from bot.checks import machine
from bot.checks.report import Row, row
from bot.condition import BACKUP_LATE, Part, Vitals, gather, judged
from bot.config import Settings
from bot.locales.texts import texts
from bot.pages import health
from storage.database import Database
from storage.faults import StorageError
from storage.inspection import Inspected

RUNNING: tuple[Part, ...] = (
    "outbox",
    "inbox",
    "items",
    "pauses",
)  # the parts of the condition that are a running bot's


def storage(settings: Settings, found: Inspected | None, holder: str | None) -> Row:
    """What the store is, and whether a bot runs on it."""
    path = settings.storage.path
    if found is None or not found.bytes:  # a start that found no room has left an empty file
        return row("storage", path=str(path), note="none yet: it is made at the first start")
    told: Row = {"path": str(path), "schema": found.schema, "mb": round(found.bytes / 1e6, 1),
            "feeds": found.feeds, "items": found.items, "process": holder}  # fmt: skip
    if found.schema > found.newest:
        return row("storage", **told, error=f"{path}: written by a newer Hengkang (this one knows schema"
                   f" {found.newest}): update it")  # fmt: skip
    if found.schema == 0:
        return row("storage", **told, error=f"{path}: no Hengkang store: give `storage.path` another name")
    if found.fault:
        return row("storage", **told, error=f"{path} is damaged ({found.fault}): stop the bot, then"
                   " `hengkang restore BACKUP --replace`")  # fmt: skip
    notes = ["in use by a running bot"] if holder else []
    if found.schema < found.newest:
        notes.append(f"the next start brings it to schema {found.newest}; make a backup before")
    open_to_all = machine.readable_by_others(path)
    warnings = [f"others on this machine can read what people watch: chmod 600 {path}"] if open_to_all else []
    return row("storage", **told, note="; ".join(notes) or None, warnings=warnings)


def backups(found: Inspected | None, now: datetime) -> Row | None:
    """Whether there is a backup that is young enough; None where there is nothing to back up."""
    if found is None or not found.items:
        return None
    if found.backed_up is None:
        return row(
            "backup", warnings=["none was ever made: `hengkang backup FOLDER --keep 7`, best every night by a timer"]
        )
    late = now - found.backed_up > BACKUP_LATE
    told = f"the last is {(now - found.backed_up).days} days old: look at the timer that makes them, or make one now"
    return row("backup", last=found.backed_up.isoformat(timespec="seconds"), warnings=[told] if late else [])


async def running(settings: Settings, now: datetime) -> Row | None:
    """Whether the bot that runs on the store keeps up; None where it cannot be asked."""
    try:
        async with await Database.open(settings.storage.path, readonly=True) as db:
            it = await gather(db, Vitals(), now)
    except StorageError:
        return None
    well, t = judged(it), texts("en")
    lines, advice = health.lines(it, "UTC", t), health.advice(it, t)
    waiting: Row = {"outbox": it.stored.outbox, "updates": it.stored.inbox, "to_read": it.stored.items}
    return row(
        "running",
        warnings=[f"{lines[p]}: {advice[p]}" for p in RUNNING if not well[p]],
        **{name: queue.waiting for name, queue in waiting.items()},
    )
