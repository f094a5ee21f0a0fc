"""The scripts of docs/transcripts run through: every line brings something, no button is missing, no error comes."""

from pathlib import Path

import pytest

from tests.e2e.playing import lines
from tests.e2e.transcripts import LANGUAGES, scripts, transcript

SCRIPTS = scripts()
TEXTS = {script: script.read_text("utf-8") for script in SCRIPTS}
SILENT = ("##", ":until", ":after", ":anew", ":member", ":private", ":administrator", ":reader", ":down", ":up")
# One of them in a run of all tests; the others are long, and left to `make soak`.
TURNS = [(SCRIPTS[6], "id")]
OTHERS = [(script, lang) for script in SCRIPTS for lang in LANGUAGES if (script, lang) not in TURNS]


@pytest.mark.parametrize(
    ("script", "lang"),
    [*TURNS, *(pytest.param(*other, marks=pytest.mark.slow) for other in OTHERS)],
    ids=lambda value: value.stem if isinstance(value, Path) else value,
)
async def test_a_script_runs_through(script: Path, lang: str, tmp_path: Path) -> None:
    text = await transcript(TEXTS[script], lang, tmp_path)
    typed = [line for line in lines(TEXTS[script], lang) if not line.startswith(SILENT)]
    assert text.count("\nyou") == len(typed)


def test_a_line_of_a_language_is_typed_in_that_language_only() -> None:
    script = "/start\nen: hello\nid: halo\nzh: 简\nzh-hant: 繁\nen: bye\nzh: 再\n"
    assert list(lines(script, "en")) == ["/start", "hello", "bye"]
    assert list(lines(script, "zh")) == ["/start", "简", "再"]
    assert list(lines(script, "zh-hant")) == ["/start", "繁", "再"]


def test_each_part_has_its_transcript() -> None:
    assert [script.stem[0] for script in SCRIPTS] == list("123456789")
    folder = SCRIPTS[0].parents[1]
    languages = [lang for lang in LANGUAGES if (folder / lang).is_dir()]
    assert {"en", "id"} <= set(languages)
    assert [f"{lang}/{s.name}" for lang in languages for s in SCRIPTS if not (folder / lang / s.name).exists()] == []
