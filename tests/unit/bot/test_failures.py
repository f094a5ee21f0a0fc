"""What came back, what it means, and what is done about it."""

from datetime import timedelta

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.sending.failures import failure
from bot.sending.retry import FIRST_WAIT, LONGEST_WAIT, Failure, Plan, Verdict, plan


def caused(error: NetworkError, cause: Exception) -> NetworkError:
    """The library's exception as it is raised from the transport's."""
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "meant"),
    [
        (caused(NetworkError("x"), httpx.ConnectError("refused")), Failure.NOT_CONNECTED),
        (caused(TimedOut("x"), httpx.ConnectTimeout("late")), Failure.NOT_CONNECTED),
        (caused(TimedOut("x"), httpx.PoolTimeout("full")), Failure.NOT_CONNECTED),
        (caused(NetworkError("x"), httpx.ReadError("cut")), Failure.LOST),
        (caused(NetworkError("x"), httpx.RemoteProtocolError("torn")), Failure.LOST),
        (caused(TimedOut("x"), httpx.ReadTimeout("late")), Failure.LOST),
        (NetworkError("Bad Gateway"), Failure.LOST),
        (TelegramError("Invalid server response"), Failure.LOST),
        (RuntimeError("a fault of ours in the middle of a call"), Failure.LOST),
        (TelegramError("Something that nobody has seen yet"), Failure.REFUSED),
        (Forbidden("Forbidden: bot was blocked by the user"), Failure.CHAT_GONE),
        (Forbidden("Forbidden: user is deactivated"), Failure.CHAT_GONE),
        (BadRequest("Chat not found"), Failure.CHAT_GONE),
        (BadRequest("CHAT_WRITE_FORBIDDEN"), Failure.CHAT_GONE),
        (BadRequest("Not enough rights: have no rights to send a message"), Failure.CHAT_GONE),
        (BadRequest("Not enough rights to send text messages to the chat"), Failure.CHAT_GONE),
        (BadRequest("Need administrator rights in the channel chat"), Failure.CHAT_GONE),
        (BadRequest("Topic_closed"), Failure.TOPIC_CLOSED),
        (BadRequest("Message thread not found"), Failure.TOPIC_GONE),
        (BadRequest("Message is not modified: specified new message content…"), Failure.NOT_MODIFIED),
        (BadRequest("Message to edit not found"), Failure.MESSAGE_GONE),
        (BadRequest("Message can't be edited"), Failure.MESSAGE_GONE),
        (BadRequest("Message is too long"), Failure.REFUSED),
        (InvalidToken("Unauthorized"), Failure.UNAUTHORISED),
        (Conflict("terminated by other getUpdates request"), Failure.LOST),
    ],
)
def test_each_error_means_one_thing(error: Exception, meant: Failure) -> None:
    assert failure(error) == (meant, 0)


def test_a_429_tells_its_seconds_and_a_migration_its_chat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    assert failure(RetryAfter(timedelta(seconds=7))) == (Failure.TOO_MANY, 7.0)
    assert failure(ChatMigrated(-100123)) == (Failure.MIGRATED, -100123)


@pytest.mark.parametrize("what", Failure)
def test_each_failure_has_a_plan_that_never_waits_too_long(what: Failure) -> None:
    waits = [plan(what, attempts, retry_after=3.0).wait for attempts in range(1, 2000, 7)]
    assert waits == sorted(waits)
    assert 0 <= waits[0] <= waits[-1] <= LONGEST_WAIT


def test_only_what_may_have_arrived_goes_again_silently() -> None:
    verdicts = {what: plan(what, 1).verdict for what in Failure}
    assert [w for w, v in verdicts.items() if v is Verdict.RETRY_SILENTLY] == [Failure.LOST]
    assert verdicts[Failure.NOT_CONNECTED] is Verdict.RETRY
    assert {verdicts[Failure.REFUSED], verdicts[Failure.MESSAGE_GONE]} == {Verdict.DROP}
    assert verdicts[Failure.NOT_MODIFIED] is Verdict.DONE


def test_the_wait_doubles_and_a_pause_is_longer_than_telegram_asks() -> None:
    assert [plan(Failure.LOST, n).wait for n in (1, 2, 3, 30)] == [FIRST_WAIT, 4.0, 8.0, LONGEST_WAIT]
    told = plan(Failure.TOO_MANY, 1, retry_after=30.0)
    assert told.verdict is Verdict.PAUSE
    assert 30.0 < told.wait < 32.0
    assert plan(Failure.CHAT_GONE, 1) == Plan(Verdict.CLOSE_CHAT)
    assert plan(Failure.UNAUTHORISED, 1).verdict is Verdict.STOP
