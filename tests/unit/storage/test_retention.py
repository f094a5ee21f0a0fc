"""What is forgotten at which age, and what stays; the clock is stepped, and nobody waits long for the writer."""

import asyncio
from datetime import datetime, timedelta

import pytest

from feeds.intake.canonical import new_items
from feeds.model import Answer, Decision, Entry, FeedDocument, FetchOutcome, Reading
from storage import (
    archive,
    callbacks,
    inbox,
    outbox,
    questions,
    retention,
    stories_muted,
    subscribers,
    watches,
    waves,
)
from storage.database import Database
from storage.feeds import Feeds
from storage.inbox import Received
from storage.items import Items
from storage.moments import stamp
from storage.outbox import NewMessage
from storage.retention import BATCH, forget_old
from tests.unit.storage.builders import (
    AGES,
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
    poll,
    rows,
    value,
    words,
)


async def count(db: Database, table: str) -> object:
    return await value(db, f"SELECT COUNT(*) FROM {table}")


async def gone(db: Database, kind: str, age: timedelta, since: datetime = NOW) -> tuple[int, int, int]:
    """How many of a kind go a moment before an age, a moment after it, and then once more."""
    moments = (since + age - MINUTE, since + age + MINUTE, since + age + MINUTE)
    early, due, again = [(await forget_old(db, AGES, moment)).get(kind, 0) for moment in moments]
    return early, due, again


async def test_articles_expire_and_of_a_storys_source_title_and_address_stay(db: Database) -> None:
    title = "Rara Senja leaves Norvale for Tindra"
    told, plain, waiting = await claimed(
        db, entry(title, "https://kabar.example/rara"), entry("Of no interest at all"), entry("Not read yet at all")
    )
    await commit(db, told, decision(told, move("Rara", "Norvale", "Tindra")))
    await commit(db, plain, Decision(plain.id, "none", Reading(plain.article, "en", False, 0.0)))
    assert await gone(db, "articles", AGES.articles) == (0, 2, 0)
    kept = await rows(db, "SELECT id, title, url, text <> '' FROM items ORDER BY id")
    assert kept == [
        (int(told.id), title, "https://kabar.example/rara", 0),
        (int(waiting.id), "Not read yet at all", None, 1),
    ]
    async with db.read() as c:
        assert await archive.search(c, ["rara"]) == []
        assert await archive.search(c, ["interest"]) == []
    assert await count(db, "item_search") == 0
    assert await value(db, "SELECT COUNT(*) FROM item_identities WHERE item_id = ?", int(plain.id)) == 0
    assert await value(db, "SELECT quotes || ahead FROM items WHERE id = ?", int(told.id)) == "[][]"
    assert await rows(db, "SELECT evidence FROM moves") == [("Rara leaves Norvale for Tindra.",)]


async def test_an_article_that_its_feed_shows_for_longer_than_it_is_kept_is_forgotten_once_and_for_all(
    db: Database,
) -> None:
    """Else it would be read anew at each age, counted as news of its feed, and its page fetched once more."""
    feed_id, later = await add_feed(db), NOW + AGES.articles + DAY
    ancient = entry("Of no interest, years ago", at=NOW - 3 * AGES.articles)
    plain = entry("Of no interest at all")
    queue = Feeds(db, AGES.articles)

    async def shown(at: datetime, *entries: Entry) -> int:
        items = new_items(FeedDocument("rss20", "Kabar", entries))
        return (await queue.record(FetchOutcome(feed_id, at, at, "new", items=items, http_status=200))).new

    assert await shown(NOW, plain, ancient) == 2, "a first fetch takes everything"
    await execute(db, "UPDATE items SET state = 'done'")
    assert (await forget_old(db, AGES, later))["articles"] == 2
    assert await shown(later, entry("Something new", at=later), plain, ancient) == 1
    assert await rows(db, "SELECT title FROM items") == [("Something new",)]


