"""Writes the table of docs/configuration.md from the settings' own descriptions: python -m tools.settings_page"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from bot.config import Settings

PAGE = Path(__file__).parents[1] / "docs" / "configuration.md"
BEGIN, END = "<!-- settings: written by make docs from bot/tables.py -->\n\n", "\n<!-- /settings -->"
HEAD = "| setting | default | allowed | what it is for |\n| --- | --- | --- | --- |\n"
WORDS = {"Ge": "at least {ge}", "Gt": "more than {gt}", "Le": "at most {le}", "Lt": "less than {lt}",
         "MinLen": "at least {min_length} characters", "MaxLen": "at most {max_length} characters"}  # fmt: skip


def settings() -> Iterator[tuple[str, FieldInfo]]:
    """Every setting by its dotted name, in the order of the code; what stands in the environment alone is left out."""
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        if isinstance(default, BaseModel):
            for key, inner in type(default).model_fields.items():
                yield f"{name}.{key}", inner
        elif name != "token":
            yield name, field


def allowed(field: FieldInfo) -> str:
    """What a setting may be, as its type and its bounds say; "" where any text or list is taken."""
    if get_origin(field.annotation) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(field.annotation))
    if field.annotation is bool:
        return "`true`, `false`"
    bounds: dict[str, Any] = {}
    for one in field.metadata:
        if word := WORDS.get(type(one).__name__):
            (name,) = (n for n in ("ge", "gt", "le", "lt", "min_length", "max_length") if hasattr(one, n))
            bounds[word] = {name: getattr(one, name)}
    if set(bounds) == {WORDS["Ge"], WORDS["Le"]}:
        return f"{bounds[WORDS['Ge']]['ge']:g} to {bounds[WORDS['Le']]['le']:g}"
    return ", ".join(word.format(**values) for word, values in bounds.items())


def default_of(field: FieldInfo) -> str:
    """A default as the file would give it; "none" where nothing is set."""
    value = field.get_default()
    if value is None or value == "":
        return "none"
    if isinstance(value, tuple):
        return "`[" + ", ".join(repr(v) for v in value) + "]`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def table() -> str:
    """The table, as Markdown."""
    rows = (
        f"| `{name}` | {default_of(field)} | {allowed(field)} | {field.description or ''} |\n"
        for name, field in settings()
    )
    return HEAD + "".join(rows)


def page(text: str) -> str:
    """The page with its table written anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{table()}{END}{after}"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(PAGE.read_text("utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
