"""The hour that daylight saving skips or doubles, and clocks that are set, through the whole bot: one digest a day.

Each reader wants the digest at a time that on no clock of theirs comes on a day in spring, and twice on one in autumn.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from benchmarks.articles import FIRMS
from tests.e2e.chatting import Person, numbers
from tests.e2e.outlets import Piece
from tests.e2e.stage import Stage, stage

PEOPLE = numbers(8300)
ZONES = ("Europe/Berlin", "America/New_York")
HOUR = timedelta(hours=1)
# By zone and season: the time on the clock, and the moment at which the digest of the day of the change is due.
CHANGES = (
    (datetime(2026, 3, 8, 7, 0, tzinfo=UTC), "America/New_York", "02:30"),  # is skipped: at 03:00 EDT
    (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Europe/Berlin", "02:30"),  # is skipped: at 03:00 CEST
    (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Berlin", "02:30"),  # comes twice: the first, CEST
    (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "America/New_York", "01:30"),  # comes twice: the first, EDT
)
BEFORE = 22 * HOUR
FIRST = ("Tara", "Milan", "Odette", "Ravi", "Joana", "Pavel", "Ines", "Marek", "Salma", "Teo", "Lidia", "Karim")
LAST = ("Qvist", "Oyelaran", "Brandvold", "Sastri", "Mirova", "Tennant", "Halloran", "Petrak", "Solis", "Weller")


def piece(number: int, at: datetime) -> Piece:
    person = f"{FIRST[number % len(FIRST)]} {LAST[number // 2 % len(LAST)]}"
    firm = FIRMS[number % len(FIRMS)]
    text = f"{person}, who led research at {firm}, has left {firm} and joined Quorvexa as chief scientist, it said."
    return Piece(f"p{number}", "Harbour", "en", f"{person} leaves {firm} for Quorvexa", text, at)


# Two articles on the day before each change, and two on the day itself.
TIMES = [due + hours * HOUR for due, _, _ in CHANGES for hours in (-20, -12, 4, 12)]
PIECES = [piece(n, at) for n, at in enumerate(TIMES)]


async def reader(world: Stage, zone: str) -> Person:
    one = Person(world, next(PEOPLE))
    await one.say("/watch Quorvexa")
    await one.say(f"/timezone {zone}")
    return one


async def came(world: Stage, one: Person) -> list[datetime]:
    """When messages came that tell news, one moment each."""
    found = [m for m in world.sim.from_bot(one.id) if "Quorvexa" in m["text"] and "Watching" not in m["text"]]
    return [datetime.fromtimestamp(m["date"], UTC) for m in found]


@pytest.mark.parametrize("back", [timedelta(), pytest.param(HOUR, marks=pytest.mark.slow)])
async def test_exactly_one_digest_a_day_whatever_the_clocks_do(tmp_path: Path, back: timedelta) -> None:
    async with stage(tmp_path, PIECES, CHANGES[0][0] - BEFORE) as world:
        readers = {zone: await reader(world, zone) for zone in ZONES}
        for due, zone, at in CHANGES:
            await leap(world, due - BEFORE)
            one = readers[zone]
            await one.say(f"/digest daily {at}")
            before = len(await came(world, one))
            for hours in (-19, -11):  # a few leaps, each behind an article
                await leap(world, due + hours * HOUR)
            await leap(world, due - timedelta(minutes=5))
            await set_back(world, back)
            assert len(await came(world, one)) == before, "not before its time"
            await leap(world, due + timedelta(minutes=5))
            await set_back(world, back)
            for hours in (5, 13, 20):
                await leap(world, due + hours * HOUR)
            fresh = (await came(world, one))[before:]
            assert len(fresh) == 1, (zone, due, fresh)
            assert timedelta() <= fresh[0] - due <= timedelta(minutes=6)
            day = {m.astimezone(ZoneInfo(zone)).date() for m in fresh}
            assert day == {due.astimezone(ZoneInfo(zone)).date()}


async def leap(world: Stage, moment: datetime) -> None:
    world.clock.advance(max(timedelta(), moment - world.clock.now()))
    await world.settled()


async def set_back(world: Stage, by: timedelta) -> None:
    """The machine's clock is put back, and right again after a while."""
    if by:
        world.clock.advance(-by)
        await world.settled()
        world.clock.advance(by)
        await world.settled()
