"""The first day of a bot, by the README and docs/administrators.md to the letter: from nothing to three watched feeds.

Each command runs as a child process in a terminal of its own; three outlets, and a stand-in for Telegram, stand on
this machine. ``make first-day`` plays it in a fresh clone with an environment of its own and writes docs/first-day.md;
a test plays it with the libraries that are there. The people, outlets and news are fiction.
"""

import asyncio
import os
import pty
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.simulator import Simulator
from bot.simulator.keyboards import buttons
from bot.simulator.model import Event
from bot.simulator.terminal import rendered
from tests.e2e.outlets import Outlet, Piece

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "first-day.md"
TOKEN = "123456:ABC-DEF"
ME = 1001
PATIENCE = 60.0  # seconds that an answer or a line of the log may take
SILENCE = 1.0  # seconds without a further message after which an answer is complete
PACKAGES = "WARNING: Location "  # what pip says of the folders of packages that this machine is set up with
KEPT = ("HOME", "PATH", "LANG", "PIP_", "SSL_")  # beginnings of the variables that a command gets
PROGRAM = ".venv/bin/hengkang"
TELEGRAM = 'token_file = "token"'
WORLD = """api = "{api}"  # the stand-in for Telegram"""
POLLING = """tick_seconds = 0.5
shortest_minutes = 0.02
longest_minutes = 0.05
average_minutes = 0.05
allow = ["127.0.0.1"]"""
LIST = """
[[lists]]
name = "{name}"
language = "{lang}"
feeds = [
  {{ url = "{url}", outlet = "{outlet}", tier = 2 }},
]
"""


class AstrayError(Exception):
    """A step did not bring what the manual says."""


def bare() -> dict[str, str]:
    """The environment of a fresh server: nothing of this program's or of Python's."""
    return {name: value for name, value in os.environ.items() if name.startswith(KEPT)}


def ago(hours: float) -> datetime:
    """So long before now."""
    return datetime.now(UTC) - timedelta(hours=hours)


def stories() -> list[list[Piece]]:
    """What three outlets have published before the day begins."""
    tara = (
        "Tara Qvist, who led speech research at Alibaba, has left the company and joined JD.com as chief scientist.\n"
        "She resigned after a dispute over computing budgets, two people familiar with the matter said."
    )
    rara = (
        "Rara Senja, yang memimpin tim data GoTo, pindah ke Grab sebagai kepala data.\nIa mengundurkan diri pekan lalu."
    )
    shen = "研究员沈若溪已从OpenAI离职，加入智谱担任首席科学家。\n她将负责多模态模型的研究。"
    return [
        [Piece("tara", "Harbour Tech Daily", "en", "Tara Qvist leaves Alibaba for JD.com", tara, ago(5))],
        [Piece("rara", "Kabar Niaga", "id", "Rara Senja pindah dari GoTo ke Grab", rara, ago(4))],
        [Piece("shen", "珠江科技", "zh", "沈若溪离开OpenAI，加盟智谱", shen, ago(2))],
    ]


def news() -> Piece:
    """What is published while the bot runs."""
    text = (
        "Milan Oyelaran, head of cloud research at Alibaba, has left the company and joined Tencent as a director.\n"
        "He resigned after a dispute over computing budgets, two people familiar with the matter said."
    )
    return Piece(
        "milan", "Harbour Tech Daily", "en", "Milan Oyelaran leaves Alibaba for Tencent", text, datetime.now(UTC)
    )


