"""The whole bot's pace against a Telegram that counts in several ways: soon through, hardly ever refused."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.limited import RATE, Limit
from bot.sending.allowance import CAREFUL_SECONDS, Allowance, Credit, Window
from tests.unit.bot.limited_telegram import Run

MESSAGES = 1000
SLACK = 1e-6


def most_within(moments: list[float], window: float) -> int:
    ordered = sorted(moments)
    return max((sum(1 for m in ordered[i:] if m < at + window - SLACK) for i, at in enumerate(ordered)), default=0)


LATENCIES = pytest.mark.parametrize("latency", [0.0, 0.05, 0.2, 1.0])
LATE = 0.01  # seconds by which a call of ours may be late


def windows(phase: float) -> float:
    """The least seconds where so many in each second of a clock, or in any second, are taken."""
    return math.ceil(MESSAGES / RATE) - 1 - phase


@LATENCIES
@pytest.mark.parametrize("phase", [0.0, 0.03, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0])
def test_a_thousand_messages_take_hardly_longer_than_an_allowance_lets_them(phase: float, latency: float) -> None:
    run = Run(Limit("bucket", phase), MESSAGES, latency, late=0.1)
    ideal = (MESSAGES - max(1.0, RATE * phase)) / RATE
    assert run.seconds() <= 1.03 * ideal
    assert run.limit.accepted == MESSAGES
    assert run.limit.refused <= 2


@pytest.mark.parametrize("phase", [0.0, 0.5, 1.0])
def test_calls_that_travel_differently_long_change_little(phase: float) -> None:
    run = Run(Limit("bucket", phase), MESSAGES, latency=0.2, jitter=0.5)
    assert run.seconds() <= 1.03 * (MESSAGES - max(1.0, RATE * phase)) / RATE
    assert run.limit.refused <= 2


@LATENCIES
@pytest.mark.parametrize("phase", [0.0, 0.1, 0.2, 0.3, 0.4, 0.5])
def test_seconds_of_a_clock_are_found_out_by_few_refusals_and_used_up(phase: float, latency: float) -> None:
    run = Run(Limit("window", phase), MESSAGES, latency, late=LATE)
    assert run.seconds() <= 1.03 * windows(phase)
    assert run.limit.accepted == MESSAGES
    assert run.limit.refused <= 2


@LATENCIES
@pytest.mark.parametrize("phase", [0.6, 0.7, 0.8, 0.9, 0.97])
def test_of_a_second_that_is_nearly_over_at_first_not_everything_is_used(phase: float, latency: float) -> None:
    run = Run(Limit("window", phase), MESSAGES, latency, late=LATE)
    assert run.seconds() <= 1.051 * windows(phase), "thirty at once would use it"
    assert run.limit.accepted == MESSAGES
    assert run.limit.refused <= 2


@LATENCIES
@pytest.mark.parametrize("travel", [0.0, 0.003])
def test_where_no_second_may_hold_more_it_is_learned_from_few_refusals(latency: float, travel: float) -> None:
    run = Run(Limit("sliding"), MESSAGES, latency, 2 * travel / latency if latency else 0.0, late=LATE)
    assert run.seconds() <= 1.03 * windows(0.0)
    assert run.limit.accepted == MESSAGES
    assert run.limit.refused <= 2


@pytest.mark.parametrize("model", ["window", "sliding"])
def test_a_disk_that_hangs_again_and_again_makes_few_refusals(model: str) -> None:
    stalls = [(5.0, 5.5), (12.0, 12.3), (20.0, 20.4)]
    run = Run(Limit(model), MESSAGES, late=LATE, stalls=stalls)
    assert run.seconds() <= 1.03 * windows(0.0) + 1.2, "each stall alone is as long"
    assert run.limit.refused <= 4


def test_a_stall_is_made_up_for_and_floods_nobody() -> None:
    still = Run(Limit("bucket"), MESSAGES)
    stalled = Run(Limit("bucket"), MESSAGES, stalls=[(5.0, 5.5), (12.0, 12.3), (20.0, 20.4)])
    assert stalled.seconds() - still.seconds() < 0.4, "each stall alone is as long"
    assert stalled.limit.refused == 0


def test_replies_go_at_once_while_alerts_wait() -> None:
    run = Run(Limit("bucket"), MESSAGES, replies=[2.0 + 0.7 * n for n in range(40)])
    run.seconds()
    assert len(run.waited) == 40
    assert max(run.waited) < 0.3
    assert run.limit.refused == 0


@given(st.lists(st.tuples(st.sampled_from((0.0, 0.01, 0.3, 2.0)), st.booleans()), max_size=150))
def test_no_second_holds_more_than_the_limit_and_what_was_saved(asked: list[tuple[float, bool]]) -> None:
    allowance, now, moments = Allowance(), 50.0, []
    for gap, reply in asked:
        now += gap
        named = allowance.ready(now, reply=reply)
        moments.append(allowance.take(now, reply=reply))
        assert moments[-1] == named >= now
    assert most_within(moments, 1.0) <= 30 + 24


@given(st.lists(st.sampled_from((0.0, 0.0, 0.005, 0.2)), max_size=200))
def test_once_refused_no_second_of_ten_minutes_holds_more_than_the_limit(gaps: list[float]) -> None:
    allowance, now, calls = Allowance(), 50.0, []
    allowance.refused(now, now - 0.05)
    for gap in gaps:
        now += gap
        calls.append(allowance.call(now))
    assert most_within(calls, 1.0) <= RATE


def test_each_further_refusal_slows_it_and_ten_minutes_heal() -> None:
    allowance = Allowance()

    def pace(now: float) -> float:
        moments = [allowance.take(now) for _ in range(100)]
        return 90 / (moments[-1] - moments[9])

    paces = []
    for number in range(20):
        allowance.refused(100.0 + 10 * number, 99.9 + 10 * number)
        paces.append(pace(101.0 + 10 * number))
    assert paces[:3] == pytest.approx([30.0, 30.0, 29.6]), "exactly the limit, until that is refused, too"
    assert paces == sorted(paces, reverse=True)
    assert paces[-1] == pytest.approx(28.0)
    healed = 300.0 + CAREFUL_SECONDS
    pace(healed)
    for _ in range(120):
        allowance.taken(allowance.call(healed + 4), healed + 4.1)
    assert pace(healed + 5) >= 30.0


def test_what_is_refused_in_the_second_second_is_too_much_in_any() -> None:
    for seconds, rate in ((1.1, 29.6), (1.9, 30.0)):
        allowance = Allowance()
        called = allowance.take(100.0) + seconds
        allowance.refused(called + 0.05, called)
        moments = [allowance.take(called + 0.05) for _ in range(31)]
        assert 30 / (moments[-1] - moments[0]) == pytest.approx(rate)


def test_a_refusal_right_after_the_first_says_that_the_limit_itself_is_too_much() -> None:
    allowance = Allowance()
    began = allowance.take(100.0)
    allowance.refused(began + 2.0, began + 1.9)
    allowance.refused(began + 3.5, began + 3.4)
    moments = [allowance.take(began + 3.5) for _ in range(31)]
    assert 30 / (moments[-1] - moments[0]) == pytest.approx(29.6)


def test_moments_stay_away_from_where_seconds_of_the_clock_meet() -> None:
    allowance = Allowance()
    called = allowance.take(100.0) + 1.9
    allowance.refused(called + 0.05, called)
    gap = 1 / RATE
    for now in (called + 0.05, called + 0.4, called + 7.123, called + 7.123):
        beyond = (allowance.take(now) - called) % gap
        assert beyond == pytest.approx(gap - gap / 4), "however much was left out between them"


def test_after_a_refusal_replies_keep_to_the_even_pace_too() -> None:
    allowance = Allowance()
    allowance.refused(100.0, 99.95)
    moments = [allowance.take(101.0, reply=number % 3 == 0) for number in range(60)]
    assert most_within(moments, 1.0) <= RATE


def test_replies_that_came_fast_before_a_refusal_hold_up_no_call_after_it() -> None:
    allowance, now = Allowance(), 100.0
    for _ in range(1500):
        now = allowance.call(allowance.take(now + 1 / 25, reply=True))
    for refused in (now + 0.1, now + 2.0):
        allowance.refused(refused, refused - 0.05)
    moment = allowance.take(now + 3.0, reply=True)
    assert allowance.call(moment) == moment < now + 3.1


def test_what_few_messages_met_is_forgotten_when_many_go() -> None:
    allowance, now = Allowance(), 100.0
    for _ in range(200):
        now = allowance.take(now + 0.5)
        allowance.taken(allowance.call(now), now)
    many = [allowance.take(now + 1.0) for _ in range(34)]
    assert 30 / (many[33] - many[3]) == pytest.approx(30.5), "no more than one too many in a second"


def test_a_pace_of_less_than_one_a_second_still_goes() -> None:
    allowance = Allowance(overall=0.5)
    moments = [allowance.take(10.0) for _ in range(3)]
    assert moments == pytest.approx([10.0, 13.0, 16.0])


def test_a_credit_never_holds_more_than_its_size() -> None:
    credit = Credit(rate=1.0, size=2.0)
    moments = []
    for _ in range(4):
        when = credit.ready(500.0)
        credit.take(when)
        moments.append(when)
    assert moments == [500.0, 500.0, 501.0, 502.0]


def test_a_window_takes_moments_in_any_order() -> None:
    window = Window(2)
    for moment in (10.0, 12.0, 10.5):
        assert window.ready(moment) == moment
        window.take(moment, 10.0)
    assert window.ready(10.2) == 11.0
    window.take(11.0, 10.0)
    assert window.ready(10.9) == 11.5
