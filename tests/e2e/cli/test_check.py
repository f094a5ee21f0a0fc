"""check over real servers: each part, what is wrong with it and what to do; nothing is made or changed."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot

from bot.checks.machine import clock
from bot.clock import SystemClock
from bot.simulator import Simulator
from storage import feed_list, subscribers
from storage.database import Database
from storage.migrate import steps
from storage.moments import stamp
from tests.e2e.cli.conftest import Ended, Hengkang
from tests.e2e.cli.test_backup import older
from tests.e2e.outlets import Outlet, Piece
from tests.e2e.process import TOKEN

PIECE = Piece("one", "Harbour", "en", "Rain in Riga", "It rained.", datetime.now(UTC))
TWICE = """
import contextlib
from bot.cli import main
for options in ([], ["--json"]):
    with contextlib.suppress(SystemExit):
        main(["check", "--offline", *options])
"""
PARTS = [
    *("configuration", "program", "catalog", "token", "administrators", "storage"),
    *("disk", "zones", "extras", "files", "feed", "clock", "summary"),
]


def by_part(ended: Ended) -> dict[str, dict[str, Any]]:
    """The rows by their part; of the feeds the last."""
    return {row["check"]: row for row in ended.rows}


def warned(ended: Ended, part: str) -> str:
    return " | ".join(by_part(ended)[part].get("warnings", ()))


def entry(title: str, at: datetime | None, link: str) -> str:
    date = f"<pubDate>{format_datetime(at)}</pubDate>" if at else ""
    return f"<item><title>{title}</title><link>{link}</link>{date}</item>"


def rss(*entries: str) -> str:
    return f'<rss version="2.0"><channel><title>Harbour</title>{"".join(entries)}</channel></rss>'


@asynccontextmanager
async def publisher(pages: Mapping[str, str | web.Response], ahead: float = 0.0) -> AsyncIterator[str]:
    """A server with these pages, whose clock goes wrong by so many seconds; its address."""

    async def answer(request: web.Request) -> web.StreamResponse:
        found = pages.get(request.path)
        kind = "text/html" if "<html" in str(found) else "application/rss+xml" if "<rss" in str(found) else "text/plain"
        page = web.Response(text=found, content_type=kind) if isinstance(found, str) else None
        response = page or pages.get(request.path) or web.Response(status=404)
        assert isinstance(response, web.Response)
        response.headers["Date"] = format_datetime(datetime.now(UTC) + timedelta(seconds=ahead), usegmt=True)
        return response

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def written(folder: Path, api: str, *urls: str, token: str = TOKEN, administrators: str = "[]") -> Path:
    """A configuration with these feeds."""
    listed = "".join(f'  {{ url = "{url}" }},\n' for url in urls)
    path = folder / "config.toml"
    path.write_text(
        f'[telegram]\napi = "{api}"\ntoken = "{token}"\n[bot]\nadministrators = {administrators}\n'
        f'[polling]\nallow = ["127.0.0.0/8"]\n[[lists]]\nname = "Harbour"\nlanguage = "en"\nfeeds = [\n{listed}]\n'
    )
    path.chmod(0o600)
    return path


async def checked(hengkang: Hengkang, config: Path, *options: str) -> Ended:
    return await asyncio.to_thread(hengkang, "--config", config, "check", *options)


async def test_where_all_is_well_each_part_has_a_row_and_nothing_is_made(tmp_path: Path, hengkang: Hengkang) -> None:
    async with Simulator(token=TOKEN) as sim, Outlet("Harbour", "rss", [PIECE], SystemClock()) as outlet:
        config = written(tmp_path, sim.root, outlet.feed, administrators="[1]")
        ended = await checked(hengkang, config)
    assert (ended.status, ended.err) == (0, "")
    assert [(row["check"], row["ok"]) for row in ended.rows] == [(part, True) for part in PARTS]
    rows = by_part(ended)
    newest = PIECE.published.isoformat(timespec="seconds")
    assert rows["feed"] == {
        "check": "feed", "ok": True, "list": "Harbour", "url": outlet.feed, "format": "rss20", "entries": 1,
        "newest": newest,
    }  # fmt: skip
    assert (rows["token"]["inline"], rows["token"]["groups"], rows["token"]["privacy"]) == (True, True, True)
    assert rows["clock"]["by"] == "Telegram" and rows["clock"]["seconds_off"] < 30
    assert "1 has not started the bot" in warned(ended, "administrators")
    assert rows["summary"] == {"check": "summary", "ok": True, "parts": 12, "faults": 0, "warned": 1}
    assert await asyncio.to_thread(os.listdir, tmp_path) == ["config.toml"]


async def test_each_fault_says_what_to_do(tmp_path: Path, hengkang: Hengkang) -> None:
    async with Simulator(token=TOKEN) as sim, publisher({}) as root:
        config = written(tmp_path, sim.root, f"{root}/nothing", token="88:somebody-elses")
        (tmp_path / "names.toml").write_text("nonsense")
        config.write_text('catalog = ["names.toml"]\n' + config.read_text())
        (tmp_path / "hengkang.db").write_text("somebody's notes")
        ended = await checked(hengkang, config)
    assert ended.status == 1
    rows = by_part(ended)
    assert {part for part, row in rows.items() if not row["ok"]} == {"catalog", "token", "storage", "feed", "summary"}
    assert "copy it from @BotFather once more" in rows["token"]["error"]
    assert "no Hengkang store; give storage.path another name" in rows["storage"]["error"]
    assert "not there (HTTP 404): look for its new address" in rows["feed"]["error"]
    assert "names.toml" in rows["catalog"]["error"]
    assert rows["summary"]["faults"] == 4
    assert "88:somebody-elses" not in str(ended)


async def test_what_botfather_has_not_set_and_a_webhook_elsewhere_are_told(tmp_path: Path, hengkang: Hengkang) -> None:
    async with Simulator(token=TOKEN) as sim:
        sim.world.reads_all = True
        async with Bot(TOKEN, base_url=f"{sim.root}/bot") as bot:
            await bot.set_webhook("https://elsewhere.example/secret-path")
        config = written(tmp_path, sim.root)
        config.chmod(0o644)
        ended = await checked(hengkang, config)
    assert ended.status == 0
    assert "/setprivacy, Enable" in warned(ended, "token")
    assert f"others can read it: chmod 600 {config}" in warned(ended, "token")
    assert "posts this bot's updates to elsewhere.example" in warned(ended, "webhook") and "secret-path" not in str(
        ended.rows
    )
    assert "nobody may use /feeds" in warned(ended, "administrators")
    assert "it lists no feeds" in warned(ended, "configuration")


async def test_a_webhook_of_ones_own_is_no_cause_for_concern(tmp_path: Path, hengkang: Hengkang) -> None:
    async with Simulator(token=TOKEN) as sim:
        config = written(tmp_path, sim.root)
        config.write_text(config.read_text().replace("[bot]", 'webhook = "https://bot.example.org/hengkang"\n[bot]'))
        before = by_part(await checked(hengkang, config))["webhook"]
        assert "not set at Telegram yet" in before["note"]
        async with Bot(TOKEN, base_url=f"{sim.root}/bot") as bot:
            await bot.set_webhook("https://bot.example.org/hengkang")
        after = by_part(await checked(hengkang, config))["webhook"]
    assert after == {"check": "webhook", "ok": True, "host": "bot.example.org", "waiting": 0}


async def test_what_is_odd_about_a_feed_is_told(tmp_path: Path, hengkang: Hengkang) -> None:
    now = datetime.now(UTC)
    pages: dict[str, str | web.Response] = {"/robots.txt": "User-agent: *\nDisallow: /closed/"}
    async with Simulator(token=TOKEN) as sim, publisher(pages) as root:
        pages |= {
            "/old": rss(entry("Old", now - timedelta(days=90), f"{root}/open/1")),
            "/dateless": rss(entry("When?", None, f"{root}/open/2")),
            "/ahead": rss(entry("Tomorrow", now + timedelta(days=9), f"{root}/open/3")),
            "/closed": rss(entry("Closed", now, f"{root}/closed/1")),
            "/empty": rss(),
            "/moved": web.Response(status=301, headers={"Location": "/new"}),
            "/new": rss(entry("New", now, f"{root}/open/4")),
            "/site": f'<html><head><link rel="alternate" type="application/rss+xml" href="{root}/new"></head></html>',
        }
        names = ("old", "dateless", "ahead", "closed", "empty", "moved", "site")
        ended = await checked(hengkang, written(tmp_path, sim.root, *(f"{root}/{name}" for name in names)))
        told = {
            row["url"].removeprefix(f"{root}/"): " | ".join([row.get("error", ""), *row.get("warnings", ())])
            for row in ended.rows
            if row["check"] == "feed"
        }
        assert f"write {root}/new in its place" in told["moved"]
        assert f"the page names {root}/new" in told["site"]
    assert "nothing new for 90 days" in told["old"]
    assert "no dates" in told["dateless"]
    assert "still to come" in told["ahead"]
    assert "robots.txt does not let us" in told["closed"]
    assert "no entries" in told["empty"]
    assert ended.status == 1, "a web page is no feed"


async def test_most_feeds_failing_at_once_is_the_networks_fault(tmp_path: Path, hengkang: Hengkang) -> None:
    async with publisher({}) as root:
        config = written(tmp_path, "http://127.0.0.1:1", *(f"{root}/{n}" for n in range(5)))
        ended = await checked(hengkang, config)
    assert "5 of 5 feeds could not be read: this machine's network" in by_part(ended)["network"]["error"]
    assert "does not answer" in by_part(ended)["token"]["error"]


async def test_offline_nobody_is_asked(tmp_path: Path, hengkang: Hengkang) -> None:
    config = written(tmp_path, "http://127.0.0.1:1", "http://127.0.0.1:1/feed")
    ended = await checked(hengkang, config, "--offline")
    assert ended.status == 0
    assert [row["check"] for row in ended.rows] == [part for part in PARTS if part not in ("feed", "clock")]
    assert "Telegram was not asked" in by_part(ended)["token"]["note"]


@pytest.mark.parametrize("ahead", [45, -45, 7200])
async def test_a_clock_that_is_wrong_is_told_with_what_to_do(tmp_path: Path, hengkang: Hengkang, ahead: int) -> None:
    async with publisher({"/feed": rss()}, ahead) as root:
        ended = await checked(hengkang, written(tmp_path, "http://127.0.0.1:1", f"{root}/feed"))
    row = by_part(ended)["clock"]
    told = row.get("error") or warned(ended, "clock")
    assert row["ok"] == (ahead != 7200), "ten minutes and more are a fault"
    assert ("s behind, says 1 feeds' servers" in told) == (ahead > 0)
    assert "timedatectl set-ntp true" in told


def test_telegrams_clock_goes_before_the_feeds_and_half_a_minute_is_nothing() -> None:
    assert "warnings" not in (clock(-20.0, [900.0, 900.0]) or {})
    assert "warnings" not in (clock(None, [-2.0, 1.0, 5000.0]) or {})
    assert "31 s ahead" in (clock(-31.0, []) or {})["warnings"][0]
    assert clock(None, []) is None


async def test_a_store_in_use_an_older_one_and_its_backups(tmp_path: Path, hengkang: Hengkang) -> None:
    config, path = written(tmp_path, "http://127.0.0.1:1", administrators="[7, 8, 9]"), tmp_path / "hengkang.db"
    older(path, 12)
    found = by_part(await checked(hengkang, config, "--offline"))
    assert found["storage"]["schema"] == 12
    assert found["storage"]["note"] == f"the next start brings it to schema {steps()[-1][0]}; make a backup before"
    now = datetime.now(UTC)
    async with await Database.open(path) as db:
        async with db.write() as c:
            feed = await feed_list.add(c, feed_list.FeedSpec("http://127.0.0.1:1/added"), "chat", 7, now)
            await c.run(
                "INSERT INTO items (feed_id, title, text, fetched_at) VALUES (?, 'T', 't', ?)",
                (feed, stamp(now - timedelta(days=300))),
            )
            for person, state in ((7, "active"), (8, "blocked")):
                await subscribers.ensure(c, person, "private", "en", "UTC", now)
                await subscribers.set_state(c, person, state)
        ended = await checked(hengkang, config)
        found = by_part(ended)
        assert "chmod 600" in warned(ended, "storage"), "an earlier version let everybody read it"
        await asyncio.to_thread(path.chmod, 0o600)
        assert found["storage"]["process"] == str(os.getpid()) and found["storage"]["note"] == "in use by a running bot"
        assert "Articles to read: 1 waiting" in warned(ended, "running")
        assert (found["feed"]["list"], found["feed"]["url"]) == ("added", "http://127.0.0.1:1/added")
        assert warned(ended, "administrators").count("|") == 1
        assert "8 has blocked the bot" in warned(ended, "administrators") and "9 has not" in warned(
            ended, "administrators"
        )
        assert "none was ever made" in warned(ended, "backup")
        await asyncio.to_thread(hengkang, "--config", config, "backup")
    ended = await checked(hengkang, config, "--offline")
    assert "warnings" not in by_part(ended)["storage"]
    assert "warnings" not in by_part(ended)["backup"] and "process" not in by_part(ended)["storage"]
    with path.open("r+b") as file:
        file.seek(20 * 4096)
        file.write(b"\xff" * 4096 * 3)
    assert (
        "hengkang restore BACKUP --replace" in by_part(await checked(hengkang, config, "--offline"))["storage"]["error"]
    )


def test_check_names_each_mistake_of_the_configuration_with_its_line(tmp_path: Path, hengkang: Hengkang) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[polling]\ntick_seconds = -1\n[bot]\nlanguage = "fr"\nspeed = 3\n')
    ended = hengkang("--config", config, "check")
    assert ended.status == 1
    *mistakes, whole = ended.rows
    assert all(list(row) == ["check", "ok", "error"] and not row["ok"] for row in mistakes)
    assert [row["error"].split(":")[1] for row in mistakes] == ["2", "4", "5"]
    assert (whole["check"], whole["faults"]) == ("summary", 3)
    config.write_text("[polling\n")
    row, _ = hengkang("--config", config, "check").rows
    assert "config.toml:1: not TOML" in row["error"]


def test_on_a_terminal_it_is_to_be_read(tmp_path: Path) -> None:
    screen, terminal = os.openpty()
    with os.fdopen(screen, "rb", buffering=0) as shown:
        subprocess.run([sys.executable, "-c", TWICE], cwd=tmp_path, stdout=terminal, stderr=subprocess.PIPE, check=True)
        os.close(terminal)
        lines = shown.read(100_000).decode().replace("\r", "").splitlines()
    middle = next(n for n, line in enumerate(lines) if line.startswith("{"))
    assert lines[0].startswith("! configuration  lists 0 · feeds 0")
    assert lines[1].startswith("    it lists no feeds")
    assert lines[middle - 1].startswith("✓ summary        parts 10 · faults 0")
    assert all(line.startswith("{") for line in lines[middle:])
