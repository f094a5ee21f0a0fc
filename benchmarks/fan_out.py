"""One story told to many chats with settings of every kind: its fan-out, and the sender's plan. Asserts nothing.

    python -m benchmarks.fan_out [--chats 100000]

Of ten chats seven keep the defaults; one is daily, one weekly, one has quiet hours that it lies in. The fan-out is the
transaction that stores the article with its story; then the sender claims and plans in its own steps until every row is
held or would go. Nothing is drawn and nothing is called.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from pathlib import Path

from bot.sending.keeping import planned
from feeds.intake.canonical import new_items
from feeds.model import Decision, Entry, FeedDocument, FetchOutcome, Move, MoveKind, MoveStatus, Reading, Watched
from feeds.reading.naming.catalog import Catalog, load
from feeds.reading.text import search_tokens
from storage import feed_list, kept, outbox, watches
from storage.database import Database
from storage.feed_list import FeedSpec
from storage.feeds import Feeds
from storage.items import Items
from storage.moments import stamp
from storage.preferences import Preferences, as_settings

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ZONES = ("Asia/Jakarta", "Asia/Shanghai", "UTC", "Europe/London", "America/New_York")
MIX = (
    *(None for _ in range(7)),
    Preferences(delivery="daily"),
    Preferences(delivery="weekly", breaking=True),
    Preferences(quiet=(clock(0), clock(23, 59))),
)
TOKEN = "77:simulated"
AT_A_STEP = 64  # as the sender claims
FIRM = Watched("~norvale", "Norvale", ("Norvale",), "organisation")


async def fill(db: Database, chats: int, mix: Sequence[Preferences | None] = MIX, first: int = 1) -> int:
    """Chats that all watch one firm, with mixed settings, numbered from ``first``; the number of the feed."""
    settings = [json.dumps(dict(as_settings(one))) if one else "{}" for one in mix]
    async with db.write() as c:
        feed = await feed_list.add(c, FeedSpec("https://kabar.example/feed", outlet="Kabar"), "file", None, NOW)
        await c.many(
            "INSERT INTO subscribers (chat_id, type, lang, timezone, settings, created_at)"
            " VALUES (?, 'private', 'en', ?, ?, ?)",
            [(n, ZONES[n % len(ZONES)], settings[n % len(mix)], stamp(NOW)) for n in range(first, first + chats)],
        )
        await watches.add(c, first, FIRM, FIRM.name, NOW)
        await c.many(
            "INSERT INTO watches (chat_id, target, name, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [(n, FIRM.id, FIRM.name, stamp(NOW)) for n in range(first, first + chats)],
        )
    return feed


async def tell(db: Database, feed: int = 1) -> float:
    """Commit the article of a feed; the seconds that took."""
    found = Entry("Rara leaves Norvale for Tindra", "https://kabar.example/1", None, NOW, "Rara has left Norvale.")
    items = new_items(FeedDocument("rss20", "Kabar", (found,)))
    await Feeds(db).record(FetchOutcome(feed, NOW, NOW + timedelta(hours=1), "new", items=items, http_status=200))
    queue = Items(db, search_tokens)
    (item,) = await queue.claim_new(NOW, 1)
    move = Move(
        "Rara", "Norvale", "Tindra", MoveKind.JOINS, MoveStatus.REPORTED, "Rara has left Norvale.",
        person_key="~rara", from_key=FIRM.id, to_key="~tindra", article_id=item.id, lang="en",
    )  # fmt: skip
    reading = Reading(item.article, "en", True, 0.9, moves=(move,))
    made = Decision(item.id, "new", reading, moves=(move,), merged=(move,), targets=move.keys, notify=True)
    begun = time.perf_counter()
    await queue.commit(item, item.article, made, NOW)
    return time.perf_counter() - begun


async def plan(db: Database, catalog: Catalog) -> tuple[list[float], int]:
    """Claim and plan until nothing is left; the seconds of each step, and how many messages would go."""
    steps, going = [], 0
    while True:
        begun = time.perf_counter()
        async with db.write() as c:
            await kept.wake(c, NOW)
            claimed = await outbox.claim(c, NOW, AT_A_STEP)
            rows = await planned(c, claimed, NOW, catalog)
        if not claimed:
            return steps, going
        steps.append(time.perf_counter() - begun)
        going += len(rows)
        async with db.write() as c:
            for row in rows:
                await outbox.sent(c, row.id, None, None, NOW)


async def measure(chats: int) -> None:
    """Fill, tell, plan, print."""
    catalog = load()
    with tempfile.TemporaryDirectory(prefix="hengkang-bench-") as folder:
        async with await Database.open(Path(folder) / "bench.db") as db:
            await fill(db, chats)
            print(f"fan-out of one story to {chats} chats: {await tell(db):.2f} s")
            begun = time.perf_counter()
            steps, going = await plan(db, catalog)
            steps.sort()
            print(
                f"claimed and planned {AT_A_STEP} at a time: {time.perf_counter() - begun:.1f} s in all;"
                f" a step {1000 * steps[len(steps) // 2]:.1f} ms, at worst {1000 * steps[-1]:.1f} ms"
            )
            print(f"{going} would go at once, {chats - going} are held")


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--chats", type=int, default=100_000)
    asyncio.run(measure(given.parse_args().chats))


if __name__ == "__main__":
    main()