@dataclass(slots=True)
class Day:
    """One first day; ``out`` gathers the page."""

    home: Path  # the checkout lies in its folder `hengkang`
    sim: Simulator
    outlets: list[Outlet]
    out: list[str] = field(default_factory=list)
    ports: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> Path:
        return self.home / "hengkang"

    def tell(self, *lines: str) -> None:
        """Put lines of the page down."""
        self.out += lines

    def plain(self, text: str) -> str:
        """A text without the paths of this machine."""
        return text.replace(str(self.home), "/home/ayu").rstrip()

    def block(self, *parts: str) -> None:
        """An indented block of the page."""
        lines = [line.rstrip() for part in parts for line in self.plain(part).splitlines()]
        self.tell("", *(f"    {line}".rstrip() for line in lines), "")

    async def command(self, line: str, *, status: int = 0, place: str = "hengkang", shown: int = 40) -> str:
        """Run a line of the manual in a terminal; what it printed."""
        printed, ended = await asyncio.to_thread(in_terminal, line, self.home / place)
        if ended != status:
            raise AstrayError(f"{line}: status {ended}\n{printed}")
        lines = [one for one in printed.splitlines() if not one.startswith(PACKAGES)]
        more = [f"… ({len(lines) - shown} more lines)"] if len(lines) > shown else []
        self.block(f"$ {line}", *lines[:shown], *more)
        return printed

    async def until(self, events: "asyncio.Queue[Event]", text: str, log: "Log") -> None:
        """Show what the bot says until a message holds a text; each as it stands at the end."""
        came: dict[int, dict[str, Any]] = {}

        async def taken() -> None:
            event = await events.get()
            if event.kind in ("sent", "edited") and event.message is not None:
                came[event.message["message_id"]] = event.message

        try:
            async with asyncio.timeout(PATIENCE):
                while not any(text in rendered(m, styled=False) for m in came.values()):
                    await taken()
            with suppress(TimeoutError):  # what comes along with it
                while True:
                    async with asyncio.timeout(SILENCE):
                        await taken()
        except TimeoutError:
            said = [rendered(m, styled=False) for m in came.values()]
            raise AstrayError(f"nothing with {text!r} came, only {said}\n{log.text[-2000:]}") from None
        for number, message in sorted(came.items()):
            lines = [f"  │ {line}" for line in rendered(message, styled=False).splitlines()]
            keyboard = message.get("reply_markup", {}).get("inline_keyboard", ())
            self.block(f"bot #{number}", *lines, *("  " + " ".join(f"[{b['text']}]" for b in row) for row in keyboard))

    async def say(self, text: str, answer: str, log: "Log", reply_to: int | None = None) -> None:
        """Write to the bot, and show the answer."""
        with self.sim.listening() as events:
            self.block(f"you{f' (to #{reply_to})' if reply_to else ''}> {text}")
            await self.sim.say(ME, text, reply_to=reply_to)
            await self.until(events, answer, log)

    async def press(self, verb: str, answer: str, log: "Log") -> None:
        """Press the newest button of a verb, and show what comes of it."""
        for message in reversed(self.sim.from_bot(ME)):
            for button in buttons(message.get("reply_markup")):
                if button.get("callback_data", "").startswith(verb):
                    with self.sim.listening() as events:
                        self.block(f"you> [{button['text']}]")
                        await self.sim.press(ME, message["message_id"], button["callback_data"])
                        await self.until(events, answer, log)
                    return
        raise AstrayError(f"no button {verb!r}")

    def newest(self, text: str) -> int:
        """The number of the bot's newest message with a text."""
        return next(int(m["message_id"]) for m in reversed(self.sim.from_bot(ME)) if text in m.get("text", ""))


def in_terminal(line: str, place: Path) -> tuple[str, int]:
    """Run a line in a shell whose output is a terminal; what is on it at the end, and the status."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        ["sh", "-c", line], cwd=place, env=bare(), stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs
    ) as child:
        os.close(theirs)
        printed = b""
        with suppress(OSError):  # a terminal whose other end is closed
            while part := os.read(ours, 65536):
                printed += part
        os.close(ours)
    lines = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", printed.decode("utf-8", "replace")).replace("\r\n", "\n").splitlines()
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines), child.returncode


@dataclass(slots=True)
class Log:
    """What the running bot logs."""

    path: Path

    @property
    def text(self) -> str:
        return self.path.read_text("utf-8", "replace") if self.path.exists() else ""

    async def until(self, *texts: str) -> list[str]:
        """Wait until each text stands in the log; the lines that hold one."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not all(text in self.text for text in texts):  # noqa: ASYNC110 - a file has no event
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise AstrayError(f"no {texts} in the log:\n{self.text[-3000:]}") from None
        return [line for line in self.text.splitlines() if any(text in line for text in texts)]


