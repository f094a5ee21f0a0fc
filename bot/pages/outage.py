"""What administrators are told when nothing can be stored, and when it can again; pure."""

from datetime import timedelta

from bot.locales.texts import Texts
from bot.pages.health import lasting
from bot.pages.rich import Rich, Writer
from storage.faults import FaultKind


def begun_note(t: Texts, kind: FaultKind) -> Rich:
    """Nothing can be stored: why, what to do, and what becomes of everything meanwhile."""
    what = {
        "full": t("The disk is full. Free some space: old backups and logs first."),
        "readonly": t("The file cannot be written. Check its owner and rights, and that its disk is writable."),
        "locked": t("Another program holds the file. Close it: a viewer, or a program that makes copies."),
        "damaged": t("The file is damaged. Stop the bot and restore a backup: hengkang restore FILE --replace"),
        "failing": t("The disk is full or failing. df and the system's log say which."),
    }
    out = Writer()
    out.line(t("I cannot store anything at the moment."), "bold")
    out.line(what.get(kind, t("The log says why.")))
    out.line(t("News and commands wait. Nothing is lost, and I go on by myself as soon as it works again."))
    return out.done()


def ended_note(t: Texts, seconds: float) -> Rich:
    """It can be stored again."""
    told = t(
        "I can store again, after {time}. What waited is being done now.", time=lasting(timedelta(seconds=seconds), t)
    )
    return Writer().add("✓ ").line(told).done()


def moved_note(t: Texts) -> Rich:
    """The store's file is not where it was opened."""
    out = Writer()
    out.line(t("The file of my store was moved, replaced or removed while I run."), "bold")
    out.line(t("I go on in the one that I have open; what I store from now on is lost when I stop."))
    out.line(t("Stop me, put the file back or restore a backup, and start me again."))
    return out.done()
