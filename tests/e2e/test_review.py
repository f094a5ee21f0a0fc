"""/review: what was read unsurely waits there, and a move is put right for everybody and for good."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.locales.texts import texts
from storage import doubts
from storage.moments import stamp
from tests.e2e.chatting import LANGUAGES, START, Message, Person, data, numbers, piece, told
from tests.e2e.outlets import Piece
from tests.e2e.stage import Stage, stage
from tests.e2e.test_forged_presses import SOME_GARBAGE
from tests.e2e.test_retract import again, chief, now, pressed_late, story_of, struck

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = numbers(8600)
COLON = {"en": ": ", "id": ": ", "zh": "："}
WRONG = told("en", "Tara Qvist", "Quorvexa", "Bravik", "f1", 5)
REPEATED = again(
    WRONG, "f2", 10, "Bravik hires Tara Qvist away from Quorvexa",
    "Bravik has hired Tara Qvist from Quorvexa, people close to both firms said.\nShe begins in April.",
)  # fmt: skip
MISNAMED = told("id", "Milan Oyelaran", "Halmerion", "Zelvane", "m1", 20)
MISNAMED_AGAIN = again(
    MISNAMED, "m2", 26, "Milan Oyelaran tinggalkan Halmerion",
    "Milan Oyelaran hengkang dari Halmerion dan bergabung dengan Zelvane, kata perusahaan itu.",
)  # fmt: skip
TWO = piece(
    "t1", "en", "Nadia Brekke and Joren Adeyemi leave Pelgrave",
    "Nadia Brekke has left Pelgrave and joined Bravik.\nJoren Adeyemi has left Pelgrave and joined Norvale.", 32,
)  # fmt: skip
UNSURE = replace(told("en", "Signe Okafor", "Varnholt", "Cresswick", "u1", 40), outlet="Blog")
PIECES: tuple[Piece, ...] = (WRONG, REPEATED, MISNAMED, MISNAMED_AGAIN, TWO, UNSURE)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("review"), PIECES, START) as one:
        async with one.running.db.write() as c:
            await c.run("UPDATE feeds SET tier = 3 WHERE outlet = 'Blog'")
        yield one


async def watching(world: Stage, name: str, lang: str = "en") -> Person:
    one = Person(world, next(PEOPLE), lang)
    await one.say(f"/watch {name}")
    return one


async def put_right(boss: Person, story: str, slot: str, typed: str, choice: str = "", position: int = 0) -> Message:
    """Put a slot of a story's move right as an administrator does; the page that says so."""
    page = await boss.ask(f"/retract {story}")  # any page of the bot's to press on
    page = await pressed_late(boss, page, f"rf:{story}")
    page = await pressed_late(boss, page, f"rt:{story}:{position}:{slot}")
    page = await boss.ask(typed)
    if choice:
        page = await boss.press(page, choice)
    assert struck(page)
    done = next(d for d in (*data(page, "ra"), *data(page, "k")))
    return await boss.press(page, done)


async def test_a_wrong_destination_is_corrected_everywhere_and_no_further_source_undoes_it(world: Stage) -> None:
    people = {lang: await watching(world, "Quorvexa", lang) for lang in LANGUAGES}
    right = await watching(world, "OpenAI")
    await world.advance_to(WRONG.published + timedelta(minutes=30))
    alerts = {lang: one.newest() for lang, one in people.items()}
    story = data(alerts["id"], "wr")[0].removeprefix("wr:")
    page = await people["id"].press(alerts["id"], f"wr:{story}")
    await people["id"].press(page, f"rp:n:{story}")
    boss = await chief(world)
    done = await put_right(boss, story, "to", "open ai", f"rw:{story}:0:to:@openai")
    assert "Tara Qvist: Quorvexa → OpenAI" in done["text"]
    for lang, one in people.items():
        shown, t = now(one, alerts[lang]), texts(lang)
        assert struck(shown) == f"Tara Qvist{COLON[lang]}Quorvexa → Bravik" or lang == "id"
        assert f"Tara Qvist{COLON[lang]}Quorvexa → OpenAI" in shown["text"] and t("Corrected:") in shown["text"]
    assert people["id"].newest()["text"] == "\n".join(
        (texts("id")("Thank you: you reported this, and you were right."), texts("id")("It is corrected everywhere."))
    )
    assert right.newest()["text"].startswith("Corrected: Tara Qvist: Quorvexa → Bravik\nTara Qvist: Quorvexa → OpenAI")
    before = len(world.sim.from_bot(right.id))
    await world.advance_to(REPEATED.published + timedelta(minutes=30))
    assert len(world.sim.from_bot(right.id)) == before
    shown = now(people["en"], alerts["en"])
    assert "2 sources" in shown["text"] and "Tara Qvist: Quorvexa → OpenAI" in shown["text"]
    ayu = Person(world, next(PEOPLE))
    assert "Tara Qvist" not in (await ayu.ask("/moves Bravik"))["text"]
    assert "Tara Qvist" in (await ayu.ask("/moves OpenAI"))["text"]
    assert "Tara Qvist" not in (await ayu.ask("/latest Bravik"))["text"]
    assert "OpenAI" in (await ayu.ask("/who Tara Qvist"))["text"]
    assert "put right by hand" in (await people["en"].ask("/why", reply_to=alerts["en"]["message_id"]))["text"]
    # The button of before changes nothing more.
    again = await pressed_late(boss, done, f"ra:0:{story}:0:to:")
    assert boss.toast == "This story has been put right meanwhile; look at it again." and again["text"] == done["text"]


