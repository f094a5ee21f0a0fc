"""Every setting stands in the example file and on the documentation page, with the default that the code has."""

import re
from pathlib import Path

from pydantic import BaseModel

from bot.config import Settings, load

ROOT = Path(__file__).resolve().parents[3]


def settings() -> dict[str, object]:
    """Every setting's dotted name with its default."""
    found: dict[str, object] = {}
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        if isinstance(default, BaseModel):
            for key, inner in type(default).model_fields.items():
                found[f"{name}.{key}"] = inner.get_default()
        elif name != "token":
            found[name] = default
    return found


def test_the_page_has_every_setting_with_its_default() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([\w.]+)` \| ([^|]+) \|", page, re.M))
    assert set(rows) == set(settings())
    for name, default in settings().items():
        told = rows[name].strip("` ")
        if isinstance(default, bool):
            assert told == str(default).lower(), name
        elif isinstance(default, int | float | str | Path) and str(default):
            assert told == str(default), name


def test_the_example_names_every_setting() -> None:
    example = (ROOT / "config.example.toml").read_text("utf-8")
    for name in settings():
        key = name.rpartition(".")[2]
        assert re.search(rf"^#? ?\[?\[?{key}\b", example, re.M), name


def test_the_example_is_taken_as_it_is() -> None:
    loaded = load(ROOT / "config.example.toml")
    counts = {lang: sum(len(one.feeds) for one in loaded.lists if one.language == lang) for lang in ("id", "en", "zh")}
    assert min(counts.values()) >= 15, counts
    assert loaded.polling == Settings().polling


def test_the_example_with_every_default_written_out(tmp_path: Path) -> None:
    example = (ROOT / "config.example.toml").read_text("utf-8")
    shown = re.sub(r"^# (\w+ = (?!\"123456|\"token\"|\[\"my-names))", r"\1", example, flags=re.M)
    shown = shown.replace('timezone = "Asia/Jakarta"', "# ")
    path = tmp_path / "config.toml"
    path.write_text(shown, encoding="utf-8")
    written = load(path)
    assert written.polling == Settings().polling
    assert written.bot == Settings().bot
    assert written.telegram == Settings().telegram
