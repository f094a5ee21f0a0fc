"""``kill -9`` at every step: what is lost, and what arrives twice.

    python -m benchmarks.crashes [--kills 300] [--seed 1] [--places 2] [--out FOLDER]

The bot runs as a process of its own and is killed with SIGKILL: at each point between two statements of a transaction,
before and after each BEGIN and COMMIT and each call of Telegram's methods that a step passes, one after the other, and
then at random moments. A kill counts only where it strikes a row that is claimed or sending, or an open transaction.
After each the bot is started again, and what became of the very thing that was under way is compared with what comes of
it undisturbed: every message that a reader or asker has, and what the store holds. The steps are shared out over a
number of bots that run side by side. A miss ends with status 1.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from random import Random
from time import monotonic

from benchmarks.figures import Figure, Found, add_option, report
from tests.e2e.campaign import Campaign, Tally
from tests.e2e.crash_scenes import SCENES
from tests.e2e.crash_schema import upgraded
from tests.e2e.crashing import Scene, place

STEPS = ("poll", "analyse", "send", "receive", "digest", "edit", "migrate", "retract")
SCHEMA = "of the schema"
HEADING = ("step", "points", "kills", "in a transaction", "alerts", "commands", "lost", "in flight", "twice", "heard")


def shares(kills: int) -> dict[type[Scene] | str, int]:
    """How many kills each scene gets: a step as many as any other, the migrations of a step together."""
    parts: list[type[Scene] | str] = [*SCENES, SCHEMA]
    of_step = {step: [p for p in parts if (p if isinstance(p, str) else p.step) == step] for step in STEPS}
    of_step["migrate"].append(SCHEMA)
    found: dict[type[Scene] | str, int] = {}
    for number, step in enumerate(STEPS):
        whole = kills // len(STEPS) + (number < kills % len(STEPS))
        for n, part in enumerate(of_step[step]):
            found[part] = whole // len(of_step[step]) + (n < whole % len(of_step[step]))
    return found


async def campaign(options: argparse.Namespace) -> dict[str, Tally]:
    """All kills; the counts by step."""
    tallies: dict[str, Tally] = {step: Tally() for step in STEPS}
    wanted = shares(options.kills)
    waiting = [part for part in wanted if wanted[part]]

    async def at_one(number: int) -> None:
        """Take one part after the other to a bot of its own."""
        with tempfile.TemporaryDirectory(prefix="hengkang-crashes-") as folder:
            async with place(Path(folder)) as one:
                here = Campaign(one, Random(f"{options.seed} {number}"), tallies=tallies)
                while waiting:
                    part, begin = waiting.pop(0), monotonic()
                    if isinstance(part, str):
                        (schema := Path(folder) / "schema").mkdir()
                        await upgraded(schema, wanted[part], tallies["migrate"])
                        name = part
                    else:
                        await here.over(part, wanted[part])
                        name = part.__name__
                    print(f"{name}: {wanted[part]} kills in {monotonic() - begin:.0f} s", file=sys.stderr, flush=True)
                here.counted()

    await asyncio.gather(*(at_one(n) for n in range(options.places)))
    return tallies


def lines(tallies: dict[str, Tally]) -> list[str]:
    """The counts as a table."""
    rows = ["| " + " | ".join(HEADING) + " |", "|" + " --- |" * len(HEADING)]
    for step, t in tallies.items():
        kills = (len(t.points), t.kills, t.transactions)
        values = (step, *kills, t.alerts, t.commands, len(t.lost), t.in_flight, t.twice, t.heard)
        rows.append("| " + " | ".join(str(v) for v in values) + " |")
    faults = [f"{step}: {text}" for step, t in tallies.items() for text in (*t.lost, *t.strange)]
    return rows + faults


def figures(tallies: dict[str, Tally], wanted: int) -> tuple[Figure, ...]:
    """What the page of reliability tells."""
    all_of = list(tallies.values())
    kills, lost = sum(t.kills for t in all_of), sum(len(t.lost) for t in all_of)
    alerts, commands = sum(t.alerts for t in all_of), sum(t.commands for t in all_of)
    twice, flying = sum(t.twice for t in all_of), sum(t.in_flight for t in all_of)
    again, heard = sum(t.again for t in all_of), sum(t.heard for t in all_of)
    strange = sum(len(t.strange) for t in all_of)
    struck = f"{sum(len(t.points) for t in all_of)} named points, the others at random moments"
    return (
        Figure("kills that struck something under way", str(kills), str(wanted), met=kills >= wanted, note=struck),
        Figure("alerts and commands lost", f"{lost} of {alerts + commands}", "0", met=not lost),
        Figure("messages that nothing had caused", str(strange), "0", met=not strange),
        Figure("messages twice", str(twice), f"{flying}, the calls in flight", met=twice <= flying),
        Figure("calls in flight that the store counts", f"{again} of {flying}", "all", met=again == flying),
        Figure("copies that made a sound", str(heard), "0", met=not heard),
    )


def main() -> None:
    """Kill, print, and end with 1 where a mark is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--places", type=int, default=2, help="bots side by side")
    add_option(parser)
    options = parser.parse_args()
    begin = monotonic()
    tallies = asyncio.run(campaign(options))
    found = figures(tallies, options.kills)
    passed = f"{monotonic() - begin:.0f} s with {options.places} bots side by side, seed {options.seed}"
    command = f"python -m benchmarks.crashes --kills {options.kills}"
    report(Found("crashes", command, found, (*lines(tallies), passed)), options.out)
    sys.exit(0 if all(f.met for f in found) else 1)


if __name__ == "__main__":
    main()
