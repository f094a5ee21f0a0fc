"""The talent-flow picture: arrivals on the left, the firm in the middle, departures on the right.

Needs matplotlib (the extra ``charts``); imported only where something is drawn (``bot/pages/artist.py``). Lengths are
pixels of a picture 1080 wide, which a phone shows at about a third: 34 pixels are a letter of 12 points there. y grows
downwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontPath, FontProperties, findfont, get_font
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import Normal, Stroke

from bot.pages.lettering import fitted, legible
from bot.pages.sheet import Bar, Sheet
from feeds.reading.text import HAN

WIDTH = 1080
DPI = 100
MARGIN = 48
SIMPLIFIED = 2  # the face of Noto Sans CJK with the forms of mainland China

INK, GREY, PAPER = "#1b2430", "#667085", "#ffffff"
CAME, WENT, PLAIN, FIRM = "#0f8b6d", "#d1495b", "#98a2b3", "#344054"

TOP = 372  # where the streams begin
FOOT = 150  # what legend and footer take
LEAST, MOST = 560, 1400  # height of the streams
GAP = 14  # between two streams
LETTERS, LINE = 33, 42  # size and line height of a label
UPRIGHT = 37  # from one Han character to the next below it
WIDEST, WANTED = 84.0, 7.0  # of one person; the picture grows for the latter
INNER, OUTER = 64, 14  # widths of the firm's bar and a stream's
LABEL = 300  # room for a label
HEM = 6  # between a stream's bar and its label


@dataclass(frozen=True, slots=True)
class Placed:
    """A stream with its lines and the vertical places of its two ends; ``each`` is the height of a person."""

    bar: Bar
    lines: tuple[str, ...]
    outer: float
    inner: float
    each: float


def draw(sheet: Sheet) -> bytes:
    """The picture as PNG."""
    sides = [[(b, label_lines(b)) for b in side] for side in (sheet.left, sheet.right)]
    high = min(MOST, max(LEAST, *(_needed(side) for side in sides)))
    figure = Figure(figsize=(WIDTH / DPI, (TOP + high + FOOT) / DPI), dpi=DPI, facecolor=PAPER)
    canvas = FigureCanvasAgg(figure)
    axes: Any = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(TOP + high + FOOT, 0)
    axes.axis("off")
    _heading(axes, sheet)
    each = min([WIDEST, *(_each(side, high) for side in sides if side)])
    for side, left in zip(sides, (True, False), strict=True):
        _side(axes, sheet, side, each, high, left)
    both = max(sum(b.people + b.rumoured for b, _ in side) for side in sides) * each
    axes.add_patch(_box((WIDTH - INNER) / 2, TOP + (high - both) / 2, INNER, max(both, 2), FIRM))
    _firm(axes, legible(sheet.firm, has), TOP + high / 2, both - 16)
    _legend(axes, sheet, TOP + high + 48)
    out = BytesIO()
    canvas.print_png(out)
    return out.getvalue()


def _needed(side: Sequence[tuple[Bar, tuple[str, ...]]]) -> float:
    """The height that a side asks for."""
    return sum(_slot(b, lines, WANTED) for b, lines in side)


def _each(side: Sequence[tuple[Bar, tuple[str, ...]]], high: float) -> float:
    """The height of one person at which a side still fits: streams narrower than their labels take the labels' room."""
    low, each = 0.0, WIDEST
    for _ in range(24):
        tried = (low + each) / 2
        if sum(_slot(b, lines, tried) for b, lines in side) <= high:
            low = tried
        else:
            each = tried
    return low


def _slot(bar: Bar, lines: tuple[str, ...], each: float) -> float:
    return max((bar.people + bar.rumoured) * each, len(lines) * LINE) + GAP


def _side(
    axes: Any, sheet: Sheet, side: Sequence[tuple[Bar, tuple[str, ...]]], each: float, high: float, left: bool
) -> None:
    colour = CAME if left else WENT
    if not side:
        lines = fitted(legible(sheet.none, has), LABEL, measure, 2)
        _lines(axes, lines, MARGIN if left else WIDTH - MARGIN, TOP + high / 2, GREY, "left" if left else "right")
        return
    for one in _placed(side, each, high):
        shade = PLAIN if one.bar.plain else colour
        _stream(axes, one, left, shade)
        x = MARGIN + LABEL if left else WIDTH - MARGIN - LABEL
        _label(axes, one, x, left, shade)


