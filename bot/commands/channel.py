"""``/channel``: a private chat manages a channel's watches.

/channel          the channels of this chat, and how to link one
/channel @name    links it; so does a forwarded post of it, and the choice of the keyboard's button
/channel off      commands are for this chat again

A channel is linked by one of its administrators who may post there, once the bot may, too. Linking it makes the chat
speak for it (``bot/chat/speaking.py``).
"""

import re
from typing import Any

from bot.chat.links import link
from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.names import visible
from bot.locales.texts import Texts, texts
from bot.pages.cards import shortened
from bot.pages.rich import Button, Rich, Writer
from bot.services import ChannelStanding, Services
from storage import channels, deliveries, subscribers, watches
from storage.channels import Linked

REQUEST = 1  # the number of the keyboard's only request
NAME = 40  # characters of a title
CHAT_NUMBER = re.compile(r"-?\d{1,18}")
ADDRESS = re.compile(r"(?:https?://)?(?:t\.me/|telegram\.me/)?@?([A-Za-z][A-Za-z0-9_]{3,31})/?", re.I)
# Telegram wants every right of the object said.
RIGHTS = dict.fromkeys(
    ("is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
     "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
     "can_delete_stories"), False) | {"can_post_messages": True}  # fmt: skip


async def channel(request: Request, services: Services) -> Reaction:
    """List, link, or speak for this chat again."""
    t = texts(request.lang)
    if request.chat_type != "private" or request.user_id is None:
        return Reply().say(Writer().line(t("Write /channel to me in private: there you link a channel.")).done()).done()
    text = visible(request.text).strip()
    if not text:
        return await _listed(request, services)
    if text.lower() in ("off", "mati", "关", "关闭"):
        return await speak_pressed(request, services, "off")
    if CHAT_NUMBER.fullmatch(text):
        return await linked(request, services, int(text))
    named = ADDRESS.fullmatch(text)
    if named is None:
        return Reply().say(_how(t)).done()
    return await linked(request, services, f"@{named.group(1)}")


async def _listed(request: Request, services: Services) -> Reaction:
    t = texts(request.lang)
    async with services.db.read() as c:
        mine = await channels.of_chat(c, request.chat_id)
    if not mine:
        return Reply().say(_how(t)).done()
    return Reply().say(_list(mine, t), edit=request.pressed).done()


def _list(mine: list[Linked], t: Texts) -> Rich:
    out = Writer()
    out.line(t("Your channels"), "bold")
    rows: list[list[Button]] = []
    for one in mine:
        name = shortened(one.name, NAME)
        out.line(f"• {name}" + (f" · {t('your commands are for it')}" if one.speaking else ""))
        choose = [] if one.speaking else [Button(t("Manage {name}", name=name), f"cs:{one.channel_id}")]
        rows.append([*choose, Button(t("Unlink {name}", name=name), f"cu:{one.channel_id}")])
    if any(one.speaking for one in mine):
        rows.append([Button(t("Back to this chat"), "cs:off")])
    return out.done([*rows, [Button(t("Link another"), "cn:")]])


