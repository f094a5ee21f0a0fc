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

    async def published(self, c: Connection, row: OutboxRow) -> datetime | None:
        """When the article was published that an alert is the first of; None where that tells nothing of our pace."""
        if row.kind != "alert" or row.story_id is None or not _at_once(row):
            return None
        return await backlog.published(c, row.story_id)

    def sent(self, row: OutboxRow, now: datetime, begun: float, published: datetime | None) -> None:
        """Telegram has taken it, which is stored."""
        meters = self.meters
        meters.sends.labels(row.kind, "sent").inc()
        meters.claimed_to_sent.labels(row.kind).observe(time.monotonic() - begun)
        if row.created_at is not None and _at_once(row):
            meters.found_to_sent.labels(row.kind).observe(max(0.0, (now - row.created_at).total_seconds()))
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


def _at_once(row: OutboxRow) -> bool:
    """What was kept for a digest or for the end of quiet hours, or tried again, tells nothing of our own pace."""
    return row.created_at is not None and not row.released and not row.attempts
