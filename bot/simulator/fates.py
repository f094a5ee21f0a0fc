"""What can befall a call: refused before it is accepted, or accepted and its answer harmed, at any byte.

    fates = Fates()
    fates.next(7, GatewayError(502), cut(12))     # of the next two calls about chat 7
    async with Simulator(gate=fates) as sim: ...
    assert fates.duplicates <= fates.unanswered

A fate is an exception, which keeps the call from being accepted, or a Wire, which makes the bytes of the answer; None
is a call without trouble. ``draw`` may give one for calls that nothing is planned for.
"""

import random
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.simulator.errors import ApiError, too_many_requests
from bot.simulator.server import Call, CutError, GatewayError, Wire

MESSAGES = frozenset(
    {"sendMessage", "sendDocument", "sendPhoto", "editMessageText", "editMessageMedia", "editMessageReplyMarkup"}
)

Fate = Exception | Wire | None


def answer(body: bytes, status: str = "200 OK", kind: str = "application/json", *, chunked: bool = False) -> bytes:
    """A whole answer as it travels."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n"
    if not chunked:
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    parts = [body[at : at + 40] for at in range(0, len(body), 40)]
    chunks = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts)
    return f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + chunks + b"0\r\n\r\n"


def cut(at: int | float, *, chunked: bool = False) -> Wire:
    """The connection ends after so many bytes of the answer, or that part of it."""

    def pieces(body: bytes) -> Sequence[bytes]:
        whole = answer(body, chunked=chunked)
        return (whole[: at if isinstance(at, int) else int(at * len(whole))],)

    return Wire(pieces)


def instead(body: bytes, status: str = "200 OK", kind: str = "application/json") -> Wire:
    """Accepted, and answered with something else."""
    return Wire(lambda _: (answer(body, status, kind),))


def trickle(pause: float) -> Wire:
    """Accepted, and answered a byte at a time."""
    return Wire(lambda body: [bytes([one]) for one in answer(body)], pause)


# What may befall a call in a storm; each is drawn anew.
TROUBLES: Sequence[Callable[[random.Random], Fate]] = (
    lambda r: too_many_requests(r.randrange(1, 30)),
    lambda r: ApiError(500, "Internal Server Error"),
    lambda r: GatewayError(r.choice((400, 401, 403, 404, 409, 429, 502, 504))),
    lambda r: CutError(),
    lambda r: cut(r.random(), chunked=r.random() < 0.5),
    lambda r: instead(r.choice((b"", b"<html/>", b"[]", b'{"ok": true}', b'{"ok": true, "result": true}'))),
)


@dataclass(slots=True)
class Fates:
    """A Gate that deals out what is planned or drawn, and keeps account of messages by chat and text."""

    draw: Callable[[Call, int], Fate] = lambda call, chat: None
    accepted: Counter[tuple[int, str]] = field(default_factory=Counter)
    unanswered: int = 0  # messages that were accepted and whose answer did not arrive whole
    calls: int = 0
    dealt: Counter[str] = field(default_factory=Counter)
    _planned: defaultdict[int, deque[Fate]] = field(default_factory=lambda: defaultdict(deque))
    _after: dict[int, Wire] = field(default_factory=dict)

    def next(self, chat: int, *fates: Fate) -> None:
        """Plan what befalls the next calls about a chat (0: of methods about none)."""
        self._planned[chat].extend(fates)

    @property
    def duplicates(self) -> int:
        """Messages accepted beyond the first with the same chat and text."""
        return sum(max(0, count - 1) for count in self.accepted.values())  # an edit's text is counted with 0

    def before(self, call: Call) -> None:
        """Raise where the call is not to be accepted."""
        self.calls += 1
        chat = chat_of(call)
        planned = self._planned[chat]
        fate = planned.popleft() if planned else self.draw(call, chat)
        if fate is not None:
            self.dealt[type(fate).__name__] += 1
        if isinstance(fate, Exception):
            raise fate
        if fate is not None:
            self._after[id(call)] = fate

    def after(self, call: Call, size: int) -> Wire | None:
        """Count what was accepted, and say what becomes of its answer."""
        harmed = self._after.pop(id(call), None)
        if call.method in MESSAGES:
            text = str(call.parameters.get("text") or call.parameters.get("caption") or "")
            self.accepted[chat_of(call), text] += call.method.startswith("send")
            self.unanswered += harmed is not None
        return harmed


def chat_of(call: Call) -> int:
    """The chat that a call is about, 0 for none."""
    value = str(call.parameters.get("chat_id", ""))
    return int(value) if value.lstrip("-").isdigit() else 0
