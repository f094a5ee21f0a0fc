"""Who writes much: told once, never at the cost of others; what is not meant for the bot is not kept."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from benchmarks import flood
from benchmarks.figures import load, report
from benchmarks.store import Size
from bot.app import runtime
from bot.chat.door import FREED, FREED_TOGETHER, NEWCOMERS_AFTER, frees
from bot.chat.per_minute import PerMinute
from bot.chat.receiver import LONG_POLL, MOST_AT_ONCE, MOST_REPLIES
from bot.commands.export import MOST_IN_AN_HOUR
from bot.config import Settings
from bot.simulator import Simulator
from bot.simulator.server import Call, OpenGate
from bot.tables import Storage, Telegram
from bot.watching import ConfigFile
from storage import inbox, outbox
from storage.database import Database
from storage.inbox import Received
from storage.outbox import NewMessage
from tests.e2e.chatting import START, Person, numbers, told
from tests.e2e.stage import TOKEN, Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = numbers(6100)
PIECES = (told("en", "Tara Qvist", "Quorvexa", "Bravik", "e1", -5),)
MANY = ", ".join(f"n{n}z" for n in range(580))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("floods"), PIECES, START) as one:
        yield one


def next_minute(world: Stage) -> None:
    world.clock.advance(timedelta(seconds=60 - world.clock.now().second))


async def said(world: Stage, chat: int) -> list[str]:
    """What a chat is told, sent or not yet; here is nothing that an alert brings."""
    async with world.running.db.read() as c:
        rows = await c.all("SELECT payload FROM outbox WHERE chat_id = ? AND kind = 'reply' ORDER BY id", (chat,))
    return [json.loads(row["payload"])["text"] for row in rows]


@pytest.mark.parametrize("command", ["watch", "unwatch", "latest"])
async def test_a_message_full_of_names_is_answered_in_a_few(world: Stage, command: str) -> None:
    ayu = Person(world, next(PEOPLE))
    await world.sim.say(ayu.id, f"/{command} {MANY}")
    await world.handled()
    came = await said(world, ayu.id)
    assert 1 <= len(came) <= 11
    if command != "latest":
        assert came[-1] == "At most 10 names at once; please send the others again."


async def test_who_types_too_many_inline_queries_is_told_when_and_others_are_not_kept_waiting(world: Stage) -> None:
    sim, ayu, budi = world.sim, Person(world, next(PEOPLE)), Person(world, next(PEOPLE))
    next_minute(world)
    queries = [await sim.ask_inline(ayu.id, f"Quorvexa {n}") for n in range(60)]
    theirs = await sim.ask_inline(budi.id, "Quorvexa")
    await world.handled()
    limit = world.running.config.settings.bot.commands_per_minute
    await sim.wait_for(lambda: len(set(queries) & set(sim.world.inline_answers)) > limit, 60)
    answered = [q for q in queries if q in sim.world.inline_answers]
    assert answered == queries[: limit + 1]
    last = sim.world.inline_answers[answered[-1]]
    assert last["results"] == []
    assert last["button"]["text"].startswith("Too much typed at once: again from ")
    await sim.wait_for(lambda: theirs in sim.world.inline_answers, 60)
    assert sim.world.inline_answers[theirs]["results"]
    await world.sim.say(ayu.id, "/about")
    await world.handled()
    assert len(await said(world, ayu.id)) == 1, "commands are counted by themselves"
    next_minute(world)
    again = await sim.ask_inline(ayu.id, "Quorvexa once more")
    await sim.wait_for(lambda: again in sim.world.inline_answers, 60)
    assert sim.world.inline_answers[again]["button"]["text"].startswith("Nothing about Quorvexa once more yet")


async def test_a_group_of_many_who_write_a_little_each_is_told_once_and_alone_left_out(world: Stage) -> None:
    people = [Person(world, next(PEOPLE)) for _ in range(60)]
    chat = world.sim.group(-1_000_000_061_000, "Crowd", [p.id for p in people], kind="supergroup")
    next_minute(world)
    for one in people:
        await world.sim.say(one.id, "/about", chat=chat)
    await world.sim.say(people[0].id, "/about")
    await world.handled()
    assert len(await said(world, people[0].id)) == 1, "in private they are answered"
    came = await said(world, chat.id)
    assert len(came) == world.running.config.settings.bot.group_commands_per_minute + 1
    assert len([text for text in came if text.startswith("That is more than 30 messages and taps in a minute")]) == 1
    late = [Person(world, next(PEOPLE)) for _ in range(5)]
    chat.members.update(dict.fromkeys((p.id for p in late), "member"))
    for one in late:
        await world.sim.say(one.id, "/about", chat=chat)
    await world.handled()
    async with world.running.db.read() as c:
        counted = {row["chat_id"] for row in await c.all("SELECT chat_id FROM visits WHERE kind = 'person'")}
    assert not counted & {p.id for p in late}, "of who comes once it is over nothing is written"


async def test_talk_in_a_group_and_commands_for_other_bots_are_neither_kept_nor_counted(world: Stage) -> None:
    ayu = Person(world, next(PEOPLE))
    chat = world.sim.group(-1_000_000_061_001, "Games", [ayu.id], kind="supergroup", bot="administrator")
    next_minute(world)
    async with world.running.db.read() as c:
        first = int(await c.value("SELECT COALESCE(MAX(update_id), 0) FROM inbox"))
    for n in range(50):
        await world.sim.say(ayu.id, f"/roll@dice_bot {n}" if n % 2 else f"a secret {n}", chat=chat)
    await world.handled()
    async with world.running.db.read() as c:
        assert await c.value("SELECT COUNT(*) FROM inbox WHERE update_id > ?", (first,)) == 0
    assert world.sim.from_bot(chat.id) == []
    await world.sim.say(ayu.id, "/about@hengkang_bot", chat=chat)
    await world.handled()
    assert len(await said(world, chat.id)) == 1


async def test_a_flood_from_while_the_bot_was_down_is_answered_like_one_of_today_and_told_when_it_may(
    world: Stage,
) -> None:
    ayu = Person(world, next(PEOPLE))
    next_minute(world)
    sim = world.sim
    held = sim.world.wakers[:]
    sim.world.wakers.clear()  # getUpdates sleeps on, as if nobody asked
    for _ in range(4):
        for _ in range(25):
            await sim.say(ayu.id, "/about")
        world.clock.advance(timedelta(hours=1))
    sim.world.wakers[:] = held
    sim.world.wake()
    await world.handled()
    came = await said(world, ayu.id)
    told = [text for text in came if text.startswith("That is more than 40 messages")]
    assert len(told) == 1 and len(came) <= 41
    assert f"{world.clock.now() + timedelta(minutes=1):%H:%M} UTC" in told[0]


async def test_who_asks_much_waits_while_telegram_hands_out_all_it_can(world: Stage) -> None:
    sim, ayu, budi = world.sim, Person(world, next(PEOPLE)), Person(world, next(PEOPLE))
    next_minute(world)
    held = sim.world.wakers[:]
    sim.world.wakers.clear()  # getUpdates sleeps on, as if nobody asked
    for _ in range(MOST_AT_ONCE):
        await sim.say(ayu.id, "/about")
    await sim.say(budi.id, "/about")
    sim.delays["getUpdates"] = 0.5  # time enough to answer all that Ayu may ask
    sim.world.wakers[:] = held
    sim.world.wake()
    await world.handled()
    del sim.delays["getUpdates"]
    async with world.running.db.read() as c:
        rows = await c.all("SELECT chat_id FROM outbox WHERE chat_id IN (?, ?) ORDER BY id", (ayu.id, budi.id))
    told = [row["chat_id"] for row in rows]
    assert told.count(ayu.id) == world.running.config.settings.bot.commands_per_minute + 1
    assert told.index(budi.id) < 10


class Asked(OpenGate):
    """Notes for how long each getUpdates may wait."""

    def __init__(self) -> None:
        self.seconds: list[int] = []

    def before(self, call: Call) -> None:
        if call.method == "getUpdates":
            self.seconds.append(int(str(call.parameters.get("timeout", 0))))


async def test_where_telegram_has_handed_out_just_all_that_it_can_nobody_waits_for_more(world: Stage) -> None:
    sim, ayu = world.sim, Person(world, next(PEOPLE))
    next_minute(world)
    held, gate = sim.world.wakers[:], sim.gate
    sim.world.wakers.clear()  # getUpdates sleeps on, as if nobody asked
    for _ in range(MOST_AT_ONCE):
        await sim.say(ayu.id, "/about")
    sim.gate = asked = Asked()
    sim.world.wakers[:] = held
    sim.world.wake()
    await world.handled()
    sim.gate = gate
    assert asked.seconds[0] == 0, "whether there is more"
    assert set(asked.seconds[1:]) <= {LONG_POLL}
    assert len(await said(world, ayu.id)) == world.running.config.settings.bot.commands_per_minute + 1


async def test_nothing_more_is_handled_while_many_wait_for_their_replies(tmp_path: Path) -> None:
    """Else the reply of whoever asks once would stand behind all that hundreds have asked before."""
    async with Simulator(token=TOKEN) as sim:
        settings = Settings(telegram=Telegram(api=sim.root), storage=Storage(path=tmp_path / "hengkang.db"))
        async with runtime(ConfigFile(settings, None), TOKEN) as running:  # nobody sends or handles unless told to
            db, now = running.db, running.clock.now()
            await sim.say(sim.user(7, "Ayu", "en"), "/about")
            asked = sim.world.updates[-1]
            async with db.write() as c:
                await inbox.accept(c, [Received(asked["update_id"], 7, json.dumps(asked))], now)
                others = [NewMessage(f"reply:{n}:0", 100 + n, "reply", {"text": "x"}) for n in range(MOST_REPLIES)]
                await outbox.put(c, others, now)
            assert await running.receiver.step() == 0
            async with db.write() as c:
                await outbox.pause(c, outbox.EVERYBODY, now + timedelta(minutes=5))
            assert await running.receiver.step() == 1, "what cannot go keeps nobody waiting"
            await asyncio.wait(list(running.receiver._tasks))


async def test_replies_behind_one_that_is_tried_again_later_keep_nobody_waiting(tmp_path: Path) -> None:
    async with await Database.open(tmp_path / "hengkang.db") as db, db.write() as c:
        both = [NewMessage(f"{n}:{chat}", chat, "reply", {"text": "x"}) for n in "ab" for chat in range(100, 160)]
        await outbox.put(c, both, START)
        assert await outbox.waiting_for_replies(c, START, MOST_REPLIES) == MOST_REPLIES
        for row in await outbox.claim(c, START, MOST_REPLIES):
            await outbox.sending(c, row.id, START)
            await outbox.later(c, row.id, START + timedelta(seconds=8), "HTTP 502", uncertain=True)
        assert await outbox.waiting_for_replies(c, START, MOST_REPLIES) == 0
        assert await outbox.claim(c, START, MOST_REPLIES) == [], "none of the second could go"
        later = START + timedelta(seconds=8)
        assert await outbox.waiting_for_replies(c, later, MOST_REPLIES) == MOST_REPLIES


async def test_presses_that_are_turned_away_are_answered_a_few_times_and_say_when_to_press_again(world: Stage) -> None:
    ayu, sim = Person(world, next(PEOPLE), lang="id"), world.sim
    next_minute(world)
    limit, before = world.running.config.settings.bot.commands_per_minute, len(sim.answers)
    presses = [await sim.press_forged(ayu.id, 1, "no:such", gone=True) for _ in range(limit + 50)]
    await world.handled()
    await sim.wait_for(lambda: len(sim.answers) >= before + limit + FREED)
    beyond = [one for one in sim.answers[before:] if one.query_id in presses[limit:]]
    assert sorted(one.query_id for one in beyond) == sorted(presses[limit : limit + FREED])
    assert {one.text[:36] for one in beyond} == {"Terlalu banyak sekaligus: lagi mulai"}
    next_minute(world)
    again = await sim.press_forged(ayu.id, 1, "no:such", gone=True)
    await sim.wait_for(lambda: again in [one.query_id for one in sim.answers])


async def test_a_crowd_that_presses_too_much_causes_a_bounded_number_of_calls() -> None:
    now, pressing = START, PerMinute()
    answered = [person for person in range(1, 100) for _ in range(50) if frees(person, now, pressing)]
    assert len(answered) == FREED_TOGETHER
    assert frees(7, now + timedelta(minutes=1), pressing)


async def test_who_is_turned_away_leaves_nothing_behind(world: Stage) -> None:
    ayu = Person(world, next(PEOPLE))
    next_minute(world)
    limit = world.running.config.settings.bot.commands_per_minute
    first = world.sim.world.next_update
    for _ in range(limit + 30):
        await world.sim.say(ayu.id, "/about")
    await world.handled()
    async with world.running.db.read() as c:
        assert await c.value("SELECT COUNT(*) FROM inbox WHERE update_id >= ?", (first,)) == limit
        assert await c.value("SELECT count FROM visits WHERE chat_id = ?", (ayu.id,)) == limit + 1


async def test_what_nobody_can_read_counts_like_all_else_and_is_turned_away_unread(world: Stage) -> None:
    ayu, sim = Person(world, next(PEOPLE)), world.sim
    next_minute(world)
    limit = world.running.config.settings.bot.commands_per_minute
    first = sim.world.next_update
    who = {"id": ayu.id, "is_bot": False, "first_name": "Ayu"}
    poison = {"message_id": "?", "chat": {"id": ayu.id, "type": "private"}, "from": who, "text": "/about"}
    for _ in range(limit + 20):
        sim.world.update("message", poison)
    await world.handled()
    async with world.running.db.read() as c:
        rows = await c.all("SELECT update_id, state FROM inbox WHERE update_id >= ? ORDER BY update_id", (first,))
    assert [tuple(row) for row in rows] == [(first + n, "failed") for n in range(limit)]
    assert [text for text in await said(world, ayu.id) if text.startswith("That is more than")]


async def test_newcomers_wait_behind_those_who_use_the_bot(world: Stage) -> None:
    ayu = Person(world, next(PEOPLE))
    await world.sim.say(ayu.id, "/about")
    await world.handled()
    crowd = [Person(world, next(PEOPLE)) for _ in range(3)]
    next_minute(world)
    for one in (*crowd, ayu):
        await world.sim.say(one.id, "/about")
    await world.handled()
    async with world.running.db.read() as c:
        rows = await c.all("SELECT turn FROM inbox ORDER BY update_id DESC LIMIT 4")
    assert [row["turn"] for row in rows] == [1, *([1 + NEWCOMERS_AFTER] * 3)]


async def test_who_brings_the_bot_into_many_groups_comes_after_who_asks_once(world: Stage) -> None:
    crowd, ayu = Person(world, next(PEOPLE)), Person(world, next(PEOPLE))
    await world.sim.say(ayu.id, "/about")
    await world.handled()
    next_minute(world)
    for n in range(4):
        chat = world.sim.group(-1_000_000_062_000 - n, "Desk", [], [crowd.id], kind="supergroup", bot="left")
        await world.sim.add_bot(chat, crowd.id)
    await world.sim.say(ayu.id, "/about")
    await world.handled()
    async with world.running.db.read() as c:
        rows = await c.all("SELECT turn FROM inbox WHERE turn > 0 ORDER BY update_id DESC LIMIT 5")
    assert [row["turn"] for row in rows] == [1, 4, 3, 2, 1]


async def test_the_files_of_a_chat_are_sent_a_few_times_an_hour(world: Stage) -> None:
    ayu = Person(world, next(PEOPLE))
    files = "SELECT COUNT(*) FROM outbox WHERE chat_id = ? AND kind = 'export'"
    for n in range(MOST_IN_AN_HOUR + 2):
        await world.sim.say(ayu.id, "/export")
        await world.handled()
        async with world.running.db.read() as c:
            assert await c.value(files, (ayu.id,)) == 2 * min(n + 1, MOST_IN_AN_HOUR)
    came = await said(world, ayu.id)
    assert len(came) == 2 and came[0].startswith("I have sent these files 5 times within an hour; /export works again")
    world.clock.advance(timedelta(hours=1, minutes=1))
    await world.sim.say(ayu.id, "/export")
    await world.handled()
    async with world.running.db.read() as c:
        assert await c.value(files, (ayu.id,)) == 2 * (MOST_IN_AN_HOUR + 1)


async def test_the_benchmark_of_floods_measures_each_and_writes_its_figures(tmp_path: Path) -> None:
    only = ["commands"]
    rounds = await asyncio.to_thread(asyncio.run, flood.measure(Size(60, 12, 30), 60, only, probes=2))
    report(flood.found(rounds, 60), tmp_path)
    assert load(tmp_path)["flood"].figures[0].measure == "60 updates at once, commands"
    (one,) = rounds
    assert 40 <= one.told <= 62, "/start is one of forty, and a word says that it is over; a minute may end meanwhile"
    assert one.before and one.during and one.after
