"""What outsiders write makes no line of its own in the log."""

import io
import logging
from collections.abc import Iterator

import pytest

from bot import logs

HOSTILE = "News\n2026-01-01T00:00:00Z [critical ] all is lost\r\x1b[2J\x1b[31m\u202eneddih\u2028x"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root, found = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    logs.configure(stream=found)
    yield found
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_name_with_line_ends_and_escapes_is_one_line(stream: io.StringIO) -> None:
    log = logging.getLogger("hengkang.test")
    log.warning("feed %s is silent", HOSTILE)
    log.warning("chat.renamed", extra={"title": HOSTILE})
    lines = stream.getvalue().splitlines()
    assert len(lines) == 2
    assert not set(stream.getvalue()) & set("\r\x1b\u202e\u2028")
    assert all("\\n2026-01-01" in line for line in lines)


def test_a_traceback_keeps_its_lines_and_none_of_them_begins_at_the_margin(stream: io.StringIO) -> None:
    try:
        raise ValueError(HOSTILE)
    except ValueError:
        logging.getLogger("hengkang.test").exception("update.failed")
    first, *rest = stream.getvalue().splitlines()
    assert "update.failed" in first
    assert any("Traceback" in line for line in rest) and all(line.startswith("  ") for line in rest)
    assert "\x1b" not in stream.getvalue()
