"""Whether the head of a firm moves: its founder, chair, chief executive or president, in three languages.

Heads of a unit or a region, deputies and those who work for a head are none.
"""

import re
from collections.abc import Iterable

from feeds.model import Move
from feeds.reading.moving.posts import of_the_whole, posts
from feeds.reading.text import folded

HEADS = frozenset({"top", "chair", "president"})
FOUNDER = re.compile(r"\b(?:co-?)?founders?\b|\bpendiri\b|创始人|创办人|创立者")
# What makes a title that of somebody beside a head: "vice chairman", "wakil direktur utama", 副董事长, "adviser to the CEO".
BESIDE = re.compile(
    r"\b(?:vice|deputy|assistant|associate|adviser|advisor|aide|secretary|staff|office|wakil|asisten|penasihat|staf"
    r"|sekretaris|regional|region|divisi|division|unit|emeritus|honorary|kehormatan)\b|副|助理|顾问|秘书|助手|名誉|荣誉|大区|事业部"
)


def head(role: str | None) -> bool:
    """Whether a role is that of the head of a firm."""
    plain = folded(role or "")
    return any(_head(part) for part in re.split(r"[,;、，及]|\band\b|\bdan\b|\bmerangkap\b|兼", plain))


def _head(title: str) -> bool:
    if BESIDE.search(title):
        return False
    named = posts(title)
    return bool(FOUNDER.search(title)) or (bool(named & HEADS) and of_the_whole(named))


def heads(moves: Iterable[Move]) -> bool:
    """Whether one of the moves told as news is that of a head, by the post left or the one taken."""
    return any(head(m.role) or head(m.from_role) for m in moves if not m.past)
