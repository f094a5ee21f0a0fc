"""A storm of all of Telegram's faults at random over many messages, then calm: what is lost, twice, out of order.

    python -m benchmarks.telegram_faults [--calls 2000] [--seed 1] [--chats 20] [--storm 0.4] [--out FOLDER]

The real outbox and sender over the simulator on a real port; the clock is moved a second at a time, without a pace, so
that back-offs and pauses cost nothing. Seconds are the clock's, from the last message put to the last one sent. Then
the whole bot, with a tenth as many commands and presses (``benchmarks/telegram_storm.py``).
"""

import argparse
import asyncio
import random
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import telegram_storm
from benchmarks.figures import Figure, Found, add_option, report
from benchmarks.telegram_storm import Unpaced
from bot.chat.connection import build_application
from bot.clock import SteppedClock
from bot.config import Settings
from bot.sending.rendering import Renderer
from bot.sending.sender import Sender
from bot.simulator import Simulator
from bot.simulator.fates import TROUBLES, Fates
from bot.tables import Telegram
from feeds.reading.naming.catalog import load
from storage import deliveries, outbox, subscribers
from storage.database import Database
from storage.outbox import ALERT, NewMessage

SECOND = timedelta(seconds=1)


async def measure(calls: int, seed: int, chats: int, storm: float, folder: Path) -> Found:
    """Put the messages under the storm, then wait in the calm."""
    fortune, fates = random.Random(seed), Fates()
    clock = SteppedClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    fates.draw = lambda call, chat: fortune.choice(TROUBLES)(fortune) if chat and fortune.random() < storm else None
    people = range(7, 7 + chats)
    async with Simulator(token="77:simulated", clock=clock, gate=fates) as sim:
        application = build_application(Settings(telegram=Telegram(api=sim.root)), "77:simulated")
        await application.initialize()
        for one in people:
            await sim.say(sim.user(one, "Reader", "en"), "/start")
        async with await Database.open(folder / "hengkang.db") as db:
            sender = Sender(db, application.bot, Renderer(db, load), clock, Unpaced())
            async with db.write() as c:
                for one in people:
                    await subscribers.ensure(c, one, "private", "en", "UTC", clock.now())
            for number in range(0, calls, chats):
                rows = [
                    NewMessage(f"reply:{number + n}:0", one, "reply", {"text": f"{number + n:06}"}, ALERT)
                    for n, one in enumerate(people)
                ]
                async with db.write() as c:
                    await outbox.put(c, rows, clock.now())
                await _second(sender, clock)
            begun, fates.draw = clock.now(), lambda call, chat: None
            async with db.read() as c:
                waited = await deliveries.waiting(c)
            left = waited
            while left and clock.now() - begun < timedelta(hours=3):
                await _second(sender, clock)
                async with db.read() as c:
                    left = await deliveries.waiting(c)
        await application.shutdown()
        seen = {one: [m["text"] for m in sim.from_bot(one)] for one in people}
    put = -(-calls // chats) * chats
    lost = put - sum(len(set(texts)) for texts in seen.values())
    disordered = sum(texts != sorted(texts) for texts in seen.values())
    seconds = (clock.now() - begun).total_seconds()
    unanswered, twice = fates.unanswered, fates.duplicates
    told = f"{put} messages to {chats} chats, {fates.calls} calls, trouble in {storm:.0%} of them, seed {seed}"
    command = f"python -m benchmarks.telegram_faults --calls {calls} --seed {seed}"
    return Found("telegram_faults", command, (
        Figure("messages lost in a storm of Telegram's faults", str(lost), "0", met=lost == 0, note=told),
        Figure("arrived twice", str(twice), f"at most {unanswered}, the calls whose answer was lost",
               met=twice <= unanswered),
        Figure("chats whose order was not kept", str(disordered), "0", met=disordered == 0),
        Figure("seconds in the calm until everything is out", f"{seconds:.0f}", note=f"{waited} waited"),
    ))  # fmt: skip


async def _second(sender: Sender, clock: SteppedClock) -> None:
    clock.advance(SECOND)
    while await sender.step():
        await sender.drain()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=2000, help="messages that are put")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--chats", type=int, default=20)
    parser.add_argument("--storm", type=float, default=0.4, help="the share of calls that something befalls")
    add_option(parser)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hengkang-bench-") as folder:
        given = options.calls, options.seed, options.chats, options.storm, Path(folder)
        found = asyncio.run(measure(*given))
        whole = asyncio.run(
            telegram_storm.measure(options.calls // 10, options.seed, max(2, options.chats // 4), *given[3:])
        )
        found = replace(found, figures=(*found.figures, *whole))
    report(found, options.out)


if __name__ == "__main__":
    main()
