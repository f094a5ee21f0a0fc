"""The bot comes into groups: one greeting, in the language of who added it; leaving, coming back, moving keep all."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.chat.links import group_link
from bot.locales.texts import texts
from bot.simulator.model import Chat
from storage import access, deliveries, outbox, subscribers, watches
from storage.outbox import NewMessage
from tests.e2e.chatting import BREATH, START, Message, Person, buttons, data, each_language, numbers
from tests.e2e.stage import PATIENCE, Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE, GROUPS = numbers(3000), numbers(5000)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("arrival"), (), START) as one:
        yield one


def desk(world: Stage, lang: str = "en", **how: object) -> tuple[Chat, Person, Person]:
    """A group without the bot, with its administrator and a member."""
    chief, reader = Person(world, next(PEOPLE), lang), Person(world, next(PEOPLE), lang)
    chat = world.sim.group(
        -next(GROUPS), "News desk", members=[reader.id], admins=[chief.id], bot="left", **how  # type: ignore[arg-type]
    )  # fmt: skip
    chief.chat = reader.chat = chat
    return chat, chief, reader


async def settled(world: Stage) -> None:
    """Wait until everything is done, a greeting that waits a moment included."""
    await world.settled()
    world.clock.advance(BREATH)
    await world.settled()


async def said(world: Stage, chat: Chat) -> list[Message]:
    await settled(world)
    return world.sim.from_bot(chat.id)


async def state(world: Stage, chat: Chat) -> str | None:
    async with world.running.db.read() as c:
        row = await subscribers.get(c, chat.id)
    return row.state if row else None


@each_language
async def test_a_group_is_greeted_once_in_the_language_of_who_added_the_bot(world: Stage, lang: str) -> None:
    chat, chief, _ = desk(world, lang)
    t = texts(lang)
    await world.sim.add_bot(chat, chief.id)
    (hello,) = await said(world, chat)
    assert hello["text"].split("\n") == [
        t("Hello, this is Hengkang."),
        t("I read the news feeds and tell you in 15 seconds who left where and joined whom."),
        t("Begin with a pack or a company below, or write /watch and a name: /watch Alibaba"),
        t("Only administrators of this chat change what it gets; everybody may read and ask."),
    ]
    assert data(hello, "pk") and data(hello, "w")
    await world.sim.add_bot(chat, chief.id, "administrator")
    await world.sim.add_bot(chat, chief.id, "member")
    assert len(await said(world, chat)) == 1
    listed = await chief.ask("/watches")
    assert listed["text"].startswith(t("You watch nobody yet. Write /watch and a name: /watch Alibaba"))


async def test_the_greeting_s_buttons_are_for_administrators(world: Stage) -> None:
    chat, chief, reader = desk(world)
    await world.sim.add_bot(chat, chief.id)
    (hello,) = await said(world, chat)
    await reader.press(hello, "w:openai")
    assert reader.toast == "Only administrators of this chat can change that."
    await chief.press(hello, "w:openai")
    assert chief.newest()["text"].startswith("Watching OpenAI.")


async def test_a_forum_is_told_of_topics(world: Stage) -> None:
    chat, chief, _ = desk(world, kind="supergroup", forum=True)
    await world.sim.add_bot(chat, chief.id)
    (hello,) = await said(world, chat)
    assert hello["text"].endswith("Write /start in a topic, and I keep to it.")


async def test_the_link_of_a_private_chat_lets_choose_a_group(world: Stage) -> None:
    ayu = Person(world, next(PEOPLE))
    hello = (await ayu.say("/start"))[0]
    address = next(b["url"] for b in buttons(hello) if "url" in b)
    assert address == group_link(world.sim.world.bot.username or "")
    assert not any("url" in b for b in buttons((await ayu.say("/start w_openai"))[0]))


async def test_who_adds_the_bot_by_that_link_gets_one_greeting(world: Stage) -> None:
    chat, chief, _ = desk(world)
    await world.sim.add_bot(chat, chief.id, start="new")
    said_there = [m for m in await said(world, chat) if "Hello, this is Hengkang." in m["text"]]
    assert len(said_there) == 1
    assert "Only administrators of this chat" in said_there[0]["text"]
    assert not any("url" in b for b in buttons(said_there[0]))


async def test_a_link_with_a_watch_greets_once_and_watches(world: Stage) -> None:
    chat, chief, _ = desk(world)
    await world.sim.add_bot(chat, chief.id, start="w_moonshot")
    hello, watching = await said(world, chat)
    assert hello["text"].startswith("Hello, this is Hengkang.")
    assert watching["text"].startswith("Watching Moonshot AI.")
    async with world.running.db.read() as c:
        assert [w.target for w in await watches.of_chat(c, chat.id)] == ["moonshot"]


async def test_a_member_who_adds_the_bot_by_a_link_changes_nothing(world: Stage) -> None:
    chat, _, reader = desk(world)
    await world.sim.add_bot(chat, reader.id, start="w_moonshot")
    refused, hello = await said(world, chat)
    assert refused["text"] == "Only administrators of this chat can change that."
    assert hello["text"].startswith("Hello, this is Hengkang.")


@each_language
async def test_coming_back_takes_up_everything_kept(world: Stage, lang: str) -> None:
    chat, chief, _ = desk(world, lang)
    t = texts(lang)
    await world.sim.add_bot(chat, chief.id)
    await settled(world)
    await chief.say("/watch OpenAI, Moonshot AI")
    before = len(world.sim.from_bot(chat.id))
    await world.sim.remove_bot(chat, chief.id)
    await settled(world)
    assert await state(world, chat) == "blocked"
    await world.sim.add_bot(chat, chief.id)
    came = (await said(world, chat))[before:]
    told = t.n("I am back; {n} watch is kept.", "I am back; {n} watches are kept.", 2)
    assert [m["text"] for m in came] == [told]
    assert await state(world, chat) == "active"
    await chief.say("/unwatch 1")
    await chief.say("/unwatch 1")
    await world.sim.remove_bot(chat, chief.id)
    await world.sim.add_bot(chat, chief.id)
    assert (await said(world, chat))[-1]["text"] == t("I am back. Begin with /watch and a name: /watch Alibaba")


async def test_where_it_may_not_write_it_is_quiet_until_it_may(world: Stage) -> None:
    chat, chief, _ = desk(world, kind="supergroup")
    await world.sim.add_bot(chat, chief.id, "restricted")
    assert await said(world, chat) == []
    await world.sim.add_bot(chat, chief.id, "member")
    (hello,) = await said(world, chat)
    assert hello["text"].startswith("Hello, this is Hengkang.")
    await chief.say("/watch OpenAI")
    await world.sim.add_bot(chat, chief.id, "restricted")
    await settled(world)
    assert await state(world, chat) == "blocked"
    before = len(world.sim.from_bot(chat.id))
    assert await chief.say("/watches") == []
    await world.sim.add_bot(chat, chief.id, "member")
    assert len(await said(world, chat)) == before
    assert await state(world, chat) == "active"


async def test_rights_taken_from_everybody_are_found_out_by_sending(world: Stage) -> None:
    chat, chief, _ = desk(world, kind="supergroup")
    await world.sim.add_bot(chat, chief.id)
    await settled(world)
    chat.members[world.sim.world.bot.id] = "restricted"  # the whole chat's rights; no update says so
    assert await chief.say("/watch OpenAI") == []
    assert await state(world, chat) == "blocked"
    chat.members[world.sim.world.bot.id] = "member"
    assert (await chief.ask("/watches"))["text"].startswith("You watch 1 name:")
    assert await state(world, chat) == "active"


async def moved(world: Stage, old: Chat, chief: Person, *, first: bool) -> Chat:
    """A move as Telegram tells it: a change of membership in each of the two, before or after the messages."""
    if first:
        changed(world, old, chief)
        await world.settled()
    new = await world.sim.migrate(old, chief.id)
    if not first:
        changed(world, old, chief)
    # What waits a moment waits for this news: the clock must not run past it before the news is taken in.
    async with asyncio.timeout(PATIENCE):
        while await state(world, old) is not None:  # noqa: ASYNC110 - the store has no event to wait for
            await asyncio.sleep(0.01)
    return new


def changed(world: Stage, old: Chat, chief: Person) -> None:
    """The bot is out of the group and in the supergroup that it becomes."""
    bot = world.sim.world.bot.as_json()
    new = {"id": old.id - 1_000_000_000_000, "type": "supergroup", "title": old.title}
    for chat, before, after in ((old.as_json() | {"type": "group"}, "member", "left"), (new, "left", "member")):
        change = {
            "chat": chat, "from": chief_json(world, chief), "date": world.sim.world.time(),
            "old_chat_member": {"status": before, "user": bot}, "new_chat_member": {"status": after, "user": bot},
        }  # fmt: skip
        world.sim.world.update("my_chat_member", change)


def chief_json(world: Stage, chief: Person) -> Message:
    return world.sim.world.people[chief.id].as_json()


@pytest.mark.parametrize("first", [True, False], ids=["changes first", "messages first"])
async def test_a_move_to_a_supergroup_greets_nobody_and_loses_nothing(world: Stage, first: bool) -> None:
    chat, chief, _ = desk(world, "id")
    await world.sim.add_bot(chat, chief.id)
    await settled(world)
    await chief.say("/watch OpenAI")
    now = world.clock.now()
    async with world.running.db.write() as c:
        await outbox.pause(c, chat.id, now + BREATH)
        await outbox.put(c, [NewMessage(f"test:{chat.id}:1", chat.id, "reply", {"text": "held"})], now)
        await outbox.put(c, [NewMessage(f"test:{chat.id}:2", chat.id, "alert", {}, story_id=7)], now)
        await c.run("UPDATE outbox SET state = 'held' WHERE key = ?", (f"test:{chat.id}:2",))  # kept for a digest
    new = await moved(world, chat, chief, first=first)
    world.clock.advance(BREATH * 2)
    assert [m["text"] for m in await said(world, new)] == ["held"]
    async with world.running.db.read() as c:
        row = await subscribers.get(c, new.id)
        assert [w.name for w in await watches.of_chat(c, new.id)] == ["OpenAI"]
        assert await subscribers.get(c, chat.id) is None
        kept = await deliveries.find(c, f"test:{new.id}:2")
    assert kept is not None and (kept["state"], kept["chat_id"]) == ("held", new.id)
    assert row is not None and (row.state, row.lang, row.type) == ("active", "id", "supergroup")


@pytest.mark.parametrize("first", [True, False], ids=["changes first", "messages first"])
async def test_a_group_that_moves_is_no_stranger_where_the_bot_is_for_listed_people(world: Stage, first: bool) -> None:
    chat, chief, _ = desk(world)
    await world.sim.add_bot(chat, chief.id)
    await settled(world)
    await chief.say("/watch OpenAI")
    config = world.running.config
    open_to_all = config.settings
    config.settings = open_to_all.model_copy(update={"bot": open_to_all.bot.model_copy(update={"access": "listed"})})
    try:
        new = await moved(world, chat, chief, first=first)
        world.clock.advance(BREATH * 2)
        assert await said(world, new) == []
        assert len(await Person(world, chief.id, "en", new).say("/watches")) == 1
    finally:
        config.settings = open_to_all
    async with world.running.db.read() as c:
        assert await access.count(c, "asked") == 0


async def test_buttons_from_before_the_move_act_on_the_new_chat(world: Stage) -> None:
    chat, chief, reader = desk(world)
    await world.sim.add_bot(chat, chief.id)
    await settled(world)
    await chief.say("/language id")
    name = "Perhimpunan Peneliti Suara Buatan Nusantara Raya Merdeka Jaya"  # too long for a button
    answer = await chief.ask(f"/watch {name}")
    await chief.say("/watch OpenAI")
    new = await world.sim.migrate(chat, chief.id)
    await settled(world)
    listed = await Person(world, chief.id, "en", new).ask("/watches")
    assert listed["text"].endswith("OpenAI")
    chief.chat = reader.chat = chat
    await reader.press(answer, texts("id")("Stop watching"))
    assert reader.toast == texts("id")("Only administrators of this chat can change that.")
    await chief.press(answer, texts("id")("Stop watching"))
    gone = world.sim.from_bot(new.id)[-1]
    assert gone["text"] == texts("id")("No longer watching {name}.", name=name)
    async with world.running.db.read() as c:
        assert [w.name for w in await watches.of_chat(c, new.id)] == ["OpenAI"]
        assert await subscribers.get(c, chat.id) is None


async def test_anonymous_administrators_and_channels_that_write_into_the_group(world: Stage) -> None:
    chat, chief, reader = desk(world, kind="supergroup")
    await world.sim.add_bot(chat, chief.id)
    await settled(world)
    channel = world.sim.group(-next(GROUPS), "News channel", admins=[chief.id], kind="channel")
    answer = await chief.ask("/watch OpenAI", anonymous=True)
    assert answer["text"].startswith("Watching OpenAI.")
    refused = await chief.ask("/unwatch OpenAI", speaks_as=channel)
    assert refused["text"] == "Only administrators of this chat can change that."
    # Who presses is known by their own account, however they write.
    await reader.press(answer, data(answer, "ut")[0])
    assert reader.toast == "Only administrators of this chat can change that."
    await chief.press(answer, data(answer, "ut")[0])
    assert chief.newest()["text"].startswith("No longer watching OpenAI.")
