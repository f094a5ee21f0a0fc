"""Feeds as the wild sends them, read for what they hold."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.intake.markup import plain, with_image
from feeds.intake.parse import MOST_ENTRIES, body_hash, parse_bytes, shortened
from feeds.model import FeedDocument

AT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)

RSS20 = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Kabar Senja</title><link>https://kabar.example/</link><language>id</language><ttl>45</ttl>
<item><title>Rara leaves Norvale</title><link>/rara</link><guid isPermaLink="false">k-1</guid>
<pubDate>Tue, 24 Nov 2026 09:30:00 +0700</pubDate>
<description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>One.</p><p>Two, at length.</p><img src="/rara.jpg">]]></content:encoded></item>
</channel></rss>"""
RSS091 = """<?xml version="1.0"?><rss version="0.91"><channel><title>Old</title><link>https://old.example/</link>
<item><title>Rara leaves Norvale</title><link>https://old.example/rara</link><description>Teaser</description></item>
</channel></rss>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://rdf.example/"><title>Rdf</title></channel>
<item rdf:about="https://rdf.example/rara"><title>Rara leaves Norvale</title><link>https://rdf.example/rara</link>
<dc:date>2026-11-24T09:30:00+07:00</dc:date></item></rdf:RDF>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Atom</title><id>urn:a</id>
<entry><title type="html">Rara &lt;b&gt;leaves&lt;/b&gt; Norvale</title><id>urn:1</id>
<link rel="alternate" href="https://atom.example/rara"/><published>2026-11-24T02:30:00Z</published>
<updated>2026-11-25T02:30:00Z</updated><summary>Teaser</summary></entry></feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Json",
        "home_page_url": "https://json.example/",
        "language": "zh",
        "items": [
            {
                "id": 7,
                "url": "/rara",
                "title": "Rara leaves Norvale",
                "content_html": "<p>One.</p><p>Two.</p>",
                "date_published": "2026-11-24T09:30:00+07:00",
                "image": "https://json.example/rara.jpg",
            },
            "no object",
            {"id": "8", "content_text": "A note without a title.\nAnd more."},
        ],
    }
)


def read(text: str | bytes, url: str | None = None, content_type: str | None = None) -> FeedDocument:
    return parse_bytes(text.encode() if isinstance(text, str) else text, content_type, url)


def item(title: str, more: str = "") -> str:
    return f"<item><title>{title}</title>{more}</item>"


def rss(items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Kabar</title>{items}</channel></rss>'


@pytest.mark.parametrize(
    ("text", "format", "at", "guid"),
    [
        (RSS20, "rss20", AT, "k-1"),
        (RSS091, "rss091u", None, None),
        (RDF, "rss10", AT, "https://rdf.example/rara"),
        (ATOM, "atom10", AT, "urn:1"),
        (JSON, "json11", AT, "7"),
        (JSON.replace("1.1", "1"), "json1", AT, "7"),
    ],
)
def test_every_format_gives_title_link_guid_and_date(
    text: str, format: str, at: datetime | None, guid: str | None
) -> None:
    found = read(text, "https://json.example/feed")
    assert (found.format, found.error) == (format, None)
    entry = found.entries[0]
    assert (entry.title, entry.published, entry.guid) == ("Rara leaves Norvale", at, guid)
    assert entry.link is not None and entry.link.endswith(".example/rara")


def test_an_rss_entry_gives_its_longest_text_in_lines_and_its_picture() -> None:
    found = read(RSS20, "https://kabar.example/feed.xml")
    assert (found.title, found.link, found.language, found.ttl_minutes) == (
        "Kabar Senja",
        "https://kabar.example/",
        "id",
        45,
    )
    (entry,) = found.entries
    assert (entry.text, entry.image) == ("One.\nTwo, at length.", "https://kabar.example/rara.jpg")


def test_a_json_entry_without_a_title_is_called_by_its_beginning_and_odd_ones_are_passed_over() -> None:
    found = read(JSON)
    assert [e.title for e in found.entries] == ["Rara leaves Norvale", "A note without a title."]
    assert found.entries[0].image == "https://json.example/rara.jpg"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("AT&T hires Rara", "AT&T hires Rara"),
        ("AT&amp;T hires Rara", "AT&T hires Rara"),
        ("<![CDATA[AT&T hires Rara]]>", "AT&T hires Rara"),
        ("R&D & more: Q&A", "R&D & more: Q&A"),
        ("Caf&eacute; &amp;amp; bar", "Café & bar"),
        ("Rara &#8220;leaves&#8221;", "Rara “leaves”"),
        ("&lt;b&gt;Rara&lt;/b&gt; leaves", "Rara leaves"),
        ("Rara\x0b leaves\x00", "Rara leaves"),
        ("5 &lt; 7, says Rara", "5 < 7, says Rara"),
        ("   Rara \n leaves  ", "Rara leaves"),
    ],
)
def test_titles_come_out_as_they_are_meant(title: str, shown: str) -> None:
    assert [e.title for e in read(rss(item(title))).entries] == [shown]


def test_a_bare_ampersand_is_kept_whole_in_a_feed_that_is_also_cut_off() -> None:
    cut = rss(item("AT&T hires Rara") + item("Norvale grows")).partition("<title>Norvale")[0]
    assert read(cut).entries[0].title == "AT&T hires Rara"


def test_a_cut_off_feed_gives_what_came_before_the_cut() -> None:
    whole = rss("".join(item(f"Story number {n}", f"<guid>{n}</guid>") for n in range(20)))
    found = read(whole[: whole.index("number 15")])
    assert [e.title for e in found.entries][:15] == [f"Story number {n}" for n in range(15)]
    assert found.error is None


def test_junk_before_the_first_tag_is_passed_over() -> None:
    assert len(read("\n\n  Warning: something\n" + rss(item("Rara leaves Norvale"))).entries) == 1
    assert len(read(b"\xef\xbb\xbf" + rss(item("Rara leaves Norvale")).encode()).entries) == 1


@pytest.mark.parametrize(
    ("declared", "used"),
    [
        ("UTF-8", "utf-8"),
        ("gb2312", "gb18030"),
        ("GBK", "gbk"),
        ("Big5", "big5"),
        ("UTF-16", "utf-16"),
        ("UTF-8", "utf-16"),
        ("UTF-8", "gb18030"),
        ("ISO-8859-1", "utf-8"),
    ],
)
def test_text_is_read_whatever_its_encoding_and_whatever_is_said_of_it(declared: str, used: str) -> None:
    title = "鄢志傑離開諾維爾" if used == "big5" else "鄢志杰离开诺维尔加入天达"
    text = rss(item(title)).replace('version="1.0"', f'version="1.0" encoding="{declared}"', 1)
    content_type = "application/rss+xml; charset=gb18030" if (declared, used) == ("UTF-8", "gb18030") else None
    assert [e.title for e in read(text.encode(used), content_type=content_type).entries] == [title]


def test_a_damaged_feed_in_utf_16_is_not_torn_further() -> None:
    found = read(rss(item("离开诺维尔") + "<item><title>cut").encode("utf-16"))
    assert found.entries[0].title == "离开诺维尔"


BOMB = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("before", ["", "<!-- <rss version='2.0'> -->", "\n" * 5000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_declarations_are_refused(before: str, encoding: str) -> None:
    body = rss(item("&b;")).partition("?>")[2]
    found = read((before + BOMB + body).encode(encoding))
    assert found.entries == ()
    assert found.error == "the feed declares entities of its own, which is refused for safety"


@pytest.mark.parametrize("stray", ["</height>", "</width>"])
def test_an_entry_that_the_parser_trips_over_costs_no_other(stray: str) -> None:
    bad = f"<item><title>Bad</titel>{stray}</item>"
    found = read(rss(item("Rara leaves Norvale") + bad + item("Tindra grows again")))
    assert found.error is None
    assert [e.title for e in found.entries] == ["Rara leaves Norvale", "Tindra grows again"]


def test_entities_that_are_plain_texts_are_put_in() -> None:
    declared = """<!-- <!DOCTYPE x [ --><!DOCTYPE rss [
      <!-- letters --> <!ENTITY eacute "&#233;"> <!ENTITY site 'https://kabar.example/'> ]>"""
    more = "<link>&site;1</link><description><![CDATA[&site;]]></description>"
    found = read(declared + rss(item("Andr&eacute; joins AT&amp;T", more)))
    assert [(e.title, e.link) for e in found.entries] == [("André joins AT&T", "https://kabar.example/1")]
    assert "&site;" in found.entries[0].text


@pytest.mark.parametrize(
    "declared",
    [
        "<!ENTITY a SYSTEM 'file:///etc/passwd'>",
        "<!ENTITY % a 'x'>",
        "<!ENTITY a 'x'>]><!DOCTYPE rss [<!ENTITY b 'x'>",
        "<!ENTITY a '<b>x</b>'>",
        "<!ENTITY a 'x'> %p;",
        f"<!ENTITY a '{'x' * 201}'>",
        "".join(f"<!ENTITY a{n} 'x'>" for n in range(301)),
    ],
)
def test_entities_that_are_anything_else_are_refused(declared: str) -> None:
    found = read(f"<!DOCTYPE rss [{declared}]>{rss(item('Rara leaves &a;'))}")
    assert (found.entries, found.error) == ((), "the feed declares entities of its own, which is refused for safety")


def test_plain_texts_that_would_fill_the_memory_are_refused() -> None:
    many = rss(item("Rara", f"<description>{'&a;' * 6_000}</description>"))
    assert read(f"<!DOCTYPE rss [<!ENTITY a '{'x' * 199}'>]>{many}").error


def test_an_article_that_shows_an_entity_declaration_is_read() -> None:
    found = read(rss(item("How XML works today", '<description><![CDATA[<!ENTITY a "b"> is one]]></description>')))
    assert len(found.entries) == 1 and found.error is None


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", "the feed is empty"),
        (b" \r\n\xef\xbb\xbf", "the feed is empty"),
        (b"<!DOCTYPE html><html><head><title>News</title></head><body>Rara</body></html>", "this is a web page"),
        (b"just words", "this is no feed"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "this is no feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [', "the feed is damaged JSON"),
        (b'{"error": "no"}', "this is no feed: JSON, but no JSON Feed"),
        (b"[]", "this is no feed: JSON, but no JSON Feed"),
        (b"[" * 100_000, "the feed is nested too deeply"),
        (b'<rss version="2.0"><channel><title>cut', "the feed is damaged"),
    ],
)
def test_what_is_no_feed_is_told_in_plain_words(body: bytes, error: str) -> None:
    found = read(body)
    assert found.entries == ()
    assert found.error is not None and found.error.startswith(error)


def test_a_feed_without_entries_is_no_error() -> None:
    assert (read(rss("")).error, read(rss("")).entries) == (None, ())
    assert read('{"version": "https://jsonfeed.org/version/1", "title": "x", "items": []}').error is None


def test_of_a_huge_feed_the_first_entries_are_read() -> None:
    items = "".join(item(f"Story number {n}") for n in range(MOST_ENTRIES + 500))
    found = read(shortened(rss(items).encode(), 30))
    assert [e.title for e in found.entries] == [f"Story number {n}" for n in range(30)]
    assert found.error is None
    assert shortened(rss(items).encode()).count(b"<item>") == MOST_ENTRIES
    assert shortened(rss(items).encode()).endswith(b"</item></channel></rss>")
    assert shortened(ATOM.encode()) == ATOM.encode()


def test_an_endless_title_is_cut() -> None:
    assert len(read(rss(item("A" * 500_000))).entries[0].title) == 1000


def test_an_element_of_endless_attributes_is_refused_before_it_can_hang_the_parser() -> None:
    crowd = " ".join(f'a{n}="1"' for n in range(200_000))
    found = read(rss(f"<item {crowd}><title>x</title></item>"))
    assert found.error == "an element has thousands of attributes, as no honest feed has"
    picture = f'<img src="data:image/png;base64,{"A=" * 500}{"B" * 50_000}">'
    assert len(read(rss(item("Rara leaves", f"<description><![CDATA[{picture}]]></description>"))).entries) == 1


@pytest.mark.parametrize(
    "section", ["<![weird[ x ]]>", "<![weird", "<![if !IE]>", "<![ x]>", "<!x>", "<?php x ?>", "</"]
)
def test_odd_markup_in_one_entry_costs_neither_the_others_nor_its_own_words(section: str) -> None:
    description = (
        f"<description><![CDATA[<p>Before.</p>{section.replace(']]>', ']]&gt;')}<p>After.</p>]]></description>"
    )
    found = read(rss(item("Rara leaves Norvale", description) + item("Kelana grows again")))
    assert found.error is None
    assert [e.title for e in found.entries] == ["Rara leaves Norvale", "Kelana grows again"]
    assert found.entries[0].text.startswith("Before.")


def test_markup_becomes_lines_of_text_without_scripts() -> None:
    html = "<style>p{}</style><h2>Head</h2><p>One <b>bold</b>\nline</p><script>x()</script><ul><li>a<li>b</ul>"
    assert plain(html) == "Head\nOne bold\nline\na\nb"
    assert with_image('<img src="a.jpg"><img src="b.jpg">') == ("", "a.jpg")
    assert plain("&lt;![CDATA[kept]]&gt; <![CDATA[kept too]]>") == "<![CDATA[kept]]> kept too"
    assert plain(None) == ""


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Tue, 24 Nov 2026 09:30:00 +0700", AT),
        ("Tue, 24 Nov 2026 09:30:00 WIB", AT),
        ("Tue, 24 Nov 2026 10:30:00 HKT", AT),
        ("Tue, 24 Nov 2026 02:30:00 GMT", AT),
        ("Tue, 24 Nov 2026 02:30:00 Z", AT),
        ("24 Nov 2026 02:30 UT", AT),
        ("Mon, 23 Nov 2026 21:30:00 EST", AT),
        ("2026-11-24T09:30:00+07:00", AT),
        ("2026-11-24T02:30:00.123Z", AT.replace(microsecond=0)),
        ("2026-11-24 10:30:00  +0800", AT),
        ("2026-11-24 02:30:00", AT),
        ("Selasa, 24 November 2026 09:30 WIB", AT),
        ("24 Agustus 2026 10:30 WITA", datetime(2026, 8, 24, 2, 30, tzinfo=UTC)),
        ("2026年11月24日 10:30", AT),
        ("2026年11月24日 下午1:05", datetime(2026, 11, 24, 5, 5, tzinfo=UTC)),
        ("November 24, 2026 at 2:30 AM", AT),
        ("yesterday", None),
        ("31 Smarch 20026 99:99", None),
        ("", None),
        ("0001-01-01T00:00:00Z", None),
    ],
)
def test_dates_are_read_as_they_are_written(written: str, meant: datetime | None) -> None:
    assert read(rss(item("Rara leaves", f"<pubDate>{written}</pubDate>"))).entries[0].published == meant


def test_the_hash_is_that_of_the_bytes() -> None:
    assert body_hash(b"a") == body_hash(b"a") != body_hash(b"b")


def test_a_document_that_reads_like_a_file_s_name_is_not_that_file(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(
        "<rss><channel><title>Ours</title><item><title>One</title></item></channel></rss>", encoding="utf-8"
    )
    for name in (str(file), file.as_uri(), "/dev/zero", "http://127.0.0.1/"):
        found = parse_bytes(name.encode(), None, "http://kabar.example/feed")
        assert (found.entries, found.title, found.error) == ((), "", "this is no feed")


def test_an_entity_declaration_behind_a_long_comment_is_refused() -> None:
    bomb = '<!ENTITY a "&b;&b;"><!ENTITY b "xx">'
    assert "entities" in (read(f"<!--{'x' * 300_000}--><!DOCTYPE rss [{bomb}]>" + rss(item("&a;"))[21:]).error or "")


@pytest.mark.parametrize("number", ["#xD800", "#55296", "#0", "#x110000", "#99999999999"])
def test_a_number_that_is_no_character_costs_no_article(number: str) -> None:
    document = read(rss(item(f"Rara leaves &{number};Norvale", "<guid>1</guid>") + item("Second story")))
    assert [e.title for e in document.entries] == ["Rara leaves Norvale", "Second story"]


def test_half_a_character_written_in_json_is_dropped_wherever_it_stands() -> None:
    half = '\ud83d"'
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": half, "language": half, "home_page_url": half}
    entry = {"id": half, "url": "https://x.example/" + half, "title": "Rara " + half, "content_text": half}
    document = read(json.dumps(feed | {"items": [entry]}))
    assert document.error is None
    str(document).encode()
    assert "\\ud83d" not in str(document)


def test_an_odd_ttl_costs_no_article() -> None:
    document = read(rss("<ttl>\u00b2</ttl>" + item("Rara leaves Norvale")))
    assert (len(document.entries), document.ttl_minutes, document.error) == (1, None, None)


@pytest.mark.parametrize("text", [RSS20, RSS091, RDF, ATOM, JSON])
def test_a_feed_without_its_end_is_known_as_cut_off(text: str) -> None:
    assert not read(text).cut_off
    ends = max(text.rfind(end) for end in ("</item>", "</entry>", "}]"))
    cut = read(text[:ends])
    assert cut.cut_off or cut.error


@pytest.mark.parametrize("opening", ["<!--", "<![CDATA["])
def test_what_is_opened_a_hundred_thousand_times_and_never_closed_is_told_at_once(opening: str) -> None:
    # By looking for each one's end this took minutes; the deadline of the whole suite would show it.
    assert read("<rss><channel>" + opening * 100_000).error
    assert read(opening * 100_000).error
