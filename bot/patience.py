"""Waiting for the store: what has to be stored is kept and tried again until it is."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from storage.database import UnusableStoreError

log = logging.getLogger(__name__)

T = TypeVar("T")

FIRST_WAIT = 0.5  # seconds
LONGEST_WAIT = 15.0


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
