"""Every command with what attackers type: SQL, templates, markup, marks that nobody sees, NUL, and too much of it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.commands.registry import ADMIN_COMMANDS, COMMANDS
from bot.locales.texts import texts
from tests.e2e.chatting import START, Person, numbers, told
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADMINISTRATOR = 1
PEOPLE = numbers(900)
UNSEEN = "\u202e\u2066\u200b\u200d\u200f\ufeff\x00\x07\x1b[31m"
MARKUP = "<b>Zel</b><a href='tg://user?id=1'>v</a> *x* _y_ [z](http://evil.example) &amp; ```\n"
# One semicolon only: it parts names, each name is answered, and a chat gets a message a second.
SQL = "'); DROP TABLE watches -- \" OR 1=1 UNION SELECT * FROM inbox \\' ATTACH 'x' AS y"
SEARCH = 'NEAR("a" "b", 5) AND * : ^ - title : "'
TEMPLATE = "{0.__class__} {name} {t} %s %(name)s ${77*77} {{77*77}} #{77*77} <%= 77*77 %> \\u0041 $(id) `id`"
TEXTS = {
    "everything": f"{SQL} {TEMPLATE} {MARKUP}{UNSEEN}",
    "search": f"{SEARCH} {UNSEEN}",
    "long": f"{SQL} {UNSEEN}" + "名a\u0301" * 1_250,  # Telegram lets nobody write more than 4096 units
}
NAME = f"{MARKUP}{SQL}{UNSEEN}" + "ن" * 100_000
SHAPE = "SELECT name, sql FROM sqlite_master ORDER BY name"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    piece = told("en", "Tara Qvist", "Quorvexa", "Bravik", "e1", -5)
    async with stage(tmp_path_factory.mktemp("hostile"), (piece,), START) as one:
        yield one


async def shape(world: Stage) -> list[tuple[object, ...]]:
    async with world.running.db.read() as c:
        return [tuple(row) for row in await c.all(SHAPE)]


@pytest.mark.parametrize("command", [*COMMANDS, *ADMIN_COMMANDS])
async def test_a_command_takes_whatever_is_typed_behind_it(world: Stage, command: str) -> None:
    other = Person(world, next(PEOPLE))
    await other.say("/watch Quorvexa")
    before = await shape(world)
    person = Person(world, ADMINISTRATOR if command in ADMIN_COMMANDS else next(PEOPLE))
    for kind, text in TEXTS.items():
        world.sim.user(person.id, NAME, "en")
        for message in await person.say(f"/{command} {text}"):
            harmless(message.get("text") or message.get("caption") or "", kind)
    assert await shape(world) == before
    async with world.running.db.read() as c:
        rows = await c.all("SELECT update_id, error FROM inbox WHERE state = 'failed' OR error IS NOT NULL")
        assert [tuple(row) for row in rows] == []
        left = await c.all("SELECT 1 FROM watches WHERE chat_id = ?", (other.id,))
        assert len(left) == 1


def harmless(text: str, kind: str) -> None:
    assert not set(text) & set("\u202e\x00\x07\x1b"), (kind, text)
    assert "5929" not in text and "<class" not in text, (kind, text)
    assert texts("en")("Something went wrong here, and it is noted.")[:20] not in text, (kind, text)
