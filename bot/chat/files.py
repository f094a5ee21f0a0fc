"""Files that people send, downloaded from Telegram."""

from telegram import Bot
from telegram.error import BadRequest, InvalidToken

from bot.logs import redacted
from bot.services import FileError


class TelegramFiles:
    """Downloads files; their size is looked at before anything of them is fetched."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot

    async def content(self, id: str, most: int) -> bytes:
        """A file's bytes; FileError where there are more than ``most``, or Telegram has it no longer.

        What is only a fault of the network is raised, and the update tried again.
        """
        try:
            file = await self.bot.get_file(id)
            if (file.file_size or 0) > most:
                raise FileError("too large", large=True)
            content = bytes(await file.download_as_bytearray())
        except BadRequest as error:  # too big for bots, or long gone
            raise FileError(redacted(str(error)), large="too big" in str(error).lower()) from error
        except InvalidToken as error:  # so the library calls every 404: the file is gone
            raise FileError("no longer there") from error
        if len(content) > most:
            raise FileError("too large", large=True)
        return content
