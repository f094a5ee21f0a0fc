"""A watch's scope, from the outlets to the chat: what each takes of the same stories, and how it is chosen."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.locales.texts import texts
from feeds.model import SCOPES
from tests.e2e.chatting import PEOPLE, START, Message, Person, buttons, data, each_language, links, piece, somebody
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")


OFFICE = "Quorvexa has opened an office in Oslo. Forty people are to work there on speech models from next spring."
PIECES = (
    piece("b1", "en", "Odd Berge leaves Quorvexa", "Odd Berge has left Quorvexa.", -50),
    piece("b2", "en", "Quorvexa lays off 90 people", "Quorvexa is laying off 90 employees.", -40),
    piece("b3", "en", "Quorvexa shows a model", "Quorvexa has shown a model that speaks. It is for hospitals.", -30),
    piece("departure", "en", "Tara Qvist leaves Quorvexa", "Tara Qvist has left Quorvexa after four years.", 2),
    piece(
        "arrival", "en", "Milan Oyelaran joins Quorvexa",
        "Milan Oyelaran has joined Quorvexa from Halmerion as a research scientist.", 4,
    ),
    piece(
        "appointment", "en", "Quorvexa promotes Ines Varga to product manager",
        "Quorvexa has promoted Ines Varga to product manager.", 6,
    ),
    piece("layoff", "en", "Quorvexa lays off 200 people", "Quorvexa is laying off 200 employees.", 8),
    piece(
        "senior", "en", "Quorvexa's chief scientist Lena Moritz leaves",
        "Quorvexa's chief scientist Lena Moritz has left.", 10,
    ),
    piece("mention", "en", "Quorvexa opens an office in Oslo", OFFICE, 12),
    piece("copy", "en", "QUORVEXA opens an office in Oslo", OFFICE, 13, outlet="Another outlet"),
    piece(
        "beside", "en", "Jonas Weil leaves Halmerion, a loss that helps Quorvexa",
        "Jonas Weil has left Halmerion for Bravik.", 14,
    ),
)  # fmt: skip
MARKS = {
    "departure": "Tara Qvist", "arrival": "Milan Oyelaran", "appointment": "Ines Varga", "layoff": "lays off 200",
    "senior": "Lena Moritz", "mention": "an office in Oslo", "beside": "Jonas Weil",
}  # fmt: skip
STORIES = {"departure", "arrival", "appointment", "layoff", "senior", "beside"}
PROMISED = {
    "all": STORIES,
    "departures": {"departure", "senior"},
    "arrivals": {"arrival"},
    "appointments": {"appointment"},
    "layoffs": {"layoff"},
    "senior": {"senior"},
    "everything": STORIES | {"mention"},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("scopes"), PIECES, START) as one:
        yield one


async def chosen(person: Person, message: Message, scope: str) -> Message:
    """Open the choices under a message and take one."""
    opened = await person.press(message, data(message, "so")[0])
    return await person.press(opened, next(d for d in data(opened, "sc") if d.startswith(f"sc:{scope}:")))


def news(messages: list[Message]) -> list[Message]:
    """Without the waves, of which test_waves.py tells."""
    return [m for m in messages if " departures from " not in m["text"]]


def brought(messages: list[Message]) -> list[str]:
    """Which of the pieces the messages tell, in their order."""
    return [name for m in messages for name, mark in MARKS.items() if mark in m["text"]]


@each_language
async def test_a_scope_is_chosen_in_place_and_the_preview_follows(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    begun = await ayu.ask("/watch Quorvexa")
    one, two, three = (
        t.n(
            "In the last 30 days you would have got {n} alert:", "In the last 30 days you would have got {n} alerts:", n
        )
        for n in (1, 2, 3)
    )
    assert two in begun["text"]
    label = t("Scope: {scope}", scope=t("all talent news"))
    assert label in [b["text"] for b in buttons(begun)]
    opened = await ayu.press(begun, data(begun, "so")[0])
    assert opened["message_id"] == begun["message_id"]
    everything = t("all talent news")
    assert f"✓ {everything[:1].upper()}{everything[1:]}" in [b["text"] for b in buttons(opened)]
    assert len(data(opened, "sc")) == len(SCOPES)
    nothing = t("Nothing in this scope in the last 30 days.")
    expected = {"departures": one, "layoffs": one, "arrivals": nothing, "everything": three}
    for scope, line in expected.items():
        opened = await ayu.press(opened, next(d for d in data(opened, "sc") if d.startswith(f"sc:{scope}:")))
        assert line in opened["text"], scope
        marked = [b for b in buttons(opened) if b["text"].startswith("✓")]
        assert [b["callback_data"].split(":")[1] for b in marked] == [scope]
    assert "Quorvexa shows a model" in opened["text"] and len(links(opened)) == 3
    again = await ayu.press(opened, next(d for d in data(opened, "sc") if d.startswith("sc:everything:")))
    assert again["text"] == opened["text"], "a second press changes nothing"
    back = await ayu.press(opened, data(opened, "sb")[0])
    assert back["text"].startswith(t("Watching {name}.", name="Quorvexa")) and three in back["text"]
    assert t("Scope: {scope}", scope=t("everything")) in [b["text"] for b in buttons(back)]


@each_language
async def test_the_list_shows_the_scope_and_its_page_changes_it(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    await ayu.say("/watch Quorvexa")
    page = await opened_page(ayu)
    changed = await chosen(ayu, page, "senior")
    page = await ayu.press(changed, data(changed, "wd")[0])
    assert t("Scope: {scope}", scope=t("senior people only")) in [b["text"] for b in buttons(page)]
    assert (await ayu.ask("/watches"))["text"].endswith(f"1. Quorvexa · {t('senior people only')}")
    again = await ayu.ask("/watch Quorvexa")
    assert t("Nothing in this scope in the last 30 days.") in again["text"], (
        "the preview of a second /watch keeps to it"
    )


async def opened_page(person: Person) -> Message:
    listed = await person.ask("/watches")
    return await person.press(listed, data(listed, "wd")[0])


async def test_undo_brings_the_scope_back(world: Stage) -> None:
    ayu = somebody(world, "en")
    await ayu.say("/watch Quorvexa")
    await chosen(ayu, await opened_page(ayu), "layoffs")
    ended = await ayu.ask("/unwatch Quorvexa")
    await ayu.press(ended, data(ended, "wc")[0])
    assert (await ayu.ask("/watches"))["text"].endswith("1. Quorvexa · lay-offs")
    page = await opened_page(ayu)
    gone = await ayu.press(page, data(page, "u")[0])
    await ayu.press(gone, data(gone, "ub")[0])
    assert (await ayu.ask("/watches"))["text"].endswith("1. Quorvexa · lay-offs")


@pytest.mark.parametrize(
    ("typed", "listed"),
    [
        ("Alibaba departures", "Alibaba · departures"),
        ("Alibaba hengkang", "Alibaba · departures"),
        ("阿里巴巴 离职", "Alibaba · departures"),
        ("Alibaba yang hengkang", "Alibaba · departures"),
        ("Alibaba hanya pimpinan", "Alibaba · senior people only"),
        ("Alibaba", "Alibaba"),
    ],
)
async def test_a_scope_may_be_typed_behind_a_known_name(world: Stage, typed: str, listed: str) -> None:
    ayu = somebody(world, "en")
    assert (await ayu.ask(f"/watch {typed}"))["text"].startswith("Watching Alibaba.")
    assert (await ayu.ask("/watches"))["text"].endswith(f"1. {listed}")


@each_language
async def test_a_scope_typed_behind_a_name_of_two_meanings_goes_with_the_answer(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    asked = await ayu.ask("/watch Grab departures")
    assert asked["text"] == t("“{name}” can mean other things too. Is this the one?", name="Grab")
    await ayu.press(asked, data(asked, "wc")[0])
    assert t("departures") in (await ayu.ask("/watches"))["text"]


async def forged(person: Person, message: Message, value: str) -> str:
    """Press a button that the message never had; its text afterwards."""
    keyboard = person.world.sim.message(person.place, message["message_id"]).keyboard
    assert keyboard is not None
    keyboard["inline_keyboard"][0][0]["callback_data"] = value
    return str((await person.press(message, value))["text"])


@pytest.mark.parametrize(
    "odd", ["sc:rumours:w~quorvexa", "sc:", "sc:senior:d", "so:w~halmerion", "sb:w", "sm:all:999999", "sm:senior:x"]
)
async def test_an_old_or_odd_button_says_so_and_changes_nothing(world: Stage, odd: str) -> None:
    ayu = somebody(world, "en")
    begun = await ayu.ask("/watch Quorvexa")
    assert await forged(ayu, begun, odd) == begun["text"] and ayu.toast
    assert (await ayu.ask("/watches"))["text"].endswith("1. Quorvexa")


@pytest.mark.parametrize("verb", ["so:d", "sc:senior:d", "sm:everything:", "wd:"])
async def test_another_chat_s_watch_is_out_of_reach(world: Stage, verb: str) -> None:
    ayu, budi = somebody(world, "en"), somebody(world, "en")
    await ayu.say("/watch Quorvexa")
    number = data(await opened_page(ayu), "so")[0].removeprefix("so:d")
    theirs = await budi.ask("/watch Halmerion")
    assert await forged(budi, theirs, verb + number) == theirs["text"]
    assert budi.toast == "This watch has been removed already."
    assert (await ayu.ask("/watches"))["text"].endswith("1. Quorvexa")


async def test_in_a_group_only_administrators_change_a_scope(world: Stage) -> None:
    chief, reader = next(PEOPLE), next(PEOPLE)
    for user in (chief, reader):
        world.sim.user(user, f"Ayu {user}", "en")
    desk = world.sim.group(-1000 - chief, "News desk", members=[reader], admins=[chief])
    ayu, budi = Person(world, chief, "en", desk), Person(world, reader, "en", desk)
    begun = await ayu.ask("/watch Quorvexa")
    opened = await budi.press(begun, data(begun, "so")[0])
    senior = next(d for d in data(opened, "sc") if d.startswith("sc:senior:"))
    assert (await budi.press(opened, senior))["text"] == opened["text"]
    assert budi.toast == "Only administrators of this chat can change that."
    assert (await ayu.press(opened, senior))["text"].startswith("Quorvexa · senior people only")


async def test_export_carries_the_scope(world: Stage) -> None:
    ayu = somebody(world, "en")
    await ayu.say("/watch Quorvexa")
    await chosen(ayu, await opened_page(ayu), "arrivals")
    whole, _ = await ayu.say("/export")
    told = json.loads(world.sim.world.files[whole["document"]["file_id"]][1])
    assert [w["scope"] for w in told["watches"]] == ["arrivals"]


async def test_exactly_what_each_scope_promises_arrives(world: Stage) -> None:
    """The last test of the module: it lets the day pass."""
    people = {}
    for scope in SCOPES:
        people[scope] = somebody(world, "en")
        begun = await people[scope].ask("/watch Quorvexa")
        if scope != "all":
            await chosen(people[scope], begun, scope)
    daily, narrowed = await kept_for_a_digest(world, "Quorvexa"), await kept_for_a_digest(world, "Quorvexa")
    before = {scope: len(world.sim.from_bot(p.place)) for scope, p in people.items()}
    await world.advance_to(START + timedelta(hours=15))
    came = {scope: news(world.sim.from_bot(p.place)[before[scope] :]) for scope, p in people.items()}
    assert {scope: set(brought(messages)) for scope, messages in came.items()} == PROMISED
    assert all(len(brought(messages)) == len(messages) for messages in came.values()), "each once, the copy not at all"
    everything = {m["text"] for m in came["everything"]}
    for scope in SCOPES:
        assert {m["text"] for m in came[scope]} <= everything
        if scope != "everything":
            assert {m["text"] for m in came[scope]} <= {m["text"] for m in came["all"]}

    await narrow_while_kept(world, daily, narrowed, links(next(m for m in came["all"] if "lays off" in m["text"]))[0])

    one, told = people["everything"], next(m for m in came["everything"] if "an office in Oslo" in m["text"])
    assert told["text"].split("\n")[2] == f"“{OFFICE}”" and told["text"].endswith("You watch Quorvexa · everything")
    why = await one.ask("/why", reply_to=told["message_id"])
    assert "Quorvexa opens an office in Oslo" in why["text"] and "4. Sent to you on" in why["text"]
    narrowed = await one.press(told, data(told, "sm")[0])
    assert narrowed["text"].endswith("You watch Quorvexa · all talent news")
    assert (await one.ask("/watches"))["text"].endswith("1. Quorvexa")
    widened = await one.press(narrowed, data(narrowed, "sm")[0])
    assert widened["text"] == told["text"]
    assert (await one.ask("/watches"))["text"].endswith("1. Quorvexa · everything")

    two = people["arrivals"]
    departure = next(m for m in came["all"] if "Tara Qvist" in m["text"])
    why = await two.ask(f"/why {links(departure)[0]}")
    assert why["text"].endswith("4. Not sent to you: your watch on Quorvexa takes only this: arrivals.")


async def kept_for_a_digest(world: Stage, name: str) -> Person:
    """Somebody who watches everything about a name and gets a digest each morning."""
    ayu = somebody(world, "en")
    await chosen(ayu, await ayu.ask(f"/watch {name}"), "everything")
    await ayu.say("/digest daily 08:00")
    return ayu


async def narrow_while_kept(world: Stage, daily: Person, narrowed: Person, layoff: str) -> None:
    """What is kept and no longer in scope when the digest comes is not in it (docs/delivery.md, 10)."""
    await chosen(narrowed, await opened_page(narrowed), "departures")
    before = {p.id: len(world.sim.from_bot(p.place)) for p in (daily, narrowed)}
    await world.advance_to(START + timedelta(hours=24))
    (whole,), rest = (news(world.sim.from_bot(p.place)[before[p.id] :]) for p in (daily, narrowed))
    assert {name for name, mark in MARKS.items() if mark in whole["text"]} == PROMISED["everything"]
    assert whole["text"].count("an office in Oslo") == 1
    assert not rest, "what the new scope lets through stood in the preview that followed the choice"
    why = await narrowed.ask(f"/why {layoff}")
    assert why["text"].endswith("4. Not sent to you: your watch on Quorvexa takes only this: departures.")
