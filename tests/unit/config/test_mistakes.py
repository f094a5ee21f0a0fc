"""A mistake in the configuration is told with its line, its setting and what to write there."""

from pathlib import Path

import pytest

from bot.config import ConfigError, load


def mistake(folder: Path, text: str | bytes) -> str:
    """What is told of a configuration, with the path cut to the file's name."""
    path = folder / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError) as caught:
        load(path)
    return str(caught.value).replace(f"{folder}/", "")


def test_in_a_table(tmp_path: Path) -> None:
    told = mistake(tmp_path, "# how often\n[polling]\npages = true\ntick_seconds = 0\n")
    assert told.startswith("config.toml:4: polling.tick_seconds: ")
    assert "greater than 0" in told


def test_every_mistake_has_a_line_of_its_own(tmp_path: Path) -> None:
    told = mistake(tmp_path, '[bot]\nlanguage = "fr"\n\n[storage]\nkeep_days = "long"\n').splitlines()
    assert [line.split(": ")[:2] for line in told] == [
        ["config.toml:2", "bot.language"],
        ["config.toml:5", "storage.keep_days"],
    ]


def test_in_an_array_of_tables(tmp_path: Path) -> None:
    told = mistake(
        tmp_path,
        '[[lists]]\nname = "one"\nlanguage = "id"\n\n[[lists]]\nname = "two"\nlanguage = "de"\n',
    )
    assert told.startswith("config.toml:7: lists[1].language: ")


def test_in_an_inline_table(tmp_path: Path) -> None:
    told = mistake(
        tmp_path,
        """
[[lists]]
name = "one"
language = "en"
feeds = [
  # the first is right
  { url = "https://a.example/feed" },
  { url = "ftp://b.example/feed" },
]
""",
    )
    assert told.startswith("config.toml:8: lists[0].feeds[1].url: write a web address")


def test_in_a_table_of_feeds_written_out(tmp_path: Path) -> None:
    told = mistake(
        tmp_path,
        """[[lists]]
name = "one"
language = "en"
[[lists.feeds]]
url = "https://a.example/feed"
[[lists.feeds]]
url = "https://b.example/feed"
tier = 4
""",
    )
    assert told.startswith("config.toml:8: lists[0].feeds[1].tier: ")


def test_a_missing_setting_is_told_where_its_table_begins(tmp_path: Path) -> None:
    told = mistake(tmp_path, '\n[[lists]]\nname = "one"\n')
    assert told.startswith("config.toml:2: lists[0].language: ")


def test_an_unknown_key(tmp_path: Path) -> None:
    told = mistake(tmp_path, "[bot]\nadmins = [1]\n")
    assert told == "config.toml:2: bot.admins: no such setting; see config.example.toml for all of them"


def test_an_unknown_table(tmp_path: Path) -> None:
    assert mistake(tmp_path, "\n[feeds]\nx = 1\n").startswith("config.toml:2: feeds: no such setting")


@pytest.mark.parametrize("zone", ["Asia/Jakart", "WIB", "../etc/passwd", ""])
def test_a_zone_that_does_not_exist(tmp_path: Path, zone: str) -> None:
    told = mistake(tmp_path, f'[bot]\ntimezone = "{zone}"\n')
    assert told == "config.toml:2: bot.timezone: write an IANA zone such as Asia/Jakarta"


@pytest.mark.parametrize(
    "url", ["example.com/feed", "https://", "https://me:secret@a.example/feed", "https://a b/feed"]
)
def test_an_address_that_is_none(tmp_path: Path, url: str) -> None:
    told = mistake(tmp_path, f'[[lists]]\nname = "one"\nlanguage = "en"\nfeeds = [\n  {{ url = "{url}" }},\n]\n')
    assert told.startswith("config.toml:5: lists[0].feeds[0].url: write a web address")
    assert "secret" not in told


def test_a_feed_that_stands_twice(tmp_path: Path) -> None:
    told = mistake(
        tmp_path,
        """[[lists]]
name = "one"
language = "en"
feeds = [
  { url = "https://a.example/feed" },
]
[[lists]]
name = "two"
language = "id"
feeds = [
  { url = "https://b.example/feed" },
  { url = "https://a.example/feed" },
]
""",
    )
    assert told == "config.toml:12: lists[1].feeds[1].url: https://a.example/feed stands twice; remove one"


def test_not_toml(tmp_path: Path) -> None:
    told = mistake(tmp_path, '[bot]\nlanguage = "en"\nadministrators = [1,\n\n[storage]\n')
    assert told.startswith("config.toml:5: not TOML: ")


def test_not_utf8(tmp_path: Path) -> None:
    told = mistake(tmp_path, b'[bot]\n# \xe4\nlanguage = "en"\n')
    assert told == "config.toml: not UTF-8 at byte 8; save the file as UTF-8"


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"No such file.*copy config.example.toml to begin with"):
        load(tmp_path / "config.toml")


def test_a_token_is_not_repeated(tmp_path: Path) -> None:
    assert "123456" not in mistake(tmp_path, '[telegram]\ntoken = ["123456:very-secret"]\n')


def test_a_local_host_must_be_an_address(tmp_path: Path) -> None:
    told = mistake(tmp_path, '[polling]\nallow = ["127.0.0.1:8080", "nas"]\n')
    assert told == (
        "config.toml:2: polling.allow: 'nas': write an address such as 10.0.0.5, 10.0.0.0/8 or 127.0.0.1:8080"
    )
