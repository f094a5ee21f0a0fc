"""Every delivery setting changes what arrives: docs/delivery.md, played on the whole bot with a stepped clock.

One stage serves all tests, in their order; each has a day and a firm of its own, and two readers: one with the setting
at its default, one who has changed it.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.sending.keeping import replan
from storage import preferences, stories_muted, subscribers, watches
from tests.e2e.chatting import BREATH, START, Message, Person, buttons, data, links, numbers, piece
from tests.e2e.outlets import Piece
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

DAY = timedelta(days=1)
MIDNIGHT = START.replace(hour=0)
PEOPLE = numbers(3000)
HEARD: dict[int, int] = {}  # by person, how many of the bot's messages ``came`` has given out


def at(day: int, clock: str) -> datetime:
    """A clock time of the test's day, in UTC."""
    hours, minutes = clock.split(":")
    return MIDNIGHT + day * DAY + timedelta(hours=int(hours), minutes=int(minutes))


def news(
    id: str, day: int, clock: str, person: str, left: str, to: str, post: str = "a researcher", **how: Any
) -> Piece:
    """A made-up move, told at a clock time."""
    text = f"{person}, {post} of {left}, has left the company and joined {to}.\n{person} worked on speech there."
    return piece(
        id, "en", f"{person} leaves {left} for {to}", text, (at(day, clock) - START) / timedelta(hours=1), **how
    )


def denied(id: str, day: int, clock: str, person: str, left: str, to: str) -> Piece:
    text = f"{left} denied that {person} has left for {to}. {person} denied leaving {left}."
    title = f"{person} denies leaving {left} for {to}"
    return piece(id, "en", title, text, (at(day, clock) - START) / timedelta(hours=1), outlet="Second outlet")


def again(id: str, day: int, clock: str, person: str, left: str, to: str, outlet: str) -> Piece:
    """A further source of a move, in words of its own."""
    title, text = {
        "Second outlet": (
            f"{to} hires {person} from {left}",
            f"{to} has hired {person} from {left}, two people say. The contract begins in the spring.",
        ),
        "Third outlet": (
            f"{person} joins {to}",
            f"After four years at {left}, {person} is joining {to} and will lead a team of twelve in Oslo.",
        ),
    }[outlet]
    return piece(id, "en", title, text, (at(day, clock) - START) / timedelta(hours=1), outlet=outlet)


FIRMS = ("Quorvexa", "Halmerion", "Zelvane", "Brixonel", "Tolmarque", "Norvale", "Vantrika", "Oskelund", "Drimoria",
         "Kestrova", "Palmyrix", "Juntavo", "Wexlander", "Yorvik", "Ulmeria", "Fendrago")  # fmt: skip
NAMES = ("Tara Qvist", "Milan Oyelaran", "Nadia Brekke", "Ilse Marchetti", "Joren Adeyemi", "Petra Lindqvist",
         "Oskar Nyberg", "Leila Farouk", "Hanna Virtanen", "Diego Salazar", "Anton Keller", "Mira Kovac")  # fmt: skip

