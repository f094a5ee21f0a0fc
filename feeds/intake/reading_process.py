"""A process that does one job at a time, and the pipe to it: all that stands between the loop and a job is one message
each way, without a thread.

A message is its length (8 bytes, big-endian) and a pickle: (function, arguments) there, (whether it was done, result or
exception) back.
"""

import asyncio
import multiprocessing
import os
import pickle
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import wait
from types import ModuleType
from typing import Any, TypeVar

Result = TypeVar("Result")
HEAD = 8
CHUNK = 64 * 1024


class EndedError(Exception):
    """The process ended before its job was done."""


class ReadingProcess:
    """Started when it is made; ``kill`` it. ``memory`` is the bytes of data that it may have."""

    def __init__(self, memory: int) -> None:
        self._ours, theirs = socket.socketpair()
        self._ours.setblocking(False)
        self._loop: asyncio.AbstractEventLoop | None = None  # that looks at the socket
        self._left = memoryview(b"")  # of what is to be sent
        self._came = bytearray()
        self._answer: asyncio.Future[bytearray] | None = None
        with theirs:
            # Not fork: this process has threads, and a lock held by one of them would stay held for ever in the child.
            context = multiprocessing.get_context("spawn")
            self._process = context.Process(target=_serve, args=(theirs, memory), daemon=True)
            _started(self._process)
        self.pid = self._process.pid

    async def run(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """What the function gives or raises there; EndedError where the process ends. One job at a time.

        Where it is cancelled the process has to be killed.
        """
        loop = asyncio.get_running_loop()
        if self._ours.fileno() < 0:
            raise EndedError
        if self._loop is not loop:
            self._loop = loop
            loop.add_reader(self._ours, self._readable)
        self._answer = loop.create_future()
        data = pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL)
        self._left = memoryview(len(data).to_bytes(HEAD, "big") + data)
        self._writable()
        if self._left:
            loop.add_writer(self._ours, self._writable)
        done, result = pickle.loads(memoryview(await self._answer)[HEAD:])  # of our own process
        if not done:
            raise result
        found: Result = result
        return found

    def _writable(self) -> None:
        try:
            self._left = self._left[self._ours.send(self._left) :]
        except BlockingIOError:
            return
        except OSError:
            self._left = memoryview(b"")  # it has ended, which is heard where the answer is waited for
        if not self._left and self._loop is not None:
            self._loop.remove_writer(self._ours)

    def _readable(self) -> None:
        try:
            data = self._ours.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._close()
            return
        self._came += data
        if len(self._came) >= HEAD and len(self._came) == HEAD + int.from_bytes(self._came[:HEAD], "big"):
            came, self._came = self._came, bytearray()
            if self._answer is not None and not self._answer.done():
                self._answer.set_result(came)

    def _close(self) -> None:
        if self._ours.fileno() >= 0 and self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._ours)
            self._loop.remove_writer(self._ours)
            if self._answer is not None and not self._answer.done():
                self._answer.set_exception(EndedError())
                self._answer.exception()  # seen, even where nobody waits any more
        self._ours.close()

    def kill(self) -> None:
        """End it at once, whatever it does; who waits for its job hears that it has ended. May be repeated."""
        self._close()
        self._process.kill()
        with suppress(RuntimeError):  # without a loop it is seen off by the next process that is started
            loop, sentinel = asyncio.get_running_loop(), self._process.sentinel

            def ended() -> None:
                loop.remove_reader(sentinel)
                self._process.join()

            loop.add_reader(sentinel, ended)


def _started(process: Any) -> None:
    """Start it without the main program.

    A new process would first run that program's module again, all of the bot's imports with it: seconds on a busy core,
    for nothing that reading needs.
    """
    main, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
    try:
        process.start()
    finally:
        sys.modules["__main__"] = main


def _serve(theirs: socket.socket, memory: int) -> None:
    """In the process: do what comes, until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the bot's to hear
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()
    with suppress(OSError), theirs.makefile("rwb", buffering=CHUNK) as pipe:
        while len(head := pipe.read(HEAD)) == HEAD:
            answer = _done(pipe.read(int.from_bytes(head, "big")))
            pipe.write(len(answer).to_bytes(HEAD, "big"))
            pipe.write(answer)
            pipe.flush()


def _done(data: bytes) -> bytes:
    try:
        function, arguments = pickle.loads(data)  # from the bot itself
        return pickle.dumps((True, function(*arguments)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        try:
            return pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)
        except Exception:
            return pickle.dumps((False, RuntimeError(repr(error)[:500])), pickle.HIGHEST_PROTOCOL)


def _watch(sentinel: int) -> None:
    """End when the bot does, killed or not, in the midst of a document too."""
    wait([sentinel])
    os._exit(1)
