"""A row of ``hengkang check``, as JSON and as a line to read."""

from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]

TOLD = ("check", "ok", "error", "warnings", "note")  # what a readable line says in words; the rest are figures
WIDTH = 14


def row(check: str, *, error: str | None = None, warnings: Sequence[str] = (), **found: Any) -> Row:
    """A part that was looked at; ``ok`` is False only with an error. What is None was not found out and is left out."""
    made: Row = {"check": check, "ok": error is None, **{name: v for name, v in found.items() if v is not None}}
    if error is not None:
        made["error"] = error
    if warnings:
        made["warnings"] = list(warnings)
    return made


def summary(rows: Sequence[Row]) -> Row:
    """The last row: how many parts were looked at, and what of them needs a look."""
    faults, warned = sum(not r["ok"] for r in rows), sum(len(r.get("warnings", ())) for r in rows)
    return {"check": "summary", "ok": faults == 0, "parts": len(rows), "faults": faults, "warned": warned}


def readable(one: Row) -> str:
    """A row as lines for a terminal: a mark, the part, what was found; below it what is wrong and what to do."""
    mark = "✗" if not one["ok"] else "!" if one.get("warnings") else "✓"
    figures = [f"{name.replace('_', ' ')} {_figure(value)}" for name, value in one.items() if name not in TOLD]
    found = " · ".join([*figures, *([one["note"]] if "note" in one else [])])
    wrong = [*([one["error"]] if "error" in one else []), *one.get("warnings", ())]
    head = f"{mark} {one['check'].ljust(WIDTH)} {found}".rstrip()
    return "\n".join([head, *(f"    {text}" for text in wrong)])


def _figure(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)
