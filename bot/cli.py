"""The program ``hengkang``. JSON lines go to standard output, logs and faults to standard error."""

import argparse
import asyncio
import io
import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

from bot import logs
from bot.clock import SystemClock
from bot.config import ConfigError, Settings, load
from bot.streams import Streams
from feeds.model import LANGUAGES
from feeds.reading.catalog import CatalogError
from storage.database import Database, StorageError

DEFAULT_CONFIG = Path("config.toml")
EPILOG = "Articles are JSON lines: {id, title, text, url?, published?, lang?}. Errors and logs go to standard error."


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program; exits with 0, with 1 on a fault, with 2 on a wrong call."""
    given = parser().parse_args(arguments)
    logs.configure(
        "DEBUG" if given.verbose else "INFO" if given.command == "run" else "WARNING", as_json=given.log_json
    )
    try:
        sys.exit(given.action(given))
    except (ConfigError, StorageError, CatalogError) as error:
        print(f"hengkang: {logs.redacted(str(error))}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        # Whoever read our lines has had enough of them; nothing may be flushed to them at the exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)


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
    check = commands.add_parser("check", help="validate configuration, token, storage and each feed; exit 1 on a fault")
    check.set_defaults(action=check_all)
    poll = commands.add_parser("poll", help="one round over the feeds: a line a feed, a line a match")
    poll.set_defaults(action=poll_once)


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
    for name, about in (("feed", "what we read of feed files"), ("page", "what we read of page files")):
        one = commands.add_parser(name, help=about)
        one.add_argument("files", nargs="+", type=Path)
        one.set_defaults(action=read_files)


def _settings(given: argparse.Namespace) -> tuple[Settings, Path | None]:
    path = given.config or (DEFAULT_CONFIG if DEFAULT_CONFIG.exists() else None)
    return load(path), path


def _write(row: dict[str, Any]) -> None:
    print(json.dumps(row, ensure_ascii=False), flush=True)


def run_bot(given: argparse.Namespace) -> int:
    """``hengkang run``."""
    from bot import app, demo  # the parts of the bot take a second to load, which no other command needs

    settings, path = _settings(given)
    try:
        if settings.bot_token() is not None:
            _until_stopped(lambda stop: app.run(settings, path, stop))
            return 0
        if not given.verbose:
            logs.configure("ERROR")
        script = given.script.read_text(encoding="utf-8").splitlines() if given.script else None
        asyncio.run(demo.chat(settings, given.lang, script))
    except app.StartError as error:
        print(f"hengkang: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"hengkang: {error.filename or ''}: {error.strerror or error}", file=sys.stderr)
        return 1
    return 0


def _until_stopped(begin: Any) -> None:
    """Run with a stop that SIGINT and SIGTERM set."""

    async def whole() -> None:
        stop = asyncio.Event()
        task = asyncio.ensure_future(begin(stop))
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, _stopping, stop, task)
        with suppress(asyncio.CancelledError):  # the second signal, or one that came before the bot was up
            await task

    asyncio.run(whole())


def _stopping(stop: asyncio.Event, task: "asyncio.Future[Any]") -> None:
    if stop.is_set():
        task.cancel()
    stop.set()
    # Before the bot is up nobody looks at the event yet.
    asyncio.get_running_loop().call_later(10.0, task.cancel)


def check_all(given: argparse.Namespace) -> int:
    """``hengkang check``."""
    from bot.checks import checks

    try:
        settings, _ = _settings(given)
    except ConfigError as error:
        for line in str(error).splitlines():
            _write({"check": "configuration", "ok": False, "error": line})
        return 1

    async def every() -> bool:
        fine = True
        async for row in checks(settings):
            fine = fine and bool(row["ok"])
            _write(row)
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
def _lines(name: str) -> Iterator[TextIO]:
    """A file's lines, or standard input's for "-"; bytes that are no UTF-8 are shown as such, never fatal."""
    if name == "-":
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")
        yield sys.stdin
        return
    try:
        with Path(name).open(encoding="utf-8", errors="replace") as lines:
            yield lines
    except OSError as error:
        raise ConfigError(f"{name}: {error.strerror}") from error


def _ended(streams: Streams) -> int:
    return 1 if streams.faults else 0


def analyze_articles(given: argparse.Namespace) -> int:
    """``hengkang analyze``."""
    streams = Streams(sys.stdout)
    with _lines(given.file) as lines:
        streams.analyze(lines, given.lang, explain=given.explain)
    return _ended(streams)


def match_articles(given: argparse.Namespace) -> int:
    """``hengkang match``."""
    streams = Streams(sys.stdout)
    if not given.watches.is_file():
        raise ConfigError(f"{given.watches}: no such file; write one watch a line: {{id, name, kind?, aliases?}}")
    with _lines(given.file) as lines:
        streams.match(lines, given.watches)
    return _ended(streams)


def cluster_articles(given: argparse.Namespace) -> int:
    """``hengkang cluster``."""
    streams = Streams(sys.stdout)
    with _lines(given.file) as lines:
        streams.cluster(lines)
    return _ended(streams)


def ask_questions(given: argparse.Namespace) -> int:
    """``hengkang ask``: one question from the command line, or many from a file."""
    if not given.question and not given.questions:
        raise ConfigError("ask what? Write a question, or --questions FILE")
    if given.articles is not None and not given.articles.is_file():
        raise ConfigError(f"{given.articles}: no such file; give JSON lines of articles")
    streams = Streams(sys.stdout)
    if given.questions:
        with _lines(given.questions) as lines:
            asyncio.run(_asked(given, streams, lines, given.questions))
    else:
        asyncio.run(_asked(given, streams, [json.dumps({"id": "1", "q": given.question})], "question"))
    return _ended(streams)


async def _asked(given: argparse.Namespace, streams: Streams, lines: Iterable[str], name: str) -> None:
    clock = SystemClock()
    if given.articles is None:
        settings, _ = _settings(given)
        async with await Database.open(settings.storage.path, readonly=True) as db:
            await streams.ask(db, None, lines, name, clock)
        return
    with tempfile.TemporaryDirectory(prefix="hengkang-") as folder:
        async with await Database.open(Path(folder) / "articles.db") as db:
            await streams.ask(db, given.articles, lines, name, clock)


def read_files(given: argparse.Namespace) -> int:
    """``hengkang feed`` and ``hengkang page``."""
    streams = Streams(sys.stdout)
    (streams.feed if given.command == "feed" else streams.page)(given.files)
    return _ended(streams)
