"""Each feed, asked once and read: what it gives, and what its publisher or its address makes difficult."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from bot.checks.report import Row, row
from bot.config import Settings
from bot.parts import Intake
from feeds.intake.discover import Looked
from feeds.intake.pages import Pages
from feeds.model import FeedDocument

ADDED = "added"  # the list of what the chat has added
OLD = timedelta(days=30)  # a newest entry older than that: the feed may have been given up
MANY = 4  # feeds from which on most of them failing is no chance
LATEST = timedelta(days=1)  # a newest entry further ahead than that: the feed's dates are wrong


class Feeds:
    """The rows of all feeds; ``ahead`` then holds by how much their servers' clocks are ahead of ours."""

    def __init__(self, settings: Settings, intake: Intake, added: Sequence[str]) -> None:
        listed = [(one.name, feed.url) for one in settings.lists for feed in one.feeds]
        known = {url for _, url in listed}
        self.wanted = [*listed, *((ADDED, url) for url in added if url not in known)]
        self.ahead: list[float] = []
        self._intake = intake
        self._pages = Pages(intake.fetcher, intake.worker, intake.clock) if settings.polling.pages else None
        self._gate = asyncio.Semaphore(settings.polling.feeds_at_once)

    async def rows(self) -> AsyncIterator[Row]:
        """A row a feed, as soon as it has answered, and one more where most of them have not."""
        tasks = [asyncio.create_task(self._one(name, url)) for name, url in self.wanted]
        failed = 0
        for task in asyncio.as_completed(tasks):
            told = await task
            failed += not told["ok"]
            yield told
        if len(tasks) >= MANY and failed > len(tasks) / 2:
            todo = "this machine's network, its name server or a firewall is likely at fault, not the feeds"
            yield row("network", error=f"{failed} of {len(tasks)} feeds could not be read: {todo}")

    async def _one(self, name: str, url: str) -> Row:
        async with self._gate:
            found = await self._intake.looker.look(url)
            if found.ahead is not None:
                self.ahead.append(found.ahead)
            if found.document is None:
                return row("feed", list=name, url=url, error=f"{found.error}: {remedy(found)}")
            closed = await self._closed(found.document)
        newest = max((e.published for e in found.document.entries if e.published), default=None)
        return row(
            "feed",
            list=name,
            url=url,
            format=found.document.format,
            entries=len(found.document.entries),
            newest=newest.isoformat(timespec="seconds") if newest else None,
            moved_to=found.moved_to,
            warnings=[*_warnings(found.document, found.moved_to, newest, self._intake.clock.now()), *closed],
        )

    async def _closed(self, document: FeedDocument) -> list[str]:
        """Whether robots.txt keeps us from the pages of its articles."""
        link = next((e.link for e in document.entries if e.link and e.link.startswith("http")), None)
        if self._pages is None or link is None or await self._pages.may(link):
            return []
        return ["its robots.txt does not let us read articles' pages: what the feed itself holds is all there is"]


def _warnings(document: FeedDocument, moved: str | None, newest: datetime | None, now: datetime) -> list[str]:
    found = []
    if moved:
        found.append(f"it has moved for good: write {moved} in its place")
    if not document.entries:
        found.append("it holds no entries: look at it again in some days, then take it out")
    elif newest is None:
        found.append("its entries have no dates: they count as new when they are first seen")
    elif now - newest > OLD:
        found.append(f"nothing new for {(now - newest).days} days: it may have been given up; look for another feed")
    elif newest - now > LATEST:
        found.append(
            f"its newest entry is dated {newest.date()}, which is still to come: its clock or its zone is wrong"
        )
    return found


def remedy(found: Looked) -> str:
    """What to do about a feed that could not be read."""
    error = found.error or ""
    if found.proposals:
        return f"the page names {', '.join(found.proposals)}; write that in its place"
    if found.status in (404, 410):
        return "look for its new address (`/addfeed` and the site's address finds it), or take it out"
    if found.status in (401, 402, 403, 406, 451):
        return "the publisher does not serve programs; set `polling.contact` and ask them, or take it out"
    if found.status == 429 or "rest" in error:
        return "nothing to do; it is asked less often"
    if "certificate" in error:
        return "the publisher must renew it; if many feeds say so, this machine's clock or its certificates are wrong"
    if "is not known" in error or "no connection" in error or "no full answer" in error:
        return "look whether a browser opens it; if all feeds say so, this machine has no network"
    if "no public address" in error:
        return "only public addresses are reached"
    return "open it in a browser, and take it out if it stays so; a running bot tries daily"
