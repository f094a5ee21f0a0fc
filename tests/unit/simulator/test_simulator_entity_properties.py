"""Whatever entities are given, what is stored fits the text, nests and stays as it is."""

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from bot.simulator import ApiError
from bot.simulator.entities import BLOCKS, CODES, STYLES, Entity, cover, formatted, utf16_length

TEXTS = st.text(alphabet="ab /@#.阿里😀👩\u200d \n\r\t", max_size=24)
KINDS = st.sampled_from((*STYLES, *BLOCKS, *CODES, "text_link"))


@st.composite
def entities(draw: st.DrawFn) -> Entity:
    kind = draw(KINDS)
    entity: Entity = {"type": kind, "offset": draw(st.integers(0, 30)), "length": draw(st.integers(0, 30))}
    return entity | ({"url": "https://news.example/"} if kind == "text_link" else {})


def splits_a_pair(text: str, place: int) -> bool:
    return place in {utf16_length(text[:n]) + 1 for n, char in enumerate(text) if ord(char) > 0xFFFF}


@given(TEXTS, st.lists(entities(), max_size=6))
def test_what_is_stored_fits_and_nests(text: str, given_entities: list[Entity]) -> None:
    shown = [e for e in given_entities if e["length"]]
    length = utf16_length(text)
    wrong = [
        e
        for e in shown
        if e["offset"] + e["length"] > length
        or any(splits_a_pair(text, place) for place in (e["offset"], e["offset"] + e["length"]))
    ]
    try:
        stored, kept = formatted(text, given_entities)
    except ApiError as refused:
        assert refused.code == 400
        assert wrong
        return
    assert not wrong
    assert stored == stored.rstrip(" \n")
    for entity in kept:
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= utf16_length(stored)
        cover(stored, entity).encode()
    for one, other in pairwise_all(kept):
        ends = sorted((one, other), key=lambda e: (e["offset"], -e["length"]))
        first, second = ((e["offset"], e["offset"] + e["length"]) for e in ends)
        assert second[0] >= first[1] or second[1] <= first[1], (one, other)


@example(" @", [{"type": "bold", "offset": 0, "length": 1}])
@given(TEXTS, st.lists(entities(), max_size=6))
def test_storing_twice_changes_nothing(text: str, given_entities: list[Entity]) -> None:
    try:
        stored, kept = formatted(text, given_entities)
    except ApiError:
        return
    assert formatted(stored, kept) == (stored, kept)


def pairwise_all(kept: list[Entity]) -> list[tuple[Entity, Entity]]:
    assert all(a["offset"] <= b["offset"] for a, b in pairwise(kept))
    return [(one, other) for n, one in enumerate(kept) for other in kept[n + 1 :]]
