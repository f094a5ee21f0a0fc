"""Every fault of Telegram's and of what stands before it, a row each: what the subscriber sees, what administrators
are told, what the outbox says. The real sender over a real port; the clock is moved, so that waits cost nothing.

Of updates that another takes, a webhook and a token taken away: ``test_updates_taken.py``. The webhook posted twice, or
with a wrong secret: ``test_webhook.py``. What groups and topics see of theirs: ``test_groups.py``, ``test_topics.py``.
"""

import asyncio
import json
import random
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.chat.connection import StartError, build_application, connect
from bot.chat.transport import LARGEST_UPDATE, WHOLE_SECONDS, CountedRequest
from bot.clock import SteppedClock
from bot.config import Settings
from bot.sending.notes import Notes
from bot.sending.reach import MOST_STRIKES
from bot.sending.rendering import Renderer
from bot.sending.sender import Sender
from bot.service_manager import ServiceManager
from bot.simulator import ApiError, CutError, GatewayError, Simulator, too_many_requests
from bot.simulator.errors import NOT_MODIFIED, bad_request, forbidden
from bot.simulator.fates import TROUBLES, Fate, Fates, answer, cut, instead, trickle
from bot.tables import Telegram
from feeds.reading.naming.catalog import load
from storage import outbox, subscribers
from storage.database import Database
from storage.outbox import ALERT, REPLY, NewMessage
from tests.e2e.stage import Unpaced, stage
from tests.stores import empty_store

TOKEN = "77:simulated"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CHIEF, READER, OTHER = 1, 7, 8
SECOND = timedelta(seconds=1)
PATIENCE = 60.0
LOST = "Something went wrong here"

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(slots=True)
class Desk:
    """An outbox with its sender, and Telegram with its fates."""

    sim: Simulator
    fates: Fates
    clock: SteppedClock
    db: Database
    sender: Sender
    request: CountedRequest
    numbers: list[int] = field(default_factory=lambda: [0])

    async def put(self, chat: int, *texts: str, lane: int = ALERT, first: Mapping[str, Any] | None = None) -> None:
        """Messages for a chat, each in the lane; what else the first is."""
        rows = []
        for text in texts:
            self.numbers[0] += 1
            rows.append(NewMessage(f"reply:{self.numbers[0]}:0", chat, "reply", {"text": text}, lane))
        rows[0] = replace(rows[0], **(first or {}))
        async with self.db.write() as c:
            for one in {CHIEF, chat}:
                await subscribers.ensure(c, one, "private" if one > 0 else "group", "en", "UTC", self.clock.now())
            await outbox.put(c, rows, self.clock.now())

    async def go(self) -> None:
        """Send what may go now."""
        async with asyncio.timeout(PATIENCE):
            while await self.sender.step():
                await self.sender.drain()

    async def let_pass(self, seconds: float, step: float = 1.0) -> None:
        """Let time pass, and send meanwhile."""
        end = self.clock.now() + timedelta(seconds=seconds)
        while self.clock.now() < end:
            self.clock.advance(timedelta(seconds=step))
            await self.go()

    def seen(self, chat: int) -> list[str]:
        """What a chat shows of the bot's."""
        return [m["text"] for m in self.sim.from_bot(chat)]

    async def states(self, chat: int) -> list[str]:
        async with self.db.read() as c:
            return [r["state"] for r in await c.all("SELECT state FROM outbox WHERE chat_id = ? ORDER BY id", (chat,))]


@asynccontextmanager
async def desk(folder: Path) -> AsyncIterator[Desk]:
    clock, fates = SteppedClock(START), Fates()
    async with Simulator(token=TOKEN, clock=clock, gate=fates) as sim:
        application = build_application(Settings(telegram=Telegram(api=sim.root)), TOKEN)
        await application.initialize()
        request = application.bot.request
        assert isinstance(request, CountedRequest)
        for one in (CHIEF, READER, OTHER):
            await sim.say(sim.user(one, "Ayu", "en"), "/start")
        try:
            async with await Database.open(empty_store(folder / "hengkang.db")) as db:
                sender = Sender(
                    db, application.bot, Renderer(db, load), clock, Unpaced(), notes=Notes(lambda: (CHIEF,))
                )
                yield Desk(sim, fates, clock, db, sender, request)
        finally:
            await application.shutdown()


@dataclass(frozen=True, slots=True)
class Row:
    """A fault that befalls the first of two messages to a reader, and what comes of it."""

    fault: str
    fates: Sequence[Fate]
    seen: Sequence[str] = ("News", "More")
    chief: str = ""
    states: Sequence[str] = ("sent", "sent")
    uncertain: int = 0
    pause: float = 60.0
    patience: float = WHOLE_SECONDS
    first: Mapping[str, Any] | None = None


