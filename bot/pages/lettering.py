"""Texts in the letters that a font has: what it lacks is written another way, never as an empty box.

Han that the font does not have is written in pinyin, other letters without their marks, and what is left falls out.
"""

import unicodedata
from collections.abc import Callable

from feeds.reading.naming.readings import read_aloud
from feeds.reading.text import HAN, has_han

Has = Callable[[str], bool]  # whether the font has a character
Measure = Callable[[str], float]  # the width of a text


def legible(text: str, has: Has) -> str:
    """A text of characters that the font has."""
    if all(has(ch) for ch in text):
        return text
    return " ".join("".join(_in_letters(run, has) for run in _runs(text)).split())


def _runs(text: str) -> list[str]:
    """The text divided where Han begins and ends."""
    runs: list[str] = []
    for ch in text:
        if runs and bool(HAN.match(ch)) == has_han(runs[-1]):
            runs[-1] += ch
        else:
            runs.append(ch)
    return runs


def _in_letters(run: str, has: Has) -> str:
    if has_han(run):
        if all(has(ch) for ch in run):
            return run
        # A syllable of a rare character that nobody has a reading for is the character itself, and falls out.
        spoken = "".join(ch for syllable in read_aloud(run) for ch in syllable if has(ch))
        return f" {spoken.capitalize()} "
    return "".join(ch if has(ch) else _plain(ch, has) for ch in run)


def _plain(ch: str, has: Has) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", ch) if has(c) and not unicodedata.combining(c))
    return bare if ch.isalnum() or bare else " "


def fitted(text: str, room: float, measure: Measure, lines: int = 1) -> tuple[str, ...]:
    """A text in at most so many lines of a width, broken between words or within Han, its end cut with "…"."""
    rest = text.strip()
    made: list[str] = []
    while rest and len(made) < lines - 1 and measure(rest) > room:
        head = _head(rest, room, measure)
        if not head:
            break
        made.append(head.strip())
        rest = rest[len(head) :].strip()
    if rest and measure(rest) > room:
        while rest and measure(f"{rest}…") > room:
            rest = rest[:-1]
        rest = f"{rest.rstrip()}…"
    return tuple(line for line in (*made, rest) if line)


def _head(text: str, room: float, measure: Measure) -> str:
    """As much of a text as fits into a line and ends where a line may end; nothing where no such place is."""
    at = 0
    for place in range(1, len(text)):
        if measure(text[:place].rstrip()) > room:
            break
        if text[place] == " " or HAN.match(text[place]) or HAN.match(text[place - 1]):
            at = place
    return text[:at]
