"""Inline mode: event cards for whoever types the bot's name, the same whatever anybody watches."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.chat.links import LONGEST, Link, parsed
from bot.commands.inline import PAGE
from bot.locales.texts import texts
from bot.pages.rich import MESSAGE_LIMIT, units
from tests.e2e.chatting import BREATH, START, Person, each_language, numbers, told
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = numbers(2000)

MANY = tuple(
    told("en", person, "Quorvexa", firm, f"m{n}", -60 + n)
    for n, (person, firm) in enumerate(
        (a, b)
        for a, b in zip(
            ("Nils Abergel", "Otto Brisk", "Petra Calder", "Quinn Delmar", "Rosa Ekholm", "Sven Farrow", "Tilda Grieg",
             "Ulla Hansen", "Vera Iversen", "Wanda Jolie", "Xenia Kamp"),
            ("Bravik", "Norvale", "Halmerion", "Zelvane", "Brixonel", "Tolmarque", "Kelana", "Orbivex", "Landuma",
             "Perivane", "Sundara"), strict=True)
    )
)  # fmt: skip
PIECES = (
    *MANY,
    told("zh", "沈若溪", "月之暗面", "字节跳动", "z1", -10),
    told("id", "Tara Qvist", "Tokopedia", "Bravik", "i1", -5),
    told("en", "Tara Qvist", "Tokopedia", "Bravik", "e1", -4),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("inline"), PIECES, START) as one:
        yield one


def stranger(world: Stage, lang: str = "en") -> int:
    number = next(PEOPLE)
    world.sim.user(number, f"Ayu {number}", lang)
    return number


async def asked(world: Stage, user: int, text: str, offset: str = "") -> dict[str, Any]:
    """Type the bot's name and a text; what was offered."""
    world.clock.advance(BREATH)
    query = await world.sim.ask_inline(user, text, offset)
    await world.settled()
    answer = await world.sim.wait_for(lambda: world.sim.world.inline_answers.get(query))
    return {**answer, "query": query}


def titles(answer: dict[str, Any]) -> list[str]:
    return [r["title"] for r in answer["results"]]


def deep_links(result: dict[str, Any]) -> dict[str, Link | None]:
    rows = result.get("reply_markup", {}).get("inline_keyboard", [])
    return {b["text"]: parsed(b["url"].rpartition("start=")[2]) for row in rows for b in row}


@each_language
async def test_a_name_brings_its_cards_in_the_askers_language(world: Stage, lang: str) -> None:
    t = texts(lang)
    answer = await asked(world, stranger(world, lang), "Moonshot AI")
    move = "沈若溪：月之暗面 → 字节跳动" if lang == "zh" else "Shen Ruoxi: Moonshot AI → ByteDance"
    assert titles(answer) == [move]
    result = answer["results"][0]
    name = "月之暗面" if lang == "zh" else "Moonshot AI"
    assert deep_links(result) == {
        t("Watch {name}", name=name): Link("watch", "moonshot"),
        t("Questions and sources"): Link("story", result["id"]),
    }
    assert "Outlet zh" in result["description"]
    content = result["input_message_content"]
    assert content["message_text"].startswith(move) and t("15 s") in content["message_text"]
    assert "parse_mode" not in content
    assert {e["type"] for e in content["entities"]} >= {"bold", "text_link", "date_time"}
    assert (answer["is_personal"], answer.get("next_offset")) == (True, None)


async def test_two_languages_do_not_share_what_telegram_keeps(world: Stage) -> None:
    first, second = stranger(world, "en"), stranger(world, "zh")
    assert titles(await asked(world, first, "月之暗面")) == ["Shen Ruoxi: Moonshot AI → ByteDance"]
    assert titles(await asked(world, second, "月之暗面")) == ["沈若溪：月之暗面 → 字节跳动"]


@pytest.mark.parametrize("typed", ["moonsh", "Moonshot", "MOONSHOT AI", "月之暗面", "字节", "  “月之暗面” ",
                                   "‮月之暗面\x00", "moonshot, nobody at all"])  # fmt: skip
async def test_beginnings_and_spellings_find_it(world: Stage, typed: str) -> None:
    assert titles(await asked(world, stranger(world), typed)) == ["Shen Ruoxi: Moonshot AI → ByteDance"]


@pytest.mark.parametrize("typed", ["Quorvexa", "quorv"])
async def test_names_that_no_catalog_knows_are_found_and_paged(world: Stage, typed: str) -> None:
    user = stranger(world)
    first = await asked(world, user, typed)
    assert titles(first)[0].startswith("Xenia Kamp: Quorvexa")
    assert len(first["results"]) == PAGE and first["next_offset"] == str(PAGE)
    second = await asked(world, user, typed, first["next_offset"])
    assert len(second["results"]) == len(MANY) - PAGE and second.get("next_offset") is None
    assert not {r["id"] for r in first["results"]} & {r["id"] for r in second["results"]}
    end = await asked(world, user, typed, "190")
    assert end["results"] == [] and "button" not in end


async def test_nothing_typed_offers_the_newest_of_all(world: Stage) -> None:
    answer = await asked(world, stranger(world), "")
    assert titles(answer)[0] == "Tara Qvist: Tokopedia → Bravik"
    assert len(answer["results"]) == PAGE
    link = deep_links(answer["results"][0])
    assert link["Watch Tokopedia"] == Link("watch", "tokopedia")
    assert "2 sources" in answer["results"][0]["input_message_content"]["message_text"]


