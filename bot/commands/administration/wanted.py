"""From a change as it is written to the change: whom its names mean, or the question which one is meant."""

from bot.chat.reaction import Reply, Request
from bot.commands.administration.changes import Form, fault_of, is_short
from bot.commands.buttons import button
from bot.commands.names import LONGEST
from bot.locales.texts import Texts, texts
from bot.pages.cards import shortened
from bot.pages.entities import line, named
from bot.pages.rich import Writer
from bot.services import Services
from feeds.model import CatalogChange
from feeds.reading.naming.catalog import Catalog, Entity
from feeds.reading.naming.changes import id_for

LABEL = 40


def wanted(reply: Reply, request: Request, services: Services, form: Form) -> CatalogChange | None:
    """The change that was written; None where it was asked about or refused."""
    t, catalog, version = texts(request.lang), services.catalog, services.catalog.version
    for name in filter(None, (form.name, form.other, form.into)):
        if (fault := fault_of(name)) is not None and catalog.entity(name) is None:
            reply.say(line(faulty(fault, name, t)))
            return None
    rest = f" {form.sign} {form.other}" + (f" = {form.into}" if form.into else "")
    if form.sign == "=" and not _known(form.name, catalog) and _known(form.other, catalog):
        form = Form(form.other, "+", form.name)  # an unknown name is one with a known one: a spelling of it
        rest = f" + {form.other}"
    entity = _one(reply, request, services, form.name, "{}" + rest, t)
    if entity is None:
        return None
    if form.sign == "+" or (form.sign == "=" and not _known(form.other, catalog)):
        return CatalogChange(version, "alias", entity.id, names=(form.other,), exact=is_short(form.other))
    if form.sign == "-" and not form.into:
        new = id_for(form.other, catalog)
        return CatalogChange(version, "split", entity.id, new, entity.kind, (form.other,), exact=is_short(form.other))
    begun = f"{entity.id} {form.sign} " + (f"{form.other} = " if form.into else "")
    last = form.into or form.other
    other = _one(reply, request, services, last, begun + "{}", t) if last else None
    if last and other is None:
        return None
    target = other.id if other else ""
    if form.sign == "=":
        return CatalogChange(version, "merge", entity.id, target)
    if form.sign == "<":
        return CatalogChange(version, "owner", entity.id, target)
    return CatalogChange(version, "split", entity.id, target, names=(form.other,), exact=is_short(form.other))


def _known(name: str, catalog: Catalog) -> bool:
    return name in catalog.entities or bool(catalog.resolve(name))


def _one(reply: Reply, request: Request, services: Services, name: str, form: str, t: Texts) -> Entity | None:
    """The one entity of a name or id; else it is asked which one, and ``form`` is what is typed for the answer."""
    catalog = services.catalog
    if (entity := catalog.entities.get(name)) is not None:
        return entity
    found = catalog.resolve(name)
    if len(found) == 1:
        return found[0]
    out = Writer()
    if found:
        out.line(t("“{name}” can mean several. Which one?", name=name))
    else:
        out.line(t("The catalog does not know “{name}”.", name=name))
        found = catalog.suggest(name)
    rows = [
        [
            button(
                reply,
                request,
                shortened(f"{named(e.id, catalog, t.lang)} · {e.id}", LABEL),
                "et",
                form.replace("{}", e.id),
            )
        ]
        for e in found[:10]
    ]
    reply.say(out.done(rows))
    return None


def faulty(fault: str, name: str, t: Texts) -> str:
    """Why a name cannot be in the catalog."""
    reasons = {
        "long": t("that is longer than {n} characters; please send the name alone", n=LONGEST),
        "short": t("that is too short to be found safely; please send at least two letters"),
        "odd": t("there is no letter in it; please send a name"),
    }
    return t("“{name}” is no name for the catalog: {reason}.", name=shortened(name, LABEL), reason=reasons[fault])
