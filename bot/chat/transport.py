"""The library's transport, told apart from what only stands between us and Telegram.

1. What is no answer of the Bot API (a proxy's page, a portal's, half a document) is a fault of the network whatever its
   status says: a 403 of a proxy shuts no chat, its 404 revokes no token, its 400 drops no message.
2. A refusal is passed on cleaned, so that a number of the wrong kind in it raises nothing in the library. A 429 that
   names no seconds has a few.
3. A whole call has ``WHOLE_SECONDS``: the library's time-outs start anew with each byte that trickles in.
4. Updates are not read at all: the library is handed a single one that holds them all as they came. So one that it
   cannot read is stored, fails where it is handled, and never comes again; the others are untouched by it.
"""

import asyncio
import json
import logging
import sys
from collections.abc import Sequence
from typing import Any

from telegram import Update
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot.chat.arrivals import LARGEST_NUMBER, Arrival, arrived, numbered
from bot.meters import Meters
from bot.pulse import Pulse

# The transport looks for this library, which it can do without, four times a call: 80 µs each where it is not found.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]

log = logging.getLogger(__name__)

WHOLE_SECONDS = 90.0
AS_THEY_CAME = "as_they_came"  # the member of an Update's ``api_kwargs`` that holds all updates
LARGEST_UPDATE = 1024 * 1024  # bytes; a message has 4096 characters, and quotes another
LONGEST_PAUSE = 30 * 24 * 3600  # seconds; a 429 that names more is taken for that
SHORT_PAUSE = 5  # seconds, where a 429 names none
INVALID = "Invalid server response"  # the library's words for it


class CountedRequest(HTTPXRequest):
    """Notes each call with its status and when Telegram last answered; see the module's rules."""

    def __init__(self, pulse: Pulse, meters: Meters, whole_seconds: float = WHOLE_SECONDS, **how: Any) -> None:
        super().__init__(**how)
        self._pulse = pulse
        self._meters = meters
        self.whole_seconds = whole_seconds

    async def do_request(self, url: str, method: str, *rest: Any, **more: Any) -> tuple[int, bytes]:
        """Make the call; "none" is the status of one that nobody answered."""
        status = "none"
        try:
            code, body = await self._within(url, method, *rest, **more)
            status = str(code)
            if not 200 <= code <= 299:
                body = _refusal(code, body)
            elif b'"result"' not in body and method_of(url) != "file":
                raise TelegramError(INVALID)
            if code == 200:
                self._pulse.answered()
            elif code == 429:
                self._meters.too_many.inc()
            return code, body
        except Exception as error:
            self._pulse.telegram_error = type(error).__name__
            raise
        finally:
            self._meters.calls.labels(method_of(url), status).inc()

    async def _within(self, *rest: Any, **more: Any) -> tuple[int, bytes]:
        try:
            async with asyncio.timeout(self.whole_seconds):
                return await super().do_request(*rest, **more)
        except TimeoutError as error:
            raise TimedOut from error

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The object that an answer is; the page of a proxy is not written to the log as the library would."""
        try:
            found = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError) as error:
            raise TelegramError(INVALID) from error
        if not isinstance(found, dict):
            raise TelegramError(INVALID)
        return found


class UpdatesRequest(CountedRequest):
    """The transport of getUpdates: what it returns is not read."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """One update that holds them all as they came; TelegramError where none has so much as a number."""
        found = CountedRequest.parse_json_payload(payload)
        if "result" not in found:
            return found  # a refusal
        updates = found["result"]
        kept = [one for one in updates if numbered(one)] if isinstance(updates, list) else []
        if updates != [] and not kept:
            raise TelegramError(INVALID)
        if len(kept) < len(updates):
            log.error("update.without_number", extra={"updates": len(updates) - len(kept)})
        return found | {"result": [{"update_id": 0, AS_THEY_CAME: kept}] if kept else []}


def as_they_came(updates: Sequence[Update]) -> Sequence[Arrival]:
    """What getUpdates has brought."""
    return [arrived(raw) for one in updates for raw in one.api_kwargs[AS_THEY_CAME]]


def method_of(url: str) -> str:
    """The method that an address of the Bot API ends in, "file" for a file's; nothing else of it, the token least."""
    return "file" if "/file/bot" in url else url.rpartition("/")[2].partition("?")[0]


def _refusal(code: int, body: bytes) -> bytes:
    """A refusal with nothing but what Telegram's have; NetworkError where it is none of Telegram's."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    told = found if isinstance(found, dict) else {}
    if code != 429 and (told.get("ok") is not False or not isinstance(told.get("description"), str)):
        raise NetworkError(f"HTTP {code}, which is no answer of the Bot API")
    text = told.get("description")
    parameters = told.get("parameters")
    given = parameters if isinstance(parameters, dict) else {}
    numbers = {
        name: value
        for name in ("retry_after", "migrate_to_chat_id")
        if type(value := given.get(name)) is int and abs(value) <= LARGEST_NUMBER
    }
    if code == 429:
        numbers = {"retry_after": min(max(numbers.get("retry_after") or SHORT_PAUSE, 1), LONGEST_PAUSE)}
    clean: dict[str, Any] = {"ok": False, "error_code": code, "description": text if isinstance(text, str) else ""}
    return json.dumps(clean | ({"parameters": numbers} if numbers else {})).encode()
