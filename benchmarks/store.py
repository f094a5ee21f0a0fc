"""A store of a year's news, the same for the same size: articles, stories, moves, subscribers, watches, alerts sent.

Nothing is read and nobody is asked: rows are written as reading and the chat would have left them. Firms come up as
often as in the press, a few of the catalog very often and most hardly ever (Zipf's law); every second firm is made up.
People are made up. A story has one to three articles, and one story in ten tells two moves.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.articles import CITIES, FILLING, FIRST, LANGUAGES, MOVES, OTHER
from bot.commands.packs import PACKS
from feeds.reading.naming.catalog import Catalog, load
from feeds.reading.naming.names import organisation_key, person_key, spellings
from feeds.reading.text import search_tokens
from storage.database import Connection, Database
from storage.moments import stamp

DAYS = 365
FEEDS = 120
MADE_UP_FIRMS = 3000
PEOPLE_PER_MOVE = 0.8
WATCHES_EACH = 5
ALERTS_EACH = 20
SENTENCES = 6  # of an article, besides those that tell its news
BATCH = 2000
FIRST_MESSAGE = 1_000_000  # of what was sent before; a chat of the simulator counts from 1
SYLLABLES = (
    "bra", "do", "fen", "gal", "hir", "jor", "kel", "lun", "mar", "nev", "or", "pel", "qua", "ras",
    "sol", "tav", "ul", "vex", "wen", "yor", "zan", "cor", "dri", "esk", "fal",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is of everything."""

    articles: int = 100_000
    moves: int = 20_000
    subscribers: int = 10_000


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm with its key, and its id where the catalog knows it."""

    name: str
    key: str
    id: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A story: when it broke, who moved from where to where, and how many articles tell it."""

    number: int
    at: datetime
    moves: tuple[tuple[str, str, Firm, Firm], ...]  # person, their key, from, to
    articles: int
    status: str


def _name(draw: Random, syllables: int) -> str:
    return "".join(draw.choice(SYLLABLES) for _ in range(syllables)).capitalize()


def firms(catalog: Catalog, draw: Random) -> tuple[Sequence[Firm], Sequence[float]]:
    """Every firm with the sum of the weights up to it, those of the packs first."""
    packed = [e for pack in zip(*(p[:9] for p in PACKS.values()), strict=False) for e in pack if e in catalog.entities]
    known = [e.id for e in catalog.entities.values() if e.kind == "organisation" and e.id not in packed]
    draw.shuffle(known)
    listed = [Firm(catalog.entities[e].name, e, e) for e in (*packed, *known)]
    made_up = dict.fromkeys(_name(draw, 3) for _ in range(MADE_UP_FIRMS))
    others = [Firm(name, organisation_key(name, catalog), None) for name in made_up]
    weights = [1 / (n + 5) for n in range(len(listed))]
    rest = sum(weights) / len(others)
    return (*listed, *others), list(accumulate((*weights, *([rest] * len(others)))))


def stories(size: Size, end: datetime, catalog: Catalog) -> Iterator[Told]:
    """The year's stories, the oldest first."""
    draw = Random(20_000)
    every, weights = firms(catalog, draw)
    people = [
        (name, person_key(name, catalog))
        for name in (f"{draw.choice(FIRST)} {_name(draw, 3)}" for _ in range(int(size.moves * PEOPLE_PER_MOVE)))
    ]
    left, number = size.moves, 0
    begin = end - timedelta(days=DAYS)
    pace = timedelta(days=DAYS) / (size.moves / 1.1)
    while left:
        number += 1
        count = min(left, 2 if number % 10 == 0 else 1)
        left -= count
        moves = []
        for _ in range(count):
            source, goal = draw.choices(every, cum_weights=weights, k=2)
            while goal.key == source.key:
                goal = draw.choice(every)
            moves.append((*draw.choice(people), source, goal))
        status = draw.choices(("reported", "confirmed", "rumour", "denied"), (12, 3, 2, 1))[0]
        # The last story is two hours old, so that every clock that reads the store finds it behind itself.
        at = min(begin + number * pace, end) - timedelta(hours=2)
        yield Told(number, at, tuple(moves), draw.choice((1, 1, 2, 3)), status)


@lru_cache(maxsize=200_000)
def _tokens(line: str) -> str:
    return " ".join(search_tokens(line))


def indexed(lines: Sequence[str]) -> str:
    """What search finds an article by; lines come up again and again, so each is taken apart once."""
    return " ".join(_tokens(line) for line in lines)


