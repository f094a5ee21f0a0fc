"""Deep links open the bot and do one thing; a link that means nothing greets."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.chat.links import Wish, link
from bot.commands.deeplinks import OFFERED
from bot.locales.texts import texts
from storage import subscribers, watches
from tests.e2e.chatting import DEPARTURES, START, Message, Person, buttons, data, each_language, somebody, told
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")


PIECES = tuple(told(*departure) for departure in DEPARTURES)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("links"), PIECES, START) as one:
        yield one


async def opened(ayu: Person, wish: Wish, value: str) -> list[Message]:
    """Open the bot with a link, as Telegram does it."""
    address = link("hengkang_bot", wish, value)
    assert address is not None
    return await ayu.say("/start " + address.partition("?start=")[2])


async def watched(world: Stage, chat: int) -> list[str]:
    async with world.running.db.read() as c:
        return [w.name for w in await watches.of_chat(c, chat)]


async def story_of(world: Stage, person_key: str) -> str:
    async with world.running.db.read() as c:
        return str(await c.value("SELECT story_id FROM moves WHERE person_key = ? OR person = ?", (person_key,) * 2))


@each_language
async def test_a_newcomer_is_greeted_and_watches_what_the_link_names(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    hello, answer = await opened(ayu, "watch", "moonshot")
    assert hello["text"].startswith(t("Hello {name}, this is Hengkang.", name=f"Ayu {ayu.id}"))
    assert answer["text"].startswith(t("Watching {name}.", name={"zh": "月之暗面"}.get(lang, "Moonshot AI")))
    again = (await opened(ayu, "watch", "moonshot"))[0]
    assert again["text"].startswith(t("Already watching {name}.", name={"zh": "月之暗面"}.get(lang, "Moonshot AI")))


@each_language
async def test_a_name_is_taken_as_watch_takes_it(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    assert (await opened(ayu, "name", "阿里"))[-1]["text"].startswith(
        t("Watching {name}.", name={"zh": "阿里巴巴"}.get(lang, "Alibaba"))
    )
    assert (await opened(ayu, "name", "Quorvexa"))[0]["text"].startswith(t("Watching {name}.", name="Quorvexa"))
    asked = (await opened(ayu, "name", "Meta"))[0]
    assert asked["text"] == t("“{name}” can mean several. Which one?", name="Meta")
    assert "wc:meta" in data(asked, "wc")


@pytest.mark.parametrize("name", ["a, b, c", "\u202eevil", "/stop", "<b>", "x", "…"])
async def test_a_hostile_name_begins_one_watch_at_most(world: Stage, name: str) -> None:
    ayu = somebody(world, "en")
    await opened(ayu, "name", name)
    found = await watched(world, ayu.id)
    assert len(found) <= 1
    assert not any("\u202e" in one for one in found)


@each_language
async def test_a_pack_is_watched_as_a_whole(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    answers = await opened(ayu, "pack", "china")
    assert answers[1]["text"].startswith(t("Watching {name}.", name=t("China AI labs")))
    assert len(await watched(world, ayu.id)) == 10


@each_language
async def test_a_story_shows_its_card_and_offers_its_firms(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    number = await story_of(world, "Milan Oyelaran")
    _, card, offer = await opened(ayu, "story", number)
    assert "Milan Oyelaran: Halmerion → OpenAI" in card["text"].replace("：", ": ")
    assert offer["text"] == t("Watch who is in this story:")
    assert 1 < len(buttons(offer)) <= OFFERED
    assert await watched(world, ayu.id) == []
    for one in data(offer, "w"):
        await ayu.press(offer, one)
        await ayu.press(offer, one)
    assert await watched(world, ayu.id) == ["Halmerion", "OpenAI"]
    assert len(await opened(ayu, "story", number)) == 1


@pytest.mark.parametrize(
    "payload", ["w_nobody", "g_nothing", "s_999999", "s_x", "n_***", "n_", "s_" + "9" * 40, "hello"]
)
async def test_a_link_that_means_nothing_greets(world: Stage, payload: str) -> None:
    ayu = somebody(world, "en")
    hello, _ = await ayu.say(f"/start {payload}")
    assert hello["text"].startswith(f"Hello Ayu {ayu.id}, this is Hengkang.") and data(hello, "pk")
    assert await watched(world, ayu.id) == []


async def test_a_story_link_leaves_stopped_alerts_stopped_and_a_watch_link_does_not(world: Stage) -> None:
    ayu = somebody(world, "en")
    await ayu.say("/stop")
    await opened(ayu, "story", await story_of(world, "Tara Qvist"))
    for wish, value, state in (
        ("story", await story_of(world, "Tara Qvist"), "stopped"),
        ("watch", "openai", "active"),
    ):
        await opened(ayu, wish, value)  # type: ignore[arg-type]
        async with world.running.db.read() as c:
            row = await subscribers.get(c, ayu.id)
        assert row is not None and row.state == state


async def test_a_full_list_is_told_in_words(world: Stage) -> None:
    ayu = somebody(world, "en")
    most = world.running.config.settings.bot.watches_per_chat
    for begin in range(0, most, 10):
        await ayu.say("/watch " + ", ".join(f"Qorvand{n}" for n in range(begin, begin + 10)))
    assert len(await watched(world, ayu.id)) == most
    assert (await opened(ayu, "watch", "openai"))[0]["text"].startswith(f"You have {most} watches")
    assert (await opened(ayu, "pack", "us"))[0]["text"].startswith(f"You have {most} watches")
    assert len(await watched(world, ayu.id)) == most


async def test_in_a_group_a_link_works_for_administrators_only(world: Stage) -> None:
    chief, reader = somebody(world, "en"), somebody(world, "en")
    chat = world.sim.group(-830, "News desk", members=[reader.id], admins=[chief.id])
    refused = await opened(Person(world, reader.id, "en", chat), "watch", "openai")
    assert [m["text"] for m in refused] == ["Only administrators of this chat can change that."]
    assert await watched(world, chat.id) == []
    await opened(Person(world, chief.id, "en", chat), "watch", "openai")
    assert await watched(world, chat.id) == ["OpenAI"]
