"""Chats: their settings, their erasure, and the move of a group to a supergroup."""

from feeds.model import Answer, CatalogChange, Evidence
from storage import (
    access,
    awaited,
    broadcasts,
    callbacks,
    channels,
    entities,
    feed_list,
    imports,
    inbox,
    lists,
    outbox,
    questions,
    reports,
    stories_muted,
    subscribers,
    watches,
)
from storage.database import Database
from storage.feed_list import FeedSpec
from storage.inbox import Received
from storage.items import Items
from storage.moments import stamp
from storage.outbox import ALERT, REPLY, NewMessage
from storage.subscribers import CHAT_TABLES
from tests.unit.storage.builders import (
    NOW,
    add_chat,
    claimed,
    commit,
    decision,
    entry,
    execute,
    move,
    rows,
    words,
)

GROUP, SUPER = -4242, -1004242


async def live(db: Database, chat: int) -> None:
    """Give a chat something in every table that can hold something of it."""
    await add_chat(db, chat, "Norvale", f"Secret of {chat}")
    async with db.write() as c:
        base, letter = abs(chat) * 10, "abcdefghij"[chat % 10]
        updates = [Received(base + n, chat, f'{{"chat": {chat}}}') for n in range(3)]
        await inbox.accept(c, updates, NOW)
        await inbox.claim(c, 50)
        await inbox.done(c, base, NOW)
        await inbox.claim(c, 50)
        await outbox.put(c, [NewMessage(f"reply:{base}:0", chat, "text", {"text": "hello"}, REPLY)], NOW)
        await outbox.put(c, [NewMessage(f"alert:{chat}:1:0", chat, "alert", {}, ALERT, story_id=1)], NOW)
        await outbox.pause(c, chat, NOW)
        await stories_muted.mute(c, chat, 1, NOW)
        await c.run(
            "INSERT INTO stories (id, status, first_at, last_at) VALUES (1, 'reported', ?1, ?1) ON CONFLICT DO NOTHING",
            (stamp(NOW),),
        )
        await reports.report(c, chat, 1, "person", NOW)
        await questions.keep(c, chat, None, ["who left?"], NOW)
        answer = Answer("Rara", True, (Evidence("1", "Rara left."),), ("Rara",))
        await questions.record(c, chat, "who left?", answer, None, NOW)
        await callbacks.keep(c, chat, "w:long name", NOW)
        await awaited.ask(c, chat, "rr:1:o", base, NOW)
        await lists.switch(c, chat, f"List {letter}", NOW, on=False)
        await imports.keep(c, base, chat, "subscriptions.opml", [], [], NOW)
        await subscribers.migrate(c, -base, chat)
        await channels.link(c, -1_000_000_000_000 - base, chat, "Wire", None, NOW)
        await access.asked(c, chat, "Somebody", None, "en", NOW)
        await access.counted(c, "person", [chat], NOW, 9)
        await broadcasts.begin(c, base, chat, {"": {"text": "hello all", "entities": []}}, ("en",), NOW)
        await feed_list.add(c, FeedSpec(f"https://{abs(chat)}.example/rss"), "chat", chat, NOW)
        change = CatalogChange(0, "alias", "norvale", names=(f"NV {letter}",))
        number = await entities.add(c, change, entities.Effect(), chat, NOW)
        await c.run(
            "INSERT INTO entity_watches (number, chat_id, watch_id, target, target_name, name, scope, created_at,"
            " became, became_name) VALUES (?, ?, 1, '', '', '', 'all', '', '', '')",
            (number, chat),
        )


async def traces(db: Database, chat: int) -> list[str]:
    """Every table and column of the store in which a chat's number stands, alone or in a text."""
    found = []
    async with db.read() as c:
        for table in [r[0] for r in await c.all("SELECT name FROM sqlite_master WHERE type = 'table'")]:
            for column in [r["name"] for r in await c.all(f"PRAGMA table_info({table})")]:
                if await c.value(f"SELECT COUNT(*) FROM {table} WHERE {column} LIKE ?", (f"%{chat}%",)):
                    found.append(f"{table}.{column}")
    return found


