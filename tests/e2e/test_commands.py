"""Every command and every button in a private chat, in each language, through python-telegram-bot over the simulator.

One stage serves all tests; each test has people of its own.
"""

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.commands.menu import ADMINISTRATORS, EVERYBODY
from bot.locales.texts import texts
from storage import subscribers
from storage.subscribers import ADDED_TABLES, CHAT_TABLES
from tests.e2e.chatting import LANGUAGES, START, Person, buttons, data, each_language, links, somebody, told
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")


PIECES = (
    told("en", "Tara Qvist", "Quorvexa", "Bravik", "e1", -30),
    told("id", "Tara Qvist", "Quorvexa", "Bravik", "i1", -29),
    told("en", "Milan Oyelaran", "Halmerion", "Norvale", "e2", -20),
    told("zh", "沈若溪", "月之暗面", "字节跳动", "z1", -10),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("commands"), PIECES, START) as one:
        yield one


@each_language
async def test_start_greets_in_three_lines_offers_names_and_shows_the_newest_story(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    hello, story = await ayu.say("/start")
    lines = hello["text"].split("\n")
    assert len(lines) == 3
    assert lines[0] == t("Hello {name}, this is Hengkang.", name=f"Ayu {ayu.id}")
    labels = [b["text"] for b in buttons(hello)]
    assert labels[:4] == [t("China AI labs"), t("US labs"), t("Indonesian and SEA tech"), t("Chips")]
    assert {"en": "Alibaba", "id": "Alibaba", "zh": "阿里巴巴"}[lang] in labels
    assert {"en": "Shen Ruoxi: Moonshot AI → ByteDance", "id": "Shen Ruoxi: Moonshot AI → ByteDance",
            "zh": "沈若溪：月之暗面 → 字节跳动"}[lang] in story["text"]  # fmt: skip


async def test_start_shows_who_watches_the_newest_story_of_their_names_and_no_other(world: Stage) -> None:
    ayu = somebody(world, "en")
    await ayu.say("/watch Zentrify")
    assert len(await ayu.say("/start")) == 1, "nothing is known of Zentrify"
    await ayu.say("/watch Moonshot AI")
    _, story = await ayu.say("/start")
    assert story["text"].endswith("You watch Moonshot AI")


@each_language
async def test_a_pack_is_watched_by_two_taps_and_its_newest_story_shown(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    hello, _ = await ayu.say("/start")
    page = await ayu.press(hello, "pk:china")
    assert page["text"].startswith(t("China AI labs"))
    assert [b["text"] for b in buttons(page) if b["text"].startswith("✓")] == []
    page = await ayu.press(page, "pa:china")
    assert len([b for b in buttons(page) if b["text"].startswith("✓")]) == 10
    assert data(page, "pa") == []
    names = {"zh": ["字节跳动", "月之暗面"]}.get(lang, ["ByteDance", "Moonshot AI"])
    assert ayu.newest()["text"].endswith(t("You watch {names}", names=t.many(names)))
    listed = await ayu.ask("/watches")
    assert listed["text"].startswith(t.n("You watch {n} name:", "You watch {n} names:", 10))
    back = await ayu.press(page, "st:packs")
    assert back["text"].startswith(t("Hello {name}, this is Hengkang.", name=f"Ayu {ayu.id}"))
    assert (
        t.n("You watch {n} name; /watches shows it.", "You watch {n} names; /watches shows them.", 10) in back["text"]
    )


@each_language
async def test_names_of_a_pack_are_chosen_one_by_one_in_place(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    hello, _ = await ayu.say("/start")
    page = await ayu.press(hello, "pk:china")
    before = len(world.sim.from_bot(ayu.id))
    chosen = "pt:1:china:moonshot"
    page = await ayu.press(page, chosen)
    shown = {"zh": "月之暗面"}.get(lang, "Moonshot AI")
    assert [b["text"] for b in buttons(page) if b["text"].startswith("✓")] == [f"✓ {shown}"]
    assert {"zh": "沈若溪"}.get(lang, "Shen Ruoxi") in page["text"] and data(page, "o")
    message = world.sim.message(ayu.id, page["message_id"])
    assert message.keyboard is not None
    message.keyboard["inline_keyboard"][1][0]["callback_data"] = chosen  # as seen before the edit arrived
    await ayu.press(page, chosen)
    assert len(world.sim.from_bot(ayu.id)) == before
    assert (await ayu.ask("/watches"))["text"].endswith(f"1. {shown}")
    page = await ayu.press(page, "pt:0:china:moonshot")
    assert (await ayu.ask("/watches"))["text"] == t("You watch nobody yet. Write /watch and a name: /watch Alibaba")


@each_language
async def test_a_pack_of_the_first_version_is_watched_at_a_tap(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    hello, _ = await ayu.say("/start")
    message = world.sim.message(ayu.id, hello["message_id"])
    assert message.keyboard is not None
    message.keyboard["inline_keyboard"][0][0]["callback_data"] = "g:china"
    await ayu.press(hello, "g:china")
    answer = world.sim.from_bot(ayu.id)[-2]
    assert answer["text"].startswith(t("Watching {name}.", name=t("China AI labs")))
    for old in ("pk:nothing", "pt:1:china:openai", "pt:2:china:jd", "pa:", "pt:"):
        message.keyboard["inline_keyboard"][0][0]["callback_data"] = old
        await ayu.press(hello, old)
        assert ayu.toast == t("This button is too old; please type the command again.")


@each_language
async def test_watch_says_what_to_expect_and_what_it_would_have_sent(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    answer = await ayu.ask("/watch Quorvexa")
    lines = answer["text"].split("\n")
    assert lines[0] == t("Watching {name}.", name="Quorvexa")
    feeds, mentions = t.n("{n} feed", "{n} feeds", 3), t.n("{n} mention", "{n} mentions", 2)
    assert lines[1] == t("{feeds}, {mentions} in the last 30 days.", feeds=feeds, mentions=mentions)
    assert any("Tara Qvist" in line and "Quorvexa → Bravik" in line for line in lines)
    assert data(answer, "o") and data(answer, "ut")
    again = await ayu.ask("/watch quorvexa")
    assert again["text"].startswith(t("Already watching {name}.", name="Quorvexa"))


@each_language
async def test_a_card_opens_and_its_buttons_lead_there_and_back(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    answer = await ayu.ask("/watch Quorvexa")
    await ayu.press(answer, data(answer, "o")[0])
    card = ayu.newest()
    assert card["message_id"] != answer["message_id"]
    assert card["text"].endswith(t("You watch {names}", names="Quorvexa"))
    assert t.n("{n} source", "{n} sources", 2) in card["text"]
    listed = await ayu.press(card, data(card, "s")[0])
    assert listed["text"].startswith(t.n("{n} source", "{n} sources", 2))
    assert "[1]" in listed["text"] and "[2]" in listed["text"] and t("reported it first") in listed["text"]
    assert len(links(listed)) == 2
    back = await ayu.press(listed, data(listed, "b")[0])
    assert back["text"] == card["text"]
    asked = await ayu.press(back, data(back, "q")[0])
    assert asked["text"].startswith(t("What would you like to know?"))
    offered = data(asked, "a")
    assert 3 <= len(offered) <= 5
    await ayu.press(asked, offered[0])
    told = ayu.newest()
    assert told["message_id"] != asked["message_id"] and "[1] “" in told["text"] and links(told)
    assert (await ayu.press(asked, data(asked, "b")[0]))["text"] == card["text"]


@each_language
async def test_several_names_in_any_script_are_watched_at_once(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    came = await ayu.say("/watch 阿里、Tencent, “Yan Zhijie”")
    shown = {"zh": ["阿里巴巴", "腾讯", "鄢志杰"]}.get(lang, ["Alibaba", "Tencent", "Yan Zhijie"])
    assert [m["text"].split("\n")[0] for m in came] == [t("Watching {name}.", name=name) for name in shown]
    assert all(t("No talent story in the last 30 days. The next one comes at once.") in m["text"] for m in came)


@each_language
async def test_a_misspelt_name_is_asked_about_and_the_choice_stands_in_place_of_the_question(
    world: Stage, lang: str
) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    asked = await ayu.ask("/watch Alibba")
    assert asked["text"] == t("I do not know “{name}”. Did you mean one of these?", name="Alibba")
    assert t.country("CN") in buttons(asked)[0]["text"]
    chosen = await ayu.press(asked, "wc:alibaba")
    assert chosen["text"].startswith(t("Watching {name}.", name={"zh": "阿里巴巴"}.get(lang, "Alibaba")))
    assert ayu.newest()["message_id"] == asked["message_id"]


@pytest.mark.parametrize(("name", "choices"), [("Meta", {"wc:meta", "wc:fair"}), ("Seed", {"wc:bytedance-seed"})])
async def test_a_name_that_several_bear_is_asked_about(world: Stage, name: str, choices: set[str]) -> None:
    ayu = somebody(world, "en")
    asked = await ayu.ask(f"/watch {name}")
    assert choices < {b["callback_data"] for b in buttons(asked)}
    own = await ayu.press(asked, f"wc:={name}")
    assert own["text"].startswith(f"Watching {name}.")
    assert (await ayu.ask("/watches"))["text"] == f"You watch 1 name:\n1. {name}"


@each_language
async def test_a_name_shared_by_crowds_comes_with_a_warning(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    assert t("Many people bear this name: look at the company in each alert.") in (await ayu.ask("/watch 李明"))["text"]


@each_language
async def test_watches_are_listed_by_tens_and_removed_with_undo(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    assert (await ayu.ask("/watches"))["text"] == t("You watch nobody yet. Write /watch and a name: /watch Alibaba")
    begun = await ayu.ask("/watch " + ", ".join(f"Qorvand{n}" for n in range(9)) + ", Quorvexa")
    assert begun["text"].startswith(t.n("Watching {n} name:", "Watching {n} names:", 10))
    assert t.n("{n} talent story", "{n} talent stories", 1) in begun["text"].split("\n")[-2]
    await ayu.say("/watch Zelvane, Brixonel")
    listed = await ayu.ask("/watches")
    assert listed["text"].startswith(t.n("You watch {n} name:", "You watch {n} names:", 12))
    assert "Zelvane" not in listed["text"] and len(data(listed, "wd")) == 10
    second = await ayu.press(listed, data(listed, "p")[0])
    assert "11. Zelvane" in second["text"] and len(data(second, "wd")) == 2
    second = await ayu.press(second, data(second, "wd")[0])
    after = await ayu.press(second, data(second, "u")[0])
    assert after["text"].startswith(t("No longer watching {name}.", name="Zelvane"))
    assert "11. Brixonel" in after["text"]
    gone = await ayu.press(after, data(after, "ub")[0])
    assert gone["text"].startswith(t("Watching {name}.", name="Zelvane"))
    assert (await ayu.ask("/watches"))["text"].startswith(t.n("You watch {n} name:", "You watch {n} names:", 12))


@each_language
async def test_a_watch_is_muted_and_woken_in_the_list(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    await ayu.say("/watch Zelvane")
    listed = await ayu.ask("/watches")
    page = await ayu.press(listed, data(listed, "wd")[0])
    week = await ayu.press(page, next(d for d in data(page, "m") if d.startswith("m:7:")))
    assert t("Muted until {time}.", time="").rstrip("。.") in week["text"]
    listed = await ayu.press(week, data(week, "p")[0])
    assert listed["text"].endswith(f"1. Zelvane · {t('muted')}")
    page = await ayu.press(listed, data(listed, "wd")[0])
    assert len(data(page, "m")) == 1
    await ayu.press(page, data(page, "m")[0])
    assert (await ayu.ask("/watches"))["text"].endswith("1. Zelvane")


@each_language
async def test_unwatch_takes_any_spelling_and_is_undone_in_place(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    name = {"zh": "阿里巴巴"}.get(lang, "Alibaba")
    await ayu.say("/watch Alibaba")
    ended = await ayu.ask("/unwatch 阿里巴巴")
    assert ended["text"] == t("No longer watching {name}.", name=name)
    undone = await ayu.press(ended, data(ended, "wc")[0])
    assert undone["text"].startswith(t("Watching {name}.", name=name))
    assert (await ayu.ask("/unwatch 1"))["text"] == t("No longer watching {name}.", name=name)
    unknown = await ayu.ask("/unwatch Nobody")
    assert unknown["text"] == t("You do not watch “{name}”. /watches shows your list.", name="Nobody")
    assert (await ayu.ask("/unwatch"))["text"] == t("You watch nobody yet. Write /watch and a name: /watch Alibaba")


@each_language
async def test_the_button_under_a_watch_ends_it_once(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    answer = await ayu.ask("/watch Zelvane")
    await ayu.press(answer, data(answer, "ut")[0])
    assert ayu.newest()["text"] == t("No longer watching {name}.", name="Zelvane")
    await ayu.press(answer, data(answer, "ut")[0])
    assert ayu.toast == t("This watch has been removed already.")


@each_language
async def test_latest_lists_what_is_watched_or_named(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    everything = await ayu.ask("/latest")
    assert len(data(everything, "o")) == 3  # somebody who watches nobody yet sees all
    assert "Milan Oyelaran" in (await ayu.ask("/latest Halmerion"))["text"]
    nothing = await ayu.ask("/latest Zelvane")
    assert nothing["text"] == t("Nothing about {name} in the last 90 days.", name="Zelvane")
    assert "/latest Alibaba" in (await ayu.ask("/latest Alibabba"))["text"]
    await ayu.say("/watch Zelvane")
    assert (await ayu.ask("/latest"))["text"] == t("Nothing about your watches in the last 90 days.")


@pytest.mark.parametrize(
    ("lang", "question", "names"),
    [
        ("en", "Who left Quorvexa?", ["Tara Qvist"]),
        ("id", "Siapa yang hengkang dari Halmerion?", ["Milan Oyelaran"]),
        ("zh", "谁离开了月之暗面？", ["沈若溪"]),
        ("en", "Who joined ByteDance?", ["Shen Ruoxi"]),
        ("id", "Mengapa Tara Qvist meninggalkan Quorvexa?", ["komputasi|computing"]),
        ("zh", "沈若溪去了哪里？", ["字节跳动"]),
    ],
)
async def test_ask_answers_in_each_language_with_numbered_sources(
    world: Stage, lang: str, question: str, names: list[str]
) -> None:
    ayu = somebody(world, lang)
    answer = await ayu.ask(f"/ask {question}")
    assert any(name in answer["text"] for group in names for name in group.split("|")), answer["text"]
    assert "\n[1] “" in answer["text"] and links(answer)


async def test_a_plain_message_is_a_question_and_an_edited_one_is_not_asked_again(world: Stage) -> None:
    ayu = somebody(world, "en")
    world.clock.advance(timedelta(seconds=4))
    mine = await world.sim.say(ayu.id, "Who left Halmerion?")
    await world.settled()
    assert ayu.newest()["text"].startswith("Milan Oyelaran")
    before = len(world.messages(ayu.id))
    await world.sim.edit(ayu.id, mine["message_id"], "Who left Quorvexa?")
    await world.settled()
    assert len(world.messages(ayu.id)) == before


async def test_a_reply_asks_about_its_story_and_a_follow_up_keeps_it(world: Stage) -> None:
    ayu = somebody(world, "en")
    await ayu.say("/watch Halmerion, Quorvexa")
    listed = await ayu.ask("/latest Quorvexa")
    await ayu.press(listed, data(listed, "o")[0])
    card = ayu.newest()
    reply = await ayu.ask("Where did she go?", reply_to=card["message_id"])
    assert "Bravik" in reply["text"]
    assert "computing budgets" in (await ayu.ask("/ask why did she leave?"))["text"]
    # The story in view says nothing of Norvale, so the question is asked of everything stored.
    assert (await ayu.ask("/ask Who joined Norvale?"))["text"].startswith("Milan Oyelaran")


@each_language
async def test_what_no_article_says_is_refused_and_an_empty_question_explained(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    question = {"en": "How much does Bravik pay Tara Qvist?", "id": "Berapa gaji Tara Qvist di Bravik?",
                "zh": "沈若溪的薪酬是多少？"}[lang]  # fmt: skip
    assert (await ayu.ask(f"/ask {question}"))["text"].startswith(t("The stored articles do not say."))
    for empty in ("/ask", "/ask   ", "/ask ?!"):
        assert t("/ask Who left Alibaba?") in (await ayu.ask(empty))["text"]
    long = await ayu.ask("/ask " + "why " * 200)
    assert long["text"] == t("That is a long question; please ask it in {n} characters or fewer.", n=300)


@each_language
async def test_moves_tells_who_came_and_went_with_sources(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    answer = await ayu.ask("/moves Quorvexa 60d")
    assert answer["text"].startswith(t.n("{name}: moves in {n} day", "{name}: moves in {n} days", 60, name="Quorvexa"))
    assert t("Went: {n}", n=1) in answer["text"] and t("Net: {n}", n="−1") in answer["text"]
    assert len(links(answer)) == 1
    came = await ayu.ask("/moves Bravik")
    assert t("Came: {n}", n=1) in came["text"] and t("Net: {n}", n="+1") in came["text"]
    way = await ayu.ask("/moves Tara Qvist")
    assert way["text"].startswith(t("{name}: reported moves", name="Tara Qvist"))
    assert (await ayu.ask("/who Tara Qvist"))["text"] == way["text"]
    assert "/who Yan Zhijie" in (await ayu.ask("/who"))["text"]
    assert (await ayu.ask("/who Zelvane Ork"))["text"] == t("No move of {name} is stored.", name="Zelvane Ork")
    assert t("No move is reported.") in (await ayu.ask("/moves Zelvane"))["text"]
    assert "/moves Alibaba" in (await ayu.ask("/moves Alibabba"))["text"]
    assert "/moves Alibaba 90d" in (await ayu.ask("/moves"))["text"]


@each_language
async def test_why_tells_the_whole_chain_in_the_persons_language(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    listed = await ayu.ask("/watch Quorvexa")
    answer = await ayu.ask(f"/why {links(listed)[0]}")
    lines = answer["text"].split("\n")
    assert lines[1].startswith(t("1. Fetched: {feed}, {time}", feed="Outlet", time="").rstrip(", ，"))
    assert lines[2].startswith(
        t("2. Understood: {verdict}, {score}", verdict=t("talent news"), score="").rstrip(", ，")
    )
    assert f"   – {t('the title tells a move')}" in lines
    assert f"   – {t('it stood in the feed at the first fetch: stored, not sent')}" in lines
    assert lines[-1] == t("4. Shown to you in the preview of a watch, so not sent again.")
    unknown = await ayu.ask("/why https://example.com/nothing")
    assert unknown["text"] == t("That article is not stored: no feed of mine has carried it.")
    nobody = somebody(world, lang)
    assert (await nobody.ask("/why"))["text"] == t(
        "Reply to an alert with /why, or write the article's address after it."
    )


async def test_the_language_changes_by_word_and_by_button_and_the_zone_with_it(world: Stage) -> None:
    ayu = somebody(world, "en")
    offered = await ayu.ask("/language")
    assert [b["text"] for b in buttons(offered)][:3] == ["Bahasa Indonesia", "✓ English", "简体中文"]
    assert (await ayu.press(offered, "l:zh-hans"))["text"] == "从现在起我用中文回复。"
    assert "CST" in (await ayu.ask("/timezone"))["text"]
    assert (await ayu.ask("/language bahasa indonesia"))[
        "text"
    ] == "Mulai sekarang saya menulis dalam bahasa Indonesia."
    assert "WIB" in (await ayu.ask("/timezone"))["text"]
    assert (await ayu.ask("/language Klingon"))["text"] == texts("id")(
        "I do not write in “{name}” yet. Choose one of these:", name="Klingon"
    )


@pytest.mark.parametrize(
    ("written", "shown"),
    [("Makassar", "WITA"), ("jayapura", "WIT"), ("北京", "CST"), ("新加坡", "SGT"), ("Singapura", "SGT"),
     ("Hong Kong", "HKT"), ("san francisco", "PST"), ("Asia/Kathmandu", "UTC+05:45"), ("UTC", "UTC")],
)  # fmt: skip
async def test_the_time_zone_is_set_by_city(world: Stage, written: str, shown: str) -> None:
    ayu = somebody(world, "en")
    answer = await ayu.ask(f"/timezone {written}")
    assert answer["text"].startswith("Your time is now") and answer["text"].endswith(f" {shown}.")


@each_language
async def test_an_unknown_city_is_told_and_a_zone_is_chosen_by_button(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    answer = await ayu.ask("/timezone Xanadu")
    assert answer["text"] == t(
        "I know no zone “{name}”. Write a large city or a name such as Asia/Jakarta.", name="Xanadu"
    )
    offered = await ayu.ask("/timezone")
    assert {"en": "Singapore (SGT)", "id": "Singapura (SGT)", "zh": "新加坡（SGT）"}[lang] in [
        b["text"] for b in buttons(offered)
    ]
    chosen = await ayu.press(offered, "z:Asia/Makassar")
    assert chosen["text"] == t("Your time is now {time}.", time=t.moment(world.clock.now(), "Asia/Makassar"))


@each_language
async def test_stop_keeps_the_watches_and_start_or_watch_goes_on(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    await ayu.say("/watch Zelvane")
    stopped = await ayu.ask("/stop")
    assert stopped["text"] == t("Stopped: no more alerts. Your watches are kept; /start goes on.")
    assert await state(world, ayu) == "stopped"
    hello = (await ayu.say("/start"))[0]
    assert t("Alerts are on again.") in hello["text"]
    assert (
        t.n("You watch {n} name; /watches shows it.", "You watch {n} names; /watches shows them.", 1) in hello["text"]
    )
    await ayu.say("/stop")
    assert t("Alerts are on again.") in (await ayu.ask("/watch Brixonel"))["text"]
    assert await state(world, ayu) == "active"


async def state(world: Stage, person: Person) -> str | None:
    async with world.running.db.read() as c:
        row = await subscribers.get(c, person.place)
    return row.state if row else None


@each_language
async def test_export_sends_everything_stored_and_the_moves_of_the_watches(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    await ayu.say("/watch Quorvexa, =SUM(A1:A9)")
    whole, moves = await ayu.say("/export")
    assert whole["caption"] == t("Everything that I have stored of this chat.")
    data = json.loads(world.sim.world.files[whole["document"]["file_id"]][1])
    assert data["chat_id"] == ayu.id
    assert [w["name"] for w in data["watches"]] == ["Quorvexa", "=SUM(A1:A9)"]
    tables = {*(table for table, _ in CHAT_TABLES), *ADDED_TABLES, "inbox"}
    assert set(data) == {"exported_at", "chat_id", *tables}
    assert all(row["chat_id"] == ayu.id for table, _ in CHAT_TABLES for row in data[table])
    rows = list(csv.DictReader(io.StringIO(world.sim.world.files[moves["document"]["file_id"]][1].decode("utf-8-sig"))))
    assert [(r["person"], r["from"], r["to"]) for r in rows] == [("Tara Qvist", "Quorvexa", "Bravik")]
    assert rows[0]["source"].startswith("http")


@each_language
async def test_forgetme_asks_and_then_erases_every_row(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    await ayu.say("/watch Quorvexa, " + "Qorvand" * 9)
    await ayu.say("/ask Who left Quorvexa?")
    asked = await ayu.ask("/forgetme")
    assert (await ayu.press(asked, "f:no"))["text"] == t("Nothing was erased.")
    asked = await ayu.ask("/forgetme")
    erased = await ayu.press(asked, "f:yes")
    assert erased["text"] == t("Everything is erased. If you write to me again, we begin anew.")
    async with world.running.db.read() as c:
        left = {table: await c.value(f"SELECT COUNT(*) FROM {table} WHERE {column} = ?", (ayu.id,))
                for table, column in (*CHAT_TABLES, ("inbox", "chat_id"))}  # fmt: skip
    assert {table for table, count in left.items() if count} == set()
    assert (await ayu.ask("/watches"))["text"] == t("You watch nobody yet. Write /watch and a name: /watch Alibaba")


@each_language
async def test_help_lists_every_command_and_an_unknown_one_is_explained(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    shown = (await ayu.ask("/help"))["text"]
    assert all(f"/{name} – {t(about)}" in shown for name, about in EVERYBODY)
    assert not any(f"/{name} " in shown for name, _ in ADMINISTRATORS)
    assert (await ayu.ask("/wach Foo"))["text"] == t(
        "I do not know /{name}. Did you mean /{near}?", name="wach", near="watch"
    )
    assert (await ayu.ask("/xyzzy"))["text"] == t("I do not know /{name}. /help shows what I can do.", name="xyzzy")
    assert (await ayu.ask("/about"))["text"].startswith("Hengkang")


@each_language
async def test_a_button_from_another_age_is_answered(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    answer = await ayu.ask("/watch Zelvane")
    message = world.sim.message(ayu.id, answer["message_id"])
    for old, toast in (
        ("k:00000000", t("This button is too old; please type the command again.")),
        ("nonsense", t("This button is too old; please type the command again.")),
        ("z:Atlantis", t("This button is too old; please type the command again.")),
        ("s:999999", t("This story is no longer stored.")),
        ("u:999999", t("This watch has been removed already.")),
    ):
        assert message.keyboard is not None
        message.keyboard["inline_keyboard"][0][0]["callback_data"] = old
        await ayu.press(answer, old)
        assert ayu.toast == toast


async def test_a_deep_link_starts_its_watch_even_after_stop(world: Stage) -> None:
    ayu = somebody(world, "en")
    await ayu.say("/watch Zelvane")
    await ayu.say("/stop")
    answer = await ayu.ask("/start w_moonshot")
    assert answer["text"].startswith("Watching Moonshot AI.") and "Alerts are on again." in answer["text"]
    assert await state(world, ayu) == "active"


async def test_menus_stand_in_each_language_for_each_scope(world: Stage) -> None:
    for lang in LANGUAGES:
        ayu, t = somebody(world, lang), texts(lang)
        assert world.sim.menu(ayu.id) == [{"command": n, "description": t(a)} for n, a in EVERYBODY]
    group = world.sim.group(-900, "Desk", members=[ayu.id])
    assert {c["command"] for c in world.sim.menu(ayu.id, group)} < {n for n, _ in EVERYBODY}
