"""The simulator as a program: python -m bot.simulator --port 8081 --token 1:abc."""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import Sequence

from bot.simulator.server import Simulator


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted; prints one line with the address once it listens."""
    parser = argparse.ArgumentParser(prog="python -m bot.simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081, help="0 takes a free one")
    parser.add_argument("--token", default="1:simulated")
    parser.add_argument("--username", default="hengkang_bot")
    given = parser.parse_args(arguments)
    try:
        asyncio.run(_serve(given))
    except (OSError, OverflowError, ValueError) as fault:
        parser.error(f"{fault}; choose another --port, or a --token like 1:abc")


async def _serve(given: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with Simulator(token=given.token, port=given.port, username=given.username, host=given.host) as simulator:
        print(f"ready {simulator.base_url}", flush=True)
        await stop.wait()


if __name__ == "__main__":
    main()
