"""Every command and every button of the registry for each kind of person: allowed, or how it is refused.

The tables below are written by hand: what is added to the registry without a row here fails.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.commands.registry import ADMIN_BUTTONS, ADMIN_COMMANDS, BUTTONS, COMMANDS
from bot.simulator.model import Chat
from storage import watches
from storage.watches import Watch
from tests.e2e.chatting import START, numbers, told
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADMINISTRATOR = 1  # as the stage's settings say
PEOPLE, GROUPS = numbers(7100), numbers(1_000_000_071_000)
READS = ["watches", "latest", "ask", "moves", "flow", "who", "why", "channel", "help", "about", "privacy"]
CHANGES = [
    "start",
    "watch",
    "unwatch",
    "language",
    "timezone",
    "digest",
    "quiet",
    "settings",
    "stop",
    "export",
    "forgetme",
]
RUNS = [
    "feeds",
    "pausefeed",
    "removefeed",
    "addfeed",
    "testfeed",
    "review",
    "retract",
    "entities",
    "health",
    "block",
    "unblock",
    "allow",
    "broadcast",
    "stats",
]
OPENS = [
    "wd",
    "so",
    "sb",
    "p",
    "o",
    "dg",
    "b",
    "na",
    "s",
    "q",
    "v",
    "x",
    "n",
    "sh",
    "mu",
    "wr",
    "a",
    "fl",
    "ml",
    "ck",
    "cs",
    "cu",
    "cn",
    "cl",
]
ALTERS = [
    "c",
    "pk",
    "pt",
    "pa",
    "st",
    "w",
    "wc",
    "g",
    "m",
    "u",
    "ub",
    "ut",
    "l",
    "z",
    "sc",
    "sm",
    "se",
    "sx",
    "yl",
    "ys",
    "sd",
    "sq",
    "f",
    "mw",
    "ms",
    "rp",
]
DIRECTS = [
    "fp",
    "fh",
    "fs",
    "fr",
    "fa",
    "fx",
    "fb",
    "ft",
    "fu",
    "fk",
    "af",
    "tf",
    "th",
    "tp",
    "tj",
    "ba",
    "bb",
    "bu",
    "bp",
    "bq",
    "bt",
    "bl",
    "bg",
    "bs",
    "bk",
    "by",
    "bx",
    "oa",
    "oi",
    "oe",
    "oc",
    "op",
    "et",
    "ev",
    "eh",
    "ep",
    "ec",
    "eu",
    "es",
    "el",
    "rv",
    "rd",
    "rk",
    "rr",
    "rx",
    "ru",
    "rs",
    "rf",
    "rm",
    "rt",
    "rw",
    "ra",
]
NOT_THEIRS = "That command is for the bot's administrators."
ELSEWHERE = "Administrators' commands work in our private chat only"
NOT_YOURS = "Only administrators of this chat can change that."
TOO_OLD = "This button is too old; please type the command again."
A_STORY = ""  # whatever is pressed under a channel's post opens a story in private, and does no more
REFUSED = (NOT_THEIRS, ELSEWHERE, NOT_YOURS)


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody in a place, and what becomes of the three kinds of commands: None is allowed, "" is silence."""

    name: str
    reads: str | None = None
    changes: str | None = None
    runs: str | None = NOT_THEIRS
    where: str = "private"
    how: str = ""  # "blocked", "listed", "anonymous"


