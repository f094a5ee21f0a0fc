"""From a site's address to its feeds."""

from feeds.intake.discover import Looker, links
from feeds.intake.fetch import Fetcher
from feeds.intake.worker import Worker
from tests.unit.intake.site import Site

FEED = "<rss version='2.0'><channel><title>Kabar</title><item><title>Rara leaves Norvale</title></item></channel></rss>"
HEAD = (
    "<html><head><link rel='stylesheet' href='/s.css'><link rel='alternate' hreflang='en' href='/en'>"
    "<link rel='alternate' type='application/rss+xml' href='/feed.xml'>"
    "<LINK REL='Alternate' TYPE='application/atom+xml' HREF='https://other.example/atom'>"
    "<link rel='alternate' type='application/rss+xml' href='/feed.xml'>"
    "<link rel='alternate' type='application/rss+xml'>"
    "</head><![weird[<body>News</body></html>"
)


def test_the_feeds_that_a_page_names_are_given_once_and_whole() -> None:
    assert links(HEAD.encode(), "https://kabar.example/id/") == (
        "https://kabar.example/feed.xml",
        "https://other.example/atom",
    )
    assert links(b"", "https://kabar.example/") == links(b"\xff" * 99, "https://kabar.example/") == ()


async def test_a_feed_is_known_as_one_and_where_redirects_led(site: Site, fetcher: Fetcher, worker: Worker) -> None:
    url = site.put("/feed.xml", FEED)
    found = await Looker(fetcher, worker).look(site.leads("/rss", "/feed.xml"))
    assert found.document is not None and len(found.document.entries) == 1
    assert (found.url, found.error, found.proposals) == (url, None, ())


async def test_a_page_proposes_the_feeds_it_names(site: Site, fetcher: Fetcher, worker: Worker) -> None:
    found = await Looker(fetcher, worker).look(site.put("/", HEAD))
    assert (found.document, found.error) == (None, "this is a web page")
    assert found.proposals == (site.url + "/feed.xml", "https://other.example/atom")


async def test_a_page_that_names_none_is_tried_at_the_usual_places(
    site: Site, fetcher: Fetcher, worker: Worker
) -> None:
    page = site.put("/news", "<html><body>News</body></html>")
    url = site.put("/rss.xml", FEED)
    assert (await Looker(fetcher, worker).look(page)).proposals == (url,)
    del site.pages["/rss.xml"]
    nothing = await Looker(fetcher, worker).look(page)
    assert (nothing.error, nothing.proposals) == ("this is a web page that names no feed", ())


async def test_what_cannot_be_had_or_read_is_told(site: Site, fetcher: Fetcher, worker: Worker) -> None:
    looker = Looker(fetcher, worker)
    assert (await looker.look(site.url + "/none")).error == "the server is not there (HTTP 404)"
    assert (await looker.look(site.put("/json", '{"error": 1}'))).error == "this is no feed: JSON, but no JSON Feed"
    assert (await looker.look(site.put("/nil", ""))).error == "the feed is empty"
    assert (await looker.look("http://10.1.2.3/")).error is not None
