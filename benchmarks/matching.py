"""A million names: articles a second beside the bare automaton, and how soon a new spelling is found.

    python -m benchmarks.matching [--names 1000000] [--watched 20000] [--articles 4000] [--out FOLDER]

1. The catalog holds so many made-up firms, of which some are watched; the articles are a title and a teaser in English,
   once with a firm of the catalog each, once with firms in every sentence, as reports of appointments have them.
2. **Beside** is ahocorasick-rs over all the names, bare, of several at a place the longest: it folds nothing, knows no
   ends of words and no other names around, and looks for every name, where ours looks for those that are watched and
   for what lies around them.
3. A spelling is added to a watched firm as an administrator does it: the catalog is changed and the matcher built anew
   in a thread, while a beat on the event loop tells how late it comes.

Seconds are the processor's, except those of the new spelling and of the beat.
"""

import argparse
import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import ahocorasick_rs

from benchmarks.articles import FIRST, LANGUAGES, LAST, World
from benchmarks.figures import Figure, Found, add_option, percentile, report
from feeds.model import Article
from feeds.reading.naming.catalog import Catalog, Entity, load
from feeds.reading.naming.match import Matcher
from feeds.reading.text import fold

ENDINGS = ("Labs", "Robotics", "Capital", "Systems", "Networks", "Motors", "Studio", "Energy")
SHARE, LIVE, LATE = 1 / 3, 1.0, 0.2
BEAT = 0.005
NEW = "Zyxquor Halden"


def firm(number: int) -> str:
    """A made-up firm's name; each number's is its own."""
    first, rest = FIRST[number % len(FIRST)], number // len(FIRST)
    last, rest = LAST[rest % len(LAST)].lower(), rest // len(LAST)
    ending, rest = ENDINGS[rest % len(ENDINGS)], rest // len(ENDINGS)
    return f"{first}{last} {ending}" + (f" {rest}" if rest else "")


def articles(count: int, names: int) -> list[Article]:
    """Titles and teasers."""
    world, drawn = World(120, 0, datetime(2026, 11, 24, tzinfo=UTC)), random.Random(5)
    found = []
    for n in range(count):
        piece = world.piece(n * len(LANGUAGES) % 120, n // 40)
        text = f"{piece.text[:300]} It buys from {firm(drawn.randrange(names))}."
        found.append(Article(str(n), piece.title, text))
    return found


def dense(count: int, names: int) -> list[Article]:
    """Titles and teasers that name firms in every sentence."""
    drawn = random.Random(6)
    found = []
    for n in range(count):
        one, other = firm(drawn.randrange(names)), firm(drawn.randrange(names))
        person = f"{drawn.choice(FIRST)} {drawn.choice(LAST)}"
        title = f"What {person}'s exit means for {one}"
        text = f"It is the third senior hire at {one} since May, after {other} lost its chief operating officer."
        found.append(Article(f"d{n}", title, text))
    return found


def taken(work: Callable[[], object], times: int = 3) -> float:
    """The least of the processor's seconds."""
    least = float("inf")
    for _ in range(times):
        fold.cache_clear()
        begun = time.process_time()
        work()
        least = min(least, time.process_time() - begun)
    return least


async def beside(work: Callable[[], Matcher]) -> tuple[Matcher, float, list[float]]:
    """Do it in a thread: its result, the seconds, and how late each beat of the loop was."""
    late: list[float] = []

    async def beat() -> None:
        while True:
            due = time.perf_counter() + BEAT
            await asyncio.sleep(BEAT)
            late.append(time.perf_counter() - due)

    beating = asyncio.create_task(beat())
    begun = time.perf_counter()
    made = await asyncio.to_thread(work)
    seconds = time.perf_counter() - begun
    beating.cancel()
    return made, seconds, sorted(late)


async def measure(names: int, watched: int, count: int) -> Found:
    """Fill, race, change."""
    entities = {f"f{n}": Entity(f"f{n}", "organisation", firm(n)) for n in range(names)}
    catalog = Catalog({**load().entities, **entities})
    ids = random.Random(3).sample(sorted(entities), watched)
    watches = [catalog.watched(id) for id in ids]
    begun = time.process_time()
    longest = ahocorasick_rs.MatchKind.LeftmostLongest
    bare = ahocorasick_rs.AhoCorasick([e.name for e in entities.values()], matchkind=longest)
    built = time.process_time() - begun
    matcher = Matcher(watches, catalog)

    def raced(name: str, pieces: list[Article]) -> Figure:
        texts = [one.whole for one in pieces]
        raw = taken(lambda: [bare.find_matches_as_indexes(text) for text in texts])
        ours = taken(lambda: [matcher.find(one) for one in pieces])
        return Figure(
            f"{names:,} names in the catalog, {watched:,} watched, {name}: articles a second",
            f"{count / ours:,.0f} ({1e6 * ours / count:.0f} µs an article)",
            "a third of the bare automaton's",
            f"ahocorasick-rs {count / raw:,.0f} ({1e6 * raw / count:.1f} µs)",
            raw / ours >= SHARE,
            f"{raw / ours:.2f} of it",
        )  # fmt: skip

    races = (
        raced("a firm in each article", articles(count, names)),
        raced("firms in every sentence", dense(count, names)),
    )

    def change() -> Matcher:
        put = {ids[0]: replace(entities[ids[0]], aliases=(NEW,))}
        changed = catalog.changed(put, {}, 1)
        return Matcher([changed.watched(ids[0]), *watches[1:]], changed)

    anew, seconds, late = await beside(change)
    if not anew.find(Article("new", f"Tara Qvist joins {NEW}", "")):
        raise SystemExit("the new spelling is not found")
    held = percentile(late, 0.999) if late else 0.0
    spelling = (
        Figure(
            "a new spelling is found after", f"{seconds:.2f} s", f"{LIVE:g} s",
            f"ahocorasick-rs builds all anew in {built:.1f} s", seconds <= LIVE,
        ),
        Figure("the loop's beat is late by, p99.9, meanwhile", f"{1000 * held:.0f} ms", "200 ms", met=held <= LATE),
    )  # fmt: skip
    return Found("matching", "python -m benchmarks.matching", (*races, *spelling))


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--names", type=int, default=1_000_000)
    given.add_argument("--watched", type=int, default=20_000)
    given.add_argument("--articles", type=int, default=4_000)
    add_option(given)
    options = given.parse_args()
    found = asyncio.run(measure(options.names, options.watched, options.articles))
    report(found, options.out)


if __name__ == "__main__":
    main()
