"""Commands and presses with any argument, against the real commands and a real store; nothing of it is kept.

Each input becomes a request of a person whom the bot knows; the command's function runs, its writes and messages are
carried out in a transaction, and the transaction is rolled back. The first byte chooses the command or the button's
verb, the second the language and whether an administrator of the bot asks; the rest is the argument, or the value.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

from bot.chat.handlers import Handlers
from bot.chat.reaction import Reaction, Request
from bot.commands.registry import ADMIN_BUTTONS, ADMIN_COMMANDS, BUTTONS, COMMANDS
from bot.pages.rich import BUTTON_LIMIT, MESSAGE_LIMIT, units
from storage import outbox
from storage.outbox import NewMessage
from tests.e2e.chatting import START, Person, told
from tests.e2e.stage import Stage, stage
from tests.fuzz.targets import LANGUAGES, texted

# Those that ask the network, which is not what is searched here.
ABROAD = frozenset({"addfeed", "testfeed", "ft", "af", "tf", "oi", "oa", "fa", "channel", "ck", "cs"})
NAMES = tuple(n for n in (*COMMANDS, *ADMIN_COMMANDS) if n not in ABROAD)
VERBS = tuple(v for v in (*BUTTONS, *ADMIN_BUTTONS) if v not in ABROAD)
ADMINISTRATOR, READER = 1, 42
PIECES = (
    told("en", "Milan Oyelaran", "Halmerion", "Bravik", "o1", -30),
    told("zh", "鄢志杰", "阿里巴巴", "京东", "o2", -20),
)


class UndoneError(Exception):
    """Ends a transaction whose effects are not to be kept."""


class Chat:
    """A running bot with some news and two people, asked from outside its loop."""

    def __init__(self, world: Stage, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        handlers = world.running.application.handlers[0][0].callback.__self__  # type: ignore[attr-defined]
        assert isinstance(handlers, Handlers)
        self.handlers = handlers
        self.services = handlers.services

    def command(self, data: bytes) -> None:
        """A command of any kind with any argument."""
        if len(data) >= 2:
            name = NAMES[data[0] % len(NAMES)]
            self.loop.run_until_complete(self._commanded(self._request(data, name, texted(data[2:]))))

    def press(self, data: bytes) -> None:
        """A button of any verb with any value."""
        if len(data) >= 2:
            verb, value = VERBS[data[0] % len(VERBS)], texted(data[2:])[:BUTTON_LIMIT]
            self.loop.run_until_complete(self._pressed(self._request(data, "", "", f"{verb}:{value}"), verb, value))

    def _request(self, data: bytes, command: str, text: str, pressed: str | None = None) -> Request:
        person = ADMINISTRATOR if data[1] & 4 else READER
        return Request(
            update_id=1, chat_id=person, chat_type="private", user_id=person, lang=LANGUAGES[data[1] % 3],
            now=self.services.clock.now(), command=command, text=text, first_name="Ayu", message_id=2,
            pressed=1 if pressed is not None else None, data=pressed, is_admin_of_bot=person == ADMINISTRATOR,
            script="hant" if data[1] & 8 else "",
        )  # fmt: skip

    async def _commanded(self, request: Request) -> None:
        named = ADMIN_COMMANDS if request.command in ADMIN_COMMANDS else COMMANDS
        if named is COMMANDS or request.is_admin_of_bot:
            await self._undo(request, await named[request.command](request, self.services))

    async def _pressed(self, request: Request, verb: str, value: str) -> None:
        await self._undo(request, await self.handlers._pressed(request, verb, value))

    async def _undo(self, request: Request, reaction: Reaction) -> None:
        assert len(reaction.toast or "") <= 4 * MESSAGE_LIMIT
        for message in reaction.messages:
            assert units(message.rich.text) <= MESSAGE_LIMIT
            assert all(len(b.data.encode()) <= BUTTON_LIMIT for row in message.rich.buttons for b in row if b.data)
        try:
            async with self.services.db.write() as c:
                for write in reaction.writes:
                    await write(c)
                rows = [
                    NewMessage(f"fuzz:{n}", request.chat_id, "reply", m.rich.as_payload())
                    for n, m in enumerate(reaction.messages)
                ]
                await outbox.put(c, rows, request.now)
                raise UndoneError
        except UndoneError:
            pass


@contextmanager
def chat() -> Iterator[dict[str, Callable[[bytes], None]]]:
    """The targets of the chat, while a bot runs for them."""
    loop = asyncio.new_event_loop()
    stack = AsyncExitStack()

    async def begin() -> Stage:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        world = await stack.enter_async_context(stage(folder, PIECES, START))
        for person in (ADMINISTRATOR, READER):
            await Person(world, person).say("/watch Halmerion")
            await Person(world, person).say("/watch 阿里巴巴")
        return world

    def whole(what: Awaitable[Stage]) -> Stage:
        return loop.run_until_complete(asyncio.ensure_future(what, loop=loop))

    try:
        one = Chat(whole(begin()), loop)
        yield {"command": one.command, "press": one.press}
    finally:
        loop.run_until_complete(stack.aclose())
        loop.close()
