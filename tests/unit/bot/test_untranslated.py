"""No text reaches a person but through the catalogs, and none is over Telegram's limits in any language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.chat.handlers import TOAST_LIMIT
from bot.commands.menu import ADMINISTRATORS, EVERYBODY
from bot.locales.texts import messages, texts
from bot.pages.rich import MESSAGE_LIMIT, units
from feeds.model import LANGUAGES

FOLDER = Path(bot.__file__).parent
WORD = re.compile(r"[^\W\d_]{2,}")
SHOWN = {"line", "add"}  # methods of Writer whose first argument is shown
# What is the same in every language: lines to send, and the bot's own name.
SAME = re.compile(r"/\w+( .*)?|Hengkang")
# Folders that speak to whoever runs the program, not to subscribers.
APART = ("simulator",)
LONGEST_NAME = "Wolfeschlegelsteinhausenbergerdorff " * 2 + "Maximili"  # 80 characters, as long as a watch may be
LONGEST_BUTTON = 60  # characters; Telegram shows about forty


def literals(node: ast.expr) -> Iterator[str]:
    """The words in an expression that no call has looked up; those of a call are the call's."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from (v.value for v in node.values if isinstance(v, ast.Constant))
    elif isinstance(node, ast.BinOp):
        yield from literals(node.left)
        yield from literals(node.right)
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from literals(value)


def shown(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """What is handed to Writer.line, Writer.add, Button and toast as it is written, by line."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        wanted = node.args[:1] if name in SHOWN or name == "Button" else []
        wanted += [k.value for k in node.keywords if k.arg in ("toast", "caption")]
        for argument in wanted:
            yield from (
                (node.lineno, text) for text in literals(argument) if WORD.search(text) and not SAME.fullmatch(text)
            )


def test_a_text_that_is_not_looked_up_is_seen() -> None:
    tree = ast.parse('out.line("Hello" if a else t("No")).add(f"{n} left"); Button("Go", d); Reaction(toast="Old")')
    assert sorted(text for _, text in shown(tree)) == [" left", "Go", "Hello", "Old"]


def test_no_text_is_shown_that_is_not_in_the_catalogs() -> None:
    found = [
        f"{path.relative_to(FOLDER)}:{line}: {text}"
        for path in sorted(FOLDER.rglob("*.py"))
        if path.relative_to(FOLDER).parts[0] not in APART
        for line, text in shown(ast.parse(path.read_text("utf-8")))
    ]
    assert found == []


def rendered(lang: str) -> Iterator[tuple[str, str]]:
    """Every text of the catalogs, by its English, with the longest values that it can have."""
    t = texts(lang)
    for message in messages("id"):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        names = set(re.findall(r"\{(\w+)\}", " ".join(ids))) - {"n"}
        values: dict[str, object] = dict.fromkeys(names, LONGEST_NAME)
        if len(ids) == 2:
            yield ids[0], t.n(ids[0], ids[1], 1_234_567, **values)
        elif ids[0]:
            yield ids[0], t(ids[0], **values, **({"n": 1_234_567} if "{n}" in ids[0] else {}))


def toasts() -> set[str]:
    """The texts that answer a button press: where a Reaction or done() is given one."""
    found: set[str] = set()
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                for value in [k.value for k in node.keywords if k.arg == "toast"]:
                    found |= {
                        n.value for n in ast.walk(value) if isinstance(n, ast.Constant) and isinstance(n.value, str)
                    }
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_is_over_telegrams_limits_with_the_longest_names(lang: str) -> None:
    told = dict(rendered(lang))
    assert len(told) > 400
    assert {id for id, text in told.items() if not 0 < units(text) <= MESSAGE_LIMIT // 4} == set()
    answers = toasts() & set(told)
    assert len(answers) >= 5
    assert {id for id in answers if len(told[id]) > TOAST_LIMIT} == set()
    assert all(3 <= len(texts(lang)(about)) <= 256 for _, about in (*EVERYBODY, *ADMINISTRATORS))
    assert len(EVERYBODY) + len(ADMINISTRATORS) <= 100


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_value_is_left_unfilled(lang: str) -> None:
    assert {id for id, text in rendered(lang) if re.search(r"\{\w*\}", text)} == set()


@pytest.mark.parametrize("lang", ["id", "zh"])
def test_each_plural_has_all_forms_of_its_language(lang: str) -> None:
    plurals = [m for m in messages(lang) if isinstance(m.id, tuple)]
    assert len(plurals) > 10
    assert [m.id for m in plurals if len(m.string) != 1 or not m.string[0]] == [], "neither language has a plural"


# The last column of docs/glossary.md.
AVOIDED = {
    "id": re.compile(r"\b(umpan|umpannya|peringatan|dikoreksi|setelan|batalkan|langganan|administrator)\b", re.I),
    "zh": re.compile("警报|通知|监控|新闻源|存储|设定|去向"),
}


@pytest.mark.parametrize("lang", ["id", "zh"])
def test_the_words_of_the_glossary_are_kept(lang: str) -> None:
    strings = [s for m in messages(lang) if m.id for s in (m.string if isinstance(m.string, tuple) else (m.string,))]
    assert [s for s in strings if AVOIDED[lang].search(s)] == []


def test_chinese_is_written_with_its_own_marks_and_spaces() -> None:
    """Han and Latin letters or digits stand apart (values are parted by Texts), brackets are full-width."""
    odd = []
    for message in messages("zh"):
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            plain = re.sub(r"/\w+|\d+(?=[年月日])", "", text)
            if message.id and re.search(r"[一-鿿][A-Za-z0-9]|[A-Za-z0-9][一-鿿]|[一-鿿]\(|\)[一-鿿]", plain):
                odd.append(text)
    assert odd == []
