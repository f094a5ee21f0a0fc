"""What a story's card is drawn from for a chat, in one look at the store; statements alone, so that it is one trip."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.locales.texts import Texts, texts
from bot.pages.analysis import Figure, concerned, figures
from bot.pages.cards import Silenced
from bot.sending.retelling import development_line
from feeds.model import Story
from feeds.reading.naming.catalog import Catalog
from storage import deliveries, preferences, reports, stories, subscribers
from storage import moves as ledger
from storage.database import Connection
from storage.outbox import OutboxRow

LOOKED_BACK = timedelta(days=366)  # of the ledger, for the figures of a story


@dataclass(frozen=True, slots=True)
class Seen:
    """A story, and what of a chat and of the ledger its card shows."""

    story: Story
    t: Texts
    zone: str
    names: tuple[str, ...]
    development: str | None
    silenced: Silenced | None
    preview: bool
    analysis: bool
    first: int | None = None  # the message to reply to


async def for_chat(
    c: Connection, row: OutboxRow, story: Story, kind: str, values: Mapping[str, Any], catalog: Catalog
) -> Seen:
    """For a row's chat, as a message of this kind and payload shows it."""
    chat = await subscribers.get(c, row.chat_id)
    t = texts(chat.lang if chat else "en")
    return Seen(
        story,
        t,
        chat.timezone if chat else "UTC",
        tuple(dict.fromkeys(values.get("names") or ())),
        development_line(values.get("status"), t) if kind == "development" else None,
        await reports.silenced(c, row.chat_id, int(story.id)),
        (await preferences.get(c, row.chat_id)).preview,
        bool(await figures_of(c, story, catalog)),
        await deliveries.message_of(c, row.reply_to_key) if row.reply_to_key else None,
    )


async def news(c: Connection, row: OutboxRow, catalog: Catalog) -> Seen | None:
    """For an alert or a development; None where the story is gone."""
    story = await stories.one(c, row.story_id or 0)
    if story is None or not story.articles:
        return None
    return await for_chat(c, row, story, row.kind, row.payload, catalog)


async def figures_of(c: Connection, story: Story, catalog: Catalog) -> tuple[Figure, ...]:
    """What the ledger has to say beside a story, as of the story's last report."""
    since = story.last_at - LOOKED_BACK
    told = await ledger.of_organisation(c, concerned(story, catalog), since)
    return figures(story, [(move, at) for move, _, at in told], catalog)