async def test_messages_that_ended_go_and_those_that_wait_stay(db: Database) -> None:
    waiting = ("pending", "claimed", "sending", "held", "telling")
    states = (*waiting, "sent", "told", "failed", "dropped", "shown")
    async with db.write() as c:
        await outbox.put(c, [NewMessage(s, 1, "reply", {"text": "hello"}) for s in states], NOW)
        await c.run("UPDATE outbox SET state = key")
    assert await gone(db, "messages", AGES.messages) == (0, 5, 0)
    assert await rows(db, "SELECT key FROM outbox ORDER BY id") == [(state,) for state in waiting]


@pytest.mark.parametrize("relation", ["source", "development"])
async def test_a_story_that_still_goes_on_is_never_told_twice_and_its_alert_is_still_edited_and_replied_to(
    db: Database, relation: str
) -> None:
    """However old its alert: the story's last report counts, and a story is found for ten days after it."""
    (item,) = await claimed(db, entry("Rara leaves Norvale for Tindra"))
    told = move("Rara", "Norvale", "Tindra")
    await add_chat(db, 1, "Norvale")
    await commit(db, item, decision(item, told))
    await execute(db, "UPDATE outbox SET state = 'sent', message_id = 5")
    later = NOW + AGES.messages + 20 * DAY
    await execute(db, "UPDATE stories SET last_at = ?", stamp(later - 9 * DAY))
    assert "messages" not in await forget_old(db, AGES, later)
    await execute(db, "UPDATE items SET state = 'claimed'")
    again = decision(item, told, relation, 1)
    await commit(db, item, again, later)
    added = await rows(db, "SELECT kind, reply_to_key FROM outbox ORDER BY id")
    expected = "development" if relation == "development" else "edit"
    assert added == [("alert", None), (expected, "alert:1:1:0")]


async def test_the_alert_of_a_story_that_has_come_to_rest_goes_with_its_edits(db: Database) -> None:
    (item,) = await claimed(db, entry("Rara leaves Norvale for Tindra"))
    await add_chat(db, 1, "Norvale")
    await commit(db, item, decision(item, move("Rara", "Norvale", "Tindra")))
    async with db.write() as c:
        await stories_muted.mute(c, 1, 1, NOW)
        await c.run("UPDATE outbox SET state = 'sent'")
        await c.run("UPDATE stories SET last_at = ?", (stamp(NOW + 30 * DAY),))
    assert await gone(db, "messages", AGES.messages, NOW + 30 * DAY) == (0, 2, 0)
    assert (await count(db, "outbox"), await count(db, "muted_stories"), await count(db, "stories")) == (0, 0, 1)


async def test_questions_and_conversations_go(db: Database) -> None:
    async with db.write() as c:
        await questions.record(c, 1, "who left?", Answer("Rara", True, (), ("Rara",)), None, NOW)
        await questions.keep(c, 1, None, ["who left?"], NOW)
    assert await gone(db, "conversations", questions.FORGOTTEN_AFTER) == (0, 1, 0)
    assert await gone(db, "questions", AGES.questions) == (0, 1, 0)


async def test_buttons_and_fetches_go(db: Database) -> None:
    await claimed(db, entry("Of no interest at all"))
    async with db.write() as c:
        await callbacks.keep(c, 1, "w:Norvale", NOW)
    assert await gone(db, "fetches", AGES.fetches) == (0, 1, 0)
    assert await gone(db, "buttons", AGES.buttons) == (0, 1, 0)


async def test_updates_go_once_they_are_handled(db: Database) -> None:
    async with db.write() as c:
        await inbox.accept(c, [Received(n, 1, "{}") for n in (1, 2, 3, 4)], NOW)
        await c.run("UPDATE inbox SET state = 'done' WHERE update_id <> 2")
    assert await gone(db, "updates", AGES.updates) == (0, 3, 0)
    assert await rows(db, "SELECT update_id, state FROM inbox ORDER BY 1") == [(2, "new")]


async def test_a_pause_goes_when_it_is_over(db: Database) -> None:
    async with db.write() as c:
        await outbox.pause(c, 1, NOW)
    assert await gone(db, "pauses", timedelta()) == (0, 1, 0)


