"""``/feeds``, ``/addfeed URL`` and ``/testfeed URL``, for the bot's administrators."""

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.administration import opml
from bot.commands.buttons import button
from bot.commands.shown import page_number
from bot.locales.texts import Texts, texts
from bot.pages.cards import shortened
from bot.pages.rich import Button, Rich, Writer
from bot.reasons import fault_in
from bot.services import Services
from feeds.intake.canonical import canonical_url
from feeds.intake.discover import Looked
from feeds.model import Article, FeedDocument
from feeds.reading.naming.match import Matcher
from feeds.reading.prose.headings import headline
from storage import feeds
from storage.feeds import FeedHealth, FeedSpec
from storage.items import Items

PAGE = 10
TRIED = 30  # entries read in a dry run
SHOWN = 5


async def list_feeds(request: Request, services: Services) -> Reaction:
    """The feeds with their health, failing ones first, in pages of ten; as a file behind "opml"."""
    if request.text.strip().lower() in opml.AS_A_FILE:
        return await opml.send(request, services)
    return await _page(request, services, 0)


async def page_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Turn to another page, in place."""
    return await _page(request, services, page_number(value))


async def _page(request: Request, services: Services, page: int) -> Reaction:
    t = texts(request.lang)
    async with services.db.read() as c:
        active, failing = await feeds.counts(c)
        listed = await feeds.health(c, request.now, PAGE + 1, page * PAGE)
    out = Writer()
    out.add(t.n("{n} feed", "{n} feeds", active), "bold")
    out.line(", " + t.n("{n} failing", "{n} failing", failing) if failing else "")
    for one in listed[:PAGE]:
        _health(out, one, request, t)
    if not listed:
        out.line(t("No feeds yet: list them in config.toml, or write /addfeed and an address."))
    turn = [Button("«", f"fp:{page - 1}")] if page else []
    if len(listed) > PAGE:
        turn.append(Button("»", f"fp:{page + 1}"))
    return Reply().say(out.done([turn]), edit=request.pressed).done()


def _health(out: Writer, one: FeedHealth, request: Request, t: Texts) -> None:
    mark = "⏸" if one.state != "active" else "⚠" if one.failures else "✓" if one.last_success else "…"
    out.line()
    out.add(f"{mark} ").line(one.outlet or shortened(one.url, 60), url=one.url)
    facts = []
    if one.last_success:
        facts.append(t("last success {time}", time=t.moment(one.last_success, request.timezone)))
    if one.newest_item_at:
        facts.append(t("newest item {time}", time=t.moment(one.newest_item_at, request.timezone)))
    facts.append(t("{n} items a day", n=t.number(one.items_week / 7, 1)))
    if one.next_at and one.state == "active":
        facts.append(t("next poll {time}", time=t.moment(one.next_at, request.timezone)))
    out.line("    " + " · ".join(facts))
    if one.failures and one.last_error:
        out.line(
            "    "
            + t.n(
                "failed {n} time: {error}", "failed {n} times: {error}", one.failures, error=fault_in(one.last_error, t)
            )
        )
    if one.moved_to:
        out.line("    " + t("moved to {url}", url=one.moved_to))


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
