"""No statement is made of what comes from outside: what is put into SQL other than by a parameter is listed here."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
CALLS = {"run", "all", "one", "value", "many", "execute", "executemany", "execute_fetchall", "executescript"}


def folded(node: ast.expr) -> Iterator[str]:
    """What of an expression that makes a text is not written in the source."""
    if isinstance(node, ast.Constant):
        return
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from folded(node.left)
        yield from folded(node.right)
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from folded(part.value)
    elif (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "replace")
    ):
        for part in (node.func.value, *node.args, *(k.value for k in node.keywords)):
            yield from folded(part)
    elif isinstance(node, ast.IfExp):
        yield from folded(node.body)
        yield from folded(node.orelse)
    elif not (isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node).rpartition(".")[2].isupper()):
        yield ast.unparse(node)


def statements() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "storage").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(node, ast.Call) and isinstance(called, ast.Attribute) and called.attr in CALLS and node.args:
                for part in folded(node.args[0]):
                    yield path.name, part


# Looked at, each: names and halves of statements of the module itself, and question marks.
REVIEWED = {
    "access.py": {"marks"},
    "backlog.py": {"sql"},
    "backup.py": {"pragma", "sql"},
    "condition.py": {"rows", "since"},
    "connection.py": {"begin", "sql"},
    "copies.py": {"sql"},
    "database.py": {"BUSY_SECONDS * 1000", "int(await c.value('PRAGMA user_version'))"},
    "due_times.py": {"due", "until"},
    "export.py": {"column", "newest", "table"},
    "feed_pages.py": {"sql"},
    "figures.py": {"between"},
    "inspection.py": {"sql"},
    "items.py": {"sql"},
    "lists.py": {"counts"},
    "migrate.py": {"number", "statement"},
    "opening.py": {"pragma"},
    "rekeying.py": {"each", "id", "key", "side", "stale", "which", "words"},
    "retention.py": {"statement"},
    "stories.py": {"columns", "marks"},
    "subscribers.py": {"column", "key", "table", "weight"},
}


def test_what_is_put_into_a_statement_comes_from_the_module_itself() -> None:
    assert set(statements()) == {(name, part) for name, parts in REVIEWED.items() for part in parts}


def test_nothing_but_storage_speaks_sql() -> None:
    for folder in ("bot", "feeds"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
                    given = node.args[0] if node.args else None
                    told = ast.unparse(given).upper() if isinstance(given, ast.Constant | ast.JoinedStr) else ""
                    assert not any(word in told for word in ("SELECT ", "INSERT ", "UPDATE ", "DELETE ")), (path, told)
