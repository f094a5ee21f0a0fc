"""Some days in the bot's life on a fast clock: what it keeps is forgotten in time, and what it holds does not grow."""

from pathlib import Path

import pytest

from benchmarks import soak
from benchmarks.soak_page import too_old


@pytest.mark.slow
async def test_in_five_days_with_two_restarts_nothing_outlives_its_age_and_nothing_is_held_for_ever(
    tmp_path: Path,
) -> None:
    size = ("--days", "5", "--feeds", "10", "--subscribers", "30", "--items-a-day", "60", "--acts-a-day", "90")
    given = soak.options().parse_args([*size, "--ages", "1", "--average", "120"])
    days = await soak.live(given, tmp_path)
    assert [wait for one in days for wait in one["waits"]] == []
    assert [left for one in days for left in one["left"]] == []
    assert too_old(days, soak.ages(given), soak.BEGIN) == []
    last = days[-1]
    assert last["rows"]["items"] < 5 * 60, "articles that no story rests on go"
    assert last["rows"]["targets"] <= last["rows"]["watches"]
    assert all(size <= most for size, most in last["caches"].values() if most is not None)
    assert all(one["processes"] <= 5 for one in days), "the bot, its reader, who draws, and what looks after both"
    for one in days:
        assert sum(one["tasks"].values()) < 40, one["tasks"]
        assert len(one["threads"]) < 30, one["threads"]
        assert max(one["held"].values()) <= 1000, one["held"]
        assert one["held"]["Unremembering._chat_data"] == one["held"]["Unremembering._user_data"] == 0
    assert last["calls"] > 200
