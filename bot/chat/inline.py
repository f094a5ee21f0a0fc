"""Inline queries: answered at once and by themselves, since what is offered has no place in the outbox.

An answer may be kept by Telegram for whoever asked, and only for them: the cards are in their language and zone.
"""

import asyncio
import logging
from datetime import datetime

from telegram import (
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    MessageEntity,
    Update,
)
from telegram.error import TelegramError

from bot.chat.door import Standing, opens_at, standings
from bot.chat.per_minute import PerMinute
from bot.commands.inline import NOWHERE, Card, Offer, offer
from bot.locales.texts import DEFAULT_ZONE, Texts, language_of, texts
from bot.logs import redacted
from bot.pages.script import HANT, Traditional, load, script_of
from bot.services import Services
from storage import inbox, subscribers

log = logging.getLogger(__name__)

KEPT = 60  # seconds that Telegram may repeat an answer to the same person
KEPT_NOTHING = 10
NOBODY = Offer(())


async def on_query(update: Update, services: Services, typists: PerMinute) -> None:
    """Answer one query; of whoever asks nothing is stored. A query that cannot be answered in time is let go."""
    query = update.inline_query
    if query is None:
        return
    settings, now = services.settings(), services.clock.now()
    async with services.db.read() as c:
        row = await subscribers.get(c, query.from_user.id)
        (standing,) = await standings(c, [(query.from_user.id, query.from_user.id)], settings.bot)
    lang = row.lang if row else language_of(query.from_user.language_code, settings.bot.language)
    script = row.script if row else script_of(query.from_user.language_code)
    zone = row.timezone if row else settings.bot.timezone or DEFAULT_ZONE[lang]
    full = typists.count(query.from_user.id, now) > settings.bot.commands_per_minute
    may = standing == "in" and not full
    try:
        offered = await offer(query.query, query.offset, lang, zone, now, services) if may else NOBODY
    except Exception:
        # Whoever types has typed on meanwhile: a second attempt would answer nobody.
        log.exception("an inline query could not be answered")
        offered = None
    async with services.db.write() as c:
        if not await inbox.done(c, update.update_id, now, nobody=True) or offered is None:
            return
    traditional = services.renderer.traditional if script == HANT else None
    if traditional is not None:
        await asyncio.to_thread(load)
    try:
        await query.answer(
            [article(card, traditional) for card in offered.cards],
            cache_time=KEPT if offered.cards else KEPT_NOTHING,
            is_personal=True,
            next_offset=offered.next_offset,
            button=_switch(offered) if may else _refused(standing, opens_at(now), zone, texts(lang)),
        )
    except TelegramError as error:
        log.info("an inline query could not be answered: %s", redacted(str(error)))


def article(card: Card, traditional: Traditional | None = None) -> InlineQueryResultArticle:
    """A card as Telegram's result, in traditional characters where they are handed in."""
    payload, title, details = card.rich.as_payload(), card.title, card.details
    if traditional is not None:
        payload, title, details = traditional.payload(payload), traditional.text(title), traditional.text(details)
    return InlineQueryResultArticle(
        id=card.id,
        title=title,
        description=details,
        input_message_content=InputTextMessageContent(
            payload["text"],
            entities=MessageEntity.de_list(payload.get("entities", []), None),
            link_preview_options=LinkPreviewOptions.de_json(payload["link_preview_options"], None),
        ),
        reply_markup=InlineKeyboardMarkup.de_json(payload["reply_markup"], None) if card.rich.buttons else None,
    )


def _refused(standing: Standing, opens: datetime, zone: str, t: Texts) -> InlineQueryResultsButton | None:
    """What stands in place of cards: a stranger may ask, who types too much is told when; the blocked, nothing."""
    if standing == "blocked":
        return None
    if standing == "stranger":
        return InlineQueryResultsButton(t("Ask for access to Hengkang"), start_parameter=NOWHERE)
    label = t("Too much typed at once: again from {time}", time=t.moment(opens, zone))
    return InlineQueryResultsButton(label, start_parameter=NOWHERE)


def _switch(offered: Offer) -> InlineQueryResultsButton | None:
    if offered.switch is None:
        return None
    label, start = offered.switch
    return InlineQueryResultsButton(label, start_parameter=start)