async def test_a_name_goes_once_nobody_watches_it_and_the_names_that_are_watched_are_not_read_anew(
    db: Database,
) -> None:
    await add_chat(db, 1, "Norvale", "Tindra")
    await add_chat(db, 2, "Norvale")
    assert await forget_old(db, AGES, NOW) == {}
    async with db.write() as c:
        for one in await watches.of_chat(c, 1):
            await watches.remove(c, 1, one.id)
    queue = Items(db, words)
    before = await queue.watched_version()
    assert (await forget_old(db, AGES, NOW))["names"] == 1
    assert await rows(db, "SELECT name FROM targets") == [("Norvale",)]
    changed = await queue.watched_version()
    assert changed > before
    assert await forget_old(db, AGES, NOW) == {}
    assert await queue.watched_version() == changed


async def test_a_wave_goes_once_no_later_one_looks_back_at_it(db: Database) -> None:
    await add_chat(db, 1, "Norvale")
    async with db.write() as c:
        await waves.tell(c, "norvale", NOW - 30 * DAY, ("rara", "milan"), ("norvale",), {}, NOW, 1)
    assert await gone(db, "waves", 90 * DAY) == (0, 1, 0)
    async with db.read() as c:
        assert await waves.told(c, ("norvale",), NOW - 60 * DAY) == []


async def test_a_chat_that_has_shut_the_bot_out_is_forgotten_unless_it_comes_back(db: Database) -> None:
    await add_chat(db, 1, "Norvale")
    await add_chat(db, 2, "Norvale")
    await add_chat(db, 3, "Norvale")
    async with db.write() as c:
        await subscribers.set_state(c, 1, "blocked")
        await subscribers.set_state(c, 2, "blocked")
        await subscribers.set_state(c, 3, "stopped")
    assert await forget_old(db, AGES, NOW) == {}
    async with db.write() as c:
        await subscribers.set_state(c, 2, "active")
    assert await forget_old(db, AGES, NOW + DAY) == {}
    async with db.write() as c:
        await subscribers.set_state(c, 2, "blocked")
    assert await forget_old(db, AGES, NOW + 2 * DAY) == {}
    assert await gone(db, "chats", AGES.gone) == (0, 1, 0)
    assert await rows(db, "SELECT DISTINCT chat_id FROM watches ORDER BY chat_id") == [(2,), (3,)]


async def test_many_rows_go_in_batches_between_which_others_write(db: Database) -> None:
    """Each of ten batches lets a writer in that asked before it."""
    many = 10 * BATCH
    async with db.write() as c:
        await c.many(
            "INSERT INTO outbox (key, chat_id, lane, kind, state, due_at, created_at)"
            " VALUES (?, 1, 0, 'reply', 'sent', ?, ?)",
            [(f"reply:{n}:0", stamp(NOW), stamp(NOW)) for n in range(many)],
        )
    seen: list[object] = []

    async def others() -> None:
        while not seen or seen[-1]:
            async with db.write() as c:
                seen.append(await c.value("SELECT COUNT(*) FROM outbox"))

    async with asyncio.TaskGroup() as group:
        group.create_task(others())
        group.create_task(forget_old(db, AGES, NOW + AGES.messages + MINUTE))
    assert {many - n * BATCH for n in range(11)} <= {int(str(n)) for n in seen}


async def test_a_year_of_articles_goes_in_batches_and_out_of_the_search(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "ARTICLES_AT_ONCE", 7)
    found = await claimed(db, *(entry(f"Norvale opens office {n}") for n in range(40)))
    for item in found:
        await commit(db, item, Decision(item.id, "none", Reading(item.article, "en", False, 0.0)))
    await poll(db, 1, entry("Norvale opens the last office"), at=NOW + DAY)
    assert (await forget_old(db, AGES, NOW + AGES.articles + MINUTE))["articles"] == 40
    assert (await count(db, "items"), await count(db, "item_search"), await count(db, "item_identities")) == (1, 0, 1)
