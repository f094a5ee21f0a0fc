"""Who may post in a channel, asked of Telegram anew each time: rights come and go."""

from telegram import Bot, Chat
from telegram.error import BadRequest, Forbidden

from bot.chat.requests import administers
from bot.services import ChannelStanding


class ChannelRights:
    """Looks channels up; what is only a fault of the network is raised, and the update tried again."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot

    async def look(self, channel: int | str, person: int) -> ChannelStanding | None:
        """A channel by number or @name, with what the person and the bot may do there; None where there is none."""
        try:
            chat = await self.bot.get_chat(channel)
        except (BadRequest, Forbidden):
            return None
        if chat.type != Chat.CHANNEL:
            return None
        person_may, bot_may = await self._may(chat.id, person), await self._may(chat.id, self.bot.id)
        return ChannelStanding(chat.id, chat.title or "", chat.username, person_may, bot_may)

    async def _may(self, channel: int, user: int) -> bool:
        try:
            return administers(await self.bot.get_chat_member(channel, user), Chat.CHANNEL)
        except (BadRequest, Forbidden):
            return False
