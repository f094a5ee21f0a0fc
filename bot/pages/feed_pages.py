"""The feeds as ``/feeds`` shows them: the overview, and a feed's own page with what can be done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.locales.texts import Texts
from bot.pages.cards import shortened
from bot.pages.feed_notes import daily, feed_name, paced
from bot.pages.moved import ADDRESS, move_button, moved_lines
from bot.pages.rich import Button, Rich, Writer
from bot.reasons import advice_on, fault_in, site_of
from storage.feed_list import ADDED
from storage.feed_pages import Brought, FeedSeen, Which

PAGE = 10
ROW = 5  # buttons


@dataclass(frozen=True, slots=True)
class Look:
    """For whom a page is drawn, and when."""

    t: Texts
    zone: str
    now: datetime

    def moment(self, at: datetime | None) -> str:
        """A moment in the reader's zone; a dash where there is none."""
        return self.t.moment(at, self.zone) if at is not None else "–"


def overview_page(
    listed: Sequence[FeedSeen], numbers: Mapping[Which, int], which: Which, page: int, look: Look, lead: str = ""
) -> Rich:
    """Ten feeds, each with a button that opens it; ``lead`` stands above them."""
    t = look.t
    out = Writer()
    if lead:
        out.line(lead).line()
    out.add(t.n("{n} feed", "{n} feeds", numbers["all"]), "bold")
    out.line(" · " + t.n("{n} with trouble", "{n} with trouble", numbers["bad"]) if numbers["bad"] else "")
    for number, one in enumerate(listed[:PAGE], page * PAGE + 1):
        _listed(out, number, one, look)
    if not numbers["all"]:
        out.line(t("No feeds yet: list them in config.toml, or write /addfeed and an address."))
    elif not listed:
        out.line().line(t("None of these."))
    opens = [
        Button(str(number), f"fh:{one.id}:{which}:{page}") for number, one in enumerate(listed[:PAGE], page * PAGE + 1)
    ]
    turn = [Button("«", f"fp:{which}:{page - 1}")] if page else []
    if len(listed) > PAGE:
        turn.append(Button("»", f"fp:{which}:{page + 1}"))
    rows = [opens[i : i + ROW] for i in range(0, len(opens), ROW)]
    file = [Button(t("As a file"), "oe:")] if numbers["all"] else []
    return out.done([*rows, turn, _filters(numbers, which, t), file])


def _filters(numbers: Mapping[Which, int], which: Which, t: Texts) -> list[Button]:
    names: dict[Which, str] = {"all": t("All"), "bad": t("Trouble"), "off": t("Paused")}
    if not numbers["bad"] and not numbers["off"] and which == "all":
        return []
    return [
        Button(f"{'• ' if kind == which else ''}{name} {t.number(numbers[kind])}", f"fp:{kind}:0")
        for kind, name in names.items()
    ]


def _mark(one: FeedSeen) -> str:
    if one.state == "paused":
        return "⛔" if one.condition == "gone" else "⏸"
    if one.failures or one.condition == "failing":
        return "⚠"
    if one.moving is not None:
        return "➡"
    return {"silent": "💤", "flooding": "🌊"}.get(one.condition, "✓" if one.fetched else "…")


def _listed(out: Writer, number: int, one: FeedSeen, look: Look) -> None:
    t = look.t
    out.line().add(f"{number}. {_mark(one)} ").line(feed_name(one.name, one.url), url=one.url)
    facts = []
    if one.last_success:
        facts.append(t("last success {time}", time=look.moment(one.last_success)))
    if one.newest_item_at:
        facts.append(t("newest item {time}", time=look.moment(one.newest_item_at)))
    if one.fetched:
        facts.append(daily(one.rate_per_day, t))
    if one.state == "active":
        facts.append(t("next poll {time}", time=look.moment(max(one.next_at, look.now))))
    if facts:
        out.line("    " + " · ".join(facts))
    if one.failures and one.last_error and one.state == "active":
        error = fault_in(one.last_error, t)
        out.line("    " + t.n("failed {n} time: {error}", "failed {n} times: {error}", one.failures, error=error))
    if one.moving is not None:
        out.line("    " + t("moved to {url}", url=shortened(one.moving.to, ADDRESS)))


