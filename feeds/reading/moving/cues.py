"""The cues of the three languages, compiled once from ``feeds/catalog/cues``."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from feeds.model import MoveKind
from feeds.reading.sieve import Sieve


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that tell a move; ``frame`` says where person and organisations stand around them."""

    frame: str
    kind: MoveKind
    pattern: re.Pattern[str]


@cache
def cues(lang: str) -> tuple[Cue, ...]:
    """The cues of a language, in the order of their file, which is that of their precedence at one place."""
    data = tomllib.loads(files("feeds.catalog").joinpath("cues", f"{lang}.toml").read_text("utf-8"))
    boundary = "" if lang == "zh" else r"(?<![\w-])"
    ends = "" if lang == "zh" else r"(?!\w)"
    flags = re.IGNORECASE if lang != "zh" else 0
    return tuple(
        Cue(
            row["frame"], MoveKind(row["kind"]), re.compile(f"{boundary}(?:{_unanchored(row['pattern'])}){ends}", flags)
        )
        for row in data["cue"]
    )


@cache
def _sieve(lang: str) -> Sieve:
    return Sieve([cue.pattern for cue in cues(lang)])


def cues_in(text: str, lang: str) -> Sequence[Cue]:
    """The cues that may stand in a text, in their order; those left out surely do not."""
    every = cues(lang)
    return [every[number] for number in _sieve(lang).passing(text)]


def _unanchored(pattern: str) -> str:
    return pattern.removeprefix(r"\b")
