"""``/addfeed URL`` and ``/testfeed URL``, for the bot's administrators."""

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.administration import opml
from bot.commands.buttons import button
from bot.locales.texts import Texts, texts
from bot.pages.cards import shortened
from bot.pages.rich import Rich, Writer
from bot.reasons import fault_in
from bot.services import Services
from feeds.intake.canonical import canonical_url
from feeds.intake.discover import Looked
from feeds.model import Article, FeedDocument
from feeds.reading.naming.match import Matcher
from feeds.reading.prose.headings import headline
from storage import feeds
from storage.feeds import FeedSpec
from storage.items import Items

TRIED = 30  # entries read in a dry run
SHOWN = 5


async def add_feed(request: Request, services: Services) -> Reaction:
    """Look the address up, show a dry run, and ask before adding; a file of addresses where it answers one."""
    if request.document is not None and not request.text.strip():
        return await opml.take(request, services)
    return await _tried(request, services, adding=True)


async def test_feed(request: Request, services: Services) -> Reaction:
    """Look the address up and show a dry run."""
    return await _tried(request, services, adding=False)


async def add_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Confirmed: add the feed."""
    t = texts(request.lang)
    reply = Reply()
    reply.write(lambda c: feeds.add(c, FeedSpec(value), "chat", request.user_id, request.now))
    out = Writer()
    out.line(t("Added: {url}. What it holds now is read and stored, and not sent.", url=value))
    return reply.say(out.done(), edit=request.pressed).done()


async def try_pressed(request: Request, services: Services, value: str) -> Reaction:
    """One of the feeds that a page names."""
    return await _looked(request, services, value, adding=True)


async def dry_run_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Try a feed from its own page: what it holds now, in a message of its own."""
    async with services.db.read() as c:
        row = await feeds.one(c, int(value)) if value.isdecimal() and len(value) < 17 else None
    if row is None:
        return Reaction(toast=texts(request.lang)("This feed has been removed."), alarm=True)
    return await _looked(request, services, row["url"], adding=False)


async def _tried(request: Request, services: Services, *, adding: bool) -> Reaction:
    t = texts(request.lang)
    words = request.text.split()
    if not words:
        name = "addfeed" if adding else "testfeed"
        text = t("Write the address of a feed or of a site: /{name} https://example.com", name=name)
        return Reply().say(Writer().line(text).done()).done()
    address = words[0] if "://" in words[0] else f"https://{words[0]}"
    if canonical_url(address) is None:
        text = t("“{name}” is no web address; it begins with http:// or https://.", name=shortened(words[0], 80))
        return Reply().say(Writer().line(text).done()).done()
    return await _looked(request, services, address, adding=adding)


async def _looked(request: Request, services: Services, address: str, *, adding: bool) -> Reaction:
    t = texts(request.lang)
    found = await services.looker.look(address)
    reply = Reply()
    if found.document is None:
        return reply.say(_no_feed(reply, request, found, t)).done()
    async with services.db.read() as c:
        known = await feeds.find(c, found.url)
    out = Writer()
    await _dry_run(out, found.document, found.url, services, t)
    rows = []
    if known is not None and known["state"] != "removed":
        out.line().line(t("This feed is polled already."))
    elif adding:
        rows.append([button(reply, request, t("Add this feed"), "af", found.url)])
    return reply.say(out.done(rows)).done()


def _no_feed(reply: Reply, request: Request, found: Looked, t: Texts) -> Rich:
    out = Writer()
    out.line(t("No feed at {url}: {error}.", url=shortened(found.url, 120), error=fault_in(found.error or "", t)))
    if found.proposals:
        out.line(t("The page names these feeds:"))
    rows = [[button(reply, request, shortened(p, 60), "tf", p)] for p in found.proposals[:6]]
    return out.done(rows)


async def _dry_run(out: Writer, document: FeedDocument, url: str, services: Services, t: Texts) -> None:
    out.line(document.title or url, "bold")
    entries = t.n("{n} entry", "{n} entries", len(document.entries))
    out.line(" · ".join(part for part in (document.format, entries) if part))
    matcher = Matcher(await Items(services.db, services.tokens).watched(), services.catalog)
    told = hits = 0
    for number, entry in enumerate(document.entries[:TRIED]):
        article = Article(str(number), entry.title, entry.text, entry.link, entry.published, entry.language)
        reading = services.reader.read(article)
        found = matcher.find(article)
        hits += bool(found)
        moves = [m for m in reading.moves if not m.past]
        if reading.talent and moves:
            told += 1
            if told <= SHOWN:
                out.add("• ").add(headline(moves[0], t.lang, services.catalog), "bold")
                out.line(f" – {shortened(entry.title, 120)}")
    out.line(t.n("{n} talent story in it", "{n} talent stories in it", told))
    out.line(t.n("{n} entry names somebody watched", "{n} entries name somebody watched", hits))
