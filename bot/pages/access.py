"""What strangers and administrators are told about who may use the bot. Pure."""

from collections.abc import Sequence

from bot.locales.texts import Texts
from bot.pages.cards import LONGEST_NAME, shortened
from bot.pages.rich import Button, Rich, Writer
from storage.access import Access

LONGEST_REASON = 120


def stranger_page(contact: str, private: bool, t: Texts) -> Rich:
    """What a stranger is told, once."""
    out = Writer()
    out.line(t("This bot is for invited people only.") if private else t("This bot is for invited groups only."))
    out.line(t("Its administrators have been told that you ask."))
    if contact:
        out.line(t("Whom to ask: {contact}", contact=shortened(contact, 200)))
    return out.done()


def request_note(
    t: Texts, zone: str, chat_id: int = 0, name: str = "", username: str | None = None, private: bool = True
) -> Rich:
    """What administrators are told of a stranger."""
    out = Writer()
    who = named(chat_id, name, username)
    out.line(t("{name} would like to use the bot.", name=who) if private
             else t("The bot was called in the group {name}, which is not on the list.", name=who))  # fmt: skip
    out.line(t("/allow shows everybody who waits."), "italic")
    return out.done([[Button(t("Allow"), f"ba:{chat_id}"), Button(t("Block"), f"bb:{chat_id}")]])


def decided_page(one: Access, t: Texts) -> Rich:
    """What an administrator has just decided, with the way back."""
    out, who = Writer(), named(one.chat_id, one.name, one.username)
    if one.verdict == "allowed":
        out.line(t("{name} may use the bot.", name=who))
        return out.done([[Button(t("Block"), f"bb:{one.chat_id}"), Button(t("Who is waiting"), "bq:0")]])
    out.line(t("{name} is blocked: gets nothing and is not answered. Watches are kept.", name=who))
    if one.reason:
        out.line(t("Reason: {reason}", reason=shortened(one.reason, LONGEST_REASON)))
    return out.done([[Button(t("Unblock"), f"bu:{one.chat_id}"), Button(t("Who is blocked"), "bp:0")]])


def freed_page(who: str, t: Texts) -> Rich:
    """A block is undone."""
    out = Writer().line(t("{name} is no longer blocked; everything is as it was.", name=who))
    return out.done([[Button(t("Who is blocked"), "bp:0")]])


def blocked_page(listed: Sequence[Access], count: int, page: int, more: bool, zone: str, t: Texts) -> Rich:
    """Who is blocked, the newest first, a button each."""
    out = Writer()
    if not listed:
        out.line(t("Nobody is blocked. /block and a number or @name blocks a person, a group or a channel."))
        return out.done(_turn("bp", page, more=False))
    out.line(t.n("{n} blocked", "{n} blocked", count), "bold")
    rows = []
    for one in listed:
        who = named(one.chat_id, one.name, one.username)
        reason = f" · {shortened(one.reason, LONGEST_REASON)}" if one.reason else ""
        out.line(f"• {who} · {t.moment(one.at, zone)}{reason}")
        rows.append([Button(t("Unblock {name}", name=shortened(who, 40)), f"bu:{one.chat_id}")])
    return out.done([*rows, *_turn("bp", page, more=more)])


def waiting_page(
    listed: Sequence[Access], count: int, page: int, more: bool, zone: str, t: Texts, *, is_open: bool = False
) -> Rich:
    """Who has asked, the newest first, two buttons each; nobody has to ask where the bot ``is_open`` to all."""
    out = Writer()
    if not listed and is_open:
        out.line(t("Everybody may use the bot, so nobody has to ask."))
        out.line(t('With access = "listed" under [bot] in config.toml it is for those only whom you let in.'))
        return out.done(_turn("bq", page, more=False))
    if not listed:
        out.line(t("Nobody is waiting. /allow and a number or @name lets a person or a group in."))
        return out.done(_turn("bq", page, more=False))
    out.line(t.n("{n} waiting for an answer", "{n} waiting for an answer", count), "bold")
    rows = []
    for one in listed:
        who = named(one.chat_id, one.name, one.username)
        out.line(f"• {who} · {t.moment(one.at, zone)}")
        short = shortened(who, 24)
        rows.append(
            [
                Button(t("Allow {name}", name=short), f"ba:{one.chat_id}"),
                Button(t("Block {name}", name=short), f"bb:{one.chat_id}"),
            ]
        )
    return out.done([*rows, *_turn("bq", page, more=more)])


def _turn(verb: str, page: int, *, more: bool) -> list[list[Button]]:
    turn = [Button("«", f"{verb}:{page - 1}")] if page else []
    return [[*turn, Button("»", f"{verb}:{page + 1}")]] if more else [turn]


def named(chat_id: int, name: str, username: str | None) -> str:
    """A person or chat as administrators see it: name, @name and number, as far as they are known."""
    parts = (shortened(name, LONGEST_NAME), f"@{username}" if username else "", str(chat_id))
    return " · ".join(part for part in parts if part)
