"""Refusals of the Bot API, with the texts that Telegram itself uses."""

from __future__ import annotations

UNAUTHORIZED = "Unauthorized"
NOT_FOUND = "Not Found"
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class ApiError(Exception):
    """A method's refusal: `{"ok": false}` with code, description and parameters.

    `parameters` is Telegram's ResponseParameters (`retry_after` in seconds,
    `migrate_to_chat_id`), empty where there are none.
    """

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(text: str, **parameters: int) -> ApiError:
    """400 with Telegram's prefix."""
    return ApiError(400, f"Bad Request: {text}", **parameters)


def forbidden(text: str) -> ApiError:
    """403: the bot may not write there, and trying again will not help."""
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    """409: somebody else fetches this bot's updates."""
    return ApiError(409, f"Conflict: {text}")


def too_many_requests(seconds: int) -> ApiError:
    """429: the caller has to wait `seconds` before it asks again."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
