"""Topics: the bot keeps to the one it was started in, and to the chat at large where that is closed or gone."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.locales.texts import texts
from bot.simulator.model import Chat
from storage import subscribers
from tests.e2e.chatting import START, Message, Person, numbers, told
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = numbers(4000)
GONE = "The topic that I kept to is gone, so I write here now. /start in another topic moves me there."
CLOSED = "The topic that I keep to is closed, so I write here meanwhile. As an administrator I could write there."
NAMES = (
    "Tara Qvist",
    "Milan Oyelaran",
    "Nadia Brekke",
    "Ilse Marchetti",
    "Joren Adeyemi",
    "Sami Kuusk",
    "Lotte Virtanen",
)
# Each comes from another firm: three departures from one would be a wave, an alert of its own.
FIRMS = ("Bravik", "Halmerion", "Zelvane", "Brixonel", "Tolmarque", "Norvale", "Landuma")
PIECES = tuple(
    told("en", person, firm, "Quorvexa", f"p{n}", 5 * n)
    for n, (person, firm) in enumerate(zip(NAMES, FIRMS, strict=True), 1)
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("topics"), PIECES, START) as one:
        yield one


def forum(world: Stage, lang: str = "en") -> tuple[Chat, Person]:
    chief = Person(world, next(PEOPLE), lang)
    chat = world.sim.group(
        -1_000_000_000_000 - chief.id, "Desk", admins=[chief.id], kind="supergroup", forum=True
    )  # fmt: skip
    chief.chat = chat
    return chat, chief


async def next_news(world: Stage, chat: Chat) -> list[Message]:
    """Move on to the next article; what came of it."""
    before = len(world.sim.from_bot(chat.id))
    coming = min(p.published for p in PIECES if p.published > world.clock.now())
    await world.advance_to(coming + timedelta(minutes=20))
    return world.sim.from_bot(chat.id)[before:]


def where(messages: list[Message]) -> list[tuple[str, int | None]]:
    return [(m["text"].split("\n")[0].partition(":")[0], m.get("message_thread_id")) for m in messages]


async def test_a_deleted_topic_is_left_for_the_chat_at_large_and_said_once(world: Stage) -> None:
    chat, chief = forum(world)
    news = world.sim.topic(chat, "News")
    await chief.say("/start", thread=news.id)
    await chief.say("/watch Quorvexa", thread=news.id)
    assert [thread for _, thread in where(await next_news(world, chat))] == [news.id]
    world.sim.delete_topic(chat, news.id)
    came = await next_news(world, chat)
    assert came[0]["text"] == GONE and "message_thread_id" not in came[0]
    assert [thread for _, thread in where(came)] == [None, None]
    assert [thread for _, thread in where(await next_news(world, chat))] == [None]
    other = world.sim.topic(chat, "Other")
    await chief.say("/start", thread=other.id)
    assert [thread for _, thread in where(await next_news(world, chat))] == [other.id]
    await chief.say("/stop")


async def test_a_closed_topic_is_passed_by_while_it_is_closed_and_said_once(world: Stage) -> None:
    chat, chief = forum(world, "id")
    news = world.sim.topic(chat, "News")
    await chief.say("/start", thread=news.id)
    await chief.say("/watch Quorvexa", thread=news.id)
    chat.topics[news.id].closed = True
    note, alert = await next_news(world, chat)
    assert note["text"] == texts("id")(CLOSED)
    assert "message_thread_id" not in note and "message_thread_id" not in alert
    assert [thread for _, thread in where(await next_news(world, chat))] == [None]
    chat.topics[news.id].closed = False
    assert [thread for _, thread in where(await next_news(world, chat))] == [news.id]
    async with world.running.db.read() as c:
        row = await subscribers.get(c, chat.id)
    assert row is not None and (row.thread_id, row.state) == (news.id, "active")


async def test_started_at_large_it_stays_there(world: Stage) -> None:
    chat, chief = forum(world)
    topic = world.sim.topic(chat, "Chatter")
    await chief.say("/start")
    await chief.say("/watch OpenAI", thread=topic.id)
    async with world.running.db.read() as c:
        row = await subscribers.get(c, chat.id)
    assert row is not None and row.thread_id is None
