"""/ask compares two firms from the ledger, also right after an alert about another story, in three languages."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.e2e.chatting import START, Person, links, numbers, told
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = numbers(3700)
PIECES = (
    told("en", "Milan Oyelaran", "Quorvexa", "Bravik", "c1", -30),
    told("id", "Tara Qvist", "Quorvexa", "Bravik", "c2", -20),
    told("en", "Signe Okafor", "Halmerion", "Bravik", "c3", -10),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("compared"), PIECES, START) as one:
        yield one


@pytest.mark.parametrize(
    ("lang", "question", "answer"),
    [
        ("en", "Did more people leave Quorvexa than Halmerion this year?",
         "Yes: 2 left Quorvexa (Tara Qvist, Milan Oyelaran), 1 left Halmerion (Signe Okafor); since 1 January 2026"),
        ("id", "Quorvexa dibanding Halmerion: siapa yang kehilangan lebih banyak orang tahun ini?",
         "Quorvexa: 2 orang keluar dari Quorvexa (Tara Qvist, Milan Oyelaran), 1 orang keluar dari Halmerion (Signe"
         " Okafor); sejak 1 Januari 2026"),
        ("zh", "Quorvexa和Halmerion相比，今年谁流失的人更多？",
         "Quorvexa 更多：Quorvexa 离职 2 人（Tara Qvist、Milan Oyelaran），"
         "Halmerion 离职 1 人（Signe Okafor）；2026年1月1日以来"),
    ],
)  # fmt: skip
async def test_two_firms_are_compared(world: Stage, lang: str, question: str, answer: str) -> None:
    ayu = Person(world, next(PEOPLE), lang)
    await ayu.say("/latest Bravik")
    asked = await ayu.ask(f"/ask {question}")
    assert asked["text"].split("\n")[0] == answer
    assert len(links(asked)) == 3


@pytest.mark.parametrize(
    ("lang", "question"),
    [
        ("en", "Did more people leave Zelvane than Tolmarque?"),
        ("id", "Apakah lebih banyak orang keluar dari Zelvane daripada Tolmarque?"),
        ("zh", "Zelvane和Tolmarque相比，谁流失的人更多？"),
    ],
)
async def test_where_nothing_is_reported_of_either_the_answer_says_so(world: Stage, lang: str, question: str) -> None:
    asked = await Person(world, next(PEOPLE), lang).ask(f"/ask {question}")
    first = {"en": "The stored articles do not say.", "id": "Artikel yang tersimpan tidak", "zh": "已存"}[lang]
    assert asked["text"].startswith(first)
