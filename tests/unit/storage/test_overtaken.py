"""What waits for a digest and has been overtaken: shown by a preview, or told by a wave that has grown."""

from datetime import timedelta

from feeds.model import Watched
from storage import outbox, subscribers, watches, waves
from storage.database import Database
from storage.outbox import ALERT, NewMessage
from tests.unit.storage.builders import NOW, execute, rows

CHAT = 7


async def test_what_a_preview_shows_is_kept_for_no_digest(db: Database) -> None:
    async with db.write() as c:
        messages = [NewMessage(f"alert:{CHAT}:{n}:0", CHAT, "alert", {}, ALERT, story_id=n) for n in (1, 2, 4)]
        await outbox.put(c, messages, NOW)
        await c.run("UPDATE outbox SET state = 'held'")
        await outbox.shown(c, CHAT, [1, 3, 4], [1], NOW)
    found = await rows(db, "SELECT story_id, state FROM outbox ORDER BY story_id")
    assert found == [(1, "shown"), (2, "held"), (3, "shown"), (4, "held")], "4 was counted only, and stays"


async def test_of_a_wave_that_grows_while_it_is_kept_the_later_alone_is_told(db: Database) -> None:
    async with db.write() as c:
        await subscribers.ensure(c, CHAT, "private", "en", "UTC", NOW)
        await watches.add(c, CHAT, Watched("~norvale", "Norvale", ("Norvale",)), "Norvale", NOW)
        await waves.tell(c, "~norvale", NOW, ["a", "b", "c"], ["~norvale"], {}, NOW, 1)
        await waves.tell(c, "~bravik", NOW, ["a", "b", "c"], ["~norvale"], {}, NOW, 1)
    await execute(db, "UPDATE outbox SET state = 'held'")
    async with db.write() as c:
        await waves.tell(c, "~norvale", NOW, "abcdef", ["~norvale"], {}, NOW + timedelta(hours=1), 1)
    found = await rows(db, "SELECT substr(key, 1, 13), state FROM outbox ORDER BY id")
    assert found == [("wave:7:~norva", "dropped"), ("wave:7:~bravi", "held"), ("wave:7:~norva", "pending")]