async def test_a_wrong_person_is_corrected_and_reports_under_the_wrong_name_join_the_right_one(world: Stage) -> None:
    ayu = await watching(world, "Halmerion", "id")
    await world.advance_to(MISNAMED.published + timedelta(minutes=30))
    alert = ayu.newest()
    story = await story_of(world, "Milan Oyelaran")
    boss = await chief(world)
    await put_right(boss, story, "person", "Ines Okonkwo")
    shown = now(ayu, alert)
    assert struck(shown) == "Milan Oyelaran: Halmerion → Zelvane"
    assert "\nInes Okonkwo: Halmerion → Zelvane" in shown["text"]
    before = len(world.sim.from_bot(ayu.id))
    await world.advance_to(MISNAMED_AGAIN.published + timedelta(minutes=30))
    assert len(world.sim.from_bot(ayu.id)) == before, "the wrong name makes no story of its own"
    assert "2 sumber" in now(ayu, alert)["text"]
    assert "Halmerion" not in (await boss.ask("/who Milan Oyelaran"))["text"]
    assert "Halmerion" in (await boss.ask("/who Ines Okonkwo"))["text"]


async def test_kind_status_and_role_are_put_right_and_one_move_of_two_is_taken_out(world: Stage) -> None:
    ayu = await watching(world, "Pelgrave")
    await world.advance_to(TWO.published + timedelta(minutes=30))
    alert = ayu.newest()
    assert "Nadia Brekke" in alert["text"] and "Joren Adeyemi: Pelgrave → Norvale" in alert["text"]
    story, boss = await story_of(world, "Joren Adeyemi"), await chief(world)
    page = await pressed_late(boss, await boss.ask("/help"), f"rf:{story}")
    assert data(page, "rm") == [f"rm:{story}:0", f"rm:{story}:1"]
    for slot, value in (("status", "rumour"), ("kind", "appointed")):
        page = await pressed_late(boss, page, f"rt:{story}:0:{slot}")
        page = await boss.press(page, f"rw:{story}:0:{slot}:{value}")
        page = await boss.press(page, data(page, "ra")[0])
    shown = now(ayu, alert)
    assert "appointment · rumour" in shown["text"] and "Corrected: reported → rumour" in shown["text"]
    page = await boss.press(page, f"rf:{story}")
    page = await boss.press(page, f"rm:{story}:1")
    page = await boss.press(page, f"rw:{story}:1:gone")
    await boss.press(page, data(page, "ra")[0])
    shown = now(ayu, alert)
    assert struck(shown).endswith("Joren Adeyemi: Pelgrave → Norvale") and shown["text"].count("Joren Adeyemi: ") == 1
    assert "Joren" not in (await ayu.ask("/moves Norvale"))["text"]
    page = await pressed_late(boss, await boss.ask("/help"), f"rf:{story}")
    assert "It is the story's only move." in page["text"]
    late = await pressed_late(boss, page, f"rw:{story}:0:gone")
    assert late["text"] == page["text"] and boss.toast == "This story is no longer stored."


async def test_what_was_read_unsurely_waits_with_its_score_evidence_and_reach(world: Stage) -> None:
    ayu = await watching(world, "Varnholt")
    await world.advance_to(UNSURE.published + timedelta(minutes=30))
    assert ayu.newest()["text"].startswith("Signe Okafor: Varnholt → Cresswick"), "it is sent all the same"
    boss = await chief(world)
    page = await boss.ask("/review")
    assert page["text"].startswith(
        "To review: 1 of 1\nUnsure: told by one source of low trust and the catalog knows nobody in it\n"
    )
    assert "\n2 chats have got it\n" in page["text"], "the watcher, and the administrator, whose /start has shown it"
    assert "“Signe Okafor leaves Varnholt for Cresswick” — Blog" in page["text"]
    story = await story_of(world, "Signe Okafor")
    later = await boss.press(page, f"rk:{story}:0")
    assert "kept for later" in later["text"]
    assert (await boss.press(later, f"rd:{story}:0"))["text"].startswith("Nothing to review.")
    async with world.running.db.read() as c:
        assert await c.value("SELECT decision FROM decisions_log WHERE story_id = ?", (int(story),)) == "approved"


async def test_no_more_than_a_few_unsure_stories_wait_a_day(world: Stage) -> None:
    at = world.clock.now() + timedelta(days=20)
    async with world.running.db.write() as c:
        await c.many(
            "INSERT INTO stories (id, status, first_at, last_at) VALUES (?, 'reported', ?, ?)",
            [(90_000 + n, stamp(START), stamp(START)) for n in range(10)],
        )
        queued = [await doubts.queue(c, 90_000 + n, ("score",), 0.6, at) for n in range(10)]
        assert queued == [True] * doubts.A_DAY + [False] * (10 - doubts.A_DAY)
        assert await doubts.queue(c, 90_009, ("score",), 0.6, at + timedelta(days=1, minutes=1))


@pytest.mark.parametrize("verb", ["rv", "rd", "rk", "rr", "rx", "ru", "rs", "rf", "rm", "rt", "rw", "ra"])
async def test_garbage_of_an_administrators_changes_nothing_and_is_answered(world: Stage, verb: str) -> None:
    boss = await chief(world)
    page = await boss.ask("/help")
    story = await story_of(world, "Tara Qvist")
    garbage = (*SOME_GARBAGE, f"{story}:x", f"{story}:0:x", f"{story}:9:to", f"{story}:0:kind:x", f"7:{story}:0:to:x",
               f"{story}:0:to:@no one", f"1:{story}:0:status:", f"{story}:²:to")  # fmt: skip
    for value in garbage:
        await pressed_late(boss, page, f"{verb}:{value}"[:64])
    async with world.running.db.read() as c:
        assert await c.all("SELECT error FROM inbox WHERE error IS NOT NULL") == []
        assert await c.value("SELECT COUNT(*) FROM stories WHERE retracted_at IS NOT NULL") == 0
