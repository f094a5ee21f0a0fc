"""In which order items are read whose pages come when they come."""

import asyncio
from datetime import UTC, datetime, timedelta

from feeds.arrivals import IN_A_TURN, Arrivals
from feeds.model import Article, PendingItem

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
AGES = 600.0


def pending(number: int, minutes: int, attempts: int = 0, feed: int = 1) -> PendingItem:
    published = NINE + timedelta(minutes=minutes)
    article = Article(str(number), f"Article {number}", "", published=published)
    return PendingItem(str(number), feed, article, NINE, False, attempts)


class Pages:
    """Pages that come when the test says so."""

    def __init__(self, arrivals: Arrivals) -> None:
        self.arrivals = arrivals
        self.there: dict[str, asyncio.Event] = {}

    def expect(self, item: PendingItem) -> None:
        there = self.there[item.id] = asyncio.Event()

        async def page() -> Article:
            await there.wait()
            return item.article

        self.arrivals.add(item, page())

    async def come(self, *ids: str) -> None:
        for id in ids:
            self.there[id].set()
            await asyncio.sleep(0.001)


async def read(arrivals: Arrivals, count: int) -> list[str]:
    return [one.item.id for _ in range(count) for one in await arrivals.next()]


async def test_what_comes_within_the_moment_is_read_in_order_of_publication() -> None:
    arrivals = Arrivals(behind=AGES)
    pages = Pages(arrivals)
    for number, minutes in ((1, 30), (2, 10), (3, 20)):
        pages.expect(pending(number, minutes))
    reading = asyncio.create_task(read(arrivals, 3))
    await pages.come("1", "3")
    assert not reading.done() and len(arrivals) == 3, "the earliest is not here yet"
    await pages.come("2")
    assert await reading == ["2", "3", "1"]


async def test_a_page_that_hangs_holds_up_no_other_and_is_read_when_it_comes() -> None:
    arrivals = Arrivals(behind=0.05)
    pages = Pages(arrivals)
    for number in (1, 2, 3):
        pages.expect(pending(number, number))
    await pages.come("3", "2")
    assert await read(arrivals, 2) == ["2", "3"]
    pages.expect(pending(4, 4))
    await pages.come("4")
    assert await read(arrivals, 1) == ["4"], "nobody waits any more for what has hung that long"
    await pages.come("1")
    assert await read(arrivals, 1) == ["1"]


async def test_whoever_has_waited_long_enough_waits_for_nothing_that_begins_later() -> None:
    arrivals = Arrivals(behind=0.3)
    pages = Pages(arrivals)
    pages.expect(pending(1, 50))
    await pages.come("1")
    reading = asyncio.create_task(read(arrivals, 1))
    for number in range(2, 60):  # earlier articles, whose pages hang, begin all the time
        if reading.done():
            break
        pages.expect(pending(number, number - 60))
        await asyncio.sleep(0.05)
    assert reading.done() and await reading == ["1"]
    await arrivals.close()


async def test_what_was_tried_before_is_read_last_and_closing_waits_for_nothing() -> None:
    arrivals = Arrivals(behind=AGES)
    pages = Pages(arrivals)
    pages.expect(pending(1, 1, attempts=1))
    pages.expect(pending(2, 2))
    assert arrivals.tried
    await pages.come("1", "2")
    assert await read(arrivals, 2) == ["2", "1"]
    assert not arrivals.tried
    pages.expect(pending(3, 3))
    await arrivals.close()
    assert len(arrivals) == 0


async def test_what_is_here_is_handed_on_together_and_what_was_tried_before_by_itself() -> None:
    arrivals = Arrivals(behind=AGES)
    tried, *fresh = [pending(1, 0, attempts=1), pending(2, 30), pending(3, 10), pending(4, 20), pending(5, 40)]
    for item in (tried, *fresh):
        arrivals.add(item, item.article)
    groups = [[one.item.id for one in await arrivals.next(3)] for _ in range(3)]
    assert groups == [["3", "4", "2"], ["5"], ["1"]]
    assert not arrivals.tried and len(arrivals) == 0


async def test_a_group_ends_before_one_whose_page_is_still_waited_for() -> None:
    arrivals = Arrivals(behind=AGES)
    pages = Pages(arrivals)
    first, second, third = pending(1, 0), pending(2, 10), pending(3, 20)
    arrivals.add(first, first.article)
    pages.expect(second)
    arrivals.add(third, third.article)
    assert [one.item.id for one in await arrivals.next(9)] == ["1"]
    await pages.come("2")
    assert [one.item.id for one in await arrivals.next(9)] == ["2", "3"]


async def test_a_feed_that_brings_very_many_holds_up_no_news_of_another() -> None:
    arrivals = Arrivals()
    for number in range(100):
        item = pending(number, number)
        arrivals.add(item, item.article)
    hand = await arrivals.next(IN_A_TURN + 10)
    news = pending(500, 500, feed=2)
    assert not arrivals.overtake(hand[0])
    arrivals.add(news, news.article)
    assert not arrivals.overtake(hand[0]), "of the first turn, and published before"
    assert arrivals.overtake(hand[IN_A_TURN])
    arrivals.put_back(hand[IN_A_TURN:])
    assert await read(arrivals, 81) == ["500", *(str(n) for n in range(IN_A_TURN, 100))]
    arrivals.add(item := pending(600, 600), item.article)
    assert [one.turn for one in await arrivals.next()] == [0], "its feed has nothing else that waits"