PIECES = (
    # 1: daily
    news("d1", 1, "10:00", NAMES[0], FIRMS[0], "Bravik"),
    news("d2", 1, "15:00", NAMES[1], FIRMS[0], "Corvane"),
    denied("d3", 1, "20:00", NAMES[1], FIRMS[0], "Corvane"),
    # 3: quiet hours
    news("q1", 3, "23:10", NAMES[2], FIRMS[1], "Bravik"),
    news("q2", 4, "02:00", NAMES[3], FIRMS[1], "Corvane"),
    # 5: breaking news in quiet hours
    news("b1", 5, "23:10", NAMES[4], FIRMS[2], "Bravik", "CEO"),
    news("b2", 5, "23:40", NAMES[5], FIRMS[2], "Corvane"),
    # 6: weekly, the Monday after
    news("w1", 6, "12:00", NAMES[6], FIRMS[6], "Bravik"),
    news("w2", 6, "13:00", NAMES[7], FIRMS[6], "Corvane"),
    # 8: a burst
    *(news(f"u{n}", 8, "12:00", NAMES[n], FIRMS[3], f"Bravik {'ABCDEFG'[n]}") for n in range(7)),
    # 9: an edit in quiet hours; a further source of what a digest told
    news("e1", 9, "20:00", NAMES[8], FIRMS[4], "Bravik"),
    again("e2", 9, "23:20", NAMES[8], FIRMS[4], "Bravik", "Second outlet"),
    news("e3", 9, "20:10", NAMES[11], FIRMS[4], "Corvane"),
    again("e4", 10, "08:20", NAMES[8], FIRMS[4], "Bravik", "Third outlet"),
    # 10, 11: changes of what is kept
    news("c1", 10, "10:00", NAMES[9], FIRMS[5], "Bravik"),
    news("c2", 10, "11:00", NAMES[10], FIRMS[5], "Corvane"),
)  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("delivery"), PIECES, START) as one:
        yield one


async def choose(world: Stage, person: Person, **chosen: Any) -> None:
    """Change settings as a settings command does: stored, and what is kept planned anew."""
    async with world.running.db.write() as c:
        await preferences.put(c, person.id, replace(await preferences.get(c, person.id), **chosen))
        await replan(c, person.id, world.clock.now())
    world.running.sender.wake.set()
    await world.settled()


async def reader(world: Stage, *names: str, lang: str = "en", **chosen: Any) -> Person:
    """Somebody new who watches names, with settings, and whose clock is UTC."""
    person = Person(world, next(PEOPLE), lang)
    async with world.running.db.write() as c:
        await subscribers.ensure(c, person.id, "private", lang, "UTC", world.clock.now())
    for name in names:
        answer = (await person.say(f"/watch {name}"))[0]
        for value in data(answer, "wc"):
            if value.startswith("wc:="):
                await person.press(answer, value)
    if chosen:
        await choose(world, person, **chosen)
    came(person)
    return person


def came(person: Person) -> list[Message]:
    """What the bot has sent somebody since they were last asked, of its own accord; of waves tells test_waves.py."""
    everything = person.world.sim.from_bot(person.place)
    new = everything[HEARD.get(person.id, 0) :]
    HEARD[person.id] = len(everything)
    return [m for m in new if " departures from " not in m.get("text", "")]


def when(message: Message) -> str:
    return f"{datetime.fromtimestamp(message['date'], UTC):%H:%M}"


def silent(person: Person, message: Message) -> bool:
    return person.world.sim.message(person.place, message["message_id"]).silent


def shown(person: Person, message: Message) -> str:
    """A message's text as it stands now."""
    return str(person.world.sim.message(person.place, message["message_id"]).as_json()["text"])


async def test_daily_keeps_the_days_news_and_tells_each_event_once_in_its_latest_state(world: Stage) -> None:
    instant = await reader(world, FIRMS[0])
    daily = await reader(world, FIRMS[0], delivery="daily", digest_at=time(8, 30))
    await world.advance_to(at(2, "08:00"))
    assert len(came(instant)) == 3  # two alerts and the denial
    assert came(daily) == []
    await world.advance_to(at(2, "08:30"))
    (digest,) = came(daily)
    assert when(digest) == "08:30"
    assert digest["text"].startswith("Your digest of 4 March 2026\n2 stories\n")
    assert digest["text"].index(NAMES[1]) < digest["text"].index(NAMES[0])  # the newest first
    assert digest["text"].count(f"{NAMES[1]}: {FIRMS[0]} → Corvane") == 1
    assert "denied" in digest["text"]
    assert len(links(digest)) == 2
    assert [b["text"] for b in buttons(digest)] == ["1", "2"]
    await daily.press(digest, data(digest, "o")[0])
    assert NAMES[1] in daily.newest()["text"]
    # Its pages turn in place for the chat that it was sent to, and for no other.
    async with world.running.db.read() as c:
        number = await c.value("SELECT id FROM outbox WHERE chat_id = ? AND kind = 'digest'", (daily.id,))
    for person, page, toast in ((daily, digest, None), (instant, instant.newest(), "too old")):
        world.clock.advance(BREATH)
        answered = len(world.sim.answers)
        await world.sim.press_forged(person.id, page["message_id"], f"dg:{number}.0")
        await world.sim.wait_for(lambda n=answered: len(world.sim.answers) > n)
        await world.settled()
        assert shown(person, page) == page["text"]
        assert (toast or "") in str(person.toast)
    assert came(instant) == []


