"""The files of ``/export``: everything stored of a chat as JSON, and the moves of the names it watches as CSV.

They are made when they are sent, so that nothing of them is stored once more.
"""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.importing import opml_of
from bot.pages.stats import as_json
from feeds.model import Move
from feeds.reading.naming.additions import additions
from feeds.reading.naming.catalog import Catalog
from storage import export, watches
from storage import moves as ledger
from storage.archive import addresses
from storage.database import Connection
from storage.figures import figures

# toml: what the chat has added to the catalog, for administrators; opml, stats: for them, too
Format = Literal["json", "csv", "toml", "opml", "stats7", "stats30"]
DAYS = 365
COLUMNS = ("reported", "date", "person", "from", "to", "role", "kind", "status", "head_count", "place", "source")
# A spreadsheet takes what begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class File:
    """A file to send; ``photo`` where it is shown as a picture."""

    name: str
    content: bytes
    photo: bool = False


async def file_of(c: Connection, chat_id: int, form: Format, now: datetime, catalog: Catalog) -> File:
    """One of a chat's files, as the store is at this moment."""
    day = now.date().isoformat()
    if form == "opml":
        return File(f"hengkang-feeds-{day}.opml", await opml_of(c))
    if form in ("stats7", "stats30"):
        found = await figures(c, now, int(form.removeprefix("stats")))
        return File(f"hengkang-{form}-{day}.json", as_json(found))
    if form == "json":
        data = {"exported_at": now.isoformat(), "chat_id": chat_id, **await export.of_chat(c, chat_id)}
        return File(f"hengkang-data-{day}.json", json.dumps(data, ensure_ascii=False, indent=1).encode())
    if form == "toml":
        return File(f"hengkang-names-{day}.toml", additions(catalog).encode())
    return File(f"hengkang-moves-{day}.csv", await _moves(c, chat_id, now - timedelta(days=DAYS), catalog))


async def _moves(c: Connection, chat_id: int, since: datetime, catalog: Catalog) -> bytes:
    """The moves of a year from, to or of the names that the chat watches, the newest first."""
    targets = {w.target for w in await watches.of_chat(c, chat_id)}
    keys = frozenset(k for target in targets for k in (target, *catalog.units(target)))
    told = [(m, at) for m, _, at in await ledger.of_organisation(c, keys, since)]
    told += [(m, at) for m, _, at in await ledger.of_person(c, keys) if at >= since and (m, at) not in told]
    links = await addresses(c, {m.article_id for m, _ in told})
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for move, at in sorted(told, key=lambda r: r[1], reverse=True):
        table.writerow([_cell(v) for v in _row(move, at, links)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()  # the mark by which spreadsheets know UTF-8


def _row(move: Move, at: datetime, links: Mapping[str, str]) -> tuple[Any, ...]:
    return (
        at.date().isoformat(), move.date, move.person, move.from_org, move.to_org, move.role or move.from_role,
        move.kind.value, move.status.value, move.head_count, move.place, links.get(move.article_id),
    )  # fmt: skip


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
