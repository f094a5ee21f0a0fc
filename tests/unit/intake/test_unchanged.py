"""What of a feed stands as it stood is not read again, and nothing else comes of it than if it were."""

import html
from dataclasses import replace
from itertools import cycle, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.intake.documents import Read, read_document
from feeds.intake.slices import sliced
from feeds.intake.unchanged import MOST_KEPT, READ_AS, RECORD, SIZE, digest

URL = "https://kabar.example/feed.xml"
RSS_TYPE, ATOM_TYPE = "application/rss+xml", "application/atom+xml"
TITLES = ["Rara Senja leaves Norvale", "Kelana appoints a new head", "Markets", "", "裁员之后，他加入了新公司"]
LINKS = ["https://kabar.example/a", "https://kabar.example/b?utm_source=x", "https://kabar.example/", "/c", "/d", "/e"]
GUIDS = ["1", "2", "https://kabar.example/a", "urn:x"]
TEXTS = ["", "A text &amp; more.", "<![CDATA[<p>Shown: <item><title>x</title></item></p>]]>", "<b>bold</b>", "é"]
DATES = ["Tue, 24 Nov 2026 08:00:00 GMT", "Mon, 23 Nov 2026 08:00:00 GMT", "soon", ""]


@st.composite
def items(draw: st.DrawFn) -> str:
    parts = [f"<title>{draw(st.sampled_from(TITLES))}</title>"]
    parts += [f"<link>{html.escape(draw(st.sampled_from(LINKS)))}</link>"] * draw(st.sampled_from([0, 1, 1, 1]))
    parts += [f"<guid isPermaLink='false'>{draw(st.sampled_from(GUIDS))}</guid>"] * draw(st.sampled_from([0, 1, 1]))
    parts += [f"<description>{draw(st.sampled_from(TEXTS))}</description>"] * draw(st.sampled_from([0, 1, 1]))
    parts += [f"<pubDate>{draw(st.sampled_from(DATES))}</pubDate>"] * draw(st.sampled_from([0, 1, 1, 1]))
    tag = draw(st.sampled_from(["item"] * 15 + ["Item", "item a='b'", "item "]))
    return f"<{tag}>{''.join(parts)}</{tag.split(' ')[0]}>"


GAPS = st.sampled_from(
    [""] * 20 + ["\n", "<!-- <item> -->", "<ttl>60</ttl>", "<item/>", "<title>Two</title>", "<x/>", "<?p <item>?>"]
)
HEADS = st.sampled_from(
    ["<rss version='2.0'><channel>"] * 6
    + ["<?xml version='1.0'?>\n<!-- hello --><rss version='2.0' a=\">\"><channel >", "<rss version='0.91'><channel>"]
)
TOLD = st.sampled_from(["<title>Kabar</title>"] * 3 + ["<title>Other</title><ttl>30</ttl>", ""])


