"""The library's transport, told apart from what only stands between us and Telegram.

1. What is no answer of the Bot API (a proxy's page, a portal's, half a document) is a fault of the network whatever its
   status says: a 403 of a proxy shuts no chat, its 404 revokes no token, its 400 drops no message.
2. A refusal is passed on cleaned, so that a number of the wrong kind in it raises nothing in the library. A 429 that
   names no seconds has a few.
3. A whole call has ``WHOLE_SECONDS``: the library's time-outs start anew with each byte that trickles in.
4. Updates are read one by one. One that the library cannot read goes on as ``UNREAD``, so that it is stored, fails
   where it is handled, and never comes again; the others are untouched by it.
"""

import asyncio
import json
import logging
from typing import Any

from telegram import Update
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot.meters import Meters
from bot.pulse import Pulse

log = logging.getLogger(__name__)

WHOLE_SECONDS = 90.0
UNREAD = "unread"  # the member of an Update's ``api_kwargs`` that holds an update as it came
LARGEST_UPDATE = 1024 * 1024  # bytes; a message has 4096 characters, and quotes another
LARGEST_NUMBER = 2**63 - 1  # the store's; Telegram's have 52 bits at most
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
    """The transport of getUpdates: what it returns can all be read."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The updates, those that cannot be read as ``UNREAD``; TelegramError where none has so much as a number."""
        found = CountedRequest.parse_json_payload(payload)
        if "result" not in found:
            return found  # a refusal
        updates = found["result"]
        kept = [checked(one) for one in updates if numbered(one)] if isinstance(updates, list) else []
        if updates != [] and not kept:
            raise TelegramError(INVALID)
        if len(kept) < len(updates):
            log.error("update.without_number", extra={"updates": len(updates) - len(kept)})
        return found | {"result": kept}


def checked(raw: dict[str, Any]) -> dict[str, Any]:
    """An update as it came, or only its number with all of it as ``UNREAD`` where it cannot be read."""
    return raw if readable(raw) is not None else {"update_id": raw["update_id"], UNREAD: raw}


def numbered(raw: object) -> bool:
    """Whether something is an update at all: it has a number that can be stored."""
    return isinstance(raw, dict) and type(raw.get("update_id")) is int and 0 <= raw["update_id"] <= LARGEST_NUMBER


def readable(raw: dict[str, Any]) -> Update | None:
    """The update, None where the library or the store could make nothing of it."""
    try:
        update = Update.de_json(json.loads(json.dumps(raw)), None)
        person, chat = update.effective_user, update.effective_chat
        fine = _fits(raw) and all(type(one.id) is int for one in (person, chat) if one is not None)
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError, OSError, RecursionError):
        return None
    return update if fine else None


def _fits(value: object) -> bool:
    """Whether every number in it can be stored."""
    if isinstance(value, dict):
        return all(map(_fits, value.values()))
    if isinstance(value, list):
        return all(map(_fits, value))
    return not isinstance(value, int) or abs(value) <= LARGEST_NUMBER


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
