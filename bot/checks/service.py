"""Telegram's side: the token and what @BotFather has set for it, a webhook that is in the way, the administrators."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.checks.machine import readable_by_others
from bot.checks.report import Row, row
from bot.config import ConfigError, Settings
from bot.logs import redacted

SECONDS = 10.0


async def token(settings: Settings, config: Path | None, *, offline: bool) -> list[Row]:
    """The rows of the token and of the webhook."""
    try:
        found = settings.bot_token()
    except ConfigError as error:
        return [row("token", error=str(error))]
    if found is None:
        return [row("token", note="none: `hengkang run` opens a chat in the terminal; @BotFather gives one")]
    exposed = _exposed(settings, config)
    if offline:
        return [row("token", warnings=exposed, note="offline: it looks like one; Telegram was not asked")]
    try:
        async with Bot(found, base_url=f"{settings.telegram.api.rstrip('/')}/bot") as bot:
            hook = await bot.get_webhook_info()
            return [_bot(bot, exposed), *_webhook(settings, hook)]
    except InvalidToken:
        return [row("token", error="Telegram refuses it: copy it from @BotFather once more (HENGKANG_TOKEN)")]
    except TelegramError as error:
        told = redacted(str(error))
        return [row("token", error=f"{settings.telegram.api} does not answer: {told}; is this machine on the network?")]


def _exposed(settings: Settings, config: Path | None) -> list[str]:
    """Files with the token that others on the machine can read."""
    places = [settings.telegram.token_file, config if settings.telegram.token else None]
    return [f"{p} holds the token and others can read it: chmod 600 {p}" for p in places if p and readable_by_others(p)]


def _bot(bot: Bot, exposed: list[str]) -> Row:
    inline, groups, whole = (
        bool(x) for x in (bot.bot.supports_inline_queries, bot.bot.can_join_groups, bot.bot.can_read_all_group_messages)
    )
    warnings = [
        *exposed,
        *([] if inline else ["inline mode is off, so @bot alibaba offers nothing: @BotFather, /setinline"]),
        *([] if groups else ["nobody can add the bot to a group: @BotFather, /setjoingroups, Enable"]),
        *(["the bot is sent every message of its groups: @BotFather, /setprivacy, Enable"] if whole else []),
    ]
    return row("token", bot=f"@{bot.username}", name=bot.first_name, inline=inline, groups=groups,
               privacy=not whole, warnings=warnings)  # fmt: skip


def _webhook(settings: Settings, hook: WebhookInfo) -> list[Row]:
    """Where Telegram posts updates to, if that was set by this Hengkang, another, or is still to be set."""
    host, ours = urlsplit(hook.url).hostname, urlsplit(settings.telegram.webhook).hostname
    if not hook.url:
        note = "not set at Telegram yet: the bot sets it when it starts"
        return [row("webhook", ours=ours, note=note)] if ours else []
    warnings = []
    if host != ours:
        warnings.append(
            f"Telegram posts this bot's updates to {host}: if that is not this Hengkang, another program uses the"
            " token; stop that one, or get a new token from @BotFather (/revoke)"
        )
    elif hook.last_error_message:
        warnings.append(
            f"Telegram's last call failed ({hook.last_error_message}): look at the proxy in front of"
            " `telegram.webhook`, its certificate and its port"
        )
    return [row("webhook", host=host, waiting=hook.pending_update_count, warnings=warnings)]


def administrators(settings: Settings, states: Mapping[int, str]) -> Row:
    """Who may run the bot, and whether the bot can write to them, as far as the store knows."""
    people = settings.bot.administrators
    if not people:
        return row("administrators", people=0, warnings=[
            "nobody may use /feeds and the like, and nobody is told of trouble: write your user id into"
            " `bot.administrators` (press Start in the bot and write /health to it: it answers with your number)"
        ])  # fmt: skip
    told = {
        None: "has not started the bot, so notes cannot be sent: open a chat with it and press Start",
        "blocked": "has blocked the bot, so notes cannot be sent: unblock it",
    }
    warnings = [f"{person} {told[states.get(person)]}" for person in people if states.get(person) in told]
    return row("administrators", people=len(people), warnings=warnings)


async def ahead(settings: Settings) -> float | None:
    """By how many seconds Telegram's clock is ahead of ours, by the Date of an answer; None where it tells none."""
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session,
            session.get(settings.telegram.api, allow_redirects=False) as answer,
        ):
            return (parsedate_to_datetime(answer.headers.get("Date", "")) - datetime.now(UTC)).total_seconds()
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, TypeError):
        return None
