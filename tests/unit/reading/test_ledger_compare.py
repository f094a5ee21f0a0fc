"""Questions that compare two organisations: which are, and what the ledger answers."""

from datetime import UTC, datetime

import pytest

from feeds.model import Answer, Move, MoveKind, MoveStatus
from feeds.reading.answering.ledger_compare import answer_comparison, compared_organisations, comparison
from feeds.reading.naming.catalog import Catalog, load
from feeds.reading.text import size

YEAR = (datetime(2026, 1, 1, tzinfo=UTC), None)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def move(person: str, left: str | None, joined: str | None, **values: object) -> Move:
    keys = {
        "person_key": f"~{person.lower()}", "from_key": left and (left if left.islower() else f"~{left.lower()}"),
        "to_key": joined and (joined if joined.islower() else f"~{joined.lower()}"),
    }  # fmt: skip
    usual = {
        "kind": MoveKind.LEAVES,
        "status": MoveStatus.REPORTED,
        "evidence": f"{person} has gone.",
        "article_id": "7",
    }
    return Move(person=person, from_org=left, to_org=joined, **(usual | keys | values))  # type: ignore[arg-type]


LEDGER = (
    move("Tara Qvist", "alibaba", "Bravik", article_id="1"),
    move("Milan Oyelaran", "tongyi-lab", "tencent", article_id="2"),
    move("Nadia Brekke", "alibaba", None, article_id="3"),
    move("Nadia Brekke", "alibaba", "Bravik", article_id="4"),
    move("Ilse Marchetti", "tencent", "Bravik", article_id="5", status=MoveStatus.RUMOUR),
    move("Joren Adeyemi", "tencent", "Bravik", article_id="6", status=MoveStatus.DENIED),
    move("Signe Okafor", "tencent", "Bravik", article_id="8", past=True),
    move("Paolo Lindqvist", "alibaba", "tongyi-lab", article_id="9"),
    move("Anouk Villanueva", "tencent", "tencent", article_id="10", kind=MoveKind.PROMOTED),
)


def asked(question: str, catalog: Catalog, ledger: tuple[Move, ...] = LEDGER, lang: str = "en") -> Answer:
    query = comparison(question, catalog)
    assert query is not None
    return answer_comparison(query, ledger, YEAR, lang, catalog)


@pytest.mark.parametrize(
    ("question", "sides", "ways"),
    [
        ("Did more people leave Alibaba than Tencent this year?", ("alibaba", "tencent"), ("left",)),
        ("Who lost more researchers, Quorvexa or Alibaba?", ("~quorvexa", "alibaba"), ("left",)),
        ("Has OpenAI hired more people than Anthropic in 2026?", ("openai", "anthropic"), ("joined",)),
        ("Compare departures from Meta and Google", ("meta", "google"), ("left",)),
        ("OpenAI versus Anthropic: people who joined and people who left", ("openai", "anthropic"), ("left", "joined")),
        ("Compare the moves of Alibaba and Tencent", ("alibaba", "tencent"), ("left", "joined")),
        ("Alibaba dibanding Tencent: siapa yang kehilangan lebih banyak orang?", ("alibaba", "tencent"), ("left",)),
        ("Apakah lebih banyak orang keluar dari Samudra Pangan daripada Tencent?", ("~samudra pangan", "tencent"),
         ("left",)),
        ("Mana yang lebih banyak merekrut, Quorvexa atau Zelvane?", ("~quorvexa", "~zelvane"), ("joined",)),
        ("Zelvane vs Quorvexa, who gained more engineers?", ("~zelvane", "~quorvexa"), ("joined",)),
        ("云杉科技和蓝屿汽车相比，谁招的人更多？", ("~云杉", "~蓝屿汽车"), ("joined",)),
        ("Bandingkan perekrutan OpenAI dan Anthropic", ("openai", "anthropic"), ("joined",)),
        ("阿里和腾讯相比，今年谁流失的人更多？", ("alibaba", "tencent"), ("left",)),
        ("OpenAI还是Anthropic招的人更多？", ("openai", "anthropic"), ("joined",)),
        ("腾讯离职的人比字节跳动多吗？", ("tencent", "bytedance"), ("left",)),
    ],
)  # fmt: skip
def test_a_comparison_names_its_sides_and_what_is_counted(
    catalog: Catalog, question: str, sides: tuple[str, str], ways: tuple[str, ...]
) -> None:
    query = comparison(question, catalog)
    assert query is not None
    assert (tuple(s.key for s in query.sides), query.ways) == (sides, ways)


@pytest.mark.parametrize(
    "question",
    [
        "Who left Alibaba for Tencent?",
        "Why did more people leave Alibaba than Tencent?",
        "Is Alibaba worth more than Tencent?",
        "Did Alibaba lose more money than Tencent?",
        "Does Alibaba have more employees than Tencent?",
        "Has Yan Zhijie hired more people at Alibaba than at Tencent?",
        "Did more people leave Alibaba?",
        "Did more people leave Alibaba than Tencent or Baidu?",
        "Mengapa lebih banyak orang keluar dari Alibaba daripada Tencent?",
        "Apakah laba Alibaba lebih banyak daripada Tencent?",
        "阿里的市值比腾讯更多吗？",
        "阿里和腾讯相比，谁亏得更多？",
    ],
)
def test_what_is_no_comparison_of_moves_is_left_to_others(catalog: Catalog, question: str) -> None:
    assert comparison(question, catalog) is None


