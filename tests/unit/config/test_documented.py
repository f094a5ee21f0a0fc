"""Every setting stands in the example file and on the documentation page, as the code describes it."""

import re
from pathlib import Path

from bot.config import Settings, load
from tools.settings_page import PAGE, page, settings

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_is_as_the_settings_describe_themselves() -> None:
    assert PAGE.read_text("utf-8") == page(PAGE.read_text("utf-8")), "`make docs` writes it anew"


def test_the_page_has_every_setting_with_its_default_and_bounds() -> None:
    rows = dict(re.findall(r"^\| `([\w.]+)` \| (.+) \|$", PAGE.read_text("utf-8"), re.M))
    assert list(rows) == [name for name, _ in settings()]
    assert rows["polling.pages"].startswith("`true` | `true`, `false` | ")
    assert rows["telegram.calls_at_once"].startswith("`60` | 1 to 64 | ")
    assert rows["polling.tick_seconds"].startswith("`5.0` | more than 0, at most 300 | Seconds ")
    assert rows["bot.language"].startswith("`en` | `id`, `en`, `zh` | ")
    assert rows["bot.administrators"].startswith("`[]` |  | ")


def test_every_setting_says_what_it_is_for_in_a_sentence() -> None:
    for name, field in settings():
        told = field.description or ""
        assert re.fullmatch(r"[A-Z][^|\n]{14,}\.", told), f"{name}: {told!r}"


def test_the_example_names_every_setting() -> None:
    example = (ROOT / "config.example.toml").read_text("utf-8")
    for name, _ in settings():
        key = name.rpartition(".")[2]
        assert re.search(rf"^#? ?\[?\[?{key}\b", example, re.M), name


def test_the_example_is_taken_as_it_is() -> None:
    loaded = load(ROOT / "config.example.toml")
    counts = {lang: sum(len(one.feeds) for one in loaded.lists if one.language == lang) for lang in ("id", "en", "zh")}
    assert min(counts.values()) >= 15, counts
    assert loaded.polling == Settings().polling


def test_the_example_with_every_default_written_out(tmp_path: Path) -> None:
    example = (ROOT / "config.example.toml").read_text("utf-8")
    shown = re.sub(r"^# (\w+ = (?!\"123456|\"token\"|\"…|\[\"my-names))", r"\1", example, flags=re.M)
    shown = shown.replace('timezone = "Asia/Jakarta"', "# ")
    path = tmp_path / "config.toml"
    path.write_text(shown, encoding="utf-8")
    written = load(path)
    assert written.polling == Settings().polling
    assert written.bot == Settings().bot
    assert written.telegram == Settings().telegram