ROLES = (
    Role("a person in private"),
    Role("an administrator of the bot in private", runs=None),
    Role("an administrator of the bot in a group", runs=ELSEWHERE, where="owned"),
    Role("a member of a group", changes=NOT_YOURS, where="group"),
    Role("an administrator of a group", where="owned"),
    Role("an anonymous administrator of a group", where="owned", how="anonymous"),
    Role("a blocked person", "", "", "", how="blocked"),
    Role("a blocked person in a group that they own", "", "", "", where="owned", how="blocked"),
    Role("a stranger where the bot is for listed people", "", "", "", how="listed"),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    piece = told("en", "Milan Oyelaran", "Halmerion", "Bravik", "r1", -30)
    async with stage(tmp_path_factory.mktemp("rights"), (piece,), START) as one:
        yield one


@contextmanager
def configured(world: Stage, **changed: Any) -> Iterator[None]:
    config = world.running.config
    was = config.settings
    many = {"commands_per_minute": 10_000, "group_commands_per_minute": 10_000} | changed
    config.settings = was.model_copy(update={"bot": was.bot.model_copy(update=many)})
    try:
        yield
    finally:
        config.settings = was


async def told_all(world: Stage) -> None:
    """Wait until everything is handled and sent; time passes, since a chat gets a message a second."""
    await world.handled()
    async with asyncio.timeout(60):
        while True:
            async with world.running.db.read() as c:
                left = await c.value("SELECT COUNT(*) FROM outbox WHERE state IN ('pending', 'claimed', 'sending')")
            if not left:
                return
            world.clock.advance(timedelta(seconds=2))
            await asyncio.sleep(0.02)


def arrive(world: Stage, role: Role) -> tuple[int, Chat | None]:
    """The role's person, and the group where they are in one."""
    person = ADMINISTRATOR if "administrator of the bot" in role.name else next(PEOPLE)
    world.sim.user(person, f"Ayu {person}", "en")
    if role.where == "private":
        return person, None
    admins, members = ([person], []) if role.where == "owned" else ([], [person])
    return person, world.sim.group(-next(GROUPS), "News desk", members, admins, kind="supergroup")


async def answers(world: Stage, person: int, chat: Chat | None, commands: Iterable[str], **how: Any) -> dict[str, str]:
    """What each command is answered with; "" where nothing is."""
    sent = {}
    for name in commands:
        sent[name] = world.sim.world.next_update
        await world.sim.say(person, f"/{name}", chat=chat, **how)
    await world.handled()
    found = {}
    async with world.running.db.read() as c:
        for name, update in sent.items():
            payload = await c.value("SELECT payload FROM outbox WHERE key = ?", (f"reply:{update}:0",))
            row = json.loads(payload) if payload else {}
            found[name] = row.get("text") or row.get("caption") or ""
    return found


async def test_every_command_and_every_button_has_a_row() -> None:
    assert sorted(COMMANDS) == sorted([*READS, *CHANGES])
    assert sorted(ADMIN_COMMANDS) == sorted(RUNS)
    assert sorted(BUTTONS) == sorted([*OPENS, *ALTERS])
    assert sorted(ADMIN_BUTTONS) == sorted(DIRECTS)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name.replace(" ", "_"))
async def test_a_command_is_run_for_those_who_may_and_refused_to_others(world: Stage, role: Role) -> None:
    person, chat = arrive(world, role)
    if role.how == "blocked":
        world.sim.user(ADMINISTRATOR, "Chief", "en")
        await world.sim.say(ADMINISTRATOR, f"/block {person}")
        await world.handled()
    how = {"anonymous": True} if role.how == "anonymous" else {}
    with configured(world, access="listed" if role.how == "listed" else "open"):
        found = await answers(world, person, chat, [*READS, *CHANGES, *RUNS], **how)
    wanted = dict.fromkeys(READS, role.reads) | dict.fromkeys(CHANGES, role.changes) | dict.fromkeys(RUNS, role.runs)
    for name, refusal in wanted.items():
        if refusal is None:
            assert found[name] and not found[name].startswith(REFUSED), (name, found[name])
        else:
            assert found[name].startswith(refusal) and bool(found[name]) == bool(refusal), (name, found[name])


async def answered(world: Stage, number: int) -> None:
    await world.sim.wait_for(lambda: len(world.sim.answers) >= number, 60)


async def watch_of(world: Stage, chat: int) -> Watch | None:
    async with world.running.db.read() as c:
        return next(iter(await watches.of_chat(c, chat)), None)


async def test_a_button_is_refused_by_place_and_person(world: Stage) -> None:
    sim, member, chief = world.sim, next(PEOPLE), next(PEOPLE)
    for one in (member, chief):
        sim.user(one, f"Ayu {one}", "en")
    chat = sim.group(-next(GROUPS), "News desk", [member], [chief], kind="supergroup")
    wire = sim.group(-next(GROUPS), "Wire", [member], [chief], kind="channel", username=f"wire{chief}")
    sim.world.post(wire, None, text="News")
    with configured(world):
        for place in (None, chat):
            await sim.say(chief, "/watch Halmerion", chat=place)
            await sim.say(member, "/latest", chat=place)
        await world.handled()
        for who, place, verbs, refusal in (
            (member, chat, ALTERS, NOT_YOURS),
            (member, chat, DIRECTS, TOO_OLD),
            (chief, chat, DIRECTS, TOO_OLD),
            (chief, None, DIRECTS, TOO_OLD),
            (member, wire, ALTERS, NOT_YOURS),
            (member, wire, DIRECTS, A_STORY),
            (chief, wire, DIRECTS, A_STORY),
        ):
            before = len(sim.answers)
            message = sim.messages(place.id if place else who)[0]["message_id"]
            sent = {v: await sim.press_forged(who, message, f"{v}:1", chat=place) for v in verbs}
            await answered(world, before + len(sent))
            by_query = {a.query_id: a.text for a in sim.answers}
            assert {v: by_query[q] for v, q in sent.items()} == dict.fromkeys(verbs, refusal)
    assert await watch_of(world, chat.id) is not None


