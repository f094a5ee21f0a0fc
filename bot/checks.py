"""``hengkang check``: configuration, token, storage and each feed, a line each."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.clock import SystemClock
from bot.config import ConfigError, Settings
from bot.logs import redacted
from bot.parts import Intake
from feeds.reading.naming.catalog import Catalog, CatalogError, load
from storage import feeds, items
from storage.database import Database, StorageError, StoreLockedError

Row = dict[str, Any]


async def checks(settings: Settings) -> AsyncIterator[Row]:
    """A row a part as soon as it is known: {"check", "ok", and what was found or what to do}."""
    listed = [feed for one in settings.lists for feed in one.feeds]
    yield {"check": "configuration", "ok": True, "lists": len(settings.lists), "feeds": len(listed)}
    known = None
    try:
        known = load(settings.catalog)
        yield {"check": "catalog", "ok": True, "entities": len(known.entities)}
    except CatalogError as error:
        yield {"check": "catalog", "ok": False, "error": str(error)}
    yield await _token(settings)
    yield await _storage(settings)
    async for row in _feeds(settings, known or load()):
        yield row


async def _token(settings: Settings) -> Row:
    try:
        token = settings.bot_token()
    except ConfigError as error:
        return {"check": "token", "ok": False, "error": str(error)}
    if token is None:
        return {"check": "token", "ok": True, "note": "none: `hengkang run` opens a chat in the terminal"}
    try:
        async with Bot(token, base_url=f"{settings.telegram.api.rstrip('/')}/bot") as bot:
            return {"check": "token", "ok": True, "bot": f"@{bot.username}"}
    except InvalidToken:
        return {"check": "token", "ok": False, "error": "Telegram refuses it: copy it from @BotFather once more"}
    except TelegramError as error:
        told = redacted(str(error))
        return {"check": "token", "ok": False, "error": f"{settings.telegram.api} does not answer: {told}"}


async def _storage(settings: Settings) -> Row:
    path = settings.storage.path
    found: Row = {"check": "storage", "ok": True, "path": str(path)}
    try:
        try:
            async with await Database.open(path) as db:
                return found | await _held(db)
        except StoreLockedError:
            # A bot that runs is no fault; its store can be read beside it.
            async with await Database.open(path, readonly=True) as db:
                return found | await _held(db) | {"note": "in use by a running bot"}
    except StorageError as error:
        return found | {"ok": False, "error": str(error)}


async def _held(db: Database) -> Row:
    async with db.read() as c:
        return {"feeds": await feeds.total(c), "items": sum((await items.counts(c)).values())}


async def _feeds(settings: Settings, catalog: Catalog) -> AsyncIterator[Row]:
    async with Intake(settings, lambda: catalog, SystemClock()) as intake:
        gate = asyncio.Semaphore(settings.polling.feeds_at_once)

        async def one(name: str, url: str) -> Row:
            async with gate:
                found = await intake.looker.look(url)
            row: Row = {"check": "feed", "list": name, "url": url, "ok": found.document is not None}
            if found.document is None:
                proposals = f"; the page names {', '.join(found.proposals)}" if found.proposals else ""
                return row | {"error": f"{found.error}{proposals}"}
            moved = {"moved_to": found.url} if found.url != url else {}
            return row | {"format": found.document.format, "entries": len(found.document.entries)} | moved

        tasks = [asyncio.create_task(one(lst.name, feed.url)) for lst in settings.lists for feed in lst.feeds]
        for task in asyncio.as_completed(tasks):
            yield await task
