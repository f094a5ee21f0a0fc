"""The watch over the loop, and what the service manager is told."""

import asyncio
import logging
import socket
import threading
from pathlib import Path

import pytest

from bot.meters import Meters
from bot.pulse import Pulse
from bot.service_manager import ServiceManager
from bot.ticks import guarded
from bot.watchdog import LONG_TICK, STUCK, Watchdog, stacks

PATIENCE = 60.0


class Heard:
    """A service manager's socket."""

    def __init__(self, name: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(name)
        self.socket.settimeout(PATIENCE)

    def __enter__(self) -> "Heard":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def next(self) -> str:
        return self.socket.recv(1000).decode()


def test_the_manager_is_told_by_path_and_in_the_abstract_namespace(tmp_path: Path) -> None:
    for name in (str(tmp_path / "notify"), f"\0hengkang-{tmp_path}"):
        with Heard(name) as heard:
            manager = ServiceManager({"NOTIFY_SOCKET": name.replace("\0", "@")})
            assert manager.tell("READY=1", "STATUS=running")
            assert heard.next() == "READY=1\nSTATUS=running"


def test_without_a_manager_nothing_happens(tmp_path: Path) -> None:
    assert not ServiceManager({}).tell("READY=1")
    assert not ServiceManager({"NOTIFY_SOCKET": "relative"}).tell("READY=1")
    assert not ServiceManager({"NOTIFY_SOCKET": str(tmp_path / "gone")}).tell("READY=1")


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({"WATCHDOG_USEC": "30000000"}, 15.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({}, None),
    ],
)
def test_signs_of_life_are_given_twice_as_often_as_they_are_asked_for(
    environment: dict[str, str], seconds: float | None
) -> None:
    assert ServiceManager(environment).interval == seconds


def test_a_loop_that_stands_still_is_told_with_its_stacks_and_then_given_up(caplog: pytest.LogCaptureFixture) -> None:
    left: list[int] = []
    gone = threading.Event()

    def leave(status: int) -> None:
        left.append(status)
        gone.set()

    dog = Watchdog(Pulse(), Meters(), ServiceManager({}), stuck=0.1, limit=0.3, leave=leave, every=0.02)
    dog.start()
    assert gone.wait(PATIENCE)  # nobody beats
    dog.close()
    assert left == [STUCK]
    (told,) = (r for r in caplog.records if r.getMessage() == "loop.stuck")
    assert "test_a_loop_that_stands_still" in told.__dict__["stacks"]
    assert caplog.records[-1].getMessage() == "loop.given_up"


def test_the_manager_hears_from_a_loop_that_turns(tmp_path: Path) -> None:
    with Heard(str(tmp_path / "notify")) as heard:
        manager = ServiceManager({"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "200000"})
        dog = Watchdog(Pulse(), Meters(), manager, stuck=60, every=0.01)
        dog.start()
        assert (heard.next(), heard.next()) == ("WATCHDOG=1", "WATCHDOG=1")
        dog.close()


def test_a_process_that_was_suspended_is_not_taken_for_stuck(caplog: pytest.LogCaptureFixture) -> None:
    moment = [100.0]
    looks = threading.Semaphore(0)

    def now() -> float:
        looks.release()
        return moment[0]

    dog = Watchdog(Pulse(now), Meters(), ServiceManager({}), stuck=30, limit=120, leave=pytest.fail, every=0.01)
    dog.start()
    moment[0] += 10_000.0
    for _ in range(20):
        assert looks.acquire(timeout=PATIENCE)
    dog.close()
    assert not caplog.records


async def test_beats_measure_the_lag_and_tell_of_a_tick_that_runs_too_long(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.watchdog.BEAT", 0.01)
    pulse, meters = Pulse(), Meters()
    hold = asyncio.Event()

    async def waits_for_a_host() -> None:
        await hold.wait()

    tick = asyncio.create_task(guarded(waits_for_a_host, pulse, meters)())  # type: ignore[arg-type]
    await asyncio.sleep(0)
    pulse.ticks["waits_for_a_host"].since -= LONG_TICK + 1
    async with Watchdog(pulse, meters, ServiceManager({}), limit=0).watching():
        async with asyncio.timeout(PATIENCE):
            while "tick.long" not in caplog.text:  # noqa: ASYNC110 - a log has no event
                await asyncio.sleep(0.01)
            hold.set()
            await tick
    (told,) = (r.__dict__ for r in caplog.records if r.getMessage() == "tick.long")
    assert (told["tick"], "waits_for_a_host" in told["waits"]) == ("waits_for_a_host", True)
    assert [r.__dict__["tick"] for r in caplog.records if r.getMessage() == "tick.slow"] == ["waits_for_a_host"]
    assert pulse.ticks == {}
    assert meters.registry.get_sample_value("hengkang_loop_lag_seconds_count") >= 1  # type: ignore[operator]
    assert meters.registry.get_sample_value("hengkang_tick_seconds_count", {"tick": "waits_for_a_host"}) == 1


async def test_a_tick_that_fails_is_told_and_the_next_may_come(caplog: pytest.LogCaptureFixture) -> None:
    async def poll() -> None:
        raise ValueError("odd")

    pulse = Pulse()
    await guarded(poll, pulse, Meters())()
    assert pulse.ticks == {}
    assert [(r.getMessage(), r.levelno) for r in caplog.records] == [("tick.failed", logging.ERROR)]


def test_stacks_show_every_thread_and_no_values() -> None:
    secret = "a value that stands in a variable".replace("value", "vAlue")
    text = stacks()
    assert "thread MainThread" in text
    assert secret not in text
