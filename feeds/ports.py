"""What the two loops of this package ask of the outside; storage fulfils it, ``bot/app.py`` hands it in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from feeds.model import (
    Article,
    Decision,
    DueFeed,
    FeedPace,
    FetchOutcome,
    Page,
    PendingItem,
    StoredItems,
    Story,
    Told,
    Watched,
)


class Clock(Protocol):
    """The time, injected."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class FeedQueue(Protocol):
    """The feeds as the poller sees them."""

    async def claim_due(self, now: datetime, limit: int) -> Sequence[DueFeed]:
        """Feeds whose time has come, claimed for this run, longest due first."""
        ...

    async def record(self, outcome: FetchOutcome) -> StoredItems:
        """Store a poll's items, validators and next time in one transaction; a repeat changes nothing.

        Of a feed that was held only the next time is.
        """
        ...

    async def release(self, feed_ids: Sequence[int], due: datetime | None = None) -> None:
        """Let go of claimed feeds that could not be recorded; they are due as before, or then."""
        ...

    async def paces(self, now: datetime) -> Mapping[int, FeedPace]:
        """What the budget of requests is shared out by: every active feed that answered when last asked."""
        ...


class ItemQueue(Protocol):
    """The items as the analyser sees them."""

    async def claim_new(self, now: datetime, limit: int, *, again: bool = True) -> Sequence[PendingItem]:
        """Items not yet read, claimed for this run, in order of publication.

        One tried before comes after all others and by itself, and only if ``again``.
        """
        ...

    async def decided(self) -> int:
        """A number that changes whenever administrators decide something of a story: retract it, put it right."""
        ...

    async def candidates(self, keys: frozenset[str], since: datetime, limit: int = 50) -> Sequence[Story]:
        """Stories last heard of after ``since`` that share an entity key, newest first."""
        ...

    async def mentioned(self, targets: frozenset[str], since: datetime) -> Sequence[Told]:
        """What those who watch everything about one of the targets were told since then, the earliest first."""
        ...

    async def watched(self) -> Sequence[Watched]:
        """Every name that somebody watches, once a target."""
        ...

    async def watched_version(self) -> int:
        """A number that changes whenever ``watched`` does, so that the matcher is rebuilt only then."""
        ...

    async def commit(self, item: PendingItem, article: Article, decision: Decision, now: datetime) -> bool:
        """Story, moves, evidence, the alerts fanned out to the outbox, and the item done: one transaction.

        ``article`` is the item's with the page's text where the page was fetched. False, and nothing is stored, where
        the catalog, or what administrators have decided of stories, is no longer what the decision was made with.
        """
        ...

    async def pass_over(self, decisions: Sequence[Decision], now: datetime, catalog: int | None = None) -> bool:
        """Items that cause nothing, done together, in one transaction.

        False, and nothing is stored, where they were read with a catalog that is no longer the one of this number.
        """
        ...

    async def let_go(self, item: PendingItem) -> None:
        """An item that the store took nothing of waits as if it had not been claimed."""
        ...

    async def set_aside(self, item: PendingItem, error: str, now: datetime) -> None:
        """An item whose reading failed is kept, with the error, and tried again later at most three times."""
        ...


class PageSource(Protocol):
    """Where the analyser gets an article's page from."""

    def asked(self, url: str) -> bool:
        """Whether the page is asked for at all."""
        ...

    async def page(self, url: str) -> Page | None:
        """The page's text, or None where it cannot be had (robots.txt, error, no text)."""
        ...
