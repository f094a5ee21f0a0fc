"""Lines that cannot be read are told with their number and the rest goes on; a call that is wrong says what to do."""

from pathlib import Path

import pytest

from bot.lines import LONGEST
from tests.e2e.cli.conftest import Hengkang, lines

GOOD = b'{"id": "good", "title": "Tara Qvist leaves Quorvexa for Bravik"}\n'
BAD = {
    "not JSON": b"Tara Qvist leaves Quorvexa\n",
    "cut off": b'{"id": "x", "title": "Tara\n',
    "no object": b'["x", "Tara Qvist leaves Quorvexa"]\n',
    "no id": b'{"title": "Tara Qvist leaves Quorvexa"}\n',
    "an id that is no text": b'{"id": {"n": 1}, "title": "Tara"}\n',
    "a title that is no text": b'{"id": "x", "title": 5}\n',
    "a text that is no text": b'{"id": "x", "title": "Tara", "text": []}\n',
    "a date that is no text": b'{"id": "x", "title": "Tara", "published": 1762160400}\n',
    "no UTF-8": b'{"id": "x", "title": "Tara \xff\xfe"}\n',
    "a bare NUL": b'{"id": "x", "title": "Tara \x00"}\n',
    "half a character": b'{"id": "x", "title": "Tara \\ud800"}\n',
    "half a character in a key": b'{"id": "x", "\\udfff": 1}\n',
    "nested without end": b"[" * 100_000 + b"\n",
    "a number without end": b'{"id": ' + b"9" * 10_000 + b"}\n",
    "longer than may be": b'{"id": "x", "title": "' + b"A" * LONGEST + b'"}\n',
}


@pytest.mark.parametrize("command", [("analyze",), ("cluster",), ("match", "--watches", "watches.jsonl")])
def test_every_faulty_line_is_told_and_every_good_one_read(
    hengkang: Hengkang, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "watches.jsonl").write_bytes(lines({"id": "w", "name": "Tara Qvist", "kind": "person"}))
    given = b"".join(line + GOOD for line in BAD.values())
    ended = hengkang(*command, stdin=given)
    assert ended.status == 1
    assert [row["id"] for row in ended.rows] == ["good"] * len(BAD)
    told = [line.split(": ")[0] for line in ended.err.splitlines()]
    assert told == [f"standard input:{n}" for n in range(1, 2 * len(BAD), 2)]


def test_what_looks_odd_and_is_sound_is_read(hengkang: Hengkang) -> None:
    given = (
        b"\xef\xbb\xbf" + b'{"id": 7, "title": "\\ud83d\\ude80 Tara \\u0000 Qvist", "text": null}\r\n'
        b'\n  \n{"id": "", "lang": "xx", "published": "some day"}\n{"id": "last", "title": "' + "末行".encode() + b'"}'
    )
    ended = hengkang("analyze", stdin=given)
    assert (ended.status, ended.err) == (0, "")
    assert [row["id"] for row in ended.rows] == ["7", "", "last"]


def test_faulty_watches_are_told_and_the_others_watched(hengkang: Hengkang, tmp_path: Path) -> None:
    path = tmp_path / "watches.jsonl"
    path.write_bytes(
        b'{"id": "x"}\n{"name": "Bravik"}\n{"id": "x", "name": "Bravik", "aliases": "B"}\n{"id": "x", "name": "\xff"}\n'
        + lines({"id": "w", "name": "Quorvexa"})
    )
    ended = hengkang("match", "--watches", path, stdin=GOOD)
    assert ended.status == 1
    assert [line.split(": ")[0] for line in ended.err.splitlines()] == [f"{path}:{n}" for n in range(1, 5)]
    assert [(row["watch"], row["alias"]) for row in ended.rows] == [("w", "Quorvexa")]


def test_an_article_of_any_length_and_kind_is_read_in_time(hengkang: Hengkang) -> None:
    sentence = "Tara Qvist, who led research at Quorvexa, has left Quorvexa and joined Bravik as chief scientist. "
    ended = hengkang(
        "analyze",
        stdin=lines(
            {
                "id": "long",
                "title": "Tara Qvist leaves Quorvexa for Bravik",
                "text": sentence + "It rained on and on. " * 8_000,
            },
            {"id": "capitals", "title": "Tara Qvist", "text": "Ab " * 60_000},
            {"id": "cues", "title": "离职", "text": "王离职" * 60_000},
            {"id": "one word", "title": "Tara Qvist", "text": "A" * 200_000},
        ),
    )
    assert ended.status == 0
    assert [row["id"] for row in ended.rows] == ["long", "capitals", "cues", "one word"]
    assert ended.rows[0]["talent"]


@pytest.mark.parametrize(
    "command", ["run", "check", "poll", "analyze", "match", "cluster", "ask", "feed", "page", "backup", "restore"]
)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    from bot.cli import main

    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert told.startswith(f"usage: hengkang {command}")
    assert len(told.splitlines()) > 3


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        ((), 2, "required: COMMAND"),
        (("sing",), 2, "invalid choice: 'sing'"),
        (("match",), 2, "--watches"),
        (("analyze", "--lang", "fr"), 2, "invalid choice: 'fr'"),
        (("analyze", "missing.jsonl"), 1, "missing.jsonl: No such file"),
        (("analyze", "."), 1, ".: Is a directory"),
        (("match", "--watches", "missing.jsonl"), 1, "missing.jsonl: No such file"),
        (("--config", "missing.toml", "poll"), 1, "missing.toml: No such file"),
        (("poll",), 1, "no feeds are configured"),
        (("feed", "missing.xml"), 1, "missing.xml: No such file"),
        (("page", "missing.html"), 1, "missing.html: No such file"),
        (("run", "--script", "missing.txt"), 1, "missing.txt: No such file"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(
    hengkang: Hengkang, arguments: tuple[str, ...], status: int, told: str
) -> None:
    ended = hengkang(*arguments)
    assert (ended.status, ended.rows) == (status, [])
    assert told in ended.err
    assert "Traceback" not in ended.err
