"""What an administrator sees of a broadcast under way: its page edited every few seconds, and a report at the end."""

from datetime import datetime, timedelta

from bot.locales.texts import texts
from bot.pages.broadcast import progress_page, report
from storage import broadcasts, outbox, subscribers
from storage.broadcasts import Broadcast, Progress
from storage.database import Connection, Database
from storage.outbox import NewMessage

SHOWN_EVERY = timedelta(seconds=5)


async def tell_progress(db: Database, now: datetime) -> bool:
    """Show how far each broadcast has come, and report those that are done; whether anything is to be sent."""
    if not await db.read_whole(lambda c: _due(c, now)):
        return False
    async with db.write() as c:
        # Once more, now that nobody can stop one meanwhile.
        due = await _due(c, now)
        for one, so_far in due:
            await _tell(c, one, so_far, now)
    return bool(due)


async def _due(c: Connection, now: datetime) -> list[tuple[Broadcast, Progress]]:
    """Those that are done, and those of which there is something new to show."""
    found = [(one, await broadcasts.progress(c, one.id)) for one in await broadcasts.running(c)]
    return [(one, so_far) for one, so_far in found if _done(so_far) or (_old(one, now) and so_far != one.shown)]


def _done(so_far: Progress) -> bool:
    return so_far.waiting + so_far.held == 0


def _old(one: Broadcast, now: datetime) -> bool:
    return one.shown_at is None or now - one.shown_at >= SHOWN_EVERY


async def _tell(c: Connection, one: Broadcast, so_far: Progress, now: datetime) -> None:
    chat = await subscribers.get(c, one.chat_id)
    t = texts(chat.lang if chat else "en")
    done, key = _done(so_far), f"broadcast-page:{one.chat_id}:{one.id}"
    if done:
        await broadcasts.ended(c, one.id, "done")
        told = report(one, so_far, t).as_payload()
        await outbox.put(c, [NewMessage(f"{key}:report", one.chat_id, "reply", told)], now)
    else:
        await broadcasts.shown(c, one.id, so_far, now)
    if one.page_id is not None:
        page = (report(one, so_far, t) if done else progress_page(one, so_far, t)).as_payload() | {"edit": one.page_id}
        state = "done" if done else now.timestamp()  # a key of its own: the last may come in the moment of another
        await outbox.put(c, [NewMessage(f"{key}:{state}", one.chat_id, "reply", page)], now)
