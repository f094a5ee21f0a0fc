"""The days of a soak as lines, curves and a verdict: what of it does not stay flat."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from benchmarks.figures import Figure, Found
from storage.moments import moment

Sample = Mapping[str, Any]
MIB = 1024 * 1024
BARS = "▁▂▃▄▅▆▇█"
LEDGER = ("stories", "story", "moves", "move", "waves")  # never forgotten; their articles' titles neither
HOUSE = timedelta(hours=6)  # between two times at which what is too old goes
STEADY = 0.05  # of its level that a curve may drift by over the days that count
UNTIL = 10  # days until everything has reached its age


def stored(one: Sample) -> int:
    """Bytes of the store and its log."""
    return sum(size for name, size in one["bytes"].items() if name.startswith("hengkang.db"))


def bytes_of(one: Sample, name: str) -> int:
    """Bytes of a table and what belongs to it, indexes included."""
    return sum(size for table, size in one["table_bytes"].items() if table == name or table.startswith(f"{name}_"))


POOL = "asyncio"  # asyncio.to_thread's workers: begun as they are needed, two cores have six at most

CURVES: tuple[tuple[str, str, Callable[[Sample], float]], ...] = (
    ("memory, bot and its reader", "MiB Pss", lambda s: s["pss"] / MIB),
    ("memory, bot alone", "MiB resident", lambda s: s["rss"] / MIB),
    ("who draws, where it runs", "MiB Pss", lambda s: (s["family"] - s["pss"]) / MIB),
    ("store with its log", "MiB", lambda s: stored(s) / MIB),
    ("store, free inside", "MiB", lambda s: s["free"] / MIB),
    ("of it the ledger", "MiB", lambda s: sum(bytes_of(s, name) for name in LEDGER) / MIB),
    ("search of articles", "MiB", lambda s: bytes_of(s, "item_search") / MIB),
    ("articles", "rows", lambda s: s["rows"]["items"]),
    ("messages", "rows", lambda s: s["rows"]["outbox"]),
    ("updates", "rows", lambda s: s["rows"]["inbox"]),
    ("fetches", "rows", lambda s: s["rows"]["fetches"]),
    ("names watched", "rows", lambda s: s["rows"]["targets"]),
    ("tasks", "", lambda s: sum(s["tasks"].values())),
    ("threads, the loop's pool aside", "", lambda s: sum(name != POOL for name in s["threads"])),
    ("the loop's pool", "threads", lambda s: s["threads"].count(POOL)),
    ("files open, connections aside", "", lambda s: sum(n for kind, n in s["files"].items() if kind != "socket")),
    ("processes", "", lambda s: s["processes"]),
    ("objects", "thousand", lambda s: s["objects"] / 1000),
    ("kept by name in caches", "thousand", lambda s: sum(size for size, _ in s["caches"].values()) / 1000),
)  # fmt: skip


def told(one: Sample, before: Sample | None) -> str:
    """A day as a line."""
    since = before or {"cpu": 0.0, "calls": 0, "acts": 0}
    rows = one["rows"]
    wal = one["bytes"].get("hengkang.db-wal", 0)
    return (
        f"day {one['day']:3}  {one['pss'] / MIB:5.0f} MiB ({one['rss'] / MIB:.0f} the bot)"
        f"  store {stored(one) / MIB:5.1f} MiB (log {wal / MIB:.1f}, free {one['free'] / MIB:.1f})"
        f"  {rows['items']} articles {rows['outbox']} messages {rows['inbox']} updates {rows['fetches']} fetches"
        f"  {sum(one['tasks'].values())} tasks {len(one['threads'])} threads {sum(one['files'].values())} files"
        f" {one['processes']} processes {one['objects'] // 1000}k objects"
        f"  {one['calls'] - since['calls']} sent {one['acts'] - since['acts']} acts"
        f"  {one['cpu'] - since['cpu']:.0f} s CPU, loop {one['block'] * 1000:.0f} ms, a step in {one['slowest']:.1f} s"
        + (f"  NOT SETTLED {one['waits']}" if one["waits"] else "")
        + (f"  LEFT {one['left'][:3]}" if one["left"] else "")
    )


def bars(values: Sequence[float]) -> str:
    """A curve in a line, from nought to its highest."""
    top = max(values, default=0) or 1
    return "".join(BARS[min(7, max(0, int(v / top * 8)))] for v in values)


def drift(days: Sequence[int], values: Sequence[float]) -> float:
    """By how much of its level a curve rises over these days, by the median slope of all pairs (Theil and Sen)."""
    pairs = [(a, b) for a in range(len(days)) for b in range(a + 1, len(days))]
    if not pairs:
        return 0.0
    slope = median((values[b] - values[a]) / (days[b] - days[a]) for a, b in pairs)
    level = median(values)
    return slope * (days[-1] - days[0]) / level if level else 0.0


def through(samples: Sequence[Sample], until: int = UNTIL) -> list[Sample]:
    """The days that count: of the run between two restarts that was longest, once everything has reached its age."""
    most = Counter(s["starts"] for s in samples).most_common(1)[0][0]
    run = [s for s in samples if s["starts"] == most]
    return [s for s in run if s["day"] >= until] or run


def curves(samples: Sequence[Sample]) -> list[str]:
    """Every curve as a line: all days, first, highest and last, and the drift over the days that count."""
    count = through(samples)
    days = [s["day"] for s in count]
    lines = [f"{'':32} {'':{len(samples)}}     first   highest      last  drift from day {days[0]} to {days[-1]}"]
    for name, unit, of in CURVES:
        every = [of(s) for s in samples]
        moved = drift(days, [of(s) for s in count])
        numbers = "".join(f"{v:10.{1 if v < 1000 else 0}f}" for v in (every[0], max(every), every[-1]))
        lines.append(f"{name:32} {bars(every)} {numbers}  {moved:+.1%} {unit}")
    return lines


def growers(samples: Sequence[Sample], most: int = 8) -> list[str]:
    """The kinds of object, and the things kept, that are more at the end of the days that count."""
    count = through(samples)
    first, last = count[0], count[-1]
    lines = [f"objects, from day {first['day']} to {last['day']}:"]
    more = {kind: n - first["kinds"].get(kind, 0) for kind, n in last["kinds"].items()}
    lines += [f"  {kind:50} {n:+7}, now {last['kinds'][kind]}" for kind, n in Counter(more).most_common(most) if n > 0]
    lines.append("kept in caches, of at most:")
    full = sorted(last["caches"].items(), key=lambda one: -one[1][0])[:most]
    lines += [
        f"  {n:50} {first['caches'].get(n, (0, 0))[0]:7} then, {size:7} now, of {most}" for n, (size, most) in full
    ]
    lines.append("kept by the parts: " + ", ".join(f"{name} {n}" for name, n in last["held"].items() if n))
    return lines


def too_old(samples: Sequence[Sample], ages: Mapping[str, float], begin: datetime) -> list[str]:
    """What was still there at a day's end though its age and a round of housekeeping had gone by."""
    days = {
        "items": ages["keep_days"],
        "outbox": ages["keep_messages_days"],
        "questions": ages["keep_questions_days"],
        "callbacks": ages["keep_buttons_days"],
        "inbox": ages["keep_updates_days"],
        "fetches": ages["keep_fetches_days"],
    }
    found = []
    for one in samples:
        now = begin + timedelta(days=one["day"] + 0.5)  # restarts add half an hour here and there
        for table, age in days.items():
            oldest = one["oldest"][table]
            if oldest and now - moment(oldest) > timedelta(days=age + 0.5) + HOUSE:
                found.append(f"day {one['day']}: {table} of {oldest}")
    return found


