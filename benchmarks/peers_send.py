"""A peer that sends messages at once and leaves the pace to its library; run by a Python that has the library.

    PYTHON peers_send.py ptb-limiter|aiogram PORT MESSAGES AT_ONCE

Imports nothing of ours. Prints the messages that its library gave up.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

TOKEN = "77:AAabcdefghijklmnopqrstuvwxyz0123456"
Send = Callable[[int, str], Awaitable[Any]]


async def ptb(port: int, at_once: int) -> tuple[Send, Callable[[], Awaitable[Any]]]:
    """python-telegram-bot with its AIORateLimiter."""
    from telegram.ext import AIORateLimiter, ExtBot
    from telegram.request import HTTPXRequest

    root = f"http://127.0.0.1:{port}/bot"
    request = HTTPXRequest(connection_pool_size=at_once + 8, pool_timeout=60)
    bot: Any = ExtBot(TOKEN, base_url=root, request=request, rate_limiter=AIORateLimiter(max_retries=5))
    await bot.initialize()
    return bot.send_message, bot.shutdown


async def aiogram(port: int, at_once: int) -> tuple[Send, Callable[[], Awaitable[Any]]]:
    """aiogram, which has no pace; a refused message is tried again after what the server names."""
    from aiogram import Bot  # type: ignore[import-not-found, unused-ignore]
    from aiogram.client.session.aiohttp import (  # type: ignore[import-not-found, unused-ignore]
        AiohttpSession,
    )
    from aiogram.client.telegram import (  # type: ignore[import-not-found, unused-ignore]
        TelegramAPIServer,
    )
    from aiogram.exceptions import (  # type: ignore[import-not-found, unused-ignore]
        TelegramRetryAfter,
    )

    session = AiohttpSession(api=TelegramAPIServer.from_base(f"http://127.0.0.1:{port}"), limit=at_once)
    bot = Bot(TOKEN, session=session)

    async def send(chat: int, text: str) -> None:
        while True:
            try:
                await bot.send_message(chat, text)
            except TelegramRetryAfter as refused:
                await asyncio.sleep(refused.retry_after)
            else:
                return

    return send, bot.session.close


async def main(client: str, port: int, messages: int, at_once: int) -> None:
    """Send so many messages, each to another chat."""
    send, close = await (ptb if client == "ptb-limiter" else aiogram)(port, at_once)
    numbers, failed = iter(range(1, messages + 1)), 0

    async def worker() -> None:
        nonlocal failed
        for number in numbers:
            try:
                await send(number, f"message {number}")
            except Exception:  # whatever the library gives up with
                failed += 1

    await asyncio.gather(*(worker() for _ in range(at_once)))
    await close()
    print(failed)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], *map(int, sys.argv[2:])))