def _how(t: Texts) -> Rich:
    """How a channel is linked, with the keyboard that lets one be chosen."""
    out = Writer()
    out.line(t("I can post into a channel of yours, and you manage it from here."), "bold")
    out.line(t("Choose it with the button below, or make me an administrator there who may post, and write:"))
    out.line(t("/channel @name – or forward me a post of the channel"))
    choice: dict[str, Any] = {
        "request_id": REQUEST, "chat_is_channel": True, "user_administrator_rights": RIGHTS,
        "bot_administrator_rights": RIGHTS, "request_title": True, "request_username": True,
    }  # fmt: skip
    keyboard = {
        "keyboard": [[{"text": t("Choose a channel"), "request_chat": choice}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }
    return Rich(out.done().text, out.done().spans, keyboard=keyboard)


async def another_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Say how a further channel is linked."""
    return Reply().say(_how(texts(request.lang))).done()


async def link_pressed(request: Request, services: Services, value: str) -> Reaction:
    """The button of the offer that follows the bot's arrival in a channel."""
    t = texts(request.lang)
    if not CHAT_NUMBER.fullmatch(value) or request.chat_type != "private":
        return Reaction(toast=t("This button is too old; please type the command again."), alarm=True)
    return await linked(request, services, int(value))


async def linked(request: Request, services: Services, which: int | str) -> Reaction:
    """Link a channel if the person and the bot may post there, or say what is missing."""
    t = texts(request.lang)
    standing = await services.channels.look(which, request.user_id or 0)
    if standing is None or not standing.person_may or not standing.bot_may:
        return Reply().say(Writer().line(_missing(standing, t)).done()).done()
    return _link(request, standing, t)


def _missing(standing: ChannelStanding | None, t: Texts) -> str:
    # Of a channel without a public name nobody learns but who runs it: not its title, and not that it is there.
    if standing is None or not (standing.person_may or standing.username):
        return t("I do not find that channel. Make me an administrator there, then try again.")
    name = shortened(f"@{standing.username}" if standing.username else standing.title, NAME)
    if not standing.bot_may:
        return t("Make me an administrator of {name} who may post, then try again.", name=name)
    return t("Only administrators of {name} who may post there can link it.", name=name)


def _link(request: Request, standing: ChannelStanding, t: Texts) -> Reaction:
    reply = Reply()
    reply.write(
        lambda c: subscribers.ensure(
            c, standing.id, "channel", request.lang, request.timezone, request.now, standing.title, None, request.script
        )
    )
    reply.write(lambda c: subscribers.unblock(c, standing.id))
    reply.write(
        lambda c: channels.link(c, standing.id, request.chat_id, standing.title, standing.username, request.now)
    )
    name = shortened(f"@{standing.username}" if standing.username else standing.title, NAME)
    out = Writer()
    out.line(t("{name} is linked.", name=name), "bold")
    _spoken(out, name, t)
    made = out.done()
    return reply.say(Rich(made.text, made.spans, keyboard={"remove_keyboard": True})).done()


def _spoken(out: Writer, name: str, t: Texts) -> None:
    out.line(t("From now on /watch, /unwatch, /watches, /settings and /stop are for {name}.", name=name))
    out.line(t("Answers come here, alerts go there. /channel off makes them yours again."))


async def speak_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Speak for a channel, or with "off" for this chat again."""
    t = texts(request.lang)
    if value == "off":
        said = Writer().line(t("Your commands are for this chat again.")).done()
        reply = Reply().write(lambda c: channels.speak(c, None, request.chat_id))
        return reply.say(said, edit=request.pressed).done()
    one = await _mine(request, services, value)
    if one is None:
        return Reaction(toast=t("This channel is not linked any more."), alarm=True)
    standing = await services.channels.look(one.channel_id, request.user_id or 0)
    if standing is None or not standing.person_may:
        reply = Reply().write(lambda c: channels.unlink(c, one.channel_id, request.chat_id))
        return reply.done(t("You no longer manage this channel from here. /channel links it again."), alarm=True)
    out = Writer()
    _spoken(out, shortened(one.name, NAME), t)
    reply = Reply().write(lambda c: channels.speak(c, one.channel_id, request.chat_id))
    return reply.say(out.done(), edit=request.pressed).done()


async def unlink_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Unlink: asked about first where nobody else manages the channel ("<id>"), then done ("<id>:yes")."""
    t = texts(request.lang)
    number, _, sure = value.partition(":")
    one = await _mine(request, services, number)
    if one is None:
        return Reaction(toast=t("This channel is not linked any more."), alarm=True)
    name = shortened(one.name, NAME)
    async with services.db.read() as c:
        alone = one.channel_id in await channels.alone(c, request.chat_id)
        kept = await watches.count(c, one.channel_id)
    if alone and not sure:
        out = Writer()
        out.line(
            t("Nobody else manages {name}: once unlinked it gets no alerts, and its watches are erased.", name=name)
        )
        told = t.n("{n} watch", "{n} watches", kept)
        rows = [[Button(t("Yes, unlink it ({watches})", watches=told), f"cu:{number}:yes")],
                [Button(t("No"), "cl:list")]]  # fmt: skip
        return Reply().say(out.done(rows), edit=request.pressed).done()
    reply = Reply()
    if alone:
        reply.write(lambda c: subscribers.forget(c, one.channel_id))
    reply.write(lambda c: channels.unlink(c, one.channel_id, request.chat_id))
    return reply.say(Writer().line(t("{name} is unlinked.", name=name)).done(), edit=request.pressed).done()


async def list_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Back to the list, in place."""
    return await _listed(request, services)


async def _mine(request: Request, services: Services, value: str) -> Linked | None:
    if not CHAT_NUMBER.fullmatch(value):
        return None
    async with services.db.read() as c:
        return await channels.get(c, int(value), request.chat_id)


async def opened(request: Request, services: Services, value: str) -> Reaction:
    """A press of a reader under a post of a channel: the story opens in private, since a post is everybody's."""
    async with services.db.read() as c:
        story = await deliveries.story_of(c, request.chat_id, request.pressed or 0)
    number = str(story) if story is not None else value.partition(":")[0]
    address = link(services.bot_name, "story", number) if number.isdecimal() else None
    if address is None:
        return Reaction(toast=texts(request.lang)("This story is no longer stored."), alarm=True)
    return Reaction(url=address)
