"""The transcripts of docs/transcripts: scripts of a reader's chat, played in any language on the stage's clock.

A script (docs/transcripts/scripts/N-name.txt) is played once a language; each of its lines is one of

    ## heading           shown as it is
    /watch Alibaba       typed in every language
    en: /ask Who left?   typed in that language only, also `id:`, `zh:`, `zh-hant:`; zh-hant types what zh types where
                         no line of its own stands directly above or below it
    > /why               typed, as a reply to the newest alert; also after a language (`en: > why did he go?`)
    [s]                  presses the button of a verb ("s", "sx:preview", "wc:=") on the newest message that has one
    [o] 2                presses the second such button
    {message}            in a typed line: the address of the newest alert's article
    :until 2 08:00       time passes until this clock time on day 2, in the zone that the language starts with
    :after 3             three hours pass
    :inline alibaba      types the bot's name and this in another chat; ":send 1" posts the first result here
    :anew                goes on as somebody who has never written to the bot
    :group Desk          goes on in a new group where the person is administrator and adds the bot; ":member": as a
                         plain member of it; ":private": back in the private chat
    :administrator       goes on as the bot's administrator, with what has come there meanwhile; ":reader": back again
    >> text              typed, as a reply to the newest message with buttons
    :unanswered /latest  typed by somebody whom the bot does not answer
    {site}               in a typed line: a site whose feed no list names; ":file NAME" sends an OPML file of others
    :down Warta Digital  an outlet's feed is answered with an error until ":up Warta Digital"

`make transcripts` writes them anew; a test plays each. The news is fiction.
"""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from bot.pages.artist import Artist
from bot.simulator.newsstand import outlets, samples
from feeds.ports import Clock
from tests.e2e.expected import golden
from tests.e2e.outlets import Outlet, Piece
from tests.e2e.playing import MONDAY, Playing, StuckError
from tests.e2e.stage import stage

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "transcripts"
LANGUAGES = ("en", "id", "zh", "zh-hant")
START = MONDAY + timedelta(hours=9)
NOTE = "Fiction: the outlets and their news are made up. Written by `make transcripts`.\n"


def news() -> tuple[Piece, ...]:
    """What the outlets carry: the samples' backlog, the golden story on day 1, and what this module makes up."""
    names = {o.id: o for o in outlets()}
    old = [
        Piece(s.id, names[s.outlet].name, names[s.outlet].language, s.title, s.text, START - timedelta(hours=s.hours))
        for s in samples()
        if not s.live
    ]
    first = datetime(2025, 8, 10, tzinfo=UTC)
    story = [replace(p, published=p.published - first + MONDAY + timedelta(days=1)) for p in golden().pieces]
    later = [
        Piece(s.id, names[s.outlet].name, names[s.outlet].language, s.title, s.text, _at(1, f"{9 + s.live}:30"))
        for s in samples()
        if s.live > 3 and not s.id.startswith("p")
    ]
    return (*old, *story, *later, *MADE)


def _at(day: int, clock: str) -> datetime:
    at = time.fromisoformat(clock)
    return MONDAY + timedelta(days=day, hours=at.hour, minutes=at.minute)


def _told(id: str, outlet: str, lang: str, day: int, clock: str, title: str, *sentences: str) -> Piece:
    return Piece(id, outlet, lang, title, "\n".join(sentences), _at(day, clock))


