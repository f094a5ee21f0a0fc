"""A week of sixty papers, of which a dozen have troubles, played to the running bot, and an administrator at a desk.

The town is that of ``town.py`` with simple choices (``test_day.py`` has the others), papers and their troubles are in
``papers.py`` and ``week_script.py``. What administrators are sent is kept by itself (``Week.desk``).
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bot.clock import SteppedClock
from bot.config import load
from bot.simulator import Simulator
from bot.simulator.model import Event
from bot.watching import ConfigFile
from tests.e2e.chatting import buttons
from tests.e2e.chosen import Act, Choices, Report, Subscriber, Watch
from tests.e2e.day import Day, Shown, settle_in
from tests.e2e.dispatches import FIRMS, FIRST, LANGUAGES, LAST, Happening
from tests.e2e.outlets import Piece
from tests.e2e.papers import Paper, Trouble, everyday, flood, paper_name
from tests.e2e.stage import PATIENCE, TOKEN
from tests.e2e.town import Town
from tests.e2e.week_script import WEEK, Script

CHIEF = 1  # the administrator
PAUSED = 14  # the paper that the administrator pauses for a day
MONDAY = datetime(2026, 6, 1, 6, tzinfo=UTC)
AGE_LIMIT = timedelta(hours=48)  # what is older is not sent
SHORTEST, AVERAGE, LONGEST = 10, 60, 90  # minutes between two polls

CONFIG = """[telegram]
api = "{api}"

[storage]
path = "{store}"

[polling]
tick_seconds = 0.05
shortest_minutes = {shortest}
average_minutes = {average}
longest_minutes = {longest}
allow = ["127.0.0.0/8"]