@asynccontextmanager
async def running(place: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, Log]]:
    """``hengkang run`` in a folder; ended whatever comes."""
    log = Log(place / "log")
    with log.path.open("wb") as file:
        program = str(place.parent / "hengkang" / PROGRAM)
        child = await asyncio.create_subprocess_exec(
            program, "run", cwd=place, env=bare(), stdin=subprocess.DEVNULL, stderr=file, stdout=file
        )
    try:
        yield child, log
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()


async def stop(child: asyncio.subprocess.Process, sign: signal.Signals, log: Log) -> None:
    """Send a signal, and wait until the program has ended with status 0."""
    child.send_signal(sign)
    async with asyncio.timeout(PATIENCE):
        if await child.wait():
            raise AstrayError(log.text[-2000:])


def configure(day: Day) -> None:
    """Edit config.toml as the manual says, for a world that is on this machine."""
    path = day.place / "config.toml"
    text = path.read_text("utf-8").partition("[[lists]]")[0]
    edits = [
        ('# token_file = "token"', TELEGRAM),
        ('# api = "https://api.telegram.org"', WORLD.format(api=day.sim.root)),
        ("[polling]", "[polling]\n" + POLLING),
    ]
    for old, new in edits:
        if old not in text:
            raise AstrayError(f"config.example.toml has no {old}")
        text = text.replace(old, new)
    lists = [
        LIST.format(name=name, lang=lang, url=outlet.feed, outlet=outlet.name)
        for name, lang, outlet in zip(("World", "Indonesia"), ("en", "id"), day.outlets, strict=False)
    ]
    path.write_text(text + "\n".join(lists).lstrip(), encoding="utf-8")
    day.block("[telegram]", TELEGRAM, WORLD.format(api=day.sim.root), "\n", "[polling]", POLLING, *lists)


async def set_up(day: Day, install: bool) -> None:
    """Up to a bot that would run."""
    day.tell("## The program")
    if install:
        day.block(f"$ git clone ADDRESS {day.place.name}\n$ cd {day.place.name}")
        await day.command("make install")
    day.tell("## Token and configuration", "", "The token comes from @BotFather; it goes into a file of its own.")
    await day.command("install -m 600 /dev/null token")
    (day.place / "token").write_text(TOKEN + "\n", encoding="utf-8")
    await day.command("cp config.example.toml config.toml")
    day.tell(
        "After editing, what differs from the example is this. `api`, `allow` and the short intervals are there only",
        "because the world of this day stands on one machine and is to pass in a minute; leave them out.",
    )
    configure(day)
    day.tell("## Look at it")
    await day.command(f"{PROGRAM} check")


async def become(day: Day, log: Log) -> None:
    """From a stranger to the bot's administrator."""
    day.tell("## Become its administrator", "", "In Telegram: open the bot, press Start.")
    await day.say("/start", "Hello Ayu", log)
    await day.say("/health", f"administrators = [{ME}]", log)
    day.tell("That line goes into `config.toml`; on saving it:")
    path = day.place / "config.toml"
    with day.sim.listening() as events:
        text = path.read_text("utf-8")
        path.write_text(text.replace("administrators = []", f"administrators = [{ME}]"), encoding="utf-8")
        await day.until(events, "You are an administrator", log)


