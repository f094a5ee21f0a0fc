"""Presses that nobody was offered: another chat's data, garbage, a member's, a stranger's. Refused; nothing changes.

Whatever is refused is shown by every table of the store, as it was before.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.commands.registry import ADMIN_BUTTONS, BUTTONS, CHANGING_BUTTONS
from bot.simulator.model import Chat
from storage import watches
from storage.moments import stamp
from tests.e2e.chatting import BREATH, START, Message, Person, buttons, numbers, told
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = numbers(2700)
NOT_YOURS = "Only administrators of this chat can change that."
TOO_OLD = "This button is too old; please type the command again."
PIECES = (told("en", "Milan Oyelaran", "Halmerion", "Bravik", "o1", -30),)
# What no button of ours says: nothing, no number, huge, foreign digits, too many parts, 62 bytes, what is no text.
SOME_GARBAGE = ("", "9" * 60, "²:²:²", "'; DROP TABLE watches; --")
MORE_GARBAGE = (
    ":",
    "0",
    "-1",
    "１:1",
    "p:９",
    "1:2:3:4:5:6",
    "é" * 31,
    "\x00",
)
Store = dict[str, list[tuple[Any, ...]]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("forged"), PIECES, START) as one:
        yield one


async def store(world: Stage) -> Store:
    """Every row of every table but those that the passing of time and the press itself change."""
    async with world.running.db.read() as c:
        names = [r["name"] for r in await c.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
        passing = ("inbox", "visits", "feeds", "fetches", "item_search", "sqlite_")
        kept = [n for n in names if not n.startswith(passing)]
        return {name: sorted((tuple(r) for r in await c.all(f"SELECT * FROM {name}")), key=repr) for name in kept}


async def press(person: Person, message: Message, value: str, gone: bool = False) -> str | None:
    """Press with any data; the answer."""
    sim = person.world.sim
    person.world.clock.advance(BREATH)
    answered = len(sim.answers)
    await sim.press_forged(person.id, message["message_id"], value, chat=person.chat, gone=gone)
    await person.world.settled()
    await sim.wait_for(lambda: len(sim.answers) > answered)
    return person.toast


async def failures(world: Stage) -> list[str]:
    async with world.running.db.read() as c:
        return [r["error"] for r in await c.all("SELECT error FROM inbox WHERE error IS NOT NULL")]


async def watch_of(world: Stage, chat: int) -> watches.Watch:
    async with world.running.db.read() as c:
        return (await watches.of_chat(c, chat))[0]


async def somebody(world: Stage, text: str = "/watches") -> tuple[Person, Message]:
    """A person whom the bot knows, with a message of the bot."""
    person = Person(world, next(PEOPLE))
    return person, await person.ask(text)


def group(world: Stage, number: int) -> tuple[Chat, Person, Person]:
    """A group with its administrator and a member."""
    chief, reader = next(PEOPLE), next(PEOPLE)
    for user in (chief, reader):
        world.sim.user(user, f"Ayu {user}", "en")
    chat = world.sim.group(number, "News desk", members=[reader], admins=[chief], kind="supergroup")
    return chat, Person(world, chief, "en", chat), Person(world, reader, "en", chat)


@pytest.mark.parametrize("form", ["m:7:{id}", "u:{id}", "wd:{id}", "mw:7:{id}:1", "mw:0:{id}:1"])
async def test_another_chats_watch_is_not_to_be_had(world: Stage, form: str) -> None:
    owner, _ = await somebody(world, "/watch Halmerion")
    forger, message = await somebody(world)
    value = form.format(id=(await watch_of(world, owner.id)).id)
    before = await store(world)
    assert await press(forger, message, value) == "This watch has been removed already."
    assert await store(world) == before
    # The owner's own press does change something, or opens the page.
    await press(owner, owner.newest(), value)
    assert not owner.toast


async def test_another_chats_long_button_means_nothing(world: Stage) -> None:
    owner = Person(world, next(PEOPLE))
    answer = await owner.ask("/watch 乌鲁诺瓦科技研究院西太平洋分院语音语言联合实验室")
    stop = next(b["callback_data"] for b in buttons(answer) if b["text"] == "Stop watching")
    assert stop.startswith("k:")
    forger, message = await somebody(world)
    before = await store(world)
    assert await press(forger, message, stop) == TOO_OLD
    assert await store(world) == before
    await owner.press(answer, stop)
    async with world.running.db.read() as c:
        assert await watches.count(c, owner.id) == 0


async def test_a_story_that_a_chat_never_got_is_public_and_silencing_it_is_that_chats_own(world: Stage) -> None:
    other, _ = await somebody(world, "/watch Halmerion")
    forger, message = await somebody(world)
    await press(forger, message, "s:1")
    assert world.sim.message(forger.id, message["message_id"]).as_json()["text"].startswith("1 source")
    before = await store(world)
    await press(forger, message, "rp:p:1")
    after = await store(world)
    changed = {name for name, rows in after.items() if rows != before[name]}
    assert changed <= {"reports", "muted_stories", "review_notes", "outbox"}
    assert {row[0] for name in ("reports", "muted_stories") for row in set(after[name]) - set(before[name])} == {
        forger.id
    }
    assert (await watch_of(world, other.id)).muted_until is None


@pytest.mark.parametrize(
    "garbage", [SOME_GARBAGE, pytest.param(MORE_GARBAGE, marks=pytest.mark.slow)], ids=["some", "more"]
)
@pytest.mark.parametrize("verb", sorted(BUTTONS))
async def test_garbage_changes_nothing_and_is_answered(world: Stage, verb: str, garbage: tuple[str, ...]) -> None:
    forger, message = await somebody(world)
    for value in garbage:
        await press(forger, message, f"{verb}:{value}"[:64])
    assert await failures(world) == []
    async with world.running.db.read() as c:
        assert await watches.count(c, forger.id) == 0


@pytest.mark.parametrize("value", ["x" * 64, "é" * 32, "k:", "k:" + "f" * 18, "zz:1", ":", "b", "k:zz:1"])
async def test_data_of_no_button_is_too_old(world: Stage, value: str) -> None:
    forger, message = await somebody(world)
    before = await store(world)
    assert await press(forger, message, value) == TOO_OLD
    assert await store(world) == before


@pytest.mark.slow  # test_rights.py has one value of each
@pytest.mark.parametrize("verb", sorted(CHANGING_BUTTONS))
async def test_a_member_of_a_group_changes_nothing(world: Stage, verb: str) -> None:
    chat, chief, reader = group(world, -(1_000_000_002_000 + sorted(CHANGING_BUTTONS).index(verb)))
    answer = await chief.ask("/watch Halmerion")
    one = await watch_of(world, chat.id)
    before = await store(world)
    for value in (str(one.id), f"7:{one.id}:1", "p:1", one.target, ""):
        assert await press(reader, answer, f"{verb}:{value}") == NOT_YOURS
    assert await store(world) == before


@pytest.mark.slow  # test_rights.py has one value of each
@pytest.mark.parametrize("verb", sorted(ADMIN_BUTTONS))
async def test_what_is_the_bots_administrators_is_nobody_elses(world: Stage, verb: str) -> None:
    forger, message = await somebody(world)
    _, chief, _ = group(world, -(1_000_000_003_000 + sorted(ADMIN_BUTTONS).index(verb)))
    answer = await chief.ask("/watches")
    before = await store(world)
    for value in ("0", "1:0", "1", "https://example.com/feed", ""):
        assert await press(forger, message, f"{verb}:{value}") == TOO_OLD
        assert await press(chief, answer, f"{verb}:{value}") == TOO_OLD
    assert await store(world) == before


async def test_an_anonymous_administrators_press_is_their_own_and_a_members_is_not(world: Stage) -> None:
    chat, chief, reader = group(world, -1_000_000_004_001)
    answer = await chief.ask("/watch Halmerion", anonymous=True)
    mute = f"mw:7:{(await watch_of(world, chat.id)).id}:1"
    assert await press(reader, answer, mute) == NOT_YOURS
    assert (await watch_of(world, chat.id)).muted_until is None
    await press(chief, answer, mute)
    muted = (await watch_of(world, chat.id)).muted_until
    assert muted is not None and stamp(muted) > stamp(world.clock.now())


async def test_a_press_under_a_message_that_is_gone_is_answered_with_a_new_one(world: Stage) -> None:
    ayu, message = await somebody(world, "/watch Halmerion")
    mute = f"mw:7:{(await watch_of(world, ayu.id)).id}:1"
    before = len(world.sim.from_bot(ayu.id))
    await press(ayu, message, mute, gone=True)
    assert (await watch_of(world, ayu.id)).muted_until is not None
    assert len(world.sim.from_bot(ayu.id)) == before + 1
    assert ayu.newest()["text"].startswith("Mute\n")
    # A member's press there is refused like any other.
    chat, chief, reader = group(world, -1_000_000_004_002)
    answer = await chief.ask("/watch Halmerion")
    kept = await store(world)
    assert await press(reader, answer, f"mw:7:{(await watch_of(world, chat.id)).id}:1", gone=True) == NOT_YOURS
    assert await store(world) == kept
