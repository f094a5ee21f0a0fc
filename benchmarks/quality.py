"""Writes docs/quality.md: what reading reaches on labelled text, beside the plain way.

    python -m benchmarks.quality FOLDER    FOLDER holds score.py, baseline.py and dev/ (see the README there)

Runs the program as anybody would (``hengkang analyze``, ``ask``, ``match``, ``cluster``) and the scorer of the folder;
nothing of its texts is written anywhere but to a temporary folder.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import intake
from benchmarks.mistakes import SETS, mistakes

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = (sys.executable, "-c", "from bot.cli import main; main()")
LANGUAGES = ("en", "zh", "id")
KINDS = ("headlines", "events", "moves_articles")
TALENT = (*(f"{kind}.{lang}" for kind in KINDS for lang in LANGUAGES), "stream_2026")
HEAD = """# What reading reaches

Written by `make quality EVAL=folder` over labelled text of the folder; figures only, no text of it. "Plain" is
the plain way: a list of words, lead sentences, word overlap. Higher is better, but for false refusals and rumours told
as facts.
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a run of the program took: seconds of the clock with its start, and its peak memory in MiB."""

    seconds: float
    mebibytes: float


@dataclass(slots=True)
class Sets:
    """The labelled sets of a folder, with a place for what comes of them."""

    folder: Path
    work: Path
    spent: dict[str, Spent] = field(default_factory=dict)

    def gold(self, name: str) -> Path:
        """The labels of a set."""
        return next(p for p in sorted((self.folder / "dev").glob(f"{name}_dev.jsonl*")))

    def made(self, what: str, name: str) -> Path:
        """The input that the scorer makes of a set's labels: "articles", "questions" or "watches"."""
        path = self.work / f"{name}.{what}"
        if not path.exists():
            path.write_bytes(run(sys.executable, self.folder / "score.py", what, self.gold(name)))
        return path

    def score(self, what: str, name: str, said: bytes, gold: Path | None = None) -> dict[str, Any]:
        """What the scorer says of an output, over the set's labels or over others."""
        path = self.work / f"{name}.said"
        path.write_bytes(said)
        told = run(sys.executable, self.folder / "score.py", what, gold or self.gold(name), path)
        found: dict[str, Any] = json.loads(told.decode().strip().splitlines()[-1])
        return found

    def hengkang(self, name: str, *arguments: Any) -> bytes:
        """The program's output, with what it took kept under the name."""
        began = time.perf_counter()
        process = subprocess.Popen([*PROGRAM, *(str(a) for a in arguments)], stdout=subprocess.PIPE, cwd=ROOT)
        assert process.stdout is not None
        said = process.stdout.read()
        _, _, usage = os.wait4(process.pid, 0)
        self.spent[name] = Spent(time.perf_counter() - began, usage.ru_maxrss / 1024)
        return said

    def plain(self, *arguments: Any, stdin: Path) -> bytes:
        """The plain way's output."""
        return run(sys.executable, self.folder / "baseline.py", *arguments, stdin=stdin.read_bytes())

    def together(self, names: Sequence[str], said: Sequence[bytes]) -> dict[str, Any]:
        """The talent score of several sets taken as one."""
        gold = self.work / "together.gold"
        gold.write_bytes(b"".join(_lines(self.gold(name)) for name in names))
        return self.score("talent", "together", b"".join(said), gold)


def _lines(path: Path) -> bytes:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return data if data.endswith(b"\n") else data + b"\n"


def run(*arguments: Any, stdin: bytes = b"") -> bytes:
    """A program's standard output; its own complaints are shown."""
    done = subprocess.run([str(a) for a in arguments], input=stdin, stdout=subprocess.PIPE, cwd=ROOT, check=False)
    return done.stdout


def row(*cells: Any) -> str:
    """A line of a table; figures to two places."""
    shown = (f"{c:.2f}" if isinstance(c, float) else "–" if c is None else str(c) for c in cells)
    return f"| {' | '.join(shown)} |"


