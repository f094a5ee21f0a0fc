"""From a bot without administrators to one with: how people learn their number, and what an edit brings them."""

from pathlib import Path

from bot.locales.texts import texts
from bot.simulator import Simulator
from tests.e2e.process import TOKEN, Child, configured
from tests.e2e.test_kill import until

PEOPLE = {701: "en", 702: "id", 703: "zh"}


def menu(sim: Simulator, person: int) -> set[str]:
    """The commands that Telegram offers one person in their private chat, above those of everybody."""
    return {
        entry["command"] for (scope, _), entries in sim.world.menus.items() if str(person) in scope for entry in entries
    }


async def test_whoever_asks_is_told_their_number_and_is_welcomed_once_it_stands_in_the_file(tmp_path: Path) -> None:
    async with Simulator(token=TOKEN) as sim:
        config = configured(tmp_path, sim.root, [], administrator=0)
        nobody = config.read_text("utf-8").replace("administrators = [0]", "administrators = []")
        config.write_text(nobody, encoding="utf-8")
        async with Child(config, fresh=False) as child:
            for person, lang in PEOPLE.items():
                sim.user(person, "Ayu", lang)
                await sim.say(person, "/health")
            for person, lang in PEOPLE.items():
                await until(lambda p=person: len(sim.from_bot(p)) == 1, child)
                told = sim.from_bot(person)[0]["text"].splitlines()
                assert told[0] == texts(lang)("Nobody administers this bot yet.")
                assert str(person) in told[1]
                assert told[2] == f"administrators = [{person}]"
            assert "write /health to it" in child.log
            assert not menu(sim, 702)

            config.write_text(nobody.replace("administrators = []", "administrators = [702, 9]"), encoding="utf-8")
            await until(lambda: len(sim.from_bot(702)) == 2 and "health" in menu(sim, 702), child)
            welcome = sim.from_bot(702)[1]["text"]
            assert welcome.startswith("✓ " + texts("id")("You are an administrator of this bot now."))
            await sim.say(702, "/health")
            await sim.say(701, "/health")
            await until(lambda: len(sim.from_bot(702)) == 3 and len(sim.from_bot(701)) == 2, child)
            assert "Hengkang" in sim.from_bot(702)[2]["text"]
            assert sim.from_bot(701)[1]["text"] == texts("en")("That command is for the bot's administrators.")

            config.write_text(nobody.replace("administrators = []", "administrators = [703]"), encoding="utf-8")
            await until(lambda: len(sim.from_bot(703)) == 2 and not menu(sim, 702), child)
            assert len(sim.from_bot(702)) == 3, "who goes is told nothing"
            assert await child.stop() == 0
