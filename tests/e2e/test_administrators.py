"""The bot's administrators: /feeds, /addfeed with discovery and a dry run, /testfeed; refused to everybody else."""

from collections.abc import AsyncIterator
from datetime import timedelta
from html import escape

import pytest
import pytest_asyncio
from aiohttp import web

from bot.commands.menu import ADMINISTRATORS
from bot.commands.registry import ADMIN_COMMANDS
from bot.locales.texts import texts
from bot.pages.cards import LONGEST_TITLE
from storage import feed_list
from tests.e2e.chatting import START, Person, buttons, data, links, numbers, told
from tests.e2e.outlets import Outlet
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADMINISTRATOR = 1  # as the stage's settings say
PEOPLE = numbers(900)
PIECES = (told("en", "Tara Qvist", "Quorvexa", "Bravik", "e1", -30),)
OTHER = (
    told("en", "Milan Oyelaran", "Halmerion", "Norvale", "o1", -20),
    told("en", "Nadia Brekke", "Quorvexa", "Tolmarque", "o2", 1),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("administrators"), PIECES, START) as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module")
async def outlet(world: Stage) -> AsyncIterator[Outlet]:
    """An outlet that no configuration names."""
    async with Outlet("Harbour", "rss", list(OTHER), world.clock) as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module")