def table(*heads: str) -> list[str]:
    """The first two lines of a table."""
    return [row(*heads), row(*("---" for _ in heads))]


def talent(sets: Sets, said: dict[str, bytes], plain: dict[str, bytes]) -> list[str]:
    """Which items are talent news, set by set and a language's sets together."""
    lines = ["## Is it talent news", ""]
    lines += table("set", "precision", "recall", "F1", "plain F1", "rumours told as facts")
    for name in TALENT:
        ours, theirs = sets.score("talent", name, said[name]), sets.score("talent", name, plain[name])
        told = (ours["precision"], ours["recall"], ours["f1"], theirs["f1"], ours["rumours_told_as_facts"])
        lines.append(row(name, *told))
    for lang in LANGUAGES:
        names = [f"{kind}.{lang}" for kind in KINDS]
        ours = sets.together(names, [said[n] for n in names])
        theirs = sets.together(names, [plain[n] for n in names])
        told = (ours["precision"], ours["recall"], ours["f1"], theirs["f1"], ours["rumours_told_as_facts"])
        lines.append(row(f"the three of {lang} together", *told))
    return lines


def moves(sets: Sets, said: dict[str, bytes]) -> list[str]:
    """Who, from where, to where; the plain way tells no moves."""
    lines = ["", "## Moves", "", *table("language", "precision", "recall", "F1", "kind right")]
    for lang in LANGUAGES:
        ours = sets.score("moves", f"moves_articles.{lang}", said[f"moves_articles.{lang}"])
        lines.append(row(lang, ours["precision"], ours["recall"], ours["f1"], ours["kind_right"]))
    return lines


def summaries(sets: Sets, said: dict[str, bytes], plain: dict[str, bytes]) -> list[str]:
    """The bullets, ours and then the plain way's lead sentences."""
    lines = ["", "## Summaries", ""]
    lines += table("set", "within limit", "three bullets", "supported", "key facts covered", "rouge1")
    for name in (*(f"moves_articles.{lang}" for lang in LANGUAGES), "summ.id"):
        for who, bullets in (("", said[name]), (", plain", plain[name])):
            told = sets.score("summary", name, bullets)
            keys = ("within_limit", "three_bullets", "bullets_supported", "key_fact_coverage", "rouge1")
            lines.append(row(name + who, *(told[key] for key in keys)))
    return lines


def reading(sets: Sets) -> list[str]:
    """Talent, moves and summaries, of one run over each set."""
    names = (*TALENT, "summ.id")
    said = {name: sets.hengkang(name, "analyze", sets.made("articles", name)) for name in names}
    plain = {name: sets.plain("analyze", stdin=sets.made("articles", name)) for name in names}
    wrong = mistakes({name: sets.gold(name) for name in SETS}, said)
    return [*talent(sets, said, plain), *wrong, *moves(sets, said), *summaries(sets, said, plain)]


def answering(sets: Sets) -> list[str]:
    """Questions on articles, and on the ledger."""
    lines = ["", "## Answers", ""]
    lines += table("set", "right", "F1", "evidence", "verbatim", "refused", "false refusals")
    keys = ("answered_right", "answer_f1", "evidence_hit", "evidence_verbatim", "refused", "false_refusals")
    for name in (*(f"moves_articles.{lang}" for lang in LANGUAGES), *(f"qa.{lang}" for lang in LANGUAGES)):
        articles, questions = sets.made("articles", name), sets.made("questions", name)
        given = ("ask", "--articles", articles, "--questions", questions)
        said = sets.hengkang(f"questions on {name}", *given)
        words = sets.hengkang(f"questions on {name}, no encoder", *given, "--no-encoder")
        plain = sets.plain("ask", articles, stdin=questions)
        for who, answers in (("", said), (", no encoder", words), (", plain", plain)):
            told = sets.score("qa", name, answers)
            lines.append(row(name + who, *(told[key] for key in keys)))
    lines += ["", *table("ledger", "precision", "recall", "people F1", "refused")]
    for lang in LANGUAGES:
        articles, questions = sets.made("articles", f"moves_articles.{lang}"), sets.made("questions", f"ledger.{lang}")
        said = sets.hengkang(f"ledger.{lang}", "ask", "--articles", articles, "--questions", questions)
        ours = sets.score("ledger", f"ledger.{lang}", said)
        lines.append(row(lang, ours["precision"], ours["recall"], ours["f1"], ours["refused"]))
    return lines


