"""``kill -9`` of a real run in the middle of what administrators set going: nothing is lost, nothing comes twice.

A message may arrive a second time only where its call was in flight at the kill, and is then counted. Runs with
``make soak``: the program starts four times.
"""

import asyncio
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.simulator import Simulator
from tests.e2e.chatting import Message, data
from tests.e2e.outlets import Outlet, Piece
from tests.e2e.process import TOKEN, Child, configured

BOSS, READERS = 1, range(3000, 3020)
PATIENCE = 120.0
TITLE = "Tara Qvist leaves Quorvexa for Bravik"
TEXT = "Tara Qvist, who led research at Quorvexa, has left Quorvexa and joined Bravik as chief scientist, Bravik said."
SENDING = "SELECT 1 FROM outbox WHERE state = 'sending' AND kind = ?"
WAITING = "SELECT 1 FROM outbox WHERE state IN ('pending', 'claimed', 'sending') AND kind = ?"
FEEDS = 300


@pytest.mark.slow
async def test_a_kill_while_a_broadcast_a_retraction_or_an_import_is_under_way(tmp_path: Path) -> None:
    async with (
        Simulator(token=TOKEN) as sim,
        Outlet("Harbour", "rss", [], SystemClock()) as outlet,
        Child(configured(tmp_path, sim.root, [outlet]), fresh=False) as child,
    ):
        for user in (BOSS, *READERS):
            sim.user(user, f"Reader {user}", "en")
            await sim.say(user, "/watch Quorvexa")
        await until(lambda: all(sim.from_bot(u) for u in (BOSS, *READERS)), child)
        await broadcast(sim, child)
        outlet.pieces.append(Piece("one", "Harbour", "en", TITLE, TEXT, datetime.now(UTC)))
        await until(lambda: all(telling(sim, u, TITLE) for u in READERS), child)
        await retraction(sim, child)
        await opml(sim, child)
        assert await child.stop() == 0


async def broadcast(sim: Simulator, child: Child) -> None:
    page = await answer(sim, child, "/broadcast We move house", "bs")
    await sim.press(BOSS, page["message_id"], data(page, "bs")[0])
    page = await answer(sim, child, None, "by")
    await sim.press(BOSS, page["message_id"], data(page, "by")[0])
    await killed_in(child, SENDING, "broadcast")
    await until(lambda: all(telling(sim, u, "We move house") for u in READERS), child)
    await until(lambda: bool(telling(sim, BOSS, "Your message has gone out.")), child)
    doubtful = {row[0] for row in child.look("SELECT chat_id FROM outbox WHERE kind = 'broadcast' AND uncertain > 0")}
    twice = {u for u in READERS if len(telling(sim, u, "We move house")) > 1}
    assert doubtful and twice <= doubtful
    assert child.look("SELECT COUNT(*) FROM outbox WHERE kind = 'broadcast'") == [(1 + len(READERS),)]


async def retraction(sim: Simulator, child: Child) -> None:
    before = {u: len(sim.from_bot(u)) for u in READERS}
    ((story,),) = child.look("SELECT id FROM stories")
    page = await answer(sim, child, f"/retract {story}", "rr")
    await sim.press(BOSS, page["message_id"], f"rr:{story}:p")
    page = await answer(sim, child, None, "rx")
    await sim.press(BOSS, page["message_id"], data(page, "rx")[0])
    await killed_in(child, SENDING, "copy")
    await until(lambda: all(sim.from_bot(u)[-1]["text"].startswith("Retracted\n") for u in READERS), child)
    await until(lambda: not child.look(WAITING, "copy"), child)
    assert {u: len(sim.from_bot(u)) for u in READERS} == before, "edited in place"


async def opml(sim: Simulator, child: Child) -> None:
    outlines = "".join(f'<outline xmlUrl="http://127.0.0.1:9/{n}"/>' for n in range(FEEDS))
    await sim.send_file(BOSS, "feeds.opml", f"<opml><body>{outlines}</body></opml>".encode())
    page = await answer(sim, child, None, "oi")
    await sim.press(BOSS, page["message_id"], data(page, "oi")[0])
    await killed_in(child, "SELECT 1 FROM inbox WHERE state = 'claimed' OR ? = ''", "any")
    await until(lambda: child.look("SELECT COUNT(*) FROM feeds WHERE origin = 'chat'") == [(FEEDS,)], child)
    await until(lambda: f"{FEEDS} feeds added" in sim.message(BOSS, page["message_id"]).as_json()["text"], child)


async def answer(sim: Simulator, child: Child, said: str | None, verb: str) -> Message:
    """Say something, and wait for a message with a button of a verb; the message."""
    if said is not None:
        await sim.say(BOSS, said)
    found: list[Message] = []

    def came() -> bool:
        found[:] = [m for m in sim.from_bot(BOSS) if data(m, verb)]
        return bool(found)

    await until(came, child)
    return found[-1]


def telling(sim: Simulator, user: int, text: str) -> list[Message]:
    return [m for m in sim.from_bot(user) if text in m.get("text", "")]


async def killed_in(child: Child, sql: str, kind: str) -> None:
    """Kill the program while the store says that something is under way, and start it again.

    Held still (SIGSTOP) it can be looked at without haste, so the kill strikes just that.
    """
    assert child.process is not None
    end = asyncio.get_running_loop().time() + PATIENCE
    while True:
        assert asyncio.get_running_loop().time() < end, child.log[-3000:]
        if child.look(sql, kind):
            child.process.send_signal(signal.SIGSTOP)
            if child.look(sql, kind):
                break
            child.process.send_signal(signal.SIGCONT)
        await asyncio.sleep(0.001)
    await child.kill()
    await child.start()


async def until(holds: Callable[[], bool], child: Child) -> None:
    end = asyncio.get_running_loop().time() + PATIENCE
    while not holds():
        assert asyncio.get_running_loop().time() < end, child.log[-3000:]
        await asyncio.sleep(0.02)
