"""Ten outlets in three languages tell one move within two days; one denies it, and one confirms it in the end."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from storage import preferences
from storage.preferences import Preferences
from tests.e2e.chatting import Message, Person, buttons, links
from tests.e2e.outlets import Piece
from tests.e2e.stage import Stage, stage
from tests.e2e.test_golden_story import as_written

SATURDAY = datetime(2026, 3, 7, 1, 0, tzinfo=UTC)

# Outlet, language, hours after SATURDAY, title, paragraphs.
STORY = (
    ("Harbour Ledger", "en", 0.0, "Speech chief Qin Ruolan to leave Norvale for Halmerion, sources say",
     "Qin Ruolan, who heads speech research at Norvale, is to leave the company and join Halmerion, according to two"
     " people familiar with the matter.\n"
     "Qin built Norvale's voice assistant and leads a team of about sixty researchers. She declined to comment.\n"
     "Halmerion, which makes software for call centres, has been hiring researchers since last autumn."),
    ("潮声科技", "zh", 1.2, "消息称Norvale语音负责人秦若澜将离职，加盟Halmerion",
     "据知情人士透露，Norvale语音研究负责人秦若澜（Qin Ruolan）将从公司离职，加入Halmerion。\n"
     "秦若澜带领约六十人的团队，主导了Norvale语音助手的研发。两家公司均未回应置评请求。"),
    ("Warta Digital", "id", 2.5, "Qin Ruolan dikabarkan tinggalkan Norvale, gabung Halmerion",
     "Kepala riset suara Norvale, Qin Ruolan, dikabarkan akan hengkang dan bergabung dengan Halmerion, menurut dua"
     " sumber yang mengetahui rencana itu.\n"
     "Qin memimpin tim berisi sekitar enam puluh peneliti. Norvale belum memberikan komentar."),
    ("Pier Nine", "en", 4.0, "Halmerion poaches Qin Ruolan from Norvale",
     "Halmerion has poached Qin Ruolan from Norvale, people close to both companies told Pier Nine.\n"
     "Her last project at Norvale was a speech model that runs on phones. It is not known who will follow her."),
    ("南岸财经", "zh", 5.4, "Halmerion挖走Norvale语音团队负责人秦若澜",
     "南岸财经获悉，Halmerion已从Norvale挖走语音团队负责人秦若澜。\n"
     "业内人士认为，此举显示呼叫中心软件公司正加大对语音技术的投入。"),
    ("Asia Compute Weekly", "en", 8.0, "Norvale denies that Qin Ruolan is leaving for Halmerion",
     "Norvale on Saturday denied that Qin Ruolan, its head of speech research, is leaving for Halmerion.\n"
     "“The reports are false,” a spokeswoman said. Halmerion did not answer questions."),
    ("Bisnis Petang", "id", 11.0, "Kepala suara Norvale Qin Ruolan disebut akan pindah ke Halmerion",
     "Qin Ruolan, kepala riset suara Norvale, disebut akan pindah ke Halmerion, kata sumber Bisnis Petang pada Sabtu.\n"
     "Kepindahan itu akan menjadi yang ketiga dari laboratorium Norvale tahun ini."),
    ("云岭日报", "zh", 25.0, "Halmerion证实秦若澜加盟，出任首席科学家",
     "Halmerion周日证实，秦若澜已从Norvale离职，加入Halmerion担任首席科学家。\n"
     "公司表示，秦若澜将于四月到任，负责组建新的语音实验室。"),
    ("Kabar Teknologi", "id", 27.5, "Resmi, Qin Ruolan tinggalkan Norvale dan jadi kepala ilmuwan Halmerion",
     "Qin Ruolan resmi meninggalkan Norvale dan bergabung dengan Halmerion sebagai kepala ilmuwan, kata Halmerion dalam"
     " pernyataan pada Minggu.\n"
     "Ia akan membangun laboratorium suara baru mulai April."),
    ("Signal and Chip", "en", 31.0, "Qin Ruolan leaves Norvale to become chief scientist at Halmerion",
     "Qin Ruolan has left Norvale and joined Halmerion as chief scientist, Halmerion said on Sunday.\n"
     "“Speech is how people will talk to machines,” Qin said in a statement. She starts in April."),
)  # fmt: skip
PIECES = [
    Piece(f"t{n}", outlet, lang, title, text, SATURDAY + timedelta(hours=hours))
    for n, (outlet, lang, hours, title, text) in enumerate(STORY)
]
SOURCES = {"en": "10 sources", "id": "10 sumber", "zh": "10 个来源"}
DENIED = {"en": "denied", "id": "dibantah", "zh": "否认"}
CONFIRMED = {"en": "confirmed", "id": "dikonfirmasi", "zh": "证实"}


async def watching(world: Stage, number: int, lang: str, name: str, chosen: Preferences | None = None) -> Person:
    """Somebody who watches one name."""
    person = Person(world, number, lang)
    answer = await person.ask(f"/watch {name}")
    if own := as_written(answer):
        await person.press(answer, own)
    if chosen:
        async with world.running.db.write() as c:
            await preferences.put(c, number, chosen)
    return person


async def play(world: Stage, until: datetime) -> None:
    """Let everything happen that is published by then."""
    for moment in sorted({p.published + timedelta(minutes=10) for p in PIECES}):
        if world.clock.now() < moment < until:
            await world.advance_to(moment)
    await world.advance_to(until)


def since(world: Stage, person: Person, begun: int) -> list[Message]:
    """What the bot has said to somebody after so many messages."""
    return world.sim.from_bot(person.id)[begun:]


async def test_ten_outlets_make_one_alert_with_ten_sources_and_two_replies(tmp_path: Path) -> None:
    async with stage(tmp_path, PIECES, SATURDAY - timedelta(hours=2)) as world:
        readers = [
            await watching(world, 100 + 10 * n + m, lang, name)
            for n, name in enumerate(("Norvale", "Halmerion"))
            for m, lang in enumerate(("en", "id", "zh"))
        ]
        begun = [len(world.sim.from_bot(r.id)) for r in readers]
        await play(world, SATURDAY + timedelta(hours=36))
        for reader, had in zip(readers, begun, strict=True):
            alert, *replies = since(world, reader, had)
            assert len(replies) == 2, [m["text"] for m in (alert, *replies)]
            assert SOURCES[reader.lang] in alert["text"]
            assert [r["reply_to_message"]["message_id"] for r in replies] == [alert["message_id"]] * 2
            assert DENIED[reader.lang] in replies[0]["text"].splitlines()[0].lower()
            assert DENIED[reader.lang] in replies[0]["text"].partition("•")[2].lower(), "a bullet says so too"
            assert CONFIRMED[reader.lang] in replies[1]["text"].splitlines()[0].lower()
            await listed(reader, alert)


async def listed(reader: Person, alert: Message) -> None:
    """The sources behind the card are all ten, the first reporter first."""
    sources = next(b["callback_data"] for b in buttons(alert) if b.get("callback_data", "").startswith("s:"))
    page = await reader.press(alert, sources)
    assert len({link.rsplit("/", 1)[1] for link in links(page)}) == len(STORY)
    assert STORY[0][0] in page["text"]


@pytest.mark.parametrize(
    "lang", ["zh", pytest.param("en", marks=pytest.mark.slow), pytest.param("id", marks=pytest.mark.slow)]
)
async def test_a_weekly_digest_tells_the_story_once_as_it_ended(tmp_path: Path, lang: str) -> None:
    async with stage(tmp_path, PIECES, SATURDAY - timedelta(hours=2)) as world:
        reader = await watching(world, 300, lang, "Norvale", Preferences(delivery="weekly", digest_at=time(8)))
        begun = len(world.sim.from_bot(reader.id))
        await play(world, SATURDAY + timedelta(days=4))
        (card,) = since(world, reader, begun)
        assert SOURCES[lang] in card["text"]
        assert DENIED[lang] not in card["text"].lower()


@pytest.mark.slow
async def test_a_daily_digest_tells_each_morning_what_is_new_of_the_story(tmp_path: Path) -> None:
    async with stage(tmp_path, PIECES, SATURDAY - timedelta(hours=2)) as world:
        reader = await watching(world, 400, "en", "Norvale", Preferences(delivery="daily", digest_at=time(8)))
        begun = len(world.sim.from_bot(reader.id))
        await play(world, SATURDAY + timedelta(days=4))
        told, confirmed = since(world, reader, begun)
        # The first card has been edited to the latest state since; it came as it was that morning, before the denial.
        came = world.sim.message(reader.id, told["message_id"]).history[0]
        assert "reported" in came.splitlines()[0]
        assert "confirmed" in confirmed["text"].splitlines()[0]
        assert confirmed["reply_to_message"]["message_id"] == told["message_id"]
