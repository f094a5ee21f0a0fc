"""Feeds, items, chats and decisions to store, made short."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feeds.intake.canonical import new_items
from feeds.model import (
    Decision,
    Entry,
    FeedDocument,
    FetchOutcome,
    Move,
    MoveKind,
    MoveStatus,
    PendingItem,
    Quote,
    Reading,
    StoredItems,
    Watched,
)
from storage import entities, feed_list, subscribers, watches
from storage.database import Database
from storage.feed_list import FeedSpec
from storage.feeds import Feeds
from storage.items import Items
from storage.retention import Ages

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
AGES = Ages(
    articles=365 * DAY, messages=90 * DAY, questions=60 * DAY, buttons=180 * DAY, updates=7 * DAY, fetches=30 * DAY,
    gone=120 * DAY,
)  # fmt: skip
FEED = "https://kabar.example/feed.xml"


def words(text: str) -> list[str]:
    """What search finds a text by; the real one divides Han text too."""
    return text.lower().split()


def entry(title: str, link: str | None = None, guid: str | None = None, at: datetime | None = NOW) -> Entry:
    return Entry(title=title, link=link, guid=guid, published=at, text=f"{title}: the text")


async def add_feed(db: Database, url: str = FEED) -> int:
    async with db.write() as c:
        return await feed_list.add(c, FeedSpec(url, outlet="Kabar"), "file", None, NOW)


async def poll(db: Database, feed_id: int, *entries: Entry, at: datetime = NOW) -> StoredItems:
    """Store what a poll of the feed has found."""
    items = new_items(FeedDocument("rss20", "Kabar", entries))
    outcome = FetchOutcome(feed_id, at, at + timedelta(hours=1), "new", items=items, http_status=200)
    return await Feeds(db).record(outcome)


async def claimed(db: Database, *entries: Entry) -> Sequence[PendingItem]:
    """The entries as items claimed for reading."""
    feed_id = await add_feed(db)
    await poll(db, feed_id, *entries)
    return await Items(db, words).claim_new(NOW, 50)


def move(person: str, left: str, to: str, status: MoveStatus = MoveStatus.REPORTED) -> Move:
    return Move(
        person=person,
        from_org=left,
        to_org=to,
        kind=MoveKind.JOINS,
        status=status,
        evidence=f"{person} leaves {left} for {to}.",
        person_key=f"~{person.lower()}",
        from_key=f"~{left.lower()}",
        to_key=f"~{to.lower()}",
        lang="en",
    )


def decision(
    item: PendingItem, told: Move, relation: str = "new", story: int | None = None, **other: object
) -> Decision:
    """A decision that tells one move; its watchers are those of the move's keys."""
    own = replace(told, article_id=item.id)
    quotes = (Quote("Rara", "We go on", "“We go on,” said Rara."),)
    made = Decision(
        item_id=item.id,
        relation=relation,  # type: ignore[arg-type]
        reading=Reading(item.article, "en", True, 0.9, moves=(own,), quotes=quotes, ahead=("It starts in May.",)),
        story_id=str(story) if story is not None else None,
        moves=(own,),
        merged=(own,),
        targets=own.keys,
        notify=True,
        status=told.status,
        reasons=("a move",),
    )
    return replace(made, **other)  # type: ignore[arg-type]


async def commit(db: Database, item: PendingItem, made: Decision, at: datetime = NOW) -> None:
    async with db.read() as c:
        version = await entities.version(c)
    assert await Items(db, words).commit(item, item.article, replace(made, catalog=version), at)


async def add_chat(db: Database, chat_id: int, *names: str) -> None:
    """A chat that watches names."""
    async with db.write() as c:
        await subscribers.ensure(c, chat_id, "private" if chat_id > 0 else "group", "id", "Asia/Jakarta", NOW)
        for name in names:
            await watches.add(c, chat_id, watched(name), name, NOW)


def watched(name: str) -> Watched:
    return Watched(f"~{name.lower()}", name, (name, name.upper()), "organisation")


async def rows(db: Database, sql: str, *values: object) -> list[tuple[object, ...]]:
    async with db.read() as c:
        return [tuple(r) for r in await c.all(sql, values)]


async def value(db: Database, sql: str, *values: object) -> object:
    found = await rows(db, sql, *values)
    return found[0][0] if found else None


async def execute(db: Database, sql: str, *values: object) -> int:
    async with db.write() as c:
        return await c.run(sql, values)