def _placed(side: Sequence[tuple[Bar, tuple[str, ...]]], each: float, high: float) -> list[Placed]:
    """The streams from top to bottom, spread over the height; their inner ends touch."""
    slots = [_slot(b, lines, each) for b, lines in side]
    spare = max(0.0, high - sum(slots)) / len(slots)
    inner = TOP + (high - each * sum(b.people + b.rumoured for b, _ in side)) / 2
    y, placed = float(TOP), []
    for (bar, lines), slot in zip(side, slots, strict=True):
        thick = (bar.people + bar.rumoured) * each
        placed.append(Placed(bar, lines, y + (slot + spare - thick) / 2, inner, each))
        y += slot + spare
        inner += thick
    return placed


def _stream(axes: Any, one: Placed, left: bool, colour: str) -> None:
    """The band between a stream's bar and the firm's; its rumoured part hatched below."""
    outer_x = MARGIN + LABEL + HEM if left else WIDTH - MARGIN - LABEL - HEM - OUTER
    near = outer_x + OUTER if left else outer_x
    firm = (WIDTH - INNER) / 2 if left else (WIDTH + INNER) / 2
    at = 0.0
    for people, rumour in ((one.bar.people, False), (one.bar.rumoured, True)):
        if not people:
            continue
        thick = people * one.each
        band = _band(near, one.outer + at, firm, one.inner + at, thick)
        if rumour:
            style: dict[str, Any] = {"facecolor": PAPER, "edgecolor": colour, "hatch": "///", "alpha": 0.55}
        else:
            style = {"facecolor": colour, "edgecolor": "none", "alpha": 0.45}
        axes.add_patch(PathPatch(band, linewidth=1.0, **style))
        axes.add_patch(_box(outer_x, one.outer + at, OUTER, thick, colour, rumour))
        at += thick


def _band(x: float, y: float, to_x: float, to_y: float, thick: float) -> Path:
    """A ribbon of one thickness whose ends lie level."""
    half = (x + to_x) / 2
    points = [
        (x, y), (half, y), (half, to_y), (to_x, to_y),
        (to_x, to_y + thick), (half, to_y + thick), (half, y + thick), (x, y + thick), (x, y),
    ]  # fmt: skip
    curve = Path.CURVE4
    return Path(points, [Path.MOVETO, curve, curve, curve, Path.LINETO, curve, curve, curve, Path.CLOSEPOLY])


def _box(x: float, y: float, wide: float, high: float, colour: str, rumour: bool = False) -> Rectangle:
    if rumour:
        return Rectangle((x, y), wide, high, facecolor=PAPER, edgecolor=colour, hatch="////", linewidth=1.0)
    return Rectangle((x, y), wide, high, facecolor=colour, edgecolor="none")


def label_lines(bar: Bar) -> tuple[str, ...]:
    """A stream's label with its number at the side of the bar, in two lines at most."""
    return fitted(legible(bar.label, has), LABEL - measure(f"{number(bar)} ") - 10, measure, 2)


def number(bar: Bar) -> str:
    """How many people a stream has: "5", "3+1" with one rumoured, "(2)" where all are."""
    if not bar.rumoured:
        return str(bar.people)
    return f"{bar.people}+{bar.rumoured}" if bar.people else f"({bar.rumoured})"


def _label(axes: Any, one: Placed, x: float, left: bool, colour: str) -> None:
    middle = one.outer + (one.bar.people + one.bar.rumoured) * one.each / 2
    told = number(one.bar)
    side = -1 if left else 1
    _text(axes, x, middle, told, LETTERS, colour, "right" if left else "left", bold=True)
    _lines(axes, one.lines, x + side * (measure(told) + 14), middle, INK, "right" if left else "left")


