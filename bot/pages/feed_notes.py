"""What administrators are told of their feeds: a paragraph a kind of change, the worst first, with buttons.

A note says what happened, since when, what the bot does about it, and what the administrator may do.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.locales.texts import Texts
from bot.pages.cards import shortened
from bot.pages.moved import move_button, moved_lines
from bot.pages.rich import Button, Rich, Writer
from bot.reasons import advice_on, fault_in, site_of
from feeds.model.polling import MOST_A_DAY
from storage.conditions import Moving, News

MOST = 12  # feeds named in a paragraph
NAME = 48
LEAST = 0.05  # items a day; what is less is not told


@dataclass(frozen=True, slots=True)
class NetworkNews:
    """The network of this server fails, or works again since ``until``; of ``asked`` feeds ``failing`` fail."""

    since: datetime | None
    until: datetime | None
    failing: int
    asked: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Bulletin:
    """Everything that one note tells; ``places`` says where the configuration lists a feed ("config.toml:14")."""

    news: tuple[News, ...] = ()
    moving: tuple[Moving, ...] = ()
    network: NetworkNews | None = None
    places: Mapping[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a note is for, and when it is read."""

    t: Texts
    zone: str
    now: datetime

    def moment(self, at: datetime | None) -> str:
        """A moment in the reader's zone; of the day on which the note is written, the time alone."""
        at, zone = at or self.now, ZoneInfo(self.zone)
        today = at.astimezone(zone).date() == self.now.astimezone(zone).date()
        return self.t.clock(at, self.zone) if today else self.t.moment(at, self.zone)


def feed_name(name: str, url: str) -> str:
    """What a feed is called: its outlet, its own title, else its address without what says nothing."""
    parts = urlsplit(url)
    return shortened(name.strip() or f"{parts.hostname or ''}{parts.path.rstrip('/')}" or url, NAME)


def lasting(span: timedelta, t: Texts) -> str:
    """How long something lasted: 40 minutes, 5 hours, 3 days."""
    minutes = max(1, round(span / timedelta(minutes=1)))
    if minutes < 90:
        return t.n("{n} minute", "{n} minutes", minutes)
    if minutes < 48 * 60:
        return t.n("{n} hour", "{n} hours", round(minutes / 60))
    return t.n("{n} day", "{n} days", round(minutes / 1440))


def paced(rate: float, t: Texts) -> str:
    """A rate with one decimal where it says something: 0.4, 3, 12."""
    return t.number(rate, 0 if rate >= 10 or abs(rate - round(rate)) < LEAST else 1)


def daily(rate: float, t: Texts) -> str:
    """ "2.3 items a day", "1 item a day"."""
    shown = paced(rate, t)
    return t.n("{n} item a day", "{n} items a day", 1 if shown == t.number(1) else 2, n=shown)


def feed_note(bulletin: Bulletin, now: datetime, zone: str, t: Texts) -> Rich:
    """The note about everything that changed."""
    out = Writer()
    reader = Reader(t, zone, now)
    if bulletin.network is not None:
        _network(out, bulletin.network, reader)
    for kind, tell in PARAGRAPHS:
        group = [one for one in bulletin.news if _kind(one) == kind]
        if group:
            tell(out, group, reader)
            if len(group) == 1 and group[0].judged.fault:
                _advice(out, group[0], t)
            out.line()
    places = bulletin.places or {}
    for moving in bulletin.moving[:MOST]:
        moved_lines(out, moving, feed_name(moving.name, moving.url), places.get(moving.feed_id), reader.moment, t)
        out.line()
    return out.done(_buttons(bulletin, t))


def _kind(one: News) -> str:
    return f"well, was {one.was}" if one.judged.condition == "well" else one.judged.condition


def _advice(out: Writer, one: News, t: Texts) -> None:
    told = advice_on(one.judged.fault, t, site_of(one.url))
    if told:
        out.line(told)


