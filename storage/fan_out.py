"""From a decision to the messages of every chat at once: one INSERT … SELECT over watches, whatever their number.

Who is told is docs/design.md, "Who is told"; the keys make a repeat harmless.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from feeds.model import Decision
from storage.database import Connection
from storage.moments import stamp

NEWS_FOR = timedelta(hours=48)  # as the age limit of articles

# The chats that have every list off from which the story comes. Asked of its lists, which are few, so that it costs
# what these chats are, however many watch. There are none where the story's articles are gone.
DEAF = """
behind AS (SELECT DISTINCT f.list FROM items i JOIN feeds f ON f.id = i.feed_id WHERE {articles}),
deaf AS (SELECT l.chat_id FROM behind b JOIN chat_lists_off l ON l.list = b.list
         GROUP BY l.chat_id HAVING COUNT(*) = (SELECT COUNT(*) FROM behind))
"""
DEAF_TO_STORY = DEAF.format(articles="i.story_id = :story")
DEAF_TO_ITEM = DEAF.format(articles="i.id = :item")

# The chats that watch one of the decision's targets in a scope that it satisfies, with the names as each watches them;
# and those that have muted the story.
WATCHERS = """
WITH told AS (
    SELECT w.chat_id, json_group_array(w.name) AS names
    FROM json_each(:satisfied) p
    JOIN watches w ON w.target = json_extract(p.value, '$[0]') AND w.scope = json_extract(p.value, '$[1]')
    JOIN subscribers s ON s.chat_id = w.chat_id
    WHERE s.state = 'active' AND (w.muted_until IS NULL OR w.muted_until <= :now)
    GROUP BY w.chat_id),
hushed AS (SELECT chat_id FROM muted_stories WHERE story_id = :story),
"""

FAN_OUT_NEW = (
    WATCHERS
    + DEAF_TO_STORY
    + """
INSERT INTO outbox (key, chat_id, thread_id, lane, kind, story_id, revision, payload, due_at, created_at)
SELECT 'alert:' || t.chat_id || ':' || :story || ':0', t.chat_id, s.thread_id, 1, 'alert', :story, :revision,
       json_object('names', json(t.names)), :now, :now
FROM told t JOIN subscribers s ON s.chat_id = t.chat_id
WHERE t.chat_id NOT IN hushed AND t.chat_id NOT IN deaf
  AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.chat_id = t.chat_id AND o.story_id = :story
                  AND o.kind IN ('alert', 'development'))
ON CONFLICT (key) DO NOTHING
"""
)

# What is claimed may be drawn already, without this source; where it is not, its edit finds nothing changed. An edit
# that still waits will tell this source too: who is told of a story that fifty articles tell gets no fifty edits.
FAN_OUT_EDIT = (
    "WITH"
    + DEAF_TO_STORY
    + """,
waiting AS (SELECT reply_to_key FROM outbox WHERE story_id = :story AND kind = 'edit' AND state = 'pending'
            AND reply_to_key IS NOT NULL)
INSERT INTO outbox (key, chat_id, thread_id, lane, kind, story_id, revision, payload, reply_to_key, due_at, created_at)
SELECT 'edit:' || o.chat_id || ':' || :story || ':' || :item, o.chat_id, o.thread_id, 1, 'edit', :story, :revision,
       o.payload, o.key, :now, :now
FROM outbox o JOIN subscribers s ON s.chat_id = o.chat_id
WHERE o.story_id = :story AND o.kind IN ('alert', 'development') AND o.state IN ('sent', 'sending', 'claimed')
  AND s.state = 'active' AND o.chat_id NOT IN (SELECT chat_id FROM muted_stories WHERE story_id = :story)
  AND o.chat_id NOT IN deaf AND o.key NOT IN waiting
ON CONFLICT (key) DO NOTHING
"""
)

# Who was told the story is told how it goes on, whichever names the new article has, as long as a watch of theirs on
# one of the story's names stands and is not muted. What is still kept for a chat, or in a digest that is to be tried
# again, will tell the development by itself.
FAN_OUT_DEVELOPMENT = (
    WATCHERS
    + DEAF_TO_STORY
    + """
INSERT INTO outbox (key, chat_id, thread_id, lane, kind, story_id, revision, payload, reply_to_key, due_at, created_at)
SELECT 'alert:' || c.chat_id || ':' || :story || ':' || :revision, c.chat_id, s.thread_id, 1, 'development', :story,
       :revision, json_object('names', json(COALESCE(c.names, '[]')), 'status', :status), c.first, :now, :now
FROM (SELECT chat_id, MAX(names) AS names, MAX(first) AS first FROM (
          SELECT chat_id, names, NULL AS first FROM told
          UNION ALL
          SELECT chat_id, NULL, MIN(key) FROM outbox
          WHERE story_id = :story AND kind = 'alert' AND state IN ('sent', 'sending', 'pending', 'claimed', 'shown',
                                                                           'held', 'telling', 'told')
            AND chat_id IN (SELECT w.chat_id FROM watches w JOIN story_keys k ON k.entity_key = w.target
                            WHERE k.story_id = :story AND (w.muted_until IS NULL OR w.muted_until <= :now))
          GROUP BY chat_id)
      GROUP BY chat_id) c
