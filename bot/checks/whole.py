"""All parts in turn: configuration, program, machine, store, Telegram, feeds, clock, and a summary."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from bot.checks import machine, service, store
from bot.checks.report import Row, row, summary
from bot.checks.sources import Feeds
from bot.clock import SystemClock
from bot.config import ConfigError, Settings, load
from bot.logs import hide
from bot.parts import Intake
from feeds.reading.naming import catalog
from feeds.reading.naming.catalog import CatalogError
from storage import inspection
from storage.faults import StorageError
from storage.inspection import Inspected


async def checks(path: Path | None, *, offline: bool = False) -> AsyncIterator[Row]:
    """A row a part as soon as it is known, and a summary at the end; nothing is made or changed."""
    told: list[Row] = []
    async for one in _parts(path, offline):
        told.append(one)
        yield one
    yield summary(told)


async def _parts(path: Path | None, offline: bool) -> AsyncIterator[Row]:
    try:
        settings = load(path)
        hide(*settings.secrets())
    except ConfigError as error:
        for line in str(error).splitlines():
            yield row("configuration", error=line)
        return
    yield _configuration(settings, path)
    yield machine.program()
    yield _catalog(settings)
    found, fault, holder = await _looked_at(settings)
    for one in await service.token(settings, path, offline=offline):
        yield one
    states = await asyncio.to_thread(inspection.states, settings.storage.path, settings.bot.administrators)
    yield service.administrators(settings, states)
    now = SystemClock().now()
    yield (
        row("storage", path=str(settings.storage.path), error=fault)
        if fault
        else store.storage(settings, found, holder)
    )
    running = await store.running(settings, now) if holder else None
    for maybe in (running, store.backups(found, now), machine.disk(settings, found, now)):
        if maybe is not None:
            yield maybe
    for one in (machine.zones(), machine.extras(), machine.files()):
        yield one
    if not offline:
        async for one in _network(settings, found):
            yield one


def _configuration(settings: Settings, path: Path | None) -> Row:
    feeds = sum(len(one.feeds) for one in settings.lists)
    warnings = [] if feeds else ["it lists no feeds: copy lists from config.example.toml, or use /addfeed"]
    note = None if path else "no config.toml here: the environment alone"
    return row("configuration", file=str(path) if path else None, lists=len(settings.lists), feeds=feeds,
               warnings=warnings, note=note)  # fmt: skip


def _catalog(settings: Settings) -> Row:
    try:
        return row("catalog", entities=len(catalog.load(settings.catalog).entities))
    except CatalogError as error:
        return row("catalog", error=str(error))


async def _looked_at(settings: Settings) -> tuple[Inspected | None, str | None, str | None]:
    path = settings.storage.path
    holder = await asyncio.to_thread(inspection.holder, path)
    try:
        return await asyncio.to_thread(inspection.inspected, path), None, holder
    except StorageError as error:
        return None, str(error), holder


async def _network(settings: Settings, found: Inspected | None) -> AsyncIterator[Row]:
    """The feeds, and the clock by what all servers say."""
    packaged = catalog.load()
    async with Intake(settings, lambda: packaged, SystemClock()) as intake:
        feeds = Feeds(settings, intake, found.added if found else ())
        async for one in feeds.rows():
            yield one
    clock = machine.clock(await service.ahead(settings), feeds.ahead)
    yield clock or row("clock", note="not compared: no server has answered")
