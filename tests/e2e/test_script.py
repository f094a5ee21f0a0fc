"""Whose Telegram is in traditional Chinese reads everything in traditional characters: messages, buttons, toasts."""

import threading
from collections.abc import AsyncIterator
from datetime import timedelta

import opencc
import pytest
import pytest_asyncio

from bot.pages.script import _converter
from tests.e2e.chatting import BREATH, START, Message, Person, buttons, data, links, numbers, piece, told
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

CONVERTER = opencc.OpenCC
PEOPLE = numbers(5000)
PIECES = (
    told("zh", "沈若溪", "月之暗面", "字节跳动", "z1", -10),
    told("zh", "余承德", "台积电", "百度", "z2", 30),
    piece("z3", "zh", "台积电研究员余承德离职，加入百度", "余承德离开台积电，加入百度。", 31, "Outlet zh 2"),
)
# Characters of the interface and of the articles above that are written in another way.
SIMPLIFIED = set("关注离开动态选择设置语区时间来源问答发话员简体订阅阿云这么们个对应题现读闻显条轻为间")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("script"), PIECES, START) as one:
        yield one


def traditional(message: Message) -> bool:
    """Whether a message and its buttons hold no character that is written in another way."""
    texts = [message.get("text") or message.get("caption") or "", *(b["text"] for b in buttons(message))]
    convert = opencc.OpenCC("s2tw").convert
    plain = {ch for ch in SIMPLIFIED if convert(ch) != ch}
    return not any(plain & {*text} for text in texts)


async def test_everything_said_is_in_traditional_characters(world: Stage) -> None:
    ayu = Person(world, next(PEOPLE), "zh-hant")
    came = await ayu.say("/start")
    assert "沈若溪：月之暗面 → 字節跳動" in came[1]["text"]
    card = came[1]
    bold = next(e for e in card["entities"] if e["type"] == "bold")
    assert card["text"][bold["offset"] : bold["offset"] + bold["length"]] == "沈若溪：月之暗面 → 字節跳動"
    assert links(card)
    sources = await ayu.press(card, data(card, "s")[0])
    commands = ("help", "settings", "digest", "language", "timezone", "about")
    came += [sources, *[await ayu.ask(f"/{command}") for command in commands]]
    came += await ayu.say("/watch 阿里巴巴")
    came += await ayu.say("谁离开了月之暗面？")
    assert "沈若溪" in came[-1]["text"]
    assert [m["text"] for m in came if not traditional(m)] == []
    await ayu.press(came[-2], data(came[-2], "ut")[0])
    await ayu.press(came[-2], data(came[-2], "ut")[0])
    assert ayu.toast == "這個關注已被刪除。"


async def test_an_alert_and_its_edit_are_in_the_script_of_each_chat(world: Stage) -> None:
    ayu, bao = Person(world, next(PEOPLE), "zh-TW"), Person(world, next(PEOPLE), "zh-hans")
    for one in (ayu, bao):
        await one.say("/watch 台积电")
    await world.advance_to(START + timedelta(hours=30, minutes=20))
    assert ayu.newest()["text"].startswith("余承德：台積電 → 百度")
    assert bao.newest()["text"].startswith("余承德：台积电 → 百度")
    await world.advance_to(START + timedelta(hours=31, minutes=20))
    assert "2 個來源" in ayu.newest()["text"] and traditional(ayu.newest())
    assert "2 个来源" in bao.newest()["text"]


async def test_the_characters_are_loaded_beside_the_event_loop(world: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    made_in: list[threading.Thread] = []

    def made(name: str) -> opencc.OpenCC:
        made_in.append(threading.current_thread())
        return CONVERTER(name)

    _converter.cache_clear()
    monkeypatch.setattr(opencc, "OpenCC", made)
    ayu = Person(world, next(PEOPLE), "zh-hant")
    watched = await ayu.ask("/watch 百度")
    await ayu.press(watched, data(watched, "ut")[0])
    assert len(made_in) == 1
    assert made_in[0] is not threading.main_thread()


async def test_the_script_is_chosen_by_word_and_by_button(world: Stage) -> None:
    ayu = Person(world, next(PEOPLE), "en")
    offered = await ayu.ask("/language")
    assert [b["text"] for b in buttons(offered)][:4] == ["Bahasa Indonesia", "✓ English", "简体中文", "繁體中文"]
    assert (await ayu.press(offered, "l:zh-hant"))["text"] == "從現在起我用中文回覆。"
    assert "語言：繁體中文" in (await ayu.ask("/settings"))["text"]
    assert (await ayu.ask("/language 简体"))["text"] == "从现在起我用中文回复。"
    assert "语言：简体中文" in (await ayu.ask("/settings"))["text"]
    assert (await ayu.ask("/language 繁體中文"))["text"] == "從現在起我用中文回覆。"
    assert (await ayu.ask("/language 中文"))["text"] == "從現在起我用中文回覆。"


async def test_the_last_message_to_who_is_forgotten_is_in_their_script(world: Stage) -> None:
    ayu = Person(world, next(PEOPLE), "zh-hk")
    asked = await ayu.ask("/forgetme")
    gone = await ayu.press(asked, data(asked, "f")[0])
    assert gone["text"].startswith("您的數據已全部刪除。")


async def test_a_group_is_greeted_in_the_script_of_who_adds_the_bot(world: Stage) -> None:
    ayu = Person(world, next(PEOPLE), "zh-TW")
    chat = world.sim.group(-850, "News desk", members=[], admins=[ayu.id], bot="left")
    await world.sim.add_bot(chat, ayu.id)
    await world.settled()
    world.clock.advance(BREATH)  # a greeting waits a moment
    await world.settled()
    (hello,) = world.sim.from_bot(chat.id)
    assert "閱讀新聞" in hello["text"] and traditional(hello)


async def test_inline_cards_are_in_the_script_of_who_asks(world: Stage) -> None:
    ayu = Person(world, next(PEOPLE), "zh-hant")
    query = await world.sim.ask_inline(ayu.id, "月之暗面")
    await world.settled()
    answer = await world.sim.wait_for(lambda: world.sim.world.inline_answers.get(query))
    assert answer["results"][0]["title"] == "沈若溪：月之暗面 → 字節跳動"
