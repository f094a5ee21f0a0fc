"""The sharing of requests against uniform polling, in a small made-up world and by the benchmark's own code."""

import random

import pytest

from benchmarks.polling import World, compared, made_up


@pytest.fixture(scope="module")
def world() -> World:
    return made_up(60, 28.0, random.Random(7))


def test_items_wait_less_than_under_uniform_polling_at_equal_requests_and_the_slowest_no_longer(world: World) -> None:
    found = compared(World(world.feeds, world.end, (0,) * 60), 48.0, 7)
    assert found["requests"] == pytest.approx(48.0, rel=0.02)
    assert found["mean ratio"] <= 0.76
    assert found["p95 ratio"] <= 1.0


def test_what_has_readers_waits_less_still(world: World) -> None:
    plain = compared(World(world.feeds, world.end, (0,) * 60), 48.0, 7)
    assert compared(world, 48.0, 7)["mean ratio"] < plain["mean ratio"]
