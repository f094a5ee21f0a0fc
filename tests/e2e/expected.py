"""What must come of the golden story, and the comparison: articles, stories, deliveries, answers, quotations."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from feeds.reading.text import has_han
from tests.e2e.outlets import Piece
from tests.e2e.stage import Stage

FOLDER = Path(__file__).parent.parent / "golden"
SOURCES = {"en": "{n} sources", "id": "{n} sumber", "zh": "{n} 个来源"}
DENIED = {"en": "denied", "id": "dibantah", "zh": "否认"}


@dataclass(frozen=True, slots=True)
class Golden:
    """The articles with the labels; names are lists of spellings."""

    pieces: tuple[Piece, ...]
    expected: dict[str, Any]

    def spellings(self, key: str) -> list[str]:
        """Every spelling of a person or an organisation."""
        name = key.rstrip("?")
        found: list[str] = (self.expected["people"] | self.expected["organisations"])[name]
        return found

    def fits(self, name: str | None, wanted: str | None) -> bool:
        """Whether a told name is the wanted one; a side marked with ? may be left out."""
        if wanted is None:
            return name is None
        if name is None:
            return wanted.endswith("?")
        plain = name.casefold().removesuffix("'s")
        return any(plain == s.casefold() for s in self.spellings(wanted))


def golden() -> Golden:
    """The golden story as it is kept."""
    rows = [json.loads(line) for line in (FOLDER / "tongyi_articles.jsonl").read_text("utf-8").splitlines()]
    pieces = tuple(
        Piece(r["id"], r["outlet"], r["lang"], r["title"], r["text"], datetime.fromisoformat(r["published"]))
        for r in rows
    )
    return Golden(pieces, json.loads((FOLDER / "tongyi_expected.json").read_text("utf-8")))


async def stored(stage: Stage) -> dict[str, dict[str, Any]]:
    """The stored items by the golden article's id."""
    async with stage.running.db.read() as c:
        rows = await c.all("SELECT * FROM items")
    return {str(row["url"]).rsplit("/", 1)[-1]: dict(row) for row in rows}


def faults_of_stories(g: Golden, items: dict[str, dict[str, Any]]) -> list[str]:
    """Articles taken for what they are not, and stories that are parted or mixed."""
    faults = []
    for name, label in g.expected["articles"].items():
        if bool(items[name]["talent"]) != label["talent"]:
            faults.append(f"{name}: talent {items[name]['talent']}, wanted {label['talent']}: {items[name]['reasons']}")
    told: dict[int, set[str]] = {}
    for name, item in items.items():
        if item["story_id"] is not None:
            told.setdefault(item["story_id"], set()).add(name)
    wanted = sorted(sorted(s) for s in g.expected["stories"])
    got = sorted(sorted(s) for s in told.values())
    if got != wanted:
        faults.append(f"stories {got}, wanted {wanted}")
    return faults


async def faults_of_ledger(g: Golden, stage: Stage, items: dict[str, dict[str, Any]]) -> list[str]:
    """The moves of the chief story that are missing or invented."""
    chief = g.expected["stories"][0]
    labels = [tuple(m) for name in chief for m in g.expected["articles"][name]["moves"]]
    allowed = [*labels, *(tuple(m) for name in chief for m in g.expected["articles"][name].get("may", ()))]
    story = items[chief[0]]["story_id"]
    async with stage.running.db.read() as c:
        moves = await c.all("SELECT * FROM moves WHERE story_id = ? AND past = 0", (story,))
    faults = []

    def same(row: Any, move: Sequence[str | None]) -> bool:
        return all(g.fits(row[k], w) for k, w in zip(("person", "from_org", "to_org"), move, strict=True))

    for move in sorted({tuple((p or "").rstrip("?") for p in m) for m in labels}):
        if not any(same(row, move) for row in moves):
            faults.append(f"missing {move}")
    for row in moves:
        if not any(same(row, move) for move in allowed):
            faults.append(f"invented {row['person']}: {row['from_org']} -> {row['to_org']}")
    return faults


def faults_of_delivery(
    g: Golden, lang: str, wanted: dict[str, Any], got: Sequence[dict[str, Any]], firsts: Sequence[str]
) -> list[str]:
    """What is wrong with the alerts of one subscriber."""
    who = f"{wanted['watch']} in {lang}"
    if len(got) != len(wanted["messages"]):
        return [f"{who}: {len(got)} alerts, wanted {len(wanted['messages'])}"]
    faults = []
    for message, label, first in zip(got, wanted["messages"], firsts, strict=True):
        text = message["text"]
        count = label["sources_at_the_end"]
        if count > 1 and SOURCES[lang].format(n=count) not in text:
            faults.append(f"{who}: not {count} sources: {text}")
        if label.get("status") == "denied" and DENIED[lang] not in text:
            faults.append(f"{who}: the denial is not told: {text}")
        if "reply_to" in label and "reply_to_message" in message:
            faults.append(f"{who}: stands in reply to another message")
        own = [p for p in g.pieces if p.id in label["story"] and p.lang == lang]
        title = min(own, key=lambda p: p.published).title if own else next(p for p in g.pieces if p.id == first).title
        if title not in text:
            faults.append(f"{who}: the headline is not {title!r}: {text}")
        faults += [f"{who}: {fault}: {text}" for fault in faults_of_language(lang, text)]
    return faults


def faults_of_language(lang: str, text: str) -> list[str]:
    """The moves' lines and the first two bullets are in the subscriber's language."""
    lines = text.split("\n")
    moves = lines[: lines.index("")] if "" in lines else lines
    bullets = [line for line in lines if line.startswith("• ")][:2]
    told = [line for line in (*moves, *bullets) if "“" not in line]
    if lang == "zh":
        return ["a line is not in Chinese"] if not all(has_han(line) for line in told) else []
    wrong = [line for line in told if has_han(line)]
    english, indonesian = r"\b(?:has|have|left|joined|moved|denied)\b", r"\b(?:dari|ke|pindah|bergabung)\b"
    marks = re.compile(english if lang == "id" else indonesian)
    wrong += [line for line in told if marks.search(line)]
    return [f"not in {lang}: {wrong[0]!r}"] if wrong else []


def faults_of_answers(g: Golden, asked: Sequence[tuple[dict[str, Any], str]]) -> list[str]:
    """Answers, as shown in the chat with their evidence, that lack what they must hold or say what no article says."""
    refusals = ("do not say", "tidak menyebutkannya", "没有提到")
    faults = []
    for question, text in asked:
        refused = any(r in text for r in refusals)
        if question.get("unanswerable"):
            if not refused:
                faults.append(f"{question['q']} answered: {text}")
        elif refused or not all(re.search(p, text) for p in question["must"]):
            faults.append(f"{question['q']}: {text}")
    return faults
