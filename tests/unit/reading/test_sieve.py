import re

import pytest

from benchmarks.articles import World
from benchmarks.reading import BEGIN
from feeds.reading.moving import affiliation, dates, layoffs, status
from feeds.reading.moving.cues import cues, cues_in
from feeds.reading.naming.latin_kinds import TITLE_BEFORE
from feeds.reading.sieve import Sieve, needles, sieved
from feeds.reading.text import sentences


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        (r"resign(?:s|ed)?", {"resign"}),
        (r"(?:quit|leav(?:es|ing))\b", {"quit", "leav"}),
        (r"(?:has )?(?:step(?:s|ped)? down)", {" down"}),
        (r"\d+ jobs?", {" job"}),
        (r"[\w-]+(?: jobs)+", {" jobs"}),
        (r"加入|辞职", {"加入", "辞职"}),
        (r"(?=never)\w+", {"never"}),
        (r"(?:jobs)?", None),
        (r"a*\d+", None),
        (r"jobs|\d+", None),
        (r"(?!never)\w+", None),
        (r"⟦[PN]\d+⟧", {"n", "p"}),
    ],
)
def test_what_a_pattern_needs_is_told_of_the_pattern(pattern: str, wanted: set[str] | None) -> None:
    assert needles(re.compile(pattern)) == (None if wanted is None else frozenset(wanted))


def test_a_pattern_that_needs_nothing_is_always_tried() -> None:
    sieve = Sieve([re.compile("left"), re.compile(r"\d+")])
    assert list(sieve.passing("nobody")) == [1]
    assert list(sieve.passing("nobody left")) == [0, 1]


def test_case_hides_nothing_where_the_pattern_ignores_it() -> None:
    pattern = re.compile("resigns", re.I)
    for text in ("Qvist RESIGNS", "Qvist reſignſ", "Qvist resıgns", "Qvist resİgns", "Qvist resigns \ud800"):
        assert (sieved(pattern).search(text) is None) == (pattern.search(text) is None)


@pytest.mark.parametrize("lang", ["en", "id", "zh"])
def test_no_match_is_lost(lang: str) -> None:
    world = World(120, 0, BEGIN)
    told = [world.piece(outlet, number) for outlet in range(120) for number in (1, 2)]
    texts = [s.text for piece in told for s in (*sentences(piece.title), *sentences(piece.text))]
    texts += [re.sub(r"[A-Z]\w+", "⟦P1⟧", t) for t in texts] + [t.upper() for t in texts]
    patterns = [
        *(cue.pattern for cue in cues(lang)), *affiliation.patterns(lang), *layoffs.COMPILED[lang], TITLE_BEFORE,
        status.DENIED[lang], status.RUMOUR[lang], status.CONFIRMED[lang], *(form for form, _ in dates.FORMS),
    ]  # fmt: skip
    sieve = Sieve(patterns)
    matched = 0
    for text in texts:
        matching = {n for n, pattern in enumerate(patterns) if pattern.search(text)}
        assert matching <= set(sieve.passing(text))
        matched += len(matching)
    assert matched > 50


def test_most_cues_are_not_even_tried() -> None:
    assert len(cues_in("Similar plans exist in three other cities, where building is to begin.", "en")) < 8
