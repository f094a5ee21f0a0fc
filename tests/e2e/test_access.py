"""Who is let in: blocked people and chats, strangers where the bot is for listed people, and who writes too much."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.simulator.model import Chat
from storage import access
from tests.e2e.chatting import LANGUAGES, START, Message, Person, buttons, data, numbers, told
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADMINISTRATOR = 1  # as the stage's settings say
PEOPLE = numbers(5100)
GROUPS = numbers(1_000_000_051_000)
PIECES = (
    told("en", "Milan Oyelaran", "Halmerion", "Norvale", "o1", -20),
    told("en", "Tara Qvist", "Quorvexa", "Bravik", "e1", 3),
    told("en", "Nadia Brekke", "Quorvexa", "Tolmarque", "e2", 30),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("access"), PIECES, START) as one:
        yield one


def configured(world: Stage, **changed: Any) -> None:
    """The configuration as an edit of the file would leave it."""
    config = world.running.config
    config.settings = config.settings.model_copy(update={"bot": config.settings.bot.model_copy(update=changed)})


@pytest.fixture
def listed(world: Stage) -> Iterator[None]:
    """The bot is for listed people only."""
    configured(world, access="listed", contact="@desk_lead")
    yield
    configured(world, access="open", contact="")


@pytest.fixture
def narrow(world: Stage) -> Iterator[None]:
    """Quotas that a test can reach."""
    configured(world, questions_per_hour=2, commands_per_minute=4, watches_per_chat=1)
    yield
    configured(world, questions_per_hour=30, commands_per_minute=40, watches_per_chat=100)


def chief(world: Stage) -> Person:
    return Person(world, ADMINISTRATOR)


def reader(world: Stage, lang: str = "en", chat: Chat | None = None) -> Person:
    return Person(world, next(PEOPLE), lang, chat)


def group(world: Stage, owner: Person, *members: Person, bot: str = "member") -> Chat:
    inside = [m.id for m in members]
    return world.sim.group(-next(GROUPS), "News desk", inside, [owner.id], kind="supergroup", bot=bot)


async def inline(world: Stage, person: int) -> dict[str, Any]:
    query = await world.sim.ask_inline(person, "Halmerion")
    answer: dict[str, Any] = await world.sim.wait_for(lambda: world.sim.world.inline_answers.get(query))
    await world.settled()
    return answer


def texts_of(messages: list[Message]) -> list[str]:
    return [m["text"] for m in messages]


async def test_a_blocked_person_is_not_answered_and_told_nothing_until_it_is_undone(world: Stage) -> None:
    one, ayu = chief(world), reader(world)
    await ayu.say("/watch Quorvexa")
    page = await one.ask(f"/block {ayu.id} advertises")
    assert (
        page["text"] == f"{ayu.id} is blocked: gets nothing and is not answered. Watches are kept.\nReason: advertises"
    )
    for text in ("/watches", "Who left Halmerion?", "/start"):
        assert await ayu.say(text) == []
    before = len(world.sim.from_bot(ayu.id))
    await world.advance_to(START + timedelta(hours=5))
    assert len(world.sim.from_bot(ayu.id)) == before
    assert f"• {ayu.id} · " in (await one.ask("/block"))["text"]
    undone = await one.press(page, f"bu:{ayu.id}")
    assert undone["text"] == f"{ayu.id} is no longer blocked; everything is as it was."
    assert "Quorvexa" in (await ayu.ask("/watches"))["text"]
    await world.advance_to(START + timedelta(hours=32))
    assert ayu.newest()["text"].startswith("Nadia Brekke: Quorvexa → Tolmarque")
    await world.sim.press_forged(ADMINISTRATOR, page["message_id"], f"bu:{ayu.id}")
    await world.settled()
    assert world.sim.message(ADMINISTRATOR, page["message_id"]).as_json()["text"] == f"{ayu.id} is not blocked."


async def test_a_blocked_person_cannot_use_the_bot_in_a_group_where_others_can(world: Stage) -> None:
    owner, ayu = reader(world), reader(world)
    chat = group(world, owner, ayu)
    owner.chat = ayu.chat = chat
    await owner.say("/watch Quorvexa")
    await chief(world).say(f"/block {ayu.id}")
    assert await ayu.say("/latest Halmerion") == []
    assert len(await owner.say("/latest Halmerion")) == 1
    await chief(world).say(f"/block {chat.id}")
    assert await owner.say("/latest Halmerion") == []
    owner.chat = None
    assert len(await owner.say("/latest Halmerion")) == 1


async def test_somebody_is_blocked_by_a_name_that_has_been_seen_and_an_administrator_never(world: Stage) -> None:
    one, ayu = chief(world), reader(world)
    world.sim.world.people[ayu.id].username = "ayu_5100"
    await ayu.say("/watches")
    assert (await one.ask("/block @AYU_5100"))["text"].startswith(f"@ayu_5100 · {ayu.id} is blocked")
    assert (await one.ask("/unblock @ayu_5100"))["text"].endswith("is no longer blocked; everything is as it was.")
    for text in ("/block @nobody_seen", "/block !!", "/allow 0", "/unblock x"):
        assert (await one.ask(text))["text"].startswith("Write a number or a @name")
    assert (await one.ask(f"/block {ADMINISTRATOR}"))["text"].startswith("An administrator cannot be blocked")


async def test_a_stranger_is_told_once_whom_to_ask_and_let_in_at_a_press(world: Stage, listed: None) -> None:
    one = chief(world)
    await one.say("/watches")
    for lang, words in zip(LANGUAGES, ("invited people", "diundang", "受邀者"), strict=True):
        ayu = reader(world, lang)
        came = await ayu.say("/start w_quorvexa")
        assert len(came) == 1 and words in came[0]["text"] and "@desk_lead" in came[0]["text"]
        assert await ayu.say("/watch Quorvexa") == []
        note = one.newest()
        assert note["text"].startswith(f"Ayu {ayu.id} · {ayu.id} would like to use the bot.")
        page = await one.press(note, f"ba:{ayu.id}")
        assert page["text"] == f"Ayu {ayu.id} · {ayu.id} may use the bot."
        assert "/start" in ayu.newest()["text"]
        assert len(await ayu.say("/watch Quorvexa")) == 1
    async with world.running.db.read() as c:
        assert await access.count(c, "asked") == 0


async def test_who_was_blocked_and_freed_may_ask_again_and_is_told_again(world: Stage, listed: None) -> None:
    one, ayu = chief(world), reader(world)
    await one.say("/watches")
    for _ in range(2):
        assert len(await ayu.say("/start")) == 1
        note = one.newest()
        assert note["text"].startswith(f"Ayu {ayu.id} · {ayu.id} would like to use the bot.")
        page = await one.press(note, f"bb:{ayu.id}")
        await one.press(page, f"bu:{ayu.id}")
    await ayu.say("/start")
    await one.press(one.newest(), f"ba:{ayu.id}")
    assert ayu.newest()["text"].startswith("You may use Hengkang now.")


async def test_who_uses_the_bot_already_goes_on_where_it_becomes_for_listed_people(world: Stage) -> None:
    ayu = reader(world)
    await ayu.say("/watch Quorvexa")
    configured(world, access="listed")
    assert "Quorvexa" in (await ayu.ask("/watches"))["text"]
    configured(world, access="open")


async def test_a_group_is_let_in_by_who_is_on_the_list_and_told_once_otherwise(world: Stage, listed: None) -> None:
    one, owner = chief(world), reader(world)
    owner.chat = chat = group(world, owner)
    came = await owner.say("/latest")
    assert texts_of(came) == [
        "This bot is for invited groups only.\nIts administrators have been told that you ask.\nWhom to ask: @desk_lead"
    ]
    assert await owner.say("/latest") == []
    page = await one.ask("/allow")
    assert f"• News desk · {chat.id} · " in page["text"]
    await one.press(page, data(page, "ba")[0])
    assert len(await owner.say("/latest")) == 1


async def test_a_stranger_who_adds_the_bot_to_a_group_gets_no_greeting_there(world: Stage, listed: None) -> None:
    owner = reader(world)
    chat = group(world, owner, bot="left")
    await world.sim.add_bot(chat, owner.id)
    await world.settled()
    world.clock.advance(timedelta(seconds=5))
    await world.settled()
    assert [m["text"].split("\n")[0] for m in world.sim.from_bot(chat.id)] == ["This bot is for invited groups only."]


async def test_inline_mode_offers_a_stranger_nothing_but_to_ask(world: Stage, listed: None) -> None:
    ayu = reader(world)
    answer = await inline(world, ayu.id)
    assert answer["results"] == []
    assert answer["button"]["text"] == "Ask for access to Hengkang"
    assert (await inline(world, ADMINISTRATOR))["results"]


async def test_who_writes_too_much_in_a_minute_is_told_once_when_it_opens_again(world: Stage, narrow: None) -> None:
    ayu, other = reader(world), reader(world)
    world.clock.advance(timedelta(seconds=60 - world.clock.now().second))
    for _ in range(30):
        await world.sim.say(ayu.id, "/about")
    await world.sim.say(other.id, "/about")
    await world.settled()
    came = texts_of(world.sim.from_bot(ayu.id))
    assert len(came) == 5 and len(world.sim.from_bot(other.id)) == 1
    (said,) = [text for text in came if text.startswith("That is more than 4 messages and taps in a minute")]
    assert said.endswith(f"{world.clock.now() + timedelta(minutes=1):%H:%M} UTC.")
    world.clock.advance(timedelta(minutes=1))
    assert len(await ayu.say("/about")) == 1
    for _ in range(10):
        await world.sim.say(ADMINISTRATOR, "/about")
    before = len(world.sim.from_bot(ADMINISTRATOR))
    await world.settled()
    assert len(world.sim.from_bot(ADMINISTRATOR)) - before <= 10
    assert not any(text.startswith("That is more than") for text in texts_of(world.sim.from_bot(ADMINISTRATOR)))


async def test_who_has_asked_enough_is_told_once_and_may_ask_an_hour_later(world: Stage, narrow: None) -> None:
    ayu = reader(world)
    for _ in range(2):
        assert len(await ayu.say("Who left Halmerion?")) == 1
    came = await ayu.say("Who left Halmerion?")
    assert texts_of(came)[0].startswith("This chat has asked as many questions as it may: 2 in an hour, 150 in a day.")
    world.clock.advance(timedelta(minutes=1))
    assert await ayu.say("Who left Halmerion?") == []
    assert len(await ayu.say("/latest Halmerion")) == 1
    before = len(world.sim.from_bot(ayu.id))
    await world.sim.press_forged(ayu.id, ayu.newest()["message_id"], "a:1:0")
    await world.settled()
    assert len(world.sim.from_bot(ayu.id)) == before, "a question that a button asks is one, too"
    world.clock.advance(timedelta(hours=1))
    assert "Milan Oyelaran" in (await ayu.ask("Who left Halmerion?"))["text"]


async def test_administrators_watch_and_ask_without_end(world: Stage, narrow: None) -> None:
    one = chief(world)
    for name in ("Zelvane", "Corridane"):
        assert "At most" not in (await one.ask(f"/watch {name}"))["text"]
    for _ in range(3):
        assert "Milan Oyelaran" in (await one.ask("Who left Halmerion?"))["text"]


async def test_the_blocked_are_listed_in_pages(world: Stage) -> None:
    async with world.running.db.write() as c:
        for number in range(12):
            await access.block(c, 880_000 + number, "", "", world.clock.now())
    one = chief(world)
    page = await one.ask("/block")
    assert len(data(page, "bu")) == 10 and [b["text"] for b in buttons(page)][-1] == "»"
    page = await one.press(page, data(page, "bp")[-1])
    assert data(page, "bp") == ["bp:0"] and len(data(page, "bu")) >= 2
