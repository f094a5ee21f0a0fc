"""Every command with what attackers type: SQL, templates, markup, marks that nobody sees, NUL, and too much of it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.commands.registry import ADMIN_COMMANDS, COMMANDS
from bot.locales.texts import texts
from tests.e2e.chatting import BREATH, START, Person, numbers, told
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


FILES = {
    "a page": b"<html><script>alert(1)</script>",
    "nothing": b"",
    "no text": b"\x00\xff\xfe\x1f\x8b" * 2_000,
    "hostile feeds": f"<opml><body><outline text='{UNSEEN[:-6]}{{0.__class__}}' xmlUrl='http://127.0.0.1:9/x'/>"
    "<outline text='DROP TABLE feeds' xmlUrl='javascript:alert(1)'/></body></opml>".replace("\x00", "")
    .replace("\x07", "")
    .replace("\x1b", "")
    .encode(),
}


@pytest.mark.parametrize("administers", [True, False])
async def test_a_file_is_taken_whatever_it_is_called_and_said_to_be(world: Stage, administers: bool) -> None:
    before = await shape(world)
    person = Person(world, ADMINISTRATOR if administers else next(PEOPLE))
    await person.say("/start")
    captions = ["/removefeed 1", "/forgetme", *TEXTS.values()]
    for (kind, content), caption in zip(FILES.items(), captions, strict=False):
        for name in (NAME, UNSEEN, "", "../../etc/passwd\x00.opml"):
            seen = len(world.sim.from_bot(person.id))
            world.clock.advance(BREATH)
            await world.sim.send_file(person.id, name, content, caption)
            await world.settled()
            came = world.sim.from_bot(person.id)[seen:]
            assert len(came) == 1, (kind, came)
            harmless(came[0]["text"], kind)
    assert await shape(world) == before
    async with world.running.db.read() as c:
        assert await c.value("SELECT COUNT(*) FROM feeds") == 1
        assert await c.value("SELECT COUNT(*) FROM inbox WHERE state = 'failed' OR error IS NOT NULL") == 0
        assert await c.value("SELECT COUNT(*) FROM subscribers WHERE chat_id = ?", (person.id,)) == 1


def harmless(text: str, kind: str) -> None:
    assert not set(text) & set("\u202e\x00\x07\x1b"), (kind, text)
    assert "5929" not in text and "<class" not in text, (kind, text)
    assert texts("en")("Something went wrong here, and it is noted.")[:20] not in text, (kind, text)
