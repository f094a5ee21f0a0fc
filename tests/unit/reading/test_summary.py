"""The 15-second summary: three bullets, sixty words, each resting on a sentence that an article holds."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import LANGUAGES, MoveKind, MoveStatus, Reading
from feeds.reading.prose.summary import bullets
from feeds.reading.text import size
from tests.unit.reading.helpers import CATALOG, READER, article, move, reading_of
from tests.unit.reading.test_telling import WANTING

LIMIT = {"en": 60, "id": 60, "zh": 120}
TEXTS = {
    "en": (
        "Zhou Mingyuan has left Alibaba for JD.com. He led speech research for ten years. The race for talent among "
        "Chinese AI labs has become fiercer. JD.com will open a second laboratory in Beijing next year."
    ),
    "id": (
        "Zhou Mingyuan hengkang dari Alibaba ke JD.com. Ia memimpin riset suara selama sepuluh tahun. Persaingan talenta "
        "antara laboratorium AI semakin ketat. JD.com akan membuka laboratorium kedua tahun depan."
    ),
    "zh": "周明远从阿里巴巴离职，加入京东。他负责语音研究十年。各家实验室之间的人才竞争加剧。京东将于明年开设第二个实验室。",
}


def together(found: tuple[object, ...]) -> int:
    return sum(size(b.text) for b in found)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("source", "lang"), list(product(TEXTS, LANGUAGES)))
def test_the_card_is_told_in_the_reader_s_language(source: str, lang: str) -> None:
    reading = reading_of(TEXTS[source], lang=source)
    found = bullets([reading], lang, CATALOG)
    assert 2 <= len(found) <= 3 and together(found) <= LIMIT[lang]
    names = (
        ("周明远", "阿里巴巴", "京东") if lang == "zh" and source == "zh" else ("Zhou Mingyuan", "Alibaba", "JD.com")
    )
    if source == "zh" or lang != "zh":
        assert all(n in found[0].text for n in names)
    assert not found[0].quoted and found[-1].quoted
    for bullet in found:
        assert bullet.evidence and not WANTING.search(bullet.text)
        assert all(e.sentence in reading.article.whole for e in bullet.evidence)
    assert found[-1].text in reading.article.text, "what is quoted stands in the source"


def test_one_sentence_is_not_padded() -> None:
    found = bullets([reading_of("Zhou Mingyuan has left Alibaba for JD.com.")], "en", CATALOG)
    assert len(found) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", MoveKind)
def test_any_move_fits_the_card(kind: MoveKind, lang: str) -> None:
    lay_off = kind is MoveKind.LAID_OFF
    for status, left, joined in product(MoveStatus, ("Alibaba", None), ("JD.com", None)):
        if lay_off and not left:
            continue
        one = move(None if lay_off else "Nadia Sorensen", left, None if lay_off else joined, kind, status=status)
        found = bullets([talent("The news.")], lang, CATALOG, [one])
        assert 1 <= len(found) <= 3 and together(found) <= LIMIT[lang]
        assert not any(WANTING.search(b.text) for b in found)


def talent(text: str) -> Reading:
    one = article(text)
    return Reading(one, "en", True, 1.0)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("many", (2, 3, 4, 9, 40))
def test_many_moves_keep_to_three_bullets(lang: str, many: int) -> None:
    moves = [
        move(f"Person{chr(65 + i % 26)} Sorensen", "Alibaba", "JD.com", evidence=f"Sentence {i}.") for i in range(many)
    ]
    found = bullets([talent("Sentence 0.")], lang, CATALOG, moves)
    assert 1 <= len(found) <= 3 and together(found) <= LIMIT[lang]
    assert "PersonA" in found[0].text and "PersonB" in found[0].text, "people of one move are told together"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_successor_is_the_second_bullet(lang: str) -> None:
    moves = [
        move("Zhou Mingyuan", "Alibaba", "JD.com"),
        move("Sun Liqun", "Baidu", "Alibaba", "appointed", replaces="Zhou Mingyuan"),
    ]
    found = bullets([talent("The news.")], lang, CATALOG, moves)
    assert "Sun Liqun" in found[1].text and "Zhou Mingyuan" in found[1].text


def test_what_is_told_as_background_is_not_the_news() -> None:
    moves = [move("Zhou Mingyuan", "Alibaba", "JD.com"), move("Zhou Mingyuan", "Microsoft", "Alibaba", past=True)]
    found = bullets([talent("The news.")], "en", CATALOG, moves)
    assert not any("Microsoft" in b.text for b in found)


@given(st.text(max_size=300), st.text(max_size=2000), st.sampled_from(LANGUAGES))
def test_any_article_keeps_to_the_card(title: str, text: str, lang: str) -> None:
    reading = READER.read(article(text, title))
    found = bullets([reading], lang, CATALOG)
    assert len(found) <= 3 and together(found) <= LIMIT[lang]
    assert all(e.sentence in reading.article.whole for b in found for e in b.evidence)
