"""``/block``, ``/unblock`` and ``/allow``, for the bot's administrators: who may use the bot."""

import re
from functools import partial

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.shown import page_number
from bot.locales.texts import Texts, texts
from bot.pages.access import blocked_page, decided_page, freed_page, named, waiting_page
from bot.pages.rich import Rich, Writer
from bot.services import Services
from storage import access, outbox, subscribers
from storage.access import Access, Verdict
from storage.database import Connection
from storage.outbox import NewMessage

PAGE = 10
NUMBER = re.compile(r"-?\d{1,16}", re.ASCII)
NAME = re.compile(r"@?([A-Za-z]\w{3,31})", re.ASCII)  # Telegram's rule for @names


async def block(request: Request, services: Services) -> Reaction:
    """Block a person, group or channel with a reason, or list who is blocked."""
    if not request.text.strip():
        return await _blocked(request, services, 0)
    return await _decided(request, services, "blocked")


async def unblock(request: Request, services: Services) -> Reaction:
    """Undo a block, or list who is blocked."""
    t = texts(request.lang)
    if not request.text.strip():
        return await _blocked(request, services, 0)
    number = await _number(request, services, request.text.split()[0])
    return await _freed(request, services, number) if number is not None else _say(_unknown(t))


async def allow(request: Request, services: Services) -> Reaction:
    """Let a person, group or channel in, or list who has asked."""
    if not request.text.strip():
        return await _waiting(request, services, 0)
    return await _decided(request, services, "allowed")


async def blocked_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Another page of who is blocked."""
    return await _blocked(request, services, page_number(value))


async def waiting_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Another page of who has asked."""
    return await _waiting(request, services, page_number(value))


async def allow_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Let in who has asked."""
    return await _settled(request, services, "allowed", value)


async def block_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Block who has asked, or was let in."""
    return await _settled(request, services, "blocked", value)


async def unblock_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Undo a block."""
    if NUMBER.fullmatch(value) is None:
        return Reaction(toast=texts(request.lang)("This button is too old; please type the command again."), alarm=True)
    return await _freed(request, services, int(value))


async def _decided(request: Request, services: Services, verdict: Verdict) -> Reaction:
    whom, _, reason = request.text.strip().partition(" ")
    number = await _number(request, services, whom)
    if number is None:
        return _say(_unknown(texts(request.lang)))
    return await _settled(request, services, verdict, str(number), reason.strip())


async def _settled(request: Request, services: Services, verdict: Verdict, value: str, reason: str = "") -> Reaction:
    t = texts(request.lang)
    if NUMBER.fullmatch(value) is None:
        return Reaction(toast=t("This button is too old; please type the command again."), alarm=True)
    number = int(value)
    if verdict == "blocked" and number in services.settings().bot.administrators:
        return _say(
            Writer().line(t("An administrator cannot be blocked; take the number out of the file first.")).done()
        )
    async with services.db.read() as c:
        before = await _known(c, number, request)
    reply = Reply()
    if verdict == "blocked":
        reply.write(partial(_block, number=number, name=before.name, reason=reason, request=request))
    else:
        reply.write(partial(_allow, before=before, request=request))
    after = Access(number, verdict, before.name, before.username, before.lang, reason, request.now)
    return reply.say(decided_page(after, t), edit=request.pressed).done()


async def _block(c: Connection, number: int, name: str, reason: str, request: Request) -> None:
    await access.block(c, number, name, reason, request.now)


async def _allow(c: Connection, before: Access, request: Request) -> None:
    # Asked in the transaction: two administrators may press at once, and one message is enough.
    now = await access.get(c, before.chat_id)
    await access.allow(c, before.chat_id, before.name, request.now)
    if now is not None and now.verdict == "asked":
        t = texts(before.lang)
        told = Writer().line(t("You may use Hengkang now. /start shows what it does.")).done().as_payload()
        await outbox.put(
            c, [NewMessage(f"allowed:{before.chat_id}:{request.update_id}", before.chat_id, "reply", told)], request.now
        )


async def _freed(request: Request, services: Services, number: int) -> Reaction:
    t = texts(request.lang)
    async with services.db.read() as c:
        known = await _known(c, number, request)
    who = named(number, known.name, known.username)
    if known.verdict != "blocked":
        return _say(Writer().line(t("{name} is not blocked.", name=who)).done(), request)
    reply = Reply().write(partial(access.unblock, chat_id=number))
    return reply.say(freed_page(who, t), edit=request.pressed).done()


async def _known(c: Connection, number: int, request: Request) -> Access:
    """What is known of a person or chat; "allowed" as a verdict where nothing has been decided."""
    found = await access.get(c, number)
    if found is not None and (found.name or found.username):
        return found
    row = await subscribers.get(c, number)
    name = row.title if row else ""
    username = row.username if row else None
    if found is not None:
        return Access(number, found.verdict, name, username, found.lang, found.reason, found.at)
    return Access(number, "allowed", name, username, row.lang if row else request.lang, "", request.now)


async def _number(request: Request, services: Services, whom: str) -> int | None:
    """The number that an administrator means; a @name is known once it has been seen, or is a channel's."""
    if NUMBER.fullmatch(whom):
        return int(whom) or None
    name = NAME.fullmatch(whom)
    if name is None:
        return None
    async with services.db.read() as c:
        found = await access.find(c, name.group(1))
    if found is None:
        channel = await services.channels.look(f"@{name.group(1)}", request.user_id or 0)
        found = channel.id if channel else None
    return found


async def _blocked(request: Request, services: Services, page: int) -> Reaction:
    return _say(blocked_page(*await _page(services, "blocked", page), request.timezone, texts(request.lang)), request)


async def _waiting(request: Request, services: Services, page: int) -> Reaction:
    found, t = await _page(services, "asked", page), texts(request.lang)
    is_open = services.settings().bot.access == "open"
    return _say(waiting_page(*found, request.timezone, t, is_open=is_open), request)


async def _page(services: Services, verdict: Verdict, page: int) -> tuple[list[Access], int, int, bool]:
    async with services.db.read() as c:
        listed = await access.listed(c, verdict, PAGE + 1, page * PAGE)
        count = await access.count(c, verdict)
    return listed[:PAGE], count, page, len(listed) > PAGE


def _unknown(t: Texts) -> Rich:
    out = Writer()
    out.line(t("Write a number or a @name that has written to the bot: /block 12345678 spam"))
    return out.line(t("A person's number stands in requests and in their data; groups have one below zero.")).done()


def _say(page: Rich, request: Request | None = None) -> Reaction:
    return Reply().say(page, edit=request.pressed if request else None).done()
