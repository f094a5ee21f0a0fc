"""The figures of ``/stats``: what was read, told, asked and watched in a period, and in the one before it.

Counted from the store's rows alone; what has no row is no figure. Of who watches what only names that many chats watch
are counted. Everything by an index: a store of a year takes a fraction of a second.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from storage.database import Connection
from storage.moments import stamp

FEWEST = 5  # chats that watch a name before it is told
BUSIEST = 10  # names
SAMPLE = 1000  # alerts whose delay is looked at; more make no better median

# Both periods in one walk along the index ``outbox_counted``, whose words these are; another order would be sorted.
MESSAGES = """
SELECT n.kind, s.lang, SUM(n.now) AS now, SUM(n.before) AS before FROM (
    SELECT kind, chat_id, SUM(sent_at >= :since) AS now, SUM(sent_at < :since) AS before FROM outbox
    WHERE state IN ('sent', 'told') AND kind IN ('alert', 'development', 'mention', 'wave', 'edit', 'digest')
      AND sent_at >= :before AND sent_at < :until GROUP BY kind, chat_id) n
LEFT JOIN subscribers s ON s.chat_id = n.chat_id GROUP BY n.kind, s.lang
"""
ITEMS = """
SELECT lang, COUNT(*) AS n, COALESCE(SUM(talent), 0) AS talent FROM items
WHERE fetched_at >= :since AND fetched_at < :until GROUP BY lang
"""
QUESTIONS = """
SELECT COUNT(*) AS n, COALESCE(SUM(answered), 0) AS answered FROM questions
WHERE asked_at >= :since AND asked_at < :until
"""
# Only what went at once: what a chat wanted later, or was kept in a burst, says nothing of the bot's speed. The first
# article of the story that was no backlog is the one that caused it. Of an article whose source gives no time the store
# has the moment of its fetch, and midnight where it gives a day. Every :nth alert is looked at.
DELAYS = """
SELECT i.lang, (julianday(o.sent_at) - julianday(i.fetched_at)) * 86400 AS sent,
       CASE WHEN i.published < i.fetched_at AND substr(i.published, 12) <> '00:00:00.000000'
            THEN (julianday(i.fetched_at) - julianday(i.published)) * 86400 END AS seen
FROM outbox o JOIN items i ON i.id = (SELECT f.id FROM items f WHERE f.story_id = o.story_id AND NOT f.backlog
                                      ORDER BY f.fetched_at LIMIT 1)
WHERE o.state IN ('sent', 'told') AND o.kind = 'alert' AND o.sent_at >= :since AND o.sent_at < :until
  AND o.id % :nth = 0 AND o.state = 'sent' AND o.released = 0 AND i.fetched_at <= o.sent_at
"""
JUDGED = """
SELECT COUNT(DISTINCT chat_id) AS chats, COUNT(*) AS reports, COALESCE(SUM(state = 'upheld'), 0) AS right,
       COALESCE(SUM(state = 'dismissed'), 0) AS wrong
FROM reports WHERE at >= :since AND at < :until AND state <> 'withdrawn'
"""
MISTAKEN = """
SELECT COUNT(*) FROM (SELECT DISTINCT story_id FROM reports WHERE state = 'upheld') r
JOIN outbox o ON o.story_id = r.story_id
WHERE +o.kind IN ('alert', 'development') AND +o.state IN ('sent', 'told')
  AND o.sent_at >= :since AND o.sent_at < :until
"""
WATCHED = f"""
SELECT w.target, t.name, w.n FROM (
    SELECT target, COUNT(*) AS n FROM watches GROUP BY target HAVING COUNT(*) >= {FEWEST}
    ORDER BY n DESC, target LIMIT {BUSIEST}) w
JOIN targets t ON t.key = w.target ORDER BY w.n DESC, t.name
"""


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took, in seconds: the median and what nine of ten stayed below; of so many looked at."""

    median: float
    p90: float
    count: int


@dataclass(frozen=True, slots=True)
class Delays:
    """From publication to delivery and its two parts; None where no source gives a time."""

    whole: Spread | None
    seen: Spread | None  # from publication until a poll brought it
    sent: Spread | None  # from then until Telegram had the alert


