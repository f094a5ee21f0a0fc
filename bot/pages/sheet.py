"""What the picture of ``/flow`` says, and its caption: figures as words of one language, nothing drawn yet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.locales.texts import Texts
from bot.pages.cards import shortened
from bot.pages.flow import Flow, Stream
from bot.pages.rich import Writer
from feeds.reading.naming.catalog import Catalog

BARS = 12  # named streams of a side; more could not be read on a phone
TOLD = 6  # of a side in the caption, which may be 1024 units long
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """A stream as it is drawn; ``plain`` where it stands for no one firm."""

    label: str
    people: int
    rumoured: int
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that stands on the picture. ``none`` stands where a side is empty."""

    title: str
    firm: str
    about: str
    figures: tuple[tuple[str, str], ...]  # label and number: came, net, went
    left: tuple[Bar, ...]
    right: tuple[Bar, ...]
    none: str
    sure: str
    rumour: str
    footer: str

    def converted(self, convert: Callable[[str], str]) -> "Sheet":
        """The same with every text put through a function."""
        bars = [tuple(replace(b, label=convert(b.label)) for b in side) for side in (self.left, self.right)]
        return Sheet(
            title=convert(self.title),
            firm=convert(self.firm),
            about=convert(self.about),
            figures=tuple((convert(label), figure) for label, figure in self.figures),
            left=bars[0],
            right=bars[1],
            none=convert(self.none),
            sure=convert(self.sure),
            rumour=convert(self.rumour),
            footer=self.footer,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose flow, over which time, from how many reports."""

    key: str
    name: str
    days: int
    until: datetime
    zone: str
    reports: int


def sheet(flow: Flow, asked: Asked, begin: datetime, catalog: Catalog, t: Texts, bot: str) -> Sheet:
    """The picture in the language of ``t``."""
    return Sheet(
        title=t("{name}: who came, who went", name=shown_name(asked, catalog, t)),
        firm=shown_name(asked, catalog, t),
        about=_about(asked, begin, t),
        figures=(
            (t("came"), str(flow.arrived)),
            (t("net"), signed(flow.arrived - flow.left)),
            (t("went"), str(flow.left)),
        ),
        left=_bars(flow.came, catalog, t),
        right=_bars(flow.went, catalog, t),
        none=t("none reported"),
        sure=t("reported or confirmed"),
        rumour=t("rumour, not counted"),
        footer=f"Hengkang · @{bot}" if bot else "Hengkang",
    )


def caption(out: Writer, flow: Flow, asked: Asked, begin: datetime, catalog: Catalog, t: Texts) -> None:
    """The same figures in words, complete without the picture."""
    out.line(t("{name}: who came, who went", name=shown_name(asked, catalog, t)), "bold")
    out.line(_about(asked, begin, t))
    out.line()
    out.line(t("Came: {n}", n=flow.arrived), "bold")
    if flow.came:
        out.line(t("from {names}", names=_told(flow.came, catalog, t)))
    out.line(t("Went: {n}", n=flow.left), "bold")
    if flow.went:
        out.line(t("to {names}", names=_told(flow.went, catalog, t)))
    out.line(t("Net: {n}", n=signed(flow.arrived - flow.left)), "bold")
    if flow.rumoured:
        out.line(t("Only rumoured, not counted: {n}", n=flow.rumoured))


def shown_name(asked: Asked, catalog: Catalog, t: Texts) -> str:
    """The organisation's name in the reader's language."""
    return shortened(catalog.display(asked.key, t.lang, asked.name), LONGEST_NAME)


def signed(number: int) -> str:
    """A difference with its sign; nought has none."""
    return f"{number:+d}".replace("-", "−") if number else "0"


def _about(asked: Asked, begin: datetime, t: Texts) -> str:
    zone = ZoneInfo(asked.zone)
    first, last = (t.day(moment.astimezone(zone).date()) for moment in (begin, asked.until))
    period = t("{first} to {last}", first=first, last=last)
    return f"{period} · {t.n('{n} report', '{n} reports', asked.reports)}"


def _bars(streams: Sequence[Stream], catalog: Catalog, t: Texts) -> tuple[Bar, ...]:
    named = [s for s in streams if s.key is not None]
    unnamed = [s for s in streams if s.key is None]
    # One that would stand for "1 other" takes no more room than that line.
    kept = named if len(named) <= BARS else named[: BARS - 1]
    rest = named[len(kept) :]
    bars = [Bar(_name(s, catalog, t), s.people, s.rumoured) for s in kept]
    if rest:
        label = t.n("+{n} other", "+{n} others", len(rest))
        bars.append(Bar(label, sum(s.people for s in rest), sum(s.rumoured for s in rest), plain=True))
    bars += [Bar(t("not told"), s.people, s.rumoured, plain=True) for s in unnamed]
    return tuple(bars)


def _name(stream: Stream, catalog: Catalog, t: Texts) -> str:
    return shortened(catalog.display(stream.key, t.lang, stream.name), LONGEST_NAME)


def _told(streams: Sequence[Stream], catalog: Catalog, t: Texts) -> str:
    """The widest streams with their figures: "ByteDance 5, Tencent 3 (+1 rumour), +2 others"."""
    named = [s for s in streams if s.key is not None]
    parts = [f"{_name(s, catalog, t)} {_figure(s, t)}" for s in named[:TOLD]]
    if len(named) > TOLD:
        parts.append(t.n("+{n} other", "+{n} others", len(named) - TOLD))
    parts += [f"{t('not told')} {_figure(s, t)}" for s in streams if s.key is None]
    return ("、" if t.lang == "zh" else ", ").join(parts)


def _figure(stream: Stream, t: Texts) -> str:
    if not stream.rumoured:
        return str(stream.people)
    rumoured = t.n("{n} rumour", "{n} rumours", stream.rumoured)
    besides = f"+{rumoured}" if stream.people else rumoured
    return f"{stream.people or ''}{t.bracketed(besides)}".strip()
