"""How the bot gets its updates: getUpdates with long polling, or a webhook.

1. `offset` confirms every update before it; a negative one keeps only the last updates.
2. `allowed_updates`, once given, holds until it is given again, for updates that come later.
3. With nothing waiting, the call stays open until an update comes or `timeout` seconds are over.
4. A second call ends an open first one with 409, as a second instance of the bot would.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from bot.simulator.errors import OTHER_POLL, WEBHOOK_ACTIVE, bad_request, conflict
from bot.simulator.model import DEFAULT_UPDATES, Json, World
from bot.simulator.parameters import Given, Method

LONGEST_POLL = 50
MOST_UPDATES = 100


class _Turn:
    def __init__(self) -> None:
        self.wake = asyncio.Event()
        self.usurped = False


class Polling:
    """The one open getUpdates call of a bot."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._turn: _Turn | None = None
        self._closed = False
        world.wakers.append(self.wake)

    @property
    def waits(self) -> bool:
        """Whether a call is open."""
        return self._turn is not None

    def wake(self) -> None:
        """Let the open call look again."""
        if self._turn is not None:
            self._turn.wake.set()

    def usurp(self) -> None:
        """End the open call with 409."""
        if self._turn is not None:
            self._turn.usurped = True
            self._turn.wake.set()

    def open(self) -> None:
        """Let calls wait (again)."""
        self._closed = False

    def close(self) -> None:
        """Let the open call return at once, and no other wait."""
        self._closed = True
        self.wake()

    async def get_updates(self, given: Given) -> Sequence[Json]:
        """The waiting updates, as `take_updates`, after as long a wait as was asked for."""
        self.usurp()
        turn = self._turn = _Turn()
        try:
            batch = take_updates(self._world, given)
            seconds = min(max(given.get("timeout", 0), 0), LONGEST_POLL)
            if batch or not seconds or self._closed:
                return batch
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await turn.wake.wait()
            if turn.usurped:
                raise conflict(OTHER_POLL)
            return take_updates(self._world, given)
        finally:
            if self._turn is turn:
                self._turn = None


def take_updates(world: World, given: Given) -> Sequence[Json]:
    """The waiting updates, oldest first, at most `limit`; those before `offset` are forgotten."""
    if world.webhook:
        raise conflict(WEBHOOK_ACTIVE)
    confirm(world, given.get("offset", 0))
    if "allowed_updates" in given:
        world.allowed_updates = frozenset(given["allowed_updates"]) or DEFAULT_UPDATES
    limit = min(max(given.get("limit", MOST_UPDATES), 1), MOST_UPDATES)
    return world.updates[:limit]


def confirm(world: World, offset: int) -> None:
    """Forget the updates before `offset`; all but the last `-offset` where it is negative."""
    if offset < 0:
        world.updates = world.updates[offset:]
    else:
        world.updates = [update for update in world.updates if update["update_id"] >= offset]


def set_webhook(world: World, given: Given) -> bool:
    """Have updates posted to an address; plain HTTP only on this machine, else as Telegram."""
    url = str(given["url"])
    if given.get("drop_pending_updates"):
        world.updates = []
    if not url:
        world.webhook = {}
        return True
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if "allowed_updates" in given:
        world.allowed_updates = frozenset(given["allowed_updates"]) or DEFAULT_UPDATES
    world.webhook = {
        "url": url,
        "secret_token": given.get("secret_token"),
        "max_connections": given.get("max_connections", 40),
    }
    world.wake()
    return True


def delete_webhook(world: World, given: Given) -> bool:
    """Go back to getUpdates."""
    return set_webhook(world, {**given, "url": ""})


def get_webhook_info(world: World, given: Given) -> Json:
    """Where updates go and how many wait."""
    info: Json = {
        "url": world.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if world.webhook:
        info["max_connections"] = world.webhook["max_connections"]
    if world.allowed_updates != DEFAULT_UPDATES:
        info["allowed_updates"] = sorted(world.allowed_updates)
    return info


METHODS = (
    Method(
        "getUpdates",
        take_updates,
        {},
        {"offset": "Integer", "limit": "Integer", "timeout": "Integer", "allowed_updates": "Array of String"},
    ),
    Method(
        "setWebhook",
        set_webhook,
        {"url": "String"},
        {
            "max_connections": "Integer",
            "allowed_updates": "Array of String",
            "drop_pending_updates": "Boolean",
            "secret_token": "String",
        },
    ),
    Method("deleteWebhook", delete_webhook, {}, {"drop_pending_updates": "Boolean"}),
    Method("getWebhookInfo", get_webhook_info),
)