def _firm(axes: Any, name: str, middle: float, room: float) -> None:
    """The firm's name along its bar where there is room; the title has it in any case. Han stands upright."""
    if HAN.match(name) and all(HAN.match(ch) for ch in name):
        if len(name) * UPRIGHT <= room:
            top = middle - (len(name) - 1) * UPRIGHT / 2
            for n, ch in enumerate(name):
                _text(axes, WIDTH / 2, top + n * UPRIGHT, ch, LETTERS, PAPER, "center")
    elif measure(name) <= room:
        axes.text(
            WIDTH / 2, middle, name, fontproperties=lettering(LETTERS), color=PAPER, ha="center", va="center",
            rotation=90, parse_math=False,
        )  # fmt: skip


def _heading(axes: Any, sheet: Sheet) -> None:
    room = WIDTH - 2 * MARGIN
    size = 54
    title = fitted(legible(sheet.title, has), room, lambda text: measure(text, size), 1)
    _text(axes, MARGIN, 76, "".join(title), size, INK, "left", bold=True)
    about = fitted(legible(sheet.about, has), room, lambda text: measure(text, 31), 1)
    _text(axes, MARGIN, 142, "".join(about), 31, GREY, "left")
    places = ((MARGIN, "left", CAME), (WIDTH / 2, "center", INK), (WIDTH - MARGIN, "right", WENT))
    for (x, align, colour), (label, figure) in zip(places, sheet.figures, strict=True):
        _text(axes, x, 226, figure, 76, colour, align, bold=True)
        _text(axes, x, 296, legible(label, has), LETTERS, colour, align)
    axes.add_patch(_box(MARGIN, 334, room, 2, "#e4e7ec"))


def _legend(axes: Any, sheet: Sheet, y: float) -> None:
    axes.add_patch(_box(MARGIN, y - 13, 40, 26, PLAIN))
    sure = legible(sheet.sure, has)
    _text(axes, MARGIN + 54, y, sure, 28, GREY, "left")
    x = MARGIN + 54 + measure(sure, 28) + 40
    axes.add_patch(_box(x, y - 13, 40, 26, PLAIN, rumour=True))
    _text(axes, x + 54, y, legible(sheet.rumour, has), 28, GREY, "left")
    _text(axes, WIDTH - MARGIN, y + 52, legible(sheet.footer, has), 28, GREY, "right")


def _lines(axes: Any, lines: Sequence[str], x: float, middle: float, colour: str, align: str) -> None:
    top = middle - (len(lines) - 1) * LINE / 2
    for n, line in enumerate(lines):
        _text(axes, x, top + n * LINE, line, LETTERS, colour, align)


def _text(
    axes: Any, x: float, y: float, text: str, size: float, colour: str, align: str, *, bold: bool = False
) -> None:
    # Never as a formula: a "$" in a name is a dollar. The font has one weight; a thin outline makes the other.
    effects = [Stroke(linewidth=size / 26, foreground=colour), Normal()] if bold else None
    axes.text(
        x, y, text, fontproperties=lettering(size), color=colour, ha=align, va="center_baseline", parse_math=False,
        path_effects=effects,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _file() -> Any:
    """The font's file: Noto Sans CJK where it is installed, else the one that comes with matplotlib (no Han)."""
    if find_spec("noto_cjk_sans_otc") is not None:
        from noto_cjk_sans_otc import FONT_PATH

        return FontPath(str(FONT_PATH), SIMPLIFIED)
    return findfont(FontProperties(family="DejaVu Sans"))


def lettering(size: float) -> FontProperties:
    """The font in a size of pixels."""
    return FontProperties(fname=_file(), size=size * 72 / DPI)


@lru_cache(maxsize=4096)
def has(ch: str) -> bool:
    """Whether the font has a character."""
    return ch == " " or bool(get_font(_file()).get_char_index(ord(ch)))


def measure(text: str, size: float = LETTERS) -> float:
    """The width of a text in pixels."""
    font = get_font(_file())
    font.set_size(size * 72 / DPI, DPI)
    font.set_text(text, 0.0)
    return float(font.get_width_height()[0]) / 64
