"""``/digest`` and ``/quiet``: when news comes, by typed words or by button, each in its part of the settings."""

from dataclasses import replace
from datetime import time
from typing import Any

from bot.chat.reaction import Reaction, Reply, Request
from bot.commands.names import visible
from bot.commands.shown import to_settings
from bot.commands.typed import Wanted, digest_of, quiet_of
from bot.locales.texts import Texts, abbreviation, texts
from bot.pages.cards import shortened
from bot.pages.rich import Button, Rich, Writer
from bot.services import Services
from storage import preferences
from storage.database import Connection
from storage.preferences import Preferences

TIMES = (time(6), time(7), time(8), time(9), time(12), time(17), time(19), time(21))
QUIET = ((time(22), time(7)), (time(23), time(7)), (time(22), time(6)), (time(21), time(8)), (time(0), time(8)))
USUAL = QUIET[0]


async def digest(request: Request, services: Services) -> Reaction:
    """Set what the words ask for, else show the part."""
    t = texts(request.lang)
    chosen = await chosen_of(request, services)
    written = " ".join(visible(request.text).split())
    wanted = digest_of(written) if written else Wanted()
    if wanted is None:
        name = shortened(written, 60)
        first = t(
            "I do not understand “{name}”. Write /digest 08:00, /digest weekly monday, or /digest off.", name=name
        )
        return Reply().say(digest_page(chosen, request, t, first)).done()
    if not written:
        return Reply().say(digest_page(chosen, request, t)).done()
    return _digest(request, chosen, _changes(wanted), t)


async def digest_pressed(request: Request, services: Services, value: str) -> Reaction:
    """A button of the part: "instant", "daily", "weekly", a time "0800", or a day "d0"."""
    t = texts(request.lang)
    chosen = await chosen_of(request, services)
    wanted = Wanted()
    if value in preferences.DELIVERIES:
        wanted = Wanted(value)
    elif value in {f"d{n}" for n in range(7)}:
        wanted = Wanted("weekly", day=int(value[1]))
    elif at := _clock(value):
        # A time alone makes "at once" daily, and is that of the weekly digest where there is one.
        wanted = Wanted("daily" if chosen.delivery == "instant" else chosen.delivery, at)
    else:
        return Reaction(toast=t("This button is too old; please type the command again."), alarm=True)
    return _digest(request, chosen, _changes(wanted), t)


def _changes(wanted: Wanted) -> dict[str, Any]:
    found = {"delivery": wanted.delivery, "digest_at": wanted.at, "digest_day": wanted.day}
    return {name: value for name, value in found.items() if value is not None}


def _digest(request: Request, chosen: Preferences, changes: dict[str, Any], t: Texts) -> Reaction:
    reply = Reply()
    set_preferences(reply, request, changes)
    page = digest_page(replace(chosen, **changes), request, t)
    return reply.say(page, edit=request.pressed).done()


def digest_page(chosen: Preferences, request: Request, t: Texts, first: str | None = None) -> Rich:
    """When news comes, and the buttons that change it; ``first`` says what went wrong."""
    out = Writer()
    if first:
        out.line(first).line()
    out.line(t("News comes {how}.", how=how(chosen, t)), "bold")
    if chosen.delivery != "instant":
        out.line(t("The times are those of your zone ({zone}).", zone=abbreviation(request.timezone, request.now)))
    out.line(t("Choose a time for a daily digest, or a day for a weekly one. Any time can be written: /digest 07:30"))
    kinds = (("instant", t("At once")), ("daily", t("Daily")), ("weekly", t("Weekly")))
    first_row = [Button(_marked(label, chosen.delivery == kind), f"sd:{kind}") for kind, label in kinds]
    timed = chosen.delivery != "instant"
    times = [Button(_marked(f"{at:%H:%M}", timed and chosen.digest_at == at), f"sd:{at:%H%M}") for at in TIMES]
    weekly = chosen.delivery == "weekly"
    days = [Button(_marked(t.weekday(n, short=True), weekly and chosen.digest_day == n), f"sd:d{n}") for n in range(7)]
    return out.done([first_row, times[:4], times[4:], days[:4], days[4:], to_settings(t)])


