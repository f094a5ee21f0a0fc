"""A file of feeds sent to the bot: what it would change, imported at a press; and the feeds sent as such a file."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.locales.texts import texts
from feeds.intake.opml import MOST_BYTES, Outline, parse, written
from feeds.model import LANGUAGES
from storage import feed_list, imports
from storage.database import Row
from tests.e2e.chatting import BREATH, START, Message, Person, buttons, data, numbers, told
from tests.e2e.outlets import Outlet
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADMINISTRATOR = 1
PEOPLE = numbers(1900)
NUMBERS = numbers(1)
PIECES = (told("en", "Tara Qvist", "Quorvexa", "Bravik", "e1", -30),)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("opml"), PIECES, START) as one:
        yield one


def file_of(*lines: str) -> bytes:
    """A file of outlines, the first of which stands in line 2."""
    return "\n".join(['<opml version="2.0"><body>', *lines, "</body></opml>"]).encode()


def outline(url: str, name: str = "Harbour") -> str:
    return f'<outline type="rss" text="{name}" xmlUrl="{url}"/>'


def address() -> str:
    """An address that no other test uses; nothing is there."""
    return f"http://127.0.0.1:9/feed{next(NUMBERS)}"


async def send(person: Person, content: bytes, name: str = "subscriptions.opml", **how: Any) -> Message:
    """Send a file, and take the one message that answers."""
    sim = person.world.sim
    person.world.clock.advance(BREATH)
    before = len(sim.from_bot(person.place))
    await sim.send_file(person.id, name, content, chat=person.chat, **how)
    await person.world.settled()
    came = sim.from_bot(person.place)[before:]
    assert len(came) == 1, came
    return came[0]


async def stored(world: Stage, url: str) -> Row | None:
    async with world.running.db.read() as c:
        return await feed_list.find(c, url)


def chief(world: Stage, lang: str = "en") -> Person:
    return Person(world, ADMINISTRATOR, lang)


async def test_what_a_file_would_change_is_shown_and_done_at_a_press(world: Stage) -> None:
    new, gone, known = address(), address(), world.outlets[0].feed
    async with world.running.db.write() as c:
        number = await feed_list.add(
            c, feed_list.FeedSpec(gone, "Old", outlet="Old name"), "file", None, world.clock.now()
        )
        await feed_list.set_state(c, number, "removed")
    content = file_of(
        f'<outline text="Tech">{outline(new)}</outline>', outline(gone, "Back"), outline(known, "Known"),
        outline("https://user:word@harbour.example/"), outline("/feed"), outline("http://10.0.0.5/feed"), outline(new),
    )  # fmt: skip
    shown = await send(chief(world), content)
    assert shown["text"].split("\n") == [
        "subscriptions.opml",
        "1 new · 1 taken back · 1 known already · 4 refused",
        "",
        "Refused",
        "• line 5 · https://…@harbour.example/ · an address must not hold a user name or password",
        "• line 6 · /feed · this is no whole web address",
        "• line 7 · http://10.0.0.5/feed · it leads into a private network; polling.allow in config.toml can allow it",
        f"• line 8 · {new} · it stands in line 2 already",
        "",
        "New",
        "• Harbour · list Tech",
        "",
        "Removed here, taken back",
        "• Back",
        "",
        "Known already, as they are",
        "• Known",
    ]
    assert [b["text"] for b in buttons(shown)] == ["Add 2 feeds", "Cancel"]
    assert await stored(world, new) is None, "nothing before the press"

    after = await chief(world).press(shown, data(shown, "oi")[0])
    assert after["text"].split("\n")[1] == "1 feed added · 1 taken back · 1 known already · 4 refused"
    assert [b["text"] for b in buttons(after)] == ["All feeds"]
    added, back, untouched = [await stored(world, url) for url in (new, gone, known)]
    assert added is not None and back is not None and untouched is not None
    facts = ("list", "outlet", "origin", "state", "added_by")
    assert [added[f] for f in facts] == ["Tech", "Harbour", "chat", "active", ADMINISTRATOR]
    assert [back[f] for f in facts] == ["added", "Back", "chat", "active", ADMINISTRATOR]
    assert [untouched[f] for f in facts[1:4]] == ["Outlet en", "file", "active"]


async def test_a_second_press_adds_nothing_and_says_so(world: Stage) -> None:
    url = address()
    shown = await send(chief(world), file_of(outline(url)))
    press = data(shown, "oi")[0]
    await chief(world).press(shown, press)
    row = await stored(world, url)
    assert row is not None
    async with world.running.db.write() as c:
        await feed_list.set_state(c, row["id"], "removed")
    before = len(world.sim.answers)
    await world.sim.press_forged(ADMINISTRATOR, shown["message_id"], press)
    await world.settled()
    await world.sim.wait_for(lambda: len(world.sim.answers) > before)
    assert world.sim.answers[-1].text == "That file is done with; send it again to see what it would change now."
    again = await stored(world, url)
    assert again is not None and again["state"] == "removed"


async def test_cancelled_is_nothing_imported(world: Stage) -> None:
    url = address()
    shown = await send(chief(world), file_of(outline(url)))
    after = await chief(world).press(shown, data(shown, "oc")[0])
    assert after["text"] == "subscriptions.opml\nNothing of it was imported."
    assert await stored(world, url) is None


async def test_what_waits_for_the_press_is_compared_anew(world: Stage) -> None:
    one, other = address(), address()
    shown = await send(chief(world), file_of(outline(one), outline(other)))
    async with world.running.db.write() as c:
        number = await feed_list.add(c, feed_list.FeedSpec(one, outlet="Mine"), "chat", None, world.clock.now())
        await feed_list.set_state(c, number, "paused")
    after = await chief(world).press(shown, data(shown, "oi")[0])
    assert after["text"].split("\n")[1] == "1 feed added · 1 known already"
    row = await stored(world, one)
    assert row is not None and (row["state"], row["outlet"]) == ("paused", "Mine")


async def test_pages_turn_in_place(world: Stage) -> None:
    urls = [address() for _ in range(30)]
    shown = await send(chief(world), file_of(*(outline(url, f"Feed {n}") for n, url in enumerate(urls))))
    assert shown["text"].count("•") == 12
    second = await chief(world).press(shown, data(shown, "op")[0])
    assert "Feed 12" in second["text"] and "Feed 11" not in second["text"]
    last = await chief(world).press(second, data(second, "op")[1])
    assert last["text"].count("•") == 6 and len(data(last, "op")) == 1
    assert [b["text"] for b in buttons(last)] == ["Add 30 feeds", "Cancel", "«"]


async def test_a_file_answered_with_addfeed_is_read(world: Stage) -> None:
    sim = world.sim
    url = address()
    boss = chief(world)
    await send(boss, file_of(outline(url)))
    sent = [m for m in sim.messages(ADMINISTRATOR) if "document" in m and m["from"]["id"] == ADMINISTRATOR][-1]
    answer = await boss.ask("/addfeed", reply_to=sent["message_id"])
    assert answer["text"].startswith("subscriptions.opml\n1 new")


HOSTILE = {
    b'<!DOCTYPE opml [<!ENTITY x "y">]><opml/>': "doctype",
    b"\x89PNG": "damaged",
    b"<rss/>": "no OPML",
    b"<opml/>": "No feed stands in this file.",
    b"\n": "it is empty.",
}


@pytest.mark.parametrize("content", HOSTILE, ids=HOSTILE.values())
async def test_a_file_that_is_refused_says_why(world: Stage, content: bytes) -> None:
    said = await send(chief(world), content)
    told = {
        "doctype": "I cannot take this file: it declares a document type, which is refused for safety (line 1).",
        "damaged": "it is damaged; export it anew (line 1).",
    }
    assert told.get(HOSTILE[content], HOSTILE[content]) in said["text"]
    assert buttons(said) == []


async def test_a_large_file_is_refused_before_it_is_fetched(world: Stage) -> None:
    said = await send(chief(world), b"x" * (MOST_BYTES + 1))
    assert said["text"] == "I cannot take this file: it is larger than 2 MB."


async def test_a_file_that_telegram_has_no_longer_is_asked_for_again(world: Stage) -> None:
    sim = world.sim
    boss = chief(world)
    await send(boss, file_of(outline(address())))
    sent = [m for m in sim.messages(ADMINISTRATOR) if "document" in m and m["from"]["id"] == ADMINISTRATOR][-1]
    del sim.world.files[sent["document"]["file_id"]]
    answer = await boss.ask("/addfeed", reply_to=sent["message_id"])
    assert answer["text"] == "Telegram has that file no longer; please send it again."


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_file_of_anybody_else_is_not_read(world: Stage, lang: str) -> None:
    url, t = address(), texts(lang)
    answer = await send(Person(world, next(PEOPLE), lang), file_of(outline(url)))
    assert answer["text"].split("\n")[0] == t("I cannot read files here.")
    assert buttons(answer) == []
    async with world.running.db.read() as c:
        assert await c.value("SELECT COUNT(*) FROM imports WHERE chat_id <> ?", (ADMINISTRATOR,)) == 0


async def test_a_file_in_a_group_is_left_alone(world: Stage) -> None:
    group = world.sim.group(-1_000_000_019_001, "Desk", members=[], admins=[ADMINISTRATOR], kind="supergroup")
    await world.sim.send_file(ADMINISTRATOR, "subscriptions.opml", file_of(outline(address())), chat=group)
    await world.settled()
    assert world.sim.from_bot(group.id) == []


async def test_anothers_file_is_not_to_be_imported(world: Stage) -> None:
    url = address()
    shown = await send(chief(world), file_of(outline(url)))
    number = int(data(shown, "oi")[0].partition(":")[2])
    async with world.running.db.write() as c:
        assert await imports.get(c, number, 555) is None
        assert not await imports.end(c, number, 555, world.clock.now())


async def test_the_feeds_come_as_a_file_that_brings_them_back(world: Stage) -> None:
    one = Outline(0, address(), "A & B", "Tech / AI", "zh", 1)
    shown = await send(chief(world), written([one], "x"))
    await chief(world).press(shown, data(shown, "oi")[0])
    answer = await chief(world).ask("/feeds opml")
    assert answer["document"]["file_name"] == "hengkang-feeds-2026-03-02.opml"
    held = parse(world.sim.world.files[answer["document"]["file_id"]][1])
    async with world.running.db.read() as c:
        rows = [r for r in await feed_list.known(c) if r["state"] != "removed"]
    assert {(f.url, f.title, f.list or "added", f.lang, f.tier) for f in held.feeds} == {
        (r["url"], r["name"] or "", r["list"], r["lang"], r["tier"]) for r in rows
    }
    assert (one.url, one.title, one.list, one.lang, one.tier) in {
        (f.url, f.title, f.list, f.lang, f.tier) for f in held.feeds
    }
    again = await send(chief(world), world.sim.world.files[answer["document"]["file_id"]][1])
    assert again["text"].split("\n")[1] == f"{len(rows)} known already"
    assert again["text"].endswith("There is nothing to add.")


async def test_what_waits_for_a_press_outlives_a_restart(tmp_path: Path) -> None:
    url = address()
    async with stage(tmp_path, PIECES, START) as before:
        shown = await send(Person(before, ADMINISTRATOR), file_of(outline(url)))
        press = data(shown, "oi")[0]
        updates = before.sim.world.next_update
    async with stage(tmp_path, PIECES, START) as after:
        after.sim.world.next_update = updates
        boss = Person(after, ADMINISTRATOR)
        other = await boss.ask("/feeds")
        await after.sim.press_forged(ADMINISTRATOR, other["message_id"], press)
        await after.settled()
        row = await stored(after, url)
        assert row is not None and row["state"] == "active"


async def test_an_imported_feed_is_polled(world: Stage) -> None:
    async with Outlet(
        "Pier", "rss", [told("en", "Nadia Brekke", "Quorvexa", "Tolmarque", "p1", -1)], world.clock
    ) as pier:
        shown = await send(chief(world), file_of(outline(pier.feed, "Pier")))
        await chief(world).press(shown, data(shown, "oi")[0])
        await asyncio.sleep(0)
        await world.settled()
        row = await stored(world, pier.feed)
        assert row is not None and row["items_total"] == 1
        async with world.running.db.write() as c:
            await feed_list.set_state(c, row["id"], "removed")
