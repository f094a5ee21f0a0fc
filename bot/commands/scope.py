"""The scope of a watch: chosen by buttons in place of the message that they stand under, with the preview that follows.

A button says where its message came from, so that "Back" leads there: "d" and the watch's number from its page in
``/watches``, "w" and the target from the message that began it.
"""

from dataclasses import replace

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands import watch
from bot.commands.buttons import button
from bot.commands.names import LONGEST
from bot.commands.preview import Expected, expected, settle, write_preview
from bot.commands.shown import open_buttons
from bot.locales.texts import Texts, texts
from bot.pages.cards import shortened
from bot.pages.mentions import mention, scope_label
from bot.pages.rich import Rich, Writer
from bot.services import Services
from feeds.model import SCOPES, Scope, Watched
from storage import archive, deliveries, preferences
from storage import watches as stored
from storage.articles import article_of
from storage.database import Connection
from storage.watches import Watch

IN_A_ROW = 2


async def choices_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Show what a watch may take, the present scope marked."""
    t, reply = texts(request.lang), Reply()
    async with services.db.read() as c:
        found = await _found(c, request, value)
        if found is None:
            return _gone(t)
        what = await expected(c, found[1], found[0].scope, services, request.now, request.chat_id)
    return reply.say(_page(reply, request, services, found[0], what, value, t), edit=request.pressed).done()


async def scope_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Take another scope ("departures:d12"), and draw choices and preview anew."""
    t, reply = texts(request.lang), Reply()
    named, _, ref = value.partition(":")
    scope = next((s for s in SCOPES if s == named), None)
    if scope is None:
        return Reaction(toast=t("This button is too old; please type the command again."), alarm=True)
    async with services.db.read() as c:
        found = await _found(c, request, ref)
    if found is None:
        return _gone(t)
    one, watched = replace(found[0], scope=scope), found[1]
    what = await rescope(reply, request, services, one, watched, scope)
    return reply.say(_page(reply, request, services, one, what, ref, t), edit=request.pressed).done()


async def back_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Lead back to the message that began the watch."""
    t, reply = texts(request.lang), Reply()
    async with services.db.read() as c:
        found = await _found(c, request, value)
    if found is None:
        return _gone(t)
    begun = await watch.looked_up(request, services, found[1], found[0].name)
    begun = replace(begun, known=False, resumed=False)
    return reply.say(watch.told(begun, reply, request, services, t), edit=request.pressed).done()


async def mention_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Set a watch to talent news or back to everything ("all:12"), under an article that it brought."""
    t, reply = texts(request.lang), Reply()
    named, _, ref = value.partition(":")
    scope: Scope = "everything" if named == "everything" else "all"
    async with services.db.read() as c:
        found = await _found(c, request, f"d{ref}")
        row = await deliveries.mention_of(c, request.chat_id, request.pressed or 0)
        payload = deliveries.payload_of(row) if row is not None else {}
        item = await archive.find(c, str(payload["item"])) if payload else None
        about = await stored.about(c, request.chat_id, payload.get("targets", ()))
        shown = (await preferences.get(c, request.chat_id)).preview
    if found is None:
        return _gone(t)
    await rescope(reply, request, services, replace(found[0], scope=scope), found[1], scope)
    name = shortened(found[0].name, LONGEST)
    toast = f"{name} · {scope_label(scope, t)}"
    if item is not None and about:
        about = [replace(w, scope=scope) if w.id == found[0].id else w for w in about]
        reply.say(mention(article_of(item), about, request.timezone, t, preview=shown), edit=request.pressed)
    return reply.done(toast)


async def rescope(
    reply: Reply, request: Request, services: Services, one: Watch, watched: Watched, scope: Scope
) -> Expected:
    """Store the scope and give its preview; what that counts is not sent besides."""
    async with services.db.read() as c:
        what = await expected(c, watched, scope, services, request.now, request.chat_id)
    reply.write(lambda c: stored.set_scope(c, request.chat_id, one.target, scope))
    age = services.settings().bot.age_limit
    reply.write(lambda c: settle(c, request, watched, what, one.name, services.catalog, age))
    return what


async def _found(c: Connection, request: Request, ref: str) -> tuple[Watch, Watched] | None:
    """The watch that a button's reference means, with the spellings that it is found by."""
    listed = await stored.of_chat(c, request.chat_id)
    wanted = ref[1:]
    one = next((w for w in listed if wanted in ((w.target,) if ref.startswith("w") else (str(w.id),))), None)
    watched = await stored.watched(c, one.target) if one is not None else None
    return (one, watched) if one is not None and watched is not None else None


def _gone(t: Texts) -> Reaction:
    return Reaction(toast=t("This watch has been removed already."))


def _page(reply: Reply, request: Request, services: Services, one: Watch, what: Expected, ref: str, t: Texts) -> Rich:
    out = Writer()
    out.line(f"{shortened(one.name, LONGEST)} · {scope_label(one.scope, t)}", "bold")
    out.line(_meaning(one.scope, t))
    write_preview(out, what, request, services, t)
    choices = [button(reply, request, _marked(scope, one.scope, t), "sc", f"{scope}:{ref}") for scope in SCOPES]
    rows = [choices[i : i + IN_A_ROW] for i in range(0, len(choices), IN_A_ROW)]
    opened = [open_buttons(what.newest)] if what.newest else []
    verb, to = ("wd", str(one.id)) if ref.startswith("d") else ("sb", ref)
    back = button(reply, request, t("« Back"), verb, to)
    return out.done([*opened, *rows, [back]])


def _marked(scope: str, present: str, t: Texts) -> str:
    label = scope_label(scope, t)
    label = label[:1].upper() + label[1:]
    return f"✓ {label}" if scope == present else label


def _meaning(scope: str, t: Texts) -> str:
    meanings = {
        "departures": t("Only stories in which somebody leaves."),
        "arrivals": t("Only stories in which somebody joins."),
        "appointments": t("Only new posts, promotions, and seats on the board."),
        "layoffs": t("Only lay-offs."),
        "senior": t("Only moves of founders, chairs, chiefs, presidents, heads, and the like."),
        "everything": t("All talent news, and every other article with the name in its headline or first sentence."),
    }
    return meanings.get(scope, t("Whoever comes, goes, or gets a post, and lay-offs."))