def how(chosen: Preferences, t: Texts) -> str:
    """When news comes, in words: at once; daily at 08:00; weekly on Monday at 08:00."""
    at = f"{chosen.digest_at:%H:%M}"
    if chosen.delivery == "daily":
        return t("daily at {time}", time=at)
    if chosen.delivery == "weekly":
        return t("weekly on {day} at {time}", day=t.weekday(chosen.digest_day), time=at)
    return t("at once")


async def quiet(request: Request, services: Services) -> Reaction:
    """Set the hours written, else show the part."""
    t = texts(request.lang)
    chosen = await chosen_of(request, services)
    written = " ".join(visible(request.text).split())
    if not written:
        return Reply().say(quiet_page(chosen, request, t)).done()
    wanted = quiet_of(written)
    if wanted is None:
        name = shortened(written, 60)
        first = t("I do not understand “{name}”. Write /quiet 22-7, /quiet 22:00 06:30, or /quiet off.", name=name)
        return Reply().say(quiet_page(chosen, request, t, first)).done()
    return _quiet(request, chosen, USUAL if wanted is True else wanted or None, t)


async def quiet_pressed(request: Request, services: Services, value: str) -> Reaction:
    """A button of the part: "off", or two times "2200-0700"."""
    t = texts(request.lang)
    begin, _, end = value.partition("-")
    hours = (_clock(begin), _clock(end))
    chosen = await chosen_of(request, services)
    if value == "off":
        return _quiet(request, chosen, None, t)
    if hours[0] is None or hours[1] is None or hours[0] == hours[1]:
        return Reaction(toast=t("This button is too old; please type the command again."), alarm=True)
    return _quiet(request, chosen, (hours[0], hours[1]), t)


def _quiet(request: Request, chosen: Preferences, hours: tuple[time, time] | None, t: Texts) -> Reaction:
    reply = Reply()
    set_preferences(reply, request, {"quiet": hours})
    return reply.say(quiet_page(replace(chosen, quiet=hours), request, t), edit=request.pressed).done()


def quiet_page(chosen: Preferences, request: Request, t: Texts, first: str | None = None) -> Rich:
    """The quiet hours, and the buttons that change them; ``first`` says what went wrong."""
    out = Writer()
    if first:
        out.line(first).line()
    out.line(t("Quiet hours: {hours}.", hours=hours(chosen.quiet, t)), "bold")
    if chosen.quiet is not None:
        out.line(t("The times are those of your zone ({zone}).", zone=abbreviation(request.timezone, request.now)))
    out.line(t("In them I send nothing on my own account; what comes is kept and told together at their end."))
    out.line(t("Any hours can be written: /quiet 22:30 6:15"))
    spans = [Button(_marked(hours(span, t), chosen.quiet == span), f"sq:{_packed(span)}") for span in QUIET]
    off = Button(_marked(t("No quiet hours"), chosen.quiet is None), "sq:off")
    return out.done([[off], spans[:2], spans[2:4], spans[4:], to_settings(t)])


def hours(span: tuple[time, time] | None, t: Texts) -> str:
    """A span of hours: 22:00–07:00."""
    return f"{span[0]:%H:%M}–{span[1]:%H:%M}" if span else t("none")


def _packed(span: tuple[time, time]) -> str:
    return f"{span[0]:%H%M}-{span[1]:%H%M}"


def _clock(packed: str) -> time | None:
    """The time of "0830"; None for anything else."""
    if len(packed) != 4 or not (packed.isascii() and packed.isdigit()):
        return None
    hour, minute = int(packed[:2]), int(packed[2:])
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _marked(label: str, chosen: bool) -> str:
    return f"✓ {label}" if chosen else label


async def chosen_of(request: Request, services: Services) -> Preferences:
    """What the chat has chosen so far."""
    async with services.db.read() as c:
        return await preferences.get(c, request.chat_id)


def set_preferences(reply: Reply, request: Request, changes: dict[str, Any]) -> None:
    """Change some of the chat's preferences with the reaction; the others stay as they are at that moment."""

    async def put(c: Connection) -> None:
        kept = await preferences.get(c, request.chat_id)
        await preferences.put(c, request.chat_id, replace(kept, **changes))

    reply.write(put)