def stories(sets: Sets) -> list[str]:
    """One event, one story; and watches in pinyin. The plain way has neither."""
    lines = ["", "## Stories and watches", "", *table("measure", "precision", "recall", "F1")]
    for name, what in (("same_move", "one move, one story"), ("stories", "one topic, one story (wider than ours)")):
        ours = sets.score("cluster", name, sets.hengkang(name, "cluster", sets.made("articles", name)))
        lines.append(row(what, ours["precision"], ours["recall"], ours["f1"]))
    watches = sets.made("watches", "pinyin")
    found = sets.hengkang("pinyin", "match", "--watches", watches, sets.made("articles", "moves_articles.zh"))
    hits = sets.score("match", "pinyin", found)
    return [*lines, row("watches in pinyin", hits["precision"], hits["recall"], hits["f1"])]


def reading_in(sets: Sets) -> list[str]:
    """Feeds beside feedparser, and the text of pages."""
    hold, well, only = intake.feeds(sets.folder, sets.work)
    told = sets.score("extract", "truth", intake.pages(sets.folder, sets.work))
    return [
        *("", "## Feeds and pages", ""),
        f"Of {hold} feed files in which feedparser finds entries, {well} are read at least as well (entries, titles,",
        f"links); {only} more are read by us alone.",
        *("", *table("pages", "precision", "recall", "F1")),
        row(told["pages"], *(f"{told[key]:.3f}" for key in ("precision", "recall", "f1"))),
    ]


def folds(sets: Sets) -> list[str]:
    """What the trained parts do on folds that they have not seen, as their scripts print it."""
    lines = ["", "## Trained parts on unseen folds", ""]
    lines += [
        "The weights for answering are learned on the qa sets, whose rows above are therefore no unseen text. Five",
        "folds over contexts, each read with weights learned on the other four:",
    ]
    for script in ("train_answers.py", "train_extents.py"):
        told = run(sys.executable, ROOT / "tools" / script, "--folds", *(sets.gold(f"qa.{lang}") for lang in LANGUAGES))
        lines += ["", f"`tools/{script} --folds`", "", "```", *told.decode().strip().splitlines(), "```"]
    return lines


def speed(sets: Sets) -> list[str]:
    """How fast each run was, start included, and the memory that it took."""
    lines = [
        "",
        "## Speed",
        "",
        "On the machine that wrote this page, one process, its start of about a second included.",
        "",
    ]
    lines += table("run", "lines a second", "seconds", "peak MiB")
    for name in (*TALENT, *(n for n in sets.spent if n.startswith("questions on "))):
        spent, made = sets.spent[name], "questions" if name.startswith("questions on ") else "articles"
        of = name.removeprefix("questions on ").removesuffix(", no encoder")
        count = sets.made(made, of).read_bytes().count(b"\n")
        lines.append(row(name, count / spent.seconds, round(spent.seconds, 1), round(spent.mebibytes)))
    return lines


def main() -> None:
    """Measure everything and write the page."""
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "score.py").is_file():
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(prefix="hengkang-quality-") as work:
        sets = Sets(Path(sys.argv[1]).resolve(), Path(work))
        lines = [*reading(sets), *answering(sets), *stories(sets), *reading_in(sets), *folds(sets), *speed(sets)]
    (ROOT / "docs" / "quality.md").write_text(HEAD + "\n" + "\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
