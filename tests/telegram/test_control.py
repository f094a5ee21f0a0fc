"""The simulator as a program of its own, its people acted from here over HTTP."""

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

ROOT = Path(__file__).parents[2]


class Remote:
    """A client of the control routes."""

    def __init__(self, session: ClientSession, root: str) -> None:
        self.session, self.root = session, root

    async def act(self, name: str, /, **arguments: Any) -> Any:
        async with self.session.post(f"{self.root}/control/{name}", json=arguments) as response:
            body = await response.json()
        return body["result"] if response.status == 200 else body["error"]

    async def see(self, what: str, **query: Any) -> Any:
        async with self.session.get(f"{self.root}/control/{what}", params=query) as response:
            return await response.json()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    command = [sys.executable, "-m", "bot.simulator", "--port", "0", "--token", "5:abc"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        word, base_url = program.stdout.readline().split()
        assert word == "ready"
        yield base_url
        program.terminate()
        assert program.wait(10) == 0


@pytest.fixture
async def remote(address: str) -> AsyncIterator[Remote]:
    async with ClientSession() as session:
        yield Remote(session, address.removesuffix("/bot"))


async def test_a_conversation_from_another_process(address: str, remote: Remote) -> None:
    async with Bot("5:abc", base_url=address) as bot:
        await remote.act("user", id=7, first_name="Ann", language_code="zh")
        said = await remote.act("say", user=7, text="/watch 阿里")
        heard = (await bot.get_updates())[-1].message
        assert heard is not None
        assert heard.text == "/watch 阿里"
        assert said["message_id"] == heard.message_id
        key = InlineKeyboardMarkup([[InlineKeyboardButton("Undo", callback_data="undo:1")]])
        sent = await heard.reply_text("Watching", reply_markup=key, disable_notification=True)
        query = await remote.act("press", user=7, message_id=sent.message_id, data="Undo")
        await bot.answer_callback_query(query, "gone")
        await sent.edit_text("Undone")
    shown = (await remote.see("messages", chat_id=7))[-1]
    assert (shown["message"]["text"], shown["silent"]) == ("Undone", True)
    assert shown["history"] == ["Watching"]
    assert (await remote.see("answers"))[-1]["text"] == "gone"
    kinds = [event["kind"] for event in await remote.see("events", after=0)]
    assert kinds == ["received", "sent", "answered", "edited"]
    assert await remote.see("menu", user=7) == []


async def test_groups_topics_files_and_blocks(address: str, remote: Remote) -> None:
    await remote.act("user", id=9, first_name="Ben")
    await remote.act("group", id=-1002, title="Desk", admins=[9], kind="supergroup", forum=True)
    topic = (await remote.act("topic", chat=-1002, name="Moves"))["thread"]
    await remote.act("say", user=9, text="/latest", chat=-1002, thread=topic)
    await remote.act("file", user=9, name="feeds.opml", base64="PG9wbWwvPg==")
    await remote.act("block", user=9)
    await remote.act("group", id=-8, title="Old", admins=[9])
    moved = await remote.act("migrate", chat=-8, by=9)
    await remote.act("remove", chat=-1002, by=9)
    async with Bot("5:abc", base_url=address) as bot:
        updates = await bot.get_updates()
    threads = [u.message.message_thread_id for u in updates if u.message and u.message.text]
    assert topic in threads
    assert any(u.message and u.message.document for u in updates)
    assert [u.my_chat_member.chat.id for u in updates if u.my_chat_member] == [9, -1002]
    assert moved["id"] == -1_000_000_000_008


async def test_a_wrong_act_says_what_to_do(remote: Remote) -> None:
    assert "there is no act 'dance'" in await remote.act("dance")
    assert "make them with user() first" in await remote.act("say", user=404, text="x")
    assert (await remote.see("messages", chat_id="x"))["error"].startswith("chat_id has to be a whole number")
    assert "unexpected keyword argument" in await remote.act("say", user=7, word="x")