def _network(out: Writer, one: NetworkNews, reader: Reader) -> None:
    t = reader.t
    if one.until is not None:
        out.add("📡 ").line(t("The network of this server works again."), "bold")
        if one.since is not None:
            out.line(
                t(
                    "It was away for {span}, from {time}. I am asking every feed again; what they still hold is read.",
                    span=lasting(one.until - one.since, t),
                    time=reader.moment(one.since),
                )
            )
        out.line()
        return
    out.add("📡 ").line(
        t("{n} of {m} feeds cannot be reached since {time}.", n=t.number(one.failing), m=t.number(one.asked),
          time=reader.moment(one.since)), "bold",
    )  # fmt: skip
    out.line(t("It is most likely the network of this server, not the feeds: {error}.", error=fault_in(one.fault, t)))
    out.line(t("Look at its connection, its name resolution (DNS) and its firewall."))
    out.line(t("I go on asking every hour and tell you when they answer. Nothing is lost that the feeds still hold."))
    out.line()


def _heading(out: Writer, mark: str, one: str, many: str, group: Sequence[News], t: Texts) -> bool:
    """The first words of a paragraph; whether it tells of one feed only."""
    out.add(f"{mark} ")
    if len(group) == 1:
        out.add(feed_name(group[0].name, group[0].url), "bold", url=group[0].url).add(" ").line(one)
        return True
    out.line(many, "bold")
    return False


def _bullets(out: Writer, group: Sequence[News], t: Texts, told: Callable[[News], str]) -> None:
    for one in group[:MOST]:
        out.add("• ").add(feed_name(one.name, one.url), url=one.url).line(f"{t.colon}{told(one)}")
    if len(group) > MOST:
        out.line(t.n("… and {n} more: /feeds", "… and {n} more: /feeds", len(group) - MOST))


def _gone(out: Writer, group: Sequence[News], reader: Reader) -> None:
    t = reader.t
    many = t.n("{n} feed is gone for good", "{n} feeds are gone for good", len(group))
    if _heading(out, "⛔", t("is gone for good: its server says so (HTTP 410)."), many, group, t):
        out.line(t("I have paused it and ask no more. Its articles stay, and you can resume it."))
        return
    _bullets(out, group, t, lambda one: reader.moment(one.judged.since))
    out.line(t("I have paused what is gone and ask no more. Its articles stay, and you can resume it."))


def _failing(out: Writer, group: Sequence[News], reader: Reader) -> None:
    t = reader.t
    many = t.n("{n} feed fails", "{n} feeds fail", len(group))
    one = group[0]
    if _heading(out, "⚠", t("fails: {error}.", error=fault_in(one.judged.fault, t)), many, group, t):
        out.line(
            t.n(
                "Since {time}; {n} poll in a row.", "Since {time}; {n} polls in a row.", one.judged.number,
                time=reader.moment(one.judged.since),
            )
        )  # fmt: skip
        next_at = reader.moment(max(one.next_at, reader.now))
        out.line(t("Next try: {time}, later once a day; I tell you when it answers.", time=next_at))
        return
    _bullets(out, group, t, lambda one: _fault(one, reader))
    out.line(t("I ask them again at longer intervals, later once a day, and tell you when they answer."))


def _fault(one: News, reader: Reader) -> str:
    t, found = reader.t, one.judged
    return t("{error}, since {time}", error=fault_in(found.fault, t), time=reader.moment(found.since))


def _flooding(out: Writer, group: Sequence[News], reader: Reader) -> None:
    t = reader.t
    many = t.n("{n} feed is flooding", "{n} feeds are flooding", len(group))
    if not _heading(out, "🌊", t("is flooding: {told}.", told=_flood(group[0], t)), many, group, t):
        _bullets(out, group, t, lambda one: _flood(one, t))
    if any(one.judged.number >= MOST_A_DAY for one in group):
        told = t.number(MOST_A_DAY)
        out.line(t("Of a feed I store {n} new articles a day; the rest waits, as long as the feed shows it.", n=told))
    else:
        out.line(t("It is all read and stored; what may be sent is under the usual limits, so nobody is flooded."))


def _flood(one: News, t: Texts) -> str:
    found = one.judged
    told = t.n("{n} new item within hours", "{n} new items within hours", found.number)
    if found.usual >= LEAST:
        told += t(", usually {n} a day", n=paced(found.usual, t))
    if found.repeated:
        told += t("; {n} of them it had brought before, now under new ids", n=t.number(found.repeated))
    return told


