"""Updates posted to the bot's webhook, one after the other, until each is taken."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import aiohttp

from bot.simulator.model import World
from bot.simulator.updates import confirm

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
AGAIN_SECONDS = 0.1
CALL_SECONDS = 10.0


class Webhook:
    """Posts waiting updates while the bot has a webhook set.

    An update counts as taken at any 2xx status; else it is posted again after AGAIN_SECONDS.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        world.wakers.append(self._wake.set)

    def start(self) -> None:
        """Begin to post."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Stop posting; an update that was on its way may have been taken."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=CALL_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._world.webhook and self._world.updates:
                    await self._post(session)

    async def _post(self, session: aiohttp.ClientSession) -> None:
        update, hook = self._world.updates[0], self._world.webhook
        headers = {SECRET_HEADER: hook["secret_token"]} if hook["secret_token"] else {}
        try:
            async with session.post(hook["url"], json=update, headers=headers) as response:
                taken = 200 <= response.status < 300
        except (aiohttp.ClientError, TimeoutError):
            taken = False
        if taken:
            confirm(self._world, update["update_id"] + 1)
        else:
            await asyncio.sleep(AGAIN_SECONDS)
