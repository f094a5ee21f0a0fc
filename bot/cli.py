"""The program ``hengkang``. JSON lines go to standard output, logs and faults to standard error.

What reads the news, and the parts of the bot, take a second and more to load: a command imports what it needs.
"""

import argparse
import asyncio
import errno
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from bot import exporting, feedfiles, logs, secrecy, upkeep
from bot.clock import SystemClock
from bot.config import ConfigError, Settings, load
from bot.encoder import Encoder, installed
from feeds.model import LANGUAGES
from feeds.reading.naming.catalog_files import CatalogError
from storage.database import Database
from storage.faults import StorageError

if TYPE_CHECKING:
    from bot.streams import Streams

DEFAULT_CONFIG = Path("config.toml")
FULL = (errno.ENOSPC, errno.EDQUOT)
EPILOG = "Articles are JSON lines: {id, title, text, url?, published?, lang?}. Errors and logs go to standard error."


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program; exits with 0, with 1 on a fault, with 2 on a wrong call."""
    _speak_utf8()
    given = parser().parse_args(arguments)
    logs.configure(
        "DEBUG" if given.verbose else "INFO" if given.command == "run" else "WARNING", as_json=given.log_json
    )
    try:
        with secrecy.set_aside():
            sys.exit(given.action(given))
    except (ConfigError, StorageError, CatalogError) as error:
        print(f"hengkang: {logs.redacted(str(error))}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        # Whoever read our lines has had enough of them; nothing may be flushed to them at the exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        if error.errno not in FULL:
            raise
        print(f"hengkang: {error.filename or 'standard output'}: {error.strerror}; free some space", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left of a line would fail again
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _speak_utf8() -> None:
    """JSON lines are UTF-8 wherever the program runs; half a character, as file names may hold, goes out escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="hengkang", description="Tells in fifteen seconds who left where and joined whom.", epilog=EPILOG
    )
    top.add_argument("--config", type=Path, help="configuration file (config.toml where it exists)")
    top.add_argument("--verbose", action="store_true", help="log more")
    top.add_argument("--log-json", action="store_true", help="log in JSON lines")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _service_commands(commands)
    _stream_commands(commands)
    return top


def _service_commands(commands: Any) -> None:
    run = commands.add_parser("run", help="the bot; without a token, a chat in the terminal with sample feeds")
    run.add_argument("--script", type=Path, help="without a token: play this file's lines, print the transcript")
    run.add_argument("--lang", choices=LANGUAGES, default="en", help="without a token: the language of your Telegram")
    run.set_defaults(action=run_bot)
    _encoder_option(run)
    check = commands.add_parser("check", help="look at every part and say what to do; exit 1 on a fault")
    check.add_argument("--offline", action="store_true", help="ask neither Telegram nor the feeds")
    check.add_argument("--json", action="store_true", help="JSON lines on a terminal, too")
    check.set_defaults(action=check_all)
    poll = commands.add_parser("poll", help="one round over the feeds: a line a feed, a line a match")
    poll.set_defaults(action=poll_once)
    for part in (upkeep, exporting, feedfiles):
        part.options(commands, lambda given: _settings(given)[0], _write)


def _stream_commands(commands: Any) -> None:
    analyze = commands.add_parser("analyze", help="read articles: talent or not, moves, entities, summary, questions")
    analyze.add_argument("--lang", choices=LANGUAGES, help="language of summary and questions (the article's)")
    analyze.add_argument("--explain", action="store_true", help="add why")
    analyze.set_defaults(action=analyze_articles)
    match = commands.add_parser("match", help="find watched names in articles")
    match.add_argument("--watches", type=Path, required=True, help="JSON lines {id, name, kind?, aliases?}")
    match.set_defaults(action=match_articles)
    cluster = commands.add_parser("cluster", help="give each article its story, in order of publication")
    cluster.set_defaults(action=cluster_articles)
    for one in (analyze, match, cluster):
        one.add_argument("file", nargs="?", default="-", help="articles (standard input)")
    ask = commands.add_parser("ask", help="answer from the store or from --articles, with evidence")
    ask.add_argument("question", nargs="?", help="the question; or use --questions")
    ask.add_argument("--articles", type=Path, help="answer from these articles instead of the store")
    ask.add_argument("--questions", help="JSON lines {id, q, article_id?}; - is standard input")
    ask.set_defaults(action=ask_questions)
    _encoder_option(ask)
    for name, about in (("feed", "what we read of feed files"), ("page", "what we read of page files")):
        one = commands.add_parser(name, help=about)
        one.add_argument("files", nargs="+", type=Path)
        one.set_defaults(action=read_files)


def _encoder_option(command: Any) -> None:
    command.add_argument(
        "--no-encoder", action="store_true", help="answer without the sentence encoder, as where it is not installed"
    )


def _encoder(given: argparse.Namespace) -> Encoder | None:
    return None if given.no_encoder else installed()


def _settings(given: argparse.Namespace) -> tuple[Settings, Path | None]:
    path = _configured(given)
    settings = load(path)
    logs.hide(*settings.secrets())
    return settings, path


def _configured(given: argparse.Namespace) -> Path | None:
    """The configuration file, None where the environment alone is to be read."""
    return given.config or (DEFAULT_CONFIG if DEFAULT_CONFIG.exists() else None)


def _write(row: dict[str, Any]) -> None:
    print(json.dumps(row, ensure_ascii=False), flush=True)


