"""The configuration edited while the bot runs: what is new is taken, a mistake is told and changes nothing."""

from datetime import UTC, datetime
from pathlib import Path

from bot.clock import SystemClock
from bot.simulator import Simulator
from tests.e2e.outlets import Outlet, Piece
from tests.e2e.process import TOKEN, Child, configured
from tests.e2e.test_kill import until

ADMINISTRATOR = 9


def piece(id: str, person: str) -> Piece:
    text = f"{person}, who led research at Quorvexa, has left Quorvexa and joined Bravik as chief scientist."
    return Piece(id, "Lantern", "en", f"{person} leaves Quorvexa for Bravik", text, datetime.now(UTC))


async def test_an_edit_is_taken_while_running_and_a_mistake_leaves_the_old_one_in_force(tmp_path: Path) -> None:
    async with (
        Simulator(token=TOKEN) as sim,
        Outlet("Harbour", "rss", [], SystemClock()) as harbour,
        Outlet("Lantern", "atom", [], SystemClock()) as lantern,
    ):
        child = Child(configured(tmp_path, sim.root, [harbour], administrator=ADMINISTRATOR), fresh=False)
        await child.start()
        sim.user(ADMINISTRATOR, "Ayu", "id")
        await sim.say(ADMINISTRATOR, "/watch Quorvexa")
        await until(lambda: len(sim.from_bot(ADMINISTRATOR)) == 1 and harbour.polls > 0, child)
        assert lantern.polls == 0

        configured(tmp_path, sim.root, [harbour, lantern], administrator=ADMINISTRATOR)
        await until(lambda: lantern.polls > 0, child)

        good = child.config.read_text("utf-8")
        child.config.write_text(good.replace("tick_seconds = 0.1", 'tick_seconds = "often"'), encoding="utf-8")
        line = next(n for n, text in enumerate(good.splitlines(), 1) if text.startswith("tick_seconds"))
        await until(lambda: len(sim.from_bot(ADMINISTRATOR)) == 2, child)
        told = sim.from_bot(ADMINISTRATOR)[1]["text"]
        assert f"config.toml:{line}: polling.tick_seconds" in told
        assert told.startswith("Ada kesalahan dalam konfigurasi"), "in the administrator's language"

        polls = lantern.polls
        lantern.pieces.append(piece("one", "Tara Qvist"))
        await until(lambda: len(sim.from_bot(ADMINISTRATOR)) == 3 and lantern.polls > polls, child)
        assert sim.from_bot(ADMINISTRATOR)[2]["text"].startswith("Tara Qvist: Quorvexa → Bravik")

        child.config.write_text(good, encoding="utf-8")
        await until(lambda: len(sim.from_bot(ADMINISTRATOR)) == 4, child)
        assert sim.from_bot(ADMINISTRATOR)[3]["text"] == "✓ Konfigurasi sudah beres lagi dan berlaku."
        lantern.pieces.append(piece("two", "Milan Oyelaran"))
        await until(lambda: len(sim.from_bot(ADMINISTRATOR)) == 5, child)
        assert await child.stop() == 0
        assert child.log.count("config.toml:") <= 2, "a mistake is told once, not at every tick"
