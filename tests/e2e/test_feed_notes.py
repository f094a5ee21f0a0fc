"""What the administrator is told of feeds that break, come back, go, move, fall silent and flood: one note a change."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest_asyncio

from bot.tables import FeedSetting
from storage import feed_list
from storage.feed_list import FeedSpec
from tests.e2e.chatting import START, Person, buttons, data, told
from tests.e2e.feeds_of_ours import Press, Told, press, rss
from tests.e2e.stage import Stage, stage

ADMINISTRATOR = 1
PIECES = (told("en", "Tara Qvist", "Quorvexa", "Bravik", "e1", -30),)
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
OLD = tuple(Told(f"An older story, the number {n} of them", START - n * DAY) for n in range(1, 8))


@pytest_asyncio.fixture
async def world(tmp_path: Any) -> AsyncIterator[Stage]:
    async with stage(tmp_path, PIECES, START) as one:
        await Person(one, ADMINISTRATOR).say("/start")
        yield one


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Press]:
    async with press() as one:
        yield one


async def added(world: Stage, *urls: str) -> None:
    async with world.running.db.write() as c:
        for url in urls:
            await feed_list.add(c, FeedSpec(url), "chat", ADMINISTRATOR, world.clock.now())
    await world.settled()


def notes(world: Stage) -> list[dict[str, Any]]:
    """What the administrator got, the answers to /start left out."""
    return [m for m in world.sim.from_bot(ADMINISTRATOR) if m["text"][0] in "⚠⛔💤🌊✓➡📡"]


async def test_a_feed_that_fails_is_told_once_and_its_return_once(world: Stage, server: Press) -> None:
    url = server.put("/feed", rss("Harbour", *OLD))
    await added(world, url)
    server.put("/feed", "", status=404)
    await world.advance_to(START + 30 * MINUTE)
    assert notes(world) == []
    await world.advance_to(START + 3 * DAY)
    (note,) = notes(world)
    lines = note["text"].split("\n")
    assert lines[0] == "⚠ Harbour fails: nothing is there (HTTP 404)."
    assert re.fullmatch(r"Since \d\d:\d\d UTC; [34] polls in a row\.", lines[1])
    assert lines[3] == f"Perhaps the feed has another address by now: /addfeed {server.root} looks for it."
    assert [b["text"] for b in buttons(note)] == ["About this feed", "Ask now", "Pause"]
    before = server.asked["/feed"]
    await world.advance_to(START + 6 * DAY)
    assert 3 <= server.asked["/feed"] - before <= 4  # probed daily
    server.put("/feed", rss("Harbour", Told("A new story after the silence", world.clock.now()), *OLD))
    await world.advance_to(START + 8 * DAY)
    (_, back) = notes(world)
    assert back["text"].startswith("✓ Harbour answers again since ")
    assert "after 6 days" in back["text"] or "after 7 days" in back["text"]


async def test_changes_that_come_together_are_one_message(world: Stage, server: Press) -> None:
    urls = [server.put(f"/{n}", rss(f"Outlet {n}", *OLD)) for n in range(3)]
    await added(world, *urls)
    server.put("/0", "<html><body>We have moved on</body></html>", "text/html")
    server.put("/1", "", status=503)
    server.put("/2", "", status=410)
    await world.advance_to(START + DAY)
    texts = [m["text"] for m in notes(world)]
    assert texts[0].startswith("⛔ Outlet 2 is gone for good")
    together = texts[1].split("\n")
    assert together[0] == "⚠ 2 feeds fail"
    assert together[1].startswith("• Outlet 0: this is a web page, since ")
    assert together[2].startswith("• Outlet 1: the server is out of order (HTTP 503), since ")
    assert len(texts) == 2
    assert len(data(notes(world)[1], "fh")) == 2


async def test_most_feeds_at_once_are_the_network_of_the_server(world: Stage) -> None:
    async with press() as server:
        for n in range(5):
            await added(world, server.put(f"/{n}", rss(f"Outlet {n}", *OLD)))
        port = server.root.rpartition(":")[2]
    await world.outlets[0]._runner.cleanup()
    await world.advance_to(START + DAY)
    (note,) = notes(world)
    lines = note["text"].split("\n")
    assert lines[0].startswith("📡 6 of 6 feeds cannot be reached since ")
    assert "Outlet" not in note["text"]
    assert port not in note["text"]


async def test_while_most_feeds_fail_and_some_answer_those_that_fail_are_asked_hourly(world: Stage) -> None:
    async with press() as server:
        for n in range(5):
            await added(world, server.put(f"/{n}", rss(f"Outlet {n}", *OLD)))
    begin = world.clock.now()
    await world.advance_to(begin + 12 * HOUR)
    assert [m["text"][:15] for m in notes(world)] == ["📡 5 of 6 feeds "]
    async with world.running.db.read() as c:
        asked = await c.value("SELECT COUNT(*) FROM fetches WHERE status = 'failed'")
    assert 5 * 6 <= asked <= 5 * 16


async def test_a_feed_that_moved_is_proposed_once_and_still_asked_at_its_old_address(
    world: Stage, server: Press
) -> None:
    server.put("/new", rss("Harbour", *OLD))
    await added(world, server.leads("/old", "/new"))
    await world.advance_to(START + 20 * HOUR)
    assert notes(world) == []
    await world.advance_to(START + 3 * DAY)
    (note,) = notes(world)
    assert note["text"].startswith("➡ Harbour has moved.")
    assert f"\n{server.root}/new\n" in note["text"]
    assert [b["text"] for b in buttons(note)] == ["Use the new address", "Keep the old address"]
    assert server.asked["/old"] > 10


async def test_a_document_may_name_the_new_address(world: Stage, server: Press) -> None:
    head = f"<itunes:new-feed-url>{server.root}/new</itunes:new-feed-url>"
    await added(world, server.put("/old", rss("Harbour", *OLD, head=head)))
    await world.advance_to(START + 2 * DAY)
    assert notes(world)[0]["text"].startswith("➡ Harbour has moved.")


async def test_a_feed_that_falls_silent_and_speaks_again(world: Stage, server: Press) -> None:
    await added(world, server.put("/feed", rss("Harbour", *OLD)))
    await world.advance_to(START + 12 * DAY)
    (note,) = notes(world)
    assert note["text"].startswith(
        "💤 Harbour has fallen silent: nothing new since 1 March 2026, 09:00 UTC; usually 1 a day."
        f"\nIt answers as before. Perhaps the site has another feed by now: /addfeed {server.root} looks for it."
    )
    server.put("/feed", rss("Harbour", Told("A new story after the silence", world.clock.now()), *OLD))
    await world.advance_to(START + 13 * DAY)
    assert notes(world)[1]["text"].startswith("✓ Harbour brings news again; it had been silent for ")


async def test_a_flood_is_told_read_and_sends_no_flood(world: Stage, server: Press) -> None:
    reader = Person(world, 500)
    await reader.say("/watch Quorvexa")
    await added(world, server.put("/feed", rss("Harbour", *OLD)))
    await world.advance_to(START + HOUR)
    many = [
        Told(f"Quorvexa and its plan number {n} for the harbour", START + HOUR, f"Plan {n} is told.") for n in range(60)
    ]
    server.put("/feed", rss("Harbour", *many, *OLD))
    before = len(reader.world.messages(500))
    await world.advance_to(START + 4 * HOUR)
    (note,) = notes(world)
    assert note["text"].startswith("🌊 Harbour is flooding: 60 new items within hours, usually 1 a day.")
    async with world.running.db.read() as c:
        assert await c.value("SELECT COUNT(*) FROM items WHERE state = 'done' AND title LIKE 'Quorvexa and%'") == 60
    assert len(reader.world.messages(500)) == before
    await world.advance_to(START + 40 * HOUR)
    assert notes(world)[1]["text"] == "✓ Harbour is calm again: no flood for a day."


async def test_the_note_of_a_feed_of_the_file_names_the_line_to_write(
    world: Stage, server: Press, tmp_path: Any
) -> None:
    url = server.leads("/old", "/new")
    server.put("/new", rss("Harbour", *OLD))
    file = tmp_path / "config.toml"
    file.write_text(f'[[lists]]\nname = "tech"\nlanguage = "en"\nfeeds = [\n  {{ url = "{url}" }},\n]\n')
    config = world.running.config
    lists = config.settings.lists[0].model_copy(update={"feeds": (FeedSetting(url=url),)})
    config.settings, config.path = config.settings.model_copy(update={"lists": (lists,)}), file
    config._seen = config._state()
    async with world.running.db.write() as c:
        await feed_list.sync(c, [FeedSpec(url, "tech", "en")], world.clock.now())
    await world.advance_to(START + 2 * DAY)
    (note,) = notes(world)
    assert "It is listed in config.toml:5, which I do not write." in note["text"]
    line = f'url = "{server.root}/new"'
    assert line in note["text"].split("\n")
    assert buttons(note)[0]["copy_text"]["text"] == line


async def test_a_feed_that_changes_all_its_guids_and_addresses_brings_nothing_again(
    world: Stage, server: Press
) -> None:
    reader = Person(world, 500)
    await reader.say("/watch Halmerion")
    await added(world, server.put("/feed", rss("Harbour", *OLD)))
    text = "Nadia Brekke has left Halmerion and joined Norvale.\nNadia Brekke led speech research there."
    news = Told("Nadia Brekke leaves Halmerion for Norvale", world.clock.now() + 30 * MINUTE, text, "g-1", "/a/1")
    server.put("/feed", rss("Harbour", news, *OLD))
    await world.advance_to(START + 2 * HOUR)
    told = len(reader.world.messages(500))
    assert reader.newest()["text"].startswith("Nadia Brekke: Halmerion → Norvale")
    churned = [
        Told(a.title, a.at, a.text, f"new-{n}", f"https://elsewhere.example/{n}") for n, a in enumerate((news, *OLD))
    ]
    server.put("/feed", rss("Harbour", *churned))
    await world.advance_to(START + 4 * HOUR)
    # Dated anew, they are other items to the store, but still no news.
    later = [Told(a.title, START + 4 * HOUR, a.text, f"late-{n}", a.link + "?b") for n, a in enumerate(churned)]
    server.put("/feed", rss("Harbour", *later))
    await world.advance_to(START + 8 * HOUR)
    assert len(reader.world.messages(500)) == told
    assert notes(world) == []
