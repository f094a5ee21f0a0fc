"""A store of the first schema, killed again and again while it is brought to today's; then the bot goes on with it."""

import asyncio
import json
import signal
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from itertools import accumulate, islice
from pathlib import Path

from bot.simulator import Simulator
from storage.migrate import statements, steps
from storage.moments import stamp
from tests.e2e.campaign import Tally
from tests.e2e.crashing import PATIENCE
from tests.e2e.mortal import Mortal
from tests.e2e.process import TOKEN, configured

AROUND = 3  # of a step: its BEGIN, the number of the schema, its COMMIT
READER = 4001
WAITING = {"pending": "one that waited", "claimed": "one that was claimed", "sending": "one that was on its way"}
READ = "Norvale"  # a watch of the old store, which /watches must show


def made(path: Path, update: dict[str, object]) -> None:
    """A store as the first version left it: a chat with a watch, messages in every state, a command not yet handled."""
    now = stamp(datetime.now(UTC))
    with closing(sqlite3.connect(path, isolation_level=None)) as c:
        for statement in statements(steps()[0][1]):
            c.execute(statement)
        c.execute(f"PRAGMA user_version = {steps()[0][0]}")
        c.execute(
            "INSERT INTO subscribers (chat_id, type, lang, timezone, created_at) VALUES (?, 'private', 'en', 'UTC', ?)",
            (READER, now),
        )
        c.execute(
            "INSERT INTO targets (key, name, kind, aliases) VALUES ('~norvale', ?, 'organisation', ?)",
            (READ, json.dumps([READ])),
        )
        c.execute(
            "INSERT INTO watches (chat_id, target, name, created_at) VALUES (?, '~norvale', ?, ?)", (READER, READ, now)
        )
        c.executemany(
            "INSERT INTO outbox (key, chat_id, lane, kind, payload, state, due_at, created_at)"
            " VALUES (?, ?, 0, 'reply', ?, ?, ?, ?)",
            [(f"reply:{s}", READER, json.dumps({"text": text}), s, now, now) for s, text in WAITING.items()],
        )
        c.execute(
            "INSERT INTO inbox (update_id, chat_id, payload, received_at) VALUES (?, ?, ?, ?)",
            (update["update_id"], READER, json.dumps(update), now),
        )


async def upgraded(folder: Path, kills: int, tally: Tally) -> None:
    """Kill the bot so often between the statements of the migrations, at most once at each; then let it go on."""
    async with Simulator(token=TOKEN) as sim:
        sim.user(READER, "Reader", "en")
        await sim.say(READER, "/watches")
        ((update),) = sim.world.updates
        sim.world.updates = []
        bot = Mortal(configured(folder, sim.root, []))
        made(bot.store, update)
        ends = list(accumulate(len(list(statements(sql))) + AROUND for _, sql in steps()[1:]))
        every = max(1, ends[-1] // kills)
        try:
            for number in islice(range(every, ends[-1] + 1, every), kills):
                ((version,),) = bot.look("PRAGMA user_version")
                behind = ends[int(str(version)) - 2] if int(str(version)) > 1 else 0
                await killed(bot, number - behind, number, tally)
            bot.order()
            await bot.start()
            await gone_on(sim, bot, tally)
            assert await bot.stop() == 0
        finally:
            await bot.__aexit__()


async def killed(bot: Mortal, nth: int, number: int, tally: Tally) -> None:
    """A start that dies at the nth statement from where the store is; ``number`` is that of all."""
    bot.order(do="kill", point=f"migrate {nth}", time=1)
    await bot.start()
    assert await asyncio.wait_for(bot.ended(), PATIENCE) == -signal.SIGKILL, bot.log[-3000:]
    death = bot.death()
    assert death is not None
    tally.points.add(f"migrate {number}")
    tally.struck(death, fresh=False)


async def gone_on(sim: Simulator, bot: Mortal, tally: Tally) -> None:
    """Every message and the command's answer come; what was on its way is counted and silent."""
    wanted = [*WAITING.values(), READ]
    end = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < end:
        texts = [m["text"] for m in sim.from_bot(READER)]
        if all(any(w in t for t in texts) for w in wanted) and not bot.count(
            "SELECT COUNT(*) FROM outbox WHERE state <> 'sent'"
        ):
            break
        await asyncio.sleep(0.02)
    messages = sim.from_bot(READER)
    tally.commands += len(wanted)
    tally.lost += [w for w in wanted if not any(w in m["text"] for m in messages)]
    tally.twice += len(messages) - len(wanted)
    tally.in_flight += 1
    tally.again += bot.count("SELECT SUM(uncertain) FROM outbox")
    for m in messages:
        if m["text"] == WAITING["sending"]:
            tally.heard += not sim.message(READER, m["message_id"]).silent