def _log_as_asked(given: argparse.Namespace, settings: Settings) -> None:
    """Logs as the configuration has them, where the command line does not say otherwise."""
    monitor = settings.monitor
    level = "DEBUG" if given.verbose else monitor.log_level.upper()
    logs.configure(level, as_json=given.log_json or monitor.log_json)


def run_bot(given: argparse.Namespace) -> int:
    """``hengkang run``."""
    from bot import app, demo
    from bot.chat.connection import StartError
    from bot.pages import artist
    from bot.stopping import until_stopped

    settings, path = _settings(given)
    try:
        if settings.bot_token() is not None:
            secrecy.no_core()
            _log_as_asked(given, settings)
            logs.catch_all()
            until_stopped(lambda stop: app.run(settings, path, stop, _encoder(given), artist.installed()))
            return 0
        if not given.verbose:
            logs.configure("ERROR")
        script = given.script.read_text(encoding="utf-8").splitlines() if given.script else None
        asyncio.run(demo.chat(settings, given.lang, script, encoder=_encoder(given), artist=artist.installed()))
    except StartError as error:
        print(f"hengkang: {logs.redacted(str(error))}", file=sys.stderr)
        return 1
    except OSError as error:
        print(logs.redacted(f"hengkang: {error.filename or ''}: {error.strerror or error}"), file=sys.stderr)
        return 1
    return 0


def check_all(given: argparse.Namespace) -> int:
    """``hengkang check``: JSON lines, or lines to read where standard output is a terminal."""
    from bot.checks.report import readable
    from bot.checks.whole import checks

    plain = sys.stdout.isatty() and not given.json

    async def every() -> bool:
        fine = True
        async for row in checks(_configured(given), offline=given.offline):
            fine = fine and bool(row["ok"])
            if plain:
                print(logs.redacted(readable(row)), flush=True)
            else:
                print(logs.redacted(json.dumps(row, ensure_ascii=False)), flush=True)
        return fine

    return 0 if asyncio.run(every()) else 1


def poll_once(given: argparse.Namespace) -> int:
    """``hengkang poll``."""
    from bot import rounds

    settings, _ = _settings(given)
    if not any(one.feeds for one in settings.lists):
        print("hengkang: no feeds are configured; copy config.example.toml to config.toml", file=sys.stderr)
        return 1
    return 0 if asyncio.run(rounds.poll_once(settings, _write)) else 1


@contextmanager
def _opened(name: str | Path) -> Iterator[tuple[BinaryIO, str]]:
    """A file, or standard input for "-", with the name that its faults are told under."""
    if str(name) == "-":
        if sys.stdin is None:
            raise ConfigError("standard input is closed; name a file")
        yield sys.stdin.buffer, "standard input"
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - opened here so that only its own faults are told as its
    except OSError as error:
        raise ConfigError(f"{name}: {error.strerror}") from error
    with file:
        yield file, str(name)


def _streams(given: argparse.Namespace) -> "Streams":
    """The stream commands with the names that the configuration adds to the catalog."""
    from bot.streams import Streams

    settings, _ = _settings(given)
    return Streams(sys.stdout, extra=settings.catalog)


def _ended(streams: "Streams") -> int:
    return 1 if streams.faults else 0


def analyze_articles(given: argparse.Namespace) -> int:
    """``hengkang analyze``."""
    streams = _streams(given)
    with _opened(given.file) as (lines, name):
        streams.analyze(lines, name, given.lang, explain=given.explain)
    return _ended(streams)


def match_articles(given: argparse.Namespace) -> int:
    """``hengkang match``."""
    streams = _streams(given)
    with _opened(given.watches) as (watches, source), _opened(given.file) as (lines, name):
        streams.match(lines, name, watches, source)
    return _ended(streams)


def cluster_articles(given: argparse.Namespace) -> int:
    """``hengkang cluster``."""
    streams = _streams(given)
    with _opened(given.file) as (lines, name):
        streams.cluster(lines, name)
    return _ended(streams)


def ask_questions(given: argparse.Namespace) -> int:
    """``hengkang ask``: one question from the command line, or many from a file."""
    if bool(given.question) == bool(given.questions):
        raise ConfigError("ask what? Write one question, or --questions FILE")
    streams = _streams(given)
    if given.question:
        one = io.BytesIO(json.dumps({"id": "1", "q": given.question}).encode())
        asyncio.run(_asked(given, streams, one, "question"))
    else:
        with _opened(given.questions) as (lines, name):
            asyncio.run(_asked(given, streams, lines, name))
    return _ended(streams)


async def _asked(given: argparse.Namespace, streams: "Streams", asked: BinaryIO, name: str) -> None:
    from bot.library import Library

    clock, encoder = SystemClock(), _encoder(given)
    if given.articles is None:
        settings, _ = _settings(given)
        async with await Database.open(settings.storage.path, readonly=True) as db:
            await streams.ask(Library(db, streams.catalog, clock, encoder), asked, name)
        return
    with _opened(given.articles) as (lines, source), tempfile.TemporaryDirectory(prefix="hengkang-") as folder:
        async with await Database.open(Path(folder) / "articles.db") as db:
            shelf = Library(db, streams.catalog, clock, encoder)
            await shelf.take(streams.articles(lines, source))
            await streams.ask(shelf, asked, name)


def read_files(given: argparse.Namespace) -> int:
    """``hengkang feed`` and ``hengkang page``."""
    from bot.streams import Streams

    streams = Streams(sys.stdout)
    (streams.feed if given.command == "feed" else streams.page)(given.files)
    return _ended(streams)
