"""``/entities`` on a running bot: a change counts for the next article, the watches, the ledger; and is undone."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.locales.texts import texts
from feeds.reading.naming import catalog_files
from tests.e2e.chatting import BREATH, START, Message, Person, buttons, data, each_language, numbers, told
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADMINISTRATOR = 1  # as the stage's settings say
PEOPLE = numbers(5200)
PIECES = (
    told("en", "Tara Qvist", "Quorvexa", "Bravik", "e1", -30),
    told("en", "Aru Tamm", "Zelvane", "Bravik", "e2", -28),
    told("en", "Milan Oyelaran", "Tolvane Works", "Bravik", "e3", 2),
    told("en", "Nadia Brekke", "Quorvexa", "Tolmarque", "e4", 4),
    told("en", "Ilse Varga", "Halmerion Nord", "Tolmarque", "e5", 6),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("entities"), PIECES, START) as one:
        yield one


def chief(world: Stage, lang: str = "en") -> Person:
    return Person(world, ADMINISTRATOR, lang)


async def added(world: Stage, name: str) -> str:
    """An organisation that the chief adds; its id."""
    one = chief(world)
    page = await one.ask(f"/entities {name}")
    preview = await one.press(page, data(page, "ep")[0])
    await confirmed(one, preview)
    (entity,) = world.running.analyser.catalog().resolve(name)
    return entity.id


async def confirmed(one: Person, preview: Message) -> Message:
    return await one.press(preview, data(preview, "ec")[0])


async def change(world: Stage, text: str) -> Message:
    """A change typed and confirmed; what the bot says of it."""
    one = chief(world)
    return await confirmed(one, await one.ask(f"/entities {text}"))


async def press_again(world: Stage, message: Message, value: str) -> Message:
    """Press a button that the message no longer has, as a slow client does; the message afterwards."""
    one = chief(world)
    world.clock.advance(BREATH)
    answered = len(world.sim.answers)
    await world.sim.press_forged(one.id, message["message_id"], value)
    await world.settled()
    await world.sim.wait_for(lambda: len(world.sim.answers) > answered)
    return world.sim.message(one.id, message["message_id"]).as_json()


async def store(world: Stage) -> dict[str, list[tuple[object, ...]]]:
    """The ledger, the stories' keys and the watches."""
    wanted = {
        "moves": "SELECT story_id, position, person_key, from_key, to_key, from_id, to_id FROM moves ORDER BY 1, 2",
        "story_keys": "SELECT * FROM story_keys ORDER BY 1, 2",
        "watches": "SELECT * FROM watches ORDER BY id",
    }
    async with world.running.db.read() as c:
        return {name: [tuple(r) for r in await c.all(sql)] for name, sql in wanted.items()}


async def test_an_alias_added_while_the_bot_runs_alerts_at_the_next_article_that_uses_only_it(world: Stage) -> None:
    await added(world, "Halmerion")
    reader, other = Person(world, next(PEOPLE)), Person(world, next(PEOPLE))
    await reader.say("/watch Halmerion")
    await other.say("/watch Tolmarque")
    done = await change(world, "Halmerion + Tolvane Works")
    assert done["text"] == "Done: Halmerion + Tolvane Works\nIt touches nothing that is stored."
    await world.advance_to(START + timedelta(hours=3))
    assert "Milan Oyelaran: Halmerion → Bravik" in reader.newest()["text"]
    assert "Milan" not in other.newest()["text"]
    # The ledger knows it by the firm, and questions by either name find it.
    answer = await reader.ask("/ask who left Tolvane Works?")
    assert "Milan Oyelaran" in answer["text"]
    assert "Milan Oyelaran" in (await reader.ask("/moves Halmerion"))["text"]


