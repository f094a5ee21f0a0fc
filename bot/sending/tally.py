"""Counts and logs what comes of each message."""

import logging
import time
from dataclasses import dataclass, field
from datetime import datetime

from bot.meters import Meters
from storage import backlog
from storage.database import Connection
from storage.outbox import OutboxRow

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Tally:
    """The sender's figures. Kinds are the outbox's; outcomes are "sent", "dropped" and those of ``retry.Verdict``."""

    meters: Meters = field(default_factory=Meters)

    def begun(self) -> float:
        """The moment of a claim, for ``sent``."""
        return time.monotonic()

    async def sent(self, c: Connection, row: OutboxRow, now: datetime, begun: float) -> None:
        """Telegram has taken it; part of the transaction that says so."""
        meters = self.meters
        meters.sends.labels(row.kind, "sent").inc()
        meters.claimed_to_sent.labels(row.kind).observe(time.monotonic() - begun)
        # What was kept for a digest or for the end of quiet hours, or tried again, tells nothing of our own pace.
        if row.created_at is not None and not row.released and not row.attempts:
            meters.found_to_sent.labels(row.kind).observe(max(0.0, (now - row.created_at).total_seconds()))
            if row.kind == "alert" and row.story_id is not None:
                published = await backlog.published(c, row.story_id)
                if published is not None:
                    meters.published_to_sent.observe(max(0.0, (now - published).total_seconds()))
        log.info("message.sent", extra={"kind": row.kind})

    def dropped(self, row: OutboxRow, why: str) -> None:
        """There was nothing left to say."""
        self.meters.sends.labels(row.kind, "dropped").inc()
        log.info("message.dropped", extra={"kind": row.kind, "why": why})

    def failed(self, row: OutboxRow, verdict: str, error: str) -> None:
        """A call failed; ``verdict`` says what follows."""
        self.meters.sends.labels(row.kind, verdict).inc()
        log.info("message.failed", extra={"kind": row.kind, "verdict": verdict, "error": error})
