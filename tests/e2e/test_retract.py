"""/retract: every copy of a story is edited in place, in each chat's language, and nothing tells the story any more."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.chat.links import payload
from bot.locales.texts import texts
from bot.simulator.model import Chat
from storage import copies, decisions
from tests.e2e.chatting import BREATH, LANGUAGES, START, Message, Person, buttons, data, numbers, told
from tests.e2e.outlets import Piece
from tests.e2e.stage import Stage, stage
from tests.telegram.faults import Faults, Trouble

pytestmark = pytest.mark.asyncio(loop_scope="module")

ADMINISTRATOR = 1  # as the stage's settings say
PEOPLE, CHANNELS = numbers(8100), numbers(1_000_000_008_100)
HOUR = timedelta(hours=1)
COLON = {"en": ": ", "id": ": ", "zh": "："}


def again(of: Piece, id: str, hours: float, title: str, text: str) -> Piece:
    return replace(of, id=id, outlet=f"Second {of.lang}", title=title, text=text, published=START + hours * HOUR)


# Three leave Quorvexa, the last of them by mistake; then it is told once more, and she really goes somewhere else.
OTHERS = (
    told("en", "Milan Oyelaran", "Quorvexa", "Norvale", "w1", 1),
    told("en", "Ines Okafor", "Quorvexa", "Halmerion", "w2", 2),
)
WRONG = told("en", "Tara Qvist", "Quorvexa", "Bravik", "r1", 5)
REPEATED = again(
    WRONG, "r2", 20, "Bravik hires Tara Qvist away from Quorvexa",
    "Bravik has hired Tara Qvist from Quorvexa, people close to both firms said.\nShe begins in April.",
)  # fmt: skip
RIGHT = told("en", "Tara Qvist", "Quorvexa", "Zelvane", "r3", 24)
UNDONE = told("id", "Nadia Brekke", "Pelgrave", "Bravik", "u1", 30)
GONE = told("zh", "沈若溪", "月之暗面", "字节跳动", "g1", 80)
KEPT = told("en", "Joren Adeyemi", "Cresswick", "Bravik", "k1", 230)
LOST = tuple(
    told("en", name, firm, "Bravik", f"l{n}", 240 + n)
    for n, (name, firm) in enumerate((("Salma Petrak", "Orlinvex"), ("Teo Halloran", "Dranovel")))
)
PIECES = (*OTHERS, WRONG, REPEATED, RIGHT, UNDONE, GONE, KEPT, *LOST)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("retract"), PIECES, START) as one:
        yield one


def struck(message: Message) -> str:
    """What a message shows as struck out."""
    raw = message["text"].encode("utf-16-le")
    return "\n".join(
        raw[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
        for e in message.get("entities", ())
        if e["type"] == "strikethrough"
    )


async def readers(world: Stage, firm: str) -> dict[str, Person]:
    """Somebody in each language, a group and a channel, who watch a firm."""
    found = {lang: Person(world, next(PEOPLE), lang) for lang in LANGUAGES}
    chief = next(PEOPLE)
    world.sim.user(chief, "Ayu", "en")
    group = world.sim.group(-next(PEOPLE), "News desk", admins=[chief])
    found["group"] = Person(world, chief, "en", group)
    for one in found.values():
        await one.say(f"/watch {firm}")
    channel, keeper = await wire(world)
    await keeper.say(f"/watch {firm}")
    found["channel"] = Person(world, keeper.id, "en", channel)
    return found


async def wire(world: Stage) -> tuple[Chat, Person]:
    keeper = Person(world, next(PEOPLE))
    number = -next(CHANNELS)
    chat = world.sim.group(number, "Talent wire", admins=[keeper.id], kind="channel", bot="administrator",
                           username=f"wire{keeper.id}")  # fmt: skip
    await keeper.say(f"/channel @{chat.username}")
    return chat, keeper


async def chief(world: Stage) -> Person:
    one = Person(world, ADMINISTRATOR)
    await one.say("/start")
    return one


def now(person: Person, message: Message) -> Message:
    """A message as it stands."""
    return person.world.sim.message(person.place, message["message_id"]).as_json()


async def story_of(world: Stage, name: str) -> str:
    async with world.running.db.read() as c:
        return str(await c.value("SELECT story_id FROM moves WHERE person = ? ORDER BY id LIMIT 1", (name,)))


async def retracted(world: Stage, story: str, code: str = "p") -> Message:
    """Retract a story as an administrator does; the message that says how far it is."""
    one = await chief(world)
    page = await one.ask(f"/retract {story}")
    page = await one.press(page, f"rr:{story}:{code}")
    return await one.press(page, data(page, "rx")[0])


async def pressed_late(person: Person, message: Message, value: str) -> Message:
    """Press a button that the message had once; the message as it stands afterwards."""
    sim = person.world.sim
    person.world.clock.advance(BREATH)
    answered = len(sim.answers)
    await sim.press_forged(person.id, message["message_id"], value, chat=person.chat)
    await person.world.settled()
    await sim.wait_for(lambda: len(sim.answers) > answered)
    return now(person, message)


async def test_every_copy_in_three_languages_a_group_a_channel_a_digest_and_a_wave_is_struck_out(world: Stage) -> None:
    people = await readers(world, "Quorvexa")
    daily = Person(world, next(PEOPLE), "id")
    await daily.say("/watch Quorvexa")
    await daily.say("/digest 23:00")  # WIB: two hours after the story
    blocked = Person(world, next(PEOPLE))
    await blocked.say("/watch Quorvexa")
    boss = await chief(world)
    await boss.say("/watch Quorvexa")
    await world.advance_to(WRONG.published + timedelta(minutes=20))
    alerts = {where: one.newest() for where, one in people.items()}
    waves = {lang: alerts[lang] for lang in LANGUAGES}
    for lang in LANGUAGES:
        assert "Tara Qvist" in waves[lang]["text"] and data(waves[lang], "ml"), "three departures are a wave"
    alerts = {
        where: next(m for m in reversed(world.sim.from_bot(one.place)) if m["text"].startswith("Tara Qvist"))
        for where, one in people.items()
    }
    opened = await people["en"].ask("/latest Quorvexa")
    await people["en"].press(opened, data(opened, "o")[0])
    card = people["en"].newest()
    asked = await people["zh"].ask("为什么离开？", reply_to=alerts["zh"]["message_id"])
    assert "Tara Qvist" in asked["text"]
    reported = await people["id"].press(alerts["id"], data(alerts["id"], "wr")[0])
    story = data(alerts["id"], "wr")[0].removeprefix("wr:")
    await people["id"].press(reported, f"rp:p:{story}")
    await world.advance_to(WRONG.published + timedelta(hours=5))
    digest = next(m for m in reversed(world.sim.from_bot(daily.id)) if "Bravik" in m["text"] and not data(m, "ml"))
    assert "Tara Qvist" in digest["text"] and "Milan Oyelaran" in digest["text"] and len(data(digest, "o")) == 3
    await world.sim.block(blocked.id)
    await world.settled()
    before = {where: len(world.sim.from_bot(one.place)) for where, one in people.items()}

    mine = next(m for m in reversed(world.sim.from_bot(boss.id)) if m["text"].startswith("Tara Qvist"))
    page = await boss.ask("/retract", reply_to=mine["message_id"])
    assert "7 chats have got it · 2 of them groups or channels" in page["text"]
    page = await boss.press(page, f"rr:{story}:p")
    assert "Readers are told: It was about somebody else." in page["text"]
    assert struck(now(people["en"], alerts["en"])) == "", "nothing happens before it is confirmed"
    done = await boss.press(page, data(page, "rx")[0])
    assert done["text"].startswith("Retracted on ") and data(done, "ru") == [f"ru:{story}"]

    for where, one in people.items():
        lang = where if where in LANGUAGES else "en"
        t, shown = texts(lang), now(one, alerts[where])
        assert shown["text"].startswith(t("Retracted") + "\n")
        assert struck(shown) == f"Tara Qvist{COLON[lang]}Quorvexa → Bravik"
        assert t("It was about somebody else.") in shown["text"] and "computing" not in shown["text"]
        assert [b["callback_data"] for b in buttons(shown)] == [f"s:{story}"]
    assert struck(now(people["en"], card)) == "Tara Qvist: Quorvexa → Bravik", "a card that was opened"
    assert struck(now(people["zh"], asked)) == "Tara Qvist：Quorvexa → Bravik", "an answer about it"
    assert (
        struck(now(daily, digest)) == "Tara Qvist: Quorvexa → Bravik" and "Milan Oyelaran" in now(daily, digest)["text"]
    )
    for lang in LANGUAGES:
        shown = now(people[lang], waves[lang])
        assert "Tara Qvist" not in shown["text"] and "Milan Oyelaran" in shown["text"]
        assert texts(lang)("Corrected: a departure that was told here is left out.") in shown["text"]
    new = {where: len(world.sim.from_bot(one.place)) - before[where] for where, one in people.items()}
    assert new == {"en": 0, "id": 1, "zh": 0, "group": 0, "channel": 0}, "edits are silent; who reported it is thanked"
    thanks = people["id"].newest()
    assert thanks["text"].startswith(texts("id")("Thank you: you reported this, and you were right."))
    assert thanks["reply_to_message"]["message_id"] == alerts["id"]["message_id"]
    again = await boss.press(done, f"rs:{story}")
    assert "to go" not in again["text"]
    # A second press retracts nothing twice.
    await pressed_late(boss, again, f"rx:{story}:p")
    async with world.running.db.read() as c:
        assert await c.value("SELECT COUNT(*) FROM decisions_log WHERE story_id = ?", (int(story),)) == 1


async def offered(world: Stage, user: int, text: str) -> str:
    world.clock.advance(BREATH)
    query = await world.sim.ask_inline(user, text)
    await world.settled()
    answer: Any = await world.sim.wait_for(lambda: world.sim.world.inline_answers.get(query))
    return str(answer)


async def test_no_command_tells_a_retracted_story(world: Stage) -> None:
    story = await story_of(world, "Tara Qvist")
    ayu, said = Person(world, next(PEOPLE)), ""
    for command in ("/start", "/latest", "/latest Quorvexa", "/latest Bravik", "/moves Quorvexa", "/moves Bravik",
                    "/flow Quorvexa", "/ask Who left Quorvexa?", "/ask Who joined Bravik?", "Why did she leave?",
                    "/watch Quorvexa", "/watch Bravik", f"/start {payload('story', story)}", "/latest",
                    "/export", "/watches"):  # fmt: skip
        for message in await ayu.say(command):
            document = message.get("document")
            said += message.get("text", "") + (await content(world, document) if document else "")
            said += str(message.get("reply_markup", ""))
    for query in ("", "Quorvexa", "Bravik", f"#{story}"):
        said += await offered(world, ayu.id, query)
    assert "Milan Oyelaran" in said and "Retracted" in said
    assert "Tara" not in said and "Qvist" not in said
    assert "Bravik" not in await offered(world, ayu.id, "Tara")
    # Asked by her name, nothing tells where she went.
    for command in ("/latest Tara Qvist", "/moves Tara Qvist", "/who Tara Qvist", "/flow Tara Qvist",
                    "/ask Where did Tara Qvist go?", "/watch Tara Qvist"):  # fmt: skip
        for message in await ayu.say(command):
            assert "Bravik" not in message.get("text", ""), command
    other = await ayu.ask("/latest Quorvexa")
    await ayu.press(other, data(other, "o")[0])
    card = ayu.newest()
    figures = await ayu.press(card, data(card, "n")[0])
    assert "Tara" not in figures["text"] and "2 people have left Quorvexa" in figures["text"]
    for value in data(figures, "n"):
        assert "Tara" not in (await ayu.press(figures, value))["text"]


async def content(world: Stage, document: Any) -> str:
    """The moves of an export; its other file repeats what this chat was sent."""
    if not str(document.get("file_name", "")).endswith(".csv"):
        return ""
    return str(world.sim.world.files[document["file_id"]])


async def test_a_stale_button_says_that_the_story_was_retracted_and_why_tells_why(world: Stage) -> None:
    story = await story_of(world, "Tara Qvist")
    ayu = Person(world, next(PEOPLE))
    for verb in ("q", "n", "sh", "wr", "mu"):
        stale = await ayu.ask("/help")
        shown = await pressed_late(ayu, stale, f"{verb}:{story}")
        assert shown["text"].startswith("Retracted") and ayu.toast == "This story was retracted."
    sources = await ayu.press(shown, f"s:{story}")
    assert sources["text"].startswith("This story was retracted.")
    boss = await chief(world)
    mine = next(m for m in world.sim.from_bot(boss.id) if m["text"].startswith("Retracted") and data(m, "s"))
    why = await boss.ask("/why", reply_to=mine["message_id"])
    assert "Retracted on 2 March 2026" in why["text"] and "It was about somebody else." in why["text"]
    question = await boss.ask("Why did she leave?", reply_to=mine["message_id"])
    assert question["text"].startswith("Retracted on 2 March 2026")


async def test_further_articles_join_it_in_silence_and_another_event_of_the_person_is_told(world: Stage) -> None:
    story = await story_of(world, "Tara Qvist")
    ayu = Person(world, next(PEOPLE))
    await ayu.say("/watch Tara Qvist")
    before = len(world.sim.from_bot(ayu.id))
    await world.advance_to(REPEATED.published + timedelta(minutes=30))
    assert len(world.sim.from_bot(ayu.id)) == before
    async with world.running.db.read() as c:
        joined = await c.one("SELECT * FROM items WHERE title = ?", (REPEATED.title,))
    assert joined is not None and str(joined["story_id"]) == story
    why = await ayu.ask(f"/why {joined['id']}")
    assert "it tells a story that was retracted: stored, not sent" in why["text"]
    await world.advance_to(RIGHT.published + timedelta(minutes=30))
    assert ayu.newest()["text"].startswith("Tara Qvist: Quorvexa → Zelvane")
    assert (await ayu.ask("/who Tara Qvist"))["text"].count("Zelvane") == 1


async def test_a_retraction_is_undone_within_a_day_and_what_it_dropped_comes(world: Stage) -> None:
    people = await readers(world, "Pelgrave")
    night = Person(world, next(PEOPLE), "id")
    await night.say("/watch Pelgrave")
    await world.advance_to(UNDONE.published - HOUR)
    start, end = ((UNDONE.published + HOUR * n + timedelta(hours=7)).strftime("%H:%M") for n in (-1, 6))
    await night.say(f"/quiet {start}-{end}")
    await world.advance_to(UNDONE.published + timedelta(minutes=30))
    alerts = {where: one.newest() for where, one in people.items()}
    story = await story_of(world, "Nadia Brekke")
    boss = await chief(world)
    page = await boss.ask(f"/retract {story}")
    assert "it still waits for 1 chat" in page["text"]
    page = await boss.press(page, f"rr:{story}:o")
    asked = await boss.ask("Pelgrave  confuses two\npeople of that name.")
    assert "Readers are told: Pelgrave confuses two people of that name." in asked["text"]
    done = await boss.press(asked, data(asked, "rx")[0] if data(asked, "rx") else data(asked, "k")[0])
    for where, one in people.items():
        assert "Pelgrave confuses two people of that name." in now(one, alerts[where])["text"]
    undone = await boss.press(done, f"ru:{story}")
    assert undone["text"].startswith("The story is told again.")
    for where, one in people.items():
        shown = now(one, alerts[where])
        assert shown["text"] == alerts[where]["text"] and shown["reply_markup"] == alerts[where]["reply_markup"]
    await world.advance_to(UNDONE.published + 7 * HOUR)
    assert night.newest()["text"].startswith("Nadia Brekke: Pelgrave → Bravik")
    assert (await pressed_late(boss, undone, f"ru:{story}"))["text"].startswith("The story is told again.")
    # Typed without being asked, the words are a question like any other.
    assert "Readers are told" not in (await boss.ask("Who left Pelgrave?"))["text"]
    await retracted(world, story)
    await world.advance_to(world.clock.now() + timedelta(hours=25))
    late = await boss.ask(f"/retract {story}")
    assert data(late, "ru") == []
    await pressed_late(boss, late, f"ru:{story}")
    assert boss.toast == "A retraction can be undone for a day; this one is older."


async def test_where_telegram_cannot_edit_a_message_says_it_and_what_is_kept_is_dropped(world: Stage) -> None:
    ayu, wanda = Person(world, next(PEOPLE), "zh"), Person(world, next(PEOPLE), "id")
    for one in (ayu, wanda):
        await one.say("/watch 月之暗面")
    await wanda.say("/digest weekly monday")
    await world.advance_to(GONE.published + timedelta(minutes=30))
    card = ayu.newest()
    assert card["text"].startswith("沈若溪：")
    world.sim.message(ayu.id, card["message_id"]).deleted = True
    story = await story_of(world, "沈若溪")
    before = len(world.sim.from_bot(wanda.id))
    page = await retracted(world, story, "h")
    note = ayu.newest()
    assert (
        note["text"].startswith("已撤回\n")
        and struck(note).startswith("沈若溪：")
        and data(note, "s") == [f"s:{story}"]
    )
    progress = await pressed_late(await chief(world), page, f"rs:{story}")
    assert "1 could not be edited: a message says it there" in progress["text"]
    await world.advance_to(START + timedelta(days=8))
    assert len(world.sim.from_bot(wanda.id)) == before
    # Taken back too late for what was kept: nobody is told an old story.
    async with world.running.db.read() as c:
        state = await c.value("SELECT state FROM outbox WHERE chat_id = ? AND story_id = ?", (wanda.id, int(story)))
    assert state == "dropped"


@pytest.mark.parametrize("wanted", ["999999", "https://nowhere.example/x", "", "#", "x" * 300])
async def test_what_names_no_story_retracts_nothing(world: Stage, wanted: str) -> None:
    boss = await chief(world)
    answer = await boss.ask(f"/retract {wanted}".strip())
    assert "/retract" in answer["text"] and buttons(answer) == []


async def test_an_article_names_its_story_by_number_and_address(world: Stage) -> None:
    boss, story = await chief(world), await story_of(world, "Milan Oyelaran")
    async with world.running.db.read() as c:
        item = await c.one("SELECT * FROM items WHERE story_id = ?", (int(story),))
    assert item is not None
    for wanted in (item["url"], f"#{story}"):
        page = await boss.ask(f"/retract {wanted}")
        assert "Milan Oyelaran: Quorvexa → Norvale" in page["text"] and data(page, "rr")[0] == f"rr:{story}:p"


async def test_edits_under_way_are_made_once_whatever_was_in_flight_at_a_crash(world: Stage) -> None:
    ayu = Person(world, next(PEOPLE))
    await ayu.say("/watch Cresswick")
    await world.advance_to(KEPT.published + timedelta(minutes=30))
    await ayu.ask("/latest Cresswick")
    story = int(await story_of(world, "Joren Adeyemi"))
    opened = ayu.newest()
    await ayu.press(opened, data(opened, "o")[0])
    async with world.running.db.write() as c:
        first = await decisions.retract(c, story, "no_move", "", (), None, world.clock.now())
        assert await decisions.retract(c, story, "no_move", "", (), None, world.clock.now()) is None
        rows = await c.all("SELECT key FROM outbox WHERE kind = 'copy' AND chat_id = ?", (ayu.id,))
        assert len(rows) == 2 and all(row["key"].endswith(f":{first}") for row in rows)
        # As after a crash in the middle of a call.
        await c.run("UPDATE outbox SET uncertain = 1, attempts = 1 WHERE key = ?", (rows[0]["key"],))
    await world.settled()
    world.clock.advance(BREATH)
    await world.settled()
    async with world.running.db.read() as c:
        assert first is not None and (await copies.progress(c, first)).left == 0
    assert struck(ayu.newest()) == "Joren Adeyemi: Cresswick → Bravik"


@pytest.mark.parametrize("tried_again", [False, True])
async def test_what_was_undone_is_shown_again_though_the_answer_to_the_retraction_was_lost(
    world: Stage, tried_again: bool
) -> None:
    piece = LOST[tried_again]
    ayu = Person(world, next(PEOPLE))
    await ayu.say(f"/watch {piece.title.split()[3]}")
    await world.advance_to(piece.published + timedelta(minutes=20))
    alert, gate = ayu.newest(), world.sim.gate
    story = int(await story_of(world, " ".join(piece.title.split()[:2])))
    world.sim.gate = faults = Faults(world.clock)
    faults.plan(Trouble.REPLY_LOST, ayu.id, "editMessageText")
    async with world.running.db.write() as c:
        assert await decisions.retract(c, story, "person", "", (), None, world.clock.now())
    await world.settled()
    assert now(ayu, alert)["text"].startswith("Retracted\n") and faults.refused[Trouble.REPLY_LOST.name] == 1
    if tried_again:
        world.clock.advance(timedelta(seconds=10))
        await world.settled()
    async with world.running.db.write() as c:
        assert await decisions.restore(c, story, (), None, world.clock.now())
    world.clock.advance(timedelta(seconds=30))
    await world.settled()
    world.sim.gate = gate
    assert now(ayu, alert)["text"] == alert["text"]