BOTH = ("News", "More")
TWICE = ("News", "News", "More")
SHUT = ("failed", "dropped")
THREE = ("sent", "sent", "sent")
EDIT = {"payload": {"text": "News", "edit": 5}}
TOPIC = {"thread_id": 5}
FILE = {"kind": "export", "payload": {"caption": "News", "file": "json"}, "lane": REPLY}
CLOSED = "The topic that I keep to is closed, so I write here meanwhile. As an administrator I could write there."
GONE = "The topic that I kept to is gone, so I write here now. /start in another topic moves me there."
NO_FILES = "I may not send pictures or files here; this chat's administrators can allow it."
ROWS = (
    Row("429", [too_many_requests(5)]),
    Row("429 of hours", [too_many_requests(40_000)], pause=40_010.0),
    Row("429 without seconds", [ApiError(429, "Too Many Requests")]),
    Row("429 of a proxy", [GatewayError(429)]),
    Row("500", [ApiError(500, "Internal Server Error")] * 3, uncertain=3),
    Row("502 with a page", [GatewayError(502)] * 4, uncertain=4),
    Row("a proxy's 400", [GatewayError(400)], uncertain=1),
    Row("a proxy's 401", [GatewayError(401)], uncertain=1),
    Row("a proxy's 403", [GatewayError(403)], uncertain=1),
    Row("a proxy's 404", [GatewayError(404)], uncertain=1),
    Row("a proxy's 409", [GatewayError(409)], uncertain=1),
    Row("a portal's page", [GatewayError(200)], uncertain=1),
    Row("connection cut before it is taken", [CutError()], uncertain=1),
    Row("reply lost", [cut(0)], TWICE, uncertain=1),
    Row("slow reply", [trickle(5.0)], TWICE, uncertain=1, patience=1.5),
    Row("half a document", [instead(b'{"ok": true, "resu')], TWICE, uncertain=1),
    Row("a page in place of the reply", [instead(b"<html/>", kind="text/html")], TWICE, uncertain=1),
    Row("a list in place of the reply", [instead(b"[1]")], TWICE, uncertain=1),
    Row("a reply without a result", [instead(b'{"ok": true}')], TWICE, uncertain=1),
    Row("taken, the result is true", [instead(b'{"ok": true, "result": true}')]),
    Row("taken, the result is a word", [instead(b'{"ok": true, "result": "x"}')]),
    Row("taken, the result lacks a chat", [instead(b'{"ok": true, "result": {"message_id": 5, "date": 1}}')]),
    Row("taken, numbers are words", [instead(json.dumps({"ok": True, "result": {
        "message_id": "five", "date": "then", "chat": {"id": "seven", "type": 9}}}).encode())]),
    Row("a wait that is a word", [instead(json.dumps({"ok": False, "error_code": 429, "description": "x",
        "parameters": {"retry_after": "soon"}}).encode(), "429 Too Many")], TWICE),
    Row("400 of one message", [bad_request("can't parse entities")], ("More",), "does not take", ("failed", "sent")),
    Row("blocked", [forbidden("bot was blocked by the user")], (), "", SHUT),
    Row("deactivated", [forbidden("user is deactivated")], (), "", SHUT),
    Row("kicked", [forbidden("bot was kicked from the supergroup chat")], (), "", SHUT),
    Row("chat not found", [bad_request("chat not found")], (), "", SHUT),
    Row("no rights", [bad_request("not enough rights to send text messages to the chat")], (), "", SHUT),
    Row("restricted", [bad_request("CHAT_RESTRICTED")], (), "", SHUT),
    Row("topic closed", [bad_request("TOPIC_CLOSED")], (CLOSED, *BOTH), "", THREE, first=TOPIC),
    Row("topic gone", [bad_request("message thread not found")], (GONE, *BOTH), "", THREE, first=TOPIC),
    Row("message to edit gone", [bad_request("message to edit not found")], ("More",), "", ("failed", "sent"),
        first=EDIT),
    Row("message too old to edit", [bad_request("message can't be edited")], ("More",), "", ("failed", "sent"),
        first=EDIT),
    Row("not modified", [bad_request(NOT_MODIFIED)], ("More",), first=EDIT),
    Row("files forbidden", [bad_request("not enough rights to send documents to the chat")], (NO_FILES, "More"), "",
        ("failed", "sent", "sent"), first=FILE),
)  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(tmp_path_factory.mktemp("faults")) as one:
        yield one


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault)
async def test_each_fault(shared: Desk, row: Row) -> None:
    reader = 1000 + ROWS.index(row)
    one = shared
    await one.sim.say(one.sim.user(reader, "Ayu", "en"), "/start")
    async with one.db.write() as c:  # the note about a refused message comes once a day
        await c.run("DELETE FROM outbox WHERE chat_id = ?", (CHIEF,))
    before = len(one.seen(CHIEF))
    one.fates.next(reader, *row.fates)
    await one.put(reader, *BOTH, first=row.first)
    one.request.whole_seconds = row.patience
    await one.go()
    one.request.whole_seconds = WHOLE_SECONDS
    await one.put(OTHER, row.fault)
    await one.go()
    await one.let_pass(row.pause, step=row.pause / 10)
    assert one.seen(reader) == list(row.seen)
    assert await one.states(reader) == list(row.states)
    assert row.fault in one.seen(OTHER), "nobody else waits"
    told = "\n".join(one.seen(CHIEF)[before:])
    assert row.chief in told if row.chief else not told
    async with one.db.read() as c:
        assert await c.value("SELECT SUM(uncertain) FROM outbox WHERE chat_id = ?", (reader,)) == row.uncertain


