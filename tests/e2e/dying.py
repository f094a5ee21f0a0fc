"""Named points at which a run of the bot is killed (SIGKILL); the product knows nothing of them.

Points lie between each two statements of a writing transaction, round its BEGIN and its COMMIT, and round each call of
Telegram's methods:

    Sender._delivered (waiting) | begun | outbox.sending 157 | committed         telegram.sendMessage leaving | answered

The launcher (``tests/e2e/launching.py``) puts them into a run where it is asked to. Beside the configuration lie their
files: ``orders`` (what to do at points; looked at anew at each), ``passed`` (the points that a run with the order
"record" has passed) and ``died`` (where a run was killed, and whether the store's writing connection had a transaction
open at that moment).
"""

import ctypes
import json
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

ASKED = 20
PARENT_DIES = 1  # PR_SET_PDEATHSIG
STORAGE = ("storage.database", "storage.connection", "storage.opening")


def readers() -> Callable[..., Any]:
    """A ``multiprocessing.get_context`` that has processes forked from one that has imported what reading needs."""
    multiprocessing.set_forkserver_preload(["feeds.intake.worker", "tests.e2e.warm"])
    context = multiprocessing.get_context("forkserver")
    return lambda method=None: context


def whole() -> None:
    """See that what forks the processes that parse is there; it ends where a run is killed while asking it.

    It takes one question after the other, so that an answer shows that it has the killed run's behind it.
    """
    for _ in range(ASKED):
        forkserver.ensure_running()
        try:
            asked = multiprocessing.get_context().Process(target=int)
            asked.start()
            asked.join()
        except (OSError, EOFError):
            time.sleep(0.05)  # its end is seen a moment after its silence
        else:
            return
    raise SystemExit("no process that parses can be forked")


def with_parent() -> None:
    """Be killed when the parent ends."""
    ctypes.CDLL(None).prctl(PARENT_DIES, signal.SIGKILL, 0, 0, 0)


class Points:
    """Looks at each point what is ordered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.orders = folder / "orders"
        self.seen: dict[str, int] = {}
        self.ordered = b""
        self.open: Callable[[], bool] = lambda: False

    def at(self, point: str) -> None:
        """The bot is at a point: record it, or die here, as is ordered."""
        try:
            orders = self.orders.read_bytes()
        except FileNotFoundError:
            return
        if orders != self.ordered:
            self.ordered, self.seen = orders, {}
        order = json.loads(orders)
        if order["do"] == "record":
            with (self.folder / "passed").open("a") as file:
                file.write(point + "\n")
        elif order["point"] == point:
            self.seen[point] = self.seen.get(point, 0) + 1
            if self.seen[point] == order["time"]:
                died = json.dumps({"point": point, "transaction": self.open()})
                (self.folder / "died").write_text(died)
                os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """Put points round the writing transactions, the steps of the schema and the calls of Telegram's methods."""
        self._transactions()
        self._statements()
        self._schema()
        self._calls()

    def _transactions(self) -> None:
        from storage.database import Connection, Database
        from storage.together import Together

        write, write_whole, together = Database.write, Database.write_whole, Together.__call__

        def opened(db: Database) -> bool:
            return bool(db._writer is not None and db._writer.in_transaction)

        @asynccontextmanager
        async def traced(db: Database, name: str) -> AsyncIterator[Connection]:
            self.open = lambda: opened(db)
            self.at(f"{name} waiting")
            async with write(db) as c:
                c.traced = name  # type: ignore[attr-defined]
                self.at(f"{name} begun")
                yield c
            self.at(f"{name} committed")

        async def traced_whole(
            db: Database, whole: Callable[[Any], Any], work: Callable[[Connection], Any], name: str
        ) -> Any:
            async def inside(c: Connection) -> Any:
                c.traced = name  # type: ignore[attr-defined]
                self.at(f"{name} begun")
                return await work(c)

            self.open = lambda: opened(db)
            self.at(f"{name} waiting")
            result = await whole(inside)
            self.at(f"{name} committed")
            return result

        Database.write = lambda db: traced(db, caller())  # type: ignore[assignment, method-assign]
        Database.write_whole = lambda db, work: (  # type: ignore[assignment, method-assign]
            traced_whole(db, partial(write_whole, db), work, caller())
        )
        Together.__call__ = lambda one, work: (  # type: ignore[assignment, method-assign]
            traced_whole(one.db, partial(together, one), work, caller())
        )

    def _statements(self) -> None:
        from storage.connection import Connection, Inside

        def traced(method: Callable[..., Any]) -> Callable[..., Any]:
            async def call(c: Any, *arguments: Any) -> Any:
                result = await method(c, *arguments)
                if hasattr(c, "traced"):
                    self.at(f"{c.traced} {caller(line=True)}")
                return result

            return call

        for kind in (Connection, Inside):
            for name in ("run", "many", "all"):
                setattr(kind, name, traced(getattr(kind, name)))

    def _schema(self) -> None:
        import storage.opening as opening

        migrate = opening.migrate

        async def traced(connection: Any) -> int:
            return await migrate(Stepped(connection, self))  # type: ignore[arg-type]

        opening.migrate = traced  # type: ignore[assignment]

    def _calls(self) -> None:
        from bot.chat.transport import CountedRequest, method_of

        request = CountedRequest.do_request

        async def traced(self_: CountedRequest, url: str, method: str, *rest: Any, **more: Any) -> tuple[int, bytes]:
            self.at(f"telegram.{method_of(url)} leaving")
            answer = await request(self_, url, method, *rest, **more)
            self.at(f"telegram.{method_of(url)} answered")
            return answer

        CountedRequest.do_request = traced  # type: ignore[method-assign]


class Stepped:
    """The connection that a schema is migrated on: a point after each statement."""

    def __init__(self, raw: Any, points: Points) -> None:
        self._raw = raw
        self._points = points
        self._number = 0
        points.open = lambda: bool(raw.in_transaction)

    def execute(self, sql: str) -> Any:
        """A statement; a question for the version is no step."""
        return self._raw.execute(sql) if sql == "PRAGMA user_version" else self._step(self._raw.execute(sql))

    def commit(self) -> Any:
        """The end of a step."""
        return self._step(self._raw.commit())

    def rollback(self) -> Any:
        """As the connection itself."""
        return self._raw.rollback()

    async def _step(self, done: Any) -> Any:
        result = await done
        self._number += 1
        self._points.at(f"migrate {self._number}")
        return result


def caller(*, line: bool = False) -> str:
    """Who works on the store: "outbox.sending", with the line where it is asked for."""
    frame = sys._getframe(1)
    while frame.f_globals["__name__"] in (__name__, *STORAGE) and frame.f_back is not None:
        frame = frame.f_back
    module, name = frame.f_globals["__name__"], frame.f_code.co_qualname.replace(".<locals>", "")
    if module.startswith("aiosqlite"):
        return "the statement"  # of a function that has handed it over and is gone
    if not name[0].isupper():
        name = f"{module.rpartition('.')[2]}.{name}"
    return f"{name} {frame.f_lineno}" if line else name
