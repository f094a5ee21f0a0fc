"""A few of all possible bytes for every target; the search guided by coverage is ``make fuzz``. What it found stays."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.chat import chat
from tests.fuzz.seeds import SEEDS, TOKENS
from tests.fuzz.targets import TARGETS

FINDINGS = Path(__file__).with_name("findings")
CHAT = ("command", "press")
FEW = settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
Targets = dict[str, Callable[[bytes], None]]


@pytest.fixture(scope="module")
def targets() -> Iterator[Targets]:
    with chat() as of_the_chat:
        yield TARGETS | of_the_chat


def damaged(seeds: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    """A seed with parts cut out, doubled, and put in from the tokens or from anything at all."""
    piece = st.one_of(st.sampled_from([t.encode() for t in TOKENS]), st.binary(max_size=8))
    place = st.integers(0, 400)
    cuts = st.lists(st.tuples(place, st.integers(0, 12), piece), max_size=6)

    def applied(seed: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
        for at, length, put in cuts:
            seed = seed[:at] + put + seed[at + length :]
        return seed

    return st.builds(applied, st.sampled_from(seeds), cuts)


@pytest.mark.parametrize("name", [*TARGETS, *CHAT])
def test_no_bytes_break_what_reads_them(targets: Targets, name: str) -> None:
    target = targets[name]
    for seed in SEEDS[name]:
        target(seed)

    @FEW
    @given(data=st.one_of(damaged(SEEDS[name]), st.binary(max_size=200)))
    def holds(data: bytes) -> None:
        target(data)

    holds()


@pytest.mark.parametrize("found", sorted(FINDINGS.glob("*/*")), ids=lambda p: f"{p.parent.name}-{p.name}")
def test_what_the_search_once_found_is_mended(targets: Targets, found: Path) -> None:
    targets[found.parent.name](found.read_bytes())
