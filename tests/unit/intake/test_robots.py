"""What a robots.txt says to us is what the library reads of it, and no file is more work than it is long."""

from hypothesis import given, settings
from hypothesis import strategies as st
from protego import Protego

from feeds.intake.robots import AGENT, own_rules, own_text

LINES = st.lists(
    st.sampled_from(
        ["User-agent: *", "User-agent: Hengkang", "user agent heng", "USERAGENT : other", "User-agent: Hengkang*",
         "User-agent:", "User-agent", "User-agent: **", "Disallow: /a", "Disallow:", "disallow /b*c", "Allow: /a/b$",
         "Dissalow: /c", "Crawl-delay: 10", "crawl delay 4", "Sitemap: https://kabar.example/map.xml",
         "Sitemap https://kabar.example/map.xml", "Host: kabar.example", "junk", "No-such: thing", "# note", "",
         "  Disallow: /d # why", "Clean-param: x"]
    ),
    max_size=14,
).map("\n".join)  # fmt: skip
PATHS = ("/", "/a", "/a/b", "/a/b/c", "/bxc", "/c", "/d")


@given(LINES)
@settings(max_examples=300, deadline=None)
def test_what_is_left_of_a_file_lets_us_where_the_whole_does(text: str) -> None:
    whole, (own, _) = Protego.parse(text), own_rules(text.encode())
    for path in PATHS:
        url = f"https://kabar.example{path}"
        assert own.can_fetch(url, AGENT) == whole.can_fetch(url, AGENT), (path, text)


def test_of_thousands_of_agents_only_those_that_may_mean_us_are_left() -> None:
    agents = "".join(f"user-agent:bot{n}\nuser-agent:hengkang{'*' * (n % 50)}\n" for n in range(3000))
    left = own_text((agents + "disallow:/a\n" * 3000).encode())
    assert left.count("User-agent") == 1
    assert left.count("disallow:/a") == 3000


def test_the_groups_of_others_and_what_is_of_no_group_are_left_out() -> None:
    text = (
        "Disallow: /x\nUser-agent: Other\nDisallow: /\nSitemap: https://kabar.example/map.xml\nUser-agent: *\nAllow: /"
    )
    assert own_text(text.encode()) == "User-agent: *\nAllow: /"


def test_a_mark_of_the_encoding_hides_no_rule() -> None:
    rules, _ = own_rules(b"\xef\xbb\xbfUser-agent: *\nDisallow: /")
    assert not rules.can_fetch("https://kabar.example/a", AGENT)
