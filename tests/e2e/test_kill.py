"""``kill -9`` at any step: nothing is lost, and what arrives twice was in flight and is counted.

The short form runs with the tests, the long one (twenty kills over 300 alerts) with ``make soak``.
"""

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.simulator import Simulator
from tests.e2e.outlets import Outlet, Piece
from tests.e2e.process import TOKEN, Child, configured

IN_FLIGHT = {
    "polling": "SELECT COUNT(*) FROM feeds WHERE claimed_at IS NOT NULL",
    "analysing": "SELECT COUNT(*) FROM items WHERE state = 'claimed'",
    "claimed to send": "SELECT COUNT(*) FROM outbox WHERE state = 'claimed'",
    "sending": "SELECT COUNT(*) FROM outbox WHERE state = 'sending'",
}
WAITING = "SELECT 1 FROM outbox WHERE state IN ('pending', 'claimed', 'sending')"
TRANSACTION = "in a transaction"
FIRST_NAMES = ("Tara", "Milan", "Odette", "Ravi", "Joana", "Pavel", "Ines", "Marek", "Salma", "Teo", "Lidia", "Karim",
               "Freya", "Anton", "Noemi")  # fmt: skip
LAST_NAMES = ("Qvist", "Oyelaran", "Brandvold", "Sastri", "Mirova", "Tennant", "Halloran", "Petrak", "Solis", "Weller",
              "Adeyemi", "Kross", "Lund", "Ferro", "Baez")  # fmt: skip
PATIENCE = 60.0


def story(number: int) -> Piece:
    person = f"{FIRST_NAMES[number]} {LAST_NAMES[number]}"
    text = (
        f"{person}, who led research at Quorvexa, has left Quorvexa and joined Bravik as chief scientist, Bravik said."
    )
    return Piece(f"s{number}", "Harbour", "en", f"{person} leaves Quorvexa for Bravik", text, datetime.now(UTC))


@pytest.mark.parametrize(
    ("kills", "stories", "readers"),
    [pytest.param(5, 3, 20), pytest.param(20, 15, 20, marks=pytest.mark.slow)],
)
async def test_kill(tmp_path: Path, kills: int, stories: int, readers: int) -> None:
    rng = random.Random(kills)
    users = list(range(2000, 2000 + readers))
    async with Simulator(token=TOKEN) as sim, Outlet("Harbour", "rss", [], SystemClock(), delay=0.1) as outlet:
        child = Child(configured(tmp_path, sim.root, [outlet]))
        await child.start()
        for user in users:
            sim.user(user, f"Reader {user}", "en")
            await sim.say(user, "/watch Quorvexa")
        await until(lambda: all(any("Watching" in m["text"] for m in sim.from_bot(u)) for u in users), child)
        counted: Counter[str] = Counter()
        told = 0
        while sum(counted.values()) < kills or told < stories:
            if told < stories:
                outlet.pieces.append(story(told))
                told += 1
            seen = await step_into(child, rng)
            await child.kill()
            if step := struck(child) or seen:
                counted[step] += 1
            await child.start()
            if sum(counted.values()) >= kills and told < stories:
                # All kills are done: what is left comes without further harm.
                outlet.pieces += [story(n) for n in range(told, stories)]
                told = stories
        titles = [story(n).title for n in range(stories)]
        await until(lambda: all(has_all(sim, u, titles) for u in users), child)
        await until(
            lambda: not child.look("SELECT 1 FROM outbox WHERE state IN ('pending', 'claimed', 'sending')"), child
        )
        assert await child.stop() == 0
        report(sim, child, users, titles, counted)


def has_all(sim: Simulator, user: int, titles: list[str]) -> bool:
    texts = [m["text"] for m in sim.from_bot(user)]
    return all(any(title in text for text in texts) for title in titles)


async def step_into(child: Child, rng: random.Random) -> str | None:
    """Wait until the bot is in the middle of something chosen by lot; names a transaction that is open right now.

    What is claimed or sending shows in the store after the kill; an open transaction does not, so it is seen before.
    """
    wanted = rng.choice([*IN_FLIGHT, TRANSACTION])
    loop = asyncio.get_running_loop()
    end = loop.time() + 4.0
    while loop.time() < end:
        if in_transaction(child) if wanted == TRANSACTION else bool(count(child, IN_FLIGHT[wanted])):
            return TRANSACTION if wanted == TRANSACTION else None
        await asyncio.sleep(0.001)
    return None


def count(child: Child, sql: str) -> int:
    rows = child.look(sql)
    return int(str(rows[0][0])) if rows else 0


def in_transaction(child: Child) -> bool:
    """Whether the bot holds the store's write lock at this moment."""
    if not child.store.exists():
        return False
    probe = sqlite3.connect(child.store, timeout=0, isolation_level=None)
    try:
        probe.execute("BEGIN IMMEDIATE")
        probe.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        return "locked" in str(error)
    else:
        return False
    finally:
        probe.close()


def struck(child: Child) -> str | None:
    """The step at which the kill struck, as the store shows it afterwards; None where nothing was under way."""
    for step in ("sending", "claimed to send", "analysing", "polling"):
        if count(child, IN_FLIGHT[step]):
            return step
    return None


def report(sim: Simulator, child: Child, users: list[int], titles: list[str], counted: Counter[str]) -> None:
    """Every alert arrived; each further copy belongs to a row that was sending when a kill struck."""
    twice = 0
    for user in users:
        texts = [m["text"] for m in sim.from_bot(user)]
        for title in titles:
            copies = sum(title in text for text in texts)
            assert copies >= 1, f"{title} never reached {user}"
            twice += copies - 1
    uncertain = count(child, "SELECT COALESCE(SUM(uncertain), 0) FROM outbox")
    print(
        f"\nkills: {dict(counted)}; alerts {len(users) * len(titles)}; twice {twice}; in flight at a kill {uncertain}"
    )
    assert twice <= uncertain
    assert count(child, "SELECT COUNT(*) FROM outbox WHERE kind = 'alert' AND state <> 'sent'") == 0


async def until(fulfilled: Callable[[], bool], child: Child) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while not fulfilled():
        assert loop.time() < end, child.log[-3000:]
        await asyncio.sleep(0.02)
