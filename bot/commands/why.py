"""``/why [LINK]``, or as a reply: the chain of an article: fetched, understood, matched, merged, sent."""

import json

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.feedlists import listed
from bot.locales.texts import Texts, texts
from bot.pages.cards import shortened, source_count
from bot.pages.mentions import scope_label
from bot.pages.retracting import retracted_line
from bot.pages.rich import Rich, Writer
from bot.reasons import reason_in
from bot.scoping import kept_out
from bot.services import Services
from feeds.intake.canonical import canonical_url, identity_url
from feeds.reading.prose.headings import headline
from storage import archive, deliveries, feed_list, kept, lists, stories
from storage.database import Connection, Row
from storage.moments import moment

MOST_REASONS = 12
LONGEST_REASON = 160


async def why(request: Request, services: Services) -> Reaction:
    """Tell what became of an article, or of the alert replied to."""
    t = texts(request.lang)
    link = request.text.split()[0] if request.text.split() else ""
    async with services.db.read() as c:
        item = await _item(c, request, link)
        if item is None:
            return Reply().say(_unknown(t, link)).done()
        rich = await _chain(c, request, services, item, t)
    return Reply().say(rich).done()


async def _item(c: Connection, request: Request, link: str) -> Row | None:
    if link:
        address = canonical_url(link)
        return await archive.find(c, link) or (await archive.find(c, identity_url(address)) if address else None)
    mention = await deliveries.mention_of(c, request.chat_id, request.replied) if request.replied else None
    if mention is not None:
        return await archive.find(c, str(deliveries.payload_of(mention)["item"]))
    story = await deliveries.story_of(c, request.chat_id, request.replied) if request.replied else None
    if story is None:
        story = await deliveries.last_story(c, request.chat_id)
    return await archive.first_of(c, story) if story is not None else None


def _unknown(t: Texts, link: str) -> Rich:
    out = Writer()
    if link:
        out.line(t("That article is not stored: no feed of mine has carried it."))
    else:
        out.line(t("Reply to an alert with /why, or write the article's address after it."))
    return out.done()


async def _chain(c: Connection, request: Request, services: Services, item: Row, t: Texts) -> Rich:
    feed = await feed_list.one(c, item["feed_id"])
    out = Writer()
    out.line(shortened(item["title"] or item["text"], 200), url=item["url"])
    name = (feed["outlet"] or feed["title"] or feed["url"]) if feed else "?"
    at = t.moment(moment(item["fetched_at"]), request.timezone)
    out.line(t("1. Fetched: {feed}, {time}", feed=name, time=at))
    if item["state"] in ("new", "claimed"):
        out.line(t("2. Not read yet."))
        return out.done()
    verdict = t("talent news") if item["talent"] else t("not talent news")
    score = t("score {score}", score=t.number(item["score"] or 0, 2))
    out.line(t("2. Understood: {verdict}, {score}", verdict=verdict, score=score))
    if item["error"]:
        out.line(t("   Reading failed: {error}", error=item["error"]))
    for reason in json.loads(item["reasons"])[:MOST_REASONS]:
        out.line(f"   – {reason_in(shortened(reason, LONGEST_REASON), t)}")
    await _merged(c, out, item, services, request.timezone, t)
    await _sent(c, out, request, item, services, t)
    return out.done()


async def _merged(c: Connection, out: Writer, item: Row, services: Services, zone: str, t: Texts) -> None:
    if item["story_id"] is None:
        out.line(t("3. Belongs to no story."))
        return
    story = await stories.one(c, item["story_id"])
    if story is None:
        return
    relation = {"new": t("began it"), "source": t("a further source"), "development": t("a development")}
    number = t.n("{n} source", "{n} sources", source_count(story))
    out.line(
        t("3. Story {id}: {relation}, {sources}", id=story.id, relation=relation[item["relation"]], sources=number)
    )
    if story.retraction is not None:
        out.line(f"   – {retracted_line(story.retraction, zone, t)}", "bold")
        return
    for move in story.moves[:4]:
        out.line(f"   – {headline(move, t.lang, services.catalog)}")
    if story.fixes:
        out.line(t("   – put right by hand on {time}", time=t.moment(story.fixes[-1].at, zone)))


async def _sent(c: Connection, out: Writer, request: Request, item: Row, services: Services, t: Texts) -> None:
    if item["story_id"]:
        row = await deliveries.alert_of(c, request.chat_id, item["story_id"])
    else:
        row = await deliveries.mention_about(c, request.chat_id, item["id"])
    age = services.settings().storage.ages().messages
    if row is None and moment(item["fetched_at"]) < request.now - age:
        days = t.n("{n} day", "{n} days", age.days)
        out.line(t("4. Whether it was sent to you I no longer know: messages are kept for {days}.", days=days))
        return
    if row is None:
        await _not_sent(c, out, request, item, services, t)
        return
    names = t.many(json.loads(row["payload"]).get("names") or ())
    if row["state"] == "sent" and row["sent_at"]:
        at = t.moment(moment(row["sent_at"]), request.timezone)
        out.line(t("4. Sent to you on {time}, since you watch {names}.", time=at, names=names))
    elif row["state"] == "shown":
        out.line(t("4. Shown to you in the preview of a watch, so not sent again."))
    elif row["state"] in ("held", "telling"):
        digest = await kept.digest_of(c, request.chat_id)
        until = t.moment(moment((digest or row)["due_at"]), request.timezone)
        out.line(t("4. Kept for you until {time}, as your settings say.", time=until))
    elif row["state"] == "told" and row["sent_at"]:
        out.line(t("4. Told to you in the digest of {time}.", time=t.moment(moment(row["sent_at"]), request.timezone)))
    elif row["state"] in ("dropped", "failed"):
        await _not_sent(c, out, request, item, services, t)
    else:
        out.line(t("4. Waiting to be sent to you."))


async def _not_sent(c: Connection, out: Writer, request: Request, item: Row, services: Services, t: Texts) -> None:
    """Say so, and why: lists that are off, or watches that have too narrow a scope for the story."""
    carrying = await lists.behind(c, item["id"], item["story_id"])
    if carrying and set(carrying) <= set(await lists.off(c, request.chat_id)):
        names = t.many([listed(name, t) for name in carrying])
        out.line(t("4. Not sent to you: only from lists that are off here ({names}). /settings", names=names))
        return
    narrow = await kept_out(c, request.chat_id, item["story_id"], services.catalog) if item["story_id"] else []
    if not narrow:
        out.line(t("4. Not sent to you."))
    for one in narrow:
        name, scope = shortened(one.name, 60), scope_label(one.scope, t)
        out.line(t("4. Not sent to you: your watch on {name} takes only this: {scope}.", name=name, scope=scope))
