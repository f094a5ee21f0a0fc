"""/feeds, a feed's page and its buttons, /pausefeed and /removefeed, and a new address taken over, in the chat."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count

import pytest
import pytest_asyncio

from bot.locales.texts import texts
from storage import feed_list, feed_pages
from storage.feed_list import FeedSpec
from storage.feed_pages import FeedSeen
from tests.e2e.chatting import START, Message, Person, buttons, data, each_language, numbers, told
from tests.e2e.feeds_of_ours import Press, Told, press, rss
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADMINISTRATOR = 1
PEOPLE = numbers(900)
NUMBERS = count(1)
PIECES = (told("en", "Tara Qvist", "Quorvexa", "Bravik", "e1", -30),)
DAY = timedelta(days=1)
OLD = tuple(Told(f"An older story, the number {n} of them", START - n * DAY) for n in range(1, 6))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("feeds"), PIECES, START) as one:
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[Press]:
    async with press() as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module")
async def chief(world: Stage) -> AsyncIterator[Person]:
    """The administrator; the feeds that a test has added are gone after it."""
    yield Person(world, ADMINISTRATOR)
    async with world.running.db.write() as c:
        await c.run("UPDATE feeds SET state = 'removed' WHERE origin = 'chat'")


async def added(world: Stage, url: str, name: str = "") -> int:
    async with world.running.db.write() as c:
        number = await feed_list.add(c, FeedSpec(url, outlet=name), "chat", ADMINISTRATOR, world.clock.now())
    await world.settled()
    return number


async def harbour(world: Stage, server: Press, name: str = "Harbour", *articles: Told) -> int:
    return await added(world, server.put(f"/{next(NUMBERS)}", rss(name, *articles, *OLD)))


async def seen(world: Stage, number: int) -> FeedSeen | None:
    async with world.running.db.read() as c:
        return await feed_pages.one(c, number)


def pressed(message: Message, text: str) -> str:
    """The data of the button with a text."""
    return next(str(b["callback_data"]) for b in buttons(message) if b["text"] == text)


async def opened(chief: Person, number: int) -> Message:
    page = await chief.ask("/feeds")
    return await chief.press(page, next(d for d in data(page, "fh") if d.split(":")[1] == str(number)))


async def test_a_feeds_page_tells_all_about_it(world: Stage, server: Press, chief: Person) -> None:
    article = Told("Milan Oyelaran leaves Halmerion for Norvale", START - DAY, "Milan Oyelaran has left Halmerion.")
    number = await harbour(world, server, "Harbour", article)
    page = await opened(chief, number)
    url = (await seen(world, number)).url  # type: ignore[union-attr]
    lines = page["text"].split("\n")
    assert lines[:4] == ["Harbour", url, "", "✓ Well."]
    assert lines[5].startswith("Last success: 2 March 2026, ")
    assert lines[6:10] == [
        "Newest item: 1 March 2026, 09:00 UTC", "Items a day: 1.2", "With full text: 0% of 1 article read",
        "Talent stories in 30 days: 1",
    ]  # fmt: skip
    assert lines[10].startswith("Next poll: 2 March 2026, ")
    assert lines[11] == "Belongs to: the chat, since 2 March 2026 · list “Other feeds” · tier 2"
    assert [b["text"] for b in buttons(page)] == ["Pause", "Ask now", "Try it", "Remove", "« Feeds", "Refresh"]
    back = await chief.press(page, pressed(page, "« Feeds"))
    assert back["text"].startswith("2 feeds\n\n1. ✓ ")


async def test_those_with_trouble_stand_first_and_can_be_seen_alone(world: Stage, server: Press, chief: Person) -> None:
    for n in range(11):
        await harbour(world, server, f"Outlet {n}")
    ill = await harbour(world, server, "Broken")
    server.put(f"/{next(NUMBERS) - 1}", "", status=500)
    off = await harbour(world, server, "Asleep")
    async with world.running.db.write() as c:
        await feed_list.set_state(c, off, "paused")
        await c.run("UPDATE feeds SET failures = 3, last_error = 'the server has a fault of its own (HTTP 500)',"
                    " next_at = '2026-03-04T00:00:00.000000' WHERE id = ?", (ill,))  # fmt: skip
    page = await chief.ask("/feeds")
    assert page["text"].startswith("14 feeds · 1 with trouble\n\n1. ⚠ Broken\n")
    assert "failed 3 times: the server is out of order (HTTP 500)" in page["text"]
    assert [b["text"] for b in buttons(page)] == [
        *map(str, range(1, 11)), "»", "• All 14", "Trouble 1", "Paused 1", "As a file",
    ]  # fmt: skip
    turned = await chief.press(page, "fp:all:1")
    assert "\n11. " in turned["text"] and "\n14. " in turned["text"]
    bad = await chief.press(turned, "fp:bad:0")
    assert bad["text"].count("\n\n") == 1 and "Broken" in bad["text"]
    one = await chief.press(bad, data(bad, "fh")[0])
    assert "Most often that passes by itself; nothing needs to be done now." in one["text"]
    again = await chief.press(one, pressed(one, "« Feeds"))
    assert again["text"] == bad["text"]
    paused = await chief.press(again, "fp:off:0")
    assert "1. ⏸ Asleep" in paused["text"] and "Broken" not in paused["text"]
    # A button of an earlier version.
    assert "\n11. " in (await chief.press(await asked_anew(chief, "fp:1"), "fp:1"))["text"]


async def asked_anew(chief: Person, value: str) -> Message:
    """A list whose first button has other data, as an older one may."""
    page = await chief.ask("/feeds")
    keyboard = chief.world.sim.message(chief.id, page["message_id"]).keyboard
    assert keyboard is not None
    keyboard["inline_keyboard"][0][0]["callback_data"] = value
    return page


async def test_a_feed_is_paused_resumed_and_asked_by_buttons(world: Stage, server: Press, chief: Person) -> None:
    number = await harbour(world, server)
    page = await opened(chief, number)
    paused = await chief.press(page, pressed(page, "Pause"))
    assert "⏸ Paused: nothing is asked until you resume it." in paused["text"]
    path = "/" + (await seen(world, number)).url.rpartition("/")[2]  # type: ignore[union-attr]
    before = server.asked[path]
    await world.advance_to(world.clock.now() + timedelta(hours=4))
    assert server.asked[path] == before
    resumed = await chief.press(paused, pressed(paused, "Resume"))
    assert "✓ Well." in resumed["text"] and server.asked[path] == before + 1
    asked = await chief.press(resumed, pressed(resumed, "Ask now"))
    assert chief.toast == "I ask it now. Tap Refresh in a moment to see what came."
    assert server.asked[path] == before + 2
    tried = len(world.sim.from_bot(ADMINISTRATOR))
    await chief.press(asked, pressed(asked, "Try it"))
    assert len(world.sim.from_bot(ADMINISTRATOR)) == tried + 1
    assert chief.newest()["text"].startswith("Harbour\nRSS 2.0 · 5 items")


async def test_a_feed_is_removed_and_brought_back_as_it_was(world: Stage, server: Press, chief: Person) -> None:
    number = await harbour(world, server)
    removed = await chief.ask("/removefeed Harbour")
    assert removed["text"] == "Removed: Harbour. Its articles stay."
    assert await seen(world, number) is None
    back = await chief.press(removed, pressed(removed, "Undo"))
    assert back["text"] == "Harbour is back, as it was."
    await chief.press(back, pressed(back, "About this feed"))
    after = await seen(world, number)
    assert after is not None and after.state == "active" and after.fetched
    # An old button of a feed that is gone.
    page = await opened(chief, number)
    async with world.running.db.write() as c:
        await feed_list.set_state(c, number, "removed")
    await chief.press(page, pressed(page, "Ask now"))
    assert chief.toast == "This feed has been removed."


async def test_a_name_that_fits_several_feeds_is_asked_about(world: Stage, server: Press, chief: Person) -> None:
    first, second = await harbour(world, server, "Harbour News"), await harbour(world, server, "Harbour Mail")
    which = await chief.ask("/pausefeed harbour")
    assert which["text"] == "2 feeds fit. Which one?"
    await chief.press(which, f"fs:{second}")
    states = [(await seen(world, n)).state for n in (first, second)]  # type: ignore[union-attr]
    assert states == ["active", "paused"]
    by_address = await chief.ask(f"/pausefeed {(await seen(world, first)).url}")  # type: ignore[union-attr]
    assert "⏸ Paused" in by_address["text"]
    assert (await chief.ask("/pausefeed nowhere"))["text"] == (
        "No feed has “nowhere” in its name or address. /feeds lists them all."
    )
    opened_page = await chief.ask("/feeds harbour mail")
    assert opened_page["text"].startswith("Harbour Mail\n") and "⏸ Paused" in opened_page["text"]
    assert (await chief.ask("/feeds harbour"))["text"] == "2 feeds fit. Which one?"
    assert (await chief.ask("/removefeed"))["text"].startswith("Tap the number of the feed to remove.\n\n3 feeds")


async def test_a_feed_of_the_file_can_only_be_paused_here(world: Stage, chief: Person) -> None:
    answer = await chief.ask("/removefeed Outlet en")
    assert answer["text"].startswith("Outlet en is listed in config.toml: take it out there, and I notice it.")
    page = await chief.press(answer, pressed(answer, "Pause"))
    assert "⏸ Paused" in page["text"] and "Belongs to: config.toml · list “Outlet en” · tier 2" in page["text"]
    assert "Remove" not in [b["text"] for b in buttons(page)]
    await chief.press(page, pressed(page, "Resume"))


async def proposal(world: Stage, server: Press, to: str) -> tuple[int, Message]:
    """A feed that has moved, with the note about it."""
    number = next(NUMBERS)
    feed = await added(world, server.leads(f"/{number}", to))
    await world.advance_to(world.clock.now() + timedelta(hours=27))
    note = world.sim.from_bot(ADMINISTRATOR)[-1]
    assert note["text"].startswith("➡ ")
    return feed, note


async def test_a_new_address_is_taken_over_at_a_press_and_nothing_comes_twice(
    world: Stage, server: Press, chief: Person
) -> None:
    await chief.say("/start")
    reader = Person(world, next(PEOPLE))
    await reader.say("/watch Halmerion")
    news = Told("Nadia Brekke leaves Halmerion for Norvale", world.clock.now(), "Nadia Brekke has left Halmerion.")
    server.put("/new", rss("Harbour", *OLD))
    feed, note = await proposal(world, server, "/new")
    before = len(world.messages(reader.id))
    done = await chief.press(note, pressed(note, "Use the new address"))
    assert done["text"].startswith(f"Harbour is asked at its new address from now on:\n{server.root}/new\n")
    after = await seen(world, feed)
    assert after is not None and after.url == f"{server.root}/new"
    old = server.asked["/new"]
    fresh = Told(news.title, world.clock.now(), news.text)
    server.put("/new", rss("Harbour", fresh, *OLD))
    await world.advance_to(world.clock.now() + timedelta(hours=2))
    assert server.asked["/new"] > old
    assert len(world.messages(reader.id)) == before + 1
    async with world.running.db.read() as c:
        assert await c.value("SELECT COUNT(*) FROM items WHERE feed_id = ?", (feed,)) == len(OLD) + 1
    await chief.press(done, pressed(done, "About this feed"))
    # The button pressed once more, on a copy of the note: it is out of date and changes nothing.
    stale = await asked_anew(chief, pressed(note, "Use the new address"))
    await chief.press(stale, pressed(note, "Use the new address"))
    assert chief.toast is not None and chief.toast.startswith("This proposal is out of date.")


async def test_a_new_address_that_answers_no_more_is_refused_and_one_may_be_turned_down(
    world: Stage, server: Press, chief: Person
) -> None:
    await chief.say("/start")
    server.put("/later", rss("Harbour", *OLD))
    feed, note = await proposal(world, server, "/later")
    server.put("/later", "<html><body>nothing</body></html>", "text/html")
    await chief.press(note, pressed(note, "Use the new address"))
    assert chief.toast is not None and chief.toast.startswith("No feed answers there now (this is a web page")
    kept = await chief.press(note, pressed(note, "Keep the old address"))
    assert kept["text"] == "Harbour is asked where it is. I propose that address no more."
    after = await seen(world, feed)
    assert after is not None and after.moving is None and after.url.startswith(server.root)


async def test_a_new_address_that_is_a_feed_already_makes_the_two_one(
    world: Stage, server: Press, chief: Person
) -> None:
    await chief.say("/start")
    there = await added(world, server.put("/there", rss("Quay", *OLD)))
    feed, note = await proposal(world, server, "/there")
    done = await chief.press(note, pressed(note, "Use the new address"))
    assert done["text"].startswith("Quay and Quay are one feed now")
    assert await seen(world, feed) is None
    assert (await seen(world, there)).state == "active"  # type: ignore[union-attr]


@each_language
async def test_the_pages_are_in_the_administrators_language(
    world: Stage, server: Press, chief: Person, lang: str
) -> None:
    number = await harbour(world, server)
    await chief.say(f"/language {lang}")
    page = await opened(chief, number)
    owner = {"en": "Belongs to: the chat", "id": "Milik: ditambahkan di obrolan", "zh": "归属：在聊天中添加"}[lang]
    assert owner in page["text"] and f"“{texts(lang)('Other feeds')}”" in page["text"]
    await chief.say("/language en")
