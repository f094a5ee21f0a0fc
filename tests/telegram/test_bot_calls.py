"""What python-telegram-bot sees of the simulator: messages, edits, buttons, files, menus, errors."""

import io
from datetime import timedelta

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken

from bot.clock import SteppedClock
from bot.simulator import Person, Simulator

ANN = 7
CARD = "Sari Wulan 😀: 阿里巴巴 → Kopi"


def keyboard(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(d, callback_data=d) for d in data]])


@pytest.fixture
async def ann(sim: Simulator) -> Person:
    person = sim.user(ANN, "Ann", "id")
    await sim.say(person, "/start")
    return person


async def test_entities_come_back_over_three_scripts_and_emoji(bot: Bot, ann: Person) -> None:
    given = [
        MessageEntity("bold", 0, len("Sari Wulan ") + 2),
        MessageEntity("text_link", 15, 4, url="https://news.example/1"),
        MessageEntity("italic", 22, 4),
    ]
    sent = await bot.send_message(ANN, CARD, entities=given)
    assert sent.text == CARD
    found = sent.parse_entities()
    assert [found[entity] for entity in sent.entities] == ["Sari Wulan 😀", "阿里巴巴", "Kopi"]
    assert [entity.type for entity in sent.entities] == ["bold", "text_link", "italic"]
    assert sent.entities[1].url == "https://news.example/1"