async def test_a_merge_joins_watches_and_ledger_and_its_undo_parts_them(world: Stage) -> None:
    await added(world, "Quorvexa")
    await added(world, "Zelvane")
    one, other, both = (Person(world, next(PEOPLE)) for _ in range(3))
    await one.say("/watch Quorvexa")
    await other.say("/watch Zelvane")
    await both.say("/watch Quorvexa, Zelvane")
    before = await store(world)
    preview = await chief(world).ask("/entities Quorvexa = Zelvane")
    assert preview["text"].split("\n")[:2] == [
        "Quorvexa and Zelvane become one, which is called Zelvane.", "It touches 2 watches, 1 move, and 1 story.",
    ]  # fmt: skip
    assert await store(world) == before, "nothing is done before it is confirmed"
    done = await confirmed(chief(world), preview)
    assert done["text"].startswith("Done: Quorvexa = Zelvane")
    assert "Zelvane" in (await one.ask("/watches"))["text"]
    listed = (await both.ask("/watches"))["text"]
    assert "Zelvane" in listed and "Quorvexa" not in listed
    moves = (await other.ask("/moves Quorvexa"))["text"]
    assert "Tara Qvist" in moves and "Aru Tamm" in moves
    undone = await chief(world).press(done, data(done, "eu")[0])
    assert undone["text"] == "Undone: Quorvexa = Zelvane\n2 watches, 1 move, and 1 story are as they were."
    assert await store(world) == before
    await press_again(world, undone, data(done, "eu")[0])
    assert chief(world).toast == "This is undone already."
    # Made again, the next article about the one alerts who watches the other; and being the third who leaves, it is a
    # wave besides.
    await change(world, "Quorvexa = Zelvane")
    await world.advance_to(START + timedelta(hours=5))
    assert "Nadia Brekke: Zelvane → Tolmarque" in other.newest()["text"]
    came = [m["text"] for m in world.sim.from_bot(both.id) if m["text"].startswith("Nadia Brekke")]
    assert len(came) == 1, came


async def test_a_split_by_buttons_lets_the_watchers_of_the_rest_alone(world: Stage) -> None:
    await change(world, "Halmerion + Halmerion Nord")
    reader = Person(world, next(PEOPLE))
    await reader.say("/watch Halmerion")
    one = chief(world)
    page = await one.ask("/entities Halmerion")
    listed = await one.press(page, data(page, "es")[0])
    nord = next(b["callback_data"] for b in buttons(listed) if b["text"] == "Halmerion Nord")
    preview = await one.press(listed, nord)
    assert preview["text"].startswith("“Halmerion Nord” is taken out of Halmerion and becomes known by itself.")
    await confirmed(one, preview)
    again = Person(world, next(PEOPLE))
    await again.say("/watch Halmerion Nord")
    await world.advance_to(START + timedelta(hours=7))
    assert "Ilse Varga: Halmerion Nord → Tolmarque" in again.newest()["text"]
    assert not [m for m in world.sim.from_bot(reader.id) if "Ilse Varga" in m.get("text", "")]


async def test_what_builds_on_a_change_stands_in_the_way_of_its_undo(world: Stage) -> None:
    await added(world, "Vestrelle")
    await change(world, "Vestrelle + Vestrelle Marine")
    one = chief(world)
    page = await one.ask("/entities")
    first, second = data(page, "eu")[1], data(page, "eu")[0]
    told = await one.press(page, first)
    assert told["text"].startswith("new: Vestrelle cannot be undone yet: these build on it.\n")
    assert data(told, "eu") == [second]
    await one.press(told, second)
    page = await one.ask("/entities")
    assert "Undone: new: Vestrelle" in (await one.press(page, first))["text"]
    assert "does not know “Vestrelle”" in (await one.ask("/entities Vestrelle"))["text"]


async def test_a_confirmation_that_another_change_has_overtaken_is_shown_anew(world: Stage) -> None:
    one = chief(world)
    preview = await one.ask("/entities Halmerion + Kestrelle")
    await change(world, "Halmerion + Kestrel Works")
    shown = await one.press(preview, data(preview, "ec")[0])
    assert shown["text"].startswith("“Kestrelle” becomes a spelling of Halmerion.")
    done = await confirmed(one, shown)
    assert done["text"].startswith("Done: ")
    # A second press of the same button makes nothing twice.
    assert "It is so already." in (await press_again(world, done, data(shown, "ec")[0]))["text"]


