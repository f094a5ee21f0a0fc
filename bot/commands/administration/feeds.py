"""``/addfeed URL`` and ``/testfeed URL``, for the bot's administrators."""

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.administration import dry_run, opml
from bot.commands.buttons import button
from bot.locales.texts import Texts, texts
from bot.pages.cards import shortened
from bot.pages.rich import Button, Rich, Writer
from bot.reasons import fault_in
from bot.services import Services
from feeds.intake.canonical import canonical_url
from feeds.intake.discover import Looked
from feeds.intake.guard import web_address
from storage import feed_list, lists
from storage.feed_list import ADDED, FeedSpec

MOST_LISTS = 8  # offered by button
LONGEST_LABEL = 30
LONGEST_OF_TWO = 20  # characters of a label, so that a phone shows two a row


async def add_feed(request: Request, services: Services) -> Reaction:
    """Look the address up, show a dry run, and ask before adding; a file of addresses where it answers one."""
    if request.document is not None and not request.text.strip():
        return await opml.take(request, services)
    return await _tried(request, services, adding=True)


async def test_feed(request: Request, services: Services) -> Reaction:
    """Look the address up and show a dry run."""
    return await _tried(request, services, adding=False)


async def add_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Confirmed: add the feed, to the list of what the chat has added."""
    return _added(request, FeedSpec(value))


async def add_to_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Confirmed: add the feed to one of the lists ("list\\naddress")."""
    name, _, url = value.partition("\n")
    if not name or web_address(url) is not None:
        text = texts(request.lang)("This button is too old; please type the command again.")
        return Reaction(toast=text, alarm=True)
    return _added(request, FeedSpec(url, name))


def _added(request: Request, spec: FeedSpec) -> Reaction:
    t = texts(request.lang)
    reply, value = Reply(), spec.url
    reply.write(lambda c: feed_list.add(c, spec, "chat", request.user_id, request.now))
    out = Writer()
    out.line(t("Added: {url}. What it holds now is read and stored, and not sent.", url=shortened(value, 300)))
    if spec.list != ADDED:
        out.line(t("It is in the list {name}.", name=shortened(spec.list, LONGEST_LABEL)))
    return reply.say(out.done([[Button(t("All feeds"), "fp:all:0")]]), edit=request.pressed).done()


async def try_pressed(request: Request, services: Services, value: str) -> Reaction:
    """One of the feeds that a page names."""
    return await _looked(request, services, value, adding=True)


async def dry_run_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Try a feed from its own page: what it holds now, in a message of its own."""
    async with services.db.read() as c:
        row = await feed_list.one(c, int(value)) if value.isdecimal() and len(value) < 17 else None
    if row is None:
        return Reaction(toast=texts(request.lang)("This feed has been removed."), alarm=True)
    return await _looked(request, services, row["url"], adding=False, from_page=True)


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


async def _looked(
    request: Request, services: Services, address: str, *, adding: bool, from_page: bool = False
) -> Reaction:
    t = texts(request.lang)
    found = await services.looker.look(address)
    reply = Reply()
    if found.document is None:
        return reply.say(_no_feed(reply, request, found, t)).done()
    async with services.db.read() as c:
        known = await feed_list.find(c, found.url)
        names = [one.name for one in await lists.of_feeds(c) if one.name != ADDED][:MOST_LISTS]
    out = Writer()
    what = await dry_run.tried(found.document, services, request.now)
    dry_run.write(out, found.document, found.url, what, request.timezone, request.now, t, services)
    rows = []
    if known is not None and known["state"] != "removed":
        if not from_page:
            out.line().line(t("This feed is polled already."))
            rows.append([Button(t("About this feed"), f"fh:{known['id']}")])
    elif adding:
        label = t("Add to {name}", name=t("Other feeds")) if names else t("Add this feed")
        rows.append([button(reply, request, label, "af", found.url)])
        into = [button(reply, request, t("Add to {name}", name=shortened(name, LONGEST_LABEL)), "oa",
                       f"{name}\n{found.url}") for name in names]  # fmt: skip
        across = 2 if all(len(one.text) <= LONGEST_OF_TWO for one in into) else 1
        rows += [into[n : n + across] for n in range(0, len(into), across)]
    return reply.say(out.done(rows)).done()


def _no_feed(reply: Reply, request: Request, found: Looked, t: Texts) -> Rich:
    out = Writer()
    out.line(t("No feed at {url}: {error}.", url=shortened(found.url, 120), error=fault_in(found.error or "", t)))
    if found.proposals:
        out.line(t("The page names these feeds:"))
    rows = [[button(reply, request, shortened(p, 60), "tf", p)] for p in found.proposals[:6]]
    return out.done(rows)
