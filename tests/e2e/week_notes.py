"""The administrator's notes of a week, held against what befell the papers: one note a change of state, none a slip.

The rules are written once more from docs/administration.md; nothing of the bot is imported. Notes are read in English,
paragraph by paragraph: what a paragraph's words say happened, and which papers it names.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.e2e.chatting import buttons
from tests.e2e.papers import Paper, Trouble
from tests.e2e.week import Line, Week

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SLIP = timedelta(minutes=65)  # what is over by then is no change of state
# What a paragraph says happened; what it must say besides: since when, what the bot does, what there is to do.
SAYS = {
    "fails": (r"\bfails?\b", r"\d:\d\d", r"\bNext try\b|\bask\b", r"\btell you\b"),
    "answers": (r"\banswers? again\b", r"\d:\d\d", r"\bread\b"),
    "gone": (r"\bgone for good\b", r"410", r"\bpaused\b", r"\bresume\b"),
    "moved": (r"\b(has|have) moved\b", r"\d:\d\d", r"\bold address\b"),
    "floods": (r"\bflooding\b", r"\ba day\b", r"\bstored\b"),
    "calm": (r"\bcalm again\b",),
    "silent": (r"\bfallen silent\b", r"\d:\d\d", r"\ba (day|week)\b"),
    "speaks": (r"\bbrings? news again\b", r"\b(days?|hours?)\b"),
    "network down": (r"\bcannot be reached since\b", r"\d:\d\d", r"\bnetwork of this server\b", r"\bLook at\b"),
    "network up": (r"\bnetwork of this server works again\b", r"\d:\d\d", r"\basking every feed again\b"),
    "mistake": (r"\bconfiguration has a mistake\b", r"config\.toml:\d+", r"\bstays in force\b"),
    "mended": (r"\bconfiguration is in order again\b", r"\bin force\b"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A change of state of a paper ("" for what is no paper's), and the span in which it has to be told.

    ``sure`` is False where the week may be over before it is told.
    """

    paper: str
    what: str
    after: datetime
    before: datetime
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """A change as a note tells it; ``alone`` where the whole note tells nothing else."""

    moment: datetime
    paper: str
    what: str
    text: str


def changes(week: Week) -> list[Change]:
    """Every change of state of the week."""
    found = [one for paper in week.papers for trouble in paper.troubles for one in _of(paper, trouble)]
    begin, end = (week.at(hours) for hours in week.script.network)
    found += [Change("", "network down", begin + HOUR, begin + 4 * HOUR), Change("", "network up", end, end + 3 * HOUR)]
    for hours, what in week.script.desk:
        if what in ("mistake", "mend"):
            at = week.at(hours)
            found.append(Change("", {"mend": "mended"}.get(what, what), at, at + HOUR))
    over = week.town.end
    return [Change(c.paper, c.what, c.after, c.before, c.sure and c.before < over) for c in found if c.after < over]


def _of(paper: Paper, trouble: Trouble) -> Iterator[Change]:
    name, begin, end = paper.title, trouble.begin, trouble.end
    match trouble.kind:
        case "404" | "page" | "refused" | "storm" | "garbled" if end - begin > SLIP:
            yield Change(name, "fails", begin + HOUR, begin + 6 * HOUR)
            # It is asked at longer and longer intervals, and has to answer twice.
            yield Change(name, "answers", end, end + max(2 * (end - begin), 5 * HOUR))
        case "410":
            yield Change(name, "gone", begin, begin + 3 * HOUR)
        case "moved":
            yield Change(name, "moved", begin + DAY, begin + DAY + 5 * HOUR)
        case "flood" | "relaunch":
            yield Change(name, "floods", begin, begin + 3 * HOUR)
            yield Change(name, "calm", begin + DAY, begin + DAY + 9 * HOUR)  # it lasts for hours
        case "silent":
            yield Change(name, "silent", begin + 2 * DAY, begin + 4 * DAY)
            yield Change(name, "speaks", end, end + 16 * HOUR)


def told(week: Week) -> Iterator[Told]:
    """Everything that the notes tell, a line a paper."""
    names = [p.title for p in week.papers]
    for line in week.desk:
        for paragraph in line.text.split("\n\n") if line.kind == "note" else ():
            what = next((w for w, (words, *_) in SAYS.items() if re.search(words, paragraph)), "?")
            named = [n for n in names if n in paragraph]
            for name in named or [""]:
                yield Told(line.moment, name, what, paragraph)


def faults(week: Week) -> list[str]:
    """Where the notes are not what they have to be, a line each."""
    found: list[str] = []
    notes = list(told(week))
    for change in changes(week):
        mine = [n for n in notes if (n.paper, n.what) == (change.paper, change.what)
                and change.after <= n.moment <= change.before]  # fmt: skip
        if len(mine) != 1 and (mine or change.sure):
            found.append(f"{change.paper or 'the server'} {change.what}: told {len(mine)} times, {_span(change)}")
        notes = [n for n in notes if n not in mine]
        found += [f"{_at(n.moment)} says nothing of {words}: {n.text!r}" for n in mine
                  for words in SAYS[n.what] if not re.search(words, n.text)]  # fmt: skip
    found += [f"{_at(n.moment)} {n.paper} {n.what}: nothing of the kind happened: {n.text!r}" for n in notes]
    bare = [line for line in week.desk if line.kind == "note" and _feeds_named(week, line) and not _pressable(line)]
    return [*found, *(f"{_at(line.moment)} has no button: {line.text!r}" for line in bare)]


def _feeds_named(week: Week, line: Line) -> bool:
    return any(p.title in line.text for p in week.papers)


def _pressable(line: Line) -> Sequence[object]:
    return buttons(dict(line.message))


def _span(change: Change) -> str:
    return f"between {_at(change.after)} and {_at(change.before)}"


def _at(moment: datetime) -> str:
    return moment.strftime("%d %H:%M")