JOIN subscribers s ON s.chat_id = c.chat_id AND s.state = 'active'
WHERE c.chat_id NOT IN hushed AND c.chat_id NOT IN deaf
  AND NOT EXISTS (SELECT 1 FROM outbox h WHERE h.story_id = :story AND h.chat_id = c.chat_id
                  AND h.kind IN ('alert', 'development')
                  AND (h.state = 'held' OR (h.state = 'telling' AND EXISTS (
                      SELECT 1 FROM outbox d WHERE d.chat_id = h.chat_id AND d.state IN ('pending', 'held')
                      AND d.kind = 'digest'))))
ON CONFLICT (key) DO NOTHING
"""
)

# What is no talent news reaches those who watch everything about a name in its title or lead, once a chat however many
# feeds carry it: the key holds the number of the first item that told it.
FAN_OUT_MENTION = (
    WATCHERS
    + DEAF_TO_ITEM
    + """
INSERT INTO outbox (key, chat_id, thread_id, lane, kind, payload, due_at, created_at)
SELECT 'mention:' || t.chat_id || ':' || :first, t.chat_id, s.thread_id, 1, 'mention',
       json_object('item', :item, 'names', json(t.names), 'targets', json(:named)), :now, :now
FROM told t JOIN subscribers s ON s.chat_id = t.chat_id
WHERE t.chat_id NOT IN hushed AND t.chat_id NOT IN deaf
ON CONFLICT (key) DO NOTHING
"""
)


async def fan_out(c: Connection, decision: Decision, story_id: int, now: datetime) -> None:
    """Put the alerts, edits or developments of a decision into the outbox, for every chat at once."""
    revision = await c.value("SELECT revision FROM stories WHERE id = ?", (story_id,))
    values = {
        "satisfied": json.dumps(satisfied(decision)),
        "story": story_id,
        "item": int(decision.item_id),
        "revision": revision,
        "status": decision.status.value,
        "now": stamp(now),
    }
    if decision.relation == "development":
        await c.run(FAN_OUT_DEVELOPMENT, _named(FAN_OUT_DEVELOPMENT, values))
        return
    if decision.relation == "source":
        await c.run(FAN_OUT_EDIT, _named(FAN_OUT_EDIT, values))
    await c.run(FAN_OUT_NEW, _named(FAN_OUT_NEW, values))


async def also(c: Connection, story_id: int, told: Sequence[tuple[str, str]], now: datetime) -> None:
    """Tell a story that was put right to those whose watches it satisfies only now, while it is news."""
    fresh = await c.value("SELECT 1 FROM stories WHERE id = ? AND last_at >= ?", (story_id, stamp(now - NEWS_FOR)))
    sent = await c.value(
        "SELECT 1 FROM outbox WHERE story_id = ? AND kind IN ('alert', 'development') LIMIT 1", (story_id,)
    )
    if not fresh or not sent:  # one that nobody was told may stand in a feed's first fetch
        return
    revision = await c.value("SELECT revision FROM stories WHERE id = ?", (story_id,))
    values = {"satisfied": json.dumps(list(told)), "story": story_id, "revision": revision, "now": stamp(now)}
    await c.run(FAN_OUT_NEW, values)


async def mention(c: Connection, decision: Decision, now: datetime) -> None:
    """Put what is no talent news into the outbox of those who watch everything; noted where it reached somebody."""
    first = int(decision.repeats or decision.item_id)
    values = {
        "satisfied": json.dumps([(target, "everything") for target in sorted(decision.named)]),
        "named": json.dumps(sorted(decision.named)),
        "story": None,
        "item": int(decision.item_id),
        "first": first,
        "now": stamp(now),
    }
    await c.run(FAN_OUT_MENTION, _named(FAN_OUT_MENTION, values))
    if await c.value("SELECT changes()"):  # the driver counts no rows of a statement that begins with WITH
        await c.many(
            "INSERT INTO mentions (target, item_id, first_id, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [(target, int(decision.item_id), first, stamp(now)) for target in sorted(decision.named)],
        )


# What a feed would have reached: of each item whether anybody, and of all of them how many chats.
AUDIENCE = """
WITH pairs AS (SELECT i.key AS item, json_extract(p.value, '$[0]') AS target, json_extract(p.value, '$[1]') AS scope
               FROM json_each(:items) i JOIN json_each(i.value) p),
reached AS (SELECT p.item, w.chat_id FROM pairs p JOIN watches w ON w.target = p.target AND w.scope = p.scope
            JOIN subscribers s ON s.chat_id = w.chat_id
            WHERE s.state = 'active' AND (w.muted_until IS NULL OR w.muted_until <= :now))
SELECT COUNT(DISTINCT item) AS items, COUNT(DISTINCT chat_id) AS chats FROM reached
"""


async def audience(c: Connection, pairs: Sequence[Sequence[tuple[str, str]]], now: datetime) -> tuple[int, int]:
    """How many of some items anybody would have got, and how many chats any of them; by what each satisfies."""
    row = await c.one(AUDIENCE, {"items": json.dumps(pairs), "now": stamp(now)})
    return (row["items"], row["chats"]) if row else (0, 0)


def satisfied(decision: Decision) -> list[tuple[str, str]]:
    """The pairs of target and scope whose watches a decision tells."""
    pairs = {(target, scope) for target in decision.targets for scope in ("all", "everything")}
    pairs |= {(target, scope) for target in decision.targets for scope in decision.scopes.get(target, ())}
    return sorted(pairs)


def _named(sql: str, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if f":{name}" in sql}
