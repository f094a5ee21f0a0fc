"""What is told of Telegram's own faults: to those who run the bot, and to the chat whose answer came to nothing.

| fault | administrators | the chat |
| --- | --- | --- |
| nobody answers for ``LONG`` | once it is over: since when, how much waited | nothing; all comes in order |
| 429 for all, as long | once it is over | nothing; all comes in order |
| a message is refused, or at fault itself | the first of a day; /health counts all | that its answer went wrong |
| no pictures or files in a chat | nothing | that it does not take them |
| another program takes the updates | the first of a day | nothing |
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import administrators
from bot.locales.texts import Texts, texts
from bot.pages.rich import Rich, Writer
from storage import deliveries, outbox, subscribers
from storage.database import Connection
from storage.outbox import NewMessage, OutboxRow

LONG = timedelta(minutes=5)
ANSWERS = ("reply", "flow", "export")
IN_PLACE = "instead:"  # begins the keys of what comes in place of an answer


@dataclass(frozen=True, slots=True)
class Notes:
    """Writes notes into the outbox, each in the caller's transaction; ``people`` gives those who run the bot."""

    people: Callable[[], Sequence[int]] = tuple

    async def back(self, c: Connection, since: datetime, now: datetime) -> None:
        """Telegram answers again."""
        if now - since >= LONG:
            waiting = await deliveries.waiting(c)
            await self._tell(c, f"back:{now.timestamp():.0f}", lambda t, zone: back(since, now, waiting, t, zone), now)

    async def paused(self, c: Connection, until: datetime, now: datetime) -> None:
        """Nothing may be sent before a moment: what is written now comes once that is over."""
        if until - now >= LONG:
            await self._tell(c, f"paused:{until:%Y%m%d%H}", lambda t, zone: paused(until, t, zone), now)

    async def conflict(self, c: Connection, now: datetime) -> None:
        """Another program takes this bot's updates."""
        await self._tell(c, f"conflict:{now:%Y%m%d}", lambda t, zone: conflict(t), now)

    async def refused(self, c: Connection, row: OutboxRow, why: str, now: datetime, *, files: bool) -> None:
        """A message is given up."""
        if not files:
            await self._tell(c, f"refused:{now:%Y%m%d}", lambda t, zone: refused(row.kind, why, t), now)
        if row.kind in ANSWERS and row.lane == outbox.REPLY and not row.key.startswith(IN_PLACE):
            chat = await subscribers.get(c, row.chat_id)
            payload = instead(texts(chat.lang if chat else "en"), files=files).as_payload()
            put = NewMessage(f"{IN_PLACE}{row.id}", row.chat_id, "reply", payload, thread_id=row.thread_id)
            await outbox.put(c, [put], now)

    async def _tell(self, c: Connection, key: str, note: administrators.Note, now: datetime) -> None:
        await administrators.tell(c, self.people(), f"telegram:{key}", note, now)


def back(since: datetime, until: datetime, waiting: int, t: Texts, zone: str) -> Rich:
    """That Telegram could not be reached, and what waited for it."""
    out = Writer()
    out.line(
        t(
            "Telegram could not be reached from {since} to {until}.",
            since=t.moment(since, zone),
            until=t.moment(until, zone),
        ),
        "bold",
    )
    out.line(t.n("{n} message waited and comes now.", "{n} messages waited and come now, in their order.", waiting))
    return out.done()


def paused(until: datetime, t: Texts, zone: str) -> Rich:
    """That Telegram wanted nothing to be sent."""
    out = Writer()
    out.line(t("Telegram asked me to send nothing to anybody before {until}.", until=t.moment(until, zone)), "bold")
    return out.line(t("Nothing was lost: what waited comes now, in its order.")).done()


def refused(kind: str, why: str, t: Texts) -> Rich:
    """That Telegram does not take a message."""
    out = Writer()
    out.line(t("Telegram does not take one of my messages ({kind}).", kind=kind), "bold").line(why[:300])
    out.line(t("I leave it out and go on. /health counts those of a day, and the log names them."))
    return out.done()


def conflict(t: Texts) -> Rich:
    """That somebody else is served in our place."""
    out = Writer()
    out.line(t("Another program takes my updates from Telegram, so I miss commands."), "bold")
    return out.line(t("Stop it, or get a new token from @BotFather and give it to me.")).done()


def instead(t: Texts, *, files: bool) -> Rich:
    """What comes in place of an answer that Telegram does not take."""
    if files:
        return (
            Writer().line(t("I may not send pictures or files here; this chat's administrators can allow it.")).done()
        )
    told = t("Something went wrong here, and it is noted. Please try once more, or in other words.")
    return Writer().line(told).done()