@dataclass(frozen=True, slots=True)
class Judgement:
    """What chats said is wrong, and what administrators found: ``right`` of ``reports``, ``mistaken`` of all alerts."""

    chats: int
    reports: int
    right: int
    wrong: int
    mistaken: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened in a period; mappings are by language, of articles their own, of messages the chat's."""

    items: Mapping[str, int]
    talent: Mapping[str, int]
    stories: int
    alerts: Mapping[str, int]
    edits: Mapping[str, int]
    digests: Mapping[str, int]
    questions: int
    answered: int
    new_chats: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that ``/stats`` shows; ``chats`` by language and state, ``busiest`` as (key, name, chats)."""

    since: datetime
    until: datetime
    now: Counts
    before: Counts
    delays: Mapping[str, Delays]  # by the article's language, "" for all
    judged: Judgement
    chats: Mapping[tuple[str, str], int]
    watches: int
    busiest: tuple[tuple[str, str, int], ...]


async def figures(c: Connection, until: datetime, days: int) -> Figures:
    """Everything, for so many days up to a moment."""
    span = timedelta(days=days)
    since = until - span
    values = {"since": stamp(since), "until": stamp(until)}
    earlier = {"since": stamp(since - span), "until": stamp(since)}
    messages = await _messages(c, {**values, "before": stamp(since - span)})
    chats = await c.all("SELECT lang, state, COUNT(*) AS n FROM subscribers GROUP BY lang, state")
    return Figures(
        since,
        until,
        await _counts(c, values, messages["now"]),
        await _counts(c, earlier, messages["before"]),
        await _delays(c, values, sum(messages["now"]["alerts"].values())),
        await _judged(c, values),
        {(row["lang"], row["state"]): row["n"] for row in chats},
        int(await c.value("SELECT COUNT(*) FROM watches")),
        tuple((row["target"], row["name"], row["n"]) for row in await c.all(WATCHED)),
    )


Messages = dict[str, dict[str, int]]  # alerts, edits and digests by the chat's language


async def _messages(c: Connection, values: Mapping[str, str]) -> dict[str, Messages]:
    found: dict[str, Messages] = {period: {"alerts": {}, "edits": {}, "digests": {}} for period in ("now", "before")}
    for row in await c.all(MESSAGES, values):
        kind = {"edit": "edits", "digest": "digests"}.get(row["kind"], "alerts")
        lang = row["lang"] or ""
        for period, messages in found.items():
            if row[period]:
                messages[kind][lang] = messages[kind].get(lang, 0) + row[period]
    return found


async def _counts(c: Connection, values: Mapping[str, str], messages: Messages) -> Counts:
    items = await c.all(ITEMS, values)
    asked = await c.one(QUESTIONS, values)
    assert asked is not None
    between = ">= :since AND {0} < :until"
    return Counts(
        items={row["lang"] or "": row["n"] for row in items},
        talent={row["lang"] or "": row["talent"] for row in items},
        stories=int(await c.value(f"SELECT COUNT(*) FROM stories WHERE first_at {between.format('first_at')}", values)),
        questions=asked["n"],
        answered=asked["answered"],
        new_chats=int(
            await c.value(f"SELECT COUNT(*) FROM subscribers WHERE created_at {between.format('created_at')}", values)
        ),
        **messages,
    )


async def _delays(c: Connection, values: Mapping[str, str], alerts: int) -> dict[str, Delays]:
    nth = max(1, ceil(alerts / SAMPLE))
    rows = await c.all(DELAYS, {**values, "nth": nth})
    by_lang: dict[str, list[tuple[float | None, float]]] = {"": [(row["seen"], row["sent"]) for row in rows]}
    for row in rows:
        by_lang.setdefault(row["lang"] or "?", []).append((row["seen"], row["sent"]))
    return {
        lang: Delays(
            spread(seen + sent for seen, sent in pairs if seen is not None),
            spread(seen for seen, _ in pairs if seen is not None),
            spread(sent for _, sent in pairs),
        )
        for lang, pairs in by_lang.items()
    }


def spread(times: Iterable[float]) -> Spread | None:
    """Median and 90th percentile by nearest rank; None of nothing."""
    ordered = sorted(times)
    if not ordered:
        return None
    at = [ordered[max(0, ceil(share * len(ordered)) - 1)] for share in (0.5, 0.9)]
    return Spread(at[0], at[1], len(ordered))


async def _judged(c: Connection, values: Mapping[str, str]) -> Judgement:
    row = await c.one(JUDGED, values)
    assert row is not None
    mistaken = int(await c.value(MISTAKEN, values)) if row["right"] else 0
    return Judgement(row["chats"], row["reports"], row["right"], row["wrong"], mistaken)
