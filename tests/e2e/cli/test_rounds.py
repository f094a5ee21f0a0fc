"""poll over real servers, and ask from the store that it filled."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from bot.clock import SystemClock
from feeds.model import Watched
from storage import subscribers, watches
from storage.database import Database
from tests.e2e.cli.conftest import Hengkang
from tests.e2e.outlets import Outlet, Piece
from tests.e2e.process import configured

TEXT = (
    "Tara Qvist, who led speech research at Quorvexa, has left the company and joined Bravik as chief scientist.\n"
    "Tara Qvist resigned after a dispute over computing budgets, two people familiar with the matter said."
)


def piece(id: str = "one", title: str = "Tara Qvist leaves Quorvexa for Bravik", text: str = TEXT) -> Piece:
    return Piece(id, "Harbour", "en", title, text, datetime.now(UTC))


def with_dead_feed(config: Path) -> None:
    """Add a feed that answers, and has nothing, to the configuration."""
    url = config.read_text().partition('url = "')[2].partition('/feed"')[0] + "/a/nothing"
    with config.open("a") as file:
        file.write(f'[[lists]]\nname = "Dead"\nlanguage = "en"\nfeeds = [{{ url = "{url}" }}]\n')


async def test_two_rounds_and_a_question(tmp_path: Path, hengkang: Hengkang) -> None:
    async with Outlet("Harbour", "atom", [piece("zero", "Rain in Riga", "It rained.")], SystemClock()) as outlet:
        config = configured(tmp_path, "http://127.0.0.1:1", [outlet])
        with_dead_feed(config)
        async with await Database.open(tmp_path / "hengkang.db") as db, db.write() as c:
            now = datetime.now(UTC)
            await subscribers.ensure(c, 5, "private", "en", "UTC", now)
            watched = Watched("~quorvexa", "Quorvexa", ("Quorvexa",), "organisation")
            await watches.add(c, 5, watched, "Quorvexa", now)
        first = await asyncio.to_thread(hengkang, "--config", config, "poll")
        assert first.status == 1, "a feed failed"
        feeds = {row["feed"]: row for row in first.rows}
        assert feeds.pop(outlet.feed) == {"feed": outlet.feed, "status": "new", "new": 1, "updated": 0}
        (dead,) = feeds.values()
        assert list(dead) == ["feed", "status", "error"]
        assert (dead["status"], "404" in dead["error"]) == ("failed", True)

        outlet.pieces.append(piece())
        second = await asyncio.to_thread(hengkang, "--config", config, "poll")
        assert {"feed": outlet.feed, "status": "new", "new": 1, "updated": 0} in second.rows
        (match,) = (row for row in second.rows if "match" in row)
        assert list(match) == ["match", "alias", "id", "title", "url", "story", "relation", "notify"]
        assert (match["match"], match["alias"], match["relation"], match["notify"]) == (
            "~quorvexa", "Quorvexa", "new", True,
        )  # fmt: skip
        async with await Database.open(tmp_path / "hengkang.db") as db, db.read() as c:
            assert await c.value("SELECT COUNT(*) FROM outbox WHERE kind = 'alert' AND state = 'pending'") == 1
            refused = await asyncio.to_thread(hengkang, "--config", config, "poll")
        assert refused.status == 1
        assert "in use by another Hengkang" in refused.err

        third = await asyncio.to_thread(hengkang, "--config", config, "poll")
        assert [row for row in third.rows if "match" in row or row.get("new")] == []
    asked = await asyncio.to_thread(hengkang, "--config", config, "ask", "Why did Tara Qvist leave?")
    assert asked.status == 0
    (answer,) = asked.rows
    assert answer["answered"]
    assert answer["evidence"][0]["sentence"] in TEXT.split("\n")