async def test_message_carries_chat_sender_date_and_reply(
    bot: Bot, sim: Simulator, ann: Person, clock: SteppedClock
) -> None:
    sent = await bot.send_message(
        ANN,
        "one",
        disable_notification=True,
        reply_parameters=ReplyParameters(1),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    assert sent.date == clock.now()
    assert sent.chat.type == "private"
    assert sent.chat.first_name == "Ann"
    assert sent.from_user == bot.bot
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "/start"
    assert sent.link_preview_options is not None
    assert sent.link_preview_options.is_disabled
    assert sim.message(ANN, sent.message_id).silent


async def test_edit_replaces_text_entities_and_keyboard(
    bot: Bot, sim: Simulator, ann: Person, clock: SteppedClock
) -> None:
    sent = await bot.send_message(ANN, "one source", reply_markup=keyboard("a"))
    clock.advance(timedelta(seconds=5))
    edited = await bot.edit_message_text("3 sources", ANN, sent.message_id, entities=[MessageEntity("bold", 0, 1)])
    assert not isinstance(edited, bool)
    assert (edited.text, edited.reply_markup) == ("3 sources", None)
    assert edited.edit_date == clock.now()
    await bot.edit_message_reply_markup(ANN, sent.message_id, reply_markup=keyboard("b"))
    assert sim.message(ANN, sent.message_id).history == ["one source"]
    shown = sim.messages(ANN)[-1]
    assert shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "b"
    assert await bot.delete_message(ANN, sent.message_id)
    assert [m["text"] for m in sim.messages(ANN)] == ["/start"]


async def test_button_press_is_answered_once_and_in_time(
    bot: Bot, sim: Simulator, ann: Person, clock: SteppedClock
) -> None:
    sent = await bot.send_message(ANN, "pick", reply_markup=keyboard("a", "b"))
    first = await sim.press(ann, sent.message_id, "b")
    update = (await bot.get_updates())[-1]
    assert update.callback_query is not None
    assert (update.callback_query.id, update.callback_query.data) == (first, "b")
    assert await bot.answer_callback_query(first, "noted", show_alert=True)
    assert [(a.text, a.show_alert, a.user_id) for a in sim.answers] == [("noted", True, ANN)]
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
        await bot.answer_callback_query(first)
    late = await sim.press(ann, sent.message_id, "a")
    clock.advance(timedelta(minutes=5))
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
        await bot.answer_callback_query(late)
    with pytest.raises(LookupError, match="no button 'c'"):
        await sim.press(ann, sent.message_id, "c")


async def test_files_keep_their_bytes_both_ways(bot: Bot, sim: Simulator, ann: Person) -> None:
    sent = await bot.send_document(ANN, io.BytesIO(b"[1, 2]"), filename="data.json", caption="all")
    assert sent.document is not None
    assert (sent.document.file_name, sent.caption) == ("data.json", "all")
    assert await (await sent.document.get_file()).download_as_bytearray() == b"[1, 2]"
    await sim.send_file(ann, "feeds.opml", b"<opml/>")
    update = (await bot.get_updates())[-1]
    assert update.message is not None
    assert update.message.document is not None
    file = await update.message.document.get_file()
    assert await file.download_as_bytearray() == b"<opml/>"


async def test_menus_by_scope_and_language(bot: Bot, sim: Simulator, ann: Person) -> None:
    group = sim.group(-5, "Desk", members=[ann])
    await bot.set_my_commands([BotCommand("help", "Help")])
    await bot.set_my_commands([BotCommand("watch", "Pantau")], language_code="id")
    await bot.set_my_commands([BotCommand("latest", "Newest")], BotCommandScopeAllGroupChats(), language_code="")
    await bot.set_my_commands([BotCommand("ask", "Tanya")], BotCommandScopeAllPrivateChats(), language_code="id")
    assert sim.menu(ann) == [{"command": "ask", "description": "Tanya"}]
    assert sim.menu(ann, group) == [{"command": "latest", "description": "Newest"}]
    assert sim.menu(sim.user(9, "Ben", "de"))[0]["command"] == "help"
    assert await bot.get_my_commands(language_code="id") == (BotCommand("watch", "Pantau"),)
    with pytest.raises(BadRequest, match=r"(?i)BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand("Watch!", "no")])


async def test_inline_query_offers_what_can_be_posted(bot: Bot, sim: Simulator, ann: Person) -> None:
    query = await sim.ask_inline(ann, "Alibaba")
    result = InlineQueryResultArticle("r1", "Share", InputTextMessageContent("Sari Wulan moves"))
    assert await bot.answer_inline_query(query, [result])
    group = sim.group(-5, "Desk", members=[ann])
    await sim.choose_inline(ann, query, "r1", group)
    assert sim.messages(-5)[-1]["text"] == "Sari Wulan moves"


async def test_members_and_administrators(bot: Bot, sim: Simulator, ann: Person) -> None:
    sim.group(-5, "Desk", members=[sim.user(8, "Ben")], admins=[ann])
    assert [m.user.id for m in await bot.get_chat_administrators(-5)] == [ANN]
    assert (await bot.get_chat_member(-5, 8)).status == "member"
    assert (await bot.get_chat_member(-5, bot.id)).status == "member"
    assert (await bot.get_chat(-5)).title == "Desk"
    assert await bot.leave_chat(-5)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.get_chat(-5)


async def test_topics_keep_to_themselves(bot: Bot, sim: Simulator, ann: Person) -> None:
    forum = sim.group(-1001, "Desk", admins=[ann], kind="supergroup", forum=True)
    topic = sim.topic(forum, "Moves")
    asked = await sim.say(ann, "/latest", chat=forum, thread=topic.id)
    reply = await bot.send_message(-1001, "here", reply_parameters=ReplyParameters(asked["message_id"]))
    assert (reply.message_thread_id, reply.is_topic_message) == (topic.id, True)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(-1001, "x", message_thread_id=99)
    topic.closed = True
    with pytest.raises(BadRequest, match=r"(?i)topic_closed"):
        await bot.send_message(-1001, "x", message_thread_id=topic.id)


async def test_texts_that_telegram_refuses(bot: Bot, ann: Person) -> None:
    with pytest.raises(BadRequest, match="Message text is empty"):
        await bot.send_message(ANN, " \n ")
    assert (await bot.send_message(ANN, "😀" * 2048)).text == "😀" * 2048
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(ANN, "😀" * 2048 + "x")
    with pytest.raises(BadRequest, match=r"(?i)entity beginning at UTF-16 offset 0 ends in a middle"):
        await bot.send_message(ANN, "😀", entities=[MessageEntity("bold", 0, 1)])
    with pytest.raises(BadRequest, match="does not do parse_mode; send it without"):
        await bot.send_message(ANN, "<b>x</b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await bot.send_message(ANN, "x", reply_markup=keyboard("阿" * 22))
    assert await bot.send_message(ANN, "x", reply_markup=keyboard("阿" * 21))


async def test_messages_that_are_not_there(bot: Bot, ann: Person) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(404, "x")
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(ANN, "x", reply_parameters=ReplyParameters(99))
    alone = ReplyParameters(99, allow_sending_without_reply=True)
    sent = await bot.send_message(ANN, "x", reply_parameters=alone)
    assert sent.reply_to_message is None
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("y", ANN, 99)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("y", ANN, 1)
    with pytest.raises(BadRequest, match="are exactly the same as a current content"):
        await bot.edit_message_text(" x ", ANN, sent.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(ANN, 99)


async def test_chats_that_are_closed_to_the_bot(bot: Bot, sim: Simulator, ann: Person) -> None:
    await sim.block(ann)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ANN, "x")
    await sim.unblock(ann)
    assert await bot.send_message(ANN, "x")
    sim.user(ANN).deactivated = True
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(ANN, "x")
    sim.user(8, "Ben")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(8, "x")
    group = sim.group(-5, "Desk", admins=[ann])
    await sim.remove_bot(group, ann)
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(-5, "x")
    changes = [u.my_chat_member for u in await bot.get_updates() if u.my_chat_member]
    assert [c.new_chat_member.status for c in changes] == ["kicked", "member", "kicked"]


async def test_migration_names_the_new_chat(bot: Bot, sim: Simulator, ann: Person) -> None:
    old = sim.group(-5, "Desk", admins=[ann])
    new = await sim.migrate(old, ann)
    with pytest.raises(ChatMigrated) as refused:
        await bot.send_message(-5, "x")
    assert refused.value.new_chat_id == new.id
    assert (await bot.send_message(new.id, "x")).chat.type == "supergroup"
    notes = [u.message for u in await bot.get_updates() if u.message]
    assert notes[-2].migrate_to_chat_id == new.id
    assert notes[-1].migrate_from_chat_id == -5


async def test_a_wrong_token_is_not_let_in(sim: Simulator) -> None:
    with pytest.raises(InvalidToken, match="rejected by the server"):
        async with Bot("99:other", base_url=sim.base_url):
            pass


async def test_a_group_bot_hears_only_what_is_meant_for_it(bot: Bot, sim: Simulator, ann: Person) -> None:
    group = sim.group(-5, "Desk", members=[ann])
    mine = await bot.send_message(-5, "an alert")
    for text in ("hello all", "/help@other_bot", "/help", "@hengkang_bot hi", "/ask@Hengkang_Bot x"):
        await sim.say(ann, text, chat=group)
    await sim.say(ann, "why?", chat=group, reply_to=mine.message_id)
    heard = [u.message.text for u in await bot.get_updates() if u.message and u.message.chat.id < 0]
    assert heard == ["/help", "@hengkang_bot hi", "/ask@Hengkang_Bot x", "why?"]
    await sim.set_role(group, sim.world.bot, "administrator")
    await sim.say(ann, "hello again", chat=group)
    assert (await bot.get_updates())[-1].effective_message.text == "hello again"  # type: ignore[union-attr]
