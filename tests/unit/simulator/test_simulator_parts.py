"""Parameters, keyboards and the world without HTTP."""

from datetime import UTC, datetime

import pytest

from bot.clock import SteppedClock
from bot.simulator import ApiError, Simulator
from bot.simulator.keyboards import find_button, read_keyboard
from bot.simulator.methods import find_method
from bot.simulator.people import People


def described(refused: pytest.ExceptionInfo[ApiError]) -> str:
    return refused.value.description.removeprefix("Bad Request: ")


def test_parameters_are_read_from_form_fields_and_from_json() -> None:
    method = find_method("SENDMESSAGE")
    form = {"chat_id": "-5", "text": "x", "entities": "[]", "disable_notification": "true"}
    json = {"chat_id": -5, "text": "x", "entities": [], "disable_notification": True}
    assert method.read(form) == method.read(json) == json


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": 1}, "message text is empty"),
        ({"chat_id": 1, "text": "x", "message_thread_id": "y"}, "invalid message_thread_id specified"),
        ({"chat_id": 1, "text": "x", "entities": "{"}, "can't parse entities JSON object"),
        ({"chat_id": 1, "text": "x", "reply_markup": "[]"}, "object expected as reply markup"),
        ({"chat_id": 1, "text": "x", "effect": "1"}, "the simulator's sendMessage does not do effect; send it without"),
    ],
)
def test_parameters_that_are_refused(given: dict[str, object], text: str) -> None:
    with pytest.raises(ApiError) as refused:
        find_method("sendMessage").read(given)
    assert described(refused) == text


def test_an_unknown_method_is_not_found() -> None:
    with pytest.raises(ApiError, match="404 Not Found"):
        find_method("sendCarrierPigeon")


@pytest.mark.parametrize(
    ("button", "text"),
    [
        ({"text": "a", "callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "a"}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ({"text": " ", "callback_data": "x"}, "inline keyboard button text is empty"),
        ({"callback_data": "x"}, "can't parse inline keyboard button: Can't find field \"text\""),
        (
            {"text": "a", "url": "ftp://x.example"},
            "inline keyboard button URL 'ftp://x.example' is invalid: Unsupported URL protocol",
        ),
    ],
)
def test_buttons_that_are_refused(button: dict[str, str], text: str) -> None:
    with pytest.raises(ApiError) as refused:
        read_keyboard({"inline_keyboard": [[button]]})
    assert described(refused) == text


def test_a_button_is_found_by_data_before_label() -> None:
    keyboard = read_keyboard(
        {"inline_keyboard": [[{"text": "b", "callback_data": "a"}, {"text": "a", "callback_data": "c"}], []]}
    )
    assert keyboard is not None
    assert len(keyboard["inline_keyboard"]) == 1
    assert (find_button(keyboard, "a") or {})["callback_data"] == "a"
    assert (find_button(keyboard, "b") or {})["callback_data"] == "a"
    assert find_button(keyboard, "z") is None


@pytest.fixture
def people() -> People:
    return Simulator(clock=SteppedClock(datetime(2026, 11, 24, tzinfo=UTC)))


async def test_mistakes_of_the_caller_say_what_to_do(people: People) -> None:
    with pytest.raises(LookupError, match="make them with user"):
        await people.say(7, "hello")
    ann = people.user(7, "Ann")
    await people.say(ann, "hello")
    with pytest.raises(LookupError, match="has no message 9"):
        people.message(7, 9)
    await people.block(ann)
    with pytest.raises(ValueError, match="unblock it first"):
        await people.say(ann, "again")
    group = people.group(-5, "Desk", admins=[ann])
    with pytest.raises(ValueError, match="make it with forum=True"):
        people.topic(group, "x")
    await people.migrate(group, ann)
    with pytest.raises(ValueError, match="has become the supergroup"):
        await people.say(ann, "x", chat=-5)


async def test_a_text_that_nobody_could_type_is_refused(people: People) -> None:
    ann = people.user(7, "Ann")
    for text in ("", " \n", "😀" * 2049):
        with pytest.raises(ValueError, match="1 to 4096"):
            await people.say(ann, text)


async def test_who_is_shown_as_the_writer(people: People) -> None:
    ann = people.user(7, "Ann")
    group = people.group(-5, "Desk", admins=[ann])
    hidden = await people.say(ann, "/watches", chat=group, anonymous=True)
    assert (hidden["from"]["username"], hidden["sender_chat"]["id"]) == ("GroupAnonymousBot", -5)
    channel = people.group(-1009, "News", admins=[ann], kind="channel", bot="administrator")
    post = await people.say(ann, "/watches", chat=channel)
    assert ("from" in post, post["sender_chat"]["id"]) == (False, -1009)
    assert people.world.updates[-1]["channel_post"] == post


async def test_dates_come_from_the_clock_and_ids_count_in_each_chat(people: People) -> None:
    ann, ben = people.user(7, "Ann"), people.user(8, "Ben")
    said = [await people.say(who, "x") for who in (ann, ben, ann)]
    assert [m["message_id"] for m in said] == [1, 1, 2]
    assert {m["date"] for m in said} == {int(datetime(2026, 11, 24, tzinfo=UTC).timestamp())}
    assert [u["update_id"] for u in people.world.updates] == [1, 2, 3]


async def test_waiting_ends_with_the_event_or_in_time(people: People) -> None:
    ann = people.user(7, "Ann")
    with pytest.raises(TimeoutError):
        await people.wait_for(lambda: people.messages(7), timeout=0.01)
    await people.say(ann, "hello")
    assert (await people.wait_for(lambda: people.messages(7)))[0]["text"] == "hello"


def test_a_token_without_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="looks like 123:abc"):
        Simulator(token="abc")


async def test_a_port_in_use_is_given_back_as_an_error() -> None:
    async with Simulator() as first:
        with pytest.raises(OSError, match="address already in use"):
            await Simulator(port=first.port).start()
