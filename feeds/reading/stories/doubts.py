"""Why the reading of a new story is unsure, so that an administrator looks at it; it is sent all the same.

Measured over the texts of ``tools/talent`` that are called talent news (99, 7 of them wrongly): below 0.9 a third is
wrong (3 of 9), from 0.9 on one in 22 (4 of 90). Where the catalog knows nobody one in ten is wrong, too few to ask about
each. So what is scored below ``SURE`` is looked at, and of a single source of the lowest trust what tells only of
strangers, or as a rumour. Of the samples and the golden story nothing is (24 and 10 articles, all scored above 0.9).
"""

from typing import Literal

from feeds.model import Decision, MoveStatus
from feeds.reading.stories.story import news

Doubt = Literal["score", "source", "unknown", "rumour"]
DOUBTS: tuple[Doubt, ...] = ("score", "source", "unknown", "rumour")
SURE = 0.9
LOWEST_TRUST = 3  # the tier of aggregators and blogs


def doubts(decision: Decision, tier: int) -> tuple[Doubt, ...]:
    """What is unsure about a story that a decision begins, ``tier`` being its source's; nothing where it is sure enough."""
    told = news(decision.merged or decision.moves)
    known = any(m.person_id or m.from_id or m.to_id for m in told)
    facts = {
        "score": decision.reading.score < SURE,
        "source": tier >= LOWEST_TRUST,
        "unknown": not known,
        "rumour": decision.status is MoveStatus.RUMOUR,
    }
    found = tuple(name for name in DOUBTS if facts[name])
    weak = "source" in found and ("unknown" in found or "rumour" in found)
    return found if "score" in found or weak else ()
