"""``/watch NAME[, NAME…]``: resolve, say what to expect, show what the last 30 days would have brought."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.buttons import button
from bot.commands.names import (
    LONGEST,
    MOST_AT_ONCE,
    Resolved,
    fault,
    parted,
    resolve,
    scope_kept,
    scope_typed,
    watched_entity,
    watched_name,
    widely_borne,
    written_name,
)
from bot.commands.preview import LOOKED_BACK, Expected, expected, settle, write_preview
from bot.commands.quotas import most_watches
from bot.commands.shown import open_buttons
from bot.locales.texts import Texts, texts
from bot.pages.cards import shortened
from bot.pages.mentions import scope_label
from bot.pages.rich import Rich, Writer
from bot.services import Services
from feeds.model import Scope, Watched
from feeds.reading.naming.catalog import Entity
from storage import archive, feed_list, subscribers, watches
from storage.database import Connection

LABEL = 40  # characters of a name on a button
TOLD_APART = 3  # names with a message each; a chat takes a burst of three


@dataclass(frozen=True, slots=True)
class Begun:
    """A watch begun, with what the last 30 days held for it."""

    watched: Watched
    name: str  # as this chat sees it
    known: bool  # it was watched before
    resumed: bool  # alerts had been stopped
    feeds: int
    mentions: int
    expected: Expected


async def watch(request: Request, services: Services) -> Reaction:
    """Watch the names given, each by itself; ambiguous ones are asked about.

    Of many names each gets a line of one message, since a chat takes a message a second.
    """
    t = texts(request.lang)
    wanted = parted(request.text)
    reply = Reply()
    if not wanted:
        return reply.say(usage(t)).done()
    async with services.db.read() as c:
        have = await watches.count(c, request.chat_id)
    most = most_watches(request, services)
    begun: list[Begun] = []
    for name in wanted[:MOST_AT_ONCE]:
        if have + sum(not b.known for b in begun) >= most:
            reply.say(_line(_full(most, t)))
            break
        one = await _one(reply, request, services, name, t)
        if one is not None and one.watched.id not in {b.watched.id for b in begun}:
            begun.append(one)
    if len(begun) > TOLD_APART:
        reply.say(_together(begun, t))
    else:
        for one in begun:
            reply.say(told(one, reply, request, services, t))
    if len(wanted) > MOST_AT_ONCE:
        reply.say(_line(t("At most {n} names at once; please send the others again.", n=MOST_AT_ONCE)))
    return reply.done()


async def watch_pressed(request: Request, services: Services, value: str) -> Reaction:
    """A button that watches: an entity's id, or "=" and a name as it was typed."""
    return await _pressed(request, services, value, None)


async def chosen_pressed(request: Request, services: Services, value: str) -> Reaction:
    """The same for a button that answers a question ("Which one?", "Undo"), in the question's place."""
    return await _pressed(request, services, value, request.pressed)


async def _pressed(request: Request, services: Services, value: str, edit: int | None) -> Reaction:
    reply = Reply()
    refusal = await watch_value(reply, request, services, value, edit)
    return reply.done(refusal, alarm=refusal is not None)


async def watch_value(
    reply: Reply, request: Request, services: Services, value: str, edit: int | None = None
) -> str | None:
    """Watch what a button or a link means; why not, where that cannot be.

    An entity's id, or "=" and a name; before either, with "|", the scope of a watch that is brought back.
    """
    t = texts(request.lang)
    scope, value = scope_kept(value)
    entity = services.catalog.entity(value)
    if entity is not None:
        target, shown = watched_entity(entity, services.catalog), services.catalog.display(entity.id, t.lang)
    elif (name := written_name(value)) is not None:
        target, shown = watched_name(name, services.catalog), name
    else:
        return t("This button is too old; please type the command again.")
    async with services.db.read() as c:
        listed = await watches.of_chat(c, request.chat_id)
    most = most_watches(request, services)
    if len(listed) >= most and target.id not in {w.target for w in listed}:
        return _full(most, t)
    await start(reply, request, services, target, shown, t, edit, scope)
    return None


def _full(most: int, t: Texts) -> str:
    return t("You have {n} watches, which is all there can be: remove one with /watches.", n=most)


def usage(t: Texts) -> Rich:
    """How the command is used."""
    out = Writer()
    out.line(t("Whom shall I watch? Write a company, a lab or a person, in any script:"))
    out.line("/watch Alibaba").line("/watch 京东, Yan Zhijie")
    return out.done()


async def _one(reply: Reply, request: Request, services: Services, name: str, t: Texts) -> Begun | None:
    """Watch one name, or say why not; None where no watch was begun."""
    name, scope = scope_typed(name, services.catalog)
    wrong = fault(name)
    if wrong:
        reply.say(_line(_refusal(wrong, name, t)))
        return None
    found = resolve(name, services.catalog)
    if found.entity is not None:
        shown = services.catalog.display(found.entity.id, t.lang)
        return await _begin(reply, request, services, watched_entity(found.entity, services.catalog), shown, scope)
    if found.choices or found.similar:
        _ask(reply, request, found, scope, services, t)
        return None
    return await _begin(reply, request, services, watched_name(name, services.catalog), name)


def _refusal(wrong: str, name: str, t: Texts) -> str:
    reasons = {
        "long": t("that is longer than {n} characters; please send the name alone", n=LONGEST),
        "short": t("that is too short to be found safely; please send at least two letters"),
        "odd": t("there is no letter in it; please send a name"),
    }
    return t("I cannot watch “{name}”: {reason}.", name=shortened(name, 60), reason=reasons[wrong])


