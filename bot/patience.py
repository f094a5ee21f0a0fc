"""Waiting for the store: what has to be stored is kept and tried again until it is."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from storage.faults import UnusableStoreError

log = logging.getLogger(__name__)

T = TypeVar("T")

FIRST_WAIT = 0.5  # seconds
LONGEST_WAIT = 15.0
UNLOCKED_SECONDS = 60.0  # less than a service manager waits for a start (deploy/hengkang.service)


async def through(work: Callable[[], Awaitable[T]]) -> T:
    """Do a work that the store has a part in, again and again while it fails for the store's sake.

    Whoever is cancelled meanwhile leaves what the last try has left: nothing.
    """
    wait = FIRST_WAIT
    while True:
        try:
            return await work()
        except UnusableStoreError as error:
            log.warning("store.waited_for", exc_info=error)
        await asyncio.sleep(wait)
        wait = min(LONGEST_WAIT, wait * 2)


async def unlocked(work: Callable[[], Awaitable[T]]) -> T:
    """Do a work of the start, and wait a minute for a store that another program holds; then its error is raised."""
    loop = asyncio.get_running_loop()
    end = loop.time() + UNLOCKED_SECONDS
    while True:
        try:
            return await work()
        except UnusableStoreError as error:
            if error.kind != "locked" or loop.time() > end:
                raise
            log.warning("store.waited_for", exc_info=error)
        await asyncio.sleep(FIRST_WAIT)
