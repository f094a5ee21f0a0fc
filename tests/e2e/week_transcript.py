"""What stood on the administrator's desk in the week of ``week.py``: docs/transcripts/week.LANG.txt, fiction.

``make transcripts-week`` writes them anew (``ARGS="id"``: one language); each takes some minutes.
"""

import asyncio
import logging
import re
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.simulator.terminal import rendered
from tests.e2e.transcripts import FOLDER
from tests.e2e.week import ZONES, Line, Week, week
from tests.e2e.week_script import WEEK, Script

LANGUAGES = ("en", "id", "zh")
NOTE = "Fiction: the papers and what befell them are made up. Written by `make transcripts-week`.\n"
ADDRESS = re.compile(r"http://127\.0\.1\.(\d+):\d+")
FIGURE = re.compile(r"[\d.,]+(?= MB)")  # of the machine that it was played on
PLACE = re.compile(r"\S*/(?=config\.toml|hengkang\.db)")


def shown(week: Week) -> Iterator[str]:
    """The desk's lines, each with its time in the administrator's zone."""
    zone = ZoneInfo(ZONES[week.lang])
    day, before = "", dict[int, list[str]]()
    for line in week.desk:
        here = line.moment.astimezone(zone)
        if f"{here:%A %-d %B}" != day:
            day = f"{here:%A %-d %B}"
            yield f"\n## {day}"
        yield from _line(line, here, before)


def _line(line: Line, here: datetime, before: dict[int, list[str]]) -> Iterator[str]:
    if line.kind == "did":
        yield f"\n{here:%H:%M} you> {plain(line.text)}"
        return
    number = line.message["message_id"]
    text = [f"  │ {plain(one)}".rstrip() for one in rendered(dict(line.message), styled=False).splitlines()]
    keyboard = line.message.get("reply_markup", {}).get("inline_keyboard", ())
    rows = ["  " + " ".join(f"[{b['text']}]" for b in row) for row in keyboard]
    if before.get(number) == text + rows:
        return
    before[number] = text + rows
    yield f"\n{here:%H:%M} bot #{number}{' is edited' if line.kind == 'edit' else ''}"
    yield from (*text, *rows)


def plain(text: str) -> str:
    """A text without what differs from run to run, and addresses as papers have them."""
    text = FIGURE.sub("…", text)
    return PLACE.sub("", ADDRESS.sub(lambda found: f"https://paper-{found[1]}.example", text))


async def transcript(script: Script, lang: str, folder: Path) -> str:
    """The transcript of a week in a language."""
    async with week(folder, script, lang, restarts=0, chats=3, happenings=30) as one:
        await one.play()
        return NOTE + "\n".join(shown(one)) + "\n"


async def write(languages: list[str]) -> None:
    """Write them."""
    for lang in languages:
        with tempfile.TemporaryDirectory() as folder:
            text = await transcript(WEEK, lang, Path(folder))
        (FOLDER / f"week.{lang}.txt").write_text(text, "utf-8")
        print(f"week.{lang}.txt: {text.count(chr(10))} lines")


def main() -> None:
    """``python -c "from tests.e2e.week_transcript import main; main()" [LANGUAGE …]``."""
    logging.disable(logging.WARNING)  # feeds fail all the time in it
    asyncio.run(write([a for a in sys.argv if a in LANGUAGES] or [*LANGUAGES]))
