"""A feed and a page that hang, seen from the chat: the alerts of the others come while both still hang."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest_asyncio

from storage import feed_list
from storage.feed_list import FeedSpec
from tests.e2e.chatting import START, Person, told
from tests.e2e.feeds_of_ours import Told, rss
from tests.e2e.stage import PATIENCE, Stage, stage
from tests.unit.intake.street import Street, host, street

PIECES = (told("en", "Tara Qvist", "Quorvexa", "Bravik", "e1", -30),)
READER = 7
AGES = 600.0  # seconds; what hangs hangs until it is hung up
NEWS = START + timedelta(hours=4)
RSS, HTML = "application/rss+xml", "text/html"


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path, PIECES, START) as one:
        one.running.intake.fetcher.timeout = AGES
        yield one


@pytest_asyncio.fixture
async def town() -> AsyncIterator[Street]:
    async with street(4) as one:
        yield one


def publish(town: Street, number: int, person: str, at: datetime) -> None:
    """An article about somebody, at the outlet of a number, with its page."""
    title = f"{person} leaves Quorvexa for Bravik"
    text = f"{person} has left Quorvexa and joined Bravik as chief scientist, Bravik said."
    town.bodies[host(number), "/feed"] = (
        RSS,
        rss(f"Paper {number}", Told(title, at, text=text, link=town.at(number, "/page"))),
    )
    page = f"<html><body><article><h1>{title}</h1>" + f"<p>{text} It was a surprise to many.</p>" * 4 + "</article>"
    town.bodies[host(number), "/page"] = HTML, page + "</body></html>"


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - neither chat nor street has an event
            await asyncio.sleep(0.01)


async def test_alerts_come_while_a_feed_and_the_page_of_an_earlier_article_hang(world: Stage, town: Street) -> None:
    reader = Person(world, READER)
    await reader.say("/watch Quorvexa")
    for number in range(4):
        town.bodies[host(number), "/feed"] = RSS, rss(f"Paper {number}", Told(f"Old news of paper {number}", START))
    async with world.running.db.write() as c:
        for number in range(4):
            await feed_list.add(c, FeedSpec(town.at(number)), "chat", 1, world.clock.now())
    await world.settled()
    town.ways[host(0), "/feed"] = "never answers"
    town.ways[host(1), "/page"] = "never answers"
    publish(town, 1, "Milan Oyelaran", NEWS - timedelta(minutes=30))
    publish(town, 2, "Odette Brandvold", NEWS - timedelta(minutes=20))
    publish(town, 3, "Ravi Sastri", NEWS - timedelta(minutes=10))
    world.clock.advance(NEWS - START)

    def has(person: str) -> bool:
        return any(person in m["text"] for m in world.sim.from_bot(READER))

    await until(lambda: has("Odette Brandvold") and has("Ravi Sastri"))
    await until(lambda: town.open == {(host(0), "/feed"), (host(1), "/page")})
    assert not has("Milan Oyelaran")
    town.ways.clear()
    town.hang_up()
    await until(lambda: has("Milan Oyelaran"))
    await world.settled()
