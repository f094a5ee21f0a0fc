"""Deep links carry what they were made for, and nothing that a stranger writes breaks them."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.links import LONGEST, PREFIXES, Link, group_link, link, parsed


def payload(address: str) -> str:
    return parse_qs(urlsplit(address).query)["start"][0]


@pytest.mark.parametrize(
    ("wish", "value"), [("watch", "01-ai"), ("pack", "china"), ("story", "77"), ("name", "鄢志杰")]
)
def test_a_link_asks_for_what_it_was_made_for(wish: str, value: str) -> None:
    address = link("hengkang_bot", wish, value)  # type: ignore[arg-type]
    assert address is not None
    assert address.startswith("https://t.me/hengkang_bot?start=")
    assert parsed(payload(address)) == Link(wish, value)  # type: ignore[arg-type]


@given(st.text(min_size=1))
def test_a_name_either_comes_back_whole_or_has_no_link(name: str) -> None:
    try:
        name.encode()
    except UnicodeEncodeError:
        return
    address = link("b", "name", name)
    if address is None:
        assert len(name.encode()) * 4 / 3 > LONGEST - len(PREFIXES["name"]) - 1
    elif name.strip():
        assert parsed(payload(address)) == Link("name", name)


@given(st.text())
def test_what_a_stranger_writes_is_understood_or_refused(text: str) -> None:
    for prefix in PREFIXES.values():
        found = parsed(prefix + text)
        assert found is None or found.value


def test_what_does_not_fit_has_no_link() -> None:
    assert link("b", "watch", "with space") is None
    assert link("b", "watch", "x" * 63) is None
    assert parsed("n_***") is None
    assert parsed("w_") is None
    assert parsed("hello") is None
    assert group_link("b") == "https://t.me/b?startgroup=new"
