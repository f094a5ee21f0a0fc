"""A change before it is made: what it touches, what speaks against it, and the buttons that make it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot import entities as changing
from bot.chat.reaction import Reply, Request
from bot.commands.administration.changes import packed
from bot.commands.buttons import button
from bot.locales.texts import Texts, texts
from bot.pages import entities as pages
from bot.pages.cards import shortened
from bot.pages.entities import Danger, named
from bot.pages.rich import Button, Writer
from bot.services import Services
from feeds.model import CatalogChange
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.changes import RefusedError
from feeds.reading.naming.match import covering
from feeds.reading.naming.words import is_common
from feeds.reading.text import folded, has_han
from storage import archive, entities
from storage.database import Connection

LOOKED_BACK = timedelta(days=30)
LABEL = 40


async def offer(reply: Reply, request: Request, services: Services, change: CatalogChange) -> None:
    """Say what a change would do, with the buttons that make it; or why it cannot be made."""
    t, files = texts(request.lang), services.known.files
    async with services.db.read() as c:
        change = replace(change, number=await entities.version(c))
        try:
            plan = await changing.previewed(c, files, change)
        except RefusedError as error:
            what = pages.in_short(change, services.catalog, t)
            reply.say(Writer().line(what, "bold").line(pages.refusal(error.reason, t)).done(), edit=request.pressed)
            return
        danger = await _danger(c, change, plan.old, services, request)
    out = Writer()
    pages.preview(out, change, plan.effect, danger, plan.old, t)
    rows = _choices(reply, request, change, danger, plan.old, t)
    back = change.entity if change.entity in plan.old.entities else change.names[0]
    rows.append([button(reply, request, t("« Back"), "ev", back)])
    reply.say(out.done(rows), edit=request.pressed)


def _choices(
    reply: Reply, request: Request, change: CatalogChange, danger: Danger, catalog: Catalog, t: Texts
) -> list[list[Button]]:
    """The buttons under a preview: what may be confirmed, and what may be meant instead."""

    def offered(label: str, verb: str, **other: Any) -> list[Button]:
        return [button(reply, request, label, verb, packed(replace(change, **other)))]

    if not danger:
        rows = [offered(t("Confirm"), "ec")]
    else:
        rows = [offered(t("Count it beside words of firms only"), "ec", doubtful=True)]
        if not danger.single:
            rows.append(offered(t("Count it everywhere"), "ec"))
    if change.action == "alias":
        same = [e for e in danger.others[:3] if e.kind == catalog.entities[change.entity].kind]
        for e in same:
            merge = CatalogChange(change.number, "merge", e.id, change.entity)
            label = f"{named(e.id, catalog, t.lang)} = {named(change.entity, catalog, t.lang)}"
            rows.append([button(reply, request, shortened(label, 2 * LABEL), "ep", packed(merge))])
    if change.action == "merge":
        turned = t("Call both {name}", name=shortened(named(change.entity, catalog, t.lang), LABEL))
        rows.append(offered(turned, "ep", entity=change.other, other=change.entity))
    if change.action == "split" and change.kind is not None:
        rows.append(offered(t("Only take it out"), "ep", kind=None, other="", exact=False))
    return rows


async def _danger(
    c: Connection, change: CatalogChange, catalog: Catalog, services: Services, request: Request
) -> Danger:
    """What speaks against the spelling that a change brings."""
    if change.action in ("merge", "owner") or (change.action == "split" and not change.other):
        return Danger()
    own = {change.entity, change.other}
    others = {e.id: e for n in change.names for e in catalog.resolve(n) if e.id not in own}
    words = [folded(n) for n in change.names]
    counts = [await archive.mentions(c, list(services.tokens(n)), request.now - LOOKED_BACK) for n in change.names]
    return Danger(
        tuple(others.values()),
        single=any(len(w) == 1 and has_han(w) for w in words),
        word=any(w in covering() or is_common(w, "en") or is_common(w, "id") for w in words),
        articles=max(counts, default=0),
    )
