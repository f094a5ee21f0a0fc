"""Reasons and faults in the person's language: every row fits what ``feeds`` writes and takes the values it shows."""

import re

import pytest

from bot.locales.texts import texts
from bot.reasons import FAULTS, REASONS, fault_in, reason_in


@pytest.mark.parametrize(("pattern", "text"), [*REASONS, *FAULTS], ids=lambda row: str(row)[:40])
def test_a_row_finds_the_values_that_its_text_shows(pattern: re.Pattern[str], text: str) -> None:
    assert set(re.findall(r"\{(\w+)\}", text)) <= set(pattern.groupindex)


@pytest.mark.parametrize(
    ("stored", "lang", "shown"),
    [
        ("a move in sentence 0 of 5", "zh", "标题报道了人事变动"),
        ("a move in sentence 2 of 5", "id", "kalimat ke-2 dari 5 memberitakan perpindahan"),
        ("rumour before, now denied", "id", "tadinya rumor, kini dibantah"),
        ("rumour before, now confirmed", "zh", "此前传闻，现在已证实"),
        ("Tara {x} and Bravik in both", "en", "Tara {x} and Bravik stand in both"),
        ("Quorvexa is only mentioned in passing", "zh", "只是顺带提到Quorvexa"),
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
        ("the feed is damaged: {odd} text", "id", "umpannya rusak ({odd} text)"),
    ],
)
def test_a_feeds_fault_is_told_in_the_administrators_language(fault: str, lang: str, shown: str) -> None:
    assert fault_in(fault, texts(lang)) == shown