async def test_forget_erases_every_trace_of_a_chat_in_every_table_and_none_of_another(db: Database) -> None:
    await live(db, 9001)
    await live(db, 7777)
    before = await traces(db, 7777)
    assert {"watches.chat_id", "inbox.payload", "feeds.added_by", "targets.name", "outbox.key"} <= set(before)
    async with db.write() as c:
        await subscribers.forget(c, 9001)
    left = await traces(db, 9001)
    # An update's number is Telegram's, a feed's address is everybody's; the third update is still to be handled.
    assert set(left) <= {"inbox.update_id", "inbox.chat_id", "inbox.payload", "feeds.url"}
    assert await rows(db, "SELECT update_id, state FROM inbox WHERE chat_id = 9001") == [(90012, "new")]
    assert await traces(db, 7777) == before


async def test_a_forgotten_chat_s_update_is_not_handled_again(db: Database) -> None:
    await live(db, 9001)
    async with db.write() as c:
        await subscribers.forget(c, 9001)
        await inbox.accept(c, [Received(90010, 9001, "again"), Received(90011, 9001, "again")], NOW)
        await inbox.release(c)
        assert [u.payload for u in await inbox.claim(c, 50) if u.update_id == 90010] == []


async def test_who_watches_alone_takes_the_name_along_and_the_matcher_is_told(db: Database) -> None:
    await add_chat(db, 1, "Norvale", "Kelana")
    await add_chat(db, 2, "Norvale")
    queue = Items(db, words)
    version = await queue.watched_version()
    async with db.write() as c:
        await subscribers.forget(c, 1)
    assert [w.name for w in await queue.watched()] == ["Norvale"]
    assert await rows(db, "SELECT key FROM targets") == [("~norvale",)]
    assert await queue.watched_version() != version


async def test_a_group_that_becomes_a_supergroup_keeps_everything(db: Database) -> None:
    await live(db, GROUP)
    async with db.write() as c:
        await subscribers.set_thread(c, GROUP, 7)
        await subscribers.migrate(c, GROUP, SUPER)
        await subscribers.migrate(c, GROUP, SUPER)
        chat = await subscribers.get(c, SUPER)
        assert await subscribers.get(c, GROUP) is None
        assert [w.name for w in await watches.of_chat(c, SUPER)] == ["Norvale", f"Secret of {GROUP}"]
        assert (await questions.conversation(c, SUPER, NOW)).turns == ("who left?",)
        assert await callbacks.action_of(c, SUPER, callbacks.number(GROUP, "w:long name")) == "w:long name"
    assert chat is not None and (chat.type, chat.thread_id) == ("supergroup", 7)
    assert await rows(db, "SELECT DISTINCT chat_id FROM outbox") == [(SUPER,)]


