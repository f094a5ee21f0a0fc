"""check and poll over real servers, and ask from the store that a poll filled."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from bot.clock import SystemClock
from bot.simulator import Simulator
from feeds.model import Watched
from storage import subscribers, watches
from storage.database import Database
from tests.e2e.cli.conftest import Hengkang
from tests.e2e.outlets import Outlet, Piece
from tests.e2e.process import TOKEN, configured

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


async def test_check_tells_each_part_and_what_is_wrong_with_it(tmp_path: Path, hengkang: Hengkang) -> None:
    async with Simulator(token=TOKEN) as sim, Outlet("Harbour", "rss", [piece()], SystemClock()) as outlet:
        config = configured(tmp_path, sim.root, [outlet])
        text = config.read_text().replace("[telegram]", f'[telegram]\ntoken = "{TOKEN}"')
        config.write_text(text)
        good = await asyncio.to_thread(hengkang, "--config", config, "check")
        assert (good.status, good.err) == (0, "")
        assert [(row["check"], row["ok"]) for row in good.rows] == [
            (part, True) for part in ("configuration", "catalog", "token", "storage", "feed")
        ]
        assert good.rows[4] == {
            "check": "feed", "list": "Harbour", "url": outlet.feed, "ok": True, "format": "rss20", "entries": 1,
        }  # fmt: skip

        with_dead_feed(config)
        config.write_text(config.read_text().replace(TOKEN, "88:somebody-elses"))
        async with await Database.open(tmp_path / "hengkang.db"):
            bad = await asyncio.to_thread(hengkang, "--config", config, "check")
        assert bad.status == 1
        rows = {(row["check"], row.get("list")): row for row in bad.rows}
        assert rows["storage", None]["note"] == "in use by a running bot"
        assert "BotFather" in rows["token", None]["error"]
        assert "not there" in rows["feed", "Dead"]["error"]
        assert {key for key, row in rows.items() if not row["ok"]} == {("token", None), ("feed", "Dead")}
        assert "88:somebody-elses" not in str(bad)


def test_check_names_each_mistake_of_the_configuration_with_its_line(tmp_path: Path, hengkang: Hengkang) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[polling]\ntick_seconds = -1\n[bot]\nlanguage = "fr"\nspeed = 3\n')
    ended = hengkang("--config", config, "check")
    assert ended.status == 1
    assert all(list(row) == ["check", "ok", "error"] and not row["ok"] for row in ended.rows)
    assert [row["error"].split(":")[1] for row in ended.rows] == ["2", "4", "5"]
    config.write_text("[polling\n")
    (row,) = hengkang("--config", config, "check").rows
    assert "config.toml:1: not TOML" in row["error"]


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
