"""What holds for the tests of the whole bot: the processes in which stages read are forked."""

import multiprocessing
from collections.abc import Iterator

import pytest

from tests.e2e import launching
from tests.e2e.dying import readers, whole


@pytest.fixture(scope="package", autouse=True)
def forked_readers() -> Iterator[None]:
    """Fork the processes that read, since one that begins anew costs a second of CPU a stage.

    As the bot has it, anew, stands in the tests of ``Worker`` and of ``hengkang run`` as a process of its own.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(multiprocessing, "get_context", readers())
        whole()  # now: whoever starts the first process waits for what it is forked from, and an event loop with them
        yield


@pytest.fixture(scope="package", autouse=True)
def launcher() -> Iterator[None]:
    """The process that runs of the bot are forked from, if any was, ends with the last test."""
    yield
    launching.end()
