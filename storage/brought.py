"""What a poll has brought: new items, changed titles of known ones, and what each is known by from now on."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from feeds.model import FetchOutcome, NewItem, StoredItems
from feeds.model.polling import MOST_A_DAY
from storage.database import Connection, Row
from storage.moments import maybe_stamp, moment, stamp

FUTURE_DATES = timedelta(hours=1)  # a published date further ahead than that is the feed's mistake
GIVEN_AGAIN = timedelta(hours=1)  # by which an article is later than the one whose guid it has, where it is another

INSERT = """
INSERT INTO items (id, feed_id, url, title, text, published, fetched_at, outlet, lang, image, backlog)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


async def store(c: Connection, feed: Row, outcome: FetchOutcome, since: datetime | None) -> StoredItems:
    """Insert what is new by every identity, note changed titles, and keep all identities of what is known.

    What is not known and was published before ``since`` has been forgotten, and is left alone. So is, until another
    day, what comes beyond ``MOST_A_DAY``.
    """
    wanted = [identity for item in outcome.items for identity in item.identities]
    known, titles = await _known(c, feed["id"], wanted)
    new, updated, left_out, ids = 0, 0, 0, []
    room = await _room(c, feed, outcome) if len(known) < len(set(wanted)) else None
    identities: list[tuple[int, str, int]] = []
    rows: list[tuple[object, ...]] = []
    next_id = int(await c.value("SELECT COALESCE(MAX(id), 0) + 1 FROM items"))
    for item in outcome.items:
        item_id = await _same(c, item, known)
        if item_id is None and since is not None and (out := item.entry.published) and out < since:
            continue
        if item_id is None and new == room:
            left_out += 1
            continue
        if item_id is None:
            item_id = next_id + new
            rows.append((item_id, *_row(feed, outcome, item)))
            new += 1
            ids.append(str(item_id))
        elif titles.get(item_id) != item.entry.title:
            updated += await _retitle(c, item_id, item)
            titles[item_id] = item.entry.title
        for identity in item.identities:
            if identity not in known or str(item_id) in ids[-1:]:
                known[identity] = item_id
                identities.append((feed["id"], identity, item_id))
    await c.many(INSERT, rows)
    await c.many(
        "INSERT INTO item_identities (feed_id, identity, item_id) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET item_id = excluded.item_id",
        identities,
    )
    if new:
        await c.run(
            "UPDATE feeds SET items_total = items_total + ?,"
            " newest_item_at = (SELECT MAX(COALESCE(published, fetched_at)) FROM items WHERE feed_id = ?) WHERE id = ?",
            (new, feed["id"], feed["id"]),
        )
    return StoredItems(new, updated, tuple(ids), left_out)


async def _room(c: Connection, feed: Row, outcome: FetchOutcome) -> int | None:
    """How many new items a feed may bring now; None at its first fetch, whose items are told to nobody."""
    if not feed["fetched_once"]:
        return None
    brought = await c.value(
        "SELECT COUNT(*) FROM items WHERE feed_id = ? AND fetched_at > ? AND NOT backlog",
        (feed["id"], stamp(outcome.at - timedelta(days=1))),
    )
    return max(0, MOST_A_DAY - int(brought))


async def _same(c: Connection, item: NewItem, known: Mapping[str, int]) -> int | None:
    """The stored item that an entry is: the one that most of its identities lead to, among equals by the strongest.

    None where a guid alone leads to an article of another address, title and date: feeds give numbers out again, and
    the new article must not be taken for a change of the old one.
    """
    led = [known[i] for i in item.identities if i in known]
    if not led:
        return None
    found = max(led, key=led.count)
    if (
        not item.url
        or not item.entry.published
        or not all(i.startswith("guid:") for i in item.identities if i in known)
    ):
        return found
    old = await c.one("SELECT url, title, published FROM items WHERE id = ?", (found,))
    if old is None or not old["url"] or not old["published"] or old["title"] == item.entry.title:
        return found
    later = item.entry.published - moment(old["published"])
    return None if old["url"] != item.url and later > GIVEN_AGAIN else found


async def _known(c: Connection, feed_id: int, identities: Sequence[str]) -> tuple[dict[str, int], dict[int, str]]:
    """The items of those identities that are known, and their titles: most are as they were at every poll."""
    rows = await c.all(
        "SELECT n.identity, n.item_id, i.title FROM item_identities n JOIN items i ON i.id = n.item_id"
        " WHERE n.feed_id = ? AND n.identity IN (SELECT value FROM json_each(?))",
        (feed_id, json.dumps(identities)),
    )
    return {row["identity"]: row["item_id"] for row in rows}, {row["item_id"]: row["title"] for row in rows}


def _row(feed: Row, outcome: FetchOutcome, item: NewItem) -> tuple[object, ...]:
    """Of ``INSERT``, behind the number."""
    entry, at = item.entry, stamp(outcome.at)
    published = entry.published
    if published and published > outcome.at + FUTURE_DATES:
        published = outcome.at
    return (
        feed["id"],
        item.url,
        entry.title,
        entry.text,
        maybe_stamp(published),
        at,
        feed["outlet"] or outcome.title or feed["title"],
        feed["lang"] or entry.language,
        entry.image,
        not feed["fetched_once"],
    )


async def _retitle(c: Connection, item_id: int, item: NewItem) -> int:
    """A changed title is an update of the known item; one that is not read yet is read as it stands now."""
    return await c.run(
        "UPDATE items SET title = ?, text = CASE WHEN state = 'new' THEN ? ELSE text END WHERE id = ? AND title <> ?",
        (item.entry.title, item.entry.text, item_id, item.entry.title),
    )
