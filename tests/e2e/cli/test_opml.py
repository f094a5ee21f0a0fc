"""import-opml and export-opml: a line a feed, a question, and what to do beside a running bot."""

import asyncio
import io
import json
import sys
from pathlib import Path

import pytest

from bot.cli import main
from feeds.intake.opml import parse
from storage import feed_list
from storage.database import Database
from tests.e2e.cli.conftest import Hengkang

CONFIG = '[[lists]]\nname = "Desk"\nlanguage = "en"\nfeeds = [{ url = "https://desk.example/feed", outlet = "Desk" }]\n'
FILE = """<opml version="2.0"><body>
<outline text="Tech"><outline text="Harbour" xmlUrl="https://harbour.example/feed" language="en"/></outline>
<outline text="Desk" xmlUrl="https://desk.example/feed"/>
<outline text="x" xmlUrl="https://user:word@harbour.example/"/>
<outline text="Kabar" xmlUrl="https://kabar.example/feed"/>
</body></opml>"""


class Terminal(io.StringIO):
    """Somebody who types an answer."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration with one feed, and a file of feeds beside it."""
    (tmp_path / "feeds.opml").write_text(FILE)
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    return path


async def addresses(folder: Path) -> dict[str, str]:
    """The feeds of the store and whose they are."""
    async with await Database.open(folder / "hengkang.db", readonly=True) as db, db.read() as c:
        return {row["url"]: row["origin"] for row in await feed_list.known(c)}


CHANGES = [
    {"change": "new", "line": 2, "url": "https://harbour.example/feed", "title": "Harbour", "list": "Tech",
     "lang": "en", "tier": 2},
    {"change": "known", "line": 3, "url": "https://desk.example/feed", "title": "Desk", "list": "added", "lang": None,
     "tier": 2},
    {"change": "refused", "line": 4, "url": "https://…@harbour.example/",
     "error": "an address must not hold a user name or password"},
    {"change": "new", "line": 5, "url": "https://kabar.example/feed", "title": "Kabar", "list": "added", "lang": None,
     "tier": 2},
]  # fmt: skip


def test_without_a_terminal_it_only_tells_and_says_how_to_go_on(config: Path, hengkang: Hengkang) -> None:
    ended = hengkang("--config", config, "import-opml", config.parent / "feeds.opml")
    assert ended.rows == CHANGES
    assert (ended.status, ended.err) == (1, "hengkang: nothing is changed: say --yes to add 2 feeds\n")


async def test_said_yes_it_adds_and_a_second_time_there_is_nothing_to_add(config: Path, hengkang: Hengkang) -> None:

    def call() -> tuple[int, list[str]]:
        ended = hengkang("--config", config, "import-opml", "--yes", config.parent / "feeds.opml")
        return ended.status, [row["change"] for row in ended.rows]

    assert await asyncio.to_thread(call) == (0, ["new", "known", "refused", "new"])
    assert await addresses(config.parent) == {
        "https://desk.example/feed": "file", "https://harbour.example/feed": "chat",
        "https://kabar.example/feed": "chat",
    }  # fmt: skip
    assert await asyncio.to_thread(call) == (0, ["known", "known", "refused", "known"])


@pytest.mark.parametrize(("answer", "status"), [("y\n", 0), ("YES\n", 0), ("n\n", 1), ("\n", 1), ("", 1)])
def test_on_a_terminal_it_asks(
    config: Path, answer: str, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(config.parent)
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    with pytest.raises(SystemExit) as ended:
        main(["import-opml", "feeds.opml"])
    assert int(ended.value.code or 0) == status
    told = capsys.readouterr()
    assert told.err.startswith("Add 2 feeds? [y/N] ")
    assert ("nothing is changed" in told.err) == bool(status)


async def test_beside_a_running_bot_it_tells_and_says_what_to_do(config: Path, hengkang: Hengkang) -> None:

    async with await Database.open(config.parent / "hengkang.db"):
        ended = await asyncio.to_thread(
            hengkang, "--config", config, "import-opml", "--yes", config.parent / "feeds.opml"
        )
        exported = await asyncio.to_thread(
            hengkang, "--config", config, "export-opml", "--output", config.parent / "out.opml"
        )
    assert [row["change"] for row in ended.rows] == ["new", "new", "refused", "new"]
    assert ended.status == 1 and "the bot is running. Send it this file" in ended.err
    assert (exported.status, parse((config.parent / "out.opml").read_bytes()).feeds) == (0, ())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('\n<!DOCTYPE opml [<!ENTITY x "y">]><opml/>', "feeds.opml:1: it declares a document type"),
        ("<opml><outline>", "feeds.opml:1: it is damaged"),
        ("<rss/>", "feeds.opml:1: it is no OPML file"),
        ("", "feeds.opml: it is empty"),
    ],
)
def test_a_file_that_is_refused_is_told_with_its_line(
    config: Path, content: str, told: str, hengkang: Hengkang
) -> None:
    (config.parent / "feeds.opml").write_text(content)
    ended = hengkang("--config", config, "import-opml", "--yes", "feeds.opml")
    assert (ended.status, ended.rows) == (1, [])
    assert ended.err.startswith(f"hengkang: {told}")


def test_a_file_that_is_not_there_is_told(config: Path, hengkang: Hengkang) -> None:
    ended = hengkang("--config", config, "import-opml", "nothing.opml")
    assert (ended.status, ended.err) == (1, "hengkang: nothing.opml: No such file or directory\n")


def test_what_is_exported_on_one_server_is_imported_on_another(
    config: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str], hengkang: Hengkang
) -> None:
    hengkang("--config", config, "import-opml", "--yes", "feeds.opml")
    ended = hengkang("--config", config, "export-opml", "--output", "out.opml")
    assert (ended.status, ended.rows, ended.err) == (0, [], "")
    with pytest.raises(SystemExit) as printed:
        main(["--config", str(config), "export-opml"])
    assert not printed.value.code
    assert capsys.readouterr().out.encode() == Path("out.opml").read_bytes()
    other = tmp_path_factory.mktemp("other") / "config.toml"
    other.write_text("")
    taken = hengkang("--config", other, "import-opml", "--yes", "-", stdin=Path("out.opml").read_bytes())
    assert taken.status == 0
    again = hengkang("--config", other, "export-opml", "--output", "again.opml")
    assert again.status == 0
    facts = [
        {(f.url, f.title, f.list, f.lang, f.tier) for f in parse(Path(name).read_bytes()).feeds}
        for name in ("out.opml", "again.opml")
    ]
    assert facts[0] == facts[1] and len(facts[0]) == 3


def test_where_it_cannot_write_or_there_is_no_store_it_says_so(config: Path, hengkang: Hengkang) -> None:
    ended = hengkang("--config", config, "export-opml")
    assert ended.status == 1 and "no such store" in ended.err
    hengkang("--config", config, "import-opml", "--yes", "feeds.opml")
    ended = hengkang("--config", config, "export-opml", "--output", "nowhere/out.opml")
    assert ended.status == 1 and "choose a folder that can be written" in ended.err


def test_each_line_is_one_object(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--config", str(config), "import-opml", "--yes", str(config.parent / "feeds.opml")])
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == CHANGES
