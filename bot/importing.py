"""A file of feeds beside the feeds that there are: what it would change, for the chat and for the command line."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal

from feeds.intake.guard import Guard
from feeds.intake.opml import (
    MOST_BYTES,
    MOST_FEEDS,
    Fault,
    Outline,
    Refused,
    Subscriptions,
    Why,
    same_address,
    written,
)
from storage import feed_list
from storage.database import Connection, Row
from storage.feed_list import ADDED, FeedSpec

Change = Literal["new", "back", "known"]
TITLE = "Hengkang"
# Looked up by a variable where they are shown; {n} is the other line, the megabytes or the number of feeds.
REASONS: dict[Why, str] = {
    "no_address": "there is no address",
    "relative": "this is no whole web address",
    "scheme": "only addresses that begin with http:// or https:// can be read",
    "credentials": "an address must not hold a user name or password",
    "long": "the address is too long",
    "double": "it stands in line {n} already",
    "commented": "it is commented out",
    "include": "it is another file, which is not fetched",
    "private": "it leads into a private network; polling.allow in config.toml can allow it",
}
FAULTS: dict[Fault, str] = {
    "empty": "it is empty",
    "large": "it is larger than {n} MB",
    "no_opml": "it is no OPML file; readers export one under a name such as subscriptions.opml",
    "doctype": "it declares a document type, which is refused for safety",
    "deep": "its folders are nested too deeply",
    "many": "it holds more than {n} feeds; divide it",
    "broken": "it is damaged; export it anew",
}
LIMITS: dict[Fault, int] = {"large": MOST_BYTES // (1024 * 1024), "many": MOST_FEEDS}


@dataclass(frozen=True, slots=True)
class Difference:
    """The feeds of a file by what becomes of them: added, taken back where they were removed, or as they are."""

    new: tuple[Outline, ...]
    back: tuple[Outline, ...]
    known: tuple[Outline, ...]
    refused: tuple[Refused, ...]

    @property
    def changing(self) -> tuple[Outline, ...]:
        """What an import would add or take back."""
        return (*self.new, *self.back)


def difference(held: Subscriptions, there: Iterable[Row], guard: Guard) -> Difference:
    """What importing a file would change; addresses within a private network are refused, as polling would."""
    states = _by_address(there)
    sides: dict[Change, list[Outline]] = {"new": [], "back": [], "known": []}
    refused = list(held.refused)
    for feed in held.feeds:
        row = states.get(same_address(feed.url))
        if row is None and not guard.lets(feed.url):
            refused.append(Refused(feed.line, feed.url, "private"))
        elif row is None:
            sides["new"].append(feed)
        else:
            # What was removed comes back under the address that its items are known by.
            removed = row["state"] == "removed"
            sides["back" if removed else "known"].append(replace(feed, url=row["url"]) if removed else feed)
    by_line = tuple(sorted(refused, key=lambda one: one.line))
    return Difference(tuple(sides["new"]), tuple(sides["back"]), tuple(sides["known"]), by_line)


def _by_address(there: Iterable[Row]) -> dict[str, Row]:
    """The feeds by their addresses, those too where a server has said that they live now."""
    rows = list(there)
    found = {same_address(row["url"]): row for row in rows}
    for row in rows:
        if row["moved_to"] and row["state"] != "removed":
            found.setdefault(same_address(row["moved_to"]), row)
    return found


async def compared(c: Connection, held: Subscriptions, guard: Guard) -> Difference:
    """The same against the store as it is now."""
    return difference(held, await feed_list.known(c), guard)


async def carry_out(c: Connection, changing: Sequence[Outline], by: int | None, now: datetime) -> None:
    """Add the feeds, or take them back, as the chat's own."""
    for feed in changing:
        spec = FeedSpec(feed.url, feed.list or ADDED, feed.lang, feed.title, feed.tier)
        await feed_list.add(c, spec, "chat", by, now)


async def opml_of(c: Connection) -> bytes:
    """Every feed that there is, the file's and the chat's, as a file for this bot or any reader."""
    rows = [row for row in await feed_list.known(c) if row["state"] != "removed"]
    # Outside of any folder what was added without a list; it is in none where it is read again.
    outlines = [
        Outline(0, r["url"], r["name"], "" if r["list"] == ADDED else r["list"], r["lang"], r["tier"]) for r in rows
    ]
    return written(outlines, TITLE)


def plain(held: Subscriptions) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What a file held as plain values, to be kept."""
    return [asdict(feed) for feed in held.feeds], [asdict(one) for one in held.refused]


def revived(kept_feeds: Iterable[dict[str, Any]], kept_refused: Iterable[dict[str, Any]]) -> Subscriptions:
    """The same from what was kept."""
    return Subscriptions(tuple(Outline(**f) for f in kept_feeds), tuple(Refused(**r) for r in kept_refused))
