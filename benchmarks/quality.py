"""Writes docs/quality.md: what reading reaches on labelled text, beside the plain way.

    python -m benchmarks.quality FOLDER    FOLDER holds score.py, baseline.py and dev/ (see the README there)

Runs the program as anybody would (``hengkang analyze``, ``ask``, ``match``, ``cluster``) and the scorer of the folder;
nothing of its texts is written anywhere but to a temporary folder.
"""

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = (sys.executable, "-c", "from bot.cli import main; main()")
LANGUAGES = ("en", "zh", "id")
TALENT = (*(f"{s}.{lang}" for s in ("headlines", "events", "moves_articles") for lang in LANGUAGES), "stream_2026")
HEAD = """# What reading reaches

Written by `make quality EVAL=folder` over labelled text of the folder; figures only, no text of it. "Plain" is
the plain way: a list of words, lead sentences, word overlap. Higher is better, but for false refusals and rumours told
as facts.
"""


@dataclass(slots=True)
class Sets:
    """The labelled sets of a folder, with a place for what comes of them."""

    folder: Path
    work: Path
    seconds: dict[str, float] = field(default_factory=dict)

    def gold(self, name: str) -> Path:
        """The labels of a set."""
        return next(p for p in sorted((self.folder / "dev").glob(f"{name}_dev.jsonl*")))

    def made(self, what: str, name: str) -> Path:
        """The input that the scorer makes of a set's labels: "articles", "questions" or "watches"."""
        path = self.work / f"{name}.{what}"
        if not path.exists():
            path.write_bytes(run(sys.executable, self.folder / "score.py", what, self.gold(name)))
        return path

    def score(self, what: str, name: str, said: bytes) -> dict[str, Any]:
        """What the scorer says of an output."""
        path = self.work / f"{name}.said"
        path.write_bytes(said)
        told = run(sys.executable, self.folder / "score.py", what, self.gold(name), path)
        found: dict[str, Any] = json.loads(told.decode().strip().splitlines()[-1])
        return found

    def hengkang(self, name: str, *arguments: Any) -> bytes:
        """The program's output, timed."""
        began = time.perf_counter()
        said = run(*PROGRAM, *arguments)
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began
        return said

    def plain(self, *arguments: Any, stdin: Path) -> bytes:
        """The plain way's output."""
        return run(sys.executable, self.folder / "baseline.py", *arguments, stdin=stdin.read_bytes())


def run(*arguments: Any, stdin: bytes = b"") -> bytes:
    """A program's standard output; its own complaints are shown."""
    done = subprocess.run([str(a) for a in arguments], input=stdin, stdout=subprocess.PIPE, cwd=ROOT, check=False)
    return done.stdout


def row(*cells: Any) -> str:
    """A line of a table; figures to two places."""
    shown = (f"{c:.2f}" if isinstance(c, float) else "–" if c is None else str(c) for c in cells)
    return f"| {' | '.join(shown)} |"


def reading(sets: Sets) -> list[str]:
    """Talent, moves and summaries."""
    lines = ["## Is it talent news", "", row("set", "precision", "recall", "F1", "plain F1", "rumours told as facts")]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    said: dict[str, bytes] = {}
    for name in TALENT:
        articles = sets.made("articles", name)
        said[name] = sets.hengkang(name, "analyze", articles)
        ours = sets.score("talent", name, said[name])
        plain = sets.score("talent", name, sets.plain("analyze", stdin=articles))
        told = (ours["precision"], ours["recall"], ours["f1"], plain["f1"], ours["rumours_told_as_facts"])
        lines.append(row(name, *told))
    lines += [
        "",
        "## Moves and summaries",
        "",
        row("language", "moves F1", "kind right", "three bullets", "supported", "coverage"),
    ]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    for lang in LANGUAGES:
        name = f"moves_articles.{lang}"
        moves, told = sets.score("moves", name, said[name]), sets.score("summary", name, said[name])
        figures = (told["three_bullets"], told["bullets_supported"], told["key_fact_coverage"])
        lines.append(row(lang, moves["f1"], moves["kind_right"], *figures))
    return lines


def answering(sets: Sets) -> list[str]:
    """Questions on articles, and on the ledger."""
    head = row("set", "right", "plain right", "F1", "evidence", "refused", "false refusals")
    lines = ["", "## Answers", "", head, "| --- | --- | --- | --- | --- | --- | --- |"]
    for name in (*(f"moves_articles.{lang}" for lang in LANGUAGES), *(f"qa.{lang}" for lang in LANGUAGES)):
        articles, questions = sets.made("articles", name), sets.made("questions", name)
        ours = sets.score("qa", name, sets.hengkang(name, "ask", "--articles", articles, "--questions", questions))
        plain = sets.score("qa", name, sets.plain("ask", articles, stdin=questions))
        told = (ours["answer_f1"], ours["evidence_hit"], ours["refused"], ours["false_refusals"])
        lines.append(row(name, ours["answered_right"], plain["answered_right"], *told))
    lines += ["", row("ledger", "people F1", "refused"), "| --- | --- | --- |"]
    for lang in LANGUAGES:
        articles, questions = sets.made("articles", f"moves_articles.{lang}"), sets.made("questions", f"ledger.{lang}")
        said = sets.hengkang(f"ledger.{lang}", "ask", "--articles", articles, "--questions", questions)
        ours = sets.score("ledger", f"ledger.{lang}", said)
        lines.append(row(lang, ours["f1"], ours["refused"]))
    return lines


def stories(sets: Sets) -> list[str]:
    """One event, one story; and watches in pinyin."""
    said = sets.hengkang("same_move", "cluster", sets.made("articles", "same_move"))
    ours = sets.score("cluster", "same_move", said)
    watches = sets.made("watches", "pinyin")
    found = sets.hengkang("pinyin", "match", "--watches", watches, sets.made("articles", "moves_articles.zh"))
    hits = sets.score("match", "pinyin", found)
    return [
        "", "## Stories and watches", "", row("measure", "precision", "recall", "F1"), "| --- | --- | --- | --- |",
        row("one move, one story", ours["precision"], ours["recall"], ours["f1"]),
        row("watches in pinyin", hits["precision"], hits["recall"], hits["f1"]),
    ]  # fmt: skip


def main() -> None:
    """Measure everything and write the page."""
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "score.py").is_file():
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(prefix="hengkang-quality-") as work:
        sets = Sets(Path(sys.argv[1]).resolve(), Path(work))
        lines = [*reading(sets), *answering(sets), *stories(sets)]
        slowest = sorted(sets.seconds.items(), key=lambda s: -s[1])[:5]
        lines += [
            "",
            "## Speed",
            "",
            "Seconds of the five longest runs, start included, on the machine that wrote this page: ",
        ]
        lines[-1] += ", ".join(f"{name} {seconds:.1f}" for name, seconds in slowest) + "."
    (ROOT / "docs" / "quality.md").write_text(HEAD + "\n" + "\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
