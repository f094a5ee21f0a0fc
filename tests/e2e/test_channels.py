"""A channel linked from a private chat: who may, what acts on it, where answers and alerts go, how the link ends."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.locales.texts import texts
from bot.simulator.model import Chat
from storage import channels, subscribers, watches
from tests.e2e.chatting import BREATH, START, Message, Person, buttons, data, each_language, numbers, told
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE, CHANNELS = numbers(6000), numbers(1_000_000_007_000)
NOT_YOURS = "You no longer manage this channel from here. /channel links it again."
PIECES = (
    told("en", "Nadia Brekke", "Halmerion", "Bravik", "e0", -20),
    *(
        told("en", person, firm, "Bravik", f"p{n}", 5 * n)
        for n, (person, firm) in enumerate((("Tara Qvist", "Quorvexa"), ("Milan Oyelaran", "Zelvane")), 1)
    ),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("channels"), PIECES, START) as one:
        yield one


def desk(world: Stage, lang: str = "en", bot: str = "administrator") -> tuple[Chat, Person]:
    """A channel with the bot in it, and its administrator in private."""
    chief = Person(world, next(PEOPLE), lang)
    number = -next(CHANNELS)
    chat = world.sim.group(
        number, "Talent wire", admins=[chief.id], kind="channel", bot=bot, username=f"wire{chief.id}"
    )  # fmt: skip
    return chat, chief


async def linked(world: Stage, lang: str = "en") -> tuple[Chat, Person]:
    chat, chief = desk(world, lang)
    await chief.say(f"/channel @{chat.username}")
    return chat, chief


async def watched(world: Stage, chat: int) -> list[str]:
    async with world.running.db.read() as c:
        return [w.name for w in await watches.of_chat(c, chat)]


async def waited(world: Stage) -> None:
    await world.settled()
    world.clock.advance(BREATH)
    await world.settled()


def last(world: Stage, chief: Person) -> Message:
    return world.sim.from_bot(chief.id)[-1]


@each_language
async def test_a_channel_is_linked_by_name_and_spoken_for(world: Stage, lang: str) -> None:
    chat, chief = desk(world, lang)
    t, name = texts(lang), f"@{chat.username}"
    how = await chief.ask("/channel")
    assert (await chief.ask("/channel --5"))["text"] == how["text"]
    assert how["text"].startswith(t("I can post into a channel of yours, and you manage it from here."))
    said = await chief.ask(f"/channel https://t.me/{chat.username}")
    assert said["text"].split("\n") == [
        t("{name} is linked.", name=name),
        t("From now on /watch, /unwatch, /watches, /settings and /stop are for {name}.", name=name),
        t("Answers come here, alerts go there. /channel off makes them yours again."),
    ]
    answer = await chief.ask("/watch OpenAI")
    assert answer["text"].startswith(
        t("Channel {name}:", name=name) + "\n" + t("Watching {name}.", name="OpenAI")
    )  # fmt: skip
    _, first = (e for e in answer["entities"] if e["type"] == "bold")
    assert answer["text"][first["offset"] :].startswith(t("Watching {name}.", name="OpenAI"))
    assert (await watched(world, chat.id), await watched(world, chief.id)) == (["OpenAI"], [])
    assert world.sim.from_bot(chat.id) == []
    assert (await chief.ask("/channel off"))["text"] == t("Your commands are for this chat again.")
    listed = await chief.ask("/watches")
    assert listed["text"].startswith(t("You watch nobody yet. Write /watch and a name: /watch Alibaba"))


async def test_buttons_act_on_the_channel_that_their_message_is_about(world: Stage) -> None:
    chat, chief = await linked(world)
    answer = await chief.ask("/watch OpenAI")
    await chief.say("/channel off")
    await chief.say("/watch OpenAI, Anthropic")
    await chief.press(answer, data(answer, "ut")[0])
    assert last(world, chief)["text"] == f"Channel @{chat.username}:\nNo longer watching OpenAI."
    assert await watched(world, chat.id) == []
    assert sorted(await watched(world, chief.id)) == ["Anthropic", "OpenAI"]
    undo = last(world, chief)
    await chief.press(undo, data(undo, "wc")[0])
    assert await watched(world, chat.id) == ["OpenAI"]


async def test_settings_of_the_channel_are_its_own(world: Stage) -> None:
    chat, chief = await linked(world)
    said = await chief.ask("/language zh")
    assert said["text"] == f"Channel @{chat.username}:\n" + texts("zh")("From now on I write in English.")
    await chief.say("/timezone Bali")
    page = await chief.ask("/settings")
    assert page["text"].startswith(f"频道@{chat.username}：") and "WITA" in page["text"]
    home = await chief.press(page, data(page, "se")[0])
    assert home["text"].startswith(f"频道@{chat.username}：")
    async with world.running.db.read() as c:
        own, channel = await subscribers.get(c, chief.id), await subscribers.get(c, chat.id)
    assert own is not None and channel is not None
    assert (own.lang, own.timezone, channel.lang, channel.timezone) == ("en", "UTC", "zh", "Asia/Makassar")


async def test_alerts_go_to_the_channel_and_its_readers_open_stories_in_private(world: Stage) -> None:
    chat, chief = await linked(world)
    await chief.say("/watch Quorvexa")
    before = len(world.sim.from_bot(chief.id))
    await world.advance_to(PIECES[1].published + timedelta(minutes=20))
    (post,) = world.sim.from_bot(chat.id)
    assert post["text"].startswith("Tara Qvist: Quorvexa → Bravik")
    assert len(world.sim.from_bot(chief.id)) == before
    reader = Person(world, next(PEOPLE), "en", chat)
    for button in buttons(post):
        if "callback_data" not in button or button["callback_data"].partition(":")[0] not in "qnvxs":
            continue
        after = await reader.press(post, button["callback_data"])
        assert after == post
        url = world.sim.answers[-1].url
        assert url is not None and url.startswith("https://t.me/hengkang_bot?start=s_")
    story = (world.sim.answers[-1].url or "").rpartition("=")[2]
    opened = await Person(world, reader.id).say(f"/start {story}")
    assert any(m["text"].startswith("Tara Qvist: Quorvexa → Bravik") for m in opened)
    # A press that would change what the channel gets, forged: refused.
    keyboard = world.sim.message(chat.id, post["message_id"]).keyboard
    assert keyboard is not None
    keyboard["inline_keyboard"][0][0]["callback_data"] = "ut:~quorvexa"
    await reader.press(post, "ut:~quorvexa")
    assert reader.toast == "Only administrators of this chat can change that."
    assert await watched(world, chat.id) == ["Quorvexa"]
    await chief.say("/stop")


@each_language
async def test_what_is_missing_for_a_link_is_said(world: Stage, lang: str) -> None:
    t = texts(lang)
    chat, chief = desk(world, lang, bot="left")
    name = f"@{chat.username}"
    make_me = t("Make me an administrator of {name} who may post, then try again.", name=name)
    assert (await chief.ask(f"/channel {name}"))["text"] == make_me
    await world.sim.add_bot(chat, chief.id, "administrator", lacking=["can_post_messages"])
    assert (await chief.ask(f"/channel {name}"))["text"] == make_me
    await world.sim.add_bot(chat, chief.id, "administrator")
    await waited(world)
    only = t("Only administrators of {name} who may post there can link it.", name=name)
    stranger = Person(world, next(PEOPLE), lang)
    assert (await stranger.ask(f"/channel {name}"))["text"] == only
    await world.sim.set_role(chat, chief.id, "administrator", ["can_post_messages"])
    assert (await chief.ask(f"/channel {name}"))["text"] == only
    unknown = t("I do not find that channel. Make me an administrator there, then try again.")
    assert (await chief.ask("/channel @nobody_there"))["text"] == unknown
    assert (await chief.ask("/channel -100999"))["text"] == unknown
    assert (await chief.ask("/channel what is this?"))["text"].startswith(
        t("I can post into a channel of yours, and you manage it from here.")
    )
    for bot in ("administrator", "left"):
        hidden = world.sim.group(-next(CHANNELS), "Hidden desk", admins=[chief.id], kind="channel", bot=bot)
        assert (await stranger.ask(f"/channel {hidden.id}"))["text"] == unknown
    group = world.sim.group(-next(CHANNELS), "Desk", admins=[chief.id])
    in_group = await Person(world, chief.id, lang, group).ask("/channel")
    assert in_group["text"] == t("Write /channel to me in private: there you link a channel.")


async def test_the_keyboard_lets_choose_a_channel_and_brings_the_bot_in(world: Stage) -> None:
    chat, chief = desk(world, bot="left")
    await chief.say("/channel")
    before = len(world.sim.from_bot(chief.id))
    await world.sim.share_chat(chief.id, chat)
    await waited(world)
    came = world.sim.from_bot(chief.id)[before:]
    assert [m["text"].split("\n")[0] for m in came] == [f"@{chat.username} is linked."]  # no offer besides
    assert world.sim.world.chats[chief.id].reply_keyboard == {"keyboard": []}
    async with world.running.db.read() as c:
        assert await channels.spoken_for(c, chief.id) == chat.id


async def test_a_forwarded_post_links_its_channel_and_others_are_questions(world: Stage) -> None:
    chat, chief = desk(world)
    post = world.sim.world.post(chat, None, text="Who left Halmerion?")
    await world.sim.forward(chief.id, chat, post.id)
    await world.settled()
    assert last(world, chief)["text"].startswith(f"@{chat.username} is linked.")
    stranger = Person(world, next(PEOPLE))
    await stranger.say("/start")
    await world.sim.forward(stranger.id, chat, post.id)
    await waited(world)
    assert last(world, stranger)["text"].startswith("Nadia Brekke")


@each_language
async def test_who_brings_the_bot_into_a_channel_is_offered_the_link(world: Stage, lang: str) -> None:
    t = texts(lang)
    chat, chief = desk(world, lang, bot="left")
    await world.sim.add_bot(chat, chief.id, "administrator")
    await waited(world)
    assert world.sim.from_bot(chief.id) == []  # who never wrote to the bot cannot be written to
    await world.sim.remove_bot(chat, chief.id)
    await chief.say("/start")
    await world.sim.add_bot(chat, chief.id, "administrator")
    await waited(world)
    offer = last(world, chief)
    name = f"@{chat.username}"
    assert offer["text"] == t("I can post in {name} now. Shall its watches be managed from this chat?", name=name)
    await chief.press(offer, data(offer, "ck")[0])
    assert last(world, chief)["text"].startswith(t("{name} is linked.", name=name))
    assert world.sim.from_bot(chat.id) == []


async def test_rights_are_asked_for_at_each_command_and_press(world: Stage) -> None:
    chat, chief = await linked(world)
    answer = await chief.ask("/watch OpenAI")
    await world.sim.set_role(chat, chief.id, "member")
    await chief.press(answer, data(answer, "ut")[0])
    assert chief.toast == NOT_YOURS
    assert await watched(world, chat.id) == ["OpenAI"]
    # The link has ended: commands are the private chat's own, and the old buttons stay without effect.
    assert (await chief.ask("/watches"))["text"].startswith("You watch nobody yet.")
    await world.sim.set_role(chat, chief.id, "administrator")
    await chief.press(answer, data(answer, "ut")[0])
    assert chief.toast == NOT_YOURS
    assert await watched(world, chat.id) == ["OpenAI"]
    await chief.say(f"/channel @{chat.username}")
    await world.sim.set_role(chat, chief.id, "left")
    assert (await chief.ask("/unwatch OpenAI"))["text"] == NOT_YOURS
    assert await watched(world, chat.id) == ["OpenAI"]


async def test_two_administrators_manage_one_channel_from_their_own_chats(world: Stage) -> None:
    chat, chief = await linked(world)
    other = Person(world, next(PEOPLE), "id")
    await world.sim.set_role(chat, other.id, "administrator")
    await other.say(f"/channel @{chat.username}")
    await chief.say("/watch OpenAI")
    listed = await other.ask("/watches")
    assert listed["text"].endswith("1. OpenAI")
    page = await chief.ask("/channel")
    gone = await chief.press(page, data(page, "cu")[0])
    assert gone["text"] == f"@{chat.username} is unlinked."
    assert await watched(world, chat.id) == ["OpenAI"]  # somebody else manages it


@each_language
async def test_the_list_chooses_and_unlinks_and_the_last_link_takes_the_watches_along(world: Stage, lang: str) -> None:
    t = texts(lang)
    first, chief = await linked(world, lang)
    second, _ = desk(world, lang)
    await world.sim.set_role(second, chief.id, "administrator")
    await chief.say("/watch OpenAI")
    await chief.say(f"/channel @{second.username}")
    page = await chief.ask("/channel")
    name = f"@{first.username}"
    assert t("your commands are for it") in page["text"]
    assert t("Manage {name}", name=name) in [b["text"] for b in buttons(page)]
    chosen = await chief.press(page, f"cs:{first.id}")
    assert chosen["text"].startswith(
        t("From now on /watch, /unwatch, /watches, /settings and /stop are for {name}.", name=name)
    )
    page = await chief.ask("/channel")
    sure = await chief.press(page, f"cu:{first.id}")
    assert sure["text"] == t(
        "Nobody else manages {name}: once unlinked it gets no alerts, and its watches are erased.", name=name
    )
    back = await chief.press(sure, "cl:list")
    assert back["text"] == page["text"]
    sure = await chief.press(back, f"cu:{first.id}")
    gone = await chief.press(sure, f"cu:{first.id}:yes")
    assert gone["text"] == t("{name} is unlinked.", name=name)
    async with world.running.db.read() as c:
        assert await subscribers.get(c, first.id) is None
    assert await watched(world, first.id) == []


@each_language
async def test_who_manages_a_channel_is_told_once_when_the_bot_is_out_and_when_it_is_back(
    world: Stage, lang: str
) -> None:
    t = texts(lang)
    chat, chief = await linked(world, lang)
    await chief.say("/watch OpenAI")
    before = len(world.sim.from_bot(chief.id))
    name = f"@{chat.username}"
    await world.sim.add_bot(chat, chief.id, "administrator", lacking=["can_post_messages"])
    await world.sim.remove_bot(chat, chief.id)
    await waited(world)
    kept = t.n("{n} watch is kept.", "{n} watches are kept.", 1)
    out = t("I can no longer post in {name}; its alerts rest until I can.", name=name)
    assert [m["text"] for m in world.sim.from_bot(chief.id)[before:]] == [f"{out}\n{kept}"]
    await world.sim.add_bot(chat, chief.id, "administrator")
    await waited(world)
    again = t("I can post in {name} again.", name=name)
    assert [m["text"] for m in world.sim.from_bot(chief.id)[before + 1 :]] == [f"{again}\n{kept}"]
    assert world.sim.from_bot(chat.id) == []


async def test_a_channel_that_refuses_a_post_is_closed_and_told_of(world: Stage) -> None:
    chat, chief = await linked(world)
    await chief.say("/watch Zelvane")
    chat.members[world.sim.world.bot.id] = "kicked"  # and no update says so
    before = len(world.sim.from_bot(chief.id))
    await world.advance_to(PIECES[2].published + timedelta(minutes=20))
    came = [m["text"].split("\n")[0] for m in world.sim.from_bot(chief.id)[before:]]
    assert came == [f"I can no longer post in @{chat.username}; its alerts rest until I can."]


async def test_forgetting_the_chat_forgets_the_channel_that_only_it_manages(world: Stage) -> None:
    chat, chief = await linked(world)
    await chief.say("/watch OpenAI")
    asked = await chief.ask("/forgetme")
    assert not asked["text"].startswith("Channel")  # erasure is the private chat's own
    await chief.press(asked, "f:yes")
    async with world.running.db.read() as c:
        assert await subscribers.get(c, chat.id) is None
        assert await channels.of_channel(c, chat.id) == []
        assert await c.value("SELECT COUNT(*) FROM outbox WHERE about = ? OR chat_id = ?", (chat.id, chat.id)) == 0
