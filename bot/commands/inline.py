"""Inline mode: ``@bot alibaba`` in any chat offers event cards to send there.

1. ``#77`` is that event; nothing typed, the newest of all; else the newest about the name, or about what it begins.
2. A card is in the asker's language and zone, without the buttons that only a chat with the bot can answer: it has a
   deep link that begins the watch for whoever presses it.
3. Nothing here reads a watch: what is offered is the same whoever watches what.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.chat.links import link, payload
from bot.commands.names import fault, keys_of, parted, visible, watched_entity, watched_name
from bot.locales.texts import Texts, texts
from bot.pages.cards import LONGEST_NAME, AlertView, alert, labels, leading, shortened
from bot.pages.rich import Button, Rich
from bot.services import Services
from feeds.model import Story
from feeds.reading.prose.headings import headline
from feeds.reading.text import folded, has_han
from storage import stories
from storage.database import Connection

PAGE = 8  # cards an answer; a first drawing takes some 25 ms
FURTHEST = 200  # stories that can be paged through
LOOKED_BACK = timedelta(days=365)
LONGEST_LINE = 100  # characters of a result's title and of its second line
BEGINNINGS = 5  # entities and keys that what is typed so far may become
NOWHERE = "inline"  # what /start is told by a button that asks for nothing; it greets


@dataclass(frozen=True, slots=True)
class Card:
    """One result: two lines to choose by, and the message that is sent."""

    id: str
    title: str
    details: str
    rich: Rich


@dataclass(frozen=True, slots=True)
class Offer:
    """An answer to an inline query. ``switch`` opens the chat with the bot: its label, and what /start gets."""

    cards: tuple[Card, ...] = ()
    next_offset: str = ""
    switch: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a query means: keys of the ledger, and the one thing that can be watched by it, where it is one."""

    keys: frozenset[str]
    watch: tuple[str, str, str] | None = None  # wish and value of the deep link, name as shown


async def offer(query: str, offset: str, lang: str, zone: str, now: datetime, services: Services) -> Offer:
    """The cards for a query; ``offset`` is what an earlier answer gave as its next one."""
    t = texts(lang)
    start = int(offset) if offset.isdecimal() and len(offset) < 4 else 0
    typed = " ".join(visible(query).split())
    wanted: Wanted | None = None
    async with services.db.read() as c:
        if typed.startswith("#"):
            found = await _numbered(c, typed[1:])
        elif not typed:
            found = await stories.newest(c, PAGE + 1, start)
        else:
            wanted = await _wanted(c, typed, services, t)
            found = await stories.latest(c, wanted.keys, now - LOOKED_BACK, PAGE + 1, start) if wanted.keys else []
    cards = []
    for story in found[:PAGE]:
        if story.articles:
            cards.append(await _card(story, wanted, zone, services, t))
            await asyncio.sleep(0)  # others are answered between two drawings
    more = len(found) > PAGE and start + PAGE < FURTHEST
    return Offer(tuple(cards), str(start + PAGE) if more else "", None if cards or start else _nothing(wanted, t))


async def _numbered(c: Connection, number: str) -> list[Story]:
    found = await stories.load(c, [int(number)]) if number.isdecimal() and len(number) < 18 else []
    return [story for story in found if story.retraction is None]


async def _wanted(c: Connection, typed: str, services: Services, t: Texts) -> Wanted:
    """A name that is known exactly, else everything that what is typed so far may become."""
    catalog = services.catalog
    names = [name for name in parted(typed) if fault(name) != "odd"][:3]
    if not names:
        return Wanted(frozenset())
    known = [e for name in names for e in catalog.resolve(name)]
    if known:
        meant = frozenset(k for e in known for k in keys_of(watched_entity(e, catalog), catalog))
        one = known[0] if len(known) == len(names) == 1 else None
        return Wanted(meant, ("watch", one.id, catalog.display(one.id, t.lang)) if one else None)
    begun = [e for name in names if _long_enough(name) for e in catalog.beginning(name, BEGINNINGS)]
    keys = {k for e in begun for k in (e.id, *catalog.units(e.id))}
    for name in names:
        own = watched_name(name, catalog).id
        keys |= {own, *(await stories.keys_beginning(c, f"~{folded(name)}", BEGINNINGS) if _long_enough(name) else ())}
    name = names[0]
    watch = ("name", name, name) if len(names) == 1 and not begun and fault(name) is None else None
    return Wanted(frozenset(keys), watch)


def _long_enough(name: str) -> bool:
    return has_han(name) or len(folded(name)) >= 2


async def _card(story: Story, wanted: Wanted | None, zone: str, services: Services, t: Texts) -> Card:
    catalog = services.catalog
    lead = leading(story, t.lang)
    told = [m for m in story.moves if not m.past] or list(story.moves)
    title = headline(told[0], t.lang, catalog) if told else lead.title
    at = t.moment(lead.published or story.first_at, zone)
    details = [labels(told[0], story.status, t) if told else "", lead.outlet, at]
    rich = alert(AlertView(story, await services.renderer.summaries.bullets(story, t.lang), zone), catalog, t)
    return Card(
        story.id,
        shortened(title or lead.text, LONGEST_LINE) or "…",
        shortened(" · ".join(shortened(d, LONGEST_NAME) for d in details if d), LONGEST_LINE),
        replace(rich, buttons=tuple((b,) for b in _buttons(story, wanted, services, t))),
    )


def _buttons(story: Story, wanted: Wanted | None, services: Services, t: Texts) -> Sequence[Button]:
    """Deep links: the watch that was searched for, else that of the story's first firm, and the story in the bot."""
    watch = (wanted.watch if wanted else None) or _chief(story, services, t)
    found = []
    if watch is not None:
        wish, value, name = watch
        address = link(services.bot_name, wish, value)  # type: ignore[arg-type]
        found.append((t("Watch {name}", name=shortened(name, 40)), address))
    found.append((t("Questions and sources"), link(services.bot_name, "story", story.id)))
    return [Button(label, url=address) for label, address in found if address]


def _chief(story: Story, services: Services, t: Texts) -> tuple[str, str, str] | None:
    catalog = services.catalog
    told = [m for m in story.moves if not m.past] or list(story.moves)
    sides = [side for m in told for side in ((m.from_id, m.from_org), (m.to_id, m.to_org), (m.person_id, m.person))]
    known = next((key for key, _ in sides if key and catalog.entity(key)), None)
    if known:
        return "watch", known, catalog.display(known, t.lang)
    name = next((name for _, name in sides if name and fault(name) is None), None)
    return ("name", name, name) if name else None


def _nothing(wanted: Wanted | None, t: Texts) -> tuple[str, str]:
    """The button over an empty answer: watch what nothing is known of yet."""
    if wanted is None or wanted.watch is None:
        return t("Nothing found. Open Hengkang"), NOWHERE
    wish, value, name = wanted.watch
    given = payload(wish, value)  # type: ignore[arg-type]
    return t("Nothing about {name} yet. Watch it", name=shortened(name, 40)), given or NOWHERE
