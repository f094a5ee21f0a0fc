"""What becomes of a chat when the bot is let in, thrown out, or is given or loses the right to write there.

| what changed | then |
| --- | --- |
| let into a group that is not known | it is known from now on, in the language of who added the bot; a greeting |
| let into one that is | everything kept goes on; one line says so |
| only the rights changed | what may not be written to is closed, and opened again, without a word |
| thrown out, blocked | closed; what waits for it is given up |
| let in by a stranger, or somebody blocked (``bot/chat/door.py``) | no greeting; a stranger's group is told once |
| a channel, likewise | who manages it is told; who brings the bot into a new one is offered the link |

Telegram tells a bot of a group that becomes a supergroup as of leaving one and coming into another, and only then that
they are the same; so a greeting, or what a stranger is told, waits a moment, and is dropped when the news of the move
comes.
"""

from datetime import timedelta

from telegram import Chat, ChatMember, ChatMemberUpdated, Update
from telegram.ext import ContextTypes

from bot.chat import channels
from bot.chat.door import standings, tell_stranger
from bot.commands.greeting import back, greeting
from bot.locales.texts import DEFAULT_ZONE, language_of, texts
from bot.pages.script import script_of
from bot.services import Services
from storage import access, greetings, inbox, subscribers, watches
from storage.database import Connection

GROUPS = (Chat.GROUP, Chat.SUPERGROUP)
GREETS_AFTER = timedelta(seconds=3)
MOVE = timedelta(minutes=10)  # between the two halves of a move to a supergroup; it is seconds

Context = ContextTypes.DEFAULT_TYPE


def present(member: ChatMember) -> bool:
    """Whether somebody is in the chat at all."""
    if member.status == ChatMember.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status not in (ChatMember.LEFT, ChatMember.BANNED)


def may_write(member: ChatMember, chat: Chat) -> bool:
    """Whether the bot, being this member, can send messages."""
    if chat.type == Chat.CHANNEL:
        return member.status == ChatMember.ADMINISTRATOR and bool(getattr(member, "can_post_messages", False))
    if member.status == ChatMember.RESTRICTED:
        return present(member) and bool(getattr(member, "can_send_messages", False))
    return present(member)


async def on_membership(update: Update, services: Services) -> None:
    """The bot's own membership or rights in a chat have changed."""
    change = update.my_chat_member
    if change is None:
        return
    now = services.clock.now()
    async with services.db.write() as c:
        if not await inbox.done(c, update.update_id, now):
            return
        await _changed(c, update, change, services)


async def _changed(c: Connection, update: Update, change: ChatMemberUpdated, services: Services) -> None:
    chat, now, number = change.chat, services.clock.now(), update.update_id
    before, after = (may_write(m, chat) for m in (change.old_chat_member, change.new_chat_member))
    known = await subscribers.get(c, chat.id)
    if not after:
        await channels.close(c, chat.id, f"reply:{number}:out", now)
        await greetings.shut_out(c, chat.id, now)
    elif not await _may_begin(c, update, change, services, new=known is None and not before):
        if known is not None and known.state == "blocked":
            await subscribers.set_state(c, chat.id, "active")
    elif known is not None and known.state == "blocked":
        await subscribers.set_state(c, chat.id, "active")
        await channels.tell(c, chat.id, f"reply:{number}:back", now, out=False)
        if not present(change.old_chat_member) and chat.type in GROUPS:
            told = back(await watches.count(c, chat.id), texts(known.lang)).as_payload()
            await greetings.put(c, number, chat.id, told, now, now + GREETS_AFTER)
    elif known is None and not before and chat.type in GROUPS:
        lang = await _make_known(c, change, services)
        hello = greeting(services, texts(lang), forum=bool(chat.is_forum)).as_payload()
        await greetings.put(c, number, chat.id, hello, now, now + GREETS_AFTER)
    elif not before and chat.type == Chat.CHANNEL:
        await channels.offer(c, chat, change.from_user, number, now)


async def _may_begin(
    c: Connection, update: Update, change: ChatMemberUpdated, services: Services, *, new: bool
) -> bool:
    """Whether who lets the bot in may; a group that a stranger has added it to is told once whom to ask."""
    settings, chat = services.settings().bot, change.chat
    (standing,) = await standings(c, [(change.from_user.id, chat.id)], settings)
    if standing == "stranger" and new and chat.type in GROUPS:
        now = services.clock.now()
        await tell_stranger(c, update, chat, now, settings, now + GREETS_AFTER)
    return standing == "in"


async def _make_known(c: Connection, change: ChatMemberUpdated, services: Services) -> str:
    settings = services.settings().bot
    lang = language_of(change.from_user.language_code, settings.language)
    zone = settings.timezone or DEFAULT_ZONE[lang]
    chat = change.chat
    script = script_of(change.from_user.language_code)
    await subscribers.ensure(
        c,
        chat.id,
        str(chat.type),
        lang,
        zone,
        services.clock.now(),
        chat.title or "",
        script=script,
        username=chat.username,
    )
    return lang


async def on_migration(update: Update, services: Services) -> None:
    """A group has become a supergroup: everything goes along, and nobody is greeted anew."""
    message, now = update.effective_message, services.clock.now()
    if message is None:
        return
    old, new = message.migrate_from_chat_id or message.chat.id, message.migrate_to_chat_id or message.chat.id
    async with services.db.write() as c:
        await inbox.done(c, update.update_id, now)
        await greetings.drop(c, new)
        known = await subscribers.get(c, old)
        if known is not None:
            await access.no_stranger(c, new)
        await subscribers.migrate(c, old, new)
        if known is not None and known.state == "blocked":
            # Leaving the old group was half of the move.
            await subscribers.set_state(c, new, "active")
            await greetings.let_in(c, new, now - MOVE)
