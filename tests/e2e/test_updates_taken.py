"""Updates that somebody else takes, a webhook set beside us, a token taken away: told, and no loop runs hot."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from telegram import Bot
from telegram.error import TelegramError

from bot.app import runtime, serve
from bot.chat import receiver
from bot.chat.connection import StartError
from bot.config import Settings
from bot.simulator import ApiError, Simulator
from bot.simulator.fates import Fates
from bot.tables import Storage, Telegram
from bot.watching import ConfigFile
from tests.e2e.chatting import START, somebody
from tests.e2e.stage import TOKEN, Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATIENCE = 60.0
CONTESTED = 0.05
NOTE = "Another program takes my updates from Telegram"
CHIEF = 1


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    before, receiver.CONTESTED = receiver.CONTESTED, CONTESTED
    try:
        async with stage(tmp_path_factory.mktemp("taken"), (), START) as one:
            await one.say(CHIEF, "/start")
            yield one
    finally:
        receiver.CONTESTED = before


def notes(world: Stage) -> int:
    return sum(NOTE in m.get("text", "") for m in world.messages(CHIEF))


async def test_another_program_that_asks_for_updates_is_told_of_once_a_day_and_no_command_is_lost(
    world: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    person = somebody(world)
    async with Bot(TOKEN, f"{world.sim.root}/bot") as rival:
        for _ in range(3):
            with pytest.raises(TelegramError):  # ours asks again, and throws it out
                await rival.get_updates(timeout=20, read_timeout=PATIENCE)
    answer = await person.ask("/privacy")
    assert answer["text"]
    await world.settled()
    assert notes(world) == 1
    told = [r for r in caplog.records if "another program takes this bot's updates" in r.getMessage()]
    assert told and "stop it, or use another token" in told[0].getMessage()
    assert len(told) < 20


async def test_a_webhook_that_somebody_sets_is_taken_away_again(world: Stage) -> None:
    person = somebody(world)
    async with Bot(TOKEN, f"{world.sim.root}/bot") as rival:
        await rival.set_webhook("http://127.0.0.1:9/hook")
    answer = await person.ask("/privacy")
    assert answer["text"]
    assert not world.sim.world.webhook


@pytest.mark.parametrize("call", ["getUpdates", "sendMessage"])
async def test_a_token_taken_away_ends_the_run_and_says_what_to_do(tmp_path: Path, call: str) -> None:
    revoked, fates = False, Fates()
    fates.draw = lambda made, chat: ApiError(401, "Unauthorized") if revoked and made.method == call else None
    async with Simulator(token=TOKEN, gate=fates) as sim:
        settings = Settings(telegram=Telegram(api=sim.root), storage=Storage(path=tmp_path / "hengkang.db"), lists=())
        async with runtime(ConfigFile(settings, None), TOKEN) as running:
            task = asyncio.create_task(serve(running, asyncio.Event()))
            await sim.say(sim.user(7, "Ayu", "en"), "/start")
            async with asyncio.timeout(PATIENCE):
                while not sim.from_bot(7):  # noqa: ASYNC110 - the simulator has no event
                    await asyncio.sleep(0.01)
            revoked, before = True, fates.calls
            await sim.say(7, "/privacy")
            with pytest.raises(StartError, match="no longer takes the token: copy it from @BotFather once more"):
                async with asyncio.timeout(PATIENCE):
                    await task
            assert fates.calls - before < 10
            async with running.db.read() as c:
                left = await c.value("SELECT COUNT(*) FROM outbox WHERE state = 'pending'")
                waits = await c.value("SELECT COUNT(*) FROM inbox WHERE state <> 'done'")
    answered = len(sim.from_bot(7)) - 1
    assert answered + left + waits + len(sim.world.updates) >= 1, "the command is somewhere"