def _silent(out: Writer, group: Sequence[News], reader: Reader) -> None:
    t = reader.t
    many = t.n("{n} feed has fallen silent", "{n} feeds have fallen silent", len(group))
    one = t("has fallen silent: {told}.", told=_quiet(group[0], reader))
    if _heading(out, "💤", one, many, group, t):
        site = site_of(group[0].url)
        out.line(t("It answers as before. Perhaps the site has another feed by now: /addfeed {site} looks for it.",
                   site=site))  # fmt: skip
        return
    _bullets(out, group, t, lambda one: _quiet(one, reader))
    out.line(
        t("They answer as before. Perhaps their sites have other feeds by now: /addfeed and a site looks for them.")
    )


def _quiet(one: News, reader: Reader) -> str:
    t = reader.t
    time, usual = reader.moment(one.judged.since), one.judged.usual
    if usual >= 1:
        return t("nothing new since {time}; usually {n} a day", time=time, n=paced(usual, t))
    return t("nothing new since {time}; usually {n} a week", time=time, n=paced(usual * 7, t))


def _answers_again(out: Writer, group: Sequence[News], reader: Reader) -> None:
    t = reader.t
    many = t.n("{n} feed answers again", "{n} feeds answer again", len(group))
    if not _heading(out, "✓", t("answers again {told}.", told=_away(group[0], reader)), many, group, t):
        _bullets(out, group, t, lambda one: _away(one, reader))
    out.line(t("What it still held is read, and it is asked at its usual pace."))


def _away(one: News, reader: Reader) -> str:
    t, until = reader.t, one.judged.since or reader.now
    span = lasting(until - (one.was_since or until), t)
    return t("since {time}, after {span}", time=reader.moment(until), span=span)


def _there_again(out: Writer, group: Sequence[News], reader: Reader) -> None:
    t = reader.t
    many = t.n("{n} feed is there again", "{n} feeds are there again", len(group))
    if not _heading(out, "✓", t("is there again and is read as before."), many, group, t):
        _bullets(out, group, t, lambda one: reader.moment(one.judged.since))


def _speaks_again(out: Writer, group: Sequence[News], reader: Reader) -> None:
    t = reader.t
    many = t.n("{n} feed brings news again", "{n} feeds bring news again", len(group))
    told = t("brings news again; it had been silent for {span}.", span=_pause(group[0], reader))
    if not _heading(out, "✓", told, many, group, t):
        _bullets(out, group, t, lambda one: t("silent for {span}", span=_pause(one, reader)))


def _pause(one: News, reader: Reader) -> str:
    until = one.judged.since or reader.now
    return lasting(until - (one.was_since or until), reader.t)


def _calm_again(out: Writer, group: Sequence[News], reader: Reader) -> None:
    t = reader.t
    many = t.n("{n} feed is calm again", "{n} feeds are calm again", len(group))
    if not _heading(out, "✓", t("is calm again: no flood for a day."), many, group, t):
        _bullets(out, group, t, lambda one: t("no flood for a day"))


Paragraph = Callable[[Writer, Sequence[News], Reader], None]
PARAGRAPHS: tuple[tuple[str, Paragraph], ...] = (
    ("gone", _gone),
    ("failing", _failing),
    ("flooding", _flooding),
    ("silent", _silent),
    ("well, was failing", _answers_again),
    ("well, was gone", _there_again),
    ("well, was silent", _speaks_again),
    ("well, was flooding", _calm_again),
)


def _buttons(bulletin: Bulletin, t: Texts) -> list[list[Button]]:
    rows = [move_button(one, (bulletin.places or {}).get(one.feed_id), t) for one in bulletin.moving[:MOST]]
    news = bulletin.news
    if len(news) == 1 and not bulletin.moving:
        rows.append(_what_to_do(news[0], t))
    elif news:
        names = [Button(feed_name(one.name, one.url), f"fh:{one.feed_id}") for one in news[:MOST]]
        rows += [names[i : i + 2] for i in range(0, len(names), 2)]
    if bulletin.network is not None or len(news) > 1:
        rows.append([Button(t("All feeds"), "fp:all:0")])
    return [row for row in rows if row]


def _what_to_do(one: News, t: Texts) -> list[Button]:
    about = Button(t("About this feed"), f"fh:{one.feed_id}")
    if one.judged.condition == "failing":
        return [about, Button(t("Ask now"), f"fa:{one.feed_id}"), Button(t("Pause"), f"fs:{one.feed_id}")]
    if one.judged.condition == "gone":
        return [about, Button(t("Resume"), f"fr:{one.feed_id}")]
    return [about]
