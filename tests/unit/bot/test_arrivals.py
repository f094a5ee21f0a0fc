"""Updates as they come: what the door looks at is what the library would say, and nothing of any shape raises."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from telegram import Bot, Update

from bot.chat.arrivals import ALLOWED, LARGEST_NUMBER, UNREADABLE, arrived, numbered, read
from bot.chat.transport import UpdatesRequest, as_they_came

AYU = {"id": 7, "is_bot": False, "first_name": "Ayu"}
GROUP = {"id": -1_000_000_000_077, "type": "supergroup", "title": "Desk"}
TEXT: Mapping[str, Any] = {"message_id": 1, "date": 1, "chat": GROUP, "from": AYU, "text": "/about"}
AFTER = {"user": AYU, "status": "left"}
COMING: Mapping[str, Mapping[str, Any]] = {
    "message": TEXT,
    "edited_message": TEXT | {"edit_date": 2, "sender_chat": GROUP},
    "callback_query": {"id": "1", "from": AYU, "chat_instance": "1", "message": TEXT, "data": "x"},
    "inline_query": {"id": "1", "from": AYU, "query": "x", "offset": ""},
    "my_chat_member": {
        "chat": GROUP, "from": AYU, "date": 1, "old_chat_member": AFTER, "new_chat_member": AFTER,
    },
}  # fmt: skip
UNDER_A_CARD = {"id": "1", "from": AYU, "chat_instance": "1", "inline_message_id": "2", "data": "x"}


@pytest.mark.parametrize(("kind", "body"), [*COMING.items(), ("callback_query", UNDER_A_CARD)])
def test_who_comes_and_where_is_what_the_library_says(kind: str, body: Mapping[str, Any]) -> None:
    assert set(COMING) == set(ALLOWED)
    one = arrived({"update_id": 5, kind: body})
    update = one.update
    assert update is not None
    assert (one.number, one.kind) == (5, kind)
    person, chat = update.effective_user, update.effective_chat
    assert (one.person, one.chat) == (person and person.id, chat and chat.id)
    assert one.place == (chat.id if chat else 7)
    assert json.loads(one.payload) == {"update_id": 5, kind: body}


SHAPES: tuple[Any, ...] = (None, 5, "a word", [], {}, {"id": "7"}, {"id": True}, {"id": LARGEST_NUMBER + 1})


@pytest.mark.parametrize("kind", ALLOWED)
@pytest.mark.parametrize("shape", SHAPES)
def test_whatever_is_in_place_of_a_person_or_a_chat_is_nobody(kind: str, shape: Any) -> None:
    for body in (shape, {"from": shape, "chat": shape, "message": shape}, {"from": shape, "message": {"chat": shape}}):
        one = arrived({"update_id": 5, kind: body})
        assert (one.person, one.chat, one.place) == (None, None, None)


def test_an_update_is_what_has_a_number_that_can_be_stored() -> None:
    assert numbered({"update_id": LARGEST_NUMBER})
    assert not any(map(numbered, (None, [], {}, {"update_id": "5"}, {"update_id": -1}, {"update_id": 2**63})))


@pytest.mark.parametrize(
    "raw",
    [
        {"message": {"message_id": "?"}},
        {"message": "a word"},
        {"message": {**TEXT, "message_id": 2**70}},
        {"message": {**TEXT, "from": AYU | {"id": "7"}}},
    ],
)
def test_what_the_library_or_the_store_could_make_nothing_of_raises_where_it_is_read(raw: dict[str, Any]) -> None:
    with pytest.raises(UNREADABLE):
        read({"update_id": 5, **raw}, None)
    assert arrived({"update_id": 5, **raw}).update is None


def test_what_is_nested_deeper_than_can_be_written_is_stored_as_something_that_fails() -> None:
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"a": deep}
    one = arrived({"update_id": 5, "message": deep})
    assert one.update is None
    with pytest.raises(UNREADABLE):
        read(json.loads(one.payload), None)
    while deep:  # let go from the outside in
        deep = deep.pop("a")


def test_updates_go_through_the_library_as_they_came() -> None:
    sent = [{"update_id": 3, "brand_new": [1]}, "no update", {"update_id": 4, "message": "a word"}]
    answer = UpdatesRequest.parse_json_payload(json.dumps({"ok": True, "result": sent}).encode())
    bot = Bot("1:a")
    arrivals = as_they_came(Update.de_list(answer["result"], bot))
    assert [one.raw for one in arrivals] == [sent[0], sent[2]]
    assert UpdatesRequest.parse_json_payload(b'{"ok": true, "result": []}')["result"] == []
