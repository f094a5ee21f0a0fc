"""Questions that stand only with what was said before are made whole."""

import pytest

from feeds.reading.answering.follow_up import completed, depends
from tests.unit.reading.helpers import CATALOG


@pytest.mark.parametrize(
    ("lang", "question", "turns", "whole"),
    [
        ("en", "Why?", ("Where did Yan Zhijie go?", "JD.com Explore Academy"), ("Why did Yan Zhijie leave?",)),
        ("en", "And when?", ("Where did Yan Zhijie go?",), ("When did Yan Zhijie leave?",)),
        ("id", "Kenapa?", ("Ke mana Yan Zhijie pindah?",), ("Mengapa Yan Zhijie pergi?",)),
        ("zh", "为什么？", ("谁离开了阿里？", "鄢志杰、薄列峰"), ("鄢志杰为什么离开？", "薄列峰为什么离开？")),
        ("zh", "去了哪里", ("鄢志杰为什么离开腾讯？",), ("鄢志杰去了哪里？",)),
        ("en", "What about Tencent?", ("Who left Alibaba?", "Yan Zhijie"), ("Who left Tencent?",)),
        ("id", "Bagaimana dengan Tencent?", ("Siapa yang hengkang dari Alibaba?",), ("Siapa yang hengkang dari Tencent?",)),
        ("zh", "那腾讯呢？", ("谁离开了阿里？", "鄢志杰"), ("谁离开了腾讯？",)),
        ("zh", "薄列峰呢？", ("鄢志杰去了哪里？", "京东"), ("薄列峰去了哪里？",)),
    ],
)  # fmt: skip
def test_a_follow_up_takes_what_it_lacks_from_the_conversation(
    lang: str, question: str, turns: tuple[str, ...], whole: tuple[str, ...]
) -> None:
    assert depends(question)
    assert completed(question, lang, turns, CATALOG) == whole


@pytest.mark.parametrize("question", ["Why did he leave?", "谁离开了腾讯？", "Tencent", "Siapa yang pindah ke GoTo?"])
def test_a_whole_question_is_left_as_it_is(question: str) -> None:
    assert not depends(question)
    assert completed(question, "en", ("Who left Alibaba?", "Yan Zhijie"), CATALOG) == ()


def test_with_nothing_said_before_nothing_is_made_up() -> None:
    assert completed("Why?", "en", (), CATALOG) == ()
    assert completed("What about Tencent?", "en", ("JD.com Explore Academy",), CATALOG) == ()
