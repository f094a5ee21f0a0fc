"""Secrets: kept from the processes that this one starts, and from pictures of its memory.

What reads hostile documents and draws pictures runs in processes of its own; they inherit the environment, and whoever
breaks into one would find the token there. The settings of the environment are therefore set aside as soon as the
program starts, where only the configuration looks. The environment that the kernel shows of this process itself
(``/proc/PID/environ``, for the same user and root) stays as it was: a token in a file is in no environment at all.
"""

import os
import resource
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

PREFIX = "HENGKANG_"

_aside: dict[str, str] = {}


@contextmanager
def set_aside() -> Iterator[None]:
    """For the block, processes that are started inherit none of our settings."""
    ours = {name: os.environ.pop(name) for name in tuple(os.environ) if name.upper().startswith(PREFIX)}
    _aside.update(ours)
    try:
        yield
    finally:
        os.environ.update(ours)
        _aside.clear()


def lowered() -> Mapping[str, str]:
    """What is set aside, by names in lower case, as settings are looked up."""
    return {name.lower(): value for name, value in _aside.items()}


def no_core() -> None:
    """Leave no picture of the memory behind where the program crashes; systemd-coredump keeps to the limit, too."""
    with suppress(OSError, ValueError):  # not permitted: then the unit says so (LimitCORE=0)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
