"""The list of false alarms: only items labelled "none" count, and each says what made it."""

import hashlib
import json
from pathlib import Path

from benchmarks.mistakes import DIGITS, EXPLAINED, SETS, false_alarms, kind, mistakes


def lines(*rows: dict[str, object]) -> bytes:
    """Rows as JSON lines."""
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def test_only_what_is_labelled_none_and_called_talent_is_an_alarm(tmp_path: Path) -> None:
    gold = tmp_path / "set.jsonl"
    gold.write_bytes(lines({"id": "a", "label": "none"}, {"id": "b", "label": "move"}, {"id": "c", "label": "none"}))
    said = lines(*({"id": i, "talent": i != "c", "moves": []} for i in "abc"))
    assert [row["id"] for row in false_alarms(gold, said)] == ["a"]


def test_a_kind_says_what_made_the_alarm() -> None:
    move = {"person": "Ana", "kind": "joins", "status": "reported"}
    assert kind({"moves": []}) == "a heading's words alone"
    assert kind({"moves": [move | {"kind": "laid_off"}]}) == "a lay-off that is not the news"
    assert kind({"moves": [move | {"status": "denied"}]}) == "a denial or a rumour"
    assert kind({"moves": [move | {"person": None}]}) == "a post without a name"
    assert kind({"moves": [move]}) == "a person who does not move"


def test_each_alarm_is_listed_and_what_nobody_explained_says_how_it_was_read(tmp_path: Path) -> None:
    gold = tmp_path / "set.jsonl"
    gold.write_bytes(lines({"id": "a", "label": "none"}))
    said = lines({"id": "a", "talent": True, "moves": [{"person": "Ana", "kind": "joins", "status": "reported"}]})
    told = mistakes(dict.fromkeys(SETS, gold), dict.fromkeys(SETS, said))
    assert "| a person who does not move | 4 |" in told
    assert sum("not yet explained; read as: joins" in line for line in told) == 4
    assert hashlib.sha256(b"a").hexdigest()[:DIGITS] not in EXPLAINED.read_text("utf-8")
