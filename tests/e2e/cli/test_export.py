"""export: published news as JSON lines beside a running bot, with little memory, and nothing of any chat among it."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage import decisions, feed_list, outbox
from storage.database import Database
from storage.moments import stamp
from storage.published import BATCH
from tests.e2e.cli.conftest import Ended, Hengkang
from tests.stores import empty_store
from tests.unit.storage.builders import FEED, NOW, add_chat, claimed, commit, decision, entry, move

READER = 900_123
SECRETS = (str(READER), "Zelvane", "a question nobody else may see", "the chat of Ayu")
ASKED = "INSERT INTO questions (chat_id, question, answer, answered, evidence, asked_at) VALUES (?, ?, '', 0, '[]', ?)"
# Prints the most memory held, in kB, after a run without a row and after one with all; their lines go nowhere.
WEIGHED = """
import contextlib, re, sys
from pathlib import Path
from bot.cli import main
for since in ("2100-01-01", "2000-01-01"):
    with contextlib.suppress(SystemExit):
        main(["export", "--what", "articles", "--since", since])
    print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1], file=sys.stderr)
"""


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Database]:
    """A store with two stories and with everything that a chat leaves in it; a bot runs on it."""
    async with await Database.open(empty_store(tmp_path / "hengkang.db")) as db:
        await add_chat(db, READER, "Zelvane", "Norvale")
        first, second = await claimed(
            db,
            entry("Rara leaves Norvale", "https://kabar.example/1"),
            entry("Tara leaves Quorvexa", "https://kabar.example/2"),
        )
        await commit(db, first, decision(first, move("Rara", "Norvale", "Tindra")))
        await commit(db, second, decision(second, move("Tara", "Quorvexa", "Bravik")))
        async with db.write() as c:
            await c.run("UPDATE moves SET reported_at = ? WHERE person = 'Tara'", (stamp(NOW + timedelta(days=3)),))
            await feed_list.add(c, feed_list.FeedSpec("https://added.example/feed"), "chat", READER, NOW)
            await c.run("UPDATE subscribers SET title = 'the chat of Ayu'")
            await c.run(ASKED, (READER, "a question nobody else may see", stamp(NOW)))
            await outbox.put(c, [outbox.NewMessage("reply:1:0", READER, "reply", {"text": "Zelvane"})], NOW)
        yield db


async def written(hengkang: Hengkang, *arguments: object) -> Ended:
    return await asyncio.to_thread(hengkang, "export", *arguments)


async def test_moves_stories_articles_and_feeds_come_with_their_sources(store: Database, hengkang: Hengkang) -> None:
    moves = await written(hengkang)
    assert (moves.status, moves.err) == (0, "")
    assert [(m["person"], m["from"], m["to"]) for m in moves.rows] == [
        ("Rara", "Norvale", "Tindra"), ("Tara", "Quorvexa", "Bravik"),
    ]  # fmt: skip
    assert moves.rows[0]["url"] == "https://kabar.example/1"
    assert moves.rows[0]["reported"] == "2026-11-24T09:00:00Z"
    stories = (await written(hengkang, "--what", "stories")).rows
    assert [(s["moves"][0]["person"], s["articles"][0]["title"]) for s in stories] == [
        ("Rara", "Rara leaves Norvale"), ("Tara", "Tara leaves Quorvexa"),
    ]  # fmt: skip
    articles = (await written(hengkang, "--what", "articles")).rows
    assert [(a["title"], a["feed"], a["story"]) for a in articles] == [
        ("Rara leaves Norvale", FEED, stories[0]["story"]), ("Tara leaves Quorvexa", FEED, stories[1]["story"]),
    ]  # fmt: skip
    assert [f["url"] for f in (await written(hengkang, "--what", "feeds")).rows] == [FEED, "https://added.example/feed"]


async def test_the_manual_names_every_field(store: Database, hengkang: Hengkang) -> None:
    page = (Path(__file__).parents[3] / "docs" / "administrators.md").read_text("utf-8")
    for what in ("moves", "stories", "articles", "feeds"):
        (fields,) = re.findall(rf"^\| `{what}` \| \w+ \| (.+) \|$", page, re.M)
        row = (await written(hengkang, "--what", what)).rows[0]
        assert list(row) == re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", fields)), what


async def test_nothing_of_a_chat_is_among_it_unless_that_chat_is_asked_for(store: Database, hengkang: Hengkang) -> None:
    for what in ("moves", "stories", "articles", "feeds"):
        told = json.dumps((await written(hengkang, "--what", what)).rows)
        assert len(told) > 200
        assert [secret for secret in SECRETS if secret in told] == [], what
    (own,) = (await written(hengkang, "--chat", READER)).rows
    assert [secret for secret in SECRETS if secret not in json.dumps(own)] == []
    assert [w["name"] for w in own["watches"]] == ["Zelvane", "Norvale"]
    unknown = await written(hengkang, "--chat", 5)
    assert unknown.status == 1 and "no such chat" in unknown.err


@pytest.mark.parametrize(
    ("since", "people"),
    [
        ("2026-11-24", ["Rara", "Tara"]),
        ("2026-11-25", ["Tara"]),
        ("2026-11-27T17:00:01+08:00", []),
        ("2026-11-27T17:00+08:00", ["Tara"]),
        ("9999w", ["Rara", "Tara"]),
        ("soon", None),
        ("2026-13-01", None),
    ],
)
async def test_since_a_day_a_moment_or_some_time_ago(
    store: Database, hengkang: Hengkang, since: str, people: list[str] | None
) -> None:
    ended = await written(hengkang, "--since", since)
    assert ended.status == (1 if people is None else 0)
    assert [m["person"] for m in ended.rows] == (people or [])
    assert ("write a day (2026-11-01)" in ended.err) == (people is None)


async def test_a_story_that_is_written_anew_between_two_batches_comes_once(store: Database, hengkang: Hengkang) -> None:
    from storage import published

    async with store.write() as c:
        columns = "story_id, position, kind, status, evidence, reported_at, person"
        made = [(1, n, "leaves", "reported", "…", stamp(NOW), f"Person {n}") for n in range(1, BATCH + 50)]
        await c.many(f"INSERT INTO moves ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", made)
    seen = []
    async for row in published.rows(store, "moves"):
        if len(seen) == 10:
            async with store.write() as c:
                await c.run("CREATE TEMP TABLE again AS SELECT * FROM moves WHERE story_id = 1")
                await c.run("DELETE FROM moves WHERE story_id = 1")
                await c.run("UPDATE again SET id = id + 10000")
                await c.run("INSERT INTO moves SELECT * FROM again")
        seen.append((row["story"], row["person"]))
    assert len(seen) == len(set(seen)) == BATCH + 51


async def test_many_articles_need_no_more_memory_than_some(store: Database, tmp_path: Path) -> None:
    async with store.write() as c:
        rows = [(f"Title {n}", f"{n} " * 6000, stamp(NOW)) for n in range(1000)]
        await c.many("INSERT INTO items (feed_id, title, text, fetched_at) VALUES (1, ?, ?, ?)", rows)
    weighed = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", WEIGHED],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=True,
    )
    none, every = map(int, weighed.stderr.split())
    assert every - none < 16_000  # KiB; the articles are 28,000


def test_a_reader_who_has_had_enough_is_let_go(tmp_path: Path) -> None:
    async def fill() -> None:
        async with await Database.open(tmp_path / "hengkang.db") as db, db.write() as c:
            feed = await feed_list.add(c, feed_list.FeedSpec(FEED), "file", None, NOW)
            rows: list[tuple[Any, ...]] = [(feed, f"Title {n}", "x" * 5000, stamp(NOW)) for n in range(1000)]
            await c.many("INSERT INTO items (feed_id, title, text, fetched_at) VALUES (?, ?, ?, ?)", rows)

    asyncio.run(fill())
    program = f"{sys.executable} -c 'from bot.cli import main; main()' export --what articles | head -n 1"
    ended = subprocess.run(["sh", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(ended.stdout)["title"] == "Title 0"
    assert ended.stderr == ""


async def test_a_retracted_story_and_its_moves_are_left_out(store: Database, hengkang: Hengkang) -> None:
    async with store.write() as c:
        story = int(await c.value("SELECT story_id FROM moves WHERE person = 'Tara'"))
        await decisions.retract(c, story, "no_move", "", (), None, NOW)
    for what in ("moves", "stories"):
        ended = await written(hengkang, "--what", what)
        assert "Rara" in str(ended.rows) and "Tara" not in str(ended.rows)
