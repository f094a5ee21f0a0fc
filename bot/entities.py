"""A change of the catalog carried out on the store: planned for what is shown, and planned again where it is made.

1. The catalog without the change and the one with it are computed from the files and the log.
2. Of the ledger's places that the change may concern, each whose words mean somebody else now gets that one's key. What
   was given up in a merge goes to the one that stands, whatever the words.
3. Watches on what was given up, and on names that were unknown and are known now, follow.
4. An undo gives back what was noted, then does the same as 2 and 3 for what has come since.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.commands.names import watched_name
from feeds.model import CatalogChange, Watched
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.changes import RefusedError, applied, in_the_way
from feeds.reading.naming.names import organisation_core, organisation_key, person_key
from storage import entities, rekeying, watches
from storage.database import Connection
from storage.entities import Effect
from storage.rekeying import Follow, Place

SHORTEST_PART = 2  # characters of a name that is looked for within longer ones


class InTheWayError(Exception):
    """A change cannot be undone before these."""

    def __init__(self, changes: tuple[CatalogChange, ...]) -> None:
        super().__init__(", ".join(str(c.number) for c in changes))
        self.changes = changes


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of the store's rows: places with their new keys, stories' keys, watches."""

    old: Catalog
    new: Catalog
    places: dict[Place, str]
    found: tuple[tuple[int, str, str], ...]
    follows: tuple[Follow, ...]
    effect: Effect


async def previewed(c: Connection, files: Catalog, change: CatalogChange) -> Plan:
    """What a change would do, by a snapshot; RefusedError where it cannot be made."""
    changes = await entities.standing(c)
    old = applied(files, changes).catalog
    after = applied(files, (*changes, change))
    if change.number in after.refused:
        raise RefusedError(after.refused[change.number])
    return await planned(c, old, after.catalog, (change,))


async def make(c: Connection, files: Catalog, change: CatalogChange, by: int | None, now: datetime) -> int:
    """Make a change in a transaction; its number. RefusedError where it cannot be made."""
    plan = await previewed(c, files, change)
    number = await entities.add(c, change, plan.effect, by, now)
    await _carry_out(c, plan, number, (change,))
    return number


async def undo(c: Connection, files: Catalog, number: int, by: int | None, now: datetime) -> Effect | None:
    """Undo a change in a transaction; what it touched, None where it is undone already or there is none.

    Raises InTheWayError where later changes build on it.
    """
    changes = await entities.standing(c)
    change = next((one for one in changes if one.number == number), None)
    if change is None or not await entities.undo(c, number, by, now):
        return None
    if way := in_the_way(files, changes, number):
        raise InTheWayError(way)
    before = applied(files, changes)
    if number in before.refused:
        return Effect()  # the files say the same by now, or nothing that it could work on: the store's rows are right
    old = before.catalog
    new = applied(files, [one for one in changes if one.number != number]).catalog
    await rekeying.give_back(c, number, lambda key: new.became.get(key, key), lambda key, name: _target(key, name, new))
    await _carry_out(c, await planned(c, old, new, (change,)), None, (change,))
    logged = await entities.one(c, number)
    return logged.effect if logged else None


async def planned(c: Connection, old: Catalog, new: Catalog, changes: Iterable[CatalogChange]) -> Plan:
    """What a step from one catalog to another does to the store, looking at what the changes name."""
    names = tuple(dict.fromkeys(n for change in changes for n in _names(change, old, new)))
    ids = {id for change in changes for id in (change.entity, change.other) if id}
    keys = ids | {key for n in names for key in (organisation_key(n, old), person_key(n, old))}
    parts = {p for n in names for p in (organisation_core(n), person_key(n, old).removeprefix("~"))}
    gone = [id for id in ids if id in old.entities and id not in new.entities]
    places = {}
    for place in await rekeying.places(c, keys, {p for p in parts if len(p) >= SHORTEST_PART}):
        key = _key_of(place, old, new)
        if key != place.key:
            places[place] = key
    found = [(s, id, new.became[id]) for id in gone if id in new.became for s in await rekeying.stories_of(c, id)]
    follows = [Follow(t, to, _shown(to, new)) for t, to in _follows(old, new, names, gone, keys).items()]
    touched = {p.story_id for p in places} | {story for story, _, _ in found}
    moves = await rekeying.moves_at(c, places)
    told = await entities.known_of(c, frozenset(f.target for f in follows)) if follows else Effect()
    effect = Effect(told.watches, moves, len(touched))
    return Plan(old, new, places, tuple(found), tuple(follows), effect)


async def _carry_out(c: Connection, plan: Plan, number: int | None, changes: Iterable[CatalogChange]) -> None:
    await rekeying.rekey(c, number, plan.places, plan.found)
    for one in plan.follows:
        await rekeying.follow(c, number, one)
        await rekeying.told_too(c, one.target, one.to.id)
    for id in sorted(_found_anew(plan, changes)):
        if await watches.watched(c, id) is not None:
            await watches.put_target(c, plan.new.watched(id))
    await watches.touch(c)


def _found_anew(plan: Plan, changes: Iterable[CatalogChange]) -> set[str]:
    """The entities of a change and their owners, then and now: what their watches are found by may be another."""
    ids = {id for change in changes for id in (change.entity, change.other) if id}
    both = (plan.old, plan.new)
    wide = {k for catalog in both for id in ids for k in (id, catalog.became.get(id, id), *catalog.owners(id))}
    return {id for id in wide if id in plan.new.entities}


def _names(change: CatalogChange, old: Catalog, new: Catalog) -> tuple[str, ...]:
    """The names by which the ledger may know what a change concerns."""
    if change.action == "merge":
        entity = old.entities.get(change.entity) or new.entities.get(change.entity)
        return entity.given if entity else ()
    return change.names


def _key_of(place: Place, old: Catalog, new: Catalog) -> str:
    """The key of a place in the new catalog; its own where the words mean the same as before."""
    if place.key in new.became:
        return new.became[place.key]
    key = person_key if place.side == "person" else organisation_key
    if not place.words:
        return place.key
    lost = not place.key.startswith("~") and place.key not in new.entities
    before = key(place.words, old)
    return key(place.words, new) if lost or before == place.key else place.key


def _follows(
    old: Catalog, new: Catalog, names: Iterable[str], gone: Iterable[str], keys: Iterable[str]
) -> dict[str, Watched]:
    """The targets whose watches follow, each with the one that they go to."""
    found: dict[str, Watched] = {}
    for id in gone:
        now = new.became.get(id)
        found[id] = new.watched(now) if now else watched_name(old.entities[id].name, new)
    for name in names:
        meant = new.resolve(name)
        if len(meant) == 1 and not meant[0].doubtful(name):
            unknown = {k for k in (*keys, watched_name(name, old).id) if k.startswith("~")}
            own = {watched_name(name, old).id, organisation_key(name, old), person_key(name, old)}
            found |= {k: new.watched(meant[0].id) for k in unknown & own}
    return found


def _shown(to: Watched, catalog: Catalog) -> Callable[[str], str]:
    return lambda lang: catalog.display(to.id, lang, to.name)


def _target(key: str, name: str, catalog: Catalog) -> Watched:
    return catalog.watched(key) if key in catalog.entities else replace(watched_name(name, catalog), id=key)
