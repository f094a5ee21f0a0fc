"""The page of ``/settings`` on which a chat switches lists of feeds on and off.

yl:<page>             a page of the lists, in place
ys:<0|1>:<page>:<list>  switches one off or on; the button names the state it makes, so a second press is none
"""

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.buttons import button
from bot.commands.shown import page_number
from bot.locales.texts import Texts, texts
from bot.pages.cards import shortened
from bot.pages.rich import Button, Rich, Writer
from bot.services import Services
from storage import lists
from storage.feed_list import ADDED
from storage.lists import FeedList

PAGE = 12
LONGEST = 40


async def page_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Show a page of the lists, in place."""
    async with services.db.read() as c:
        found = await lists.of_feeds(c, request.chat_id)
    return _shown(Reply(), request, found, page_number(value))


async def switch_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Switch a list on or off."""
    wanted, _, rest = value.partition(":")
    page, _, name = rest.partition(":")
    async with services.db.read() as c:
        found = await lists.of_feeds(c, request.chat_id)
    if wanted not in ("0", "1") or name not in {one.name for one in found}:
        return Reaction(toast=texts(request.lang)("This button is too old; please type the command again."), alarm=True)
    on = wanted == "1"
    reply = Reply().write(lambda c: lists.switch(c, request.chat_id, name, request.now, on=on))
    changed = [FeedList(one.name, one.feeds, on) if one.name == name else one for one in found]
    return _shown(reply, request, changed, page_number(page))


def _shown(reply: Reply, request: Request, found: list[FeedList], page: int) -> Reaction:
    return reply.say(_page(reply, request, found, page, texts(request.lang)), edit=request.pressed).done()


def _page(reply: Reply, request: Request, found: list[FeedList], page: int, t: Texts) -> Rich:
    page = min(page, max(0, (len(found) - 1) // PAGE))
    out = Writer().line(t("Lists of feeds"), "bold")
    out.line(t("News reaches this chat from the lists that are on. New lists are on."))
    out.line()
    for one in found:
        if not one.on:
            out.line(f"✗ {listed(one.name, t)}")
    if found and not any(one.on for one in found):
        out.line(t("Every list is off: no news comes."), "italic")
    rows = []
    for one in found[page * PAGE : (page + 1) * PAGE]:
        label = f"{'✓' if one.on else '✗'} {listed(one.name, t)}" + t.bracketed(t.number(one.feeds))
        rows.append([button(reply, request, label, "ys", f"{0 if one.on else 1}:{page}:{one.name}")])
    turn = [Button("«", f"yl:{page - 1}")] if page else []
    if len(found) > (page + 1) * PAGE:
        turn.append(Button("»", f"yl:{page + 1}"))
    return out.done([*rows, turn, [Button(t("Settings"), "se:home")]])


def listed(name: str, t: Texts) -> str:
    """A list's name; that of what was added without one is ours, and translated."""
    return t("Other feeds") if name == ADDED else shortened(name, LONGEST)


def summed(found: list[FeedList], t: Texts) -> str:
    """How many lists are on, for the page of all settings."""
    on = sum(one.on for one in found)
    return t("all on") if on == len(found) else t("{n} of {most} on", n=on, most=len(found))