async def test_dangerous_spellings_are_warned_of_and_ambiguity_is_asked(world: Stage) -> None:
    one = chief(world)
    shared = await one.ask("/entities Halmerion + Zelvane")
    assert "It is also a name of Zelvane: an article that says it could mean either." in shared["text"]
    labels = [b["text"] for b in buttons(shared)]
    assert labels == [
        "Count it beside words of firms only", "Count it everywhere", "Zelvane = Halmerion", "« Back",
    ]  # fmt: skip
    assert "It is also a word of the language." in (await one.ask("/entities Halmerion + target"))["text"]
    single = await one.ask("/entities Halmerion + 海")
    assert "One character alone stands in many words." in single["text"]
    assert [b["text"] for b in buttons(single)] == ["Count it beside words of firms only", "« Back"]
    assert "It counts only in this very case." in (await one.ask("/entities Halmerion + HLM"))["text"]


@pytest.mark.parametrize(
    "hostile",
    [
        "<b>Norvale</b> & \\x00\x00",
        "\u202eelavroN\u202c",
        "*_[Norvale](https://example.com)_*",
        "x" * 3900,
        "+",
        "Norvale +",
        "+ Norvale",
        "a = b = c",
        "{name}",
        "'; DROP TABLE entity_changes; --",
        "\ud83d\ude00",
        "Halmerion + " + "y" * 200,
        "Halmerion + \u200b",
        "Halmerion + {entity} | \x1f \u202e",
    ],
)
async def test_hostile_names_are_refused_or_cleaned(world: Stage, hostile: str) -> None:
    one = chief(world)
    before = await store(world)
    answer = await one.ask(f"/entities {hostile}")
    assert not {"\x00", "\x1f", "\u202e", "\u202c"} & set(answer["text"])
    assert "parse_mode" not in answer
    assert await store(world) == before
    for value in data(answer, "ep")[:1]:
        shown = await one.press(answer, value)
        assert "becomes known" in shown["text"] or "becomes a spelling" in shown["text"]


@pytest.mark.parametrize("verb", ["et", "ev", "eh", "ep", "ec", "eu", "es", "el"])
async def test_garbage_behind_a_button_is_answered_and_changes_nothing(world: Stage, verb: str) -> None:
    page = await chief(world).ask("/entities OpenAI")
    before = await store(world)
    for value in ("", ":", "9" * 60, "²:²", "nobody:9", "1|merge|openai|openai|||", "1|owner|openai|nobody|||", "\x00"):
        await press_again(world, page, f"{verb}:{value}"[:64])
    assert await store(world) == before
    async with world.running.db.read() as c:
        assert [r["error"] for r in await c.all("SELECT error FROM inbox WHERE error IS NOT NULL")] == []


@each_language
async def test_pages_speak_the_administrators_language(world: Stage, lang: str) -> None:
    one, t = chief(world, lang), texts(lang)
    await one.say(f"/language {lang}")
    overview = await one.ask("/entities")
    assert overview["text"].startswith(t("Changes of the catalog"))
    page = await one.ask("/entities Halmerion")
    assert t("added in the chat") in page["text"] and t("organisation") in page["text"]
    preview = await one.ask("/entities Halmerion + Heronworks")
    assert preview["text"].startswith(
        t("“{name}” becomes a spelling of {entity}.", name="Heronworks", entity="Halmerion")
    )
    assert [b["text"] for b in buttons(preview)] == [t("Confirm"), t("« Back")]
    known = await one.ask("/entities openai")
    assert t("built in") in known["text"]
    await one.say("/language en")


async def test_unknown_names_that_the_news_tells_are_offered(world: Stage) -> None:
    page = await chief(world).ask("/entities")
    assert "Names that the catalog does not know" in page["text"]
    assert "• Bravik (" in page["text"]
    bravik = next(b["callback_data"] for b in buttons(page) if b["text"] == "Bravik")
    shown = await chief(world).press(page, bravik)
    assert shown["text"].startswith("The catalog does not know “Bravik”.\nStored under this name: ")


async def test_a_name_that_nobody_else_has_is_a_chats_own_and_is_not_shown(world: Stage) -> None:
    await Person(world, next(PEOPLE)).say("/watch Ondrevale")
    page = await chief(world).ask("/entities")
    assert "Ondrevale" not in page["text"]


async def test_the_additions_come_as_a_catalog_file(world: Stage) -> None:
    (sent,) = await chief(world).say("/entities export")
    content = world.sim.world.files[sent["document"]["file_id"]][1].decode()
    entities = catalog_files.read((*catalog_files.packaged(), ("names.toml", content)))
    assert {"Halmerion", "Tolvane Works"} <= set(entities["halmerion"].given)