async def site(outlet: Outlet) -> AsyncIterator[str]:
    """A site's front page, which names the outlet's feed in its head; its address."""

    async def front(request: web.Request) -> web.Response:
        head = f'<link rel="alternate" type="application/rss+xml" href="{escape(outlet.feed)}">'
        return web.Response(text=f"<html><head>{head}</head><body>News</body></html>", content_type="text/html")

    async def broken(request: web.Request) -> web.Response:
        return web.Response(text="<rss><channel><title>x", content_type="application/rss+xml")

    app = web.Application()

    async def endless(request: web.Request) -> web.Response:
        text = "<rss version='2.0'><channel><title>" + "word \u202e&amp; " * 9000 + "</title></channel></rss>"
        return web.Response(text=text, content_type="application/rss+xml")

    app.add_routes([web.get("/", front), web.get("/broken", broken), web.get("/endless", endless)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def chief(world: Stage, lang: str = "en") -> Person:
    return Person(world, ADMINISTRATOR, lang)


@pytest.mark.parametrize("lang", ["en", "id", "zh"])
@pytest.mark.parametrize(
    "command",
    [
        "/feeds",
        "/addfeed https://example.com",
        "/testfeed https://example.com",
        "/pausefeed x",
        "/removefeed x",
        "/review",
        "/health",
        "/block",
        "/unblock 5",
        "/allow 5",
        "/entities",
    ],
)
async def test_others_are_refused(world: Stage, command: str, lang: str) -> None:
    answer = await Person(world, next(PEOPLE), lang).ask(command)
    assert answer["text"] == texts(lang)("That command is for the bot's administrators.")


async def test_anothers_press_of_an_administrators_button_does_nothing(world: Stage) -> None:
    ayu = Person(world, next(PEOPLE))
    answer = await ayu.ask("/watch Zelvane")
    keyboard = world.sim.message(ayu.id, answer["message_id"]).keyboard
    assert keyboard is not None
    keyboard["inline_keyboard"][0][0]["callback_data"] = "af:https://example.com/feed"
    await ayu.press(answer, "af:https://example.com/feed")
    assert ayu.toast == "This button is too old; please type the command again."
    async with world.running.db.read() as c:
        assert await feed_list.find(c, "https://example.com/feed") is None


@pytest.mark.parametrize("command", [f"/{name}" for name in ADMIN_COMMANDS])
async def test_no_command_of_theirs_runs_in_a_group_where_others_read(world: Stage, command: str) -> None:
    chief(world)  # known to Telegram
    room = world.sim.group(-next(PEOPLE), "News desk", admins=[ADMINISTRATOR], kind="supergroup")
    answer = await Person(world, ADMINISTRATOR, chat=room).ask(f"{command}@{world.sim.world.bot.username}")
    assert answer["text"] == (
        "Administrators' commands work in our private chat only: others would read the answer here."
    )


async def test_nor_a_button_that_has_come_into_a_group(world: Stage) -> None:
    chief(world)  # known to Telegram
    room = world.sim.group(-next(PEOPLE), "News desk", admins=[ADMINISTRATOR], kind="supergroup")
    there = Person(world, ADMINISTRATOR, chat=room)
    answer = await there.ask("/watch Zelvane")
    keyboard = world.sim.message(room.id, answer["message_id"]).keyboard
    assert keyboard is not None
    keyboard["inline_keyboard"][0][0]["callback_data"] = "af:https://example.com/group"
    await there.press(answer, "af:https://example.com/group")
    async with world.running.db.read() as c:
        assert await feed_list.find(c, "https://example.com/group") is None


async def test_feeds_shows_the_health_of_each(world: Stage) -> None:
    answer = await chief(world).ask("/feeds")
    assert answer["text"].startswith("1 feed\n\n1. ✓ Outlet en\n")
    assert "last success 2 March 2026" in answer["text"] and "next poll" in answer["text"]
    assert links(answer) == [world.outlets[0].feed]


async def test_testfeed_shows_a_dry_run_and_adds_nothing(world: Stage, outlet: Outlet) -> None:
    await Person(world, next(PEOPLE)).say("/watch Halmerion")
    answer = await chief(world).ask(f"/testfeed {outlet.feed}")
    lines = answer["text"].split("\n")
    assert lines[:2] == ["Harbour", "RSS 2.0 · 1 item · English · teasers only"]
    assert lines[2].startswith("newest item 1 March 2026") and lines[2].endswith("· 1.2 items a day")
    assert lines[3].startswith("• Milan Oyelaran: Halmerion → Norvale")
    assert lines[4:] == ["1 talent story in it", "In the last 30 days it would have matched 1 item for 1 subscriber."]
    assert buttons(answer) == []
    async with world.running.db.read() as c:
        assert await feed_list.find(c, outlet.feed) is None


async def test_a_title_without_end_leaves_room_for_what_the_dry_run_tells(world: Stage, site: str) -> None:
    answer = await chief(world).ask(f"/testfeed {site}/endless")
    lines = answer["text"].split("\n")
    assert len(lines[0]) <= LONGEST_TITLE and "\u202e" not in lines[0]
    assert lines[1] == "RSS 2.0 · 0 items" and lines[-1].startswith("In the last 30 days")


async def test_addfeed_finds_a_sites_feed_tries_it_and_adds_it_after_a_yes(
    world: Stage, outlet: Outlet, site: str
) -> None:
    await Person(world, next(PEOPLE)).say("/watch Quorvexa")
    reader = Person(world, next(PEOPLE))
    await reader.say("/watch Quorvexa")
    one = chief(world)
    page = await one.ask(f"/addfeed {site}/")
    assert page["text"] == f"No feed at {site}/: this is a web page.\nThe page names these feeds:"
    await one.press(page, data(page, "tf")[0])
    trial = one.newest()
    assert "Milan Oyelaran: Halmerion → Norvale" in trial["text"]
    added = await one.press(trial, data(trial, "af")[0])
    assert added["text"] == f"Added: {outlet.feed}. What it holds now is read and stored, and not sent."
    await world.settled()
    assert (await one.ask("/feeds"))["text"].startswith("2 feeds")
    again = await one.ask(f"/addfeed {outlet.feed}")
    assert "This feed is polled already." in again["text"]
    assert [b["text"] for b in buttons(again)] == ["About this feed"]
    assert (await reader.ask("/ask Who left Halmerion?"))["text"].startswith("Milan Oyelaran")
    await world.advance_to(OTHER[1].published + timedelta(minutes=20))
    assert reader.newest()["text"].startswith("Nadia Brekke: Quorvexa → Tolmarque")


async def test_the_list_to_add_a_feed_to_is_chosen_by_button(world: Stage) -> None:
    async with Outlet("Quay", "rss", [told("en", "Olu Brandt", "Quorvexa", "Norvale", "q1", -5)], world.clock) as quay:
        trial = await chief(world).ask(f"/addfeed {quay.feed}")
        (into,) = [b for b in buttons(trial) if b["text"] == "Add to Outlet en"]
        added = await chief(world).press(trial, into["callback_data"])
        assert added["text"].startswith(f"Added: {quay.feed}.")
        async with world.running.db.write() as c:
            row = await feed_list.find(c, quay.feed)
            assert row is not None and (row["list"], row["origin"], row["added_by"]) == ("Outlet en", "chat", 1)
            await feed_list.set_state(c, row["id"], "removed")


async def test_a_dry_run_that_reaches_nobody_says_so(world: Stage) -> None:
    old = told("en", "Per Ostrova", "Yelvane", "Zanforth", "w1", -24 * 40)
    new = told("en", "Ida Ostrova", "Yelvane", "Zanforth", "w2", -2)
    async with Outlet("Weir", "rss", [old, new], world.clock) as weir:
        answer = await chief(world).ask(f"/testfeed {weir.feed}")
    assert "Ida Ostrova" in answer["text"] and "Per Ostrova" not in answer["text"], "thirty days are looked at"
    assert answer["text"].endswith("In the last 30 days it would have matched nothing that somebody watches.")


@pytest.mark.parametrize(
    ("lang", "address", "said"),
    [
        ("en", "", "Write the address of a feed or of a site: /addfeed https://example.com"),
        ("id", "ftp://example.com/feed", "“ftp://example.com/feed” bukan alamat web;"),
        ("zh", "javascript:alert(1)//", "“javascript:alert(1)//”不是网址"),
        ("en", "http://10.1.2.3/feed", "10.1.2.3 is no public address; polling.allow"),
        ("id", "http://10.1.2.3/feed", "10.1.2.3 bukan alamat publik;"),
        ("zh", "http://user:secret@127.0.0.1/feed", "地址中不能包含用户名或密码"),
    ],
)
async def test_an_address_that_cannot_be_a_feed_is_explained(world: Stage, lang: str, address: str, said: str) -> None:
    one = chief(world)
    await one.say(f"/language {lang}")
    assert said in (await one.ask(f"/addfeed {address}"))["text"]
    await one.say("/language en")


async def test_a_broken_feed_and_a_missing_one_are_told(world: Stage, site: str) -> None:
    one = chief(world)
    assert (await one.ask(f"/testfeed {site}/nowhere"))["text"].startswith(
        f"No feed at {site}/nowhere: nothing is there"
    )
    broken = await one.ask(f"/testfeed {site}/broken")
    assert broken["text"].startswith(f"No feed at {site}/broken: the feed is ")


async def test_the_administrators_help_and_menu_name_their_commands(world: Stage) -> None:
    one = chief(world)
    assert "/addfeed – add a feed by its address" in (await one.ask("/help"))["text"]
    # Telegram takes the menu of a chat only once there is one: it is set when the administrator first writes.
    assert [c["command"] for c in world.sim.menu(ADMINISTRATOR)][-len(ADMINISTRATORS) :] == [
        name for name, _ in ADMINISTRATORS
    ]
