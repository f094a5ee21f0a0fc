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

`make transcripts` writes them anew; a test plays each. The news is fiction.
"""

import asyncio
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.locales.texts import DEFAULT_ZONE, language_of, texts
from bot.pages.artist import Artist
from bot.simulator.model import Chat, Event
from bot.simulator.newsstand import outlets, samples
from bot.simulator.terminal import rendered
from tests.e2e.chatting import BREATH, Message, buttons
from tests.e2e.expected import golden
from tests.e2e.outlets import Piece
from tests.e2e.stage import Stage, stage

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "transcripts"
LANGUAGES = ("en", "id", "zh", "zh-hant")
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)  # day 0
START = MONDAY + timedelta(hours=9)
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/a/([\w-]+)")
STAMPED = re.compile(r"hengkang-[\d-]+")
FAILED = "Something went wrong here, and it is noted. Please try once more, or in other words."
NOTE = "Fiction: the outlets and their news are made up. Written by `make transcripts`.\n"


class StuckError(Exception):
    """A line of a script brought nothing, or could not be done."""


def lines(script: str, lang: str) -> Iterator[str]:
    """The lines of a script that are played in a language."""
    block: dict[str, str] = {}
    for line in [*script.splitlines(), ""]:
        found = re.match(r"(en|id|zh-hant|zh): (.+)", line.strip())
        if found and found[1] not in block:
            block[found[1]] = found[2]
            continue
        yield from _chosen(block, lang)
        block = {found[1]: found[2]} if found else {}
        if line.strip() and not found:
            yield line.strip()


def _chosen(block: dict[str, str], lang: str) -> Iterator[str]:
    chosen = block.get(lang) or (block.get("zh") if lang == "zh-hant" else None)
    if chosen:
        yield chosen


@dataclass(slots=True)
class Playing:
    """One script in one language; ``out`` gathers the transcript."""

    world: Stage
    lang: str
    me: int = 1001
    chat: Chat | None = None
    group: Chat | None = None
    out: list[str] = field(default_factory=list)
    reacted: bool = False
    shown: dict[tuple[int, int], list[list[str]]] = field(default_factory=dict)
    inline: str = ""
    pressing: int = 0

    @property
    def place(self) -> int:
        return self.chat.id if self.chat is not None else self.me

    async def play(self, script: str) -> None:
        """Play every line; raises StuckError where one brings nothing."""
        self.world.sim.user(self.me, "Ayu", self.lang)
        with self.world.sim.listening() as events:
            for line in lines(script, self.lang):
                self.reacted = False
                typed = await self._do(line)
                await self.world.settled()
                self.world.clock.advance(BREATH)
                await self.world.settled()
                while not events.empty():
                    self._show(events.get_nowait())
                if typed and not self.reacted:
                    raise StuckError(f"{self.lang}: nothing came of {line!r}")

    async def _do(self, line: str) -> bool:
        """Do what a line says; True where the bot has to react."""
        if line.startswith("##"):
            self.out.append(f"\n{line}")
            return False
        if line.startswith(":"):
            name, _, value = line[1:].partition(" ")
            return bool(await getattr(self, f"_{name}")(value))
        if pressed := re.match(r"\[([^\]]+)\](?: (\d+))?$", line):
            await self._press(pressed[1], int(pressed[2] or 1))
            return True
        reply = self._alert()["message_id"] if line.startswith("> ") else None
        text = line.removeprefix("> ")
        if "{message}" in text:
            text = text.replace("{message}", self._alert()["entities"][-1]["url"])
        self.out.append(f"\nyou{f' (to #{reply})' if reply else ''}> {_plain(text)}")
        await self.world.sim.say(self.me, text, chat=self.chat, reply_to=reply)
        return True

    def _alert(self) -> Message:
        for message in reversed(self.world.sim.from_bot(self.place)):
            if any(b.get("callback_data", "").startswith(("s:", "wr:")) for b in buttons(message)):
                return message
        raise StuckError(f"{self.lang}: no alert to reply to")

    async def _press(self, verb: str, number: int) -> None:
        for message in reversed(self.world.sim.from_bot(self.place)):
            fitting = [b for b in buttons(message) if _bears(b.get("callback_data", ""), verb)]
            if len(fitting) >= number:
                label = fitting[number - 1]["text"]
                self.out.append(f"\nyou> [{label}] of #{message['message_id']}")
                self.pressing = message["message_id"]
                await self.world.sim.press(
                    self.me, message["message_id"], fitting[number - 1]["callback_data"], chat=self.chat
                )
                return
        raise StuckError(f"{self.lang}: no button {verb!r}")

    async def _until(self, value: str) -> None:
        day, clock = value.split()
        zone = ZoneInfo(DEFAULT_ZONE[language_of(self.lang)])
        moment = datetime.combine((MONDAY + timedelta(days=int(day))).date(), time.fromisoformat(clock), zone)
        self.out.append(f"\n… {moment:%A %H:%M}")
        await self._pass(moment.astimezone(UTC))

    async def _after(self, value: str) -> None:
        self.out.append(f"\n… {value} h later")
        await self._pass(self.world.clock.now() + timedelta(hours=float(value)))

    async def _pass(self, moment: datetime) -> None:
        """Let time pass, so that each article is read soon after it has appeared."""
        read = sorted({p.published + timedelta(minutes=10) for o in self.world.outlets for p in o.pieces})
        for stop in [at for at in read if self.world.clock.now() < at < moment] + [moment]:
            await self.world.advance_to(stop)

    async def _inline(self, value: str) -> bool:
        self.out.append(f"\nyou, in another chat> @hengkang_bot {value}")
        self.inline = await self.world.sim.ask_inline(self.me, value)
        return True

    async def _send(self, value: str) -> bool:
        self.out.append(f"\nyou> take result {value}")
        offered = self.world.sim.world.inline_answers[self.inline]["results"]
        await self.world.sim.choose_inline(self.me, self.inline, offered[int(value) - 1]["id"], self.me)
        return True

    async def _anew(self, _: str) -> None:
        self.me += 1
        self.chat = None
        self.world.sim.user(self.me, "Ayu", self.lang)

    async def _group(self, title: str) -> bool:
        self.out.append(f"\nyou> add the bot to the group {title}")
        self.world.sim.user(self.me + 500, "Budi", self.lang)
        self.chat = self.group = self.world.sim.group(
            -900 - self.me, title, members=[self.me + 500], admins=[self.me], bot="left"
        )
        await self.world.sim.add_bot(self.chat, self.me)
        return True

    async def _member(self, _: str) -> None:
        self.out.append("\n… somebody else in the group, no administrator")
        self.me += 500

    async def _private(self, _: str) -> None:
        self.chat = None

    def _show(self, event: Event) -> None:
        if event.chat_id not in (self.place, self.me):
            return
        if event.kind == "answered":
            self._show_answer(event)
        message = event.message
        own = message is not None and message.get("from", {}).get("id") in (self.me, self.me + 500)
        if message is None or event.kind not in ("sent", "edited", "received"):
            return
        if own and "via_bot" not in message:
            return
        if event.kind == "received" and "via_bot" not in message:
            return
        self.reacted = True
        if message.get("text", "") == texts(language_of(self.lang))(FAILED):
            raise StuckError(f"{self.lang}: an error behind {self.out[-1]!r}")
        self._show_message(message, edited=event.kind == "edited")

    def _show_answer(self, event: Event) -> None:
        self.reacted = True
        if event.detail.get("text"):
            self.out.append(f"  ({event.detail['text']})")
        if "results" in event.detail:
            answer = self.world.sim.world.inline_answers[self.inline]
            for number, result in enumerate(answer["results"], 1):
                self.out.append(f"  {number}. {result['title']}\n     {result.get('description', '')}")
            if "button" in answer:
                self.out.append(f"  [{answer['button']['text']}] /start {answer['button']['start_parameter']}")

    def _show_message(self, message: Message, *, edited: bool) -> None:
        key = (message["chat"]["id"], message["message_id"])
        text = [f"  │ {_plain(line)}".rstrip() for line in rendered(message, styled=False).splitlines()]
        rows = [
            "  " + " ".join(f"[{b['text']}]" for b in row)
            for row in message.get("reply_markup", {}).get("inline_keyboard", ())
        ]
        before = self.shown.get(key, [[]])[-1]
        again = text + rows in self.shown.get(key, [])
        self.shown.setdefault(key, []).append(text + rows)
        title = f"#{key[1]}" if edited else f"\nbot #{key[1]}"
        if edited:
            title += " is edited" if key[1] == self.pressing else " is edited meanwhile"
        if reply := message.get("reply_to_message", {}).get("message_id"):
            title += f", in reply to #{reply}"
        if edited and again:
            text, rows = ["  │ … as it was before"], []
        elif edited and text and text == before[: len(text)]:
            text = ["  │ …"]
        elif edited and key[1] != self.pressing:
            text = [line for line in text if line not in before]
            rows = []
        if not edited or text + rows:
            self.out += [title, *text, *rows]


def _bears(data: str, verb: str) -> bool:
    return data == verb or (data.startswith(verb) and (data[len(verb)] == ":" or ":" in verb))


def _plain(text: str) -> str:
    """A text without what differs from run to run."""
    return STAMPED.sub("hengkang", ADDRESS.sub(r"\1", text))


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
    async with stage(folder, news(), START, artist=Artist() if drawn else None) as world:
        playing = Playing(world, lang)
        try:
            await playing.play(script)
        except StuckError as stuck:
            raise StuckError("\n".join([*playing.out[-30:], str(stuck)])) from stuck
    return NOTE + "\n".join(playing.out) + "\n"


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
