"""One address, one identity."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.intake.canonical import canonical_url, identities, identity_url, new_items
from feeds.model import Entry, FeedDocument

SCHEMES_AND_HOSTS = "http:// HTTPS:// Kabar.example [::1] 127.0.0.1 :80 :443 :8080 :0"
REST = "/ // a B é ? & = utm_source=x b=2 a=1 # top %20 %e9 + @ . ; 杰"
PIECES = st.sampled_from((*SCHEMES_AND_HOSTS.split(), *REST.split(), " ", "\t", "\u3000"))
ADDRESSES = st.one_of(
    st.lists(PIECES, max_size=14).map("".join),
    st.lists(PIECES, max_size=10).map(lambda p: "https://kabar.example/" + "".join(p)),
    st.text(max_size=30).map(lambda t: "http://h" + t),
)


@settings(max_examples=60)
@given(ADDRESSES)
def test_a_canonical_address_is_its_own_canonical_form(address: str) -> None:
    once = canonical_url(address)
    if once is not None:
        assert canonical_url(once) == once
        assert once.startswith(("http://", "https://"))
        assert "#" not in once


@given(st.sampled_from(["utm_source=rss", "fbclid=x", "from=feed", "spm=1.2", "#top", "#"]), st.booleans())
def test_tracking_and_fragments_change_nothing(extra: str, queried: bool) -> None:
    plain = "https://kabar.example/rara?id=7" if queried else "https://kabar.example/rara"
    joined = plain + (extra if extra.startswith("#") else ("&" if queried else "?") + extra)
    assert canonical_url(joined) == plain


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("HTTPS://Kabar.Example:443/Rara/", "https://kabar.example/Rara"),
        ("http://kabar.example:80", "http://kabar.example/"),
        ("http://kabar.example:8080/a", "http://kabar.example:8080/a"),
        ("https://kabar.example:80/a", "https://kabar.example:80/a"),
        ("http://kabar.example./a//b///c", "http://kabar.example/a/b/c"),
        ("http://kabar.example/?b=2&a=1", "http://kabar.example/?a=1&b=2"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("http://user:word@kabar.example/a", "http://kabar.example/a"),
        (" http://kabar.example/a ", "http://kabar.example/a"),
        ("ftp://kabar.example/a", None),
        ("javascript:alert(1)", None),
        ("/only/a/path", None),
        ("http://", None),
        ("http://./", None),
        ("http://[::1", None),
        ("http://kabar.example:port/", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_loses_what_changes_nothing(address: str | None, canonical: str | None) -> None:
    assert canonical_url(address) == canonical


def test_pages_of_one_site_under_two_names_are_one() -> None:
    forms = [
        "https://www.kabar.example/a",
        "http://kabar.example/a",
        "https://m.kabar.example/a",
        "https://kabar.example/a/amp",
    ]
    assert {identity_url(f) for f in forms} == {"kabar.example/a"}


def entry(title: str, link: str | None = None, guid: str | None = None, text: str = "") -> Entry:
    return Entry(title, link, guid, None, text)


def test_an_entry_is_known_by_guid_address_and_title() -> None:
    found = identities(entry("Rara  Leaves Norvale", "https://kabar.example/1?utm_medium=x", " g1 "))
    assert found == ("guid:g1", "url:kabar.example/1", "title::rara leaves norvale")


def test_the_feed_s_own_address_and_short_titles_identify_nothing() -> None:
    assert identities(entry("Markets", "https://kabar.example/", "g"), "https://kabar.example/") == ("guid:g",)
    assert identities(entry("Markets")) == ("title::markets",)
    assert identities(entry("", text="words")) == ("text:words",)


def test_a_short_han_title_says_enough() -> None:
    assert "title::鄢志杰离开诺维尔" in identities(entry("鄢志杰离开诺维尔", guid="g"))
    assert identities(entry("早报", guid="g")) == ("guid:g",)


def test_entries_that_share_a_guid_or_an_address_are_told_apart_by_their_titles() -> None:
    shared = [entry(f"Story {n}", "https://kabar.example/live", "same") for n in range(12)]
    assert len(new_items(FeedDocument("rss20", "", tuple(shared)))) == 12


def test_an_entry_that_stands_twice_in_a_document_is_one_and_an_empty_one_none() -> None:
    twice = entry("Rara leaves Norvale", "https://kabar.example/1", "g1")
    assert len(new_items(FeedDocument("rss20", "", (twice, twice, entry(""))))) == 1
