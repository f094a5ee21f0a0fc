"""Where in a TOML text a value stands, so that a mistake can be told with its line."""

import re
from collections.abc import Sequence


def dotted(place: Sequence[int | str]) -> str:
    """A place as it is told: ``lists[0].feeds[1].url``."""
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in place).lstrip(".")


def locate(text: str, place: Sequence[int | str]) -> int:
    """The line (from 1) at which a TOML text gives a value, or that of the nearest table above it; 0 where neither.

    Reads tables, arrays of tables and inline tables spread over lines, as configurations are written.
    """
    counts: dict[str, int] = {}
    current: tuple[int | str, ...] = ()
    array: tuple[int | str, ...] = ()
    element = -1
    best, depth = 0, 0
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*(\[\[?)\s*([\w.\"-]+)\s*\]", line):
            current = _table(header.group(2).replace('"', ""), header.group(1) == "[[", counts)
            found = current
        elif key := re.match(r"\s*([\w\"-]+)\s*=", line):
            found = array = (*current, key.group(1).strip('"'))
            element = -1
        elif array and re.match(r"\s*\{", line):
            element += 1
            found = (*array, element)
        else:
            continue
        same = _common(found, tuple(place))
        if same > depth and same == len(found):
            best, depth = number, same
    return best


def _table(name: str, many: bool, counts: dict[str, int]) -> tuple[int | str, ...]:
    place: list[int | str] = []
    parts = name.split(".")
    for i, part in enumerate(parts):
        place.append(part)
        here = dotted(place)
        if i == len(parts) - 1 and many:
            counts[here] = counts.get(here, -1) + 1
        if here in counts:
            place.append(counts[here])
    return tuple(place)


def _common(a: Sequence[int | str], b: Sequence[int | str]) -> int:
    same = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        same += 1
    return same
