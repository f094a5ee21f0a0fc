"""``/settings``: one message, edited in place, that shows every setting and leads to what changes it.

se:<part>         opens a part: home, lang, zone, digest, quiet, lists
sx:<name>:<0|1>   switches one of ``SWITCHES`` off or on; the button names the state it makes, so a second press is none
"""

from dataclasses import replace
from typing import Any

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands import delivering, feedlists, languages, zones
from bot.commands.delivering import chosen_of, set_preferences
from bot.locales.texts import Texts, texts
from bot.pages.rich import Button, Rich, Writer
from bot.services import Services
from storage import lists, subscribers
from storage.lists import FeedList
from storage.preferences import Preferences

SWITCHES = ("silent_nights", "breaking", "all_quiet", "preview")


async def settings(request: Request, services: Services) -> Reaction:
    """Show every setting."""
    return await _shown(request, services, await chosen_of(request, services))


async def part_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Open a part in place."""
    t = texts(request.lang)
    chosen = await chosen_of(request, services)
    match value:
        case "lang":
            page = languages.page(request.lang, request.script)
        case "zone":
            page = zones.page(request, t)
        case "digest":
            page = delivering.digest_page(chosen, request, t)
        case "lists":
            return await feedlists.page_pressed(request, services, "0")
        case "quiet":
            page = delivering.quiet_page(chosen, request, t)
        case _:
            return await _shown(request, services, chosen)
    return Reply().say(page, edit=request.pressed).done()


async def switch_pressed(request: Request, services: Services, value: str) -> Reaction:
    """Switch a setting on or off."""
    name, _, wanted = value.partition(":")
    if name not in SWITCHES or wanted not in ("0", "1"):
        return Reaction(toast=texts(request.lang)("This button is too old; please type the command again."), alarm=True)
    changes: dict[str, Any] = {name: wanted == "1"}
    reply = Reply()
    set_preferences(reply, request, changes)
    chosen = replace(await chosen_of(request, services), **changes)
    return await _shown(request, services, chosen, reply)


async def _shown(request: Request, services: Services, chosen: Preferences, reply: Reply | None = None) -> Reaction:
    async with services.db.read() as c:
        chat = await subscribers.get(c, request.chat_id)
        found = await lists.of_feeds(c, request.chat_id)
    stopped = chat is not None and chat.state == "stopped"
    page = home(chosen, request, found, texts(request.lang), stopped=stopped)
    return (reply or Reply()).say(page, edit=request.pressed).done()


def home(chosen: Preferences, request: Request, found: list[FeedList], t: Texts, *, stopped: bool) -> Rich:
    """Every setting with its state."""
    out = Writer()
    out.line(t("Settings"), "bold")
    if stopped:
        out.line(t("Alerts are stopped; /start goes on."), "italic")
    now = t.moment(request.now, request.timezone)
    on, off = t("on"), t("off")
    states = {name: on if getattr(chosen, name) else off for name in SWITCHES}
    out.line(t("Language: {name}", name=languages.own_name(request.lang, request.script)))
    out.line(t("Time zone: {name}, {time}", name=zones.label(request.timezone, t), time=now))
    out.line(t("Delivery: {how}", how=delivering.how(chosen, t)))
    out.line(t("Quiet hours: {hours}", hours=delivering.hours(chosen.quiet, t)))
    out.line(t("Silent nights: {state} (22:00 to 07:00 without a sound)", state=states["silent_nights"]))
    out.line(
        t("Breaking news: {state} (heads of firms and people you watch come at once, always)", state=states["breaking"])
    )
    out.line(t("“All quiet”: {state} (one line after a week without news)", state=states["all_quiet"]))
    out.line(t("Preview: {state} (the article's picture under an alert)", state=states["preview"]))
    if found:
        out.line(t("Lists of feeds: {state}", state=feedlists.summed(found, t)))
    opened = (
        [Button(t("Language"), "se:lang"), Button(t("Time zone"), "se:zone")],
        [Button(t("Delivery"), "se:digest"), Button(t("Quiet hours"), "se:quiet")],
    )
    labels = dict(zip(SWITCHES, (t("Silent nights"), t("Breaking news"), t("“All quiet”"), t("Preview")), strict=True))
    switches = [
        Button(f"{'✓' if getattr(chosen, name) else '✗'} {label}", f"sx:{name}:{0 if getattr(chosen, name) else 1}")
        for name, label in labels.items()
    ]
    more = [[Button(t("Lists of feeds"), "se:lists")]] if found else []
    return out.done([*opened, switches[:2], switches[2:], *more])
