"""Every text that a person may read stands in the message catalogs of id and zh, with the same places for values."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot import importing
from bot.commands.manual import CLOSING, GROUPS, MORE, PAGES
from bot.commands.menu import ADMINISTRATORS, EVERYBODY
from bot.commands.packs import titles
from bot.locales.texts import messages
from bot.reasons import ADVICE, FAULTS, REASONS

FOLDER = Path(bot.__file__).parent
# What is looked up by a variable: the tables that hold the texts.
TABLES = (
    *(about for _, about in (*EVERYBODY, *ADMINISTRATORS)),
    *titles().values(),
    *(title for title, _ in GROUPS),
    *(text for page in PAGES.values() for text in (*page.lines, *page.spoken)),
    CLOSING,
    MORE,
    *(text for _, text in (*REASONS, *FAULTS, *ADVICE)),
    *importing.REASONS.values(),
    *importing.FAULTS.values(),
    "Indonesian",
    "English",
    "Chinese",
)


def _written(tree: ast.AST) -> Iterator[tuple[str, ...]]:
    """The literal texts of t("…"), texts(lang)("…") and t.n("…", "…")."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        f = node.func
        plain = isinstance(f, ast.Name) and f.id == "t"
        plain |= isinstance(f, ast.Call) and isinstance(f.func, ast.Name) and f.func.id == "texts"
        plural = isinstance(f, ast.Attribute) and f.attr == "n" and isinstance(f.value, ast.Name) and f.value.id == "t"
        wanted = node.args[:2] if plural else node.args[:1] if plain else []
        found = tuple(a.value for a in wanted if isinstance(a, ast.Constant) and isinstance(a.value, str))
        if found:
            yield found


def in_code() -> dict[str, str | None]:
    """Every text of the code with its plural, where it has one."""
    found: dict[str, str | None] = dict.fromkeys(TABLES)
    for path in sorted(FOLDER.rglob("*.py")):
        for text in _written(ast.parse(path.read_text("utf-8"))):
            found[text[0]] = text[1] if len(text) > 1 else None
    return found


def places(text: str) -> list[str]:
    """The names of the values that a text takes."""
    return sorted(set(re.findall(r"\{(\w*)\}", text)))


def test_the_texts_of_the_code_are_found() -> None:
    found = in_code()
    assert "You watch {names}" in found
    assert found["{n} source"] == "{n} sources"
    assert len(found) > 120


@pytest.mark.parametrize("lang", ["id", "zh"])
def test_every_text_is_translated(lang: str) -> None:
    known = messages(lang)
    missing = [
        text
        for text, plural in in_code().items()
        if (m := known.get(text)) is None
        or not m.string
        or (plural is not None) != isinstance(m.id, tuple)
        or (plural is not None and not (isinstance(m.id, tuple) and m.id[1] == plural and all(m.string)))
    ]
    assert missing == []


@pytest.mark.parametrize("lang", ["id", "zh"])
def test_a_translation_takes_the_same_values(lang: str) -> None:
    odd = []
    for message in messages(lang):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        odd += [s for s in strings if places(s) != places(ids[-1])]
    assert odd == []


@pytest.mark.parametrize("lang", ["id", "zh"])
def test_no_translation_is_left_over(lang: str) -> None:
    code = in_code()
    known = [m.id[0] if isinstance(m.id, tuple) else m.id for m in messages(lang) if m.id]
    assert [text for text in known if text not in code] == []


def test_chinese_texts_are_in_chinese_punctuation() -> None:
    """No sentence mark of Latin text follows a Han character."""
    for message in messages("zh"):
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in strings if message.id else ():
            assert not re.search(r"[一-鿿][,;:?!]", text), text
