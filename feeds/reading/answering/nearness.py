"""How near texts are to each other in meaning: what a sentence encoder tells, where there is one.

Reading does not encode; whoever calls it hands an encoder in (``bot/encoder.py``), or none.
"""

from collections.abc import Sequence
from typing import Protocol


class Nearness(Protocol):
    """A sentence encoder, seen from reading."""

    def near(self, text: str, others: Sequence[str]) -> Sequence[float]:
        """The cosine, -1..1, of a text with each of the others; the same texts give the same figures.

        Empty where it cannot tell.
        """
        ...
