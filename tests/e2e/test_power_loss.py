"""The power fails while the bot works: whatever part of the log has reached the disk, the store opens and is sound."""

import pytest

from benchmarks.power_loss import measured


@pytest.mark.parametrize(
    ("cuts", "moments", "readers"), [pytest.param(24, 3, 4), pytest.param(900, 20, 30, marks=pytest.mark.slow)]
)
def test_power_loss(cuts: int, moments: int, readers: int) -> None:
    found = measured(cuts, moments, readers, seed=cuts)
    assert found.lines == ()
    assert [figure.met for figure in found.figures if figure.met is not None] == [True, True]
    assert found.figures[0].seen.startswith(f"{cuts} ")
