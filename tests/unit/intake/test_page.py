"""The article's text out of its page."""

from datetime import UTC, datetime

import pytest

from feeds.intake.page import extract

FURNITURE = "<nav><a href='/a'>Home</a><a href='/b'>Business</a></nav>"
ARTICLE = (
    "<article><h1>Rara Senja leaves Norvale</h1>"
    "<p>Rara Senja, who led the research laboratory of Norvale for six years, has left the company this week.</p>"
    "<p>She joins Tindra, a start-up that builds tools for translators, where she will lead all of its research.</p>"
    "<p>“I wanted to be nearer to the people who use what we make,” she told Kabar Senja in a conversation.</p>"
    "</article>"
)
FOOT = (
    "<aside><h3>Read more</h3><ul><li><a href='/x'>Ten phones</a></li></ul></aside><footer>© Kabar. Cookies.</footer>"
)


def page(head: str = "", body: str = ARTICLE, lang: str = "en") -> bytes:
    html = f"<!doctype html><html lang='{lang}'><head><meta charset='utf-8'><title>Rara Senja leaves Norvale</title>"
    return (html + f"{head}</head><body>{FURNITURE}{body}{FOOT}</body></html>").encode()


def test_the_article_is_read_in_lines_and_the_furniture_is_left_out() -> None:
    found = extract(page(), "https://kabar.example/rara")
    assert found.title == "Rara Senja leaves Norvale"
    lines = found.text.split("\n")
    assert lines[-1].startswith("“I wanted to be nearer")
    assert any(line.startswith("She joins Tindra") for line in lines)
    for furniture in ("Home", "Read more", "Ten phones", "Cookies"):
        assert furniture not in found.text
    assert (found.url, found.lang) == ("https://kabar.example/rara", "en")


def test_head_tells_picture_and_outlet() -> None:
    head = (
        "<meta property='og:image' content='https://kabar.example/r.jpg'><meta content='Kabar' property='og:site_name'>"
    )
    found = extract(page(head), None)
    assert (found.image, found.outlet, found.url) == ("https://kabar.example/r.jpg", "Kabar", "")


@pytest.mark.parametrize(
    ("written", "outlet"),
    [
        (b"Kabar &amp; Co", "Kabar & Co"),
        (b"Kabar&#x202e;&#27;", "Kabar\u202e"),
        ("澎湃新闻".encode(), "澎湃新闻"),
        ("澎湃新闻".encode("gbk"), None),
    ],
)
def test_an_outlet_is_told_as_readers_would_see_it_or_not_at_all(written: bytes, outlet: str | None) -> None:
    head = "<meta property='og:site_name' content='NAME'>"
    assert extract(page(head).replace(b"NAME", written), None).outlet == outlet


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<meta property='article:published_time' content='2026-11-24T09:30:00+07:00'>", ""),
        ('<meta name="pubdate" content="Tue, 24 Nov 2026 02:30:00 GMT">', ""),
        ('<script type="application/ld+json">{"datePublished": "2026-11-24T02:30:00Z"}</script>', ""),
        ("", "<time datetime='2026-11-24T02:30:00Z'>today</time>"),
        ("", "<span>Selasa, 24 November 2026 09:30 WIB</span>"),
        ("", "<span>2026年11月24日 10:30</span>"),
    ],
)
def test_the_date_is_found_wherever_a_page_says_it(head: str, body: str) -> None:
    assert extract(page(head, body + ARTICLE), None).published == datetime(2026, 11, 24, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lang", "shown", "moment"),
    [
        ("id", "Selasa, 24 Nov 2026 14:30 WIB", "07:30"),
        ("id", "24 November 2026 | 14.30 WIB", "07:30"),
        ("id", "24 Nopember 2026 pukul 14.30 WITA", "06:30"),
        ("id", "Selasa (24/11/2026) 14:30 WIB", "07:30"),
        ("id", "Kabar, 24/11/2026, 14:30 WIT", "05:30"),
        ("id", "Selasa, 24 November 2026 - 14:30", "07:30"),
        ("id", "Selasa, 24 November 2026", "00:00"),
        ("zh", "2026年11月24日 下午2:30", "06:30"),
        ("zh", "发布时间：<b>2026-11-24 14:30:05</b>", "06:30"),
        ("zh", "2026/11/24 14:30</span><span>来源：某报", "06:30"),
    ],
)
def test_dates_as_indonesian_and_chinese_pages_show_them_are_read_with_their_time(
    lang: str, shown: str, moment: str
) -> None:
    story = f"<article><p>{'Rara has left Norvale for Tindra, where she leads speech research. ' * 6}</p></article>"
    found = extract(f"<html lang='{lang}'><body><div>{shown}</div>{story}</body></html>".encode(), None).published
    assert found is not None and f"{found:%Y-%m-%d %H:%M}" == f"2026-11-24 {moment}"


def test_a_time_without_a_zone_in_the_head_is_that_of_the_page_s_country() -> None:
    head = "<head><meta name='publishdate' content='2026-11-24 14:30:00'></head>"
    zones = [extract(f"<html lang='{lang}'>{head}</html>".encode(), None).published for lang in ("zh-CN", "id", "en")]
    assert [f"{z:%H:%M}" for z in zones if z] == ["06:30", "07:30", "14:30"]


def test_a_chinese_page_in_its_own_encoding_is_read() -> None:
    words = "鄢志杰已离开诺维尔，加入天达公司担任首席科学家。他在诺维尔工作了六年，负责语音实验室的全部研究。"
    body = f"<article><h1>鄢志杰离开诺维尔</h1><p>{words}</p><p>{words}天达没有回应。</p></article>"
    html = (
        f"<html lang='zh-CN'><head><meta charset='gbk'><title>鄢志杰离开诺维尔</title></head><body>{body}</body></html>"
    )
    found = extract(html.encode("gbk"), None)
    assert words in found.text
    assert (found.title, found.lang) == ("鄢志杰离开诺维尔", "zh-cn")


@pytest.mark.parametrize("data", [b"", b"\x00\xff" * 50, b"<html></html>", b"%PDF-1.7", page(body=""), b"<" * 5000])
def test_what_holds_no_article_gives_no_text_and_raises_nothing(data: bytes) -> None:
    found = extract(data, None)
    assert "Norvale" not in found.text and "\x00" not in found.text
