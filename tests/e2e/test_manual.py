"""Every line that /help and the subscribers' pages show is sent as it stands, in its language: none is refused."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commands.help import FOR_ADMINISTRATORS, examples, one, overview
from bot.commands.manual import PAGES
from bot.locales.texts import Texts, messages, texts
from feeds.model import LANGUAGES
from tests.e2e.chatting import START, Person, told
from tests.e2e.stage import Stage, stage

ADMINISTRATOR = 1
# How a refusal begins: the line was not understood, or its command wanted more.
REFUSALS = (
    "I do not know", "I do not understand", "I cannot watch", "I know no zone", "That command is for",
    "Something went wrong", "That article is not stored", "Reply to an alert with /why", "You do not watch",
    "Nothing about", "No move",
    "What would you like to know?", "The stored articles do not say.", "Whom shall I watch?", "Whose moves?",
    "Whose arrivals", "Who? Write", "No story of yours", "This button", "At most",
)  # fmt: skip


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Stage]:
    pieces = [
        told("en", "Yan Zhijie", "Alibaba", "JD.com", "e1", 1),
        told("id", "Rara Senja", "Alibaba", "OpenAI", "i1", 1),
        told("zh", "沈若溪", "OpenAI", "智谱", "z1", 1),
    ]
    async with stage(tmp_path, pieces, START) as world:
        yield world


def refusals(t: Texts) -> re.Pattern[str]:
    """What a refusal looks like in a language."""
    ids = [m.id[0] if isinstance(m.id, tuple) else str(m.id) for m in messages("id") if m.id]
    begun = [t(id) for id in ids if id.startswith(REFUSALS)]
    assert len(begun) >= 15
    return re.compile("|".join(re.sub(r"\\\{\w+\\\}", ".+", re.escape(text)) for text in begun))


# The two others are left to `make soak`; what each says is held by the unit tests of /help.
@pytest.mark.parametrize(
    "lang", ["id", *(pytest.param(lang, marks=pytest.mark.slow) for lang in LANGUAGES if lang != "id")]
)
async def test_every_example_is_understood(world: Stage, lang: str) -> None:
    t = texts(lang)
    ayu, refused = Person(world, 700, lang), refusals(texts(lang))
    await ayu.say("/watch Alibaba")
    await world.advance_to(START.replace(hour=START.hour + 3))
    async with world.running.db.read() as c:
        address = str(await c.value("SELECT url FROM items WHERE url LIKE '%e1'"))
    for name in PAGES:
        for line in () if name in FOR_ADMINISTRATORS else examples(name, t):
            came = [
                m.get("text") or m.get("caption", "")
                for m in await ayu.say(line.replace("https://example.com/article", address))
            ]
            assert came, line
            assert [(line, text) for text in came if refused.match(text)] == []


async def test_help_of_a_command_is_its_page_and_administrators_pages_are_theirs(world: Stage) -> None:
    for number, lang in enumerate(LANGUAGES):
        t, ayu = texts(lang), Person(world, 710 + number, lang)
        assert (await ayu.ask("/help"))["text"] == overview(False, t).text
        for asked in ("/help watch", "/help /watch", "/help WATCH"):
            assert (await ayu.ask(asked))["text"] == one("watch", t).text
        assert (await ayu.ask("/help addfeed"))["text"] == overview(False, t).text
    t, admin = texts("en"), Person(world, ADMINISTRATOR, "en")
    assert (await admin.ask("/help addfeed"))["text"] == one("addfeed", t).text
    assert "/review" in (await admin.ask("/help"))["text"]
