"""Which questions are put to the ledger of moves, and who is named in answer."""

import pytest

from feeds.model import Move, MoveKind, MoveStatus
from feeds.reading.answering.ledger import answer_ledger, ledger_question
from feeds.reading.naming.catalog import Catalog, load


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def key(name: str | None) -> str | None:
    return f"~{name.lower()}" if name else None


def move(
    person: str,
    left: str | None,
    joined: str | None,
    kind: MoveKind,
    status: MoveStatus = MoveStatus.REPORTED,
    role: str | None = None,
) -> Move:
    keys = {"person_key": key(person), "from_key": key(left), "to_key": key(joined)}
    return Move(person, left, joined, kind, status, f"{person} moved.", role=role, **keys)


@pytest.mark.parametrize(
    ("question", "left", "joined", "post"),
    [
        ("Who left Quillmark?", "Quillmark", "", False),
        ("Which executives left Quillmark this year?", "Quillmark", "", False),
        ("Who left Quillmark and where did they go?", "Quillmark", "", False),
        ("Who retired from the Bank of Orrin?", "Bank of Orrin", "", False),
        ("Who was fired by Quillmark?", "Quillmark", "", False),
        ("Who joined Quillmark and from where?", "", "Quillmark", False),
        ("Who moved from Quillmark to Velstrom?", "Quillmark", "Velstrom", False),
        ("Who did Velstrom poach from Quillmark?", "Quillmark", "Velstrom", False),
        ("Who is Quillmark's new chief executive?", "", "Quillmark", True),
        ("Who was promoted at Quillmark?", "", "Quillmark", True),
        ("Siapa saja yang keluar dari Samudra Pangan?", "Samudra Pangan", "", False),
        ("Siapa yang bergabung dengan Samudra Pangan dan dari mana?", "", "Samudra Pangan", False),
        ("Siapa yang pindah dari Samudra Pangan ke Velstrom?", "Samudra Pangan", "Velstrom", False),
        ("Siapa direktur baru Samudra Pangan?", "", "Samudra Pangan", True),
        ("谁离开了云杉科技？", "云杉科技", "", False),
        ("谁从云杉科技去了蓝屿汽车？", "云杉科技", "蓝屿汽车", False),
        ("云杉科技有哪些人离职？", "云杉科技", "", False),
        ("谁出任云杉科技董事长？", "", "云杉科技", True),
        ("云杉科技的新总经理是谁？", "", "云杉科技", True),
        ("云杉科技聘任了哪些人？", "", "云杉科技", True),
    ],
)
def test_a_question_about_many_moves_names_its_sides(
    catalog: Catalog, question: str, left: str, joined: str, post: bool
) -> None:
    query = ledger_question(question, catalog)
    assert query is not None
    assert (query.left_name, query.joined_name, query.post) == (left, joined, post)


@pytest.mark.parametrize(
    "question",
    [
        "Who is Dora Vantongeren?",
        "Who replaces Dora Vantongeren at Quillmark?",
        "Why did Dora leave Quillmark?",
        "Who else is leaving?",
        "Siapa yang menggantikan Ratna Widjanarko?",
        "Siapa pendiri Samudra Pangan?",
        "谁接替李晓明的职位？",
        "谁报道的？",
    ],
)
def test_a_question_about_one_person_is_none_for_the_ledger(catalog: Catalog, question: str) -> None:
    assert ledger_question(question, catalog) is None


MOVES = (
    move("Dora Vantongeren", "Quillmark", None, MoveKind.STEPS_DOWN),
    move("Pavel Ostrander", "Quillmark", "Quillmark", MoveKind.PROMOTED, role="chief executive"),
    move("Ines Halloran", "Quillmark", "Velstrom", MoveKind.JOINS, role="treasurer"),
    move("Bo Larkin", "Quillmark", None, MoveKind.DISMISSED),
    move("Uma Tesh", "Velstrom", "Quillmark", MoveKind.JOINS, role="head of design"),
    move("Kai Moro", "Quillmark", None, MoveKind.LEAVES, status=MoveStatus.DENIED),
    move("Ren Abo", "Velstrom", "Quillmark", MoveKind.JOINS, status=MoveStatus.RUMOUR),
)


@pytest.mark.parametrize(
    ("question", "people"),
    [
        ("Who left Quillmark?", {"Dora Vantongeren", "Ines Halloran", "Bo Larkin"}),
        ("Who was fired by Quillmark?", {"Bo Larkin"}),
        ("Who moved from Quillmark to Velstrom?", {"Ines Halloran"}),
        ("Who joined Quillmark?", {"Uma Tesh", "Ren Abo"}),
        ("Who is rumoured to join Quillmark?", {"Ren Abo"}),
        ("Who is Quillmark's new chief executive?", {"Pavel Ostrander"}),
        ("Siapa CEO baru Quillmark?", {"Pavel Ostrander"}),
        ("Who left Velstrom?", {"Uma Tesh", "Ren Abo"}),
        ("Who left Orrin?", set()),
    ],
)
def test_the_people_named_are_those_whose_moves_fit(catalog: Catalog, question: str, people: set[str]) -> None:
    query = ledger_question(question, catalog)
    assert query is not None
    given = answer_ledger(query, MOVES, "en", catalog)
    assert set(given.people) == people
    assert given.answered == bool(people)


def test_a_rumour_is_named_as_one(catalog: Catalog) -> None:
    query = ledger_question("Who joined Quillmark?", catalog)
    assert query is not None
    assert "Ren Abo (rumour)" in answer_ledger(query, MOVES, "en", catalog).text