async def test_a_button_copied_to_another_chat_changes_nothing_of_the_first(world: Stage) -> None:
    sim, owner, other = world.sim, next(PEOPLE), next(PEOPLE)
    for one in (owner, other):
        sim.user(one, "Ayu", "en")
        await sim.say(one, "/watch 乌鲁诺瓦科技研究院西太平洋分院语音语言联合实验室" if one == owner else "/latest")
    await told_all(world)
    group = sim.group(-next(GROUPS), "Desk", [], [other], kind="supergroup")
    await sim.say(other, "/latest", chat=group)
    await told_all(world)
    watch = await watch_of(world, owner)
    assert watch is not None
    own = [b["callback_data"] for row in sim.from_bot(owner)[0]["reply_markup"]["inline_keyboard"] for b in row
           if "callback_data" in b]  # fmt: skip
    for place in (None, group):
        message = sim.messages(place.id if place else other)[0]["message_id"]
        for data in (*own, f"u:{watch.id}", f"m:7:{watch.id}"):
            before = len(sim.answers)
            await sim.press_forged(other, message, data, chat=place)
            await answered(world, before + 1)
        await told_all(world)
    assert await watch_of(world, owner) == watch
    assert await watch_of(world, other) is None and await watch_of(world, group.id) is None


async def test_a_blocked_persons_and_a_strangers_presses_are_not_handled(world: Stage) -> None:
    sim = world.sim
    sim.user(ADMINISTRATOR, "Chief", "en")
    for listed in (False, True):
        person = next(PEOPLE)
        sim.user(person, "Ayu", "en")
        await sim.say(person, "/forgetme")
        await world.handled()
        if listed:
            await sim.press_forged(person, sim.messages(person)[0]["message_id"], "f:yes")
        else:
            await sim.say(ADMINISTRATOR, f"/block {person}")
        await told_all(world)
        before = len(sim.answers)
        with configured(world, access="listed" if listed else "open"):
            message = sim.messages(person)[0]["message_id"]
            for verb in (*OPENS, *ALTERS, *DIRECTS):
                await sim.press_forged(person, message, f"{verb}:1")
            await world.handled()
        assert len(sim.answers) == before


async def test_an_old_button_after_everything_was_erased_finds_nothing_of_before(world: Stage) -> None:
    sim, person = world.sim, next(PEOPLE)
    sim.user(person, "Ayu", "en")
    await sim.say(person, "/watch 乌鲁诺瓦科技研究院西太平洋分院语音语言联合实验室")
    await told_all(world)
    one = await watch_of(world, person)
    assert one is not None
    message = sim.from_bot(person)[0]
    kept = next(b["callback_data"] for row in message["reply_markup"]["inline_keyboard"] for b in row
                if b["callback_data"].startswith("k:"))  # fmt: skip
    before = len(sim.answers)
    await sim.press_forged(person, message["message_id"], "f:yes")
    await answered(world, before + 1)
    await told_all(world)
    for number, (data, refusal) in enumerate(((kept, TOO_OLD), (f"u:{one.id}", "This watch has been removed already."),
                                              (f"m:7:{one.id}", "This watch has been removed already."))):  # fmt: skip
        before = len(sim.answers)
        await sim.press_forged(person, message["message_id"], data)
        await answered(world, before + 1)
        assert sim.answers[-1].text == refusal, number


@pytest.mark.parametrize("verb", ["w", "wc", "ub"])
async def test_a_forged_button_watches_no_name_that_the_command_refuses(world: Stage, verb: str) -> None:
    sim, person = world.sim, next(PEOPLE)
    sim.user(person, "Ayu", "en")
    await sim.say(person, "/latest")
    await told_all(world)
    message = sim.messages(person)[0]["message_id"]
    for name in ("", " ", "a", "1", "...", "\u202e\u200b", "everything|=a"):
        before = len(sim.answers)
        await sim.press_forged(person, message, f"{verb}:{'' if '|' in name else '='}{name}")
        await answered(world, before + 1)
        assert sim.answers[-1].text == TOO_OLD, name
    assert await watch_of(world, person) is None
    before = len(sim.answers)
    await sim.press_forged(person, message, f"{verb}:=Zel\u202evane")
    await answered(world, before + 1)
    one = await watch_of(world, person)
    assert one is not None and one.name == "Zelvane"
