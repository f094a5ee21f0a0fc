"""``/watches`` and ``/unwatch``: the list in pages of ten, each watch with a button that removes it, with undo."""

from bot.commands.buttons import button
from bot.commands.names import parted, resolve
from bot.locales.texts import Texts, texts
from bot.reaction import Outgoing, Reaction, Reply, Request
from bot.rich import Button, Writer
from bot.services import Services
from feeds.reading.text import folded
from storage import watches
from storage.watches import Watch

PAGE = 10


async def list_watches(request: Request, services: Services) -> Reaction:
    """Show the watches of this chat."""
    return await _page(request, services, 0)


async def page_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Turn to another page of the list, in place."""
    return await _page(request, services, int(value) if value.isdigit() and len(value) < 6 else 0)


async def _page(request: Request, services: Services, page: int) -> Reaction:
    t = texts(request.lang)
    async with services.db.read() as c:
        total = await watches.count(c, request.chat_id)
        page = min(page, max(0, (total - 1) // PAGE))
        listed = await watches.of_chat(c, request.chat_id, PAGE, page * PAGE)
    reply = Reply()
    out = Writer()
    if not listed:
        out.line(t("You watch nobody yet. Write /watch and a name: /watch Alibaba"))
        return reply.say(out.done(), edit=request.pressed).done()
    out.line(t.n("You watch {n} name:", "You watch {n} names:", total), "bold")
    rows = []
    for number, one in enumerate(listed, page * PAGE + 1):
        out.line(f"{number}. {one.name}")
        rows.append([Button(t("Remove {name}", name=one.name), f"u:{one.id}")])
    turn = []
    if page:
        turn.append(Button("«", f"p:{page - 1}"))
    if (page + 1) * PAGE < total:
        turn.append(Button("»", f"p:{page + 1}"))
    return reply.say(out.done([*rows, turn]), edit=request.pressed).done()


async def unwatch(request: Request, services: Services) -> Reaction:
    """End the watches named; without a name the list is shown, where a tap removes."""
    wanted = parted(request.text)
    if not wanted:
        return await _page(request, services, 0)
    t = texts(request.lang)
    reply = Reply()
    async with services.db.read() as c:
        listed = await watches.of_chat(c, request.chat_id)
    for name in wanted:
        one = _named(name, listed, services)
        if one is None:
            reply.say(Writer().line(t("You do not watch “{name}”. /watches shows your list.", name=name[:80])).done())
        else:
            _remove(reply, request, one, t)
    return reply.done()


async def remove_pressed(request: Request, services: Services, value: str) -> Reaction:
    """The button that removes a watch of the list."""
    t = texts(request.lang)
    async with services.db.read() as c:
        one = await watches.get(c, request.chat_id, int(value)) if value.isdigit() and len(value) < 18 else None
    if one is None:
        return Reaction(toast=t("This watch has been removed already."))
    reply = Reply()
    _remove(reply, request, one, t)
    return reply.done()


async def stop_pressed(request: Request, services: Services, value: str) -> Reaction:
    """The button that ends the watch on a target, under the message that began it."""
    t = texts(request.lang)
    async with services.db.read() as c:
        listed = await watches.of_chat(c, request.chat_id)
    one = next((w for w in listed if w.target == value), None)
    if one is None:
        return Reaction(toast=t("This watch has been removed already."))
    reply = Reply()
    _remove(reply, request, one, t)
    return reply.done()


def _remove(reply: Reply, request: Request, one: Watch, t: Texts) -> None:
    back = one.target if not one.target.startswith("~") else f"={one.name}"
    undo = button(reply, request, t("Undo"), "w", back)
    reply.write(lambda c: watches.remove(c, request.chat_id, one.id))
    reply.messages.append(Outgoing(Writer().line(t("No longer watching {name}.", name=one.name)).done([[undo]])))


def _named(name: str, listed: list[Watch], services: Services) -> Watch | None:
    """The watch that a person means: by its number in the list, its name, or any spelling of its entity."""
    if name.isdigit() and 1 <= int(name[:6]) <= len(listed):
        return listed[int(name[:6]) - 1]
    plain = folded(name)
    for one in listed:
        if folded(one.name) == plain:
            return one
    entity = resolve(name, services.catalog).entity
    return next((w for w in listed if entity is not None and w.target == entity.id), None)
