"""What a failed call means for the message it carried.

| what came back | was it sent? | then |
| --- | --- | --- |
| no connection made | surely not | again after a back-off |
| connection lost, time-out, 5xx | uncertain | again, silently, counted |
| 429 | no | pause the chat or all, again after |
| blocked, kicked, deactivated, chat not found | no | the chat is over |
| upgraded to a supergroup | no | again, to the new chat |
| topic closed or gone | no | again, to the chat at large (``bot/sending/topics.py``) |
| not modified | it stands there already | done |
| message to edit is gone, too old | no | dropped |
| any other 400 | no | dropped, reported: a poison message never stops the queue |
| 401, 404 of the bot itself | no | stop sending, tell the administrator |
"""

from dataclasses import dataclass
from enum import StrEnum


class Failure(StrEnum):
    """What came back in place of a message, in Telegram's or the network's terms."""

    NOT_CONNECTED = "not_connected"
    LOST = "lost"
    TOO_MANY = "too_many"
    CHAT_GONE = "chat_gone"
    MIGRATED = "migrated"
    TOPIC_CLOSED = "topic_closed"
    TOPIC_GONE = "topic_gone"
    NOT_MODIFIED = "not_modified"
    MESSAGE_GONE = "message_gone"
    REFUSED = "refused"
    UNAUTHORISED = "unauthorised"


class Verdict(StrEnum):
    """What becomes of the outbox row."""

    RETRY = "retry"
    RETRY_SILENTLY = "retry_silently"
    PAUSE = "pause"
    CLOSE_CHAT = "close_chat"
    MOVE_CHAT = "move_chat"
    LEAVE_TOPIC = "leave_topic"
    DONE = "done"
    DROP = "drop"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Plan:
    """A verdict with the seconds to wait before the next attempt, where there is one."""

    verdict: Verdict
    wait: float = 0.0


FIRST_WAIT = 2.0
LONGEST_WAIT = 900.0


def plan(failure: Failure, attempts: int, retry_after: float = 0.0) -> Plan:
    """What to do after the ``attempts``-th failed attempt (1 for the first); ``retry_after`` in seconds, of a 429."""
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempts - 1, 12))
    plans = {
        Failure.NOT_CONNECTED: Plan(Verdict.RETRY, wait),
        Failure.LOST: Plan(Verdict.RETRY_SILENTLY, wait),
        Failure.TOO_MANY: Plan(Verdict.PAUSE, retry_after + 0.5),
        Failure.CHAT_GONE: Plan(Verdict.CLOSE_CHAT),
        Failure.MIGRATED: Plan(Verdict.MOVE_CHAT),
        Failure.TOPIC_CLOSED: Plan(Verdict.LEAVE_TOPIC),
        Failure.TOPIC_GONE: Plan(Verdict.LEAVE_TOPIC),
        Failure.NOT_MODIFIED: Plan(Verdict.DONE),
        Failure.MESSAGE_GONE: Plan(Verdict.DROP),
        Failure.REFUSED: Plan(Verdict.DROP),
        Failure.UNAUTHORISED: Plan(Verdict.STOP, LONGEST_WAIT),
    }
    return plans[failure]
