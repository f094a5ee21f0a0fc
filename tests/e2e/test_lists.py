"""Lists of feeds that subscribers switch on and off in /settings, and what reaches them then."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.locales.texts import texts
from feeds.model import LANGUAGES
from tests.e2e.chatting import START, Message, Person, buttons, numbers, told
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = numbers(2900)
FIRST = replace(told("en", "Tara Qvist", "Quorvexa", "Bravik", "p1", 1), outlet="Pier")
OLD = told("en", "Milan Oyelaran", "Halmerion", "Norvale", "e0", -30)
SECOND = told("en", "Tara Qvist", "Quorvexa", "Bravik", "e1", 2)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("lists"), (OLD, FIRST, SECOND), START) as one:
        yield one


async def opened(person: Person) -> Message:
    """The page of the lists."""
    return await person.press(await person.ask("/settings"), "se:lists")


def toggle(page: Message, name: str) -> str:
    """The press that switches a list."""
    return next(str(b["callback_data"]) for b in buttons(page) if name in b["text"])


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_every_list_is_on_at_first_and_a_press_switches_one_in_place(world: Stage, lang: str) -> None:
    t, ayu = texts(lang), Person(world, next(PEOPLE), lang)
    settings = await ayu.ask("/settings")
    assert t("Lists of feeds: {state}", state=t("all on")) in settings["text"]
    page = await ayu.press(settings, "se:lists")
    labels = [b["text"] for b in buttons(page)]
    assert labels == [f"✓ Outlet en{t.bracketed('1')}", f"✓ Pier{t.bracketed('1')}", t("Settings")]
    after = await ayu.press(page, toggle(page, "Pier"))
    assert [b["text"] for b in buttons(after)][1] == f"✗ Pier{t.bracketed('1')}" and "✗ Pier" in after["text"]
    # The same press once more makes the same state.
    await world.sim.press_forged(ayu.id, after["message_id"], toggle(page, "Pier"))
    await world.settled()
    home = await ayu.press(after, "se:home")
    assert t("Lists of feeds: {state}", state=t("{n} of {most} on", n=1, most=2)) in home["text"]
    page = await ayu.press(home, "se:lists")
    off = await ayu.press(page, toggle(page, "Outlet en"))
    assert t("Every list is off: no news comes.") in off["text"]
    back = await ayu.press(off, toggle(off, "Pier"))
    assert [b["text"][0] for b in buttons(back)[:2]] == ["✗", "✓"]


async def test_a_list_that_there_is_not_is_not_switched(world: Stage) -> None:
    ayu = Person(world, next(PEOPLE))
    page = await opened(ayu)
    await world.sim.press_forged(ayu.id, page["message_id"], "ys:0:0:Nowhere")
    await world.settled()
    async with world.running.db.read() as c:
        assert await c.value("SELECT COUNT(*) FROM chat_lists_off WHERE chat_id = ?", (ayu.id,)) == 0


async def test_in_a_group_its_administrators_switch(world: Stage) -> None:
    chief, reader = next(PEOPLE), next(PEOPLE)
    for user in (chief, reader):
        world.sim.user(user, f"Ayu {user}", "en")
    chat = world.sim.group(-1_000_000_029_001, "Desk", members=[reader], admins=[chief], kind="supergroup")
    boss, other = Person(world, chief, "en", chat), Person(world, reader, "en", chat)
    page = await boss.press(await boss.ask("/settings"), "se:lists")
    await other.press(page, toggle(page, "Pier"))
    assert other.toast == "Only administrators of this chat can change that."
    after = await boss.press(page, toggle(page, "Pier"))
    assert "✗ Pier" in after["text"]
    async with world.running.db.read() as c:
        assert await c.value("SELECT list FROM chat_lists_off WHERE chat_id = ?", (chat.id,)) == "Pier"


async def test_news_comes_once_a_list_that_is_on_carries_it(world: Stage) -> None:
    off, on = Person(world, next(PEOPLE)), Person(world, next(PEOPLE))
    for one in (off, on):
        await one.say("/watch Quorvexa")
    page = await opened(off)
    await off.press(page, toggle(page, "Pier"))
    await world.advance_to(FIRST.published.replace(minute=40))
    assert on.newest()["text"].startswith("Tara Qvist: Quorvexa → Bravik")
    assert not off.newest()["text"].startswith("Tara Qvist")
    async with world.running.db.read() as c:
        address = str(await c.value("SELECT url FROM items WHERE url LIKE '%p1'"))
    why = await off.ask(f"/why {address}")
    assert why["text"].endswith("4. Not sent to you: only from lists that are off here (Pier). /settings")
    assert "Tara Qvist" not in (await off.ask("/latest"))["text"]
    assert "Tara Qvist" in (await on.ask("/latest"))["text"]
    assert "Tara Qvist" not in (await off.say("/watch Bravik"))[0]["text"], "nor in a preview"

    await world.advance_to(SECOND.published.replace(minute=40))
    assert off.newest()["text"].startswith("Tara Qvist: Quorvexa → Bravik")
    assert len([m for m in on.world.sim.from_bot(on.id) if m["text"].startswith("Tara Qvist: Q")]) == 1
