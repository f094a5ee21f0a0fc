"""What is read of regular feeds by ourselves is what feedparser reads, and what is odd is left to it."""

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.intake import regular
from feeds.intake.markup import _plainly, _Text, plain
from feeds.intake.parse import parse_bytes
from feeds.model import FeedDocument
from tests.unit.intake.test_parse import ATOM, RSS20

URL = "https://kabar.example/feed.xml"
RSS_TYPE = "application/rss+xml"
LETTERS = st.text(alphabet="ab Zé鄢\u0092\xc3\xa9&<>\"'\n;#/=.", max_size=30)
MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<br/>", '<a href="x?a=1&amp;b">', "</a>", "<b>", "</b>", "&amp;", "&eacute;", "&#8220;", "&",
         "<", ">", "<script>", "</script>", '<img src="/a.jpg">', "<!-- c -->", "<![CDATA[x]]>", "word ", "鄢", "\n",
         "<h1 class='a>b'>", "</p class=\"x\">", "<p/>", "<P>", "<1>", "&lt;b&gt;", "<i a=b>"]
    ),
    max_size=12,
).map("".join)  # fmt: skip
LINKS = st.sampled_from(
    ["https://kabar.example/a", "/a/b", "a?x=1&y=2", "https://kabar.example/a?utm_source=x&z", "HTTP://KABAR.example/#f",
     "//other.example/x", "http://kabar.example", "https:///odd", "https://kabar.example/ä b", "urn:x", "mailto:a@b.c"]
)  # fmt: skip
DATES = st.sampled_from(
    [
        "Tue, 24 Nov 2026 09:30:00 +0700",
        "Tue, 24 Nov 2026 09:30:00 WIB",
        "2026-11-24T09:30:00Z",
        "2025年8月10日",
        "soon",
        "",
    ]
)


def both(body: str, content_type: str | None = RSS_TYPE) -> tuple[FeedDocument, FeedDocument]:
    """A document as it is read, and as feedparser reads it: a remark at its end makes it irregular."""
    odd = f"{body}<!-- base= -->".encode()
    assert regular.read(odd, content_type, URL) is None
    return parse_bytes(body.encode(), content_type, URL), parse_bytes(odd, content_type, URL)


def text(value: str) -> str:
    return html.escape(value, quote=False)


@st.composite
def rss_items(draw: st.DrawFn) -> str:
    parts = [f"<title>{text(draw(LETTERS | MARKUP))}</title>"]
    parts += [f"<link>{text(draw(LINKS))}</link>"] * draw(st.sampled_from([0, 1, 1, 1, 2]))
    permanent = draw(st.sampled_from(["", ' isPermaLink="false"', ' isPermaLink="true"']))
    parts += [f"<guid{permanent}>{text(draw(LINKS | LETTERS))}</guid>"] * draw(st.integers(0, 1))
    parts += [f"<pubDate>{draw(DATES)}</pubDate>"] * draw(st.integers(0, 1))
    parts += [f"<dc:date>{draw(DATES)}</dc:date>"] * draw(st.integers(0, 1))
    parts += [f"<description>{text(draw(MARKUP))}</description>"] * draw(st.integers(0, 1))
    parts += [f"<content:encoded>{text(draw(MARKUP))}</content:encoded>"] * draw(st.integers(0, 1))
    parts += [f"<dc:creator>{text(draw(LETTERS))}</dc:creator>"] * draw(st.integers(0, 1))
    parts += ['<enclosure url="/p.jpg" type="image/jpeg" length="1"/>'] * draw(st.integers(0, 1))
    parts += ['<media:content url="/m.jpg" medium="image"/>'] * draw(st.integers(0, 1))
    parts += ["<category>x</category>", "<odd:thing>y</odd:thing>"][: draw(st.sampled_from([0, 0, 0, 1, 2]))]
    return "<item>" + "".join(draw(st.permutations(parts))) + "</item>"


