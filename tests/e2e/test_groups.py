"""Groups: their administrators alone change watches, topics are kept, a supergroup keeps all, a 403 closes a chat."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.locales.texts import texts
from bot.simulator.model import Chat
from storage import subscribers, watches
from tests.e2e.chatting import START, Person, buttons, data, told
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHIEF, READER = 801, 802
REFUSED = "Only administrators of this chat can change that."

# An article for each test that waits for an alert; each comes five hours after the one before.
PIECES = tuple(
    told("en", person, firm, "Bravik", f"p{n}", 5 * n)
    for n, (person, firm) in enumerate(
        (("Tara Qvist", "Quorvexa"), ("Milan Oyelaran", "Halmerion"), ("Nadia Brekke", "Zelvane"),
         ("Ilse Marchetti", "Brixonel"), ("Joren Adeyemi", "Tolmarque")), 1)
)  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("groups"), PIECES, START) as one:
        yield one


def desk(world: Stage, number: int, **how: object) -> tuple[Chat, Person, Person]:
    """A group with its administrator and a member."""
    for user in (CHIEF, READER):
        world.sim.user(user, f"Ayu {user}", "en")
    chat = world.sim.group(number, "News desk", members=[READER], admins=[CHIEF], **how)  # type: ignore[arg-type]
    return chat, Person(world, CHIEF, "en", chat), Person(world, READER, "en", chat)


async def until(world: Stage, number: int) -> None:
    """Move on until an article has been polled, read and sent."""
    await world.advance_to(PIECES[number].published + timedelta(minutes=20))


async def watched(world: Stage, chat: int) -> list[str]:
    async with world.running.db.read() as c:
        return [w.name for w in await watches.of_chat(c, chat)]


async def state(world: Stage, chat: int) -> str | None:
    async with world.running.db.read() as c:
        row = await subscribers.get(c, chat)
    return row.state if row else None


@pytest.mark.parametrize("command", ["/watch Quorvexa", "/unwatch Quorvexa", "/language zh", "/timezone Bali", "/stop",
                                     "/forgetme", "/start"])  # fmt: skip
async def test_a_member_cannot_change_what_the_group_gets(world: Stage, command: str) -> None:
    _, _, reader = desk(world, -810)
    answer = await reader.ask(command)
    assert answer["text"] == REFUSED
    assert await watched(world, -810) == []


async def test_an_administrator_can_and_each_button_press_is_checked_anew(world: Stage) -> None:
    chat, chief, reader = desk(world, -811)
    answer = await chief.ask("/watch@" + (world.sim.world.bot.username or "") + " Zelvane")
    assert answer["text"].startswith("Watching Zelvane.")
    await reader.press(answer, data(answer, "ut")[0])
    assert reader.toast == REFUSED
    assert await watched(world, chat.id) == ["Zelvane"]
    await world.sim.set_role(chat, CHIEF, "member")
    await chief.press(answer, data(answer, "ut")[0])
    assert chief.toast == REFUSED
    await world.sim.set_role(chat, READER, "administrator")
    await reader.press(answer, data(answer, "ut")[0])
    assert await watched(world, chat.id) == []


async def test_a_member_may_read_and_ask(world: Stage) -> None:
    _, chief, reader = desk(world, -812)
    await chief.say("/watch Zelvane")
    assert (await reader.ask("/watches"))["text"] == "You watch 1 name:\n1. Zelvane"
    assert (await reader.ask("/ask Who left Zelvane?"))["text"].startswith("The stored articles do not say.")
    assert (await reader.ask("/moves Zelvane"))["text"].startswith("Zelvane: moves in 90 days")


async def test_an_anonymous_administrator_changes_watches(world: Stage) -> None:
    chat, chief, _ = desk(world, -813, kind="supergroup")
    answer = await chief.ask("/watch Zelvane", anonymous=True)
    assert answer["text"].startswith("Watching Zelvane.")
    assert await watched(world, chat.id) == ["Zelvane"]


async def test_what_is_not_meant_for_the_bot_is_left_alone(world: Stage) -> None:
    _, chief, reader = desk(world, -814, bot="administrator")
    assert await reader.say("Who left Quorvexa?") == []
    assert await reader.say("/roll 2d6") == []
    assert await reader.say("/watch@another_bot Zelvane") == []
    assert (await reader.ask(f"/roll@{world.sim.world.bot.username}"))["text"].startswith("I do not know /roll.")
    question = await chief.ask("/ask")
    assert (await reader.say("Who left Quorvexa?", reply_to=question["message_id"]))[0]["text"].startswith("The stored")


async def test_alerts_keep_to_the_topic_the_bot_was_started_in(world: Stage) -> None:
    chat, chief, _ = desk(world, -1_000_000_000_815, kind="supergroup", forum=True)
    news, other = world.sim.topic(chat, "News"), world.sim.topic(chat, "Chatter")
    hello = (await chief.say("/start", thread=news.id))[0]
    assert hello["message_thread_id"] == news.id
    answer = await chief.ask("/watch Quorvexa", thread=other.id)
    assert answer["message_thread_id"] == other.id
    await until(world, 0)
    alert = chief.newest()
    assert alert["text"].startswith("Tara Qvist: Quorvexa → Bravik")
    assert alert["message_thread_id"] == news.id


async def test_a_group_that_becomes_a_supergroup_keeps_everything(world: Stage) -> None:
    old, chief, _ = desk(world, -816)
    await chief.say("/language id")
    await chief.say("/watch Halmerion")
    new = await world.sim.migrate(old, CHIEF)
    await world.settled()
    assert await watched(world, new.id) == ["Halmerion"]
    assert await state(world, old.id) is None
    await until(world, 1)
    alert = world.sim.from_bot(new.id)[-1]
    assert alert["text"].startswith("Milan Oyelaran: Halmerion → Bravik")
    assert texts("id")("You watch {names}", names="Halmerion") in alert["text"]
    again = await Person(world, CHIEF, "en", new).ask("/watch Halmerion")
    assert again["text"].startswith("Halmerion sudah dipantau.")


async def test_a_supergroup_that_the_bot_hears_of_only_when_it_sends_is_followed(world: Stage) -> None:
    old, chief, _ = desk(world, -817)
    await chief.say("/watch Zelvane")
    new = world.sim.group(-1_000_000_000_817, "News desk", members=[READER], admins=[CHIEF], kind="supergroup")
    old.migrated_to = new.id
    await until(world, 2)
    assert world.sim.from_bot(new.id)[-1]["text"].startswith("Nadia Brekke: Zelvane → Bravik")
    assert await watched(world, new.id) == ["Zelvane"]


async def test_being_thrown_out_closes_a_group_and_being_let_in_opens_it(world: Stage) -> None:
    chat, chief, _ = desk(world, -818)
    await chief.say("/watch Brixonel")
    await world.sim.remove_bot(chat, CHIEF)
    await world.settled()
    assert await state(world, chat.id) == "blocked"
    await world.sim.add_bot(chat, CHIEF)
    await world.settled()
    assert await state(world, chat.id) == "active"
    assert await watched(world, chat.id) == ["Brixonel"]


async def test_a_403_closes_a_chat_and_coming_back_reopens_it(world: Stage) -> None:
    ayu = Person(world, 803)
    await ayu.say("/watch Brixonel, Tolmarque")
    world.sim.user(804, "Budi", "id")
    world.sim.world.chats[ayu.id].members[world.sim.world.bot.id] = "kicked"  # blocked, and no update says so
    await until(world, 3)
    assert await state(world, ayu.id) == "blocked"
    await world.sim.unblock(ayu.id)
    await world.settled()
    assert await state(world, ayu.id) == "active"
    await until(world, 4)
    assert ayu.newest()["text"].startswith("Joren Adeyemi: Tolmarque → Bravik")
    labels = [b["text"] for b in buttons(ayu.newest())]
    assert (labels[0], labels[-1]) == ("Questions", "Share")


async def test_who_blocked_the_bot_and_writes_again_is_back(world: Stage) -> None:
    ayu = Person(world, 805)
    await ayu.say("/watch Quorvexa")
    await world.sim.block(ayu.id)
    await world.settled()
    assert await state(world, ayu.id) == "blocked"
    world.sim.world.chats[ayu.id].members[world.sim.world.bot.id] = "member"  # unblocked, and no update says so
    assert (await ayu.ask("/watches"))["text"] == "You watch 1 name:\n1. Quorvexa"
    assert await state(world, ayu.id) == "active"
