"""The golden story with names that the catalog does not hold, other dates and another order of arrival."""

from datetime import timedelta
from pathlib import Path

import pytest

from feeds.reading.naming import catalog
from tests.e2e.expected import golden
from tests.e2e.rewrites import rewritten
from tests.e2e.stage import stage
from tests.e2e.test_golden_story import faults_of_all

# `make test` has five minutes: it runs the first two, `make soak` the others.
SEEDS = [*range(2), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 20))]


@pytest.mark.rewrites
@pytest.mark.parametrize("seed", SEEDS)
async def test_golden_rewrite(tmp_path: Path, seed: int) -> None:
    g = rewritten(golden(), seed, catalog.load())
    start = min(p.published for p in g.pieces) - timedelta(hours=1)
    async with stage(tmp_path, g.pieces, start) as world:
        faults = await faults_of_all(g, world)
    assert not faults, "\n".join(faults)
