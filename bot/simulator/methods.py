"""Every method of the Bot API that the simulator knows, by its lower-case name."""

from __future__ import annotations

from bot.simulator import chats, profile, queries, sending, updates
from bot.simulator.errors import NOT_FOUND, ApiError
from bot.simulator.parameters import Method

METHODS = {
    method.name.lower(): method
    for method in (*profile.METHODS, *sending.METHODS, *chats.METHODS, *queries.METHODS, *updates.METHODS)
}


def find_method(name: str) -> Method:
    """The method of this name in whatever case, as Telegram takes it; ApiError 404 for none."""
    method = METHODS.get(name.lower())
    if method is None:
        raise ApiError(404, NOT_FOUND)
    return method
