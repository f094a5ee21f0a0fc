"""What a chat's watches let through of stored stories, by their scope: for previews, ``/why`` and what is kept.

The rule itself is ``feeds/reading/moving/scope.py``, which the fan-out goes by when a story is told; here it is asked
anew of what the store holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from feeds.model import Move
from feeds.reading.moving.scope import scopes
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.pinyin_match import read_in_han
from storage import lists, stories, watches
from storage.database import Connection
from storage.outbox import OutboxRow
from storage.watches import Watch

WHOLE = ("all", "everything")  # scopes that take every story


async def in_scope(c: Connection, target: str, scope: str, story_ids: Sequence[int], catalog: Catalog) -> list[int]:
    """Of stories about a target those that a scope takes, in their order."""
    if scope in WHOLE:
        return list(story_ids)
    moves = await stories.moves_of(c, story_ids)
    also = await _found_by(c, target, moves)
    return [n for n in story_ids if _takes(scope, moves.get(n, ()), target, catalog, also)]


async def still_wanted(
    c: Connection, chat_id: int, kept: Sequence[OutboxRow], catalog: Catalog, now: datetime
) -> frozenset[int]:
    """The numbers of the outbox rows that a watch of the chat, not muted at ``now``, still lets through.

    An alert by target and scope; a development that follows a message by a watch on one of the story's names, whatever
    its scope; a mention by a watch on one of its names in scope "everything". Rows of other kinds always. Whether the
    chat has muted the story is not asked here. News that comes from lists alone which the chat has off is not wanted.
    """
    ids = list({row.story_id for row in kept if row.story_id is not None})
    keys = await stories.keys_of(c, ids)
    moves = await stories.moves_of(c, ids)
    named = {t for row in kept if row.kind == "mention" for t in row.payload.get("targets", ())}
    mine = await watches.about(c, chat_id, named.union(*keys.values()))
    awake = [w for w in mine if w.muted_until is None or w.muted_until <= now]
    also = {w.target: await _found_by(c, w.target, moves) for w in awake if w.scope not in WHOLE}
    counting = frozenset(await lists.counting(c, chat_id, ids))
    items = [int(row.payload["item"]) for row in kept if row.kind == "mention" and "item" in row.payload]
    unheard = frozenset(items) - await lists.articles_counting(c, chat_id, items) if items else frozenset()

    def wanted(row: OutboxRow) -> bool:
        """Whether a watch lets the row through."""
        if row.kind == "mention":
            return row.payload.get("item") not in unheard and any(
                w.scope == "everything" and w.target in row.payload.get("targets", ()) for w in awake
            )
        if row.kind not in ("alert", "development") or row.story_id is None:
            return True
        if row.story_id not in counting:
            return False
        about = [w for w in awake if w.target in keys.get(row.story_id, ())]
        if row.kind == "development" and row.reply_to_key:
            return bool(about)
        told = moves.get(row.story_id, ())
        return any(_takes(w.scope, told, w.target, catalog, also.get(w.target, ())) for w in about)

    return frozenset(row.id for row in kept if wanted(row))


async def kept_out(c: Connection, chat_id: int, story_id: int, catalog: Catalog) -> list[Watch]:
    """The chat's watches on names of a story whose scope does not take it; none where one of them takes it."""
    named = (await stories.keys_of(c, [story_id])).get(story_id, frozenset())
    about = await watches.about(c, chat_id, named)
    taken = [w for w in about if await in_scope(c, w.target, w.scope, [story_id], catalog)]
    return [] if taken else about


async def _found_by(c: Connection, target: str, moves: Mapping[int, Sequence[Move]]) -> tuple[str, ...]:
    """What a target is found by in these moves: its spellings, and a person's names in Han where it is in pinyin."""
    watched = await watches.watched(c, target)
    people = [m.person for told in moves.values() for m in told if m.person]
    return (*watched.aliases, *read_in_han(watched, people)) if watched is not None else ()


def _takes(scope: str, moves: Iterable[Move], target: str, catalog: Catalog, also: Iterable[str]) -> bool:
    return scope in WHOLE or scope in scopes(moves, target, catalog, tuple(also))