def feed_page(one: FeedSeen, brought: Brought, place: str | None, back: str, look: Look) -> Rich:
    """All about one feed; ``place`` is where the configuration lists it, ``back`` the overview's page it came from."""
    t = look.t
    out = Writer()
    out.line(feed_name(one.name, one.url), "bold", url=one.url).line(shortened(one.url, ADDRESS), "code")
    out.line().add(f"{_mark(one)} ").line(_standing(one, look))
    if one.failures and one.last_error and one.state == "active":
        advice = advice_on(one.last_error, t, site_of(one.url))
        if advice:
            out.line(advice)
    out.line()
    out.line(t("Last success: {time}", time=look.moment(one.last_success)))
    out.line(t("Newest item: {time}", time=look.moment(one.newest_item_at)))
    out.line(t("Items a day: {n}", n=paced(one.rate_per_day, t) if one.fetched else t("no data yet")))
    out.line(t("With full text: {share}", share=_share(brought, t)))
    out.line(t("Talent stories in 30 days: {n}", n=t.number(brought.stories)))
    if one.state == "active":
        out.line(t("Next poll: {time}", time=look.moment(max(one.next_at, look.now))))
    out.line(t("Belongs to: {owner}", owner=_owner(one, place, look)))
    if one.moving is not None:
        out.line()
        moved_lines(out, one.moving, feed_name(one.name, one.url), place, look.moment, t)
    return out.done(_feed_buttons(one, place, back, t))


def _standing(one: FeedSeen, look: Look) -> str:
    t = look.t
    if one.state == "paused":
        if one.condition == "gone":
            return t("Gone for good, so I have paused it; nothing is asked until you resume it.")
        return t("Paused: nothing is asked until you resume it.")
    if one.failures and one.last_error:
        error = fault_in(one.last_error, t)
        return t.n("failed {n} time: {error}", "failed {n} times: {error}", one.failures, error=error)
    if one.condition == "silent":
        return t("Silent: it answers, and has brought nothing new for long.")
    if one.condition == "flooding":
        return t("Flooding: it has brought far more than usual.")
    if one.condition == "failing":
        return t("It has answered again; I wait for a second answer before I call it well.")
    return t("Well.") if one.fetched else t("Not asked yet.")


def _share(brought: Brought, t: Texts) -> str:
    if not brought.read:
        return t("no data yet")
    share = t.number(100 * brought.whole / brought.read)
    return t.n("{share}% of {n} article read", "{share}% of {n} articles read", brought.read, share=share)


def _owner(one: FeedSeen, place: str | None, look: Look) -> str:
    t = look.t
    day = t.day(one.added_at.astimezone(ZoneInfo(look.zone)).date())
    parts = [place or t("the chat, since {day}", day=day)]
    if one.list:
        name = t("Other feeds") if one.list == ADDED else shortened(one.list, 60)
        parts.append(t("list “{name}”", name=name))
    parts.append(t("tier {n}", n=one.tier))
    return " · ".join(parts)


def _feed_buttons(one: FeedSeen, place: str | None, back: str, t: Texts) -> list[list[Button]]:
    value = f"{one.id}:{back}"
    if one.state == "paused":
        first = [Button(t("Resume"), f"fr:{value}")]
    else:
        first = [Button(t("Pause"), f"fs:{value}"), Button(t("Ask now"), f"fa:{value}")]
    second = [Button(t("Try it"), f"ft:{one.id}")]
    if place is None:
        second.append(Button(t("Remove"), f"fx:{value}"))
    moving = move_button(one.moving, place, t) if one.moving is not None else []
    rows = [first, second, moving, [Button(t("« Feeds"), f"fp:{back}"), Button(t("Refresh"), f"fh:{value}")]]
    return [row for row in rows if row]