def _ask(reply: Reply, request: Request, found: Resolved, scope: Scope | None, services: Services, t: Texts) -> None:
    out = Writer()
    if len(found.choices) == 1:
        out.line(t("“{name}” can mean other things too. Is this the one?", name=found.name))
    elif found.choices:
        out.line(t("“{name}” can mean several. Which one?", name=found.name))
    else:
        out.line(t("I do not know “{name}”. Did you mean one of these?", name=found.name))
    kept = f"{scope}|" if scope is not None else ""
    known = found.choices or found.similar
    rows = [[button(reply, request, described(e, services, t), "wc", kept + e.id)] for e in known]
    as_written = t("Watch “{name}” as I wrote it", name=found.name)
    rows.append([button(reply, request, as_written, "wc", f"{kept}={found.name}")])
    reply.say(out.done(rows))


def described(entity: Entity, services: Services, t: Texts) -> str:
    """An entity with what tells it from its namesakes."""
    name = services.catalog.display(entity.id, t.lang)
    owner = services.catalog.display(entity.owner, t.lang) if entity.owner else ""
    kind = t("person") if entity.kind == "person" else t("organisation")
    details = [d for d in (owner, kind, t.country(entity.country) if entity.country else "") if d]
    return name + t.bracketed(("，" if t.lang == "zh" else ", ").join(details))


async def start(
    reply: Reply,
    request: Request,
    services: Services,
    watched: Watched,
    shown: str,
    t: Texts,
    edit: int | None = None,
    scope: Scope | None = None,
) -> None:
    """Begin a watch and show what it would have sent, in place of message ``edit``."""
    begun = await _begin(reply, request, services, watched, shown, scope)
    reply.say(told(begun, reply, request, services, t), edit=edit)


async def _begin(
    reply: Reply, request: Request, services: Services, watched: Watched, shown: str, scope: Scope | None = None
) -> Begun:
    """Begin a watch. Whoever watches wants alerts, so a chat that had stopped them gets them again.

    ``scope`` None leaves that of a watch that stands, and is all talent news for a new one.
    """
    begun = await looked_up(request, services, watched, shown, scope)
    reply.write(lambda c: subscribers.set_state(c, request.chat_id, "active"))
    reply.write(lambda c: watches.add(c, request.chat_id, watched, begun.name, request.now))
    if scope is not None:
        reply.write(lambda c: watches.set_scope(c, request.chat_id, watched.id, scope))
    age = services.settings().bot.age_limit
    reply.write(lambda c: settle(c, request, watched, begun.expected, begun.name, services.catalog, age))
    return begun


async def looked_up(
    request: Request, services: Services, watched: Watched, shown: str, scope: Scope | None = None
) -> Begun:
    """What a message that begins a watch has to tell."""
    async with services.db.read() as c:
        known = next((w for w in await watches.of_chat(c, request.chat_id) if w.target == watched.id), None)
        what = await expected(
            c, watched, scope or (known.scope if known else "all"), services, request.now, request.chat_id
        )
        active, _ = await feed_list.counts(c)
        mentions = await _mentions(c, watched, services, request)
        chat = await subscribers.get(c, request.chat_id)
    resumed = chat is not None and chat.state == "stopped"
    return Begun(watched, known.name if known else shown, known is not None, resumed, active, mentions, what)


def told(begun: Begun, reply: Reply, request: Request, services: Services, t: Texts) -> Rich:
    """The message that begins a watch: what to expect of it, and what it would have sent."""
    out = Writer()
    first = t("Already watching {name}.", name=begun.name) if begun.known else t("Watching {name}.", name=begun.name)
    out.line(first, "bold")
    expected = t.n("{n} feed", "{n} feeds", begun.feeds), t.n("{n} mention", "{n} mentions", begun.mentions)
    out.line(t("{feeds}, {mentions} in the last 30 days.", feeds=expected[0], mentions=expected[1]))
    write_preview(out, begun.expected, request, services, t)
    also = [a for a in begun.watched.aliases if a.casefold() != begun.name.casefold()][:4]
    if also:
        out.line(t("Also found as {names}.", names=t.many(also)), "italic")
    if begun.watched.id.startswith("~") and widely_borne(begun.name):
        out.line(t("Many people bear this name: look at the company in each alert."), "italic")
    if begun.resumed:
        out.line(t("Alerts are on again."))
    newest, target = begun.expected.newest, begun.watched.id
    scope = button(reply, request, t("Scope: {scope}", scope=scope_label(begun.expected.scope, t)), "so", f"w{target}")
    stop = button(reply, request, t("Stop watching"), "ut", target)
    return out.done([*([open_buttons(newest)] if newest else []), [scope], [stop]])


def _together(begun: Sequence[Begun], t: Texts) -> Rich:
    """A line each, with what the last 30 days held."""
    out = Writer()
    out.line(t.n("Watching {n} name:", "Watching {n} names:", len(begun)), "bold")
    for one in begun:
        mentions = t.n("{n} mention", "{n} mentions", one.mentions)
        told = t.n("{n} talent story", "{n} talent stories", len(one.expected.numbers))
        out.line(
            f"• {shortened(one.name, LONGEST)}: {mentions}, {told}"
            if t.lang != "zh"
            else f"• {shortened(one.name, LONGEST)}：{mentions}，{told}"
        )
    out.line(t("The figures are those of the last 30 days. /latest shows the stories, /watches the list."), "italic")
    if begun[0].resumed:
        out.line(t("Alerts are on again."))
    return out.done()


async def _mentions(c: Connection, watched: Watched, services: Services, request: Request) -> int:
    """The most mentions that one of the name's spellings has; a sum would count an article twice."""
    counts = [
        await archive.mentions(c, list(services.tokens(alias)), request.now - LOOKED_BACK)
        for alias in watched.aliases[:8]
        if alias not in watched.ambiguous
    ]
    return max(counts, default=0)


def _line(text: str) -> Rich:
    return Writer().line(text).done()
