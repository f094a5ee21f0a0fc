"""Files of feeds as readers write them, hostile ones, and back."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.intake.opml import (
    DEEPEST,
    LONGEST_ADDRESS,
    MOST_BYTES,
    MOST_FEEDS,
    OpmlError,
    Outline,
    Subscriptions,
    fault,
    parse,
    same_address,
    written,
)

BEGIN = '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0"><head><title>x</title></head><body>\n'
END = "</body></opml>"


def read(body: str) -> Subscriptions:
    """The outlines of a body, whose first line is line 3."""
    return parse((BEGIN + body + END).encode())


def refused(data: bytes) -> tuple[str, int]:
    with pytest.raises(OpmlError) as told:
        parse(data)
    return told.value.fault, told.value.line


def test_folders_are_lists_and_a_feed_in_several_stays_in_the_first() -> None:
    held = read(
        '<outline text="Tech" title="Tech">\n'
        ' <outline type="rss" text="Harbour" title="Harbour" xmlUrl="https://harbour.example/feed" htmlUrl="x"/>\n'
        ' <outline text="AI"><outline type="rss" text="Kabar" xmlUrl="https://kabar.example/ai"/></outline>\n'
        "</outline>\n"
        '<outline text="Later"><outline type="rss" xmlUrl="http://www.kabar.example/other/"/>\n'
        ' <outline type="rss" text="Again" xmlUrl="http://harbour.example/feed/"/></outline>\n'
        '<outline text="Alone" xmlUrl="https://alone.example/feed" category="/Boston/Weather,/Other"/>\n'
        '<outline text="Bare" xmlUrl="https://bare.example/feed"/>\n'
        '<outline text="A folder without feeds"/>\n'
    )
    assert [(f.line, f.title, f.list) for f in held.feeds] == [
        (4, "Harbour", "Tech"), (5, "Kabar", "Tech / AI"), (7, "", "Later"), (9, "Alone", "Boston / Weather"),
        (10, "Bare", ""),
    ]  # fmt: skip
    assert [(r.line, r.why, r.other) for r in held.refused] == [(8, "double", 4)]


def test_what_readers_write_in_other_ways_is_taken() -> None:
    held = read(
        '<outline text="" title="By title" xmlurl=" https://one.example/feed " language="zh-CN"/>'
        '<outline text="https://two.example" title="https://two.example" XMLURL="feed://two.example/rss"/>'
        '<outline type="atom" text="By url" url="feed:https://three.example/atom" language="in"/>'
        '<outline type="link" text="A page" url="https://page.example"/>'
        '<outline text="R&amp;amp;D &lt;b&gt;bold&lt;/b&gt; \u202enews" xmlUrl="https://four.example/?a=1&amp;b=2"/>'
    )
    assert [(f.url, f.title, f.lang) for f in held.feeds] == [
        ("https://one.example/feed", "By title", "zh"),
        ("http://two.example/rss", "", None),
        ("https://three.example/atom", "By url", "id"),
        ("https://four.example/?a=1&b=2", "R&D bold news", None),
    ]
    assert held.refused == ()


def test_a_bare_ampersand_and_a_letter_of_html_are_mended() -> None:
    held = read('<outline text="Caf&eacute; &amp; B & C &nosuch; &#233;" xmlUrl="https://one.example/?a=1&b=2"/>')
    assert [(f.url, f.title) for f in held.feeds] == [("https://one.example/?a=1&b=2", "Café & B & C &nosuch; é")]


REFUSED = {
    "": "no_address",
    "/feed": "relative",
    "harbour.example/feed": "relative",
    "harbour.example:8080/feed": "relative",
    "//harbour.example/feed": "relative",
    "https:///feed": "relative",
    "https://harbour.example/a feed": "relative",
    "https://harbour.example:99999/": "relative",
    "https://[::1/feed": "relative",
    "ftp://harbour.example/feed": "scheme",
    "javascript:alert(1)": "scheme",
    "file:///etc/passwd": "scheme",
    "data:text/xml,x": "scheme",
    "https://user:word@harbour.example/feed": "credentials",
    "https://user@harbour.example/feed": "credentials",
    "https://h.example/" + "x" * LONGEST_ADDRESS: "long",
}


@pytest.mark.parametrize(("address", "why"), REFUSED.items(), ids=lambda text: str(text)[:40])
def test_an_address_that_cannot_be_a_feeds_is_told_with_its_line(address: str, why: str) -> None:
    held = read(f'\n<outline text="x" xmlUrl="{address}"/>\n<outline text="y" xmlUrl="https://good.example/feed"/>')
    assert [(r.line, r.why) for r in held.refused] == [(4, why)]
    assert [f.url for f in held.feeds] == ["https://good.example/feed"]
    assert "word" not in held.refused[0].url and "user" not in held.refused[0].url


def test_what_is_commented_out_and_what_would_be_fetched_is_told() -> None:
    held = read(
        '<outline text="Off" isComment="true"><outline text="x" xmlUrl="https://off.example/feed"/></outline>\n'
        '<outline type="include" text="More" url="https://more.example/list.opml"/>'
    )
    assert [(r.line, r.why) for r in held.refused] == [(3, "commented"), (4, "include")]
    assert held.feeds == ()


def entities(number: int) -> str:
    """Declarations of which each holds ten of the one before."""
    texts = ["ha" * 100, *(f"&e{n};" * 10 for n in range(number - 1))]
    return "".join(f'<!ENTITY e{n} "{text}">' for n, text in enumerate(texts))


HOSTILE = {
    "a billion laughs": (f'<!DOCTYPE opml [{entities(9)}]><opml><body><outline text="&e8;"/></body></opml>', "doctype"),
    "a file of the machine": (
        '\n<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body><outline text="&x;"/></body></opml>',
        "doctype",
    ),
    "a document type elsewhere": ('<!DOCTYPE opml SYSTEM "https://x.example/o.dtd"><opml/>', "doctype"),
    "a feed": ('<rss version="2.0"><channel><title>x</title></channel></rss>', "no_opml"),
    "a page": ("<html><body>x</body></html>", "no_opml"),
    "cut off": (BEGIN + '<outline text="x" xmlUrl="https://one.example/feed"/>', "broken"),
    "no XML": ("https://one.example/feed\n", "broken"),
    "a JSON file": ('{"feeds": []}', "broken"),
    "nested without end": (BEGIN + '<outline text="x">' * 50_000, "deep"),
    "nested a little too deeply": (
        BEGIN + '<outline text="x">' * (DEEPEST + 1) + "</outline>" * (DEEPEST + 1) + END, "deep",
    ),
    "outlines without end": (BEGIN + '<outline text="x"/>\n' * 20_000 + END, "many"),
    "feeds without end": (
        BEGIN + "".join(f'<outline xmlUrl="https://x.example/{n}"/>' for n in range(MOST_FEEDS + 1)) + END, "many",
    ),
    "the same attribute twice": (BEGIN + '<outline text="x" text="y"/>' + END, "broken"),
    "nothing": ("", "empty"),
    "blank": ("\ufeff \n\t", "empty"),
    "only what is not seen": ("\x00\x01", "empty"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_no_list_of_feeds_is_refused_whole(name: str) -> None:
    text, why = HOSTILE[name]
    assert refused(text.encode())[0] == why


def test_the_line_of_a_fault_is_told() -> None:
    assert refused(b'<?xml version="1.0"?>\n\n<!DOCTYPE opml []>\n<opml/>') == ("doctype", 3)
    assert refused((BEGIN + "\n\n<outline></body>").encode()) == ("broken", 5)


def test_a_file_over_the_limit_is_refused_unread() -> None:
    assert refused(b"x" * (MOST_BYTES + 1)) == ("large", 0)


CHINESE = '<?xml version="1.0" encoding="{}"?><opml><body><outline text="科技新闻" xmlUrl="https://k.example/f"/></body></opml>'
WESTERN = '<?xml version="1.0" encoding="{}"?><opml><body><outline text="Café très" xmlUrl="https://k.example/f"/></body></opml>'


@pytest.mark.parametrize(
    ("text", "declared", "really"),
    [
        (CHINESE, "UTF-8", "utf-8"), (CHINESE, "GB2312", "gb18030"), (CHINESE, "gbk", "gbk"), (CHINESE, "big5", "big5"),
        (CHINESE, "utf-16", "utf-16"), (CHINESE, "utf-8", "utf-16-le"), (CHINESE, "utf-16", "utf-16-be"),
        (CHINESE, "utf-8", "gb18030"), (CHINESE, "no-such", "utf-8"), (CHINESE, "unicode_escape", "utf-8"),
        (CHINESE, "us-ascii", "utf-8"), (WESTERN, "ISO-8859-1", "latin-1"), (WESTERN, "utf-8", "cp1252"),
        (WESTERN, "utf-8", "utf-8"),
    ],
)  # fmt: skip
def test_a_file_in_another_encoding_than_it_says_is_read(text: str, declared: str, really: str) -> None:
    text = text.replace("科技新闻", "科技") if really == "big5" else text
    whole = text.format(declared)
    expected = whole.partition('text="')[2].partition('"')[0]
    assert [f.title for f in parse(whole.encode(really)).feeds] == [expected]


def test_a_mark_before_the_declaration_is_no_text() -> None:
    assert [f.url for f in parse(codecs.BOM_UTF8 + CHINESE.format("utf-8").encode()).feeds] == ["https://k.example/f"]


def test_one_feed_is_known_under_two_addresses_and_sections_are_not() -> None:
    same = same_address("https://Harbour.example:443/feed/#top")
    assert same == same_address("http://harbour.example/feed") == "harbour.example/feed"
    assert same_address("https://x.example/rss?source=tech") != same_address("https://x.example/rss?source=ai")
    assert same_address("https://x.example:8443/rss") != same_address("https://x.example/rss")


FEEDS = (
    Outline(0, "https://one.example/?a=1&b=\"2\"'3'", 'A & B < C "D"', "Tech & AI", "en", 1),
    Outline(0, "https://two.example/feed", "钛媒体", "科技", "zh", 3),
    Outline(0, "https://three.example/feed", "Kabar", "Tech & AI", None, 2),
    Outline(0, "https://four.example/feed", "Bare", "", "id", 2),
)


def facts(feeds: tuple[Outline, ...]) -> set[tuple[object, ...]]:
    return {(f.url, f.title, f.list, f.lang, f.tier) for f in feeds}


def test_what_is_written_is_read_as_it_was() -> None:
    data = written(FEEDS, "Feeds & more")
    assert data.decode().count("<outline text=") == 2, "a folder a list"
    held = parse(data)
    assert (facts(held.feeds), held.refused) == (facts(FEEDS), ())


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_a_name_holds_the_file_can_be_read(title: str, folder: str) -> None:
    held = parse(written([Outline(0, "https://one.example/feed", title, folder)], title))
    assert [f.url for f in held.feeds] == ["https://one.example/feed"]


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_refusal(data: bytes) -> None:
    for whole in (data, BEGIN.encode() + data + END.encode()):
        try:
            parse(whole)
        except OpmlError as error:
            assert error.fault


@given(st.text(max_size=60))
def test_no_address_raises(text: str) -> None:
    assert fault(text) is None or isinstance(fault(text), str)
    if fault(text) is None:
        assert same_address(text)
