"""The pace: whatever is asked for, no rule of Telegram's is broken, and nothing waits longer than it must."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sending import pacing
from bot.sending.pacing import CHAT_BURST, CHAT_PER_SECOND, GROUP_PER_MINUTE, Bucket, Pacing

SLACK = 1e-6
CHATS = st.integers(min_value=1, max_value=4) | st.integers(min_value=-2, max_value=-1)
# (seconds until the next message is asked for, its chat)
ASKED = st.lists(st.tuples(st.sampled_from((0.0, 0.0, 0.01, 0.3, 1.0, 7.0)), CHATS), max_size=120)


def played(asked: list[tuple[float, int]], pace: Pacing, start: float = 1000.0) -> list[tuple[int, float, float]]:
    """Each message's chat, the moment it was asked for and the one it was given."""
    now = start
    found = []
    for gap, chat in asked:
        now += gap
        found.append((chat, now, pace.reserve(chat, now)))
    return found


def overfilled(moments: list[float], burst: float, rate: float) -> list[tuple[float, float]]:
    """The stretches, both ends included, that hold more than the burst and what the rate gives in them."""
    m = sorted(moments)
    return [
        (m[i], m[j])
        for i in range(len(m))
        for j in range(i, len(m))
        if j - i + 1 > burst + rate * (m[j] - m[i]) + SLACK
    ]


def most_within(moments: list[float], window: float) -> int:
    """The most moments in any stretch of that many seconds, its end left out."""
    ordered = sorted(moments)
    return max((sum(1 for m in ordered[i:] if m < at + window - SLACK) for i, at in enumerate(ordered)), default=0)


@given(ASKED)
def test_one_message_a_second_in_a_chat_after_its_burst(asked: list[tuple[float, int]]) -> None:
    told = played(asked, Pacing())
    for chat in {c for c, _, _ in told}:
        moments = [when for c, _, when in told if c == chat]
        assert moments == sorted(moments), "the chat's order is kept"
        assert not overfilled(moments, CHAT_BURST, CHAT_PER_SECOND)


@given(st.lists(st.sampled_from((0.0, 0.5, 3.0)), min_size=21, max_size=70))
def test_twenty_messages_in_any_minute_in_a_group(gaps: list[float]) -> None:
    told = played([(gap, -5) for gap in gaps], Pacing())
    assert most_within([when for _, _, when in told], 60.0) <= GROUP_PER_MINUTE


@given(ASKED, st.lists(st.tuples(CHATS | st.none(), st.floats(0, 90)), max_size=5))
def test_nobody_is_sent_to_before_a_pause_is_over(
    asked: list[tuple[float, int]], pauses: list[tuple[int | None, float]]
) -> None:
    pace = Pacing()
    for chat, seconds in pauses:
        pace.pause(chat, 1000.0 + seconds)
    for chat, now, when in played(asked, pace):
        over = [1000.0 + s for c, s in pauses if c in (None, chat)]
        assert when >= max([now, *over])


@given(ASKED, CHATS, st.sampled_from((0.0, 0.4, 5.0)))
def test_what_was_named_earliest_is_what_is_reserved(asked: list[tuple[float, int]], chat: int, later: float) -> None:
    pace = Pacing()
    told = played(asked, pace)
    now = (told[-1][1] if told else 1000.0) + later
    named = pace.earliest(chat, now)
    assert pace.earliest(chat, now) == named, "asking changes nothing"
    assert pace.reserve(chat, now) == named


def test_an_answer_in_three_parts_goes_at_once_and_the_fourth_a_second_later() -> None:
    pace = Pacing()
    assert [pace.reserve(7, 100.0) for _ in range(5)] == [100.0, 100.0, 100.0, 101.0, 102.0]
    assert pace.reserve(8, 100.0) == 100.0


def test_other_chats_do_not_wait_for_a_slow_one() -> None:
    pace = Pacing()
    pace.pause(6, 900.0)
    slow = [pace.reserve(chat, 100.0) for chat in (6, *[7] * 10, *[-8] * 22)]
    assert max(slow) == 900.0
    told = [pace.reserve(chat, 100.0 + chat / 28) for chat in range(100, 500)]
    assert all(when - (100.0 + chat / 28) < 1.5 for chat, when in enumerate(told, 100))


def test_a_group_waits_out_the_minute() -> None:
    pace = Pacing()
    moments = [pace.reserve(-9, 0.0) for _ in range(21)]
    assert moments[20] == pytest.approx(60.0)


def test_a_late_call_counts_from_when_it_came_back() -> None:
    pace = Pacing()
    for moment in (0.0, 0.4, 0.4):
        assert pace.reserve(7, moment) == moment
        pace.went(7, 0.4)
    assert pace.reserve(7, 0.5) == pytest.approx(1.4)
    pace.went(9, 50.0)
    assert pace.reserve(9, 1.0) == 1.0, "of a chat that nothing was reserved for there is nothing to correct"
    for _ in range(20):
        pace.reserve(-9, 0.0)
    pace.went(-9, 31.0)
    assert [pace.reserve(-9, 40.0) for _ in range(20)][-1] == pytest.approx(91.0)


def test_a_longer_pause_is_not_shortened() -> None:
    pace = Pacing()
    for chat, until in ((7, 50.0), (7, 20.0), (None, 30.0), (None, 10.0)):
        pace.pause(chat, until)
    assert pace.earliest(7, 0.0) == 50.0
    assert pace.earliest(8, 0.0) == 30.0


def test_idle_chats_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "REMEMBERED_CHATS", 3)
    pace = Pacing(overall=1000.0)
    for chat in range(1, 9):
        pace.pause(chat, 5.0)
        pace.reserve(-chat, 10.0 * chat)
    assert len(pace._chats) == len(pace._groups) == 3
    assert len(pace._paused) <= 4, "pauses that are over go as well"


def test_a_bucket_never_holds_more_than_its_size() -> None:
    bucket = Bucket(rate=1.0, size=2.0, tokens=2.0, at=0.0)
    moments = []
    now = 500.0
    for _ in range(4):
        when = bucket.ready(now)
        bucket.take(when)
        moments.append(when)
    assert [b - a for a, b in pairwise(moments)] == [0.0, 1.0, 1.0]