@st.composite
def atom_entries(draw: st.DrawFn) -> str:
    kind = st.sampled_from(["", ' type="html"', ' type="text"'])
    parts = [f"<title{draw(kind)}>{text(draw(LETTERS | MARKUP))}</title>"]
    parts += [f"<id>{text(draw(LINKS))}</id>"] * draw(st.integers(0, 1))
    rel = draw(st.sampled_from(["", ' rel="alternate"', ' rel="self"', ' rel="enclosure" type="image/png"']))
    parts += [f'<link href="{html.escape(draw(LINKS))}"{rel}/>'] * draw(st.integers(0, 2))
    parts += [f"<published>{draw(DATES)}</published>"] * draw(st.integers(0, 1))
    parts += [f"<updated>{draw(DATES)}</updated>"] * draw(st.integers(0, 1))
    parts += [f"<summary{draw(kind)}>{text(draw(MARKUP))}</summary>"] * draw(st.integers(0, 1))
    parts += [f"<content{draw(kind)}>{text(draw(MARKUP))}</content>"] * draw(st.integers(0, 1))
    parts += ["<author><name>Rara</name><email>r@x.example</email></author>"] * draw(st.integers(0, 1))
    return "<entry>" + "".join(draw(st.permutations(parts))) + "</entry>"


@given(st.lists(rss_items(), min_size=1, max_size=3), LETTERS, LINKS)
@settings(max_examples=120, deadline=None)
def test_rss_is_read_as_feedparser_reads_it(items: list[str], title: str, link: str) -> None:
    spaces = (
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:odd="http://odd.example/"'
        ' xmlns:atom="http://www.w3.org/2005/Atom"'
    )
    head = f'<title>{text(title)}</title><link>{text(link)}</link><atom:link href="{URL}" rel="self"/><ttl>45</ttl>'
    ours, theirs = both(f'<rss version="2.0" {spaces}><channel>{head}{"".join(items)}</channel></rss>')
    assert ours == theirs


@given(st.lists(atom_entries(), min_size=1, max_size=3), LETTERS)
@settings(max_examples=120, deadline=None)
def test_atom_is_read_as_feedparser_reads_it(entries: list[str], title: str) -> None:
    head = f'<title>{text(title)}</title><id>urn:feed</id><link href="{URL}" rel="self"/><updated>2026-11-24</updated>'
    ours, theirs = both(
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="id-ID">{head}{"".join(entries)}</feed>',
        "application/atom+xml",
    )
    assert ours == theirs


@given(MARKUP)
@settings(max_examples=300, deadline=None)
def test_plain_markup_is_read_as_the_library_reads_it(markup: str) -> None:
    found = _plainly(markup)
    if found is not None:
        reader = _Text()
        reader.feed(markup)
        reader.close()
        theirs = "".join(reader.parts)
        assert [" ".join(x.split()) for x in found.split("\n") if x.strip()] == [
            " ".join(x.split()) for x in theirs.split("\n") if x.strip()
        ]
        assert reader.image is None


def test_regular_feeds_are_read_by_ourselves() -> None:
    assert regular.read(RSS20.encode(), RSS_TYPE, URL) is not None
    assert regular.read(ATOM.encode(), "application/atom+xml", URL) is not None
    assert plain("<p>One.</p><p>Two &amp; three</p>") == "One.\nTwo & three"


@pytest.mark.parametrize(
    "odd",
    [
        RSS20[:-20],
        RSS20.replace('version="2.0"', 'version="0.91"'),
        RSS20.replace("<channel>", '<channel xml:base="https://b.example/">'),
        RSS20.replace("UTF-8", "ISO-8859-1"),
        RSS20.replace("<title>Rara", "<title><b>Rara</b>"),
        RSS20.replace("<rss", "<!DOCTYPE rss><rss", 1),
        ATOM.replace('type="html"', 'type="xhtml"'),
    ],
)
def test_what_is_odd_is_left_to_feedparser(odd: str) -> None:
    assert regular.read(odd.encode(), RSS_TYPE, URL) is None
