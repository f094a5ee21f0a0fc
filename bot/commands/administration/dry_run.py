"""What a feed would have brought in the last 30 days, had it been polled: to whom, and what of.

entries -> as the analyser reads them -> decided -> the watches that each satisfies -> items and chats, counted

Each entry is taken by itself: several that tell one story count as so many items, and the pages behind teasers are
not fetched, so what would be told is rather more than this.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bot.commands.languages import own_name
from bot.locales.texts import Texts
from bot.pages.cards import shortened
from bot.pages.feed_notes import daily
from bot.pages.rich import Writer
from bot.services import Services
from feeds.intake.poller import rate_of
from feeds.model import LANGUAGES, Article, Decision, Entry, FeedDocument, PendingItem
from feeds.reading.naming.match import Matcher
from feeds.reading.prose.headings import headline
from feeds.reading.stories.decide import decide
from feeds.reading.text import has_han
from storage.fan_out import audience, satisfied
from storage.items import Items

LOOKED_BACK = timedelta(days=30)
TRIED = 60  # entries read, the newest
SHOWN = 5
FULL = 1_000  # characters of the middle entry's text above which a feed carries articles rather than teasers
FULL_HAN = 400
FORMATS = {"rss20": "RSS 2.0", "rss10": "RSS 1.0", "atom10": "Atom", "json1": "JSON Feed", "json11": "JSON Feed"}


@dataclass(frozen=True, slots=True)
class Tried:
    """A document's entries of 30 days as they would have been decided, the newest first."""

    decisions: tuple[Decision, ...]
    matching: int  # items that somebody would have got
    chats: int  # subscribers who would have got any


async def tried(document: FeedDocument, services: Services, now: datetime) -> Tried:
    """Read the newest entries of a document and count whom they would have reached; stores nothing."""
    since = now - LOOKED_BACK
    recent = [e for e in document.entries if e.published is None or e.published >= since]
    recent.sort(key=lambda e: e.published.timestamp() if e.published else 0.0, reverse=True)
    watched = await Items(services.db, services.tokens).watched()
    decisions = await asyncio.to_thread(_decided, recent[:TRIED], Matcher(watched, services.catalog), services, now)
    pairs = [satisfied(d) if d.relation != "none" else [(key, "everything") for key in sorted(d.named)]
             for d in decisions]  # fmt: skip
    async with services.db.read() as c:
        matching, chats = await audience(c, pairs, now)
    return Tried(tuple(decisions), matching, chats)


def _decided(entries: Sequence[Entry], matcher: Matcher, services: Services, now: datetime) -> list[Decision]:
    found = []
    for number, entry in enumerate(entries):
        article = Article(str(number), entry.title, entry.text, entry.link, entry.published, entry.language)
        item = PendingItem(str(number), 0, article, now)
        reading = services.reader.read(article)
        found.append(decide(item, reading, (), matcher.find(article), now, services.catalog, LOOKED_BACK))
    return found


def write(out: Writer, document: FeedDocument, url: str, what: Tried, zone: str, now: datetime, t: Texts,
          services: Services) -> None:  # fmt: skip
    """The lines of a dry run: what the feed is called and is, what it tells, and whom it would have reached."""
    out.line(shortened(document.title, 80) or shortened(url, 80), "bold")
    entries = t.n("{n} item", "{n} items", len(document.entries))
    facts = [FORMATS.get(document.format, document.format), entries, _language(document, what), _length(document, t)]
    out.line(" · ".join(fact for fact in facts if fact))
    dates = [e.published for e in document.entries if e.published and e.published <= now]
    if dates:
        newest = t("newest item {time}", time=t.moment(max(dates), zone))
        out.line(f"{newest} · {daily(rate_of(document, now), t)}")
    told = [d for d in what.decisions if d.relation != "none" and d.moves]
    for decision in told[:SHOWN]:
        out.add("• ").add(headline(decision.moves[0], t.lang, services.catalog), "bold")
        out.line(f" – {shortened(decision.reading.article.title, 120)}")
    out.line(t.n("{n} talent story in it", "{n} talent stories in it", len(told)))
    out.line(would(what, t))


def would(what: Tried, t: Texts) -> str:
    """ "It would have matched 4 items for 3 subscribers"."""
    if not what.matching:
        return t("In the last 30 days it would have matched nothing that somebody watches.")
    return t(
        "In the last 30 days it would have matched {items} for {subscribers}.",
        items=t.n("{n} item", "{n} items", what.matching),
        subscribers=t.n("{n} subscriber", "{n} subscribers", what.chats),
    )


def _language(document: FeedDocument, what: Tried) -> str:
    """The language of most entries, else what the document says of itself, by its own name."""
    counted = Counter(d.reading.lang for d in what.decisions)
    lang = counted.most_common(1)[0][0] if counted else (document.language or "")[:2].lower()
    return own_name(lang, "") if lang in LANGUAGES else ""


def _length(document: FeedDocument, t: Texts) -> str:
    lengths = [len(e.text) for e in document.entries]
    if not lengths:
        return ""
    most = FULL_HAN if has_han("".join(e.title for e in document.entries[:5])) else FULL
    return t("full text") if median(lengths) >= most else t("teasers only")
