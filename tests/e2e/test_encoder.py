"""The sentence encoder that the bot is given, seen from the chat."""

import threading
from collections.abc import Sequence
from pathlib import Path

from tests.e2e.chatting import START, told
from tests.e2e.stage import stage

PIECES = (told("en", "Tara Qvist", "Quorvexa", "Bravik", "e1", -30),)


class Listener:
    """A ``Nearness`` for which all texts are as near; keeps what it was asked, and whether in the loop's thread."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.loop = threading.get_ident()
        self.in_loop = False

    def near(self, text: str, others: Sequence[str]) -> Sequence[float]:
        self.asked.append(text)
        self.in_loop |= threading.get_ident() == self.loop
        return [0.3] * len(others)


async def test_ask_weighs_sentences_with_the_encoder_outside_the_loop(tmp_path: Path) -> None:
    encoder = Listener()
    async with stage(tmp_path, PIECES, START, encoder) as world:
        (where,) = await world.say(7, "/ask Where did Tara Qvist go?")
        assert "Bravik" in where["text"]
        assert encoder.asked == []  # the moves say it
        (why,) = await world.say(7, "/ask Why did she leave?")
        assert "computing budgets" in why["text"]
        assert encoder.asked == ["Why did she leave? Tara Qvist"]
        assert not encoder.in_loop
