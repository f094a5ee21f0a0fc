"""SECURITY.md names tests that exist, and is found from where people look."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_that_the_threat_model_names_is_there() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", (ROOT / "SECURITY.md").read_text("utf-8")))
    assert len(named) > 15
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_the_readme_and_the_administrators_manual_lead_to_it() -> None:
    assert "](SECURITY.md)" in (ROOT / "README.md").read_text("utf-8")
    assert "](../SECURITY.md)" in (ROOT / "docs" / "administrators.md").read_text("utf-8")
