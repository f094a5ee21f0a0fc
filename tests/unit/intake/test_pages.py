"""Articles' pages: only where robots.txt lets us, and then politely."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.clock import SteppedClock
from feeds.intake.fetch import Fetcher
from feeds.intake.pages import Pages
from feeds.intake.worker import Worker
from tests.unit.intake.site import Site, hangs
from tests.unit.intake.test_page import page

HTML = "text/html; charset=utf-8"


@pytest.fixture
async def pages(fetcher: Fetcher, worker: Worker, clock: SteppedClock) -> AsyncIterator[Pages]:
    yield Pages(fetcher, worker, clock)


async def test_a_page_is_read_where_there_is_no_robots_txt(site: Site, pages: Pages) -> None:
    found = await pages.page(site.put("/rara", page(), Content_Type=HTML))
    assert found is not None and "She joins Tindra" in found.text
    assert site.paths() == ["/robots.txt", "/rara"]


async def test_robots_txt_is_obeyed_and_asked_for_once_a_day(site: Site, pages: Pages, clock: SteppedClock) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /private\n\nUser-agent: Hengkang\nDisallow: /no")
    allowed, forbidden = (site.put(path, page(), Content_Type=HTML) for path in ("/private/1", "/no/1"))
    assert await pages.page(allowed) is not None
    assert await pages.page(forbidden) is None
    assert site.paths() == ["/robots.txt", "/private/1"]
    clock.advance(timedelta(hours=24))
    assert await pages.page(forbidden) is None
    assert site.paths().count("/robots.txt") == 2


@pytest.mark.parametrize("status", [500, 503])
async def test_a_server_in_trouble_with_its_robots_txt_is_left_alone_for_half_an_hour(
    site: Site, pages: Pages, clock: SteppedClock, status: int
) -> None:
    site.put("/robots.txt", "", status)
    url = site.put("/rara", page(), Content_Type=HTML)
    assert await pages.page(url) is None
    assert await pages.page(url) is None
    assert site.paths() == ["/robots.txt"]
    del site.pages["/robots.txt"]
    clock.advance(timedelta(minutes=30))
    assert await pages.page(url) is not None


async def test_an_unreachable_robots_txt_allows_nothing(site: Site, pages: Pages, fetcher: Fetcher) -> None:
    fetcher.timeout = 0.1
    site.does("/robots.txt", hangs)
    assert await pages.page(site.put("/rara", page(), Content_Type=HTML)) is None
    assert site.paths() == ["/robots.txt"]


async def test_an_odd_robots_txt_allows_what_it_does_not_forbid(site: Site, pages: Pages) -> None:
    site.put("/robots.txt", b"\xff\xfe<html>no rules</html>")
    assert await pages.page(site.put("/rara", page(), Content_Type=HTML)) is not None


async def test_what_is_no_page_or_has_no_text_leaves_the_teaser(site: Site, pages: Pages) -> None:
    assert await pages.page(site.put("/pdf", b"%PDF-1.7", Content_Type="application/pdf")) is None
    assert await pages.page(site.put("/gone", page(), 404, Content_Type=HTML)) is None
    assert await pages.page(site.put("/empty", b"", Content_Type=HTML)) is None
    assert await pages.page(site.put("/bare", b"<html></html>", Content_Type=HTML)) is None


async def test_switched_off_nothing_is_fetched(site: Site, pages: Pages) -> None:
    pages.enabled = False
    assert await pages.page(site.put("/rara", page(), Content_Type=HTML)) is None
    assert site.asked == []


async def test_a_robots_txt_of_thousands_of_agents_and_rules_holds_nothing_up(site: Site, pages: Pages) -> None:
    """The library alone would take half an hour and tens of gigabytes."""
    agents = "".join(f"user-agent:{n}\n" for n in range(12_000))
    site.put("/robots.txt", agents + "disallow:/a\n" * 20_000 + "user-agent:*\ndisallow:/no\n")
    assert await pages.page(site.put("/rara", page(), Content_Type=HTML)) is not None
    assert await pages.page(site.put("/no/1", page(), Content_Type=HTML)) is None


async def test_of_long_rules_only_so_many_are_kept(site: Site, pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.intake.pages.MOST_KEPT", 400)
    async with Site() as other:
        for one in (site, other):
            one.put("/robots.txt", "User-agent: *\n" + "Disallow: /no\n" * 20)
            assert not await pages.may(f"{one.url}/no")
        assert list(pages._robots) == [other.url]
        assert 0 < pages._weight <= 400
