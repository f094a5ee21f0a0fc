"""The figures of a period: counted from rows, told apart by language, nothing made of nothing."""

from datetime import datetime, timedelta

import pytest

from storage import reports
from storage.database import Database
from storage.figures import Figures, Spread, figures, spread
from storage.moments import stamp
from tests.unit.storage.builders import (
    DAY,
    MINUTE,
    NOW,
    add_chat,
    add_feed,
    claimed,
    commit,
    decision,
    entry,
    execute,
    move,
)


async def counted(db: Database, days: int = 7, until: datetime = NOW + DAY) -> Figures:
    async with db.read() as c:
        return await figures(c, until, days)


async def sent(
    db: Database, key: str, chat: int, kind: str, at: datetime, story: int | None = None, **other: object
) -> None:
    values = {"state": "sent", "released": 0, **other}
    await execute(
        db,
        "INSERT INTO outbox (key, chat_id, lane, kind, story_id, state, released, due_at, created_at, sent_at)"
        " VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?)",
        key, chat, kind, story, values["state"], values["released"], stamp(at), stamp(at), stamp(at),
    )  # fmt: skip


async def story(db: Database, published: datetime | None = NOW - 30 * MINUTE) -> int:
    """A story whose article was seen at NOW."""
    (item,) = await claimed(db, entry("Tara Qvist leaves Quorvexa", guid=str(published), at=published))
    await commit(db, item, decision(item, move("Tara Qvist", "Quorvexa", "Bravik")))
    await execute(db, "UPDATE items SET fetched_at = ?, lang = 'en', backlog = 0", stamp(NOW))
    await execute(db, "DELETE FROM outbox")
    return 1


async def test_an_empty_store_has_no_delay_and_no_judgement(db: Database) -> None:
    it = await counted(db)
    assert it.now == it.before
    assert (it.now.items, it.now.alerts, it.now.questions, it.watches, it.busiest) == ({}, {}, 0, 0, ())
    assert (it.delays[""].whole, it.delays[""].sent) == (None, None)
    assert (it.judged.chats, it.judged.mistaken) == (0, 0)


async def test_messages_are_counted_by_the_chats_language_and_each_period_by_itself(db: Database) -> None:
    await add_chat(db, 5)
    await add_chat(db, 6)
    await execute(db, "UPDATE subscribers SET lang = 'zh' WHERE chat_id = 6")
    for n, (chat, kind, ago) in enumerate(
        [(5, "alert", 0), (5, "development", 1), (6, "mention", 6), (6, "edit", 0), (5, "digest", 0), (7, "alert", 0),
         (5, "alert", 8), (5, "reply", 0), (5, "broadcast", 0)]
    ):  # fmt: skip
        await sent(db, str(n), chat, kind, NOW - ago * DAY)
    await sent(db, "told", 6, "alert", NOW, state="told")
    await sent(db, "failed", 6, "alert", NOW, state="failed")
    it = await counted(db)
    assert it.now.alerts == {"id": 2, "zh": 2, "": 1}
    assert (it.now.edits, it.now.digests) == ({"zh": 1}, {"id": 1})
    assert (it.before.alerts, it.before.edits) == ({"id": 1}, {})
    assert it.chats == {("id", "active"): 1, ("zh", "active"): 1}


async def test_the_delay_parts_at_the_moment_of_being_seen_and_leaves_out_what_was_kept(db: Database) -> None:
    number = await story(db)
    for n, minutes in enumerate((1, 2, 3, 4)):
        await sent(db, f"a{n}", n, "alert", NOW + minutes * MINUTE, number)
    await sent(db, "kept", 9, "alert", NOW + timedelta(hours=9), number, released=1)
    await sent(db, "digest", 9, "alert", NOW + timedelta(hours=9), number, state="told")
    delays = (await counted(db)).delays
    assert set(delays) == {"", "en"} and delays[""] == delays["en"]
    sent_after, seen_after, whole = delays[""].sent, delays[""].seen, delays[""].whole
    assert sent_after is not None and seen_after is not None and whole is not None
    assert sent_after.count == 4
    assert [round(x) for x in (sent_after.median, sent_after.p90)] == [120, 240]
    assert [round(x) for x in (seen_after.median, whole.p90)] == [1800, 1800 + 240]


async def test_a_source_that_gives_no_time_has_no_delay_from_publication(db: Database) -> None:
    number = await story(db, published=None)
    await sent(db, "a", 5, "alert", NOW + MINUTE, number)
    delays = (await counted(db)).delays[""]
    assert delays.whole is None and delays.seen is None
    assert delays.sent is not None and delays.sent.count == 1


async def test_precision_rests_on_reports_that_an_administrator_has_found_right(db: Database) -> None:
    number = await story(db)
    for chat in (5, 6, 7):
        await add_chat(db, chat)
        await sent(db, f"a{chat}", chat, "alert", NOW, number)
    await sent(db, "other", 8, "alert", NOW, None)
    async with db.write() as c:
        await reports.report(c, 5, number, "person", NOW)
        await reports.report(c, 6, number, "no_move", NOW)
        await reports.report(c, 7, number, "no_move", NOW)
        await reports.withdraw(c, 7, number)
    it = (await counted(db)).judged
    assert (it.chats, it.reports, it.right, it.wrong, it.mistaken) == (2, 2, 0, 0, 0)
    await execute(db, "UPDATE reports SET state = 'upheld' WHERE state = 'open'")
    it = (await counted(db)).judged
    assert (it.right, it.mistaken) == (2, 3)


async def test_only_names_that_many_chats_watch_are_named(db: Database) -> None:
    for chat in range(1, 6):
        await add_chat(db, chat, "Quorvexa", *(("Secret Mate",) if chat < 5 else ()))
    it = await counted(db)
    assert it.watches == 9
    assert it.busiest == (("~quorvexa", "Quorvexa", 5),)


async def test_articles_and_questions_are_counted_where_they_came(db: Database) -> None:
    feed = await add_feed(db)
    assert feed
    await story(db)
    row = (
        "INSERT INTO questions (chat_id, question, answer, answered, evidence, asked_at)"
        " VALUES (5, '?', '', ?, '[]', ?)"
    )
    await execute(db, row, 1, stamp(NOW))
    await execute(db, row, 0, stamp(NOW))
    await execute(db, row, 1, stamp(NOW - 10 * DAY))
    it = await counted(db)
    assert (it.now.items, it.now.talent, it.now.stories) == ({"en": 1}, {"en": 1}, 1)
    assert (it.now.questions, it.now.answered, it.before.questions) == (2, 1, 1)


@pytest.mark.parametrize(
    ("times", "found"),
    [((), None), ((3.0,), Spread(3, 3, 1)), (range(1, 11), Spread(5, 9, 10)), ((9.0, 1.0), Spread(1, 9, 2))],
)
def test_median_and_ninetieth_are_by_nearest_rank(times: tuple[float, ...], found: Spread | None) -> None:
    assert spread(times) == found