[bot]
administrators = [{chief}]
"""
TITLES = {"en": "World", "id": "Nusantara", "zh": "中文"}


@dataclass(slots=True)
class WeekTown(Town):
    """A town whose subscribers have chosen little: at once or daily, three zones, some with quiet hours."""

    def _subscribe(self, number: int) -> None:
        draw = self.draw
        self.languages[1000 + number] = LANGUAGES[number % 3]
        watches = [Watch(firm) for firm in draw.sample(FIRMS, draw.randint(2, 5))]
        watches.append(Watch(draw.choice(self.people)))
        choices = Choices(
            zone=("UTC", "Asia/Jakarta", "Asia/Shanghai")[number % 3],
            delivery="daily" if number % 4 == 3 else "instant",
            quiet=(time(22), time(7)) if number % 5 == 2 else None,
        )
        since = self.begin - timedelta(days=3, minutes=draw.randint(1, 1400))
        self.subscribers.append(Subscriber(1000 + number, choices, tuple(watches), since))

    def former(self) -> list[tuple[Happening, Piece]]:
        """Moves of long ago, which a flood brings up: of people who do nothing this week."""
        draw = Random(self.seed)
        busy = {c.happening.person for c in self.copies}
        names = [n for n in (f"{first} {last}" for first in FIRST for last in LAST) if n not in busy]
        found = []
        for n, person in enumerate(draw.sample(names, 20)):
            a, b = draw.sample(FIRMS, 2)
            happening = Happening(601 + n, "move", a, b, person)
            title, text = happening.written("told", "en")
            at = self.begin - timedelta(days=draw.randint(45, 200), minutes=n)  # no wave reaches back so far
            found.append((happening, Piece(f"former-{n}", "", "en", title, text, at)))
        return found


@dataclass(frozen=True, slots=True)
class Line:
    """Something at the administrator's desk: a note, a reply to what was typed or pressed, or what was done."""

    moment: datetime
    kind: str  # "note", "reply", "edit", "did"
    text: str
    message: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Week(Day):
    """A week, and the administrator's desk in it."""

    script: Script = WEEK
    config: Path = Path()
    paused: Paper | None = None  # by the administrator, for a while
    lang: str = "en"
    desk: list[Line] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)  # developments that came as no reply
    restarted: list[datetime] = field(default_factory=list)
    _acting: bool = False
    _done: int = 0
    _carded: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def stops(self) -> list[tuple[datetime, str, Act | None]]:
        """Every stop, those of the desk among them."""
        own: list[tuple[datetime, str, Act | None]] = [(self.at(hours), "desk", None) for hours, _ in self.script.desk]
        return sorted((*super(Week, self).stops(), *own), key=lambda stop: stop[0])

    def at(self, hours: float) -> datetime:
        """The moment so many hours after the begin, with odd seconds."""
        return self.town.begin + timedelta(hours=hours, seconds=3)

    @property
    def papers(self) -> Sequence[Paper]:
        """The papers."""
        return self.outlets  # type: ignore[return-value]

    async def _up(self) -> None:
        if self._stage is not None or self.moments:
            self.restarted.append(self.clock.now())
        running = await self._serving(ConfigFile(self.settings, self.config))
        running.poller.rng = Random(self.town.seed)
        async with asyncio.timeout(4 * PATIENCE):
            await running.first_round.wait()  # the first round of all reads what sixty feeds hold

    async def _stop(self, act: Act | None) -> None:
        await self._open_and_shut()
        await super(Week, self)._stop(act)
        while self._done < len(self.script.desk) and self.at(self.script.desk[self._done][0]) <= self.clock.now():
            self._done += 1
            await self._at_desk(self.script.desk[self._done - 1][1])

    async def _open_and_shut(self) -> None:
        begin, end = self.script.network
        cut = self.at(begin) <= self.clock.now() < self.at(end)
        for paper in self.papers:
            shut = cut or paper.trouble("refused")
            if shut != paper.down:
                await (paper.shut() if shut else paper.open())

    def notice(self, event: Event) -> None:
        """What the simulator tells of a message; the administrator's are kept by themselves."""
        body = event.message
        if event.chat_id == CHIEF:
            if body is not None and event.kind in ("sent", "edited"):
                kind = "edit" if event.kind == "edited" else "reply" if self._acting else "note"
                self.desk.append(Line(self.clock.now(), kind, body.get("text", ""), body))
            return
        super(Week, self).notice(event)
        if event.kind == "sent" and body is not None:
            events = {e for e in self.told(body.get("text", "")) if e > 0}
            if len(events) == 1:
                again = events & self._carded[event.chat_id]
                if again and "reply_to_message" not in body:
                    self.loose.append(f"{self.clock.now():%d %H:%M} chat {event.chat_id}: {body['text'][:60]!r}")
                self._carded[event.chat_id] |= events

    def told(self, text: str) -> frozenset[int]:
        """The events that a text tells of, those of long ago too."""
        former = frozenset(h.number for h, _ in self.town.former() if h.person in text)  # type: ignore[attr-defined]
        return super(Week, self).told(text) | former

    def reports(self) -> list[Report]:
        """What the papers gave the bot, without what was too old by then."""
        ages = {p.id: at - p.published for paper in self.papers for p in paper.written if (at := paper.given.get(p.id))}
        stale = {c.happening: c for c in self.town.copies if ages.get(c.piece.id, timedelta()) > AGE_LIMIT}
        found = super(Week, self).reports()
        assert not {r.happening for r in found if r.happening in stale and r.way != stale[r.happening].way}
        return found

    async def _at_desk(self, what: str) -> None:
        self._acting = True
        await getattr(self, f"_{what.replace(' ', '_')}", self._typed(what))()
        self._acting = False

    def _typed(self, text: str) -> Callable[[], Awaitable[None]]:
        async def typed() -> None:
            await self._type(text)

        return typed

    async def _type(self, text: str) -> None:
        self.desk.append(Line(self.clock.now(), "did", text))
        await self.sim.say(CHIEF, text)
        await self._settled()

    async def _push(self, verb: str, among: Sequence[Line] | None = None) -> None:
        """Press the first button of a verb on the newest message that has one."""
        for line in reversed(self.desk if among is None else among):
            found = [b for b in buttons(dict(line.message)) if b.get("callback_data", "").startswith(f"{verb}:")]
            if found:
                self.desk.append(Line(self.clock.now(), "did", f"[{found[0]['text']}]"))
                await self.sim.press(CHIEF, line.message["message_id"], found[0]["callback_data"])
                await self._settled()
                return
        raise AssertionError(f"no button {verb} at the desk")

    async def _add(self) -> None:
        assert self.script.added is not None
        await self._type(f"/addfeed {self.papers[self.script.added].feed}")
        await self._push("af")

    async def _take_over(self) -> None:
        await self._push("fu")

    async def _pause(self) -> None:
        self.paused = self.papers[PAUSED]
        await self._type(f"/pausefeed {self.paused.title}")

    async def _resume(self) -> None:
        await self._push("fr")

    async def _look(self) -> None:
        await self._type(f"/feeds {self.papers[4].title}")

    async def _mistake(self) -> None:
        good = self.config.read_text("utf-8")
        await self._edited(good.replace("average_minutes = 60", 'average_minutes = "often"'))

    async def _mend(self) -> None:
        bad = self.config.read_text("utf-8")
        await self._edited(bad.replace('average_minutes = "often"', "average_minutes = 60"))

    async def _edited(self, text: str) -> None:
        assert self._stage is not None
        file, wrong = self._stage.running.config, '"often"' in text
        self.desk.append(Line(self.clock.now(), "did", f"(edits config.toml{', with a mistake' if wrong else ''})"))
        self._acting = False
        self.config.write_text(text, encoding="utf-8")
        async with asyncio.timeout(PATIENCE):
            before = len(self.desk)
            while (file.mistake is not None) != wrong or len(self.desk) == before:  # noqa: ASYNC110 - a file has no event
                await asyncio.sleep(0.01)
        await self._settled()


