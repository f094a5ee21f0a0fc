"""/broadcast: previewed as it arrives, for whom the buttons say, once a chat, in quiet hours later, and stopped."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.sending.broadcasting import tell_progress
from bot.simulator.model import Chat
from storage import broadcasts, outbox
from storage.moments import stamp
from tests.e2e.chatting import START, Message, Person, data, numbers, told
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADMINISTRATOR = 1  # as the stage's settings say
PEOPLE = numbers(6100)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    pieces = (told("en", "Tara Qvist", "Quorvexa", "Bravik", "e1", -30),)
    async with stage(tmp_path_factory.mktemp("broadcast"), pieces, START) as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module")
async def world(running: Stage) -> Stage:
    """The stage with nobody on it."""
    async with running.running.db.write() as c:
        await c.run("DELETE FROM subscribers")
        await c.run("DELETE FROM outbox WHERE kind = 'broadcast'")
        await c.run("DELETE FROM broadcasts")
    return running


async def reader(world: Stage, lang: str = "en", *said: str, chat: Chat | None = None) -> Person:
    person = Person(world, next(PEOPLE), lang, chat)
    for text in ("/about", *said):
        await person.say(text)
    return person


async def known_chief(world: Stage) -> Person:
    chief = Person(world, ADMINISTRATOR)
    await chief.say("/about")
    return chief


async def draft(world: Stage, text: str = "/broadcast Maintenance tonight", **how: Any) -> tuple[Person, Message]:
    """The administrator begins; the page with the buttons."""
    chief = await known_chief(world)
    return chief, (await chief.say(text, **how))[-1]


async def confirmed(chief: Person, page: Message) -> Message:
    page = await chief.press(page, data(page, "bs")[0])
    return await chief.press(page, data(page, "by")[0])


def got(world: Stage, person: Person, text: str = "Maintenance tonight") -> int:
    return sum(m["text"] == text for m in world.sim.from_bot(person.place))


async def later(world: Stage, **time: float) -> None:
    world.clock.advance(timedelta(**time))
    await world.settled()


async def until_done(world: Stage) -> None:
    """Until the tick that looks has seen the end, and its report has gone."""

    async def none_running() -> bool:
        async with world.running.db.read() as c:
            return not await broadcasts.running(c)

    while not await none_running():
        await later(world, seconds=6)
    await later(world, seconds=6)


async def test_it_arrives_as_previewed_with_its_formatting_once_in_each_chat(world: Stage) -> None:
    ayu, budi = await reader(world), await reader(world, "id")
    entities = [
        {"type": "bold", "offset": 11, "length": 14},
        {"type": "text_link", "offset": 26, "length": 7, "url": "https://status.example/"},
    ]
    chief = await known_chief(world)
    preview, page = await chief.say("/broadcast 🔧 Maintenance tonight", entities=entities)
    assert page["text"].split("\n")[:3] == [
        "A message to many",
        "There is a text for: all languages.",
        "It goes to 3 chats.",
    ]
    asked = await chief.press(page, data(page, "bs")[0])
    assert asked["text"].startswith("It goes to 3 chats.\nQuiet hours are kept")
    assert got(world, ayu, preview["text"]) == 0
    await chief.press(asked, data(asked, "by")[0])
    await until_done(world)
    for person in (ayu, budi):
        (came,) = [m for m in world.sim.from_bot(person.id) if m["text"] == "🔧 Maintenance tonight"]
        assert came["entities"] == preview["entities"]
        assert [(e["type"], e["offset"], e["length"]) for e in came["entities"]] == [
            ("bold", 0, 14),
            ("text_link", 15, 7),
        ]
    assert chief.newest()["text"] == "Your message has gone out.\nSent to 3 of 3 chats"
    assert world.sim.message(ADMINISTRATOR, page["message_id"]).as_json()["text"] == chief.newest()["text"]
    # A second press of a question that is still on the screen sends nothing more.
    await world.sim.press_forged(ADMINISTRATOR, asked["message_id"], data(asked, "by")[0])
    await later(world, seconds=6)
    assert got(world, ayu, preview["text"]) == 1
    assert chief.toast == "This message has gone out or was stopped already."


async def test_each_language_gets_its_text_and_one_without_gets_none(world: Stage) -> None:
    ayu, budi, lin = [await reader(world, lang) for lang in ("en", "id", "zh")]
    chief, page = await draft(world, "/broadcast")
    for lang, text in (("en", "Tonight"), ("id", "Malam ini")):
        page = await chief.press(page, next(d for d in data(page, "bt") if d.endswith(f":{lang}")))
        preview, page = await chief.say(text, reply_to=page["message_id"])
        assert preview["text"] == text
    assert "No text, so nothing for chats in: 中文." in page["text"] and "It goes to 3 chats." in page["text"]
    await confirmed(chief, page)
    await until_done(world)
    assert (got(world, ayu, "Tonight"), got(world, budi, "Malam ini")) == (1, 1)
    assert world.sim.from_bot(lin.id)[-1]["text"] not in ("Tonight", "Malam ini")


async def test_it_goes_to_whom_the_buttons_say_and_not_to_who_has_stopped(world: Stage) -> None:
    ayu, gone, budi = await reader(world), await reader(world, "en", "/stop"), await reader(world, "id")
    owner = next(PEOPLE)
    world.sim.user(owner, "Owner", "en")
    chat = world.sim.group(-1_000_000_061_000, "News desk", admins=[owner], kind="supergroup")
    team = Person(world, owner, "en", chat)
    await team.say("/latest")
    chief, page = await draft(world)
    assert "It goes to 4 chats." in page["text"]
    page = await chief.press(page, next(d for d in data(page, "bl") if d.endswith(":id")))
    page = await chief.press(page, data(page, "bg")[0])
    assert "It goes to 2 chats." in page["text"]
    page = await chief.press(page, data(page, "bs")[0])
    page = await chief.press(page, data(page, "bk")[0])
    assert "It goes to 2 chats." in page["text"]
    await confirmed(chief, page)
    await until_done(world)
    assert [got(world, p) for p in (ayu, gone, budi, team)] == [1, 0, 0, 0]


async def test_quiet_hours_hold_it_until_they_end_and_the_page_says_so(world: Stage) -> None:
    now = world.clock.now()
    ayu = await reader(world, "en", f"/quiet {now:%H:%M}-{now + timedelta(hours=2):%H:%M}")
    chief, page = await draft(world)
    page = await confirmed(chief, page)
    await later(world, seconds=6)
    await world.sim.wait_for(
        lambda: "1 waits for its quiet hours" in world.sim.message(ADMINISTRATOR, page["message_id"]).as_json()["text"]
    )
    assert got(world, ayu) == 0
    await later(world, hours=2)
    await until_done(world)
    assert got(world, ayu) == 1
    assert chief.newest()["text"] == "Your message has gone out.\nSent to 2 of 2 chats"


async def test_a_broadcast_that_is_stopped_goes_no_further_and_says_how_far_it_came(world: Stage) -> None:
    now = world.clock.now()
    ayu = await reader(world, "en", f"/quiet {now:%H:%M}-{now + timedelta(hours=2):%H:%M}")
    chief, page = await draft(world)
    page = await confirmed(chief, page)
    await later(world, seconds=6)
    page = world.sim.message(ADMINISTRATOR, page["message_id"]).as_json()
    page = await chief.press(page, data(page, "bx")[0])
    assert page["text"] == "Your message was stopped.\nSent to 1 of 2 chats\n1 left out"
    await later(world, hours=3)
    assert got(world, ayu) == 0


async def test_who_cannot_be_reached_is_reported(world: Stage) -> None:
    ayu = await reader(world)
    chief, page = await draft(world)
    world.sim.world.people[ayu.id].deactivated = True
    await confirmed(chief, page)
    await until_done(world)
    assert chief.newest()["text"] == "Your message has gone out.\nSent to 1 of 2 chats\n1 could not be reached"


async def test_a_draft_is_discarded_and_a_reply_to_its_page_is_a_question_again(world: Stage) -> None:
    chief, page = await draft(world)
    gone = await chief.press(page, data(page, "bx")[0])
    assert gone["text"] == "Discarded; nothing was sent."
    came = await chief.say("Who left Quorvexa?", reply_to=page["message_id"])
    assert len(came) == 1 and "Tara Qvist" in came[0]["text"]


async def test_alerts_go_before_a_broadcast_and_a_crash_leaves_its_rows_where_they_were(world: Stage) -> None:
    await reader(world)
    async with world.running.db.write() as c:
        await broadcasts.begin(c, 77, 1, {"": {"text": "x", "entities": []}}, ("en",), world.clock.now())
        it = await broadcasts.get(c, 77)
        assert it is not None
        await broadcasts.send(c, it, None, world.clock.now())
        await broadcasts.send(c, it, None, world.clock.now())
        alert = outbox.NewMessage("alert:999:1:0", 999, "alert", {}, outbox.ALERT)
        await outbox.put(c, [alert], world.clock.now())
        first, *others = await outbox.claim(c, world.clock.now(), 10)
        assert (first.kind, {o.kind for o in others}) == ("alert", {"broadcast"})
        assert await broadcasts.progress(c, 77) == broadcasts.Progress(waiting=len(others))
        await outbox.release(c)
        assert await broadcasts.progress(c, 77) == broadcasts.Progress(waiting=len(others))
        waits = "SELECT COUNT(*) FROM outbox WHERE state = 'pending' AND due_at <= ?"
        assert await c.value(waits, (stamp(world.clock.now()),)) == 1 + len(others)
        await c.run("DELETE FROM outbox WHERE kind IN ('alert', 'broadcast')")
        await broadcasts.ended(c, 77, "done")


async def test_the_last_page_is_written_even_in_the_moment_of_another(world: Stage) -> None:
    await reader(world)
    now = world.clock.now()
    async with world.running.db.write() as c:
        await broadcasts.begin(c, 78, 1, {"": {"text": "x", "entities": []}}, ("en",), now)
        it = await broadcasts.get(c, 78)
        assert it is not None
        await broadcasts.send(c, it, 5, now)
        await c.run("UPDATE outbox SET state = 'held' WHERE kind = 'broadcast'")
    await tell_progress(world.running.db, now)
    async with world.running.db.write() as c:
        await c.run("UPDATE outbox SET state = 'sent' WHERE kind = 'broadcast'")
    await tell_progress(world.running.db, now)
    async with world.running.db.write() as c:
        pages = await c.all("SELECT payload FROM outbox WHERE key LIKE 'broadcast-page:1:78:%' ORDER BY id")
        await c.run("DELETE FROM outbox WHERE key LIKE 'broadcast-page:1:78:%' OR kind = 'broadcast'")
    texts = [str(page["payload"]) for page in pages]
    assert sum("has gone out" in text for text in texts) == 2, "the report, and the page in place"
