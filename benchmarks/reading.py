"""Articles of 1,500 characters read in full, a second of one core: English, Indonesian and Chinese in turn.

    python -m benchmarks.reading [--articles 600] [--seconds 10] [--out FOLDER]

1. The articles are made up (``benchmarks/articles.py``): the first paragraph of one and as many of others as it takes,
   so that no two are alike. Of forty one tells a move, as in a stream, since the gate lets more through than that; the
   second figure is of articles that all tell one.
2. What counts is the processor's time of ``Reader.read``: language, names, moves, quotations, what lies ahead, score.
   Pages, the store and the messages are measured elsewhere (``benchmarks/idle.py``, ``benchmarks/pipeline.py``).
3. Each article is read once before, as in a bot that has run for a minute.

The sentence encoder has no part in reading: it is loaded for questions alone (``bot/encoder.py``), so both marks are
held against the same figure.
"""

import argparse
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from benchmarks.articles import LANGUAGES, World
from benchmarks.figures import Figure, Found, add_option, report
from feeds.model import Article
from feeds.reading.naming.catalog import load
from feeds.reading.reader import Reader

LENGTH = 1_500
MARK, WITH_ENCODER = 150, 40
BEGIN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OUTLETS = 3 * 40


def stream(count: int, *, moves_only: bool) -> list[Article]:
    """So many articles, the languages in turn; one in forty with a move, or all of them."""
    world = World(OUTLETS, 0, BEGIN)
    found: list[Article] = []
    number = 0
    while len(found) < count:
        number += 1
        for outlet in range(OUTLETS):
            if world.moves(outlet, number) or not moves_only:
                found.append(article(world, outlet, number))
    return found[:count]


def article(world: World, outlet: int, number: int) -> Article:
    """One article of the length that counts; its opening is its own, what follows is of others of its language."""
    piece = world.piece(outlet, number)
    lines = [piece.text]
    further = outlet
    while sum(map(len, lines)) < LENGTH:
        further += len(LANGUAGES)
        if not world.moves(further, number):
            lines.append(world.piece(further, number).text)
    text = "\n".join(lines)[:LENGTH]
    return Article(f"{outlet}-{number}", piece.title, text, published=piece.published)


def rate(reader: Reader, articles: Sequence[Article], seconds: float) -> float:
    """Articles a second of the processor's time, over at least so many seconds of it."""
    for one in articles:
        reader.read(one)
    read, begun = 0, time.process_time()
    while (spent := time.process_time() - begun) < seconds:
        for one in articles:
            reader.read(one)
        read += len(articles)
    return read / spent


def measure(count: int, seconds: float) -> Found:
    """Read the stream, the moves, and each language by itself."""
    reader = Reader(load())
    mixed, moving = stream(count, moves_only=False), stream(count, moves_only=True)
    told = sum(bool(reader.read(one).moves) for one in moving)
    of_stream, of_moves = rate(reader, mixed, seconds), rate(reader, moving, seconds)
    languages = [
        f"{lang} {rate(reader, [a for a in mixed if reader.read(a).lang == lang], seconds / 3):.0f}"
        for lang in LANGUAGES
    ]
    figures = (
        Figure(
            f"full reading of articles of {LENGTH:,} characters, one core",
            f"{of_stream:.0f} a second",
            f"{MARK} a second without the encoder, {WITH_ENCODER} with it",
            met=of_stream >= MARK,
            note="no encoder takes part in reading; " + ", ".join(languages),
        ),
        Figure(
            "the same where every article tells a move",
            f"{of_moves:.0f} a second",
            note=f"{told} of {count} read as such",
        ),
    )
    return Found("reading", "python -m benchmarks.reading", figures)


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--articles", type=int, default=600)
    given.add_argument("--seconds", type=float, default=10.0, help="the processor's time for each figure")
    add_option(given)
    options = given.parse_args()
    report(measure(options.articles, options.seconds), options.out)


if __name__ == "__main__":
    main()
