"""Telegram's limits on a stepped clock, and each scripted trouble as the bot's library sees it."""

from datetime import timedelta

import httpx
import pytest
from telegram import Bot
from telegram.error import Forbidden, NetworkError, RetryAfter, TimedOut

from bot.clock import SteppedClock
from bot.simulator import Simulator
from tests.telegram.faults import Faults, Limits, Trouble

ANN = 7


@pytest.fixture(autouse=True)
async def people(sim: Simulator) -> None:
    for number in range(ANN, ANN + 60):
        await sim.say(sim.user(number, "Reader"), "/start")
    sim.group(-5, "Desk")


async def burst(bot: Bot, chat: int, count: int) -> int:
    """How many of `count` messages pass before the first 429."""
    for number in range(count):
        try:
            await bot.send_message(chat, f"{chat} {number}")
        except RetryAfter:
            return number
    return count


async def test_one_message_a_second_in_a_chat(bot: Bot, faults: Faults, clock: SteppedClock) -> None:
    faults.limits = Limits()
    assert await burst(bot, ANN, 10) == 3
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(ANN, "again")
    assert refused.value.retry_after == timedelta(seconds=1)
    clock.advance(timedelta(seconds=1))
    assert await burst(bot, ANN, 10) == 1
    assert faults.refused["limit"] == 3


async def test_thirty_messages_a_second_over_all(bot: Bot, faults: Faults, clock: SteppedClock) -> None:
    faults.limits = Limits()
    passed = [await burst(bot, ANN + number, 1) for number in range(40)]
    assert sum(passed) == 30
    clock.advance(timedelta(seconds=1))
    assert await burst(bot, ANN + 41, 1) == 1


async def test_twenty_messages_a_minute_in_a_group(bot: Bot, faults: Faults, clock: SteppedClock) -> None:
    faults.limits = Limits()
    for number in range(20):
        await bot.send_message(-5, str(number))
        clock.advance(timedelta(seconds=1))
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(-5, "one more")
    assert refused.value.retry_after == timedelta(seconds=40)
    clock.advance(timedelta(seconds=40))
    assert await bot.send_message(-5, "one more")


async def test_a_429_pauses_one_chat_and_counts_who_comes_early(bot: Bot, faults: Faults, clock: SteppedClock) -> None:
    faults.plan(Trouble.TOO_MANY, chat=ANN, seconds=30)
    with pytest.raises(RetryAfter):
        await bot.send_message(ANN, "x")
    assert await bot.send_message(ANN + 1, "elsewhere")
    clock.advance(timedelta(seconds=10))
    with pytest.raises(RetryAfter) as early:
        await bot.send_message(ANN, "x")
    assert early.value.retry_after == timedelta(seconds=20)
    clock.advance(timedelta(seconds=20))
    assert await bot.send_message(ANN, "x")
    assert faults.early == 1


async def test_a_429_for_all_pauses_every_chat(bot: Bot, faults: Faults, clock: SteppedClock) -> None:
    faults.plan(Trouble.TOO_MANY, seconds=3)
    for chat in (ANN, ANN + 1):
        with pytest.raises(RetryAfter):
            await bot.send_message(chat, "x")
    clock.advance(timedelta(seconds=3))
    assert await bot.send_message(ANN + 1, "x")


@pytest.mark.parametrize("trouble", [Trouble.REPLY_LOST, Trouble.TORN])
async def test_a_lost_answer_leaves_the_message_accepted(
    bot: Bot, sim: Simulator, faults: Faults, trouble: Trouble
) -> None:
    faults.plan(trouble, chat=ANN)
    with pytest.raises(NetworkError) as lost:
        await bot.send_message(ANN, "alert")
    assert isinstance(lost.value.__cause__, httpx.ReadError | httpx.RemoteProtocolError)
    assert [m["text"] for m in sim.from_bot(ANN)] == ["alert"]
    await bot.send_message(ANN, "alert")
    assert (faults.duplicates, faults.accepted[ANN, "alert"]) == (1, 2)


async def test_a_cut_before_acceptance_leaves_nothing(bot: Bot, sim: Simulator, faults: Faults) -> None:
    faults.plan(Trouble.CUT, times=2)
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(ANN, "alert")
    assert sim.from_bot(ANN) == []
    await bot.send_message(ANN, "alert")
    assert (faults.duplicates, faults.refused["CUT"]) == (0, 2)


@pytest.mark.parametrize(("trouble", "text"), [(Trouble.BAD_GATEWAY, "Bad Gateway"), (Trouble.SERVER_ERROR, "500")])
async def test_a_page_of_html_is_a_network_error(bot: Bot, faults: Faults, trouble: Trouble, text: str) -> None:
    faults.plan(trouble)
    with pytest.raises(NetworkError, match=text) as broken:
        await bot.send_message(ANN, "x")
    assert not isinstance(broken.value, TimedOut)
    assert not faults.accepted


async def test_a_planned_403_hits_its_chat_and_method_only(bot: Bot, faults: Faults) -> None:
    faults.plan(Trouble.BLOCKED, chat=ANN)
    assert await bot.send_message(ANN + 1, "x")
    assert await bot.get_chat(ANN)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ANN, "x")
    faults.plan(Trouble.BAD_GATEWAY, method="getMe")
    with pytest.raises(NetworkError):
        await bot.get_me()
    assert await bot.get_me()
