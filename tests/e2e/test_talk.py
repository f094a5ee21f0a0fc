"""Plain messages and misspelt commands get what a person would expect, in each language."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.commands.registry import COMMANDS, HARMLESS
from bot.commands.talk import AT_A_WORD, BEHIND_A_SLASH, WORDS
from bot.locales.texts import texts
from storage import subscribers, watches
from tests.e2e.chatting import DEPARTURES, START, buttons, data, each_language, somebody, told
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

PIECES = tuple(told(*departure) for departure in DEPARTURES)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("talk"), PIECES, START) as one:
        yield one


async def watched(world: Stage, chat: int) -> list[str]:
    async with world.running.db.read() as c:
        return [w.name for w in await watches.of_chat(c, chat)]


@pytest.mark.parametrize(
    ("lang", "question", "follow_up", "meant", "held"),
    [
        ("en", "Where did Tara Qvist go?", "Why?", "Why did Tara Qvist leave?", "computing budgets"),
        ("id", "Ke mana Milan Oyelaran pindah?", "Kenapa?", "Mengapa Milan Oyelaran pergi?", "anggaran komputasi"),
        ("zh", "沈若溪去了哪里？", "为什么？", "沈若溪为什么离开？", "算力预算分歧"),
    ],
)
async def test_a_bare_why_asks_about_whom_was_just_talked_of(
    world: Stage, lang: str, question: str, follow_up: str, meant: str, held: str
) -> None:
    ayu = somebody(world, lang)
    await ayu.ask(question)
    answer = await ayu.ask(follow_up)
    assert answer["text"].startswith(f"{meant}\n")
    assert held in answer["text"].split("\n")[1]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["hi", "Hello!", "Hey there 👋"]),
        ("id", ["halo", "Selamat pagi kak"]),
        ("zh", ["你好", "您好！", "早上好啊"]),
    ],
)
async def test_a_greeting_is_returned_with_something_to_begin_with(world: Stage, lang: str, words: list[str]) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    for word in words:
        answer = await ayu.ask(word)
        assert answer["text"].startswith(t("Hello, this is Hengkang."))
        assert len(data(answer, "w")) == 6


@pytest.mark.parametrize(("lang", "words"), [("en", ["thanks", "Thank you!"]), ("id", ["makasih", "Terima kasih 🙏"]),
                                             ("zh", ["谢谢", "多谢！"])])  # fmt: skip
async def test_thanks_are_returned(world: Stage, lang: str, words: list[str]) -> None:
    ayu = somebody(world, lang)
    assert {(await ayu.ask(word))["text"] for word in words} == {texts(lang)("You are welcome.")}


@pytest.mark.parametrize(("lang", "word"), [("en", "ok"), ("id", "sip"), ("zh", "好的")])
async def test_a_nod_is_no_question(world: Stage, lang: str, word: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    assert (await ayu.ask(word))["text"] == t(
        "Ask me who moved where, or write a name. /latest shows the newest stories."
    )


@pytest.mark.parametrize(
    ("lang", "word", "first"),
    [("en", "help", "What I can do"), ("id", "Bantuan", "What I can do"), ("zh", "帮助", "What I can do"),
     ("en", "news", "Newest stories"), ("id", "berita terbaru", "Newest stories"), ("zh", "最新动态", "Newest stories"),
     ("en", "Settings", "Settings"), ("id", "pengaturan", "Settings"), ("zh", "设置", "Settings")],
)  # fmt: skip
async def test_a_word_that_means_a_command_does_what_it_says(world: Stage, lang: str, word: str, first: str) -> None:
    answer = await somebody(world, lang).ask(word)
    assert answer["text"].split("\n")[0] == texts(lang)(first)


@pytest.mark.parametrize(("lang", "word"), [("en", "STOP"), ("id", "berhenti"), ("zh", "停止")])
async def test_a_word_for_what_changes_something_only_names_the_command(world: Stage, lang: str, word: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    assert (await ayu.ask(word))["text"] == t("Did you mean {commands}?", commands="/stop")
    async with world.running.db.read() as c:
        row = await subscribers.get(c, ayu.id)
    assert row is not None and row.state == "active"


@each_language
async def test_a_name_alone_gets_its_stories_and_a_watch_button(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    shown = {"zh": "字节跳动"}.get(lang, "ByteDance")
    for written in ("ByteDance", "字节", "bytedance?"):
        answer = await ayu.ask(written)
        assert answer["text"].startswith(t("Newest stories"))
        assert t("Watch {name}", name=shown) in [b["text"] for b in buttons(answer)]
    await ayu.press(answer, data(answer, "w")[0])
    assert await watched(world, ayu.id) == [shown]
    assert data(await ayu.ask("ByteDance"), "w") == []


@each_language
async def test_a_known_name_without_news_can_be_watched(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    answer = await ayu.ask("NVIDIA")
    assert answer["text"].startswith(t("Nothing about {name} in the last 90 days.", name="NVIDIA"))
    assert data(answer, "w") == ["w:nvidia"]


@each_language
async def test_a_name_that_only_the_news_knows_gets_its_stories(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    answer = await ayu.ask("Quorvexa")
    assert answer["text"].startswith(t("Newest stories")) and "Tara Qvist" in answer["text"]
    await ayu.press(answer, data(answer, "w")[0])
    assert await watched(world, ayu.id) == ["Quorvexa"]


@each_language
async def test_a_misspelt_name_is_asked_about_and_the_choice_stands_in_its_place(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    asked = await ayu.ask("Bytedanse")
    assert asked["text"] == t("I do not know “{name}”. Did you mean one of these?", name="Bytedanse")
    chosen = await ayu.press(asked, "na:bytedance")
    assert chosen["text"].startswith(t("Newest stories"))


async def test_a_question_stays_a_question_and_follows_a_name(world: Stage) -> None:
    ayu = somebody(world, "en")
    assert (await ayu.ask("Who left Quorvexa?"))["text"].startswith("Tara Qvist")
    bao = somebody(world, "en")
    await bao.ask("Quorvexa")
    assert (await bao.ask("Who left?"))["text"].startswith("Tara Qvist")
    assert "dispute over computing budgets" in (await bao.ask("Why did she leave?"))["text"].split("\n")[0]


@pytest.mark.parametrize(
    ("lang", "written", "near", "run"),
    [
        ("en", "/wach Zelvane", "watch", "/watch Zelvane"), ("id", "/pantau Zelvane", "watch", "/watch Zelvane"),
        ("zh", "/关注 Zelvane", "watch", "/watch Zelvane"), ("zh", "/wacth Zelvane", "watch", "/watch Zelvane"),
    ],
)  # fmt: skip
async def test_a_misspelt_command_is_run_by_a_button(
    world: Stage, lang: str, written: str, near: str, run: str
) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    asked = await ayu.ask(written)
    wrong = written[1:].split()[0]
    assert asked["text"] == t("I do not know /{name}. Did you mean /{near}?", name=wrong, near=near)
    assert [b["text"] for b in buttons(asked)] == [run]
    await ayu.press(asked, data(asked, "c")[0])
    assert ayu.newest()["text"].startswith(t("Watching {name}.", name="Zelvane"))
    await ayu.press(asked, data(asked, "c")[0])
    assert await watched(world, ayu.id) == ["Zelvane"]


@pytest.mark.parametrize("written", ["/stp", "/forgtme", "/berhenti", "/unwach X"])
async def test_a_command_that_takes_something_away_is_named_and_not_run(world: Stage, written: str) -> None:
    assert buttons(await somebody(world, "en").ask(written)) == []


@pytest.mark.parametrize("old", ["c:stop", "c:forgetme", "c:", "c:start w_openai", "na:nobody", "na:"])
async def test_a_forged_button_runs_nothing(world: Stage, old: str) -> None:
    ayu = somebody(world, "en")
    asked = await ayu.ask("/wach")
    message = world.sim.message(ayu.id, asked["message_id"])
    assert message.keyboard is not None
    message.keyboard["inline_keyboard"][0][0]["callback_data"] = old
    await ayu.press(asked, old)
    assert ayu.toast == "This button is too old; please type the command again."


async def test_what_words_mean_are_commands() -> None:
    assert {*WORDS.values(), *BEHIND_A_SLASH.values(), *AT_A_WORD, *HARMLESS} <= {*COMMANDS}