MADE = (
    _told("p-301", "Pearl River Wire", "en", 2, "03:00",
          "Moonshot AI's data chief Tao Wenlin leaves for ByteDance",
          "Tao Wenlin, who led data work at Moonshot AI, has left the company and joined ByteDance.",
          "\"I want to work on video,\" Tao Wenlin said in a post."),
    _told("z-301", "珠江科技", "zh", 2, "05:00",
          "月之暗面算法负责人陆景行离职，加盟腾讯",
          "月之暗面算法负责人陆景行近日离职，加盟腾讯担任杰出科学家。"),
    _told("l-301", "The Silicon Ledger", "en", 2, "23:30",
          "Grab chief executive Arun Devasia steps down",
          "Arun Devasia, chief executive of Grab, has stepped down.",
          "His deputy will lead the company until a successor is named, Grab said."),
    _told("k-301", "Kabar Teknologi", "id", 2, "23:40",
          "Nadira Puspita hengkang dari Grab ke Traveloka",
          "Nadira Puspita, kepala produk Grab, hengkang dan bergabung dengan Traveloka sebagai direktur produk."),
    _told("l-302", "The Silicon Ledger", "en", 3, "04:00",
          "Traveloka's finance chief Bram Wirawan in talks to join GoTo, sources say",
          "Bram Wirawan, chief financial officer of Traveloka, is in talks to join GoTo, people familiar say."),
    _told("w-302", "Warta Digital", "id", 3, "09:00",
          "GoTo bantah rekrut Bram Wirawan dari Traveloka",
          "GoTo membantah kabar bahwa Bram Wirawan akan hengkang dari Traveloka ke GoTo."),
    _told("p-401", "Pearl River Wire", "en", 4, "10:00",
          "OpenAI's policy director Lena Abara leaves for Anthropic",
          "Lena Abara, policy director at OpenAI, has left the company and joined Anthropic."),
    _told("z-401", "珠江科技", "zh", 4, "11:00",
          "阿里巴巴任命周若岚为首席财务官",
          "阿里巴巴今日宣布，任命周若岚为首席财务官。"),
    _told("w-401", "Warta Digital", "id", 4, "12:00",
          "GoTo tunjuk Yusuf Hanafi sebagai direktur keuangan",
          "GoTo menunjuk Yusuf Hanafi sebagai direktur keuangan, menggantikan Mira Santosa."),
)  # fmt: skip


def scripts() -> list[Path]:
    """The scripts in the order of the parts."""
    return sorted((FOLDER / "scripts").glob("*.txt"))


async def transcript(script: str, lang: str, folder: Path, *, drawn: bool = False) -> str:
    """The transcript of a script in a language."""
    async with stage(folder, news(), START, artist=Artist() if drawn else None) as world, AsyncExitStack() as stack:
        sites = [await stack.enter_async_context(site) for site in unlisted(world.clock)]
        playing = Playing(world, lang, unlisted=sites)
        try:
            await playing.play(script)
        except StuckError as stuck:
            raise StuckError("\n".join([*playing.out[-30:], str(stuck)])) from stuck
    return NOTE + "\n".join(playing.out) + "\n"


def unlisted(clock: Clock) -> list[Outlet]:
    """Outlets that the bot does not know until somebody adds them."""
    made = [
        _told("h-101", "Harbour Tech", "en", -3, "08:00", "Grab's head of maps Iris Valdane leaves for GoTo",
              "Iris Valdane, who led maps at Grab, has left and joined GoTo."),
        _told("h-102", "Harbour Tech", "en", -1, "08:00", "A week of ferries", "The ferries run on time again."),
        _told("b-101", "Bandung Startup", "id", -2, "05:00", "Perusahaan rintisan bertambah", "Jumlahnya naik."),
        _told("r-101", "Robotics Daily", "en", -2, "06:00", "A new arm for warehouses", "It lifts 20 kg."),
    ]  # fmt: skip
    names = dict.fromkeys(p.outlet for p in made)
    return [Outlet(name, "rss", [p for p in made if p.outlet == name], clock) for name in names]


async def write(languages: Sequence[str], parts: Sequence[str]) -> None:
    """Write the transcripts of these parts (all where none is named) in these languages."""
    for script in scripts():
        if parts and script.stem[0] not in parts:
            continue
        for lang in languages:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    text = await transcript(script.read_text("utf-8"), lang, Path(folder), drawn=True)
                except StuckError as stuck:
                    print(stuck)
                    continue
            (FOLDER / lang).mkdir(exist_ok=True)
            (FOLDER / lang / script.name).write_text(text, "utf-8")
            print(f"{lang}/{script.name}: {text.count(chr(10))} lines")


def main() -> None:
    """``python -c "from tests.e2e.transcripts import main; main()" [LANGUAGE …] [PART …]``.

    Not ``python -m``: the process that reads feeds would import this module anew each time it starts.
    """
    asyncio.run(write([a for a in sys.argv if a in LANGUAGES] or LANGUAGES, [a for a in sys.argv if a.isdecimal()]))
