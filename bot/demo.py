"""The bot without a token: the same bot, over the simulator and the sample feeds, as a chat in the terminal."""

import asyncio
import sys
import tempfile
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import TextIO

from bot.app import runtime, serve
from bot.clock import SystemClock
from bot.config import Settings
from bot.pages.artist import Artist
from bot.simulator import Simulator
from bot.simulator.newsstand import Newsstand
from bot.simulator.terminal import READER, Terminal, typed_lines
from bot.tables import FeedList, FeedSetting, Polling, Storage, Telegram
from bot.ticks import Runtime
from bot.watching import ConfigFile
from feeds.reading.answering.nearness import Nearness
from storage import deliveries, inbox

TOKEN = "1:simulated"
EVERY = timedelta(seconds=1.4)  # between two live articles: the last of them comes within ten seconds as well
BANNER = """Hengkang without a token: the same bot in this terminal, with sample feeds.
The outlets, people and news in them are fiction. Nothing leaves this machine, and nothing is kept.
"""


async def chat(
    settings: Settings,
    language: str,
    script: Iterable[str] | None,
    out: TextIO = sys.stdout,
    encoder: Nearness | None = None,
    artist: Artist | None = None,
) -> None:
    """Talk with the bot; ``script`` is played and its transcript printed where one is given."""
    clock = SystemClock()
    with tempfile.TemporaryDirectory(prefix="hengkang-") as folder:
        async with Simulator(token=TOKEN) as simulator, Newsstand(clock, EVERY) as stand:
            config = ConfigFile(_sample_settings(settings, simulator, stand, Path(folder)), None)
            async with runtime(config, TOKEN, encoder=encoder, artist=artist) as running:
                terminal = Terminal(simulator, out, out.isatty(), stand.release, lambda: _answered(simulator, running))
                await _talk(running, terminal, language, script)


def _sample_settings(settings: Settings, simulator: Simulator, stand: Newsstand, folder: Path) -> Settings:
    lists = tuple(
        FeedList(name=outlet.name, language=outlet.language, feeds=(FeedSetting(url=url, outlet=outlet.name),))
        for outlet, url in stand.feeds()
    )
    second = 1 / 60
    return settings.model_copy(
        update={
            "telegram": Telegram(api=simulator.root),
            "storage": Storage(path=folder / "samples.db"),
            "polling": Polling(
                tick_seconds=0.5, shortest_minutes=second, longest_minutes=second, allow=("127.0.0.0/8",)
            ),
            "bot": settings.bot.model_copy(update={"administrators": (READER,)}),
            "lists": lists,
        }
    )


async def _answered(simulator: Simulator, running: Runtime) -> bool:
    """Whether the bot has taken every update and sent every reply."""
    if simulator.world.updates:
        return False
    async with running.db.read() as c:
        return not await inbox.waiting(c) and not await deliveries.replies_waiting(c)


async def _talk(running: Runtime, terminal: Terminal, language: str, script: Iterable[str] | None) -> None:
    print(BANNER, file=terminal.out, flush=True)
    stop = asyncio.Event()
    bot = asyncio.create_task(serve(running, stop))
    ready = asyncio.create_task(running.first_round.wait())
    try:
        await asyncio.wait([bot, ready], return_when=asyncio.FIRST_COMPLETED)
        if script is None:
            await terminal.interactive(typed_lines(), language)
        else:
            await terminal.play(script, language)
    finally:
        ready.cancel()
        stop.set()
        await bot