@pytest.mark.parametrize("every", [31, pytest.param(1, marks=pytest.mark.slow)])
async def test_a_reply_cut_at_any_byte_loses_nothing_and_keeps_the_order(shared: Desk, every: int) -> None:
    one, reader = shared, 2000 + every
    await one.sim.say(one.sim.user(reader, "Ayu", "en"), "/start")
    size = len(answer(b"x" * 200))
    for chunked in (False, True):
        for at in [*range(0, size, every), 1.0]:
            if at == 1.0 and not chunked:
                continue  # whole
            one.fates.next(reader, cut(at, chunked=chunked))
            before = len(one.seen(reader))
            await one.put(reader, f"{chunked} {at} a", f"{chunked} {at} b")
            await one.let_pass(4.0, step=2.0)
            first, *more = one.seen(reader)[before:]
            assert first == f"{chunked} {at} a"
            assert more in ([f"{chunked} {at} b"], [first, f"{chunked} {at} b"])


async def test_a_group_that_has_become_a_supergroup_gets_everything_there(shared: Desk) -> None:
    one, old, new = shared, -2200, -1_000_000_002_200
    one.sim.group(new, "Desk", admins=[READER], kind="supergroup")
    one.fates.next(old, bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=new))
    await one.put(old, *BOTH)
    await one.go()
    await one.let_pass(4.0)
    assert (one.seen(new), await one.states(new), await one.states(old)) == (list(BOTH), ["sent", "sent"], [])


async def test_an_answer_that_is_refused_is_answered_in_other_words(shared: Desk) -> None:
    one = shared
    before = len(one.seen(READER))
    one.fates.next(READER, bad_request("message is too long"))
    await one.put(READER, "Far too long", lane=REPLY)
    await one.go()
    assert [text[: len(LOST)] for text in one.seen(READER)[before:]] == [LOST]


async def test_a_message_that_nobody_can_digest_is_left_out_in_the_end(shared: Desk) -> None:
    one, reader = shared, 2100
    await one.sim.say(one.sim.user(reader, "Ayu", "en"), "/start")
    one.fates.next(reader, *[ApiError(500, "Internal Server Error")] * (MOST_STRIKES + 1))
    await one.put(reader, *BOTH)
    await one.go()
    for n in range(MOST_STRIKES):
        assert one.seen(reader) == []
        await one.put(OTHER, f"Else {n}")
        await one.go()  # by itself: which of two calls is answered first is chance
        await one.let_pass(1000, step=1000)
    assert one.seen(reader) == ["More"]
    assert await one.states(reader) == ["failed", "sent"]


async def test_a_pause_for_all_holds_all_outlasts_a_restart_and_is_told(tmp_path: Path) -> None:
    async with desk(tmp_path) as one:
        one.fates.next(READER, too_many_requests(40_000))
        one.fates.next(OTHER, too_many_requests(40_000))
        await one.put(READER, *BOTH)
        await one.put(OTHER, *BOTH)
        await one.go()
        calls = one.fates.calls
        one.sender = Sender(one.db, one.sender.bot, one.sender.renderer, one.clock, Unpaced(), notes=one.sender.notes)
        async with one.db.write() as c:
            await outbox.release(c)
        await one.put(CHIEF, "To another chat")
        await one.let_pass(39_990, step=3999)
        assert one.fates.calls == calls
        await one.let_pass(20)
        assert [one.seen(chat) for chat in (READER, OTHER)] == [list(BOTH)] * 2
        assert any("asked me to send nothing" in text for text in one.seen(CHIEF))


async def test_two_chats_that_are_refused_for_different_times_hold_nobody_else(tmp_path: Path) -> None:
    async with desk(tmp_path) as one:
        one.fates.next(READER, too_many_requests(40_000))
        one.fates.next(OTHER, too_many_requests(3))
        await one.put(READER, "News")
        await one.put(OTHER, "News")
        await one.go()
        await one.put(CHIEF, "To another chat")
        await one.let_pass(5)
        assert one.seen(CHIEF) == ["To another chat"]
        assert (one.seen(READER), one.seen(OTHER)) == ([], ["News"])


