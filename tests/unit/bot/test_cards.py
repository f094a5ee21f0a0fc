"""Cards: what they say in each language, and that nothing an article may hold breaks one."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.locales.texts import texts
from bot.pages.analysis import Figure
from bot.pages.behind import ahead_list, analysis_page, figure_page, question_list, source_list, voice_list
from bot.pages.cards import AlertView, alert, leading, shortened
from bot.pages.muting import Behind, mute_page
from bot.pages.reporting import ReviewView, review_note, review_page, wrong_page
from bot.pages.retracting import Spread
from bot.pages.rich import BUTTON_LIMIT, MESSAGE_LIMIT, Rich, units
from bot.pages.sharing import share_page
from feeds.model import Answer, Article, Bullet, Evidence, Move, MoveKind, MoveStatus, OfferedQuestion, Quote, Story
from feeds.reading.naming.catalog import load

CATALOG = load()
AT = datetime(2026, 2, 3, 20, 5, tzinfo=UTC)
NASTY = (
    "\u202e",
    "\x07",
    "\x00",
    "\ud800",
    "\u2066",
    "\u200f",
    "<b>",
    "&amp;",
    "*_[x](http://a.b)",
    "😀",
    "鄢志杰",
    "\n\n",
    "\u2028",
)
hostile = st.text(st.characters(), max_size=12) | st.sampled_from(NASTY)
long_text = st.tuples(hostile, st.sampled_from(("", "verylong " * 550, "𠮷" * 5000))).map("".join)


def move(**values: object) -> Move:
    """A move of Yan Zhijie, from Alibaba to JD.com unless told otherwise."""
    usual: dict[str, object] = {
        "person": "Yan Zhijie", "person_key": "yan-zhijie", "from_org": "Alibaba", "from_key": "alibaba",
        "to_org": "JD.com", "to_key": "jd", "kind": MoveKind.JOINS, "status": MoveStatus.REPORTED,
        "evidence": "Yan Zhijie left.", "article_id": "1", "lang": "en",
    }  # fmt: skip
    return Move(**(usual | values))  # type: ignore[arg-type]


def article(id: str = "1", lang: str = "en", title: str = "Yan Zhijie leaves", **values: object) -> Article:
    usual: dict[str, object] = {
        "text": "Yan Zhijie left.", "url": f"https://example.com/{id}", "published": AT + timedelta(minutes=int(id)),
        "outlet": f"Outlet {id}",
    }  # fmt: skip
    return Article(id, title, lang=lang, **(usual | values))  # type: ignore[arg-type]


def story(moves: tuple[Move, ...], articles: tuple[Article, ...], status: MoveStatus = MoveStatus.REPORTED) -> Story:
    return Story("7", moves, articles, status, AT, AT)


def drawn(one: Story, lang: str, **values: object) -> Rich:
    bullets = (Bullet("A bullet."), Bullet("“Rivals follow.”", (Evidence("1", "Rivals follow."),), quoted=True))
    view = AlertView(one, bullets, "Asia/Jakarta", **values)  # type: ignore[arg-type]
    return alert(view, CATALOG, texts(lang))


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        ("en", ["Yan Zhijie: Alibaba → JD.com · move · reported", "Yan Zhijie leaves", "• A bullet.",
                "• “Rivals follow.” — Outlet 1", "Outlet 1 · 3 sources · 4 February 2026, 03:06 WIB · 15 s",
                "You watch Alibaba and JD.com"]),
        ("id", ["Yan Zhijie: Alibaba → JD.com · pindah · dilaporkan", "Yan Zhijie hengkang", "• A bullet.",
                "• “Rivals follow.” — Outlet 1", "Outlet 2 · 3 sumber · 4 Februari 2026, 03:07 WIB · 15 detik",
                "Anda memantau Alibaba dan JD.com"]),
        ("zh", ["鄢志杰：阿里巴巴 → 京东 · 加盟 · 据报道", "鄢志杰离职", "• A bullet.", "• “Rivals follow.” — Outlet 1",
                "Outlet 3 · 3 个来源 · 2026年2月4日 03:08 WIB · 15 秒", "您关注了 Alibaba 和 JD.com"]),
    ],
)  # fmt: skip
def test_a_card_holds_every_part_in_the_readers_language(lang: str, lines: list[str]) -> None:
    articles = (article(), article("2", "id", "Yan Zhijie hengkang"), article("3", "zh", "鄢志杰离职"))
    card = drawn(story((move(),), articles), lang, watching=("Alibaba", "JD.com"), has_questions=True)
    assert [line for line in card.text.split("\n") if line] == lines
    lead = leading(story((), articles), lang)
    assert card.preview == lead.url and any(s.url == lead.url for s in card.spans)
    assert next(s for s in card.spans if s.type == "date_time").unix_time == int((lead.published or AT).timestamp())
    assert [b.data for row in card.buttons for b in row] == ["q:7", "s:7", "wr:7", "mu:7", "sh:7"]


def test_what_there_is_nothing_of_is_left_out() -> None:
    card = drawn(story((move(),), (article(),)), "en", preview=False)
    assert card.preview is None
    assert "source" not in card.text and "You watch" not in card.text
    assert [b.data for row in card.buttons for b in row] == ["s:7", "wr:7", "mu:7", "sh:7"]


def test_more_than_three_moves_are_counted_and_what_is_past_is_no_news() -> None:
    many = tuple(move(person=f"Person {n}", person_key=f"~person {n}") for n in range(5))
    card = drawn(story((*many, move(person="Old News", person_key="~old news", past=True)), (article(),)), "en")
    assert card.text.split("\n")[3] == "+2 more" and "Old News" not in card.text


@pytest.mark.parametrize(
    ("lang", "kind", "values", "line"),
    [
        ("en", MoveKind.LAID_OFF, {"head_count": "1,200"}, "Alibaba: 1,200 lay-offs · reported"),
        ("id", MoveKind.LAID_OFF, {"head_count": "1,200"}, "Alibaba: PHK 1.200 orang · dilaporkan"),
        ("zh", MoveKind.LAID_OFF, {"head_count": "10-15 %"}, "阿里巴巴：裁员（10-15%） · 据报道"),
        ("en", MoveKind.LEAVES, {"role": "chief scientist"}, "The chief scientist of Alibaba: departure · reported"),
        ("id", MoveKind.LEAVES, {"role": "chief scientist"}, "Seorang petinggi Alibaba: hengkang · dilaporkan"),
    ],
)
def test_a_line_says_its_kind_once(lang: str, kind: MoveKind, values: dict[str, str], line: str) -> None:
    one = move(person=None, person_key=None, to_org=None, to_key=None, kind=kind, **values)
    assert drawn(story((one,), (article(),)), lang).text.split("\n")[0] == line


@pytest.mark.parametrize("lang", ["en", "id", "zh"])
def test_a_denied_story_denies_each_of_its_moves(lang: str) -> None:
    word = {"en": "denied", "id": "dibantah", "zh": "已否认"}[lang]
    card = drawn(story((move(), move(person="B C", person_key="~b c")), (article(),), MoveStatus.DENIED), lang)
    assert [line.rsplit(" · ", 1)[1] for line in card.text.split("\n")[:2]] == [word, word]


def test_sources_are_numbered_with_the_first_reporter_named() -> None:
    listed = source_list(story((move(),), (article(), article("2", "zh"))), "Asia/Shanghai", texts("en"))
    lines = listed.text.split("\n")
    assert lines[0] == "2 sources" and lines[1].startswith("[1] ") and lines[3].startswith("[2] ")
    assert lines[2].strip() == "Outlet 1 · English · 4 February 2026, 04:06 CST · reported it first"
    assert lines[4].strip() == "Outlet 2 · Chinese · 4 February 2026, 04:07 CST"
    assert [b.data for row in listed.buttons for b in row] == ["b:7"]


@settings(max_examples=50)
@given(text=long_text, limit=st.integers(20, 300))
def test_a_shortened_text_is_one_line_within_its_limit(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert len(short) <= limit and short.splitlines() in ([], [short])


def assert_sound(rich: Rich) -> None:
    """Telegram takes it, and it shows nothing but what it was told to show."""
    assert 0 < units(rich.text) <= MESSAGE_LIMIT
    assert rich.text.encode("utf-8")
    for character in rich.text:
        assert (
            character == "\n"
            or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
            or character in "\u200c\u200d"
        )
    for span in rich.spans:
        assert 0 <= span.offset < span.offset + span.length <= units(rich.text)
    for button in (b for row in rich.buttons for b in row):
        assert button.text.strip() and len((button.data or "").encode()) <= BUTTON_LIMIT
        assert len(button.copied or "") <= 256 and len(button.url or "") <= 2048


@settings(max_examples=25)
@given(data=st.data(), lang=st.sampled_from(("en", "id", "zh")))
def test_nothing_hostile_breaks_a_card(data: st.DataObject, lang: str) -> None:
    names = st.none() | long_text
    moves = tuple(
        move(person=data.draw(names), person_key=data.draw(st.none() | hostile), from_org=data.draw(names),
             from_key=None, to_org=data.draw(names), to_key=None, kind=data.draw(st.sampled_from(MoveKind)),
             place=data.draw(names), head_count=data.draw(st.none() | hostile))
        for _ in range(data.draw(st.integers(0, 4)))
    )  # fmt: skip
    articles = tuple(
        article(str(n), data.draw(st.sampled_from(("en", "id", "zh"))), data.draw(long_text),
                outlet=data.draw(long_text), credit=data.draw(names), image="https://example.com/i")
        for n in range(1, data.draw(st.sampled_from((2, 3, 22))))
    )  # fmt: skip
    quotes = tuple(Quote(data.draw(long_text), data.draw(long_text), "x", "1") for _ in range(3))
    one = replace(story(moves, articles), quotes=quotes, ahead=(Evidence("1", data.draw(long_text)),) * 2)
    bullets = tuple(Bullet(data.draw(long_text), (Evidence("1", "x"),), quoted=bool(n)) for n in range(3))
    view = AlertView(one, bullets, "Asia/Jakarta", (data.draw(long_text),) * 3, True, development=data.draw(names))
    offered = tuple(OfferedQuestion(data.draw(long_text), Answer("a", True)) for _ in range(5))
    t = texts(lang)
    figure = Figure("between", data.draw(st.text(min_size=1)), moves * 5, data.draw(hostile), 2026)
    waiting = ReviewView(
        one, {"person": 3, "no_move": 1}, ("score", "unknown"), 0.4, "today", True, Spread(9, 2, 1), (1, 3)
    )
    for rich in (
        alert(view, CATALOG, t),
        source_list(one, "UTC", t),
        question_list(one, offered, CATALOG, t),
        voice_list(one, CATALOG, t),
        ahead_list(one, CATALOG, t),
        analysis_page(one, (figure, replace(figure, kind="left")), CATALOG, t),
        figure_page(one, figure, {"1": "https://example.com/1"}, CATALOG, t),
        mute_page(
            one,
            (Behind(3, data.draw(long_text), AT), Behind(4, data.draw(long_text), None)),
            False,
            AT,
            "UTC",
            CATALOG,
            t,
        ),
        share_page(one, CATALOG, "hengkang_bot", data.draw(st.booleans()), t),
        wrong_page(one, data.draw(st.sampled_from((None, "muted", "person"))), CATALOG, t),
        review_note(one, {"person": 3}, True, CATALOG, t),
        review_page(waiting, CATALOG, t),
    ):
        assert_sound(rich)


def test_only_buttons_with_something_to_show_stand_below_a_card() -> None:
    bare = story((move(),), (article(),))
    full = replace(
        bare, quotes=(Quote("Yan Zhijie", "It was time.", "x", "1"),), ahead=(Evidence("1", "He will speak."),)
    )
    assert [[b.data for b in row] for row in drawn(bare, "en").buttons] == [["s:7", "wr:7", "mu:7"], ["sh:7"]]
    shown = drawn(full, "en", has_questions=True, has_analysis=True)
    assert [[b.data for b in row] for row in shown.buttons] == [
        ["q:7", "n:7", "v:7"],
        ["x:7", "s:7", "wr:7"],
        ["mu:7", "sh:7"],
    ]


def test_voices_are_told_once_each_with_their_outlet_and_a_speakers_second_one_last() -> None:
    quotes = (
        Quote("Yan Zhijie", "It was time.", "x", "1"),
        Quote("Yan Zhijie", "It  was time.", "x", "2"),
        Quote("Yan Zhijie", "I will rest first.", "x", "2"),
        Quote("Bo Liefeng", "We shall miss him.", "x", "2"),
    )
    page = voice_list(replace(story((move(),), (article(), article("2"))), quotes=quotes), CATALOG, texts("en"))
    assert [line for line in page.text.split("\n") if "“" in line] == [
        "Yan Zhijie: “It was time.” — Outlet 1",
        "Bo Liefeng: “We shall miss him.” — Outlet 2",
        "Yan Zhijie: “I will rest first.” — Outlet 2",
    ]


def test_outlets_that_quote_one_are_counted_as_one_source_and_all_are_listed() -> None:
    quoting = (
        article("1", outlet="Reuters", text="Yan left."),
        article("2", outlet="Harbour Daily", text="Yan left, Reuters reported."),
        article("3", "zh", outlet="港口日报", text="据路透社报道，鄢志杰离职。"),
    )
    lines = source_list(story((move(),), quoting), "UTC", texts("en")).text.split("\n")
    assert lines[0] == "1 source · 3 articles" and [line[:3] for line in lines if line.startswith("[")] == [
        "[1]",
        "[2]",
        "[3]",
    ]


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", ["reported it first", "same text as [1]", "refers to [1]", "refers to Bloomberg",
                "same text as another"]),
        ("id", ["yang pertama memberitakan", "teks yang sama dengan [1]", "mengutip [1]", "mengutip Bloomberg",
                "teks yang sama dengan artikel lain"]),
        ("zh", ["最先报道", "与 [1] 同文", "引自 [1]", "引自 Bloomberg", "与另一篇同文"]),
    ],
)  # fmt: skip
def test_the_sources_say_which_copies_and_which_quotes_which(lang: str, told: list[str]) -> None:
    articles = (
        article("1", outlet="Reuters"),
        article("2", outlet="Harbour Daily", text="Yan left, Reuters reported."),
        article("3", outlet="Delta Post", text="Yan left, according to Bloomberg."),
    )
    copies = [(article("4", outlet="Quay Wire"), "1"), (article("5", outlet="Pier Wire"), "99")]
    page = source_list(story((move(),), articles), "UTC", texts(lang), copies, reach=1234)
    lines = page.text.split("\n")
    assert [line.rsplit(" · ", 1)[1] for line in lines if line.startswith("    ")] == told
    assert [line.split(" · ")[0].strip() for line in lines if line.startswith("    ")] == [
        "Reuters", "Quay Wire", "Harbour Daily", "Delta Post", "Pier Wire"
    ]  # fmt: skip
    t = texts(lang)
    assert lines[0] == f"{t.n('{n} source', '{n} sources', 2)} · {t.n('{n} article', '{n} articles', 5)}"
    assert lines[-1] == t("It has reached about {n} subscribers.", n=t.number(1200))


@pytest.mark.parametrize(
    ("reach", "told"),
    [
        (0, "fewer than 10"),
        (9, "fewer than 10"),
        (10, "about 10"),
        (37, "about 30"),
        (128, "about 120"),
        (9999, "about 9,900"),
    ],
)
def test_the_reach_is_told_so_that_nobody_is_seen(reach: int, told: str) -> None:
    page = source_list(story((move(),), (article(),)), "UTC", texts("en"), reach=reach)
    assert page.text.endswith(f"It has reached {told} subscribers.")


def test_a_first_reporter_whose_article_is_not_stored_is_named() -> None:
    quoting = (article("1", outlet="Harbour Daily", text="Yan left, Reuters reported."),)
    lines = source_list(story((move(),), quoting), "UTC", texts("en")).text.split("\n")
    assert lines[1] == "First reported by Reuters, say the sources."
    assert lines[3].endswith("refers to Reuters") and "reported it first" not in "".join(lines)


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("Tara Qvist has left.", "“Tara Qvist has left.”"),
        ('"I want to work on video," Tara Qvist said.', "“I want to work on video,” Tara Qvist said."),
        ('"I want to work on video."', "“I want to work on video.”"),
        ('She called it "a loss" at last.', '“She called it "a loss" at last.”'),
    ],
)
def test_a_quoted_bullet_has_its_marks_in_pairs(sentence: str, shown: str) -> None:
    told = Story("7", (move(),), (article(),), MoveStatus.REPORTED, AT, AT)
    bullet = Bullet(sentence, (Evidence("1", sentence),), quoted=True)
    assert f"• {shown} — Outlet 1" in alert(AlertView(told, (bullet,), "UTC"), CATALOG, texts("en")).text.split("\n")