async def work(day: Day, log: Log) -> None:
    """Feeds, a watch, an alert, and the explanation."""
    day.tell("## Three feeds")
    await day.say(f"/addfeed {day.outlets[2].feed}", "it would have matched", log)
    await day.press("af:", "Added", log)
    await log.until("/a/shen")
    await day.say("/feeds", "3 feeds", log)
    day.tell("## A watch and an alert")
    await day.say("/watch Alibaba", "Watching Alibaba", log)
    day.tell("Then Harbour Tech Daily publishes something:")
    with day.sim.listening() as events:
        day.outlets[0].pieces.append(news())
        await day.until(events, "Milan Oyelaran: Alibaba → Tencent", log)
    await day.say("/why", "Sent to you", log, reply_to=day.newest("Milan Oyelaran: Alibaba → Tencent"))
    await day.say("/ask Why did Milan Oyelaran resign?", "computing budgets", log)
    day.tell("## How it is")
    await day.say("/stats", "Alerts: 1", log)


async def keep(day: Day, log: Log) -> None:
    """A backup and the data, while it runs."""
    day.tell("## Backup and export, while it runs")
    await day.command(f"{PROGRAM} backup house.db")
    await day.command(f"{PROGRAM} export --what moves --since 90d > moves.jsonl")
    await day.command(f"{PROGRAM} export-opml --output feeds.opml")
    await day.say("/health", "✓ Hengkang", log)
    day.tell("A second one on the same store is refused:")
    await day.command(f"{PROGRAM} run", status=1)


async def move(day: Day) -> None:
    """The same bot in another place, from the backup."""
    day.tell("## Moving house", "", "Into a folder with the same `config.toml` and `token`:")
    new = day.home / "new"
    new.mkdir()
    for name in ("config.toml", "token"):
        (new / name).write_bytes((day.place / name).read_bytes())
    await day.command(f"../hengkang/{PROGRAM} restore ../hengkang/house.db", place="new")
    day.block(f"$ ../hengkang/{PROGRAM} run")
    async with running(new) as (child, log):
        await day.say("/watches", "Alibaba", log)
        await stop(child, signal.SIGTERM, log)


async def play(home: Path, *, install: bool) -> str:
    """Play the day in a folder whose folder `hengkang` is a checkout, or holds what stands for one; the page."""
    async with AsyncExitStack() as stack:
        sim = await stack.enter_async_context(Simulator(token=TOKEN))
        names = (("Harbour Tech Daily", "rss"), ("Kabar Niaga", "atom"), ("珠江科技", "json"))
        outlets = [
            await stack.enter_async_context(Outlet(name, kind, pieces, SystemClock()))
            for (name, kind), pieces in zip(names, stories(), strict=True)
        ]
        sim.user(ME, "Ayu", "en")
        day = Day(home, sim, outlets)
        await set_up(day, install)
        day.tell("## Start it")
        async with running(day.place) as (child, log):
            began = await log.until("running as", "nobody administers", *(f"address={o.feed} " for o in outlets[:2]))
            day.block(f"$ {PROGRAM} run", *began[:4])
            await log.until("/a/tara", "/a/rara")  # what they hold is read
            await become(day, log)
            await work(day, log)
            await keep(day, log)
            day.tell("## Stop it", "", "Ctrl-C; the last lines of the log, and status 0:")
            await stop(child, signal.SIGINT, log)
            day.block(*await log.until("service.stopping", "service.stopped"))
        await move(day)
    return "\n".join(day.out)


HEAD = """# The first day

From nothing to a bot that watches three feeds, by the README to the letter, with what each command printed on a fresh
clone. Written by `make first-day`, which runs it. Telegram and the three outlets were stand-ins on the same machine;
the people and the news are fiction. [administrators.md](administrators.md) explains each step.
"""


def tidy(page: str) -> str:
    """The page with no more than one empty line between two others."""
    return re.sub(r"\n{3,}", "\n\n", page).strip() + "\n"


def main() -> None:
    """``python -c "from tests.e2e.first_day import main; main()"``: clone, install, play, write the page."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "clone", "--quiet", str(ROOT), f"{folder}/hengkang"], check=True)
        page = asyncio.run(play(Path(folder), install=True))
    PAGE.write_text(tidy(HEAD + "\n" + page), encoding="utf-8")
    print(f"{PAGE.name}: {page.count(chr(10))} lines", file=sys.stderr)
