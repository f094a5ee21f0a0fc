"""The whole bot through a storm of Telegram's faults: every command answered, every press carried out, once each."""

from pathlib import Path

from benchmarks.telegram_storm import measure


async def test_commands_and_presses_come_through_a_storm_as_they_would_without_it(tmp_path: Path) -> None:
    figures = await measure(commands=6, seed=4, chats=2, share=0.4, folder=tmp_path)
    assert [one for one in figures if not one.met] == []
    assert figures[0].note.startswith("6 commands, 6 presses")
