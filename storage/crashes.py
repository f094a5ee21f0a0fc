"""What was under way when a run ended other than in order: one of it may be what ended the run.

1. The next run frees all of it and counts a crash for each; of errors nothing is counted.
2. What a crash was counted for goes again by itself, so that only what ends runs collects more of them: first updates,
   one at a time and nothing beside them; then messages likewise, before all others; then articles, after all others.
3. Whatever was handled, sent, read, or has failed with an error has not ended the run: its crashes are forgotten.
4. With ``MOST_CRASHES`` it is left out, and told. A service manager allows five starts in ten minutes
   (deploy/hengkang.service): the fifth must be one that lasts.

A run that ends in order frees what it had claimed, and nothing is counted.
"""

from dataclasses import dataclass

from storage.connection import Connection, Row

MOST_CRASHES = 4
ERROR = f"{MOST_CRASHES} runs ended while this was under way"


@dataclass(frozen=True, slots=True)
class Spent:
    """The rows that are left out from now on."""

    updates: tuple[Row, ...] = ()
    items: tuple[Row, ...] = ()
    messages: tuple[Row, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.updates or self.items or self.messages)


async def spent(c: Connection) -> Spent:
    """Leave out what too many runs have ended with; called at the start, after all was freed."""
    given = {"most": MOST_CRASHES, "error": ERROR}
    return Spent(
        updates=tuple(
            await c.all(
                "UPDATE inbox SET state = 'failed', error = :error"
                " WHERE crashes >= :most AND state = 'new' RETURNING *",
                given,
            )
        ),
        items=tuple(
            await c.all(
                "UPDATE items SET state = 'set_aside', error = :error"
                " WHERE crashes >= :most AND state <> 'done' AND state = 'new' RETURNING *",
                given,
            )
        ),
        messages=tuple(
            await c.all(
                "UPDATE outbox SET state = 'failed', error = :error"
                " WHERE crashes >= :most AND state = 'pending' RETURNING *",
                given,
            )
        ),
    )
