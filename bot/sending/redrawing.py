"""A message that stands in a chat, drawn anew after an administrator's decision: retracted, restored or put right.

| what was sent | retracted | restored, or put right |
| --- | --- | --- |
| an alert, a development, a card that was opened | the struck claim, and why | the card |
| an answer about the story | the struck claim, and why | the answer as it was |
| a digest | the page that tells the story, with the claim struck out | that page |
| a wave | the departures that stand | the same |
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.locales.texts import Texts, texts
from bot.pages.digest import page_of
from bot.pages.retracting import thanks_note
from bot.pages.rich import Rich
from feeds.model import Story
from storage import decisions, deliveries, stories, subscribers, watches
from storage.database import Connection, Row
from storage.outbox import OutboxRow, outbox_row

if TYPE_CHECKING:
    from bot.sending.rendering import Renderer


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What a message is to show: as a Rich, or as the payload that it had; ``shown`` is the digest of what it shows."""

    payload: Mapping[str, Any]
    edit: int | None = None
    reply_to: int | None = None
    shown: str | None = None


async def copy(renderer: "Renderer", row: OutboxRow) -> Redrawn | str:
    """The edit of one message, or why there is none."""
    async with renderer.db.read() as c:
        sent = await deliveries.find(c, row.reply_to_key or "")
        story = await stories.one(c, int(row.payload["story"]))
    if sent is None or sent["message_id"] is None:
        return "the message to edit was never sent"
    if story is None or not story.articles:
        return "the story is gone"
    payload = await _payload(renderer, row, sent, story)
    if payload is None:
        return "it tells nothing of the story"
    return Redrawn(payload, edit=sent["message_id"], shown=sent["digest"])


async def _payload(renderer: "Renderer", row: OutboxRow, sent: Row, story: Story) -> Mapping[str, Any] | None:
    first = outbox_row(sent)
    if first.kind == "wave":
        rich = await renderer.wave(first, sent=True)
        return rich.as_payload() if rich else None
    async with renderer.db.read() as c:
        if first.kind == "digest":
            page = await _digest(renderer, c, first, story)
            return page.as_payload() if page else None
        if first.kind == "reply" and not _is_card(first.payload, story):
            answered = {name: value for name, value in first.payload.items() if name not in ("edit", "reply_to")}
            return answered if story.retraction is None else (await _card(renderer, c, row, story)).as_payload()
        if first.kind == "reply":
            return (await _card(renderer, c, row, story)).as_payload()
        return (await renderer.card_for(c, row, story, first.kind, first.payload)).as_payload()


async def _digest(renderer: "Renderer", c: Connection, digest: OutboxRow, story: Story) -> Rich | None:
    view = await renderer.digest_view(c, digest)
    chat = await subscribers.get(c, digest.chat_id)
    if view is None or chat is None:
        return None
    page = page_of(view, int(story.id), renderer.catalog, texts(chat.lang))
    return await renderer.digest(c, digest, page)


def _is_card(payload: Mapping[str, Any], story: Story) -> bool:
    """Whether a reply showed the story's card, or what stands behind it: then a button of it names the story."""
    rows = payload.get("reply_markup", {}).get("inline_keyboard", ())
    said = [str(button.get("callback_data", "")).split(":") for buttons in rows for button in buttons]
    return any(story.id in parts[1:] for parts in said)


async def _card(renderer: "Renderer", c: Connection, row: OutboxRow, story: Story) -> Rich:
    """The card as the chat opened it: with the watches of today."""
    keys = frozenset(k for key in story.keys for k in (key, *renderer.catalog.owners(key)))
    names = [w.name for w in await watches.about(c, row.chat_id, keys)]
    return await renderer.card_for(c, row, story, "reply", {"names": names})


async def notice(renderer: "Renderer", row: OutboxRow) -> Redrawn | str:
    """A message where no edit is possible, or thanks to whom reported the story."""
    async with renderer.db.read() as c:
        story = await stories.one(c, int(row.payload["story"]))
        if story is None or not story.articles:
            return "the story is gone"
        chat = await subscribers.get(c, row.chat_id)
        t: Texts = texts(chat.lang if chat else "en")
        of = await deliveries.message_of(c, row.reply_to_key) if row.reply_to_key else None
        if row.payload.get("thanks"):
            fixed = await decisions.latest(c, int(story.id), "fixed")
            if story.retraction is None and fixed is None:
                return "the decision was taken back"
            rich = thanks_note(story.retraction, t)
        else:
            rich = await _card(renderer, c, row, story)
    return Redrawn(rich.as_payload(), reply_to=of)
