"""The commands that read lines and write lines: analyze, match, cluster, ask, feed and page.

Each reads JSON lines from a stream, runs the very functions that the bot runs, and writes a JSON line as soon as it has
one, so that a million lines in never need a million lines of memory. A line that cannot be read is told on standard
error with its number and what is wrong, the rest goes on, and the exit status is 1.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, TextIO, TypeVar

from bot.clusters import Clusterer, in_order
from bot.library import Library
from bot.lines import BadLineError, Row, json_rows, known_by, text_of
from feeds.intake import page, parse
from feeds.intake.dates import read_date
from feeds.model import Answer, Article, EntityKind, Reading, Watched
from feeds.reading.answering import questions
from feeds.reading.naming import catalog
from feeds.reading.naming.match import Matcher
from feeds.reading.naming.names import spellings
from feeds.reading.prose import summary
from feeds.reading.reader import Reader
from feeds.reading.text import sentences

Result = TypeVar("Result")


def article(row: Row) -> Article:
    """The article of an input object; ``id`` is taken as text, ``published`` as feeds or pages write it."""
    return Article(
        id=known_by(row, "an article"),
        title=text_of(row, "title"),
        text=text_of(row, "text"),
        url=text_of(row, "url") or None,
        published=read_date(text_of(row, "published")),
        lang=text_of(row, "lang") or None,
        outlet=text_of(row, "outlet"),
    )


class Streams:
    """The stream commands over given input and output; ``faults`` counts the lines that could not be taken.

    ``extra`` are catalog files beside the packaged ones; raises CatalogError where one of them cannot be taken.
    """

    def __init__(self, out: TextIO, err: TextIO | None = None, extra: Sequence[Path] = ()) -> None:
        self.out = out
        self.err = err or sys.stderr
        self.faults = 0
        self.catalog = catalog.load(extra)

    def report(self, text: str) -> None:
        """Tell a fault on standard error."""
        self.faults += 1
        print(text, file=self.err)

    def write(self, row: Row) -> None:
        """Write one JSON line."""
        print(json.dumps(row, ensure_ascii=False), file=self.out, flush=True)

    def rows(self, stream: BinaryIO, name: str, read: Callable[[Row], Result]) -> Iterator[Result]:
        """What ``read`` makes of each object; faulty lines are reported and passed over."""
        for place, row in json_rows(stream, name, self.report):
            try:
                found = read(row)
            except BadLineError as error:
                self.report(f"{place}: {error}")
                continue
            yield found

    def articles(self, stream: BinaryIO, name: str) -> Iterator[Article]:
        """The articles of a stream."""
        return self.rows(stream, name, article)

    def analyze(self, stream: BinaryIO, name: str, lang: str | None, *, explain: bool) -> None:
        """One line an article: language, talent, moves, entities, summary, quotations, questions."""
        reader = Reader(self.catalog)
        for one in self.articles(stream, name):
            reading = reader.read(one)
            row = analysis(reading, lang or reading.lang, self.catalog)
            if explain:
                row["explain"] = explanation(reading)
            self.write(row)

    def match(self, stream: BinaryIO, name: str, watches: BinaryIO, source: str) -> None:
        """One line a hit of a watch in an article."""
        matcher = Matcher(list(self.rows(watches, source, self._watch)), self.catalog)
        for one in self.articles(stream, name):
            for hit in matcher.find(one):
                self.write({"id": one.id, "watch": hit.watch, "alias": hit.alias, "start": hit.start, "end": hit.end})

    def _watch(self, row: Row) -> Watched:
        watch_id, name, kind = known_by(row, "a watch"), text_of(row, "name"), text_of(row, "kind")
        aliases = row.get("aliases") or []
        if not name.strip():
            raise BadLineError('a watch needs a "name"')
        if not isinstance(aliases, list) or not all(isinstance(a, str) for a in aliases):
            raise BadLineError('"aliases" must be a list of texts')
        return self.watched(watch_id, name, kind or None, aliases)

    def watched(self, watch_id: str, name: str, kind: str | None, aliases: Sequence[str]) -> Watched:
        """A watch by its name: the catalog's spellings where exactly one entity has it, else the name's own.

        Where the catalog itself doubts that a person's name is that person's (Lei Chen), all who are so called count.
        """
        found = self.catalog.resolve(name, kind)
        if len(found) == 1 and not (found[0].kind == "person" and found[0].doubtful(name)):
            known = self.catalog.watched(found[0].id)
            return replace(known, id=watch_id, aliases=(*known.aliases, *aliases))
        of_kind: EntityKind | None = "person" if kind == "person" else "organisation" if kind else None
        return Watched(watch_id, name, (*spellings(name, of_kind or "organisation"), *aliases), of_kind)

    def cluster(self, stream: BinaryIO, name: str) -> None:
        """One line an article, in order of publication: its story."""
        clusterer = Clusterer(self.catalog)
        for one in in_order(self.articles(stream, name)):
            self.write({"id": one.id, "story": clusterer.story_of(one)})

    async def ask(self, shelf: Library, asked: BinaryIO, name: str) -> None:
        """One line a question."""
        for place, row in json_rows(asked, name, self.report):
            try:
                question_id, question, about = _question(row)
                given = await shelf.ask(question, about)
            except BadLineError as error:
                self.report(f"{place}: {error}")
                continue
            except LookupError as error:
                self.report(f"{place}: {error.args[0]}")
                given = Answer.refusal()
            self.write(answer_row(question_id, given))

    def feed(self, paths: Sequence[Path]) -> None:
        """One line a feed file: what we read of it."""
        for path in paths:
            data = self._bytes(path)
            if data is None:
                continue
            document = parse.parse_bytes(data, None, None)
            row: Row = {
                "file": str(path),
                "format": document.format,
                "title": document.title,
                "entries": [
                    {"id": e.guid, "title": e.title, "link": e.link, "published": stamp(e.published), "text": e.text}
                    for e in document.entries
                ],
            }
            self.write(row | ({"error": document.error} if document.error else {}))

    def page(self, paths: Sequence[Path]) -> None:
        """One line a page file: its article."""
        for path in paths:
            data = self._bytes(path)
            if data is None:
                continue
            found = page.extract(data, None)
            self.write(
                {
                    "file": str(path),
                    "title": found.title,
                    "published": stamp(found.published),
                    "lang": found.lang,
                    "text": found.text,
                }
            )

    def _bytes(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except OSError as error:
            self.report(f"{path}: {error.strerror}")
            return None


def _question(row: Row) -> tuple[str, str, str | None]:
    question = text_of(row, "q")
    if not question.strip():
        raise BadLineError('a question needs a "q"')
    about = known_by(row, "a question", "article_id") if row.get("article_id") is not None else None
    return known_by(row, "a question"), question, about


def analysis(reading: Reading, lang: str, known: catalog.Catalog) -> Row:
    """The output object of ``analyze``; ``lang`` is that of the summary and the questions."""
    moves = [m for m in reading.moves if not m.past]
    entities = [
        {"name": m.name, "id": m.entity_id, "kind": m.kind, "start": m.start, "end": m.end} for m in reading.mentions
    ]
    offered = questions.offered((reading.article,), tuple(moves), lang, known)
    return {
        "id": reading.article.id,
        "lang": reading.lang,
        "talent": reading.talent,
        "score": round(reading.score, 4),
        "moves": [m.as_json() for m in moves],
        "entities": entities,
        "summary": [b.text for b in summary.bullets((reading,), lang, known)],
        "quotes": [{"speaker": q.speaker, "text": q.text} for q in reading.quotes],
        "questions": [
            {"q": o.question, "a": o.answer.text, "evidence": [e.sentence for e in o.answer.evidence]} for o in offered
        ],
    }


def explanation(reading: Reading) -> Row:
    """Which cue, slot and rule made each move, background included, and why other cues made none."""
    lines = [s.text for s in (*sentences(reading.article.title), *sentences(reading.article.text))]
    return {
        "talent": list(reading.explain),
        "moves": [
            {"person": m.person, "from": m.from_org, "to": m.to_org, "past": m.past, "why": list(m.explain)}
            for m in reading.moves
        ],
        "refused": [
            {"cue": r.cue, "why": r.why, "sentence": lines[r.sentence] if r.sentence < len(lines) else ""}
            for r in reading.refused
        ],
    }


def answer_row(question_id: str, found: Answer) -> Row:
    """The output object of ``ask``; a refusal has an empty answer."""
    return {
        "id": question_id,
        "answer": found.text if found.answered else "",
        "answered": found.answered,
        "people": list(found.people),
        "evidence": [{"article_id": e.article_id, "sentence": e.sentence} for e in found.evidence[:2]],
    }


def stamp(moment: datetime | None) -> str | None:
    """A moment as ISO 8601 in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None
