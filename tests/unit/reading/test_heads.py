"""Whose move is breaking news: heads of firms by their role, in three languages, and nobody beside them."""

from dataclasses import replace

import pytest

from feeds.model import Move, MoveKind, MoveStatus
from feeds.reading.moving.heads import head, heads

MOVE = Move("Rara", "Norvale", "Tindra", MoveKind.LEAVES, MoveStatus.REPORTED, "Rara leaves.")


@pytest.mark.parametrize(
    "role",
    ["CEO", "chief executive officer", "interim CEO", "chairman", "President and COO", "co-founder", "founder and CTO",
     "Direktur Utama", "presiden direktur", "komisaris utama", "pendiri", "salah satu pendiri dan CTO",
     "首席执行官", "董事长", "董事长兼CEO", "总裁", "联合创始人", "创始人兼首席科学家"],
)  # fmt: skip
def test_heads_of_firms(role: str) -> None:
    assert head(role)


@pytest.mark.parametrize(
    "role",
    [None, "", "CFO", "chief scientist", "vice chairman", "vice president", "deputy CEO", "adviser to the CEO",
     "head of AI", "CEO of the cloud unit", "founding engineer", "honorary chairman", "wakil direktur utama",
     "wakil presiden komisaris", "staf khusus direktur utama", "kepala riset", "副董事长", "副总裁", "总裁助理",
     "名誉董事长", "首席科学家", "云计算总裁"],
)  # fmt: skip
def test_nobody_beside_them(role: str | None) -> None:
    assert not head(role)


def test_the_post_left_and_the_post_taken_count_and_what_is_told_as_background_does_not() -> None:
    assert not heads((MOVE,))
    assert heads((MOVE, replace(MOVE, from_role="CEO", role="adviser")))
    assert heads((replace(MOVE, role="董事长"),))
    assert not heads((replace(MOVE, role="CEO", past=True),))
