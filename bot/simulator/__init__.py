"""A small stand-in for Telegram's Bot API on a real port: what the bot calls, and no more."""

from bot.simulator.errors import ApiError, too_many_requests
from bot.simulator.model import Answer, Chat, Clock, Event, Message, Person
from bot.simulator.server import Call, CutError, Gate, GatewayError, Simulator, Wire

__all__ = [
    "Answer",
    "ApiError",
    "Call",
    "Chat",
    "Clock",
    "CutError",
    "Event",
    "Gate",
    "GatewayError",
    "Message",
    "Person",
    "Simulator",
    "Wire",
    "too_many_requests",
]
