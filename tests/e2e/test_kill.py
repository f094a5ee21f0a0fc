"""``kill -9`` at any step: nothing is lost, and what arrives twice was in flight and is counted.

Runs with ``make soak`` (twenty kills over 300 alerts; ``test_crashes.py`` kills at named points). A kill counts by
what the bot was in the middle of when it was stopped, and comes only after the run before has been cleared up.
"""

import asyncio
import random
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack, closing
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
STEPS = ("sending", "claimed to send", "analysing", TRANSACTION, "polling")  # the rarest first
FIRST_NAMES = ("Tara", "Milan", "Odette", "Ravi", "Joana", "Pavel", "Ines", "Marek", "Salma", "Teo", "Lidia", "Karim",
               "Freya", "Anton", "Noemi")  # fmt: skip
LAST_NAMES = ("Qvist", "Oyelaran", "Brandvold", "Sastri", "Mirova", "Tennant", "Halloran", "Petrak", "Solis", "Weller",
              "Adeyemi", "Kross", "Lund", "Ferro", "Baez")  # fmt: skip
PATIENCE = 120.0


def story(number: int) -> Piece:
    person = f"{FIRST_NAMES[number]} {LAST_NAMES[number]}"
    text = (
        f"{person}, who led research at Quorvexa, has left Quorvexa and joined Bravik as chief scientist, Bravik said."
    )
    return Piece(f"s{number}", "Harbour", "en", f"{person} leaves Quorvexa for Bravik", text, datetime.now(UTC))


@pytest.mark.parametrize(
    ("kills", "stories", "readers"),
    [pytest.param(3, 2, 5, marks=pytest.mark.slow), pytest.param(20, 5, 60, marks=pytest.mark.slow)],
)
async def test_kill(tmp_path: Path, kills: int, stories: int, readers: int) -> None:
    users = list(range(2000, 2000 + readers))
    async with AsyncExitStack() as stack:
        sim = await stack.enter_async_context(Simulator(token=TOKEN))
        outlet = await stack.enter_async_context(Outlet("Harbour", "rss", [], SystemClock(), delay=0.1))
        child = await stack.enter_async_context(Child(configured(tmp_path, sim.root, [outlet])))
        for user in users:
            sim.user(user, f"Reader {user}", "en")
            await sim.say(user, "/watch Quorvexa")
        await until(lambda: all(any("Watching" in m["text"] for m in sim.from_bot(u)) for u in users), child)
        counted: Counter[str] = Counter()
        workers = set()
        order = random.Random(kills).sample(STEPS, len(STEPS))
        for number in range(kills):
            # The stories come out spread over the kills, so that there is something to read and to send at each.
            while len(outlet.pieces) * kills < (number + 1) * stories:
                outlet.pieces.append(story(len(outlet.pieces)))
            await until(lambda n=number: child.log.count("running as") > n, child)  # type: ignore[misc]
            step = await frozen_in(child, order[number % len(order)])
            workers |= descendants(child)
            await child.kill()
            counted[step] += 1
            forgiven(child)
            await child.start()
        titles = [piece.title for piece in outlet.pieces]
        assert len(titles) == stories
        await until(lambda: all(has_all(sim, u, titles) for u in users), child)
        await until(lambda: not child.look(WAITING), child)
        await until(lambda: not any(lives(worker) for worker in workers), child)
        assert await child.stop() == 0
        report(sim, child, users, titles, counted)


def forgiven(child: Child) -> None:
    """Forget for what the kills are counted: what is under way at four of them would be left out as their cause."""
    with closing(sqlite3.connect(child.store, timeout=5)) as store, store:
        for table in ("inbox", "items", "outbox"):
            store.execute(f"UPDATE {table} SET crashes = 0 WHERE crashes > 0")


def has_all(sim: Simulator, user: int, titles: list[str]) -> bool:
    texts = [m["text"] for m in sim.from_bot(user)]
    return all(any(title in text for text in texts) for title in titles)


async def frozen_in(child: Child, wanted: str) -> str:
    """Stop the bot (SIGSTOP) while something is under way, if it comes along soon what is wanted; names the step.

    A process that stands still can be looked at without haste: what is claimed, sending or in a transaction now is
    just what the kill strikes.
    """
    assert child.process is not None
    loop = asyncio.get_running_loop()
    soon, end = loop.time() + 2.0, loop.time() + PATIENCE
    while loop.time() < end:
        if holds(child, wanted) or loop.time() > soon:
            child.process.send_signal(signal.SIGSTOP)
            struck = under_way(child)
            if wanted in struck or (struck and loop.time() > soon):
                return wanted if wanted in struck else struck[0]
            child.process.send_signal(signal.SIGCONT)
        await asyncio.sleep(0.001)
    raise AssertionError(child.log[-3000:])


def under_way(child: Child) -> list[str]:
    """The steps that the bot is in the middle of, as its store shows them."""
    return [step for step in STEPS if holds(child, step)]


def holds(child: Child, step: str) -> bool:
    """Whether the bot is in the middle of this step."""
    return child.in_transaction if step == TRANSACTION else bool(child.count(IN_FLIGHT[step]))


def descendants(child: Child) -> set[int]:
    """The processes that the bot has started."""
    assert child.process is not None
    task = Path(f"/proc/{child.process.pid}/task/{child.process.pid}/children")
    return {int(number) for number in task.read_text().split()} if task.exists() else set()


def lives(number: int) -> bool:
    """Whether a process is still there; one that nobody has asked for its end has no command any more."""
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes() != b""
    except OSError:
        return False


def report(sim: Simulator, child: Child, users: list[int], titles: list[str], counted: Counter[str]) -> None:
    """Every alert arrived; each further copy belongs to a row that was sending when a kill struck."""
    twice = 0
    for user in users:
        texts = [m["text"] for m in sim.from_bot(user)]
        for title in titles:
            copies = sum(title in text for text in texts)
            assert copies >= 1, f"{title} never reached {user}"
            twice += copies - 1
    uncertain = child.count("SELECT COALESCE(SUM(uncertain), 0) FROM outbox")
    print(
        f"\nkills: {dict(counted)}; alerts {len(users) * len(titles)}; twice {twice}; in flight at a kill {uncertain}"
    )
    assert twice <= uncertain
    assert child.count("SELECT COUNT(*) FROM outbox WHERE kind = 'alert' AND state <> 'sent'") == 0


async def until(fulfilled: Callable[[], bool], child: Child) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while not fulfilled():
        assert loop.time() < end, child.log[-3000:]
        await asyncio.sleep(0.02)