def found(samples: Sequence[Sample], ages: Mapping[str, float], begin: datetime, command: str) -> Found:
    """What the page tells."""
    count, last = through(samples), samples[-1]
    days = [s["day"] for s in count]
    every = {name: of for name, _, of in CURVES}

    def flat(name: str, unit: str) -> Figure:
        values = [every[name](s) for s in count]
        moved = drift(days, values)
        seen = f"{values[0]:.1f} → {values[-1]:.1f} {unit} ({moved:+.1%} from day {days[0]} to {days[-1]})"
        return Figure(name, seen, "flat after the first days", met=abs(moved) <= STEADY or moved < 0)

    left = sorted({one for s in samples for one in s["left"]})
    old = too_old(samples, ages, begin)
    unsettled = [wait for s in samples for wait in s["waits"]]
    steady = [
        Figure(name, f"{min(map(every[name], count)):.0f} to {max(map(every[name], count)):.0f}", "no leak",
               met=drift(days, [every[name](s) for s in count]) <= STEADY)
        for name in ("tasks", "threads, the loop's pool aside", "files open, connections aside", "processes")
    ]  # fmt: skip
    all_figures = (
        Figure("days lived, articles in, messages out", f"{last['day']} days, {last['calls']} messages and edits sent,"
               f" {last['acts']} acts of subscribers, {last['starts'] - 1} restarts", met=None),
        flat("memory, bot and its reader", "MiB"),
        flat("store with its log", "MiB"),
        *steady,
        Figure("rows past their age", f"{len(old)}", "none", met=not old, note="; ".join(old[:3])),
        Figure("left of chats that were forgotten", f"{len(left)}", "nothing", met=not left, note="; ".join(left[:3])),
        Figure("work never done", f"{len(unsettled)}", "none", met=not unsettled, note=" ".join(unsettled[:3])),
        Figure("event loop blocked at worst", f"{max(s['block'] for s in samples) * 1000:.0f} ms", met=None),
    )  # fmt: skip
    lines = ("```", *curves(samples), "", *growers(samples), "```")
    return Found("soak", command, all_figures, lines)
