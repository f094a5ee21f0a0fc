"""News that is kept for a chat until a moment: planned when it is claimed, and anew when the chat's settings change.

claimed rows -> settings, latest news, what is breaking (a query each) -> bot/sending/delivery.py -> sent, or held
claimed digest -> what is held and still let through -> none: gone | one event: its own card | several: told together
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.scoping import still_wanted
from bot.sending.delivery import BURST_WITHIN, kept_until, quiet_until, silent
from feeds.model import Article, Story
from feeds.reading.naming.catalog import Catalog
from storage import kept, stories_muted, waves
from storage.database import Connection
from storage.kept import NEWS, OWN_ACCOUNT, Chosen
from storage.moments import stamp
from storage.outbox import OutboxRow

AHEAD = timedelta(minutes=1)  # what was sent later than that was so by a clock that was put back since


@dataclass(frozen=True, slots=True)
class _Known:
    """What a plan needs to know of the chats of some rows."""

    chosen: Mapping[int, Chosen]
    recent: Mapping[int, Sequence[datetime]]
    breaking: frozenset[int]
    held: list[tuple[OutboxRow, datetime]]  # what the plan keeps, stored in one go at its end


async def planned(c: Connection, rows: Sequence[OutboxRow], now: datetime, catalog: Catalog) -> list[OutboxRow]:
    """Of rows just claimed those that go now, silent where the night asks for it; the others are held."""
    own = [row for row in rows if row.kind in OWN_ACCOUNT]
    if not own:
        return list(rows)
    unwanted = await _unwanted(c, own, now, catalog)
    await kept.dropped(c, sorted(unwanted), "muted, or out of scope, since it was told")
    rows, own = ([row for row in some if row.id not in unwanted] for some in (rows, own))
    known = await _known(c, own, now)
    going = [row for row in rows if row.kind not in OWN_ACCOUNT]
    for row in own:
        chosen = known.chosen.get(row.chat_id)
        goes = row if chosen is None else await _one(c, row, chosen, known, now, catalog)
        if goes is not None:
            hushed = chosen is not None and silent(chosen.preferences, chosen.zone, now)
            going.append(replace(goes, silent=goes.silent or hushed))
    if known.held:
        await kept.hold(c, known.held, now)
    return going


async def _unwanted(c: Connection, rows: Sequence[OutboxRow], now: datetime, catalog: Catalog) -> frozenset[int]:
    """News of stories that a chat has since ended, muted or narrowed its watches for, while it waited for its turn.

    What may have arrived already goes once more all the same.
    """
    waited = {row.id: row for row in rows if row.kind in ("alert", "development") and not row.uncertain}
    unsure = await kept.unsure(c, waited, now) if waited else frozenset()
    wanted = [await still_wanted(c, waited[n].chat_id, [waited[n]], catalog, now) for n in sorted(unsure)]
    return unsure.difference(*wanted)


async def _known(c: Connection, rows: Sequence[OutboxRow], now: datetime) -> _Known:
    chosen = await kept.chosen(c, {row.chat_id for row in rows})
    news = [row for row in rows if row.kind in NEWS and row.chat_id in chosen]
    urgent = [row.id for row in news if chosen[row.chat_id].preferences.breaking]
    return _Known(
        chosen,
        await kept.recent(c, {row.chat_id for row in news}, now - BURST_WITHIN, now + AHEAD) if news else {},
        await kept.breaking(c, urgent, now) if urgent else frozenset(),
        [],
    )


async def _one(
    c: Connection, row: OutboxRow, chosen: Chosen, known: _Known, now: datetime, catalog: Catalog
) -> OutboxRow | None:
    """What goes in the place of a row, None where it is held."""
    quiet = quiet_until(chosen.preferences, chosen.zone, now)
    if row.kind in NEWS:
        breaking = row.id in known.breaking
        if row.released:
            until = None if breaking else quiet
        else:
            recent = known.recent.get(row.chat_id, ())
            until = kept_until(chosen.preferences, chosen.zone, now, recent, breaking=breaking)
        if until is None:
            return row
        known.held.append((row, until))
        return None
    if row.kind == "wave" and not await waves.watched(c, row.chat_id, row.payload["targets"], now):
        await kept.dropped(c, [row.id], "muted, or out of scope, since it was kept")
        return None
    until = kept_until(chosen.preferences, chosen.zone, now) if row.kind == "wave" and not row.released else quiet
    if until is not None:
        await kept.put_off(c, row.id, until)
        return None
    return row if row.kind != "digest" else await _gathered(c, row, chosen, now, catalog)


async def _gathered(c: Connection, row: OutboxRow, chosen: Chosen, now: datetime, catalog: Catalog) -> OutboxRow | None:
    """A digest with what it tells; the card of a single event in its place, and nothing where nothing is left."""
    rows = await kept.of_chat(c, row.chat_id)
    wanted = await let_through(c, row.chat_id, rows, now, catalog)
    await kept.dropped(c, [r.id for r in rows if r.id not in wanted], "muted, or out of scope, since it was kept")
    rows = [r for r in rows if r.id in wanted]
    found = await kept.events(c, list(dict.fromkeys(kept.event(r) for r in rows)))
    if len(found) > 1:
        newest = [kept.named(e) for e in sorted(found, key=_heard)][::-1]
        since = min(r.created_at for r in rows if r.created_at)
        form = {"form": chosen.preferences.delivery, "since": stamp(since), "at": stamp(now)}
        payload = await kept.telling(c, row.id, [r.id for r in rows], newest, form)
        return replace(row, payload=payload)
    await kept.removed(c, row.id)
    if not found:
        await kept.dropped(c, [r.id for r in rows], "the story is gone")
        return None
    first = next(r for r in kept.firsts(rows) if kept.event(r) == kept.named(found[0]))
    await kept.dropped(c, [r.id for r in rows if r.id != first.id], "told by the card of its event")
    return await kept.alone(c, first.id, now, row.uncertain)


def _heard(event: Story | Article) -> datetime:
    """When an event was last heard of."""
    return event.last_at if isinstance(event, Story) else event.published or datetime.min.replace(tzinfo=UTC)


async def let_through(
    c: Connection, chat_id: int, rows: Sequence[OutboxRow], now: datetime, catalog: Catalog
) -> frozenset[int]:
    """The numbers of kept rows that the chat's watches and mutes, as they stand now, let through."""
    muted = frozenset(await stories_muted.of_chat(c, chat_id))
    return await still_wanted(c, chat_id, [r for r in rows if r.story_id not in muted], catalog, now)


async def replan(c: Connection, chat_id: int, now: datetime) -> None:
    """Plan anew what is kept for a chat; in the transaction that changes a setting, a zone, a watch or a mute.

    ``Handlers.carry_out`` calls it after each reaction that writes, for the chat at hand; who changes another chat's
    settings calls it for that. A chat for which nothing is kept costs one look. Wake the sender afterwards.
    """
    await kept.waves_freed(c, chat_id, now)
    digest = await kept.digest_of(c, chat_id)
    if digest is None or digest["due_at"] <= stamp(now):
        return
    chosen = (await kept.chosen(c, [chat_id])).get(chat_id)
    if chosen is None:
        return
    rows = [row.id for row in await kept.of_chat(c, chat_id)]
    urgent = await kept.breaking(c, rows, now) if chosen.preferences.breaking else frozenset()
    await kept.freed(c, urgent, now)
    if len(urgent) == len(rows):
        await kept.removed(c, digest["id"])
        return
    recent = (await kept.recent(c, [chat_id], now - BURST_WITHIN, now + AHEAD)).get(chat_id, ())
    until = kept_until(chosen.preferences, chosen.zone, now, recent)
    await kept.put_off(c, digest["id"], until or now)
