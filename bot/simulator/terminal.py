"""The bot as a chat in the terminal, over the simulator.

    /watch Alibaba      a command or a question, as in Telegram
    2                   press the second button of the last message that has buttons
    #7 why did he go?   reply to message 7
    :lang id            tell the bot that your Telegram is in Indonesian (en, zh)
    :inline alibaba     what typing "@bot alibaba" offers in any other chat; ":send 1" posts the first of it here
    :wait Tongyi        wait until a message says so
    :quit               leave

The bot at the other end is the one that runs in production; only its Telegram stands on this machine.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TextIO

from bot.simulator.model import Event
from bot.simulator.server import Simulator

READER = 1001  # the user id of the person at the keyboard
FIRST_ANSWER = 15.0  # seconds to wait for the bot's first sign in a script
BREATH = 0.1  # seconds between two looks at whether the bot is done
SILENCE = 0.8  # seconds without an event after which a script goes on
WATCHING = ("w:", "wc:", "g:", "pa:", "pt:", "k:")  # data of the buttons that may begin a watch
PATIENCE = 30.0  # seconds that ":wait" waits

HELP = """Type commands or questions as in Telegram. Also:
  2                press the second button of the last message with buttons
  #7 your text     reply to message 7
  :lang id|en|zh   the language of your Telegram
  :inline TEXT     what typing the bot's name and TEXT in another chat offers; :send 1 posts the first of it here
  :wait TEXT       wait until a message contains TEXT
  :quit            leave"""


@dataclass(slots=True)
class Terminal:
    """One person's private chat with the bot; ``out`` gets what they would see."""

    sim: Simulator
    out: TextIO = sys.stdout
    styled: bool = False
    on_watch: Callable[[], None] = lambda: None
    settled: Callable[[], Awaitable[bool]] | None = None  # whether the bot has answered everything it was told
    _buttons: list[tuple[int, str, str | None]] = field(default_factory=list)
    _said: list[str] = field(default_factory=list)
    _inline: str = ""  # the inline query that was answered last

    async def interactive(self, lines: AsyncIterator[str], language: str) -> None:
        """Talk until the input ends or ``:quit``; messages are shown as they come."""
        self.sim.user(READER, "Reader", language)
        print(HELP, file=self.out)
        with self.sim.listening() as events:
            shower = asyncio.create_task(self._show_all(events))
            try:
                await self.act("/start")
                async for line in lines:
                    text = line.strip()
                    if text in (":quit", ":q"):
                        return
                    if text.startswith(":wait "):
                        await self._shown(text.removeprefix(":wait ").strip())
                    else:
                        await self.act(line)
                await self._last_answers()
            finally:
                shower.cancel()

    async def play(self, lines: Iterable[str], language: str) -> None:
        """Play a script: each line is typed once the bot has answered the one before; prints the transcript."""
        self.sim.user(READER, "Reader", language)
        with self.sim.listening() as events:
            for line in lines:
                text = line.strip()
                if not text or text.startswith("//"):
                    continue
                if text == ":quit":
                    return
                print(f"you> {text}", file=self.out, flush=True)
                if text.startswith(":wait "):
                    await self._until(events, text.removeprefix(":wait ").strip())
                else:
                    answers = await self.act(text)
                    await self._settle(events, FIRST_ANSWER if answers else 0.0)

    async def act(self, line: str) -> bool:
        """Do what a typed line says; True where the bot will answer."""
        text = line.strip()
        if not text:
            return False
        if text.startswith(":"):
            return await self._own_command(text)
        if text.isdecimal():
            return await self._press(int(text))
        reply_to = None
        if text.startswith("#"):
            number, _, text = text[1:].partition(" ")
            if not number.isdecimal() or not text:
                self._note("write #7 and your text to reply to message 7")
                return False
            reply_to = int(number)
        try:
            await self.sim.say(READER, text, reply_to=reply_to)
        except (LookupError, ValueError) as error:
            self._note(str(error))
            return False
        if text.startswith("/watch "):
            self.on_watch()
        return True

    async def _own_command(self, text: str) -> bool:
        name, _, value = text[1:].partition(" ")
        if name == "inline":
            await self.sim.ask_inline(READER, value)
            return True
        if name == "send" and value.isdecimal():
            return await self._send_offered(int(value))
        if name == "lang" and value in ("id", "en", "zh", "zh-hans", "zh-hant"):
            self.sim.user(READER, "Reader", value)
            self._note(f"your Telegram is now in {value}")
        else:
            self._note(HELP)
        return False

    async def _send_offered(self, number: int) -> bool:
        offered = self.sim.world.inline_answers.get(self._inline, {}).get("results", ())
        if not 1 <= number <= len(offered):
            self._note(f"there is no result {number}")
            return False
        await self.sim.choose_inline(READER, self._inline, offered[number - 1]["id"], READER)
        return True

    def _show_offered(self, query: str) -> None:
        self._inline, answer = query, self.sim.world.inline_answers[query]
        for number, result in enumerate(answer["results"], 1):
            print(f"  {number}. {result['title']}\n     {result.get('description', '')}", file=self.out)
        if "button" in answer:
            self._note(f"{answer['button']['text']}: /start {answer['button']['start_parameter']}")
        self.out.flush()

    async def _press(self, number: int) -> bool:
        if not 1 <= number <= len(self._buttons):
            self._note(f"there is no button {number}")
            return False
        message, data, url = self._buttons[number - 1]
        if url:
            self._note(f"opens {url}")
            return False
        try:
            await self.sim.press(READER, message, data)
        except LookupError as error:
            self._note(str(error))
            return False
        if data.startswith(WATCHING):
            self.on_watch()
        return True

    async def _show_all(self, events: "asyncio.Queue[Event]") -> None:
        while True:
            self._show(await events.get())

    async def _settle(self, events: "asyncio.Queue[Event]", first: float) -> None:
        if self.settled is not None and first:
            await self._answered(events, self.settled)
            return
        wait = first
        while wait:
            try:
                async with asyncio.timeout(wait):
                    event = await events.get()
            except TimeoutError:
                return
            if self._show(event):
                wait = SILENCE

    async def _answered(self, events: "asyncio.Queue[Event]", settled: Callable[[], Awaitable[bool]]) -> None:
        """Show what comes until the bot has nothing left to answer."""
        await asyncio.sleep(BREATH)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FIRST_ANSWER):
                while not await settled():  # noqa: ASYNC110 - the store has no event to wait for
                    await asyncio.sleep(BREATH)
        while not events.empty():
            self._show(events.get_nowait())

    async def _last_answers(self) -> None:
        """Wait until what was typed last is answered: input from a file or a pipe ends at once."""
        if self.settled is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FIRST_ANSWER):
                    while not await self.settled():  # noqa: ASYNC110 - the store has no event to wait for
                        await asyncio.sleep(BREATH)
            await asyncio.sleep(BREATH)

    async def _shown(self, text: str) -> None:
        """Wait until a message with this text was shown."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not any(text in said for said in self._said):  # noqa: ASYNC110 - what is shown is shown elsewhere
                    await asyncio.sleep(BREATH)
        except TimeoutError:
            self._nothing_came(text)

    def _nothing_came(self, text: str) -> None:
        self._note(f"nothing with “{text}” came within {PATIENCE:.0f} seconds")

    async def _until(self, events: "asyncio.Queue[Event]", text: str) -> None:
        if any(text in said for said in self._said):
            return
        try:
            async with asyncio.timeout(PATIENCE):
                while not any(text in said for said in self._said):
                    self._show(await events.get())
        except TimeoutError:
            self._nothing_came(text)

    def _show(self, event: Event) -> bool:
        """Print what the person would see of an event; True where there was something."""
        if event.chat_id != READER:
            return False
        if event.kind == "answered" and "results" in event.detail:
            self._show_offered(event.detail["query_id"])
            return True
        if event.kind == "answered" and event.detail.get("text"):
            self._note(event.detail["text"])
            return True
        message = event.message
        own = message is not None and message.get("from", {}).get("id") == READER
        if message is None or event.kind not in ("sent", "edited", "received") or (own and "via_bot" not in message):
            return event.kind == "answered"
        text = rendered(message, styled=self.styled)
        self._said.append(message.get("text", ""))
        title = f"{'you, via bot' if own else 'bot'} #{message['message_id']}" + (
            " (edited)" if event.kind == "edited" else ""
        )
        reply = message.get("reply_to_message", {}).get("message_id")
        print(f"\n{title}{f' in reply to #{reply}' if reply else ''}", file=self.out)
        for line in text.splitlines():
            print(f"  │ {line}".rstrip(), file=self.out)
        self._show_buttons(message)
        self.out.flush()
        return True

    def _show_buttons(self, message: dict[str, Any]) -> None:
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        if not rows:
            return
        self._buttons = []
        for row in rows:
            shown = []
            for button in row:
                self._buttons.append((message["message_id"], button.get("callback_data", ""), button.get("url")))
                shown.append(f"[{len(self._buttons)}] {button['text']}")
            print("  " + "   ".join(shown), file=self.out)

    def _note(self, text: str) -> None:
        print(f"  ({text})", file=self.out, flush=True)


def rendered(message: dict[str, Any], *, styled: bool) -> str:
    """A message's text with its links written out, and bold and italic shown where the terminal can."""
    text = message.get("text") or message.get("caption") or ""
    if "document" in message:
        text = f"[{message['document']['file_name']}, {message['document']['file_size']} bytes]\n{text}"
    head = ""
    if "photo" in message:
        size = message["photo"][-1]
        head = f"[picture {size['width']}x{size['height']}]\n"
    units = text.encode("utf-16-le", "surrogatepass")
    marks: list[tuple[int, int, str]] = []
    for number, entity in enumerate(message.get("entities") or message.get("caption_entities", ())):
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if entity["type"] == "text_link":
            marks.append((end, -number, f" <{entity['url']}>"))
        elif styled and entity["type"] in ("bold", "italic"):
            marks.append((start, number, "\x1b[1m" if entity["type"] == "bold" else "\x1b[3m"))
            marks.append((end, -number, "\x1b[0m"))
    for at, _, mark in sorted(marks, reverse=True):
        units = units[: at * 2] + mark.encode("utf-16-le") + units[at * 2 :]
    return head + units.decode("utf-16-le", "replace")


async def typed_lines(prompt: str = "") -> AsyncIterator[str]:
    """The lines of standard input, read on a thread so that messages can come meanwhile."""
    loop = asyncio.get_running_loop()
    while True:
        if prompt:
            print(prompt, end="", flush=True)
        line = await loop.run_in_executor(None, sys.stdin.readline)
        if not line:
            return
        yield line
