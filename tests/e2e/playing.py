"""The playing of a script of docs/transcripts on a stage; ``transcripts.py`` says what its lines mean."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from html import escape
from zoneinfo import ZoneInfo

from bot.locales.texts import DEFAULT_ZONE, language_of, texts
from bot.simulator.model import Chat, Event
from bot.simulator.terminal import rendered
from tests.e2e.chatting import BREATH, Message, buttons
from tests.e2e.outlets import Outlet
from tests.e2e.stage import Stage

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)  # day 0
ADMINISTRATOR = 1  # as the stage's settings say
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/a/([\w-]+)")
PLACE = re.compile(r"http://127\.0\.0\.1:(\d+)")
STAMPED = re.compile(r"hengkang-[\d-]+")
LATE = re.compile(r"(\d[.,])\d\d(?=\s(?:s late|detik|秒))")
SIZE = re.compile(r"\d+(?:[.,]\d+)?(?=\s[MG]B)")
FAILED = "Something went wrong here, and it is noted. Please try once more, or in other words."


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
    unlisted: Sequence[Outlet] = ()
    missed: list[Event] = field(default_factory=list)
    reader: int = 1001

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
        if line.startswith(">> "):
            reply = self._newest()["message_id"]
        text = line.lstrip("> ")
        if "{message}" in text:
            text = text.replace("{message}", self._alert()["entities"][-1]["url"])
        if "{site}" in text:
            text = text.replace("{site}", self.unlisted[0].feed.removesuffix("/feed"))
        self.out.append(f"\nyou{f' (to #{reply})' if reply else ''}> {self._plain(text)}")
        await self.world.sim.say(self.me, text, chat=self.chat, reply_to=reply)
        return True

    def _alert(self) -> Message:
        for message in reversed(self.world.sim.from_bot(self.place)):
            if any(b.get("callback_data", "").startswith(("s:", "wr:")) for b in buttons(message)):
                return message
        raise StuckError(f"{self.lang}: no alert to reply to")

    def _newest(self) -> Message:
        return next(m for m in reversed(self.world.sim.from_bot(self.place)) if buttons(m))

    async def _press(self, verb: str, number: int) -> None:
        for message in reversed(self.world.sim.from_bot(self.place)):
            fitting = [b for b in buttons(message) if _bears(b.get("callback_data", ""), verb)]
            if len(fitting) >= number:
                label = fitting[number - 1]["text"]
                self.out.append(f"\nyou> [{self._plain(label)}] of #{message['message_id']}")
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
        read = sorted(
            {p.published + timedelta(minutes=10) for o in [*self.world.outlets, *self.unlisted] for p in o.pieces}
        )
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

    async def _administrator(self, _: str) -> None:
        self.world.sim.user(ADMINISTRATOR, "Dewi", self.lang)
        self.reader = self.me
        self._go(ADMINISTRATOR, "the bot's administrator")

    async def _reader(self, _: str) -> None:
        self._go(self.reader, "the reader")

    def _go(self, person: int, who: str) -> None:
        """Go on as somebody else, and show what has come there meanwhile."""
        self.out.append(f"\n… {who}")
        self.me, self.pressing = person, 0
        came = [e for e in self.missed if e.chat_id == person]
        self.missed = [e for e in self.missed if e.chat_id != person]
        for event in came:
            self._show(event)

    async def _unanswered(self, text: str) -> None:
        self.out.append(f"\nyou> {text}\n  (no answer)")
        await self.world.sim.say(self.me, text, chat=self.chat)

    async def _file(self, name: str) -> bool:
        """Send an OPML file: what no list names, a feed that is polled already, and an address that is none."""
        known = self.world.outlets[0]
        folder = "".join(_outline(o.name, o.feed) for o in self.unlisted[1:])
        lines = (
            f'<outline text="Startups">{folder}</outline>',
            _outline(known.name, known.feed),
            _outline("?", "/feed"),
        )
        content = "\n".join(['<opml version="2.0"><body>', *lines, "</body></opml>"])
        self.out.append(f"\nyou> the file {name}")
        await self.world.sim.send_file(self.me, name, content.encode(), chat=self.chat)
        return True

    async def _down(self, name: str) -> None:
        self._outlet(name).broken = True
        self.out.append(f"\n… the server of {name} fails")

    async def _up(self, name: str) -> None:
        self._outlet(name).broken = False
        self.out.append(f"\n… the server of {name} works again")

    def _outlet(self, name: str) -> Outlet:
        return next(o for o in self.world.outlets if o.name == name)

    def _plain(self, text: str) -> str:
        """A text without what differs from run to run, and addresses as outlets have them."""
        sites = {str(o.port): o.name.lower().replace(" ", "-") for o in (*self.world.outlets, *self.unlisted)}
        text = PLACE.sub(lambda found: f"https://{sites.get(found[1], 'elsewhere')}.example", ADDRESS.sub(r"\1", text))
        return LATE.sub(r"\g<1>02", SIZE.sub("24", STAMPED.sub("hengkang", text)))

    def _show(self, event: Event) -> None:
        if event.chat_id not in (self.place, self.me):
            self.missed.append(event)
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
        text = [f"  │ {self._plain(line)}".rstrip() for line in rendered(message, styled=False).splitlines()]
        rows = [
            "  " + " ".join(f"[{self._plain(b['text'])}]" for b in row)
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


def _outline(name: str, address: str) -> str:
    return f'<outline type="rss" text="{escape(name)}" xmlUrl="{address}"/>'
