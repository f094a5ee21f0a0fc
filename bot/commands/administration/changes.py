"""Changes of the catalog as administrators write them, and as buttons carry them.

/entities NAME + SPELLING          a further spelling
/entities NAME = OTHER             one and the same; OTHER stands for both
/entities NAME - SPELLING          the spelling is no longer NAME's
/entities NAME - SPELLING = OTHER  it is OTHER's
/entities LAB < FIRM               who owns it; "-" for nobody
"""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from bot.commands.names import LONGEST, QUOTES, visible
from feeds.model import CatalogChange, ChangeAction, EntityKind
from feeds.reading.naming.catalog_files import ID
from feeds.reading.text import has_han

LONGEST_FORM = 4 * LONGEST  # characters of what follows the command
# A sign stands between spaces, or beside Han; in full width it needs neither. "C3-AI" and "A+E" hold none.
SIGN = re.compile(
    r"(?:^|\s+)([+=<-])(?=\s|$)|\s*([＋＝＜－])\s*|(?<=[\u4e00-\u9fff])([+=<])|([+=<])(?=[\u4e00-\u9fff])"
)
WIDE = {"＋": "+", "＝": "=", "＜": "<", "－": "-"}
PARTED = "\x1f"  # between the names in a button's value; no name holds it
FLAGS = {"d": "doubtful", "x": "exact"}

Fault = Literal["long", "short", "odd"]


@dataclass(frozen=True, slots=True)
class Form:
    """What was written: a name alone (``sign`` is empty), or names around a sign; ``into`` of a spelling taken out."""

    name: str
    sign: str = ""
    other: str = ""
    into: str = ""


def form_of(text: str) -> Form | None:
    """What a text asks for; None where its signs make no sense together."""
    parts = SIGN.split(" ".join(visible(text).split()))
    names = [_bare(n) for n in parts[::5]]
    signs = [next(WIDE.get(s, s) for s in parts[i : i + 4] if s) for i in range(1, len(parts), 5)]
    match signs:
        case []:
            return Form(names[0])
        case [sign] if names[0] and (names[1] or sign == "<"):
            return Form(names[0], sign, names[1])
        case ["<", "-"] if names[0] and not any(names[1:]):
            return Form(names[0], "<")
        case ["-", "="] if all(names):
            return Form(names[0], "-", names[1], names[2])
        case _:
            return None


def _bare(name: str) -> str:
    name = " ".join(name.split()).strip(QUOTES + " ").removeprefix("@")
    return "" if name in ("-", "—", "–") else name


def fault_of(name: str) -> Fault | None:
    """Why a name cannot be a spelling; one Han character can, beside other words."""
    letters = [ch for ch in name if ch.isalnum()]
    if len(name) > LONGEST:
        return "long"
    if not letters:
        return "odd"
    return "short" if len(letters) < 2 and not has_han(name) else None


def is_short(name: str) -> bool:
    """Whether a name is an abbreviation, which counts only in its very case."""
    return not has_han(name) and sum(ch.isalnum() for ch in name) <= 3


def packed(change: CatalogChange) -> str:
    """A change as a button's value; its number is that of the last change when it was offered."""
    flags = "".join(letter for letter, name in FLAGS.items() if getattr(change, name))
    parts = (str(change.number), change.action, change.entity, change.other, (change.kind or "")[:1], flags)
    return "|".join((*parts, PARTED.join(change.names)))


def unpacked(value: str) -> CatalogChange | None:
    """The change that a button's value says, None where it says none."""
    parts = value.split("|", 6)
    if len(parts) != 7:
        return None
    number, action, entity, other, kind, flags, names = parts
    spelled = tuple(n for n in names.split(PARTED) if n)
    if action not in get_args(ChangeAction) or not number.isdecimal() or len(number) > 17:
        return None
    if not ID.fullmatch(entity) or (other and not ID.fullmatch(other)) or set(flags) - set(FLAGS):
        return None
    if any(fault_of(n) or visible(n) != n for n in spelled) or (not spelled and action not in ("merge", "owner")):
        return None
    kinds: dict[str, EntityKind | None] = {"": None, "p": "person", "o": "organisation"}
    if kind not in kinds or (action == "entity" and not kind):
        return None
    return CatalogChange(
        int(number), action, entity, other, kinds[kind], spelled, "d" in flags, "x" in flags  # type: ignore[arg-type]
    )  # fmt: skip
