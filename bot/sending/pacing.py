"""When may which chat get a message.

1. The whole bot's messages have an allowance of their own (``bot/sending/allowance.py``), asked once a chat's turn is.
2. A chat gets one message a second, with a burst of three for an answer in parts.
3. A group gets at most twenty messages in any minute.
4. A 429 pauses the chat, or everything, until the moment that Telegram names; pauses come from the store, so that
   they outlast a restart.
5. ``reserve`` names the earliest moment that breaks no rule of the chat's and counts the message as sent then; ``went``
   corrects that, since a call that waited for its turn reached Telegram later than was reserved.

The figures are those of Telegram's FAQ for bots ("My bot is hitting limits"). Moments are seconds on any steady scale
that the caller keeps to; the allowance's are the machine's own.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field

from bot.sending.allowance import PER_SECOND, Allowance

CHAT_BURST = 3.0
CHAT_PER_SECOND = 1.0
GROUP_PER_MINUTE = 20
REMEMBERED_CHATS = 10_000  # a chat idle for longer than the minute needs no memory; this bounds a flood


@dataclass(slots=True)
class Bucket:
    """Tokens that refill at ``rate`` a second up to ``size``, taken in the order of their moments."""

    rate: float
    size: float
    tokens: float
    at: float

    def ready(self, now: float) -> float:
        """The earliest moment from ``now`` on at which a token is there."""
        begin = max(now, self.at)
        level = min(self.size, self.tokens + (begin - self.at) * self.rate)
        return begin if level >= 1 else begin + (1 - level) / self.rate

    def take(self, when: float) -> None:
        """Take a token at a moment that ``ready`` named."""
        self.tokens = min(self.size, self.tokens + (when - self.at) * self.rate) - 1
        self.at = when


@dataclass(slots=True)
class Pacing:
    """The sender's pace: see the module's rules."""

    overall: float = PER_SECOND
    paused_until: float = 0.0
    whole: Allowance = field(init=False)
    _chats: OrderedDict[int, Bucket] = field(default_factory=OrderedDict)
    _groups: dict[int, deque[float]] = field(default_factory=dict)
    _paused: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.whole = Allowance(self.overall)

    def earliest(self, chat: int, now: float) -> float:
        """The earliest moment at which the chat may get a message; ``now`` where it may at once."""
        when = max(now, self.paused_until, self._paused.get(chat, 0.0))
        if chat in self._chats:
            when = self._chats[chat].ready(when)
        sent = self._groups.get(chat)
        if sent and len(sent) >= GROUP_PER_MINUTE:
            when = max(when, sent[-GROUP_PER_MINUTE] + 60.0)
        return when

    def reserve(self, chat: int, now: float) -> float:
        """Reserve the chat's next message and say when it may go; groups are chats below zero."""
        when = self.earliest(chat, now)
        bucket = self._chats.setdefault(chat, Bucket(CHAT_PER_SECOND, CHAT_BURST, CHAT_BURST, when))
        self._chats.move_to_end(chat)
        bucket.take(when)
        if chat < 0:
            sent = self._groups.setdefault(chat, deque(maxlen=GROUP_PER_MINUTE))
            sent.append(when)
        self._forget(now)
        return when

    def went(self, chat: int, now: float) -> None:
        """The call of the chat's last reservation has come back: until now at the latest Telegram counted it."""
        if chat in self._chats:
            bucket = self._chats[chat]
            bucket.at = max(bucket.at, now)
        if sent := self._groups.get(chat):
            sent[-1] = max(sent[-1], now)

    def paused(self, chat: int, now: float) -> bool:
        """Whether a pause holds the chat."""
        return max(self.paused_until, self._paused.get(chat, 0.0)) > now

    def pause(self, chat: int | None, until: float) -> None:
        """Send nothing to the chat (None: to anybody) before a moment."""
        if chat is None:
            self.paused_until = max(self.paused_until, until)
        else:
            self._paused[chat] = max(until, self._paused.get(chat, 0.0))

    def _forget(self, now: float) -> None:
        while len(self._chats) > REMEMBERED_CHATS:
            chat, _ = self._chats.popitem(last=False)
            self._groups.pop(chat, None)
        if len(self._paused) > REMEMBERED_CHATS:
            self._paused = {chat: until for chat, until in self._paused.items() if until > now}
