"""What a card lets its chat do: report it, mute it or its watches, pass it on; and the administrators' review."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.chat.links import link, parsed
from bot.locales.texts import texts
from bot.simulator.model import Chat
from storage import reports, stories_muted, watches
from tests.e2e.chatting import LANGUAGES, START, Message, Person, buttons, data, links, numbers, told, within_limits
from tests.e2e.outlets import Piece
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADMINISTRATOR = 1  # as the stage's settings say
PEOPLE = numbers(1700)
COLON = {"en": ": ", "id": ": ", "zh": "："}
# Ten stories that are old when the bot starts, two that come and go on: a story of Quorvexa, then its further source
# and its denial.
OLD = tuple(
    told("en", person, firm, "Bravik", f"o{n}", -30 - n)
    for n, (person, firm) in enumerate(
        (("Milan Oyelaran", "Halmerion"), ("Nadia Brekke", "Zelvane"), ("Ilse Marchetti", "Brixonel"),
         ("Joren Adeyemi", "Tolmarque"), ("Signe Okafor", "Varnholt"), ("Paolo Lindqvist", "Cresswick"),
         ("Anouk Villanueva", "Pelgrave"), ("Tobias Nakamura", "Orlinson"))
    )
)  # fmt: skip
FRESH = told("en", "Tara Qvist", "Quorvexa", "Bravik", "f1", 5)


def further(of: Piece, id: str, hours: float, title: str, text: str) -> Piece:
    return replace(of, id=id, outlet=f"Second {id}", title=title, text=text, published=START + timedelta(hours=hours))


SECOND = further(
    FRESH, "f2", 10, "Bravik hires Tara Qvist away from Quorvexa",
    "Bravik has hired Tara Qvist from Quorvexa, people close to both firms said.\nShe begins in April.",
)  # fmt: skip
DENIED = further(
    FRESH, "f3", 15, "Quorvexa denies that Tara Qvist has left for Bravik",
    "Quorvexa denied reports that Tara Qvist had left for Bravik.\nTara Qvist has not left Quorvexa, it said.",
)  # fmt: skip
PIECES = (*OLD, FRESH, SECOND, DENIED)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("cards"), PIECES, START) as one:
        yield one


async def opened(person: Person, firm: str) -> Message:
    """The card of the story about a firm, as a new message."""
    listed = await person.ask(f"/latest {firm}")
    await person.press(listed, data(listed, "o")[0])
    return person.newest()


def struck(message: Message) -> list[str]:
    """What a message shows as struck out."""
    raw = message["text"].encode("utf-16-le")
    return [
        raw[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
        for e in message.get("entities", ())
        if e["type"] == "strikethrough"
    ]


def texts_to(world: Stage, user: int) -> list[str]:
    return [m["text"] for m in world.sim.from_bot(user)]


async def said(world: Stage, person: Person, story: str) -> tuple[str | None, bool]:
    """What the store has of a chat and a story: its report, and whether it is muted."""
    async with world.running.db.read() as c:
        kind = await reports.of_chat(c, person.place, int(story))
        return kind, await stories_muted.is_muted(c, person.place, int(story))


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_report_strikes_the_card_out_and_is_taken_back(world: Stage, lang: str) -> None:
    ayu, t = Person(world, next(PEOPLE), lang), texts(lang)
    card = await opened(ayu, "Halmerion")
    story = data(card, "wr")[0].removeprefix("wr:")
    page = await ayu.press(card, data(card, "wr")[0])
    assert page["text"].startswith(t("What is wrong with it?"))
    labels = [b["text"] for b in buttons(page)]
    assert labels == [t("Wrong person"), t("Not a move"), t("Mute this story"), t("« Back")]

    once = await ayu.press(page, f"rp:p:{story}")
    line = t("You reported this as the wrong person; you get no more of it.")
    assert once["text"].startswith(line) and once["text"].removeprefix(line).strip() == card["text"]
    assert struck(once) == [f"Milan Oyelaran{COLON[lang]}Halmerion → Bravik"]
    assert data(once, "wr") == data(once, "mu") == []
    assert await said(world, ayu, story) == ("person", True)

    # Also a card that is drawn anew tells it, and a second thought replaces the first.
    sources = await ayu.press(once, f"s:{story}")
    again = await ayu.press(sources, f"b:{story}")
    assert again["text"] == once["text"]
    fresh = await opened(ayu, "Halmerion")
    assert fresh["text"] == once["text"]

    back = await ayu.press(fresh, f"rp:u:{story}")
    assert back["text"] == card["text"] and struck(back) == []
    assert await said(world, ayu, story) == (None, False)
    page = await ayu.press(back, f"wr:{story}")
    shown = await ayu.press(page, f"rp:n:{story}")
    assert shown["text"].startswith(t("You reported this as no move; you get no more of it."))
    assert await said(world, ayu, story) == ("no_move", True)
    assert data(await ayu.press(shown, f"rp:u:{story}"), "wr")
    assert await said(world, ayu, story) == (None, False)


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_watches_and_the_story_are_muted_on_the_card(world: Stage, lang: str) -> None:
    ayu, t = Person(world, next(PEOPLE), lang), texts(lang)
    await ayu.say("/watch Zelvane, Bravik, Tolmarque")
    card = await opened(ayu, "Zelvane")
    page = await ayu.press(card, data(card, "mu")[0])
    story = data(card, "mu")[0].removeprefix("mu:")
    assert t("You watch {names}", names=t.many(["Zelvane", "Bravik"])) in page["text"]
    assert [b["text"] for b in buttons(page)] == [
        t("{name}: a day", name="Zelvane"), t("a week"), t("{name}: a day", name="Bravik"), t("a week"),
        t("Mute this story"), t("« Back"),
    ]  # fmt: skip

    week = [d for d in data(page, "mw") if d.startswith("mw:7:")][1]
    page = await ayu.press(page, week)
    async with world.running.db.read() as c:
        muted = {w.name: w.muted_until for w in await watches.of_chat(c, ayu.id)}
    assert muted["Zelvane"] is muted["Tolmarque"] is None
    assert muted["Bravik"] == world.clock.now() + timedelta(days=7)
    until = t.moment(muted["Bravik"], {"en": "UTC", "id": "Asia/Jakarta", "zh": "Asia/Shanghai"}[lang])
    assert t("{name} is muted until {time}.", name="Bravik", time=until) in page["text"]
    page = await ayu.press(page, next(d for d in data(page, "mw") if d.startswith("mw:0:")))
    async with world.running.db.read() as c:
        assert all(w.muted_until is None for w in await watches.of_chat(c, ayu.id))

    page = await ayu.press(page, f"ms:1:{story}")
    assert t("You get no more of this story.") in page["text"]
    assert await said(world, ayu, story) == (None, True)
    card = await ayu.press(page, f"b:{story}")
    assert card["text"].startswith(t("You have muted this story; you get no more of it."))
    assert struck(card) == []
    await ayu.press(card, f"rp:u:{story}")
    assert await said(world, ayu, story) == (None, False)


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_what_is_shared_begins_a_watch_and_tells_nothing_of_who_shares(world: Stage, lang: str) -> None:
    ayu, t = Person(world, next(PEOPLE), lang), texts(lang)
    await ayu.say("/watch Brixonel, Zelvane")
    card = await opened(ayu, "Brixonel")
    page = await ayu.press(card, data(card, "sh")[0])
    story = data(card, "sh")[0].removeprefix("sh:")
    budi = Person(world, next(PEOPLE), lang)
    other = await budi.press(await opened(budi, "Brixonel"), f"sh:{story}")
    assert [other[k] for k in ("text", "entities", "reply_markup")] == [
        page[k] for k in ("text", "entities", "reply_markup")
    ]
    assert "Zelvane" not in page["text"] and str(ayu.id) not in page["text"]
    lines = page["text"].split("\n")
    assert lines[0].startswith(f"Ilse Marchetti{COLON[lang]}Brixonel → Bravik")
    assert lines[-1] == f"{t('Follow here:')}{'' if lang == 'zh' else ' '}Brixonel · Bravik · Ilse Marchetti"
    name = world.sim.world.bot.username or ""
    assert links(page)[1:] == [link(name, "name", n) for n in ("Brixonel", "Bravik", "Ilse Marchetti")]
    send, copied, back = buttons(page)
    assert send["switch_inline_query"] == f"#{story}"
    assert copied["copy_text"]["text"] == links(page)[1]
    assert back["callback_data"] == f"b:{story}"

    wish = parsed(copied["copy_text"]["text"].partition("start=")[2])
    assert wish is not None and (wish.wish, wish.value) == ("name", "Brixonel")
    caller = Person(world, next(PEOPLE), lang)
    await caller.say("/start " + copied["copy_text"]["text"].partition("start=")[2])
    async with world.running.db.read() as c:
        assert [w.name for w in await watches.of_chat(c, caller.id)] == ["Brixonel"]


async def test_sources_tell_a_reach_in_which_nobody_is_seen(world: Stage) -> None:
    ayu = Person(world, next(PEOPLE))
    card = await opened(ayu, "Tolmarque")
    page = await ayu.press(card, data(card, "s")[0])
    assert page["text"].endswith("It has reached fewer than 10 subscribers.")


async def test_a_reported_story_is_reviewed_and_dismissed(world: Stage) -> None:
    chief = Person(world, ADMINISTRATOR)
    await chief.say("/start")
    assert (await chief.ask("/review"))["text"].startswith("Nothing to review.")
    readers = [Person(world, next(PEOPLE)) for _ in range(7)]
    for n, reader in enumerate(readers):
        card = await opened(reader, "Varnholt")
        page = await reader.press(card, data(card, "wr")[0])
        story = data(card, "wr")[0].removeprefix("wr:")
        await reader.press(page, f"rp:{'n' if n == 2 else 'p'}:{story}")
    notes = [m for m in world.sim.from_bot(chief.id) if "reported this:" in m["text"]]
    assert [m["text"].split("\n")[0] for m in notes] == ["A reader has reported this:", "5 chats have reported this:"]
    assert "wrong person: 4 · not a move: 1" in notes[1]["text"]

    page = await chief.press(notes[0], "rv:0")
    within_limits([page])
    assert page["text"].startswith("To review: 1 of 1\nwrong person: 6 · not a move: 1 · ")
    assert "\n7 chats have got it\n" in page["text"], "each has opened its card"
    labels = [b["text"] for b in buttons(page)]
    assert labels == ["It is right", "Put right", "Retract", "Keep for later"]
    assert "“Signe Okafor leaves Varnholt for Bravik” — Outlet en" in page["text"]
    assert len(links(page)) == 2
    kept = await chief.press(page, f"rk:{story}:0")
    assert kept["text"].startswith("To review: 1 of 1 · kept for later")
    assert (await chief.press(kept, f"rd:{story}:0"))["text"].startswith("Nothing to review.")
    # Dismissed is dismissed: the same said once more opens nothing, and it changes nothing for who said it.
    assert await said(world, readers[0], story) == ("person", True)
    card = await opened(readers[0], "Varnholt")
    assert card["text"].startswith("You reported this")
    assert (await chief.ask("/review"))["text"].startswith("Nothing to review.")


async def test_a_stranger_who_reports_everything_does_not_flood_administrators(world: Stage) -> None:
    chief, stranger = Person(world, ADMINISTRATOR), Person(world, next(PEOPLE))
    await chief.say("/start")
    before = len(world.sim.from_bot(chief.id))
    seen = []
    for firm in ("Zelvane", "Brixonel", "Tolmarque", "Cresswick", "Pelgrave", "Orlinson"):
        card = await opened(stranger, firm)
        story = data(card, "wr")[0].removeprefix("wr:")
        page = await stranger.press(card, f"wr:{story}")
        for wish in ("p", "u"):
            page = await stranger.press(page, f"rp:{wish}:{story}")
            if wish == "u":
                page = await stranger.press(page, f"wr:{story}")
        await stranger.press(page, f"rp:n:{story}")
        seen.append(story)
    assert len(world.sim.from_bot(chief.id)) - before == reports.NOTES_A_CHAT
    queue = await chief.ask("/review")
    assert queue["text"].startswith(f"To review: 1 of {len(seen)}")
    later = await chief.press(queue, "rv:1")
    assert later["text"].startswith(f"To review: 2 of {len(seen)}")
    for story in seen:
        async with world.running.db.write() as c:
            await reports.settle(c, int(story), "dismissed")


async def test_who_has_reported_a_story_gets_neither_its_denial_nor_further_sources(world: Stage) -> None:
    ayu, budi, citra = (Person(world, next(PEOPLE)) for _ in range(3))
    for one in (ayu, budi, citra):
        await one.say("/watch Quorvexa")
    await world.advance_to(FRESH.published + timedelta(minutes=20))
    card = ayu.newest()
    assert card["text"].startswith("Tara Qvist: Quorvexa → Bravik")
    story = data(card, "wr")[0].removeprefix("wr:")
    reported = await ayu.press(await ayu.press(card, f"wr:{story}"), f"rp:n:{story}")
    muted = await citra.press(await citra.press(citra.newest(), f"mu:{story}"), f"ms:1:{story}")
    known = {one.id: len(world.sim.from_bot(one.id)) for one in (ayu, budi, citra)}

    await world.advance_to(SECOND.published + timedelta(minutes=20))
    assert "2 sources" in world.sim.from_bot(budi.id)[-1]["text"]
    assert world.sim.message(ayu.id, card["message_id"]).as_json()["text"] == reported["text"]
    assert world.sim.message(citra.id, muted["message_id"]).as_json()["text"] == muted["text"]

    await world.advance_to(DENIED.published + timedelta(minutes=20))
    assert world.sim.from_bot(budi.id)[-1]["text"].startswith("New: now denied")
    assert len(world.sim.from_bot(budi.id)) == known[budi.id] + 1
    assert len(world.sim.from_bot(ayu.id)) == known[ayu.id]
    assert len(world.sim.from_bot(citra.id)) == known[citra.id]


def group(world: Stage, number: int) -> tuple[Chat, Person, Person]:
    """A group with its administrator and a member."""
    chief, reader = next(PEOPLE), next(PEOPLE)
    for user in (chief, reader):
        world.sim.user(user, f"Ayu {user}", "en")
    chat = world.sim.group(number, "News desk", members=[reader], admins=[chief])
    return chat, Person(world, chief, "en", chat), Person(world, reader, "en", chat)


async def test_in_a_group_everybody_reads_and_only_administrators_silence(world: Stage) -> None:
    _, chief, reader = group(world, -1790)
    await chief.say("/watch Orlinson")
    card = await opened(reader, "Orlinson")
    story = data(card, "wr")[0].removeprefix("wr:")
    page = await reader.press(card, f"wr:{story}")
    await reader.press(page, f"rp:p:{story}")
    assert reader.toast == "Only administrators of this chat can change that."
    page = await reader.press(await reader.press(page, f"b:{story}"), f"mu:{story}")
    for value in (data(page, "mw")[0], f"ms:1:{story}"):
        await reader.press(page, value)
        assert reader.toast == "Only administrators of this chat can change that."
    assert await said(world, reader, story) == (None, False)
    await chief.press(page, f"ms:1:{story}")
    assert await said(world, chief, story) == (None, True)


async def test_a_silenced_story_goes_with_forgetme_and_with_a_group_that_becomes_a_supergroup(world: Stage) -> None:
    chat, chief, _ = group(world, -1791)
    card = await opened(chief, "Pelgrave")
    story = data(card, "wr")[0].removeprefix("wr:")
    await chief.press(await chief.press(card, f"wr:{story}"), f"rp:p:{story}")
    moved = await world.sim.migrate(chat, chief.id)
    await world.settled()
    there = Person(world, chief.id, "en", moved)
    assert await said(world, there, story) == ("person", True)
    asked = await there.ask("/forgetme")
    await there.press(asked, data(asked, "f")[0])
    assert await said(world, there, story) == (None, False)
