"""Reasons and faults in the person's language: every row fits what ``feeds`` writes and takes the values it shows."""

import ast
import re
from pathlib import Path

import pytest

from bot.locales.texts import texts
from bot.reasons import FAULTS, REASONS, fault_in, reason_in

READING = Path(__file__).resolve().parents[3] / "feeds" / "reading"


@pytest.mark.parametrize(("pattern", "text"), [*REASONS, *FAULTS], ids=lambda row: str(row)[:40])
def test_a_row_finds_the_values_that_its_text_shows(pattern: re.Pattern[str], text: str) -> None:
    assert set(re.findall(r"\{(\w+)\}", text)) <= set(pattern.groupindex)


def _told_by(module: str) -> list[str]:
    """The reasons that a module of the reading gives: the texts that its functions return; a value is shown as X."""
    found = []
    for node in ast.walk(ast.parse((READING / module).read_text("utf-8"))):
        if isinstance(node, ast.Return) and node.value is not None:
            inside = {id(v) for j in ast.walk(node.value) if isinstance(j, ast.JoinedStr) for v in j.values}
            for one in ast.walk(node.value):
                if isinstance(one, ast.JoinedStr):
                    found.append(
                        "".join(
                            str(getattr(v, "value", "X")) if isinstance(v, ast.Constant) else "X" for v in one.values
                        )
                    )
                elif isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in inside:
                    found.append(one.value)
    return sorted({t for t in found if " " in t and re.fullmatch(r"[\w ,.:()']+", t) and not t.startswith((",", " "))})


@pytest.mark.parametrize("told", _told_by("moving/refusals.py"))
def test_every_refusal_of_a_cue_has_a_row(told: str) -> None:
    assert any(pattern.fullmatch(f"'joins': {told}") for pattern, _ in REASONS), told


@pytest.mark.parametrize("told", [*_told_by("stories/sameness.py"), *_told_by("stories/development.py")])
def test_every_reason_for_one_story_has_a_row(told: str) -> None:
    assert any(pattern.fullmatch(told) for pattern, _ in REASONS), told


@pytest.mark.parametrize(
    ("stored", "lang", "shown"),
    [
        ("a move in sentence 0 of 5", "zh", "标题报道了人事变动"),
        ("a move in sentence 2 of 5", "id", "kalimat ke-2 dari 5 memberitakan perpindahan"),
        ("rumour before, now denied", "id", "tadinya rumor, kini dibantah"),
        ("rumour before, now confirmed", "zh", "此前传闻，现在已证实"),
        ("Tara {x} and Bravik in both", "en", "Tara {x} and Bravik stand in both"),
        ("Quorvexa is only mentioned in passing", "zh", "只是顺带提到 Quorvexa"),
        ("published 2026-03-01 10:00 UTC, more than 48 hours ago: stored, not sent", "id",
         "terbit lebih dari 48 jam lalu: disimpan, tidak dikirim"),
        ("something new", "zh", "something new"),
    ],
)  # fmt: skip
def test_a_stored_reason_is_told_in_the_persons_language(stored: str, lang: str, shown: str) -> None:
    assert reason_in(stored, texts(lang)) == shown


@pytest.mark.parametrize(
    ("fault", "lang", "shown"),
    [
        ("the server is not there (HTTP 404)", "id", "tidak ada apa-apa di sana (HTTP 404)"),
        ("the server gave no feed (HTTP 418)", "zh", "服务器出现故障（HTTP 418）"),
        ("this is a web page that names no feed", "zh", "这是网页，且没有列出订阅源"),
        ("no full answer within 20 seconds", "en", "no full answer within 20 seconds"),
        ("the feed is damaged: {odd} text", "id", "feed-nya rusak ({odd} text)"),
    ],
)
def test_a_feeds_fault_is_told_in_the_administrators_language(fault: str, lang: str, shown: str) -> None:
    assert fault_in(fault, texts(lang)) == shown
