"""A thousand alerts against an enforced limit of thirty messages a second, ours beside the peers.

    python -m benchmarks.race_delivery [--messages 1000] [--cases bucket,1,0.05 …] [--peers PYTHON] [--out FOLDER]

1. A server of its own enforces the limit (``benchmarks/limited.py``, whose docstring has the models). One case is a
   model, a phase of it and a latency, with half of the latency as jitter where it ends in "j".
2. Ours: the alerts of one story in the outbox, each for another chat; the sender with its own pace and transport.
   Everything is real but Telegram.
3. The peers, with ``--peers``, the Python that has them: python-telegram-bot's AIORateLimiter with 64 calls at once,
   and aiogram, which has no pace of its own.
4. The time is the server's, from the first message to the last that it accepted; the ideal is what the model allows at
   best: of a full bucket thirty at once and then thirty a second.
"""

import argparse
import asyncio
import contextlib
import gc
import math
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks import beats, fan_out
from benchmarks.beats import Beats, lag
from benchmarks.figures import Figure, Found, add_option, report
from benchmarks.limited import RATE
from bot.chat.connection import build_application
from bot.clock import SystemClock
from bot.config import Settings
from bot.known import Known
from bot.sending.rendering import Renderer
from bot.sending.sender import Sender
from bot.tables import Telegram
from feeds.reading.naming.catalog import load
from storage.database import Database

MARK, REFUSALS = 1.03, 2
AT_ONCE = 64
CASES = (
    "bucket,1,0", "bucket,1,0.05", "bucket,1,0.2", "bucket,1,1", "bucket,1,0.2j", "bucket,0.5,0.05", "bucket,0,0.05",
    "window,0,0.05", "window,0.5,0.05", "sliding,0,0.05",
)  # fmt: skip
GIVEN_UP = 4.0  # times the ideal


@dataclass(frozen=True, slots=True)
class Case:
    """A model of the limit with its phase, and how long a call takes."""

    model: str
    phase: float
    latency: float
    jitter: float

    @property
    def name(self) -> str:
        """As it is printed."""
        jitter = " ± a half" if self.jitter else ""
        return f"{self.model}, phase {self.phase:g}, {1000 * self.latency:.0f} ms{jitter}"

    def ideal(self, messages: int) -> float:
        """The least seconds from the first message to the last."""
        if self.model == "bucket":
            return max(0.0, (messages - max(1.0, RATE * self.phase)) / RATE)
        return max(0.0, math.ceil(messages / RATE) - 1 - (self.phase if self.model == "window" else 0.0))


@dataclass(frozen=True, slots=True)
class Run:
    """What the server saw of one sender."""

    accepted: int
    refused: int
    seconds: float
    lags: Sequence[float] = ()  # of the loop's beats


def case(text: str) -> Case:
    """A case as the option names it: model, phase, latency in seconds, "j" for jitter."""
    model, phase, latency = text.split(",")
    return Case(model, float(phase), float(latency.removesuffix("j")), 0.5 if latency.endswith("j") else 0.0)


@asynccontextmanager
async def server(one: Case) -> AsyncIterator[int]:
    """The limit in a process of its own; its port."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.limited", "--model", one.model, "--phase", str(one.phase),
        "--latency", str(one.latency), "--jitter", str(one.jitter),
        stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield int(await process.stdout.readline())
    finally:
        process.terminate()
        await process.wait()


async def log(port: int) -> Run:
    """What the server has seen."""
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/log") as answer:
        seen: dict[str, Any] = await answer.json()
    return Run(seen["accepted"], seen["refused"], seen["seconds"])


async def ours(one: Case, messages: int) -> Run:
    """The sender over a store that holds the alerts."""
    known, clock = Known(load()), SystemClock()
    with tempfile.TemporaryDirectory(prefix="hengkang-bench-") as folder:
        async with await Database.open(Path(folder) / "bench.db") as db, server(one) as port:
            await fan_out.fill(db, messages, (None,))
            await fan_out.tell(db)
            settings = Settings(telegram=Telegram(api=f"http://127.0.0.1:{port}"))
            application = build_application(settings, fan_out.TOKEN)
            async with application.bot:
                renderer = Renderer(db, known)
                sender = Sender(db, application.bot, renderer, clock, calls_at_once=settings.telegram.calls_at_once)
                gc.freeze()  # as the bot does (bot/lasting.py)
                task = asyncio.create_task(sender.run())
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(30 + GIVEN_UP * one.ideal(messages)), Beats().beating() as beat:
                        while (seen := await log(port)).accepted < messages:  # noqa: ASYNC110 - another process
                            await asyncio.sleep(0.5)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            return replace(seen, lags=beat.lags)


async def peer(python: Path, client: str, one: Case, messages: int) -> Run:
    """A peer in its own Python."""
    async with server(one) as port:
        process = await asyncio.create_subprocess_exec(
            python, Path(__file__).with_name("peers_send.py"), client, str(port), str(messages), str(AT_ONCE),
            stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with asyncio.timeout(30 + GIVEN_UP * one.ideal(messages)):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        return await log(port)


def told(run: Run, one: Case, messages: int) -> str:
    """A run in words."""
    lost = "" if run.accepted >= messages else f", {messages - run.accepted} never accepted"
    return f"{run.seconds / one.ideal(messages):.3f} of the ideal, {run.refused} refusals{lost}"


async def measure(cases: Sequence[Case], messages: int, peers: Path | None) -> Found:
    """Each case by ours and by the peers, one after the other."""
    figures = []
    lags: list[float] = []
    for one in cases:
        run = await ours(one, messages)
        lags += run.lags
        beside = [
            f"{client}: {told(await peer(peers, client, one, messages), one, messages)}"
            for client in (("ptb-limiter", "aiogram") if peers else ())
        ]
        good = run.accepted >= messages and run.seconds <= MARK * one.ideal(messages) and run.refused <= REFUSALS
        figures.append(
            Figure(
                f"{messages:,} alerts under an enforced {RATE}/s: {one.name}",
                told(run, one, messages),
                f"at most {MARK}; {REFUSALS} refusals",
                "; ".join(beside),
                good,
                f"ideal {one.ideal(messages):.2f} s",
            )
        )
        print(figures[-1], flush=True)
    figures.append(beats.figure("while alerts are sent", lag(lags)))
    return Found("race_delivery", "python -m benchmarks.race_delivery", tuple(figures))


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--messages", type=int, default=1000)
    given.add_argument("--cases", nargs="*", default=CASES)
    given.add_argument("--peers", type=Path, help="a Python with python-telegram-bot[rate-limiter] and aiogram")
    add_option(given)
    options = given.parse_args()
    found = asyncio.run(measure([case(text) for text in options.cases], options.messages, options.peers))
    report(found, options.out)


if __name__ == "__main__":
    main()
