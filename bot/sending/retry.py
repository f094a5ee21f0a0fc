"""What a failed call means for the message it carried.

| what came back | was it sent? | then |
| --- | --- | --- |
| no connection made | surely not | again after a back-off |
| connection lost, time-out, 5xx, a page of a proxy | uncertain | again, silently, counted |
| the same of this message alone (``bot/sending/reach.py``) | uncertain | dropped, reported |
| taken, with an answer that the library cannot read | yes | done; its number is not known |
| 429 | no | pause the chat or all (``bot/sending/reach.py``), again after |
| blocked, kicked, deactivated, chat not found | no | the chat is over |
| upgraded to a supergroup | no | again, to the new chat |
| topic closed or gone | no | again, to the chat at large (``bot/sending/topics.py``) |
| not modified | it stands there already | done |
| message to edit is gone, too old | no | dropped |
| no pictures or files here | no | dropped, and said in words |
| any other 400 | no | dropped, reported: a poison message never stops the queue |
| 401, 404 of the bot itself | no | kept for the next run; this one ends and says why |
"""

from dataclasses import dataclass
from enum import StrEnum


class Failure(StrEnum):
    """What came back in place of a message, in Telegram's or the network's terms."""

    NOT_CONNECTED = "not_connected"
    LOST = "lost"
    UNREADABLE = "unreadable"
    TOO_MANY = "too_many"
    CHAT_GONE = "chat_gone"
    MIGRATED = "migrated"
    TOPIC_CLOSED = "topic_closed"
    TOPIC_GONE = "topic_gone"
    NOT_MODIFIED = "not_modified"
    MESSAGE_GONE = "message_gone"
    FILES_FORBIDDEN = "files_forbidden"
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
        Failure.UNREADABLE: Plan(Verdict.DONE),
        Failure.TOO_MANY: Plan(Verdict.PAUSE, retry_after + 0.5),
        Failure.CHAT_GONE: Plan(Verdict.CLOSE_CHAT),
        Failure.MIGRATED: Plan(Verdict.MOVE_CHAT),
        Failure.TOPIC_CLOSED: Plan(Verdict.LEAVE_TOPIC),
        Failure.TOPIC_GONE: Plan(Verdict.LEAVE_TOPIC),
        Failure.NOT_MODIFIED: Plan(Verdict.DONE),
        Failure.MESSAGE_GONE: Plan(Verdict.DROP),
        Failure.FILES_FORBIDDEN: Plan(Verdict.DROP),
        Failure.REFUSED: Plan(Verdict.DROP),
        Failure.UNAUTHORISED: Plan(Verdict.STOP),
    }
    return plans[failure]
