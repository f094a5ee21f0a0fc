"""What one item causes, in one transaction: the story, its moves, and a message for each chat that is to be told."""

import asyncio
import json
from datetime import timedelta

import pytest

from feeds.looked import passed_over
from feeds.model import MoveStatus, PendingItem
from storage import outbox, stories, stories_muted, subscribers, watches
from storage.database import Database
from storage.items import Items
from tests.unit.storage.builders import (
    MINUTE,
    NOW,
    add_chat,
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

MOVE = move("Rara", "Norvale", "Tindra")
DENIED = move("Rara", "Norvale", "Tindra", MoveStatus.DENIED)
MESSAGES = "SELECT key, kind, reply_to_key FROM outbox ORDER BY id"


@pytest.fixture
async def item(db: Database) -> PendingItem:
    return (await claimed(db, entry("Rara leaves Norvale for Tindra", "https://kabar.example/1")))[0]


async def another(db: Database, title: str) -> PendingItem:
    await poll(db, 1, entry(title), at=NOW)
    return (await Items(db, words).claim_new(NOW, 1))[0]


async def test_a_chat_gets_one_alert_however_many_of_its_watches_match(db: Database, item: PendingItem) -> None:
    await add_chat(db, 1, "Norvale", "Tindra", "Rara", "Kelana")
    await add_chat(db, 2, "Tindra")
    await add_chat(db, 3, "Kelana")
    await commit(db, item, decision(item, MOVE))
    found = await rows(db, "SELECT key, payload FROM outbox ORDER BY chat_id")
    assert [key for key, _ in found] == ["alert:1:1:0", "alert:2:1:0"]
    assert [sorted(json.loads(str(p))["names"]) for _, p in found] == [["Norvale", "Rara", "Tindra"], ["Tindra"]]


async def test_a_repeat_changes_nothing(db: Database, item: PendingItem) -> None:
    await add_chat(db, 1, "Norvale")
    await commit(db, item, decision(item, MOVE))
    tables = ("stories", "moves", "move_evidence", "story_keys", "outbox", "items", "item_search")
    before = [await rows(db, f"SELECT * FROM {table}") for table in tables]
    await commit(db, item, decision(item, MOVE), NOW + MINUTE)
    assert [await rows(db, f"SELECT * FROM {table}") for table in tables] == before


async def test_a_cancelled_commit_is_repeated_without_a_trace(db: Database, item: PendingItem) -> None:
    await add_chat(db, 1, "Norvale")
    for turns in range(12):
        task = asyncio.create_task(commit(db, item, decision(item, MOVE)))
        for _ in range(turns):
            await asyncio.sleep(0.0002)
        task.cancel()
        await asyncio.wait([task])
    await commit(db, item, decision(item, MOVE))
    for table in ("stories", "moves", "outbox", "item_search"):
        assert await value(db, f"SELECT COUNT(*) FROM {table}") == 1


async def test_muted_stopped_and_blocked_chats_are_not_told(db: Database, item: PendingItem) -> None:
    for chat in (1, 2, 3, 4):
        await add_chat(db, chat, "Norvale")
    async with db.write() as c:
        await subscribers.set_state(c, 1, "stopped")
        await subscribers.set_state(c, 2, "blocked")
        await c.run("UPDATE watches SET muted_until = '2026-11-25T00:00:00.000000' WHERE chat_id = 3")
        await c.run("UPDATE watches SET muted_until = '2026-11-24T00:00:00.000000' WHERE chat_id = 4")
    await commit(db, item, decision(item, MOVE))
    assert await rows(db, "SELECT chat_id FROM outbox") == [(4,)]


async def test_a_story_that_a_chat_has_muted_reaches_it_no_more_and_others_as_before(
    db: Database, item: PendingItem
) -> None:
    for chat in (1, 2):
        await add_chat(db, chat, "Norvale")
    await commit(db, item, decision(item, MOVE))
    await execute(db, "UPDATE outbox SET state = 'sent', message_id = chat_id")
    async with db.write() as c:
        assert await stories_muted.mute(c, 2, 1, NOW)
        assert not await stories_muted.mute(c, 2, 1, NOW)
        assert await stories_muted.of_chat(c, 2) == [1]
    source, denial = await another(db, "Rara joins Tindra"), await another(db, "Rara denies leaving")
    await commit(db, source, decision(source, MOVE, "source", 1))
    await commit(db, denial, decision(denial, DENIED, "development", 1))
    after = "SELECT chat_id, kind FROM outbox WHERE state = 'pending' ORDER BY id"
    assert await rows(db, after) == [(1, "edit"), (1, "development")]
    async with db.write() as c:
        assert await stories_muted.unmute(c, 2, 1)
        assert not await stories_muted.is_muted(c, 2, 1)
    again = await another(db, "Rara denies once more")
    await commit(db, again, decision(again, DENIED, "development", 1))
    assert (2, "development") in await rows(db, after)


async def test_a_muted_story_is_not_sent_though_its_card_waits_for_the_pace(db: Database, item: PendingItem) -> None:
    await add_chat(db, 1, "Norvale")
    await commit(db, item, decision(item, MOVE))
    async with db.write() as c:
        (card,) = await outbox.claim(c, NOW, 1)
        await stories_muted.mute(c, 1, 1, NOW)
        assert not await outbox.sending(c, card.id, NOW)


async def test_what_may_not_be_sent_is_stored_and_searchable(db: Database, item: PendingItem) -> None:
    await add_chat(db, 1, "Norvale")
    await commit(db, item, decision(item, MOVE, notify=False))
    assert await value(db, "SELECT COUNT(*) FROM outbox") == 0
    async with db.read() as c:
        (story,) = await stories.latest(c, ["~norvale"], NOW - MINUTE)
    assert story.moves[0].person == "Rara"


async def test_an_alert_keeps_to_the_topic_of_its_group(db: Database, item: PendingItem) -> None:
    await add_chat(db, -5, "Norvale")
    async with db.write() as c:
        await subscribers.set_thread(c, -5, 77)
    await commit(db, item, decision(item, MOVE))
    assert await rows(db, "SELECT chat_id, thread_id, lane FROM outbox") == [(-5, 77, outbox.ALERT)]


async def test_a_further_source_edits_alerts_that_were_sent_or_are_drawn(db: Database, item: PendingItem) -> None:
    for chat in range(1, 6):
        await add_chat(db, chat, "Norvale")
    await commit(db, item, decision(item, MOVE))
    for chat, state in enumerate(("sent", "sending", "pending", "claimed", "failed"), 1):
        await execute(db, "UPDATE outbox SET state = ? WHERE chat_id = ?", state, chat)
    more = await another(db, "Norvale loses Rara to Tindra")
    await commit(db, more, decision(more, MOVE, "source", 1))
    edits = [r for r in await rows(db, MESSAGES) if r[1] == "edit"]
    assert edits == [(f"edit:{chat}:1:2", "edit", f"alert:{chat}:1:0") for chat in (1, 2, 4)]


async def test_of_a_story_that_a_flood_of_articles_tells_the_first_and_the_last_are_loaded(
    db: Database, item: PendingItem
) -> None:
    """All of them would be read again for each card, each edit, and each further article."""
    await commit(db, item, decision(item, MOVE))
    flood = (
        "WITH RECURSIVE n(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM n WHERE n < 300)"
        " INSERT INTO items (feed_id, title, text, fetched_at, story_id)"
        " SELECT 1, 'Report ' || n, '', printf('2026-11-25T09:00:00.%06dZ', n), 1 FROM n"
    )
    await execute(db, flood)
    async with db.read() as c:
        story = await stories.one(c, 1)
    assert story is not None
    half = stories.MOST_ARTICLES // 2
    expected = [*range(2, half + 1), *range(301 - half, 301)]
    assert [a.title for a in story.articles] == [item.article.title, *(f"Report {n}" for n in expected)]


async def test_an_edit_that_still_waits_tells_what_comes_after_it_too(db: Database, item: PendingItem) -> None:
    for chat in (1, 2):
        await add_chat(db, chat, "Norvale")
    await commit(db, item, decision(item, MOVE))
    await execute(db, "UPDATE outbox SET state = 'sent'")
    edits = "SELECT key FROM outbox WHERE kind = 'edit' ORDER BY id"
    for number in (2, 3):
        further = await another(db, f"Norvale loses Rara, says outlet {number}")
        await commit(db, further, decision(further, MOVE, "source", story=1))
    assert await rows(db, edits) == [("edit:1:1:2",), ("edit:2:1:2",)]
    await execute(db, "UPDATE outbox SET state = 'claimed' WHERE key = 'edit:1:1:2'")
    further = await another(db, "Rara goes, says yet another")
    await commit(db, further, decision(further, MOVE, "source", story=1))
    assert await rows(db, edits) == [("edit:1:1:2",), ("edit:2:1:2",), ("edit:1:1:4",)]


async def test_a_further_source_tells_those_who_watch_what_only_it_names(db: Database, item: PendingItem) -> None:
    await add_chat(db, 1, "Norvale")
    await add_chat(db, 2, "Kelana")
    await commit(db, item, decision(item, MOVE))
    more = await another(db, "Kelana's Norvale loses Rara to Tindra")
    wider = decision(more, MOVE, "source", 1)
    await commit(db, more, decision(more, MOVE, "source", 1, targets=wider.targets | {"~kelana"}))
    assert [r[0] for r in await rows(db, MESSAGES)] == ["alert:1:1:0", "alert:2:1:0"]


async def test_a_development_replies_to_the_first_and_stands_alone_where_there_was_none(
    db: Database, item: PendingItem
) -> None:
    await add_chat(db, 1, "Norvale")
    await commit(db, item, decision(item, MOVE))
    await execute(db, "UPDATE outbox SET state = 'sent', message_id = 10")
    await add_chat(db, 2, "Tindra")
    for n in (1, 2):
        more = await another(db, f"Tindra denies it, part {n}")
        await commit(db, more, decision(more, DENIED, "development", 1))
    assert (await rows(db, MESSAGES))[1:] == [
        ("alert:1:1:1", "development", "alert:1:1:0"),
        ("alert:2:1:1", "development", None),
        ("alert:1:1:2", "development", "alert:1:1:0"),
        ("alert:2:1:2", "development", None),
    ]
    assert await rows(db, "SELECT status, revision FROM stories") == [("denied", 2)]


async def test_who_was_told_is_told_how_it_goes_on_whatever_the_new_article_names(
    db: Database, item: PendingItem
) -> None:
    await add_chat(db, 1, "Norvale")
    await commit(db, item, decision(item, MOVE))
    more = await another(db, "Rara goes to Kelana after all")
    moved_on = move("Rara", "Tindra", "Kelana")
    await commit(db, more, decision(more, moved_on, "development", 1))
    assert (await rows(db, MESSAGES))[1:] == [("alert:1:1:1", "development", "alert:1:1:0")]


@pytest.mark.parametrize("silenced", ["stopped", "blocked", "muted", "unwatched"])
async def test_a_development_does_not_reach_whom_silence_was_promised_after_the_alert(
    db: Database, item: PendingItem, silenced: str
) -> None:
    await add_chat(db, 1, "Norvale")
    await commit(db, item, decision(item, MOVE))
    async with db.write() as c:
        match silenced:
            case "muted":
                await c.run("UPDATE watches SET muted_until = '2026-11-30T00:00:00.000000'")
            case "unwatched":
                await watches.remove(c, 1, 1)
            case state:
                await subscribers.set_state(c, 1, state)
    more = await another(db, "Tindra denies it all")
    await commit(db, more, decision(more, DENIED, "development", 1))
    assert len(await rows(db, MESSAGES)) == 1


async def test_a_story_shown_as_a_preview_is_not_sent_again_but_its_developments_are(
    db: Database, item: PendingItem
) -> None:
    await commit(db, item, decision(item, MOVE))
    await add_chat(db, 1, "Norvale")
    async with db.write() as c:
        await outbox.shown(c, 1, [1], [1], NOW)
    more = await another(db, "Norvale loses Rara to Tindra")
    await commit(db, more, decision(more, MOVE, "source", 1))
    assert await rows(db, "SELECT state FROM outbox") == [("shown",)]
    denial = await another(db, "Tindra denies it all")
    await commit(db, denial, decision(denial, DENIED, "development", 1))
    assert [r[0] for r in await rows(db, MESSAGES)] == ["alert:1:1:0", "alert:1:1:1"]


async def test_a_story_comes_back_as_it_was_told(db: Database, item: PendingItem) -> None:
    await commit(db, item, decision(item, MOVE))
    copy = await another(db, "Rara leaves Norvale, says an agency")
    await commit(db, copy, decision(copy, MOVE, "source", 1, copy_of=item.id))
    async with db.read() as c:
        story = await stories.one(c, 1)
        assert await stories.one(c, 2) is None
    assert story is not None
    assert [(m.person, m.from_org, m.to_org, m.kind.value) for m in story.moves] == [
        ("Rara", "Norvale", "Tindra", "joins")
    ]
    assert [a.id for a in story.articles] == [item.id]  # the copy counts as no source of its own
    assert story.quotes[0].speaker == "Rara"
    assert story.ahead[0].sentence == "It starts in May."
    assert story.keys == {"~rara", "~norvale", "~tindra"}


async def test_candidates_share_a_name_and_are_not_too_old(db: Database, item: PendingItem) -> None:
    await commit(db, item, decision(item, MOVE))
    queue = Items(db, words)
    assert [s.id for s in await queue.candidates(frozenset({"~rara"}), NOW - MINUTE)] == ["1"]
    assert await queue.candidates(frozenset({"~kelana"}), NOW - MINUTE) == []
    assert await queue.candidates(frozenset({"~rara"}), NOW + MINUTE) == []


async def test_a_move_keeps_the_moment_at_which_it_was_first_reported(db: Database, item: PendingItem) -> None:
    await commit(db, item, decision(item, MOVE))
    await poll(db, 1, entry("Rara joins Tindra at last", at=NOW + timedelta(days=3)), at=NOW + timedelta(days=3))
    (more,) = await Items(db, words).claim_new(NOW, 1)
    await commit(db, more, decision(more, MOVE, "development", 1))
    assert await rows(db, "SELECT reported_at FROM moves") == [("2026-11-24T09:00:00.000000",)]
    assert await rows(db, "SELECT first_at, last_at FROM stories") == [
        ("2026-11-24T09:00:00.000000", "2026-11-27T09:00:00.000000")
    ]


async def test_items_that_cause_nothing_are_done_together_and_found_by_search(db: Database) -> None:
    first, second = await claimed(db, entry("Rain in Ubud today"), entry("Sun in Solo tomorrow"))
    queue = Items(db, lambda text: text.lower().split())
    both = [passed_over(first), passed_over(second)]
    await queue.pass_over(both, NOW)
    await queue.pass_over(both, NOW)
    assert await rows(db, "SELECT state, relation, talent FROM items") == [("done", "none", 0), ("done", "none", 0)]
    assert await value(db, "SELECT COUNT(*) FROM item_search WHERE tokens MATCH 'ubud OR solo'") == 2
    assert await value(db, "SELECT COUNT(*) FROM outbox") == 0