@dataclass(slots=True)
class Press:
    """Writes articles: rows of ``items`` and of their search."""

    draw: Random
    number: int = 0

    def article(self, lang: str, at: datetime, title: str, lines: list[str], story: Told | None) -> dict[str, Any]:
        """An article of some outlet."""
        self.number += 1
        n, feed = self.number, 1 + LANGUAGES.index(lang) + 3 * self.draw.randrange(FEEDS // 3)
        lines = [*lines, *(self._filling(lang) for _ in range(SENTENCES))]
        quotes = [[story.moves[0][0], lines[1], lines[1]]] if story else []
        return {
            "id": n, "feed_id": feed, "url": f"https://outlet{feed}.example/{n}", "title": title,
            "text": "\n".join(lines), "published": stamp(at), "fetched_at": stamp(at + timedelta(minutes=9)),
            "outlet": f"Outlet {feed}", "lang": lang, "state": "done", "talent": int(story is not None),
            "score": 0.9 if story else 0.1, "relation": "none" if story is None else "source",
            "reasons": json.dumps(["a move is told"] if story else ["no cue"]),
            "quotes": json.dumps(quotes, ensure_ascii=False), "ahead": json.dumps(lines[-1:] if story else []),
            "story_id": story.number if story else None, "read_at": stamp(at + timedelta(minutes=10)),
            "tokens": indexed((title, *lines)),
        }  # fmt: skip

    def _filling(self, lang: str) -> str:
        if self.draw.random() < 0.5:
            return self.draw.choice(FILLING[lang])
        return self.ordinary(lang)[1]

    def ordinary(self, lang: str) -> tuple[str, str]:
        """Title and first sentence of news that tells no move."""
        title, first = self.draw.choice(OTHER[lang])
        firm = f"{self.draw.choice(FIRST)}{self.draw.choice(SYLLABLES)}"
        values = {"firm": firm, "n": self.draw.randint(3, 91), "city": self.draw.choice(CITIES[lang])}
        return title.format(**values), first.format(**values)


def articles_of(story: Told, press: Press) -> Iterator[dict[str, Any]]:
    """A story's articles, each in another language and an hour after the one before."""
    for k in range(story.articles):
        lang = LANGUAGES[(story.number + k) % 3]
        person, _, source, goal = story.moves[0]
        title, *lines = (part.format(person=person, a=source.name, b=goal.name) for part in MOVES[lang])
        for other, _, a, b in story.moves[1:]:
            lines.insert(1, MOVES[lang][1].format(person=other, a=a.name, b=b.name))
        yield press.article(lang, story.at + timedelta(hours=k), title, lines, story)


def move_rows(story: Told, first: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A story's moves, resting on its first article."""
    lines = first["text"].split("\n")
    for n, (person, key, source, goal) in enumerate(story.moves):
        yield {
            "story_id": story.number, "position": n, "person": person, "from_org": source.name, "to_org": goal.name,
            "from_id": source.id, "to_id": goal.id, "person_key": key, "from_key": source.key, "to_key": goal.key,
            "kind": "joins", "status": story.status, "role": "chief scientist", "evidence": lines[n],
            "item_id": first["id"], "lang": first["lang"], "reported_at": stamp(story.at),
        }  # fmt: skip


async def insert(c: Connection, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Rows that all have the same columns."""
    if rows:
        columns = ", ".join(rows[0])
        marks = ", ".join(f":{name}" for name in rows[0])
        await c.many(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


async def put_articles(c: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Articles, each with what search finds it by."""
    await c.many("INSERT INTO item_search (rowid, tokens) VALUES (:id, :tokens)", rows)
    await insert(c, "items", [{k: v for k, v in row.items() if k != "tokens"} for row in rows])
    named = [{"feed_id": r["feed_id"], "identity": f"url:{r['url']}", "item_id": r["id"]} for r in rows]
    await insert(c, "item_identities", named)


async def put_stories(db: Database, size: Size, end: datetime, catalog: Catalog, press: Press) -> int:
    """Every story with its articles, moves and keys; how many there are."""
    told = stories(size, end, catalog)
    count = 0
    while batch := list(islice(told, BATCH)):
        count += len(batch)
        items, moves, heads, keys = [], [], [], []
        for story in batch:
            own = list(articles_of(story, press))
            own[0]["relation"] = "new"
            items += own
            moves += list(move_rows(story, own[0]))
            last = own[-1]["published"]
            heads.append({"id": story.number, "status": story.status, "first_at": stamp(story.at), "last_at": last})
            known = {k for m in story.moves for k in (m[1], m[2].key, m[3].key)}
            owners = {o for k in known for o in catalog.owners(k)}
            keys += [{"entity_key": key, "story_id": story.number} for key in sorted(known | owners)]
        async with db.write() as c:
            await insert(c, "stories", heads)
            await put_articles(c, items)
            await insert(c, "moves", moves)
            await insert(c, "story_keys", keys)
    return count


async def put_others(db: Database, size: Size, end: datetime, press: Press) -> None:
    """Articles that tell no move, until there are enough."""
    while left := max(0, size.articles - press.number):
        rows = []
        for _ in range(min(left, BATCH)):
            lang = LANGUAGES[press.number % 3]
            at = end - timedelta(hours=3) - timedelta(days=DAYS) * press.draw.random()
            title, first = press.ordinary(lang)
            rows.append(press.article(lang, at, title, [first, press.ordinary(lang)[1]], None))
        async with db.write() as c:
            await put_articles(c, rows)


async def put_subscribers(db: Database, size: Size, end: datetime, catalog: Catalog, told: int) -> None:
    """Chats 1 to ``size.subscribers`` with their watches and the alerts that they have had."""
    draw = Random(10_000)
    every, weights = firms(catalog, Random(20_000))
    targets: dict[str, dict[str, Any]] = {}
    for begin in range(1, size.subscribers + 1, BATCH):
        chats, watching, sent = [], [], []
        for chat in range(begin, min(begin + BATCH, size.subscribers + 1)):
            lang = LANGUAGES[chat % 3]
            zone = {"en": "UTC", "id": "Asia/Jakarta", "zh": "Asia/Shanghai"}[lang]
            since = stamp(end - timedelta(days=draw.randint(1, DAYS)))
            chats.append({"chat_id": chat, "type": "private", "lang": lang, "timezone": zone, "created_at": since})
            mine = {f.key: f for f in draw.choices(every, cum_weights=weights, k=WATCHES_EACH)}
            for key, firm in mine.items():
                targets.setdefault(key, _target(firm, catalog))
                watching.append({"chat_id": chat, "target": key, "name": firm.name, "created_at": since})
            for story in draw.sample(range(1, told + 1), min(told, ALERTS_EACH)):
                sent.append(_alert(chat, story, draw.choice(list(mine.values())).name, FIRST_MESSAGE + len(sent), end))
        async with db.write() as c:
            await insert(c, "subscribers", chats)
            new = [t for t in targets.values() if not t.pop("_stored", False)]
            await insert(c, "targets", new)
            for one in targets.values():
                one["_stored"] = True
            await insert(c, "watches", watching)
            await insert(c, "outbox", sent)


def _target(firm: Firm, catalog: Catalog) -> dict[str, Any]:
    aliases = catalog.entities[firm.id].spellings if firm.id else spellings(firm.name, "organisation")
    return {"key": firm.key, "name": firm.name, "kind": "organisation", "aliases": json.dumps(aliases)}


def _alert(chat: int, story: int, name: str, message: int, end: datetime) -> dict[str, Any]:
    at = stamp(end - timedelta(hours=1))
    return {
        "key": f"alert:{chat}:{story}:0", "chat_id": chat, "lane": 1, "kind": "alert", "story_id": story,
        "payload": json.dumps({"names": [name]}), "state": "sent", "due_at": at, "created_at": at, "sent_at": at,
        "message_id": message,
    }  # fmt: skip


async def build(path: Path, size: Size) -> None:
    """Write the whole store into a file that is not there yet."""
    catalog, end = load(), datetime.now(UTC).replace(microsecond=0)
    async with await Database.open(path) as db:
        feeds = [
            {
                "id": n, "url": f"https://outlet{n}.example/feed", "lang": LANGUAGES[(n - 1) % 3], "origin": "chat",
                "outlet": f"Outlet {n}", "next_at": stamp(end + timedelta(days=3650)), "fetched_once": 1,
                "added_at": stamp(end - timedelta(days=DAYS)),
            }
            for n in range(1, FEEDS + 1)
        ]  # fmt: skip
        async with db.write() as c:
            await insert(c, "feeds", feeds)
        press = Press(Random(100_000))
        told = await put_stories(db, size, end, catalog, press)
        await put_others(db, size, end, press)
        await put_subscribers(db, size, end, catalog, told)