async def test_quiet_hours_cross_midnight_and_end_with_one_digest(world: Stage) -> None:
    plain = await reader(world, FIRMS[1])
    quiet = await reader(world, FIRMS[1], quiet=(time(22, 0), time(6, 30)))
    await world.advance_to(at(4, "06:29"))
    alerts = came(plain)
    assert len(alerts) == 2
    assert came(quiet) == []
    asked = await quiet.ask("/watches")  # replies always come
    assert FIRMS[1] in asked["text"]
    came(quiet)
    await world.advance_to(at(4, "06:30"))
    (digest,) = came(quiet)
    assert when(digest) == "06:30"
    assert NAMES[2] in digest["text"] and NAMES[3] in digest["text"]
    assert "Kept for you until" in digest["text"]


async def test_nights_are_silent_unless_that_is_switched_off(world: Stage) -> None:
    usual = await reader(world, FIRMS[2])
    loud = await reader(world, FIRMS[2], silent_nights=False)
    quiet = await reader(world, FIRMS[2], quiet=(time(22, 0), time(6, 0)))
    breaking = await reader(world, FIRMS[2], quiet=(time(22, 0), time(6, 0)), breaking=True)
    named = await reader(world, FIRMS[2], NAMES[5], quiet=(time(22, 0), time(6, 0)), breaking=True)
    daily = await reader(world, FIRMS[2], delivery="daily", breaking=True)
    await world.advance_to(at(6, "05:00"))
    assert [silent(usual, m) for m in came(usual)] == [True, True]
    assert [silent(loud, m) for m in came(loud)] == [False, False]
    # Breaking news: a chief executive passes quiet hours and digests, a watched person for who watches them.
    assert came(quiet) == []
    assert [NAMES[4] in m["text"] for m in came(breaking)] == [True]
    assert [NAMES[4] in m["text"] for m in came(named)] == [True, False]
    assert [NAMES[4] in m["text"] for m in came(daily)] == [True]
    await world.advance_to(at(6, "08:00"))
    assert "2 stories" in came(quiet)[0]["text"]
    # A single kept event comes as its own card, and what came at once is in no digest.
    for person in (breaking, daily):
        (card,) = came(person)
        assert NAMES[5] in card["text"] and NAMES[4] not in card["text"]
        assert data(card, "s")
    assert came(named) == []


async def test_weekly_comes_on_its_day_and_news_by_day_has_a_sound(world: Stage) -> None:
    monday = await reader(world, FIRMS[6], delivery="weekly", digest_day=0, digest_at=time(9, 15))
    tuesday = await reader(world, FIRMS[6], delivery="weekly", digest_day=1)
    await world.advance_to(at(7, "09:14"))
    assert at(7, "09:15").weekday() == 0
    assert came(monday) == []
    await world.advance_to(at(7, "09:15"))
    (digest,) = came(monday)
    assert digest["text"].startswith("Your weekly digest, 8 March 2026 to 9 March 2026\n2 stories")
    assert not silent(monday, digest)
    assert came(tuesday) == []
    await world.advance_to(at(8, "08:00"))
    assert len(came(tuesday)) == 1
    assert came(monday) == []


