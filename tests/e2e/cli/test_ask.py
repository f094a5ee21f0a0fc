"""ask: short answers with sentences that stand in the articles, and refusals."""

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.cli.conftest import Ended, Hengkang, lines

ARTICLES: tuple[dict[str, Any], ...] = (
    {
        "id": "a-1",
        "title": "Tara Qvist leaves Quorvexa for Bravik",
        "text": "Tara Qvist, who led research at Quorvexa, has left the firm and joined Bravik as chief scientist.\n"
        "Tara Qvist resigned after a dispute over computing budgets, two people familiar with the matter said.",
        "published": "2025-11-03T09:00:00Z",
    },
    {
        "id": "a-2",
        "title": "Milan Oyelaran hengkang dari Quorvexa ke Halmerion",
        "text": "Milan Oyelaran, kepala riset Quorvexa, hengkang dan bergabung dengan Halmerion sebagai direktur.",
        "published": "2025-11-03T10:00:00Z",
    },
    {"id": "a-3", "title": "Rain in Riga", "text": "It rained in Riga all day."},
)
TEXTS = {a["id"]: f"{a['title']}\n{a['text']}" for a in ARTICLES}


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    path.write_bytes(lines(*ARTICLES))
    return path


def check_answers(ended: Ended) -> None:
    for row in ended.rows:
        assert list(row) == ["id", "answer", "answered", "people", "evidence"]
        assert len(row["answer"].split()) <= 30
        assert len(row["evidence"]) <= 2
        assert all(isinstance(person, str) for person in row["people"])
        assert bool(row["answer"]) == row["answered"] == bool(row["evidence"])
        for evidence in row["evidence"]:
            assert list(evidence) == ["article_id", "sentence"]
            assert evidence["sentence"] in TEXTS[evidence["article_id"]]


def test_one_question_is_answered_from_the_articles(hengkang: Hengkang, shelf: Path) -> None:
    ended = hengkang("ask", "--articles", shelf, "Where did Tara Qvist go?")
    assert (ended.status, ended.err) == (0, "")
    check_answers(ended)
    assert ended.rows[0]["answer"] == "Bravik"
    assert ended.rows[0]["evidence"][0]["article_id"] == "a-1"


def test_many_questions_some_about_one_article(hengkang: Hengkang, shelf: Path) -> None:
    questions = lines(
        {"id": "q1", "q": "Why did Tara Qvist leave?", "article_id": "a-1"},
        {"id": "q2", "q": "Ke mana Milan Oyelaran pindah?"},
        {"id": "q3", "q": "Who left Quorvexa?"},
        {"id": "q4", "q": "Where did Tara Qvist go?", "article_id": "a-3"},
        {"id": "q5", "q": "How many moons has Saturn?"},
        {"id": 6, "q": "Where did Tara Qvist go?", "article_id": None},
    )
    ended = hengkang("ask", "--articles", shelf, "--questions", "-", stdin=questions)
    assert (ended.status, ended.err) == (0, "")
    check_answers(ended)
    rows = {row["id"]: row for row in ended.rows}
    assert list(rows) == ["q1", "q2", "q3", "q4", "q5", "6"]
    assert "computing budgets" in rows["q1"]["evidence"][0]["sentence"]
    assert "Halmerion" in rows["q2"]["answer"]
    assert set(rows["q3"]["people"]) == {"Tara Qvist", "Milan Oyelaran"}
    for refused in ("q4", "q5"):
        assert rows[refused] == {"id": refused, "answer": "", "answered": False, "people": [], "evidence": []}
    assert rows["6"]["answer"] == "Bravik"


def test_faulty_questions_are_told_and_the_others_answered(hengkang: Hengkang, shelf: Path, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(
        lines({"id": "x"}, {"q": "Where did Tara Qvist go?"}, {"id": "x", "q": ["?"]}, {"id": "x", "q": "  "})
        + lines({"id": "x", "q": "Who?", "article_id": {}}, {"id": "lost", "q": "Who left?", "article_id": "a-9"})
        + lines({"id": "good", "q": "Where did Tara Qvist go?"})
    )
    ended = hengkang("ask", "--articles", shelf, "--questions", path)
    assert ended.status == 1
    assert [line.split(": ")[0] for line in ended.err.splitlines()] == [f"{path}:{n}" for n in range(1, 7)]
    assert [(row["id"], row["answered"]) for row in ended.rows] == [("lost", False), ("good", True)]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "ask what?"),
        (("Who?", "--questions", "-"), "ask what?"),
        (("Who?", "--articles", "missing.jsonl"), "missing.jsonl: No such file"),
        (("--questions", "missing.jsonl"), "missing.jsonl: No such file"),
        (("Who left Quorvexa?",), "no such store"),
        (("Half \udcff a character?", "--articles", "articles.jsonl"), "question:1: half a character"),
    ],
)
def test_what_cannot_be_asked_is_told(hengkang: Hengkang, shelf: Path, arguments: tuple[str, ...], told: str) -> None:
    ended = hengkang("ask", *arguments)
    assert (ended.status, ended.rows) == (1, [])
    assert told in ended.err
    assert "Traceback" not in ended.err


def test_a_question_is_about_its_time_and_without_one_about_all_time(hengkang: Hengkang, tmp_path: Path) -> None:
    path = tmp_path / "old.jsonl"
    path.write_bytes(lines({**ARTICLES[0], "published": "2014-11-03T09:00:00Z"}))
    questions = lines(
        {"id": "ever", "q": "Who left Quorvexa?"},
        {"id": "then", "q": "Who left Quorvexa in 2014?"},
        {"id": "later", "q": "Who left Quorvexa since 2020?"},
    )
    ended = hengkang("ask", "--articles", path, "--questions", "-", stdin=questions)
    assert {row["id"]: row["people"] for row in ended.rows} == {
        "ever": ["Tara Qvist"],
        "then": ["Tara Qvist"],
        "later": [],
    }


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Did more people leave Quorvexa than Halmerion?",
         "Yes: 2 left Quorvexa (Milan Oyelaran, Tara Qvist), 0 left Halmerion"),
        ("Halmerion dibanding Bravik dan Quorvexa: siapa yang kehilangan lebih banyak orang?", ""),
        ("Bravik dibanding Halmerion: siapa yang merekrut lebih banyak orang?",
         "Sama banyak: 1 orang masuk ke Bravik (Tara Qvist), 1 orang masuk ke Halmerion (Milan Oyelaran)"),
        ("Quorvexa和Halmerion相比，谁流失的人更多？",
         "Quorvexa 更多：Quorvexa 离职 2 人（Milan Oyelaran、Tara Qvist），Halmerion 离职 0 人"),
        ("Did more people leave Zelvane than Tolmarque?", ""),
    ],
)  # fmt: skip
def test_two_firms_are_compared_from_the_ledger(hengkang: Hengkang, shelf: Path, question: str, answer: str) -> None:
    ended = hengkang("ask", "--articles", shelf, question)
    assert ended.err == ""
    check_answers(ended)
    assert ended.rows[0]["answer"] == answer
