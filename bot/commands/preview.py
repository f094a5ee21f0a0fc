"""What a watch would have sent in the last 30 days, by its scope: the figures and the newest of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat.reaction import Request
from bot.commands.names import keys_of
from bot.commands.shown import story_lines
from bot.locales.texts import Texts
from bot.pages.cards import LONGEST_NAME, LONGEST_TITLE, shortened
from bot.pages.rich import Writer
from bot.scoping import WHOLE, in_scope
from bot.services import Services
from feeds.model import Article, Story, Watched
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.match import Matcher
from feeds.reading.stories.decide import telling
from feeds.reading.text import folded
from storage import archive, lists, outbox, stories
from storage.database import Connection
from storage.outbox import NewMessage

LOOKED_BACK = timedelta(days=30)
PREVIEWED = 3
OTHERS = 2  # articles shown that are no talent news
COMPARED = 300  # articles looked through for those that name somebody in title or lead
SPELLINGS = 8  # of a name, that are searched for
LEAD = 600  # characters of a text in which its first sentence is looked for


@dataclass(frozen=True, slots=True)
class Expected:
    """The stories of 30 days, newest first, the newest whole; ``articles`` are no talent news, for "everything"."""

    scope: str
    numbers: tuple[int, ...]
    newest: tuple[Story, ...]
    articles: tuple[Article, ...] = ()

    @property
    def total(self) -> int:
        """How many alerts that would have been."""
        return len(self.numbers) + len(self.articles)


async def expected(
    c: Connection, watched: Watched, scope: str, services: Services, now: datetime, chat: int
) -> Expected:
    """What a watch in this scope would have sent to a chat in the 30 days before a moment."""
    since = now - LOOKED_BACK
    every = await stories.numbers(c, keys_of(watched, services.catalog), since, chat=chat)
    taken = await in_scope(c, watched.id, scope, every, services.catalog)
    newest = await stories.load(c, taken[:PREVIEWED])
    articles = await _articles(c, watched, services, since) if scope == "everything" else []
    if articles:
        heard = await lists.articles_counting(c, chat, [int(a.id) for a in articles])
        articles = [a for a in articles if int(a.id) in heard]
    return Expected(scope, tuple(taken), tuple(newest), tuple(articles))


async def _articles(c: Connection, watched: Watched, services: Services, since: datetime) -> list[Article]:
    """Articles that are no talent news and have the name in title or lead, the newest first, each heading once."""
    found: dict[str, Article] = {}
    for alias in (a for a in watched.aliases[:SPELLINGS] if a not in watched.ambiguous):
        for article in await archive.untold(c, list(services.tokens(alias)), since, COMPARED):
            found.setdefault(article.id, article)
        if len(found) >= COMPARED:
            break
    return await asyncio.to_thread(_naming, list(found.values()), watched, services.catalog)


def _naming(articles: Sequence[Article], watched: Watched, catalog: Catalog) -> list[Article]:
    matcher = Matcher([watched], catalog)
    ordered = sorted(articles, key=lambda a: (a.published is not None and a.published.timestamp(), a.id), reverse=True)
    headings: dict[str, Article] = {}
    for article in ordered:
        short = Article(article.id, article.title, article.text[:LEAD])
        if telling(short, (), matcher.find(short)):
            headings.setdefault(folded(article.title) or article.id, article)
    return list(headings.values())


def write_preview(out: Writer, what: Expected, request: Request, services: Services, t: Texts) -> None:
    """The lines of a preview: how many alerts, and the newest."""
    if not what.total:
        if what.scope in WHOLE:
            out.line(t("No talent story in the last 30 days. The next one comes at once."))
        else:
            out.line(t("Nothing in this scope in the last 30 days."))
        return
    out.line()
    out.line(
        t.n(
            "In the last 30 days you would have got {n} alert:",
            "In the last 30 days you would have got {n} alerts:",
            what.total,
        )
    )
    for number, story in enumerate(what.newest, 1):
        story_lines(out, number, story, request.timezone, services.catalog, t)
    for article in what.articles[:OTHERS]:
        article_line(out, article, request.timezone, t)
    if len(what.numbers) > len(what.newest):
        out.line(t("/latest shows more."))
    out.line()


def article_line(out: Writer, article: Article, zone: str, t: Texts) -> None:
    """A line of an article that is no talent news: its linked headline with outlet and day."""
    out.add("• ").add(shortened(article.title or article.text, LONGEST_TITLE), url=article.url)
    at = t.moment(article.published, zone) if article.published else ""
    details = [d for d in (shortened(article.outlet, LONGEST_NAME), at) if d]
    out.line(t.bracketed(" · ".join(details)) if details else "")


async def settle(
    c: Connection, request: Request, watched: Watched, what: Expected, name: str, catalog: Catalog, age: timedelta
) -> None:
    """What the preview told or counted is not sent as well; what was stored since it was drawn is sent after all, if it
    is news: no older than ``age``, and not of a feed's first fetch.

    What is kept for a digest and was counted only stays in the digest.
    """
    displayed = [int(story.id) for story in what.newest]
    await outbox.shown(c, request.chat_id, what.numbers, displayed, request.now)
    now = await stories.numbers(c, keys_of(watched, catalog), request.now - LOOKED_BACK, chat=request.chat_id)
    missed = set(await in_scope(c, watched.id, what.scope, now, catalog)) - set(what.numbers)
    late = await stories.news(c, missed, request.now - age) if missed else ()
    rows = [
        NewMessage(
            f"alert:{request.chat_id}:{story}:0", request.chat_id, "alert", {"names": [name]}, outbox.ALERT,
            request.thread_id, story,
        )
        for story in late
    ]  # fmt: skip
    await outbox.put(c, rows, request.now)
