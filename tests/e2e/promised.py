"""What the settings promise (docs/delivery.md), reckoned from what was published and chosen, beside what came.

Nothing of the bot is imported: the rules are written here once more, from their description.

1. ``promised`` walks through the moments at which the bot ran. At each it takes the chat's own acts, then what its
   feeds served, then what is due; every message that the rules give is an ``Expected``.
2. ``differing.differences`` puts these beside what came, event by event, and says in words where they differ.

A moment stands for all that happens until the next one: nothing else than its clock is measured.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.e2e.chosen import (
    QUIET_LINE,
    Act,
    Choices,
    Edit,
    Message,
    Report,
    Subscriber,
    Watch,
    resolved,
    span,
    wave_of,
    within,
)  # fmt: skip
from tests.e2e.dispatches import Happening

WEEK = timedelta(days=7)
BURST, BURST_WITHIN = 5, timedelta(minutes=10)
WAVE = 3  # people who leave one firm
PREVIEWED = 3  # events that the preview of /watch shows; the others it counts
NIGHT = (time(22), time(7))
MORNING = time(8)
LATEST = datetime.max.replace(tzinfo=UTC)


def concerns(watch: Watch, happening: Happening) -> bool:
    """Whether a watch has an event in its scope (docs/design.md, "Who is told")."""
    h, name = happening, watch.name
    if h.kind == "mention":
        return watch.scope == "everything" and name == h.a
    if name not in (h.a, h.b, h.person):
        return False
    goes = h.kind in ("move", "head")
    match watch.scope:
        case "departures":
            return goes and name in (h.a, h.person)
        case "arrivals":
            return goes and name in (h.b, h.person)
        case "appointments":
            return (h.kind == "head" and name in (h.b, h.person)) or h.kind == "promotion"
        case "layoffs":
            return h.kind == "layoff"
        case "senior":
            return h.kind == "head"
    return True


@dataclass(slots=True)
class Chat:
    """A chat as the rules see it at a moment."""

    id: int
    choices: Choices
    watches: dict[str, Watch]
    since: datetime
    thread: int | None = None
    told: set[int] = field(default_factory=set)
    cards: dict[int, datetime] = field(default_factory=dict)  # the events that have a card of their own, since when
    kept: dict[int, Happening] = field(default_factory=dict)
    waves: set[str] = field(default_factory=set)  # kept, by their firms
    kept_since: datetime | None = None
    went: list[datetime] = field(default_factory=list)  # news sent at once
    burst_until: datetime | None = None
    heard: datetime | None = None  # the last news or line
    seen: datetime = LATEST  # until when its mornings have been looked at
    overdue: bool = False  # the digest's hour has come, and only quiet hours hold it up
    line_waits: bool = False  # for the end of quiet hours

    def quiet(self, moment: datetime) -> bool:
        """Whether these are its quiet hours."""
        return within(moment, self.choices.quiet, self.choices.zone)

    def free(self, moment: datetime) -> datetime:
        """The moment, or the end of the quiet hours that it falls into."""
        hours, zone = self.choices.quiet, self.choices.zone
        if hours is None or not self.quiet(moment):
            return moment
        today = moment.astimezone(ZoneInfo(zone)).date()
        spans = (span(today - timedelta(days=n), *hours, zone) for n in (0, 1))
        return max(end for begin, end in spans if begin <= moment < end)

    def message(self, moment: datetime, events: Sequence[int]) -> Message:
        """A message at a moment; in a silent night it makes no sound."""
        silent = self.choices.silent_nights and within(moment, NIGHT, self.choices.zone)
        if min(events) >= 0:
            self.heard = moment
        return Message(moment, self.id, frozenset(events), silent, self.thread)

    def wants(self, happening: Happening, moment: datetime) -> bool:
        """Whether an unmuted watch has it in its scope."""
        return any(w.stands(moment) and concerns(w, happening) for w in self.watches.values())

    def follows(self, happening: Happening, moment: datetime) -> bool:
        """Whether an unmuted watch is on one of its names, whatever the scope."""
        names = (happening.a, happening.b, happening.person)
        return any(w.stands(moment) and w.name in names for w in self.watches.values())

    def breaks(self, happening: Happening, moment: datetime) -> bool:
        """Whether it is breaking news to this chat."""
        mine = self.watches.get(happening.person)
        watched = bool(happening.person) and mine is not None and mine.stands(moment)
        return self.choices.breaking and happening.kind != "mention" and (happening.kind == "head" or watched)

    def keep(self, happening: Happening, moment: datetime) -> None:
        """Keep it for later."""
        if not self.kept and not self.waves:
            self.kept_since = moment
        self.kept[happening.number] = happening

    def hears_of_waves(self, firm: str, moment: datetime) -> bool:
        """Whether an unmuted watch on a firm takes waves."""
        mine = self.watches.get(firm)
        return mine is not None and mine.stands(moment) and mine.scope in ("all", "departures", "everything")

    def let_go(self, moment: datetime) -> None:
        """Take out what no watch lets through any more; it is asked when what is kept is about to go."""
        for number, happening in list(self.kept.items()):
            heard = self.follows if number in self.told else self.wants
            if not heard(happening, moment):
                del self.kept[number]
        self.waves = {firm for firm in self.waves if self.hears_of_waves(firm, moment)}


def promised(
    subscribers: Sequence[Subscriber], acts: Sequence[Act], reports: Sequence[Report], moments: Sequence[datetime]
) -> tuple[list[Message], list[Edit]]:
    """Every message and edit that the rules give, for a bot that runs at these moments."""
    messages: list[Message] = []
    edits: list[Edit] = []
    served = sorted(reports, key=lambda r: (r.moment, r.order))
    surging = surges_of(served)
    calendar = [
        (
            moment,
            [r for r in served if r.moment == moment],
            frozenset(r.happening.number for r in served if r.moment < moment),
        )
        for moment in moments
    ]
    for one in subscribers:
        chat = Chat(one.chat, one.choices, {w.name: w for w in one.watches}, one.since, one.thread)
        chat.seen = moments[0]
        own = {a.moment: a for a in acts if a.chat == one.chat}
        for moment, now, before in calendar:
            if moment in own:
                changed(chat, own[moment], [r for r in served if r.moment < moment])
            # What has been due since the last moment goes before what is read at this one.
            messages += due(chat, moment) if now else ()
            known, surged = set(before), len(messages)
            for report in now:
                number = report.happening.number
                messages += news(chat, report, number in known)
                # Of what is read at one moment the card may tell already when it is sent.
                if further(report, known) and chat.cards.get(number, moment) < moment and not chat.choices.stopped:
                    edits.append(Edit(moment, chat.id, number))
                known.add(number)
                for message in wave(chat, surging.get(report, ""), moment):
                    # A wave that has grown before it was told is told once.
                    messages[surged:] = [*(m for m in messages[surged:] if m.events != message.events), message]
            messages += due(chat, moment)
    return messages, edits


def surges_of(served: Sequence[Report]) -> dict[Report, str]:
    """The reports that bring up a wave, with its firm: with the third who leaves it, and when that has doubled."""
    gone: defaultdict[str, set[str]] = defaultdict(set)
    at: dict[str, int] = {}
    found: dict[Report, str] = {}
    for report in served:
        happening = report.happening
        if happening.kind not in ("move", "head") or report.way not in ("told", "confirmed"):
            continue
        gone[happening.a].add(happening.person)
        if len(gone[happening.a]) >= at.get(happening.a, WAVE):
            found[report] = happening.a
            at[happening.a] = 2 * len(gone[happening.a])
    return found


def wave(chat: Chat, firm: str, moment: datetime) -> Iterator[Message]:
    """A wave that comes up: like news, but by itself, and no burst keeps it."""
    if not firm or chat.choices.stopped or not chat.hears_of_waves(firm, moment):
        return
    if chat.choices.delivery != "instant" or chat.quiet(moment):
        if not chat.kept and not chat.waves:
            chat.kept_since = moment
        chat.waves.add(firm)
    else:
        yield chat.message(moment, [wave_of(firm)])


def further(report: Report, known: set[int]) -> bool:
    """Whether an article is one more source of what is known."""
    return report.happening.number in known and report.way in ("told", "rumoured")


def _parties(happening: Happening) -> tuple[str, str, str]:
    return happening.a, happening.b, happening.person


def changed(chat: Chat, act: Act, before: Sequence[Report]) -> None:
    """What an act changes, for what is kept too."""
    moment, name = act.moment, act.watch
    old = chat.choices
    # A digest whose hour has come waits for the end of quiet hours only, whatever these are changed to.
    waiting = old.delivery != "instant" and any(a <= moment < chat.free(a) for a in digests(chat, moment))
    chat.choices = replace(old, **act.choices)
    timing = ("delivery", "digest_at", "digest_day", "zone", "quiet")
    if any(getattr(old, t) != getattr(chat.choices, t) for t in timing) and (chat.kept or chat.waves):
        chat.overdue = chat.overdue or (waiting and old.delivery == chat.choices.delivery and "quiet" in act.choices)
        chat.kept_since = moment
    if chat.choices.stopped:
        chat.kept.clear()
        chat.waves.clear()
    if act.does == "begin":
        chat.watches.setdefault(name, Watch(name))
        chat.choices = replace(chat.choices, stopped=False)
        # What the preview of /watch has shown, the newest three, is told; what it only counts is kept on.
        heard = sorted((r for r in before if r.happening.kind != "mention"), key=lambda r: r.moment, reverse=True)
        about = list(dict.fromkeys(r.happening.number for r in heard if name in _parties(r.happening)))
        for number in about[:PREVIEWED]:
            chat.kept.pop(number, None)
        chat.told |= set(about) - chat.kept.keys()
    elif act.does == "end":
        chat.watches.pop(name, None)
    elif act.does in ("mute", "unmute") and name in chat.watches:
        until = moment + timedelta(days=1) if act.does == "mute" else None
        chat.watches[name] = replace(chat.watches[name], muted_until=until)


def news(chat: Chat, report: Report, known: bool) -> Iterator[Message]:
    """What an article brings a chat at once; what is kept stays with the chat."""
    happening, moment = report.happening, report.moment
    number = happening.number
    if chat.choices.stopped or number in chat.kept:
        return
    developed = known and report.way in ("confirmed", "denied")
    if number in chat.told:
        if not developed or not chat.follows(happening, moment):
            return
    elif not chat.wants(happening, moment):
        return
    if not chat.breaks(happening, moment):
        burst = chat.burst_until is not None and moment < chat.burst_until
        if chat.choices.delivery != "instant" or chat.quiet(moment) or burst:
            chat.keep(happening, moment)
            return
    chat.told.add(number)
    chat.cards.setdefault(number, moment)
    chat.went = [m for m in chat.went if moment - m < BURST_WITHIN] + [moment]
    if len(chat.went) >= BURST:
        chat.burst_until = chat.went[-BURST] + BURST_WITHIN
    yield chat.message(moment, [number])


def due(chat: Chat, moment: datetime) -> Iterator[Message]:
    """What is due at a moment: what was kept, and the line that all is quiet."""
    free = not chat.choices.stopped and not chat.quiet(moment)
    if free and ready(chat, moment):
        chat.let_go(moment)
    if free and (chat.choices.delivery == "instant" or ready(chat, moment)):
        for firm in sorted(chat.waves):
            yield chat.message(moment, [wave_of(firm)])
        chat.waves.clear()
    if chat.kept and free and ready(chat, moment):
        numbers = list(chat.kept)
        chat.told |= {*numbers}
        if len(numbers) == 1:
            chat.cards.setdefault(numbers[0], moment)
        chat.kept.clear()
        chat.overdue = False
        yield chat.message(moment, numbers)
    if line_due(chat, moment):
        chat.line_waits = False
        yield chat.message(moment, [QUIET_LINE])


def ready(chat: Chat, moment: datetime) -> bool:
    """Whether what is kept may come, quiet hours apart."""
    choices = chat.choices
    if choices.delivery == "instant":
        return chat.burst_until is None or moment >= chat.burst_until
    passed = (chat.free(a) for a in digests(chat, moment))
    return chat.overdue or any(chat.kept_since is not None and chat.kept_since < a <= moment for a in passed)


def digests(chat: Chat, moment: datetime) -> list[datetime]:
    """The hours of the chat's digests in the week before a moment."""
    choices = chat.choices
    here = moment.astimezone(ZoneInfo(choices.zone)).date()
    days = [here - timedelta(days=n) for n in range(8)]
    if choices.delivery == "weekly":
        days = [d for d in days if d.weekday() == choices.digest_day]
    return [resolved(d, choices.digest_at, choices.zone) for d in days]


def line_due(chat: Chat, moment: datetime) -> bool:
    """Whether the line that all is quiet is due: at 08:00, or where that is a quiet hour, at their end."""
    choices = chat.choices
    since = max(chat.since, chat.heard or chat.since)
    today = moment.astimezone(ZoneInfo(choices.zone)).date()
    mornings = [resolved(today - timedelta(days=n), MORNING, choices.zone) for n in (0, 1)]
    wanted = choices.all_quiet and not choices.stopped and any(w.stands(moment) for w in chat.watches.values())
    if any(chat.seen < m <= moment and m >= since + WEEK for m in mornings):
        chat.line_waits = True
    chat.seen = moment
    chat.line_waits = chat.line_waits and wanted and not chat.kept and moment >= since + WEEK
    return chat.line_waits and not chat.quiet(moment)
