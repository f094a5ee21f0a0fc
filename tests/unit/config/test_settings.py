"""Where settings come from: the file, the environment above it, and the token's own places."""

import os
from pathlib import Path

import pytest

from bot.config import ConfigError, load

TOKEN = "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11"
OTHER = "654321:from-the-file"


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("HENGKANG_"):
            monkeypatch.delenv(name)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text("", encoding="utf-8")
    return path


def test_an_empty_file_is_the_defaults(config: Path) -> None:
    settings = load(config)
    assert settings.lists == ()
    assert settings.bot.age_limit_hours == 48
    assert settings.polling.longest_minutes == 180
    assert settings.bot_token() is None


def test_the_environment_stands_above_the_file(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.write_text('[bot]\nlanguage = "id"\nwatches_per_chat = 7\n', encoding="utf-8")
    monkeypatch.setenv("HENGKANG_BOT__LANGUAGE", "zh")
    monkeypatch.setenv("HENGKANG_POLLING__TICK_SECONDS", "0.5")
    settings = load(config)
    assert settings.bot.language == "zh"
    assert settings.bot.watches_per_chat == 7, "what the environment does not say stays the file's"
    assert settings.polling.tick_seconds == 0.5


def test_lists_of_numbers_are_json_in_the_environment(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HENGKANG_BOT__ADMINISTRATORS", "[11, 22]")
    assert load(config).bot.administrators == (11, 22)


def test_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HENGKANG_TOKEN", TOKEN)
    monkeypatch.setenv("HENGKANG_BOT__TIMEZONE", "Asia/Makassar")
    settings = load(None)
    assert (settings.bot_token(), settings.bot.timezone) == (TOKEN, "Asia/Makassar")


def test_a_mistake_in_the_environment_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HENGKANG_STORAGE__KEEP_DAYS", "soon")
    with pytest.raises(ConfigError, match=r"^environment: storage\.keep_days: "):
        load(None)


def test_the_token_from_the_environment_goes_first(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config.write_text(f'[telegram]\ntoken = "{OTHER}"\n', encoding="utf-8")
    assert load(config).bot_token() == OTHER
    monkeypatch.setenv("HENGKANG_TOKEN", TOKEN)
    assert load(config).bot_token() == TOKEN


def test_the_token_from_a_file_beside_the_configuration(config: Path) -> None:
    config.write_text('[telegram]\ntoken_file = "secret/token"\n', encoding="utf-8")
    (config.parent / "secret").mkdir()
    (config.parent / "secret" / "token").write_text(f"{TOKEN}\n", encoding="utf-8")
    assert load(config).bot_token() == TOKEN


def test_a_token_file_that_is_missing(config: Path) -> None:
    config.write_text('[telegram]\ntoken_file = "token"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"telegram\.token_file: .*token: No such file"):
        load(config).bot_token()


@pytest.mark.parametrize("empty", ["", "  \n"])
def test_an_empty_token_file_is_no_token(config: Path, empty: str) -> None:
    config.write_text('[telegram]\ntoken_file = "token"\n', encoding="utf-8")
    (config.parent / "token").write_text(empty, encoding="utf-8")
    assert load(config).bot_token() is None


@pytest.mark.parametrize("wrong", ["my token", "ABC:123", "123456:AB C", "<put the token here>"])
def test_what_is_no_token_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("HENGKANG_TOKEN", wrong)
    with pytest.raises(ConfigError, match="copy it from @BotFather") as caught:
        load(None).bot_token()
    assert wrong not in str(caught.value)


def test_a_token_is_hidden_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HENGKANG_TOKEN", TOKEN)
    assert TOKEN not in repr(load(None))


def test_paths_are_relative_to_the_file(config: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config.write_text('catalog = ["names.toml", "/etc/names.toml"]\n[storage]\npath = "data/x.db"\n', encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    settings = load(config)
    assert settings.storage.path == tmp_path / "data" / "x.db"
    assert settings.catalog == (tmp_path / "names.toml", Path("/etc/names.toml"))
