"""A private chat that speaks for a channel: its commands and presses act on the channel, its replies stay in private.

1. A command of ``SPOKEN`` acts on the channel that the chat speaks for, a press on the one that its message is about.
2. Whoever asks must be an administrator there who may post, at this moment; who is not has lost the link.
3. The request is then the channel's; what is said goes to the private chat, under a heading that names the channel.
"""

from dataclasses import replace

from bot.chat.reaction import Outgoing, Reaction, Reply, Request
from bot.locales.texts import texts
from bot.pages.cards import shortened
from bot.pages.rich import Rich, Writer, headed
from bot.services import Services
from storage import channels, subscribers

# What a channel gets and how; asking, data and erasure stay the private chat's own.
SPOKEN = frozenset(
    {"watch", "watches", "unwatch", "settings", "digest", "quiet", "language", "timezone", "stop"}
)  # fmt: skip
NAME = 40  # characters of a channel's title in a heading


async def spoken(request: Request, services: Services) -> Request:
    """The request itself, or what it is for the channel; ``may_change`` is False where the rights are gone."""
    if request.chat_type != "private" or request.user_id is None:
        return request
    async with services.db.read() as c:
        if request.pressed is not None:
            channel = await channels.of_message(c, request.chat_id, request.pressed)
        else:
            channel = await channels.spoken_for(c, request.chat_id) if request.command in SPOKEN else None
        if channel is None:
            return request
        linked = await channels.get(c, channel, request.chat_id)
        row = await subscribers.get(c, channel)
    standing = await services.channels.look(channel, request.user_id) if linked and row else None
    if linked is None or row is None or standing is None or not standing.person_may:
        return replace(request, may_change=False, channel=channel, heading=linked.name if linked else "")
    return replace(
        request,
        chat_id=channel,
        chat_type="channel",
        chat_title=standing.title,
        first_name="",
        username=standing.username,
        lang=row.lang,
        script=row.script,
        timezone=row.timezone,
        known=True,
        answer_to=request.chat_id,
        channel=channel,
        heading=texts(row.lang)("Channel {name}:", name=shortened(linked.name, NAME)),
    )


def refusal(request: Request) -> str:
    """Why a press or a command for a channel does nothing."""
    return texts(request.lang)("You no longer manage this channel from here. /channel links it again.")


def refused(request: Request, *, pressed: bool) -> Reaction:
    """A command or press of somebody who may not speak for the channel any more: the link ends."""
    channel = request.channel
    if channel is None:
        return Reaction(toast=refusal(request), alarm=True)
    reply = Reply().write(lambda c: channels.unlink(c, channel, request.chat_id))
    if pressed:
        return reply.done(refusal(request), alarm=True)
    return reply.say(Writer().line(refusal(request)).done()).done()


def shown(request: Request, message: Outgoing) -> Rich:
    """A message as the private chat gets it."""
    return headed(message.rich, request.heading) if request.answer_to is not None else message.rich