async def test_an_hour_without_telegram(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    chats = range(3000, 3010)
    async with desk(tmp_path) as one:
        for chat in chats:
            await one.sim.say(one.sim.user(chat, "Ayu", "en"), "/start")
        await one.sim.stop()
        caplog.clear()
        for n in range(6):
            for chat in chats:
                await one.put(chat, f"Alert {n}")
            await one.let_pass(600, step=20)
        tries = sum("message.failed" in r.message for r in caplog.records)
        assert tries < 200, "one message at a time goes to see"
        assert len([r for r in caplog.records if r.levelname in ("WARNING", "ERROR")]) < 10
        await one.sim.start()
        await one.let_pass(31)
        for chat in chats:
            assert one.seen(chat) == [f"Alert {n}" for n in range(6)]
        note = one.seen(CHIEF)[-1]
        assert "could not be reached from" in note
        async with one.db.read() as c:
            assert await c.value("SELECT COUNT(*) FROM outbox WHERE uncertain > 0") == 0


@pytest.mark.parametrize("seed", range(3))
async def test_order_is_kept_in_every_chat_through_random_faults_and_restarts(tmp_path: Path, seed: int) -> None:
    fortune = random.Random(seed)
    async with desk(tmp_path) as one:
        one.fates.draw = lambda call, chat: fortune.choice(TROUBLES)(fortune) if fortune.random() < 0.4 else None
        chats, sent = (READER, OTHER, CHIEF), 0
        one.sender = Sender(one.db, one.sender.bot, one.sender.renderer, one.clock, Unpaced())
        for _ in range(12):
            for chat in chats:
                await one.put(chat, f"{sent:04}", f"{sent + 1:04}")
            sent += 2
            await one.let_pass(fortune.choice((0, 1, 5, 40)), step=5)
            if fortune.random() < 0.3:
                one.sender = Sender(one.db, one.sender.bot, one.sender.renderer, one.clock, Unpaced())
                async with one.db.write() as c:
                    await outbox.release(c)
        one.fates.draw = lambda call, chat: None
        await one.let_pass(2000, step=100)
        for chat in chats:
            seen = one.seen(chat)
            assert seen == sorted(seen)
            assert sorted(set(seen)) == [f"{n:04}" for n in range(sent)]
        assert one.fates.duplicates <= one.fates.unanswered


@pytest.mark.parametrize("refusal", [ApiError(401, "Unauthorized"), ApiError(404, "Not Found"), bad_request("no")])
async def test_a_hello_that_will_never_be_taken_ends_the_start(refusal: ApiError) -> None:
    fates = Fates()
    async with Simulator(token=TOKEN, gate=fates) as sim:
        settings = Settings(telegram=Telegram(api=sim.root))
        fates.next(0, GatewayError(200), refusal)
        application = build_application(settings, TOKEN)
        with pytest.raises(StartError, match="refuses the"):
            await connect(application, settings, ServiceManager())
        await application.bot.request.shutdown()


class Sought:
    """What is looked for in the folders of modules, by name."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Note it, and leave it to the others."""
        self.names.append(name)


async def test_a_call_looks_for_no_module_that_is_not_there() -> None:
    async with Simulator(token=TOKEN) as sim:
        bot = build_application(Settings(telegram=Telegram(api=sim.root)), TOKEN).bot
        await bot.initialize()
        sought: Any = Sought()
        sys.meta_path.insert(0, sought)
        try:
            await bot.get_me()
        finally:
            sys.meta_path.remove(sought)
            await bot.shutdown()
    assert sought.names == []


POISON: Sequence[dict[str, object]] = (
    {"message": {"message_id": "?"}},
    {"brand_new": {"of": ["a", "shape"]}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 2**70, "type": "private"}, "text": "/start"}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 9, "type": "private"},
                 "from": {"id": 9, "is_bot": False, "first_name": 5}, "text": 5}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 9, "type": "private"}, "text": "x" * LARGEST_UPDATE}},
    {"message": "a word"},
)  # fmt: skip


async def test_updates_that_nobody_can_read_stop_no_others(tmp_path: Path) -> None:
    async with stage(tmp_path, (), START) as world:
        for poison in POISON:
            world.sim.world.updates.append({"update_id": world.sim.world.next_update} | poison)
            world.sim.world.next_update += 1
        said = await world.say(READER, "/privacy")
        assert len(said) == 1
        async with world.running.db.read() as c:
            states = [r["state"] for r in await c.all("SELECT state FROM inbox ORDER BY update_id")]
        assert len(states) == len(POISON) + 1
        assert set(states) == {"done", "failed"}