@pytest.mark.parametrize(
    ("lang", "question", "answer"),
    [
        ("en", "Did more people leave Alibaba than Tencent this year?",
         "Yes: 3 left Alibaba (Tara Qvist, Milan Oyelaran…), 1 left Tencent (Ilse Marchetti (rumour)); since 1 January 2026"),
        ("en", "Did more people leave Tencent than Alibaba this year?",
         "No: 1 left Tencent (Ilse Marchetti (rumour)), 3 left Alibaba (Tara Qvist, Milan Oyelaran…); since 1 January 2026"),
        ("en", "Which lost fewer people this year, Alibaba or Tencent?",
         "Tencent: 3 left Alibaba (Tara Qvist, Milan Oyelaran…), 1 left Tencent (Ilse Marchetti (rumour)); since 1 January"
         " 2026"),
        ("en", "Who hired more people, Alibaba or Tencent?",
         "Tencent: 0 joined Alibaba, 1 joined Tencent (Milan Oyelaran); since 1 January 2026"),
        ("en", "Compare the moves of Alibaba and Tencent",
         "3 left Alibaba, 1 left Tencent; 0 joined Alibaba, 1 joined Tencent; since 1 January 2026"),
        ("id", "Alibaba dibanding Tencent: siapa yang kehilangan lebih banyak orang?",
         "Alibaba: 3 orang keluar dari Alibaba (Tara Qvist, Milan Oyelaran…), 1 orang keluar dari Tencent (Ilse Marchetti"
         " (rumor)); sejak 1 Januari 2026"),
        ("id", "Apakah lebih banyak orang keluar dari Tencent daripada Alibaba tahun ini?",
         "Tidak: 1 orang keluar dari Tencent (Ilse Marchetti (rumor)), 3 orang keluar dari Alibaba (Tara Qvist, Milan"
         " Oyelaran…); sejak 1 Januari 2026"),
        ("zh", "阿里和腾讯相比，今年谁流失的人更多？",
         "阿里巴巴更多：阿里巴巴离职 3 人（Tara Qvist、Milan Oyelaran 等），腾讯离职 1 人（Ilse Marchetti 传闻）；2026年1月1日以来"),
        ("zh", "腾讯离职的人比阿里多吗？",
         "不是：腾讯离职 1 人（Ilse Marchetti 传闻），阿里巴巴离职 3 人（Tara Qvist、Milan Oyelaran 等）；2026年1月1日以来"),
    ],
)  # fmt: skip
def test_the_answer_has_both_figures_some_people_and_the_period(
    catalog: Catalog, lang: str, question: str, answer: str
) -> None:
    given = asked(question, catalog, lang=lang)
    assert given.text == answer


def test_each_side_stands_among_the_first_two_sentences_and_all_people_are_named(catalog: Catalog) -> None:
    given = asked("Did more people leave Alibaba than Tencent this year?", catalog)
    assert [e.article_id for e in given.evidence] == ["1", "5", "2", "3"]
    assert given.people == ("Tara Qvist", "Milan Oyelaran", "Nadia Brekke", "Ilse Marchetti")


@pytest.mark.parametrize("question", ["Did more people leave Quorvexa than Zelvane?", "Quorvexa atau Zelvane, mana yang"
                                      " lebih banyak ditinggalkan?"])  # fmt: skip
def test_where_the_ledger_has_neither_side_the_answer_is_refused(catalog: Catalog, question: str) -> None:
    assert not asked(question, catalog).answered


def test_equal_figures_are_told_as_such(catalog: Catalog) -> None:
    ledger = (move("Tara Qvist", "Quorvexa", None), move("Nadia Brekke", "Zelvane", None))
    assert asked("Who lost more people, Quorvexa or Zelvane?", catalog, ledger).text.startswith("Equally many: 1 left")
    assert asked("Did more people leave Quorvexa than Zelvane?", catalog, ledger).text.startswith("No: 1 left")


def test_a_long_answer_gives_up_names_before_it_exceeds_thirty_words(catalog: Catalog) -> None:
    long = "Maria del Carmen Fernandez de la Vega y Sanz {}"
    ledger = tuple(
        move(long.format(x), firm, None) for x, firm in zip("ABCD", ["Quorvexa", "Zelvane"] * 2, strict=True)
    )
    given = asked("Who lost more people, Quorvexa or Zelvane?", catalog, ledger)
    assert given.text == "Equally many: 2 left Quorvexa, 2 left Zelvane; since 1 January 2026"
    assert size(given.text) <= 30 and len(given.people) == 4


def test_only_organisations_of_the_two_sides_are_looked_up(catalog: Catalog) -> None:
    query = comparison("Did more people leave Alibaba than Tencent?", catalog)
    assert query is not None
    known = [
        ("alibaba", "Alibaba"),
        ("tongyi-lab", "通义"),
        ("baidu", "Baidu"),
        ("tencent", "腾讯"),
        ("~alibi", "Alibi"),
    ]
    assert compared_organisations(query, known) == [known[0], known[1], known[3]]
