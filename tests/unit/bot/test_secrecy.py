"""What is kept out of logs and of other processes."""

import io
import logging
import os
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from bot import logs, secrecy
from bot.config import ConfigError, load

TOKEN = "7700112233:AAH-s1mul_atedS3cretXyz0123456789ab"
OTHER = "Hook-S3cret_0123456789/abc"


@pytest.fixture
def hidden(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(logs, "_secrets", set())
    monkeypatch.setattr(logs, "_hidden", None)
    logs.hide(TOKEN, OTHER, "")
    yield


@pytest.mark.parametrize(
    "text",
    [
        f"the token {TOKEN} was rejected",
        f"https://api.telegram.org/bot{TOKEN}/getMe",
        f"https://api.telegram.org/file/bot{TOKEN}/documents/1",
        f"t={quote(TOKEN, safe='')}&s={quote(OTHER, safe='')}",
        f"{TOKEN.upper()} {TOKEN.lower()} {OTHER.lower()}",
        f"secret {TOKEN.partition(':')[2]}, {OTHER}",
        f"Basic {b64encode(TOKEN.encode()).decode()} {b64encode(OTHER.encode()).decode().lower()}",
    ],
)
def test_secrets_go_in_whatever_spelling(hidden: None, text: str) -> None:
    told = logs.redacted(text).lower()
    assert "s1mul" not in told and "s3cret" not in told
    assert b64encode(TOKEN.encode()).decode().lower()[:16] not in told
    assert b64encode(OTHER.encode()).decode().lower()[:16] not in told


@pytest.mark.parametrize("end", ["", "/sendMe", "?"])
def test_an_address_of_the_bot_api_that_is_cut_short_shows_no_piece_of_a_token(end: str) -> None:
    assert (
        logs.redacted(f"at https://api.telegram.org/bot123456:AAHx{end}")
        == f"at https://api.telegram.org/bot<token>{end}"
    )


@pytest.mark.parametrize(
    "text", ["2026-11-26T09:53:22+00:00", "http://127.0.0.1:46557/feed", "story 910001: sent", "1:0"]
)
def test_times_ports_and_numbers_stay(hidden: None, text: str) -> None:
    assert logs.redacted(text) == text


@pytest.mark.parametrize("as_json", [False, True])
def test_an_exception_that_nobody_has_caught_is_told_without_secrets(
    hidden: None, as_json: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", root.handlers[:])
    monkeypatch.setattr(root, "level", root.level)
    out = io.StringIO()
    logs.configure(as_json=as_json, stream=out)
    error = ValueError(f"no answer from https://api.telegram.org/bot{TOKEN}/getMe")
    logs._uncaught(ValueError, error, None)
    assert "s1mul" not in out.getvalue()
    assert "no answer from https://api.telegram.org/bot" in out.getvalue()


def test_processes_that_are_started_inherit_no_settings_and_the_configuration_has_them_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HENGKANG_TOKEN", TOKEN)
    monkeypatch.setenv("hengkang_telegram__webhook_secret", "a-secret-of-16-and-more")
    monkeypatch.setenv("HENGKANG_BOT__LANGUAGE", "zh")
    with secrecy.set_aside():
        assert not [name for name in os.environ if name.lower().startswith("hengkang")]
        settings = load(None)
        assert (settings.bot_token(), settings.bot.language) == (TOKEN, "zh")
        assert set(settings.secrets()) == {TOKEN, "a-secret-of-16-and-more"}
    assert os.environ["HENGKANG_TOKEN"] == TOKEN
    assert not secrecy.lowered()


def test_a_token_that_is_none_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HENGKANG_TOKEN", "opensesame-not-a-token")
    settings = load(None)
    with pytest.raises(ConfigError) as refused:
        settings.bot_token()
    assert "opensesame" not in str(refused.value)
    assert "opensesame" not in repr(settings)
    assert settings.secrets() == ("opensesame-not-a-token",), "it may be one of another kind"
