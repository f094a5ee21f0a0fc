"""``hengkang run`` with a token and a configuration, on the real clock, over the simulator as a server of its own."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.clock import SystemClock
from tests.e2e.outlets import Outlet, Piece
from tests.e2e.process import TOKEN, Child, configured

PATIENCE = 120.0
READER = 501


class Control:
    """The simulator's control routes, from another process."""

    def __init__(self, root: str, session: aiohttp.ClientSession) -> None:
        self.root = root
        self.session = session

    async def act(self, name: str, **arguments: Any) -> Any:
        async with self.session.post(f"{self.root}/control/{name}", json=arguments) as answer:
            body = await answer.json()
            assert answer.status == 200, body
            return body["result"]

    async def messages(self, chat: int) -> list[dict[str, Any]]:
        async with self.session.get(f"{self.root}/control/messages", params={"chat_id": chat}) as answer:
            return [m["message"] for m in await answer.json()]

    async def until(self, chat: int, holds: Callable[[str], bool], child: Child) -> dict[str, Any]:
        """The newest message of the bot whose text fits, once there is one."""
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while True:
            for message in reversed(await self.messages(chat)):
                if message["from"].get("is_bot") and holds(message.get("text", "")):
                    return message
            assert loop.time() < end, child.log[-3000:]
            await asyncio.sleep(0.05)


@pytest.fixture
async def control() -> AsyncIterator[Control]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.simulator", "--port", "0", "--token", TOKEN, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    assert line.startswith("ready ")
    root = line.split()[1].partition("/bot")[0]
    try:
        async with aiohttp.ClientSession() as session:
            yield Control(root, session)
    finally:
        process.terminate()
        await process.wait()


def piece(id: str, person: str, to: str) -> Piece:
    text = (
        f"{person}, who led speech research at Quorvexa, has left the company and joined {to} as chief scientist.\n"
        f"{person} resigned after a dispute over computing budgets, two people familiar with the matter said."
    )
    return Piece(id, "Harbour", "en", f"{person} leaves Quorvexa for {to}", text, datetime.now(UTC))


async def test_alert_restart_and_a_follow_up(tmp_path: Path, control: Control) -> None:
    async with AsyncExitStack() as stack:
        outlet = await stack.enter_async_context(Outlet("Harbour", "rss", [], SystemClock()))
        child = await stack.enter_async_context(Child(configured(tmp_path, control.root, [outlet])))
        await control.act("user", id=READER, first_name="Ayu", language_code="en")
        await control.act("say", user=READER, text="/start")
        await control.until(READER, lambda t: "Hello Ayu" in t, child)
        await control.act("say", user=READER, text="/watch Quorvexa")
        await control.until(READER, lambda t: "Watching Quorvexa" in t, child)
        outlet.pieces.append(piece("one", "Tara Qvist", "Bravik"))
        await control.until(READER, lambda t: t.startswith("Tara Qvist: Quorvexa → Bravik"), child)

        assert await child.stop() == 0
        outlet.pieces.append(piece("two", "Milan Oyelaran", "Halmerion"))
        child.fresh = False
        await child.start()
        second = await control.until(READER, lambda t: t.startswith("Milan Oyelaran: Quorvexa → Halmerion"), child)

        await control.act("say", user=READER, text="Why did he leave?", reply_to=second["message_id"])
        answer = await control.until(READER, lambda t: "[1]" in t, child)
        assert "computing budgets" in answer["text"]
        assert "Milan Oyelaran" in answer["text"]
        texts = [m["text"] for m in await control.messages(READER) if m["from"].get("is_bot")]
        assert sum(t.startswith("Tara Qvist:") for t in texts) == 1
        assert await child.stop() == 0
        assert TOKEN not in child.log


async def test_a_wrong_token_is_told(tmp_path: Path, control: Control) -> None:
    async with Child(configured(tmp_path, control.root, []), {"HENGKANG_TOKEN": "78:wrong"}, fresh=False) as child:
        assert child.process is not None
        assert await asyncio.wait_for(child.process.wait(), PATIENCE) == 1
    assert "BotFather" in child.log
    assert "78:wrong" not in child.log


async def test_a_second_instance_is_refused(tmp_path: Path, control: Control) -> None:
    async with Child(configured(tmp_path, control.root, []), fresh=False) as first:
        async with asyncio.timeout(PATIENCE):
            while "running as" not in first.log:  # noqa: ASYNC110 - a file has no event
                await asyncio.sleep(0.02)
        async with Child(first.config, fresh=False) as second:
            assert second.process is not None
            assert await asyncio.wait_for(second.process.wait(), PATIENCE) == 1
        assert "in use by another Hengkang" in second.log
        assert await first.stop() == 0
