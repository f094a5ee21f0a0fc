"""A town made up by lot: firms, people, what happens, who reads of it and what they choose. The same for the same seed.

Nothing here knows the bot. ``Town.pieces`` is what the outlets publish and when, ``Town.acts`` what the subscribers do.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from tests.e2e.chosen import Act, Choices, Subscriber, Watch
from tests.e2e.dispatches import FIRMS, FIRST, LANGUAGES, LAST, Happening, Kind, Way
from tests.e2e.outlets import Piece

ZONES = (
    "Asia/Jakarta", "Asia/Shanghai", "UTC", "Europe/Berlin", "America/New_York", "Asia/Beirut", "Asia/Makassar",
    "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Auckland", "America/Santiago", "Europe/London",
)  # fmt: skip
SCOPES = ("departures", "arrivals", "appointments", "layoffs", "senior", "everything")
TIMES = (time(8), time(8), time(7), time(18, 30), time(2, 30), time(0, 0), time(21))
HOURS = (
    (time(22), time(7)), (time(23), time(6, 30)), (time(13), time(15)), (time(21), time(9)), (time(1), time(2, 30)),
    (time(2, 30), time(8)), (time(0), time(0)), (time(0), time(8)),
)  # fmt: skip
KINDS: tuple[Kind, ...] = ("move", "move", "move", "move", "head", "head", "promotion", "layoff", "mention")
GROUP = -1_000_000_000_500  # and below: groups with a topic


@dataclass(frozen=True, slots=True)
class Copy:
    """An article of a happening, as it is going to be published."""

    piece: Piece
    happening: Happening
    way: Way


@dataclass(slots=True)
class Town:
    """Everything that is going to happen from ``begin`` on, for some days."""

    seed: int
    begin: datetime
    days: int
    chats: int
    outlets: int
    happenings: int
    changes: int
    draw: Random = field(init=False)
    languages: dict[int, str] = field(default_factory=dict)
    subscribers: list[Subscriber] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    people: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.draw = Random(self.seed)
        every = [f"{first} {last}" for first in FIRST for last in LAST]
        self.people = self.draw.sample(every, self.happenings)
        for number in range(self.happenings):
            self._happen(201 + number)
        self._burst()
        self.copies.sort(key=lambda c: c.piece.published)
        for number in range(self.chats):
            self._subscribe(number)
        self._choose()

    @property
    def end(self) -> datetime:
        """When it is over."""
        return self.begin + timedelta(days=self.days)

    @property
    def outlet_names(self) -> list[str]:
        """Every outlet, the languages in turn."""
        return [f"Outlet {n} {LANGUAGES[n % 3]}" for n in range(self.outlets)]

    def _when(self, since: datetime, until: datetime) -> datetime:
        # A minute and some seconds: never the moment of a digest or of the end of quiet hours.
        minutes = int((until - since).total_seconds() // 60)
        return since + timedelta(minutes=self.draw.randrange(max(1, minutes)), seconds=self.draw.randint(7, 50))

    def _publish(self, happening: Happening, way: Way, lang: str, at: datetime, taken: set[str]) -> None:
        free = [name for name in self.outlet_names if name.endswith(lang) and name not in taken]
        if not free:
            return
        outlet = self.draw.choice(free)
        taken.add(outlet)
        title, text = happening.written(way, lang)
        piece = Piece(f"{happening.number}-{len(self.copies)}", outlet, lang, title, text, at)
        self.copies.append(Copy(piece, happening, way))

    def _happen(self, number: int) -> None:
        """One happening: its first report, further sources in other languages, and how it goes on."""
        kind = self.draw.choice(KINDS)
        a, b = self.draw.sample(FIRMS, 2)
        # Two lay-offs of one firm within days are one event to the press, whatever the numbers.
        if kind == "layoff" and any(c.happening.kind == "layoff" and c.happening.a == a for c in self.copies):
            kind = "move"
        person = self.people[number - 201] if kind in ("move", "head", "promotion") else ""
        happening = Happening(number, kind, a, b if kind in ("move", "head") else "", person)
        rumour = kind == "move" and self.draw.random() < 0.5
        languages = list(happening.languages)
        self.draw.shuffle(languages)
        at, taken = self._when(self.begin, self.end - timedelta(hours=3)), set[str]()
        first: Way = "rumoured" if rumour else "told"
        self._publish(happening, first, languages[0], at, taken)
        for lang in languages[1:] if kind != "mention" else ():
            if self.draw.random() < 0.6:
                later = self._when(at + timedelta(minutes=20), min(at + timedelta(hours=9), self.end))
                self._publish(happening, first, lang, later, taken)
        if rumour:
            way: Way = self.draw.choice(("confirmed", "denied"))
            later = self._when(at + timedelta(hours=1), min(at + timedelta(hours=16), self.end))
            self._publish(happening, way, self.draw.choice(LANGUAGES), later, taken)

    def _burst(self) -> None:
        """Nine people leave one firm within twelve minutes."""
        hour = self.begin + timedelta(hours=self.draw.randint(5, 20))
        every = [f"{first} {last}" for first in FIRST for last in LAST]
        people = self.draw.sample([p for p in every if p not in self.people], 9)
        firms = self.draw.sample([f for f in FIRMS if f != FIRMS[0]], 9)
        for n, (person, firm) in enumerate(zip(people, firms, strict=True)):
            happening = Happening(901 + n, "move", FIRMS[0], firm, person)
            at = hour + timedelta(seconds=80 * n + 13)
            self._publish(happening, "told", LANGUAGES[n % 3], at, set())

    def _subscribe(self, number: int) -> None:
        draw = self.draw
        chat = GROUP - number if number % 12 == 5 else 1000 + number
        self.languages[chat] = draw.choice(LANGUAGES)
        firms = draw.sample(FIRMS, draw.randint(1, 4))
        watches = [Watch(f, draw.choice(SCOPES) if draw.random() < 0.4 else "all") for f in firms]
        if draw.random() < 0.3:
            watches.append(Watch(draw.choice(self.people)))
        if draw.random() < 0.1:
            watches[0] = Watch(firms[0], "all", self.begin + timedelta(hours=draw.randint(2, 30), seconds=30))
        choices = Choices(
            zone=draw.choice(ZONES),
            delivery=draw.choice(("instant", "instant", "daily", "weekly")),
            digest_at=draw.choice(TIMES),
            digest_day=draw.choice((self.begin.weekday(), (self.begin.weekday() + 1) % 7, 0)),
            quiet=draw.choice(HOURS) if draw.random() < 0.5 else None,
            silent_nights=draw.random() < 0.7,
            breaking=draw.random() < 0.3,
            all_quiet=draw.random() < 0.8,
        )
        since = self.begin - timedelta(days=draw.choice((1, 6, 6)), minutes=draw.randint(1, 1400))
        thread = 1 if chat < 0 and number % 24 == 5 else None
        self.subscribers.append(Subscriber(chat, choices, tuple(watches), since, thread))

    def _choose(self) -> None:
        """What private chats change in between, each at a moment of its own."""
        private = [s for s in self.subscribers if s.chat > 0]
        taken: set[datetime] = set()
        for _ in range(self.changes):
            one = self.draw.choice(private)
            at = self._when(self.begin, self.end).replace(second=55)
            if at in taken:
                continue
            taken.add(at)
            self.acts.append(self._act(one, at))
            if self.acts[-1].choices.get("stopped"):
                again = self._when(at + timedelta(hours=1), at + timedelta(hours=8)).replace(second=56)
                if again < self.end and again not in taken:
                    taken.add(again)
                    self.acts.append(Act(again, one.chat, {"stopped": False}))
        self.acts.sort(key=lambda a: a.moment)

    def _act(self, one: Subscriber, at: datetime) -> Act:
        draw = self.draw
        name = draw.choice(one.watches).name
        choices: Mapping[str, Any]
        match draw.randrange(10):
            case 0:
                choices = {"delivery": "instant"}
            case 1:
                choices = {"delivery": "daily", "digest_at": draw.choice(TIMES)}
            case 2:
                day = draw.choice((at.weekday(), (at.weekday() + 1) % 7))
                choices = {"delivery": "weekly", "digest_at": draw.choice(TIMES), "digest_day": day}
            case 3:
                choices = {"quiet": draw.choice([h for h in HOURS if h[0] != h[1]])}
            case 4:
                choices = {"quiet": None}
            case 5:
                choices = {"zone": draw.choice(ZONES)}
            case 6:
                choices = {draw.choice(("silent_nights", "all_quiet")): draw.random() < 0.5}
            case 7:
                return Act(at, one.chat, {}, name, draw.choice(("mute", "mute", "end")))
            case 8:
                return Act(at, one.chat, {}, draw.choice(FIRMS), "begin")
            case _:
                choices = {"stopped": True}
        return Act(at, one.chat, choices)

    def marks(self) -> Iterator[tuple[time, str]]:
        """Every clock time at which something may be due to somebody, with its zone."""
        for one in self.subscribers:
            acts = [a.choices for a in self.acts if a.chat == one.chat]
            zones = {one.choices.zone, *(str(c["zone"]) for c in acts if "zone" in c)}
            hours = [one.choices.quiet, *(c.get("quiet") for c in acts)]
            times = {time(8), one.choices.digest_at, *(c["digest_at"] for c in acts if "digest_at" in c)}
            times |= {end for span in hours if span for end in span}
            yield from ((at, zone) for zone in zones for at in times)
