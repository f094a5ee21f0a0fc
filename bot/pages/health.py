"""The message of ``/health``: a line a part with ✓ or ⚠, and below each ⚠ what to do. Pure."""

from collections.abc import Mapping
from datetime import timedelta

from bot.condition import Condition, Part, judged
from bot.locales.texts import Texts
from bot.pages.rich import Button, Rich, Writer
from storage.condition import Queue

MEGABYTE = 1_000_000


def health_page(it: Condition, zone: str, t: Texts) -> Rich:
    """The whole condition in one message."""
    well = judged(it)
    told, todo = lines(it, zone, t), advice(it, t)
    out = Writer()
    wrong = sum(not fine for fine in well.values())
    out.line(t.n("{n} thing needs a look", "{n} things need a look", wrong) if wrong else t("All is well"), "bold")
    out.line()
    for part, fine in well.items():
        out.line(f"{'✓' if fine else '⚠'} {told[part]}")
        if not fine:
            out.line("    " + todo[part], "italic")
    return out.done([[Button(t("Look again"), "th:")]])


def lines(it: Condition, zone: str, t: Texts) -> Mapping[Part, str]:
    """How each part is."""
    has = it.stored
    return {
        "version": _version(it, t),
        "store": t("Store: {size}, write-ahead log {wal}", size=_size(it.store_bytes, t), wal=_size(it.wal_bytes, t)),
        "disk": t("Disk: {free} free", free=_size(it.disk_free, t)),
        "memory": t("Memory: {used} used, {free} free", used=_size(it.memory, t), free=_size(it.memory_free, t)),
        "loop": t("Loop: {n} s late at most in ten minutes", n="?" if it.lag is None else t.number(it.lag, 2)),
        "outbox": t("Outbox: {waiting}; refused in a day: {failed}", waiting=_waiting(has.outbox, it, t),
                    failed=t.number(has.failed)),
        "inbox": t("Updates: {waiting}", waiting=_waiting(has.inbox, it, t)),
        "items": t("Articles to read: {waiting}", waiting=_waiting(has.items, it, t)),
        "feeds": _feeds(it, zone, t),
        "alert": t("Last alert: {time}", time=t.moment(has.alert_at, zone)) if has.alert_at else t("No alert yet"),
        "pauses": _pauses(it, zone, t),
        "clock": _clock(it, t),
        "backup": t("Last backup: {time}", time=t.moment(has.backed_up_at, zone)) if has.backed_up_at
        else t("No backup known"),
    }  # fmt: skip


def advice(it: Condition, t: Texts) -> Mapping[Part, str]:
    """What to do about each part where it is not well."""
    return {
        "store": t("Something holds the store open for reading; stop other programs that read it, or restart the bot."),
        "disk": t("Free some space, or shorten storage.keep_days. When the disk is full nothing can be stored."),
        "memory": t("Stop other programs on this machine, or give it more memory."),
        "loop": t("The machine is too busy, or its disk too slow; see what else runs there."),
        "outbox": t("Look into the log for what Telegram answers; all of it is kept and goes when it can."),
        "inbox": t("Commands wait for an answer; if this stays so, restart the bot and look into the log."),
        "items": t("News waits to be read; if this stays so, restart the bot and look into the log."),
        "feeds": t("/feeds shows which ones, and why.") if it.stored.feeds
        else t("No feeds yet: list them in config.toml, or write /addfeed and an address."),
        "pauses": t("Nothing to do: sending goes on by itself. No other program may use this bot's token."),
        "clock": t("Set the machine's clock, best by NTP: dates and quiet hours go by it."),
        "backup": t("`hengkang backup FILE` makes one while the bot runs; let a timer do it every day."),
    }  # fmt: skip


def _version(it: Condition, t: Texts) -> str:
    told = t("Hengkang {version}, schema {schema}", version=it.version, schema=it.stored.schema)
    return told if it.started is None else f"{told} · {t('up for {time}', time=lasting(it.now - it.started, t))}"


def _waiting(queue: Queue, it: Condition, t: Texts) -> str:
    told = t("{n} waiting", n=t.number(queue.waiting))
    if queue.oldest is None:
        return told
    return told + t.bracketed(t("the oldest for {time}", time=lasting(it.now - queue.oldest, t)))


def _feeds(it: Condition, zone: str, t: Texts) -> str:
    has = it.stored
    told = t("Feeds: {n} of {count} failing", n=t.number(has.failing), count=t.number(has.feeds))
    return f"{told} · {t('the last read {time}', time=t.moment(has.read_at, zone))}" if has.read_at else told


def _pauses(it: Condition, zone: str, t: Texts) -> str:
    has = it.stored
    if has.paused_until is not None:
        return t("Telegram asks to send nothing before {time}", time=t.moment(has.paused_until, zone))
    return t("Chats that Telegram asks to spare for a while: {n}", n=t.number(has.paused))


def _clock(it: Condition, t: Texts) -> str:
    if it.ahead is None:
        return t("Clock: not yet compared with Telegram's")
    return t("Clock: {n} s from Telegram's", n=t.number(abs(it.ahead.total_seconds()), 1))


def _size(size: int | None, t: Texts) -> str:
    return "?" if size is None else f"{t.number(size / MEGABYTE, 1 if size < 10 * MEGABYTE else 0)} MB"


def lasting(time: timedelta, t: Texts) -> str:
    """How long something takes, in its largest unit: 3 days, 5 hours, 12 minutes, 8 seconds."""
    seconds = max(0, int(time.total_seconds()))
    if seconds >= 2 * 86400:
        return t.n("{n} day", "{n} days", seconds // 86400)
    if seconds >= 2 * 3600:
        return t.n("{n} hour", "{n} hours", seconds // 3600)
    if seconds >= 2 * 60:
        return t.n("{n} minute", "{n} minutes", seconds // 60)
    return t.n("{n} second", "{n} seconds", seconds)
