"""The file while somebody writes it: half of it is never taken."""

from pathlib import Path

from bot.config import load
from bot.watching import ConfigFile

BEFORE = "[bot]\nadministrators = [9]\n"
AFTER = "[bot]\nadministrators = [9, 10]\n"


def test_a_file_that_is_being_written_is_read_once_it_stands_still(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(BEFORE, encoding="utf-8")
    file = ConfigFile(load(path), path)

    path.write_text("", encoding="utf-8")  # as an editor begins; an empty file is valid and has no administrators
    assert not file.changed()
    path.write_text(AFTER, encoding="utf-8")
    assert not file.changed()
    assert file.settings.bot.administrators == (9,)

    assert file.changed()
    assert file.settings.bot.administrators == (9, 10)
    assert not file.changed()


def test_a_mistake_is_kept_until_the_file_is_right_again(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(BEFORE, encoding="utf-8")
    file = ConfigFile(load(path), path)

    path.write_text("[bot]\nadministrators = 'none'\n", encoding="utf-8")
    assert not file.changed()
    assert not file.changed()
    assert file.mistake and "bot.administrators" in file.mistake

    path.write_text(BEFORE, encoding="utf-8")
    assert not file.changed()
    assert not file.changed()
    assert file.mistake is None
