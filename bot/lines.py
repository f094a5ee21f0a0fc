"""JSON lines from a stream: one at a time, each of bounded length, each fault told with the line it stands in.

bytes | one line | UTF-8 | JSON | an object | whole characters
"""

import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

Row = dict[str, Any]

LONGEST = 8 * 1024 * 1024  # bytes of a line; the longest article is a hundredth of it
BOM = b"\xef\xbb\xbf"


class BadLineError(ValueError):
    """An input line that is not what the command takes; the text says what to write instead."""


def json_rows(stream: BinaryIO, name: str, report: Callable[[str], None]) -> Iterator[tuple[str, Row]]:
    """The objects of a JSON lines stream, each with its place ``name:line``.

    What is no object is reported as ``name:line: reason`` and passed over; so are no lines that are merely empty.
    """
    for number, line in enumerate(_lines(stream), 1):
        place = f"{name}:{number}"
        try:
            row = _row(line.removeprefix(BOM) if line and number == 1 else line)
        except BadLineError as error:
            report(f"{place}: {error}")
            continue
        if row is not None:
            yield place, row


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Each line as soon as it is there; None for one that is too long, whose rest is passed over."""
    while line := stream.readline(LONGEST):
        if len(line) < LONGEST or line.endswith(b"\n"):
            yield line
            continue
        yield None
        while line and not line.endswith(b"\n"):
            line = stream.readline(LONGEST)


def _row(line: bytes | None) -> Row | None:
    if line is None:
        raise BadLineError(f"longer than {LONGEST // 1024 // 1024} MiB; write one article a line")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadLineError(f"not UTF-8 at byte {error.start + 1}; write UTF-8") from None
    if not text.strip():
        return None
    try:
        row = json.loads(text)
        if "\\u" in text:
            json.dumps(row, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        half = error.object[error.start]
        raise BadLineError(f"half a character (\\u{ord(half):04x}); write the pair, or the character itself") from None
    except (ValueError, RecursionError) as error:
        raise BadLineError(f"not JSON ({error}); write one object a line") from None
    if not isinstance(row, dict):
        raise BadLineError('not an object; write {"id": …, "title": …, "text": …}')
    return row


def known_by(row: Row, what: str, key: str = "id") -> str:
    """The id of an object as text; BadLineError where it has none."""
    value = row.get(key)
    if value is None:
        raise BadLineError(f'{what} needs an "{key}"')
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadLineError(f'"{key}" must be text')
    return str(value)


def text_of(row: Row, key: str) -> str:
    """A text of an object, "" where it has none; BadLineError where it is none."""
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise BadLineError(f'"{key}" must be text')
    return value or ""
