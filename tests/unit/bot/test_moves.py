"""The figures of ``/moves``: people, not reports."""

from bot.commands.moves import ledger_page
from bot.locales.texts import texts
from tests.unit.reading.helpers import CATALOG, move


def test_a_person_of_whom_two_reports_tell_counts_once() -> None:
    gone = [move("Tara Qvist", "Quorvexa", "Bravik"), move("Tara Qvist", "Quorvexa", "Halmerion")]
    own = frozenset({gone[0].from_key or ""})
    lines = ledger_page("Quorvexa", 90, gone, own, {}, CATALOG, texts("en")).text.split("\n")
    assert "Went: 1" in lines and "Net: −1" in lines
    assert sum(line.startswith("• Tara Qvist") for line in lines) == 2