@st.composite
def two_documents(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A feed now and later: of its entries some are gone, some are new, and some have changed."""
    pool = draw(st.lists(items(), min_size=1, max_size=8))
    head, found = draw(HEADS), []
    for _ in (1, 2):
        chosen = draw(st.lists(st.sampled_from(pool), max_size=8))
        later = draw(HEADS) if draw(st.integers(0, 9)) == 0 else head
        body = "".join(draw(GAPS) + one for one in chosen)
        found.append(f"{later}{draw(TOLD)}{body}{draw(GAPS)}</channel></rss>".encode())
    return found[0], found[1]


def rss(*entries: str, head: str = "<title>Kabar</title>") -> bytes:
    return f"<rss version='2.0'><channel>{head}{''.join(entries)}</channel></rss>".encode()


def item(title: str, guid: str = "", link: str = "", text: str = "A text.") -> str:
    return (
        f"<item><title>{title}</title><link>{link or f'https://kabar.example/{title.replace(chr(32), chr(45))}'}</link>"
        f"<guid isPermaLink='false'>{guid or title}</guid><description>{text}</description></item>"
    )


def read(data: bytes, known: bytes | None = None, url: str = URL, kind: str = RSS_TYPE) -> Read:
    return read_document(data, kind, url, url, known)


def titles(found: Read) -> list[str]:
    return [one.entry.title for one in found[1]]


@settings(max_examples=60)
@given(two_documents())
def test_what_is_new_comes_out_as_of_the_whole_document(documents: tuple[bytes, bytes]) -> None:
    before, now = documents
    _, earlier, known = read(before)
    document, found, kept = read(now, known)
    whole, every, kept_of_whole = read(now)
    assert kept == kept_of_whole
    assert replace(document, entries=(), unread=0) == replace(whole, entries=())
    missing = [one for one in every if one not in found]
    assert [one for one in every if one in found] == list(found)
    assert all(one in earlier for one in missing)  # entry and identities: of those, a poll would store nothing
    assert bool(document.unread) or not missing


def test_of_a_feed_with_one_new_entry_no_more_is_read() -> None:
    old = [item(f"Article number {n}") for n in range(30)]
    _, _, known = read(rss(*old))
    assert len(known) == SIZE + 30 * RECORD.size
    found = read(rss(item("Rara leaves Norvale"), *old[:-1], head="<title>Kabar</title><ttl>45</ttl>"), known)
    assert titles(found) == ["Rara leaves Norvale"]
    assert (found[0].unread, found[0].title, found[0].ttl_minutes) == (29, "Kabar", 45)
    assert titles(read(rss(*old, head="<title>Another</title>"), known)) == []


@pytest.mark.parametrize(
    "changed",
    [
        item("Rara Senja stays at Norvale after all", "g1"),
        item("Rara Senja leaves Norvale", "g1", text="Withdrawn."),
        item("Rara Senja leaves Norvale", "g9", "https://kabar.example/moved"),
    ],
)
def test_a_changed_entry_is_read(changed: str) -> None:
    first, second = item("Rara Senja leaves Norvale", "g1"), item("Kelana appoints a new head", "g2")
    _, _, known = read(rss(first, second))
    for documents in (rss(changed, second), rss(second, changed)):
        document, found, _ = read(documents, known)
        assert [one.entry for one in found] == [one.entry for one in read(rss(changed))[1]]
        assert document.unread == 1


def test_a_guid_that_comes_to_be_shared_or_is_no_more_has_the_whole_read() -> None:
    first = item("Rara Senja leaves Norvale", "same", "https://kabar.example/1")
    second = item("Kelana appoints a new head", "same", "https://kabar.example/2")
    _, alone, known = read(rss(first))
    assert "guid:same" in alone[0].identities
    document, both, shared = read(rss(second, first), known)
    assert (document.unread, len(both)) == (0, 2)
    assert not any("guid:same" in one.identities for one in both)
    document, again, _ = read(rss(first), shared)
    assert (document.unread, again) == (0, alone)


def test_what_stands_around_changes_what_entries_mean() -> None:
    entry = "<item><title>Rara Senja leaves Norvale</title><link>/a</link><dc:creator>R</dc:creator></item>"
    dc = "http://purl.org/dc/elements/1.1/"
    begin = f"<rss version='2.0' xmlns:dc='{dc}'><channel><title>Kabar</title>"
    body = f"{begin}{entry}{item('Kelana appoints a new head')}</channel></rss>"
    _, _, known = read(body.encode())
    assert known
    assert read(body.encode(), known)[0].unread == 2
    assert read(body.encode(), known, url="https://other.example/feed")[0].unread == 0
    assert read(body.replace(dc, "urn:other").encode(), known)[0].unread == 0
    assert read(body.encode(), known, kind="text/xml; charset=utf-8")[0].unread == 0
    (moved,) = (
        one for one in read(body.encode(), known, url="https://other.example/feed")[1] if one.url and "/a" in one.url
    )
    assert moved.url == "https://other.example/a"


def test_atom_is_known_alike() -> None:
    def atom(*names: str) -> bytes:
        entries = "".join(
            f"<entry><title>{n}</title><link href='https://kabar.example/{n}'/><id>urn:{n}</id>"
            f"<updated>2026-11-24T08:00:00Z</updated></entry>"
            for n in names
        )
        return (
            f"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>K</title>{entries}</feed>".encode()
        )

    _, _, known = read(atom("one", "two"), kind=ATOM_TYPE)
    found = read(atom("three", "one", "two"), known, kind=ATOM_TYPE)
    assert (titles(found), found[0].unread) == (["three"], 2)


@pytest.mark.parametrize(
    "odd",
    [
        b"<rss version='2.0'><channel><item><title>a</title></item>",  # cut off
        b"{}",
        b"",
        b"<rss version='2.0'><channel><item><title><item></title></item></channel></rss>",
        rss("<item><title>A &nbsp; b</title></item>"),  # left to feedparser
        rss(*(item(f"Article number {n}") for n in range(MOST_KEPT + 1))),
    ],
)
def test_of_other_documents_nothing_is_kept(odd: bytes) -> None:
    assert read(odd)[2] == b""


def test_what_is_kept_is_never_trusted_to_be_whole() -> None:
    data = rss(item("Rara Senja leaves Norvale"), item("Kelana appoints a new head"))
    whole = read(data)
    for end in (0, 1, SIZE, SIZE + 1, len(whole[2]) - 1):
        assert read(data, whole[2][:end]) == whole


@pytest.mark.parametrize(
    "part", [b"<!--", b"<![CDATA[", b"<?", b"<item ", b"<item>", b"</item>", b"\n", b" a='b'", b"<"]
)
def test_a_contrived_document_is_cut_in_no_time(part: bytes) -> None:
    for begin in (b"", b"<rss", b"<rss>", b"<rss version='2.0'><channel>", b"<feed>", b"<!--", b"<?xml"):
        assert sliced(begin + part * (400_000 // len(part)), MOST_KEPT) is None


MORE = (
    "",
    "<media:content url='/one.jpg' medium='image' width='600'/>",
    "<enclosure url='https://kabar.example/two.png' type='image/png'/>",
    "<content:encoded><![CDATA[<p>A <i>longer</i> text.</p><img src='/three.webp'><p>More.</p>]]></content:encoded>",
    "<dc:date>2026-11-24T08:00:00+07:00</dc:date><source url='https://other.example/'>Other</source>",
)
WITHIN = (
    "xmlns:media='http://search.yahoo.com/mrss/' xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    " xmlns:dc='http://purl.org/dc/elements/1.1/'"
)
PLAIN_TEXTS = [text for text in TEXTS if "<b>" not in text]  # with the others a document is not regular
PLAIN_DATES = [date for date in DATES if date != "soon"]
READ_SO = (b"1", "ace8814721ad84b1")


def test_entries_are_read_as_when_that_was_last_counted_up() -> None:
    """What is kept of a feed's entries stands for how they were read: else changes would wait for their outlets'."""
    parts = zip(
        *(cycle(one) for one in (TITLES, LINKS, GUIDS, PLAIN_TEXTS, PLAIN_DATES, MORE)), range(120), strict=False
    )
    entries = [
        f"<item><title>{title}</title><link>{html.escape(link)}</link><guid>{guid}{number // 7}</guid>"
        f"<description>{text}</description><pubDate>{date}</pubDate>{more}</item>"
        for title, link, guid, text, date, more, number in parts
    ]
    atom = [
        f"<entry><title type='html'>{title} {number}</title><link href='{html.escape(link)}'/><id>{guid}{number}</id>"
        f"<summary>{html.escape(text)}</summary><updated>2026-11-24T08:{number % 60:02}:00Z</updated></entry>"
        for (title, link, guid, text), number in zip(product(TITLES, LINKS, GUIDS, TEXTS[:1]), range(120), strict=False)
    ]
    documents = (
        f"<rss version='2.0' {WITHIN}><channel><title>Kabar</title>{''.join(entries)}</channel></rss>".encode(),
        f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Kabar</title>{''.join(atom)}</feed>".encode(),
    )
    found = [read(documents[0]), read(documents[1], kind=ATOM_TYPE)]
    assert [len(kept) for _, _, kept in found] == [SIZE + 120 * RECORD.size] * 2, "regular, both"
    told = digest(repr([(document, items) for document, items, _ in found]).encode()).hex()
    assert (READ_AS, told) == READ_SO, "entries are read otherwise: count READ_AS up, and put both here"
