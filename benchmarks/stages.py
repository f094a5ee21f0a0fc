"""Where a round's time goes, told without touching the code that is measured.

Each moment of a round is divided evenly between the stages that have work under way at it, waiting included, so that
the shares of all stages and of the rest make the whole. The parts have their stages put around them where they are
handed to each other: at the Protocols of ``feeds/ports.py``, and at two functions of the analyser.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from typing import Any

from feeds import analyser as analysing
from feeds.analyser import Analyser
from feeds.intake.poller import Poller
from feeds.reading.reader import Reader

NAMES = ("fetch", "parse", "store", "gate", "page", "read", "decide+commit")
REST = "rest"


@dataclass(slots=True)
class Stages:
    """The seconds of each stage and how often it was entered; threads may report too."""

    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    calls: Counter[str] = field(default_factory=Counter)
    passed: int = 0  # by the gate
    _under_way: Counter[str] = field(default_factory=Counter)
    _since: float = field(default_factory=time.perf_counter)
    _turn: Lock = field(default_factory=Lock)

    def begin(self) -> None:
        """Begin a round: everything from zero."""
        with self._turn:
            self.seconds.clear()
            self.calls.clear()
            self.passed = 0
            self._since = time.perf_counter()

    def end(self) -> dict[str, float]:
        """The share of each stage since ``begin``, adding up to 1."""
        self._switch(None, 0)
        whole = sum(self.seconds.values()) or 1.0
        return {name: self.seconds[name] / whole for name in (*NAMES, REST)}

    def _switch(self, stage: str | None, by: int) -> None:
        with self._turn:
            now = time.perf_counter()
            busy = [name for name, n in self._under_way.items() if n] or [REST]
            for name in busy:
                self.seconds[name] += (now - self._since) / len(busy)
            self._since = now
            if stage is not None:
                self._under_way[stage] += by
                self.calls[stage] += by > 0

    @contextmanager
    def under_way(self, stage: str) -> Iterator[None]:
        """The stage has work for as long as the block lasts."""
        self._switch(stage, 1)
        try:
            yield
        finally:
            self._switch(stage, -1)

    def called(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function as a part of the stage."""

        @wraps(function)
        def inside(*arguments: Any, **named: Any) -> Any:
            with self.under_way(stage):
                return function(*arguments, **named)

        return inside

    def awaited(self, stage: str, function: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """A coroutine function as a part of the stage."""

        @wraps(function)
        async def inside(*arguments: Any, **named: Any) -> Any:
            with self.under_way(stage):
                return await function(*arguments, **named)

        return inside


class Staged:
    """Another object with some of its methods put into stages."""

    def __init__(self, inner: Any, **methods: Any) -> None:
        self._inner = inner
        self.__dict__.update(methods)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


async def instrument(stages: Stages, poller: Poller, analyser: Analyser) -> None:
    """Put the stages around the parts of both loops."""
    poller.fetcher = Staged(poller.fetcher, fetch=stages.awaited("fetch", poller.fetcher.fetch))
    poller.worker = Staged(poller.worker, run=stages.awaited("parse", poller.worker.run))
    queue = poller.feeds
    poller.feeds = Staged(
        queue, claim_due=stages.awaited("store", queue.claim_due), record=stages.awaited("store", queue.record)
    )
    analyser.pages = Staged(analyser.pages, page=stages.awaited("page", analyser.pages.page))
    items = analyser.items
    analyser.items = Staged(
        items,
        claim_new=stages.awaited("decide+commit", items.claim_new),
        candidates=stages.awaited("decide+commit", items.candidates),
        commit=stages.awaited("decide+commit", items.commit),
        pass_over=stages.awaited("decide+commit", items.pass_over),
    )
    # The matcher is made at the first step and kept while nobody's watches change; made here it is the same one.
    matcher = await analyser._watched()
    matcher.find = stages.called("gate", matcher.find)
    analysing.decide = stages.called("decide+commit", analysing.decide)
    # A reader is made for each article, with the catalog of that moment.
    analysing.Reader = lambda catalog: _reader(stages, Reader(catalog))  # type: ignore[assignment,misc]


def _reader(stages: Stages, reader: Reader) -> Any:
    def gate(article: Any) -> Any:
        with stages.under_way("gate"):
            found = reader.gate(article)
        stages.passed += found.passes
        return found

    return SimpleNamespace(gate=gate, read=stages.called("read", reader.read))


def peak_mib(process: int | str = "self") -> float:
    """The most memory that a process has held at once, in MiB; 0 where the system does not tell."""
    try:
        lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)
