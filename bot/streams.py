"""The commands that read lines and write lines: analyze, match, cluster, ask, feed and page.

Each reads JSON lines from a stream, runs the very functions that the bot runs, and writes a JSON line as soon as it has
one, so that a million lines in never need a million lines of memory. A line that cannot be read is told on standard
error with its number and what is wrong, the rest goes on, and the exit status is 1.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from bot.clusters import Clusterer, in_order
from bot.library import Library
from feeds.intake import page, parse
from feeds.intake.dates import read_date
from feeds.model import Answer, Article, EntityKind, Reading, Watched
from feeds.ports import Clock
from feeds.reading import catalog, questions, summary
from feeds.reading.match import Matcher
from feeds.reading.names import spellings
from feeds.reading.reader import Reader
from storage.database import Database

Row = dict[str, Any]


class BadLineError(ValueError):
    """An input line that is not what the command takes; the text says what to write instead."""


def json_rows(stream: Iterable[str], name: str, report: Callable[[str], None]) -> Iterator[Row]:
    """The objects of a JSON lines stream; what is none is reported as ``name:line: reason`` and passed over."""
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            report(f"{name}:{number}: not JSON ({error}); write one object a line")
            continue
        if not isinstance(row, dict):
            report(f'{name}:{number}: not an object; write {{"id": …, "title": …, "text": …}}')
            continue
        yield row


def article(row: Row) -> Article:
    """The article of an input object; ``id`` is taken as text, ``published`` as feeds or pages write it."""
    if row.get("id") is None:
        raise BadLineError('an article needs an "id"')
    fields = {name: row.get(name) or "" for name in ("title", "text", "url", "lang", "published", "outlet")}
    wrong = [name for name, value in fields.items() if not isinstance(value, str)]
    if wrong:
        raise BadLineError(f'"{wrong[0]}" must be text')
    return Article(
        id=str(row["id"]),
        title=fields["title"],
        text=fields["text"],
        url=fields["url"] or None,
        published=read_date(fields["published"]),
        lang=fields["lang"] or None,
        outlet=fields["outlet"],
    )


class Streams:
    """The stream commands over given input and output; ``faults`` counts the lines that could not be taken."""

    def __init__(self, out: TextIO, err: TextIO = sys.stderr) -> None:
        self.out = out
        self.err = err
        self.faults = 0
        self.catalog = catalog.load()

    def report(self, text: str) -> None:
        """Tell a fault on standard error."""
        self.faults += 1
        print(text, file=self.err)

    def write(self, row: Row) -> None:
        """Write one JSON line."""
        print(json.dumps(row, ensure_ascii=False), file=self.out, flush=True)

    def articles(self, stream: Iterable[str], name: str = "input") -> Iterator[Article]:
        """The articles of a stream, faulty lines reported and passed over."""
        for row in json_rows(stream, name, self.report):
            try:
                yield article(row)
            except BadLineError as error:
                self.report(f"{name}: {row.get('id', '?')}: {error}")

    def analyze(self, stream: Iterable[str], lang: str | None, *, explain: bool) -> None:
        """One line an article: language, talent, moves, entities, summary, quotations, questions."""
        reader = Reader(self.catalog)
        for one in self.articles(stream):
            reading = reader.read(one)
            row = analysis(reading, lang or reading.lang, self.catalog)
            if explain:
                row["explain"] = {
                    "talent": list(reading.explain),
                    "moves": [{"person": m.person, "past": m.past, "why": list(m.explain)} for m in reading.moves],
                }
            self.write(row)

    def match(self, stream: Iterable[str], watches: Path) -> None:
        """One line a hit of a watch in an article."""
        with watches.open(encoding="utf-8") as lines:
            watched = [w for row in json_rows(lines, str(watches), self.report) for w in self._watched(row, watches)]
        matcher = Matcher(watched, self.catalog)
        for one in self.articles(stream):
            for hit in matcher.find(one):
                self.write({"id": one.id, "watch": hit.watch, "alias": hit.alias, "start": hit.start, "end": hit.end})

    def _watched(self, row: Row, source: Path) -> Iterator[Watched]:
        name, kind, aliases = row.get("name"), row.get("kind"), row.get("aliases") or []
        if not isinstance(name, str) or not name.strip() or row.get("id") is None:
            self.report(f'{source}: a watch needs "id" and "name": {json.dumps(row, ensure_ascii=False)[:80]}')
            return
        if not isinstance(aliases, list) or not all(isinstance(a, str) for a in aliases):
            self.report(f'{source}: {row["id"]}: "aliases" must be a list of texts')
            return
        yield self.watched(str(row["id"]), name, kind, aliases)

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

    def cluster(self, stream: Iterable[str]) -> None:
        """One line an article, in order of publication: its story."""
        clusterer = Clusterer(self.catalog)
        for one in in_order(self.articles(stream)):
            self.write({"id": one.id, "story": clusterer.story_of(one)})

    async def ask(self, db: Database, articles: Path | None, asked: Iterable[str], name: str, now: Clock) -> None:
        """One line a question: from the articles of a file where one is given, else from the store."""
        shelf = Library(db, self.catalog, now)
        if articles is not None:
            with articles.open(encoding="utf-8") as lines:
                await shelf.take(self.articles(lines, str(articles)))
        for row in json_rows(asked, name, self.report):
            question, article_id = row.get("q"), row.get("article_id")
            if row.get("id") is None or not isinstance(question, str) or not question.strip():
                self.report(f'{name}: a question needs "id" and "q": {json.dumps(row, ensure_ascii=False)[:80]}')
                continue
            try:
                given = await shelf.ask(question, str(article_id) if article_id is not None else None)
            except LookupError as error:
                self.report(f"{name}: {row['id']}: {error.args[0]}")
                given = Answer.refusal()
            self.write(answer_row(str(row["id"]), given))

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