def configured(path: Path, api: str, papers: Sequence[Paper], left_out: int | None) -> None:
    """Write the configuration: a list a language."""
    text = CONFIG.format(api=api, store=path.parent / "hengkang.db", shortest=SHORTEST, average=AVERAGE,
                         longest=LONGEST, chief=CHIEF)  # fmt: skip
    for lang in LANGUAGES:
        text += f'\n[[lists]]\nname = "{TITLES[lang]}"\nlanguage = "{lang}"\nfeeds = [\n'
        for n, paper in enumerate(papers):
            if n != left_out and LANGUAGES[n % 3] == lang:
                text += f'  {{ url = "{paper.feed}", outlet = "{paper.title}" }},\n'
        text += "]\n"
    path.write_text(text, encoding="utf-8")


def published(town: WeekTown, script: Script, clock: SteppedClock, shown: Shown) -> list[Paper]:
    """The papers with their news and their troubles."""
    papers = []
    for n, name in enumerate(town.outlet_names):
        lang = LANGUAGES[n % 3]
        troubles = [
            Trouble(life.kind, town.begin + timedelta(hours=life.begin),
                    town.end if life.end is None else town.begin + timedelta(hours=life.end))
            for life in script.lives.get(n, ())
        ]  # fmt: skip
        paper = Paper(name, "rss", [], shown)
        paper.watch, paper.shown = clock, shown
        paper.title, paper.host, paper.troubles = paper_name(n // 3, lang), f"127.0.1.{n + 1}", troubles
        late = town.begin + timedelta(hours=6) if n == script.added else town.begin
        quiet = [t for t in troubles if t.kind == "silent"]
        written = [c.piece for c in town.copies if c.piece.outlet == name and c.piece.published >= late]
        daily = everyday(n, name, lang, town.begin, town.end)
        paper.written, paper.daily = (
            [p for p in every if not any(t.stands(p.published) for t in quiet)] for every in (written, daily)
        )
        for trouble in troubles:
            if trouble.kind == "flood":
                paper.flood = flood(name, lang, trouble.begin, [p for _, p in town.former()])
        papers.append(paper)
    return papers


@asynccontextmanager
async def week(
    folder: Path,
    script: Script,
    lang: str = "en",
    seed: int = 5,
    restarts: int = 1,
    chats: int = 12,
    happenings: int = 60,
    outlets: int = 60,
    pace: timedelta = timedelta(minutes=20),
) -> AsyncIterator[Week]:
    """Set it up an hour before it begins."""
    town = WeekTown(seed, MONDAY, script.days, chats, outlets, happenings, changes=0)
    clock, shown = SteppedClock(town.begin - timedelta(hours=1)), Shown(town.begin - timedelta(hours=1))
    async with AsyncExitStack() as stack:
        papers = [await stack.enter_async_context(p) for p in published(town, script, clock, shown)]
        sim = await stack.enter_async_context(Simulator(token=TOKEN, clock=clock))
        configured(folder / "config.toml", sim.root, papers, script.added)
        settings = load(folder / "config.toml")
        known = Subscriber(CHIEF, Choices(zone=ZONES[lang]), (), town.begin - timedelta(days=30))
        await settle_in(settings.storage.path, sim, [*town.subscribers, known], {**town.languages, CHIEF: lang})
        one = Week(town, sim, clock, shown, papers, settings, Random(seed), restarts, pace)
        one.script, one.config, one.lang = script, folder / "config.toml", lang
        sim.world.listeners.append(one.notice)
        yield one


ZONES = {"en": "UTC", "id": "Asia/Jakarta", "zh": "Asia/Shanghai"}