async def test_a_number_is_exactly_that_event(world: Stage) -> None:
    user = stranger(world)
    wanted = (await asked(world, user, "Moonshot"))["results"][0]
    answer = await asked(world, user, f"#{wanted['id']}")
    assert [r["id"] for r in answer["results"]] == [wanted["id"]]
    for odd in ("#999999", "#", "#x", "#-1", "#" + "9" * 200):
        assert (await asked(world, user, odd))["results"] == []


@each_language
async def test_a_name_without_news_offers_its_watch(world: Stage, lang: str) -> None:
    user, t = stranger(world, lang), texts(lang)
    answer = await asked(world, user, "Zyphorix")
    assert answer["results"] == []
    assert answer["button"]["text"] == t("Nothing about {name} yet. Watch it", name="Zyphorix")
    assert parsed(answer["button"]["start_parameter"]) == Link("name", "Zyphorix")
    known = await asked(world, user, "SoftBank")
    assert parsed(known["button"]["start_parameter"]) == Link("watch", "softbank")
    nothing = await asked(world, user, "#999999")
    assert nothing["button"] == {"text": t("Nothing found. Open Hengkang"), "start_parameter": "inline"}


@pytest.mark.parametrize("typed", ["x" * 256, "鄢" * 256, "\x00" * 9, "‮‮", "%_'\";--", "#" * 256, "/start", ", , ,",
                                   "🦊" * 128, "‫שלום‬", "a", "\n\n"])  # fmt: skip
async def test_hostile_queries_are_answered(world: Stage, typed: str) -> None:
    answer = await asked(world, stranger(world), typed, "-5" if typed == "a" else "x" * 64)
    for result in answer["results"]:
        assert 0 < units(result["input_message_content"]["message_text"]) <= MESSAGE_LIMIT
    if "button" in answer:
        assert 0 < len(answer["button"]["start_parameter"]) <= LONGEST


async def test_a_strangers_inline_query_shows_nothing_of_anybodys_watches(world: Stage) -> None:
    watcher, watching_none = Person(world, next(PEOPLE)), stranger(world)
    queries = ("", "Quorvexa", "Moonshot AI", "Tokopedia", "Zyphorix")
    before = [await asked(world, watching_none, q) for q in queries]
    own_before = [await asked(world, watcher.id, q) for q in queries]
    await watcher.say("/watch Quorvexa, Moonshot AI, Tokopedia, Zyphorix")
    await watcher.say("/unwatch Tokopedia")
    world.clock.advance(timedelta(minutes=10))  # what Telegram has kept is gone
    after = [await asked(world, watching_none, q) for q in queries]
    own_after = [await asked(world, watcher.id, q) for q in queries]

    def shown(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{k: v for k, v in a.items() if k not in ("inline_query_id", "query")} for a in answers]

    assert shown(after) == shown(before)
    assert shown(own_after) == shown(own_before) == shown(before)
    assert "You watch" not in str(after)


async def test_a_stranger_leaves_no_row(world: Stage) -> None:
    user = stranger(world)
    await asked(world, user, "Moonshot")
    await asked(world, user, "no such name at all")
    async with world.running.db.read() as c:
        for table in [r[0] for r in await c.all("SELECT name FROM sqlite_master WHERE type = 'table'")]:
            for column in [r["name"] for r in await c.all(f"PRAGMA table_info({table})")]:
                found = await c.value(f"SELECT COUNT(*) FROM {table} WHERE {column} = ?1 OR {column} LIKE ?2",
                                      (user, f"%{user}%"))  # fmt: skip
                assert not found, f"{table}.{column}"


async def test_a_subscriber_gets_cards_in_the_language_and_zone_of_their_chat(world: Stage) -> None:
    ayu = Person(world, next(PEOPLE))
    await ayu.say("/language id")
    await ayu.say("/timezone Bali")
    result = (await asked(world, ayu.id, "Tokopedia"))["results"][0]
    assert "WITA" in result["input_message_content"]["message_text"]
    assert texts("id")("Watch {name}", name="Tokopedia") in deep_links(result)


async def test_a_card_sent_into_the_chat_with_the_bot_is_not_taken_for_a_question(world: Stage) -> None:
    ayu = Person(world, next(PEOPLE))
    await ayu.say("/start")
    answer = await asked(world, ayu.id, "Tokopedia")
    before = len(world.sim.from_bot(ayu.id))
    sent = await world.sim.choose_inline(ayu.id, answer["query"], answer["results"][0]["id"], ayu.id)
    await world.settled()
    assert sent["via_bot"]["id"] == world.sim.world.bot.id and sent["text"].startswith("Tara Qvist: Tokopedia → Bravik")
    assert len(world.sim.from_bot(ayu.id)) == before


async def test_queries_come_one_beside_the_other(world: Stage) -> None:
    users = [stranger(world) for _ in range(30)]
    queries = [await world.sim.ask_inline(user, "Tokopedia") for user in users]
    await world.settled()
    await world.sim.wait_for(lambda: all(q in world.sim.world.inline_answers for q in queries))
    assert {len(world.sim.world.inline_answers[q]["results"]) for q in queries} == {1}


async def test_a_query_that_nobody_waits_for_any_more_is_let_go(world: Stage) -> None:
    user = stranger(world)
    query = await world.sim.ask_inline(user, "Tokopedia")
    world.sim.world.queries[query].answered = True
    await world.settled()
    assert query not in world.sim.world.inline_answers
    assert titles(await asked(world, user, "Tokopedia")) == ["Tara Qvist: Tokopedia → Bravik"]
