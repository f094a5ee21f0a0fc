"""Text with entities and buttons, as the cards build it and the sender sends it.

Text is built with entities, never with parse_mode: there is nothing to escape, so nothing hostile can break out, and
nothing can fail to parse. Offsets and lengths count UTF-16 code units, as Telegram does.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

MESSAGE_LIMIT = 4096  # UTF-16 units, Bot API: sendMessage
BUTTON_LIMIT = 64  # bytes of callback_data


def units(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


KEPT = "\n\u200c\u200d"  # joiners make emoji and some scripts


def clean(text: str) -> str:
    """A text without what is not seen but turns or breaks a message: control, direction and half characters."""
    if text.isascii() and text.isprintable():
        return text
    kept = []
    for ch in text:
        kind = unicodedata.category(ch)
        if ch in KEPT or kind not in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            kept.append(ch)
        elif ch.isspace():
            kept.append(" ")
    return "".join(kept)


@dataclass(frozen=True, slots=True)
class Span:
    """A formatted stretch of a text; ``type`` is Telegram's ("bold", "text_link", …)."""

    type: str
    offset: int
    length: int
    url: str | None = None
    unix_time: int | None = None
    date_time_format: str | None = None
    language: str | None = None  # of a "pre"

    def as_json(self) -> dict[str, Any]:
        """The MessageEntity object of the Bot API."""
        fields = {
            "type": self.type,
            "offset": self.offset,
            "length": self.length,
            "url": self.url,
            "unix_time": self.unix_time,
            "date_time_format": self.date_time_format,
            "language": self.language,
        }
        return {k: v for k, v in fields.items() if v is not None}


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: ``data`` (callback, 64 bytes at most), ``url``, ``copied`` or ``inline``.

    ``copied`` is a text that a tap puts on the clipboard (256 characters at most); ``inline`` is a query to this bot
    that a tap writes into a chat of the person's choice.
    """

    text: str
    data: str | None = None
    url: str | None = None
    copied: str | None = None
    inline: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The InlineKeyboardButton object of the Bot API."""
        if self.url is not None:
            return {"text": self.text, "url": self.url}
        if self.copied is not None:
            return {"text": self.text, "copy_text": {"text": self.copied}}
        if self.inline is not None:
            return {"text": self.text, "switch_inline_query": self.inline}
        return {"text": self.text, "callback_data": self.data or ""}


@dataclass(frozen=True, slots=True)
class Rich:
    """A finished message. ``preview`` is the address whose preview is shown, None for no preview."""

    text: str
    spans: tuple[Span, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    preview: str | None = None
    keyboard: Mapping[str, Any] | None = None  # a reply keyboard, or its removal, in place of buttons

    def as_payload(self) -> dict[str, Any]:
        """The parameters of sendMessage or editMessageText that this message determines."""
        payload: dict[str, Any] = {"text": self.text, "link_preview_options": _preview(self.preview)}
        if self.spans:
            payload["entities"] = [s.as_json() for s in self.spans]
        if self.buttons:
            payload["reply_markup"] = {"inline_keyboard": [[b.as_json() for b in row] for row in self.buttons]}
        elif self.keyboard is not None:
            payload["reply_markup"] = dict(self.keyboard)
        return payload

    def as_caption(self) -> dict[str, Any]:
        """The same as what stands below a file."""
        payload = self.as_payload()
        names = {"text": "caption", "entities": "caption_entities", "reply_markup": "reply_markup"}
        return {names[k]: v for k, v in payload.items() if k in names}


@dataclass(slots=True)
class Writer:
    """Builds a Rich piece by piece, keeping count of UTF-16 offsets; what is added is cleaned (``clean``).

    Whoever builds a message that may exceed ``MESSAGE_LIMIT`` divides it into pages before; what still does is cut at
    the end of a line, so that no text from outside can keep a message from being sent.
    """

    _parts: list[str] = field(default_factory=list)
    _spans: list[Span] = field(default_factory=list)
    _at: int = 0

    def add(self, text: str, *types: str, url: str | None = None, **extra: Any) -> "Writer":
        """Append a text, formatted as the named types; ``url`` makes it a link."""
        text = clean(text)
        kinds = (*types, "text_link") if url else types
        length = units(text)
        for kind in kinds:
            if text.strip():
                self._spans.append(Span(kind, self._at, length, url=url if kind == "text_link" else None, **extra))
        self._parts.append(text)
        self._at += length
        return self

    def line(self, text: str = "", *types: str, url: str | None = None) -> "Writer":
        """Append a text and end the line."""
        return self.add(text, *types, url=url).add("\n")

    def done(self, buttons: Sequence[Iterable[Button]] = (), preview: str | None = None) -> Rich:
        """The message, without white space at its end."""
        text = "".join(self._parts).rstrip()
        if units(text) > MESSAGE_LIMIT:
            text = _cut(text)
        end = units(text)
        spans = tuple(replace(s, length=min(s.length, end - s.offset)) for s in self._spans if s.offset < end)
        rows = tuple(tuple(row) for row in buttons if row)
        return Rich(text, spans, rows, preview)


def headed(rich: Rich, heading: str) -> Rich:
    """A message with a line above it; what no longer fits is cut at its end."""
    above = clean(heading) + "\n"
    moved = units(above)
    text = above + rich.text
    if units(text) > MESSAGE_LIMIT:
        text = _cut(text)
    end = units(text)
    spans = [replace(s, offset=s.offset + moved) for s in rich.spans]
    kept = [replace(s, length=min(s.length, end - s.offset)) for s in spans if s.offset < end]
    return replace(rich, text=text, spans=(Span("bold", 0, moved - 1), *kept))


def _cut(text: str) -> str:
    """The lines that fit, or of a single long one its beginning."""
    room = text.encode("utf-16-le")[: 2 * (MESSAGE_LIMIT - 2)].decode("utf-16-le", "ignore")
    return (room.rpartition("\n")[0].rstrip() or room) + "\n…"


def _preview(address: str | None) -> Mapping[str, Any]:
    if address is None:
        return {"is_disabled": True}
    return {"is_disabled": False, "url": address, "prefer_small_media": True}