async def test_a_burst_is_kept_to_the_end_of_its_ten_minutes(world: Stage) -> None:
    person = await reader(world, FIRMS[3])
    await world.advance_to(at(8, "12:09"))
    first = came(person)
    assert len(first) == 5
    world.clock.advance(timedelta(minutes=11))
    await world.settled()
    (digest,) = came(person)
    assert "2 stories" in digest["text"]
    told = "".join(m["text"] for m in (*first, digest))
    assert all(name in told for name in NAMES[:7])


async def test_an_edit_goes_on_in_quiet_hours_and_never_touches_a_digest(world: Stage) -> None:
    quiet = await reader(world, FIRMS[4], quiet=(time(22, 0), time(6, 0)))
    daily = await reader(world, FIRMS[4], delivery="daily")
    await world.advance_to(at(9, "21:00"))
    card, _ = came(quiet)
    await world.advance_to(at(9, "23:50"))
    assert came(quiet) == []
    assert "2 sources" in shown(quiet, card)
    await world.advance_to(at(10, "08:00"))
    (digest,) = came(daily)
    assert "2 sources" in digest["text"]
    await world.advance_to(at(10, "09:00"))
    assert "3 sources" in shown(quiet, card)
    assert shown(daily, digest) == digest["text"]
    assert came(daily) == came(quiet) == []


async def test_who_turns_to_at_once_gets_what_was_kept_and_a_mute_takes_it_out(world: Stage) -> None:
    people = [await reader(world, FIRMS[5], delivery="daily") for _ in range(4)]
    turned, muted, stopped, hushed = people
    await world.advance_to(at(10, "12:00"))
    assert [came(p) for p in people] == [[], [], [], []]
    await choose(world, turned, delivery="instant")
    (digest,) = came(turned)
    assert "2 stories" in digest["text"]
    async with world.running.db.write() as c:
        (watch,) = await watches.of_chat(c, muted.id)
        await watches.mute(c, muted.id, watch.id, world.clock.now() + 7 * DAY)
        story = await c.value("SELECT MIN(story_id) FROM outbox WHERE chat_id = ? AND state = 'held'", (hushed.id,))
        await stories_muted.mute(c, hushed.id, story, world.clock.now())
    await stopped.say("/stop")
    came(stopped)
    await world.advance_to(at(11, "09:00"))
    assert came(muted) == came(stopped) == came(turned) == []
    (card,) = came(hushed)  # the other of the two, as its own card
    assert NAMES[10] in card["text"]


async def test_the_preview_is_off_by_setting(world: Stage) -> None:
    await world.advance_to(at(10, "12:00"))  # where it runs by itself; after the others that day is over
    person = await reader(world, preview=False)
    (answer,) = [m for m in await person.say(f"/latest {FIRMS[5]}") if data(m, "o")]
    await person.press(answer, data(answer, "o")[0])
    assert person.newest()["link_preview_options"]["is_disabled"]


async def test_a_week_without_news_brings_one_line_and_off_brings_none(world: Stage) -> None:
    people = {lang: await reader(world, "Zzyntax", lang=lang) for lang in ("en", "id", "zh")}
    off = await reader(world, "Zzyntax", all_quiet=False)
    late = await reader(world, "Zzyntax", quiet=(time(7, 0), time(21, 15)))
    week = world.clock.now() + 7 * DAY
    assert 9 <= week.hour < 20
    await world.advance_to(week.replace(hour=21, minute=15))
    await world.advance_to(week.replace(hour=23))
    assert all(came(person) == [] for person in (*people.values(), off))
    eight = week.replace(hour=8, minute=0, second=0, microsecond=0) + DAY
    await world.advance_to(eight)
    lines = {lang: came(person) for lang, person in people.items()}
    assert [len(found) for found in lines.values()] == [1, 1, 1]
    assert "feeds read, nothing about Zzyntax" in lines["en"][0]["text"]
    assert when(lines["en"][0]) == "08:00"
    assert [when(m) for m in came(late)] == ["21:15"]  # eight o'clock lies in its quiet hours
    assert came(off) == []
    await world.advance_to(eight + 7 * DAY - timedelta(minutes=1))
    assert came(people["en"]) == came(off) == []
