"""What stands behind an alert's buttons: its questions, sources, figures, voices, and what the sources say comes next.

Each is drawn from the story alone (the figures from the ledger besides), as well sourced as the card, and leads back
to it.
"""

from collections.abc import Mapping, Sequence

from bot.analysis import DAYS, Figure
from bot.cards import LONGEST_NAME, LONGEST_TITLE, moves, shortened, source_count, sources
from bot.locales.texts import Texts
from bot.rich import Button, Rich, Writer
from feeds.model import Article, Move, OfferedQuestion, Quote, Story
from feeds.reading.catalog import Catalog
from feeds.reading.headings import headline, status_label
from feeds.reading.telling import spoken_date

SOURCES_SHOWN = 15
VOICES_SHOWN = 6
AHEAD_SHOWN = 5
LISTED = 12  # moves of a figure; more would not fit into one message
LONGEST_QUOTE = 420
LANGUAGE_NAMES = {"id": "Indonesian", "en": "English", "zh": "Chinese"}


def back(story: Story, t: Texts) -> list[Button]:
    """The row that leads back to the card."""
    return [Button(t("« Back"), f"b:{story.id}")]


def source_list(story: Story, zone: str, t: Texts) -> Rich:
    """Every article of the story, numbered, with outlet, language and time; the first reporter named."""
    out = Writer()
    listed = sources(story)
    out.line(t.n("{n} source", "{n} sources", source_count(story)), "bold")
    for number, article in enumerate(listed[:SOURCES_SHOWN], 1):
        out.add(f"[{number}] ")
        out.add(shortened(article.title or article.text, LONGEST_TITLE), url=article.url)
        out.line()
        at = article.published or story.first_at
        language = t(LANGUAGE_NAMES.get(article.lang or "", "")) or ""
        details = [p for p in (shortened(article.outlet, LONGEST_NAME), language, t.moment(at, zone)) if p]
        if number == 1:
            details.append(t("reported it first"))
        out.line("    " + " · ".join(details))
    if len(listed) > SOURCES_SHOWN:
        out.line(t.n("+{n} more", "+{n} more", len(listed) - SOURCES_SHOWN))
    return out.done([back(story, t)])


def question_list(story: Story, offered: Sequence[OfferedQuestion], catalog: Catalog, t: Texts) -> Rich:
    """The questions that the story can answer, a button each."""
    out = Writer()
    out.line(t("What would you like to know?"), "bold")
    moves(out, story, catalog, t)
    rows = [[Button(shortened(o.question, 60) or "…", f"a:{story.id}:{i}")] for i, o in enumerate(offered)]
    return out.done([*rows, back(story, t)])


def voices(story: Story) -> list[Quote]:
    """The quotations of a story, each once, as the sources have them, several speakers before one speaker's second."""
    unique: dict[str, Quote] = {}
    for quote in story.quotes:
        unique.setdefault(" ".join(quote.text.casefold().split()), quote)
    nth: dict[str, int] = {}
    ranked = []
    for place, quote in enumerate(unique.values()):
        nth[quote.speaker] = nth.get(quote.speaker, 0) + 1
        ranked.append((nth[quote.speaker], place, quote))
    return [quote for _, _, quote in sorted(ranked, key=lambda r: r[:2])][:VOICES_SHOWN]


def voice_list(story: Story, catalog: Catalog, t: Texts) -> Rich:
    """Who says what of it, with the source of each quotation."""
    out = Writer()
    out.line(t("Voices"), "bold")
    moves(out, story, catalog, t)
    by_id = {a.id: a for a in story.articles}
    for quote in voices(story):
        out.line()
        out.add(f"{shortened(quote.speaker, LONGEST_NAME)}: ", "bold")
        out.add(f"“{shortened(quote.text, LONGEST_QUOTE)}”", "italic")
        _source(out, by_id.get(quote.article_id))
    return out.done([back(story, t)])


def ahead_list(story: Story, catalog: Catalog, t: Texts) -> Rich:
    """The sentences of the sources that look ahead, as they stand."""
    out = Writer()
    out.line(t("What's next"), "bold")
    moves(out, story, catalog, t)
    by_id = {a.id: a for a in story.articles}
    for one in list({e.sentence: e for e in story.ahead}.values())[:AHEAD_SHOWN]:
        out.line()
        out.add("• ").add(f"“{shortened(one.sentence, LONGEST_QUOTE)}”", "italic")
        _source(out, by_id.get(one.article_id))
    return out.done([back(story, t)])


def _source(out: Writer, article: Article | None) -> None:
    if article is not None and article.outlet:
        out.add(" — ").add(shortened(article.outlet, LONGEST_NAME), url=article.url)
    out.line()


def analysis_page(story: Story, figures: Sequence[Figure], catalog: Catalog, t: Texts) -> Rich:
    """The figures, each with a button that opens its list."""
    out = Writer()
    out.line(t("Analysis"), "bold")
    moves(out, story, catalog, t)
    out.line()
    rows = []
    for number, figure in enumerate(figures):
        told = figure_line(figure, catalog, t)
        out.line(f"• {told}")
        rows.append([Button(shortened(told, 60), f"n:{story.id}:{number}")])
    out.line()
    out.line(t("Counted from the moves that I have stored; denied ones are left out."), "italic")
    return out.done([*rows, back(story, t)])


def figure_line(figure: Figure, catalog: Catalog, t: Texts) -> str:
    """One figure as a sentence."""
    shown = shortened(catalog.display(figure.key, t.lang, figure.names[0]), LONGEST_NAME)
    if figure.kind == "left":
        return t("{n} people have left {name} in {days} days", n=figure.count, name=shown, days=DAYS)
    if figure.kind == "joined":
        return t("{n} people have come to {name} in {days} days", n=figure.count, name=shown, days=DAYS)
    other = shortened(catalog.display(figure.other, t.lang, figure.names[1]), LONGEST_NAME)
    values = {"n": figure.count, "name": shown, "other": other, "year": figure.year}
    return t("{n} people have gone from {other} to {name} in {year}", **values)


def figure_page(story: Story, figure: Figure, links: Mapping[str, str], catalog: Catalog, t: Texts) -> Rich:
    """The moves that a figure counts, each with status and source."""
    out = Writer()
    out.line(figure_line(figure, catalog, t), "bold")
    for move in figure.moves[:LISTED]:
        move_line(out, move, links, catalog, t)
    if figure.count > LISTED:
        out.line(t.n("+{n} more", "+{n} more", figure.count - LISTED))
    return out.done([[Button(t("« Back"), f"n:{story.id}")]])


def move_line(out: Writer, move: Move, links: Mapping[str, str], catalog: Catalog, t: Texts) -> None:
    """A line of a move: what, how sure, when, and the link to its source."""
    out.add("• ").add(headline(move, t.lang, catalog))
    out.add(f" · {status_label(move.status, t.lang)}")
    if move.date:
        out.add(f" · {spoken_date(move.date, t.lang)}")
    if move.article_id in links:
        out.add(" · ").add(t("source"), url=links[move.article_id])
    out.line()