async def test_every_table_with_a_chat_in_it_goes_along_and_is_erased(db: Database) -> None:
    """A new table has to be named in CHAT_TABLES, and ``live`` has to put something into it."""
    await live(db, GROUP)
    async with db.read() as c:
        tables = [r[0] for r in await c.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {t: [r["name"] for r in await c.all(f"PRAGMA table_info({t})")] for t in tables}
    holding = {(t, c) for t, names in columns.items() for c in names if c == "chat_id" or c.endswith("_chat")}
    assert holding - {("inbox", "chat_id")} == set(CHAT_TABLES)
    for table, column in CHAT_TABLES:
        assert await rows(db, f"SELECT 1 FROM {table} WHERE {column} = ?", GROUP), f"live() leaves {table} empty"
    async with db.write() as c:
        await subscribers.migrate(c, GROUP, SUPER)
    # Names that the test gave, whoever added a feed, and updates as they came may say the old number; so may the table
    # by which buttons of the old chat's messages are understood.
    said = {"moved_chats.old_id", "inbox.payload", "targets.key", "targets.name", "targets.aliases", "watches.target",
            "watches.name", "feeds.added_by", "entity_changes.added_by"}  # fmt: skip
    assert set(await traces(db, GROUP)) <= said
    async with db.read() as c:
        assert await subscribers.current(c, GROUP) == await subscribers.current(c, SUPER) == SUPER


async def test_what_both_chats_had_is_kept_once(db: Database) -> None:
    await live(db, GROUP)
    await live(db, SUPER)
    async with db.write() as c:
        await subscribers.migrate(c, GROUP, SUPER)
    for table, column in CHAT_TABLES:
        assert await rows(db, f"SELECT 1 FROM {table} WHERE {column} = ?", GROUP) == [], table


async def test_after_the_move_no_story_comes_twice_and_a_development_still_replies(db: Database) -> None:
    (item,) = await claimed(db, entry("Rara leaves Norvale for Tindra"))
    told = move("Rara", "Norvale", "Tindra")
    await add_chat(db, GROUP, "Norvale")
    await commit(db, item, decision(item, told))
    await execute(db, "UPDATE outbox SET state = 'sent'")
    async with db.write() as c:
        await subscribers.migrate(c, GROUP, SUPER)
    await execute(db, "UPDATE items SET state = 'claimed'")
    await commit(db, item, decision(item, told, "source", 1))
    await execute(db, "UPDATE items SET state = 'claimed'")
    await commit(db, item, decision(item, told, "development", 1))
    assert await rows(db, "SELECT key, reply_to_key FROM outbox ORDER BY id") == [
        (f"alert:{SUPER}:1:0", None),
        (f"edit:{SUPER}:1:1", f"alert:{SUPER}:1:0"),
        (f"alert:{SUPER}:1:1", f"alert:{SUPER}:1:0"),
    ]


async def test_what_was_watched_in_the_supergroup_before_the_move_was_heard_of_is_kept(db: Database) -> None:
    await add_chat(db, GROUP, "Norvale", "Tindra")
    await add_chat(db, SUPER, "Norvale", "Kelana")
    async with db.write() as c:
        await subscribers.migrate(c, GROUP, SUPER)
        assert sorted(w.name for w in await watches.of_chat(c, SUPER)) == ["Kelana", "Norvale", "Tindra"]
        assert await watches.count(c, GROUP) == 0


async def test_a_move_of_an_unknown_chat_leaves_the_new_one_as_it_is(db: Database) -> None:
    await add_chat(db, SUPER, "Norvale")
    async with db.write() as c:
        await subscribers.migrate(c, GROUP, SUPER)
        await subscribers.migrate(c, SUPER, SUPER)
        assert await watches.count(c, SUPER) == 1


async def test_a_known_chat_keeps_its_settings_when_it_writes_again(db: Database) -> None:
    async with db.write() as c:
        await subscribers.ensure(c, 1, "private", "id", "Asia/Jakarta", NOW, title="Rara")
        await subscribers.set_language(c, 1, "zh", "Asia/Shanghai")
        await subscribers.ensure(c, 1, "private", "en", "UTC", NOW, title="Rara S.")
        chat = await subscribers.get(c, 1)
    assert chat is not None
    assert (chat.lang, chat.timezone, chat.title, chat.state) == ("zh", "Asia/Shanghai", "Rara S.", "active")


async def test_the_zone_follows_the_language_until_it_is_chosen(db: Database) -> None:
    await add_chat(db, 1)
    async with db.write() as c:
        await subscribers.set_timezone(c, 1, "Asia/Makassar")
        await subscribers.set_language(c, 1, "en", "UTC")
        chat = await subscribers.get(c, 1)
    assert chat is not None and (chat.lang, chat.timezone) == ("en", "Asia/Makassar")


async def test_chats_are_counted_by_state(db: Database) -> None:
    for chat in (1, 2, 3):
        await add_chat(db, chat)
    async with db.write() as c:
        await subscribers.set_state(c, 3, "blocked")
        assert await subscribers.counts(c) == {"active": 2, "blocked": 1}
