"""A wave in the chat: three departures within a month bring one message after the third alert, once."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.locales.texts import texts
from storage.moments import stamp
from tests.e2e.chatting import START, Message, Person, data, links, piece, told
from tests.e2e.stage import Stage, stage

NAMES = ("Tara Qvist", "Milan Oyelaran", "Ines Okafor", "Dario Lindqvist")
GOALS = ("Bravik", "Norvale", "Halmerion", "Zentrify")
PIECES = tuple(
    told("en", name, "Quorvexa", goal, f"e{i}", 24 * i + 2)
    for i, (name, goal) in enumerate(zip(NAMES, GOALS, strict=True))
)
LAST = START + timedelta(days=2, hours=1)


def waves(messages: list[Message], lang: str) -> list[Message]:
    t, shown = texts(lang), {"name": "Quorvexa", "days": 30}
    one, more = "{n} departure from {name} in {days} days", "{n} departures from {name} in {days} days"
    headings = [t.n(one, more, n, **shown) for n in (3, 4)]
    return [m for m in messages if any(m.get("text", "").startswith(h) for h in headings)]


async def follow(world: Stage, **watchers: str) -> dict[str, Person]:
    found = {}
    for number, (lang, scope) in enumerate(watchers.items(), 40):
        ayu = Person(world, number, lang.rstrip("_"))
        answer = await ayu.ask("/watch Quorvexa")
        assert answer["text"]
        async with world.running.db.write() as c:
            await c.run("UPDATE watches SET scope = ? WHERE chat_id = ?", (scope, number))
        found[lang] = ayu
    return found


@pytest.mark.parametrize("scope", ["all", "departures"])
async def test_the_third_departure_brings_one_wave_in_each_language_and_the_fourth_none(
    tmp_path: Path, scope: str
) -> None:
    async with stage(tmp_path, PIECES, START) as world:
        watchers = await follow(world, en=scope, id=scope, zh=scope)
        await world.advance_to(START + timedelta(days=1, hours=6))
        assert not any(waves(world.messages(p.id), lang) for lang, p in watchers.items())
        await world.advance_to(START + timedelta(days=2, hours=6))
        for lang, ayu in watchers.items():
            (wave,) = waves(world.messages(ayu.id), lang)
            newest = world.messages(ayu.id)[-2:]
            assert newest[1] == wave and NAMES[2] in newest[0]["text"], "it comes after the alert that makes it a wave"
            lines = wave["text"].split("\n")[2:5]
            assert all(n in line and g in line for n, g, line in zip(NAMES, GOALS, lines, strict=False))
            assert len(links(wave)) == 3 and len(data(wave, "o")) == 3
            await ayu.press(wave, data(wave, "o")[1])
            assert NAMES[1] in ayu.newest()["text"]
            await ayu.press(wave, data(wave, "ml")[0])
            assert texts(lang)("Went: {n}", n=3) in ayu.newest()["text"]
        await world.advance_to(START + timedelta(days=4))
        assert all(len(waves(world.messages(p.id), lang)) == 1 for lang, p in watchers.items())


async def test_a_restart_tells_no_wave_again(tmp_path: Path) -> None:
    async with stage(tmp_path, PIECES[:3], START) as world:
        ayu = (await follow(world, en="all"))["en"]
        await world.advance_to(START + timedelta(days=3))
        assert len(waves(world.messages(ayu.id), "en")) == 1
    async with stage(tmp_path, PIECES, START + timedelta(days=3)) as world:
        await Person(world, ayu.id).say(
            "hello"
        )  # so that this simulator knows the chat; its first update is an old one
        await world.advance_to(START + timedelta(days=4))
        assert any(NAMES[3] in m["text"] for m in world.messages(ayu.id)), "the bot goes on"
        assert waves(world.messages(ayu.id), "en") == []


async def test_only_watches_that_take_departures_get_it(tmp_path: Path) -> None:
    async with stage(tmp_path, PIECES[:3], START) as world:
        watchers = await follow(world, en="everything", id="arrivals", zh="senior")
        await world.advance_to(START + timedelta(days=3))
        assert [len(waves(world.messages(p.id), lang)) for lang, p in watchers.items()] == [1, 0, 0]


async def test_what_a_feed_held_at_its_first_fetch_counts_and_tells_nothing(tmp_path: Path) -> None:
    old = tuple(told("en", NAMES[i], "Quorvexa", GOALS[i], f"o{i}", -24 * (i + 1)) for i in range(3))
    fresh = told("en", NAMES[3], "Quorvexa", GOALS[3], "f", 24)
    async with stage(tmp_path, (*old, fresh), START) as world:
        ayu = (await follow(world, en="all"))["en"]
        await world.advance_to(START + timedelta(hours=12))
        assert waves(world.messages(ayu.id), "en") == []
        await world.advance_to(START + timedelta(days=2))
        (wave,) = waves(world.messages(ayu.id), "en")
        assert wave["text"].startswith("4 departures from Quorvexa in 30 days")


async def test_rumours_and_denials_make_no_wave(tmp_path: Path) -> None:
    title = "Ines Okafor is said to be leaving Quorvexa for Halmerion, sources say"
    text = (
        "Ines Okafor is rumoured to be in talks to leave Quorvexa for Halmerion, people familiar with the matter said."
    )
    rumour = piece("r", "en", title, text, 50)
    async with stage(tmp_path, (*PIECES[:2], rumour), START) as world:
        ayu = (await follow(world, en="all"))["en"]
        await world.advance_to(START + timedelta(days=3))
        assert any("Ines Okafor" in m["text"] for m in world.messages(ayu.id))
        assert waves(world.messages(ayu.id), "en") == []


async def test_a_wave_is_kept_for_the_hour_of_the_digest_and_dropped_with_its_watch(tmp_path: Path) -> None:
    async with stage(tmp_path, PIECES[:3], START) as world:
        watchers = await follow(world, en="all", id="all")
        async with world.running.db.write() as c:
            await c.run('UPDATE subscribers SET settings = \'{"delivery": "daily"}\' WHERE chat_id IN (40, 41)')
        await world.advance_to(LAST + timedelta(hours=3))
        assert not any(waves(world.messages(p.id), lang) for lang, p in watchers.items())
        async with world.running.db.write() as c:
            until = stamp(world.clock.now() + timedelta(days=9))
            await c.run("UPDATE watches SET muted_until = ? WHERE chat_id = 41", (until,))
        await world.advance_to(START + timedelta(days=4))
        assert [len(waves(world.messages(p.id), lang)) for lang, p in watchers.items()] == [1, 0]
