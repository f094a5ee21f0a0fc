"""Settings: one message edited in place, and the commands that open its parts, in each language."""

from collections.abc import AsyncIterator
from datetime import time

import pytest
import pytest_asyncio

from bot.commands.settings import SWITCHES
from bot.locales.texts import texts
from storage import preferences, subscribers
from storage.preferences import Preferences
from tests.e2e.chatting import START, Message, Person, buttons, data, each_language, somebody, told
from tests.e2e.stage import Stage, stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

PIECES = (told("en", "Tara Qvist", "Quorvexa", "Bravik", "e1", -30),)
REFUSED = "Only administrators of this chat can change that."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("settings"), PIECES, START) as one:
        yield one


async def chosen(world: Stage, chat: int) -> Preferences:
    async with world.running.db.read() as c:
        return await preferences.get(c, chat)


def marked(message: Message) -> list[str]:
    """The buttons that are marked as chosen."""
    return [b["text"] for b in buttons(message) if b["text"].startswith("✓")]


@each_language
async def test_settings_show_everything_and_each_part_opens_in_place_and_leads_back(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    page = await ayu.ask("/settings")
    assert page["text"].split("\n")[0] == t("Settings")
    assert t("Delivery: {how}", how=t("at once")) in page["text"]
    assert t("Quiet hours: {hours}", hours=t("none")) in page["text"]
    assert {"en": "Time zone: UTC", "id": "Zona waktu: Jakarta", "zh": "时区：北京"}[lang] in page["text"]
    parts = data(page, "se")
    assert len(parts) == 5 and len(data(page, "sx")) == len(SWITCHES)
    before = len(world.sim.from_bot(ayu.id))
    for part in parts:
        opened = await ayu.press(page, part)
        assert opened["text"] != page["text"]
        assert (await ayu.press(opened, "se:home"))["text"].split("\n")[0] == t("Settings")
    assert len(world.sim.from_bot(ayu.id)) == before


@each_language
@pytest.mark.parametrize("name", SWITCHES)
async def test_a_switch_is_one_tap_and_a_second_press_is_none(world: Stage, lang: str, name: str) -> None:
    ayu = somebody(world, lang)
    page = await ayu.ask("/settings")
    was = getattr(await chosen(world, ayu.id), name)
    pressed = next(d for d in data(page, "sx") if name in d)
    switched = await ayu.press(page, pressed)
    assert getattr(await chosen(world, ayu.id), name) is not was
    assert switched["text"] != page["text"]
    message = world.sim.message(ayu.id, page["message_id"])
    assert message.keyboard is not None
    message.keyboard["inline_keyboard"][0][0]["callback_data"] = pressed  # as seen before the edit arrived
    again = await ayu.press(page, pressed)
    assert getattr(await chosen(world, ayu.id), name) is not was
    assert again["text"].split("\n")[3:] == switched["text"].split("\n")[3:]  # the clock has gone on


@each_language
async def test_delivery_is_two_taps(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    page = await ayu.press(await ayu.ask("/settings"), "se:digest")
    assert marked(page) == [f"✓ {t('At once')}"]
    page = await ayu.press(page, "sd:1900")
    assert marked(page) == [f"✓ {t('Daily')}", "✓ 19:00"]
    page = await ayu.press(page, "sd:d4")
    assert marked(page) == [f"✓ {t('Weekly')}", "✓ 19:00", f"✓ {t.weekday(4, short=True)}"]
    assert {"en": "News comes weekly on Friday at 19:00.", "id": "Berita dikirim setiap Jumat pukul 19:00.",
            "zh": "新闻推送：每周五 19:00。"}[lang] in page["text"]  # fmt: skip
    page = await ayu.press(page, "sd:0700")
    assert await chosen(world, ayu.id) == Preferences(delivery="weekly", digest_at=time(7), digest_day=4)
    page = await ayu.press(await ayu.press(page, "sd:instant"), "se:home")
    assert t("Delivery: {how}", how=t("at once")) in page["text"]


@each_language
async def test_quiet_hours_are_two_taps(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    page = await ayu.press(await ayu.ask("/settings"), "se:quiet")
    assert marked(page) == [f"✓ {t('No quiet hours')}"]
    page = await ayu.press(page, data(page, "sq")[1])
    assert page["text"].split("\n")[0] == t("Quiet hours: {hours}.", hours="22:00–07:00")
    assert (await chosen(world, ayu.id)).quiet == (time(22), time(7))
    page = await ayu.press(page, "sq:off")
    assert marked(page) == [f"✓ {t('No quiet hours')}"]
    assert (await chosen(world, ayu.id)).quiet is None


@pytest.mark.parametrize(
    ("lang", "written", "wanted"),
    [
        ("en", "/digest 08:00", Preferences(delivery="daily")),
        ("en", "/digest weekly monday", Preferences(delivery="weekly")),
        ("id", "/digest mingguan jumat 07.30", Preferences(delivery="weekly", digest_at=time(7, 30), digest_day=4)),
        ("zh", "/digest 每周三晚上9点", Preferences(delivery="weekly", digest_at=time(21), digest_day=2)),
        ("en", "/quiet 22-7", Preferences(quiet=(time(22), time(7)))),
        ("id", "/quiet jam 10 malam sampai 6.30 pagi", Preferences(quiet=(time(22), time(6, 30)))),
        ("zh", "/quiet 晚上10点到早上7点", Preferences(quiet=(time(22), time(7)))),
    ],
)
async def test_what_is_typed_is_set(world: Stage, lang: str, written: str, wanted: Preferences) -> None:
    ayu = somebody(world, lang)
    await ayu.ask(written)
    assert await chosen(world, ayu.id) == wanted
    word = {"en": "off", "id": "mati", "zh": "关闭"}[lang]
    page = await ayu.ask(f"{written.split()[0]} {word}")
    assert (await chosen(world, ayu.id)).quiet is None
    assert (await chosen(world, ayu.id)).delivery == "instant"
    assert marked(page) and data(page, "se") == ["se:home"]


@each_language
@pytest.mark.parametrize("command", ["digest", "quiet"])
async def test_what_is_not_understood_says_what_to_write_and_changes_nothing(
    world: Stage, lang: str, command: str
) -> None:
    ayu = somebody(world, lang)
    page = await ayu.ask(f"/{command} \u202ewhenever")
    assert "“whenever”" in page["text"] and page["text"].count(f"/{command} ") >= 3
    assert await chosen(world, ayu.id) == Preferences()
    for example in {"en": ["08:00", "weekly monday"], "id": ["mingguan senin", "langsung"], "zh": ["每周一", "即时"]}[
        lang
    ]:
        assert command == "quiet" or f"/digest {example}" in page["text"]
        assert command == "quiet" or "“" not in (await ayu.ask(f"/digest {example}"))["text"]


@each_language
async def test_a_misspelt_city_is_asked_about_and_the_choice_stands_in_its_place(world: Stage, lang: str) -> None:
    ayu, t = somebody(world, lang), texts(lang)
    asked = await ayu.ask("/timezone Surabya")
    assert asked["text"] == t("I know no zone “{name}”. Did you mean one of these?", name="Surabya")
    assert buttons(asked)[0]["text"] == ("Surabaya（WIB）" if lang == "zh" else "Surabaya (WIB)")
    chosen = await ayu.press(asked, data(asked, "z")[0])
    assert chosen["text"].rstrip(".。").endswith("WIB")
    home = await ayu.press(chosen, "se:home")
    assert "Jakarta" in home["text"] or "雅加达" in home["text"]


@pytest.mark.parametrize("old", ["sx:nothing:1", "sx:preview:2", "sx:", "sd:monthly", "sd:2560", "sd:d7", "sd:٠٨٠٠",
                                 "sq:2200", "sq:0700-0700", "sq:9900-0000"])  # fmt: skip
async def test_a_button_of_another_version_changes_nothing(world: Stage, old: str) -> None:
    ayu = somebody(world, "en")
    page = await ayu.ask("/settings")
    message = world.sim.message(ayu.id, page["message_id"])
    assert message.keyboard is not None
    message.keyboard["inline_keyboard"][0][0]["callback_data"] = old
    await ayu.press(page, old)
    assert ayu.toast == "This button is too old; please type the command again."
    assert await chosen(world, ayu.id) == Preferences()


async def test_settings_tell_that_alerts_are_stopped(world: Stage) -> None:
    ayu = somebody(world, "en")
    await ayu.say("/stop")
    assert "Alerts are stopped; /start goes on." in (await ayu.ask("/settings"))["text"]


async def test_in_a_group_only_administrators_open_and_change_settings(world: Stage) -> None:
    chief, reader = somebody(world, "en"), somebody(world, "en")
    chat = world.sim.group(-840, "News desk", members=[reader.id], admins=[chief.id])
    boss, member = Person(world, chief.id, "en", chat), Person(world, reader.id, "en", chat)
    for command in ("/settings", "/digest daily", "/quiet 22-7"):
        assert (await member.ask(command))["text"] == REFUSED
    page = await boss.ask("/settings")
    for press in ("se:digest", "sx:breaking:1"):
        assert (await member.press(page, press))["text"] == page["text"]
        assert member.toast == REFUSED
    assert await chosen(world, chat.id) == Preferences()
    page = await boss.press(page, "se:digest")
    await member.press(page, "sd:daily")
    assert await chosen(world, chat.id) == Preferences()
    await boss.press(page, "sd:daily")
    assert (await chosen(world, chat.id)).delivery == "daily"


async def test_a_language_pressed_in_settings_speaks_at_once_and_moves_the_zone(world: Stage) -> None:
    ayu = somebody(world, "en")
    page = await ayu.press(await ayu.ask("/settings"), "se:lang")
    page = await ayu.press(page, "l:id")
    assert page["text"] == "Mulai sekarang saya menulis dalam bahasa Indonesia."
    home = await ayu.press(page, "se:home")
    assert home["text"].startswith("Pengaturan\nBahasa: Bahasa Indonesia\nZona waktu: Jakarta")
    async with world.running.db.read() as c:
        row = await subscribers.get(c, ayu.id)
    assert row is not None and (row.lang, row.timezone) == ("id", "Asia/Jakarta")
