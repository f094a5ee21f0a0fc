"""SQL stands in storage alone: nothing else puts a statement to a connection."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
STATEMENT = re.compile(r"""["'](?:SELECT|INSERT|UPDATE|DELETE|WITH) |\bc\.(?:one|all|value|run|many)\(""")


@pytest.mark.parametrize("package", ("bot", "feeds"))
def test_no_module_outside_storage_holds_sql(package: str) -> None:
    modules = sorted((ROOT / package).rglob("*.py"))
    assert modules
    assert [str(m.relative_to(ROOT)) for m in modules if STATEMENT.search(m.read_text("utf-8"))] == []


def test_a_statement_is_recognised() -> None:
    assert STATEMENT.search('await c.one("SELECT 1")')
    assert STATEMENT.search((ROOT / "storage" / "items.py").read_text("utf-8"))
